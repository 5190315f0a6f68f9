"""Presentations and OFD files: the text of every part, without a full reading of their layout."""

from __future__ import annotations

from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.limits import open_archive, parse_xml, read_part
from gongkai.checks.scan.ooxml import Package, scan_properties, scan_rest


def scan_pptx(data: bytes, collector: Collector) -> None:
    """Slides, notes, comments, hidden slides."""
    package = Package(data, "PowerPoint", collector)
    for pattern, label in ((r"ppt/slides/slide\d+\.xml", "幻灯片"), (r"ppt/notesSlides/notesSlide\d+\.xml", "备注页")):
        for number, part in enumerate(package.matching(pattern), 1):
            root = package.xml(part)
            if root.get("show") in ("0", "false"):
                collector.add(
                    "H-SHEET", f"{label}{number}", "隐藏的幻灯片", suggestion="有隐藏的幻灯片。请删除", masked=True
                )
            for index, table in enumerate(root.iter("{*}tbl"), 1):
                rows = [
                    ["".join(t.text or "" for t in cell.iter("{*}t")) for cell in row.iter("{*}tc")]
                    for row in table.iter("{*}tr")
                ]
                collector.table(f"{label}{number} 表{index}", rows)
            paragraphs = [
                ("", "".join(t.text or "" for t in p.iter("{*}t")))
                for p in root.iter("{*}p")
                if not any(str(a.tag).endswith("}tbl") for a in p.iterancestors())
            ]
            collector.story(f"{label}{number}", paragraphs)
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
    """The text codes of an OFD file, page by page, and the names in its properties."""
    archive = open_archive(data, "OFD")
    for info in archive.infolist():
        if not info.filename.lower().endswith(".xml"):
            continue
        root = parse_xml(read_part(archive, info, "OFD", collector.clock), "OFD")
        codes = [
            (f"（{info.filename.rsplit('/', 2)[-2] if '/' in info.filename else ''}）", code.text or "")
            for code in root.iter("{*}TextCode")
        ]
        if codes:
            collector.story("版式文件", codes)
        author = root.findtext(".//{*}Author")
        if author:
            collector.add("M-AUTHOR", "文件属性", "作者：" + author[:1] + "**", masked=True)
