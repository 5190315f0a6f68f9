"""The walk through a Word file's XML: blocks of pieces, with what was left out counted so that it can be said.

What a reader of the final version sees is kept once and in order; deleted and hidden text, comments, fields that only
mean something on paper (page numbers, tables of contents) and placeholders are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gongkai.papers.reading.docx import form_box
from gongkai.papers.reading.limits import LIMITS, too_much
from gongkai.papers.reading.radicals import ordinary
from gongkai.papers.reading.rich_fields import CONTENTS, Field
from gongkai.papers.reading.rich_images import Pictures
from gongkai.papers.reading.rich_inline import Piece, clean, safe_link
from gongkai.papers.reading.rich_math import formula
from gongkai.papers.reading.rich_numbering import Number, Numbers
from gongkai.papers.reading.rich_styles import Form, Look, Styles, W, read_look, value, whole
from gongkai.papers.reading.symbols import boxes as plain_boxes
from gongkai.papers.reading.symbols import in_font, symbol

Relations = dict[str, tuple[str, bool]]
_THROUGH = frozenset(
    ("sdtContent", "ins", "moveTo", "customXml", "smartTag", "dir", "bdo", "subDoc", "proofErr", "conflictIns")
)
_REMOVED = frozenset(("del", "moveFrom", "conflictDel"))
_COMMENT = frozenset(("commentRangeStart", "commentReference", "annotationRef"))


def local(element: Any) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def related(element: Any, name: str = "id") -> str | None:
    """An attribute of the relationships' namespace (r:id, r:embed, r:link), loose or strict."""
    for key, text in element.attrib.items():
        if key.endswith(f"/relationships}}{name}"):
            return str(text)
    return None


@dataclass(slots=True)
class Para:
    """A paragraph as it is read, before anybody decides whether it is a title, a heading or an item of a list."""

    pieces: list[Piece]
    form: Form = field(default_factory=Form)
    number: Number | None = None
    looks: list[tuple[int, Look]] = field(default_factory=list)


@dataclass(slots=True)
class GridCell:
    blocks: list[Block]
    colspan: int = 1
    rowspan: int = 1


@dataclass(slots=True)
class Grid:
    """A table: rows of cells, those covered by a span left out; ``heads`` is the number of heading rows."""

    rows: list[list[GridCell]]
    heads: int = 0


Block = Para | Grid


@dataclass(slots=True)
class _Line:
    """What gathers while one paragraph is read."""

    style: str | None
    pieces: list[Piece] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    looks: list[tuple[int, Look]] = field(default_factory=list)


