"""The verbs of a disclosure's life: submit, release, withdraw. One transaction each, trail included."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import Revision

from gongkai.agencies.models import Role
from gongkai.agencies.permissions import REVIEWERS
from gongkai.agencies.queries import acting_or_refuse
from gongkai.disclosures.attachments import approve_attachments, release_attachments
from gongkai.disclosures.corrections import approve_corrections, correction_failures, release_corrections
from gongkai.disclosures.guard import guard_failures, note_failures
from gongkai.disclosures.models import Disclosure, EmergencyRelease, WithdrawalReason
from gongkai.disclosures.models.hands import hands_of, writers_of
from gongkai.disclosures.models.review import Reviewer, digest_of, digest_of_text
from gongkai.disclosures.services import allocate_index_numbers
from gongkai.disclosures.signals import disclosure_changed, disclosure_published, disclosure_withdrawn
from gongkai.findings import Failure, Refused, refuse
from gongkai.trail.services import Actor, acting_as, record

EMERGENCY_REVIEW_HOURS = 24


@transaction.atomic
def submit(disclosure: Disclosure, *, user: Any) -> None:
    """送审: start the agency's review of the latest text.

    :raises Refused: when the person is no editor here, the text lacks what it must have, or a review is under way.
    """
    actor = require(user, disclosure, (Role.EDITOR,), "送审")
    hold(disclosure)
    if disclosure.latest_revision_id is None:  # from a table: what is reviewed is a draft, and this is its first
        disclosure.save_revision(user=user)
    failures = submission_failures(disclosure) + correction_failures(disclosure)
    if failures := failures + guard_failures(disclosure, now=now()):
        raise Refused(failures)
    workflow = disclosure.get_workflow()
    if workflow is None:
        raise refuse("no-workflow", "本单位还没有设置审核步骤")
    if (state := disclosure.current_workflow_state) is not None:
        if state.status != state.STATUS_NEEDS_CHANGES:
            raise refuse("in-review", "这条信息已经在审核中")
        _send_in_again(disclosure, state, user)
    else:
        workflow.start(disclosure, user)
    data = {"text": digest_of_text(disclosure.latest_revision_id)}
    record("disclosure.submit", target=disclosure, data=data, actor=actor)


def _send_in_again(disclosure: Disclosure, state: Any, user: Any) -> None:
    """What was returned goes on at the step that returned it; from the first where one who approved wrote on it since.

    Whoever sends it in has had it in hand, and approves none of its steps.
    """
    hands = hands_of([disclosure])[disclosure.pk]
    if user.pk not in hands.wrote:
        disclosure.get_latest_revision_as_object().save_revision(user=user)
        disclosure.refresh_from_db(fields=["latest_revision"])
    if (hands.wrote | {user.pk}) & hands.approved:
        state.cancel(user=user)
        disclosure.get_workflow().start(disclosure, user)
    else:
        state.resume(user)


def submission_failures(disclosure: Disclosure) -> list[Failure]:
    """What is missing before anyone should have to review it."""
    text = disclosure.get_latest_revision_as_object()
    rules = (
        (not text.title.strip(), "title", "还没有写标题"),
        (not (text.body or text.summary).strip(), "body", "还没有正文"),
        (text.section_id is None, "section", "还没有选所属栏目"),
        (not text.attribute, "attribute", "还没有确定公开属性"),
        (
            text.attribute != "proactive" and not text.attribute_basis.strip(),
            "attribute_basis",
            "不主动公开的，要写依据",
        ),
        (
            text.attribute != "proactive" and disclosure.is_public,
            "attribute",
            "这条信息正在公开，要改为不主动公开的，请先撤下，再改公开属性送审",
        ),
    )
    return [Failure(f"missing-{name}", sentence, name) for broken, name, sentence in rules if broken]


def after_publish(disclosure: Disclosure, *, now: dt.datetime, before: int | None, after: Revision) -> None:
    """Called by :meth:`Disclosure.publish` in its transaction: what the server alone sets, once and for all.

    :param before: the revision that was public until now; ``after`` is the one that is now.
    """
    first = disclosure.published_at is None
    again = disclosure.withdrawn_at is not None
    if first:
        disclosure.published_at = now
    if again:
        disclosure.withdrawn_at, disclosure.withdrawal_reason = None, ""
    if first or again:
        disclosure.save(update_fields=["published_at", "withdrawn_at", "withdrawal_reason"])
    if not disclosure.index_number:
        allocate_index_numbers([disclosure])
    release_attachments(disclosure, now=now)
    texts = {"before": digest_of_text(before), "after": digest_of(after.content)}
    record("disclosure.publish" if first or again else "disclosure.update", target=disclosure, data=texts)
    release_corrections(disclosure, now=now, before=before)
    (disclosure_published if first or again else disclosure_changed).send(sender=Disclosure, disclosure=disclosure)


@transaction.atomic
def release_now(disclosure: Disclosure, *, user: Any, reason: str, now: dt.datetime) -> EmergencyRelease:
    """应急发布: a final reviewer releases at once; another person must review it within 24 hours."""
    actor = require(user, disclosure, (Role.FINAL_REVIEWER,), "应急发布")
    if hold(disclosure).is_public:
        raise refuse("public", "这条信息已经公开，不用应急发布")
    if not reason.strip():
        raise refuse("reason", "应急发布要写理由", "理由")
    if disclosure.get_latest_revision_as_object().attribute != "proactive":
        raise refuse("not-proactive", "这条信息不是主动公开的，不能应急发布", "公开属性")
    failures = [failure for failure in submission_failures(disclosure) if failure.place in ("title", "body")]
    failures += guard_failures(disclosure, now=now, blocks_only=True)
    if failures:
        raise Refused(failures)
    if (state := disclosure.current_workflow_state) is not None:
        state.cancel(user=user)
    approve_attachments(disclosure, now=now)
    approve_corrections(disclosure, now=now)
    revision = disclosure.get_latest_revision() or disclosure.save_revision(user=user)
    with acting_as(actor):
        revision.publish(user=user, skip_permission_checks=True)
    disclosure.refresh_from_db()
    release = EmergencyRelease.objects.create(
        agency=disclosure.agency,
        disclosure=disclosure,
        reason=reason,
        released_by=user,
        released_at=now,
        review_due_at=now + dt.timedelta(hours=EMERGENCY_REVIEW_HOURS),
    )
    record("disclosure.emergency_release", target=disclosure, reason=reason, actor=actor)
    return release


@transaction.atomic
def review_emergency(release: EmergencyRelease, *, user: Any, now: dt.datetime) -> None:
    """补审: another person confirms what was released in an emergency."""
    require(user, release.disclosure, REVIEWERS, "补审")
    barred = {*writers_of(release.disclosure), release.released_by_id}
    reviewer = Reviewer.of(user)
    holders = reviewer.confirming(release.agency, barred)
    if isinstance(holders, Failure):
        words = f"补审{holders.message}" if holders.code == "same-person" else holders.message
        raise refuse(holders.code, words)
    held = EmergencyRelease.objects.select_for_update().get(pk=release.pk)
    if held.reviewed_at is not None:
        return
    release.reviewed_by, release.reviewed_at = user, now
    release.save(update_fields=["reviewed_by", "reviewed_at"])
    record("disclosure.emergency_reviewed", target=release.disclosure, actor=reviewer.actor(holders[0]))


@transaction.atomic
def withdraw(disclosure: Disclosure, *, user: Any, kind: str, reason: str = "", now: dt.datetime) -> None:
    """撤下: off the site at once; a tombstone with the official kind of reason stays.

    :param kind: one of :class:`WithdrawalReason`; ``other`` needs ``reason`` in words.
    """
    actor = require(user, disclosure, (Role.FINAL_REVIEWER, Role.SECRECY_REVIEWER), "撤下")
    if kind not in WithdrawalReason.values:
        raise refuse("reason-kind", "撤下要选一种理由", "理由")
    own_words = kind == WithdrawalReason.OTHER
    if own_words and not reason.strip():
        raise refuse("reason", "选“其他”时要写明理由", "理由")
    if not hold(disclosure).is_public:
        raise refuse("not-public", "这条信息现在没有公开，不用撤下")
    words = reason.strip() if own_words else WithdrawalReason(kind).label
    if own_words and (failures := note_failures("说明", words, disclosure.agency, today=timezone.localdate(now))):
        raise Refused(failures)
    UnpublishAction(disclosure, user=user, log_action=False).execute(skip_permission_checks=True)
    disclosure.refresh_from_db()
    with acting_as(actor):
        told = words if own_words else f"{words}　{reason}".strip()
        after_unpublish(disclosure, now=now, words=words, reason=told)


def after_unpublish(disclosure: Disclosure, *, now: dt.datetime, words: str, reason: str = "") -> None:
    """What every way off the site has in common: the day, the words of the tombstone, the trail, the signal."""
    disclosure.withdrawn_at, disclosure.withdrawal_reason = now, words
    disclosure.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    record("disclosure.withdraw", target=disclosure, reason=reason or words)
    disclosure_withdrawn.send(sender=Disclosure, disclosure=disclosure)


def require(user: Any, disclosure: Disclosure, roles: tuple[str, ...], verb: str) -> Actor:
    """In what capacity the person acts."""
    names = "、".join(Role(role).label for role in roles)
    return acting_or_refuse(user, disclosure.agency, *roles, words=f"{verb}要由{disclosure.agency}的{names}来做")


def hold(disclosure: Disclosure) -> Disclosure:
    """The record as it is now, held until the transaction ends, so that the same act sent twice is done once."""
    held: Disclosure = Disclosure._base_manager.select_for_update().get(pk=disclosure.pk)
    return held


def now() -> dt.datetime:
    """The edge's clock, for the model's own publish."""
    return timezone.now()
