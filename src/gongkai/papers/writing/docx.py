"""A Paper as a Word file by GB/T 9704—2012: 22 lines of 28 characters, real styles, contents, page numbers.

The file is opened from the parts in ``template/word`` (styles, settings, footers: plain XML that can be read and
changed), filled, and packed again with fixed moments, so that equal input gives equal bytes. The office's faces are
named, not embedded. Exact pitch 28.95 pt with character spacing −0.25 pt and no document grid gives the standard's
22 × 28 without leaning on the grid, which word processors read differently.
"""

from __future__ import annotations

import datetime
import functools
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.papers.model import Block, Chart, Contents, Heading, PageBreak, Paper, Paragraph, Table
from gongkai.papers.writing import charts, pdf
from gongkai.papers.writing.docx_table import TEXT_WIDTH, TURNED_WIDTH, table_elements
from gongkai.papers.writing.docx_xml import P, field_runs, paragraph, text_runs, w
from gongkai.papers.writing.layout import (
    contents_entries,
    describe,
    em,
    lines_of,
    page_runs,
    parts,
    signing_indents,
    single_line,
    timestamp,
)

if TYPE_CHECKING:
    from docx.document import Document

TEMPLATE = Path(__file__).parent / "template" / "word"
ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)

STYLES = {
    "body": "Normal",
    "title": "DocumentTitle",
    "subtitle": "DocumentSubtitle",
    "caption": "TableTitle",
    "note": "Note",
    "signature": "Signature",
    "date": "SignatureDate",
    "attachment": "AttachmentMark",
    "to": "Addressee",
}
"""Word style of each paragraph style of a Paper."""

COVER_STYLES = {"title": "CoverTitle", "signature": "CoverSignature", "date": "CoverSignature"}
COVER_LEAD, COVER_BELOW, TEXT_HEIGHT = 2900, 1000, 12756
"""Cover in twips: space above the title, space below the last line, height of the type area."""


def write_docx(
    paper: Paper,
    *,
    pages: Sequence[int] | None = None,
    fonts: Path | None = None,
    created: datetime.datetime | None = None,
) -> bytes:
    """The Paper as a .docx file.

    ``pages`` are the page numbers of the contents entries; without them the PDF writer, which has the same lines and
    pages, works them out. Word refreshes them on opening. ``fonts`` is a folder with further faces for the pictures of
    charts; ``created`` the moment in the file, by default the Paper's date.
    """
    if pages is None:
        needed = any(isinstance(block, Contents) for block in paper.blocks)
        pages = pdf.heading_pages(paper, fonts=fonts) if needed else ()
    document = _open()
    writer = _Writer(document, fonts, list(pages), [single_line(h.text) for h in contents_entries(paper)])
    writer.write(paper)
    _properties(document, paper, timestamp(paper, created))
    return _pack(document)


def _open() -> Document:
    import docx

    return docx.Document(io.BytesIO(_template()))


@functools.cache
def _template() -> bytes:
    """The template's parts as one package."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for path in sorted(TEMPLATE.rglob("*")):
            if path.is_file():
                package.writestr(path.relative_to(TEMPLATE).as_posix(), path.read_bytes())
    return buffer.getvalue()


def _pack(document: Document) -> bytes:
    """The package with sorted members and one fixed moment."""
    raw = io.BytesIO()
    document.save(raw)
    packed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            info = zipfile.ZipInfo(name, ZIP_MOMENT)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(info, source.read(name))
    return packed.getvalue()


def _properties(document: Document, paper: Paper, moment: datetime.datetime) -> None:
    """Core properties: title, organ, language, moments; nobody's name."""
    core = document.core_properties
    core.title = single_line(paper.title)[:255]
    core.author = single_line(paper.author)[:255]
    core.last_modified_by = ""
    core.comments = ""
    core.language = paper.language[:16]
    core.revision = 1
    core.created = core.modified = moment.astimezone(datetime.UTC).replace(tzinfo=None)


