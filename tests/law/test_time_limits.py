"""公开时限 as people write it, and the days that follow from it."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.time_limits import (
    AtOnce,
    Every,
    ForGood,
    NoticePeriod,
    Periodic,
    Unit,
    Unparsed,
    WithinDays,
    chinese_number,
    is_understood,
    parse,
)
from gongkai.law.workdays import Calendar

WD, D = Unit.WORKING_DAYS, Unit.DAYS


@pytest.mark.parametrize(
    ("sentence", "limits"),
    [
        ("长期公开", [ForGood()]),
        ("自信息形成或者变更之日起20个工作日内", [WithinDays(20, WD, "信息形成或者变更")]),
        ("信息形成或者变更之日起二十个工作日内公开", [WithinDays(20, WD, "信息形成或者变更")]),
        ("20个工作日内", [WithinDays(20, WD)]),
        ("自作出行政许可决定之日起7个工作日内", [WithinDays(7, WD, "作出行政许可决定")]),
        ("７个工作日内", [WithinDays(7, WD)]),
        ("批准后20日内", [WithinDays(20, D, "批准")]),
        ("24小时内", [WithinDays(24, Unit.HOURS)]),
        ("每年1月31日前", [Periodic(Every.YEAR, 1, 31)]),
        ("每年3月底前", [Periodic(Every.YEAR, 3, None)]),
        ("每年", [Periodic(Every.YEAR)]),
        ("每月10日前", [Periodic(Every.MONTH, None, 10)]),
        ("按月公开", [Periodic(Every.MONTH)]),
        ("每季度", [Periodic(Every.QUARTER)]),
        ("按季度更新", [Periodic(Every.QUARTER)]),
        ("每半年", [Periodic(Every.HALF)]),
        ("实时公开", [AtOnce()]),
        ("及时", [AtOnce()]),
        ("公示期不少于7日", [NoticePeriod(7, D)]),
        ("公示7个工作日", [NoticePeriod(7, WD)]),
        ("公告期限10个工作日", [NoticePeriod(10, WD)]),
        ("公示时间不少于7天", [NoticePeriod(7, D)]),
        ("信息形成之日起20个工作日内；公示期不少于7个工作日", [WithinDays(20, WD, "信息形成"), NoticePeriod(7, WD)]),
        ("", []),
        ("另行通知", [Unparsed("另行通知")]),
        ("集中公示5个工作日", [NoticePeriod(5, WD)]),
    ],
)
def test_what_people_write(sentence, limits):
    assert parse(sentence) == limits


def _sentences():
    lines = (Path(__file__).parent / "time_limits.txt").read_text("utf-8").splitlines()
    return [tuple(line.split(" => ")) for line in lines]


@pytest.mark.parametrize(("sentence", "read"), _sentences())
def test_catalogue_sentences_are_read_to_the_last_character_or_shown(sentence, read):
    """Each line of the table: a sentence, and how it reads; ？ stands before what a person has to judge."""
    said = (f"？{limit.text}" if isinstance(limit, Unparsed) else limit.words() for limit in parse(sentence))
    assert " | ".join(said) == read


@pytest.mark.parametrize("sentence", [line for line, read in _sentences() if "？" not in read])
def test_a_word_more_that_no_rule_knows_is_never_passed_over(sentence):
    assert not is_understood(f"{sentence}甲乙丙5丁")


def test_a_sentence_of_more_than_500_characters_is_not_read():
    assert parse("及" * 501) == [Unparsed("及" * 501)]


def test_a_notice_of_a_month_or_a_year_ends_on_that_day():
    assert NoticePeriod(1, Unit.MONTHS).ends_on(date(2026, 1, 31), Calendar.load()) == date(2026, 2, 28)
    assert NoticePeriod(12, Unit.MONTHS).ends_on(date(2026, 3, 1), Calendar.load()) == date(2027, 3, 1)


def test_what_is_not_understood_is_shown_not_guessed():
    assert not is_understood("视情况而定")
    assert not is_understood("")
    assert is_understood("长期公开")


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("十五", 15), ("二十", 20), ("三十", 30), ("一百二十", 120), ("7", 7)]
)
def test_chinese_numbers(text, number):
    assert chinese_number(text) == number


def test_twenty_working_days_run_over_the_spring_festival():
    assert WithinDays(20, WD).due(date(2024, 1, 22), Calendar.load()) == date(2024, 2, 22)


def test_a_notice_of_seven_days_counts_from_the_day_after_posting():
    assert NoticePeriod(7, D).ends_on(date(2026, 10, 10), Calendar.load()) == date(2026, 10, 17)


@pytest.mark.parametrize(
    ("limit", "last", "today", "due"),
    [
        (Periodic(Every.YEAR, 1, 31), None, date(2024, 1, 10), date(2024, 1, 31)),
        (Periodic(Every.YEAR, 1, 31), date(2024, 1, 20), date(2024, 3, 1), date(2025, 1, 31)),
        (Periodic(Every.YEAR, 1, 31), date(2024, 1, 31), date(2024, 3, 1), date(2025, 1, 31)),
        (Periodic(Every.MONTH), date(2024, 1, 20), date(2024, 2, 3), date(2024, 2, 29)),
        (Periodic(Every.MONTH, None, 10), date(2024, 12, 9), date(2024, 12, 20), date(2025, 1, 10)),
        (Periodic(Every.QUARTER), date(2024, 11, 2), date(2024, 12, 1), date(2025, 3, 31)),
        (Periodic(Every.HALF), date(2024, 3, 1), date(2024, 8, 1), date(2024, 12, 31)),
        (Periodic(Every.WEEK), date(2024, 12, 30), date(2025, 1, 2), date(2025, 1, 6)),
        (Periodic(Every.YEAR), date(2024, 5, 1), date(2024, 6, 1), date(2025, 12, 31)),
    ],
)
def test_when_a_recurring_item_is_next_due(limit, last, today, due):
    assert limit.due_after(last, today, Calendar.load()) == due


@given(st.text(max_size=40))
def test_no_sentence_breaks_the_parser_and_nothing_is_lost(sentence):
    limits = parse(sentence)
    assert all(limit.words() for limit in limits)


@given(st.integers(1, 400), st.sampled_from(["日", "天", "个工作日"]))
def test_any_number_of_days_is_read_exactly(number, unit):
    (limit,) = parse(f"自信息形成之日起{number}{unit}内公开")
    assert isinstance(limit, WithinDays)
    assert limit.number == number
    assert (limit.unit is WD) == (unit == "个工作日")
