"""Working days: the worked tables of the rules, the published calendars, local festivals, provisional years."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.findings import Refused
from gongkai.law.calendar_files import national_years, read_year
from gongkai.law.workdays import Calendar, DayKind

CALENDAR = Calendar.load()
FIRST, LAST_KNOWN = date(2008, 1, 1), date(2026, 12, 31)
ALL_DAYS = [FIRST + timedelta(count) for count in range((LAST_KNOWN - FIRST).days + 1)]

#: receipt → 7 (correction), 20 (reply), 40 (reply with the full extension), and the wrong answer of Monday to Friday.
SPRING_FESTIVALS = [
    ("2024-01-29", "2024-02-06", "2024-02-29", "2024-03-28", "2024-02-26"),
    ("2024-02-02", "2024-02-18", "2024-03-06", "2024-04-03", "2024-03-01"),
    ("2024-02-04", "2024-02-19", "2024-03-07", "2024-04-07", "2024-03-01"),
    ("2024-02-09", "2024-02-26", "2024-03-14", "2024-04-12", "2024-03-08"),
    ("2024-02-12", "2024-02-26", "2024-03-14", "2024-04-12", "2024-03-11"),
    ("2025-01-13", "2025-01-22", "2025-02-14", "2025-03-14", "2025-02-10"),
    ("2025-01-24", "2025-02-10", "2025-02-27", "2025-03-27", "2025-02-21"),
    ("2025-01-26", "2025-02-11", "2025-02-28", "2025-03-28", "2025-02-21"),
    ("2025-01-30", "2025-02-12", "2025-03-03", "2025-03-31", "2025-02-27"),
    ("2026-01-26", "2026-02-04", "2026-02-28", "2026-03-27", "2026-02-23"),
    ("2026-02-02", "2026-02-11", "2026-03-06", "2026-04-03", "2026-03-02"),
    ("2026-02-13", "2026-03-02", "2026-03-19", "2026-04-17", "2026-03-13"),
    ("2026-02-14", "2026-03-03", "2026-03-20", "2026-04-20", "2026-03-13"),
]


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("receipt", "seven", "twenty", "forty", "naive"), SPRING_FESTIVALS)
def test_periods_across_spring_festival(receipt: str, seven: str, twenty: str, forty: str, naive: str) -> None:
    due = {days: CALENDAR.add_working_days(d(receipt), days) for days in (7, 20, 40)}
    assert due == {7: d(seven), 20: d(twenty), 40: d(forty)}
    assert due[20] != d(naive)


@pytest.mark.parametrize(
    ("receipt", "days", "due"),
    [
        ("2025-09-26", 7, "2025-10-13"),
        ("2025-09-26", 15, "2025-10-23"),
        ("2025-09-26", 20, "2025-10-30"),
        ("2026-09-24", 7, "2026-10-12"),
        ("2026-09-24", 15, "2026-10-22"),
        ("2026-09-24", 20, "2026-10-29"),
        ("2024-01-22", 20, "2024-02-22"),
        ("2025-01-20", 20, "2025-02-21"),
        ("2026-01-26", 20, "2026-02-28"),
    ],
)
def test_periods_across_national_day_and_for_publication(receipt: str, days: int, due: str) -> None:
    assert CALENDAR.due(d(receipt), days).date == d(due)


def test_the_twenty_days_counted_one_by_one_across_spring_festival_2026() -> None:
    counted = [
        day.date.isoformat()[5:] for day in CALENDAR.days_counted(d("2026-02-13"), d("2026-03-19")) if day.working
    ]
    expected = "02-14 02-24 02-25 02-26 02-27 02-28 03-02 03-03 03-04 03-05 03-06 03-09 03-10 03-11 03-12 03-13 03-16"
    assert counted == [*expected.split(), "03-17", "03-18", "03-19"]


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_in_a_year(year: int, count: int) -> None:
    assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_new_years_eve_of_2024_was_a_working_day_and_that_of_2013_was_not() -> None:
    assert CALENDAR.is_working_day(d("2024-02-09"))
    assert not CALENDAR.is_working_day(d("2013-02-09"))


def test_the_spring_festival_of_2020_was_prolonged_and_its_make_up_saturday_taken_back() -> None:
    day = CALENDAR.day(d("2020-01-31"))
    assert (day.kind, day.name) == (DayKind.HOLIDAY, "春节")
    assert "国办发明电〔2020〕1号" in day.basis
    assert not CALENDAR.is_working_day(d("2020-02-01"))


def test_every_day_from_2008_to_2026_agrees_with_both_published_calendars() -> None:
    official = holidays.country_holidays("CN", years=range(2008, 2027))
    for day in ALL_DAYS:
        ours = CALENDAR.is_working_day(day)
        assert ours == chinese_calendar.is_workday(day), day
        assert ours == official.is_working_day(day), day


@pytest.mark.parametrize("days", [1, 7, 15, 20, 40])
def test_every_receipt_date_against_plain_stepping(days: int) -> None:
    """The naive way: walk ahead day by day and ask the published calendar."""
    working = [day for day in ALL_DAYS if chinese_calendar.is_workday(day)]
    place = 0
    for receipt in ALL_DAYS:
        while place < len(working) and working[place] <= receipt:
            place += 1
        if place + days > len(working):
            break
        assert CALENDAR.add_working_days(receipt, days) == working[place + days - 1], receipt


def test_there_is_a_file_and_a_notice_for_every_year_from_2008_to_2027() -> None:
    assert national_years() == list(range(2008, 2028))
    unverified = []
    for year in national_years():
        file = read_year(year)
        assert file.year == year
        notices = {special.notice for special in file.days.values()}
        assert all(notice.title and notice.number for notice in notices)
        unverified += [notice.number for notice in notices if not notice.verified]
    assert unverified == ["国办发明电〔2007〕52号"]


DATES = st.dates(date(2008, 6, 1), date(2026, 6, 30))


@given(DATES, st.integers(1, 120))
def test_counting_ahead_and_back_are_each_others_inverse(start: date, days: int) -> None:
    end = CALENDAR.add_working_days(start, days)
    assert end > start
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end) == days
    back = CALENDAR.add_working_days(end, -days)
    assert back <= start
    assert CALENDAR.working_days_between(back, start) == (1 if back < start and CALENDAR.is_working_day(start) else 0)


@given(DATES, st.integers(0, 60), st.integers(0, 60))
def test_two_periods_in_a_row_are_one_long_period(start: date, first: int, second: int) -> None:
    step = CALENDAR.add_working_days(CALENDAR.add_working_days(start, first), second)
    assert step == CALENDAR.add_working_days(start, first + second)


@given(DATES, DATES, DATES)
def test_counts_between_days_add_up(first: date, second: date, third: date) -> None:
    between = CALENDAR.working_days_between
    low, middle, high = sorted((first, second, third))
    assert between(low, middle) + between(middle, high) == between(low, high)


@given(DATES, st.integers(1, 60))
def test_a_later_receipt_is_never_due_earlier(start: date, days: int) -> None:
    assert CALENDAR.add_working_days(start, days) <= CALENDAR.add_working_days(start + timedelta(1), days)


@given(DATES, st.integers(-60, 60))
def test_the_trace_names_every_day_left_out_and_every_weekend_day_counted(start: date, days: int) -> None:
    due = CALENDAR.due(start, days)
    told = {step.value for step in due.trace.steps[1:-1]}
    low, high = sorted((start, due.date))
    span = [low + timedelta(count) for count in range((high - low).days + 1)]
    odd = {day.isoformat() for day in span if day != start and chinese_calendar.is_workday(day) != (day.weekday() < 5)}
    weekend = {day.isoformat() for day in span if day != start and day.weekday() >= 5}
    assert odd | weekend <= told | {due.date.isoformat()}
    assert all(step.basis for step in due.trace.steps if "春节" in step.text or "国庆" in step.text)


def test_zero_days_is_the_day_itself_and_the_last_working_day_before_a_rest_day() -> None:
    assert CALENDAR.add_working_days(d("2026-01-31"), 0) == d("2026-01-31")
    assert CALENDAR.on_or_before(d("2026-01-31")) == d("2026-01-30")
    assert CALENDAR.on_or_after(d("2026-01-31")) == d("2026-02-02")
    assert CALENDAR.on_or_after(d("2026-02-28")) == d("2026-02-28")


# ── provisional years ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_period_that_reaches_2027_is_provisional_and_says_so() -> None:
    inside, across = CALENDAR.due(d("2026-12-03"), 20), CALENDAR.due(d("2026-12-04"), 20)
    assert (inside.date, inside.provisional, inside.note) == (d("2026-12-31"), False, "")
    assert across.provisional
    assert across.date == d("2027-01-04")
    assert "2027年" in across.note
    assert across.trace.steps[-1].text == across.note


def test_in_2027_the_statutory_days_alone_are_off() -> None:
    off = [day for day in (date(2027, 1, 1) + timedelta(count) for count in range(365)) if day.weekday() < 5]
    off = [day.isoformat()[5:] for day in off if not CALENDAR.is_working_day(day)]
    assert off == ["01-01", "02-05", "02-08", "04-05", "06-09", "09-15", "10-01"]
    assert "放假办法" in CALENDAR.day(d("2027-02-05")).basis


def test_years_without_a_file_know_weekends_alone_and_say_so() -> None:
    due = CALENDAR.due(d("2028-01-03"), 5)
    assert (due.date, due.provisional) == (d("2028-01-10"), True)
    assert "2028年没有日历数据" in due.note


@pytest.mark.parametrize(
    ("start", "days"), [("2007-12-31", 1), ("2008-01-02", -9), ("2050-01-01", 1), ("2036-01-01", 999)]
)
def test_days_outside_the_calendar_are_refused(start: str, days: int) -> None:
    with pytest.raises(Refused, match="超出了日历的范围"):
        CALENDAR.due(d(start), days)


@pytest.mark.parametrize("days", [2.0, "20", True, None])
def test_a_number_of_days_that_is_not_whole_is_refused(days: object) -> None:
    with pytest.raises(Refused, match="整数"):
        CALENDAR.add_working_days(d("2024-02-02"), days)  # type: ignore[arg-type]


# ── local festivals ──────────────────────────────────────────────────────────────────────────────────────────────────

LOCAL = """
name = "示例自治区节日"

