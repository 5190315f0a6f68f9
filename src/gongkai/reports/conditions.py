"""Which records count in a year: the conditions the tallies are made of, each said once."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When

from gongkai.agencies.models import holds_on
from gongkai.catalogue.models import Attribute
from gongkai.channels.models import Release
from gongkai.disclosures.models import Disclosure
from gongkai.registers.models import DutyFigure
from gongkai.reports.tallies import Period


def group_of(*whens: tuple[Q, str], otherwise: str) -> Case:
    """An expression that names the group a record falls into."""
    return Case(*(When(condition, then=Value(name)) for condition, name in whens), default=Value(otherwise))


def within(field: str) -> Any:
    """Records whose date ``field`` lies in the year."""
    return lambda records, period: records.filter(**{f"{field}__range": period.days})


def on_last_day(records: QuerySet, period: Period) -> QuerySet:
    """Records that hold on 31 December (both ends inclusive; open where the end is empty)."""
    return records.filter(holds_on(period.last))


def released(records: QuerySet, period: Period) -> QuerySet:
    """Releases in the year of what is to be disclosed proactively.

    Said by leaving out the few that are not: their index is read once, and never the long rows themselves.
    """
    others = Disclosure.objects.exclude(attribute=Attribute.PROACTIVE)
    return records.filter(released_on__range=period.days).exclude(disclosure__in=others.values("pk"))


def open_at_end(records: QuerySet, period: Period) -> QuerySet:
    """Requests received by 31 December and not decided by then: next year's opening balance."""
    undecided = Q(decided_on__isnull=True) | Q(decided_on__gt=period.last)
    return records.filter(undecided, received_on__lte=period.last)


def pending(records: QuerySet, period: Period) -> QuerySet:
    return records.filter(Q(concluded_on__isnull=True) | Q(concluded_on__gt=period.last), filed_on__lte=period.last)


def in_force(period: Period) -> Q:
    """Made by 31 December, and on that day neither repealed nor expired (the last day of validity included)."""
    return (
        Q(made_on__lte=period.last)
        & (Q(repealed_on__isnull=True) | Q(repealed_on__gt=period.last))
        & (Q(expires_on__isnull=True) | Q(expires_on__gte=period.last))
    )


def with_first_release(records: QuerySet) -> QuerySet:
    """Regulatory documents with the day on which each was first published; empty for those that never were."""
    releases = Release.objects.filter(disclosure=OuterRef("disclosure"), disclosure__attribute=Attribute.PROACTIVE)
    first = releases.order_by("released_on").values("released_on")[:1]
    return records.annotate(first_released=Subquery(first))


def newly_published(records: QuerySet, period: Period) -> QuerySet:
    return with_first_release(records).filter(first_released__range=period.days)


def published_stock(records: QuerySet, period: Period) -> QuerySet:
    """Published and in force at the year's end; what was first published in the year is always part of the stock."""
    published = with_first_release(records).filter(first_released__lte=period.last)
    return published.filter(in_force(period) | Q(first_released__gte=period.first))


def latest_items(records: QuerySet, period: Period) -> QuerySet:
    """Duty figures of the latest period that ends by 31 December and says how many items there are, by kind."""
    known = DutyFigure.objects.filter(items__isnull=False, period_end__lte=period.last)
    latest = known.filter(agency=OuterRef("agency"), kind=OuterRef("kind")).order_by("-period_end")
    dated = records.filter(items__isnull=False).annotate(latest_end=Subquery(latest.values("period_end")[:1]))
    return dated.filter(period_end=F("latest_end"))


def with_value(field: str) -> Any:
    return lambda records, period: records.filter(period_end__range=period.days, **{f"{field}__isnull": False})
