"""Read a docx, pdf, html, xlsx, md or txt file (and, through LibreOffice, doc, wps, rtf, odt, xls) into one Paper.

>>> paper = read("2024年度报告.docx")
>>> paper = read(data, name="upload.html")

Whatever is handed in, a call ends within about ten seconds and 500 MB, with a Paper or with
:class:`gongkai.findings.Refused` that tells a clerk in Chinese what is wrong with the file.
"""

from __future__ import annotations

from pathlib import Path

from gongkai.findings import refuse
from gongkai.papers.model import Paper
from gongkai.papers.reading.limits import LIMITS, broken, too_large
from gongkai.papers.reading.sniff import kind_of

__all__ = ["read"]

KINDS = ("docx", "pdf", "html", "xlsx", "md", "txt")


def read(source: str | Path | bytes, *, name: str = "") -> Paper:
    """The file as a Paper: headings, paragraphs and tables in reading order, with places.

    ``source`` is a path or the file's bytes; ``name`` the file name (for bytes: used where content alone does not tell
    the kind, and kept as ``Paper.source``). The kind is told by content: a PDF named ``.docx`` is read as PDF.
    Damaged encoding and picture-only files are read and said so in ``Paper.warnings``. Raises Refused.
    """
    if isinstance(source, bytes):
        data = source
        if len(data) > LIMITS.file_bytes:
            raise too_large("文件", len(data), LIMITS.file_bytes)
    else:
        path = Path(source)
        name = name or path.name
        data = _bytes_of(path)
    kind = kind_of(data, name)
    try:
        paper = _readers()[kind](data, name)
    except (RecursionError, MemoryError) as error:
        raise broken(kind, "结构过深或过大") from error
    if not paper.blocks and not paper.warnings:
        raise refuse("no-text", "没有读到任何文字。请核对是否选错文件；如为扫描件，请提供文字版")
    paper.source = paper.source or name
    return paper


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise refuse("not-a-file", "这是文件夹，不是文件", str(path))
        size = path.stat().st_size
        if size > LIMITS.file_bytes:
            raise too_large("文件", size, LIMITS.file_bytes)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise refuse("not-found", "找不到这个文件，请核对路径", str(path)) from error
    except OSError as error:
        raise refuse("unreadable", "无法打开这个文件，请核对权限", str(path)) from error


def _readers():  # type: ignore[no-untyped-def]
    """The reader of each kind; each is imported only when a file of that kind is read."""

    def docx(data: bytes, name: str) -> Paper:
        from gongkai.papers.reading.docx import read_docx

        return read_docx(data)

    def xlsx(data: bytes, name: str) -> Paper:
        from gongkai.papers.reading.xlsx import read_xlsx

        return read_xlsx(data)

    def pdf(data: bytes, name: str) -> Paper:
        from gongkai.papers.reading.pdf import read_pdf

        return read_pdf(data)

    def html(data: bytes, name: str) -> Paper:
        from gongkai.papers.reading.html import read_html

        return read_html(data)

    def text(kind: str):  # type: ignore[no-untyped-def]
        def reader(data: bytes, name: str) -> Paper:
            from gongkai.papers.reading.text import read_text

            return read_text(data, kind)

        return reader

    def office(data: bytes, name: str) -> Paper:
        from gongkai.papers.reading.office import convert

        converted = convert(data, name)
        return {"docx": docx, "xlsx": xlsx}[kind_of(converted)](converted, name)

    return {
        "docx": docx,
        "xlsx": xlsx,
        "pdf": pdf,
        "html": html,
        "md": text("md"),
        "txt": text("txt"),
        "office": office,
    }
