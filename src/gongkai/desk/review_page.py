"""The reviewer's page: the change, the text, the attachments, the findings, the catalogue entry, and the decision.

A page asks and shows; what may be done is decided by the task behind it. A text that was returned stands here too, with
the marked passages in place, for whoever corrects it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods
from wagtail.models import TaskState
from wagtail.rich_text import expand_db_html

from gongkai.agencies.models import Role, name_of
from gongkai.agencies.queries import has_role
from gongkai.catalogue.coverage import next_update, publish_by
from gongkai.catalogue.models import CatalogueEntry
from gongkai.desk.coverage import limits_read, reckons_from
from gongkai.desk.guard import _disclosure, check_now, groups_of, say
from gongkai.desk.review_change import Change, change
from gongkai.desk.writing import desk_address
from gongkai.disclosures.attachments import current_attachments
from gongkai.disclosures.guard import seen_run
from gongkai.disclosures.inline_images import shown
from gongkai.disclosures.models import AgencyRoleTask, Disclosure, PassageRemark
from gongkai.disclosures.models.review import AgencyRoleTaskState, ReviewStep, next_step_name
from gongkai.disclosures.passages import AROUND, Passage, find, marked, plain
from gongkai.disclosures.reviewing import DEFAULT_DAYS, days_by_agency, due_on
from gongkai.findings import Refused
from gongkai.law.workdays import Calendar

MOST_PASSAGES = 100


class DecisionForm(forms.Form):
    """What a reviewer writes: words, marked passages, and for the secrecy review the basis of its result.

    ``passages`` is filled by the script, one object a marked place; ``quote`` and ``remark`` work without it.
    """

    state = forms.IntegerField(widget=forms.HiddenInput)
    passages = forms.JSONField(widget=forms.HiddenInput, required=False)
    basis = forms.CharField(
        label="保密审查依据", max_length=300, required=False, help_text="例如：条例第十七条，不含国家秘密"
    )
    quote = forms.CharField(
        label="要改的原文",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="选中正文里的文字，或者照原样抄在这里。可以标好几处",
    )
    remark = forms.CharField(
        label="这一处的意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    comment = forms.CharField(
        label="总的意见",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回时写明哪里、为什么、怎么改；文中已经标了的，可以不写",
    )

    def __init__(self, *args: Any, secrecy: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not secrecy:
            del self.fields["basis"]

    def clean_passages(self) -> list[Passage]:
        """The places marked by script; whatever is not one is refused whole."""
        value = self.cleaned_data["passages"] or []
        if not isinstance(value, list) or len(value) > MOST_PASSAGES:
            raise forms.ValidationError(f"标注最多{MOST_PASSAGES}处")
        found = []
        for one in value:
            if not isinstance(one, dict) or not all(isinstance(words, str) for words in one.values()):
                raise forms.ValidationError("标注没有收到，请重新标")
            before, after = one.get("before", "")[-AROUND:], one.get("after", "")[:AROUND]
            found.append(Passage(one.get("quote", ""), one.get("remark", ""), before, after))
        return found

    def decision(self) -> dict[str, Any]:
        """What goes to the task: comment, basis, and all marked places."""
        data = dict(self.cleaned_data)
        quote, remark = data.pop("quote").strip(), data.pop("remark").strip()
        passages = list(data.pop("passages") or [])
        if quote or remark:
            passages.append(Passage(quote, remark))
        return data | {"passages": passages}


@dataclass
class Step:
    """A line of 审核经过: a step done, under way or to come."""

    name: str
    kind: str = ""
    who: str = ""
    at: dt.datetime | None = None
    due: dt.date | None = None
    words: str = ""
    basis: str = ""
    comment: str = ""
    remarks: list[PassageRemark] = field(default_factory=list)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The text under review with all that belongs to it, and the decision."""
    disclosure = _disclosure(request, pk)
    flow = disclosure.current_workflow_state
    # Of a text that was returned, the step that returned it.
    state = flow.current_task_state if flow is not None else None
    task = state.task.specific if state is not None else None
    if flow is None or state is None or not isinstance(task, AgencyRoleTask):
        messages.info(request, "这条信息不在审核中")
        return redirect("disclosures:edit", pk)
    waiting = state.status == TaskState.STATUS_IN_PROGRESS
    form = DecisionForm(request.POST or None, initial={"state": state.pk}, secrecy=task.role == ReviewStep.SECRECY)
    if request.method == "POST" and form.is_valid() and _decide(request, disclosure, task, state, form):
        return redirect("wagtailadmin_home")
    refusals = task.refusals(disclosure, request.user) if waiting else []
    # What was returned is shown as it was then, with the marks in their places.
    revision = disclosure.latest_revision if waiting else state.revision or disclosure.latest_revision
    text = revision.as_object() if revision is not None else disclosure
    remarks = [] if waiting else list(PassageRemark.objects.filter(state_id=state.pk, resolved_at=None))
    body, found = _body(disclosure, text, remarks)
    run, _ = seen_run(disclosure)
    calendar, today = Calendar.load(), timezone.localdate()
    since = _since(request, disclosure, flow, revision)
    return render(
        request,
        "desk/review.html",
        {
            "record": disclosure,
            "text": text,
            "body": body,
            "remarks": list(zip(remarks, found, strict=True)),
            "former": _former(flow, text) if waiting else [],
            "returned": None if waiting else state,
            "may_correct": not waiting and has_role(request.user, disclosure.agency, Role.EDITOR),
            "returned_by": name_of(state.finished_by) if state.finished_by else "",
            "step": task.get_role_display(),
            "after": next_step_name(disclosure),
            "form": form,
            "marking": [form["quote"], form["remark"]],
            "refusals": refusals,
            "may_decide": waiting and not refusals,
            "steps": _steps(disclosure, flow, calendar),
            "due": _due(disclosure, state, calendar) if waiting else None,
            "today": today,
            **since,
            "entry": _entry(text.catalogue_entry, text, calendar, today),
            "files": list(current_attachments(disclosure)),
            "was_public": disclosure.published_at is not None,
            "run": run,
            **(groups_of(disclosure, run) if run else {}),
        },
    )


