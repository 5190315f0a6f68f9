"""公文公开属性源头认定 and its re-assessment: who decided what is not proactively disclosed, and until when it stands.

条例第十八条 asks for a regular look at what is withheld. The period is data (``law/periods.toml``): counted from the
day the attribute was confirmed in review, or from the last time it was kept.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from wagtail.models import WorkflowState

from gongkai.agencies.models import Role
from gongkai.agencies.queries import acting_or_refuse
from gongkai.catalogue.models import Attribute
from gongkai.disclosures.models import Disclosure, Reassessment, ReassessmentResult
from gongkai.disclosures.periods import period
from gongkai.findings import refuse
from gongkai.law.periods import add_months
from gongkai.law.workdays import Calendar
from gongkai.trail.services import record

#: Who may say that it stays as it is; opening it is an editor's act, since it starts a review.
KEEPERS = (Role.EDITOR, Role.FINAL_REVIEWER, Role.SECRECY_REVIEWER)


def confirm_attribute(disclosure: Disclosure, *, now: dt.datetime) -> None:
    """What the last approval does to a text that is not to be published: its attribute holds from now on.

    The approved text becomes the record itself (never public), so that lists and searches tell what was decided.
    """
    text = disclosure.get_latest_revision_as_object()
    text.attribute_confirmed_at = now
    text.save()
    disclosure.refresh_from_db()
    record(
        "disclosure.attribute_confirmed",
        target=disclosure,
        reason=disclosure.attribute_basis,
        data={"attribute": disclosure.attribute},
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """One record that is not proactively disclosed: since when that was last decided, and when to look again."""

    disclosure: Disclosure
    since: dt.date
    due: dt.date
    in_review: bool = False


def not_proactive() -> QuerySet[Disclosure]:
    """What the agency holds and does not publish of itself: confirmed in review, or taken over from a table.

    A draft on which nobody has decided is not among it.
    """
    decided = Q(attribute_confirmed_at__isnull=False) | Q(latest_revision__isnull=True)
    found = Disclosure.objects.exclude(attribute=Attribute.PROACTIVE).filter(decided, live=False)
    return found.select_related("agency", "section").defer("body")


def standings(calendar: Calendar, until: dt.date | None = None) -> list[Standing]:
    """All of :func:`not_proactive`, what is to be looked at first, first; three queries for any number of them.

    :param until: only what is due by this day.
    """
    rule = period("reassessment")
    kept = Reassessment.objects.filter(disclosure=OuterRef("pk"), result=ReassessmentResult.KEEP)
    rows = not_proactive().annotate(kept_at=Subquery(kept.order_by("-decided_at").values("decided_at")[:1]))
    if until is not None and rule.months is not None:
        # The day itself is settled below; here only what cannot be due is left out.
        # (exclude() would lose the rows that have no value at all.)
        late = _midnight(add_months(until, -rule.months) + dt.timedelta(days=5))
        rows = rows.filter(Q(kept_at__isnull=True) | Q(kept_at__lte=late))
        rows = rows.filter(Q(attribute_confirmed_at__isnull=True) | Q(attribute_confirmed_at__lte=late))
    found = list(rows)
    reviewed = _in_review(found)
    lines = []
    for one in found:
        since = _since(one, one.kept_at)
        due = rule.due(since, calendar)
        if until is None or due <= until:
            lines.append(Standing(one, since, due, one.pk in reviewed))
    return sorted(lines, key=lambda one: (one.due, one.disclosure.pk))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _in_review(rows: list[Disclosure]) -> set[int]:
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        base_content_type=ContentType.objects.get_for_model(Disclosure),
        object_id__in=[str(one.pk) for one in rows],
    )
    return {int(pk) for pk in states.values_list("object_id", flat=True)}


def _since(disclosure: Disclosure, kept_at: dt.datetime | None) -> dt.date:
    """The last decision: kept, confirmed; for what came from a table, its own date or the day it came."""
    moments = [moment for moment in (kept_at, disclosure.attribute_confirmed_at) if moment is not None]
    if moments:
        return timezone.localtime(max(moments)).date()
    return disclosure.dated_on or timezone.localtime(disclosure.created_at).date()


@transaction.atomic
def keep_attribute(disclosure: Disclosure, *, user: Any, basis: str, now: dt.datetime) -> Reassessment:
    """维持: looked at again, and it stays as it is for another period.

    :raises Refused: without the role or a basis, when the record is proactively disclosed, or is under review.
    """
    made = _reassess(disclosure, user, ReassessmentResult.KEEP, basis, now, KEEPERS)
    _drop_opening(disclosure, user)
    return made


def _drop_opening(disclosure: Disclosure, user: Any) -> None:
    """An opening that was returned by a reviewer is over when the attribute is kept; the words of the text stay."""
    if (state := disclosure.current_workflow_state) is not None:
        state.cancel(user=user)
    text = disclosure.get_latest_revision_as_object()
    if text.attribute != disclosure.attribute:
        text.attribute, text.attribute_basis = disclosure.attribute, disclosure.attribute_basis
        text.save_revision(user=user, clean=False)
        disclosure.refresh_from_db()


@transaction.atomic
def open_up(disclosure: Disclosure, *, user: Any, basis: str, now: dt.datetime) -> Reassessment:
    """改为主动公开: looked at again, and it is to be published; starts the review, which decides.

    :raises Refused: as :func:`keep_attribute`, and with whatever is missing for the review; nothing has changed then.
    """
    from gongkai.disclosures.publishing import submit

    made = _reassess(disclosure, user, ReassessmentResult.OPEN, basis, now, (Role.EDITOR,))
    text = disclosure.get_latest_revision_as_object()
    text.attribute, text.attribute_basis = Attribute.PROACTIVE, basis.strip()
    text.save_revision(user=user, clean=False)
    disclosure.refresh_from_db()
    submit(disclosure, user=user)
    return made


def _reassess(
    disclosure: Disclosure, user: Any, result: ReassessmentResult, basis: str, now: dt.datetime, roles: tuple[str, ...]
) -> Reassessment:
    names = "、".join(Role(role).label for role in roles)
    actor = acting_or_refuse(user, disclosure.agency, *roles, words=f"评估要由{disclosure.agency}的{names}来做")
    words = basis.strip()
    if not words:
        raise refuse("basis", "评估要写依据：为什么维持，或者为什么可以公开", "依据")
    if len(words) > 300:
        raise refuse("basis-long", f"依据最多300个字，现在有{len(words)}个", "依据")
    if not not_proactive().filter(pk=disclosure.pk).exists():
        raise refuse("proactive", "只评估已经确定为不主动公开的信息")
    if disclosure.workflow_in_progress:
        raise refuse("in-review", "这条信息正在审核中，等审核有了结果再评估")
    made = Reassessment.objects.create(
        agency=disclosure.agency,
        disclosure=disclosure,
        attribute=disclosure.attribute,
        result=result,
        basis=words,
        decided_by=user,
        decided_at=now,
    )
    data = {"attribute": disclosure.attribute}
    record(f"attribute.{result.value}", target=disclosure, reason=words, data=data, actor=actor)
    return made
