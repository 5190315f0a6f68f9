"""What every writer needs to know of a Paper before it sets a line: clean text, placed cells, column widths, parts.

Characters that no file format may carry are taken out here and nowhere else; tables are laid on a full grid here, so
that a table with holes or overlapping spans cannot break a writer.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.papers.model import Block, Cell, Chart, Contents, Heading, PageBreak, Paper, Paragraph, Table

# Control characters but tab and line feed, surrogates, non-characters: XML 1.0 allows none of them.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef]|[\ufffe\uffff]")
# Direction marks and overrides turn printed text around without a trace; the others are invisible and belong nowhere.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_DATE = re.compile(r"(\d{4})\s*(?:年|-|/|\.)\s*(\d{1,2})\s*(?:月|-|/|\.)\s*(\d{1,2})")

TOGETHER = 8
"""Rows beside one label that stay on one page; a longer group may run over."""

EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def clean(text: str) -> str:
    """The text without what XML forbids and without invisible direction marks; every line break becomes one ``\\n``."""
    text = _BREAKS.sub("\n", text)
    text = _INVISIBLE.sub("", _ILLEGAL.sub("", text))
    if any(ord(char) > 0xFFFF for char in text):  # U+nFFFE and U+nFFFF of every plane
        text = "".join(char for char in text if ord(char) & 0xFFFE != 0xFFFE)
    return text.replace("\t", " ")


def single_line(text: str) -> str:
    """Clean text on one line: for titles, names and attributes."""
    return " ".join(clean(text).split())


def lines_of(text: str) -> list[str]:
    """Clean text as its lines; at least one, maybe empty."""
    return clean(text).split("\n")


def em(text: str) -> float:
    """The width of a line in full-width characters: Han and full-width 1, Latin and figures one half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def timestamp(paper: Paper, created: datetime.datetime | None = None) -> datetime.datetime:
    """The moment a file says it was made: ``created``, else the Paper's date at noon UTC, else a fixed day.

    Never the clock: the same Paper gives the same bytes. Noon UTC lies on the same day in China.
    """
    if created is not None:
        return created if created.tzinfo else created.replace(tzinfo=datetime.UTC)
    found = _DATE.search(unicodedata.normalize("NFKC", paper.date))
    if found:
        try:
            return datetime.datetime(*map(int, found.groups()), 12, tzinfo=datetime.UTC)  # type: ignore[misc,arg-type]
        except ValueError:
            pass
    return EPOCH


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with its place: 0-based row and column, spans clipped to the table."""

    cell: Cell
    row: int
    column: int
    rowspan: int
    colspan: int

    @property
    def last_row(self) -> int:
        return self.row + self.rowspan - 1

    @property
    def last_column(self) -> int:
        return self.column + self.colspan - 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table laid on a full rectangle: every place belongs to exactly one placed cell, in reading order.

    ``head`` rows repeat after a page break; a header cell that reaches lower takes its rows along.
    """

    rows: int
    columns: int
    head: int
    cells: tuple[Placed, ...]

    def by_row(self) -> list[list[Placed]]:
        """The cells that begin in each row, left to right."""
        lines: list[list[Placed]] = [[] for _ in range(self.rows)]
        for placed in self.cells:
            lines[placed.row].append(placed)
        return lines


