"""The clocks of a request as dated stories: the day before, the day, the day after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.findings import Refused
from gongkai.law.clocks import (
    Consultation,
    ConsultationKind,
    Extension,
    Restart,
    RestartKind,
    alert,
    check_correction,
    consultation_end,
    correction_due,
    extension_latest,
    fee_due,
    in_time,
    months_due,
    organ_due,
    proactive_due,
    reply_due,
    suspended_working_days,
    third_party_due,
)
from gongkai.law.receipt import Intake, receipt
from gongkai.law.regulations import regulation_on
from gongkai.law.workdays import Calendar

C = Calendar.load()
THIRD, ORGAN = ConsultationKind.THIRD_PARTY, ConsultationKind.ORGAN


def d(text: str) -> date:
    return date.fromisoformat(text)


def reply(received: str, **given: object) -> str:
    return reply_due(d(received), calendar=C, **given).date.isoformat()  # type: ignore[arg-type]


# ── which text applies ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_receipt_date_decides_between_fifteen_and_twenty_days() -> None:
    assert regulation_on(d("2019-05-14")).code == "REG2007"
    assert regulation_on(d("2019-05-15")).code == "REG2019"
    assert reply("2019-05-14") == C.add_working_days(d("2019-05-14"), 15).isoformat() == "2019-06-04"
    assert reply("2019-05-15") == C.add_working_days(d("2019-05-15"), 20).isoformat() == "2019-06-13"


def test_before_may_2008_there_is_no_regulation() -> None:
    assert regulation_on(d("2008-05-01")).code == "REG2007"
    with pytest.raises(Refused, match="尚未施行"):
        reply("2008-04-30")


def test_a_correction_under_the_old_text_after_the_revision_keeps_the_old_period() -> None:
    restart = Restart(RestartKind.CORRECTION, d("2019-05-20"))
    assert reply("2019-05-10", restarts=[restart]) == C.add_working_days(d("2019-05-20"), 15).isoformat()


# ── receipt ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("way", [Intake.IN_PERSON, Intake.SIGNED_POST, Intake.SPOKEN])
def test_handed_over_or_signed_for_counts_from_that_day(way: Intake) -> None:
    assert receipt(way, arrived_on=d("2026-01-26")).date == d("2026-01-26")


@pytest.mark.parametrize("way", [Intake.PLAIN_POST, Intake.INTERNET, Intake.FAX])
def test_the_other_ways_count_from_the_confirmation(way: Intake) -> None:
    assert receipt(way, arrived_on=d("2026-01-26"), confirmed_on=d("2026-01-28")).date == d("2026-01-28")
    with pytest.raises(Refused, match="确认"):
        receipt(way, arrived_on=d("2026-01-26"))
    with pytest.raises(Refused, match="早于"):
        receipt(way, arrived_on=d("2026-01-26"), confirmed_on=d("2026-01-25"))


def test_an_e_mail_before_the_revision_counts_from_its_arrival() -> None:
    assert receipt(Intake.INTERNET, arrived_on=d("2019-05-14")).date == d("2019-05-14")
    with pytest.raises(Refused):
        receipt(Intake.INTERNET, arrived_on=d("2019-05-15"))


def test_a_plain_letter_confirmed_late_is_told_in_the_trace() -> None:
    late = receipt(Intake.PLAIN_POST, arrived_on=d("2026-01-26"), confirmed_on=d("2026-01-27"))
    assert "应当在当日" in late.trace.steps[-1].text


# ── extension ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_full_extension_ends_forty_working_days_after_receipt() -> None:
    extension = Extension(20, d("2024-02-29"))
    assert reply("2024-02-04", extensions=[extension]) == "2024-04-07"


@pytest.mark.parametrize(("decided", "allowed"), [("2024-02-28", True), ("2024-02-29", True), ("2024-03-01", False)])
def test_an_extension_is_decided_on_the_last_day_at_the_latest(decided: str, allowed: bool) -> None:
    extension = Extension(5, d(decided))
    if allowed:
        assert reply("2024-01-29", extensions=[extension]) == "2024-03-07"
    else:
        with pytest.raises(Refused, match="届满"):
            reply("2024-01-29", extensions=[extension])


@pytest.mark.parametrize("days", [21, -1, 1.5])
def test_an_extension_outside_its_bounds_is_refused(days: int) -> None:
    with pytest.raises(Refused, match="最多20个工作日"):
        reply("2024-01-29", extensions=[Extension(days, d("2024-02-01"))])


def test_under_the_old_text_fifteen_days_more_at_most() -> None:
    received = d("2018-03-01")
    extended = reply_due(received, calendar=C, extensions=[Extension(15, received)])
    assert extended.date == C.add_working_days(received, 30)
    with pytest.raises(Refused, match="最多15个工作日"):
        reply_due(received, calendar=C, extensions=[Extension(16, received)])


def test_an_extension_is_granted_once_with_the_heads_approval_and_not_before_receipt() -> None:
    one = Extension(5, d("2024-02-01"))
    with pytest.raises(Refused, match="只能延长一次"):
        reply("2024-01-29", extensions=[one, one])
    with pytest.raises(Refused, match="负责人同意"):
        reply("2024-01-29", extensions=[Extension(5, d("2024-02-01"), approved=False)])
    with pytest.raises(Refused, match="早于收到申请"):
        reply("2024-01-29", extensions=[Extension(5, d("2024-01-26"))])
    assert reply("2024-01-29", extensions=[Extension(0, d("2024-02-01"))]) == "2024-02-29"


# ── suspension ───────────────────────────────────────────────────────────────────────────────────────────────────────

ASKED = Consultation(THIRD, d("2026-02-04"), answered_on=d("2026-02-27"))


def test_twelve_working_days_of_consultation_move_the_reply_to_17_march() -> None:
    clock = reply_due(d("2026-01-26"), calendar=C, consultations=[ASKED])
    assert clock.date == d("2026-03-17")
    assert any("12个工作日不计入期限" in step.text for step in clock.trace.steps)
    assert reply("2026-01-26") == "2026-02-28"


def test_letters_at_once_count_their_union_and_not_their_sum() -> None:
    inside = Consultation(ORGAN, d("2026-02-06"), answered_on=d("2026-02-25"))
    longer = Consultation(ORGAN, d("2026-02-26"), answered_on=d("2026-03-02"))
    assert reply("2026-01-26", consultations=[ASKED, inside]) == "2026-03-17"
    assert (
        reply("2026-01-26", consultations=[inside, ASKED, longer])
        == C.add_working_days(d("2026-01-26"), 20 + 14).isoformat()
    )


def test_an_extension_during_a_consultation_is_still_in_time_after_the_plain_due_date() -> None:
    extension = Extension(10, d("2026-03-10"))
    assert reply("2026-01-26", consultations=[ASKED], extensions=[extension]) == "2026-03-31"
    assert extension_latest(d("2026-01-26"), calendar=C, consultations=[ASKED]).date == d("2026-03-17")


def test_silence_ends_the_consultation_with_the_other_sides_own_period() -> None:
    silent = Consultation(THIRD, d("2026-02-04"), received_on=d("2026-02-04"))
    regulation = regulation_on(d("2026-01-26"))
    assert consultation_end(silent, regulation, C) == d("2026-03-03")
    late = Consultation(THIRD, d("2026-02-04"), d("2026-02-04"), answered_on=d("2026-03-20"))
    assert reply("2026-01-26", consultations=[late]) == reply("2026-01-26", consultations=[silent])


def test_an_open_letter_whose_receipt_is_unknown_needs_the_day_of_asking() -> None:
    letter = Consultation(THIRD, d("2026-02-04"))
    with pytest.raises(Refused, match="还没有答复"):
        reply("2026-01-26", consultations=[letter])
    assert reply("2026-01-26", consultations=[letter], as_of=d("2026-02-04")) == "2026-02-28"
    assert reply("2026-01-26", consultations=[letter], as_of=d("2026-02-27")) == "2026-03-17"


def test_contradicting_letters_are_refused() -> None:
    with pytest.raises(Refused, match="早于收到申请"):
        reply("2026-02-05", consultations=[ASKED])
    with pytest.raises(Refused, match="早于发出"):
        reply("2026-01-26", consultations=[Consultation(THIRD, d("2026-02-04"), answered_on=d("2026-02-03"))])
    with pytest.raises(Refused, match="没有规定征求其他行政机关意见"):
        reply("2018-01-26", consultations=[Consultation(ORGAN, d("2018-02-04"), answered_on=d("2018-02-05"))])


PERIODS = st.tuples(st.dates(date(2020, 1, 1), date(2025, 12, 31)), st.integers(0, 60)).map(
    lambda pair: (pair[0], pair[0] + timedelta(pair[1]))
)


@given(st.lists(PERIODS, max_size=6))
def test_suspension_counts_each_working_day_once(periods: list[tuple[date, date]]) -> None:
    days = {start + timedelta(count) for start, end in periods for count in range(1, (end - start).days + 1)}
    assert suspended_working_days(C, periods) == sum(map(C.is_working_day, days))


@given(st.dates(date(2020, 1, 1), date(2025, 6, 30)), st.integers(0, 20), st.integers(0, 30), st.integers(0, 40))
def test_the_reply_formula_holds(received: date, extra: int, wait: int, held: int) -> None:
    sent = received + timedelta(min(wait, 20))
    letter = Consultation(THIRD, sent, answered_on=sent + timedelta(held))
    suspended = C.working_days_between(sent, sent + timedelta(held))
    clock = reply_due(received, calendar=C, consultations=[letter], extensions=[Extension(extra, received)])
    assert clock.date == C.add_working_days(received, 20 + extra + suspended)


# ── restart ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_starts_twenty_days_afresh() -> None:
    assert reply("2026-01-05", restarts=[Restart(RestartKind.CORRECTION, d("2026-01-26"))]) == "2026-02-28"


def test_after_payment_the_first_counted_day_is_the_day_after_it() -> None:
    clock = reply_due(d("2026-01-05"), calendar=C, restarts=[Restart(RestartKind.PAYMENT, d("2026-01-26"))])
    assert clock.date == d("2026-02-28")
    assert any("缴费次日起重新计算" in step.text for step in clock.trace.steps)


def test_a_restart_cancels_the_earlier_extension_and_suspension_and_allows_a_new_extension() -> None:
    restart = Restart(RestartKind.CORRECTION, d("2026-01-26"))
    early = Extension(10, d("2026-01-12"))
    letter = Consultation(THIRD, d("2026-01-06"), answered_on=d("2026-01-09"))
    assert reply("2026-01-05", restarts=[restart], extensions=[early], consultations=[letter]) == "2026-02-28"
    again = Extension(20, d("2026-02-10"))
    assert reply("2026-01-05", restarts=[restart], extensions=[early, again]) == "2026-03-27"


def test_a_restart_before_receipt_is_refused() -> None:
    with pytest.raises(Refused, match="早于收到申请"):
        reply("2026-01-27", restarts=[Restart(RestartKind.CORRECTION, d("2026-01-26"))])


# ── the other periods ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("noticed", "in_period"), [("2024-02-08", True), ("2024-02-18", True), ("2024-02-19", False)])
def test_the_correction_notice_is_in_time_on_the_make_up_sunday(noticed: str, in_period: bool) -> None:
    assert correction_due(d("2024-02-02"), calendar=C).date == d("2024-02-18")
    if in_period:
        check_correction(d("2024-02-02"), d(noticed), calendar=C)
    else:
        with pytest.raises(Refused, match="最迟 2024-02-18"):
            check_correction(d("2024-02-02"), d(noticed), calendar=C)


def test_a_second_correction_notice_is_refused() -> None:
    with pytest.raises(Refused, match="一次性告知"):
        check_correction(d("2024-02-02"), d("2024-02-04"), calendar=C, earlier_notices=1)


def test_the_old_text_sets_no_period_for_correction_third_party_and_organ() -> None:
    check_correction(d("2018-02-01"), d("2018-06-01"), calendar=C)
    for ask in (
        lambda: correction_due(d("2018-02-01"), calendar=C),
        lambda: third_party_due(d("2018-02-05"), application_received=d("2018-02-01"), calendar=C),
        lambda: organ_due(d("2018-02-05"), application_received=d("2018-02-01"), calendar=C),
    ):
        with pytest.raises(Refused, match="没有规定"):
            ask()


def test_third_party_and_organ_have_fifteen_days_from_their_receipt() -> None:
    third = third_party_due(d("2026-02-04"), application_received=d("2026-01-26"), calendar=C)
    organ = organ_due(d("2025-09-26"), application_received=d("2025-09-20"), calendar=C)
    assert (third.date, organ.date) == (d("2026-03-03"), d("2025-10-23"))


def test_information_is_published_within_twenty_working_days() -> None:
    assert proactive_due(d("2024-01-22"), calendar=C).date == d("2024-02-22")


def test_the_fee_is_paid_within_thirty_days_and_a_rest_day_rolls_on() -> None:
    assert fee_due(d("2026-03-02"), calendar=C).date == d("2026-04-01")
    rolled = fee_due(d("2026-01-17"), calendar=C)
    assert rolled.date == d("2026-02-24")
    assert "春节放假，顺延" in rolled.trace.steps[-1].text
    with pytest.raises(Refused, match="2021-01-01"):
        fee_due(d("2020-12-31"), calendar=C)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-06-14", 6, "2024-12-16"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2025-07-15", 6, "2026-01-15"),
        ("2025-11-30", 3, "2026-02-28"),
    ],
)
def test_months_end_on_the_same_date_or_the_months_last_day_and_roll(start: str, months: int, end: str) -> None:
    assert months_due("x", d(start), months, calendar=C, basis="").date == d(end)


@pytest.mark.parametrize(
    ("today", "code", "left"),
    [
        ("2026-02-13", "calm", 6),
        ("2026-02-14", "five_left", 5),
        ("2026-02-25", "five_left", 3),
        ("2026-02-26", "two_left", 2),
        ("2026-02-27", "two_left", 1),
        ("2026-02-28", "due_today", 0),
        ("2026-03-01", "overdue", 0),
        ("2026-03-02", "overdue", -1),
    ],
)
def test_alerts_before_a_due_make_up_saturday(today: str, code: str, left: int) -> None:
    seen = alert(d("2026-02-28"), d(today), calendar=C)
    assert (seen.code, seen.days_left) == (code, left)


def test_posted_on_the_last_day_is_in_time() -> None:
    assert in_time(d("2026-02-28"), d("2026-02-28"))
    assert not in_time(d("2026-03-01"), d("2026-02-28"))


def test_a_clock_that_reaches_an_unpublished_year_is_provisional() -> None:
    assert reply_due(d("2026-12-10"), calendar=C).provisional
    assert not reply_due(d("2026-11-10"), calendar=C).provisional
    assert fee_due(d("2026-12-10"), calendar=C).provisional
