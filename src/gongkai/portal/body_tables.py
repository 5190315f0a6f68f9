"""Tables in the text of a disclosure, made readable on a phone.

A plain table with more than three columns becomes records there (each value with the name of its column); one with
merged cells, without a head, or with a table inside scrolls in a frame of its own that the keyboard reaches, and so
does one of very many columns where it is no records. Narrow ones stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from lxml import html
from lxml.html import HtmlElement

#: So many columns stay a table on a phone.
NARROW = 3
#: More than so many do not fit beside each other on a desk either.
WIDE = 6
_EDGE = re.compile(r"<table\b|</table>", re.IGNORECASE)


def readable(body: str) -> str:
    """The text with its tables prepared; everything outside of them is left as it is, byte for byte."""
    frames, made, done = count(1), "", 0
    for start, end in _tables(body):
        made += body[done:start] + _prepared(body[start:end], frames)
        done = end
    return made + body[done:]


def _tables(body: str) -> Iterator[tuple[int, int]]:
    """Where each table begins and ends, with those inside it; one that never ends is none."""
    depth = start = 0
    for edge in _EDGE.finditer(body):
        opens = not edge.group().startswith("</")
        if opens and not depth:
            start = edge.start()
        if opens or depth:
            depth += 1 if opens else -1
            if not depth:
                yield start, edge.end()


def _prepared(text: str, frames: Iterator[int]) -> str:
    table = html.fragment_fromstring(text)
    rows = table.xpath("./tr|./*/tr")
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    width = max((sum(_span(cell, "colspan") for cell in row) for row in cells), default=0)
    if width <= NARROW:
        return text
    if table.find(".//table") is not None or not _plain(cells):
        return _framed(text, frames)
    _as_records(table, rows, cells)
    text = str(html.tostring(table, encoding="unicode", with_tail=False))
    return _framed(text, frames) if width > WIDE else text


def _framed(text: str, frames: Iterator[int]) -> str:
    name = f"可以左右移动的表格{next(frames)}"
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">{text}</div>'


def _span(cell: HtmlElement, name: str) -> int:
    given = cell.get(name, "1")
    return int(given) if given.isdecimal() and len(given) < 4 else 1


def _plain(cells: list[list[HtmlElement]]) -> bool:
    """A head of column names, then rows of as many cells, nothing merged."""
    if len(cells) < 2 or any(cell.tag != "th" for cell in cells[0]):
        return False
    merged = any(_span(cell, name) != 1 for row in cells for cell in row for name in ("colspan", "rowspan"))
    return not merged and all(len(row) == len(cells[0]) for row in cells)


def _as_records(table: HtmlElement, rows: list[HtmlElement], cells: list[list[HtmlElement]]) -> None:
    """Say the roles (which the display of records takes away) and the name of each value's column."""
    names = [" ".join(cell.text_content().split()) for cell in cells[0]]
    table.set("class", "stack")
    table.set("role", "table")
    head = table.makeelement("thead", {"role": "rowgroup"})
    first = rows[0]
    body = first.getparent()
    first.drop_tree()
    head.append(first)
    table.insert(1 if len(table) and table[0].tag == "caption" else 0, head)
    if body is not table and body.tag == "thead" and not len(body):
        body.drop_tree()
    for group in table.iter("tbody", "tfoot"):
        group.set("role", "rowgroup")
    for row in rows:
        row.set("role", "row")
    for cell in cells[0]:
        cell.set("role", "columnheader")
        cell.set("scope", "col")
    for row_cells in cells[1:]:
        for name, cell in zip(names, row_cells, strict=True):
            _in_one_box(cell)
            cell.tag = "td"
            cell.set("role", "cell")
            cell.set("data-label", name)


def _in_one_box(cell: HtmlElement) -> None:
    """Words with links, line breaks or paragraphs among them stand together beside the name of their column."""
    if len(cell):
        box = cell.makeelement("div")
        box.text, cell.text = cell.text, None
        box.extend(list(cell))
        cell.append(box)
