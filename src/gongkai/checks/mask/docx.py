"""Masked copies of Word files: changes accepted, hidden text out, numbers masked across runs, nothing behind."""

from __future__ import annotations

import re
from itertools import accumulate

from lxml import etree

from gongkai.checks.mask.copy import Work
from gongkai.checks.mask.ooxml import Copy, mask_words, open_package, remove, serialise, unwrap
from gongkai.checks.personal.kinds import Hit
from gongkai.checks.scan.docx import (
    DESCRIBED,
    DESCRIPTIONS,
    STORY_PARTS,
    CellOf,
    Para,
    Piece,
    Styles,
    TableOf,
    load_styles,
    pieces_of,
    walk,
)
from gongkai.checks.scan.ooxml import local

_KEEP = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|styles|settings|fontTable|numbering|webSettings|stylesWithEffects)\.xml"
    r"|word/theme/theme\d*\.xml|word/media/[^/]+|word/charts/(?:chart|style|colors)\d*\.xml|word/diagrams/[^/]+\.xml|word/fonts/[^/]+|word/_rels/[^/]+\.rels|word/(?:charts|diagrams|theme)/_rels/[^/]+\.rels",
    re.IGNORECASE,
)
_CHANGES = (
    "rPrChange",
    "pPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "sectPrChange",
    "tblGridChange",
    "tblPrExChange",
    "numberingChange",
)
_RANGES = (
    "moveFromRangeStart",
    "moveFromRangeEnd",
    "moveToRangeStart",
    "moveToRangeEnd",
    "commentRangeStart",
    "commentRangeEnd",
    "customXmlInsRangeStart",
    "customXmlInsRangeEnd",
    "customXmlDelRangeStart",
    "customXmlDelRangeEnd",
)
_OUT = ("commentReference", "annotationRef", "OLEObject", "control", "altChunk", "subDoc", "dataBinding", "Fallback")
_SETTINGS_OUT = (
    "docVars",
    "rsids",
    "attachedTemplate",
    "mailMerge",
    "trackRevisions",
    "documentProtection",
    "writeProtection",
    "hdrShapeDefaults",
    "linkStyles",
)


def mask_docx(data: bytes, name: str, work: Work) -> bytes:
    """The bytes of the masked copy."""
    package = open_package(data, "Word", work)
    copy = Copy(package, _KEEP, work)
    styles = load_styles(package)
    for part in sorted(copy.keep):
        if STORY_PARTS.fullmatch(part):
            root = package.xml(part)
            accept_changes(root, work)
            take_out_hidden(root, styles, work)
            _mask_story(root, styles, name, work)
            copy.parts[part] = serialise(root)
        elif re.fullmatch(r"word/charts/chart\d*\.xml", part):
            copy.chart(part)
        elif part.startswith("word/diagrams/") and part.endswith(".xml"):
            root = package.xml(part)
            mask_words(root, work)
            copy.parts[part] = serialise(root)
        elif part == "word/settings.xml":
            root = package.xml(part)
            for element in list(root.iter(*[f"{{*}}{tag}" for tag in _SETTINGS_OUT])):
                remove(element)
            copy.parts[part] = serialise(root)
    if any(re.match(r"docProps/|customXml/", part) for part in package.names):
        work.removed["文件属性"] += 1
    return copy.write()


