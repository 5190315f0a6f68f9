"""The child process that opens a PDF: text lines and ruled tables of every page, as JSON on standard output.

It runs apart because a PDF can be built to make any library hang or eat all memory; the parent sets the time, this
process its own memory. It imports pdfium's bare binding and the table geometry, nothing else.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any

from gongkai.papers.reading.lattice import Lattice, Segment, lattices

Char = tuple[float, float, float, float, str]
"""x0, x1, baseline (downwards), size, character."""

_PASSWORD = 4


class Page:
    """One open page with its rotation undone: coordinates in points, y running downwards."""

    def __init__(self, raw: Any, document: Any, index: int) -> None:
        self.raw = raw
        self.handle = raw.FPDF_LoadPage(document, index)
        if not self.handle:
            raise ValueError("page")
        self.rotation = raw.FPDFPage_GetRotation(self.handle)
        self.width = raw.FPDF_GetPageWidthF(self.handle)
        self.height = raw.FPDF_GetPageHeightF(self.handle)
        box = [ctypes.c_float() for _ in range(4)]
        crop = raw.FPDFPage_GetCropBox(self.handle, *box) or raw.FPDFPage_GetMediaBox(self.handle, *box)
        self.left, self.bottom = (box[0].value, box[1].value) if crop else (0.0, 0.0)

    def turn_to(self, rotation: int) -> None:
        """Look at the page from another side: text that lies on its side is read as it runs."""
        if (rotation - self.rotation) % 2:
            self.width, self.height = self.height, self.width
        self.rotation = rotation

    def place(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        if self.rotation == 1:
            return y, x
        if self.rotation == 2:
            return self.width - x, y
        if self.rotation == 3:
            return self.width - y, self.height - x
        return x, self.height - y


def read(data: bytes, max_pages: int, max_objects: int) -> dict[str, Any]:
    """``{"pages": [...]}`` or ``{"error": code, "count": n}``."""
    import pypdfium2.raw as raw

    raw.FPDF_InitLibrary()
    buffer = ctypes.create_string_buffer(data, len(data))
    document = raw.FPDF_LoadMemDocument64(buffer, len(data), None)
    if not document:
        return {"error": "encrypted" if raw.FPDF_GetLastError() == _PASSWORD else "broken"}
    count = raw.FPDF_GetPageCount(document)
    if count > max_pages:
        return {"error": "pages", "count": count}
    pages, objects = [], 0
    for index in range(count):
        try:
            page = Page(raw, document, index)
        except ValueError:
            pages.append({"items": [], "chars": 0, "images": 0, "height": 842.0})
            continue
        objects += raw.FPDFPage_CountObjects(page.handle)
        if objects > max_objects:
            return {"error": "objects", "count": objects}
        pages.append(_page(raw, page))
        raw.FPDF_ClosePage(page.handle)
    return {"pages": pages}


def _page(raw: Any, page: Page) -> dict[str, Any]:
    text = raw.FPDFText_LoadPage(page.handle)
    if text:
        page.turn_to(_way_of_text(raw, page, text))
    horizontal: list[Segment] = []
    vertical: list[Segment] = []
    images = _objects(raw, page, page.handle, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), horizontal, vertical, depth=0)
    chars = _chars(raw, page, text) if text else []
    tables = lattices(horizontal, vertical) if horizontal and vertical else []
    free = _into_tables(chars, tables)
    tables = [table for table in tables if any(region.text for region in table.regions)]
    items: list[dict[str, Any]] = [
        {
            "y": table.y0,
            "box": [table.x0, table.y0, table.x1, table.y1],
            "cells": [[r.x0, r.y0, r.x1, r.y1, r.text] for r in table.regions],
        }
        for table in tables
    ]
    for line in _lines(free):
        text = _text(line)
        if text.strip():
            size = max(c[3] for c in line)
            items.append(
                {"y": line[0][2] - size * 0.8, "line": text, "x0": line[0][0], "x1": line[-1][1], "size": size}
            )
    items.sort(key=lambda item: item["y"])
    return {"items": items, "chars": len(chars), "images": images, "width": page.width, "height": page.height}


def _objects(
    raw: Any, page: Page, owner: Any, outer: tuple[float, ...], rows: list[Segment], columns: list[Segment], depth: int
) -> int:
    """Collect straight strokes; count pictures. Form objects are entered, three deep."""
    count, get = (
        (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
        if depth == 0
        else (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
    )
    images = 0
    matrix = raw.FS_MATRIX()
    for index in range(count(owner)):
        item = get(owner, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            images += 1
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            raw.FPDFPageObj_GetMatrix(item, matrix)
            here = _times((matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f), outer)
            _strokes(raw, page, item, here, rows, columns)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < 3:
            raw.FPDFPageObj_GetMatrix(item, matrix)
            here = _times((matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f), outer)
            images += _objects(raw, page, item, here, rows, columns, depth + 1)
    return images


def _times(m: tuple[float, ...], n: tuple[float, ...]) -> tuple[float, ...]:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _strokes(
    raw: Any, page: Page, item: Any, m: tuple[float, ...], rows: list[Segment], columns: list[Segment]
) -> None:
    count = raw.FPDFPath_CountSegments(item)
    if count < 2 or count > 20_000:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    start: tuple[float, float] | None = None
    last: tuple[float, float] | None = None
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        px, py = x.value, y.value
        point = page.place(px * m[0] + py * m[2] + m[4], px * m[1] + py * m[3] + m[5])
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            _straight(last, point, rows, columns)
        last = point
        if raw.FPDFPathSegment_GetClose(segment) and start is not None:
            _straight(point, start, rows, columns)
            last = start


def _straight(a: tuple[float, float], b: tuple[float, float], rows: list[Segment], columns: list[Segment]) -> None:
    (x0, y0), (x1, y1) = a, b
    dx, dy = abs(x1 - x0), abs(y1 - y0)
    if dy < 1 and dx > 3:
        rows.append((min(x0, x1), (y0 + y1) / 2, max(x0, x1), (y0 + y1) / 2))
    elif dx < 1 and dy > 3:
        columns.append(((x0 + x1) / 2, min(y0, y1), (x0 + x1) / 2, max(y0, y1)))


def _way_of_text(raw: Any, page: Page, text: Any) -> int:
    """The quarter turns after which most characters stand upright; the page's own when they do not agree."""
    count = raw.FPDFText_CountChars(text)
    ways = [0, 0, 0, 0]
    for index in range(0, count, max(1, count // 400)):
        if raw.FPDFText_GetUnicode(text, index) > 32:
            ways[round(raw.FPDFText_GetCharAngle(text, index) / 1.5707963) % 4] += 1
    best = max(range(4), key=ways.__getitem__)
    return best if ways[best] >= 0.8 * max(sum(ways), 1) and sum(ways) > 20 else page.rotation


def _chars(raw: Any, page: Page, text: Any) -> list[Char]:
    chars: list[Char] = []
    box = raw.FS_RECTF()
    ox, oy = ctypes.c_double(), ctypes.c_double()
    high = 0
    drawn: set[tuple[int, int, int]] = set()
    for index in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
        if code <= 32 or code in (0xA0, 0x3000, 0x200B, 0xFEFF, 0xFFFE, 0xAD) or 0xD800 <= code < 0xE000:
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, box):
            continue
        raw.FPDFText_GetCharOrigin(text, index, ox, oy)
        x0, _ = page.place(box.left, box.top)
        x1, _ = page.place(box.right, box.bottom)
        _, base = page.place(ox.value, oy.value)
        if page.rotation in (1, 3):
            (x0, t), (x1, b) = page.place(box.left, box.top), page.place(box.right, box.bottom)
            size = abs(b - t)
        else:
            size = abs(box.top - box.bottom)
        column, row = round(min(x0, x1)), round(base)
        if any((code, column + step, row) in drawn for step in (0, -1, 1)):  # bold imitated by drawing twice
            continue
        drawn.add((code, column, row))
        chars.append((min(x0, x1), max(x0, x1), base, max(size, 1.0), chr(code)))
    raw.FPDFText_ClosePage(text)
    return chars


def _into_tables(chars: list[Char], tables: list[Lattice]) -> list[Char]:
    """Fill the cells' text; return the characters outside every table."""
    if not tables:
        return chars
    free: list[Char] = []
    held: dict[int, tuple[Any, list[Char]]] = {}
    for char in chars:
        x, y = (char[0] + char[1]) / 2, char[2] - char[3] * 0.3
        for table in tables:
            if table.x0 - 1 <= x <= table.x1 + 1 and table.y0 - 1 <= y <= table.y1 + 1:
                region = next((r for r in table.regions if r.x0 <= x <= r.x1 and r.y0 <= y <= r.y1), None)
                if region is not None:
                    held.setdefault(id(region), (region, []))[1].append(char)
                    break
        else:
            free.append(char)
    for region, inside in held.values():
        region.text = "\n".join(_text(line).strip() for line in _lines(inside))
    return free


def _lines(chars: list[Char]) -> list[list[Char]]:
    """Characters by printed line, top to bottom, each from left to right."""
    lines: list[list[Char]] = []
    bases: list[float] = []
    for char in sorted(chars, key=lambda c: (c[2], c[0])):
        if lines and abs(char[2] - bases[-1]) <= max(2.0, 0.35 * min(char[3], lines[-1][0][3])):
            lines[-1].append(char)
        else:
            lines.append([char])
            bases.append(char[2])
    for line in lines:
        line.sort(key=lambda c: c[0])
    return lines


def _text(line: list[Char]) -> str:
    """The line's characters; a gap over a third of a character is a space, wide gaps keep their width in spaces."""
    size = sorted(c[3] for c in line)[len(line) // 2]
    parts: list[str] = []
    end = line[0][0]
    for x0, x1, _, _, character in line:
        gap = x0 - end
        if parts and gap > 1.5 * size:
            parts.append(" " * max(2, round(gap / (size / 2))))
        elif parts and gap > 0.4 * size:
            parts.append(" ")
        parts.append(character)
        end = max(end, x1)
    return "".join(parts)


def main() -> None:
    limit, max_pages, max_objects = (int(value) for value in sys.argv[1:4])
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, ValueError, OSError):  # no such limit on this system: the parent's clock remains
        pass
    data = sys.stdin.buffer.read()
    try:
        result = read(data, max_pages, max_objects)
    except MemoryError:
        result = {"error": "memory"}
    sys.stdout.buffer.write(json.dumps(result, ensure_ascii=True).encode())


if __name__ == "__main__":
    main()
