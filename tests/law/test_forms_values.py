"""What stands in a cell: a number, a zero, a blank, a dash, or something that is none of them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.forms import BLANK, ZERO, CellValue, Kind, plain_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("１２", "12"),
        (" 1 2 ", "12"),
        ("1139\n8889", "11398889"),
        ("1,234", "1234"),
        ("１，２３４，５６７", "1234567"),
        ("0.70", "0.7"),
        ("14722.49", "14722.49"),
        ("１．５", "1.5"),
        (".5", "0.5"),
        ("3.", "3"),
        ("+2", "2"),
        ("＋２", "2"),
        ("-1", "-1"),
        ("－1", "-1"),
        ("−1", "-1"),
        ("007", "7"),
        ("5件", "5"),
        ("31 人次", "31"),
        ("1.2万", "12000"),
    ],
)
def test_printed_numbers_are_read_exactly(text, number):
    value = CellValue.parse(text)
    assert (value.kind, value.number, value.text) == (Kind.NUMBER, Decimal(number), text)


@pytest.mark.parametrize("text", ["0", "０", "0.00", "00", "零", "〇", "0件", "-0"])
def test_zero_is_a_kind_of_its_own(text):
    assert CellValue.parse(text) == ZERO


@pytest.mark.parametrize("text", ["", " ", "\n", "\u3000", "\u200b", "\xa0"])
def test_nothing_printed_is_blank(text):
    assert CellValue.parse(text) == BLANK


@pytest.mark.parametrize("text", ["—", "——", "—— ", "-", "－", "/", "／", "无", "–", "暂无", "N/A", "--", "\\"])
def test_signs_for_none_are_dashes_and_neither_blank_nor_zero(text):
    value = CellValue.parse(text)
    assert value.kind is Kind.DASH
    assert value not in (BLANK, ZERO)
    assert value.number is None


@pytest.mark.parametrize(
    "text", ["见附件", "12a", "1,23", "5%", "3/4", "1-2", "①", "5²", "１２３。", "1.2.3", "+", "+件"]
)
def test_text_that_is_no_number_is_an_error_and_no_blank(text):
    value = CellValue.parse(text)
    assert (value.kind, value.number, value.text) == (Kind.ERROR, None, text)


def test_money_is_brought_to_the_unit_of_the_cell():
    assert CellValue.parse("251000元", "万元") == CellValue.of(Decimal("25.1"))
    assert CellValue.parse("25.1 万元", "万元") == CellValue.of(Decimal("25.1"))
    assert CellValue.parse("3万", "万元").number == 3


def test_money_in_a_cell_without_unit_stays_as_printed():
    value = CellValue.parse("251000元")
    assert (value.number, value.unit) == (251000, "元")
    assert CellValue.parse("477.35万元").unit == "万元"


def test_how_a_number_is_printed_does_not_matter():
    assert CellValue.parse("0.70") == CellValue.of(0.7) == CellValue.of(Decimal("0.7"))
    assert CellValue.parse("１，０００") == CellValue.of(1000)


def test_infinity_is_no_figure():
    assert CellValue.of(float("nan")).kind is Kind.ERROR
    with pytest.raises(TypeError):
        CellValue.of(True)


@given(st.decimals(min_value=0, max_value=10**12, places=4))
def test_every_figure_printed_plainly_is_read_back_exactly(number):
    shown = plain_number(number)
    assert "E" not in shown
    assert CellValue.parse(shown).number == number


@given(st.integers(min_value=0, max_value=10**9))
def test_thousands_and_full_width_digits_change_nothing(number):
    wide = f"{number:,}".translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789,"})
    assert CellValue.parse(wide) == CellValue.of(number)


@given(st.text(max_size=12))
def test_any_text_at_all_is_one_of_the_five_kinds(text):
    value = CellValue.parse(text)
    assert (value.number is not None) == (value.kind in (Kind.NUMBER, Kind.ZERO))
