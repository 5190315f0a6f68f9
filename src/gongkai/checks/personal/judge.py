"""One cell of a table: what it holds by its content, and by its column's head where the content alone cannot tell."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from gongkai.checks.personal import masking
from gongkai.checks.personal.allow import Allow
from gongkai.checks.personal.cells import (
    ACCOUNT,
    BELOW_VILLAGE,
    INTERESTING,
    LOST_ENDS,
    NUMBERISH,
    OFFICES_OWN,
    quick_hit,
)
from gongkai.checks.personal.detect import apply_masks, find_personal
from gongkai.checks.personal.kinds import RULES, Hit, Kind
from gongkai.checks.personal.lost import lost_number
from gongkai.checks.personal.numerals import PROVINCES, is_id18


class CellHit(NamedTuple):
    """Personal data in the cell of 0-based ``row`` and ``column``; ``masked`` is the cell's whole new text.

    ``shown`` is the masked value alone; ``table`` counts the tables of a sheet (a new head starts a new one);
    ``places`` is how many values the cell holds.
    """

    row: int
    column: int
    rule: str
    kind: Kind
    masked: str
    shown: str
    table: int = 0
    places: int = 1


def _one(rule: str, masked: str, shown: str = "", places: int = 1) -> CellHit:
    """A hit without its place yet."""
    return CellHit(0, 0, rule, RULES[rule].kind, masked, shown or masked, 0, places)


class Judge:
    """Judges cells; the same text under the same head is judged once."""

    def __init__(self, allow: Allow) -> None:
        self.allow = allow
        self.seen: dict[tuple[str, str, bool], list[CellHit]] = {}

    def __call__(self, text: str, context: str, field: str | None, is_number: bool) -> list[CellHit]:
        """Hits of a cell under the head ``context`` of the given ``field``, still without row and column."""
        key = (text, context, is_number)
        known = self.seen.get(key)
        if known is None:
            known = self._judge(text, context, field, is_number)
            if len(self.seen) < 50_000:
                self.seen[key] = known
        return known

    def _judge(self, text: str, context: str, field: str | None, is_number: bool) -> list[CellHit]:
        if not is_number and (quick := quick_hit(field, text)):
            return [] if self.allow.number(masking.plain(text)) else [_one(quick[0], quick[2])]
        if self._settled_by_head(text, field, is_number):
            return self._by_head(text, field, is_number)
        if (
            len(text) >= 16
            and (is_number or text.endswith("000"))
            and not is_id18(text[:18])
            and (lost := self._lost(text, field, is_number))
        ):
            return lost
        if field == "office":
            context = "办公 " + context
        hits = (
            find_personal(text, context=context, allow=self.allow) if len(text) > 5 and INTERESTING.search(text) else []
        )
        if field == "office":
            hits = [hit for hit in hits if hit.kind not in OFFICES_OWN]
        return self._together(text, field, hits) if hits else self._by_head(text, field, is_number)

    @staticmethod
    def _settled_by_head(text: str, field: str | None, is_number: bool) -> bool:
        """Accounts and addresses of people are known by the head; a valid ID is an ID whatever stands over it."""
        if field == "bank_card":
            figures = len(text) >= 12 and text.isascii() and text.isdigit() and not is_number
            return figures and not (len(text) == 18 and text[:2] in PROVINCES and is_id18(text))
        return field == "address" and not NUMBERISH.search(text)

    def _together(self, text: str, field: str | None, hits: list[Hit]) -> list[CellHit]:
        """All hits of a cell by their rules, each with the cell's whole masked text."""
        masked = apply_masks(text, hits)
        if len(hits) == 1:
            return [_one(_in_list(hits[0].rule, field), masked, hits[0].masked)]
        groups = Counter(_in_list(hit.rule, field) for hit in hits)
        first = {_in_list(hit.rule, field): hit.masked for hit in reversed(hits)}
        return [_one(rule, masked, first[rule], places) for rule, places in groups.items()]

    def _lost(self, text: str, field: str | None, is_number: bool) -> list[CellHit]:
        found = lost_number(text, field, is_number)
        return [_one(*found)] if found else []

    def _by_head(self, text: str, field: str | None, is_number: bool) -> list[CellHit]:
        if text[-1] in LOST_ENDS and (lost := self._lost(text, field, is_number)):
            return lost
        if len(text) < 5 or field in (None, "plain", "name"):
            return []
        if field == "address" and not self.allow.texts:
            return _address(text)
        number = masking.plain(text)
        if self.allow.number(number) or self.allow.text(text):
            return []
        if field == "id_card" and number[:-1].isdigit() and 14 <= len(number) <= 20 and "*" not in text:
            return [_one("P-ID-COLUMN", masking.id_card(text))]
        if field == "bank_card" and ACCOUNT.match(text) and 10 <= len(number) <= 22:
            return [_one("P-BANK", masking.bank_card(text))]
        if field == "mobile" and _LOCAL.fullmatch(number) and re.fullmatch(r"[\d\s-]+", text):
            return [_one("P-LANDLINE", masking.landline(text))]
        if field == "passport" and re.fullmatch(r"[A-Z]{1,2}\d{7,9}", number):
            return [_one("P-PASSPORT", masking.passport(text))]
        return _address(text) if field == "address" else []


_LOCAL = re.compile(r"[2-8][0-9]{6,7}")
#: In a list a hint weighs more: a column of mail addresses, telephones or cards of people.
_LIST_RULES = {
    ("P-EMAIL", "email"): "P-EMAIL-LIST",
    ("P-LANDLINE-TEXT", "mobile"): "P-LANDLINE",
    ("P-BANK-LIKE", "bank_card"): "P-BANK",
}


def _in_list(rule: str, field: str | None) -> str:
    return _LIST_RULES.get((rule, field or ""), rule)


def _address(text: str) -> list[CellHit]:
    below = BELOW_VILLAGE.search(text) and "***" not in text
    return [_one("P-ADDRESS", masking.address(text))] if below else []