def _decide(
    request: HttpRequest, disclosure: Disclosure, task: AgencyRoleTask, state: TaskState, form: DecisionForm
) -> bool:
    """Approve or return; false (with sentences on the page) when that may not be."""
    action = next(
        (act for button, act in (("return", "reject"), ("approve", "approve")) if button in request.POST), None
    )
    if action is None:  # sent in some other way than by one of the two buttons
        messages.error(request, "请点“通过”或者“退回修改”")
        return False
    data = form.decision()
    if data.pop("state") != state.pk:
        messages.error(request, "这一步刚才已经有人办了，页面已刷新，请重新看")
        return False
    try:
        with transaction.atomic():
            task.on_action(state, request.user, action, **data)
    except PermissionDenied as refused:
        messages.error(request, str(refused))
        return False
    except Refused as refused:
        check_now(disclosure)  # what the guard found went with the act that was refused
        say(request, refused)
        return False
    done = Disclosure.objects.get(pk=disclosure.pk)
    messages.success(request, f"{disclosure.title}：{_done_words(action, done)}")
    return True


def _done_words(action: str, done: Disclosure) -> str:
    """What came of the step, in the words of the message."""
    if action == "reject":
        return "已退回修改"
    if done.workflow_in_progress:
        return "已通过"
    if done.has_unpublished_changes and (later := done.scheduled_revision) is not None:
        return f"已通过，{timezone.localtime(later.approved_go_live_at):%Y-%m-%d %H:%M}公开"
    return "已通过，已公开" if done.is_public else "已通过"


def body_of(disclosure: Disclosure, text: Any) -> SafeString:
    """The text as it will be read, its images at their address on the desk."""
    return _body(disclosure, text, [])[0]


def _body(disclosure: Disclosure, text: Any, remarks: list[PassageRemark]) -> tuple[SafeString, list[bool]]:
    """The text, with marked passages numbered; and which of them were found."""
    html = shown(disclosure, text.body or "", lambda one: desk_address(one.pk))
    html, found = marked(expand_db_html(html), [one.passage for one in remarks])
    # Cleaned when it was written; the marks are our own.
    return mark_safe(html), found


def _former(flow: Any, text: Any) -> list[tuple[PassageRemark, bool]]:
    """The remarks of earlier rounds, and whether the words they were about still stand."""
    words = plain(text.body or "")
    remarks = PassageRemark.objects.filter(state__workflow_state=flow).select_related("made_by")
    return [(one, find(words, one.passage) is not None) for one in remarks]


