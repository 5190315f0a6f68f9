"""Writing an Office file again from the parts that may stay, with clean relations and content types."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile

from lxml import etree

from gongkai.checks.mask.copy import Work
from gongkai.checks.mask.image import strip
from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.ooxml import Package, local
from gongkai.findings import Refused

_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|tiff?|webp)$", re.IGNORECASE)
_WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_EXCEL_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml"
#: Content types of templates and of files with macros → those of a plain file.
_PLAIN_TYPES = {
    "application/vnd.ms-word.document.macroEnabled.main+xml": _WORD_MAIN,
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": _WORD_MAIN,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": _WORD_MAIN,
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": _EXCEL_MAIN,
    "application/vnd.ms-excel.template.macroEnabled.main+xml": _EXCEL_MAIN,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": _EXCEL_MAIN,
    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": f"{_POWERPOINT}.presentation.main+xml",
    "application/vnd.ms-powerpoint.template.macroEnabled.main+xml": f"{_POWERPOINT}.presentation.main+xml",
    "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml": f"{_POWERPOINT}.slideshow.main+xml",
    f"{_POWERPOINT}.template.main+xml": f"{_POWERPOINT}.presentation.main+xml",
}


def open_package(data: bytes, kind: str, work: Work) -> Package:
    return Package(data, kind, Collector(work.options, work.clock))


def serialise(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def remove(element: etree._Element) -> None:
    """Take an element out; what follows it stays."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Put an element's children in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in reversed(list(element)):
        parent.insert(at + 1, child)
    parent.remove(element)


def mask_words(root: etree._Element, work: Work, *names: str) -> None:
    """Mask paragraph by paragraph the text of drawings and charts (``a:p`` with ``a:t``; ``c:v`` one by one)."""
    for paragraph in root.iter("{*}p"):
        pieces = list(paragraph.iter("{*}t"))
        whole = "".join(t.text or "" for t in pieces)
        masked = work.text(whole) if whole else whole
        if masked != whole and pieces:
            pieces[0].text = masked
            for piece in pieces[1:]:
                piece.text = ""
    for value in root.iter(*[f"{{*}}{name}" for name in names] or ["{*}v"]):
        if value.text and len(value.text) > 5:
            value.text = work.text(value.text)
    for element in root.iter("{*}cNvPr", "{*}docPr"):
        for key, text in element.attrib.items():
            if key in ("descr", "title", "name") and len(text) > 5:
                element.set(key, work.text(text))


class Copy:
    """A new package: parts that may stay (``keep``), some of them rewritten (``parts``)."""

    def __init__(self, package: Package, keep: re.Pattern[str], work: Work) -> None:
        self.package, self.work = package, work
        self.keep = {name for name in package.names if keep.fullmatch(name)}
        self.parts: dict[str, bytes] = {}

    def drop(self, name: str) -> None:
        self.keep.discard(name)

    def chart(self, name: str) -> None:
        """A chart keeps what it shows and loses the workbook behind it."""
        root = self.package.xml(name)
        for element in list(root.iter("{*}externalData", "{*}userShapes")):
            remove(element)
        mask_words(root, self.work, "v", "f")
        self.parts[name] = serialise(root)

    def write(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            order = ["[Content_Types].xml", "_rels/.rels", *sorted(self.keep - {"[Content_Types].xml", "_rels/.rels"})]
            for name in order:
                self.work.clock.check()
                archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), self._part(name), zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _part(self, name: str) -> bytes:
        if name in self.parts:
            return self.parts[name]
        if name == "[Content_Types].xml":
            return self._content_types()
        if name.endswith(".rels"):
            return self._relations(name)
        data = self.package.read(name)
        if _PICTURE.search(name):
            try:
                clean = strip(data)
            except Refused:
                return data
            if clean != data:
                self.work.removed["图片属性"] += 1
            return clean
        return data

    def _content_types(self) -> bytes:
        root = self.package.xml("[Content_Types].xml")
        for override in list(root.iter("{*}Override")):
            if (override.get("PartName") or "").lstrip("/") not in self.keep:
                remove(override)
            elif (kind := override.get("ContentType") or "") in _PLAIN_TYPES:
                override.set("ContentType", _PLAIN_TYPES[kind])
        return serialise(root)

    def _relations(self, name: str) -> bytes:
        root = self.package.xml(name)
        base = posixpath.dirname(posixpath.dirname(name))
        for relation in list(root):
            if local(relation) != "Relationship":
                continue
            target = relation.get("Target") or ""
            if relation.get("TargetMode") == "External":
                masked = self.work.text(target)
                if re.match(r"file:|[A-Za-z]:|\\\\", target):
                    masked = "about:blank"
                relation.set("Target", masked.replace("*", "x") if masked != target else target)
                continue
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
            if path not in self.keep:
                remove(relation)
        return serialise(root)
