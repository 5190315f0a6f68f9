"""Small tables to import, as the bytes of a file."""

from __future__ import annotations

import csv
import io


def csv_bytes(text: str, encoding: str = "utf-8") -> bytes:
    """Lines of cells parted by ``|``; the first line is the head."""
    stream = io.StringIO(newline="")
    lines = [line.strip() for line in text.strip().splitlines()]
    csv.writer(stream).writerows([[cell.strip() for cell in line.split("|")] for line in lines])
    return stream.getvalue().encode(encoding)


def xlsx_bytes(**sheets: list[list[object]]) -> bytes:
    """A workbook: sheet name → rows."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
