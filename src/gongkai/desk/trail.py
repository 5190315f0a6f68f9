"""The trail at the desk: who did what, when, to what; whether it is whole; the same as a file.

The audit administrator sees everything. In an agency, whoever answers for it (final reviewer, report officer) sees its
entries, a supervisor those of the subtree. Nobody else sees any.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.menu import MenuItem

from gongkai.agencies.models import Agency, Role
from gongkai.agencies.queries import held_assignments, held_roles
from gongkai.agencies.services import is_admin
from gongkai.desk.trail_words import data_words, object_words
from gongkai.trail.exports import csv_lines
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import anchor_note, record, verify, verify_entry
from gongkai.trail.vocabulary import ACTS, act_words

READERS = frozenset({Role.FINAL_REVIEWER, Role.REPORT_OFFICER, Role.SUPERVISOR})
PER_PAGE = 50


def may_read(user: Any) -> bool:
    return any(held.role in READERS or held.role == Role.AUDIT_ADMIN for held in held_roles(user))


def visible_entries(user: Any) -> QuerySet[TrailEntry]:
    """The entries this person may see."""
    if is_admin(user, Role.AUDIT_ADMIN):
        return TrailEntry.objects.all()
    wanted = Q(pk__in=[])
    held = held_assignments(user).filter(role__in=READERS).values_list("role", "agency_id", "agency__path")
    for role, pk, below in held:
        wanted |= Q(path__startswith=below) if role == Role.SUPERVISOR else Q(pk=pk)
    codes = Agency.objects.filter(wanted).values_list("code", flat=True)
    return TrailEntry.objects.filter(agency_code__in=list(codes))


class TrailFilter(forms.Form):
    """Who, what, when, on what."""

    who = forms.CharField(label="操作人", max_length=150, required=False)
    act = forms.ChoiceField(label="操作", required=False)
    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    what = forms.CharField(label="对象", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["act"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *sorted(ACTS.items(), key=lambda pair: pair[1])]

    def apply(self, entries: QuerySet[TrailEntry]) -> QuerySet[TrailEntry]:
        """The entries that fit; a field that cannot be read narrows nothing and says so in the form."""
        self.is_valid()
        data = self.cleaned_data
        if who := data.get("who"):
            entries = entries.filter(Q(actor_name__icontains=who) | Q(actor__username=who))
        if act := data.get("act"):
            entries = entries.filter(act=act)
        if since := data.get("since"):
            entries = entries.filter(at__gte=_midnight(since))
        if until := data.get("until"):
            entries = entries.filter(at__lt=_midnight(until + dt.timedelta(days=1)))
        if what := data.get("what"):
            entries = entries.filter(Q(object_label__icontains=what) | Q(object_id=what))
        return entries


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _entries(request: HttpRequest) -> QuerySet[TrailEntry]:
    if not may_read(request.user):
        raise PermissionDenied
    return visible_entries(request.user)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    entries = _entries(request)
    form = TrailFilter(request.GET)
    page = Paginator(form.apply(entries), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    names = _agency_names()
    return render(
        request,
        "desk/trail.html",
        {
            "form": form,
            "page_of": page,
            "rows": [(entry, act_words(entry.act), names.get(entry.agency_code, entry.agency_code)) for entry in page],
            "query": query.urlencode(),
            "whole": is_admin(request.user, Role.AUDIT_ADMIN),
        },
    )


@require_GET
def entry(request: HttpRequest, serial: int) -> HttpResponse:
    """One entry, verified while one looks."""
    found = _entries(request).filter(serial=serial).first()
    if found is None:
        raise Http404
    return render(
        request,
        "desk/trail_entry.html",
        {
            "entry": found,
            "act": act_words(found.act),
            "agency": _agency_names().get(found.agency_code, found.agency_code),
            "object": object_words(found.object_type) if found.object_type else "",
            "particulars": data_words(found.data, found.object_type),
            "problems": verify_entry(found),
        },
    )


def _agency_names() -> dict[str, str]:
    return dict(Agency.objects.values_list("code", "short_name"))


@require_GET
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """What the filter shows, as CSV; that it was taken out is itself in the trail."""
    entries = TrailFilter(request.GET).apply(_entries(request)).order_by("serial")
    with transaction.atomic():
        last = entries.last()
        record("trail.export", data={"entries": entries.count(), "filter": request.GET.urlencode()[:300]})
    if last is not None:
        entries = entries.filter(serial__lte=last.serial)
    response = StreamingHttpResponse(
        csv_lines(entries.iterator(chunk_size=2000)), content_type="text/csv; charset=utf-8"
    )
    name = f"操作记录-{timezone.localdate():%Y%m%d}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_POST
def verify_chain(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain; the audit administrator's act."""
    if not is_admin(request.user, Role.AUDIT_ADMIN):
        raise PermissionDenied
    problems, note = verify(), anchor_note()
    with transaction.atomic():
        record("trail.verify", data={"problems": len(problems)})
    for problem in problems[:50]:
        messages.error(request, problem)
    if len(problems) > 50:
        messages.error(request, f"还有{len(problems) - 50}处，用 gongkai trail verify 看全部")
    if note:
        messages.info(request, note)
    if not problems:
        messages.success(request, f"操作记录完整，共{TrailEntry.objects.count() - 1}条，逐条核对无缺失、无改动")
    return redirect("gk_trail")


class TrailMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


def menu_item() -> MenuItem:
    return TrailMenuItem("操作记录", reverse_lazy("gk_trail"), name="gk-trail", icon_name="gk-eye", order=900)


urlpatterns = [
    path("trail/", index, name="gk_trail"),
    path("trail/export/", export, name="gk_trail_export"),
    path("trail/verify/", verify_chain, name="gk_trail_verify"),
    path("trail/<int:serial>/", entry, name="gk_trail_entry"),
]
