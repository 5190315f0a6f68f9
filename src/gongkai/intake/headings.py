"""Finding the table head, and which column of the sheet holds which column of the kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from gongkai.intake.books import Sheet
from gongkai.intake.kinds import BoundColumn, Kind
from gongkai.intake.problems import Problems, Spot
from gongkai.intake.registry import similar
from gongkai.intake.values import blank, fold, shown

SEARCHED_ROWS = 30


@dataclass(frozen=True, slots=True)
class Place:
    """One column of the sheet: its place from 0, the heading printed there, the ticked value of a sub-column."""

    index: int
    heading: str
    column: BoundColumn
    tick: Any = None

    @property
    def letter(self) -> str:
        return get_column_letter(self.index + 1)


@dataclass
class Head:
    """A recognised table head. ``last_row`` is the number of its last row; ``above`` the texts over it."""

    last_row: int
    places: list[Place] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


def _word(cell: Any) -> str:
    """A heading as it is compared: without spaces, width, marks of required columns and remarks."""
    word = fold(str(cell))
    return re.sub(r"[*:]|\((?:必填|选填|可不填|可选)\)", "", word)


def _words(kind: Kind) -> dict[str, BoundColumn]:
    words: dict[str, BoundColumn] = {}
    for column in kind.bound:
        for name in (column.heading, *column.aliases, column.name):
            words.setdefault(_word(name), column)
            short = re.sub(r"\(.*\)$", "", _word(name))  # 金额（元） may be written 金额
            words.setdefault(short, column)
    return words


def find_head(sheet: Sheet, kind: Kind) -> Head | None:
    """The row of the first thirty with most known headings, if it has at least two (or all there are)."""
    words = _words(kind)
    best, most = None, 0
    for order, (_, cells) in enumerate(sheet.rows[:SEARCHED_ROWS]):
        known = len({words[_word(cell)].name for cell in cells if not blank(cell) and _word(cell) in words})
        if known > most:
            best, most = order, known
    if best is None or most < min(2, len(kind.bound)):
        return None
    return _head(sheet, kind, best)


def _head(sheet: Sheet, kind: Kind, order: int) -> Head:
    number, top = sheet.rows[order]
    head = Head(number, above=[shown_line(cells) for _, cells in sheet.rows[:order]])
    below = sheet.rows[order + 1][1] if order + 1 < len(sheet.rows) else []
    ticks = _ticks(kind)
    under = {i: _word(cell) for i, cell in enumerate(below) if not blank(cell)}
    over = {_word(cell) for cell in top if not blank(cell)}
    # A second row of headings: its filled cells are all sub-headings, each under a blank cell or its own group's.
    second = bool(under) and all(
        word in ticks and (i >= len(top) or blank(top[i]) or _word(top[i]) in _tick_heads(kind))
        for i, word in under.items()
    )
    words = _words(kind)
    if second:
        head.last_row = sheet.rows[order + 1][0]
    for index in range(max(len(top), len(below) if second else 0)):
        cell = top[index] if index < len(top) else None
        if second and index in under:
            column, value = ticks[under[index]]
            head.places.append(Place(index, str(below[index]).strip(), column, value))
        elif not blank(cell) and _word(cell) not in words and _word(cell) in ticks and not over & _tick_heads(kind):
            column, value = ticks[_word(cell)]
            head.places.append(Place(index, str(cell).strip(), column, value))
        elif not blank(cell) and (found := words.get(_word(cell))) is not None:
            head.places.append(Place(index, str(cell).strip(), found))
    return head


def _ticks(kind: Kind) -> dict[str, tuple[BoundColumn, Any]]:
    return {_word(name): (column, value) for column in kind.bound for name, value in column.ticks.items()}


def _tick_heads(kind: Kind) -> set[str]:
    return {_word(name) for column in kind.bound if column.ticks for name in (column.heading, *column.aliases)}


def shown_line(cells: list[Any]) -> str:
    return " ".join(str(cell).strip() for cell in cells if not blank(cell))


def check_head(head: Head, sheet: Sheet, kind: Kind, problems: Problems, given: set[str]) -> None:
    """Unknown, missing, double and nameless columns, each named. ``given`` are columns whose value is known anyway."""
    spot = Spot(sheet.file, sheet.name, head.last_row)
    taken = {place.index: place for place in head.places}
    missing = _missing(head, kind, given)
    two_rows = any(place.tick is not None for place in head.places)
    tops = [row for number, row in sheet.rows if head.last_row - int(two_rows) <= number <= head.last_row]
    for row in tops:
        for index, cell in enumerate(row):
            if not blank(cell) and index not in taken:
                near = similar(str(cell), [column.heading for column in kind.bound])
                problems.add(
                    "unknown-column",
                    f"不认识“{shown(cell)}”这一列{near}",
                    spot.at(get_column_letter(index + 1), shown(cell)),
                )
    seen: dict[tuple[str, str], Place] = {}
    for place in head.places:
        name = (place.column.name, "" if place.tick is None else str(place.tick))
        if (first := seen.get(name)) is not None:
            problems.add(
                "double-column",
                f"“{place.heading}”和{first.letter}列“{first.heading}”是同一列，只能有一列",
                spot.at(place.letter, place.heading),
            )
        seen[name] = place
    for column in missing:
        problems.add("missing-column", f"缺少“{column.heading}”这一列", spot.at())
    _nameless(sheet, head, taken, problems)


def _missing(head: Head, kind: Kind, given: set[str]) -> list[BoundColumn]:
    there = {place.column.name for place in head.places} | given
    return [column for column in kind.bound if column.required and column.name not in there]


def _nameless(sheet: Sheet, head: Head, taken: dict[int, Place], problems: Problems) -> None:
    """A column without a heading but with something in it would be dropped without a word."""
    told: set[int] = set()
    headed = {i for number, row in sheet.rows if number <= head.last_row for i, c in enumerate(row) if not blank(c)}
    for number, cells in sheet.rows:
        if number <= head.last_row:
            continue
        for index, cell in enumerate(cells):
            if index not in taken and index not in headed and index not in told and not blank(cell):
                told.add(index)
                place = Spot(sheet.file, sheet.name, number).at() + f"{get_column_letter(index + 1)}列"
                problems.add("nameless-column", f"这里有内容“{shown(cell)}”，但这一列没有列名", place)
