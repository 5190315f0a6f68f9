"""From a file to rows of cells with their places: the sheets of a workbook, the tables of a document, a CSV file."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from gongkai.findings import refuse
from gongkai.papers.model import Heading, Paper, Paragraph, Table
from gongkai.papers.reading import read
from gongkai.papers.reading.decoding import decode
from gongkai.papers.reading.limits import LIMITS, too_large, too_much
from gongkai.papers.reading.symbols import in_font

_LONGEST_CELL = 100_000
_CSV_COLUMNS = 300
#: A text that a spreadsheet would take for a formula is written with one ' before it; one is taken away again.
_GUARDED = re.compile(r"'+[=+\-@]")
GUARD = re.compile(r"'*[=+\-@]")
#: Boxes and ticks as the characters of their font; all that is left of them where the font was not kept.
_SYMBOLS = re.compile("[\uf020-\uf0ff]")


@dataclass(slots=True)
class GridCell:
    """The text in one place of the grid; ``column`` is where its cell begins, ``own`` whether it begins in this row."""

    text: str
    column: int
    own: bool = True


@dataclass(slots=True)
class Row:
    """A row of a sheet or table, or a line of text (``loose``)."""

    place: str
    cells: list[GridCell | None]
    number: int | None = None
    loose: bool = False

    def where(self, column: int, name: str) -> str:
        """``第3行“公开时限”栏（I3）``; the address in brackets where the file has such (``number``)."""
        address = f"（{_letter(column)}{self.number}）" if self.number else ""
        return f"{self.place}“{name}”栏{address}"

    @property
    def texts(self) -> list[str]:
        """Each cell that begins in this row and is not blank, once."""
        return [
            cell.text
            for index, cell in enumerate(self.cells)
            if cell is not None and cell.own and cell.column == index and cell.text
        ]


@dataclass(slots=True)
class Region:
    """What stands under each other: a sheet, or a whole document."""

    name: str
    rows: list[Row]


def tidy(text: str) -> str:
    """The text of a cell: each line without spaces at its ends and in doubles, no empty lines."""
    if _SYMBOLS.search(text):
        text = _SYMBOLS.sub(lambda sign: in_font(sign[0], "Wingdings"), text)
    lines = (" ".join(line.split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def regions(data: bytes, name: str) -> list[Region]:
    """The file's rows. CSV is told by its name, everything else by its content.

    :raises Refused: when the file cannot be read.
    """
    kind = name.lower().rpartition(".")[2]
    if kind in ("csv", "tsv", "txt") and not data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf")):
        if len(data) > LIMITS.text_bytes:
            raise too_large("CSV 文件" if kind != "txt" else "文本文件", len(data), LIMITS.text_bytes)
        text = decode(data).lstrip("\ufeff").replace("\x00", "")
        if kind != "txt" or "\t" in text[:20_000]:
            return [_of_csv(text)]
    paper = read(data, name=name)
    if paper.format == "xlsx":
        return _of_sheets(paper)
    return [_of_document(paper)]


def _of_csv(text: str) -> Region:
    first = "\n".join(text.split("\n", 40)[:40])
    separator = max(",\t;", key=first.count)
    rows: list[Row] = []
    cells = 0
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            cells += len(values)
            if cells > LIMITS.cells or len(values) > _CSV_COLUMNS:
                raise too_much("CSV 单元格过多")
            if any(len(value) > _LONGEST_CELL for value in values):
                raise csv.Error("cell too long")
            made: list[GridCell | None] = [GridCell(tidy(_unguarded(value)), c) for c, value in enumerate(values)]
            rows.append(Row(f"第{number}行", made, number))
    except csv.Error as error:
        raise refuse("broken-csv", "CSV 文件损坏：引号没有配对或一格过长，请用表格软件另存后再导入") from error
    for row in rows:
        row.loose = sum(1 for cell in row.cells if cell and cell.text) == 1 and bool(row.cells[0] and row.cells[0].text)
    return Region("", rows)


def _unguarded(value: str) -> str:
    return value[1:] if _GUARDED.match(value) else value


def _of_sheets(paper: Paper) -> list[Region]:
    found: dict[str, Region] = {}
    for block in paper.blocks:
        sheet = block.place.sheet or ""
        region = found.setdefault(sheet, Region(sheet, []))
        if isinstance(block, Paragraph):
            line = block.place.line
            region.rows.append(Row(f"工作表“{sheet}”第{line}行", [GridCell(tidy(block.text), 0)], line, loose=True))
        elif isinstance(block, Table):
            begin = block.place.line or 1
            region.rows += [
                Row(f"工作表“{sheet}”第{line}行", cells, line) for line, cells in enumerate(_grid(block), start=begin)
            ]
    return list(found.values())


def _of_document(paper: Paper) -> Region:
    region = Region("", [])
    tables = 0
    for block in paper.blocks:
        if isinstance(block, Paragraph | Heading):
            region.rows.append(Row("正文", [GridCell(tidy(block.text), 0)], loose=True))
        elif isinstance(block, Table):
            tables += 1
            front = f"第{tables}个表格"
            region.rows += [Row(f"{front}第{index}行", cells) for index, cells in enumerate(_grid(block), start=1)]
    return region


def _grid(table: Table) -> list[list[GridCell | None]]:
    """The grid of the table, each place with the column in which its cell begins and whether it begins in its row."""
    seen: dict[int, tuple[int, int]] = {}
    made = []
    for r, line in enumerate(table.grid()):
        row: list[GridCell | None] = []
        for c, cell in enumerate(line):
            if cell is None:
                row.append(None)
                continue
            top, left = seen.setdefault(id(cell), (r, c))
            row.append(GridCell(tidy(cell.text), left, own=top == r))
        made.append(row)
    return made


def _letter(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
