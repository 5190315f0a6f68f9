"""What ceased to hold by its dates is marked so on the text itself, by the clock.

A disclosure may say until when it holds (有效期至), and so may the register of regulatory documents, which also has the
day of repeal. From the day after, or from the day of repeal on, the text, its lines in lists, the search and the
interface say 失效 or 废止, as if a reviewer had marked it.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.models import Disclosure, Validity
from gongkai.disclosures.publishing import mark
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
def _settle(key: int, today: dt.date) -> bool:
    held = Disclosure._base_manager.select_for_update().get(pk=key)
    if not held.is_public or held.validity != Validity.VALID:
        return False
    document = RegulatoryDocument.objects.filter(disclosure=held).first()
    repealed = document.repealed_on if document else None
    last = last_day(held, document)
    if repealed is not None and repealed <= today:
        mark(held, Validity.REPEALED, basis=f"台账登记的废止日期{repealed}", actor=SYSTEM)
    elif last is not None and last < today:
        mark(held, Validity.EXPIRED, basis=f"有效期至{last}", actor=SYSTEM)
    else:
        return False
    return True
