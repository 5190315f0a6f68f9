"""Tables of a catalogue as a workbook, a sheet each."""

from __future__ import annotations

import datetime as dt
import io
import re

from gongkai.papers.model import Table

_EPOCH = dt.datetime(2000, 1, 1)  # noqa: DTZ001 the workbook's own clock has no zone
_PAPER_A3 = 8
_POINTS = 13.5


def write_xlsx(parts: list[tuple[list[str], Table]]) -> bytes:
    """Bytes that depend on ``parts`` alone."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _EPOCH, "author": "", "title": parts[0][0][0] if parts else ""})
    font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
    formats = {
        "title": book.add_format({**font, "font_size": 16, "bold": True, "align": "center"}),
        "line": book.add_format({**font, "align": "left"}),
        "head": book.add_format({**font, "bold": True, "align": "center", "border": 1, "bg_color": "#E8EEF2"}),
        "left": book.add_format({**font, "align": "left", "border": 1}),
        "center": book.add_format({**font, "align": "center", "border": 1}),
    }
    names: set[str] = set()
    for lines, table in parts:
        _sheet(book.add_worksheet(_sheet_name(table.name, names)), lines, table, formats)
    book.close()
    return file.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    """At most 31 characters, none that a workbook forbids, each name once."""
    base = re.sub(r"[\[\]:*?/\\']", "", name)[:28].strip() or "目录"
    found, number = base, 1
    while found.casefold() in taken or found.casefold() == "history":
        number += 1
        found = f"{base}{number}"
    taken.add(found.casefold())
    return found


def _sheet(sheet, lines: list[str], table: Table, formats) -> None:  # type: ignore[no-untyped-def]
    width = len(table.widths)
    for column, breadth in enumerate(table.widths):
        sheet.set_column(column, column, breadth)
    for r, text in enumerate(lines):
        sheet.merge_range(r, 0, r, width - 1, text, formats["title" if r == 0 else "line"])
        sheet.set_row(r, 30 if r == 0 else 20)
    grid = table.grid()
    seen: set[int] = set()
    for r, row in enumerate(grid):
        line = r + len(lines)
        tallest = 1.0
        for c, cell in enumerate(row):
            if cell is None or id(cell) in seen:
                continue
            seen.add(id(cell))
            style = formats["head" if cell.header else cell.align if cell.align in formats else "left"]
            if cell.rowspan > 1 or cell.colspan > 1:
                sheet.merge_range(line, c, line + cell.rowspan - 1, c + cell.colspan - 1, cell.text, style)
            elif cell.number is not None:
                sheet.write_number(line, c, cell.number, style)
            else:
                sheet.write_string(line, c, cell.text, style)
            if cell.rowspan == 1:
                tallest = max(tallest, _lines(cell.text, sum(table.widths[c : c + cell.colspan])))
        sheet.set_row(line, min(409.0, 6 + _POINTS * tallest))
    first = len(lines)
    sheet.freeze_panes(first + table.header_rows, 0)
    sheet.repeat_rows(first, first + table.header_rows - 1)
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A3)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
    sheet.set_footer("&C第&P页，共&N页")


def _lines(text: str, width: float) -> float:
    """About how many lines the text takes in a column ``width`` characters (half an em each) wide."""
    fits = max(2.0, width * 0.95)
    return sum(max(1, -(-sum(2 if ord(char) > 0x2E7F else 1.1 for char in line) // fits)) for line in text.split("\n"))
