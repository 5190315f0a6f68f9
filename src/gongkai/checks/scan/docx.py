"""Word files: body, tables, text boxes, headers, footers, notes, comments, tracked changes, hidden and white text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from gongkai.checks.personal.detect import find_personal
from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.ooxml import Package, local, scan_properties, scan_rest
from gongkai.findings import refuse

_STORIES = (
    (r"word/document\d*\.xml", "正文"),
    (r"word/header\d*\.xml", "页眉"),
    (r"word/footer\d*\.xml", "页脚"),
    (r"word/footnotes\.xml", "脚注"),
    (r"word/endnotes\.xml", "尾注"),
)
#: Parts with paragraphs of text; masking rewrites them too.
STORY_PARTS = re.compile(r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes)\.xml", re.IGNORECASE)
_TRACKED = {
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "rPrChange",
    "pPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "sectPrChange",
    "cellIns",
    "cellDel",
    "numberingChange",
}
#: Elements with words in their attributes: pictures, links, bookmarks, fields of forms and what may be chosen in them.
DESCRIBED = (
    *("docPr", "cNvPr", "alias", "tag", "hyperlink", "bookmarkStart"),
    *("listItem", "listEntry", "default", "statusText", "helpText"),
)
DESCRIPTIONS = frozenset({"descr", "title", "val", "tooltip", "name", "displayText", "value"})
_OFF = {"0", "false", "off", "none"}


@dataclass(slots=True)
class Piece:
    """A stretch of text of a paragraph in one element; ``hidden`` is empty, vanish, white, tiny or deleted.

    ``inserted``: put in by a tracked change that is not accepted yet.
    """

    text: str
    element: etree._Element
    hidden: str = ""
    inserted: bool = False


@dataclass(slots=True)
class Para:
    element: etree._Element
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.hidden != "deleted")

    def before_changes(self) -> tuple[str, list[tuple[int, int]]]:
        """The text as it was before tracked changes, and which stretches of it have been deleted."""
        parts: list[str] = []
        deleted: list[tuple[int, int]] = []
        at = 0
        for piece in self.pieces:
            if piece.inserted and piece.hidden != "deleted":
                continue
            if piece.hidden == "deleted":
                deleted.append((at, at + len(piece.text)))
            parts.append(piece.text)
            at += len(piece.text)
        return "".join(parts), deleted


@dataclass(slots=True)
class CellOf:
    """A table cell: its paragraphs (of nested tables: none)."""

    element: etree._Element
    paras: list[Para]

    @property
    def text(self) -> str:
        return "\n".join(para.text for para in self.paras)


@dataclass(slots=True)
class TableOf:
    element: etree._Element
    rows: list[list[CellOf | None]]


class Styles:
    """Which styles hide their text (vanish) or make it white, with inheritance."""

    def __init__(self, root: etree._Element | None) -> None:
        self.hidden: dict[str, str] = {}
        if root is None:
            return
        based: dict[str, str] = {}
        for style in root.iter("{*}style"):
            name = attribute(style, "styleId")
            properties = style.find("{*}rPr")
            self.hidden[name] = run_state(properties) if properties is not None else ""
            parent = style.find("{*}basedOn")
            if parent is not None:
                based[name] = attribute(parent, "val")
        for name in list(self.hidden):
            at, steps = name, 0
            while not self.hidden.get(name) and at in based and steps < 20:
                at, steps = based[at], steps + 1
                if self.hidden.get(at) == "vanish":
                    self.hidden[name] = "vanish"


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its local name."""
    for key, value in element.attrib.items():
        if key == name or key.endswith("}" + name):
            return str(value)
    return ""


def run_state(properties: etree._Element | None) -> str:
    """vanish, white or tiny for run properties; empty when the text is to be seen."""
    if properties is None:
        return ""
    white, shaded, state = False, False, ""
    for child in properties:
        name = local(child)
        value = attribute(child, "val")
        if name in ("vanish", "specVanish") and value.lower() not in _OFF:
            return "vanish"
        if name == "color" and (
            value.upper() in ("FFFFFF", "FEFEFE", "FDFDFD", "FCFCFC")
            or (attribute(child, "themeColor") in ("background1", "light1") and not attribute(child, "themeShade"))
        ):
            white = True
        elif name in ("shd", "highlight"):
            ground = attribute(child, "fill") if name == "shd" else value
            shaded = shaded or ground.lower() not in ("", "auto", "ffffff", "none", "white")
        elif name == "sz" and value.isdigit() and int(value) <= 4:
            state = "tiny"
    return "white" if white and not shaded else state