[[notice]]
title = "示例自治区关于2025年开斋节放假的通知"
number = "示例〔2025〕1号"

  [[notice.holiday]]
  name = "开斋节"
  first = 2025-03-31
  last = 2025-04-01
  working = [2025-03-29]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "local.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_local_festival_moves_the_due_date_and_is_named(tmp_path: Path) -> None:
    local = Calendar.load(write(tmp_path, LOCAL))
    assert CALENDAR.add_working_days(d("2025-03-27"), 3) == d("2025-04-01")
    due = local.due(d("2025-03-27"), 3)
    assert due.date == d("2025-04-02")
    assert {(step.value, step.basis) for step in due.trace.steps if "开斋节" in step.text} == {
        (day, "《示例自治区关于2025年开斋节放假的通知》（示例〔2025〕1号，文号待核）")
        for day in ("2025-03-29", "2025-03-31", "2025-04-01")
    }
    assert CALENDAR.is_working_day(d("2025-03-31")), "the national calendar must not be touched"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("first = 2025-03-31", 'first = "2025-03-31"', "要写成日期"),
        ("last = 2025-04-01", "last = 2025-03-01", "早于"),
        ("last = 2025-04-01", "last = 2026-04-01", "核对年份"),
        ("working = [2025-03-29]", "working = [2025-03-31]", "既写放假又写上班"),
        ("working = [2025-03-29]", "working = 3", "日期的列表"),
        ('name = "开斋节"', "", "缺少 name"),
        ("working =", "work =", "不认识的项：work"),
        ('title = "示例自治区关于2025年开斋节放假的通知"', "", "缺少 title"),
        ("[[notice]]", "[[notice]", "不是正确的 TOML"),
        (LOCAL, 'name = "空"', "没有 [[notice]]"),
    ],
)
def test_a_faulty_local_file_is_refused_with_the_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = write(tmp_path, LOCAL.replace(old, new, 1))
    with pytest.raises(Refused) as refused:
        Calendar.load(path)
    assert said in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_missing_or_misencoded_local_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有这个日历文件"):
        Calendar.load(tmp_path / "none.toml")
    path = tmp_path / "gbk.toml"
    path.write_bytes(LOCAL.encode("gbk"))
    with pytest.raises(Refused, match="UTF-8"):
        Calendar.load(path)


# ── speed ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def due_dates_per_second(count: int = 50_000) -> float:
    """Due dates reckoned in a second of this process, over receipt dates of the whole calendar."""
    dates = [ALL_DAYS[place * 37 % 6500] for place in range(count)]
    due, started = CALENDAR.due, time.perf_counter()
    for receipt in dates:
        due(receipt, 20)
    return count / (time.perf_counter() - started)


def test_a_hundred_thousand_due_dates_take_a_second_at_most() -> None:
    assert max(due_dates_per_second() for _ in range(3)) > 100_000
