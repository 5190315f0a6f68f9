"""Tables of a catalogue as a Word document: A3 across, heads repeated on every page."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from xml.sax.saxutils import escape

from gongkai.papers.model import Cell, Table

_EPOCH = dt.datetime(2000, 1, 1)  # noqa: DTZ001 the document's own clock has no zone
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
#: Twentieths of a point: width of an A3 sheet across without its margins.
_WIDTH = 22000


def write_docx(parts: list[tuple[list[str], Table]], title: str) -> bytes:
    """Bytes that depend on the arguments alone."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(420), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)
    _fonts(document.styles["Normal"])
    body = document.element.body
    for index, (lines, table) in enumerate(parts):
        for r, line in enumerate(lines):
            paragraph = document.add_paragraph()
            run = paragraph.add_run(line)
            run.bold, run.font.size = r == 0, Pt(16 if r == 0 else 10.5)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if r == 0 else WD_ALIGN_PARAGRAPH.LEFT
            paragraph.paragraph_format.space_after = Pt(4)
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.page_break_before = index > 0 and r == 0
        body.insert(len(body) - 1, parse_xml(_table(table)))
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title, properties.language = title, "zh-CN"
    properties.created = properties.modified = _EPOCH
    file = io.BytesIO()
    document.save(file)
    return _steady(file.getvalue())


def _fonts(style) -> None:  # type: ignore[no-untyped-def]
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = "Times New Roman", Pt(9)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


def _steady(data: bytes) -> bytes:
    """The same archive with one fixed time on every part."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return file.getvalue()


def _table(table: Table) -> str:
    total = sum(table.widths)
    widths = [round(_WIDTH * width / total) for width in table.widths]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    begun: dict[int, int] = {}
    rows = []
    for r, line in enumerate(table.grid()):
        made, c = [], 0
        while c < len(line):
            cell = line[c] or Cell("")
            first = begun.setdefault(id(cell), r) == r
            made.append(_cell(cell, sum(widths[c : c + cell.colspan]), first=first))
            c += cell.colspan
        repeat = "<w:tblHeader/>" if r < table.header_rows else ""
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(made)}</w:tr>")
    return (
        f'<w:tbl {_NS}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/>'
        f'<w:left w:w="60" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell(cell: Cell, width: int, *, first: bool) -> str:
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = ('<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>") if cell.rowspan > 1 else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E8EEF2"/>' if cell.header else ""
    align = '<w:jc w:val="center"/>' if cell.header or cell.align == "center" else ""
    bold = "<w:rPr><w:b/></w:rPr>" if cell.header else ""
    paragraphs = "".join(
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="260" w:lineRule="atLeast"/>{align}</w:pPr>'
        f'<w:r>{bold}<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in (cell.text.split("\n") if first else [""])
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraphs}</w:tc>"
    )
