"""Writers: one Paper as docx, pdf, xlsx or html. Each is deterministic: an equal Paper gives equal bytes."""

from __future__ import annotations

import datetime
from pathlib import Path

from gongkai.findings import refuse
from gongkai.papers.model import Paper

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}
"""The formats that can be written, with their media types."""


def write(paper: Paper, kind: str, *, fonts: Path | None = None, created: datetime.datetime | None = None) -> bytes:
    """The Paper in the format ``kind`` (a key of :data:`MEDIA_TYPES`).

    ``fonts`` is a folder with further faces; ``created`` the moment in the file, by default the Paper's date.

    :raises gongkai.findings.Refused: the format is unknown, or the Chinese faces are missing.
    """
    if kind == "docx":
        from gongkai.papers.writing.docx import write_docx

        return write_docx(paper, fonts=fonts, created=created)
    if kind == "pdf":
        from gongkai.papers.writing.pdf import write_pdf

        return write_pdf(paper, fonts=fonts, created=created)
    if kind == "xlsx":
        from gongkai.papers.writing.xlsx import write_xlsx

        return write_xlsx(paper, created=created)
    if kind == "html":
        from gongkai.papers.writing.html import write_html

        return write_html(paper)
    raise refuse("format", f"不能写成“{kind}”，可以写成{'、'.join(MEDIA_TYPES)}")
