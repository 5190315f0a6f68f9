"""Lists numbered from the oldest page, so that one new item rewrites two pages and not a thousand.

Every disclosure ever published in a section has its place for good (by time of publication); page N holds places
(N-1)·20+1 to N·20, and a withdrawn one leaves its page with nineteen. The newest page carries no number: it shows
the 20 to 39 newest places, so that it is never nearly empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from gongkai.catalogue.models import Section
from gongkai.disclosures.models import Disclosure
from gongkai.portal import addresses
from gongkai.portal.tree import Tree

PAGE_SIZE = 20


def numbered_pages(total: int) -> int:
    """How many numbered (full, old) pages there are for ``total`` places; the rest stands on the newest page."""
    return max(total // PAGE_SIZE - 1, 0)


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

    def by_year(self, line: Callable[[Disclosure], dict[str, Any]]) -> list[tuple[int, list[dict[str, Any]]]]:
        """The lines grouped by the year of publication, newest year first."""
        years: dict[int, list[dict[str, Any]]] = {}
        for record in self.items:
            assert record.published_at is not None
            years.setdefault(timezone.localtime(record.published_at).year, []).append(line(record))
        return list(years.items())


def section_page(part: Section, tree: Tree, number: int | None) -> ListPage:
    """The newest page of a section (``number`` None) or a numbered one.

    :raises LookupError: when there is no page of that number.
    """
    ever = Disclosure.ever_published.filter(agency=tree.agency, section__in=tree.below(part))
    total = ever.count()
    full = numbered_pages(total)
    if number is not None and not 1 <= number <= full:
        raise LookupError(f"{part} has no page {number}")
    start = full * PAGE_SIZE if number is None else (number - 1) * PAGE_SIZE
    stop = total if number is None else number * PAGE_SIZE
    places = list(ever.order_by("published_at", "pk").select_related("agency", "section").defer("body")[start:stop])
    items = [record for record in reversed(places) if record.is_public]
    code, own = tree.agency.code, part.code
    newer = "" if number is None else addresses.section(code, own, number + 1 if number < full else None)
    older_number = full if number is None else number - 1
    older = addresses.section(code, own, older_number) if older_number >= 1 else ""
    return ListPage(items, total, number, start + 1, stop, newer, older, PAGE_SIZE if older else 0)
