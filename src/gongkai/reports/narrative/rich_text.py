"""Rich text as the desk's editor keeps it (HTML) → blocks of a Paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gongkai.papers.model import Block, Cell, Heading, Paragraph, Table

#: The editor's headings: h2 stands for a chapter, so inside a chapter h3 is （一） and h4 is 1.
_LEVELS = {"h1": 2, "h2": 2, "h3": 2, "h4": 3, "h5": 4, "h6": 4}
_SPACE = re.compile(r"[ \t\r\n\xa0]+")


def blocks_of(html: str) -> list[Block]:
    """Headings, paragraphs, list items and tables in order; empty ones are left out."""
    if not html.strip():
        return []
    from lxml.html import fragment_fromstring

    return list(_blocks(fragment_fromstring(html, create_parent="div")))


def plain(html: str) -> str:
    """The words alone, one paragraph a line."""
    return "\n".join(block.text for block in blocks_of(html) if isinstance(block, Heading | Paragraph))


def tidy(html: str) -> str:
    """Without the paragraphs that conditions left empty."""
    return re.sub(r"<(p|h[1-6]|li)\b[^>]*>(?:\s|&nbsp;|<br\s*/?>)*</\1>", "", html)


def _blocks(parent: Any) -> Iterator[Block]:
    loose = [parent.text or ""]
    for child in parent:
        if not isinstance(child.tag, str):
            loose.append(child.tail or "")
        elif child.tag in ("p", "div", "section", "blockquote", "ul", "ol", "table", "li", "figure", *_LEVELS):
            yield from _paragraph("".join(loose))
            loose = [child.tail or ""]
            yield from _block(child)
        elif child.tag == "br":
            yield from _paragraph("".join(loose))
            loose = [child.tail or ""]
        elif child.tag not in ("script", "style"):
            loose += [child.text_content(), child.tail or ""]
        else:
            loose.append(child.tail or "")
    yield from _paragraph("".join(loose))


def _block(element: Any) -> Iterator[Block]:
    if level := _LEVELS.get(element.tag):
        if text := _clean(element.text_content()):
            yield Heading(text, level=level)
    elif element.tag == "table":
        yield _table(element)
    elif element.tag in ("ul", "ol"):
        for number, item in enumerate(element.iterchildren("li"), start=1):
            mark = f"{number}." if element.tag == "ol" else ""
            for n, block in enumerate(_blocks(item)):
                if n == 0 and isinstance(block, Paragraph):
                    block.text = mark + block.text
                yield block
    else:
        yield from _blocks(element)


def _paragraph(text: str) -> Iterator[Block]:
    if text := _clean(text):
        yield Paragraph(text)


def _clean(text: str) -> str:
    """Runs of blanks become one, and vanish beside Chinese characters, where a line break in HTML means nothing."""
    text = _SPACE.sub(" ", text).strip()
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) | (?=[\u3000-\u9fff\uff00-\uffef])", "", text)


def _table(element: Any) -> Table:
    rows, heads = [], 0
    for line in element.iter("tr"):
        cells = [
            Cell(
                _clean(cell.text_content()),
                rowspan=_span(cell.get("rowspan")),
                colspan=_span(cell.get("colspan")),
                header=cell.tag == "th",
            )
            for cell in line
            if cell.tag in ("td", "th")
        ]
        if cells:
            heads += all(cell.header for cell in cells) and heads == len(rows)
            rows.append(cells)
    return Table(rows, header_rows=heads)


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 100) if text and text.strip().isdecimal() else 1
