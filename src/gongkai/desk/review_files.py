"""The attachments as a reviewer sees them: a document as bounded, readable HTML, a picture as a picture.

Each file is a page of its own in a frame, so that one slow file holds up no other and nothing in it can touch the desk.
What is sealed, removed or replaced is not shown here; a sealed original opens only with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from gongkai.desk.guard import _attachment
from gongkai.desk.reports import guarded
from gongkai.disclosures.attachments import read_attachment
from gongkai.disclosures.inline_images import media_type
from gongkai.disclosures.models import Attachment
from gongkai.findings import Refused

BLOCKS, ROWS, COLUMNS, WORDS = 400, 200, 40, 4000
#: Nothing is loaded but our own style sheet and the picture.
FRAME_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'self'; base-uri 'none'"


@dataclass
class Shown:
    """What the page of a file shows: blocks, or a picture, or why there is nothing; and what was left out."""

    kind: str = "text"
    blocks: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def shown(attachment: Attachment) -> Shown:
    """A file in a form that can be read on a page, however long it is."""
    from gongkai.papers.reading import read

    try:
        data = read_attachment(attachment)
        if attachment.kind == "image":
            if media_type(data):
                return Shown("picture")
            return Shown("none", notes=["这种图片浏览器显示不了，请下载查看"])
        paper = read(data, name=attachment.name)
    except Refused as refused:
        words = "；".join(failure.message for failure in refused.failures)
        return Shown("none", notes=[f"不能在这里显示，请下载查看。{words}"])
    found = Shown(notes=list(paper.warnings))
    for block in paper.blocks[:BLOCKS]:
        found.blocks += _blocks(block, found.notes)
    if len(paper.blocks) > BLOCKS or paper.truncated:
        found.notes.append("文件很长，这里只显示前面的部分，全文请下载查看")
    return found


def _blocks(block: Any, notes: list[str]) -> Iterator[dict[str, Any]]:
    """A block of a Paper as what the template needs; whatever has no words is left out."""
    if hasattr(block, "rows"):
        rows = [
            [
                {"text": cell.text[:WORDS], "rowspan": cell.rowspan, "colspan": cell.colspan, "header": cell.header}
                for cell in row[:COLUMNS]
            ]
            for row in block.rows[:ROWS]
        ]
        if len(block.rows) > ROWS or any(len(row) > COLUMNS for row in block.rows):
            notes.append(f"表格很大，这里只显示前{ROWS}行、前{COLUMNS}列，全表请下载查看")
        yield {"kind": "table", "caption": block.caption or block.name, "rows": rows}
    elif hasattr(block, "level"):
        yield {"kind": "heading", "text": block.text[:WORDS]}
    elif hasattr(block, "text"):
        yield {"kind": block.style, "text": block.text[:WORDS]}


def _current(request: HttpRequest, pk: int) -> Attachment:
    """An attachment of a disclosure this person may see, as long as it belongs to it."""
    found = _attachment(request, pk)
    if found.sealed or found.removed_at is not None or found.replaced_by_id is not None:
        raise Http404
    return found


def _private(answer: HttpResponse, policy: str) -> HttpResponse:
    answer["Content-Security-Policy"] = policy
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
@xframe_options_sameorigin
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one attachment."""
    found = _current(request, pk)
    answer = render(request, "desk/review_file.html", {"attachment": found, "shown": shown(found)})
    return _private(answer, FRAME_POLICY)


@require_GET
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture itself, if it is one that a browser shows."""
    found = _current(request, pk)
    try:
        data = read_attachment(found)
    except Refused:
        raise Http404 from None
    kind = media_type(data) if found.kind == "image" else None
    if kind is None:
        raise Http404
    return _private(HttpResponse(data, content_type=kind), "default-src 'none'; sandbox")


urlpatterns = [
    path("reviews/files/<int:pk>/", guarded(file), name="gk_review_file"),
    path("reviews/files/<int:pk>/picture/", guarded(picture), name="gk_review_picture"),
]
