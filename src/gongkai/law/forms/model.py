"""What a form is made of: tables, rows, columns, cells, printed layouts, identities and sentence patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.law.forms.identities import Identity


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; ``code`` is the suffix of its cell keys, ``group`` the header above it.

    ``unit`` is ``None`` where the table's unit holds, and empty where the form names none.
    """

    code: str
    label: str
    group: str = ""
    unit: str | None = None
    decimals: bool = False
    signed: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def full_label(self) -> str:
        """The label with its group where the label alone is not clear: “其他” is “法人或其他组织—其他”."""
        return f"{self.group}—{self.label}" if self.group and self.label == "其他" else self.label


@dataclass(frozen=True, slots=True)
class Row:
    """One row. A heading prints no numbers. ``article``: articles of the 2019 regulation behind an outcome."""

    code: str
    label: str
    table: str
    parent: str = ""
    depth: int = 0
    heading: bool = False
    unit: str = ""
    group: str = ""
    article: str = ""
    article_mark: str = "derived"
    aliases: tuple[str, ...] = ()
    decimals: bool = False
    vertical: bool = False

    @property
    def kind(self) -> str:
        """``H`` for a heading, ``N`` for a row with numbers."""
        return "H" if self.heading else "N"

    @property
    def short_label(self) -> str:
        """The label without 其中： and without the note in brackets at its end."""
        return short_label(self.label)

    @property
    def full_label(self) -> str:
        return f"{self.group}—{self.label}" if self.group else self.short_label

    @property
    def names(self) -> tuple[str, ...]:
        """Every text that may stand for the row: official label, label without its note, aliases."""
        return tuple(dict.fromkeys((self.label, self.short_label, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Cell:
    """One numeric cell. ``label`` names it for a person; ``unit`` may be empty (采购总金额 of 2019)."""

    key: str
    table: str
    row: Row
    column: Column | None
    unit: str = ""
    decimals: bool = False
    signed: bool = False

    @property
    def label(self) -> str:
        if self.column is None:
            return self.row.short_label
        return f"{self.row.full_label}／{self.column.full_label}"


@dataclass(frozen=True, slots=True)
class Table:
    """An official table, or one block of the chapter-two table. ``place`` is how messages name it."""

    id: str
    place: str
    caption: str
    chapter: int | None = None
    corner: str = ""
    unit: str = ""
    rows: tuple[Row, ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def data_rows(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.heading)

    def keys(self) -> Iterator[str]:
        """Cell keys in printing order, row by row."""
        for row in self.data_rows:
            if not self.columns:
                yield row.code
            for column in self.columns:
                yield f"{row.code}.{column.code}"


@dataclass(frozen=True, slots=True)
class LayoutCell:
    """One printed cell: fixed ``text``, or the cell ``key`` whose number stands here. Spans count grid cells."""

    text: str = ""
    key: str = ""
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    indent: int = 0
    vertical: bool = False
    align: str = "center"


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table as the official file prints it; rows hold only the cells that begin there (as in HTML)."""

    id: str
    tables: tuple[str, ...]
    title: str
    above: str
    header: tuple[tuple[LayoutCell, ...], ...]
    body: tuple[tuple[LayoutCell, ...], ...]
    width: int
    widths: tuple[float, ...] = ()
    foot: tuple[str, ...] = ()
    foot_mark: str = "verified"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A fixed chapter of the report text."""

    number: int
    title: str
    aliases: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence that names a figure; ``cells`` added up are the figure. ``{n}`` in ``regex`` stands for a number."""

    id: str
    name: str
    regex: str
    cells: tuple[str, ...]

    def compiled(self, number: str = r"(?P<n>\d+(?:\.\d+)?)") -> re.Pattern[str]:
        """The pattern with ``number`` (a regular expression with the group ``n``) in place of ``{n}``."""
        return re.compile(self.regex.replace("{n}", number))


@dataclass(frozen=True)
class Form:
    """One edition of the official form, complete."""

    edition: str
    prefix: str
    name: str
    issued_by: str
    first_year: int
    last_year: int | None
    mark: str
    tables: tuple[Table, ...]
    chapters: tuple[Chapter, ...]
    patterns: tuple[Pattern, ...]
    cells: Mapping[str, Cell]
    rows: Mapping[str, Row]
    source: Mapping[str, object] = field(repr=False)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every cell key, in printing order."""
        return tuple(self.cells)

    @cached_property
    def identities(self) -> tuple[Identity, ...]:
        """Every identity of one sheet (and the year before), expanded over its columns or rows and compiled."""
        from gongkai.law.forms.identities import build

        return build(self, "sheet")

    @cached_property
    def roll_up_identities(self) -> tuple[Identity, ...]:
        """The identities between a roll-up and its parts (C-14), one per cell."""
        from gongkai.law.forms.identities import build

        return build(self, "roll_up")

    @cached_property
    def printed(self) -> tuple[PrintedTable, ...]:
        """The printed tables in order: ``S14``, or ``2``, ``3`` and ``4``."""
        from gongkai.law.forms.layout import printed_tables

        return printed_tables(self)

    def table(self, table_id: str) -> Table:
        """The table or block with this id (``S14``, ``2.1`` … ``4``); KeyError when there is none."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise KeyError(table_id)

    def printed_table(self, printed_id: str) -> PrintedTable:
        """The printed table ``S14``, ``2``, ``3`` or ``4``; KeyError when there is none."""
        for printed in self.printed:
            if printed.id == printed_id:
                return printed
        raise KeyError(printed_id)

    def place(self, key: str) -> str:
        """Where a cell stands, for a person: “第三章表，（一）予以公开，自然人列”."""
        cell = self.cells[key]
        table = self.table(cell.table)
        column = f"，{cell.column.full_label}列" if cell.column else ""
        return f"{table.place}，{cell.row.full_label}{column}"

    def expand(self, reference: str) -> tuple[str, ...]:
        """The cell keys a reference names: ``R21.3.3.3.[1..8].tot``, ``S14.3.3.4.[a..f]``, ``R21.3.*``."""
        from gongkai.law.forms.expression import expand

        return expand(reference, self.cells)


_NOTE = re.compile(r"\s*[（(][^（）()]*[）)]\s*$")
_DROP = re.compile(r"[\s“”\"'‘’「」『』〝〞＂,，、。.．:：;；()（）\[\]【】〔〕]+")


def short_label(label: str) -> str:
    """A label without 其中： and without a note in brackets at its end."""
    return _NOTE.sub("", label.removeprefix("其中：")) or label


def normal_label(text: str) -> str:
    """A label reduced for comparison: no spaces, quotes, brackets, commas or stops; full-width letters narrowed."""
    narrow = "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in text)
    return _DROP.sub("", narrow)