@dataclass
class _Writer:
    """Appends the parts of one Paper to the body of one document."""

    document: Document
    fonts: Path | None
    pages: list[int]
    entries: list[str]
    index: int = 0
    picture: int = 0
    started: int | None = 1
    turned: bool = False
    free: dict[int, float] = field(default_factory=dict)

    @property
    def body(self) -> Any:
        return self.document.element.body

    def write(self, paper: Paper) -> None:
        cut = parts(paper)
        if cut.cover:
            self._cover(cut.cover)
            self._section(numbered=False)
        if cut.front:
            self._blocks(cut.front)
            self._section(numbered=False)
        first = True
        for turned, blocks in page_runs(cut.body):
            if not first:
                self._section(numbered=True, start=self.started, turned=self.turned)
            self.started = 1 if first else None
            self.turned = turned
            self._blocks(blocks)
            first = False
        if first:
            self.started, self.turned = 1, False
            self.body.append(paragraph("Normal"))
        self.body.append(_section_properties(numbered=True, start=self.started, turned=self.turned))

    def _section(self, *, numbered: bool, start: int | None = None, turned: bool = False) -> None:
        """End the section here: its properties go into its last paragraph, a small one where a table stands last."""
        properties = _section_properties(numbered=numbered, start=start, turned=turned)
        last = self.body[-1] if len(self.body) else None
        if last is None or last.tag != P:
            last = paragraph("Gap")
            self.body.append(last)
        holder = last.find(w("pPr").tag)
        if holder is None:
            holder = w("pPr")
            last.insert(0, holder)
        holder.append(properties)

    def _cover(self, items: Sequence[Paragraph]) -> None:
        """Title high on the page, organ and date at its foot: distances are paragraph spacing, not empty lines."""
        foot = [item for item in items if item.style in ("signature", "date")]
        head = [item for item in items if item not in foot]
        lead = [COVER_LEAD if n == 0 else 560 for n in range(len(head))]
        used = sum(lead) + sum(_cover_height(item) for item in [*head, *foot])
        for item, before in zip(head, lead, strict=True):
            self.body.append(self._cover_line(item, before))
        for n, item in enumerate(foot):
            before = max(TEXT_HEIGHT - COVER_BELOW - used, 640) if n == 0 else 0
            self.body.append(self._cover_line(item, before))

    def _cover_line(self, item: Paragraph, before: int) -> Any:
        style = COVER_STYLES.get(item.style, "CoverText")
        line = "900" if style == "CoverTitle" else "640"
        spacing = w("spacing", before=str(before), after="0", line=line, lineRule="exact")
        return paragraph(style, text_runs(item.text), properties=[spacing])

    def _blocks(self, blocks: Sequence[Block]) -> None:
        for first, second in pairwise(blocks):
            if isinstance(first, Paragraph) and isinstance(second, Paragraph):
                if (first.style, second.style) != ("signature", "date"):
                    continue
                self.free[id(first)], self.free[id(second)] = signing_indents(first.text, second.text)
        breaking = False
        for block in blocks:
            if isinstance(block, PageBreak):
                breaking = True
                continue
            elements = self._elements(block)
            if breaking and elements:
                _break_before(elements)
                breaking = False
            for element in elements:
                self.body.append(element)

    def _elements(self, block: Block) -> list[Any]:
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph():
                return [self._paragraph(block)]
            case Table():
                return table_elements(block, TURNED_WIDTH if block.landscape else TEXT_WIDTH)
            case Chart():
                return self._chart(block)
            case Contents():
                return self._contents(block)
        return []

    def _heading(self, block: Heading) -> list[Any]:
        if not single_line(block.text):
            return []
        runs = text_runs(block.text)
        if block.level <= 1:
            name, number = bookmark(self.index), str(self.index + 1)
            self.index += 1
            runs = [w("bookmarkStart", id=number, name=name), *runs, w("bookmarkEnd", id=number)]
        return [paragraph(f"Heading{min(max(block.level, 1), 4)}", runs)]

    def _paragraph(self, block: Paragraph) -> Any:
        properties = []
        if id(block) in self.free:
            free = self.free[id(block)]
            properties = [w("ind", rightChars=str(round(free * 100)), right=str(round(free * 315)))]
        return paragraph(STYLES.get(block.style, "Normal"), text_runs(block.text), properties=properties)

    def _contents(self, block: Contents) -> list[Any]:
        """A TOC field with its entries already in it, each a link to its heading."""
        title = paragraph("ContentsTitle", text_runs(single_line(block.title)))
        lines = []
        for i, entry in enumerate(self.entries):
            page = str(self.pages[i]) if i < len(self.pages) else "1"
            runs = [
                *text_runs(entry),
                w("r", w("tab")),
                *field_runs(f" PAGEREF {bookmark(i)} \\h ", page),
            ]
            lines.append(paragraph("TOC1", [w("hyperlink", *runs, anchor=bookmark(i), history="1")]))
        if not lines:
            return [title]
        begin = field_runs(' TOC \\o "1-1" \\h \\z \\u ', None)
        position = 1  # behind the paragraph properties
        for run in begin:
            lines[0].insert(position, run)
            position += 1
        lines[-1].append(w("r", w("fldChar", fldCharType="end")))
        return [title, *lines]

    def _chart(self, block: Chart) -> list[Any]:
        title = single_line(block.title)
        elements = [paragraph("TableTitle", text_runs(title))] if title else []
        if not charts.has_data(block):
            return [*elements, paragraph("Note", text_runs(f"{title}：没有数据"))]
        drawing, height = charts.svg(block)
        png = pdf.picture(drawing, fonts=self.fonts)
        relation, _ = self.document.part.get_or_add_image(io.BytesIO(png))
        self.picture += 1
        run = w("r", _inline_picture(relation, self.picture, describe(block), charts.WIDTH, height))
        return [*elements, paragraph("Picture", [run])]


