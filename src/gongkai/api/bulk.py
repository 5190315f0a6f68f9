"""All public disclosures of a year in one file, as CSV and as JSON lines."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router

from gongkai.api import schemas
from gongkai.api.views import ERRORS, Year, disclosure_out
from gongkai.disclosures.models import Disclosure
from gongkai.portal.queries import public

router = Router()
#: Lines packed together.
LINES = 2000
FIELDS = list(schemas.DisclosureOut.model_fields)


def _file(content_type: str) -> dict[str, Any]:
    """How the description says that an answer is a file."""
    content = {content_type: {"schema": {"type": "string"}}}
    return {"responses": {200: {"description": "OK", "content": content}}}


@router.get("/years/{year}.csv", response=ERRORS, summary="一年的政府信息（CSV）", openapi_extra=_file("text/csv"))
def year_csv(request: HttpRequest, year: Year) -> StreamingHttpResponse:
    """All public disclosures of a year; with the mark by which spreadsheets know the Chinese."""
    return _answer(request, _csv, year, "text/csv")


@router.get(
    "/years/{year}.jsonl",
    response=ERRORS,
    summary="一年的政府信息（JSON lines）",
    openapi_extra=_file("application/jsonl"),
)
def year_lines(request: HttpRequest, year: Year) -> StreamingHttpResponse:
    """All public disclosures of a year, one object a line."""
    return _answer(request, _json_lines, year, "application/jsonl")


def _answer(
    request: HttpRequest, lines: Callable[[QuerySet], Iterator[bytes]], year: int, content_type: str
) -> StreamingHttpResponse:
    """Made whole before it is sent: it has a tag and a length, and an unchanged year is not sent again.

    Meanwhile it is kept packed, a tenth of its size.
    """
    records = public().filter(published_at__year=year).defer("body").order_by("published_at", "pk")
    pieces, tag, length = [], hashlib.sha256(), 0
    made = lines(records)
    while piece := b"".join(islice(made, LINES)):
        pieces.append(zlib.compress(piece, 1))
        tag.update(piece)
        length += len(piece)
    answer = StreamingHttpResponse(map(zlib.decompress, pieces), content_type=f"{content_type}; charset=utf-8")
    answer["ETag"], answer["Content-Length"] = f'"{tag.hexdigest()[:32]}"', str(length)
    name = request.path.rpartition("/")[2]
    answer["Content-Disposition"] = f'attachment; filename="disclosures-{name}"'
    return answer


def _plain(record: Disclosure) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in disclosure_out(record).items()
    }


def _json_lines(records: QuerySet) -> Iterator[bytes]:
    for record in records.iterator(chunk_size=500):
        yield (json.dumps(_plain(record), ensure_ascii=False) + "\n").encode()


def _csv(records: QuerySet) -> Iterator[bytes]:
    """A field that a spreadsheet would run as a formula gets an apostrophe in front."""
    yield "\ufeff".encode() + (",".join(FIELDS) + "\r\n").encode()
    for record in records.iterator(chunk_size=500):
        line = io.StringIO()
        values = [str(value or "") for value in _plain(record).values()]
        csv.writer(line).writerow([f"'{one}" if one[:1] in ("=", "+", "-", "@", "\t", "\r") else one for one in values])
        yield line.getvalue().encode()
