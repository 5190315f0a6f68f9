"""Masked copies of presentations: numbers masked across runs, hidden slides and shapes out, nothing behind."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from gongkai.checks.mask.copy import Work
from gongkai.checks.mask.ooxml import Copy, mask_words, open_package, remove, serialise
from gongkai.checks.personal.kinds import Hit
from gongkai.checks.scan.ooxml import Package, local
from gongkai.checks.scan.pptx import SLIDE, hidden_shapes, is_hidden_slide, paragraph_text, texts_of

_KEEP = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|ppt/(?:presentation|presProps|tableStyles)\.xml"
    r"|ppt/(?:slides/slide|slideLayouts/slideLayout|slideMasters/slideMaster|notesSlides/notesSlide"
    r"|notesMasters/notesMaster|handoutMasters/handoutMaster|theme/theme|theme/themeOverride)\d*\.xml"
    r"|ppt/charts/(?:chart|style|colors)\d*\.xml|ppt/diagrams/[^/]+\.xml|ppt/fonts/[^/]+"
    r"|ppt/media/[^/]+\.(?:jpe?g|png|gif|bmp|tiff?|webp|emf|wmf)"
    r"|ppt/_rels/[^/]+\.rels|ppt/[A-Za-z]+/_rels/[^/]+\.rels",
    re.IGNORECASE,
)
_TEXT_PARTS = re.compile(
    r"ppt/(?:slides/slide|slideLayouts/slideLayout|slideMasters/slideMaster|notesSlides/notesSlide"
    r"|notesMasters/notesMaster|handoutMasters/handoutMaster)\d*\.xml|ppt/diagrams/(?:data|drawing)[^/]*\.xml",
    re.IGNORECASE,
)
#: Of the presentation: sections and shows name slides that may be gone, the rest names people and programs.
_PRESENTATION_OUT = ("extLst", "custShowLst", "custDataLst", "modifyVerifier", "showPr", "htmlPubPr", "webPr")
#: Elements of a slide that mean nothing once the part they point to is gone.
_MEDIA = re.compile(r"\.(?:mp4|m4v|mov|avi|wmv|mpe?g|mp3|m4a|wav|wma|aac|mid)$", re.IGNORECASE)
_RELATION = "/relationships}"


def mask_pptx(data: bytes, name: str, work: Work) -> bytes:
    """The bytes of the masked copy."""
    package = open_package(data, "PowerPoint", work)
    copy = Copy(package, _KEEP, work)
    roots = {part: package.xml(part) for part in sorted(copy.keep) if _TEXT_PARTS.fullmatch(part)}
    for part in [part for part, root in roots.items() if SLIDE.fullmatch(part) and is_hidden_slide(root)]:
        _drop_slide(copy, part, roots)
        work.removed["隐藏的幻灯片"] += 1
    for part in ("ppt/presentation.xml", "ppt/presProps.xml"):
        if part in copy.keep:
            roots[part] = package.xml(part)
            for element in list(roots[part].iter(*[f"{{*}}{tag}" for tag in _PRESENTATION_OUT])):
                remove(element)
    for part, root in roots.items():
        work.clock.check()
        for shape in hidden_shapes(root):
            remove(shape)
            work.removed["隐藏的图形"] += 1
        _mask_part(root, name, work)
        _cut_loose_ends(root, _gone(copy, part), work)
        copy.parts[part] = serialise(root)
    for part in sorted(copy.keep):
        if re.fullmatch(r"ppt/charts/chart\d*\.xml", part, re.IGNORECASE):
            copy.chart(part)
    _count_removed(package, work)
    return copy.write()


def _drop_slide(copy: Copy, part: str, roots: dict[str, etree._Element]) -> None:
    """A slide goes with its notes page; the list of slides loses it with the other loose ends."""
    for target in _relations(copy.package, part).values():
        if re.fullmatch(r"ppt/notesSlides/notesSlide\d+\.xml", target, re.IGNORECASE):
            _drop(copy, target, roots)
    _drop(copy, part, roots)


def _drop(copy: Copy, part: str, roots: dict[str, etree._Element]) -> None:
    roots.pop(part, None)
    copy.drop(part)
    copy.drop(_rels_of(part))


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _relations(package: Package, part: str) -> dict[str, str]:
    """Relation id → part, for what lies inside the file."""
    rels = _rels_of(part)
    if rels not in package.names:
        return {}
    found = {}
    for relation in package.xml(rels):
        target = relation.get("Target") or ""
        if local(relation) == "Relationship" and relation.get("TargetMode") != "External":
            base = posixpath.dirname(part)
            found[relation.get("Id") or ""] = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
            )
    return found


def _gone(copy: Copy, part: str) -> set[str]:
    """Ids of relations that lose their target in the copy."""
    return {name for name, target in _relations(copy.package, part).items() if target not in copy.keep}


def _mask_part(root: etree._Element, title: str, work: Work) -> None:
    for table in root.iter("{*}tbl"):
        cells = [[list(cell.iter("{*}t")) for cell in row.iter("{*}tc")] for row in table.iter("{*}tr")]
        rows: list[list[str | None]] = [["".join(t.text or "" for t in cell) for cell in row] for row in cells]
        for (row, column), masked in work.table(rows, title=title).items():
            _write(cells[row][column], masked)
    pieces: list[tuple[int, etree._Element]] = []
    lines = []
    at = 0
    for paragraph in texts_of(root):
        for t in paragraph.iter("{*}t"):
            pieces.append((at, t))
            at += len(t.text or "")
        lines.append(paragraph_text(paragraph))
        at += 1
    _apply(pieces, work.hits("\n".join(lines)))
    mask_words(root, work)


def _write(texts: list[etree._Element], masked: str) -> None:
    for index, t in enumerate(texts):
        t.text = "" if index else masked


def _apply(pieces: list[tuple[int, etree._Element]], hits: list[Hit]) -> None:
    """The first run of a hit takes its masked form, the others lose their share."""
    for hit in reversed(hits):
        first = True
        for start, t in pieces:
            text = t.text or ""
            end = start + len(text)
            if first and end <= hit.start:
                continue
            if start >= hit.end:
                break
            low, high = max(hit.start - start, 0), min(hit.end - start, len(text))
            t.text = text[:low] + (hit.masked if first else "") + text[high:]
            first = False


def _cut_loose_ends(root: etree._Element, gone: set[str], work: Work) -> None:
    """What points to a part that is not in the copy: links lose their target, embedded objects keep their picture."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        points = [value for key, value in element.attrib.items() if _RELATION in key]
        if not any(value in gone for value in points):
            continue
        if local(element) == "oleObj":
            _keep_picture(element)
            work.removed["嵌入文件"] += 1
        elif local(element) == "media":  # 2010 and later: inside extensions of its own
            extension = element.getparent()
            remove(extension if extension is not None and local(extension) == "ext" else element)
        else:
            remove(element)
    if gone:
        for element in list(root.iter("{*}timing")):
            remove(element)


def _keep_picture(ole: etree._Element) -> None:
    """An embedded workbook or document becomes the picture that stood for it."""
    frame = next((above for above in ole.iterancestors() if local(above) == "graphicFrame"), None)
    if frame is None:
        remove(ole)
        return
    picture = next(iter(frame.iter("{*}pic")), None)
    parent = frame.getparent()
    if parent is None:
        return
    if picture is not None:
        parent.insert(parent.index(frame), picture)
    remove(frame)


def _count_removed(package: Package, work: Work) -> None:
    names = package.names
    if any(re.match(r"docProps/|customXml/", part) for part in names):
        work.removed["文件属性"] += 1
    if comments := sum(bool(re.match(r"ppt/comments/", part)) for part in names):
        work.removed["批注"] += comments
    if media := sum(bool(_MEDIA.search(part)) for part in names):
        work.removed["音频和视频（无法检查）"] += media
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        work.removed["宏"] += 1


__all__ = ["mask_pptx"]
