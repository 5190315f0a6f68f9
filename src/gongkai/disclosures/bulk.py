"""批量办理: the same act on many disclosures, each by the service that does it for one.

Every item is an act of its own, with its own permission, transaction and trail entry: what cannot be done is said with
its reason, and what could be done is done. Nothing is skipped: a bulk 送审 starts ten thousand reviews, it ends none.
The work is done in slices, so that the baking of pages is not kept waiting, and goes on where a killed worker stood.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from gongkai.agencies.models import Role
from gongkai.agencies.queries import visible_agencies
from gongkai.agencies.scoping import as_agencies
from gongkai.catalogue.models import CatalogueEntry, Section, Stage
from gongkai.disclosures import placing, publishing
from gongkai.disclosures.models import BulkAct, BulkRefusal, BulkVerb, Disclosure, WithdrawalReason
from gongkai.findings import Refused, refuse
from gongkai.trail.services import Actor, current_actor, record, reset_actor, set_actor

logger = logging.getLogger(__name__)
MOST = 20_000
#: Seconds of one slice; other jobs (pages of the public site above all) come in between.
SLICE = 5.0
#: After so long without a sign of work an order is taken for abandoned.
STANDS_STILL = dt.timedelta(minutes=5)
Arguments = dict[str, Any]
#: The classes that are written and not chosen: their names and how many characters they may have.
WRITTEN = {
    field.name: (str(field.verbose_name), int(field.max_length or 0))
    for field in Disclosure._meta.fields
    if field.name in ("subject", "genre")
}


@dataclass(frozen=True, slots=True)
class Verb:
    """What may be done to many: who may ever do it, how its arguments are checked, how one is done, what to know."""

    roles: tuple[Role, ...]
    check: Callable[[Arguments], Arguments]
    act: Callable[[Disclosure, Any, Arguments, dt.datetime], None]
    about: str


def begin(verb: str, items: Iterable[int], *, user: Any, arguments: Arguments, now: dt.datetime) -> BulkAct:
    """Take the order down and put it to work.

    :param items: primary keys; those the person cannot see are left out, as if they did not exist.
    :param arguments: of ``withdraw``: ``kind``, ``reason``; of ``move``: ``section`` (key); of ``reclassify``: any of
        ``subject``, ``genre``, ``stage``, ``catalogue_entry`` (key).
    :raises Refused: for an unknown verb, missing arguments, no items or more than ``MOST``.
    """
    if verb not in VERBS:
        raise refuse("verb", "没有这种批量办理")
    checked = VERBS[verb].check(arguments)
    wanted = list(dict.fromkeys(items))
    seen = set(Disclosure.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if len(wanted) <= MOST else set()
    if len(wanted) > MOST:
        raise refuse("too-many", f"一次最多{MOST}条，现在选了{len(wanted)}条。请分批办理")
    chosen = [pk for pk in wanted if pk in seen]
    if not chosen:
        raise refuse("nothing", "没有选中任何信息")
    with transaction.atomic():
        made = BulkAct.objects.create(
            user=user, address=current_actor().address, verb=verb, arguments=checked, items=chosen, created_at=now
        )
        record("disclosure.bulk", target=made, data={"verb": verb, "count": len(chosen), **checked})
        run_bulk.enqueue(made.pk)
    return made


@task(priority=-10)
def run_bulk(pk: int, seconds: float = SLICE) -> None:
    """Work off a slice and queue the next. May be killed and run again; two at once do nothing twice."""
    bulk = BulkAct.objects.select_related("user").get(pk=pk)
    if work(bulk, seconds=seconds):
        run_bulk.enqueue(pk, seconds)


def take_up_again(now: dt.datetime) -> int:
    """Queue every order that stands still because its worker was killed; how many. For the schedule, in no scope.

    While any order is being worked off there is a task of the last minutes, so nothing is queued twice over.
    """
    alive = DBTaskResult.objects.filter(task_path=run_bulk.module_path, finished_at=None)
    if alive.filter(Q(status=TaskResultStatus.READY) | Q(started_at__gte=now - STANDS_STILL)).exists():
        return 0
    standing = BulkAct.objects.filter(finished_at=None, created_at__lt=now - STANDS_STILL)
    keys = list(standing.values_list("pk", flat=True))
    for pk in keys:
        run_bulk.enqueue(pk)
    return len(keys)


def work(bulk: BulkAct, *, seconds: float) -> bool:
    """Settle items in the name and the scope of the person until the time is up; whether some are left.

    Roles and scope are those of the day of the work: who has lost the role since is refused.
    """
    user = bulk.user
    token = set_actor(Actor(user, user.get_full_name() or user.get_username(), bulk.address))
    end = time.monotonic() + seconds
    try:
        with as_agencies(visible_agencies(user) if user.is_active else []):
            while _settle_next(bulk):
                if time.monotonic() >= end:
                    break
    finally:
        reset_actor(token)
    return bulk.finished_at is None


def _settle_next(bulk: BulkAct) -> bool:
    """Do or refuse the item at ``position``; False when none is left."""
    try:
        with transaction.atomic():
            if not _hold(bulk):
                return False
            disclosure = Disclosure.objects.select_related("agency", "section").filter(pk=bulk.items[bulk.position])
            found = disclosure.first()
            if found is None:
                raise refuse("gone", "这条信息已经不在，或者您不再看得到它")
            VERBS[bulk.verb].act(found, bulk.user, bulk.arguments, timezone.now())
            bulk.done += 1
            return _step(bulk)
    except Refused as refused:
        words = "；".join(dict.fromkeys(failure.message for failure in refused.failures))
    except PermissionDenied as denied:
        words = str(denied) or "您没有做这件事的角色"
    except Exception as error:  # one damaged record must not stop the other ten thousand
        logger.exception("bulk act %s, item at %s", bulk.pk, bulk.position)
        words = f"系统出错（{type(error).__name__}），这一条没有办。请再试一次，还不行的请告诉系统管理员"
    with transaction.atomic():
        if not _hold(bulk):
            return False
        pk = bulk.items[bulk.position]
        title = Disclosure.objects.filter(pk=pk).values_list("title", flat=True).first() or ""
        BulkRefusal.objects.create(bulk=bulk, disclosure=pk, title=title, reason=words[:500])
        return _step(bulk)


def _hold(bulk: BulkAct) -> bool:
    """Lock the order and read where it stands, so that two workers never do one item twice."""
    state = BulkAct.objects.select_for_update().values("position", "done", "finished_at").get(pk=bulk.pk)
    bulk.position, bulk.done, bulk.finished_at = state["position"], state["done"], state["finished_at"]
    return bulk.finished_at is None


def _step(bulk: BulkAct) -> bool:
    bulk.position += 1
    if bulk.position >= bulk.total:
        bulk.finished_at = timezone.now()
    bulk.save(update_fields=["position", "done", "finished_at"])
    return bulk.finished_at is None


# ---------------------------------------------------------------------- the verbs


def _no_arguments(arguments: Arguments) -> Arguments:
    return {}


def _submit(disclosure: Disclosure, user: Any, arguments: Arguments, now: dt.datetime) -> None:
    publishing.submit(disclosure, user=user)


def _check_withdraw(arguments: Arguments) -> Arguments:
    kind, reason = arguments.get("kind", ""), (arguments.get("reason") or "").strip()
    if kind not in WithdrawalReason.values:
        raise refuse("reason-kind", "撤下要选一种理由", "理由")
    if kind == WithdrawalReason.OTHER and not reason:
        raise refuse("reason", "选“其他”时要写明理由", "理由")
    return {"kind": kind, "reason": reason[:300]}


def _withdraw(disclosure: Disclosure, user: Any, arguments: Arguments, now: dt.datetime) -> None:
    publishing.withdraw(disclosure, user=user, now=now, **arguments)


def _check_move(arguments: Arguments) -> Arguments:
    section = Section.objects.filter(pk=arguments.get("section") or 0).first()
    if section is None:
        raise refuse("section", "请选要移到的栏目", "栏目")
    return {"section": section.pk}


def _move(disclosure: Disclosure, user: Any, arguments: Arguments, now: dt.datetime) -> None:
    section = Section.objects.select_related("agency").filter(pk=arguments["section"]).first()
    if section is None:
        raise refuse("section", "要移到的栏目已经不在", "栏目")
    placing.move(disclosure, user=user, section=section)


def _check_reclassify(arguments: Arguments) -> Arguments:
    checked: Arguments = {name: str(arguments[name]).strip() for name in (*WRITTEN, "stage") if arguments.get(name)}
    for name, (label, most) in WRITTEN.items():
        if len(checked.get(name, "")) > most:
            raise refuse(name, f"最多{most}字", label)
    if checked.get("stage") and checked["stage"] not in Stage.values:
        raise refuse("stage", "没有这种公开类型", "公开类型")
    if arguments.get("catalogue_entry"):
        entry = CatalogueEntry.objects.filter(pk=arguments["catalogue_entry"]).first()
        if entry is None:
            raise refuse("catalogue_entry", "没有这个目录事项", "目录事项")
        checked["catalogue_entry"] = entry.pk
    if not checked:
        raise refuse("nothing", "请至少填一项要改的分类；不改的留空")
    return checked


def _reclassify(disclosure: Disclosure, user: Any, arguments: Arguments, now: dt.datetime) -> None:
    values = dict(arguments)
    if "catalogue_entry" in values:
        entry = CatalogueEntry.objects.filter(pk=values["catalogue_entry"]).first()
        if entry is None:
            raise refuse("catalogue_entry", "目录事项已经不在", "目录事项")
        values["catalogue_entry"] = entry
    placing.reclassify(disclosure, user=user, **values)


VERBS: dict[str, Verb] = {
    BulkVerb.SUBMIT: Verb(
        (Role.EDITOR,),
        _no_arguments,
        _submit,
        "每一条都从第一步开始审核，审核通过才公开；缺标题、正文、栏目的，有必须处理的检查发现的，不会送出。",
    ),
    BulkVerb.MOVE: Verb(
        (Role.EDITOR, Role.FINAL_REVIEWER),
        _check_move,
        _move,
        "没有公开过的由编辑移；公开过的由终审人移，正文、发布日期、网址都不变，网页随即更新。",
    ),
    BulkVerb.RECLASSIFY: Verb(
        (Role.EDITOR, Role.FINAL_REVIEWER),
        _check_reclassify,
        _reclassify,
        "没有公开过的由编辑改；公开过的由终审人改，正文、发布日期、网址都不变，网页随即更新。公开属性不能批量改，要逐条送审。",
    ),
    BulkVerb.WITHDRAW: Verb(
        (Role.FINAL_REVIEWER, Role.SECRECY_REVIEWER),
        _check_withdraw,
        _withdraw,
        "网站上马上看不到，原网址只留一页说明：索引号、撤下的日期和理由。",
    ),
}
