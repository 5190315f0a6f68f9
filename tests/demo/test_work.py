"""Work under way in the example towns: every page of the desk has something to see, and the rules hold for it too."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from gongkai.agencies.models import Agency, Deputy
from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.demo.accounts import make_accounts
from gongkai.demo.loading import load
from gongkai.demo.work import WORKS, begin_work
from gongkai.desk.todo import lists_for
from gongkai.disclosures.models import Disclosure, EmergencyRelease, PassageRemark
from gongkai.disclosures.models.review import AgencyRoleTaskState
from gongkai.law.workdays import Calendar
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import verify

NOW = timezone.now()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The examples with their accounts and the work begun, for the whole module; taken back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load(timezone.localdate(NOW))
        make_accounts("示例密码-2026")
        yield begin_work(now=NOW)
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture(params=["xj", "sl"])
def town(request):
    """The prefix of the accounts of each town, in the scope of its agency."""
    agency = Agency.objects.get(code={"xj": "xingjing", "sl": "shili"}[request.param])
    with as_agency(agency):
        yield request.param


def user(prefix, suffix):
    return User.objects.get(username=f"{prefix}-{suffix}")


def work(ref):
    return Disclosure.objects.get(ref=ref)


def waiting(person):
    """What the home lists as this person's own, or in red for all."""
    lists = lists_for(person, timezone.localdate(NOW), Calendar.load(), NOW)
    return {(one.verb, one.title) for one in (*lists.late, *lists.today, *lists.week)}


def test_a_text_came_back_with_passages_marked_in_the_order_of_the_text(town):
    record = work("示例-退回")
    marks = list(PassageRemark.objects.filter(disclosure=record).values_list("quote", flat=True))
    assert len(marks) == 3
    assert marks == sorted(marks, key=record.body.index)
    assert any(title == record.title for _, title in waiting(user(town, "editor")))


def test_a_deputy_stands_in_for_who_is_away_and_the_step_says_so(town):
    deputy = Deputy.objects.get(assignment__user=user(town, "review2"))
    assert deputy.person == user(town, "report")
    step = AgencyRoleTaskState.objects.get(in_place_of=user(town, "review2"))
    assert step.finished_by == user(town, "report")
    assert ("复审", work("示例-待复审").title) in waiting(user(town, "report"))


def test_an_emergency_release_is_public_and_waits_for_another_person(town):
    record = work("示例-应急")
    release = EmergencyRelease.objects.get(disclosure=record)
    assert record.is_public
    assert release.reviewed_at is None
    assert release.review_due_at == NOW + dt.timedelta(hours=24)
    assert ("补审", record.title) in waiting(user(town, "review1"))
    assert ("补审", record.title) not in waiting(user(town, "final"))


def test_a_text_passed_by_all_waits_for_its_set_time(town):
    record = work("示例-定时")
    assert not record.is_public
    when = timezone.localtime(record.scheduled_revision.approved_go_live_at)
    assert (when.date(), when.hour) == (timezone.localdate(NOW) + dt.timedelta(days=7), 9)


def test_every_act_is_in_the_trail_under_the_name_of_who_did_it(town):
    acts = TrailEntry.objects.filter(object_label=work("示例-定时").title, agency_code=work("示例-定时").agency.code)
    names = {entry.act.split(".")[1]: entry.actor_name for entry in acts}
    assert "（代" in names["second_review"]
    assert names["final_review"] == user(town, "final").get_full_name()
    assert verify() == []


def test_beginning_again_changes_nothing_even_what_people_have_made_of_it(demo):
    assert demo == 2 * len(WORKS)
    with across_agencies():
        Disclosure.objects.filter(ref="示例-在写").update(title="改过的（示例）")
        entries = TrailEntry.objects.count()
        assert begin_work(now=NOW + dt.timedelta(days=40)) == 0
        assert set(Disclosure.objects.filter(ref="示例-在写").values_list("title", flat=True)) == {"改过的（示例）"}
    assert TrailEntry.objects.count() == entries


def test_the_work_is_marked_as_an_example():
    assert all("示例" in one.title and "示例" in one.body and one.ref.startswith("示例") for one in WORKS)
