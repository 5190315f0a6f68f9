"""A table in Word: fixed columns, real merged cells, a head that repeats, rows that stay whole, hairlines of 0.5 pt."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from gongkai.papers.model import Table
from gongkai.papers.writing.docx_xml import P, paragraph, text_runs, w
from gongkai.papers.writing.layout import (
    TOGETHER,
    Grid,
    Placed,
    alignment,
    even_margin,
    lay,
    single_line,
    table_size,
    widths,
)

TEXT_WIDTH, TURNED_WIDTH = 8844, 12756
"""Width of the type area in twips, upright (156 mm) and turned (225 mm)."""
PPR = w("pPr").tag
BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


def table_elements(table: Table, width: int) -> list[Any]:
    """Title, unit, table and a small distance below, as body elements; a table without cells leaves only its title."""
    grid = lay(table)
    elements = []
    if table.caption.strip():
        elements.append(paragraph("TableTitle", text_runs(table.caption.strip())))
    if table.unit.strip():
        elements.append(paragraph("TableUnit", text_runs(f"单位：{single_line(table.unit)}")))
    if grid.columns:
        small = w("spacing", before="0", after="0", line="130", lineRule="exact")
        above = [] if elements else [paragraph("Gap", properties=[w("keepNext"), small])]
        elements += [*above, _table(table, grid, width), paragraph("Gap")]
    return elements


def _table(table: Table, grid: Grid, width: int) -> Any:
    columns = _twips(widths(table, grid), width)
    inset = _inset(grid)
    borders = w("tblBorders", *(w(edge, val="single", sz="4", space="0", color="000000") for edge in BORDERS))
    properties = w(
        "tblPr",
        w("tblW", w=str(sum(columns)), type="dxa"),
        w("jc", val="center"),
        borders,
        w("tblLayout", type="fixed"),
        w("tblCellMar", w("left", w=str(inset), type="dxa"), w("right", w=str(inset), type="dxa")),
        w("tblLook", val="0620", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0", noHBand="1", noVBand="1"),
    )
    name = single_line(table.caption or table.name)
    if name:
        properties.append(w("tblCaption", val=name))
    element = w("tbl", properties, w("tblGrid", *(w("gridCol", w=str(column)) for column in columns)))
    size = int(table_size(grid) * 2)
    covering, kept = _covering(grid), _kept_rows(grid)
    for r in range(grid.rows):
        element.append(_row(covering[r], r, grid, columns, size, keep=r in kept))
    return element


def _inset(grid: Grid) -> int:
    return 80 if grid.columns <= 5 else 40


def _twips(shares: list[float], width: int) -> list[int]:
    """Whole twips that add up to the width exactly."""
    edges, total = [0], 0.0
    for share in shares:
        total += share
        edges.append(round(total * width))
    edges[-1] = width
    return [b - a for a, b in pairwise(edges)]


def _covering(grid: Grid) -> list[list[Placed]]:
    """For each row the placed cells that stand or reach into it, left to right."""
    rows: list[list[Placed]] = [[] for _ in range(grid.rows)]
    for item in grid.cells:
        for r in range(item.row, item.row + item.rowspan):
            rows[r].append(item)
    for row in rows:
        row.sort(key=lambda item: item.column)
    return rows


def _kept_rows(grid: Grid) -> set[int]:
    """Rows that stay on the page of the next one: those beside a label that spans a few rows, but for the last."""
    groups = [item for item in grid.cells if item.row >= grid.head and 1 < item.rowspan <= TOGETHER]
    return {r for item in groups for r in range(item.row, item.last_row)}


def _row(items: list[Placed], r: int, grid: Grid, columns: list[int], size: int, *, keep: bool) -> Any:
    marks = []
    if not any(len(item.cell.text) > 400 for item in items if item.rowspan == 1):
        marks.append(w("cantSplit"))
    if r < grid.head:
        marks.append(w("tblHeader"))
    row = w("tr")
    if marks:
        row.append(w("trPr", *marks))
    for item in items:
        cell = _cell(item, r, grid, columns, size)
        if keep:
            cell.find(f"{P}/{PPR}").insert(1, w("keepNext"))
        row.append(cell)
    return row


def _cell(item: Placed, r: int, grid: Grid, columns: list[int], size: int) -> Any:
    properties = w("tcPr", w("tcW", w=str(sum(columns[item.column : item.last_column + 1])), type="dxa"))
    if item.colspan > 1:
        properties.append(w("gridSpan", val=str(item.colspan)))
    if item.rowspan > 1:
        properties.append(w("vMerge", val="restart") if r == item.row else w("vMerge"))
    room = sum(columns[item.column : item.last_column + 1]) - 2 * _inset(grid)
    free = even_margin(item, grid, room / 20, size / 2) * 20
    if free:
        sides = str(round(free) + _inset(grid))
        properties.append(w("tcMar", w("left", w=sides, type="dxa"), w("right", w=sides, type="dxa")))
    if item.cell.vertical and item.rowspan > 1:
        properties.append(w("textDirection", val="tbRlV"))
    properties.append(w("vAlign", val="center"))
    style = f"TableHead{size}" if item.row < grid.head else f"TableText{size}"
    if r != item.row:
        return w("tc", properties, paragraph(style))
    direct = []
    if item.cell.level > 0:
        direct.append(w("ind", left=str(size * 10 * item.cell.level), firstLineChars="0", firstLine="0"))
    side = alignment(item, grid)
    if side != ("center" if item.row < grid.head else "left"):
        direct.append(w("jc", val=side))
    return w("tc", properties, paragraph(style, text_runs(item.cell.text), properties=direct))
