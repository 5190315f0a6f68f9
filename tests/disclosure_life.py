"""A town with its people, and its disclosures on their way through review."""

from __future__ import annotations

from typing import Any

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
            for step in steps:
                state = Disclosure.objects.get(pk=record.pk).current_workflow_task_state
                basis = {"basis": "条例第十七条"} if step == "secrecy_review" else {}
                state.task.specific.on_action(state, self.people[step], "approve", **basis)
            return Disclosure.objects.get(pk=record.pk)

    def send_back(self, record: Any) -> Any:
        with across_agencies():
            state = Disclosure.objects.get(pk=record.pk).current_workflow_task_state
            state.task.specific.on_action(state, self.people["first_review"], "reject", comment="请改")
            return Disclosure.objects.get(pk=record.pk)

    def published(self, ref: str = "1", **values: object) -> Any:
        return self.review(self.draft(ref, **values))
