"""The printed layout of each table, worked out from its rows and the header in the form file.

A row of a layout holds only the cells that begin in it, as in HTML; spans cover the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gongkai.law.forms.model import Form, LayoutCell, PrintedTable, Row, Table

Line = tuple[LayoutCell, ...]


def printed_tables(form: Form) -> tuple[PrintedTable, ...]:
    """The printed tables of an edition in order."""
    entries: Any = form.source["printed"]
    return tuple(_printed(form, entry) for entry in entries)


def _printed(form: Form, entry: Mapping[str, Any]) -> PrintedTable:
    tables = [form.table(table_id) for table_id in entry["tables"]]
    body = _STYLES[entry["style"]](tables, entry)
    header = tuple(tuple(_head(*cell) for cell in line) for line in entry.get("header", ()))
    return PrintedTable(
        id=entry["id"],
        tables=tuple(entry["tables"]),
        title=entry.get("title", ""),
        above=entry.get("above", ""),
        header=header,
        body=body,
        width=sum(cell.colspan for cell in (header or body)[0]),
        widths=tuple(entry.get("widths", ())),
        foot=tuple(entry.get("foot", ())),
        foot_mark=entry.get("foot_mark", "verified"),
    )


def _head(text: str, rowspan: int = 1, colspan: int = 1) -> LayoutCell:
    return LayoutCell(text, rowspan=rowspan, colspan=colspan, header=True)


def _list(tables: list[Table], entry: Mapping[str, Any]) -> tuple[Line, ...]:
    """2014: label, unit, number; a heading prints its dash in both places."""
    dash = entry["dash"]
    lines = []
    for row in tables[0].rows:
        label = LayoutCell(row.label, header=True, indent=row.depth, align="left")
        if row.heading:
            lines.append((label, LayoutCell(dash), LayoutCell(dash)))
        else:
            lines.append((label, LayoutCell(row.unit), LayoutCell(key=row.code)))
    return tuple(lines)


def _blocks(tables: list[Table], entry: Mapping[str, Any]) -> tuple[Line, ...]:
    """Chapter two: each block a band with the article, a header line, its rows; the last column fills the width."""
    width = entry["width"]
    lines: list[Line] = []
    for table in tables:
        last = width - len(table.columns)
        spans = [1] * (len(table.columns) - 1) + [last]
        lines.append((_head(table.caption, 1, width),))
        heads = (_head(column.label, 1, span) for column, span in zip(table.columns, spans, strict=True))
        lines.append((_head(table.corner), *heads))
        for row in table.rows:
            numbers = (
                LayoutCell(key=f"{row.code}.{column.code}", colspan=span)
                for column, span in zip(table.columns, spans, strict=True)
            )
            lines.append((_head(row.label), *numbers))
    return tuple(lines)


def _tree(tables: list[Table], entry: Mapping[str, Any]) -> tuple[Line, ...]:
    """Chapter three: headings span the rows under them, labels fill what is left of the stub columns."""
    table, stub = tables[0], entry["stub"]
    rows = {row.code: row for row in table.rows}
    opened: list[LayoutCell] = []
    lines: list[Line] = []
    for row in table.rows:
        if row.heading:
            span = sum(1 for other in table.data_rows if _is_under(other, row.code, rows))
            opened.append(LayoutCell(row.label, rowspan=span, header=True, vertical=row.vertical, align="center"))
            continue
        label = LayoutCell(row.label, colspan=stub - row.depth, header=True, align="left")
        numbers = (LayoutCell(key=f"{row.code}.{column.code}") for column in table.columns)
        lines.append((*opened, label, *numbers))
        opened = []
    return tuple(lines)


def _is_under(row: Row, code: str, rows: Mapping[str, Row]) -> bool:
    while row.parent:
        if row.parent == code:
            return True
        row = rows[row.parent]
    return False


def _line(tables: list[Table], entry: Mapping[str, Any]) -> tuple[Line, ...]:
    """Chapter four: one line with every cell of the table."""
    return (tuple(LayoutCell(key=key) for key in tables[0].keys()),)  # noqa: SIM118 - Table is no mapping


_STYLES: dict[str, Callable[[list[Table], Mapping[str, Any]], tuple[Line, ...]]] = {
    "list": _list,
    "blocks": _blocks,
    "tree": _tree,
    "line": _line,
}