def _since(request: HttpRequest, disclosure: Disclosure, flow: Any, revision: Any) -> dict[str, Any]:
    """The change since the text this person last decided on, else since what is public; either may be asked for."""
    mine = (
        TaskState.objects.filter(workflow_state__object_id=str(disclosure.pk), finished_by=request.user)
        .filter(workflow_state__base_content_type=flow.base_content_type, revision__isnull=False)
        .select_related("revision")
        .order_by("-finished_at")
        .first()
    )
    live = disclosure.live_revision if disclosure.is_public else None
    choices = {}
    if mine is not None and revision is not None and mine.revision_id != revision.pk:
        when = timezone.localtime(mine.finished_at)
        choices["mine"] = (f"您{when.month}月{when.day}日看的那一稿", mine.revision)
    if live is not None and revision is not None and live.pk != revision.pk:
        choices["public"] = ("现在公开的", live)
    chosen = request.GET.get("since", "")
    if chosen not in choices:
        chosen = next(iter(choices), "")
    found: Change | None = None
    if chosen:
        found = change(choices[chosen][1].as_object(), revision.as_object())
    return {
        "change": found,
        "since": choices[chosen][0] if chosen else "",
        "other_since": [(key, words) for key, (words, _) in choices.items() if key != chosen],
    }


def _steps(disclosure: Disclosure, flow: Any, calendar: Calendar) -> list[Step]:
    """Every step of this review in order: what was done (returns too), what waits, what is to come."""
    states = list(
        AgencyRoleTaskState.objects.filter(workflow_state=flow)
        .select_related("task", "finished_by", "in_place_of")
        .order_by("started_at", "pk")
    )
    remarks: dict[int, list[PassageRemark]] = {}
    for one in PassageRemark.objects.filter(state__workflow_state=flow):
        remarks.setdefault(one.state_id, []).append(one)
    kinds = {"approved": "is-ok", "rejected": "is-kept", "in_progress": "is-now"}
    rows = []
    for state in states:
        step = Step(
            state.task.name, kinds.get(state.status, ""), at=state.finished_at, remarks=remarks.get(state.pk, [])
        )
        if state.finished_by is not None:
            step.who = name_of(state.finished_by)
            if state.in_place_of is not None:
                step.who += f"（代{name_of(state.in_place_of)}）"
        step.words = {"approved": "通过", "rejected": "退回", "cancelled": "撤回"}.get(state.status, "")
        step.basis, step.comment = state.basis, state.comment
        if state.status == TaskState.STATUS_IN_PROGRESS:
            step.due = _due(disclosure, state, calendar)
        rows.append(step)
    done = {state.task_id for state in states if state.status != TaskState.STATUS_REJECTED}
    # A returned step comes again, and so does every one after it.
    return [*rows, *(Step(task.name) for task in flow.workflow.tasks if task.pk not in done)]


def _due(disclosure: Disclosure, state: TaskState, calendar: Calendar) -> dt.date:
    return due_on(state.started_at, days_by_agency().get(disclosure.agency_id, DEFAULT_DAYS), calendar)


def _entry(entry: CatalogueEntry | None, text: Any, calendar: Calendar, today: dt.date) -> dict[str, Any] | None:
    """The catalogue entry with its time limit, and by when this text must be public as far as that can be reckoned."""
    if entry is None:
        return None
    found: dict[str, Any] = {"entry": entry, "limits": limits_read(entry.time_limit), "due": None}
    if text.dated_on is not None and reckons_from(text.dated_on, calendar):
        found["due"] = publish_by(entry.time_limit, text.dated_on, calendar)
    else:
        last = entry.disclosures.filter(published_at__isnull=False).aggregate(last=Max("published_at"))["last"]
        found["due"] = next_update(entry.time_limit, timezone.localtime(last).date() if last else None, today, calendar)
    if found["due"] is not None:
        found["late"] = found["due"].is_late(today)
    found["differs"] = [
        words
        for differs, words in (
            (text.attribute != entry.attribute, f"目录里是{entry.get_attribute_display()}"),
            (
                entry.section_id is not None and text.section_id != entry.section_id,
                f"目录里的栏目是{entry.section}",
            ),
        )
        if differs
    ]
    return found