def lay(table: Table) -> Grid:
    """Lay a table on its grid: spans that overlap or leave the table are cut, holes become blank cells."""
    rows = len(table.rows)
    taken: list[dict[int, bool]] = [{} for _ in range(rows)]
    placed: list[Placed] = []
    for r, row in enumerate(table.rows):
        c = 0
        for cell in row:
            while c in taken[r]:
                c += 1
            width = 1
            while width < max(1, cell.colspan) and c + width not in taken[r]:
                width += 1
            height = 1
            while height < min(max(1, cell.rowspan), rows - r) and not any(
                c + k in taken[r + height] for k in range(width)
            ):
                height += 1
            for dr in range(height):
                for dc in range(width):
                    taken[r + dr][c + dc] = True
            placed.append(Placed(cell, r, c, height, width))
            c += width
    columns = max((max(line) + 1 for line in taken if line), default=0)
    for r, line in enumerate(taken):
        placed.extend(Placed(Cell(""), r, c, 1, 1) for c in range(columns) if c not in line)
    placed.sort(key=lambda item: (item.row, item.column))
    head = min(max(table.header_rows, 0), rows)
    grown = True
    while grown:
        low = max((item.last_row + 1 for item in placed if item.row < head), default=head)
        grown, head = low > head, max(low, head)
    if head >= rows:  # a table that is all head has nothing to repeat above
        head = 0
    return Grid(rows, columns, head, tuple(placed))


def widths(table: Table, grid: Grid) -> list[float]:
    """Column widths as shares of 1: the table's own weights, else weighed by what the cells hold.

    A column is as wide as its longest cell wants, between 2.5 and 26 characters, so that figures stay narrow and labels
    get the room; the words of a spanning cell are shared out among its columns.
    """
    if len(table.widths) == grid.columns and all(w > 0 for w in table.widths):
        total = sum(table.widths)
        return [w / total for w in table.widths]
    want = [2.5] * grid.columns
    for item in grid.cells:
        if item.cell.vertical or item.colspan > 1:
            continue
        longest = max((em(line) for line in lines_of(item.cell.text)), default=0.0) + 0.8 * item.cell.level
        if item.row < grid.head or item.rowspan > 1:
            longest = min(longest / 2 + 1, 8)
        want[item.column] = max(want[item.column], min(longest + 1, 26))
    for item in grid.cells:
        if item.colspan > 1:
            have = sum(want[item.column : item.last_column + 1])
            need = min(max(em(line) for line in lines_of(item.cell.text)) / 2, 26)
            if need > have:
                for c in range(item.column, item.last_column + 1):
                    want[c] += (need - have) / item.colspan
    total = sum(want) or 1.0
    return [w / total for w in want]


def table_size(grid: Grid) -> float:
    """Type size of a table in points: 小四 for few columns, 五号 for more, 小五 for the widest."""
    if grid.columns <= 5:
        return 12.0
    return 10.5 if grid.columns <= 10 else 9.0


def even_margin(item: Placed, grid: Grid, width: float, size: float) -> float:
    """Points to keep free on each side of a head cell ``width`` points wide, so that its lines come out equally long.

    商业企业 in a column of three characters then breaks as 商业／企业, not as 商业企／业.
    """
    text = clean(item.cell.text).strip()
    if item.row >= grid.head or not text or "\n" in text or em(text) > 12 or item.cell.vertical:
        return 0.0
    room = int(width / size)
    lines = math.ceil(em(text) / room) if room else 0
    each = math.ceil(em(text) / lines) if lines else 0
    return max((width - (each + 0.2) * size) / 2, 0.0) if lines > 1 else 0.0


def is_number(cell: Cell) -> bool:
    """Whether the cell stands for a figure: it has an exact number or a key of the form."""
    return cell.number is not None or bool(cell.key)


def is_zero(cell: Cell) -> bool:
    """Whether a cell prints nothing but zero (``0``, ``0.00``)."""
    text = cell.text.strip()
    return bool(text) and set(text) <= set("0.") and "0" in text


def alignment(item: Placed, grid: Grid) -> str:
    """left, center or right. In the head everything but long remarks is centred; else what the cell says."""
    if item.row < grid.head:
        return "center"
    return item.cell.align if item.cell.align in ("left", "center", "right") else "left"


@dataclass(frozen=True, slots=True)
class Parts:
    """A Paper cut where its pages change: cover, front matter up to the contents, text.

    ``front`` is empty or ends with the :class:`Contents`; page numbers begin with 1 on the first page of ``body``.
    """

    cover: tuple[Paragraph, ...]
    front: tuple[Block, ...]
    body: tuple[Block, ...]


