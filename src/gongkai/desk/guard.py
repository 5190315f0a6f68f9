"""发布前检查 of one disclosure at the desk: its attachments, what was found, and the answers to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.ui.side_panels import BaseSidePanel

from gongkai.agencies.models import Role
from gongkai.agencies.permissions import REVIEWERS
from gongkai.agencies.queries import has_role
from gongkai.desk.policies import AgencyPolicy
from gongkai.desk.reports import guarded
from gongkai.disclosures.attachments import (
    add_attachment,
    attachments_with,
    current_attachments,
    mask_attachment,
    move_attachment,
    open_sealed,
    read_attachment,
    remove_attachment,
)
from gongkai.disclosures.guard import (
    ensure_run,
    keep_finding,
    record_legal_basis,
    seen_run,
    settled_findings,
    take_back,
)
from gongkai.disclosures.guard_contents import table
from gongkai.disclosures.models import Attachment, Disclosure, GuardFinding, GuardRun, Level
from gongkai.findings import Refused

POLICY = AgencyPolicy(Disclosure)
#: Kinds of files of which a masked copy can be made.
MASKABLE = frozenset({"docx", "doc", "xlsx", "xls", "odf", "csv", "text", "html", "pdf", "image", "zip"})
_CSS = {Level.BLOCK: "bad", Level.CONFIRM: "warn", Level.HINT: "hint"}


def _disclosure(request: HttpRequest, pk: object) -> Disclosure:
    """The record, in the scope of the person; what they may not see does not exist."""
    found = Disclosure.objects.select_related("agency").filter(pk=pk).first()
    if found is None or not POLICY.user_has_any_permission_for_instance(request.user, ["view", "change"], found):
        raise Http404
    return found


def _attachment(request: HttpRequest, pk: object) -> Attachment:
    found = Attachment.objects.select_related("disclosure__agency", "agency").filter(pk=pk).first()
    if found is None:
        raise Http404
    _disclosure(request, found.disclosure_id)
    return found


def say(request: HttpRequest, refused: Refused) -> None:
    for failure in refused.failures:
        messages.error(request, str(failure))


def groups_of(disclosure: Disclosure, run: GuardRun) -> dict[str, Any]:
    """The findings of a run in the four groups of the page, numbered through."""
    found = list(run.findings.select_related("answered_by", "attachment"))
    groups, number = [], 0
    for level in Level:
        rows = []
        for one in found:
            if one.level == level and not one.answer:
                number += 1
                rows.append((number, one))
        groups.append({"level": level, "label": level.label, "css": _CSS[level], "rows": rows})
    answered = [one for one in found if one.answer]
    gone = settled_findings(disclosure, run)
    blocks, confirms = len(groups[0]["rows"]), len(groups[1]["rows"])
    if blocks or confirms:
        words = "，".join(f"{n}项{what}" for n, what in ((blocks, "必须处理"), (confirms, "请确认")) if n)
    else:
        words = "没有要处理的"
    return {
        "groups": groups,
        "answered": answered,
        "gone": gone,
        "words": words,
        "open": blocks + confirms,
        "blocks": blocks,
    }


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Attachments and findings of a disclosure, as they stand."""
    disclosure = _disclosure(request, pk)
    run = ensure_run(disclosure, now=timezone.now())
    groups = groups_of(disclosure, run)
    open_by_file: dict[int, int] = {}
    for group in groups["groups"][:2]:
        for _, one in group["rows"]:
            if one.attachment_id:
                open_by_file[one.attachment_id] = open_by_file.get(one.attachment_id, 0) + 1
    state = disclosure.current_workflow_state
    in_review = state is not None and state.status == state.STATUS_IN_PROGRESS
    editor = has_role(request.user, disclosure.agency, Role.EDITOR)
    attachments = list(current_attachments(disclosure))
    text = disclosure.get_latest_revision_as_object()
    context = {
        "disclosure": disclosure,
        "text": text,
        "run": run,
        **groups,
        "attachments": [(one, open_by_file.get(one.pk, 0)) for one in attachments],
        "images": [(one, open_by_file.get(one.pk, 0)) for one in attachments_with(disclosure, text.body) if one.inline],
        "sealed": Attachment.objects.filter(disclosure=disclosure, sealed=True).order_by("pk"),
        "accept": ",".join(f".{end}" for end in table()["attachments"]),
        "in_review": in_review,
        "may_write": editor and not in_review,
        "may_keep": editor,
        "may_found": has_role(request.user, disclosure.agency, *REVIEWERS),
        "maskable": MASKABLE,
    }
    return render(request, "desk/guard.html", context)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Check anew what was checked before."""
    ensure_run(_disclosure(request, pk), now=timezone.now(), again=True)
    messages.success(request, "已重新检查")
    return redirect("gk_guard", pk)


@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach one file or several; each stands or falls by itself."""
    disclosure = _disclosure(request, pk)
    chosen = request.FILES.getlist("file")
    if not chosen:
        messages.error(request, "请选择文件")
    for file in chosen:
        try:
            made = add_attachment(
                disclosure, data=file.read(), name=file.name or "", user=request.user, now=timezone.now()
            )
            messages.success(request, f"已附上“{made}”")
        except Refused as refused:
            say(request, refused)
    return redirect("gk_guard", pk)


