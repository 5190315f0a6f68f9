"""Pages of the guard that are not of one disclosure: any file, what is public and would be blocked, own lists."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.menu import Menu, SubmenuMenuItem

from gongkai.agencies.models import Agency, Role
from gongkai.agencies.permissions import DESK
from gongkai.agencies.queries import has_role, visible_agencies
from gongkai.checks.mask import mask
from gongkai.checks.scan import Options, ScanFinding, scan
from gongkai.desk.guard import _disclosure, file_answer, say
from gongkai.desk.menus import PolicyMenuItem
from gongkai.desk.policies import AgencyPolicy
from gongkai.desk.reports import guarded
from gongkai.disclosures.guard import blocked_today, check_public, unchecked_public
from gongkai.disclosures.guard_contents import level_of
from gongkai.disclosures.models import Disclosure, Level, WithdrawalReason, WordList, WordListKind
from gongkai.disclosures.publishing import withdraw
from gongkai.disclosures.word_lists import KEEPERS, newest, read_entries, save_word_list, words_of
from gongkai.findings import Refused

MEGABYTE = 1024 * 1024
MAX_BYTES = 100 * MEGABYTE
#: Up to this size the masked copy is handed over inside the page; nothing is kept for a second request.
INLINE_BYTES = 8 * MEGABYTE
POLICY = AgencyPolicy(Disclosure)


MENU = (
    ("查文件", "gk_check_file", "gk-shield"),
    ("公开内容复查", "gk_blocked", "gk-eye"),
    ("检查用的名单", "gk_word_lists", "gk-book"),
)


class GuardMenu(SubmenuMenuItem):
    """发布前检查: the pages of this module."""

    def __init__(self) -> None:
        items = [
            PolicyMenuItem(
                label,
                reverse_lazy(name),
                name=name.replace("_", "-"),
                icon_name=icon,
                order=number,
                policy=POLICY,
            )
            for number, (label, name, icon) in enumerate(MENU)
        ]
        super().__init__("发布前检查", Menu(items=items), name="gk-guard", icon_name="gk-shield", order=610)


def _member(request: HttpRequest) -> None:
    if not POLICY.user_has_any_permission(request.user, ["view"]):
        raise Http404


def _options(request: HttpRequest) -> Options:
    """With the lists of the person's own agency, where there is one."""
    agencies = list(visible_agencies(request.user)[:2])
    today = timezone.localdate()
    if len(agencies) != 1:
        return Options(today=today)
    words = words_of(agencies[0])
    return Options(allow=words.allow, own=words.wrong, today=today)


@dataclass(frozen=True, slots=True)
class Shown:
    """A group of findings on the page of a dropped file."""

    label: str
    css: str
    rows: list[ScanFinding]