def _on_dark(run: etree._Element) -> bool:
    """White text on a shaded cell, paragraph or filled shape is seen."""
    for ancestor in run.iterancestors():
        name = local(ancestor)
        if name in ("p", "tc", "tr", "tbl"):
            for shading in ancestor.findall(f"{{*}}{name}Pr/{{*}}shd"):
                if attribute(shading, "fill").upper() not in ("", "AUTO", "FFFFFF"):
                    return True
            if name == "tbl" and ancestor.find("{*}tblPr/{*}tblStyle") is not None:
                style = attribute(ancestor.find("{*}tblPr/{*}tblStyle"), "val").lower().replace(" ", "")
                if style not in ("tablegrid", "tablenormal", "a3", "a1"):
                    return True
        elif name == "txbxContent" or name in ("txbx", "textbox"):
            return True
    return False


def pieces_of(paragraph: etree._Element, styles: Styles) -> list[Piece]:
    """The text of a paragraph in order; text boxes anchored in it are left to :func:`walk`."""
    out: list[Piece] = []
    own_style = paragraph.find("{*}pPr/{*}pStyle")
    inherited = styles.hidden.get(attribute(own_style, "val"), "") if own_style is not None else ""

    def descend(element: etree._Element, deleted: bool, inserted: bool, state: str) -> None:
        for child in element:
            name = local(child)
            if name in ("txbxContent", "Fallback", "pPr", "rPr", "sdtPr") or not name:
                continue
            if name == "r":
                properties = child.find("{*}rPr")
                own = run_state(properties)
                if not own and properties is not None and (style := properties.find("{*}rStyle")) is not None:
                    own = styles.hidden.get(attribute(style, "val"), "")
                own = own or inherited
                if own == "white" and _on_dark(child):
                    own = ""
                descend(child, deleted, inserted, own)
                continue
            text = child.text if name in ("t", "delText") else _SIGNS.get(name)
            if text:
                hidden = "deleted" if deleted or name == "delText" else state
                out.append(Piece(text, child, hidden, inserted))
            elif name not in ("t", "delText"):
                descend(child, deleted or name in ("del", "moveFrom"), inserted or name in ("ins", "moveTo"), state)

    descend(paragraph, False, False, "")
    return out


#: Elements of a run that stand for a character.
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
Block = Para | TableOf


def walk(container: etree._Element, styles: Styles, boxes: list[etree._Element]) -> Iterator[Block]:
    """Paragraphs and tables in order; text boxes met on the way are put into ``boxes`` (alternatives only once)."""
    for child in container:
        name = local(child)
        if name == "p":
            for box in child.iter("{*}txbxContent"):
                if not any(local(ancestor) in ("Fallback", "txbxContent") for ancestor in box.iterancestors()):
                    boxes.append(box)
            yield Para(child, pieces_of(child, styles))
        elif name == "tbl":
            yield _table(child, styles, boxes)
            for nested in child.iter("{*}tbl"):
                if nested is not child and _nearest(nested, "tbl") is child:
                    yield from walk(_wrap(nested), styles, boxes)
        elif name in ("Fallback", "sectPr", "pPr"):
            continue
        elif name:
            yield from walk(child, styles, boxes)


class _Wrap(list):  # type: ignore[type-arg]
    """A container of one element that is not moved from its place in the tree."""


def _wrap(element: etree._Element) -> etree._Element:
    return _Wrap([element])  # type: ignore[return-value]


def _nearest(element: etree._Element, name: str) -> etree._Element | None:
    return next((ancestor for ancestor in element.iterancestors() if local(ancestor) == name), None)


def _table(table: etree._Element, styles: Styles, boxes: list[etree._Element]) -> TableOf:
    rows: list[list[CellOf | None]] = []
    for row in table.iter("{*}tr"):
        if _nearest(row, "tbl") is not table:
            continue
        cells: list[CellOf | None] = []
        before = row.find("{*}trPr/{*}gridBefore")
        if before is not None and attribute(before, "val").isdigit():
            cells += [None] * min(int(attribute(before, "val")), 60)
        for cell in row.iter("{*}tc"):
            if _nearest(cell, "tr") is not row:
                continue
            paras = []
            for paragraph in cell.iter("{*}p"):
                if _nearest(paragraph, "tc") is not cell or any(
                    local(a) in ("txbxContent", "Fallback")
                    for a in paragraph.iterancestors()
                    if a is not cell and cell in a.iterancestors()
                ):
                    continue
                boxes += [
                    box
                    for box in paragraph.iter("{*}txbxContent")
                    if not any(local(a) == "Fallback" for a in box.iterancestors())
                ]
                paras.append(Para(paragraph, pieces_of(paragraph, styles)))
            cells.append(CellOf(cell, paras))
            span = cell.find("{*}tcPr/{*}gridSpan")
            if span is not None and attribute(span, "val").isdigit():
                cells += [None] * min(int(attribute(span, "val")) - 1, 60)
        rows.append(cells)
    return TableOf(table, rows)


def load_styles(package: Package) -> Styles:
    return Styles(package.xml("word/styles.xml")) if "word/styles.xml" in package.names else Styles(None)


