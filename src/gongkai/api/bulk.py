"""All public disclosures of a year in one file, as CSV and as JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from gongkai.api import schemas
from gongkai.api.views import ERRORS, Year, disclosure_out
from gongkai.disclosures.models import Disclosure
from gongkai.portal.queries import public

router = Router()
FIELDS = list(schemas.DisclosureOut.model_fields)


def _file(content_type: str) -> dict[str, Any]:
    """How the description says that an answer is a file."""
    content = {content_type: {"schema": {"type": "string"}}}
    return {"responses": {200: {"description": "OK", "content": content}}}


@router.get("/years/{year}.csv", response=ERRORS, summary="一年的政府信息（CSV）", openapi_extra=_file("text/csv"))
def year_csv(request: HttpRequest, year: Year) -> HttpResponse:
    """All public disclosures of a year; with the mark by which spreadsheets know the Chinese."""
    return _answer(request, _csv, year, "text/csv")


@router.get(
    "/years/{year}.jsonl",
    response=ERRORS,
    summary="一年的政府信息（JSON lines）",
    openapi_extra=_file("application/jsonl"),
)
def year_lines(request: HttpRequest, year: Year) -> HttpResponse:
    """All public disclosures of a year, one object a line."""
    return _answer(request, _json_lines, year, "application/jsonl")


def _answer(
    request: HttpRequest, lines: Callable[[QuerySet], Iterator[bytes]], year: int, content_type: str
) -> HttpResponse:
    """Made whole before it is sent, so that it has a tag and an unchanged year is not sent again."""
    records = public().filter(published_at__year=year).defer("body").order_by("published_at", "pk")
    answer = HttpResponse(b"".join(lines(records)), content_type=f"{content_type}; charset=utf-8")
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
