"""By when something must be published, from the sentence and the days."""

import datetime as dt

import pytest

from gongkai.catalogue.coverage import PublishBy, next_update, publish_by, stays
from gongkai.law.time_limits import ForGood
from gongkai.law.workdays import Calendar

D = dt.date


@pytest.mark.parametrize(
    ("sentence", "last", "today", "due"),
    [
        ("每季度", D(2024, 2, 5), D(2024, 5, 1), D(2024, 6, 30)),
        ("每月10日前", D(2024, 2, 5), D(2024, 2, 20), D(2024, 3, 10)),
        ("每年1月31日前", D(2024, 1, 20), D(2024, 2, 5), D(2025, 1, 31)),
        ("每年1月31日前", D(2024, 3, 1), D(2024, 3, 5), D(2025, 1, 31)),
        ("每年1月31日前", None, D(2024, 1, 5), D(2024, 1, 31)),
        ("每季度；每月", D(2024, 2, 5), D(2024, 5, 1), D(2024, 3, 31)),
    ],
)
def test_when_an_entry_that_recurs_is_due_next(sentence, last, today, due):
    assert next_update(sentence, last, today).day == due


@pytest.mark.parametrize("sentence", ["", "根据工作需要", "长期公开", "信息形成之日起20个工作日内"])
def test_what_does_not_recur_or_is_not_understood_gets_no_day(sentence):
    assert next_update(sentence, D(2024, 1, 1), D(2024, 5, 1)) is None


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("信息形成或者变更之日起7个工作日内", D(2024, 9, 29)),
        ("自形成之日起3日内", D(2024, 9, 22)),
        ("看情况", D(2024, 10, 22)),
        ("及时公开", D(2024, 10, 22)),
        ("形成之日起30个工作日内；及时公开", D(2024, 10, 22)),
    ],
)
def test_the_last_day_for_something_that_came_about_before_the_autumn_festival(sentence, due):
    assert publish_by(sentence, D(2024, 9, 19), Calendar.load()).day == due


def test_late_begins_the_day_after_and_the_week_ends_on_sunday():
    due = PublishBy(D(2024, 5, 12), ForGood())
    assert not due.is_late(D(2024, 5, 12))
    assert due.is_late(D(2024, 5, 13))
    assert due.is_this_week(D(2024, 5, 6))
    assert not due.is_this_week(D(2024, 5, 5))


def test_long_term_stays():
    assert stays("长期公开")
    assert not stays("每季度")
