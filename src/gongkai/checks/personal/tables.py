"""Personal data in a table: columns understood by head and by content.

A table is rows of cell texts. Heads may stand in any row, several tables may stand beside or under each other, a head
may stand over the wrong column: content decides first, the head where content alone cannot. One pass, linear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from gongkai.checks.personal import masking
from gongkai.checks.personal.allow import NOTHING, Allow
from gongkai.checks.personal.broken_cells import Cell, across, down
from gongkai.checks.personal.cells import (
    INTERESTING,
    NAME,
    NUMBER_CELL,
    OFFICE_NAME,
    OFFICES_OWN,
    SERIAL,
    quick_hit,
)
from gongkai.checks.personal.heads import field_of, health_values
from gongkai.checks.personal.judge import CellHit, Judge
from gongkai.checks.personal.kinds import Kind
from gongkai.checks.personal.mobiles import is_mobile
from gongkai.checks.personal.people import People
from gongkai.checks.personal.place import named_otherwise

Row = Sequence["str | None"]
#: Fields whose heads are never contents of a cell.
_STRONG = frozenset({"id_card", "mobile", "bank_card", "birth", "passport", "plate", "email", "office", "age"})


@dataclass(slots=True)
class _Doubtful:
    """A column whose head speaks of amounts or codes: its figures, and which of them have the form of a mobile."""

    code: bool
    table: int
    figures: int = 0
    mobiles: list[CellHit] = field(default_factory=list)

    def settle(self, people: bool) -> list[CellHit]:
        """Where nearly all figures have that form, the head stands over the wrong column.

        Codes may all have it by their making: then a column of ``people`` must stand beside, and they begin in many
        ways.
        """
        if len(self.mobiles) * 10 < self.figures * 9:
            return []
        starts = {hit.shown[:3] for hit in self.mobiles}
        return self.mobiles if not self.code or (people and len(starts) >= 3) else []


@dataclass(slots=True)
class _Column:
    head: str = ""
    field: str | None = None
    table: int = 0
    doubtful: _Doubtful | None = None

    def __post_init__(self) -> None:
        if self.field in (None, "plain"):
            code = named_otherwise(self.head)
            if code or _AMOUNT_HEAD.search(self.head):
                self.doubtful = _Doubtful(code, self.table)


_AMOUNT_HEAD = re.compile(r"元|额|预算|决算|投资|资金|[单总造]价|产值|产量|面积|收入|支出|合计|小计|总计|费")
_FIGURE = re.compile(r"^[\s'\"]*[0-9][0-9,.]*[\s\"]*$")


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
        self.judge = Judge(allow)
        self.people = People(today)
        self.doubtful: list[_Doubtful] = []
        self.above: dict[int, Cell] = {}
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
                self._take_other_heads(filled)
                continue
            labels = (
                {column for column, _, name in known if name in _STRONG or column not in self.columns} if known else ()
            )
            self._take_row(
                number, filled, {column for column in labels if self._field(column) != field_of(row[column] or "")}
            )
        self.hits += self.people.settle(self.titles, self.title)
        for column in self.doubtful:
            self.hits += column.settle(column.table in self.people.names)
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

    def _take_other_heads(self, filled: list[tuple[int, str]]) -> None:
        """What else stands in a row of heads is a head too; its words tell what its numbers are (凭证号)."""
        for column, text in filled:
            if column not in self.columns and len(text) <= 20:
                self.columns[column] = _Column(text, None, self.tables)

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
                        self.people.identity(number, text, state.table)
                    continue
                if (state.field, text) in dull:
                    continue
                if state.field in (None, "plain") and len(text) < 7 and text.isdigit():
                    self._count(state.doubtful)
                    short.append((column, text))
                    continue
            context = state.head if state else ""
            kind = state.field if state else None
            if previous_label and column - previous_column <= 3 and column not in labels:
                context, kind = previous_label, field_of(previous_label) or kind
            if column in labels:
                previous_label, previous_column = text, column
                continue
            if state and kind == "name" and NAME.match(text):
                self.people.name(number, column, text, state.table)
            found = self._cell(number, column, text, context, kind, state.table if state else 0)
            if found:
                continue
            if NUMBER_CELL.match(text):
                short.append((column, text))
            elif kind == "plain" and len(text) < 24 and len(dull) < 50_000 and not health_values().search(text):
                dull.add((kind, text))
        self._take_broken(number, filled, short)
        if len(self.hits) > at_first and self._is_office(filled):
            self.hits[at_first:] = [hit for hit in self.hits[at_first:] if hit.kind not in OFFICES_OWN]

    def _is_office(self, filled: list[tuple[int, str]]) -> bool:
        """The row is about an office: its first words end like the name of one."""
        first = next((text for column, text in filled[:3] if not SERIAL.match(text)), "")
        return len(first) >= 4 and bool(OFFICE_NAME.search(first))

    def _cell(self, number: int, column: int, text: str, context: str, kind: str | None, table: int) -> bool:
        is_number = bool(self.numbers) and (number, column) in self.numbers
        doubtful = self._doubtful(column, text, context)
        known = self.judge(text, "" if doubtful and is_mobile(masking.plain(text)) else context, kind, is_number)
        placed = [CellHit(number, column, *one[2:6], table, one.places) for one in known]
        self._count(doubtful)
        if doubtful and placed and placed[0].kind is Kind.MOBILE:
            doubtful.mobiles += placed
            return True
        self.hits += placed
        if known and known[0].rule == "P-ID18":
            self.people.identity(number, text, table)
        if not known and kind in ("health", "minor", "birth", "family", "age", None, "plain"):
            self.people.note(number, column, text, kind, table)
        return bool(known)

    def _count(self, doubtful: _Doubtful | None) -> None:
        """One more figure of a doubtful column."""
        if doubtful:
            if not doubtful.figures:
                self.doubtful.append(doubtful)
            doubtful.figures += 1

    def _doubtful(self, column: int, text: str, head: str) -> _Doubtful | None:
        """The account of the column when its head, and no label before the cell, says what its figures are."""
        state = self.columns.get(column)
        if state is None or state.doubtful is None or state.head != head or not _FIGURE.match(text):
            return None
        return state.doubtful

    def _take_broken(self, number: int, filled: list[tuple[int, str]], short: list[tuple[int, str]]) -> None:
        """Numbers broken over cells of this row, or running on from the row above."""
        if len(short) > 1:
            self.hits += across(number, short, self._state)
        elif not short and not self.above:
            return
        if self.above and len(short) == len(filled) <= 3:
            self.hits += down(self.above, number, short, self._state)
        self.above = {column: (number, column, text) for column, text in short}

    def _state(self, column: int) -> tuple[str | None, int]:
        state = self.columns.get(column)
        return (state.field, state.table) if state else (None, 0)
