"""A file as sheets of rows. What is in the file decides what it is; its name only helps to say so."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongkai.findings import refuse
from gongkai.papers.reading.limits import LIMITS, MEGABYTE, broken, open_archive, read_part
from gongkai.papers.reading.sniff import kind_of

MOST_ROWS = 200_000
MOST_COLUMNS = 200
#: Sheets of our own template that hold no records.
GUIDE_SHEETS = frozenset({"填写说明", "说明", "可填的值"})
_BROKEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, SyntaxError, OSError)


class Formula(str):
    """A formula whose result the file does not hold."""


class SpreadsheetError(str):
    """A cell that shows an error such as #REF!."""


@dataclass
class Sheet:
    """The rows of one sheet that are not empty, each with its number; ``name`` is empty for a CSV file."""

    file: str
    name: str
    rows: list[tuple[int, list[Any]]] = field(default_factory=list)


@dataclass
class Book:
    """One file that was read: its name, the digest of its bytes, its visible sheets, and what a person should know."""

    file: str
    sha256: str
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)


def read_book(path: Path) -> Book:
    """:raises Refused: when the file is absent, too large, encrypted, broken or no table."""
    try:
        size = path.stat().st_size
        if size > LIMITS.file_bytes:
            raise refuse(
                "too-large", f"文件有{size / MEGABYTE:.0f} MB，最多{LIMITS.file_bytes // MEGABYTE} MB", path.name
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise refuse("no-file", "没有这个文件", str(path)) from None
    except OSError as error:
        raise refuse("unreadable", f"文件读不出来（{error.strerror}）", str(path)) from None
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Book:
    """As :func:`read_book`, from bytes; ``name`` is the file's name."""
    kind = kind_of(data, name)
    if kind == "xlsx":
        sheets = _workbook(data, name)
    elif kind in ("txt", "md"):
        sheets = [_csv(data, name)]
    elif kind == "office":
        raise refuse("old-format", "这是旧格式的文件（如 .xls、.et、.ods），请另存为 .xlsx 后再导入", name)
    else:
        raise refuse("not-a-table", f"这是 {kind} 文件，不是表格，请用 .xlsx 或 .csv 文件导入", name)
    return Book(name, hashlib.sha256(data).hexdigest(), sheets)


# ── csv ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _csv(data: bytes, name: str) -> Sheet:
    text = _decode(data, name)
    if "\x00" in text:
        raise refuse("not-a-table", "这不是文字文件，读不成表格", name)
    csv.field_size_limit(16 * MEGABYTE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    sheet = Sheet(name, "")
    try:
        for number, cells in enumerate(reader, start=1):
            _limit(number, len(cells), name)
            if any(cell.strip() for cell in cells):
                sheet.rows.append((number, list(cells)))
    except csv.Error as error:
        why = "引号没有成对" if "quote" in str(error) or "expected" in str(error) else "格式不对"
        raise refuse("broken", f"第{reader.line_num}行附近{why}，读不下去", name) from None
    return sheet


def _decode(data: bytes, name: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refuse("encoding", "文字编码认不出来，请另存为 UTF-8 或 GBK 编码的 csv，或者 .xlsx", name)


def _delimiter(text: str) -> str:
    """Comma, tab or semicolon, by the first line that has any of them."""
    for line in text.splitlines()[:30]:
        counts = {sign: line.count(sign) for sign in (",", "\t", ";")}
        if any(counts.values()):
            return max(counts, key=lambda sign: counts[sign])
    return ","


# ── xlsx ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _workbook(data: bytes, name: str) -> list[Sheet]:
    archive = open_archive(data, "Excel ")
    formulas = False
    for info in archive.infolist():
        if info.filename.endswith((".xml", ".rels")):
            part = read_part(archive, info.filename, "Excel ", limit=LIMITS.unpacked_bytes)
            if b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part[:65536]:
                raise broken("Excel ", "含有不允许的实体声明")
            formulas = formulas or (
                "worksheets/" in info.filename and re.search(rb"<(?:\w+:)?f[\s>/]", part) is not None
            )
    try:
        sheets = _sheets(data, name, values=True)
        if formulas:
            for sheet, typed in zip(sheets, _sheets(data, name, values=False), strict=True):
                _mark_formulas(sheet, typed)
    except _BROKEN as error:
        raise broken("Excel ", "工作表结构错误") from error
    for sheet in sheets:
        sheet.rows = [(number, cells) for number, cells in sheet.rows if any(_filled(cell) for cell in cells)]
    return sheets


def _filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or cell.strip() != "")


def _sheets(data: bytes, name: str, *, values: bool) -> list[Sheet]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
        sheets = []
        for page in book.worksheets:
            if page.sheet_state != "visible" or page.title.strip() in GUIDE_SHEETS:
                continue
            page.reset_dimensions()
            sheet = Sheet(name, page.title.strip())
            for number, line in enumerate(page.iter_rows(), start=1):
                cells = [SpreadsheetError(c.value) if c.data_type == "e" else c.value for c in line]
                while cells and cells[-1] is None:
                    cells.pop()
                _limit(number, len(cells), name)
                sheet.rows.append((number, cells))
            sheets.append(sheet)
        book.close()
    return sheets


def _mark_formulas(sheet: Sheet, typed: Sheet) -> None:
    """A formula without a stored result must not pass for an empty cell."""
    results = dict(sheet.rows)
    for number, cells in typed.rows:
        row = results.get(number, [])
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and cell.startswith("=") and (place >= len(row) or row[place] is None):
                row.extend([None] * (place + 1 - len(row)))
                row[place] = Formula(cell)


def _limit(row: int, columns: int, name: str) -> None:
    if row > MOST_ROWS:
        raise refuse("too-large", f"超过{MOST_ROWS}行，请分成几个文件导入", name)
    if columns > MOST_COLUMNS:
        raise refuse("too-large", f"第{row}行超过{MOST_COLUMNS}列，请核对是否选错文件", name)