def scan_docx(data: bytes, collector: Collector, name: str = "") -> None:
    """All findings of a Word file."""
    package = Package(data, "Word", collector)
    if not any(STORY_PARTS.fullmatch(part) for part in package.names):
        raise refuse("broken", "Word文件已损坏，找不到正文。请用原软件打开并另存后再试")
    styles = load_styles(package)
    for pattern, label in _STORIES:
        parts = list(package.matching(pattern))
        for index, part in enumerate(parts, 1):
            story = label if len(parts) == 1 or label == "正文" else f"{label}{index}"
            _scan_part(package.xml(part), styles, story, collector, name)
    _scan_comments(package, styles)
    scan_properties(package)
    scan_rest(package)


def _scan_part(root: etree._Element, styles: Styles, story: str, collector: Collector, title: str) -> None:
    boxes: list[etree._Element] = []
    hidden: dict[str, list[str]] = {}
    deleted: list[Para] = []
    _scan_blocks(root, styles, story, collector, title, boxes, hidden, deleted)
    number = 0
    while boxes and number < 5000:
        number += 1
        _scan_blocks(boxes.pop(0), styles, f"{story} 文本框{number}", collector, title, boxes, hidden, deleted)
    tracked = sum(1 for element in root.iter() if local(element) in _TRACKED)
    if tracked:
        words = ("".join(piece.text for piece in para.pieces if piece.hidden == "deleted") for para in deleted[:3])
        collector.add("H-TRACKED", story, "、".join(text for text in words if text.strip()) or "修订", count=tracked)
    _scan_deleted(deleted, f"{story} 修订中删去的文字", collector)
    codes = [("", element.text or "") for element in root.iter("{*}instrText", "{*}delInstrText")]
    codes += [("", attribute(element, "instr")) for element in root.iter("{*}fldSimple")]
    collector.story(f"{story} 域代码", codes, wording=False)
    for state, rule in (("vanish", "H-TEXT"), ("white", "H-WHITE"), ("tiny", "H-TINY")):
        if texts := [text for text in hidden.get(state, ()) if text.strip()]:
            collector.add(rule, story, "；".join(texts), count=len(texts))
    described = [
        value
        for element in root.iter(*[f"{{*}}{name}" for name in DESCRIBED])
        for key, value in element.attrib.items()
        if key.rsplit("}", 1)[-1] in DESCRIPTIONS and len(value) > 5
    ]
    if described:
        collector.story(f"{story} 图片说明和域", [("", text) for text in described], wording=False)


def _scan_deleted(paras: list[Para], name: str, collector: Collector) -> None:
    """Personal data that tracked changes took out, wholly or in part: it is still in the file."""
    texts: list[str] = []
    gone: list[tuple[int, int]] = []
    at = 0
    for para in paras:
        text, deleted = para.before_changes()
        gone += [(at + start, at + end) for start, end in deleted]
        texts.append(text)
        at += len(text) + 1
    whole = "\n".join(texts)
    hits = [
        hit
        for hit in find_personal(whole, allow=collector.options.allow)
        if any(start < hit.end and end > hit.start for start, end in gone)
    ]
    if hits:
        collector.text(name, whole, lambda offset: "", wording=False, hits=hits)


def _scan_blocks(
    root: etree._Element,
    styles: Styles,
    story: str,
    collector: Collector,
    title: str,
    boxes: list[etree._Element],
    hidden: dict[str, list[str]],
    deleted: list[Para],
) -> None:
    paragraphs: list[tuple[str, str]] = []
    number = tables = 0
    last = ""
    for block in walk(root, styles, boxes):
        if isinstance(block, Para):
            number += 1
            _note_hidden(block, hidden, deleted)
            if block.text.strip():
                paragraphs.append((f"第{number}段", block.text))
                last = block.text
            continue
        tables += 1
        rows = [[cell.text if cell else None for cell in row] for row in block.rows]
        for row in block.rows:
            for cell in row:
                for para in cell.paras if cell else ():
                    _note_hidden(para, hidden, deleted)
        collector.table(f"{story} 表{tables}", rows, title=f"{title} {last if len(last) < 60 else ''}")
    if paragraphs:
        collector.story(f"{story} ", paragraphs)


def _note_hidden(para: Para, hidden: dict[str, list[str]], deleted: list[Para]) -> None:
    if any(piece.hidden == "deleted" for piece in para.pieces):
        deleted.append(para)
    for piece in para.pieces:
        if piece.hidden and piece.hidden != "deleted":
            hidden.setdefault(piece.hidden, []).append(piece.text)


def _scan_comments(package: Package, styles: Styles) -> None:
    collector = package.collector
    for part in package.matching(r"word/comments\.xml"):
        pieces, number = [], 0
        for comment in package.xml(part).iter("{*}comment"):
            number += 1
            text = "".join(piece.text for p in comment.iter("{*}p") for piece in pieces_of(p, styles))
            pieces.append((f"{number}", text))
        if number:
            collector.add("H-COMMENT", "批注", "；".join(text for _, text in pieces), count=number)
            collector.story("批注", pieces, wording=False)
