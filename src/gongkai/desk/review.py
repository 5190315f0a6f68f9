"""The reviewer's page, and the acts that need no review: emergency release and its review, withdrawal, repeal.

A page asks and shows; what may be done is decided by the task and the services behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.models import TaskState
from wagtail.snippets.action_menu import ActionMenuItem

from gongkai.agencies.models import Role
from gongkai.agencies.queries import has_role
from gongkai.desk.guard import _disclosure, check_before, groups_of, say
from gongkai.desk.reports import guarded
from gongkai.disclosures.guard import seen_run
from gongkai.disclosures.models import AgencyRoleTask, Disclosure, WithdrawalReason
from gongkai.disclosures.models.disclosure import Validity
from gongkai.disclosures.models.review import AgencyRoleTaskState, ReviewStep, next_step_name
from gongkai.disclosures.publishing import REVIEWERS, release_now, repeal, review_emergency, withdraw
from gongkai.findings import Refused


class DecisionForm(forms.Form):
    """What a reviewer writes: words, and for the secrecy review the basis of its result."""

    state = forms.IntegerField(widget=forms.HiddenInput)
    basis = forms.CharField(
        label="保密审查依据", max_length=300, required=False, help_text="例如：条例第十七条，不含国家秘密"
    )
    comment = forms.CharField(
        label="意见",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="退回时必填，写明哪里、为什么、怎么改",
    )

    def __init__(self, *args: Any, secrecy: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not secrecy:
            del self.fields["basis"]


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The text under review with all that belongs to it, and the decision."""
    disclosure = _disclosure(request, pk)
    flow, state = disclosure.current_workflow_state, disclosure.current_workflow_task_state
    task = state.task.specific if state is not None else None
    if flow is None or state is None or not isinstance(task, AgencyRoleTask):
        messages.info(request, "这条信息不在审核中")
        return redirect("disclosures:edit", pk)
    waiting = state.status == TaskState.STATUS_IN_PROGRESS
    refusals = task.refusals(disclosure, request.user) if waiting else []
    form = DecisionForm(request.POST or None, initial={"state": state.pk}, secrecy=task.role == ReviewStep.SECRECY)
    if request.method == "POST" and form.is_valid() and _decide(request, disclosure, task, state, form.cleaned_data):
        return redirect("wagtailadmin_home")
    text = disclosure.get_latest_revision_as_object()
    run, _ = seen_run(disclosure)
    return render(
        request,
        "desk/review.html",
        {
            "record": disclosure,
            "text": text,
            "step": task.get_role_display(),
            "after": next_step_name(disclosure),
            "form": form,
            "refusals": refusals,
            "may_decide": waiting and not refusals,
            "passed": _passed(flow),
            "compare": _compared(disclosure),
            "run": run,
            **(groups_of(disclosure, run) if run else {}),
        },
    )


def _decide(
    request: HttpRequest, disclosure: Disclosure, task: AgencyRoleTask, state: TaskState, data: dict[str, Any]
) -> bool:
    """Approve or return; false (with sentences on the page) when that may not be."""
    action = "reject" if "return" in request.POST else "approve"
    if data.pop("state") != state.pk:
        messages.error(request, "这一步刚才已经有人办了，页面已刷新，请重新看")
        return False
    check_before(disclosure)
    try:
        with transaction.atomic():
            task.on_action(state, request.user, action, **data)
    except PermissionDenied as refused:
        messages.error(request, str(refused))
        return False
    except Refused as refused:
        say(request, refused)
        return False
    done = Disclosure.objects.get(pk=disclosure.pk)
    words = "已退回修改" if action == "reject" else "已通过，已公开" if done.is_public else "已通过"
    messages.success(request, f"{disclosure.title}：{words}")
    return True


def _passed(flow: Any) -> list[dict[str, Any]]:
    """The steps of this round: who did each, when, with what words."""
    states = {state.task_id: state for state in flow.task_states.select_related("finished_by").order_by("started_at")}
    bases = dict(
        AgencyRoleTaskState.objects.filter(workflow_state=flow).values_list("task_id", "basis").order_by("started_at")
    )
    rows = []
    for task in flow.workflow.tasks:
        state = states.get(task.pk)
        kind = ""
        if state is not None:
            kind = {"approved": "is-ok", "rejected": "is-kept", "in_progress": "is-now"}.get(state.status, "")
        who = state.finished_by if state is not None else None
        rows.append(
            {
                "name": task.name,
                "kind": kind,
                "who": (who.get_full_name() or who.get_username()) if who else "",
                "at": state.finished_at if state is not None else None,
                "comment": state.comment if state is not None else "",
                "basis": bases.get(task.pk, ""),
            }
        )
    return rows


def _compared(disclosure: Disclosure) -> str:
    """Where the change against what is public is shown; empty for something new."""
    live, latest = disclosure.live_revision_id, disclosure.latest_revision_id
    return (
        reverse("disclosures:revisions_compare", args=[disclosure.pk, live, latest]) if live and live != latest else ""
    )


class ReleaseForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(forms.Form):
    kind = forms.ChoiceField(label="撤下理由", choices=WithdrawalReason.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="选“其他”时必填，会显示在原网址的说明里；选别的理由时只记入操作记录",
    )


class RepealForm(forms.Form):
    validity = forms.ChoiceField(
        label="标为",
        choices=[(one.value, one.label) for one in (Validity.REPEALED, Validity.EXPIRED, Validity.AMENDED)],
    )
    basis = forms.CharField(label="依据", max_length=300, help_text="被哪个文件废止、修改，或者有效期何时届满")


def _release(request: HttpRequest, disclosure: Disclosure, reason: str) -> None:
    release_now(disclosure, user=request.user, reason=reason, now=timezone.now())


def _review_emergency(request: HttpRequest, disclosure: Disclosure) -> None:
    for release in disclosure.emergency_releases.filter(reviewed_at__isnull=True):
        review_emergency(release, user=request.user, now=timezone.now())


def _withdraw(request: HttpRequest, disclosure: Disclosure, kind: str, reason: str) -> None:
    withdraw(disclosure, user=request.user, kind=kind, reason=reason, now=timezone.now())


def _repeal(request: HttpRequest, disclosure: Disclosure, validity: str, basis: str) -> None:
    repeal(disclosure, user=request.user, basis=basis, validity=validity)


@dataclass(frozen=True)
class Act:
    """One act on a disclosure with a page of its own.

    ``fits`` says whether the record stands so that the act makes sense; ``roles`` who does it.
    """

    name: str
    label: str
    icon: str
    note: str
    roles: tuple[str, ...]
    fits: Callable[[Disclosure], bool]
    form: type[forms.Form] = forms.Form
    do: Callable[..., None] | None = None


ACTS = (
    Act(
        "gk_review",
        "审核",
        "gk-check",
        "",
        REVIEWERS,
        lambda record: record.workflow_in_progress,
    ),
    Act(
        "gk_release",
        "应急发布",
        "gk-sound",
        "马上公开，不经审核。24小时内必须由另一个人补审，否则所有待办里都标红。",
        (Role.FINAL_REVIEWER,),
        lambda record: not record.is_public and record.attribute == "proactive",
        ReleaseForm,
        _release,
    ),
    Act(
        "gk_emergency_review",
        "补审",
        "gk-check",
        "确认应急发布的内容可以公开。不可以公开的，请撤下。",
        REVIEWERS,
        lambda record: record.emergency_releases.filter(reviewed_at__isnull=True).exists(),
        forms.Form,
        _review_emergency,
    ),
    Act(
        "gk_withdraw",
        "撤下",
        "gk-inbox",
        "马上从网站撤下，原网址留一页说明，写明撤下时间和理由。",
        (Role.FINAL_REVIEWER, Role.SECRECY_REVIEWER),
        lambda record: record.is_public,
        WithdrawForm,
        _withdraw,
    ),
    Act(
        "gk_repeal",
        "标明废止、失效",
        "gk-doc",
        "内容仍可查看，页面上标明已经废止、失效或修改。",
        (Role.FINAL_REVIEWER,),
        lambda record: record.is_public and record.validity == Validity.VALID,
        RepealForm,
        _repeal,
    ),
)


def _page(act: Act) -> Callable[..., HttpResponse]:
    """The page of one act: what it does, its form, a refusal in sentences."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        disclosure = _disclosure(request, pk)
        if not has_role(request.user, disclosure.agency, *act.roles):
            raise PermissionDenied
        if not act.fits(disclosure):
            messages.info(request, f"这条信息现在不能{act.label}")
            return redirect("disclosures:edit", pk)
        form = act.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and act.do is not None:
            check_before(disclosure)
            try:
                act.do(request, disclosure, **form.cleaned_data)
            except Refused as refused:
                say(request, refused)
            else:
                messages.success(request, f"{disclosure.title}：已{act.label}")
                return redirect("disclosures:edit", pk)
        text = disclosure.get_latest_revision_as_object()
        return render(request, "desk/review_act.html", {"act": act, "record": disclosure, "text": text, "form": form})

    return guarded(view)


class ActItem(ActionMenuItem):
    """A button at the foot of a disclosure that leads to the page of an act."""

    def __init__(self, act: Act, order: int) -> None:
        super().__init__(order=order)
        self.act, self.name, self.label, self.icon_name = act, act.name, act.label, act.icon

    def is_shown(self, context: dict[str, Any]) -> bool:
        record = context.get("instance")
        return (
            context["view"] == "edit"
            and isinstance(record, Disclosure)
            and has_role(context["request"].user, record.agency, *self.act.roles)
            and self.act.fits(record)
        )

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse(self.act.name, args=[parent_context["instance"].pk])


def menu_item_maker(act: Act) -> Callable[[Any], ActItem | None]:
    order = 200 + ACTS.index(act)
    return lambda model: ActItem(act, order) if model is Disclosure else None


urlpatterns = [
    path("reviews/<int:pk>/", guarded(review), name="gk_review"),
    *(path(f"reviews/<int:pk>/{act.name[3:]}/", _page(act), name=act.name) for act in ACTS[1:]),
]
