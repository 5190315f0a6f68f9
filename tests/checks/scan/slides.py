"""Makes small presentations and OFD files, part by part, for the tests of scanning and masking."""

from __future__ import annotations

import io
import zipfile

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NS = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"'
_TYPE = "application/vnd.openxmlformats-officedocument"
_TREE = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
_MAP = (
    '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
    'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
)
_COLOURS = "".join(
    f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
    for name, value in (
        *(("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "222222"), ("lt2", "EEEEEE")),
        *((f"accent{number}", "4472C4") for number in range(1, 7)),
        *(("hlink", "0000FF"), ("folHlink", "800080")),
    )
)
_THEME = (
    f'<a:theme xmlns:a="{A}" name="t"><a:themeElements><a:clrScheme name="c">{_COLOURS}</a:clrScheme>'
    '<a:fontScheme name="f"><a:majorFont><a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/></a:majorFont>'
    '<a:minorFont><a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/></a:minorFont></a:fontScheme>'
    '<a:fmtScheme name="s"><a:fillStyleLst>' + '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3 + "</a:fillStyleLst>"
    "<a:lnStyleLst>" + '<a:ln w="9525"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' * 3 + "</a:lnStyleLst>"
    "<a:effectStyleLst>" + "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3 + "</a:effectStyleLst><a:bgFillStyleLst>"
    + '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    + "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
)  # fmt: skip


def paragraph(*runs: str) -> str:
    return "<a:p>" + "".join(f"<a:r><a:t>{run}</a:t></a:r>" for run in runs) + "</a:p>"


def shape(*paragraphs: str, hidden: bool = False, alt: str = "", top: int = 1) -> str:
    off = f'<a:xfrm><a:off x="500000" y="{top * 600000}"/><a:ext cx="7000000" cy="600000"/></a:xfrm>'
    flag = ' hidden="1"' if hidden else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{top + 10}" name="框{top}" descr="{alt}"{flag}/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr>{off}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f"<p:txBody><a:bodyPr/><a:lstStyle/>{''.join(paragraphs)}</p:txBody></p:sp>"
    )


def table(rows: list[list[str]]) -> str:
    lines = "".join(
        '<a:tr h="370840">'
        + "".join(f"<a:tc><a:txBody><a:bodyPr/>{paragraph(text)}</a:txBody><a:tcPr/></a:tc>" for text in row)
        + "</a:tr>"
        for row in rows
    )
    grid = "".join('<a:gridCol w="2200000"/>' for _ in rows[0])
    return (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="90" name="表"/><p:cNvGraphicFramePr/><p:nvPr/>'
        '</p:nvGraphicFramePr><p:xfrm><a:off x="500000" y="2500000"/><a:ext cx="6600000" cy="1500000"/></p:xfrm>'
        f'<a:graphic><a:graphicData uri="{A.replace("main", "table")}"><a:tbl><a:tblPr/><a:tblGrid>{grid}</a:tblGrid>{lines}'
        "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def slide(*shapes: str, hidden: bool = False) -> str:
    show = ' show="0"' if hidden else ""
    return f"<p:sld {_NS}{show}><p:cSld><p:spTree>{_TREE}{''.join(shapes)}</p:spTree></p:cSld></p:sld>"


def presentation(
    slides: list[str], *, notes: dict[int, str] | None = None, author: str = "", extra: dict[str, bytes] | None = None
) -> bytes:
    """A presentation that opens; ``notes`` are the speaker's words by number of slide (from 1)."""
    notes = notes or {}
    parts: dict[str, str | bytes] = {}
    overrides = {
        "ppt/presentation.xml": "presentation.main",
        "ppt/slideMasters/slideMaster1.xml": "slideMaster",
        "ppt/slideLayouts/slideLayout1.xml": "slideLayout",
    }
    parts["ppt/slideMasters/slideMaster1.xml"] = (
        f"<p:sldMaster {_NS}><p:cSld><p:spTree>{_TREE}</p:spTree></p:cSld>{_MAP}"
        '<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>'
    )
    parts["ppt/slideLayouts/slideLayout1.xml"] = (
        f"<p:sldLayout {_NS}><p:cSld><p:spTree>{_TREE}</p:spTree></p:cSld></p:sldLayout>"
    )
    parts["ppt/theme/theme1.xml"] = _THEME
    relations = {
        "_rels/.rels": [("officeDocument", "ppt/presentation.xml")],
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": [
            ("slideLayout", "../slideLayouts/slideLayout1.xml"),
            ("theme", "../theme/theme1.xml"),
        ],
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": [("slideMaster", "../slideMasters/slideMaster1.xml")],
        "ppt/_rels/presentation.xml.rels": [("slideMaster", "slideMasters/slideMaster1.xml")],
    }
    ids = ""
    for number, xml in enumerate(slides, 1):
        parts[f"ppt/slides/slide{number}.xml"] = xml
        overrides[f"ppt/slides/slide{number}.xml"] = "slide"
        relations["ppt/_rels/presentation.xml.rels"].append(("slide", f"slides/slide{number}.xml"))
        relations[f"ppt/slides/_rels/slide{number}.xml.rels"] = [("slideLayout", "../slideLayouts/slideLayout1.xml")]
        ids += f'<p:sldId id="{255 + number}" r:id="rId{number + 1}"/>'
        if number in notes:
            page = f"ppt/notesSlides/notesSlide{number}.xml"
            parts[page] = (
                f"<p:notes {_NS}><p:cSld><p:spTree>{_TREE}{shape(paragraph(notes[number]))}</p:spTree></p:cSld></p:notes>"
            )
            overrides[page] = "notesSlide"
            relations[f"ppt/slides/_rels/slide{number}.xml.rels"].append(("notesSlide", f"../{page[4:]}"))
            relations[f"ppt/notesSlides/_rels/notesSlide{number}.xml.rels"] = [
                ("slide", f"../slides/slide{number}.xml")
            ]
    parts["ppt/presentation.xml"] = (
        f'<p:presentation {_NS}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst>'
        f'<p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>'
        "</p:presentation>"
    )
    if author:
        parts["docProps/core.xml"] = (
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{author}</dc:creator></cp:coreProperties>'
        )
    for name, kinds in relations.items():
        lines = "".join(
            f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(kinds, 1)
        )
        parts[name] = f'<Relationships xmlns="{R.replace("officeDocument", "package")}">{lines}</Relationships>'
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPE}.presentationml.{kind}+xml"/>'
        for name, kind in overrides.items()
    )
    parts["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{types}<Override PartName="/ppt/theme/theme1.xml" ContentType="{_TYPE}.theme+xml"/>'
        "</Types>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {**parts, **(extra or {})}.items():
            packed.writestr(name, content)
    return out.getvalue()


def ofd(*lines: str, author: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """A sheet with these lines of text; no reader would print it, but its structure is that of GB/T 33190."""
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    codes = "".join(f"<ofd:TextObject><ofd:TextCode>{line}</ofd:TextCode></ofd:TextObject>" for line in lines)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "OFD.xml",
            f"<ofd:OFD {ns}><ofd:DocBody><ofd:DocInfo><ofd:Author>{author}</ofd:Author></ofd:DocInfo></ofd:DocBody></ofd:OFD>",
        )
        packed.writestr(
            "Doc_0/Pages/Page_0/Content.xml",
            f"<ofd:Page {ns}><ofd:Content><ofd:Layer>{codes}</ofd:Layer></ofd:Content></ofd:Page>",
        )
        for name, data in (extra or {}).items():
            packed.writestr(name, data)
    return out.getvalue()
