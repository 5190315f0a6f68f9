"""Every agency's records are invisible to the others, and forgetting to say whose fails closed."""

import pytest
from django.apps import apps
from django_scopes.exceptions import ScopeError

from gongkai.agencies.models import Agency, RoleAssignment
from gongkai.agencies.queries import has_role, visible_agencies
from gongkai.agencies.scoping import AgencyOwned, across_agencies, as_agencies, as_agency
from gongkai.registers.models import Meeting

pytestmark = pytest.mark.django_db

OWNED = [model for model in apps.get_models() if issubclass(model, AgencyOwned)]


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_a_query_without_a_scope_raises(model):
    with pytest.raises(ScopeError):
        list(model.objects.all())
    with pytest.raises(ScopeError):
        list(model._default_manager.all())


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_the_first_manager_of_every_owned_record_is_the_scoped_one(model):
    assert model._default_manager.name == "objects"


@pytest.fixture
def two_towns(make_agency):
    district = make_agency("district", level="county")
    towns = [make_agency(code, parent=district) for code in ("town-a", "town-b")]
    with across_agencies():
        for town in towns:
            Meeting.objects.create(agency=town, ref="1", title=f"{town.code}会议", held_on="2024-03-01")
    return district, *towns


def test_inside_one_agency_only_its_records_are_seen(two_towns):
    _, first, second = two_towns
    with as_agency(first):
        assert [meeting.agency for meeting in Meeting.objects.all()] == [first]
        assert not Meeting.objects.filter(agency=second).exists()
    with as_agencies([]):
        assert not Meeting.objects.exists()


def test_a_person_sees_the_agencies_of_their_roles_and_a_supervisor_the_subtree(two_towns, make_user):
    district, first, second = two_towns
    assert list(visible_agencies(make_user("a", (first, "editor")))) == [first]
    assert list(visible_agencies(make_user("d", (district, "supervisor")))) == [district, first, second]
    assert list(visible_agencies(make_user("e", (district, "editor")))) == [district]
    assert list(visible_agencies(make_user("nobody"))) == []


def test_an_agency_whose_code_begins_like_another_is_not_below_it(make_agency, make_user):
    make_agency("town-x")
    make_agency("town-xy")
    user = make_user("s", (Agency.objects.get(code="town-x"), "supervisor"))
    assert [agency.code for agency in visible_agencies(user)] == ["town-x"]


def test_a_supervisors_role_reaches_down_but_an_editors_does_not(two_towns, make_user):
    district, first, _ = two_towns
    assert has_role(make_user("s", (district, "supervisor")), first, "supervisor")
    assert not has_role(make_user("e", (district, "editor")), first, "editor")


def test_administrator_roles_exclude_one_another_and_belong_to_no_agency(two_towns, make_user):
    from django.core.exceptions import ValidationError

    user = make_user("admin", (None, "system_admin"))
    with pytest.raises(ValidationError, match="不能由一个人兼任"):
        RoleAssignment(user=user, role="audit_admin").full_clean()
    with pytest.raises(ValidationError, match="不属于任何单位"):
        RoleAssignment(user=make_user("b"), agency=two_towns[0], role="audit_admin").full_clean()


def test_a_signed_in_request_works_in_the_scope_of_its_person(two_towns, make_user, rf):
    from django.contrib.auth.models import AnonymousUser

    from gongkai.agencies.middleware import AgencyScopeMiddleware

    _, first, _ = two_towns
    seen = {}

    def view(request):
        seen[request.user.username] = [meeting.title for meeting in Meeting.objects.all()]

    for user in (make_user("a", (first, "editor")), AnonymousUser()):
        request = rf.get("/")
        request.user = user
        AgencyScopeMiddleware(view)(request)
    assert seen == {"a": ["town-a会议"], "": []}
