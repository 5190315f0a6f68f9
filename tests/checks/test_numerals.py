"""Numbers in Chinese text, in every writing an office uses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.checks.numerals import find_numbers, narrow, to_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("12", 12), ("１２", 12), ("12,345", 12345), ("3.5", "3.5"), ("1.5万", 15000), ("2千万", 20_000_000),
        ("3亿", 300_000_000), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("三百二", 320), ("两万三", 23000),
        ("三千四百五十", 3450), ("一千零二十", 1020), ("一亿二千万", 120_000_000), ("二〇二四", 2024), ("壹佰贰拾", 120),
        ("三点五", "3.5"), ("零", 0), ("两", 2), ("一百零五万", 1_050_000),
    ],
)  # fmt: skip
def test_a_number_in_any_writing(text, value):
    assert to_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "件", "abc", "三个", "点五", "1.2.3"])
def test_what_is_no_number(text):
    assert to_number(text) is None


def in_chinese(number: int) -> str:
    """The plain reading of 0 to 99 999 999, written anew for the test."""
    digits = "零一二三四五六七八九"
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return in_chinese(high) + "万" + (("零" if low < 1000 else "") + in_chinese(low) if low else "")
    parts, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            parts += ("零" if gap and parts else "") + digits[digit] + name
            gap = False
        else:
            gap = True
    return parts or "零"


@given(st.integers(0, 99_999_999))
def test_every_whole_number_read_aloud_comes_back(number):
    assert to_number(in_chinese(number)) == number


def figures(text):
    return [(n.value, n.unit) for n in find_numbers(narrow(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到申请十二件", [(12, "件")]),
        ("收到申请１２件，答复3,119件", [(12, "件"), (3119, "件")]),
        ("占百分之三点五，同比增长1.05%", [(Decimal("3.5"), "%"), (Decimal("1.05"), "%")]),
        ("提高2个百分点", [(2, "个百分点")]),
        ("收取2950元", [(2950, "元")]),
        ("参加31人次", [(31, "人次")]),
        ("公开政府信息14万余条", [(140000, "条")]),
    ],
)
def test_figures_with_a_measure_word(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一是加强领导",
        "第三条",
        "2024年1月1日",
        "国务院令第711号",
        "一次性告知",
        "三四件小事",
        "二〇二四年",
        "COVID19件",
        "图1-2项",
    ],
)
def test_what_only_looks_like_a_figure(text):
    assert figures(text) == []


@pytest.mark.parametrize("text", ["约500条", "近500条", "500余条", "500多条", "500条左右", "超过500条", "500条以上"])
def test_about_is_not_exact(text):
    (number,) = find_numbers(text)
    assert number.approximate


def test_a_figure_in_ten_thousands_is_as_exact_as_its_last_place():
    (number,) = find_numbers("公开1.5万条")
    assert number.step == 1000


def test_places_are_those_of_the_text():
    text = "上年结转3件，共收到十二件"
    assert [text[n.start : n.end] for n in find_numbers(text)] == ["3件", "十二件"]
