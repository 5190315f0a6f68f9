"""What a PDF holds beside its pages: properties, annotations, links, attachments, scripts, forms, older versions."""

from __future__ import annotations

import io
import re
import zlib
from typing import Any

import pikepdf

from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.image import scan_image
from gongkai.checks.scan.limits import LIMITS
from gongkai.checks.scan.ooxml import TOOLS
from gongkai.findings import refuse

_JPEG_FILTERS = (pikepdf.Name.DCTDecode, pikepdf.Array([pikepdf.Name.DCTDecode]))


def weigh(data: bytes) -> None:
    """Refuse a PDF that would swell: too many objects, streams that unpack to too much, pictures too large.

    A file that cannot be opened here is left to the reader, which says why.
    """
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, ValueError, OSError):
        return
    with pdf:
        if len(pdf.objects) > LIMITS.objects:
            raise refuse("too-many", f"PDF内含{len(pdf.objects)}个对象，超出检查范围，可能是恶意文件，没有检查")
        total = 0
        for one in pdf.objects:
            if not isinstance(one, pikepdf.Stream):
                continue
            if one.get("/Subtype") == "/Image":
                if int(one.get("/Width", 0)) * int(one.get("/Height", 0)) > LIMITS.picture_points:
                    raise refuse("too-large", "PDF里有尺寸过大的图片，超出检查范围，没有检查。请缩小图片后再查")
            elif one.get("/Filter") in ("/FlateDecode", pikepdf.Array([pikepdf.Name.FlateDecode])):
                size = _unpacked_size(one.read_raw_bytes())
                total += size
                if size > LIMITS.stream_bytes or total > LIMITS.part_bytes:
                    raise refuse("bomb", "PDF内的数据解压后过大，可能是恶意文件，没有检查")


def _unpacked_size(data: bytes) -> int:
    """How large a deflated stream becomes, up to just over the limit."""
    unpacker = zlib.decompressobj()
    size = 0
    try:
        while data and size <= LIMITS.stream_bytes:
            size += len(unpacker.decompress(data, 1 << 20))
            data = unpacker.unconsumed_tail
    except zlib.error:
        return size
    return size


def scan_structure(data: bytes, collector: Collector) -> None:
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        collector.unreadable("", "PDF已加密，文件属性和附件没有检查。请取消密码后再试")
        return
    except (pikepdf.PdfError, RuntimeError, ValueError, OSError):
        collector.unreadable("", "PDF的内部结构已损坏，文件属性和附件没有检查。请重新导出后再试")
        return
    with pdf:
        _properties(pdf, collector)
        _annotations(pdf, collector)
        _attachments(pdf, collector)
        _pictures(pdf, collector)
        if (
            "/JavaScript" in pdf.Root.get("/Names", pikepdf.Dictionary())
            or "/AA" in pdf.Root
            or _is_script(pdf.Root.get("/OpenAction"))
        ):
            collector.add("H-SCRIPT", "文件", "脚本", masked=True)
        fields = [("", _text(value)) for value in _form_values(pdf)]
        collector.story("表单", [field for field in fields if field[1]], wording=False)
        collector.raw("书签、替代文字和名称", "\n\n\n\n\n\n\n".join(_labels(pdf)))
    marks = data.count(b"startxref")
    if marks > 1 + (b"/Linearized" in data[:2048]) and b"/ByteRange" not in data:
        collector.add("H-OLD", "文件", f"{marks - 1}次追加修改", masked=True)


#: Keys of text that stands for or names something on a page: bookmarks, replacement texts, names of fields.
_LABELS = ("/Title", "/ActualText", "/Alt", "/E", "/TU", "/T", "/TM")


def _labels(pdf: pikepdf.Pdf) -> list[str]:
    """Texts of bookmarks, of the structure and of field names; not the file's properties."""
    info = pdf.trailer.get("/Info")
    own = info.objgen if isinstance(info, pikepdf.Dictionary) else None
    return [
        _text(one[key])
        for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and one.objgen != own
        for key in _LABELS
        if isinstance(one.get(key), pikepdf.String) and len(_text(one[key])) > 7
    ]


def _is_script(action: Any) -> bool:
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") == "/JavaScript"


