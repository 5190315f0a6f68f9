"""Rows of one kind, from cells to values. Nothing here looks at the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from gongkai.findings import refuse
from gongkai.intake.books import Book, Formula, Sheet, SpreadsheetError
from gongkai.intake.headings import Head, Place, check_head, find_head
from gongkai.intake.kinds import BoundColumn, Kind
from gongkai.intake.problems import Problems, Spot
from gongkai.intake.values import BadValue, Choices, blank, fold, shown, ticked


@dataclass(slots=True)
class Row:
    """One line: where it stands, its values by column name, and in the end its record and what happened to it.

    References are words until they are looked up, then records' keys. ``bad`` rows are never written.
    """

    spot: Spot
    letters: Mapping[str, tuple[str, str]]
    values: dict[str, Any] = field(default_factory=dict)
    bad: bool = False
    agency: Any = None
    record: Any = None
    outcome: str = ""
    changed: set[str] = field(default_factory=set)

    def at(self, name: str = "") -> str:
        """The place of this row, or of its cell in the column called ``name``."""
        letter, heading = self.letters.get(name, ("", ""))
        return self.spot.at(letter, heading)


@dataclass
class Batch:
    """All rows of one kind in one import.

    ``undo`` takes back what is not in the database (files that were written), when the import does not take place.
    """

    kind: Kind
    problems: Problems
    rows: list[Row] = field(default_factory=list)
    columns: dict[str, BoundColumn] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    today: Any = None
    dry_run: bool = False
    undo: list[Callable[[], None]] = field(default_factory=list)

    def wrong(self, row: Row, name: str, message: str, code: str = "bad-value") -> None:
        """Name a problem of one cell (``name`` a column) or of the whole row (``name`` empty)."""
        row.bad = True
        self.problems.add(code, message, row.at(name))

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.bad]


def read_rows(batch: Batch, book: Book, *, wanted: str = "", given: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """Add the rows of a file to the batch.

    ``wanted`` limits to the sheets of that name (a workbook with a sheet for each kind); otherwise the sheets named
    like the kind are read, or when there are none, every sheet with its table head.

    :raises Refused: when no sheet of the file has the head of this kind.
    """
    batch.notes += book.notes
    heads = [(sheet, find_head(sheet, batch.kind)) for sheet in _chosen(book, batch.kind, wanted)]
    if not any(head for _, head in heads):
        columns = "、".join(f"“{column.heading}”" for column in batch.kind.bound if column.required)
        empty = not any(sheet.rows for sheet, _ in heads)
        what = "是空的" if empty else "没有找到表头"
        raise refuse("no-head", f"{what}。“{batch.kind.title}”表的第一行要有这些列名：{columns}", book.file)
    for sheet, head in heads:
        if head is None:
            if sheet.rows:
                batch.notes.append(f"{book.file} 工作表“{sheet.name}”没有这种表的表头，没有读取")
            continue
        _read_sheet(batch, sheet, head, given)


def _chosen(book: Book, kind: Kind, wanted: str) -> list[Sheet]:
    if wanted:
        return [sheet for sheet in book.sheets if sheet.name == wanted]
    names = {fold(name) for name in (kind.name, kind.title, *kind.aliases)}
    return [sheet for sheet in book.sheets if fold(sheet.name) in names] or book.sheets


def _read_sheet(batch: Batch, sheet: Sheet, head: Head, given: set[str]) -> None:
    known = dict(batch.kind.preamble(head.above)) if batch.kind.preamble else {}
    known = {name: value for name, value in known.items() if name not in {place.column.name for place in head.places}}
    check_head(head, sheet, batch.kind, batch.problems, given | set(known))
    batch.columns |= {place.column.name: place.column for place in head.places}
    batch.columns |= {column.name: column for column in batch.kind.every if column.name in known}
    letters = {place.column.name: (place.letter, place.heading) for place in head.places}
    filler = Filler(head.places)
    for number, cells in sheet.rows:
        if number > head.last_row:
            row = Row(Spot(sheet.file, sheet.name, number), letters, dict(known))
            filler.fill(batch, row, cells)
            batch.rows.append(row)


class Filler:
    """Turns the cells of one row into values; remembers the row above for merged cells."""

    def __init__(self, places: list[Place]) -> None:
        self.single = [place for place in places if place.tick is None]
        self.ticks: dict[str, list[Place]] = {}
        for place in places:
            if place.tick is not None:
                self.ticks.setdefault(place.column.name, []).append(place)
        self.above: dict[str, Any] = {}
        self.memory: dict[tuple[str, type, Any], Any] = {}

    def fill(self, batch: Batch, row: Row, cells: list[Any]) -> None:
        for place in self.single:
            cell = cells[place.index] if place.index < len(cells) else None
            column = place.column
            if column.fill_down:
                cell = self.above.get(column.name) if blank(cell) else cell
                self.above[column.name] = cell
            try:
                row.values[column.name] = self._value(column, cell)
            except BadValue as error:
                batch.wrong(row, column.name, str(error))
        for name, places in self.ticks.items():
            marked = [p for p in places if p.index < len(cells) and ticked(cells[p.index])]
            self._ticked(batch, row, name, marked)

    def _value(self, column: BoundColumn, cell: Any) -> Any:
        if isinstance(cell, SpreadsheetError):
            raise BadValue(f"这一格是错误值 {cell}，请先在表格软件里改好")
        if isinstance(cell, Formula):
            raise BadValue("这一格是公式，但文件里没有存计算结果；请用表格软件打开、保存一次再导入")
        if blank(cell):
            if column.required:
                raise BadValue("不能为空")
            return column.empty
        if isinstance(cell, str) and len(cell) > 60:
            return _validated(column, column.parser.parse(cell))
        # Choices, dates and names repeat: what was read once need not be read again.
        memo = (column.name, type(cell), cell)
        if memo not in self.memory:
            if len(self.memory) > 20_000:
                self.memory.clear()
            self.memory[memo] = _validated(column, column.parser.parse(cell))
        return self.memory[memo]

    def _ticked(self, batch: Batch, row: Row, name: str, marked: list[Place]) -> None:
        column = self.ticks[name][0].column
        values = [place.tick for place in marked]
        if isinstance(column.parser, Choices):
            row.values[name] = values
        elif len(values) > 1:
            words = "、".join(place.heading for place in marked)
            batch.wrong(row, name, f"只能勾选一项，这里勾了：{words}")
        elif not values and column.required:
            batch.wrong(row, name, "要勾选一项")
        else:
            row.values[name] = values[0] if values else column.empty


def _validated(column: BoundColumn, value: Any) -> Any:
    """The value, held against the validators of its field."""
    checked = isinstance(column.field, models.CharField | models.TextField | models.IntegerField)
    if checked and value not in (None, "") and not column.field.choices:  # type: ignore[union-attr]
        try:
            column.field.run_validators(value)  # type: ignore[union-attr]
        except ValidationError as error:
            raise BadValue(f"“{shown(value)}”不对：{'；'.join(error.messages)}") from None
    return value