def accept_changes(root: etree._Element, work: Work) -> None:
    """Deleted text goes, inserted text stays, comments and other marks go."""

    def every(*names: str) -> list[etree._Element]:
        return list(root.iter(*[f"{{*}}{name}" for name in names]))

    for element in every("del", "moveFrom"):
        parent = element.getparent()
        if parent is None:
            continue
        if local(parent) == "trPr":
            remove(parent.getparent())
        elif local(parent) == "rPr":
            remove(element)
        else:
            remove(element)
        work.removed["修订"] += 1
    for element in every("ins", "moveTo"):
        unwrap(element)
        work.removed["修订"] += 1
    for element in every(*_CHANGES, *_RANGES, "cellIns", "cellDel", "cellMerge"):
        remove(element)
    for element in every(*_OUT):
        if local(element) == "commentReference":
            work.removed["批注"] += 1
        remove(element)
    for element in every(*DESCRIBED):
        for key, value in element.attrib.items():
            if len(value) > 5 and key.rsplit("}", 1)[-1] in DESCRIPTIONS:
                element.set(key, work.text(value))
    for element in every("fldSimple"):
        for key, value in element.attrib.items():
            element.set(key, work.text(value))
    for paragraph in every("p"):
        codes = [element for element in paragraph.iter("{*}instrText", "{*}delInstrText") if element.text]
        starts = accumulate((len(element.text) for element in codes), initial=0)
        pieces = [(at, Piece(element.text, element)) for at, element in zip(starts, codes, strict=False)]
        apply(pieces, work.hits("".join(element.text for element in codes)))


def take_out_hidden(root: etree._Element, styles: Styles, work: Work) -> None:
    """Runs that are hidden, white or too small to see."""
    for paragraph in list(root.iter("{*}p")):
        for piece in pieces_of(paragraph, styles):
            if piece.hidden:
                remove(piece.element)
                work.removed["看不见的文字"] += 1


def _mask_story(root: etree._Element, styles: Styles, title: str, work: Work) -> None:
    boxes: list[etree._Element] = []
    _mask_blocks(root, styles, title, boxes, work)
    while boxes:
        _mask_blocks(boxes.pop(0), styles, title, boxes, work)


def _mask_blocks(root: etree._Element, styles: Styles, title: str, boxes: list[etree._Element], work: Work) -> None:
    paras: list[Para] = []
    last = ""
    for block in walk(root, styles, boxes):
        if isinstance(block, Para):
            if block.text.strip():
                paras.append(block)
                last = block.text
        else:
            _mask_table(block, f"{title} {last if len(last) < 60 else ''}", work)
    pieces: list[tuple[int, Piece]] = []
    at = 0
    for para in paras:
        for piece in para.pieces:
            pieces.append((at, piece))
            at += len(piece.text)
        at += 1
    whole = "\n".join(para.text for para in paras)
    apply(pieces, work.hits(whole))


_TEXTS = ("t", "delText", "instrText", "delInstrText")


def apply(pieces: list[tuple[int, Piece]], hits: list[Hit]) -> None:
    """Write the masked form of each hit into the runs it stands in: the first takes it, the others lose their share."""
    for hit in reversed(hits):
        first = True
        for start, piece in pieces:
            end = start + len(piece.text)
            if end <= hit.start or start >= hit.end:
                continue
            low, high = max(hit.start - start, 0), min(hit.end - start, len(piece.text))
            if local(piece.element) not in _TEXTS:
                remove(piece.element)
                continue
            text = piece.element.text or ""
            piece.element.text = text[:low] + (hit.masked if first else "") + text[high:]
            piece.element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            first = False


def _mask_table(table: TableOf, title: str, work: Work) -> None:
    rows = [[cell.text if cell else None for cell in row] for row in table.rows]
    for (row, column), masked in work.table(rows, title=title).items():
        cell = table.rows[row][column]
        if cell is not None:
            _set_cell(cell, masked)


def _set_cell(cell: CellOf, text: str) -> None:
    lines = text.split("\n")
    if len(lines) != len(cell.paras):
        lines = [text.replace("\n", " ")] + [""] * (len(cell.paras) - 1)
    for para, line in zip(cell.paras, lines, strict=True):
        if para.text == line:
            continue
        written = False
        for piece in para.pieces:
            if local(piece.element) not in _TEXTS:
                remove(piece.element)
                continue
            piece.element.text = "" if written else line
            written = True


__all__ = ["mask_docx"]
