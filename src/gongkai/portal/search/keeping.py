"""Keeping the index: what each entry holds, in the transaction of the change; the words of attachments soon after.

An attachment is read once it is released, by the task that also bakes (:func:`read_attachments`); what is no longer
public goes in the transaction in which it ceases to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.models import Attachment, Disclosure
from gongkai.portal import outbox
from gongkai.portal.models import SearchEntry, SearchText
from gongkai.portal.queries import released_attachments
from gongkai.portal.search.attachments import ALTOGETHER, words_of

CHUNK = 500
Words = Mapping[int, tuple[str, str]]
"""Attachment → (its checksum, what it says)."""


def engine() -> ModuleType:
    """The index of this database."""
    from gongkai.portal.search import postgres, sqlite

    return postgres if connection.vendor == "postgresql" else sqlite


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
        "genre": record.genre,
        "subject": record.subject,
        "published_at": record.published_at,
        "title": record.title,
        "number": " ".join(filter(None, (record.document_number, record.index_number))),
    }


def own_text(record: Disclosure) -> str:
    return " ".join(filter(None, (record.summary, record.keywords, text_of(record.body))))


def index(record: Disclosure) -> None:
    """Put a disclosure into the index as it stands, or take it out when it is not public."""
    with across_agencies():
        _write([record] if record.is_public else [], [record.pk])


def remove(record: Disclosure) -> None:
    with across_agencies():
        _write([], [record.pk])


def read_attachments(key: int) -> None:
    """Read the attachments of one disclosure that have not been read, and put their words into the index."""
    with across_agencies():
        record = Disclosure.public.filter(pk=key).first()
        if record is None:
            return
        known = set(SearchText.objects.filter(entry__disclosure=key).values_list("attachment_id", "sha256"))
        left = ALTOGETHER
        words: dict[int, tuple[str, str]] = {}
        for one in released_attachments().filter(disclosure=key, inline=False):
            if (one.pk, one.sha256) not in known:
                words[one.pk] = (one.sha256, words_of(one)[:left])
                left -= len(words[one.pk][1])
        with transaction.atomic():
            # Reading took its time: only what is public now counts.
            record = Disclosure.public.filter(pk=key).first()
            if record is not None and words:
                _write([record], [key], words)


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


class _Entry:
    """An entry with its texts as they are, and as they shall be."""

    def __init__(self, entry: SearchEntry) -> None:
        self.entry = entry
        self.texts: list[SearchText] = []

    def holds(self, values: dict[str, Any], texts: list[SearchText]) -> bool:
        def said(some: list[SearchText]) -> list[tuple[Any, ...]]:
            return [(one.attachment_id, one.sha256, one.name, one.text) for one in some]

        same = all(getattr(self.entry, name) == value for name, value in values.items())
        return same and said(self.texts) == said(texts)


@transaction.atomic
def _write(records: list[Disclosure], touched: list[int], words: Words | None = None) -> int:
    """Bring the entries of the ``touched`` disclosures to what ``records`` say; returns how many were changed."""
    held, files = _held(touched), _files(records)
    gone, fresh, renewed = [], [], []
    unread: list[int] = []
    for record in records:
        values, before = values_of(record), held.pop(record.pk, None)
        entry = SearchEntry(pk=before.entry.pk if before else None, disclosure_id=record.pk, **values)
        texts = [SearchText(text=own_text(record)), *_said(files[record.pk], before, words or {})]
        if len(texts) <= len(files[record.pk]):
            unread.append(record.pk)
        if before is None:
            fresh.append((entry, texts))
        elif not before.holds(values, texts):
            gone.append(before)
            renewed.append((entry, texts))
    if old := [*gone, *held.values()]:
        engine().drop([(one.entry, one.texts) for one in old])
        SearchEntry.objects.filter(pk__in=[one.entry.pk for one in held.values()]).delete()
        SearchText.objects.filter(entry__in=[one.entry.pk for one in gone]).delete()
    SearchEntry.objects.bulk_create([entry for entry, _ in fresh])
    if renewed:
        SearchEntry.objects.bulk_update([entry for entry, _ in renewed], list(values_of(records[0])))
    for entry, texts in [*renewed, *fresh]:
        for text in texts:
            text.entry = entry
    SearchText.objects.bulk_create([text for _, texts in [*renewed, *fresh] for text in texts])
    engine().put([*renewed, *fresh])
    if unread:
        outbox.mark(outbox.WORDS, unread)
    return len(fresh) + len(renewed) + len(held)


def _held(touched: list[int]) -> dict[int, _Entry]:
    found = {one.disclosure_id: _Entry(one) for one in SearchEntry.objects.filter(disclosure__in=touched)}
    by_key = {one.entry.pk: one for one in found.values()}
    texts = SearchText.objects.filter(entry__in=list(by_key))
    for text in sorted(texts, key=lambda one: one.attachment_id or 0):
        by_key[text.entry_id].texts.append(text)
    return found


def _files(records: Iterable[Disclosure]) -> dict[int, list[Attachment]]:
    """The public attachments of these public disclosures."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    for one in released_attachments().filter(disclosure__in=[record.pk for record in records], inline=False):
        found[one.disclosure_id].append(one)
    return found


def _said(files: list[Attachment], before: _Entry | None, words: Words) -> list[SearchText]:
    """The texts of those attachments that have been read, whether before or just now."""
    read = {(one.attachment_id, one.sha256): one.text for one in before.texts} if before else {}
    read |= {(key, sha256): text for key, (sha256, text) in words.items()}
    return [
        SearchText(attachment_id=one.pk, name=one.name, sha256=one.sha256, text=read[one.pk, one.sha256])
        for one in sorted(files, key=lambda one: one.pk)
        if (one.pk, one.sha256) in read
    ]