def _text(value: Any) -> str:
    try:
        return str(value)
    except (ValueError, UnicodeError, RuntimeError):
        return ""


def _properties(pdf: pikepdf.Pdf, collector: Collector) -> None:
    people, texts = [], []
    info = pdf.trailer.get("/Info", {})
    for key in list(info.keys()) if isinstance(info, pikepdf.Dictionary) else []:
        text = _text(info[key]).strip()
        if not text:
            continue
        if (
            key in ("/Author", "/Company", "/Manager", "/SourceModified", "/LastModifiedBy")
            and not TOOLS.match(text)
            and not text.startswith("D:")
        ):
            people.append((key[1:], text))
        elif key not in ("/CreationDate", "/ModDate", "/Trapped"):
            texts.append((key[1:], text))
            if re.search(r"[A-Za-z]:\\|/home/|/Users/|\\\\", text):
                collector.add("M-PATH", "文件属性", "本机路径", masked=True)
    metadata = pdf.Root.get("/Metadata")
    if isinstance(metadata, pikepdf.Stream):
        packet = metadata.read_bytes()[:2_000_000].decode("utf-8", "replace")
        for block in re.findall(r"<dc:creator>(.*?)</dc:creator>", packet, re.S):
            author = re.sub(r"<[^>]+>", "", block).strip()
            if author and not TOOLS.match(author) and not any(author == text for _, text in people):
                people.append(("XMP", author))
        texts.append(("XMP", re.sub(r"<[^>]+>", " ", packet)))
    if people:
        collector.add(
            "M-AUTHOR",
            "文件属性",
            "作者：" + "、".join(text[:1] + "**" for _, text in people),
            count=len(people),
            masked=True,
        )
    collector.story("文件属性", people + texts, wording=False)


def _annotations(pdf: pikepdf.Pdf, collector: Collector) -> None:
    notes: list[tuple[str, str]] = []
    links: list[tuple[str, str]] = []
    for number, page in enumerate(pdf.pages, 1):
        annotations = page.obj.get("/Annots")
        if not isinstance(annotations, pikepdf.Array):
            continue
        for note in list(annotations)[:5000]:
            if not isinstance(note, pikepdf.Dictionary):
                continue
            kind = str(note.get("/Subtype", ""))
            if kind in ("/Link", "/Widget"):
                action = note.get("/A")
                if isinstance(action, pikepdf.Dictionary) and "/URI" in action:
                    links.append((f"第{number}页链接", _text(action["/URI"])))
                continue
            if kind == "/Popup":
                continue
            notes.append((f"第{number}页", _text(note.get("/Contents", ""))))
    if notes:
        collector.add(
            "H-ANNOTATION", notes[0][0], "；".join(text for _, text in notes if text) or "批注", count=len(notes)
        )
        collector.story("批注 ", notes, wording=False)
    collector.story("", links, wording=False)


def _attachments(pdf: pikepdf.Pdf, collector: Collector) -> None:
    from gongkai.checks.scan.scan import scan_into

    for name, specification in list(pdf.attachments.items())[:200]:
        collector.add("H-ATTACHED", "附件", name)
        with collector.inside(name) as inner:
            try:
                scan_into(specification.get_file().read_bytes(), name, inner)
            except (pikepdf.PdfError, RuntimeError, ValueError) as error:
                raise refuse("broken", "PDF里的附件已损坏，没有检查") from error


def _pictures(pdf: pikepdf.Pdf, collector: Collector) -> None:
    """Properties that photos on the pages have kept: a JPEG stands in a PDF as it was taken."""
    number = 0
    for one in pdf.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Filter") in _JPEG_FILTERS:
            number += 1
            data = one.read_raw_bytes()
            if any(mark in data[:65536] for mark in (b"Exif\0\0", b"http://ns.adobe.com/xap/", b"Photoshop 3.0\0")):
                scan_image(data, collector, f"图片{number}")


def _form_values(pdf: pikepdf.Pdf) -> list[Any]:
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return []
    out = []
    waiting = list(form.get("/Fields", []))[:5000]
    while waiting and len(out) < 5000:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary):
            if "/V" in one:
                out.append(one["/V"])
            if "/Kids" in one and len(waiting) < 10_000:
                waiting += list(one["/Kids"])
    return out