def _move(up: bool) -> Callable[[Attachment, HttpRequest], str]:
    def act(attachment: Attachment, request: HttpRequest) -> str:
        move_attachment(attachment, user=request.user, up=up)
        return "顺序已改"

    return act


def _remove(attachment: Attachment, request: HttpRequest) -> str:
    name = str(attachment)
    remove_attachment(attachment, user=request.user, reason=request.POST.get("reason", ""), now=timezone.now())
    return f"已撤去“{name}”"


def _mask(attachment: Attachment, request: HttpRequest) -> str:
    made = mask_attachment(attachment, user=request.user, now=timezone.now())
    return f"已换成遮盖副本“{made}”，原件已封存"


ACTS: dict[str, Callable[[Attachment, HttpRequest], str]] = {
    "up": _move(True),
    "down": _move(False),
    "remove": _remove,
    "mask": _mask,
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A verb on one attachment."""
    attachment = _attachment(request, pk)
    if verb not in ACTS:
        raise Http404
    disclosure_pk = attachment.disclosure_id
    try:
        messages.success(request, ACTS[verb](attachment, request))
    except Refused as refused:
        say(request, refused)
    return redirect("gk_guard", disclosure_pk)


def file_answer(data: bytes, name: str) -> HttpResponse:
    """A file to be saved, never shown in the browser under our name."""
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of an attachment, for who may see its disclosure."""
    attachment = _attachment(request, pk)
    try:
        return file_answer(read_attachment(attachment), attachment.name)
    except Refused as refused:
        say(request, refused)
        return redirect("gk_guard", attachment.disclosure_id)


@require_POST
def sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed original, for a reviewer with a reason."""
    attachment = _attachment(request, pk)
    try:
        reason = request.POST.get("reason", "")
        return file_answer(
            open_sealed(attachment, user=request.user, reason=reason, now=timezone.now()), attachment.name
        )
    except Refused as refused:
        say(request, refused)
        return redirect("gk_guard", attachment.disclosure_id)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """保留, 公开依据, or taking one of them back."""
    finding = GuardFinding.objects.select_related("run__disclosure__agency").filter(pk=pk).first()
    if finding is None:
        raise Http404
    disclosure = _disclosure(request, finding.run.disclosure_id)
    verb, words, now = request.POST.get("verb", ""), request.POST.get("words", ""), timezone.now()
    try:
        if verb == "keep":
            keep_finding(finding, user=request.user, reason=words, now=now)
            messages.success(request, "理由已记下，审核的人看得到")
        elif verb == "basis":
            record_legal_basis(finding, user=request.user, basis=words, now=now)
            messages.success(request, "公开依据已记下，只对现在的内容有效")
        elif verb == "reopen":
            take_back(finding, user=request.user)
            messages.success(request, "已撤回，这一项要重新处理")
        else:
            raise Http404
    except Refused as refused:
        say(request, refused)
    return redirect("gk_guard", disclosure.pk)


class GuardSidePanel(BaseSidePanel):
    """The findings beside the text, for the writer and the reviewer; answering is on the page itself."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "发布前检查"
        icon_name = "gk-shield"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            run, _ = self.panel.run
            context["count"] = groups_of(self.panel.object, run)["open"] if run else 0
            return context

    class Media:
        css = {"all": ["desk/guard.css"]}

    name = "guard"
    title = "发布前检查"
    template_name = "desk/guard_panel.html"
    order = 150

    def __init__(self, disclosure: Disclosure, request: HttpRequest) -> None:
        super().__init__(disclosure, request)
        self.run = seen_run(disclosure)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        run, fresh = self.run
        context |= {"run": run, "fresh": fresh, "attachments": current_attachments(self.object).count()}
        if run is not None:
            context |= groups_of(self.object, run)
        return context


def check_now(disclosure: Disclosure) -> None:
    """Check now, outside the transaction of an act that may be or was refused, so that what is found stays."""
    if not transaction.get_connection().in_atomic_block:
        ensure_run(disclosure, now=timezone.now())


urlpatterns = [
    path("checks/disclosures/<int:pk>/", guarded(detail), name="gk_guard"),
    path("checks/disclosures/<int:pk>/attach/", guarded(upload), name="gk_attach"),
    path("checks/disclosures/<int:pk>/again/", guarded(again), name="gk_guard_again"),
    path("checks/attachments/<int:pk>/file/", guarded(download), name="gk_attachment"),
    path("checks/attachments/<int:pk>/sealed/", guarded(sealed), name="gk_attachment_sealed"),
    path("checks/attachments/<int:pk>/do/<str:verb>/", guarded(act), name="gk_attachment_act"),
    path("checks/findings/<int:pk>/", guarded(answer), name="gk_finding"),
]
