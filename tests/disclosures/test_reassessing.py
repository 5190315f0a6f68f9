"""What is not proactively disclosed is looked at again each year: by whom, when, with what result and basis."""

import datetime as dt

import pytest
from django.utils import timezone
from time_machine import travel

from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.disclosures.models import Disclosure, Reassessment
from gongkai.disclosures.reassessing import keep_attribute, open_up, standings
from gongkai.findings import Refused
from gongkai.law.workdays import Calendar
from gongkai.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
CALENDAR = Calendar.load()
BORN = dt.datetime(2025, 11, 25, 2, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _all_scopes():
    with across_agencies():
        yield


@pytest.fixture
def withheld(life):
    with travel(BORN, tick=False):
        return life.review(life.draft(attribute="withheld", attribute_basis="条例第十六条"))


def again(record):
    return Disclosure.objects.get(pk=record.pk)


def test_the_attribute_and_the_text_confirmed_in_review_become_the_record(life):
    record = life.draft()
    record = life.change(record, title="改过的题目", attribute="on_request", attribute_basis="涉及特定对象")
    assert record.attribute == "proactive"
    record = life.review(record)
    assert (record.title, record.attribute, record.live) == ("改过的题目", "on_request", False)
    assert record.published_at is None
    entry = TrailEntry.objects.get(act="disclosure.attribute_confirmed")
    assert (entry.data, entry.reason) == ({"attribute": "on_request"}, "涉及特定对象")
    assert entry.object_label == "改过的题目"


def test_it_is_due_a_year_after_the_decision_and_a_year_after_it_was_kept(life, withheld):
    assert [(one.since, one.due) for one in standings(CALENDAR)] == [(dt.date(2025, 11, 25), dt.date(2026, 11, 25))]
    keep_attribute(withheld, user=life.people["secrecy_review"], basis="情况没有变化", now=LATER)
    assert [(one.since, one.due) for one in standings(CALENDAR)] == [(dt.date(2026, 11, 20), dt.date(2027, 11, 20))]
    made = Reassessment.objects.get()
    assert (made.result, made.attribute, made.decided_by, made.decided_at) == (
        "keep",
        "withheld",
        life.people["secrecy_review"],
        LATER,
    )
    assert TrailEntry.objects.get(act="attribute.keep").reason == "情况没有变化"


@pytest.mark.parametrize(("until", "count"), [("2026-11-24", 0), ("2026-11-25", 1), ("2026-12-30", 1)])
def test_only_what_is_due_by_a_day_is_asked_for(withheld, until, count):
    assert len(standings(CALENDAR, dt.date.fromisoformat(until))) == count


def test_what_was_kept_lately_is_not_due_though_it_was_confirmed_long_ago(life, withheld):
    keep_attribute(withheld, user=life.people["editor"], basis="情况没有变化", now=LATER)
    assert standings(CALENDAR, dt.date(2027, 11, 19)) == []
    assert len(standings(CALENDAR, dt.date(2027, 11, 20))) == 1


def test_a_draft_nobody_has_decided_on_is_not_looked_at_again_and_a_table_s_record_is(life):
    life.draft(attribute="withheld", attribute_basis="条例第十六条")
    assert standings(CALENDAR) == []
    values = {"attribute": "on_request", "dated_on": dt.date(2018, 3, 5), "live": False}
    Disclosure.objects.create(agency=life.town, ref="2018-1", title="旧件", **values)
    assert [one.due for one in standings(CALENDAR)] == [dt.date(2019, 3, 5)]


def test_nothing_of_another_agency_is_in_the_list(withheld, make_agency):
    with as_agency(make_agency("town-b")):
        assert standings(CALENDAR) == []


def test_a_reassessment_needs_the_role_and_a_basis(life, withheld, make_agency, make_user):
    stranger = make_user("stranger", (make_agency("town-b"), "editor"))
    for user in (stranger, life.people["first_review"]):
        with pytest.raises(Refused, match="要由"):
            keep_attribute(withheld, user=user, basis="试", now=LATER)
    with pytest.raises(Refused, match="要写依据"):
        keep_attribute(withheld, user=life.people["editor"], basis=" ", now=LATER)
    with pytest.raises(Refused, match="要由"):
        open_up(withheld, user=life.people["final_review"], basis="可以公开了", now=LATER)
    assert not Reassessment.objects.exists()


def test_opening_starts_the_review_and_its_end_publishes(life, withheld):
    open_up(withheld, user=life.people["editor"], basis="保密期已满", now=LATER)
    record = again(withheld)
    assert record.workflow_in_progress
    assert (record.attribute, record.live) == ("withheld", False)
    (line,) = standings(CALENDAR)
    assert line.in_review
    record = life.review(record)
    assert record.is_public
    assert record.attribute == "proactive"
    assert standings(CALENDAR) == []
    assert Reassessment.objects.get().result == "open"


def test_under_review_it_is_not_assessed_a_second_time(life, withheld):
    open_up(withheld, user=life.people["editor"], basis="保密期已满", now=LATER)
    with pytest.raises(Refused, match="正在审核中"):
        keep_attribute(again(withheld), user=life.people["final_review"], basis="试", now=LATER)


def test_what_is_missing_for_the_review_leaves_everything_as_it_was(life, withheld):
    withheld = life.change(withheld, section=None)
    with pytest.raises(Refused, match="还没有选所属栏目"):
        open_up(withheld, user=life.people["editor"], basis="保密期已满", now=LATER)
    record = again(withheld)
    assert not record.workflow_in_progress
    assert record.get_latest_revision_as_object().attribute == "withheld"
    assert not Reassessment.objects.exists()


def test_an_opening_that_was_returned_is_due_again_and_may_be_kept_instead(life, withheld):
    open_up(withheld, user=life.people["editor"], basis="保密期已满", now=LATER)
    life.send_back(withheld)
    (line,) = standings(CALENDAR)
    assert (line.in_review, line.due) == (False, dt.date(2026, 11, 25))
    keep_attribute(again(withheld), user=life.people["editor"], basis="审核认为还不能公开", now=LATER)
    record = again(withheld)
    assert record.current_workflow_state is None
    assert record.get_latest_revision_as_object().attribute == "withheld"
    assert [one.result for one in record.reassessments.order_by("pk")] == ["open", "keep"]


def test_what_is_public_is_not_reassessed(life):
    record = life.published()
    with pytest.raises(Refused, match="不主动公开"):
        keep_attribute(record, user=life.people["editor"], basis="试", now=timezone.now())
