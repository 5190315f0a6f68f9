"""A town with its people, and its disclosures on their way through review."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from gongkai.agencies.models import Deputy, RoleAssignment
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.publishing import submit

STEPS = ("first_review", "second_review", "secrecy_review", "final_review")


def write(town: Any, editor: Any, ref: str = "1", **values: object) -> Any:
    """A text of the town, not sent in."""
    with across_agencies():
        section, _ = Section.objects.get_or_create(agency=town, code="files", name="其他文件")
        fields = {"title": "示例通知", "body": "<p>正文</p>", "section": section} | values
        record = Disclosure(agency=town, ref=ref, live=False, **fields)
        record.save()
        record.save_revision(user=editor)
    return record


def give(user: Any, town: Any, role: str) -> None:
    RoleAssignment.objects.create(user=user, agency=town, role=role)


def stand_in(holder: Any, person: Any, town: Any, role: str) -> None:
    """``person`` acts today in this role of ``holder``."""
    held, today = RoleAssignment.objects.get(user=holder, agency=town, role=role), timezone.localdate()
    Deputy.objects.create(assignment=held, person=person, started_on=today, ended_on=today)


def step_of(record: Any) -> Any:
    """The step at which its review stands."""
    return Disclosure.objects.get(pk=record.pk).current_workflow_task_state


def act(record: Any, user: Any, action: str = "approve", **data: object) -> Any:
    """Do the step that is due; the record afterwards."""
    state = step_of(record)
    state.task.specific.on_action(state, user, action, **data)
    return Disclosure.objects.get(pk=record.pk)


def pass_steps(record: Any, people: dict[str, Any], steps: tuple[str, ...] = STEPS) -> Any:
    """Approved by the person of each step; the record afterwards."""
    for step in steps:
        record = act(record, people[step], **({"basis": "条例第十七条"} if step == "secrecy_review" else {}))
    return record


class Life:
    """``life.draft()``, ``life.review(record)``: written by the editor and passed by four people."""

    def __init__(self, make_agency: Any, make_user: Any, code: str = "town-a") -> None:
        self.town = make_agency(code, org_code="XJ0000000")
        self.people = {role: make_user(f"{code}-{role}", (self.town, role)) for role in ("editor", *STEPS)}

    def draft(self, ref: str = "1", **values: object) -> Any:
        return write(self.town, self.people["editor"], ref, **values)

    def change(self, record: Any, **values: object) -> Any:
        with across_agencies():
            text = Disclosure.objects.get(pk=record.pk).get_latest_revision_as_object()
            for name, value in values.items():
                setattr(text, name, value)
            text.save_revision(user=self.people["editor"])
            return Disclosure.objects.get(pk=record.pk)

    def review(self, record: Any, steps: tuple[str, ...] = STEPS) -> Any:
        with across_agencies():
            record = Disclosure.objects.get(pk=record.pk)
            if not record.workflow_in_progress:
                submit(record, user=self.people["editor"])
            return pass_steps(record, self.people, steps)

    def send_back(self, record: Any) -> Any:
        with across_agencies():
            return act(record, self.people["first_review"], "reject", comment="请改")

    def published(self, ref: str = "1", **values: object) -> Any:
        return self.review(self.draft(ref, **values))
