"""Two towns with one record of every kind each, marked with the town's word, and somebody in every role.

What one town's people see must never hold the other's word.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.contrib.auth import get_user_model
from django.utils import timezone
from PIL import Image
from wagtail.admin.models import EditingSession

from gongkai.agencies.models import (
    ADMIN_ROLES,
    Agency,
    Deputy,
    Leader,
    LeadingGroup,
    LeadingGroupMember,
    Person,
    Role,
    RoleAssignment,
)
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.channels.models import Channel, NoticeBoard, PublicNotice, Release
from gongkai.dialogue.models import Briefing, Interpretation, InterpretationChoice, Proposal, PublicConcern
from gongkai.disclosures.attachments import add_attachment, add_image, mask_attachment
from gongkai.disclosures.guard import ensure_run
from gongkai.disclosures.models import (
    Correction,
    Disclosure,
    EmergencyRelease,
    Reassessment,
    WordList,
)
from gongkai.disclosures.models.bulk import BulkAct
from gongkai.disclosures.publishing import submit
from gongkai.findings import Refused
from gongkai.information_requests.models import InformationRequest, ProcessingFee
from gongkai.registers.models import (
    AdministrativeReview,
    Complaint,
    DisclosureOffice,
    DutyFigure,
    Expense,
    Litigation,
    Meeting,
    ReadingPoint,
    RegulatoryDocument,
    ServiceGuide,
    StaffMember,
    Training,
)
from gongkai.reports.services import begin_report
from gongkai.trail.services import Actor, record

DAY = dt.date(2024, 3, 1)
#: A resident's number that is well formed and belongs to nobody (district 000000 does not exist in fact).
RESIDENT_NUMBER = "110101199003070134"
OWN_WORDS = {"first": "甲镇机密", "second": "乙镇机密"}


@dataclass
class Town:
    """One agency: its word, its people by role, its records by kind (primary keys)."""

    agency: Agency
    word: str
    people: dict[str, Any] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """Two towns below districts of their own, the three administrators, and a stranger without a role."""

    first: Town
    second: Town
    administrators: dict[str, Any]
    stranger: Any


def build() -> World:
    towns = []
    for name, word in OWN_WORDS.items():
        district = Agency.objects.create(code=f"{name}-district", name=f"{word}区", short_name=name, level="county")
        agency = Agency.objects.create(
            code=f"{name}-town", name=f"{word}镇", short_name=name, level="town", parent=district
        )
        town = Town(agency, word)
        for role in Role.values:
            if role not in ADMIN_ROLES:
                place = district if role == Role.SUPERVISOR else agency
                town.people[role] = person(f"{name}-{role}".replace("_", "-"), role, place)
        with across_agencies():
            town.records = fill(town)
        towns.append(town)
    administrators = {role.value: person(role.replace("_", "-"), role, None) for role in ADMIN_ROLES}
    return World(*towns, administrators, get_user_model().objects.create_user("stranger"))


def person(name: str, role: str, agency: Agency | None) -> Any:
    user = get_user_model().objects.create_user(name)
    RoleAssignment.objects.create(user=user, agency=agency, role=role)
    return user


def fill(town: Town) -> dict[str, Any]:
    """One record of every kind; their keys by kind."""
    base, word, editor, now = {"agency": town.agency}, town.word, town.people["editor"], timezone.now()
    made: dict[str, Any] = {"agency": town.agency.pk, "cell": "R21.2.1.rule.made"}

    def keep(kind: str, record: Any) -> Any:
        made[kind] = record.pk
        return record

    section = keep("section", Section.objects.create(**base, code="own", name=f"{word}栏目"))
    edition = keep("catalogue", Catalogue.objects.create(**base, year=2024, title=f"{word}目录"))
    keep("earlier", Catalogue.objects.create(**base, year=2023, title=f"{word}目录（上一年）"))
    keep(
        "catalogueentry",
        CatalogueEntry.objects.create(
            **base, ref="1", catalogue=edition, serial=1, category="类", matter=f"{word}事项", content="内容",
            responsible_agency="镇", section=section,
        ),
    )  # fmt: skip
    draft = keep("disclosure", _disclosure(town, section, "1", "草稿", live=False))
    draft.body = f"<p>{word}正文，身份证号码{RESIDENT_NUMBER}。</p>"
    draft.save()
    draft.save_revision(user=editor)
    draft.title += "改"
    revision = draft.save_revision(user=editor)
    made["revision"] = revision.pk
    keep("attachment", add_attachment(draft, data=f"{word},1".encode(), name=f"{word}附件.csv", user=editor, now=now))
    _add_sealed(town, draft, keep)
    keep("picture", add_attachment(draft, data=_picture(), name=f"{word}照片.png", user=editor, now=now))
    keep("image", add_image(draft, data=_picture(), name=f"{word}图.png", user=editor, now=now))
    run = ensure_run(draft, now=now)
    finding = run.findings.first()
    assert finding is not None
    made["finding"] = finding.pk
    made["session"] = EditingSession.objects.create(
        user=editor, content_object=draft, last_seen_at=now, is_editing=True
    ).pk

    waiting = keep("waiting", _disclosure(town, section, "2", "送审", live=False))
    waiting.save_revision(user=editor)
    submit(waiting, user=editor)
    made["task_state"] = waiting.current_workflow_task_state.pk
    made["workflow_state"] = waiting.current_workflow_state.pk
    made["task"] = waiting.current_workflow_task.pk

    public = keep("public", _disclosure(town, section, "3", "公开", live=True, published_at=now))
    public.save_revision(user=editor)
    _fill_life(town, section, public, keep)
    urgent = keep("urgent", _disclosure(town, section, "4", "应急", live=True, published_at=now))
    EmergencyRelease.objects.create(
        **base, disclosure=urgent, released_by=town.people["final_review"], released_at=now, reason=f"{word}应急",
        review_due_at=now + dt.timedelta(hours=24),
    )  # fmt: skip
    _fill_guide(town, keep)
    _fill_registers(town, public, keep)
    report = begin_report(town.agency, 2024, actor=Actor(town.people["report_officer"], "示例"), now=now)
    made["annualreport"] = report.pk
    WordList.objects.create(
        **base, kind="names", version=1, entries=f"{word}名称", created_at=now, created_by=editor
    )  # fmt: skip
    order = {"verb": "withdraw", "items": [public.pk], "created_at": now}
    keep("order", BulkAct.objects.create(user=editor, arguments={"reason": f"{word}说明"}, **order))
    holder = RoleAssignment.objects.get(user=editor, role=Role.EDITOR)
    later = {"started_on": dt.date(2099, 1, 1), "ended_on": dt.date(2099, 1, 9)}
    keep("deputy", Deputy.objects.create(assignment=holder, person=town.people["first_review"], **later))
    made["trail"] = record("disclosure.publish", target=public, reason=f"{word}理由").serial
    made["account"] = editor.pk
    return made


def _disclosure(town: Town, section: Section, ref: str, what: str, **values: Any) -> Disclosure:
    word = town.word
    made = Disclosure(
        agency=town.agency, ref=ref, title=f"{word}{what}", body=f"<p>{word}正文。</p>", section=section,
        summary=f"{word}概述", **values,
    )  # fmt: skip
    made.save()
    return made


def _fill_life(town: Town, section: Section, public: Disclosure, keep: Any) -> None:
    """A note to a public text not yet reviewed, a withheld text looked at again, a choice about interpretation."""
    base, word, editor = {"agency": town.agency}, town.word, town.people["editor"]
    now = timezone.now()
    keep(
        "correction",
        Correction.objects.create(
            **base, disclosure=public, place=f"{word}段", wrong=f"{word}错", right=f"{word}对", written_by=editor,
            written_at=now,
        ),
    )  # fmt: skip
    withheld = keep(
        "withheld",
        _disclosure(
            town, section, "5", "不公开", live=False, attribute="withheld", attribute_basis=f"{word}依据",
            attribute_confirmed_at=now,
        ),
    )  # fmt: skip
    Reassessment.objects.create(
        **base, disclosure=withheld, attribute="withheld", result="keep", basis=f"{word}维持", decided_by=editor,
        decided_at=now,
    )  # fmt: skip
    InterpretationChoice.objects.create(
        **base, policy=public, needed=True, reason=f"{word}关心", decided_by=editor, decided_at=now
    )


def _add_sealed(town: Town, draft: Disclosure, keep: Any) -> None:
    """A table with a resident's number, masked: the copy stays, the original is sealed."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append([town.word, "身份证号码"])
    book.active.append(["示例人", RESIDENT_NUMBER])
    book.save(stream)
    editor, now = town.people["editor"], timezone.now()
    whole = add_attachment(draft, data=stream.getvalue(), name=f"{town.word}名单.xlsx", user=editor, now=now)
    ensure_run(draft, now=now)
    try:
        mask_attachment(whole, user=editor, now=now)
    except Refused as refused:  # pragma: no cover - the world would be incomplete
        raise AssertionError([str(one) for one in refused.failures]) from None
    whole.refresh_from_db()
    assert whole.sealed
    keep("sealed", whole)


