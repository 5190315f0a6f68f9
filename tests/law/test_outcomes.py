"""How a request can end: rows of each edition, what the paper must show, the remedy paragraph by date."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.findings import Refused
from gongkai.law.forms import load
from gongkai.law.outcomes import EDITION_PREFIX, outcome, outcomes
from gongkai.law.remedies import RemedyKind, remedy

ROWS_2021 = {
    "O-11": "3.3.1", "O-12": "3.3.1", "O-20": "3.3.2", "O-31": "3.3.3.1", "O-32": "3.3.3.2", "O-33": "3.3.3.3",
    "O-34": "3.3.3.4", "O-35": "3.3.3.5", "O-36": "3.3.3.6", "O-37": "3.3.3.7", "O-38": "3.3.3.8", "O-41a": "3.3.4.1",
    "O-41b": "3.3.4.1", "O-42": "3.3.4.2", "O-43": "3.3.4.3", "O-51": "3.3.5.1", "O-52": "3.3.5.2", "O-53": "3.3.5.3",
    "O-54": "3.3.5.4", "O-55": "3.3.5.5", "O-61": "3.3.6.1", "O-62": "3.3.6.2", "O-63": "3.3.6.3",
}  # fmt: skip
REFUSALS_OF_ARTICLES_14_TO_16 = {"O-31", "O-32", "O-33", "O-34", "O-35", "O-36", "O-37"}


@pytest.mark.parametrize(("code", "row"), ROWS_2021.items())
def test_each_outcome_has_its_row_in_the_2021_form(code: str, row: str) -> None:
    assert outcome(code).report_row("2021") == f"R21.{row}"


def test_no_outcome_is_missing_and_the_register_offers_the_same_ones() -> None:
    from gongkai.information_requests.models import Outcome

    assert list(outcomes()) == list(ROWS_2021) == list(Outcome.values)
    assert {code: rule.label for code, rule in outcomes().items()} == dict(Outcome.choices)


@pytest.mark.parametrize("edition", EDITION_PREFIX)
def test_every_row_named_exists_in_that_form_and_no_row_of_outcomes_is_left_out(edition: str) -> None:
    rows = set(load(edition).rows)
    named = {rule.report_row(edition) for rule in outcomes().values()} - {None}
    assert named <= rows
    if edition == "2021":
        cells = {row for row in rows if row.startswith("R21.3.3.")} - {"R21.3.3.7"}
        parents = {row for row in cells if any(other.startswith(f"{row}.") for other in cells)}
        assert named == cells - parents


def test_the_2019_form_joins_the_other_ways_in_one_row() -> None:
    assert {outcome(code).report_row("2019") for code in ("O-61", "O-62", "O-63")} == {"R19.3.3.6"}


@pytest.mark.parametrize(
    ("code", "ground", "row"),
    [
        ("O-11", "", "S14.3.3.1"),
        ("O-12", "", "S14.3.3.2"),
        ("O-20", "", "S14.3.3.3"),
        ("O-31", "", "S14.3.3.4.a"),
        ("O-34", "trade_secret", "S14.3.3.4.b"),
        ("O-34", "privacy", "S14.3.3.4.c"),
        ("O-34", "", "S14.3.3.4.f"),
        ("O-33", "", "S14.3.3.4.d"),
        ("O-41b", "", "S14.3.3.5"),
        ("O-41a", "", "S14.3.3.6"),
        ("O-43", "", "S14.3.3.7"),
        ("O-51", "", "S14.3.3.8"),
        ("O-63", "", None),
    ],
)
def test_rows_of_the_2014_form(code: str, ground: str, row: str | None) -> None:
    assert outcome(code).report_row("2014", ground=ground) == row


def test_unknown_outcomes_and_editions_are_refused() -> None:
    with pytest.raises(Refused, match="没有“O-99”"):
        outcome("O-99")
    with pytest.raises(Refused, match="没有“2016”版"):
        outcome("O-11").report_row("2016")


def test_everything_but_plain_disclosure_says_what_the_paper_must_show() -> None:
    assert all(rule.reasons for rule in outcomes().values())
    without_article = {code for code, rule in outcomes().items() if not rule.articles}
    assert without_article == {"O-55", "O-63"}


def text(code: str, day: str) -> str:
    return remedy(code, date.fromisoformat(day), review_body="示例区人民政府").text


@pytest.mark.parametrize("code", sorted(outcomes()))
def test_since_2024_refusals_of_articles_14_to_16_go_to_review_first(code: str) -> None:
    told = remedy(code, date(2024, 1, 1), review_body="示例区人民政府")
    expected = {"O-20": RemedyKind.PARTIAL}.get(
        code, RemedyKind.REVIEW_FIRST if code in REFUSALS_OF_ARTICLES_14_TO_16 else RemedyKind.CHOICE
    )
    assert told.kind is expected
    assert "60日内向示例区人民政府申请行政复议" in told.text
    assert ("应当先申请行政复议" in told.text) == (expected is not RemedyKind.CHOICE)
    assert ("15日内" in told.text) == (expected is not RemedyKind.CHOICE)
    assert ("6个月" in told.text) == (expected is not RemedyKind.REVIEW_FIRST)


def test_on_the_last_day_of_2023_review_and_suit_were_still_a_free_choice() -> None:
    assert "应当先" not in text("O-31", "2023-12-31")
    assert "6个月" in text("O-31", "2023-12-31")
    assert "应当先" in text("O-31", "2024-01-01")


def test_suits_had_three_months_before_may_2015() -> None:
    assert "3个月" in text("O-12", "2015-04-30")
    assert "6个月" in text("O-12", "2015-05-01")


def test_a_remedy_without_a_review_body_or_before_the_regulation_is_refused() -> None:
    with pytest.raises(Refused, match="复议机关"):
        remedy("O-12", date(2024, 1, 1), review_body=" ")
    with pytest.raises(Refused, match="尚未施行"):
        text("O-12", "2008-04-30")