def parts(paper: Paper) -> Parts:
    """Cut the Paper; breaks at the edges and repeated breaks are dropped, so no blank page arises.

    A Paper without a cover and without a title paragraph gets its ``title`` as the first line of the text.
    """
    blocks = list(paper.blocks)
    front: list[Block] = []
    for i, block in enumerate(blocks):
        if isinstance(block, Heading | Table | Chart):
            break
        if isinstance(block, Contents):
            front, blocks = blocks[: i + 1], blocks[i + 1 :]
            break
    titled = any(isinstance(b, Paragraph) and b.style == "title" for b in [*front, *blocks])
    if paper.title and not paper.cover and not titled:
        blocks.insert(0, Paragraph(paper.title, "title"))
    return Parts(tuple(paper.cover), tuple(_without_idle_breaks(front)), tuple(_without_idle_breaks(blocks)))


def _without_idle_breaks(blocks: Sequence[Block]) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, PageBreak) and (not kept or isinstance(kept[-1], PageBreak)):
            continue
        kept.append(block)
    while kept and isinstance(kept[-1], PageBreak):
        kept.pop()
    return kept


def page_runs(blocks: Iterable[Block]) -> list[tuple[bool, list[Block]]]:
    """The blocks in runs of upright and turned pages: ``(turned, blocks)``.

    Each wide table has a turned run of its own; the headings right before it turn with it.
    """
    runs: list[tuple[bool, list[Block]]] = []
    for block in blocks:
        turned = isinstance(block, Table) and block.landscape
        if not runs or turned or runs[-1][0]:
            if isinstance(block, PageBreak):
                continue
            heads = _headings_at_end(runs[-1][1]) if turned and runs and not runs[-1][0] else []
            if runs and not runs[-1][1]:
                runs.pop()
            runs.append((turned, heads))
        runs[-1][1].append(block)
    return runs


def _headings_at_end(blocks: list[Block]) -> list[Block]:
    """Take the headings off the end of a run (with the page break before them, which the turned page makes idle)."""
    start = len(blocks)
    while start and isinstance(blocks[start - 1], Heading):
        start -= 1
    heads = blocks[start:]
    if heads and start and isinstance(blocks[start - 1], PageBreak):
        start -= 1
    del blocks[start:]
    return heads


def contents_entries(paper: Paper) -> list[Heading]:
    """The level-1 headings of the Paper's text, in order: what a list of contents holds. Empty ones are no entries."""
    return [b for b in paper.blocks if isinstance(b, Heading) and b.level <= 1 and single_line(b.text)]


def signing_indents(signature: str, date: str) -> tuple[float, float]:
    """Free characters right of 署名 and of the date below it (GB/T 9704—2012, unsealed).

    署名 keeps two free; the date begins two characters right of where 署名 begins. Where the date is the longer of the
    two, the date keeps two free and 署名 moves left.
    """
    s, d = em(signature), em(date)
    if d > s:
        return d + 4 - s, 2.0
    return 2.0, max(s - d, 0.0)


def describe(chart: Chart) -> str:
    """A chart in words, for those who do not see it: its own text, else title, then every figure with its unit."""
    if chart.alt:
        return single_line(chart.alt)
    sentences = []
    for series in chart.series:
        figures = [
            f"{single_line(label)}{number_text(value)}{single_line(chart.unit)}"
            if value is not None
            else f"{single_line(label)}无数据"
            for label, value in zip(chart.labels, series.values, strict=False)
        ]
        name = f"{single_line(series.name)}：" if len(chart.series) > 1 and series.name else ""
        sentences.append(name + "，".join(figures))
    return f"{single_line(chart.title)}。{'；'.join(sentences)}。" if sentences else single_line(chart.title)


def number_text(value: float) -> str:
    """A figure as printed on a chart: no trailing zeros, a comma for thousands from 10,000."""
    rounded = round(float(value), 4)
    if rounded == int(rounded):
        rounded = int(rounded)
    return f"{rounded:,}" if abs(rounded) >= 10000 else f"{rounded}"
