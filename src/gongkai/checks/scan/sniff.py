"""What kind of file this is: by its content first, by its name second."""

from __future__ import annotations

import io
import re
import zipfile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_MIME = re.compile(rb"^(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.IGNORECASE)
_PACKED = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PROGRAMS = (b"MZ", b"\x7fELF")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|meta|span|h[1-6]|ucaptitle)[\s>/]", re.IGNORECASE)
_OFFICE_BY_NAME = {"doc": "doc", "wps": "doc", "dot": "doc", "xls": "xls", "et": "xls", "ppt": "ppt", "dps": "ppt"}


def extension(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def kind_of(data: bytes, name: str) -> str:
    """docx, xlsx, pptx, pdf, html, csv, text, image, zip, mime, doc, xls, ppt, odf, ofd; or why a file cannot be read:
    encrypted, packed, program, empty (nothing in it), blank (nothing but zeros)
    """
    end = extension(name)
    head = data[:4096]
    if not data:
        return "empty"
    if not data.strip(b"\0"):
        return "blank"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _archive(data)
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "encrypted"
        return _ole(data, end)
    if head.lstrip().startswith(b"{\\rtf"):
        return "doc"
    if head.startswith(_PACKED):
        return "packed"
    if (head.startswith(_PICTURES) and not (head[:2] in (b"BM",) and end in ("txt", "csv", "md"))) or (
        head[4:8] == b"ftyp" and head[8:12] in _HEIF
    ):
        return "image"
    if head.startswith(_PROGRAMS) and b"\0" in head[:256]:
        return "program"
    if _MIME.match(head.lstrip()):
        return "mime"
    if end in ("csv", "tsv"):
        return "csv"
    if end in ("htm", "html", "xhtml", "shtml") or (end not in ("txt", "md", "json", "xml") and _looks_like_html(data)):
        return "html"
    if end in ("xls", "et") and _looks_like_html(data):
        return "html"
    return "text"


#: Endings that promise a form the content then must have; others (txt, and doc and xls, which programs also give to web
#: pages and lists) promise nothing.
_DOCUMENTS = {"docx", "docm", "dotx", "xlsx", "xlsm", "xltx", "pptx", "pptm", "ppsx", "pdf", "ofd", "zip"}
_PROMISED = _DOCUMENTS | {"jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif"}


def is_what_it_is_called(kind: str, name: str) -> bool:
    """False for a text or nothing at all under the name of a document, a picture or an archive: a damaged file."""
    return kind not in ("text", "csv", "html", "empty") or extension(name) not in _PROMISED


def _looks_like_html(data: bytes) -> bool:
    head = data[:65536].replace(b"\0", b"")
    return bool(_HTML.search(head)) and (
        head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") or len(_HTML.findall(head)) >= 5
    )


def _ole(data: bytes, end: str) -> str:
    if end in _OFFICE_BY_NAME:
        return _OFFICE_BY_NAME[end]
    for stream, kind in (("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt"), ("Book", "xls")):
        if stream.encode("utf-16-le") in data:
            return kind
    return "program"


def _archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError, EOFError):
        return "zip"
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names):
                return kind
    if any(name.endswith("xl/workbook.xml") for name in names) and "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if "mimetype" in names and "content.xml" in names:
        return "odf"
    if "OFD.xml" in names:
        return "ofd"
    return "zip"
