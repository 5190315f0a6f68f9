"""The verbs of 政策解读: begin one, link one that exists, decide whether there has to be one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.agencies.models import Agency, Role
from gongkai.agencies.queries import acting_or_refuse
from gongkai.agencies.scoping import AgencyOwned
from gongkai.catalogue.models import Section
from gongkai.dialogue.models import Interpretation, InterpretationChoice
from gongkai.disclosures.models import Disclosure
from gongkai.findings import refuse
from gongkai.trail.services import Actor, record


@transaction.atomic
def begin_interpretation(policy: Disclosure, *, user: Any, now: dt.datetime) -> Interpretation:
    """写解读: a draft beside the policy document, linked to it from the first word.

    It becomes public through review like every text; the register then gets its day.
    """
    actor = _require_editor(policy, user, "写解读")
    draft = Disclosure(
        agency=policy.agency,
        ref=_free_ref(Disclosure, policy.agency, f"{policy.ref[:70]}-解读"),
        title=f"《{policy.title[:290]}》政策解读",
        section=Section.objects.filter(agency=policy.agency, name__contains="解读").order_by("position", "pk").first(),
        live=False,
    )
    draft.save()
    draft.save_revision(user=user, clean=False)
    made = _enter(policy, draft, None, now)
    record("interpretation.begin", target=policy, data={"interpretation": made.ref}, actor=actor)
    return made


@transaction.atomic
def link_interpretation(policy: Disclosure, disclosure: Disclosure, *, user: Any, now: dt.datetime) -> Interpretation:
    """关联解读: a disclosure that exists, public or not yet, interprets this policy document.

    :raises Refused: across agencies, of a text with itself, of a text that interprets something already.
    """
    actor = _require_editor(policy, user, "关联解读")
    if disclosure.agency_id != policy.agency_id:
        raise refuse("other-agency", "解读稿和政策文件要是同一个单位的", "解读稿")
    if disclosure.pk == policy.pk:
        raise refuse("itself", "解读稿不能是政策文件自己", "解读稿")
    before = Interpretation.objects.filter(disclosure=disclosure).first()
    if before is not None and before.policy_id is not None:
        words = "已经关联过了" if before.policy_id == policy.pk else f"已经是《{before.policy}》的解读"
        raise refuse("linked", f"这一篇{words}", "解读稿")
    if before is not None:
        before.policy = policy
        before.save(update_fields=["policy", "updated_at"])
        made = before
    else:
        day = timezone.localtime(disclosure.published_at).date() if disclosure.published_at else None
        made = _enter(policy, disclosure, day, now)
    data = {"interpretation": made.ref, "disclosure": disclosure.ref}
    record("interpretation.link", target=policy, data=data, actor=actor)
    return made


@transaction.atomic
def choose_interpretation(
    policy: Disclosure, *, user: Any, needed: bool, reason: str, now: dt.datetime
) -> InterpretationChoice:
    """Say that a document is not to be interpreted although its kind asks for it, or is to be although it does not."""
    actor = _require_editor(policy, user, "决定要不要解读")
    words = reason.strip()
    if not words:
        raise refuse("reason", "要写理由", "理由")
    if len(words) > 300:
        raise refuse("reason-long", f"理由最多300个字，现在有{len(words)}个", "理由")
    values = {"agency": policy.agency, "needed": needed, "reason": words, "decided_by": user, "decided_at": now}
    made, _ = InterpretationChoice.objects.update_or_create(policy=policy, defaults=values)
    act = "interpretation.needed" if needed else "interpretation.not_needed"
    record(act, target=policy, reason=words, actor=actor)
    return made


def _enter(policy: Disclosure, disclosure: Disclosure, day: dt.date | None, now: dt.datetime) -> Interpretation:
    year = timezone.localtime(now).year
    count = Interpretation.objects.filter(agency=policy.agency, ref__startswith=f"JD-{year}-").count()
    return Interpretation.objects.create(
        agency=policy.agency,
        ref=_free_ref(Interpretation, policy.agency, f"JD-{year}-{count + 1:03d}"),
        title=disclosure.title,
        published_on=day,
        policy=policy,
        disclosure=disclosure,
    )


def _free_ref(model: type[AgencyOwned], agency: Agency, wanted: str) -> str:
    """``wanted``, or with the first number behind it that makes it the agency's only one."""
    taken = set(model.objects.filter(agency=agency, ref__startswith=wanted).values_list("ref", flat=True))
    number, ref = 1, wanted
    while ref in taken:
        number += 1
        ref = f"{wanted}-{number}"
    return ref


def _require_editor(policy: Disclosure, user: Any, verb: str) -> Actor:
    actor = acting_or_refuse(user, policy.agency, Role.EDITOR, words=f"{verb}要由{policy.agency}的编辑来做")
    if not policy.is_public:
        raise refuse("not-public", "政策文件还没有公开，公开以后再写解读、再算期限")
    return actor
