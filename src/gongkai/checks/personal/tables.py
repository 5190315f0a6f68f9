"""Personal data in a table: columns understood by head and by content.

A table is rows of cell texts. Heads may stand in any row, several tables may stand beside or under each other, a head
may stand over the wrong column: content decides first, the head where content alone cannot. One pass, linear.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from gongkai.checks.personal import masking
from gongkai.checks.personal.allow import NOTHING, Allow
from gongkai.checks.personal.cells import (
    ACCOUNT,
    BELOW_VILLAGE,
    BIRTH,
    EMPTY,
    INTERESTING,
    LOST_ENDS,
    NAME,
    NUMBER_CELL,
    NUMBERISH,
    OFFICE_NAME,
    OFFICES_OWN,
    SERIAL,
    quick_hit,
)
from gongkai.checks.personal.detect import apply_masks, find_personal
from gongkai.checks.personal.heads import field_of, health_values, minor_title_words
from gongkai.checks.personal.kinds import RULES, Kind
from gongkai.checks.personal.lost import lost_number
from gongkai.checks.personal.numerals import PROVINCES, date_of, is_id18

Row = Sequence["str | None"]
#: Fields whose heads are never contents of a cell.
_STRONG = frozenset({"id_card", "mobile", "bank_card", "birth", "passport", "plate", "email", "office", "age"})


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


@dataclass(slots=True)
class _Column:
    head: str = ""
    field: str | None = None
    table: int = 0
    title: bool = False


def read_table(
    rows: Sequence[Row],
    *,
    title: str = "",
    allow: Allow = NOTHING,
    today: date | None = None,
    numbers: set[tuple[int, int]] | None = None,
) -> list[CellHit]:
    """All personal data of a table.

    ``title`` is what is known of it from outside (sheet name, caption, file name). ``today`` lets ages be reckoned.
    ``numbers`` are the places (row, column) of cells that are numbers in the file, where an ID has lost its end.
    """
    return _Reader(rows, title, allow, today, numbers or set()).read()


class _Reader:
    def __init__(
        self, rows: Sequence[Row], title: str, allow: Allow, today: date | None, numbers: set[tuple[int, int]]
    ) -> None:
        self.rows, self.title, self.allow, self.today, self.numbers = rows, title, allow, today, numbers
        self.columns: dict[int, _Column] = {}
        self.tables = 0
        self.last_head_row = -9
        self.hits: list[CellHit] = []
        self.seen: dict[tuple[str, str], list[CellHit]] = {}
        self.people: dict[int, list[tuple[int, int, str]]] = {}
        self.pending: dict[tuple[int, int, str], list[tuple[int, str]]] = {}
        self.young: dict[int, list[tuple[int, int, str]]] = {}
        self.minor_tables: set[int] = set()
        self.titles: dict[int, str] = {}
        self.dull: set[tuple[str | None, str]] = set()

    def read(self) -> list[CellHit]:
        loose = self.title
        for number, row in enumerate(self.rows):
            filled = [(column, text) for column, text in enumerate(row) if text]
            if not filled:
                continue
            if len(filled) == 1 and len(filled[0][1]) < 60 and not INTERESTING.search(filled[0][1]):
                loose = self.title + " " + filled[0][1]
            known = [
                (column, text, name)
                for column, text in filled
                if len(text) <= 40 and not text[0].isdigit() and (name := field_of(text))
            ]
            if len(known) >= 2 and len(known) >= 0.6 * len(filled) and self._is_head(known):
                self._take_heads(number, known, loose)
                continue
            labels = (
                {column for column, _, name in known if name in _STRONG or column not in self.columns} if known else ()
            )
            self._take_row(
                number, filled, {column for column in labels if self._field(column) != field_of(row[column] or "")}
            )
        self._settle()
        self.hits.sort(key=lambda hit: (hit.row, hit.column))
        return self.hits

    def _is_head(self, known: list[tuple[int, str, str]]) -> bool:
        """A row of heads, not a row of contents with words like 村, 学校 or 残疾 in it."""
        if not self.columns:
            return True
        for column, text, name in known:
            state = self.columns.get(column)
            if (state and state.head == text) or (name in _STRONG) or (name == "name" and "名" in text):
                return True
        return all(name == "plain" and len(text) <= 8 for _, text, name in known)

    def _take_heads(self, number: int, heads: list[tuple[int, str, str]], loose: str) -> None:
        weighty = [head for head in heads if head[2] != "plain"]
        if number - self.last_head_row > 1:
            if not weighty and self.columns:
                return
            low, high = heads[0][0], heads[-1][0]
            self.tables += 1
            for column in list(self.columns):
                if low <= column <= high:
                    del self.columns[column]
            self.titles[self.tables] = loose
        self.last_head_row = number
        # tables beside each other: the same head again starts the next one
        seen: set[str] = set()
        table = self.tables
        for column, text, name in heads:
            if name == "name" and name in seen:
                table = self.tables = self.tables + 1
                self.titles[table] = loose
                seen = set()
            seen.add(name or "")
            self.columns[column] = _Column(text, name, table)

    def _field(self, column: int) -> str | None:
        state = self.columns.get(column)
        return state.field if state else None

    # ------------------------------------------------------------------ rows

    def _take_row(self, number: int, filled: list[tuple[int, str]], labels: set[int]) -> None:
        short: list[tuple[int, str]] = []
        at_first = len(self.hits)
        previous_label, previous_column = "", -9
        columns, dull, hits = self.columns, self.dull, self.hits
        for column, text in filled:
            state = columns.get(column)
            if state and not previous_label and (column not in labels):
                # most cells of a long list are settled here: a number of a kind known by head, or words seen before
                if (quick := quick_hit(state.field, text)) and not (
                    self.allow.numbers or (number, column) in self.numbers
                ):
                    hits.append(CellHit(number, column, quick[0], quick[1], quick[2], quick[2], state.table))
                    if self.today and quick[1] is Kind.ID_CARD:
                        self._age(number, column, text, state.table)
                    continue
                if (state.field, text) in dull:
                    continue
            context = state.head if state else ""
            kind = state.field if state else None
            if previous_label and column - previous_column <= 3 and column not in labels:
                context, kind = previous_label, field_of(previous_label) or kind
            if column in labels:
                previous_label, previous_column = text, column
                continue
            if state and kind == "name" and NAME.match(text):
                self.people.setdefault(state.table, []).append((number, column, text))
            found = self._cell(number, column, text, context, kind, state.table if state else 0)
            if found:
                continue
            if NUMBER_CELL.match(text):
                short.append((column, text))
            elif kind == "plain" and len(text) < 24 and len(dull) < 50_000 and not health_values().search(text):
                dull.add((kind, text))
        if len(short) > 1:
            self._across(number, short)
        if len(self.hits) > at_first and self._is_office(filled):
            self.hits[at_first:] = [hit for hit in self.hits[at_first:] if hit.kind not in OFFICES_OWN]

    def _is_office(self, filled: list[tuple[int, str]]) -> bool:
        """The row is about an office: its first words end like the name of one."""
        first = next((text for column, text in filled[:3] if not SERIAL.match(text)), "")
        return len(first) >= 4 and bool(OFFICE_NAME.search(first))

    def _cell(self, number: int, column: int, text: str, context: str, kind: str | None, table: int) -> bool:
        is_number = bool(self.numbers) and (number, column) in self.numbers
        key = (text, context) if not is_number else (text, context + "#")
        known = self.seen.get(key)
        if known is None:
            known = self._judge(text, context, kind, is_number)
            if len(self.seen) < 50_000:
                self.seen[key] = known
        for one in known:
            self.hits.append(CellHit(number, column, one.rule, one.kind, one.masked, one.shown, table, one.places))
        if self.today and known and known[0].rule == "P-ID18":
            self._age(number, column, text, table)
        if not known and kind in ("health", "minor", "birth", "family", "age", None, "plain"):
            self._note(number, column, text, kind, table)
        return bool(known)

    def _judge(self, text: str, context: str, kind: str | None, is_number: bool) -> list[CellHit]:
        """Hits of one cell by its content, then by its head."""
        length = len(text)
        if not is_number and (quick := quick_hit(kind, text)):
            return [] if self.allow.number(masking.plain(text)) else [self._one(quick[0], quick[2])]
        if (kind == "bank_card" and length >= 12 and text.isascii() and text.isdigit() and not is_number) or (
            kind == "address" and not NUMBERISH.search(text)
        ):
            return self._by_head(text, kind, is_number)
        if (
            len(text) >= 16
            and (is_number or text.endswith("000"))
            and not is_id18(text[:18])
            and (lost := self._lost_hits(text, kind, is_number))
        ):
            return lost
        if kind == "office":
            context = "办公 " + context
        hits = (
            find_personal(text, context=context, allow=self.allow) if len(text) > 5 and INTERESTING.search(text) else []
        )
        out = (
            [hit for hit in hits if hit.kind is not Kind.ADDRESS or kind == "address"]
            if kind != "office"
            else [hit for hit in hits if hit.kind not in (Kind.LANDLINE, Kind.EMAIL, Kind.ADDRESS)]
        )
        if kind not in ("office", "address"):
            out += [hit for hit in hits if hit.kind is Kind.ADDRESS]
            out.sort()
        if out:
            masked = apply_masks(text, out)
            if len(out) == 1:
                return [self._one(self._rule(out[0].rule, kind), masked, out[0].masked)]
            groups = Counter(self._rule(hit.rule, kind) for hit in out)
            first = {self._rule(hit.rule, kind): hit.masked for hit in reversed(out)}
            return [self._one(rule, masked, first[rule], places) for rule, places in groups.items()]
        return self._by_head(text, kind, is_number)

    def _lost_hits(self, text: str, kind: str | None, is_number: bool) -> list[CellHit]:
        found = lost_number(text, kind, is_number)
        return [self._one(*found)] if found else []

    @staticmethod
    def _rule(rule: str, kind: str | None) -> str:
        """In a list a hint weighs more: a column of mail addresses, telephones or cards of people."""
        if rule == "P-EMAIL" and kind == "email":
            return "P-EMAIL-LIST"
        if rule == "P-LANDLINE-TEXT" and kind == "mobile":
            return "P-LANDLINE"
        if rule == "P-BANK-LIKE" and kind == "bank_card":
            return "P-BANK"
        return rule

    @staticmethod
    def _one(rule: str, masked: str, shown: str = "", places: int = 1) -> CellHit:
        return CellHit(0, 0, rule, RULES[rule].kind, masked, shown or masked, 0, places)

    def _by_head(self, text: str, kind: str | None, is_number: bool) -> list[CellHit]:
        if text[-1] in LOST_ENDS and (lost := self._lost_hits(text, kind, is_number)):
            return lost
        if len(text) < 5 or kind in (None, "plain", "name"):
            return []
        if kind == "address" and not self.allow.texts:
            return self._address(text)
        number = masking.plain(text)
        if self.allow.number(number) or self.allow.text(text):
            return []
        if kind == "id_card" and number[:-1].isdigit() and 14 <= len(number) <= 20 and "*" not in text:
            return [self._one("P-ID-COLUMN", masking.id_card(text))]
        if kind == "bank_card" and ACCOUNT.match(text) and 10 <= len(number) <= 22:
            return [self._one("P-BANK", masking.bank_card(text))]
        if (
            kind == "mobile"
            and 7 <= len(number) <= 8
            and number.isdigit()
            and number[0] in "2345678"
            and re.fullmatch(r"[\d\s-]+", text)
        ):
            return [self._one("P-LANDLINE", masking.landline(text))]
        if kind == "passport" and re.fullmatch(r"[A-Z]{1,2}\d{7,9}", number):
            return [self._one("P-PASSPORT", masking.passport(text))]
        return self._address(text) if kind == "address" else []

    def _address(self, text: str) -> list[CellHit]:
        below = BELOW_VILLAGE.search(text) and "***" not in text
        return [self._one("P-ADDRESS", masking.address(text))] if below else []

    # ------------------------------------------------------------------ what depends on the whole table

    def _across(self, number: int, short: list[tuple[int, str]]) -> None:
        """A number broken over neighbouring cells of a row."""
        first = 0
        while first < len(short) - 1:
            first = self._joined(number, short, first)

    def _joined(self, number: int, short: list[tuple[int, str]], first: int) -> int:
        """Try to join from one cell on; returns the cell to go on with."""
        joined = ""
        head = self.columns.get(short[first][0])
        for last in range(first, len(short)):
            if last > first and short[last][0] - short[last - 1][0] != 1:
                break
            joined += masking.plain(short[last][1])
            size = len(joined)
            phone = size == 11 and head is not None and head.field == "mobile" and re.fullmatch(r"1[3-9]\d{9}", joined)
            if last > first and (phone or (is_id18(joined) and joined[:2] in PROVINCES)):
                rule, mask = ("P-MOBILE", masking.mobile) if phone else ("P-ID18", masking.id_card)
                for place, (column, _) in enumerate(short[first : last + 1]):
                    shown = mask(joined) if place == 0 else "***"
                    table = head.table if head else 0
                    self.hits.append(
                        CellHit(number, column, rule, RULES[rule].kind, shown, mask(joined), table, int(place == 0))
                    )
                return last + 1
            if size >= 18:
                break
        return first + 1

    def _age(self, number: int, column: int, text: str, table: int) -> None:
        """Remember the row of a person under 18, by the birth date in an ID."""
        digits = masking.plain(text)
        born = date_of(digits[6:14]) if len(digits) == 18 else None
        if born and self._years(born) < 18:
            self.young.setdefault(table, []).append((number, column, text))

    def _years(self, born: date) -> int:
        assert self.today is not None
        return self.today.year - born.year - ((self.today.month, self.today.day) < (born.month, born.day))

    def _note(self, number: int, column: int, text: str, kind: str | None, table: int) -> None:
        if EMPTY.match(text):
            return
        if kind in (None, "plain"):
            if len(text) <= 24 and health_values().search(text):
                self.pending.setdefault((table, column, "values"), []).append((number, text))
            return
        if kind == "birth":
            match = BIRTH.match(unicodedata.normalize("NFKC", text))
            if not match:
                return
            if (
                self.today
                and (born := date_of("".join(part.zfill(2) for part in match.groups() if part)))
                and self._years(born) < 18
            ):
                self.young.setdefault(table, []).append((number, column, text))
        if kind == "age":
            age = re.fullmatch(r"\s*(\d{1,2})\s*(?:周?岁)?\s*", text)
            if age and int(age.group(1)) < 18:
                self.young.setdefault(table, []).append((number, column, text))
            return
        self.pending.setdefault((table, column, kind), []).append((number, text))

    def _settle(self) -> None:
        """Columns that count only beside a column of names."""
        for (table, column, kind), cells in self.pending.items():
            people = self.people.get(table)
            if not people:
                continue
            if kind == "values":
                names = len({row for row, _, _ in people})
                if len(cells) * 2 >= names:
                    self._whole("P-HEALTH", table, column, cells, masking.everything)
            elif kind == "health":
                self._whole("P-HEALTH", table, column, cells, masking.everything)
            elif kind == "minor":
                self.minor_tables.add(table)
                self._whole("P-MINOR", table, column, cells, masking.everything)
            elif kind == "birth":
                self._whole("P-BIRTH", table, column, cells, masking.birth)
            elif kind == "family":
                self._whole("P-FAMILY", table, column, cells, masking.everything)
        for table, people in self.people.items():
            young_rows = {row for row, _, _ in self.young.get(table, ())}
            listed = table in self.minor_tables or any(
                word in self.titles.get(table, self.title) for word in minor_title_words()
            )
            for row, column, name in people:
                if (listed or row in young_rows) and "*" not in name:
                    self.hits.append(
                        CellHit(row, column, "P-MINOR", Kind.MINOR, masking.child(name), masking.child(name), table)
                    )
        for table, places in self.young.items():
            named = {row for row, _, _ in self.people.get(table, ())}
            for row, column, _text in places:
                if row in named and self.columns.get(column) and self.columns[column].field == "age":
                    self.hits.append(CellHit(row, column, "P-MINOR", Kind.MINOR, "***", "***", table))

    def _whole(self, rule: str, table: int, column: int, cells: list[tuple[int, str]], mask) -> None:  # type: ignore[no-untyped-def]
        for row, text in cells:
            masked = mask(text)
            self.hits.append(CellHit(row, column, rule, RULES[rule].kind, masked, masked, table))
