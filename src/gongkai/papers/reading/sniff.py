"""What kind of file this is, by its content first and its name second."""

from __future__ import annotations

import io
import re
import zipfile

from gongkai.findings import refuse

#: Extensions that only decide between kinds that look alike inside (text files).
_TEXT_KINDS = {"md": "md", "markdown": "md", "htm": "html", "html": "html", "xhtml": "html", "shtml": "html"}
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|meta|span|h[1-6]|ucaptitle)[\s>/]", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")


def kind_of(data: bytes, name: str = "") -> str:
    """One of docx, xlsx, pdf, html, md, txt, office (an older or other office file, to be converted first).

    Raises Refused for pictures, archives and programs, with what to do.
    """
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    head = data[:4096]
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise refuse("empty", "文件是空的，没有任何内容。请核对是否选错文件")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive_kind(data)
    if head.startswith(_OLE):
        if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in data:
            raise refuse("encrypted", "文件已加密，无法读取。请取消密码后再试")
        return "office"
    if head.lstrip().startswith(b"{\\rtf"):
        return "office"
    if head.startswith(_IMAGES) and (extension not in _TEXT_KINDS and extension != "txt"):
        raise refuse("image-only", "这是图片，没有可读取的文字。请提供文字版（docx、pdf、html、xlsx 或 txt）")
    if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF")):
        raise refuse("unknown-kind", "这是压缩包或程序，不是文档。请解压后提供文档本身")
    if extension in ("md", "markdown") and not head.lstrip().lower().startswith((b"<!doctype", b"<html")):
        return "md"
    if _looks_like_html(data):
        return "html"
    return _TEXT_KINDS.get(extension, "txt")


def _looks_like_html(data: bytes) -> bool:
    head = data[:65536]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\x00", b"")
    tags = len(_HTML.findall(head))
    return tags > 0 and (head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") or tags >= 5)


def _archive_kind(data: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError) as error:
        raise refuse("broken", "文件已损坏或内容不完整，无法打开。请用原软件打开并另存后再试") from error
    if "word/document.xml" in names or any(n.startswith("word/document") for n in names):
        return "docx"
    if any(n.startswith("xl/") and n.endswith("workbook.xml") for n in names):
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "office"
    if "OFD.xml" in names:
        raise refuse("unknown-kind", "暂不能读取 OFD 版式文件。请提供 docx、pdf、html、xlsx 或 txt")
    raise refuse("unknown-kind", "这是压缩包，不是文档。请解压后提供文档本身")
