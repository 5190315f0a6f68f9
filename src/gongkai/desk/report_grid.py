"""The printed layout of the form with the grid's cells in it, for the desk's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongkai.law.forms import PrintedTable, load
from gongkai.law.forms.values import plain_number
from gongkai.reports.queries import GridCell


@dataclass(frozen=True, slots=True)
class Place:
    """One printed cell: fixed words, or a figure with what stands behind it."""

    text: str
    rowspan: int
    colspan: int
    header: bool
    indent: int
    vertical: bool
    key: str = ""
    where: str = ""
    computed: str = ""
    printed: str = ""
    zero: bool = False
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of the form, ready to be shown."""

    id: str
    title: str
    above: str
    wide: bool
    header: list[list[Place]]
    body: list[list[Place]]


def sheets_of(edition: str, cells: dict[str, GridCell], *, agency: str, year: int) -> list[Sheet]:
    """The tables of an edition in printing order, every figure in its place."""
    named = {"{agency}": agency, "{year}": str(year)}
    return [_sheet(table, cells, named) for table in load(edition).printed]


def _sheet(table: PrintedTable, cells: dict[str, GridCell], named: dict[str, str]) -> Sheet:
    title = table.title
    for mark, words in named.items():
        title = title.replace(mark, words)
    return Sheet(
        table.id,
        title,
        table.above,
        table.width > 4,
        [[_place(one, cells) for one in row] for row in table.header],
        [[_place(one, cells) for one in row] for row in table.body],
    )


def _place(one: Any, cells: dict[str, GridCell]) -> Place:
    frame = (one.rowspan, one.colspan, one.header, one.indent, one.vertical)
    if not one.key:
        return Place(one.text, *frame)
    cell = cells[one.key]
    errors = [finding for finding in cell.findings if finding.severity == "error"]
    kind = "bad" if errors else "warn" if cell.findings else "own" if cell.override else ""
    notes = [finding.message for finding in cell.findings]
    if cell.override:
        notes.insert(
            0, f"申报数{plain_number(cell.printed)}（计算数{plain_number(cell.computed)}）：{cell.override.reason}"
        )
    return Place(
        "",
        *frame,
        key=one.key,
        where=cell.place,
        computed=plain_number(cell.computed),
        printed=plain_number(cell.printed),
        zero=cell.printed == 0,
        kind=kind,
        note="；".join(notes),
    )
