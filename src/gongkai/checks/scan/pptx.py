"""Presentations and OFD files: the text of every part, without a full reading of their layout."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.image import scan_image
from gongkai.checks.scan.limits import open_archive, parse_xml, read_part
from gongkai.checks.scan.ooxml import Package, local, scan_properties, scan_rest

SLIDE = re.compile(r"ppt/slides/slide\d+\.xml", re.IGNORECASE)
_OFD_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|tiff?)$", re.IGNORECASE)


def is_hidden_slide(root: etree._Element) -> bool:
    return root.get("show") in ("0", "false")


def hidden_shapes(root: etree._Element) -> list[etree._Element]:
    """Shapes, pictures, tables and groups that the selection pane has switched off."""
    found = []
    for properties in root.iter("{*}cNvPr"):
        if properties.get("hidden") in ("1", "true"):
            holder = properties.getparent()
            shape = holder.getparent() if holder is not None else None
            if shape is not None and local(shape) in ("sp", "pic", "graphicFrame", "grpSp", "cxnSp"):
                found.append(shape)
    return found


def texts_of(root: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs of a slide outside its tables, in the order of the file."""
    for paragraph in root.iter("{*}p"):
        if not any(local(above) == "tbl" for above in paragraph.iterancestors()):
            yield paragraph


def paragraph_text(paragraph: etree._Element) -> str:
    return "".join(t.text or "" for t in paragraph.iter("{*}t"))


def scan_pptx(data: bytes, collector: Collector) -> None:
    """Slides, notes, comments; hidden slides and shapes."""
    package = Package(data, "PowerPoint", collector)
    for pattern, label in ((SLIDE.pattern, "幻灯片"), (r"ppt/notesSlides/notesSlide\d+\.xml", "备注页")):
        for number, part in enumerate(package.matching(pattern), 1):
            root = package.xml(part)
            if is_hidden_slide(root):
                collector.add(
                    "H-SHEET", f"{label}{number}", "隐藏的幻灯片", suggestion="有隐藏的幻灯片。请删除", masked=True
                )
            hidden = ["".join(t.text or "" for t in shape.iter("{*}t")) for shape in hidden_shapes(root)]
            if any(text.strip() for text in hidden):
                collector.add("H-TEXT", f"{label}{number}", " ".join(hidden), count=len(hidden))
            for index, table in enumerate(root.iter("{*}tbl"), 1):
                rows = [
                    ["".join(t.text or "" for t in cell.iter("{*}t")) for cell in row.iter("{*}tc")]
                    for row in table.iter("{*}tr")
                ]
                collector.table(f"{label}{number} 表{index}", rows)
            collector.story(f"{label}{number}", [("", paragraph_text(p)) for p in texts_of(root)])
    comments = [
        ("", "".join(t.text or "" for t in comment.iter("{*}t", "{*}text")))
        for part in package.matching(r"ppt/comments/[^/]+\.xml")
        for comment in package.xml(part).iter("{*}cm")
    ]
    if comments:
        collector.add("H-COMMENT", "批注", comments[0][1], count=len(comments))
        collector.story("批注", comments, wording=False)
    scan_properties(package)
    scan_rest(package)


def scan_ofd(data: bytes, collector: Collector) -> None:
    """The text codes of an OFD file, page by page, its properties, pictures and the files attached to it."""
    archive = open_archive(data, "OFD")
    texts = False
    attached = 0
    for info in archive.infolist():
        name = info.filename
        if name.lower().endswith(".xml"):
            root = parse_xml(read_part(archive, info, "OFD", collector.clock), "OFD")
            codes = [
                (f"（{name.rsplit('/', 2)[-2] if '/' in name else ''}）", code.text or "")
                for code in root.iter("{*}TextCode")
            ]
            if codes:
                texts = True
                collector.story("版式文件", codes)
            _ofd_properties(root, collector)
        elif info.is_dir():
            continue
        elif _OFD_PICTURE.search(name):
            part = read_part(archive, info, "OFD", collector.clock)
            scan_image(part, collector, f"图片“{name.rsplit('/', 1)[-1]}”")
        elif "/attach" in name.lower():
            attached += 1
            _ofd_attachment(read_part(archive, info, "OFD", collector.clock), name, attached, collector)
    if not texts:
        collector.add("F-PICTURE", "版式文件", "没有文字，只有图形")


def _ofd_properties(root: etree._Element, collector: Collector) -> None:
    author = root.findtext(".//{*}DocInfo/{*}Author") or root.findtext(".//{*}Author")
    if author:
        collector.add("M-AUTHOR", "文件属性", "作者：" + author[:1] + "**", masked=True)
    names = ("Title", "Subject", "Abstract", "Keyword", "CustomData")
    texts = [("", element.text) for element in root.iter(*[f"{{*}}{name}" for name in names]) if element.text]
    if texts:
        collector.story("文件属性", texts, wording=False)


def _ofd_attachment(data: bytes, name: str, number: int, collector: Collector) -> None:
    from gongkai.checks.scan.scan import scan_into

    with collector.inside(f"附带文件{number}", why="附带的文件无法检查：") as inner:
        scan_into(data, name.rsplit("/", 1)[-1], inner, embedded=True)
    collector.add("H-EMBEDDED", f"附带文件{number}", name.rsplit("/", 1)[-1])