def _cover_height(item: Paragraph) -> int:
    """Twips a cover paragraph takes, counting lines that are too long for the page."""
    title = item.style == "title"
    lines = sum(1 + int(em(line) // (15 if title else 24)) for line in lines_of(item.text))
    return lines * (900 if title else 640)


def bookmark(index: int) -> str:
    """The name of the bookmark on the contents entry with this 0-based number."""
    return f"_Toc{index + 1:08d}"


def _break_before(elements: list[Any]) -> None:
    """Begin a new page with the first of these elements; before a bare table a small paragraph carries it."""
    if elements[0].tag != P:
        elements.insert(0, paragraph("Gap"))
    properties = elements[0].find(w("pPr").tag)
    properties.insert(1, w("pageBreakBefore"))


def _section_properties(*, numbered: bool, start: int | None, turned: bool) -> Any:
    """Page, margins (37/28/26/35 mm), footers odd and even. A turned page keeps the sheet's margins and its number."""
    odd, even = ("rIdTurnedOdd", "rIdTurnedEven") if turned else ("rIdOdd", "rIdEven")
    if not numbered:
        odd = even = "rIdNone"
    size = {"w": "16838", "h": "11906", "orient": "landscape"} if turned else {"w": "11906", "h": "16838"}
    if turned:
        margins = {"top": "1588", "right": "2098", "bottom": "1474", "left": "1984"}
    else:
        margins = {"top": "2098", "right": "1474", "bottom": "1984", "left": "1588"}
    children = [
        w("footerReference", type="default", r_id=odd),
        w("footerReference", type="even", r_id=even),
        w("type", val="nextPage"),
        w("pgSz", **size),
        w("pgMar", **margins, header="851", footer="851" if turned else "1395", gutter="0"),
    ]
    if start is not None:
        children.append(w("pgNumType", start=str(start)))
    return w("sectPr", *children)


def _inline_picture(relation: str, number: int, alt: str, width: float, height: float) -> Any:
    """A picture in the line, ``width`` × ``height`` points, with its text alternative."""
    from docx.oxml.parser import parse_xml

    cx, cy = round(width * 12700), round(height * 12700)
    drawing = parse_xml(
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
        f'<wp:docPr id="{number}" name="图{number}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="图{number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    for element in drawing.iter():
        if element.tag.endswith(("}docPr", "}cNvPr")):
            element.set("descr", alt)
    return drawing
