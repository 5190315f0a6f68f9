"""定期评估 at the desk: what is not proactively disclosed, when to look at it again, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.menu import MenuItem

from gongkai.agencies.models import Role
from gongkai.agencies.queries import has_role, held_assignments
from gongkai.desk.guard import POLICY, _disclosure, check_now, say
from gongkai.desk.menus import PolicyMenuItem
from gongkai.desk.reports import guarded
from gongkai.desk.todo import Todo
from gongkai.disclosures.models import Reassessment
from gongkai.disclosures.periods import period
from gongkai.disclosures.reassessing import KEEPERS, Standing, keep_attribute, open_up, standings
from gongkai.findings import Refused
from gongkai.law.workdays import Calendar

PER_PAGE = 50
SOON_DAYS = 30
#: Up to so many lines of an agency stand on the home one by one; more stand there as one.
ONE_BY_ONE = 3


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The lists: late, within a month, all; and what was assessed lately."""
    if not POLICY.user_has_any_permission(request.user, ["view"]):
        raise PermissionDenied
    today = timezone.localdate()
    lines = standings(Calendar.load())
    lists = {
        "late": ("已逾期", [one for one in lines if one.due < today]),
        "soon": ("30天内到期", [one for one in lines if today <= one.due <= today + dt.timedelta(days=SOON_DAYS)]),
        "all": ("全部", lines),
    }
    wanted = request.GET.get("list", "late" if lists["late"][1] else "all")
    if wanted not in lists:
        raise Http404
    pages = Paginator(lists[wanted][1], PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    done = Reassessment.objects.select_related("disclosure", "decided_by", "agency").order_by("-decided_at", "-pk")
    rule = period("reassessment")
    context = {
        "lists": [(key, name, len(rows), key == wanted) for key, (name, rows) in lists.items()],
        "wanted": wanted,
        "name": lists[wanted][0],
        "rows": list(_rows(list(page.object_list), request.user, today)),
        "page_of": page,
        "done": done[:20],
        "rule": rule,
        "several": len({one.disclosure.agency_id for one in lines}) > 1,
    }
    return render(request, "desk/reassessments.html", context)


def _rows(lines: list[Standing], user: Any, today: dt.date) -> Iterator[dict[str, Any]]:
    """Each line with what this person may do about it; the roles are asked once."""
    held = set(held_assignments(user, today).values_list("role", "agency_id"))
    for line in lines:
        agency = line.disclosure.agency_id
        yield {
            "line": line,
            "late": line.due < today,
            "may_keep": not line.in_review and any((role, agency) in held for role in KEEPERS),
            "may_open": not line.in_review and (Role.EDITOR, agency) in held,
            "may_edit": any((role, agency) in held for role in (*KEEPERS, Role.FIRST_REVIEWER, Role.SECOND_REVIEWER)),
        }


@require_POST
def reassess(request: HttpRequest, pk: int) -> HttpResponse:
    """维持, or 改为主动公开."""
    disclosure = _disclosure(request, pk)
    if not has_role(request.user, disclosure.agency, *KEEPERS):
        raise PermissionDenied
    result, basis = request.POST.get("result", ""), request.POST.get("basis", "")
    if result not in ("keep", "open"):
        raise Http404
    if result == "open":
        check_now(disclosure)
    try:
        if result == "keep":
            keep_attribute(disclosure, user=request.user, basis=basis, now=timezone.now())
            messages.success(
                request, f"{disclosure.title}：评估结果“维持”已记下，{period('reassessment').words}后再评估"
            )
        else:
            open_up(disclosure, user=request.user, basis=basis, now=timezone.now())
            messages.success(request, f"{disclosure.title}：已改为主动公开并送审，审核通过后公开")
    except Refused as refused:
        say(request, refused)
    return redirect("gk_reassessments")


def menu_item() -> MenuItem:
    address = reverse_lazy("gk_reassessments")
    return PolicyMenuItem("定期评估", address, name="gk-reassessments", icon_name="gk-shield", order=220, policy=POLICY)


def todos(roles: set[tuple[str, int]], today: dt.date, calendar: Calendar) -> Iterator[Todo]:
    """What the editor's agencies must look at again within the week, or should have; many of one agency in one line."""
    agencies = {agency for role, agency in roles if role == Role.EDITOR}
    if not agencies:
        return
    lines = [
        one
        for one in standings(calendar, today + dt.timedelta(days=7))
        if one.disclosure.agency_id in agencies and not one.in_review
    ]
    lines.sort(key=lambda one: (one.disclosure.agency_id, one.due))
    for _, group in groupby(lines, key=lambda one: one.disclosure.agency_id):
        found = list(group)
        first = found[0]
        if len(found) > ONE_BY_ONE:
            title = f"{first.disclosure.agency.short_name}有{len(found)}条不主动公开的信息要重新评估"
            yield _todo(title, "条例要求定期评估，能公开的改为主动公开", first.due)
            continue
        for one in found:
            words = f"{one.disclosure.get_attribute_display()}，上次确定是{one.since.isoformat()}"
            yield _todo(one.disclosure.title, words, one.due)


def _todo(title: str, note: str, due: dt.date) -> Todo:
    return Todo(verb="评估", title=title, path=reverse("gk_reassessments"), note=note, due=due, button="去评估")


urlpatterns = [
    path("reassessments/", guarded(index), name="gk_reassessments"),
    path("reassessments/<int:pk>/", guarded(reassess), name="gk_reassess"),
]
