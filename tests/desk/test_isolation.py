"""Nothing of one agency reaches another's people: every address of the admin is asked, with every record's number.

Slow for a reason: it walks all addresses there are, so that a new one is covered the day it appears.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from gongkai.agencies.models import ADMIN_ROLES, LeadingGroup, Person, Role
from gongkai.agencies.scoping import AgencyOwned, across_agencies
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.channels.models import Channel, NoticeBoard, PublicNotice, Release
from gongkai.dialogue.models import Briefing, Interpretation, Proposal, PublicConcern
from gongkai.disclosures.attachments import add_attachment
from gongkai.disclosures.models import Disclosure, WordList
from gongkai.disclosures.publishing import submit
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
    StaffMember,
    Training,
)
from gongkai.reports.models import AnnualReport

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SECRET = "甲镇机密"
DAY = dt.date(2024, 3, 1)
#: Addresses that are not read with GET, or that end the session.
LEFT_OUT = re.compile(r"failwhale|logout|jsi18n|sprite|password_reset|javascript")


def addresses(patterns, prefix="/"):
    """Every address under ``patterns`` with a ``{}`` for each number or word in it."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            route = re.sub(r"\^|\$|\\Z|/\^", "", route)
            route = re.sub(r"<[^>]+>|\(\?P<[^>]+>[^)]*\)|\([^)]*\)", "{}", route)
            yield route.replace("\\", "")


ADMIN = sorted({route for route in addresses(get_resolver().url_patterns) if route.startswith("/admin/")})


def fill(agency, editor):
    """One record of every kind for an agency, each with the secret in it."""
    base = {"agency": agency}
    section = Section.objects.create(**base, code="secret", name=f"{SECRET}栏目")
    edition = Catalogue.objects.create(**base, year=2024, title=f"{SECRET}目录")
    CatalogueEntry.objects.create(
        **base,
        ref="1",
        catalogue=edition,
        serial=1,
        category="类",
        matter=f"{SECRET}事项",
        content="内容",
        responsible_agency="镇",
    )
    record = Disclosure(
        **base, ref="1", title=f"{SECRET}文件", body=f"<p>{SECRET}正文</p>", section=section, live=False
    )
    record.save()
    record.save_revision(user=editor)
    record.title = f"{SECRET}文件改"
    record.save_revision(user=editor)
    add_attachment(record, data=f"{SECRET},1".encode(), name=f"{SECRET}附件.csv", user=editor, now=timezone.now())
    WordList.objects.create(**base, kind="names", version=1, entries=f"{SECRET}名称", created_at=timezone.now())
    submit(record, user=editor)
    channel = Channel.objects.create(**base, ref="1", kind="wechat", name=f"{SECRET}公众号")
    Release.objects.create(**base, disclosure=record, channel=channel, released_on=DAY)
    PublicNotice.objects.create(**base, disclosure=record, starts_on=DAY, ends_on=DAY)
    NoticeBoard.objects.create(**base, ref="1", name=f"{SECRET}公示栏", community="一村", community_kind="village")
    request = InformationRequest.objects.create(
        **base, ref=f"{SECRET}1", received_on=DAY, means="mail", applicant_kind="np", description=f"{SECRET}申请"
    )
    ProcessingFee.objects.create(**base, request=request, noticed_on=DAY, amount=100)
    AnnualReport.objects.create(**base, year=2024)
    Person.objects.create(**base, ref="1", name=f"{SECRET}人")
    LeadingGroup.objects.create(**base, ref="1", name=f"{SECRET}小组", started_on=DAY)
    for model, fields in (
        (Meeting, {"title": f"{SECRET}会", "held_on": DAY}),
        (Training, {"title": f"{SECRET}训", "held_on": DAY, "trainees": 3}),
        (StaffMember, {"name": f"{SECRET}员", "post": "full_time", "started_on": DAY}),
        (DisclosureOffice, {"name": f"{SECRET}办", "started_on": DAY}),
        (ReadingPoint, {"name": f"{SECRET}点", "started_on": DAY}),
        (Expense, {"purpose": f"{SECRET}费", "spent_on": DAY, "amount": 1}),
        (RegulatoryDocument, {"kind": "norm", "title": f"{SECRET}办法", "made_on": DAY}),
        (DutyFigure, {"kind": "permit", "period_start": DAY, "period_end": DAY, "decisions": 3}),
        (AdministrativeReview, {"cause": f"{SECRET}议", "filed_on": DAY}),
        (Litigation, {"cause": f"{SECRET}诉", "filed_on": DAY, "kind": "dir"}),
        (Complaint, {"subject": f"{SECRET}投", "received_on": DAY}),
        (PublicConcern, {"title": f"{SECRET}点", "raised_on": DAY}),
        (Interpretation, {"title": f"{SECRET}读", "published_on": DAY}),
        (Briefing, {"kind": "interview", "title": f"{SECRET}谈", "held_on": DAY}),
        (Proposal, {"kind": "NPC", "level": "town", "title": f"{SECRET}案", "received_on": DAY}),
    ):
        model.objects.create(**base, ref=f"{SECRET}-1", **fields)
    return record


@pytest.fixture
def towns(make_agency, make_user):
    first, second = make_agency("town-a", name=f"{SECRET}镇政府"), make_agency("town-b")
    with across_agencies():
        writer = make_user("a-editor", (first, "editor"))
        record = fill(first, writer)
    return first, second, record


def test_every_kind_of_owned_record_is_in_the_walk(towns):
    """When a room gets a new kind of record, this test asks for one of it here."""
    from django.apps import apps

    without = {
        "ReviewPolicy",
        "EmergencyRelease",
        "LeadingGroupMember",
        "ConcernResponse",
        "Figure",
        "Chapter",
        "GuardFinding",
    }
    with across_agencies():
        missing = {
            model.__name__
            for model in apps.get_models()
            if issubclass(model, AgencyOwned) and not model.objects.filter(agency=towns[0]).exists()
        }
    assert missing <= without


def test_no_address_of_the_admin_shows_another_agencys_records(towns, client, make_user):
    """Asked by one person who holds every role there is in another agency."""
    _, second, record = towns
    roles = [role for role in Role.values if role not in ADMIN_ROLES]
    client.force_login(make_user("b", *[(second, role) for role in roles]))
    with across_agencies():
        revisions = list(record.revisions.values_list("pk", flat=True))
        tasks = list(record.current_workflow_state.task_states.values_list("pk", flat=True))
    numbers = {record.pk, 1, *revisions, *tasks}
    leaks, errors = [], []
    for route in ADMIN:
        if LEFT_OUT.search(route):
            continue
        holes = route.count("{}")
        each = sorted(numbers)
        choices = {0: [()], 1: [(n,) for n in each], 2: list(itertools.product(each, [*each, "approve"]))}.get(
            holes, []
        )
        for values in choices:
            path = route.format(*values)
            try:
                answer = client.get(path)
            except Exception as error:
                if type(error).__name__ not in ("NoReverseMatch",):
                    errors.append((path, repr(error)))
                continue
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            text = content.decode(errors="replace")
            if SECRET in text or SECRET.encode("unicode_escape").decode() in text:
                leaks.append(path)
    assert leaks == []
    assert errors == []
