"""The guard: every state of a disclosure is checked, what is found is carried with it, and nobody clears it unseen."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from gongkai.agencies.models import Agency, Role
from gongkai.agencies.permissions import REVIEWERS
from gongkai.agencies.queries import acting_or_refuse, has_role
from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.attachments import attachments_with, public_attachments
from gongkai.disclosures.guard_contents import Part, Seen, digest_of, keyed, look, parts_of, rules_version
from gongkai.disclosures.models import Answer, Disclosure, GuardFinding, GuardRun, Level
from gongkai.disclosures.models.hands import writers_of
from gongkai.disclosures.models.review import Reviewer
from gongkai.disclosures.word_lists import OwnWords, words_of
from gongkai.findings import Failure, refuse
from gongkai.trail.services import Actor, record

KEPT_RUNS = 20
#: Named one by one in a refusal; the page has them all.
NAMED = 5


def ensure_run(disclosure: Disclosure, *, now: dt.datetime, of_public: bool = False, again: bool = False) -> GuardRun:
    """The check of the disclosure as it stands (its newest draft, or what is public of it), made now if need be.

    :param again: make it even so (a file that could not be read then may be readable now).
    """
    words, parts = _state(disclosure, of_public)
    digest = digest_of(parts, words)
    found = newest_run(disclosure, of_public=of_public)
    if found is not None and found.digest == digest and not again:
        return found
    seen = look(parts, words, today=timezone.localdate(now))
    return _store(disclosure, of_public, digest, seen, now)


def seen_run(disclosure: Disclosure) -> tuple[GuardRun | None, bool]:
    """The newest check of the draft without making one, and whether it is of the draft as it stands."""
    words, parts = _state(disclosure, of_public=False)
    found = newest_run(disclosure)
    return found, found is not None and found.digest == digest_of(parts, words)


def newest_run(disclosure: Disclosure, *, of_public: bool = False) -> GuardRun | None:
    return GuardRun.objects.filter(disclosure=disclosure, of_public=of_public).order_by("-pk").first()


def _state(disclosure: Disclosure, of_public: bool) -> tuple[OwnWords, list[Part]]:
    text = disclosure if of_public else disclosure.get_latest_revision_as_object()
    attachments = public_attachments(disclosure) if of_public else attachments_with(disclosure, text.body)
    return words_of(disclosure.agency), parts_of(text, list(attachments))


@transaction.atomic
def _store(disclosure: Disclosure, of_public: bool, digest: str, seen: list[Seen], now: dt.datetime) -> GuardRun:
    """Write the run with its findings; answers given before to the very same are carried over."""
    answered = {
        one.seal: one
        for one in GuardFinding.objects.filter(run__disclosure=disclosure).exclude(answer=Answer.NONE).order_by("pk")
    }
    run = GuardRun.objects.create(
        agency=disclosure.agency,
        disclosure=disclosure,
        of_public=of_public,
        digest=digest,
        rules=rules_version(),
        checked_at=now,
    )
    GuardFinding.objects.bulk_create([_record_of(one, run, answered.get(one.seal)) for one in seen], batch_size=500)
    old = GuardRun.objects.filter(disclosure=disclosure, of_public=of_public).order_by("-pk")[KEPT_RUNS:]
    GuardRun.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return run


def _record_of(seen: Seen, run: GuardRun, before: GuardFinding | None) -> GuardFinding:
    finding = seen.finding
    made = GuardFinding(
        agency=run.agency,
        run=run,
        attachment=seen.part.attachment,
        source=seen.part.label[:200],
        where=finding.where[:300],
        places=list(finding.places),
        rule=finding.rule,
        kind=finding.kind.value,
        level=seen.level,
        text_masked=finding.text_masked[:300],
        count=finding.count,
        suggestion=finding.suggestion[:500],
        key=seen.key,
        seal=seen.seal,
    )
    if before is not None:
        made.answer, made.reason = before.answer, before.reason
        made.answered_by_id, made.answered_at = before.answered_by_id, before.answered_at
    return made


def open_findings(run: GuardRun) -> QuerySet[GuardFinding]:
    """What still stands in the way of release, what blocks first."""
    return run.findings.filter(answer=Answer.NONE).exclude(level=Level.HINT).order_by("level", "pk")


def settled_findings(disclosure: Disclosure, run: GuardRun) -> list[GuardFinding]:
    """What earlier checks found and this one does not: corrected, newest first."""
    present = set(run.findings.values_list("key", flat=True))
    earlier = GuardFinding.objects.filter(run__disclosure=disclosure, run__of_public=run.of_public, run__lt=run.pk)
    gone: dict[str, GuardFinding] = {}
    for one in earlier.exclude(level=Level.HINT).order_by("-pk")[:500]:
        if one.key not in present:
            gone.setdefault(one.key, one)
    return list(gone.values())[:50]


def guard_failures(disclosure: Disclosure, *, now: dt.datetime, blocks_only: bool = False) -> list[Failure]:
    """Why this draft may not go on: one sentence for each open finding, checked now. Empty when nothing is open."""
    found = open_findings(ensure_run(disclosure, now=now))
    if blocks_only:
        found = found.filter(level=Level.BLOCK)
    failures = [_failure(one) for one in found[:NAMED]]
    if len(failures) == NAMED and (rest := found.count() - NAMED) > 0:
        failures.append(Failure("guard", f"还有{rest}项没有处理，请看“发布前检查”"))
    return failures


def note_failures(name: str, words: str, agency: Agency, *, today: dt.date) -> list[Failure]:
    """What would block a text blocks the few words beside it too (a correction, the reason of a withdrawal)."""
    seen = look([Part(name, f"{name}.txt", keyed(words), text=words)], words_of(agency), today=today)
    labels = dict.fromkeys(one.finding.kind.label for one in seen if one.level == Level.BLOCK)
    return [Failure("note-personal", f"有{label}，{name}会公开，请隐去后再写", name) for label in labels]


def _failure(one: GuardFinding) -> Failure:
    place = f"{one.source}{' ' + one.where if one.where else ''}"
    count = f"（{one.count}处）" if one.count > 1 else ""
    todo = "必须处理，或由审核人写明公开依据" if one.level == Level.BLOCK else "请改正，或写明保留的理由"
    return Failure(f"guard-{one.level}", f"{place}：有{one.label}{count}，{todo}")


def _answer(finding: GuardFinding, *, user: Any, actor: Actor, answer: str, words: str, now: dt.datetime) -> None:
    """Write an answer on this finding and on the same one of the other check (draft, public)."""
    same = GuardFinding.objects.filter(run__disclosure=finding.run.disclosure_id, seal=finding.seal)
    same.update(answer=answer, reason=words, answered_by=user, answered_at=now)
    finding.refresh_from_db()
    record(
        f"guard.{answer}",
        target=finding.run.disclosure,
        reason=words,
        data={"rule": finding.rule, "kind": finding.kind, "count": finding.count, "place": str(finding)},
        actor=actor,
    )


@transaction.atomic
def keep_finding(finding: GuardFinding, *, user: Any, reason: str, now: dt.datetime) -> None:
    """保留: the author says why what should be confirmed is right as it stands."""
    disclosure = finding.run.disclosure
    actor = acting_or_refuse(user, disclosure.agency, Role.EDITOR, words=f"保留要由{disclosure.agency}的编辑来写理由")
    if finding.level == Level.BLOCK:
        raise refuse("block", "这一项必须处理：请改正或遮盖，或由审核人写明公开依据")
    answer = _words(reason, "保留要写理由", "理由")
    _answer(finding, user=user, actor=actor, answer=Answer.KEPT, words=answer, now=now)


@transaction.atomic
def record_legal_basis(finding: GuardFinding, *, user: Any, basis: str, now: dt.datetime) -> None:
    """有公开依据: a named reviewer, not the author, records by what law this very list is published as it is."""
    disclosure = finding.run.disclosure
    if not has_role(user, disclosure.agency, *REVIEWERS):
        raise refuse("not-the-role", f"公开依据要由{disclosure.agency}的审核人来写")
    barred = writers_of(disclosure)
    if user.pk in barred:
        raise refuse("author", "这条信息是您写的或上传的，公开依据要由别的审核人来写")
    reviewer = Reviewer.of(user)
    holders = reviewer.confirming(disclosure.agency, barred)
    if isinstance(holders, Failure):
        raise refuse(holders.code, holders.message)
    words = _words(basis, "要写明依据的法律法规或文件", "依据")
    if len(words) < 4:
        raise refuse("basis", "依据太短，请写出法律法规或文件的名称和条款", "依据")
    _answer(finding, user=user, actor=reviewer.actor(holders[0]), answer=Answer.BASIS, words=words, now=now)


def _words(text: str, missing: str, place: str) -> str:
    from gongkai.checks.personal import mask_text

    words = text.strip()
    if not words:
        raise refuse("reason", missing, place)
    if len(words) > 300:
        raise refuse("reason", "最多300字", place)
    return mask_text(words)


@transaction.atomic
def take_back(finding: GuardFinding, *, user: Any) -> None:
    """Undo an answer: who gave it, or any reviewer, may open the finding again."""
    disclosure = finding.run.disclosure
    if not finding.answer:
        return
    if finding.answered_by_id != user.pk and not has_role(user, disclosure.agency, *REVIEWERS):
        raise refuse("not-the-role", "要由写理由的人或审核人来撤回")
    actor = acting_or_refuse(user, disclosure.agency, Role.EDITOR, *REVIEWERS, words="您在这个单位没有编辑或审核的角色")
    same = GuardFinding.objects.filter(run__disclosure=disclosure, seal=finding.seal)
    same.update(answer=Answer.NONE, reason="", answered_by=None, answered_at=None)
    record("guard.reopen", target=disclosure, data={"rule": finding.rule, "place": str(finding)}, actor=actor)


# ---------------------------------------------------------------------- in the background


@task()
def check_disclosure(pk: int, of_public: bool = False) -> None:
    """After a save or a release. May run twice, or be killed and run again."""
    with across_agencies():
        disclosure = Disclosure.objects.select_related("agency").filter(pk=pk).first()
        if disclosure is not None and (disclosure.is_public or not of_public):
            ensure_run(disclosure, now=timezone.now(), of_public=of_public)


#: Seconds of checking before what else waits gets its turn.
SLICE = 2.0


@task(priority=-50)
def check_public(after: int = 0, seconds: float = SLICE) -> None:
    """Check anew what is public and was not yet checked by the rules and lists that hold now.

    Works off a slice and queues the next, behind everything that people wait for.

    :param after: primary key of the last one checked.
    """
    end = time.monotonic() + seconds
    with across_agencies():
        rest = Disclosure.public.select_related("agency").order_by("pk")
        while (disclosure := rest.filter(pk__gt=after).first()) is not None:
            ensure_run(disclosure, now=timezone.now(), of_public=True)
            after = disclosure.pk
            if time.monotonic() >= end:
                check_public.enqueue(after, seconds)
                return


def recheck_after_new_rules() -> None:
    """For the schedule: queue a check of what is public when the rules are not those it was checked by."""
    waiting = DBTaskResult.objects.ready().filter(task_path=check_public.module_path)
    with across_agencies():
        if not waiting.exists() and unchecked_public(Disclosure.public.all()):
            check_public.enqueue()


def unchecked_public(disclosures: QuerySet[Disclosure]) -> int:
    """How many public disclosures the rules of today have not seen."""
    seen = GuardRun.objects.filter(of_public=True, rules=rules_version()).values("disclosure")
    return disclosures.exclude(pk__in=seen).count()


def blocked_today(disclosures: QuerySet[Disclosure]) -> list[tuple[Disclosure, list[GuardFinding]]]:
    """Of these public disclosures, those that would be blocked today, oldest first, with what blocks them."""
    newest: dict[int, int] = dict(
        GuardRun.objects.filter(of_public=True, disclosure__in=disclosures)
        .order_by("pk")
        .values_list("disclosure_id", "pk")
    )
    blocking: dict[int, list[GuardFinding]] = {}
    found = GuardFinding.objects.filter(level=Level.BLOCK, answer=Answer.NONE, run__of_public=True)
    for one in found.filter(run__disclosure__in=disclosures).select_related("run"):
        if newest.get(one.run.disclosure_id) == one.run_id:
            blocking.setdefault(one.run.disclosure_id, []).append(one)
    rows = disclosures.filter(pk__in=list(blocking)).select_related("agency").defer("body")
    return [(one, blocking[one.pk]) for one in rows.order_by("published_at", "pk")]
