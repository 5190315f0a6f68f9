"""From a cell to a value, and the sentence when it is none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.intake.values import (
    FIRST_DAY,
    LAST_DAY,
    BadValue,
    Choice,
    Choices,
    Count,
    Day,
    Flag,
    Key,
    Moment,
    Money,
    Text,
)

FIFTH = dt.date(2018, 3, 5)


@pytest.mark.parametrize(
    "cell",
    ["2018-3-5", "2018-03-05", "2018/3/5", "2018.3.5", "2018年3月5日", "２０１８年３月５日", "2018 年 3 月 5 日", "20180305", 20180305,
     20180305.0, "2018-3-5 14:30", FIFTH, dt.datetime(2018, 3, 5, 9, 30), "2018—3—5", "2018．3．5"],  # noqa: DTZ001
)  # fmt: skip
def test_a_date_may_be_written_in_every_usual_way(cell):
    assert Day().parse(cell) == FIFTH


@given(
    st.dates(FIRST_DAY, LAST_DAY),
    st.sampled_from(["{0}-{1}-{2}", "{0}.{1}.{2}", "{0}/{1:02}/{2:02}", "{0}年{1}月{2}日"]),
)
def test_every_date_is_read_back_from_every_notation(day, notation):
    assert Day().parse(notation.format(day.year, day.month, day.day)) == day


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("2018-2-30", "没有这一天"),
        ("2018-13-1", "没有这一天"),
        ("18-3-5", "不是日期"),
        ("去年三月", "不是日期"),
        ("2018-3-5之后", "不是日期"),
        ("2018-3-5 25:00", "不是日期"),
        (43164, "日期序号"),
        ("3018-3-5", "年份不对"),
        ("1900-1-1", "年份不对"),
        (True, "不是日期"),
    ],
)
def test_what_is_no_date_is_said_so(cell, words):
    with pytest.raises(BadValue, match=words):
        Day().parse(cell)


def test_a_moment_is_in_the_time_zone_of_the_agency():
    assert Moment().parse("2018-3-5 14:30") == dt.datetime(2018, 3, 5, 6, 30, tzinfo=dt.UTC)
    assert Moment().parse("2018-3-5") == dt.datetime(2018, 3, 4, 16, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("cell", "number"), [("12", 12), (12, 12), (12.0, 12), ("１２", 12), ("1,234", 1234), (" 0 ", 0), ("12.0", 12)]
)
def test_counts_are_whole_numbers(cell, number):
    assert Count().parse(cell) == number


@pytest.mark.parametrize(
    ("cell", "words"),
    [("-1", "负数"), (-1, "负数"), ("－３", "负数"), (2.5, "不是整数"), ("2.5", "不是整数"), ("12人", "不是数字"), ("无", "不是数字"),
     (99_999_999_999, "太大"), ("1,2", "不是数字"), (True, "整数"), (FIFTH, "整数")],
)  # fmt: skip
def test_what_is_no_count_is_said_so(cell, words):
    with pytest.raises(BadValue, match=words):
        Count().parse(cell)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("7000", "7000"),
        (0.1 + 0.2, "0.30"),
        ("7,000.50", "7000.50"),
        ("¥7000元", "7000"),
        ("0.7万元", "7000"),
        (4999.9, "4999.90"),
        ("０.５", "0.5"),
    ],
)
def test_money_is_exact_to_the_fen(cell, amount):
    assert Money().parse(cell) == Decimal(amount)


@pytest.mark.parametrize(
    ("cell", "words"),
    [("-5", "负数"), ("1.234", "小数超过2位"), ("七千", "不是金额"), ("1" * 20, "太大"), (False, "金额")],
)
def test_what_is_no_amount_is_said_so(cell, words):
    with pytest.raises(BadValue, match=words):
        Money().parse(cell)


def test_a_flag_takes_the_usual_words():
    assert [Flag().parse(cell) for cell in ("是", "√", 1, True, "否", 0, "无", "N")] == [True] * 4 + [False] * 4
    with pytest.raises(BadValue, match="是、否"):
        Flag().parse("也许")


CHOICE = Choice((("a", "不予公开：危及“三安全一稳定”"), ("b", "其他处理：其他"), ("c", "予以公开")), {"公开": "c"})


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('不予公开:危及"三安全一稳定"', "a"),
        ("a", "a"),
        ("Ａ", "a"),
        ("危及“三安全一稳定”", "a"),
        ("予以 公开", "c"),
        ("公开", "c"),
        ("其他", "b"),
    ],
)
def test_a_choice_is_found_by_label_code_or_other_word_whatever_its_width(cell, code):
    assert CHOICE.parse(cell) == code


def test_a_wrong_choice_names_all_that_may_stand_there():
    with pytest.raises(BadValue, match=r"可填：.*予以公开"):
        CHOICE.parse("公布")
    assert Choices(CHOICE).parse("公开、其他，公开") == ["b", "c"]


def test_text_that_a_spreadsheet_has_changed_is_refused_not_guessed():
    with pytest.raises(BadValue, match="当成了日期"):
        Key().parse(dt.date(2018, 1, 1))  # someone typed 2018-1
    with pytest.raises(BadValue, match="末几位已经丢失"):
        Key().parse(640105199001011234)
    with pytest.raises(BadValue, match="控制字符"):
        Text().parse("a\x07b")


def test_a_number_is_the_same_key_however_it_is_typed():
    assert Key().parse(1.0) == Key().parse("１") == Key().parse(" 1 ") == "1"
    assert Text().parse("两行\n标题") == "两行 标题"
    assert Text(lines=True).parse("两行\r\n正文") == "两行\n正文"
    with pytest.raises(BadValue, match="有3字，最多2字"):
        Text(2).parse("三个字")
