"""What ceased to hold by its dates is marked so on the text itself, by the clock; and how a text holds again.

A disclosure may say until when it holds (有效期至), and so may the register of regulatory documents, which also has the
day of repeal. From the day after, or from the day of repeal on, the text, its lines in lists, the search and the
interface say 失效 or 废止, as if a reviewer had marked it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gongkai.agencies.models import Role
from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.models import Disclosure, Validity
from gongkai.disclosures.publishing import require
from gongkai.disclosures.validity import decide, mark
from gongkai.findings import refuse
from gongkai.registers.models import RegulatoryDocument
from gongkai.trail.services import SYSTEM


def last_day(disclosure: Disclosure, document: RegulatoryDocument | None) -> dt.date | None:
    """The last day on which a text holds, by whichever of the two says the earlier one; None where none is said."""
    days = [disclosure.expires_on, document.expires_on if document else None]
    return min((day for day in days if day), default=None)


def settle_validity(today: dt.date) -> int:
    """Mark what no longer holds on ``today``; returns how many. Safe to run twice: what is marked is not looked at."""
    over = (
        Q(expires_on__lt=today)
        | Q(regulatory_document__expires_on__lt=today)
        | Q(regulatory_document__repealed_on__lte=today)
    )
    with across_agencies():
        found = Disclosure.public.filter(over, validity=Validity.VALID).values_list("pk", flat=True)
        return sum(_settle(key, today) for key in list(found))


@transaction.atomic
def restore(disclosure: Disclosure, *, user: Any, basis: str, now: dt.datetime) -> None:
    """恢复有效, where it was marked by mistake or what repealed it holds no more.

    :raises Refused: also where a date in the records says otherwise, which would mark it again.
    """
    actor = require(user, disclosure, (Role.FINAL_REVIEWER,), "恢复有效")
    if over := _over(disclosure, timezone.localdate(now)):
        raise refuse("dates", f"{over[1]}，已经过了；先改日期，再恢复有效", "依据")
    decide(disclosure, Validity.VALID, basis=basis.strip(), verb="恢复有效", user=user, actor=actor, now=now)


@transaction.atomic
def _settle(key: int, today: dt.date) -> bool:
    held = Disclosure._base_manager.select_for_update().get(pk=key)
    if not held.is_public or held.validity != Validity.VALID or (over := _over(held, today)) is None:
        return False
    since = timezone.make_aware(dt.datetime.combine(today, dt.time.min))
    mark(held, over[0], basis=over[1], user=None, actor=SYSTEM, now=since)
    return True


def _over(disclosure: Disclosure, today: dt.date) -> tuple[Validity, str] | None:
    """What the dates in the records say has become of it by ``today``, and in which words; None where it holds."""
    document = RegulatoryDocument.objects.filter(disclosure=disclosure).first()
    repealed = document.repealed_on if document else None
    last = last_day(disclosure, document)
    if repealed is not None and repealed <= today:
        return Validity.REPEALED, f"台账登记的废止日期{repealed}"
    if last is not None and last < today:
        return Validity.EXPIRED, f"有效期至{last}"
    return None
