"""A Paper as a workbook: a sheet per table with merged cells, exact numbers, identities as formulas, ready to print.

Text is always text: a cell that begins with = + - @ stays a string. Only :attr:`Cell.formula` becomes a formula, and
its computed value (the cell's number) is stored beside it, so that every reader sees the same figure.
"""

from __future__ import annotations

import datetime
import io
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from gongkai.papers.model import Cell, Chart, Heading, Paper, Paragraph, Table
from gongkai.papers.writing import charts
from gongkai.papers.writing.layout import (
    Grid,
    alignment,
    clean,
    em,
    lay,
    lines_of,
    single_line,
    timestamp,
    widths,
)

if TYPE_CHECKING:
    import xlsxwriter

_log = logging.getLogger(__name__)
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
FACE, HEAD_FACE = "宋体", "黑体"
UPRIGHT, WIDE, TEXT_COLUMN = 84.0, 128.0, 74.0
"""Characters across a sheet upright, turned, and of running text (which fits the page without being made smaller)."""
MOST_TEXT = 32000
"""A workbook's cell holds 32,767 characters; longer paragraphs go on in the next row."""


def sum_of(keys: Iterable[str], minus: Iterable[str] = ()) -> str:
    """The formula that adds the cells with these keys and takes away the others: ``={a}+{b}-{c}``."""
    plus = "+".join(f"{{{key}}}" for key in keys)
    return "=" + plus + "".join(f"-{{{key}}}" for key in minus)


def formula_of(expression: str, is_key: Callable[[str], bool]) -> str:
    """An expression in cell keys (``R21.3.1.np + R21.3.2.np``) as a formula with placeholders.

    ``is_key`` tells a key from a function name or a number.
    """
    words = re.sub(r"[A-Za-z][\w.]*", lambda m: f"{{{m[0]}}}" if is_key(m[0]) else m[0], expression)
    return words if words.startswith("=") else f"={words}"


def write_xlsx(paper: Paper, *, created: datetime.datetime | None = None) -> bytes:
    """The Paper as .xlsx: its tables a sheet each, then 图表数据 with native charts, then its text in 说明."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    moment = timestamp(paper, created).astimezone(datetime.UTC).replace(tzinfo=None)
    book.set_properties(
        {
            "title": single_line(paper.title)[:255],
            "author": single_line(paper.author)[:255],
            "created": moment,
        }
    )
    book.set_calc_mode("auto")
    writer = _Workbook(book)
    tables = [(table, lay(table)) for table in paper.tables()]
    tables = [(table, grid) for table, grid in tables if grid.columns]
    for number, (table, grid) in enumerate(tables, 1):
        writer.announce(table, grid, number)
    for (table, grid), name in zip(tables, writer.names, strict=True):
        writer.table(table, grid, name)
    figures = [block for block in paper.blocks if isinstance(block, Chart) and charts.has_data(block)]
    if figures:
        writer.figures(figures)
    writer.text(paper)
    book.close()
    return buffer.getvalue()


def _cut(text: str, units: int) -> str:
    """At most so many UTF-16 units, which is how a workbook measures the name of a sheet."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _words(text: str) -> str:
    """The name of a chart or series as words, even where it looks like a reference to a cell (``表!A1``)."""
    return _cut(single_line(text), 255).replace("!", "！")


