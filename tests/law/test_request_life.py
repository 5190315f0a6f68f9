"""The life of requests, told as dated stories over the one table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.findings import Refused
from gongkai.law.clocks import ConsultationKind
from gongkai.law.fees import FeeScale
from gongkai.law.receipt import Intake
from gongkai.law.remedies import remedy
from gongkai.law.request_case import CARRIED, OPEN, Act, Actor, Case, Delivery, Event, State
from gongkai.law.request_life import TABLE, Applied, apply, clock_of, receive, report_row, what_may_happen
from gongkai.law.workdays import Calendar

C = Calendar.load()


def d(text: str) -> date:
    return date.fromisoformat(text)


def reply_details(outcome: str, on: str) -> dict[str, Any]:
    """What a proper reply carries."""
    return {
        "outcome": outcome,
        "articles": ("第三十六条",),
        "reasons": ("示例理由",),
        "remedy_text": remedy(outcome, d(on), review_body="示例区人民政府").text,
        "secrecy_checked": True,
        "signed": True,
    }


def go(case: Case, event: Event, on: str, **details: Any) -> Applied:
    return apply(case, Act(event, d(on), **details), calendar=C)


def registered(on: str = "2026-01-26", applicant: str = "示例申请人") -> Case:
    return go(receive(Intake.IN_PERSON, d(on), applicant=applicant), Event.REGISTER, on).case


def in_review(on: str = "2026-01-26") -> Case:
    return go(registered(on), Event.TAKE_UP, on).case


def said(case: Case, event: Event, on: str, **details: Any) -> str:
    with pytest.raises(Refused) as refused:
        go(case, event, on, **details)
    return str(refused.value)


def due(case: Case, as_of: str) -> str:
    clock = clock_of(case, C, as_of=d(as_of))
    assert clock is not None
    return clock.date.isoformat()


# ── ordinary ways ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_answered_on_the_spot_delivered_and_archived() -> None:
    case = registered()
    assert (case.received_on, due(case, "2026-01-26")) == (d("2026-01-26"), "2026-02-28")
    decided = go(case, Event.DECIDE, "2026-01-26", **reply_details("O-12", "2026-01-26"))
    assert decided.transition.documents == ("D-13",)
    sent = go(decided.case, Event.DELIVER, "2026-01-26", delivery=Delivery.DIRECT, recipient="示例申请人").case
    assert (sent.state, sent.delivered_on) == (State.DELIVERED, d("2026-01-26"))
    assert go(sent, Event.ARCHIVE, "2026-02-02").case.state is State.ARCHIVED
    assert report_row(sent, "2021", year=2026) == "R21.3.3.1"
    assert report_row(sent, "2021", year=2025) is None


def test_an_internet_application_counts_from_the_confirmation() -> None:
    case = receive(Intake.INTERNET, d("2026-01-23"))
    assert case.state is State.AWAIT_CONFIRM
    assert "不能“登记”" in said(case, Event.REGISTER, "2026-01-26")
    case = go(case, Event.CONFIRM, "2026-01-26").case
    assert (case.received_on, case.state) == (d("2026-01-26"), State.REGISTERED)


def test_corrected_application_gets_twenty_days_from_the_correction() -> None:
    asked = go(registered("2024-02-02"), Event.ASK_CORRECTION, "2024-02-18", asks="文号", until=d("2024-03-05"))
    assert asked.transition.documents == ("D-04",)
    assert due(asked.case, "2024-02-19") == "2024-03-05"
    case = go(asked.case, Event.CORRECTED, "2024-03-01", by=Actor.APPLICANT).case
    assert due(case, "2024-03-01") == C.add_working_days(d("2024-03-01"), 20).isoformat()
    assert "一次性告知" in said(case, Event.ASK_CORRECTION, "2024-03-04", asks="再补", until=d("2024-03-20"))
    unclear = go(case, Event.DECIDE, "2024-03-04", **reply_details("O-43", "2024-03-04")).case
    assert report_row(unclear, "2021", year=2024) == "R21.3.3.4.3"


@pytest.mark.parametrize(("on", "allowed"), [("2024-03-04", False), ("2024-03-05", False), ("2024-03-06", True)])
def test_not_corrected_closes_the_day_after_the_period(on: str, allowed: bool) -> None:
    case = go(registered("2024-02-02"), Event.ASK_CORRECTION, "2024-02-06", asks="文号", until=d("2024-03-05")).case
    if not allowed:
        assert "才届满" in said(case, Event.CORRECTION_OVERDUE, on)
        return
    closed = go(case, Event.CORRECTION_OVERDUE, on, by=Actor.SYSTEM).case
    assert (closed.state, closed.outcome) == (State.CLOSED_NO_CORRECTION, "O-61")
    assert report_row(closed, "2021", year=2024) == "R21.3.3.6.1"


def test_third_party_and_organ_asked_at_once_hold_the_clock_together() -> None:
    case = go(in_review(), Event.CONSULT, "2026-02-04", kind=ConsultationKind.THIRD_PARTY).case
    case = go(case, Event.LETTER_RECEIVED, "2026-02-05", letter=0).case
    case = go(case, Event.CONSULT, "2026-02-06", kind=ConsultationKind.ORGAN, letter_received_on=d("2026-02-06")).case
    assert case.state is State.CONSULT_THIRD
    assert "不能“作出答复”" in said(case, Event.DECIDE, "2026-02-09", **reply_details("O-12", "2026-02-09"))
    case = go(case, Event.OPINION_GIVEN, "2026-02-09", letter=0).case
    assert case.state is State.CONSULT_ORGAN
    case = go(case, Event.OPINION_GIVEN, "2026-02-27", letter=1).case
    assert case.state is State.IN_REVIEW
    assert due(case, "2026-02-27") == "2026-03-17"


def test_silence_of_the_third_party_ends_on_its_last_day() -> None:
    case = go(in_review(), Event.CONSULT, "2026-02-04", kind=ConsultationKind.THIRD_PARTY).case
    assert "何时收到" in said(case, Event.OPINION_LAPSED, "2026-03-04", letter=0)
    case = go(case, Event.LETTER_RECEIVED, "2026-02-04", letter=0).case
    assert "2026-03-03" in said(case, Event.OPINION_LAPSED, "2026-03-03", letter=0)
    case = go(case, Event.OPINION_LAPSED, "2026-03-09", letter=0, by=Actor.SYSTEM).case
    assert case.consultations[0].answered_on == d("2026-03-03")


def test_fee_paid_in_time_starts_the_clock_afresh_and_unpaid_closes() -> None:
    case = go(in_review("2026-03-02"), Event.CHARGE, "2026-03-10", scale=FeeScale.PAGES, amount=380).case
    assert due(case, "2026-03-10") == "2026-04-09"
    assert "才届满" in said(case, Event.FEE_OVERDUE, "2026-04-09")
    closed = go(case, Event.FEE_OVERDUE, "2026-04-10", by=Actor.SYSTEM).case
    assert report_row(closed, "2021", year=2026) == "R21.3.3.6.2"
    assert "视为放弃" in said(case, Event.PAID, "2026-04-10")
    paid = go(case, Event.PAID, "2026-04-09", by=Actor.APPLICANT).case
    assert due(paid, "2026-04-09") == C.add_working_days(d("2026-04-09"), 20).isoformat()
    assert "只能用一种标准" in said(paid, Event.CHARGE, "2026-04-13", scale=FeeScale.ITEMS, amount=100)


def test_many_applications_reasons_asked_then_refused_or_delayed() -> None:
    case = go(registered(), Event.ASK_REASONS, "2026-01-27", asks="数量", until=d("2026-02-06")).case
    assert "只能答复" in said(case, Event.DECIDE, "2026-02-09", **reply_details("O-12", "2026-02-09"))
    refused = go(case, Event.DECIDE, "2026-02-09", **reply_details("O-54", "2026-02-09")).case
    assert report_row(refused, "2021", year=2026) == "R21.3.3.5.4"
    delayed = go(case, Event.DELAY, "2026-02-09", until=d("2026-06-30")).case
    assert (delayed.state, due(delayed, "2026-02-09")) == (State.DELAYED, "2026-06-30")
    done = go(delayed, Event.DECIDE, "2026-06-30", **reply_details("O-12", "2026-06-30")).case
    assert due(done, "2026-06-30") == "2026-06-30"
    assert "没有这个环节" in said(
        registered("2018-03-01"), Event.ASK_REASONS, "2018-03-02", asks="数量", until=d("2018-04-01")
    )


def test_a_redo_ordered_by_review_does_not_change_the_year_it_was_counted_in() -> None:
    case = go(in_review("2025-03-03"), Event.DECIDE, "2025-03-10", **reply_details("O-31", "2025-03-10")).case
    case = go(case, Event.DELIVER, "2025-03-10", delivery=Delivery.POST, recipient="示例申请人").case
    case = go(case, Event.REMEDY_OPENED, "2025-04-01").case
    case = go(case, Event.REMEDY_REDO, "2026-01-05", until=d("2026-02-04")).case
    assert (case.state, due(case, "2026-01-05")) == (State.REDO, "2026-02-04")
    case = go(case, Event.DECIDE, "2026-02-02", **reply_details("O-12", "2026-02-02")).case
    assert (case.outcome, case.redo_outcome) == ("O-31", "O-12")
    assert report_row(case, "2021", year=2025) == "R21.3.3.3.1"
    assert report_row(case, "2021", year=2026) is None


def test_a_lapsed_request_upheld_in_review_goes_back_to_where_it_stood() -> None:
    case = go(registered("2024-02-02"), Event.ASK_CORRECTION, "2024-02-06", asks="文号", until=d("2024-03-05")).case
    case = go(case, Event.CORRECTION_OVERDUE, "2024-03-06").case
    case = go(case, Event.REMEDY_OPENED, "2024-04-01").case
    assert go(case, Event.REMEDY_UPHELD, "2024-06-03").case.state is State.CLOSED_NO_CORRECTION


def test_open_at_the_end_of_the_year_is_carried_and_concluded_in_the_next() -> None:
    case = go(in_review("2025-12-20"), Event.DECIDE, "2026-01-09", **reply_details("O-41a", "2026-01-09")).case
    assert report_row(case, "2021", year=2025) == "R21.3.4"
    assert report_row(case, "2021", year=2026) == "R21.3.3.4.1"
    assert report_row(receive(Intake.INTERNET, d("2025-12-30")), "2021", year=2025) is None


# ── what the product blocks ──────────────────────────────────────────────────────────────────────────────────────────


def test_extension_is_blocked_late_twice_too_long_and_without_approval() -> None:
    case = in_review("2024-01-29")
    assert "1至20个工作日" in said(case, Event.EXTEND, "2024-02-29", days=21, approved=True)
    assert "负责人同意" in said(case, Event.EXTEND, "2024-02-29", days=5)
    assert "不能再延长" in said(case, Event.EXTEND, "2024-03-01", days=5, approved=True)
    extended = go(case, Event.EXTEND, "2024-02-29", days=5, approved=True)
    assert extended.transition.documents == ("D-06",)
    assert due(extended.case, "2024-02-29") == "2024-03-07"
    assert "已经延长过一次" in said(extended.case, Event.EXTEND, "2024-03-01", days=5, approved=True)


def test_a_late_correction_notice_is_blocked_with_the_last_day() -> None:
    assert "最迟 2024-02-18" in said(
        registered("2024-02-02"), Event.ASK_CORRECTION, "2024-02-19", asks="文号", until=d("2024-03-19")
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"articles": ()}, "条、款、项"),
        ({"reasons": ()}, "写明理由"),
        ({"remedy_text": ""}, "行政复议、行政诉讼"),
        ({"secrecy_checked": False}, "保密审查"),
        ({"signed": False}, "签发"),
        ({"remedy_text": "可以60日内申请行政复议，或者6个月内提起行政诉讼。"}, "应当先申请行政复议"),
        ({"outcome": "O-99"}, "没有“O-99”"),
        ({"outcome": "O-43"}, "没有告知过补正"),
        ({"outcome": "O-54"}, "说明理由"),
        ({"outcome": "O-61"}, "逾期不补正，不再处理"),
    ],
)
def test_a_faulty_refusal_is_blocked(change: dict[str, Any], message: str) -> None:
    assert message in said(in_review(), Event.DECIDE, "2026-02-06", **(reply_details("O-31", "2026-02-06") | change))


def test_a_disclosure_that_tells_review_first_is_blocked() -> None:
    wrong = reply_details("O-12", "2026-02-06") | {"remedy_text": reply_details("O-31", "2026-02-06")["remedy_text"]}
    assert "不是复议前置" in said(in_review(), Event.DECIDE, "2026-02-06", **wrong)


def test_delivery_by_courier_or_to_another_person_is_blocked_with_both_reasons() -> None:
    case = go(in_review(), Event.DECIDE, "2026-02-06", **reply_details("O-12", "2026-02-06")).case
    message = said(case, Event.DELIVER, "2026-02-06", delivery=Delivery.COURIER, recipient="别人")
    assert "邮政企业" in message
    assert "不是申请人" in message


def test_withdrawal_is_written_and_possible_from_every_open_state() -> None:
    for state in OPEN:
        case = replace(in_review(), state=state)
        assert "书面" in said(case, Event.WITHDRAW, "2026-01-27", by=Actor.APPLICANT)
        assert go(case, Event.WITHDRAW, "2026-01-27", written=True).case.state is State.WITHDRAWN
    assert "不能“申请人撤回”" in said(
        replace(in_review(), state=State.DELIVERED), Event.WITHDRAW, "2026-01-27", written=True
    )


def test_steps_go_forward_in_time_and_belong_to_someone() -> None:
    assert "早于上一步" in said(in_review("2026-01-26"), Event.EXTEND, "2026-01-25", days=5, approved=True)
    assert "不能由申请人办理" in said(
        in_review(), Event.EXTEND, "2026-01-27", days=5, approved=True, by=Actor.APPLICANT
    )


def test_a_refused_act_leaves_the_case_as_it_was() -> None:
    case = in_review()
    before = repr(case)
    said(case, Event.EXTEND, "2026-01-27", days=99)
    assert repr(case) == before


# ── the table itself ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_may_happen_names_last_days_and_reasons() -> None:
    options = {
        option.event: option for option in what_may_happen(registered("2024-02-02"), d("2024-02-19"), calendar=C)
    }
    late = options[Event.ASK_CORRECTION]
    assert not late.allowed
    assert late.latest is not None
    assert late.latest.date == d("2024-02-18")
    decide = options[Event.DECIDE]
    assert decide.allowed
    assert decide.latest is not None
    assert decide.latest.date == d("2024-03-06")
    assert Event.DELIVER not in options
    mine = what_may_happen(registered(), d("2026-01-27"), calendar=C, actor=Actor.APPLICANT)
    assert [option.event for option in mine] == [Event.WITHDRAW]


def test_every_event_has_one_row_and_every_state_but_the_first_is_reached() -> None:
    assert sorted(row.event for row in TABLE) == sorted(Event)
    left = set().union(*(row.come_from for row in TABLE))
    assert left == set(State)
    reached = {row.to for row in TABLE} | {
        State.CONSULT_THIRD,
        State.CONSULT_ORGAN,
        State.AWAIT_CONFIRM,
        State.SUBMITTED,
    }
    assert reached - {None} == set(State)
    assert all(row.actors and row.event.label for row in TABLE)
    assert CARRIED < OPEN


@given(st.lists(st.tuples(st.sampled_from(list(Event)), st.integers(0, 30), st.integers(0, 2)), max_size=12))
def test_no_chain_of_acts_breaks_the_order_of_dates_or_ends_twice(acts: list[tuple[Event, int, int]]) -> None:
    """Whatever is tried, a case ends in one outcome at most, with a date not before its receipt."""
    case, on = receive(Intake.IN_PERSON, d("2025-03-03"), applicant="示例申请人"), d("2025-03-03")
    ended: str | None = None
    for event, days, place in acts:
        on += timedelta(days)
        act = Act(
            event, on, asks="示例", until=on + timedelta(10), days=5, approved=True, kind=ConsultationKind.THIRD_PARTY,
            letter=place, letter_received_on=on, scale=FeeScale.PAGES, amount=10, delivery=Delivery.POST,
            recipient="示例申请人", written=True, **reply_details("O-12", on.isoformat()),
        )  # fmt: skip
        try:
            case = apply(case, act, calendar=C).case
        except Refused:
            continue
        if ended is not None:
            assert case.outcome == ended
        elif case.outcome:
            ended = case.outcome
            assert case.received_on is None or case.decided_on >= case.received_on
        what_may_happen(case, on, calendar=C)
