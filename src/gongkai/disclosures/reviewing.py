"""Which review an agency's disclosures pass. Agencies that chose the same steps share one workflow."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Workflow, WorkflowTask

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.models.review import DEFAULT_STEPS, AgencyRoleTask, ReviewPolicy, ReviewStep


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
