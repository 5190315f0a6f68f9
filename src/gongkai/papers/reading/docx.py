"""Word documents from their XML: paragraphs with their automatic numbers, tables with spans, boxes, notes.

Deleted and hidden text is left out, inserted text kept: what is read is what a reader of the final version sees.
Fields are read by their last shown result; nothing is computed, fetched or run.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from gongkai.checks.report.damage import BAD_ENCODING, IMAGE_ONLY, is_mojibake
from gongkai.papers.model import Block, Cell, Heading, Paper, Paragraph, Place, Table
from gongkai.papers.reading.limits import LIMITS, broken, open_archive, read_part, too_much
from gongkai.papers.reading.numbering import Numbering
from gongkai.papers.reading.radicals import ordinary
from gongkai.papers.reading.symbols import in_font, symbol

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_LOOSE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_UNSHOWN = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "pPr", "instrText", "delText", "rPr"))
_KIND = "Word "


def read_docx(data: bytes) -> Paper:
    """Raises Refused for damaged, encrypted and hostile files."""
    archive = open_archive(data, _KIND)
    names = set(archive.namelist())
    main = (
        "word/document.xml"
        if "word/document.xml" in names
        else next(name for name in sorted(names) if re.fullmatch(r"word/document\d*\.xml", name))
    )
    body = parse(read_part(archive, main, _KIND)).find(f"{W}body")
    if body is None:
        raise broken(_KIND, "没有正文")

    def optional(name: str) -> Any:
        return parse(read_part(archive, name, _KIND)) if name in names else None

    reader = _Reader(_styles(optional("word/styles.xml")), Numbering(optional("word/numbering.xml")))
    paper = Paper(format="docx")
    reader.blocks_of(body, paper.blocks)
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        notes = optional(part)
        if notes is not None:
            for note in notes:
                if note.get(f"{W}type") in (None, "normal"):
                    for block in reader.inner(note):
                        if isinstance(block, Paragraph):
                            block.style = "note"
                        paper.blocks.append(block)
    text = paper.text()
    if is_mojibake(text):
        paper.warnings.append(BAD_ENCODING)
    pictures = any(name.startswith("word/media/") for name in names)
    if pictures and len(re.sub(r"\s", "", text)) < 60 and not any(True for _ in paper.tables()):
        paper.warnings.append(IMAGE_ONLY)
    return paper


def parse(xml: bytes) -> Any:
    """The root element; entities are not resolved, a document type is refused, depth is limited by the parser."""
    if b"<!DOCTYPE" in xml[:65536] or b"<!ENTITY" in xml:
        raise broken(_KIND, "含有不允许的实体声明")
    xml = xml.replace(_STRICT, _LOOSE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(xml, parser)
        if root.getroottree().docinfo.doctype:
            raise broken(_KIND, "含有不允许的实体声明")
        return root
    except etree.XMLSyntaxError as error:
        raise broken(_KIND, "XML 结构错误或嵌套过深") from error


def _styles(root: Any) -> dict[str, tuple[int, str | None, Any]]:
    """Style id to (heading level or 0, parent style, numbering properties)."""
    styles: dict[str, tuple[int, str | None, Any]] = {}
    if root is None:
        return styles
    for style in root.iter(f"{W}style"):
        name = style.find(f"{W}name")
        label = (name.get(f"{W}val") or "").lower() if name is not None else ""
        match = re.fullmatch(r"(?:heading|标题)\s*(\d)", label)
        level = int(match.group(1)) if match else (-1 if label in ("title", "标题") else 0)
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        if not level and outline is not None and (outline.get(f"{W}val") or "9").isdigit():
            value = int(outline.get(f"{W}val") or "9")
            level = value + 1 if value < 6 else 0
        based = style.find(f"{W}basedOn")
        parent = based.get(f"{W}val") if based is not None else None
        styles[style.get(f"{W}styleId") or ""] = (level, parent, style.find(f"{W}pPr/{W}numPr"))
    return styles


class _Reader:
    def __init__(self, styles: dict[str, tuple[int, str | None, Any]], numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering
        self.count = 0
        self.cells = 0

    def inner(self, parent: Any) -> list[Block]:
        blocks: list[Block] = []
        self.blocks_of(parent, blocks)
        return blocks

    def blocks_of(self, parent: Any, blocks: list[Block]) -> None:
        """Paragraphs and tables under an element in order; content controls and the like are looked through."""
        for element in parent:
            tag = element.tag
            if tag == f"{W}p":
                self._paragraph(element, blocks)
            elif tag == f"{W}tbl":
                self._table(element, blocks)
            elif tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                self.blocks_of(element, blocks)
            elif tag == f"{MC}AlternateContent":
                chosen = element.find(f"{MC}Choice")
                if chosen is not None:
                    self.blocks_of(chosen, blocks)
            if len(blocks) > LIMITS.blocks:
                raise too_much("Word 文件段落过多")

    def _paragraph(self, element: Any, blocks: list[Block]) -> None:
        self.count += 1
        boxes: list[Any] = []
        text = ordinary(self._text(element, boxes))
        level, number = self._style(element)
        text = text.strip(" \u3000\xa0\n") if "  " not in text.strip() else text.rstrip()
        place = Place(line=self.count)
        for line in text.split("\n") if text else ():
            if not line.strip():
                continue
            line = number + line
            number = ""
            if level > 0:
                blocks.append(Heading(line.strip(), level, place))
            else:
                blocks.append(Paragraph(line, style="title" if level < 0 else "body", place=place))
        for box in boxes:
            blocks.extend(self.inner(box))

    def _style(self, element: Any) -> tuple[int, str]:
        """Heading level (−1 for a title) and the automatic number's text."""
        properties = element.find(f"{W}pPr")
        level, numbered = 0, None
        if properties is not None:
            numbered = properties.find(f"{W}numPr")
            outline = properties.find(f"{W}outlineLvl")
            if outline is not None and (outline.get(f"{W}val") or "9").isdigit():
                value = int(outline.get(f"{W}val") or "9")
                level = value + 1 if value < 6 else 0
            style = properties.find(f"{W}pStyle")
            name = style.get(f"{W}val") if style is not None else None
            for _ in range(10):
                if name is None or name not in self.styles:
                    break
                own, parent, own_number = self.styles[name]
                level = level or own
                numbered = own_number if numbered is None else numbered
                name = parent
        return level, self.numbering.label(numbered)

    def _text(self, element: Any, boxes: list[Any]) -> str:
        """The shown text of a paragraph; text boxes met on the way are handed back to be read after it."""
        parts: list[str] = []
        stack = list(reversed(element))
        while stack:
            node = stack.pop()
            tag = node.tag
            if tag == f"{W}t":
                parts.append(_in_its_font(node))
            elif tag == f"{W}tab":
                parts.append("\t" if node.getparent().tag == f"{W}r" else "")
            elif tag in (f"{W}br", f"{W}cr"):
                parts.append("\n")
            elif tag == f"{W}noBreakHyphen":
                parts.append("-")
            elif tag == f"{W}sym":
                parts.append(symbol(node.get(f"{W}font"), node.get(f"{W}char")))
            elif tag == f"{W}checkBox":
                parts.append(form_box(node))
            elif tag == f"{W}txbxContent":
                boxes.append(node)
            elif tag in _UNSHOWN or (tag == f"{W}r" and _is_hidden(node)):
                continue
            elif tag == f"{MC}AlternateContent":
                chosen = node.find(f"{MC}Choice")
                chosen = chosen if chosen is not None else node.find(f"{MC}Fallback")
                if chosen is not None:
                    stack.extend(reversed(chosen))
            elif len(node):
                stack.extend(reversed(node))
        return "".join(parts)

    def _table(self, element: Any, blocks: list[Block]) -> None:
        """Spans from gridSpan and vMerge; a nested table inside a cell follows the outer one as a table of its own."""
        rows: list[list[Cell]] = []
        nested: list[Block] = []
        open_spans: dict[int, Cell] = {}
        for row in _descend(element, f"{W}tr"):
            cells: list[Cell] = []
            column = _skip(row, f"{W}gridBefore")
            continued: dict[int, Cell] = {}
            for item in _descend(row, f"{W}tc"):
                self.cells += 1
                if self.cells > LIMITS.cells:
                    raise too_much("Word 表格单元格过多")
                span = min(_value(item, f"{W}tcPr/{W}gridSpan", 1), 100)
                merge = item.find(f"{W}tcPr/{W}vMerge")
                begins = merge is not None and merge.get(f"{W}val") == "restart"
                above = open_spans.get(column)
                if merge is not None and not begins and above is not None and above.colspan == span:
                    above.rowspan += 1
                    continued[column] = above
                else:
                    cell = Cell(self._cell_text(item, nested), colspan=max(1, span))
                    cells.append(cell)
                    if merge is not None:
                        continued[column] = cell
                column += max(1, span)
            open_spans = continued
            rows.append(cells)
        if len(rows) == 1 and len(rows[0]) == 1 and (nested or len(rows[0][0].text) > 60):  # a frame round text
            blocks.extend(
                Paragraph(line, place=Place(line=self.count)) for line in rows[0][0].text.split("\n") if line.strip()
            )
        elif any(cell.text for cells in rows for cell in cells):
            blocks.append(Table(rows, header_rows=0, place=Place(line=self.count)))
        blocks.extend(nested)

    def _cell_text(self, item: Any, nested: list[Block]) -> str:
        texts = []
        for block in self.inner(item):
            if isinstance(block, Table):
                nested.append(block)
            elif isinstance(block, Heading | Paragraph):
                texts.append(block.text.strip())
        return "\n".join(text for text in texts if text)


