"""Within one request roles are read once, and anew when they change."""

from __future__ import annotations

import pytest
from django.utils import timezone

from gongkai.agencies.models import Deputy, RoleAssignment
from gongkai.agencies.queries import has_role, remembering_roles

pytestmark = pytest.mark.django_db


def test_roles_are_read_once_in_a_request(make_agency, make_user, django_assert_num_queries):
    town = make_agency("town-a")
    user = make_user("a", (town, "editor"))
    with remembering_roles(), django_assert_num_queries(1):
        assert has_role(user, town, "editor")
        assert not has_role(user, town, "first_review")


def test_a_role_given_or_taken_within_a_request_holds_at_once(make_agency, make_user):
    town = make_agency("town-a")
    user = make_user("a", (town, "editor"))
    with remembering_roles():
        assert not has_role(user, town, "first_review")
        given = RoleAssignment.objects.create(user=user, agency=town, role="first_review")
        assert has_role(user, town, "first_review")
        given.delete()
        assert not has_role(user, town, "first_review")


def test_a_deputy_named_or_revoked_within_a_request_is_one_at_once(make_agency, make_user):
    town, today = make_agency("town-a"), timezone.localdate()
    holder, user = make_user("h", (town, "first_review")), make_user("a", (town, "editor"))
    held = RoleAssignment.objects.get(user=holder)
    with remembering_roles():
        assert not has_role(user, town, "first_review")
        deputy = Deputy.objects.create(assignment=held, person=user, started_on=today, ended_on=today)
        assert has_role(user, town, "first_review")
        deputy.revoked_at = timezone.now()
        deputy.save()
        assert not has_role(user, town, "first_review")
