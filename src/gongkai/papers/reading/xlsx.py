"""Workbooks: every visible sheet a table, merged cells as spans, values as they are shown."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any

from gongkai.papers.model import Block, Cell, Heading, Paper, Paragraph, Place, Table
from gongkai.papers.reading.limits import LIMITS, broken, open_archive, read_part, too_much

_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=\"([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})\"")
_SHEETS = 40
_COLUMNS = 300
_ROWS = 5000


def read_xlsx(data: bytes) -> Paper:
    """Formulas are read by their stored values; nothing is computed and no macro is run. Raises Refused."""
    import warnings

    archive = open_archive(data, "Excel ")
    for info in archive.infolist():
        if info.filename.endswith((".xml", ".rels")):
            head = read_part(archive, info.filename, "Excel ")
            if b"<!DOCTYPE" in head[:4096].replace(b"\x00", b"") or b"<!ENTITY" in head.replace(b"\x00", b""):
                raise broken("Excel ", "含有不允许的实体声明")
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            paper = Paper(format="xlsx")
            for index, sheet in enumerate(book.worksheets[:_SHEETS]):
                if sheet.sheet_state == "visible":
                    paper.blocks.extend(_blocks(sheet, _merges(archive, sheet), index))
            book.close()
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, SyntaxError, OSError) as error:
        raise broken("Excel ", "工作表结构错误") from error
    return paper


def _merges(archive: Any, sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Top left cell (row, column) to (rows, columns) covered."""
    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

    name = getattr(sheet, "_worksheet_path", "").lstrip("/")
    try:
        xml = read_part(archive, name, "Excel ")
    except KeyError:
        return {}
    spans = {}
    for match in _MERGE.finditer(xml):
        (c0, r0), (c1, r1) = (coordinate_from_string(ref.decode()) for ref in match.groups())
        left, right = column_index_from_string(c0), column_index_from_string(c1)
        spans[(r0, left)] = (min(r1 - r0 + 1, _ROWS), min(right - left + 1, _COLUMNS))
    return spans


def _covered(spans: dict[tuple[int, int], tuple[int, int]]) -> set[tuple[int, int]]:
    """The places that lie in a merged cell and are not its first."""
    covered: set[tuple[int, int]] = set()
    for (r0, c0), (height, width) in spans.items():
        if height * width > LIMITS.cells:
            raise too_much("工作表合并单元格过大")
        for r in range(r0, r0 + height):
            for c in range(c0, c0 + width):
                if (r, c) != (r0, c0):
                    covered.add((r, c))
        if len(covered) > LIMITS.cells:
            raise too_much("工作表合并单元格过多")
    return covered


def _blocks(sheet: Any, spans: dict[tuple[int, int], tuple[int, int]], index: int) -> list[Block]:
    """A row with one long text cell is a paragraph (whole reports are typed into sheets); the rest are tables."""
    sheet.reset_dimensions()
    covered = _covered(spans)
    below = {row for (r0, _), (height, _) in spans.items() for row in range(r0 + 1, r0 + min(height, _ROWS))}
    result: list[Block] = []
    rows: list[list[Cell]] = []
    begin = 0

    def flush() -> None:
        if rows:
            while rows and not any(cell.text for cell in rows[-1]):
                rows.pop()
            if rows:
                for r, cells in enumerate(rows):
                    for cell in cells:
                        cell.rowspan = max(1, min(cell.rowspan, len(rows) - r))
                result.append(
                    Table([*rows], header_rows=0, name=sheet.title, place=Place(line=begin, sheet=sheet.title))
                )
            rows.clear()

    lines, width = _lines(sheet, spans)
    margin = _margin(lines, spans)
    for number, values in enumerate(lines, start=1):
        cells = []
        for column in range(margin + 1, width + 1):
            if (number, column) in covered:
                continue
            value = values[column - 1] if column <= len(values) else None
            height, breadth = spans.get((number, column), (1, 1))
            shown = _shown(value) if value is not None else ""
            cells.append(Cell(shown, rowspan=height, colspan=breadth, number=_number(value)))
        texts = [cell.text for cell in cells if cell.text]
        if not texts and not rows:
            continue
        inside = rows and number in below
        alone = len(texts) == 1 and bool(cells) and cells[0].text == texts[0] and not inside
        first = not rows or not any(cell.text for cell in rows[-1])
        if alone and cells[0].rowspan == 1 and (_is_text(texts[0]) or (first and cells[0].colspan == 1)):
            flush()
            for part in texts[0].split("\n"):
                if part.strip():
                    result.append(Paragraph(part.strip(), place=Place(line=number, sheet=sheet.title)))
            continue
        if not rows:
            begin = number
        rows.append(cells)
    flush()
    if result and index > 0:
        result.insert(0, Heading(sheet.title, 6, Place(sheet=sheet.title)))
    return result


def _lines(sheet: Any, spans: dict[tuple[int, int], tuple[int, int]]) -> tuple[list[list[Any]], int]:
    """The rows of the sheet without the empty places at their ends, and the width of the widest."""
    lines: list[list[Any]] = []
    width = max((c + breadth - 1 for (_, c), (_, breadth) in spans.items()), default=0)
    seen = 0
    for values in sheet.iter_rows(max_row=_ROWS, max_col=_COLUMNS):
        line = list(values)
        while line and line[-1].value in (None, ""):
            line.pop()
        lines.append(line)
        width = max(width, len(line))
        seen += len(line)
        if seen > LIMITS.cells:
            raise too_much("工作表单元格过多")
    if width * len(lines) > 5 * LIMITS.cells:
        raise too_much("工作表单元格过多")
    while lines and not lines[-1]:
        lines.pop()
    return lines, min(width, _COLUMNS)


def _margin(lines: list[list[Any]], spans: dict[tuple[int, int], tuple[int, int]]) -> int:
    """How many columns at the left are empty throughout: a sheet that begins at D5 is read like one from A1."""
    used = [column for line in lines for column, cell in enumerate(line) if cell.value not in (None, "")]
    used += [column - 1 for _, column in spans]
    return min(used, default=0)


def _is_text(text: str) -> bool:
    """A title, a chapter heading or a sentence in a cell of its own."""
    return bool(
        len(text) > 60
        or re.search(r"年度报告|年报$|情况统计表", text)
        or re.match(r"\s*[一二三四五六七八九十]{1,2}、.{2,30}(?:情况|事项|措施|问题|概述|工作)\s*$", text)
        or re.search(r"[。；]", text)
    )


def _shown(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(round(value, 10))
    return str(value).strip()


def _number(cell: Any) -> object | None:
    return (
        cell.value
        if cell is not None and isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
        else None
    )