class Walker:
    """Reads one document; ``left_out`` counts by code what was left out, ``cited`` the ids of notes in their order."""

    def __init__(self, styles: Styles, numbers: Numbers, pictures: Pictures, notes: dict[tuple[str, str], Any]) -> None:
        self.styles = styles
        self.numbers = numbers
        self.pictures = pictures
        self.notes = notes
        self.relations: Relations = {}
        self.cited: list[tuple[str, str]] = []
        self.left_out: Counter[str] = Counter()
        self.fields: list[Field] = []
        self.droppable = True
        self.cells = 0
        self.count = 0

    # -- blocks ---------------------------------------------------------------------------------------------------

    def blocks(self, parent: Any) -> list[Block]:
        found: list[Block] = []
        pending: list[Para] = []  # of paragraphs whose mark was deleted: they run on into the next one
        for element in self._flattened(parent):
            if local(element) == "p":
                for block in self._paragraph(element, pending):
                    found.append(block)
            else:
                found.extend(pending)
                pending.clear()
                found.extend(self._table(element))
            self.count += 1
            if self.count > LIMITS.blocks:
                raise too_much("Word 文件段落过多")
        found.extend(pending)
        return found

    def _flattened(self, parent: Any) -> Iterator[Any]:
        """The paragraphs and tables under an element, through content controls and the like."""
        for element in parent:
            name = local(element)
            if name in ("p", "tbl"):
                yield element
            elif name == "sdt":
                yield from self._flattened(self._control(element))
            elif name in _REMOVED:
                self.left_out["deleted"] += 1
            elif name == "AlternateContent":
                yield from self._flattened(_chosen(element))
            elif name == "altChunk":
                self.left_out["chunk"] += 1
            elif name in _THROUGH:
                yield from self._flattened(element)

    def _control(self, element: Any) -> Any:
        """The content of a content control; of a table of contents or an unfilled one, nothing."""
        properties = element.find(f"{W}sdtPr")
        content = element.find(f"{W}sdtContent")
        if content is None:
            return ()
        if properties is not None:
            gallery = value(properties, f"{W}docPartObj/{W}docPartGallery") or ""
            if gallery == "Table of Contents":
                self.left_out["contents"] += 1
                return ()
            if properties.find(f"{W}showingPlcHdr") is not None and value(properties, f"{W}showingPlcHdr") not in (
                "0",
                "false",
            ):
                return ()
        return content

    def _paragraph(self, element: Any, pending: list[Para]) -> Iterator[Block]:
        properties = element.find(f"{W}pPr")
        style, form = self.styles.paragraph(properties)
        line = _Line(style)
        self._inline(element, line, None)
        self.fields = [opened for opened in self.fields if opened.shows]  # a code never runs over a paragraph's end
        mark = properties.find(f"{W}rPr") if properties is not None else None
        merged = mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None)
        number = None
        hidden = mark is not None and bool(read_look(mark).hidden) and not line.pieces
        if not merged and not hidden and not form.contents:
            number = self.numbers.next(form.number, form.number_level or 0)
        if form.contents:
            self.left_out["contents"] += bool(line.pieces)
            line.pieces = []
        para = Para(line.pieces, form, number, line.looks)
        if pending:
            before = pending.pop()
            para.pieces = before.pieces + para.pieces
            para.looks = before.looks + para.looks
        if merged:
            self.left_out["deleted"] += 1
            pending.append(para)
        elif para.pieces:
            yield para
        for box in line.boxes:
            yield from self.blocks(box)

    # -- what stands in a paragraph -------------------------------------------------------------------------------

    def _emit(self, line: _Line, text: str, look: Look, href: str | None = None, image: int | None = None) -> None:
        if any(not opened.shows or (opened.dropped and self.droppable) for opened in self.fields):
            return
        for opened in self.fields:
            href = opened.href or href
        if image is not None:
            line.pieces.append(Piece(text, frozenset(), href, image))
            return
        text = clean(text) if "\n" in text else clean(text).replace("\r", "")
        if not text:
            return
        marks = look.marks()
        if "u" in marks and not href and not text.strip() and len(text) >= 2:  # a blank to be filled in by hand
            text = "".join("＿" if sign == "\u3000" else "_" for sign in text)
        line.pieces.append(Piece(text, marks, href))
        if text.strip():
            line.looks.append((len(text.strip()), look))

    def _inline(self, parent: Any, line: _Line, href: str | None) -> None:
        for node in parent:
            name = local(node)
            if name == "r":
                self._run(node, line, href)
            elif name == "hyperlink":
                target, outside = self.relations.get(related(node) or "", ("", False))
                self._inline(node, line, safe_link(target) if outside else href)
            elif name == "sdt":
                self._inline_control(node, line, href)
            elif name in _REMOVED:
                self.left_out["deleted"] += 1
            elif name == "fldSimple":
                simple = Field()
                simple.code.append(node.get(f"{W}instr") or "")
                simple.separate()
                self._open(simple)
                self._inline(node, line, href)
                self.fields.remove(simple)
            elif name in ("oMath", "oMathPara"):
                self._formula(node, line, href)
            elif name in _COMMENT:
                self.left_out["comment"] += 1
            elif name == "AlternateContent":
                self._inline(_chosen(node), line, href)
            elif name in _THROUGH:
                self._inline(node, line, href)

    def _inline_control(self, node: Any, line: _Line, href: str | None) -> None:
        content = self._control(node)
        before = len(line.pieces)
        self._inline(content, line, href)
        properties = node.find(f"{W}sdtPr")
        if properties is not None and any(local(child) == "checkbox" for child in properties):
            line.pieces[before:] = [
                Piece(plain_boxes(piece.text), piece.marks, piece.href, piece.image) for piece in line.pieces[before:]
            ]

    def _formula(self, node: Any, line: _Line, href: str | None) -> None:
        for text, raised in formula(node):
            self._emit(line, ordinary(text), Look(raised=raised), href)

    def _run(self, run: Any, line: _Line, href: str | None) -> None:
        properties = run.find(f"{W}rPr")
        look = read_look(properties).over(self.styles.look(line.style, value(properties, f"{W}rStyle")))
        for node in run:
            name = local(node)
            if name == "fldChar":
                self._field(node, line, look, href)
            elif name == "instrText":
                if self.fields and not self.fields[-1].shows:
                    self.fields[-1].code.append(node.text or "")
            elif name in _COMMENT:
                self.left_out["comment"] += 1
            elif name in ("rPr", "delText", "delInstrText"):
                continue
            elif look.hidden:
                self.left_out["hidden"] += 1
            else:
                self._content(node, name, line, look, href)

    def _content(self, node: Any, name: str, line: _Line, look: Look, href: str | None) -> None:
        if name == "t":
            text = in_font((node.text or "").replace("\n", " ").replace("\t", " "), look.latin)
            self._emit(line, ordinary(text), look, href)
        elif name == "sym":
            self._emit(line, symbol(node.get(f"{W}font"), node.get(f"{W}char")), look, href)
        elif name in ("tab", "ptab"):
            self._emit(line, "\u3000", Look(), href)
        elif name == "cr" or (name == "br" and node.get(f"{W}type") in (None, "textWrapping")):
            self._emit(line, "\n", Look(), href)
        elif name == "noBreakHyphen":
            self._emit(line, "-", look, href)
        elif name in ("footnoteReference", "endnoteReference"):
            self._cite(name[: -len("Reference")], node.get(f"{W}id") or "", line)
        elif name == "ruby":
            base, above = node.find(f"{W}rubyBase"), node.find(f"{W}rt")
            self._inline(base if base is not None else (), line, href)
            if above is not None and any((text.text or "").strip() for text in above.iter(f"{W}t")):
                self._emit(line, "（", look, href)
                self._inline(above, line, href)
                self._emit(line, "）", look, href)
        elif name == "AlternateContent":
            for child in _chosen(node):
                self._content(child, local(child), line, look, href)
        elif name in ("drawing", "pict", "object"):
            self._drawn(node, line, href, "")

    def _cite(self, kind: str, number: str, line: _Line) -> None:
        key = (kind, number)
        if key not in self.notes:
            return
        if key not in self.cited:
            self.cited.append(key)
        self._emit(line, f"［{self.cited.index(key) + 1}］", Look(raised="superscript"))

    # -- fields ---------------------------------------------------------------------------------------------------

    def _open(self, opened: Field) -> None:
        self.fields.append(opened)
        if opened.kind in CONTENTS:
            self.left_out["contents"] += 1

    def _field(self, node: Any, line: _Line, look: Look, href: str | None) -> None:
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            self.fields.append(Field(box=_form_box(node)))
        elif kind == "separate" and self.fields:
            self.fields[-1].separate()
            self.left_out["contents"] += self.fields[-1].kind in CONTENTS
        elif kind == "end" and self.fields:
            closed = self.fields.pop()
            empty = not closed.shows
            closed.separate()
            if closed.box is not None and closed.kind == "FORMCHECKBOX":
                self._emit(line, closed.box, look, href)
            elif empty and closed.kind == "EQ":
                self._emit(line, closed.drawn_signs(), look, href)

    # -- drawings -------------------------------------------------------------------------------------------------

    def _drawn(self, node: Any, line: _Line, href: str | None, alt: str) -> None:
        """Pictures and text boxes of a drawing, each once, at any depth of groups."""
        for child in node:
            name = local(child)
            if name == "txbxContent":
                if not any(not opened.shows or opened.dropped for opened in self.fields):
                    line.boxes.append(child)
            elif name == "AlternateContent":
                self._drawn(_chosen(child), line, href, alt)
            elif name in ("blip", "imagedata"):
                self._picture(child, line, href, alt)
            elif name in ("chart", "relIds"):
                self.left_out["chart"] += 1
            elif name == "textpath":
                self._emit(line, ordinary(child.get("string") or ""), Look(), href)
            elif name in ("OLEObject", "control"):
                self.left_out["object"] += 1
            else:
                inner = alt
                if name in ("inline", "anchor", "pic"):
                    inner = _description(child) or alt
                elif name in ("shape", "rect"):
                    inner = child.get("alt") or alt
                self._drawn(child, line, href, inner)

    def _picture(self, node: Any, line: _Line, href: str | None, alt: str) -> None:
        linked = related(node, "link") or related(node, "href")
        target, outside = self.relations.get(related(node, "embed") or related(node) or linked or "", ("", False))
        if not target:
            return
        alt = " ".join(clean(alt).split())[:500]
        if outside:
            self.left_out["linked"] += 1
        else:
            index = self.pictures.place(target, alt)
            if index is not None:
                self._emit(line, alt, Look(), href, image=index)
                return
        self._emit(line, f"［图片：{alt}］" if alt else "［图片］", Look(), href)

    # -- tables ---------------------------------------------------------------------------------------------------

    def _table(self, element: Any) -> list[Block]:
        from gongkai.papers.reading.rich_tables import read_table

        return read_table(self, element)


def _description(element: Any) -> str:
    """The alternative text of a drawing: of the frame, or of the picture itself."""
    for child in element:
        if local(child) in ("docPr", "cNvPr"):
            return child.get("descr") or child.get("title") or ""
        if local(child) == "nvPicPr":
            return _description(child)
    return ""


def _form_box(node: Any) -> str | None:
    """■ or □ for a tick box of an old form, None for any other field."""
    box = node.find(f"{W}ffData/{W}checkBox")
    return form_box(box) if box is not None else None


def _chosen(element: Any) -> Any:
    """The one branch of an AlternateContent that holds something we can show; both say the same thing."""
    branches = [child for child in element if local(child) in ("Choice", "Fallback")]
    for branch in branches:
        if any(local(node) in ("txbxContent", "blip", "imagedata", "t", "textpath") for node in branch.iter()):
            return branch
    return branches[0] if branches else ()


def span(properties: Any, name: str) -> int:
    """A span of a cell, 1 to 100."""
    return max(1, min(whole(value(properties, f"{W}{name}"), 1), 100))