def _descend(parent: Any, tag: str) -> list[Any]:
    """Children with this tag, also through content controls and tracked rows, but not into nested tables."""
    found = []
    for child in parent:
        if child.tag == tag:
            deleted = child.find(f"{W}trPr/{W}del") if tag.endswith("}tr") else None
            if deleted is None:
                found.append(child)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            found.extend(_descend(child, tag))
    return found


def _in_its_font(text: Any) -> str:
    """The characters as they show: in a run set in Wingdings they are signs."""
    run = text.getparent()
    fonts = run.find(f"{W}rPr/{W}rFonts") if run is not None else None
    return in_font(text.text or "", fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") if fonts is not None else None)


def form_box(box: Any) -> str:
    """■ or □ for the tick box (w:checkBox) of an old form."""
    ticked = box.find(f"{W}checked")
    if ticked is None:
        ticked = box.find(f"{W}default")
    return "■" if ticked is not None and ticked.get(f"{W}val") not in ("0", "false") else "□"


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in ("0", "false")


def _value(element: Any, path: str, default: int) -> int:
    found = element.find(path)
    value = found.get(f"{W}val") if found is not None else None
    return int(value) if value is not None and value.isdigit() else default


def _skip(row: Any, tag: str) -> int:
    return _value(row, f"{W}trPr/{tag}", 0)
