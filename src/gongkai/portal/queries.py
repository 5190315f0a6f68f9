"""What the public site may read: published, proactive, not withdrawn. No other query of disclosures is used here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section, SectionKind
from gongkai.channels.models import PublicNotice
from gongkai.disclosures.models import Disclosure

PAGE_SIZE = 20


def public(agency: Agency | None = None) -> QuerySet[Disclosure]:
    """Everything public, newest first, with what a line of a register shows."""
    found = Disclosure.public.select_related("agency", "section").order_by("-published_at", "-pk")
    return found.filter(agency=agency) if agency else found


@dataclass
class Branch:
    """A section in the tree on the left."""

    name: str
    path: str
    code: str
    current: bool = False
    open: bool = False
    children: list[Branch] = field(default_factory=list)


def sections_of(agency: Agency) -> list[Section]:
    with across_agencies():
        return list(Section.objects.filter(agency=agency).order_by("position", "pk"))


def descendants(section: Section, sections: Iterable[Section]) -> set[int]:
    """The section and all below it, by primary key."""
    found, grew = {section.pk}, True
    every = list(sections)
    while grew:
        below = {one.pk for one in every if one.parent_id in found} - found
        found |= below
        grew = bool(below)
    return found


def counts_by_section(agency: Agency) -> dict[int, int]:
    """How many public disclosures stand directly in each section."""
    rows = Disclosure.public.filter(agency=agency).values("section").annotate(n=Count("pk")).order_by()
    return {row["section"]: row["n"] for row in rows if row["section"] is not None}


def running_notices(today: dt.date, agency: Agency | None = None) -> QuerySet[PublicNotice]:
    """Notices whose period includes ``today``, the soonest to end first."""
    with across_agencies():
        found = PublicNotice.objects.filter(
            starts_on__lte=today,
            ends_on__gte=today,
            disclosure__in=Disclosure.public.values("pk"),
        ).select_related("disclosure__agency")
        return found.filter(agency=agency).order_by("ends_on") if agency else found.order_by(F("ends_on"), "pk")


STATUTORY_ROOT = (
    (SectionKind.GUIDE, "政府信息公开指南"),
    (SectionKind.RULES, "政府信息公开制度"),
    (SectionKind.STATUTORY, "法定主动公开内容"),
    (SectionKind.ANNUAL_REPORT, "政府信息公开年报"),
    (SectionKind.REQUESTS, "依申请公开"),
)
