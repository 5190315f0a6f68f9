"""Absence and deputies on the pages: one's own, the security administrator's, nobody else's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.agencies.models import Deputy, RoleAssignment
from gongkai.agencies.queries import has_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(make_agency):
    return make_agency("town-a", name="甲镇人民政府")


@pytest.fixture
def holder(make_user, town):
    return make_user("holder", (town, "first_review"), (town, "editor"))


@pytest.fixture
def colleague(make_user, town):
    return make_user("colleague", (town, "report_officer"))


def form(holder, person, roles=("first_review",), days=3, **more):
    today = timezone.localdate()
    held = RoleAssignment.objects.filter(user=holder, role__in=roles)
    return {
        "roles": [one.pk for one in held],
        "person": person.pk,
        "started_on": today.isoformat(),
        "ended_on": (today + dt.timedelta(days=days)).isoformat(),
        **more,
    }


def test_a_holder_names_a_deputy_sees_it_on_the_account_page_and_takes_it_back(client, town, holder, colleague):
    client.force_login(holder)
    client.post(reverse("gk_absence"), form(holder, colleague, ("first_review", "editor"), reason="休假"))
    assert has_role(colleague, town, "first_review")
    assert has_role(colleague, town, "editor")
    assert "由colleague代办" in client.get("/admin/account/").content.decode()
    client.force_login(colleague)
    assert "您代holder办“初审”" in client.get("/admin/account/").content.decode()
    assert "写一条公开信息" in client.get("/admin/").content.decode()
    client.force_login(holder)
    for one in Deputy.objects.all():
        client.post(reverse("gk_deputy_end", args=[one.pk]))
    assert not has_role(colleague, town, "first_review")


def test_a_deputy_may_say_that_they_cannot(client, town, holder, colleague):
    client.force_login(holder)
    client.post(reverse("gk_absence"), form(holder, colleague))
    client.force_login(colleague)
    client.post(reverse("gk_deputy_end", args=[Deputy.objects.get().pk]))
    assert not has_role(colleague, town, "first_review")


def test_what_may_not_be_is_said_in_a_sentence_and_nothing_is_half_done(client, town, holder, make_user):
    double = make_user("double", (town, "editor"))
    client.force_login(holder)
    page = client.post(reverse("gk_absence"), form(holder, double, ("first_review", "editor"))).content.decode()
    assert "自己就有“编辑”的角色" in page
    assert not Deputy.objects.exists()


def test_only_people_of_the_own_agency_are_offered_and_accepted(client, holder, colleague, make_agency, make_user):
    stranger = make_user("stranger", (make_agency("town-b"), "editor"))
    client.force_login(holder)
    page = client.get(reverse("gk_absence")).content.decode()
    assert "colleague" in page
    assert "stranger" not in page
    client.post(reverse("gk_absence"), form(holder, stranger))
    assert not Deputy.objects.exists()


def test_nobody_names_for_another_or_takes_back_what_is_not_theirs(client, town, holder, colleague, make_user):
    client.force_login(holder)
    client.post(reverse("gk_absence"), form(holder, colleague))
    deputy = Deputy.objects.get()
    for other in (
        make_user("final", (town, "final_review")),
        make_user("sys", (None, "system_admin")),
    ):
        client.force_login(other)
        assert client.post(reverse("gk_deputy_end", args=[deputy.pk])).status_code == 404
        assert client.get(reverse("gk_absence_of", args=[holder.pk])).status_code in (302, 403)
        # The roles of another are not among one's own.
        client.post(reverse("gk_absence"), form(holder, colleague, days=40))
    deputy.refresh_from_db()
    assert deputy.revoked_at is None
    assert Deputy.objects.count() == 1


def test_the_security_administrator_names_for_who_lies_in_hospital(client, town, holder, colleague, make_user):
    client.force_login(make_user("sec", (None, "security_admin")))
    address = reverse("gk_absence_of", args=[holder.pk])
    assert "要写理由" in client.post(address, form(holder, colleague)).content.decode()
    client.post(address, form(holder, colleague, reason="住院"))
    assert has_role(colleague, town, "first_review")
    assert address in client.get(reverse("gk_account", args=[holder.pk])).content.decode()
    client.post(reverse("gk_deputy_end", args=[Deputy.objects.get().pk]))
    assert not has_role(colleague, town, "first_review")


def test_an_administrator_has_nothing_to_be_stood_in_for(client, make_user):
    client.force_login(make_user("sys", (None, "system_admin")))
    assert "没有可以由人代办的角色" in client.get(reverse("gk_absence")).content.decode()


def test_the_system_administrator_sets_the_steps_and_days_of_an_agency(client, town, holder, make_user):
    from gongkai.agencies.scoping import across_agencies
    from gongkai.disclosures.models import ReviewPolicy
    from gongkai.trail.models import TrailEntry

    address = reverse("gk_agency_review", args=[town.pk])
    client.force_login(holder)
    assert client.post(address, {"steps": ["secrecy_review"], "days": "3"}).status_code in (302, 403)
    client.force_login(make_user("sys", (None, "system_admin")))
    assert 'value="first_review" ' in client.get(address).content.decode()
    assert "至少还要有一步审核" in client.post(address, {"steps": ["secrecy_review"], "days": "3"}).content.decode()
    client.post(address, {"steps": ["secrecy_review", "final_review"], "days": "3"})
    with across_agencies():
        policy = ReviewPolicy.objects.get()
    assert (policy.steps, policy.days) == (["secrecy_review", "final_review"], 3)
    entry = TrailEntry.objects.get(act="review.set_policy")
    assert entry.agency_code == "town-a"


def test_every_act_of_a_deputy_is_in_the_trail_as_done_for_the_holder(client, town, make_user, colleague):
    from gongkai.agencies.scoping import across_agencies
    from gongkai.catalogue.models import Section
    from gongkai.disclosures.models import Disclosure
    from gongkai.trail.models import TrailEntry

    final, editor = make_user("final", (town, "final_review")), make_user("editor", (town, "editor"))
    with across_agencies():
        section = Section.objects.create(agency=town, code="s", name="栏目")
        record = Disclosure(agency=town, ref="1", title="示例", body="<p>文</p>", section=section, live=False)
        record.save()
        record.save_revision(user=editor)
    client.force_login(final)
    client.post(reverse("gk_absence"), form(final, colleague, ("final_review",)))
    client.force_login(colleague)
    client.post(reverse("gk_release", args=[record.pk]), {"reason": "台风预警"})
    entry = TrailEntry.objects.get(act="disclosure.emergency_release")
    assert entry.actor == colleague
    assert entry.actor_name == "colleague（代final）"
    assert TrailEntry.objects.get(act="disclosure.publish").actor_name == "colleague（代final）"
    client.force_login(final)
    client.post(reverse("gk_withdraw", args=[record.pk]), {"kind": "error"})
    assert TrailEntry.objects.get(act="disclosure.withdraw").actor_name == "final"
