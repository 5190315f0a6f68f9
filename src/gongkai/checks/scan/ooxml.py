"""What Word, Excel and PowerPoint files have in common: parts, properties, pictures, embedded files, stray data."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.image import scan_image
from gongkai.checks.scan.limits import LIMITS, open_archive, parse_xml, read_part
from gongkai.findings import Refused, refuse

_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|tiff?|webp|heic)$", re.IGNORECASE)
_VECTOR = re.compile(r"\.(?:emf|wmf|svg|bin|vml|ttf|odttf|fntdata)$", re.IGNORECASE)
TOOLS = re.compile(
    r"^(?:python-docx|openpyxl|xlsxwriter|apache poi|un-?named|unknown|administrator|admin|user|微软用户|windows 用户"
    r"|microsoft|wps|gongkai|公开|libreoffice.*)$",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?:[A-Za-z]:[\\/]|\\\\|file:///|/(?:home|Users)/)[^\s\"'<>|]+")
_KNOWN_CUSTOM = re.compile(
    r"bibliography|coverPageProps|contentTypeSchemas|customXml/?$|properties/metadata|sharepoint|schemas\.microsoft\.com/office/2006|kingsoft|wps",
    re.IGNORECASE,
)
#: People named in properties, by local name.
_PEOPLE = {"creator": "作者", "lastModifiedBy": "最后修改人", "Company": "单位", "Manager": "主管"}
_OTHER = {
    "title": "标题",
    "subject": "主题",
    "description": "备注",
    "keywords": "关键词",
    "category": "类别",
    "HyperlinkBase": "链接基础",
    "contentStatus": "状态",
}


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


class Package:
    """The parts of an Office file, read one at a time within limits."""

    def __init__(self, data: bytes, kind: str, collector: Collector) -> None:
        self.kind, self.collector = kind, collector
        self.archive: zipfile.ZipFile = open_archive(data, kind)
        self.names = [name for name in self.archive.namelist() if not name.endswith("/")]
        self.handled: set[str] = set()

    def read(self, name: str) -> bytes:
        return read_part(self.archive, name, self.kind, self.collector.clock)

    def xml(self, name: str) -> etree._Element:
        self.handled.add(name)
        root = parse_xml(self.read(name), self.kind)
        check_depth(root, self.kind)
        return root

    def matching(self, pattern: str) -> Iterator[str]:
        """Names of parts that match, in natural order."""
        names = [name for name in self.names if re.fullmatch(pattern, name, re.IGNORECASE)]
        return iter(
            sorted(names, key=lambda name: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)])
        )


def check_depth(root: etree._Element, kind: str) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > LIMITS.xml_depth:
            raise refuse("too-deep", f"{kind}文件的内部结构嵌套过深，可能是恶意文件，没有检查")


def scan_properties(package: Package) -> None:
    """Author, last editor, company, paths; custom properties."""
    collector = package.collector
    people, others = [], []
    for name in package.matching(r"docProps/(?:core|app|custom)\.xml"):
        custom = name.lower().endswith("custom.xml")
        for element in package.xml(name).iter():
            text = (element.text or "").strip()
            if not text:
                continue
            if label := _PEOPLE.get(local(element)):
                if not TOOLS.match(text):
                    people.append((label, text))
            elif label := _OTHER.get(local(element)):
                others.append((label, text))
            elif local(element) == "Template" and re.search(r"[\\/]", text):
                collector.add("M-PATH", "文件属性", "模板路径", masked=True)
            elif custom:
                others.append((element.getparent().get("name") or "自定义属性", text))
    if people:
        shown = "、".join(f"{label}：{_short_name(text)}" for label, text in people)
        collector.add("M-AUTHOR", "文件属性", shown, count=len(people), places=[label for label, _ in people])
    if people or others:
        collector.story("文件属性", [(f"“{label}”", text) for label, text in people + others], wording=False)
    for _label, text in others:
        if _PATH.search(text):
            collector.add("M-PATH", "文件属性", "本机路径", masked=True)


def _short_name(text: str) -> str:
    return text if len(text) > 6 and not text.isascii() else text[:1] + "**"


def scan_rest(package: Package) -> None:
    """Every part that no reader has looked at: pictures, embedded files, macros, custom XML, stray data."""
    from gongkai.checks.scan.scan import scan_into

    collector = package.collector
    embedded = 0
    for name in package.names:
        if name in package.handled:
            continue
        lower = name.lower()
        if lower.endswith("vbaproject.bin"):
            collector.add("H-MACRO", "宏", "宏代码", masked=True)
        elif _PICTURE.search(lower):
            scan_image(package.read(name), collector, f"图片“{name.rsplit('/', 1)[-1]}”")
        elif "/embeddings/" in lower or "/package" in lower:
            embedded += 1
            with collector.inside(f"嵌入文件{embedded}", why="嵌入的文件无法检查：") as inner:
                scan_into(package.read(name), name.rsplit("/", 1)[-1], inner, embedded=True)
            collector.add("H-EMBEDDED", f"嵌入文件{embedded}", name.rsplit("/", 1)[-1])
        elif lower.endswith((".xml", ".rels", ".vml")):
            _stray_xml(package, name)
        elif not _VECTOR.search(lower) or lower.endswith((".bin", ".svg")):
            stray_bytes(package.read(name), name, collector)


def _stray_xml(package: Package, name: str) -> None:
    collector = package.collector
    data = package.read(name)
    try:
        root = parse_xml(data, package.kind)
    except Refused:
        stray_bytes(data, name, collector)
        return
    texts = []
    for element in root.iter():
        if isinstance(element.tag, str):
            texts += [value for value in element.attrib.values() if len(value) > 7]
        if element.text and len(element.text) > 5:
            texts.append(element.text)
    if name.lower().startswith("customxml/item") and "props" not in name.lower() and not name.endswith(".rels"):
        namespace = etree.QName(root).namespace or ""
        if not _KNOWN_CUSTOM.search(namespace) and any(
            element.text and element.text.strip() for element in root.iter()
        ):
            collector.add("H-XML", "自定义数据", "自定义数据", masked=True)
            collector.story("自定义数据", [("", text) for text in texts], wording=False)
            return
    if texts:
        collector.raw(f"文件内部（{name.rsplit('/', 1)[-1]}）", "\n\n\n\n\n\n\n\n".join(texts))


def stray_bytes(data: bytes, name: str, collector: Collector) -> None:
    """Personal data in bytes of unknown form, as ASCII or UTF-8 and as UTF-16."""
    where = f"文件内部（{name.rsplit('/', 1)[-1]}）"
    data = data[: 50 * 1024 * 1024]
    narrow = _ID_BYTES.findall(data)
    wide = [number.replace(b"\0", b"") for number in _ID_WIDE.findall(data)]
    for numbers in (narrow, wide):
        if numbers:
            collector.raw(where, "，".join(number.decode("ascii") for number in numbers))


_ID_BYTES = re.compile(rb"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
_ID_WIDE = re.compile(rb"(?<![0-9]\0)[1-9]\0(?:[0-9]\0){16}[0-9Xx]\0(?![0-9]\0)")
