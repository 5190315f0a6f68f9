"""Whether the catalogue and what is really published agree: every count with the list behind it.

Counted are the entries to be disclosed proactively that concern the agency; 未涉及 is a count of its own. An entry has
content when something that anyone may read now is linked to it, or to the same matter in an earlier edition.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from gongkai.agencies.models import Agency
from gongkai.catalogue.coverage import PublishBy, left_to_people, next_update, publish_by, stays
from gongkai.catalogue.models import Attribute, Catalogue, CatalogueEntry, Section, SectionKind, Stage
from gongkai.catalogue.queries import ENTRY_ORDER, edition_of
from gongkai.catalogue.vocabulary import fold
from gongkai.disclosures.models import Disclosure
from gongkai.law.time_limits import Unparsed, parse
from gongkai.law.workdays import Calendar

#: Days after which content that does not stay for good counts as stale.
STALE_AFTER = 365
#: Entries without content that the home names one by one.
NAMED = 5


@dataclass(slots=True)
class Line:
    """One entry with what is published below it."""

    entry: CatalogueEntry
    published: int
    last: dt.date | None
    due: PublishBy | None
    pending: PublishBy | None = None

    @property
    def next_due(self) -> PublishBy | None:
        found = [one for one in (self.due, self.pending) if one is not None]
        return min(found, key=lambda one: one.day, default=None)


@dataclass
class Coverage:
    """All lists of the page; a number on the page is the length of one of them."""

    edition: Catalogue
    today: dt.date
    lines: list[Line] = field(default_factory=list)
    empty_sections: list[Section] = field(default_factory=list)

    @cached_property
    def proactive(self) -> list[Line]:
        return [line for line in self.lines if line.entry.attribute == Attribute.PROACTIVE]

    @cached_property
    def expected(self) -> list[Line]:
        """Where content is to be: proactive, and it concerns us."""
        return [line for line in self.proactive if not line.entry.not_concerned]

    @cached_property
    def covered(self) -> list[Line]:
        return [line for line in self.expected if line.published]

    @cached_property
    def empty(self) -> list[Line]:
        return [line for line in self.expected if not line.published]

    @cached_property
    def not_concerned(self) -> list[Line]:
        return [line for line in self.lines if line.entry.not_concerned]

    @cached_property
    def late(self) -> list[Line]:
        return self._by_day([line for line in self.expected if line.next_due and line.next_due.is_late(self.today)])

    @cached_property
    def week(self) -> list[Line]:
        found = [line for line in self.expected if line.next_due and line.next_due.is_this_week(self.today)]
        return self._by_day(found)

    @cached_property
    def stale(self) -> list[Line]:
        """Content that does not stay for good and was not renewed for a year, or past its period."""
        border = self.today - dt.timedelta(days=STALE_AFTER)
        return [
            line
            for line in self.covered
            if line.last is not None
            and (
                (line.last < border and not stays(line.entry.time_limit)) or (line.due and line.due.is_late(self.today))
            )
        ]

    @cached_property
    def unparsed(self) -> list[Line]:
        return [line for line in self.expected if left_to_people(line.entry.time_limit)]

    @cached_property
    def without_section(self) -> list[Line]:
        return [line for line in self.expected if line.entry.section_id is None]

    def with_attribute(self, value: str) -> list[Line]:
        return [line for line in self.lines if line.entry.attribute == value and not line.entry.not_concerned]

    def with_stage(self, value: str) -> list[Line]:
        return [line for line in self.lines if value in (line.entry.stages or ()) and not line.entry.not_concerned]

    def _by_day(self, lines: list[Line]) -> list[Line]:
        return sorted(lines, key=lambda line: line.next_due.day if line.next_due else dt.date.max)

    def lists(self) -> dict[str, tuple[str, list[Line]]]:
        """Key of a list → its name and its lines, in the order of the page."""
        found = {
            "all": ("全部事项", self.lines),
            "covered": ("已有公开内容", self.covered),
            "empty": ("还没有内容", self.empty),
            "not-concerned": ("未涉及", self.not_concerned),
            "late": ("已逾期", self.late),
            "week": ("本周到期", self.week),
            "stale": ("久未更新", self.stale),
            "unparsed": ("时限要靠人掌握", self.unparsed),
            "no-section": ("没有所属栏目", self.without_section),
        }
        for attribute in Attribute:
            found[f"attribute-{attribute.value}"] = (attribute.label, self.with_attribute(attribute.value))
        for stage in Stage:
            found[f"stage-{stage.value}"] = (f"{stage.label}公开", self.with_stage(stage.value))
        return found


def coverage_of(edition: Catalogue, today: dt.date, calendar: Calendar) -> Coverage:
    """Everything about one edition, in a number of queries that does not grow with it."""
    lines = _lines(edition, today, calendar)
    return Coverage(edition, today, lines, _sections_without_entry(edition))


def _lines(edition: Catalogue, today: dt.date, calendar: Calendar) -> list[Line]:
    """Every entry of the edition with what is published below it, in the order of the edition."""
    entries = list(edition.entries.select_related("section").order_by(*ENTRY_ORDER))
    counts = _published(edition, entries)
    pending = _pending(edition, calendar)
    begun = _begun(edition)
    lines = []
    for entry in entries:
        number, last = counts.get(entry.pk, (0, None))
        due = next_update(entry.time_limit, last, today if last else begun, calendar)
        lines.append(Line(entry, number, last, due, pending.get(entry.pk)))
    return lines


def _begun(edition: Catalogue) -> dt.date:
    """From when on what the edition asks for is due: its year, or the day on which it was filled in if later."""
    first = dt.date(edition.year, 1, 1)
    return max(first, edition.filled_on or first)


def _published(edition: Catalogue, entries: Iterable[CatalogueEntry]) -> dict[int, tuple[int, dt.date | None]]:
    """Entry → how many are public below it, and the day of the newest; those of earlier editions count by name."""
    public = Disclosure.public.filter(agency=edition.agency_id, catalogue_entry__isnull=False).order_by()
    told = {
        row["catalogue_entry"]: (row["number"], timezone.localtime(row["last"]).date())
        for row in public.values("catalogue_entry").annotate(number=Count("pk"), last=Max("published_at"))
    }
    rows = CatalogueEntry.objects.filter(agency=edition.agency_id, catalogue__year__lte=edition.year, pk__in=told)
    by_name: dict[tuple[str, ...], list[tuple[int, dt.date]]] = defaultdict(list)
    own: dict[int, tuple[int, dt.date]] = {}
    for row in rows.only("catalogue", "domain", "category", "matter").order_by():
        if row.catalogue_id == edition.pk:
            own[row.pk] = told[row.pk]
        else:
            by_name[_names(row)].append(told[row.pk])
    found: dict[int, tuple[int, dt.date | None]] = {}
    for entry in entries:
        parts = by_name.get(_names(entry), []) + ([own[entry.pk]] if entry.pk in own else [])
        if parts:
            found[entry.pk] = (sum(number for number, _ in parts), max(day for _, day in parts))
    return found


def _names(entry: CatalogueEntry) -> tuple[str, ...]:
    return fold(entry.domain), fold(entry.category), fold(entry.matter)


def _pending(edition: Catalogue, calendar: Calendar) -> dict[int, PublishBy]:
    """Entry → the first day by which something written for it, and dated, must be published."""
    found: dict[int, PublishBy] = {}
    rows = Disclosure.objects.filter(
        catalogue_entry__catalogue=edition,
        published_at__isnull=True,
        dated_on__isnull=False,
        attribute=Attribute.PROACTIVE,
    ).values_list("catalogue_entry_id", "catalogue_entry__time_limit", "dated_on")
    for pk, sentence, dated_on in rows:
        if not reckons_from(dated_on, calendar):
            continue
        due = publish_by(sentence, dated_on, calendar)
        if pk not in found or due.day < found[pk].day:
            found[pk] = due
    return found


def limits_read(sentence: str) -> list[dict[str, Any]]:
    """Each limit of the sentence as it is understood, for ``catalogue_limits.html``: ``words``, ``understood``."""
    return [{"words": one.words(), "understood": not isinstance(one, Unparsed)} for one in parse(sentence)]


def reckons_from(day: dt.date, calendar: Calendar) -> bool:
    """Whether the calendar knows the year and more that a limit may run from this day."""
    return calendar.first_day <= day <= calendar.last_day - dt.timedelta(days=400)


def _sections_without_entry(edition: Catalogue) -> list[Section]:
    """Sections of statutory content, with nothing below them in the tree, to which no entry of the edition belongs."""
    sections = Section.objects.filter(agency=edition.agency_id, kind=SectionKind.STATUTORY, children__isnull=True)
    used = edition.entries.filter(section__isnull=False).order_by().values("section")
    return list(sections.exclude(pk__in=used).select_related("parent").order_by("position", "pk"))


@dataclass(frozen=True, slots=True)
class Summary:
    """What the home shows of the catalogue: total = covered + empty + not_concerned; the first of the empty ones.

    ``late`` and ``week`` are the entries past their time limit, and due from today to Sunday.
    """

    edition: Catalogue
    total: int
    covered: int
    empty: int
    not_concerned: int
    late: int
    week: int
    first_empty: tuple[CatalogueEntry, ...] = ()

    @property
    def words(self) -> str:
        """``118项中104项已有公开内容``."""
        return f"{self.total}项中{self.covered}项已有公开内容"

    @property
    def bars(self) -> list[tuple[str, str, str]]:
        """The ruler: (x, width, class) in per cent, a mark an entry; from 150 entries on, one mark for each share."""
        if self.total <= 150:
            step = 100 / max(1, self.total)
            return [
                (f"{index * step:.2f}%", f"{step * 0.75:.2f}%", "d" if index < self.covered else "")
                for index in range(self.total)
            ]
        share = 100 * self.covered / self.total
        return [("0%", f"{share:.2f}%", "d"), (f"{share:.2f}%", f"{100 - share:.2f}%", "")]


def coverage_summary(agency: Agency, today: dt.date, calendar: Calendar) -> Summary | None:
    """The edition in force in a few numbers; ``None`` when the agency has none."""
    edition = edition_of(agency, today)
    if edition is None:
        return None
    coverage = Coverage(edition, today, _lines(edition, today, calendar))
    return Summary(
        edition,
        total=len(coverage.proactive),
        covered=len(coverage.covered),
        empty=len(coverage.empty),
        not_concerned=len(coverage.proactive) - len(coverage.expected),
        late=len(coverage.late),
        week=len(coverage.week),
        first_empty=tuple(line.entry for line in coverage.empty[:NAMED]),
    )
