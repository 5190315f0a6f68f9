"""What the public site may read: published, proactive, not withdrawn. No other query of disclosures is used here."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, F, OuterRef, QuerySet

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.channels.models import PublicNotice
from gongkai.disclosures.models import Attachment, Disclosure
from gongkai.portal.tree import Tree


def public(agency: Agency | None = None) -> QuerySet[Disclosure]:
    """Everything public, newest first, with what a line of a register shows."""
    found = Disclosure.public.select_related("agency", "section").order_by("-published_at", "-pk")
    return found.filter(agency=agency) if agency else found


def newest_below(part: Section, tree: Tree, number: int) -> list[Disclosure]:
    """The newest public disclosures of a section and those below it: found in an index, then read by their keys."""
    below = Disclosure.public.filter(section__in=tree.below(part)).order_by("-published_at", "-pk")
    keys = list(below.values_list("pk", flat=True)[:number])
    found = public().in_bulk(keys)
    return [found[key] for key in keys if key in found]


def released_attachments() -> QuerySet[Attachment]:
    """Those released with their disclosures; of disclosures known to be public, these are the public ones.

    The same rule as :func:`gongkai.disclosures.attachments.public_attachments`, for many disclosures at once.
    """
    found = Attachment.objects.filter(removed_at=None, replaced_by=None, sealed=False, released_at__isnull=False)
    return found.order_by("position", "pk")


def its_disclosure_is_public() -> Exists:
    """For records that belong to a disclosure. Asked of each of them: a list of all public ones would be very long."""
    return Exists(Disclosure.public.filter(pk=OuterRef("disclosure")).order_by())


def running_notices(today: dt.date, agency: Agency | None = None) -> QuerySet[PublicNotice]:
    """Notices whose period includes ``today``, the soonest to end first."""
    with across_agencies():
        found = PublicNotice.objects.filter(
            its_disclosure_is_public(),
            starts_on__lte=today,
            ends_on__gte=today,
        ).select_related("disclosure__agency")
        return found.filter(agency=agency).order_by("ends_on") if agency else found.order_by(F("ends_on"), "pk")
