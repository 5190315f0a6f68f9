"""By when something must be published, from the sentence and the days."""

import datetime as dt

import pytest

from gongkai.catalogue.coverage import PublishBy, left_to_people, next_update, publish_by, stays
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
        ("每年1月31日前、7月31日前", D(2026, 1, 20), D(2026, 3, 1), D(2026, 7, 31)),
        ("每年1月31日前、7月31日前", D(2026, 7, 2), D(2026, 8, 1), D(2027, 1, 31)),
        ("每年1月31日前、7月31日前", D(2026, 8, 9), D(2026, 9, 1), D(2027, 1, 31)),
        ("每年1月31日前、7月31日前", D(2025, 12, 28), D(2026, 2, 1), D(2026, 7, 31)),
        ("每年1月31日前、7月31日前", None, D(2026, 2, 1), D(2026, 7, 31)),
        ("每年3月、6月、9月、12月", D(2026, 4, 2), D(2026, 5, 1), D(2026, 6, 30)),
        ("每季度首月10日前", D(2026, 1, 9), D(2026, 4, 12), D(2026, 4, 10)),
        ("每季度首月10日前", None, D(2026, 4, 12), D(2026, 7, 10)),
        ("每季度结束后5个工作日内", D(2026, 1, 8), D(2026, 4, 1), D(2026, 4, 8)),
        ("每季度结束后5个工作日内", None, D(2026, 4, 8), D(2026, 4, 8)),
        ("每季度结束后5个工作日内", None, D(2026, 4, 9), D(2026, 7, 7)),
        ("每月结束后10日内", D(2026, 2, 3), D(2026, 3, 1), D(2026, 3, 10)),
        ("年度结束后3个月内", D(2025, 3, 20), D(2026, 1, 5), D(2026, 3, 31)),
        ("每周五前", D(2026, 11, 20), D(2026, 11, 25), D(2026, 11, 27)),
        ("每日", D(2026, 11, 24), D(2026, 11, 25), D(2026, 11, 25)),
        ("每半年", D(2026, 2, 27), D(2026, 8, 1), D(2026, 12, 31)),
        ("每年12月底", D(2025, 12, 30), D(2026, 11, 1), D(2026, 12, 31)),
        ("每年2月29日前", D(2026, 2, 3), D(2026, 3, 1), D(2027, 2, 28)),
    ],
)
def test_when_an_entry_that_recurs_is_due_next(sentence, last, today, due):
    assert next_update(sentence, last, today, Calendar.load()).day == due


@pytest.mark.parametrize("sentence", ["", "根据工作需要", "长期公开", "信息形成之日起20个工作日内"])
def test_what_does_not_recur_or_is_not_understood_gets_no_day(sentence):
    assert next_update(sentence, D(2024, 1, 1), D(2024, 5, 1), Calendar.load()) is None


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


@pytest.mark.parametrize(
    ("sentence", "event_on", "due"),
    [
        # 2026: 春节 2月15日至23日放假，2月14日、28日上班；清明 4月4日至6日；劳动节 5月1日至5日，9日上班；
        # 端午 6月19日至21日；中秋 9月25日至27日；国庆 10月1日至7日，9月20日、10月10日上班；元旦后 1月4日上班。
        ("自信息形成或者变更之日起20个工作日内", D(2026, 2, 10), D(2026, 3, 16)),
        ("自信息形成或者变更之日起20个工作日内", D(2026, 9, 18), D(2026, 10, 22)),
        ("自信息形成或者变更之日起20个工作日内", D(2026, 11, 2), D(2026, 11, 30)),
        ("自行政处罚决定作出之日起7个工作日内", D(2026, 9, 18), D(2026, 9, 29)),
        ("自行政处罚决定作出之日起7个工作日内", D(2026, 4, 2), D(2026, 4, 14)),
        ("政府会议召开后5个工作日", D(2026, 4, 30), D(2026, 5, 11)),
        ("政府会议召开后5个工作日", D(2026, 10, 2), D(2026, 10, 13)),
        ("合同签订之日起2个工作日内", D(2026, 6, 17), D(2026, 6, 22)),
        ("发布后3个工作日内", D(2025, 12, 31), D(2026, 1, 6)),
        ("县本级预算经批准后20日内", D(2026, 2, 5), D(2026, 2, 25)),
        ("批复后20日内", D(2026, 9, 20), D(2026, 10, 10)),
        ("1个月内", D(2026, 1, 31), D(2026, 2, 28)),
        ("24小时内", D(2026, 11, 25), D(2026, 11, 26)),
        ("事件发生当日", D(2026, 11, 25), D(2026, 11, 25)),
        ("一周内", D(2026, 11, 25), D(2026, 12, 2)),
        ("20个工作日内；行政许可7个工作日", D(2026, 11, 2), D(2026, 11, 11)),
        ("提前10日公告", D(2026, 11, 2), D(2026, 11, 30)),
    ],
)
def test_the_last_day_in_2026_counted_by_hand(sentence, event_on, due):
    assert publish_by(sentence, event_on, Calendar.load()).day == due


@pytest.mark.parametrize(
    ("sentence", "people"),
    [
        ("", True),
        ("看情况", True),
        ("提前10日公告", True),
        ("及时公开；看情况", True),
        ("每季度", False),
        ("长期", False),
    ],
)
def test_what_somebody_must_watch(sentence, people):
    assert left_to_people(sentence) is people


def test_what_was_published_before_the_calendar_begins_gets_no_day():
    assert next_update("每季度结束后5个工作日内", D(1999, 1, 1), D(2026, 5, 1), Calendar.load()) is None


def test_late_begins_the_day_after_and_the_week_ends_on_sunday():
    due = PublishBy(D(2024, 5, 12), ForGood())
    assert not due.is_late(D(2024, 5, 12))
    assert due.is_late(D(2024, 5, 13))
    assert due.is_this_week(D(2024, 5, 6))
    assert not due.is_this_week(D(2024, 5, 5))


def test_long_term_stays():
    assert stays("长期公开")
    assert not stays("每季度")
