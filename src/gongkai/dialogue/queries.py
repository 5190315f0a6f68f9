"""Policy documents and their interpretations: what belongs together, and what is due when.

A policy document is public and stands in the register of 规章、行政规范性文件 (or a person said that it is to be
interpreted); its interpretation is due so many working days after its publication (``law/periods.toml``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from gongkai.agencies.scoping import across_agencies
from gongkai.dialogue.models import Interpretation
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.periods import period
from gongkai.law.workdays import Calendar


class ClockState(StrEnum):
    """How the interpretation of one policy document stands."""

    LATE = "late"
    OPEN = "open"
    DONE = "done"
    DONE_LATE = "done_late"
    NOT_NEEDED = "not_needed"

    @property
    def label(self) -> str:
        return {
            "late": "已逾期",
            "open": "待解读",
            "done": "已解读",
            "done_late": "已解读（晚于期限）",
            "not_needed": "不解读",
        }[self.value]


@dataclass(frozen=True, slots=True)
class PolicyClock:
    """One policy document with its clock. ``interpretation``: the first public one, else one being written."""

    policy: Disclosure
    published_on: dt.date
    due_on: dt.date
    done_on: dt.date | None
    interpretation: Interpretation | None
    state: ClockState
    reason: str = ""


def interpretations_of(policy: Disclosure) -> list[Disclosure]:
    """The public interpretations of a policy document, oldest first. For any page; needs no scope."""
    with across_agencies():
        found = Disclosure.public.filter(interpretation_of__policy=policy)
        return list(found.select_related("agency", "section").order_by("published_at", "pk"))


def policy_of(disclosure: Disclosure) -> Disclosure | None:
    """The public policy document that this one interprets. For any page; needs no scope."""
    with across_agencies():
        found = Disclosure.public.filter(interpretations__disclosure=disclosure)
        return found.select_related("agency", "section").first()


def policies() -> QuerySet[Disclosure]:
    """Public policy documents in the open scope, newest first: to be interpreted, or decided not to be."""
    # The register of regulatory documents is a room beside this one: asked by name, never imported.
    wanted = Q(regulatory_document__isnull=False) | Q(interpretation_choice__isnull=False)
    wanted |= Q(interpretations__isnull=False)
    written = Interpretation.objects.select_related("disclosure").order_by("published_on", "pk")
    return (
        Disclosure.objects.filter(
            wanted, live=True, attribute="proactive", published_at__isnull=False, withdrawn_at__isnull=True
        )
        .distinct()
        .select_related("agency", "section", "interpretation_choice")
        .prefetch_related(Prefetch("interpretations", written))
        .defer("body")
        .order_by("-published_at", "-pk")
    )


def clocks(today: dt.date, calendar: Calendar, since: dt.date | None = None) -> list[PolicyClock]:
    """The clock of every policy document in the open scope, newest first; two queries for any number of them.

    :param since: leave out what was published before this day.
    """
    rule = period("interpretation")
    rows = policies()
    if since is not None:
        rows = rows.filter(published_at__gte=timezone.make_aware(dt.datetime.combine(since, dt.time())))
    lines = []
    for policy in rows:
        assert policy.published_at is not None
        start = timezone.localtime(policy.published_at).date()
        lines.append(_clock(policy, start, rule.due(start, calendar), today))
    return lines


def _clock(policy: Disclosure, start: dt.date, due: dt.date, today: dt.date) -> PolicyClock:
    known = list(policy.interpretations.all())
    public = [one for one in known if one.published_on and (one.disclosure is None or one.disclosure.is_public)]
    days = [one.published_on for one in public if one.published_on is not None]
    done = min(days, default=None)
    shown = next((one for one in public if one.published_on == done), known[0] if known else None)
    choice = getattr(policy, "interpretation_choice", None)
    if done is not None:
        state = ClockState.DONE if done <= due else ClockState.DONE_LATE
    elif choice is not None and not choice.needed:
        state = ClockState.NOT_NEEDED
    else:
        state = ClockState.LATE if today > due else ClockState.OPEN
    return PolicyClock(policy, start, due, done, shown, state, choice.reason if choice else "")
