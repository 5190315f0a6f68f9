"""What waits for a person: one list of acts with their due days, from reviews, requests and notices.

Pure reading, in the scope of the person; "today" comes from the edge.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from gongkai.agencies.models import Role, name_of
from gongkai.agencies.queries import held_assignments
from gongkai.channels.models import Channel, ChannelKind, PublicNotice
from gongkai.disclosures.models import (
    AgencyRoleTask,
    Disclosure,
    PassageRemark,
    ReviewReminder,
)
from gongkai.disclosures.models.hands import hands_of
from gongkai.disclosures.models.review import Reviewer
from gongkai.disclosures.reviewing import DEFAULT_DAYS, days_by_agency, due_on
from gongkai.information_requests.models import InformationRequest
from gongkai.law.workdays import Calendar

WITHDRAWERS = frozenset({Role.FINAL_REVIEWER, Role.SECRECY_REVIEWER})
#: For how long after its end a notice that still stands is on the list of its agency.
REMINDER_DAYS = 30


@dataclass(frozen=True)
class Todo:
    """One line of the home: verb, title, why it is mine and since when, due, one button.

    ``red``: words instead of the due day for what stands among the late ones for everybody, whoever is to do it.
    """

    verb: str
    title: str
    path: str
    note: str
    due: dt.date
    button: str
    mine: bool = True
    red: str = ""

    def due_words(self, today: dt.date) -> str:
        if self.red:
            return self.red
        days = (today - self.due).days
        if days > 0:
            return f"逾期{days}天"
        if days == 0:
            return "今天"
        return f"{self.due.month}月{self.due.day}日"


@dataclass
class Lists:
    """The four lists of the home, each by due day."""

    late: list[Todo] = field(default_factory=list)
    today: list[Todo] = field(default_factory=list)
    week: list[Todo] = field(default_factory=list)
    others: list[Todo] = field(default_factory=list)


def lists_for(user: Any, today: dt.date, calendar: Calendar, now: dt.datetime | None = None) -> Lists:
    """Everything that waits, sorted into late, today, this week (seven days), and in other hands.

    :param now: for what is counted by the hour; the clock's where it is not given.
    """
    found = Lists()
    for todo in sorted(_all(user, today, calendar, now or timezone.now()), key=lambda one: (one.due, one.title)):
        if todo.red:
            found.late.append(todo)
        elif not todo.mine:
            found.others.append(todo)
        elif todo.due < today:
            found.late.append(todo)
        elif todo.due == today:
            found.today.append(todo)
        elif todo.due <= today + dt.timedelta(days=7):
            found.week.append(todo)
    return found


def _all(user: Any, today: dt.date, calendar: Calendar, now: dt.datetime) -> Iterator[Todo]:
    # These build lines of this module's kind and stand with their pages.
    from gongkai.desk import emergency, interpretations, legal_bases, reassessment

    roles = set(held_assignments(user, today).values_list("role", "agency_id"))
    days = days_by_agency()
    yield from _reviews(user, today, calendar, days)
    yield from _returned(user, calendar, days)
    if any(role == Role.REQUEST_OFFICER for role, _ in roles):
        yield from _requests(today)
    if any(role in WITHDRAWERS for role, _ in roles):
        yield from _notices(today)
    yield from legal_bases.todos(user, roles, days, calendar)
    yield from interpretations.todos(roles, today, calendar)
    yield from reassessment.todos(roles, today, calendar)
    yield from emergency.todos(user, roles, now)


def _reviews(user: Any, today: dt.date, calendar: Calendar, days: dict[int, int]) -> Iterator[Todo]:
    """Steps of review in progress: mine when I may do them, in other hands otherwise."""
    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).select_related("workflow_state")
    by_record = {state.workflow_state.object_id: state for state in states}
    records = list(Disclosure.objects.filter(pk__in=list(by_record)).select_related("agency", "section").defer("body"))
    tasks = {task.pk: task for task in AgencyRoleTask.objects.all()}
    reviewer, hands = Reviewer.of(user, today), hands_of(records)
    reminded = set(
        ReviewReminder.objects.filter(state__in=[by_record[str(one.pk)].pk for one in records], day=today).values_list(
            "state_id", flat=True
        )
    )
    for record in records:
        state = by_record[str(record.pk)]
        task = tasks.get(state.task_id)
        if task is None:
            continue
        sent = timezone.localtime(state.started_at).date()
        mine = not reviewer.refusals(task, record, hands[record.pk])
        holder = reviewer.stands_in_for(task, record, hands[record.pk]) if mine else None
        words = [str(record.section or ""), f"{sent.month}月{sent.day}日送来"]
        if holder is not None:
            words.append(f"代{name_of(holder)}")
        if state.pk in reminded:
            words.append("今天已催办")
        yield Todo(
            verb=task.get_role_display(),
            title=record.title,
            path=reverse("gk_review", args=[record.pk]),
            note="，".join(word for word in words if word),
            due=due_on(state.started_at, days.get(record.agency_id, DEFAULT_DAYS), calendar),
            button="去审" if mine else "看一看",
            mine=mine,
        )


def _returned(user: Any, calendar: Calendar, days: dict[int, int]) -> Iterator[Todo]:
    """What I sent in and got back."""
    states = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, requested_by=user)
    states = states.select_related("current_task_state__finished_by")
    by_record = {state.object_id: state.current_task_state for state in states}
    records = list(Disclosure.objects.filter(pk__in=list(by_record)).defer("body"))
    marks = Counter(
        PassageRemark.objects.filter(disclosure__in=records, resolved_at=None).values_list("disclosure_id", flat=True)
    )
    for record in records:
        step = by_record[str(record.pk)]
        who = name_of(step.finished_by) if step.finished_by else "审核人"
        marked = f"（文中标了{marks[record.pk]}处）" if marks[record.pk] and "文中标了" not in step.comment else ""
        yield Todo(
            verb="修改",
            title=record.title,
            path=reverse("disclosures:edit", args=[record.pk]),
            note=f"被{who}退回：{step.comment}{marked}",
            due=due_on(step.finished_at or timezone.now(), days.get(record.agency_id, DEFAULT_DAYS), calendar),
            button="去修改",
        )


def _requests(today: dt.date) -> Iterator[Todo]:
    open_requests = InformationRequest.objects.filter(decided_on__isnull=True, due_on__isnull=False)
    for request in open_requests.order_by("due_on")[:200]:
        assert request.due_on is not None
        yield Todo(
            verb="答复",
            title=f"申请 {request.ref}：{request.description[:40]}",
            path=reverse("informationrequest:edit", args=[request.pk]),
            note=f"{request.get_means_display()}提交，{request.received_on.isoformat()}收到",
            due=request.due_on,
            button="去办",
        )


def _notices(today: dt.date) -> Iterator[Todo]:
    """Notices whose period ended lately and whose list still stands on the site: who may withdraw is reminded."""
    over = PublicNotice.objects.filter(
        ends_on__lt=today,
        ends_on__gte=today - dt.timedelta(days=REMINDER_DAYS),
        disclosure__withdrawn_at__isnull=True,
        disclosure__live=True,
    )
    for notice in over.select_related("disclosure").order_by("ends_on")[:100]:
        yield Todo(
            verb="撤下",
            title=notice.disclosure.title,
            path=reverse("gk_withdraw", args=[notice.disclosure_id]),
            note="公示期满，名单含个人信息的要撤下；撤下后原网址留说明",
            due=notice.ends_on + dt.timedelta(days=1),
            button="去撤下",
        )


@dataclass(frozen=True)
class Silence:
    """How long a channel has published nothing (政务新媒体：满14天算停更)."""

    name: str
    days: int | None
    state: str


def silences(today: dt.date) -> list[Silence]:
    """The accounts and sites of the person's agencies, by days since the last release."""
    from django.db.models import Max

    found = []
    kinds = (ChannelKind.WEBSITE, ChannelKind.WECHAT, ChannelKind.WEIBO)
    for channel in Channel.objects.filter(kind__in=kinds, ended_on__isnull=True).annotate(
        last=Max("releases__released_on")
    )[:12]:
        days = (today - channel.last).days if channel.last else None
        state = "" if days is not None and days < 10 else "warn" if days is not None and days < 14 else "bad"
        found.append(Silence(channel.name, days, state))
    return found
