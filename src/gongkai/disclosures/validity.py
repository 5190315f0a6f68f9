"""废止、失效、修改: what holds of a public text, with the history of it. The text stays readable."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.agencies.models import Role
from gongkai.disclosures.guard import note_failures
from gongkai.disclosures.models import Disclosure, Validity, ValidityChange
from gongkai.disclosures.publishing import hold, require
from gongkai.disclosures.signals import disclosure_changed
from gongkai.findings import Refused, refuse
from gongkai.trail.services import Actor, record

ENDED = (Validity.REPEALED, Validity.EXPIRED, Validity.AMENDED)


@transaction.atomic
def repeal(
    disclosure: Disclosure, *, user: Any, basis: str, now: dt.datetime, validity: str = Validity.REPEALED
) -> None:
    """标明废止、失效 or 已修改: ``basis`` says by what, and is shown with the text."""
    actor = require(user, disclosure, (Role.FINAL_REVIEWER,), "废止")
    if validity not in ENDED:
        raise refuse("validity", "只能标为废止、失效或已修改", "有效性")
    decide(disclosure, validity, basis=basis.strip(), verb="废止", user=user, actor=actor, now=now)


def decide(
    disclosure: Disclosure, validity: str, *, basis: str, verb: str, user: Any, actor: Actor, now: dt.datetime
) -> None:
    """Mark it with a basis that may be shown; what is marked so already stays as it is."""
    if not basis:
        raise refuse("basis", f"{verb}要写依据", "依据")
    if failures := note_failures("依据", basis, disclosure.agency, today=timezone.localdate(now)):
        raise Refused(failures)
    if hold(disclosure).validity != validity:
        mark(disclosure, validity, basis=basis, user=user, actor=actor, now=now)


def mark(
    disclosure: Disclosure, validity: str, *, basis: str, user: Any | None, actor: Actor, now: dt.datetime
) -> None:
    """Say on the text what holds of it now, in the transaction of whoever (nobody: a date) decided so."""
    disclosure.validity = validity
    disclosure.save(update_fields=["validity"])
    ValidityChange.objects.create(
        agency=disclosure.agency,
        disclosure=disclosure,
        validity=validity,
        basis=basis,
        decided_at=now,
        decided_by=user,
    )
    act = "disclosure.restore" if validity == Validity.VALID else "disclosure.repeal"
    record(act, target=disclosure, reason=basis, data={"validity": validity}, actor=actor)
    disclosure_changed.send(sender=Disclosure, disclosure=disclosure)
