"""Writing a report's files: each whole under another name, then put in place, so that no half file is ever seen."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
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
    made = make_files(assembled, wanted)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [put(folder / f"{file_name(assembled)}.{name}", data) for name, data in made.items()]
    except OSError as error:
        raise refuse(
            "cannot_write", f"文件写不进去（{error.strerror}），请换一个文件夹或检查权限", str(folder)
        ) from error


def file_name(assembled: Assembled) -> str:
    """The report's title, without what file systems do not take."""
    return "".join("_" if char in '\\/:*?"<>|' or ord(char) < 32 else char for char in assembled.title)


def make_files(assembled: Assembled, wanted: Sequence[str]) -> dict[str, bytes]:
    """The bytes of each format, in order. A writer's library is loaded only when its format is asked for.

    Refused when the text cannot be printed. Word's contents need page numbers; they come from the setting of the PDF,
    which is done once for both.
    """
    if assembled.failures:
        raise Refused(assembled.failures)
    paper = report_paper(assembled) if set(wanted) - {"json"} else Paper()
    pages: tuple[int, ...] | None = None
    made: dict[str, bytes] = {}
    if "pdf" in wanted:
        from gongkai.papers.writing.pdf import typeset

        set_paper = typeset(paper)
        made["pdf"], pages = set_paper.pdf, set_paper.heading_pages
    if "docx" in wanted:
        from gongkai.papers.writing.docx import write_docx

        made["docx"] = write_docx(paper, pages=pages)
    if "xlsx" in wanted:
        from gongkai.papers.writing.xlsx import write_xlsx

        made["xlsx"] = write_xlsx(paper)
    if "html" in wanted:
        from gongkai.papers.writing.html import write_html

        made["html"] = write_html(paper)
    if "json" in wanted:
        made["json"] = (json.dumps(as_json(assembled), ensure_ascii=False, indent=2) + "\n").encode()
    return {name: made[name] for name in wanted}


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
