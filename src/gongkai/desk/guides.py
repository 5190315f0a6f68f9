"""办事指南 at the desk: the list with what each lacks, the words with what is public beside them, and the two verbs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.menu import MenuItem

from gongkai.agencies.queries import has_role
from gongkai.desk.forms import AgencyForm
from gongkai.desk.guard import say
from gongkai.desk.menus import PolicyMenuItem
from gongkai.desk.policies import AgencyPolicy
from gongkai.desk.register_views import ReasonedDeleteView
from gongkai.desk.reports import guarded
from gongkai.findings import Refused
from gongkai.registers.guides import (
    ELEMENTS,
    EXTRA,
    RELEASERS,
    guide_findings,
    has_changes,
    is_missing,
    label,
    publish_guide,
    withdraw_guide,
)
from gongkai.registers.models import ServiceGuide

POLICY = AgencyPolicy(ServiceGuide)


class GuideForm(AgencyForm):
    """Notes who wrote: the one who wrote is not the one who makes it public."""

    def save(self, commit: bool = True) -> Any:
        if self.has_changed():
            self.instance.written_by = self.for_user
        return super().save(commit)


class KeepPublicGuide(ReasonedDeleteView):
    """A guide that anyone may read is taken off the site first, by a reviewer and with a reason."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        guide = self.get_object()
        if guide.shown is not None:
            messages.error(request, "这份指南还在网站上，请审核人先撤下再删除")
            return redirect("gk_guide", guide.pk)
        return super().dispatch(request, *args, **kwargs)


def menu_item() -> MenuItem:
    address = reverse_lazy("gk_guides")
    return PolicyMenuItem("办事指南", address, name="gk-guides", icon_name="gk-book", order=450, policy=POLICY)


@dataclass(frozen=True, slots=True)
class Line:
    """A guide in the list."""

    guide: ServiceGuide
    missing: list[str]

    @property
    def state(self) -> tuple[str, str]:
        """(words, class)."""
        if self.guide.shown is None:
            return ("没有公开", "note")
        return ("已公开，有修改还没核对", "warn") if has_changes(self.guide) else ("已公开", "ok")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The guides of the person's agencies, those that lack something first."""
    if not POLICY.user_has_any_permission(request.user, ["view"]):
        raise Http404
    found = ServiceGuide.objects.select_related("agency").order_by("agency__path", "category", "ref")
    lines = [Line(one, [finding.where for finding in guide_findings(one)]) for one in found]
    lines.sort(key=lambda line: not line.missing)
    context = {
        "lines": lines,
        "lacking": sum(bool(line.missing) for line in lines),
        "public": sum(line.guide.shown is not None for line in lines),
        "may_write": POLICY.user_has_permission(request.user, "add"),
    }
    return render(request, "desk/guide_list.html", context)


def _guide(request: HttpRequest, pk: int) -> ServiceGuide:
    found = ServiceGuide.objects.select_related("agency", "written_by", "forms").filter(pk=pk).first()
    if found is None or not POLICY.user_has_any_permission_for_instance(request.user, ["view", "change"], found):
        raise Http404
    return found


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is written, what of it anyone reads already, and what is missing."""
    guide = _guide(request, pk)
    shown = guide.shown or {}
    rows = [
        {
            "label": label(name),
            "text": getattr(guide, name),
            "missing": name in ELEMENTS and is_missing(getattr(guide, name)),
            "public": shown.get(name, "")
            if guide.shown and shown.get(name, "") != getattr(guide, name).strip()
            else None,
        }
        for name in (*ELEMENTS, *EXTRA)
    ]
    context = {
        "guide": guide,
        "rows": rows,
        "findings": guide_findings(guide),
        "changed": has_changes(guide),
        "may_write": POLICY.user_has_permission_for_instance(request.user, "change", guide),
        "may_release": has_role(request.user, guide.agency, *RELEASERS),
    }
    return render(request, "desk/guide.html", context)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    guide = _guide(request, pk)
    try:
        publish_guide(guide, user=request.user, now=timezone.now())
        messages.success(request, f"“{guide}”已公开")
    except Refused as refused:
        say(request, refused)
    return redirect("gk_guide", pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    guide = _guide(request, pk)
    try:
        withdraw_guide(guide, user=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, f"“{guide}”已撤下")
    except Refused as refused:
        say(request, refused)
    return redirect("gk_guide", pk)


urlpatterns = [
    path("guides/", guarded(index), name="gk_guides"),
    path("guides/<int:pk>/", guarded(detail), name="gk_guide"),
    path("guides/<int:pk>/publish/", guarded(publish), name="gk_guide_publish"),
    path("guides/<int:pk>/withdraw/", guarded(withdraw), name="gk_guide_withdraw"),
]
