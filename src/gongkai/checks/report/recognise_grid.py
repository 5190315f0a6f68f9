"""Groups out of a ruled table: every figure with the labels beside it and the headings above it, either way round."""

from __future__ import annotations

from collections.abc import Callable

from gongkai.checks.report.recognise_rows import Group, Value
from gongkai.checks.report.recognise_words import is_blank, is_value, split_label
from gongkai.papers.model import Cell, Table

Grid = list[list[Cell | None]]
Heads = list[list[tuple[str, ...]]]
#: Texts that stand between a label and its figure without being part of either.
UNITS = frozenset({"条", "件", "次", "篇", "个", "人", "人次", "万元", "元", "单位", "项", "——", "册", "场"})


def turn(grid: Grid) -> Grid:
    """Rows become columns."""
    return [[row[c] for row in grid] for c in range(len(grid[0]))] if grid else []


def grid_groups(table: Table, grid: Grid, source: int, is_row: Callable[[str], bool], turned: bool) -> list[Group]:
    """The rows of ``grid`` as groups, panel by panel where tables stand side by side.

    ``is_row`` tells whether a reduced label names a row of an official table; columns that hold such labels are label
    columns, and what stands between two runs of them are the figures of the first.
    """
    if not grid:
        return []
    plain = [
        [cell is not None and is_value(cell.text) and not (is_blank(cell.text) and cell.rowspan > 3) for cell in row]
        for row in grid
    ]
    panels = _panels(grid, plain, is_row)
    heads = _heads(grid, plain)
    groups: list[Group] = []
    for start, labels_end, end in panels:
        for r, row in enumerate(grid):
            pieces = _pieces(row[start:labels_end], plain[r][start:labels_end])
            values = _values(table, grid, plain, heads, r, range(labels_end, end), turned)
            if values and (pieces or any(not is_blank(value.text) for value in values)):
                groups.append(Group(pieces, values, source=source, order=len(groups)))
    return groups


def _panels(grid: Grid, plain: list[list[bool]], is_row: Callable[[str], bool]) -> list[tuple[int, int, int]]:
    """(first label column, first figure column, end) of each panel, from left to right."""
    width = len(grid[0])
    labelled = []
    for c in range(width):
        texts = {cell.text for r, row in enumerate(grid) if (cell := row[c]) is not None and not plain[r][c]}
        labelled.append(any(is_row(split_label(text)[1]) for text in texts))
    panels: list[tuple[int, int, int]] = []
    c = start = 0
    while c < width:
        if not labelled[c]:
            c += 1
            continue
        end = c
        while end < width and labelled[end]:
            end += 1
        panels.append((start, end, width))
        if len(panels) > 1:
            first, middle, _ = panels[-2]
            panels[-2] = (first, middle, c)
            panels[-1] = (c, end, width)
        c = start = end
    return panels or [(0, 0, width)]


def _pieces(row: list[Cell | None], plain: list[bool]) -> list[str]:
    """Labels from outer to inner, each once, units left out."""
    pieces: list[str] = []
    last: Cell | None = None
    for cell, figure in zip(row, plain, strict=True):
        if cell is None or cell is last or figure:
            continue
        last = cell
        text = cell.text.strip()
        if text and "".join(text.split()) not in UNITS:
            pieces.append(text)
    return pieces


def _values(
    table: Table, grid: Grid, plain: list[list[bool]], heads: Heads, r: int, columns: range, turned: bool
) -> list[Value]:
    values: list[Value] = []
    last: Cell | None = None
    for c in columns:
        cell = grid[r][c]
        if cell is None or cell is last or not plain[r][c]:
            continue
        last = cell
        row = c if turned else r
        line = table.place.line + row if table.place.line else None
        values.append(Value(cell.text, heads[r][c], line, table.place.page))
    return values


def _heads(grid: Grid, plain: list[list[bool]]) -> Heads:
    """For every place the texts above it, from near to far, figures skipped, a dozen at most."""
    heads: Heads = []
    above: list[tuple[str, ...]] = [()] * len(grid[0])
    last: list[Cell | None] = [None] * len(grid[0])
    for r, row in enumerate(grid):
        heads.append(list(above))
        for c, cell in enumerate(row):
            if cell is None or cell is last[c]:
                continue
            last[c] = cell
            if not plain[r][c] and cell.text.strip():
                above[c] = (cell.text.strip(), *above[c][:11])
    return heads