@require_http_methods(["GET", "POST"])
def check_file(request: HttpRequest) -> HttpResponse:
    """Any file: what is in it, and its masked copy. Nothing is stored."""
    _member(request)
    context: dict[str, Any] = {"megabytes": MAX_BYTES // MEGABYTE}
    file = request.FILES.get("file")
    if request.method == "POST":
        if file is None:
            messages.error(request, "请选择文件")
        elif (file.size or 0) > MAX_BYTES:
            messages.error(request, f"文件有{(file.size or 0) / MEGABYTE:.0f} MB，最多{MAX_BYTES // MEGABYTE} MB")
        else:
            data, name, options = file.read(), file.name or "未命名", _options(request)
            if "mask" in request.POST:
                try:
                    copy = mask(data, name, options)
                    return file_answer(copy.data, copy.name)
                except Refused as refused:
                    say(request, refused)
            context |= _checked(data, name, options)
    return render(request, "desk/guard_file.html", context)


def _checked(data: bytes, name: str, options: Options) -> dict[str, Any]:
    result = scan(data, name, options)
    by_level: dict[Level, list[ScanFinding]] = {level: [] for level in Level}
    for one in result.findings:
        by_level[level_of(one)].append(one)
    css = {Level.BLOCK: "bad", Level.CONFIRM: "warn", Level.HINT: "hint"}
    context: dict[str, Any] = {
        "result": result,
        "groups": [Shown(level.label, css[level], rows) for level, rows in by_level.items() if rows],
    }
    if not result.findings:
        return context
    try:
        copy = mask(data, name, options)
    except Refused as refused:
        return context | {"no_copy": str(refused)}
    context["copy"] = copy
    context["copy_done"] = [f"{kind.label}{count}处" for kind, count in copy.masked.items() if count] + copy.removed
    context["copy_left"] = len(copy.left)
    if len(copy.data) <= INLINE_BYTES:
        context["copy_address"] = "data:application/octet-stream;base64," + base64.b64encode(copy.data).decode()
    return context


@require_http_methods(["GET", "POST"])
def blocked(request: HttpRequest) -> HttpResponse:
    """已公开但现在会被拦下的, oldest first."""
    _member(request)
    public = Disclosure.public.filter(agency__in=visible_agencies(request.user))
    if request.method == "POST":
        check_public.enqueue()
        messages.success(request, "已经在后台按现在的规则和名单重新检查，查完的会列在下面")
        return redirect("gk_blocked")
    may = (Role.FINAL_REVIEWER, Role.SECRECY_REVIEWER)
    rows = [(one, found, has_role(request.user, one.agency, *may)) for one, found in blocked_today(public)]
    return render(request, "desk/guard_blocked.html", {"rows": rows, "unchecked": unchecked_public(public)})


@require_POST
def withdraw_now(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: off the site, for the personal data in it."""
    disclosure = _disclosure(request, pk)
    try:
        withdraw(disclosure, user=request.user, kind=WithdrawalReason.PERSONAL_DATA, now=timezone.now())
        messages.success(request, f"“{disclosure}”已撤下，原网址留有说明")
    except Refused as refused:
        say(request, refused)
    return redirect("gk_blocked")


@require_http_methods(["GET", "POST"])
def word_lists(request: HttpRequest) -> HttpResponse:
    """The agency's own lists: see, change, import; every save is a version."""
    _member(request)
    agencies = [one for one in visible_agencies(request.user) if has_role(request.user, one, *DESK)]
    chosen = request.POST.get("agency") or request.GET.get("agency") or ""
    agency = next((one for one in agencies if str(one.pk) == chosen), agencies[0] if agencies and not chosen else None)
    if agency is None:
        raise Http404
    drafts: dict[str, str] = {}
    if request.method == "POST":
        kind, entries = request.POST.get("kind", ""), request.POST.get("entries", "")
        try:
            if file := request.FILES.get("file"):
                entries = "\n".join([entries, read_entries(file.read(MEGABYTE))])
            made = save_word_list(agency, kind, entries, user=request.user, now=timezone.now())
            messages.success(request, f"“{made.get_kind_display()}”已保存为第{made.version}版")
            return redirect(f"{request.path}?agency={agency.pk}")
        except Refused as refused:
            say(request, refused)
            drafts[kind] = entries
    lists = [_list(agency, kind, request.user, drafts.get(kind.value)) for kind in WordListKind]
    return render(request, "desk/guard_lists.html", {"agency": agency, "agencies": agencies, "lists": lists})


HELP = {
    WordListKind.ALLOWED: "每行一个，例如0951-0000000、zwgk@example.gov.cn、示例路1号。检查时不再提示。"
    "不能放个人的证件号码。",
    WordListKind.NAMES: "每行一个。名称里的用字不当作错写。",
    WordListKind.WRONG: "每行一对，错写在前，正写在后，中间用逗号。标题、概述、正文和附件都查。",
}


def _list(agency: Agency, kind: WordListKind, user: Any, draft: str | None) -> dict[str, Any]:
    last = newest(agency, kind)
    return {
        "kind": kind.value,
        "label": kind.label,
        "help": HELP[kind],
        "entries": draft if draft is not None else last.entries if last else "",
        "may_save": has_role(user, agency, *KEEPERS[kind]),
        "keepers": "、".join(role.label for role in KEEPERS[kind]),
        "versions": WordList.objects.filter(agency=agency, kind=kind).select_related("created_by")[:5],
    }


urlpatterns = [
    path("checks/file/", guarded(check_file), name="gk_check_file"),
    path("checks/public/", guarded(blocked), name="gk_blocked"),
    path("checks/public/<int:pk>/withdraw/", guarded(withdraw_now), name="gk_blocked_withdraw"),
    path("checks/lists/", guarded(word_lists), name="gk_word_lists"),
]
