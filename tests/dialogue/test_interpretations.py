"""A policy document and its interpretation belong together, and the second has three working days."""

import datetime as dt

import pytest
from django.utils import timezone
from time_machine import travel

from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.catalogue.models import Section
from gongkai.dialogue.models import Interpretation, InterpretationChoice
from gongkai.dialogue.queries import clocks, interpretations_of, policy_of
from gongkai.dialogue.services import begin_interpretation, choose_interpretation, link_interpretation
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.publishing import withdraw
from gongkai.findings import Refused
from gongkai.law.workdays import Calendar
from gongkai.registers.models import RegulatoryDocument
from gongkai.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
CALENDAR = Calendar.load()
#: A Sunday on which offices worked; the third working day after it is 9 October.
PUBLISHED = dt.datetime(2025, 9, 28, 2, 0, tzinfo=dt.UTC)
DUE = dt.date(2025, 10, 9)


@pytest.fixture(autouse=True)
def _all_scopes():
    with across_agencies():
        yield


@pytest.fixture
def policy(life):
    with travel(PUBLISHED, tick=False):
        record = life.published(title="示例镇管理办法")
    RegulatoryDocument.objects.create(
        agency=life.town, ref="1", kind="norm", title=record.title, made_on=dt.date(2025, 9, 26), disclosure=record
    )
    return record


def state(today=DUE):
    return [one.state.value for one in clocks(today, CALENDAR)]


def begin(life, policy):
    return begin_interpretation(policy, user=life.people["editor"], now=timezone.now())


@pytest.mark.parametrize(
    ("today", "expected"), [("2025-10-08", "open"), ("2025-10-09", "open"), ("2025-10-10", "late")]
)
def test_a_policy_document_without_interpretation_is_late_after_three_working_days(policy, today, expected):
    (clock,) = clocks(dt.date.fromisoformat(today), CALENDAR)
    assert (clock.published_on, clock.due_on) == (dt.date(2025, 9, 28), DUE)
    assert clock.state == expected


def test_an_ordinary_notice_needs_no_interpretation_and_one_chosen_does(life):
    record = life.published()
    assert clocks(DUE, CALENDAR) == []
    values = {"user": life.people["editor"], "now": timezone.now()}
    choose_interpretation(record, needed=True, reason="群众普遍关心", **values)
    assert [one.policy for one in clocks(DUE, CALENDAR)] == [record]
    with pytest.raises(Refused, match="要写理由"):
        choose_interpretation(record, needed=False, reason=" ", **values)
    choose_interpretation(record, needed=False, reason="只转发上级文件", **values)
    (clock,) = clocks(DUE + dt.timedelta(days=400), CALENDAR)
    assert (clock.state, clock.reason) == ("not_needed", "只转发上级文件")
    assert InterpretationChoice.objects.count() == 1
    acts = list(TrailEntry.objects.filter(act__startswith="interpretation").order_by("serial").values_list("act"))
    assert acts == [("interpretation.needed",), ("interpretation.not_needed",)]


@pytest.mark.parametrize(("day", "expected"), [("2025-10-09", "done"), ("2025-10-10", "done_late")])
def test_what_was_begun_beside_the_policy_counts_on_the_day_it_goes_live(life, policy, day, expected):
    section = Section.objects.create(agency=life.town, code="jiedu", name="政策解读")
    made = begin(life, policy)
    draft = made.disclosure
    assert (draft.title, draft.section, draft.live) == ("《示例镇管理办法》政策解读", section, False)
    assert made.published_on is None
    assert interpretations_of(policy) == []
    assert state() == ["open"]
    life.change(draft, body="<p>为什么、改了什么</p>")
    with travel(dt.datetime.fromisoformat(f"{day}T02:00:00+00:00"), tick=False):
        record = life.review(draft)
    assert Interpretation.objects.get().published_on == dt.date.fromisoformat(day)
    (clock,) = clocks(dt.date(2025, 11, 1), CALENDAR)
    assert (clock.state, clock.done_on) == (expected, dt.date.fromisoformat(day))
    assert interpretations_of(policy) == [record]
    assert policy_of(record) == policy


def test_the_register_takes_the_title_under_which_it_was_published(life, policy):
    made = begin(life, policy)
    life.change(made.disclosure, title="一图读懂", body="<p>文</p>", section=policy.section)
    life.review(made.disclosure)
    assert Interpretation.objects.get().title == "一图读懂"


def test_a_withdrawn_interpretation_answers_for_nothing(life, policy):
    made = begin(life, policy)
    life.change(made.disclosure, body="<p>文</p>", section=policy.section)
    record = life.review(made.disclosure)
    withdraw(record, user=life.people["final_review"], kind="error", now=timezone.now())
    assert interpretations_of(policy) == []
    assert state(dt.date(2026, 1, 5)) == ["late"]


def test_what_exists_already_is_linked_once_and_within_the_agency(life, policy, make_agency, make_user):
    from disclosure_life import Life

    text = life.published("2", title="解读")
    other = Life(make_agency, make_user, "town-b")
    theirs = other.published("3", title="别处的解读")
    values = {"user": life.people["editor"], "now": timezone.now()}
    with pytest.raises(Refused, match="同一个单位"):
        link_interpretation(policy, theirs, **values)
    with pytest.raises(Refused, match="不能是政策文件自己"):
        link_interpretation(policy, policy, **values)
    with pytest.raises(Refused, match="要由"):
        link_interpretation(policy, text, user=other.people["editor"], now=timezone.now())
    made = link_interpretation(policy, text, **values)
    assert made.published_on == timezone.localtime(text.published_at).date()
    with pytest.raises(Refused, match="已经关联过了"):
        link_interpretation(policy, text, **values)
    assert interpretations_of(policy) == [text]


def test_an_interpretation_given_elsewhere_counts_by_its_own_day(life, policy):
    Interpretation.objects.create(
        agency=life.town, ref="1", title="报上的解读", policy=policy, published_on=dt.date(2025, 9, 29)
    )
    assert state() == ["done"]


def test_an_entry_has_a_day_or_a_text_written_here(life):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="要填发布日期"):
        Interpretation(agency=life.town, ref="1", title="解读").full_clean()


def test_references_are_the_agency_s_only_ones(life, policy):
    refs = [begin(life, policy).ref for _ in range(2)]
    assert len(set(refs)) == 2
    assert Disclosure.objects.filter(ref__startswith=f"{policy.ref}-解读").count() == 2


def test_the_clocks_stay_within_the_open_scope_and_do_not_grow_with_the_list(
    life, policy, make_agency, django_assert_num_queries
):
    with as_agency(make_agency("town-b")):
        assert clocks(DUE, CALENDAR) == []
    begin(life, policy)
    for number in range(3):
        record = life.published(f"n{number}")
        RegulatoryDocument.objects.create(
            agency=life.town, ref=f"n{number}", kind="norm", title="文", made_on=dt.date(2025, 9, 26), disclosure=record
        )
    with django_assert_num_queries(2):
        assert len(clocks(DUE, CALENDAR)) == 4
    assert len(clocks(DUE, CALENDAR, since=dt.date(2025, 9, 29))) == 3
