"""Search of what is public: one interface, an index on SQLite or on PostgreSQL.

:func:`index` is called in the transaction of the change; :func:`sync` makes up for bulk imports; :func:`find` answers.
What is not public has no entry, and every page of results is asked again whether it still is.
"""

from __future__ import annotations

from collections import Counter
from types import ModuleType
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.html import escape
from selectolax.lexbor import LexborHTMLParser

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.models import Disclosure
from gongkai.portal.models import SearchEntry
from gongkai.portal.search.asking import CAP, Answer, Hit, Question
from gongkai.portal.search.segment import marker, squash

EXCERPT = 80
CHUNK = 500
#: Up to so many hits are counted by agency and year.
COUNTED = 2000
__all__ = ["Answer", "Hit", "Question", "find", "index", "remove", "suggest", "sync"]


def engine() -> ModuleType:
    """The index of this database."""
    from gongkai.portal.search import postgres, sqlite

    return postgres if connection.vendor == "postgresql" else sqlite


# --- keeping the index -------------------------------------------------------------------------------------------


def text_of(body: str) -> str:
    """The words of a rich text."""
    return " ".join(LexborHTMLParser(body).text(separator=" ").split()) if body else ""


def values_of(record: Disclosure) -> dict[str, Any]:
    """What the entry of a public disclosure holds."""
    assert record.published_at is not None
    return {
        "agency_id": record.agency_id,
        "section_id": record.section_id,
        "year": timezone.localtime(record.published_at).year,
        "validity": record.validity,
        "published_at": record.published_at,
        "title": record.title,
        "number": " ".join(filter(None, (record.document_number, record.index_number))),
        "text": " ".join(filter(None, (record.summary, record.keywords, text_of(record.body)))),
    }


def index(record: Disclosure) -> None:
    """Put a disclosure into the index as it stands, or take it out when it is not public."""
    _write([record] if record.is_public else [], [record.pk])


def remove(record: Disclosure) -> None:
    _write([], [record.pk])


@transaction.atomic
def _write(records: list[Disclosure], touched: list[int]) -> int:
    """Bring the entries of the ``touched`` disclosures to what ``records`` say; returns how many were changed."""
    held = {entry.disclosure_id: entry for entry in SearchEntry.objects.filter(disclosure__in=touched)}
    fresh, renewed, old = [], [], []
    for record in records:
        values = values_of(record)
        entry = held.pop(record.pk, None)
        if entry is None:
            fresh.append(SearchEntry(disclosure_id=record.pk, **values))
        elif any(getattr(entry, name) != value for name, value in values.items()):
            old.append(entry)
            renewed.append(SearchEntry(pk=entry.pk, disclosure_id=record.pk, **values))
    gone = list(held.values())
    engine().drop([*old, *gone])
    SearchEntry.objects.filter(pk__in=[entry.pk for entry in gone]).delete()
    SearchEntry.objects.bulk_create(fresh)
    if renewed:
        SearchEntry.objects.bulk_update(renewed, list(values_of(records[0])))
    engine().put([*renewed, *fresh])
    return len(fresh) + len(renewed) + len(gone)


def sync() -> int:
    """Compare the whole index with the records and mend it, a few hundred at a time; returns how many were mended."""
    with across_agencies():
        mended = 0
        keys = list(Disclosure.public.order_by("published_at", "pk").values_list("pk", flat=True))
        strays = set(SearchEntry.objects.values_list("disclosure_id", flat=True)) - set(keys)
        if strays:
            mended += _write([], sorted(strays))
        for start in range(0, len(keys), CHUNK):
            part = keys[start : start + CHUNK]
            found = Disclosure.public.select_related("agency").in_bulk(part)
            mended += _write([found[key] for key in part if key in found], part)
        return mended


# --- asking ------------------------------------------------------------------------------------------------------


def find(question: Question) -> Answer:
    """Answer a question: the exact number of hits, one page of them with the found words marked."""
    if question.text and not squash(question.text):
        return Answer()
    total, keys = engine().ask(question)
    hits = _hits(keys, question.text)
    last = max(-(-min(total, CAP) // question.size), 1)
    answer = Answer(total=total, hits=hits, last_page=last)
    if 0 < total <= COUNTED:
        _count(answer, question)
    return answer


def _hits(keys: list[int], text: str) -> list[Hit]:
    entries = SearchEntry.objects.in_bulk(keys)
    with across_agencies():
        shown = Disclosure.public.select_related("agency", "section", "notice").defer("body")
        records = shown.in_bulk([entry.disclosure_id for entry in entries.values()])
    pattern = marker(text)
    hits = []
    for key in keys:
        entry = entries.get(key)
        record = records.get(entry.disclosure_id) if entry else None
        if entry is not None and record is not None:
            hits.append(Hit(record, mark(record.title, pattern), excerpt(entry.text, pattern)))
    return hits


def mark(text: str, pattern: Any) -> str:
    """The text as safe HTML, what ``pattern`` finds inside ``<mark>``."""
    if pattern is None:
        return escape(text)
    out, at = [], 0
    for match in pattern.finditer(text):
        if match.end() > match.start():
            out += [escape(text[at : match.start()]), "<mark>", escape(match.group()), "</mark>"]
            at = match.end()
    return "".join([*out, escape(text[at:])])


def excerpt(text: str, pattern: Any) -> str:
    """About eighty characters around the place where most of the query stands together."""
    if pattern is None or not text:
        return escape(text[:EXCERPT]) + ("……" if len(text) > EXCERPT else "")
    spots = [match.start() for match in pattern.finditer(text[:50_000])]
    if not spots:
        return ""
    best = max(spots, key=lambda spot: (sum(spot <= other < spot + EXCERPT - 15 for other in spots), -spot))
    start = max(best - 15, 0)
    piece = text[start : start + EXCERPT]
    before, after = "……" if start else "", "……" if start + EXCERPT < len(text) else ""
    return f"{before}{mark(piece, pattern)}{after}"


def _count(answer: Answer, question: Question) -> None:
    """How many of the hits each agency and each year has."""
    _, keys = engine().ask(Question(**{**_fields(question), "page": 1, "size": COUNTED, "by_date": True}))
    rows = SearchEntry.objects.filter(pk__in=keys).values_list("agency_id", "year")
    agencies, years = Counter[int](), Counter[int]()
    for agency, year in rows:
        agencies[agency] += 1
        years[year] += 1
    names = Agency.objects.in_bulk(list(agencies))
    answer.agencies = [(names[key], number) for key, number in agencies.most_common(12)]
    answer.years = sorted(years.items(), reverse=True)


def _fields(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in question.__slots__}


def suggest(text: str, limit: int = 6) -> list[str]:
    """Titles that hold what has been typed so far."""
    if not squash(text):
        return []
    _, keys = engine().ask(Question(text=text, size=limit), "{title number}")
    return list(dict.fromkeys(hit.record.title for hit in _hits(keys, "")))
