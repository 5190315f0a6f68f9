"""Table four, 复议诉讼: fifteen figures under three groups of five headings, in whatever shape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gongkai.checks.report.recognise_forms import group_4, leaf_4
from gongkai.checks.report.recognise_rows import Value
from gongkai.checks.report.recognise_stream import Token, stream_groups
from gongkai.checks.report.recognise_words import is_blank, is_value
from gongkai.papers.model import Cell, Table

KEYS = tuple(f"{group}.{leaf}" for group in ("rev", "dir", "aft") for leaf in ("keep", "fix", "other", "pend", "tot"))


def four_from_grid(table: Table) -> dict[str, Value]:
    """``rev.keep`` to value; empty when the table is another one."""
    grid = table.grid()
    leaves = {leaf for row in table.rows for cell in row if (leaf := leaf_4([cell.text]))}
    if len(leaves - {"tot"}) < 3:
        return {}
    found: dict[str, Value] = {}
    loose: list[Value] = []
    seen: set[int] = set()
    head_rows = {r for r, row in enumerate(grid) if _leaves(row) > 1}
    head_columns = {c for c in range(len(grid[0])) if _leaves([row[c] for row in grid]) > 1}
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell is None or id(cell) in seen or not is_value(cell.text):
                continue
            if is_blank(cell.text) and (r in head_rows or c in head_columns):
                continue
            seen.add(id(cell))
            labels = _labels([grid[k][c] for k in range(r - 1, -1, -1)])
            beside = _labels([row[k] for k in range(c - 1, -1, -1)])
            leaf = leaf_4(labels) or leaf_4(_torn(labels)) or leaf_4(beside)
            if leaf is None:
                continue
            value = Value(
                cell.text, tuple(labels), table.place.line + r if table.place.line else None, table.place.page
            )
            group = group_4(labels) or group_4(beside)
            if group is not None:
                found.setdefault(f"{group}.{leaf}", value)
            loose.append(value)
    if len(found) == 15:
        return {key: found[key] for key in KEYS}
    if len(loose) == 15:
        return dict(zip(KEYS, loose, strict=True))
    return {key: found[key] for key in KEYS if key in found}


def _leaves(cells: Sequence[Cell | None]) -> int:
    """How many different cells of a row or column say 结果维持 and the like."""
    return len({id(cell) for cell in cells if cell is not None and leaf_4([cell.text])})


def _labels(cells: Sequence[Cell | None]) -> list[str]:
    """Texts that are no figures, each cell once."""
    texts: list[str] = []
    last: Cell | None = None
    for cell in cells:
        if cell is None or cell is last:
            continue
        last = cell
        if not is_value(cell.text):
            texts.append(cell.text)
    return texts


def _torn(labels: Sequence[str]) -> list[str]:
    """Each label with the one above it before it: a page break may cut 尚未审结 into 尚未 and 审结."""
    return [upper + lower for lower, upper in pairwise(labels)]


def four_from_stream(region: Sequence[Token]) -> dict[str, Value]:
    """The same from running text: fifteen figures in order, or five rows of three."""
    groups = stream_groups(list(region))
    values = [value for group in groups for value in group.values]
    if not values:
        return {}
    if len(groups) == 5 and all(len(group.values) == 3 for group in groups):
        leaves = [leaf_4([*group.pieces[::-1]]) for group in groups]
        if len(set(leaves)) == 5 and None not in leaves:
            return {
                f"{name}.{leaf}": group.values[place]
                for place, name in enumerate(("rev", "dir", "aft"))
                for leaf, group in zip(leaves, groups, strict=True)
            }
    filled = [value for value in values if not is_blank(value.text)]
    if len(values) != 15 and len(filled) == 15:
        return dict(zip(KEYS, filled, strict=True))
    while len(values) > 15 and is_blank(values[-1].text):
        values.pop()
    while len(values) > 15 and is_blank(values[0].text):
        values.pop(0)
    return dict(zip(KEYS, values, strict=True)) if len(values) == 15 else {}
