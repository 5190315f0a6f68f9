"""Reading a form's data file. The files are read once per process and are never written."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gongkai.law.forms.expression import expand
from gongkai.law.forms.model import Cell, Chapter, Column, Form, Pattern, Row, Table

EDITIONS = ("2014", "2019", "2021")
_YEARS = ((2014, 2018, "2014"), (2019, 2020, "2019"), (2021, 9999, "2021"))


def edition_for(year: int) -> str | None:
    """The edition a report on ``year`` has to use; ``None`` before 2014, when there was no national table."""
    return next((edition for first, last, edition in _YEARS if first <= year <= last), None)


@lru_cache(maxsize=len(EDITIONS))
def load(edition: str) -> Form:
    """The form of an edition (``"2014"``, ``"2019"``, ``"2021"``); ValueError for any other."""
    if edition not in EDITIONS:
        raise ValueError(f"没有“{edition}”版统计表，只有 2014、2019、2021 三版")
    text = Path(__file__).with_name(f"{edition}.toml").read_text(encoding="utf-8")
    return build_form(tomllib.loads(text))


def form_for(year: int) -> Form | None:
    """The form for a report year, or ``None`` where no national form applied."""
    edition = edition_for(year)
    return load(edition) if edition else None


def build_form(data: Mapping[str, Any]) -> Form:
    """A form from the content of its data file."""
    tables = tuple(_table(table) for table in data["table"])
    cells = {cell.key: cell for table in tables for cell in _cells(table)}
    return Form(
        edition=data["edition"],
        prefix=data["prefix"],
        name=data["name"],
        issued_by=data["issued_by"],
        first_year=data["first_year"],
        last_year=data.get("last_year"),
        mark=data["mark"],
        tables=tables,
        chapters=tuple(_chapter(chapter) for chapter in data.get("chapter", ())),
        patterns=tuple(_pattern(pattern, cells) for pattern in data.get("pattern", ())),
        cells=MappingProxyType(cells),
        rows=MappingProxyType({row.code: row for table in tables for row in table.rows}),
        source=MappingProxyType(dict(data)),
    )


def _table(data: Mapping[str, Any]) -> Table:
    columns = tuple(
        Column(**{**column, "aliases": tuple(column.get("aliases", ()))}) for column in data.get("columns", ())
    )
    rows: dict[str, Row] = {}
    for entry in data["rows"]:
        row = _row(entry, data["id"], rows)
        rows[row.code] = row
    return Table(
        id=data["id"],
        place=data["place"],
        caption=data["caption"],
        chapter=data.get("chapter"),
        corner=data.get("corner", ""),
        unit=data.get("unit", ""),
        rows=tuple(rows.values()),
        columns=columns,
    )


def _row(entry: Mapping[str, Any], table: str, above: Mapping[str, Row]) -> Row:
    """A row with its parent (the row whose code is one segment shorter) and its printed depth."""
    fields = dict(entry)
    indent = fields.pop("indent", None)
    parent = fields.pop("parent", None)
    if parent is None:
        shorter = fields["code"].rpartition(".")[0]
        parent = shorter if shorter in above else ""
    depth = above[parent].depth + 1 if parent else 0
    fields["aliases"] = tuple(fields.get("aliases", ()))
    return Row(table=table, parent=parent, depth=depth if indent is None else indent, **fields)


def _cells(table: Table) -> list[Cell]:
    cells = []
    for row in table.data_rows:
        if not table.columns:
            cells.append(Cell(row.code, table.id, row, None, row.unit, row.decimals))
        for column in table.columns:
            cells.append(_column_cell(table, row, column))
    return cells


def _column_cell(table: Table, row: Row, column: Column) -> Cell:
    unit = table.unit if column.unit is None else column.unit
    return Cell(f"{row.code}.{column.code}", table.id, row, column, unit, column.decimals, column.signed)


def _chapter(data: Mapping[str, Any]) -> Chapter:
    return Chapter(
        data["number"],
        data["title"],
        tuple(data.get("aliases", ())),
        tuple(data.get("blocks", ())),
        tuple(data.get("tables", ())),
    )


def _pattern(data: Mapping[str, Any], keys: Mapping[str, Cell]) -> Pattern:
    cells = tuple(key for reference in data["cells"] for key in expand(reference, keys))
    return Pattern(data["id"], data["name"], data["regex"], cells)
