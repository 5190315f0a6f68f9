"""政策解读 at the desk: every policy document with its clock, and what can be done about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.menu import MenuItem

from gongkai.agencies.models import Role
from gongkai.agencies.queries import has_role, held_assignments
from gongkai.desk.guard import POLICY, _disclosure, say
from gongkai.desk.menus import PolicyMenuItem
from gongkai.desk.reports import guarded
from gongkai.desk.todo import Todo
from gongkai.dialogue.queries import ClockState, PolicyClock, clocks
from gongkai.dialogue.services import begin_interpretation, choose_interpretation, link_interpretation
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.periods import period
from gongkai.findings import Refused, refuse
from gongkai.law.workdays import Calendar

PER_PAGE = 50
#: Policies published longer ago are on the page, no more on the home.
HOME_DAYS = 60
LISTS: dict[str, tuple[str, tuple[ClockState, ...]]] = {
    "late": ("已逾期", (ClockState.LATE,)),
    "open": ("待解读", (ClockState.OPEN,)),
    "done": ("已解读", (ClockState.DONE, ClockState.DONE_LATE)),
    "not-needed": ("不解读", (ClockState.NOT_NEEDED,)),
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Policy documents by how their interpretation stands."""
    if not POLICY.user_has_any_permission(request.user, ["view"]):
        raise PermissionDenied
    today = timezone.localdate()
    lines = clocks(today, Calendar.load())
    lists = {key: (name, [one for one in lines if one.state in states]) for key, (name, states) in LISTS.items()}
    wanted = request.GET.get("list") or next((key for key, (_, rows) in lists.items() if rows), "open")
    if wanted not in lists:
        raise Http404
    page = Paginator(lists[wanted][1], PER_PAGE).get_page(request.GET.get("page"))
    held = set(held_assignments(request.user, today).values_list("role", "agency_id"))
    context = {
        "lists": [(key, name, len(rows), key == wanted) for key, (name, rows) in lists.items()],
        "wanted": wanted,
        "name": lists[wanted][0],
        "rows": [(one, (Role.EDITOR, one.policy.agency_id) in held) for one in page.object_list],
        "page_of": page,
        "rule": period("interpretation"),
        "may_add": any(role == Role.EDITOR for role, _ in held),
        "several": len({one.policy.agency_id for one in lines}) > 1,
    }
    return render(request, "desk/interpretations.html", context)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """``write`` a draft, ``link`` a text that exists, ``need`` or ``skip`` an interpretation."""
    policy = _disclosure(request, pk)
    if not has_role(request.user, policy.agency, Role.EDITOR):
        raise PermissionDenied
    now = timezone.now()
    try:
        if verb == "write":
            made = begin_interpretation(policy, user=request.user, now=now)
            messages.success(request, "解读稿的草稿已建好，和政策文件互相关联；写好送审")
            return redirect("disclosures:edit", made.disclosure_id)
        if verb == "link":
            text = _named([policy.agency_id], request.POST.get("text", ""))
            link_interpretation(policy, text, user=request.user, now=now)
            messages.success(request, f"已关联：{text.title}")
        elif verb in ("need", "skip"):
            reason = request.POST.get("reason", "")
            choose_interpretation(policy, user=request.user, needed=verb == "need", reason=reason, now=now)
            messages.success(request, f"{policy.title}：{'要解读' if verb == 'need' else '不解读'}，理由已记下")
        else:
            raise Http404
    except Refused as refused:
        say(request, refused)
    return redirect("gk_interpretations")


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A document that is no regulatory one is to be interpreted too."""
    agencies = [
        agency
        for role, agency in held_assignments(request.user).values_list("role", "agency_id")
        if role == Role.EDITOR
    ]
    if not agencies:
        raise PermissionDenied
    try:
        policy = _named(agencies, request.POST.get("text", ""))
        reason = request.POST.get("reason", "")
        choose_interpretation(policy, user=request.user, needed=True, reason=reason, now=timezone.now())
        messages.success(request, f"{policy.title}：要解读，理由已记下")
    except Refused as refused:
        say(request, refused)
    return redirect("gk_interpretations")


def _named(agencies: list[int], words: str) -> Disclosure:
    """The disclosure of these agencies that a person names by its number, index number or title."""
    wanted = words.strip()
    if not wanted:
        raise refuse("text", "没有写是哪一篇")
    exact = Q(ref=wanted) | Q(index_number=wanted) | Q(title=wanted)
    own = Disclosure.objects.filter(agency__in=agencies).defer("body")
    found = list(own.filter(exact)[:2]) or list(own.filter(title__contains=wanted)[:2])
    if not found:
        raise refuse("text-none", "本单位没有这个编号、索引号或标题的信息")
    if len(found) > 1:
        raise refuse("text-many", "不止一篇，请写编号或索引号")
    return found[0]


def menu_item() -> MenuItem:
    address = reverse_lazy("gk_interpretations")
    return PolicyMenuItem(
        "政策解读", address, name="gk-interpretations", icon_name="gk-sound", order=210, policy=POLICY
    )


def todos(roles: set[tuple[str, int]], today: dt.date, calendar: Calendar) -> Iterator[Todo]:
    """Policy documents of the editor's agencies that want their interpretation by the end of the week."""
    agencies = {agency for role, agency in roles if role == Role.EDITOR}
    if not agencies:
        return
    for one in clocks(today, calendar, since=today - dt.timedelta(days=HOME_DAYS)):
        waits = one.state in (ClockState.LATE, ClockState.OPEN) and one.due_on <= today + dt.timedelta(days=7)
        if waits and one.policy.agency_id in agencies:
            yield _todo(one)


def _todo(one: PolicyClock) -> Todo:
    draft = one.interpretation.disclosure_id if one.interpretation else None
    note = f"{one.published_on.month}月{one.published_on.day}日公开，{period('interpretation').words}内要有解读"
    return Todo(
        verb="解读",
        title=one.policy.title,
        path=reverse("disclosures:edit", args=[draft]) if draft else reverse("gk_interpretations"),
        note=f"{note}；解读稿还没有公开" if draft else note,
        due=one.due_on,
        button="去写" if draft else "写解读",
    )


urlpatterns = [
    path("interpretations/", guarded(index), name="gk_interpretations"),
    path("interpretations/add/", guarded(add), name="gk_interpretation_add"),
    path("interpretations/<int:pk>/<str:verb>/", guarded(act), name="gk_interpretation_act"),
]
