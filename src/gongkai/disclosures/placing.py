"""移栏目 and 改分类: what says where a text is found, not what it says.

A draft is changed by its editor and is reviewed with all the rest. What has been public already is changed by the final
reviewer, at once and on the record; its text, its time of release and its revisions' authors stay as they are.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Revision

from gongkai.agencies.models import Role
from gongkai.agencies.queries import acting_or_refuse
from gongkai.catalogue.models import CatalogueEntry, Section, Stage
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.signals import disclosure_changed
from gongkai.findings import refuse
from gongkai.trail.services import record

#: What may be re-classified, by field; the attribute is not among them: it is decided for each item, in review.
CLASSES = ("subject", "genre", "stage", "catalogue_entry")


@transaction.atomic
def move(disclosure: Disclosure, *, user: Any, section: Section) -> bool:
    """移栏目: to another section of the same agency. False when it stands there already."""
    if section.agency_id != disclosure.agency_id:
        raise refuse("section", f"“{section}”不是{disclosure.agency}的栏目", "栏目")
    return _place(disclosure, "disclosure.move", "移栏目", {"section": section}, user)


@transaction.atomic
def reclassify(disclosure: Disclosure, *, user: Any, **values: Any) -> bool:
    """改分类: theme, genre, stage or catalogue entry (``CLASSES``). False when nothing is different.

    :raises Refused: for other fields, an unknown stage, an entry of another agency.
    """
    if unknown := set(values) - set(CLASSES):
        raise refuse("field", f"不能批量改这一项：{'、'.join(sorted(unknown))}")
    entry = values.get("catalogue_entry")
    if isinstance(entry, CatalogueEntry) and entry.agency_id != disclosure.agency_id:
        raise refuse("catalogue_entry", f"“{entry}”不是{disclosure.agency}的目录事项", "目录事项")
    if values.get("stage") and values["stage"] not in Stage.values:
        raise refuse("stage", "没有这种公开类型", "公开类型")
    return _place(disclosure, "disclosure.reclassify", "改分类", values, user)


def _place(disclosure: Disclosure, act: str, verb: str, values: dict[str, Any], user: Any) -> bool:
    public = disclosure.published_at is not None
    role = Role.FINAL_REVIEWER if public else Role.EDITOR
    state = "公开过的" if public else "没有公开过的"
    words = f"{state}信息{verb}要由{disclosure.agency}的{role.label}来做"
    actor = acting_or_refuse(user, disclosure.agency, role, words=words)
    if disclosure.workflow_in_progress:
        raise refuse("in-review", f"正在审核中，审完以后再{verb}")
    if not public and _set_for_later(disclosure).exists():
        raise refuse("set-for-later", f"已经审核通过，设了发布时间；公开以后由终审人{verb}，或者先取消定时发布")
    draft = disclosure.get_latest_revision_as_object()
    changed = {
        name: value
        for name, value in values.items()
        if value not in (getattr(disclosure, name), None) or _differs(draft, name, value)
    }
    if not changed:
        return False
    before = {name: str(getattr(draft if not public else disclosure, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(disclosure, name, value)
    disclosure.save(update_fields=[*changed, "updated_at"])
    if public:
        _rewrite(disclosure, changed)
    else:
        for name, value in changed.items():
            setattr(draft, name, value)
        draft.save_revision(user=user)
    after = {name: str(value or "") for name, value in changed.items()}
    record(act, target=disclosure, data={"before": before, "after": after}, actor=actor)
    if public:
        disclosure_changed.send(sender=Disclosure, disclosure=disclosure)
    return True


def _differs(draft: Disclosure, name: str, value: Any) -> bool:
    return bool(getattr(draft, name) != value)


def _set_for_later(disclosure: Disclosure) -> QuerySet[Revision]:
    """The text that passed its review and goes public at a set time."""
    found: QuerySet[Revision] = Revision.objects.for_instance(disclosure).filter(approved_go_live_at__isnull=False)
    return found


def _rewrite(disclosure: Disclosure, changed: dict[str, Any]) -> None:
    """In the newest draft, the public text and what is set for later: none brings the old place back, nor gets another
    author.
    """
    keys = {disclosure.latest_revision_id, disclosure.live_revision_id} - {None}
    for revision in Revision.objects.filter(pk__in=keys) | _set_for_later(disclosure):
        for name, value in changed.items():
            revision.content[name] = value.pk if hasattr(value, "pk") else value
        revision.save(update_fields=["content"])
