"""Lists numbered from the oldest page, so that one new item rewrites two pages and not a thousand.

Every disclosure ever published in a section has its place for good (by time of publication); page N holds places
(N-1)·20+1 to N·20, and a withdrawn one leaves its page with nineteen. The newest page carries no number: it shows
the 20 to 39 newest places, so that it is never nearly empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from gongkai.catalogue.models import Section
from gongkai.disclosures.models import Disclosure
from gongkai.portal import addresses
from gongkai.portal.tree import Tree

PAGE_SIZE = 20
#: So many page numbers are offered at once; of more pages, evenly spread ones.
NUMBERS = 12


def numbered_pages(total: int) -> int:
    """How many numbered (full, old) pages there are for ``total`` places; the rest stands on the newest page."""
    return max(total // PAGE_SIZE - 1, 0)


def page_of(place: int) -> int:
    """The number of the page that holds a place (counted from 1)."""
    return (place - 1) // PAGE_SIZE + 1


@dataclass
class ListPage:
    """One page of a list, newest first, and its neighbours."""

    items: list[Disclosure]
    total: int
    number: int | None
    first: int
    last: int
    newer: str
    older: str
    older_count: int
    oldest_year: int = 0
    newest_year: int = -1
    #: Of the newest page: (year, where its newest item stands) from the newest; (page number, address) from the oldest.
    jumps: list[tuple[int, str]] = field(default_factory=list)
    numbers: list[tuple[int, str]] = field(default_factory=list)

    def by_year(self, line: Callable[[Disclosure], dict[str, Any]]) -> list[tuple[int, list[dict[str, Any]]]]:
        """The lines grouped by the year of publication, newest year first."""
        years: dict[int, list[dict[str, Any]]] = {}
        for record in self.items:
            assert record.published_at is not None
            years.setdefault(timezone.localtime(record.published_at).year, []).append(line(record))
        return list(years.items())

    @property
    def span(self) -> list[int]:
        """The years from the newest item of the list to its oldest, for the filter."""
        return list(range(self.newest_year, self.oldest_year - 1, -1))

    @property
    def days(self) -> tuple[Any, Any] | None:
        """The earliest and the latest day of publication on this page."""
        return (self.items[-1].published_at, self.items[0].published_at) if self.items else None


def places(part: Section, tree: Tree) -> QuerySet[Disclosure]:
    """Whatever was ever published in a section and below it."""
    return Disclosure.ever_published.filter(section__in=tree.below(part))


def section_page(part: Section, tree: Tree, number: int | None) -> ListPage:
    """The newest page of a section (``number`` None) or a numbered one.

    :raises LookupError: when there is no page of that number.
    """
    total = places(part, tree).count()
    full = numbered_pages(total)
    if number is not None and not 1 <= number <= full:
        raise LookupError(f"{part} has no page {number}")
    start = full * PAGE_SIZE if number is None else (number - 1) * PAGE_SIZE
    records = _slice(part, tree, start, total if number is None else number * PAGE_SIZE)
    return _page(part, tree, number, total, records)


def numbered(part: Section, tree: Tree, first: int, last: int) -> Iterator[ListPage]:
    """The numbered pages from ``first`` to ``last`` (as far as they exist), read in one go."""
    total = places(part, tree).count()
    last = min(last, numbered_pages(total))
    records = _slice(part, tree, (first - 1) * PAGE_SIZE, last * PAGE_SIZE) if first <= last else []
    for number in range(first, last + 1):
        start = (number - first) * PAGE_SIZE
        yield _page(part, tree, number, total, records[start : start + PAGE_SIZE])


def _slice(part: Section, tree: Tree, start: int, stop: int) -> list[Disclosure]:
    """The records on these places, oldest first: the places from an index alone, then the records by key."""
    keys = list(places(part, tree).order_by("published_at", "pk").values_list("pk", flat=True)[start:stop])
    found = Disclosure.ever_published.select_related("agency", "section").defer("body").in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _page(part: Section, tree: Tree, number: int | None, total: int, records: list[Disclosure]) -> ListPage:
    full = numbered_pages(total)
    start = full * PAGE_SIZE if number is None else (number - 1) * PAGE_SIZE
    stop = total if number is None else number * PAGE_SIZE
    code, own = tree.agency.code, part.code
    newer = "" if number is None else addresses.section(code, own, number + 1 if number < full else None)
    older_number = full if number is None else number - 1
    older = addresses.section(code, own, older_number) if older_number >= 1 else ""
    items = [record for record in reversed(records) if record.is_public]
    listing = ListPage(items, total, number, start + 1, stop, newer, older, PAGE_SIZE if older else 0)
    if number is None and total:
        ends = places(part, tree).aggregate(oldest=Min("published_at"), newest=Max("published_at"))
        listing.oldest_year = timezone.localtime(ends["oldest"]).year
        listing.newest_year = timezone.localtime(ends["newest"]).year
        listing.jumps = _jumps(part, tree, listing, full)
        listing.numbers = [(one, addresses.section(code, own, one)) for one in spread(full)]
    return listing


def _jumps(part: Section, tree: Tree, listing: ListPage, full: int) -> list[tuple[int, str]]:
    """Where each year's newest item stands. Counted year by year from the index alone, as the total is."""
    found, place = [], 0
    for year in sorted(listing.span):
        number = places(part, tree).filter(published_at__year=year).count()
        if not number:
            continue
        place += number
        page = page_of(place)
        base = addresses.section(tree.agency.code, part.code, page) if page <= full else ""
        found.append((year, f"{base}#y{year}"))
    return found[::-1]


def spread(full: int) -> list[int]:
    """Page numbers from 1 to ``full``, the first and the last always, at most :data:`NUMBERS`."""
    if full <= NUMBERS:
        return list(range(1, full + 1))
    step = (full - 1) / (NUMBERS - 1)
    return [round(1 + step * one) for one in range(NUMBERS)]


def pages_touched(part: Section, tree: Tree, record: Disclosure, *, inserted: bool) -> tuple[int, int] | None:
    """The numbered pages (first, last) that change with ``record``; None when only the newest page does.

    :param inserted: the record has just got its place, so that all later places have moved by one.
    """
    place, total = _place(part, tree, record)
    first, full = page_of(place), numbered_pages(total)
    last = full if inserted else min(first, full)
    if inserted and full and total % PAGE_SIZE == 0:
        # A page has just been closed: the one before it now has another "newer" neighbour.
        first = min(first, max(full - 1, 1))
    return (first, last) if first <= last else None


def page_now(part: Section, tree: Tree, record: Disclosure) -> tuple[int, int]:
    """The number of the page on which the record's place falls (beyond the last for the newest page), and the last."""
    place, total = _place(part, tree, record)
    return page_of(place), numbered_pages(total)


def _place(part: Section, tree: Tree, record: Disclosure) -> tuple[int, int]:
    """The record's place in the list, counted from the oldest, and how many there are.

    What comes after it is counted: mostly the record is one of the newest, and that is a short stretch of an index.
    """
    known, at = places(part, tree), record.published_at
    total = known.count()
    after = known.filter(published_at__gte=at).filter(Q(published_at__gt=at) | Q(pk__gt=record.pk)).count()
    return max(total - after, 1), total
