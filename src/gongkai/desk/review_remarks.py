"""A return with its marked passages, for who corrects the text: beside the editor, each with a way to its place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import TaskState

from gongkai.agencies.models import name_of
from gongkai.disclosures.models import Disclosure, PassageRemark


class RemarksSidePanel(BaseSidePanel):
    """What is to be corrected, in the order of the text; the script marks the places in the editor."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "退回意见"
        icon_name = "comment"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            return super().get_context_data(parent_context) | {"count": len(self.panel.remarks) or 1}

    class Media:
        css = {"all": ["desk/review.css"]}
        js = ["desk/remarks.js"]

    name = "remarks"
    title = "退回意见"
    template_name = "desk/review_remarks.html"
    order = 140

    def __init__(self, disclosure: Disclosure, request: HttpRequest, state: TaskState) -> None:
        super().__init__(disclosure, request)
        self.state = state
        self.remarks = list(PassageRemark.objects.filter(state_id=state.pk, resolved_at=None))

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        state = self.state
        return super().get_context_data(parent_context) | {
            "remarks": self.remarks,
            "comment": state.comment,
            "who": name_of(state.finished_by) if state.finished_by else "审核人",
            "at": state.finished_at,
        }


def remarks_panels(disclosure: Disclosure, request: HttpRequest) -> list[RemarksSidePanel]:
    """The panel, when the text was returned and has not been sent in again."""
    flow = disclosure.current_workflow_state
    if flow is None or flow.status != flow.STATUS_NEEDS_CHANGES or flow.current_task_state is None:
        return []
    return [RemarksSidePanel(disclosure, request, flow.current_task_state)]
