"""Which review an agency's disclosures pass, and by when. Agencies that chose the same steps share one workflow."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Workflow, WorkflowTask

from gongkai.agencies.models import Agency, Role
from gongkai.agencies.scoping import across_agencies
from gongkai.agencies.services import is_admin
from gongkai.disclosures.models.review import DEFAULT_STEPS, AgencyRoleTask, ReviewPolicy, ReviewStep
from gongkai.findings import Failure, Refused, refuse
from gongkai.law.workdays import Calendar
from gongkai.trail.services import record

#: Working days a step may take where an agency has said nothing.
DEFAULT_DAYS = 2
MOST_DAYS = 30


def steps_of(agency: Agency) -> list[str]:
    """The steps this agency uses, in order; all four unless it chose fewer."""
    with across_agencies():
        policy = ReviewPolicy.objects.filter(agency=agency).first()
    chosen = policy.steps if policy else DEFAULT_STEPS
    return [step for step in ReviewStep.values if step in chosen]


@transaction.atomic
def workflow_of(agency: Agency) -> Workflow:
    """The workflow with this agency's steps, made on first use."""
    steps = steps_of(agency)
    name = "、".join(ReviewStep(step).label for step in steps)
    workflow = Workflow.objects.filter(name=name, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=name)
        for position, step in enumerate(steps):
            WorkflowTask.objects.create(workflow=workflow, task=_task(step), sort_order=position)
    return workflow


def _task(step: str) -> AgencyRoleTask:
    task = AgencyRoleTask.objects.filter(role=step, active=True).first()
    return task or AgencyRoleTask.objects.create(name=ReviewStep(step).label, role=step)


def days_by_agency() -> dict[int, int]:
    """Agency → working days a step of its review may take; those that said nothing are not in it."""
    with across_agencies():
        return dict(ReviewPolicy.objects.values_list("agency_id", "days"))


def due_on(begun: dt.datetime, days: int, calendar: Calendar) -> dt.date:
    """The last day of a step that began at ``begun`` and may take ``days`` working days."""
    return calendar.add_working_days(timezone.localtime(begun).date(), days)


@transaction.atomic
def set_policy(agency: Agency, *, steps: list[str], days: int, by: Any) -> ReviewPolicy:
    """设置审核: which steps an agency uses, and how many working days each may take. Reviews under way go on as begun.

    :raises Refused: without the secrecy review or any other step, and for a number of days out of bounds.
    """
    if not is_admin(by, Role.SYSTEM_ADMIN):
        raise refuse("not-the-role", f"设置审核要由{Role.SYSTEM_ADMIN.label}来做")
    if not 1 <= days <= MOST_DAYS:
        raise refuse("days", f"每一步的时限填1到{MOST_DAYS}个工作日", "时限")
    with across_agencies():
        policy = ReviewPolicy.objects.filter(agency=agency).first() or ReviewPolicy(agency=agency)
        before = (list(policy.steps), policy.days) if policy.pk else None
        policy.steps, policy.days = list(steps), days
        try:
            policy.clean()
        except ValidationError as error:
            raise Refused([Failure("steps", words, "步骤") for words in error.messages]) from None
        policy.save()
    if before != (policy.steps, policy.days):
        record("review.set_policy", target=policy, data={"steps": policy.steps, "days": days})
    return policy
