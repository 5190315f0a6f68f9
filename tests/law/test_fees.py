"""The processing fee: both scales as the rule tells them, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.findings import Refused
from gongkai.law.fees import item_price, processing_fee

ITEMS = {
    1: 0, 10: 0, 11: 100, 12: 200, 30: 2000, 31: 2200, 32: 2400, 40: 4000, 41: 4300, 50: 7000, 51: 7400, 60: 11000,
    61: 11500, 100: 37000,
}  # fmt: skip
PRICES = {10: 0, 11: 100, 12: 100, 30: 100, 31: 200, 40: 200, 41: 300, 50: 300, 51: 400, 60: 400, 61: 500, 100: 800}
PAGES = {
    1: 0, 30: 0, 31: 10, 68: 380, 100: 700, 101: 720, 199: 2680, 200: 2700, 201: 2740, 202: 2780, 250: 4700, 300: 6700,
    500: 14700,
}  # fmt: skip


@pytest.mark.parametrize(("items", "yuan"), ITEMS.items())
def test_fee_by_items(items: int, yuan: int) -> None:
    assert processing_fee(items=items).amount == yuan


@pytest.mark.parametrize(("nth", "yuan"), PRICES.items())
def test_price_of_the_nth_request_in_the_month(nth: int, yuan: int) -> None:
    assert item_price(nth) == yuan


@pytest.mark.parametrize(("pages", "yuan"), PAGES.items())
def test_fee_by_pages(pages: int, yuan: int) -> None:
    assert processing_fee(pages=pages).amount == yuan


@given(st.integers(1, 3000))
def test_each_request_adds_its_own_price(items: int) -> None:
    before = processing_fee(items=items - 1).amount if items > 1 else 0
    assert processing_fee(items=items).amount - before == item_price(items)


@given(st.integers(1, 5000))
def test_pages_cost_what_the_three_tiers_say(pages: int) -> None:
    expected = 10 * max(min(pages, 100) - 30, 0) + 20 * max(min(pages, 200) - 100, 0) + 40 * max(pages - 200, 0)
    assert processing_fee(pages=pages).amount == expected


@given(st.sampled_from(["items", "pages"]), st.integers(1, 10**12))
def test_the_trace_adds_up_and_stays_short(scale: str, quantity: int) -> None:
    fee = processing_fee(**{scale: quantity})
    parts = fee.trace.steps[1:-1]
    assert sum(int(step.value) for step in parts) == fee.amount == int(fee.trace.steps[-1].value)
    assert len(parts) < 20
    assert all(step.basis for step in fee.trace.steps)


@pytest.mark.parametrize("bad", [0, -1, 1.0, 2.5, "3", True])
@pytest.mark.parametrize("scale", ["items", "pages"])
def test_numbers_that_are_not_whole_and_positive_are_refused(scale: str, bad: object) -> None:
    with pytest.raises(Refused, match="大于0的整数"):
        processing_fee(**{scale: bad})


def test_two_standards_on_one_request_are_refused_and_so_is_none() -> None:
    with pytest.raises(Refused, match="只能用一种标准"):
        processing_fee(items=3, pages=3)
    with pytest.raises(Refused, match="件数或者页数"):
        processing_fee()


def test_no_fee_before_the_rule_holds() -> None:
    with pytest.raises(Refused, match="2021-01-01"):
        processing_fee(items=41, on=date(2020, 12, 31))
    assert processing_fee(items=41, on=date(2021, 1, 1)).amount == 4300


def test_pages_of_information_that_is_already_public_are_never_charged() -> None:
    with pytest.raises(Refused, match="已经主动公开"):
        processing_fee(pages=300, already_public=True)
