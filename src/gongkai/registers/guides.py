"""The verbs of service guides (办事指南): what is missing, make public, take away.

The eight elements are those of 《政府网站与政务新媒体检查指标》 (国办秘函〔2019〕19号), site veto "服务不实用".
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from gongkai.agencies.models import Agency, Role
from gongkai.agencies.queries import acting, acting_or_refuse
from gongkai.checks.personal import find_personal
from gongkai.checks.personal.kinds import Kind as Personal
from gongkai.findings import Failure, Finding, Refused, Severity, Verdict, refuse
from gongkai.registers.models import ServiceGuide
from gongkai.trail.services import Actor, record

#: The eight elements, in the order in which the indicator names them.
ELEMENTS = ("name", "legal_basis", "conditions", "materials", "place", "hours", "phone", "process")
#: What else the public page shows where it is written.
EXTRA = ("category", "time_limit", "fee", "online")
RELEASERS = (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER)
BASIS = "国办秘函〔2019〕19号，办事指南八项要素"
_WAITING_WORDS = frozenset({"无", "略", "待定", "待补充", "暂无", "-", "—", "——", "/", "详见附件"})
#: A telephone belongs into a guide; these never do.
_NEVER = frozenset({Personal.ID_CARD, Personal.BANK_CARD, Personal.PASSPORT})


def label(name: str) -> str:
    return str(getattr(ServiceGuide._meta.get_field(name), "verbose_name", name))


def is_missing(value: str) -> bool:
    """Whether an element says nothing: empty, or a word that only holds its place."""
    return not value.strip() or value.strip().strip("。.") in _WAITING_WORDS


def guide_findings(guide: ServiceGuide) -> list[Finding]:
    """Every element that is missing; a guide with one of them cannot go public."""
    missing = [name for name in ELEMENTS if is_missing(getattr(guide, name))]
    return [
        Finding(
            rule="S-01",
            severity=Severity.ERROR,
            verdict=Verdict.FAIL,
            message=f"缺少“{label(name)}”，八项要素写齐了才能公开（{BASIS}）",
            where=label(name),
        )
        for name in missing
    ]


def contents(guide: ServiceGuide) -> dict[str, Any]:
    """The words of a guide as they become public."""
    return {name: getattr(guide, name).strip() for name in (*ELEMENTS, *EXTRA)} | {"forms": guide.forms_id}


def has_changes(guide: ServiceGuide) -> bool:
    """Whether what is written differs from what anyone may read."""
    return guide.shown != contents(guide)


def public_guides(agency: Agency | None = None) -> QuerySet[ServiceGuide]:
    """Those anyone may read. The portal and the API know no other query. Call it across agencies."""
    found = ServiceGuide.objects.filter(shown__isnull=False, published_at__isnull=False).select_related("agency")
    found = found.filter(agency=agency) if agency else found
    return found.order_by("agency__path", "category", "ref", "pk")


def release_failures(guide: ServiceGuide) -> list[Failure]:
    """Why these words may not be made public."""
    failures = [Failure(finding.rule, finding.message, finding.where) for finding in guide_findings(guide)]
    for name in (*ELEMENTS, *EXTRA):
        for hit in find_personal(getattr(guide, name)):
            if hit.kind in _NEVER:
                failures.append(Failure("personal", f"含有{hit.kind.label}，请删去再公开", label(name)))
    return failures


@transaction.atomic
def publish_guide(guide: ServiceGuide, *, user: Any, now: dt.datetime) -> None:
    """Make what is written public, whole.

    :raises Refused: when the person is no reviewer here or wrote it, or an element is missing.
    """
    _require(guide, user, "公开")
    wrote = {guide.written_by_id} if guide.written_by_id is not None else set()
    if user.pk in wrote:
        raise refuse("own-text", "最后修改的人不能自己核对公开，请由另一位审核人办理")
    actor = acting(user, guide.agency, *RELEASERS, barred=wrote)
    if actor is None:
        raise refuse("represented", "您代的是最后修改这份指南的人，他不能核对公开的，也不能由您代办")
    if failures := release_failures(guide):
        raise Refused(failures)
    guide.shown, guide.published_at = contents(guide), now
    guide.save(update_fields=["shown", "published_at", "updated_at"])
    record("guide.publish", target=guide, data=guide.shown, actor=actor)


@transaction.atomic
def withdraw_guide(guide: ServiceGuide, *, user: Any, reason: str) -> None:
    """Take a guide off the site; what is written stays.

    :raises Refused: when the person is no reviewer here, the guide is not public, or no reason is given.
    """
    actor = _require(guide, user, "撤下")
    if guide.shown is None:
        raise refuse("not-public", "这份指南没有公开")
    if not reason.strip():
        raise refuse("reason", "撤下要写理由", "理由")
    guide.shown = guide.published_at = None
    guide.save(update_fields=["shown", "published_at", "updated_at"])
    record("guide.withdraw", target=guide, reason=reason.strip()[:300], actor=actor)


def _require(guide: ServiceGuide, user: Any, verb: str) -> Actor:
    return acting_or_refuse(user, guide.agency, *RELEASERS, words=f"{verb}办事指南要由{guide.agency}的审核人来做")
