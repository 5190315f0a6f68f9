"""更正: the note beside a corrected text. Written by an editor, reviewed with the text, shown when that goes live."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gongkai.agencies.models import Role
from gongkai.agencies.queries import acting_or_refuse
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Attribute
from gongkai.disclosures.attachments import current_attachments
from gongkai.disclosures.guard import note_failures
from gongkai.disclosures.models import Correction, Disclosure
from gongkai.findings import Failure, Refused, refuse
from gongkai.trail.services import Actor, record


def correctable(disclosure: Disclosure) -> bool:
    """Whether a note makes sense: the text is public, or was and can be public again, and is not under review."""
    return (
        disclosure.published_at is not None
        and disclosure.attribute == Attribute.PROACTIVE
        and not disclosure.workflow_in_progress
    )


def open_corrections(disclosure: Disclosure) -> QuerySet[Correction]:
    """Notes not yet reviewed, which go with the text that is being written now."""
    return Correction.objects.filter(disclosure=disclosure, approved_at__isnull=True).order_by("pk")


def published_corrections(disclosure: Disclosure) -> list[Correction]:
    """What anyone may read of them, newest first. Reads what was prefetched as ``corrections``."""
    with across_agencies():
        found = [one for one in disclosure.corrections.all() if one.published_at is not None]
    return sorted(found, key=lambda one: (one.published_at, one.pk), reverse=True)


@transaction.atomic
def correct(
    disclosure: Disclosure, *, user: Any, wrong: str, right: str, place: str = "", now: dt.datetime
) -> Correction:
    """更正: say what was wrong and what is right. The text itself is changed and reviewed like any other change.

    :param place: where in the text or in which attachment, in words; may be empty.
    :raises Refused: when the person is no editor here, the text was never public or is under review, the note says
        nothing, or holds what must not be public.
    """
    actor = _require_editor(disclosure, user, "更正")
    if disclosure.published_at is None or disclosure.attribute != Attribute.PROACTIVE:
        raise refuse("not-public", "这条信息没有公开过，直接改就行，不用更正")
    if disclosure.workflow_in_progress:
        raise refuse("in-review", "这条信息正在审核中，先撤回送审，再写更正说明")
    made = Correction(
        agency=disclosure.agency,
        disclosure=disclosure,
        place=place.strip(),
        wrong=wrong.strip(),
        right=right.strip(),
        written_by=user,
        written_at=now,
    )
    if failures := _note_failures(made, today=timezone.localdate(now)):
        raise Refused(failures)
    made.save()
    record("correction.write", target=disclosure, reason=str(made), actor=actor)
    return made


def _note_failures(made: Correction, *, today: dt.date) -> list[Failure]:
    rules = [
        (not made.wrong, "wrong", "没有写原来是什么", "原为"),
        (not made.right, "right", "没有写应当是什么", "应为"),
        (bool(made.wrong) and made.wrong == made.right, "same", "“原为”和“应为”一样，看不出改了什么", "应为"),
    ]
    for name, label, limit in (("place", "更正的地方", 100), ("wrong", "原为", 500), ("right", "应为", 500)):
        length = len(getattr(made, name))
        rules.append((length > limit, f"long-{name}", f"最多{limit}个字，现在有{length}个", label))
    failures = [Failure(f"correction-{code}", words, place) for broken, code, words, place in rules if broken]
    return failures or note_failures("更正说明", str(made), made.agency, today=today)


@transaction.atomic
def take_back_correction(correction: Correction, *, user: Any, reason: str) -> None:
    """Take a note away again before it has passed review."""
    disclosure = correction.disclosure
    actor = _require_editor(disclosure, user, "删去更正说明")
    if correction.approved_at is not None:
        raise refuse("approved", "更正说明已经审核通过，不能删去")
    if disclosure.workflow_in_progress:
        raise refuse("in-review", "这条信息正在审核中，先撤回送审，再改更正说明")
    if not reason.strip():
        raise refuse("reason", "删去更正说明要写理由", "理由")
    data = {"note": str(correction)}
    record("correction.take_back", target=disclosure, reason=reason.strip(), data=data, actor=actor)
    correction.delete()


def correction_failures(disclosure: Disclosure) -> list[Failure]:
    """A note without any change behind it is not submitted."""
    if not open_corrections(disclosure).exists() or disclosure.has_unpublished_changes:
        return []
    if disclosure.withdrawn_at is not None or current_attachments(disclosure).filter(released_at=None).exists():
        return []
    return [Failure("correction-nothing", "写了更正说明，正文和附件还没有改；请先改好，再送审", "更正说明")]


def approve_corrections(disclosure: Disclosure, *, now: dt.datetime) -> None:
    """Part of the last approval: only what was there then may become public with that text."""
    open_corrections(disclosure).update(approved_at=now)


def release_corrections(disclosure: Disclosure, *, now: dt.datetime, before: int | None) -> None:
    """Part of going live: what was approved is shown from now on."""
    ready = Correction.objects.filter(disclosure=disclosure, approved_at__isnull=False, published_at__isnull=True)
    for one in ready.order_by("pk"):
        one.published_at, one.before_id, one.after_id = now, before, disclosure.live_revision_id
        one.save(update_fields=["published_at", "before", "after"])
        record("disclosure.correct", target=disclosure, reason=str(one), data={"correction": one.pk})


def _require_editor(disclosure: Disclosure, user: Any, verb: str) -> Actor:
    return acting_or_refuse(user, disclosure.agency, Role.EDITOR, words=f"{verb}要由{disclosure.agency}的编辑来做")
