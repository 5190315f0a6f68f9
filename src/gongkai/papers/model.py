"""One Paper: the value between every reader and every writer.

A reader turns a docx, pdf, html, xlsx, md or txt file into a :class:`Paper`; the writers turn a Paper into docx, pdf,
xlsx and html. A Paper is blocks in reading order. Nothing here knows a file format, a form or a report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stood in its file: 1-based page and line, sheet name for workbooks; ``None`` where unknown."""

    page: int | None = None
    line: int | None = None
    sheet: str | None = None


@dataclass(slots=True)
class Heading:
    """A heading; ``level`` 1 is a chapter (一、), 2 is （一）, 3 is 1."""

    text: str
    level: int = 1
    place: Place = field(default_factory=Place)


@dataclass(slots=True)
class Paragraph:
    """A run of body text. ``style``: body, title, subtitle, caption, note, signature, date, attachment."""

    text: str
    style: str = "body"
    place: Place = field(default_factory=Place)


@dataclass(slots=True)
class Cell:
    """One cell of a table as it is printed; ``text`` keeps blank, 0 and —— apart. Spans count grid cells, at least 1.

    ``number`` is the exact value where the cell is one (writers use it for real numbers in a workbook);
    ``formula`` an A1-style formula for xlsx, relative to the sheet it lands on, in which ``{key}`` stands for the
    address of the cell with that key in any table of the Paper; ``key`` the form's cell key; ``vertical`` a label whose
    characters stand under each other.
    """

    text: str
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    align: str = "left"
    number: object | None = None
    formula: str | None = None
    key: str = ""
    href: str = ""
    level: int = 0
    vertical: bool = False


@dataclass(slots=True)
class Table:
    """Rows of cells; a cell covered by a span is simply absent from its row (as in HTML).

    ``header_rows`` repeat after a page break; ``widths`` are relative column weights; ``name`` becomes the sheet name.
    """

    rows: list[list[Cell]]
    caption: str = ""
    header_rows: int = 1
    widths: list[float] = field(default_factory=list)
    name: str = ""
    unit: str = ""
    landscape: bool = False
    place: Place = field(default_factory=Place)

    def grid(self) -> list[list[Cell | None]]:
        """The table as a rectangle: a spanned cell stands in every place it covers, ``None`` where nothing is."""
        grid: list[list[Cell | None]] = []
        for r, row in enumerate(self.rows):
            while len(grid) <= r:
                grid.append([])
            c = 0
            for cell in row:
                while c < len(grid[r]) and grid[r][c] is not None:
                    c += 1
                for dr in range(cell.rowspan):
                    while len(grid) <= r + dr:
                        grid.append([])
                    line = grid[r + dr]
                    while len(line) < c + cell.colspan:
                        line.append(None)
                    for dc in range(cell.colspan):
                        line[c + dc] = cell
                c += cell.colspan
        width = max((len(line) for line in grid), default=0)
        for line in grid:
            line.extend([None] * (width - len(line)))
        return grid


@dataclass(slots=True)
class Series:
    """One series of a chart: a name and a value per label; ``None`` is "no figure", not zero."""

    name: str
    values: list[float | None]


@dataclass(slots=True)
class Chart:
    """A figure with its data; writers draw it and repeat the data as a table. ``kind``: bar, column or line."""

    title: str
    labels: list[str]
    series: list[Series]
    kind: str = "bar"
    unit: str = ""
    alt: str = ""
    place: Place = field(default_factory=Place)


@dataclass(slots=True)
class Figure:
    """One of at most four key figures that a web page shows below its title: number as printed, unit, name."""

    label: str
    value: str
    unit: str = ""
    href: str = ""


@dataclass(slots=True)
class PageBreak:
    """What follows begins on a new page."""

    place: Place = field(default_factory=Place)


@dataclass(slots=True)
class Contents:
    """The list of level-1 headings (with page numbers where there are pages) stands here."""

    title: str = "目录"
    place: Place = field(default_factory=Place)


Block = Heading | Paragraph | Table | Chart | PageBreak | Contents


@dataclass(slots=True)
class Paper:
    """A document. ``warnings`` are what a reader noticed (Chinese sentences); ``truncated`` that the end is missing."""

    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    author: str = ""
    date: str = ""
    language: str = "zh-CN"
    cover: list[Paragraph] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    source: str = ""
    format: str = ""
    pages: int | None = None
    truncated: bool = False
    warnings: list[str] = field(default_factory=list)

    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))

    def text(self) -> str:
        """All headings and paragraphs, one a line, tables left out."""
        return "\n".join(block.text for block in self.blocks if isinstance(block, Heading | Paragraph))
