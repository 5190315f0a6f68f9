"""Search of what is public: one interface, an index on SQLite or on PostgreSQL.

:func:`index` is called in the transaction of the change; :func:`sync` makes up for bulk imports; :func:`find` answers.
What is not public has no entry, and every page of results is asked again whether it still is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.html import escape

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.disclosures.models import Disclosure
from gongkai.portal.models import SearchEntry, SearchText
from gongkai.portal.queries import released_attachments
from gongkai.portal.search.asking import CAP, Answer, Hit, Question, top
from gongkai.portal.search.keeping import engine, index, read_attachments, remove, sync, text_of
from gongkai.portal.search.segment import marker, squash

EXCERPT = 80
#: So many values of a facet are offered.
OFFERED = 12
__all__ = ["Answer", "Hit", "Question", "find", "index", "read_attachments", "remove", "suggest", "sync", "text_of"]


def find(question: Question) -> Answer:
    """Answer a question: the exact number of hits, one page of them with the found words marked."""
    if question.text and not squash(question.text):
        return Answer()
    total, keys, newest = engine().ask(question)
    last = max(-(-min(total, CAP) // question.size), 1)
    answer = Answer(total=total, hits=_hits(keys, question.text), last_page=last)
    if total:
        _narrow(answer, newest)
    return answer


def _hits(keys: list[int], text: str) -> list[Hit]:
    entries = dict(SearchEntry.objects.filter(pk__in=keys).values_list("pk", "disclosure_id"))
    with across_agencies():
        shown = Disclosure.public.select_related("agency", "section", "notice").defer("body")
        records = shown.in_bulk(list(entries.values()))
        pattern = marker(text)
        excerpts = _excerpts([key for key in keys if entries.get(key) in records], pattern)
    hits = []
    for key in keys:
        record = records.get(entries.get(key, 0))
        if record is not None:
            piece, attachment = excerpts.get(key, ("", ""))
            hits.append(Hit(record, mark(record.title, pattern), piece, attachment))
    return hits


def _excerpts(keys: list[int], pattern: Any) -> dict[int, tuple[str, str]]:
    """Entry → (excerpt, name of the attachment it is from). The text itself first; files only where it has nothing."""
    texts = SearchText.objects.filter(entry__in=keys)
    own = dict(texts.filter(attachment=None).values_list("entry_id", "text"))
    found = {key: (excerpt(text, pattern), "") for key, text in own.items()}
    missing = [key for key in keys if not found.get(key, ("", ""))[0]] if pattern is not None else []
    if missing:
        public = released_attachments().filter(inline=False).values("pk")
        files = texts.filter(entry__in=missing, attachment__in=public).order_by("attachment_id")
        for key, name, text in files.values_list("entry_id", "name", "text"):
            if not found.get(key, ("", ""))[0] and (piece := excerpt(text, pattern)):
                found[key] = (piece, name)
    return found


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
    spots = [match.start() for match in pattern.finditer(text[:100_000])]
    if not spots:
        return ""
    best = max(spots, key=lambda spot: (sum(spot <= other < spot + EXCERPT - 15 for other in spots), -spot))
    start = max(best - 15, 0)
    piece = text[start : start + EXCERPT]
    before, after = "……" if start else "", "……" if start + EXCERPT < len(text) else ""
    return f"{before}{mark(piece, pattern)}{after}"


def _narrow(answer: Answer, newest: list[int]) -> None:
    """What the hits can be narrowed to, from the newest of them."""
    answer.counted = answer.total <= len(newest)
    facets = ("agency_id", "section_id", "year", "validity", "genre", "subject")
    rows = list(SearchEntry.objects.filter(pk__in=newest).values_list(*facets))
    if not rows:
        return
    agencies, sections, years, validities, genres, subjects = zip(*rows, strict=True)
    names = Agency.objects.in_bulk(list(set(agencies)))
    answer.agencies = _offered(agencies, lambda key: names.get(key))
    with across_agencies():
        titles = dict(Section.objects.filter(pk__in=set(sections) - {None}).values_list("pk", "name"))
    answer.sections = _offered(sections, titles.get)
    answer.years = sorted(Counter(years).items(), reverse=True)[:OFFERED]
    answer.validities = _offered(validities, str)
    answer.genres = _offered(genres, str)
    answer.subjects = _offered(subjects, top)


def _offered(values: Iterable[Any], name: Callable[[Any], Any]) -> list[tuple[Any, int]]:
    counts = Counter[Any]()
    for value, number in Counter(values).items():
        if named := name(value):
            counts[named] += number
    return counts.most_common(OFFERED)


def suggest(text: str, limit: int = 6) -> list[str]:
    """Titles that hold what has been typed so far (or whose number does), the newest first."""
    if not squash(text):
        return []
    entries = SearchEntry.objects.in_bulk(engine().titled(text, limit))
    public = set(
        Disclosure.public.filter(pk__in=[one.disclosure_id for one in entries.values()]).values_list("pk", flat=True)
    )
    shown = [entry for _, entry in sorted(entries.items(), reverse=True) if entry.disclosure_id in public]
    return list(dict.fromkeys(entry.title for entry in shown))