def _picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (2, 2), "white").save(stream, "PNG")
    return stream.getvalue()


def _fill_guide(town: Town, keep: Any) -> None:
    base, word, by = {"agency": town.agency}, town.word, town.people["editor"]
    eight = ("legal_basis", "conditions", "materials", "place", "hours", "phone", "process")
    guide = dict.fromkeys(eight, f"{word}要素")
    keep("serviceguide", ServiceGuide.objects.create(**base, ref="1", name=f"{word}指南", written_by=by, **guide))


def _fill_registers(town: Town, public: Disclosure, keep: Any) -> None:
    base, word = {"agency": town.agency}, town.word
    channel = keep("channel", Channel.objects.create(**base, ref="1", kind="wechat", name=f"{word}公众号"))
    keep("release", Release.objects.create(**base, disclosure=public, channel=channel, released_on=DAY))
    keep("publicnotice", PublicNotice.objects.create(**base, disclosure=public, starts_on=DAY, ends_on=DAY))
    board = {"name": f"{word}公示栏", "community": "一村", "community_kind": "village"}
    keep("noticeboard", NoticeBoard.objects.create(**base, ref="1", **board))
    request = keep(
        "informationrequest",
        InformationRequest.objects.create(
            **base, ref=f"{word}1", received_on=DAY, means="mail", applicant_kind="np", description=f"{word}申请"
        ),
    )
    keep("processingfee", ProcessingFee.objects.create(**base, request=request, noticed_on=DAY, amount=100))
    keep("person", Person.objects.create(**base, ref="1", name=f"{word}人"))
    group = LeadingGroup.objects.create(**base, ref="1", name=f"{word}小组", started_on=DAY)
    keep("leadinggroup", group)
    head = Person.objects.create(**base, ref="2", name=f"{word}镇长")
    keep("leader", Leader.objects.create(**base, ref="1", person=head, post=f"{word}职务", started_on=DAY))
    member = LeadingGroupMember.objects.create(**base, group=group, person=head, role="head", started_on=DAY)
    keep("leadinggroupmember", member)
    for model, fields in (
        (Meeting, {"title": f"{word}会", "held_on": DAY}),
        (Training, {"title": f"{word}训", "held_on": DAY, "trainees": 3}),
        (StaffMember, {"name": f"{word}员", "post": "full_time", "started_on": DAY}),
        (DisclosureOffice, {"name": f"{word}办", "started_on": DAY}),
        (ReadingPoint, {"name": f"{word}点", "started_on": DAY}),
        (Expense, {"purpose": f"{word}费", "spent_on": DAY, "amount": 1}),
        (RegulatoryDocument, {"kind": "norm", "title": f"{word}办法", "made_on": DAY}),
        (DutyFigure, {"kind": "permit", "period_start": DAY, "period_end": DAY, "decisions": 3}),
        (AdministrativeReview, {"cause": f"{word}议", "filed_on": DAY}),
        (Litigation, {"cause": f"{word}诉", "filed_on": DAY, "kind": "dir"}),
        (Complaint, {"subject": f"{word}投", "received_on": DAY}),
        (PublicConcern, {"title": f"{word}点", "raised_on": DAY}),
        (Interpretation, {"title": f"{word}读", "published_on": DAY}),
        (Briefing, {"kind": "interview", "title": f"{word}谈", "held_on": DAY}),
        (Proposal, {"kind": "NPC", "level": "town", "title": f"{word}案", "received_on": DAY}),
    ):
        keep(model._meta.model_name, model.objects.create(**base, ref=f"{word}-1", **fields))
