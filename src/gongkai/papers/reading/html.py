"""Web pages: charset by bytes, tables with their spans, scripts and navigation left out."""

from __future__ import annotations

import re
from typing import Any

from lxml import html as lxml_html
from lxml.etree import ParserError, XMLSyntaxError

from gongkai.checks.report.damage import BAD_ENCODING, IMAGE_ONLY, is_mojibake
from gongkai.papers.model import Cell, Heading, Paper, Paragraph, Place, Table
from gongkai.papers.reading.decoding import decode
from gongkai.papers.reading.limits import LIMITS, broken, too_large, too_much
from gongkai.papers.reading.radicals import ordinary

_SKIP = frozenset((
    "script", "style", "noscript", "template", "head", "nav", "iframe", "object", "embed", "svg", "canvas",
    "button", "select", "option", "input", "textarea", "form-x", "audio", "video", "map",
))  # fmt: skip
_BLOCK = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figure", "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li",
    "main", "ol", "p", "pre", "section", "summary", "table", "ul", "ucapcontent",
))  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
#: Pictures written into the page; they may be most of its bytes.
_INLINE = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]*")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def read_html(data: bytes) -> Paper:
    """Raises Refused when the page is beyond all measure."""
    if len(data) > LIMITS.html_bytes:
        raise too_large("网页文件", len(data), LIMITS.html_bytes)
    text = _INLINE.sub("", decode(data).replace("\x00", ""))
    if len(text) > LIMITS.text_bytes:
        raise too_large("网页文件（不含图片）", len(text), LIMITS.text_bytes)
    if text.count("<") > 200_000:
        raise too_much("网页标签数量过多")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, no_network=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ParserError, XMLSyntaxError, ValueError) as error:
        raise broken("网页", "无法解析") from error
    if any("depth" in str(entry.message).lower() for entry in parser.error_log.filter_from_fatals()):
        raise too_much("网页标签嵌套过深")
    paper = Paper(format="html")
    title = root.findtext(".//title")
    paper.title = _SPACE.sub(" ", title or "").strip()
    walker = _Walker(paper)
    walker.walk(root)
    walker.flush()
    if is_mojibake(paper.text()):
        paper.warnings.append(BAD_ENCODING)
    if walker.images and len(re.sub(r"\s", "", paper.text())) < 60 and not any(True for _ in paper.tables()):
        paper.warnings.append(IMAGE_ONLY)
    return paper


class _Walker:
    """Collects inline text until a block begins or ends; a table is taken whole unless it only lays out the page."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.buffer: list[str] = []
        self.fresh = True
        self.line: int | None = None
        self.heading = 0
        self.style = "body"
        self.images = 0

    def walk(self, root: Any) -> None:
        """Depth first without recursion: (element, entering) pairs."""
        stack: list[tuple[Any, bool]] = [(root, True)]
        while stack:
            element, entering = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if not entering:
                if tag in _BLOCK:
                    self.flush()
                    self.heading = 0
                self.add(element.tail, element)
                continue
            if not tag or tag in _SKIP or _is_hidden(element):
                self.add(element.tail, element)
                continue
            if tag == "br":
                self.flush(keep=True)
                self.add(element.tail, element)
                continue
            if tag == "img":
                self.images += 1
            if tag == "table" and _is_data(element):
                self.flush()
                self.table(element)
                self.add(element.tail, element)
                continue
            if tag in _BLOCK or tag in ("tr", "td", "th"):
                self.flush()
                self.heading = _HEADINGS.get(tag, 0)
            self.add(element.text, element)
            stack.append((element, False))
            stack.extend((child, True) for child in reversed(element))
            if tag in ("td", "th", "tr"):
                self.flush()

    def add(self, text: str | None, element: Any) -> None:
        if text:
            if self.fresh and text.strip():
                self.line = element.sourceline
                self.fresh = False
            self.buffer.append(text)

    def flush(self, keep: bool = False) -> None:
        text = _clean("".join(self.buffer))
        self.buffer.clear()
        self.fresh = True
        if not text:
            return
        if len(self.paper.blocks) > LIMITS.blocks:
            raise too_much("网页段落数量过多")
        place = Place(line=self.line)
        if self.heading and not keep:
            self.paper.blocks.append(Heading(text, self.heading, place))
        else:
            self.paper.blocks.append(Paragraph(text, place=place))

    def table(self, element: Any) -> None:
        rows: list[list[Cell]] = []
        budget = LIMITS.cells
        for row in _rows(element):
            cells = []
            for item in row:
                cells.append(
                    Cell(
                        _cell_text(item),
                        rowspan=_span(item.get("rowspan"), 500),
                        colspan=_span(item.get("colspan"), 100),
                        header=item.tag == "th",
                    )
                )
                budget -= cells[-1].rowspan * cells[-1].colspan
            if budget < 0:
                raise too_much("网页表格单元格过多")
            rows.append(cells)
        for r, cells in enumerate(rows):  # a span reaching below the table ends with it
            for cell in cells:
                cell.rowspan = min(cell.rowspan, len(rows) - r)
        if rows:
            caption = element.findtext("./caption") or ""
            self.paper.blocks.append(
                Table(rows, caption=_clean(caption), header_rows=0, place=Place(line=element.sourceline))
            )


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _is_data(table: Any) -> bool:
    """A table that lays out the page holds other tables, or paragraphs at length; a data table holds cells."""
    inner = table.xpath("count(.//table)")
    if inner:
        return False
    cells = table.xpath("count(.//td|.//th)")
    if cells < 2:
        return False
    longest = max((len("".join(cell.itertext())) for cell in table.iter("td", "th")), default=0)
    return longest < 600


def _rows(table: Any) -> list[list[Any]]:
    rows = []
    for row in table.iter("tr"):
        cells = [child for child in row if child.tag in ("td", "th") and not _is_hidden(child)]
        rows.append(cells)
    return rows


def _cell_text(cell: Any) -> str:
    """Lines at breaks and blocks; hidden and script text left out."""
    parts: list[str] = []
    stack: list[tuple[Any, bool]] = [(cell, True)]
    while stack:
        element, entering = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if not entering:
            if tag in _BLOCK:
                parts.append("\n")
            if element is not cell:
                parts.append(_SPACE.sub(" ", element.tail or ""))
            continue
        if element is not cell and (not tag or tag in _SKIP or _is_hidden(element)):
            parts.append(_SPACE.sub(" ", element.tail or ""))
            continue
        if tag == "br" or (tag in _BLOCK and element is not cell):
            parts.append("\n")
        parts.append(_SPACE.sub(" ", element.text or ""))
        stack.append((element, False))
        stack.extend((child, True) for child in reversed(element))
    lines = (line.strip(" \xa0\u3000\u200b\ufeff") for line in "".join(parts).split("\n"))
    return ordinary("\n".join(line for line in lines if line))


def _span(value: str | None, most: int) -> int:
    match = re.match(r"\s*(\d{1,4})", value or "")
    return max(1, min(int(match.group(1)), most)) if match else 1


def _clean(text: str) -> str:
    return ordinary(_SPACE.sub(" ", text.replace("\u200b", "").replace("\ufeff", "")).strip(" \xa0\u3000"))
