"""Writing a report's files: each whole under another name, then put in place, so that no half file is ever seen."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from gongkai.findings import Refused, refuse
from gongkai.papers.model import Paper
from gongkai.reports.contents import Assembled
from gongkai.reports.paper import report_paper
from gongkai.reports.queries import as_json

FORMATS = ("docx", "pdf", "xlsx", "html", "json")


def write_files(assembled: Assembled, formats: Iterable[str], folder: Path) -> list[Path]:
    """Write the report in these formats into ``folder`` (made when missing); returns the paths, in that order.

    All formats are made before the first file is put in place, so that a failure leaves the folder as it was.
    Refused for unknown formats, a folder that cannot be written, and text that cannot be printed.
    """
    wanted = list(dict.fromkeys(formats))
    if unknown := [name for name in wanted if name not in FORMATS]:
        raise refuse("unknown_format", f"没有“{'、'.join(unknown)}”这种格式，可用的有：{'、'.join(FORMATS)}", "格式")
    if assembled.failures:
        raise Refused(assembled.failures)
    paper = report_paper(assembled) if set(wanted) - {"json"} else Paper()
    contents = {name: _json(assembled) if name == "json" else _writer(name)(paper) for name in wanted}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [put(folder / f"{file_name(assembled)}.{name}", data) for name, data in contents.items()]
    except OSError as error:
        raise refuse(
            "cannot_write", f"文件写不进去（{error.strerror}），请换一个文件夹或检查权限", str(folder)
        ) from error


def file_name(assembled: Assembled) -> str:
    """The report's title, without what file systems do not take."""
    return "".join("_" if char in '\\/:*?"<>|' or ord(char) < 32 else char for char in assembled.title)


def _json(assembled: Assembled) -> bytes:
    return (json.dumps(as_json(assembled), ensure_ascii=False, indent=2) + "\n").encode()


def _writer(name: str) -> Callable[[Paper], bytes]:
    """The writer of a format; its library is loaded only when that format is asked for."""
    if name == "docx":
        from gongkai.papers.writing.docx import write_docx

        return write_docx
    if name == "pdf":
        from gongkai.papers.writing.pdf import write_pdf

        return write_pdf
    if name == "xlsx":
        from gongkai.papers.writing.xlsx import write_xlsx

        return write_xlsx
    from gongkai.papers.writing.html import write_html

    return lambda paper: write_html(paper).encode()


def put(path: Path, data: bytes) -> Path:
    """Write beside and rename; the bytes are on the disk before the name is."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(draft, 0o666 & ~umask)
        os.replace(draft, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)
        raise
    return path