@dataclass
class _Workbook:
    """One workbook: sheet names taken, addresses of keyed cells, formats made."""

    book: xlsxwriter.Workbook
    names: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=lambda: {"history"})
    addresses: dict[str, tuple[str, str]] = field(default_factory=dict)
    formats: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def style(self, **properties: Any) -> Any:
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            base = {"font_name": FACE, "font_size": 11, "valign": "vcenter", "text_wrap": True}
            self.formats[key] = self.book.add_format(base | properties)
        return self.formats[key]

    def sheet_name(self, wanted: str) -> str:
        """A name the workbook accepts: at most 31 characters, none of []:*?/\\, not taken yet."""
        base = _cut(_FORBIDDEN.sub(" ", single_line(wanted)).strip(" '"), 31).strip(" '") or "表"
        name, number = base, 2
        while name.casefold() in self.taken:
            tail = f"（{number}）"
            name, number = _cut(base, 31 - len(tail)) + tail, number + 1
        self.taken.add(name.casefold())
        return name

    def announce(self, table: Table, grid: Grid, number: int) -> None:
        """Give the table its sheet and note where its keyed cells will stand."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        name = self.sheet_name(table.name or table.caption or f"表{number}")
        self.names.append(name)
        top = _top(table)
        for item in grid.cells:
            if item.cell.key:
                address = xl_rowcol_to_cell(item.row + top, item.column)
                self.addresses.setdefault(item.cell.key, (name, address))

    def table(self, table: Table, grid: Grid, name: str) -> None:
        sheet = self.book.add_worksheet(name)
        top, last = _top(table), grid.columns - 1
        shares = widths(table, grid)
        total = WIDE if _turned(table, grid) else UPRIGHT
        sizes = [max(share * total, 4.5) for share in shares]
        for column, size in enumerate(sizes):
            sheet.set_column(column, column, round(size, 2))
        row = 0
        if table.caption.strip():
            title = self.style(font_name=HEAD_FACE, font_size=14, align="center")
            _spread(sheet, row, 0, row, last, clean(table.caption).strip(), title)
            sheet.set_row(row, 24 * len(lines_of(table.caption.strip())))
            row += 1
        if table.unit.strip():
            _spread(sheet, row, 0, row, last, f"单位：{single_line(table.unit)}", self.style(align="right"))
        heights = [1] * grid.rows
        for item in grid.cells:
            self._cell(sheet, name, item.cell, item.row + top, item.column, item, grid)
            room = sum(sizes[item.column : item.last_column + 1]) / 2.1
            if item.rowspan == 1 and not item.cell.vertical:
                count = sum(max(1, -int(-em(line) // max(room, 1))) for line in lines_of(item.cell.text))
                heights[item.row] = max(heights[item.row], count)
        for r, lines in enumerate(heights):
            sheet.set_row(r + top, min(7 + 14.5 * lines, 400))
        self._print(sheet, table, grid, top)

    def _cell(self, sheet: Any, name: str, cell: Cell, row: int, column: int, item: Any, grid: Grid) -> None:
        head = item.row < grid.head
        number = _number(cell)
        look: dict[str, Any] = {"border": 1, "align": alignment(item, grid)}
        if head:
            look |= {"font_name": HEAD_FACE, "bg_color": "#E9EDF0"}
        elif cell.level > 0:
            look["indent"] = min(cell.level, 15)
        if cell.vertical and item.rowspan > 1:
            look["rotation"] = 270
        if number is not None:
            look["num_format"] = _pattern(cell.text)
        style = self.style(**look)
        if item.rowspan > 1 or item.colspan > 1:
            sheet.merge_range(row, column, row + item.rowspan - 1, column + item.colspan - 1, "", style)
        formula = self._formula(cell, name)
        if formula is not None:
            sheet.write_formula(row, column, formula, style, number if number is not None else clean(cell.text))
        elif number is not None:
            sheet.write_number(row, column, number, style)
        elif cell.text:
            sheet.write_string(row, column, clean(cell.text)[:32767], style)
        else:
            sheet.write_blank(row, column, None, style)

    def _formula(self, cell: Cell, sheet: str) -> str | None:
        """The cell's formula with every key turned into an address; ``None`` where a key stands in no table."""
        if not cell.formula:
            return None
        unknown: list[str] = []

        def address(match: re.Match[str]) -> str:
            if match[1] not in self.addresses:
                unknown.append(match[1])
                return ""
            name, place = self.addresses[match[1]]
            if name == sheet:
                return place
            quoted = name.replace("'", "''")
            return f"'{quoted}'!{place}"

        formula = _PLACEHOLDER.sub(address, clean(cell.formula))
        if unknown:
            _log.warning("公式%s里的%s不在任何一张表里，只写数值", cell.formula, "、".join(unknown))
            return None
        return formula if formula.startswith("=") else f"={formula}"

    def _print(self, sheet: Any, table: Table, grid: Grid, top: int) -> None:
        """A4, one page wide, head repeated and frozen, page number below."""
        sheet.set_paper(9)
        if _turned(table, grid):
            sheet.set_landscape()
        else:
            sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.71, right=0.71, top=0.98, bottom=0.98)
        sheet.set_footer(f"&C&{chr(34)}{FACE}{chr(34)}— &P —")
        if grid.head:
            sheet.freeze_panes(top + grid.head, 0)
            sheet.repeat_rows(top, top + grid.head - 1)

    def figures(self, blocks: list[Chart]) -> None:
        """The data of every chart, with a native chart beside it."""
        name = self.sheet_name("图表数据")
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 8, 12)
        head = self.style(font_name=HEAD_FACE, border=1, align="center", bg_color="#E9EDF0")
        row = 0
        for block in blocks:
            sheet.write_string(
                row, 0, single_line(block.title)[:32767], self.style(font_name=HEAD_FACE, text_wrap=False)
            )
            first = row + 1
            sheet.write_string(first, 0, "项目", head)
            for column, series in enumerate(block.series, 1):
                sheet.write_string(first, column, single_line(series.name) or "数量", head)
            for n, label in enumerate(block.labels):
                sheet.write_string(first + 1 + n, 0, single_line(label)[:32767], self.style(border=1))
                for column, (_, values) in enumerate(charts.series_of(block), 1):
                    style = self.style(border=1, align="right")
                    if values[n] is None:
                        sheet.write_blank(first + 1 + n, column, None, style)
                    else:
                        sheet.write_number(first + 1 + n, column, values[n], style)
            self._native(sheet, name, block, first)
            row = first + max(len(block.labels), 15) + 3
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _native(self, sheet: Any, name: str, block: Chart, first: int) -> None:
        last = first + len(block.labels)
        if last == first:
            return
        chart = self.book.add_chart({"type": block.kind if block.kind in ("bar", "column", "line") else "bar"})
        for column, series in enumerate(block.series, 1):
            shade = round((1 - charts.SHADES[(column - 1) % len(charts.SHADES)]) * 100)
            fill = {"color": charts.ACCENT, "transparency": shade}
            data: dict[str, Any] = {
                "name": _words(series.name) or "数量",
                "categories": [name, first + 1, 0, last, 0],
                "values": [name, first + 1, column, last, column],
                "data_labels": {"value": True},
            }
            data |= (
                {"line": {"color": charts.ACCENT, "width": 2}} if block.kind == "line" else {"fill": fill, "gap": 60}
            )
            chart.add_series(data)
        chart.set_title({"name": _words(block.title), "name_font": {"name": HEAD_FACE, "size": 12}})
        if block.kind == "bar":
            chart.set_y_axis({"reverse": True})
        if len(block.series) == 1:
            chart.set_legend({"none": True})
        chart.set_size({"width": 560, "height": 300})
        sheet.insert_chart(first, len(block.series) + 2, chart, {"description": single_line(block.title)})

    def text(self, paper: Paper) -> None:
        """Title, headings and paragraphs, a row each."""
        sheet = self.book.add_worksheet(self.sheet_name("说明"))
        sheet.set_column(0, 0, TEXT_COLUMN)
        rows: list[tuple[str, Any]] = []
        if paper.title:
            rows.append((single_line(paper.title), self.style(font_name=HEAD_FACE, font_size=14, align="center")))
        for block in paper.blocks:
            if isinstance(block, Heading):
                rows.append((clean(block.text), self.style(font_name=HEAD_FACE, font_size=12)))
            elif isinstance(block, Paragraph) and not (block.style == "title" and paper.title):
                side = "right" if block.style in ("signature", "date") else "left"
                rows.append((clean(block.text), self.style(align=side, valign="top")))
        row = 0
        for text, style in rows:
            for start in range(0, max(len(text), 1), MOST_TEXT):
                piece = text[start : start + MOST_TEXT]
                sheet.write_string(row, 0, piece, style)
                count = sum(max(1, -int(-em(line) // 34)) for line in piece.split("\n"))
                sheet.set_row(row, min(6 + 15 * count, 400))
                row += 1
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)


def _turned(table: Table, grid: Grid) -> bool:
    return table.landscape or grid.columns > 10


def _top(table: Table) -> int:
    """Rows above the table on its sheet."""
    return bool(table.caption.strip()) + bool(table.unit.strip())


def _spread(sheet: Any, row: int, column: int, last_row: int, last_column: int, text: str, style: Any) -> None:
    """Text over a range; a range of one cell is no merge."""
    if last_row > row or last_column > column:
        sheet.merge_range(row, column, last_row, last_column, "", style)
    sheet.write_string(row, column, text[:32767], style)


def _number(cell: Cell) -> float | int | None:
    """The cell's exact value as a workbook holds it, or ``None``: no number, not finite, or more than 15 digits."""
    if cell.number is None or isinstance(cell.number, bool):
        return None
    try:
        value = Decimal(str(cell.number))
    except InvalidOperation:
        return None
    if not value.is_finite() or len(value.normalize().as_tuple().digits) > 15 or abs(value) >= Decimal(10) ** 15:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _pattern(text: str) -> str:
    """The number format that prints the cell as its text does: decimals and thousands as there."""
    printed = text.strip()
    decimals = len(printed.partition(".")[2]) if re.fullmatch(r"-?[\d,]+(\.\d+)?", printed) else -1
    if decimals < 0:
        return "General"
    whole = "#,##0" if "," in printed else "0"
    return f"{whole}.{'0' * decimals}" if decimals else whole
