"""Periods a region may set otherwise: how they run, and how an installation changes them."""

from datetime import date

import pytest

from gongkai.findings import Refused
from gongkai.law.periods import add_months, load_periods
from gongkai.law.workdays import Calendar

CALENDAR = Calendar.load()


@pytest.mark.parametrize(
    ("published", "due"),
    [
        (date(2024, 2, 8), date(2024, 2, 19)),  # over the Spring Festival, with a make-up Sunday in between
        (date(2025, 1, 26), date(2025, 2, 6)),
        (date(2026, 2, 13), date(2026, 2, 25)),
        (date(2025, 9, 28), date(2025, 10, 9)),
    ],
)
def test_an_interpretation_is_due_three_working_days_after_its_policy(published, due):
    assert load_periods()["interpretation"].due(published, CALENDAR) == due


def test_a_reassessment_is_due_on_the_same_day_of_the_next_year():
    rule = load_periods()["reassessment"]
    assert rule.due(date(2025, 11, 25), CALENDAR) == date(2026, 11, 25)
    assert rule.due(date(2024, 2, 29), CALENDAR) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
        (date(2025, 2, 28), -12, date(2024, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day, count, later):
    assert add_months(day, count) == later


def test_what_was_not_verified_says_so():
    for rule in load_periods().values():
        assert rule.verified or rule.basis_words.endswith("（待核）")


def test_an_installation_may_ask_for_the_same_day_or_for_half_a_year(tmp_path):
    own = tmp_path / "periods.toml"
    own.write_text("[interpretation]\nworking_days = 0\nverified = true\n[reassessment]\nmonths = 6\n", "utf-8")
    found = load_periods(own)
    assert found["interpretation"].due(date(2026, 3, 2), CALENDAR) == date(2026, 3, 2)
    assert found["interpretation"].words == "同日"
    assert not found["interpretation"].basis_words.endswith("（待核）")
    assert found["reassessment"].due(date(2026, 8, 31), CALENDAR) == date(2027, 2, 28)
    own.write_text("[reassessment]\nworking_days = 5\n", "utf-8")
    assert load_periods(own)["reassessment"].words == "5个工作日"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[deadline]\nmonths = 3\n", "没有“deadline”这个期限"),
        ("[reassessment]\nmonths = 0\n", "months 要是1到240的整数"),
        ("[reassessment]\nmonths = true\n", "整数"),
        ("[reassessment]\nmonths = 3\nworking_days = 3\n", "只能写一个"),
        ("[reassessment]\ndays = 3\n", "不认识“days”"),
        ("reassessment = 3\n", "写成一节"),
        ("[reassessment]\nbasis = 3\n", "basis 要是文字"),
        ("[reassessment\n", "读不了"),
    ],
)
def test_a_faulty_file_of_periods_is_refused_with_the_place(tmp_path, text, words):
    own = tmp_path / "periods.toml"
    own.write_text(text, "utf-8")
    with pytest.raises(Refused, match=words) as refused:
        load_periods(own)
    assert str(own) in str(refused.value)
