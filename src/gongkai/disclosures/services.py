"""Index numbers (索引号): given once, on first publication, and never used again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from gongkai.agencies.models import Agency
from gongkai.disclosures.models import Disclosure, IndexSerial


@transaction.atomic
def allocate_index_numbers(disclosures: Iterable[Disclosure]) -> int:
    """Give an index number to every published disclosure that has none; returns how many were given.

    The number is ``organisation code/year-serial`` (目录系统实施指引): the year of publication, the serial running per
    organisation code and year in order of publication. Agencies without an organisation code use their own code in
    capitals. Records are saved; serials of withdrawn or rolled-back publications leave gaps that are not refilled.
    """
    waiting: dict[tuple[str, int], list[Disclosure]] = defaultdict(list)
    for disclosure in disclosures:
        if not disclosure.index_number and disclosure.published_at is not None:
            front = disclosure.agency.org_code or disclosure.agency.code.upper()
            waiting[front, timezone.localtime(disclosure.published_at).year].append(disclosure)
    given = 0
    for (front, year), group in sorted(waiting.items()):
        group.sort(key=lambda one: (one.published_at, one.pk))
        last = _take(front, year, len(group))
        for serial, disclosure in enumerate(group, start=last + 1):
            disclosure.index_number = f"{front}/{year}-{serial:05d}"
        Disclosure.ever_published.bulk_update(group, ["index_number"], batch_size=500)
        given += len(group)
    return given


def _take(front: str, year: int, count: int) -> int:
    """Reserve ``count`` serials and return the last one taken before them."""
    IndexSerial.objects.get_or_create(front=front, year=year)
    counter = IndexSerial.objects.select_for_update().get(front=front, year=year)
    last = counter.last
    counter.last = last + count
    counter.save(update_fields=["last"])
    return last


def next_ref(agency: Agency, year: int) -> str:
    """A number for a draft that was given none: ``2026-0007``, the next after the agency's highest of this form."""
    form = re.compile(rf"{year}-(\d{{4,9}})\Z")
    given = Disclosure.objects.filter(agency=agency, ref__startswith=f"{year}-").values_list("ref", flat=True)
    numbers = (int(found.group(1)) for ref in given if (found := form.match(ref)))
    return f"{year}-{max(numbers, default=0) + 1:04d}"
