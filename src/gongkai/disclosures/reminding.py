"""催办: once a day, whoever a step of review waits for is reminded when it is due or late.

The reminder is a record, which the to-do list shows; where the installation can send e-mail, it also goes out as one,
a single letter a person and day. A letter says how many and which step, never a title: what is under review is not
public, and e-mail is no place for it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from wagtail.models import TaskState

from gongkai.agencies.models import name_of
from gongkai.agencies.queries import holders_of
from gongkai.disclosures.models import AgencyRoleTask, Disclosure, ReviewReminder
from gongkai.disclosures.models.hands import hands_of
from gongkai.disclosures.models.review import Reviewer
from gongkai.disclosures.reviewing import DEFAULT_DAYS, days_by_agency, due_on
from gongkai.law.workdays import Calendar

logger = logging.getLogger("gongkai.reminding")
#: Nobody is reminded before this hour of the day (local time).
FROM_HOUR = 8


@dataclass
class Letter:
    """What one person is told: step → how many are due today, how many are late."""

    user: Any
    due: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)

    def subject(self) -> str:
        total = self.due.total() + self.late.total()
        return f"有{total}件信息等您审核" + (f"，{self.late.total()}件已逾期" if self.late else "")

    def body(self) -> str:
        lines = [f"{name_of(self.user)}：", ""]
        for counts, words in ((self.late, "已逾期"), (self.due, "今天到期")):
            lines += [f"{step}：{number}件{words}" for step, number in counts.items()]
        lines += ["", f"请登录公开工作台办理：{settings.WAGTAILADMIN_BASE_URL}/admin/", "这封邮件由系统自动发出。"]
        return "\n".join(lines)


def can_mail() -> bool:
    """Whether this installation may send e-mail at all."""
    return bool(settings.EMAIL_HOST)


def remind_reviewers(now: dt.datetime, calendar: Calendar | None = None) -> int:
    """Remind of every step that is due today or late and of which nobody was reminded today; returns how many.

    For the schedule, across all agencies; on working days, from :data:`FROM_HOUR` on. Safe to run at any time again.
    """
    local = timezone.localtime(now)
    today, calendar = local.date(), calendar or Calendar.load()
    if local.hour < FROM_HOUR or not calendar.is_working_day(today):
        return 0
    letters: dict[int, Letter] = {}
    reminders: dict[int, list[Letter]] = {}
    with transaction.atomic():
        for state, record, task, due in _waiting(today, calendar):
            reminder, new = ReviewReminder.objects.get_or_create(
                state_id=state.pk, day=today, defaults={"agency": record.agency}
            )
            if not new:
                continue
            hands = hands_of([record])[record.pk]
            reminders[reminder.pk] = []
            for user in holders_of(record.agency, task.role, on=today):
                if not Reviewer.of(user, today).refusals(task, record, hands):
                    letter = letters.setdefault(user.pk, Letter(user))
                    (letter.late if due < today else letter.due)[task.get_role_display()] += 1
                    reminders[reminder.pk].append(letter)
    if can_mail():
        sent = _send([letter for letter in letters.values() if letter.user.email])
        counts: dict[int, list[int]] = defaultdict(list)
        for pk, told in reminders.items():
            counts[sum(letter.user.pk in sent for letter in told)].append(pk)
        for number, pks in counts.items():
            ReviewReminder.objects.filter(pk__in=pks).update(mailed=number)
    return len(reminders)


def _waiting(today: dt.date, calendar: Calendar) -> list[tuple[TaskState, Disclosure, AgencyRoleTask, dt.date]]:
    """Every step in progress that is due today or was due before."""
    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).select_related("workflow_state")
    by_record = {state.workflow_state.object_id: state for state in states}
    tasks = {task.pk: task for task in AgencyRoleTask.objects.all()}
    days, found = days_by_agency(), []
    records = Disclosure.objects.filter(pk__in=list(by_record)).select_related("agency").defer("body").order_by("pk")
    for record in records:
        state = by_record[str(record.pk)]
        task = tasks.get(state.task_id)
        due = due_on(state.started_at, days.get(record.agency_id, DEFAULT_DAYS), calendar)
        if task is not None and due <= today:
            found.append((state, record, task, due))
    return found


def _send(letters: list[Letter]) -> set[int]:
    """Send the letters over one connection; whom it reached. A server that is down keeps nobody from working."""
    reached: set[int] = set()
    if not letters:
        return reached
    try:
        with get_connection() as connection:
            for letter in letters:
                message = EmailMessage(letter.subject(), letter.body(), to=[letter.user.email], connection=connection)
                if message.send():
                    reached.add(letter.user.pk)
    except OSError:
        logger.exception("催办邮件没有发出，请检查邮件服务器设置")
    return reached
