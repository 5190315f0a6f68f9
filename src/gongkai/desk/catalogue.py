"""The catalogue at the desk: editions, import with a preview, export, comparison, coverage, 未涉及."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.menu import MenuItem

from gongkai.agencies.models import Agency
from gongkai.agencies.permissions import may
from gongkai.catalogue.comparison import cell_words, compare
from gongkai.catalogue.drafts import CatalogueDraft, DraftEntry, Head
from gongkai.catalogue.models import Catalogue, CatalogueEntry
from gongkai.catalogue.queries import ENTRY_ORDER, draft_of, layouts_of
from gongkai.catalogue.reading import read_catalogue
from gongkai.catalogue.services import Choices, import_catalogue, plan_import, set_not_concerned
from gongkai.catalogue.vocabulary import Layout, domain_words
from gongkai.catalogue.writing import FORMATS, write_catalogue
from gongkai.desk.coverage import coverage_of, limits_read
from gongkai.desk.menus import PolicyMenuItem
from gongkai.desk.policies import AgencyPolicy
from gongkai.desk.viewsets import CatalogueGroup
from gongkai.disclosures.models import Disclosure
from gongkai.findings import Refused, Severity, refuse
from gongkai.law.workdays import Calendar

POLICY = AgencyPolicy(Catalogue)
UPLOAD_BYTES = 20 * 1024 * 1024
#: What a preview may hand back to itself; Django refuses forms beyond 20 MB.
CARRIED_BYTES = 12_000_000
PREVIEW_SECONDS = 4 * 3600
SHOWN_PROBLEMS = 200
_SALT = "gongkai.desk.catalogue"


class CatalogueMenu(CatalogueGroup):
    """The group 公开目录 of the menu, with the pages of this module before the registers."""

    def get_submenu_items(self) -> list[MenuItem]:
        pages = (
            ("view", "目录和公开情况", "gk_catalogues", "gk-chart"),
            ("add", "导入目录", "gk_catalogue_import", "gk-download"),
        )
        items = [
            PolicyMenuItem(
                label,
                reverse_lazy(name),
                name=name.replace("_", "-"),
                icon_name=icon,
                order=number,
                policy=POLICY,
                action=action,
            )
            for number, (action, label, name, icon) in enumerate(pages, start=1)
        ]
        registers = super().get_submenu_items()
        for number, item in enumerate(registers, start=10):
            item.order = number
        return [*items, *registers]


def _edition(request: HttpRequest, pk: object) -> Catalogue:
    """The edition, in the scope of the person; what they may not see does not exist."""
    found = Catalogue.objects.select_related("agency").filter(pk=pk).first()
    if found is None or not POLICY.user_has_any_permission_for_instance(request.user, ["view", "change"], found):
        raise Http404
    return found


def _row(entry: DraftEntry) -> dict[str, Any]:
    """An entry with its words, and its time limit as written and as understood."""
    return {"entry": entry, "words": cell_words(entry), "limits": limits_read(entry.time_limit)}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All editions the person may see."""
    if not POLICY.user_has_any_permission(request.user, ["view"]):
        raise Http404
    from django.db.models import Count

    editions = Catalogue.objects.select_related("agency").annotate(number=Count("entries"))
    context = {
        "editions": editions.order_by("agency__path", "-year"),
        "may_import": POLICY.agencies(request.user, "add").exists(),
    }
    return render(request, "desk/catalogue_list.html", context)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: its head, its entries, export, comparison with another edition."""
    edition = _edition(request, pk)
    draft = draft_of(edition)
    others = Catalogue.objects.filter(agency=edition.agency_id).exclude(pk=edition.pk).order_by("-year")
    keys = edition.entries.order_by(*ENTRY_ORDER).values_list("pk", flat=True)
    context = {
        "edition": edition,
        "rows": [_row(entry) | {"pk": pk} for entry, pk in zip(draft.entries, keys, strict=True)],
        "may_write": may(request.user, "add", Disclosure(agency=edition.agency)),
        "layouts": layouts_of(edition),
        "formats": FORMATS,
        "others": others,
    }
    return render(request, "desk/catalogue_edition.html", context)


@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The edition as a file: ``?layout=basic&kind=xlsx``; by default the layout it has, as xlsx."""
    edition = _edition(request, pk)
    layouts = layouts_of(edition)
    wanted = request.GET.get("layout", str(layouts[0]))
    kind = request.GET.get("kind", "xlsx")
    if wanted not in list(Layout) or kind not in FORMATS:
        raise Http404
    draft = draft_of(edition, Layout(wanted))
    return _file(
        draft, f"{draft.head.title}（{edition.year}年）" if "年" not in draft.head.title else draft.head.title, kind
    )


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty table to fill in: ``?layout=standard&kind=docx``."""
    layout, kind = request.GET.get("layout", "basic"), request.GET.get("kind", "xlsx")
    if layout not in list(Layout) or kind not in FORMATS:
        raise Http404
    title = f"{Layout(layout).label}（样表）"
    return _file(CatalogueDraft(Layout(layout), Head(title=title)), title, kind)


def _file(draft: CatalogueDraft, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(write_catalogue(draft, kind), content_type=FORMATS[kind])
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}") or "attachment"
    return response


@require_GET
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """This edition against an earlier (or any other) one: ``?with=<pk>``."""
    edition = _edition(request, pk)
    wanted = request.GET.get("with", "")
    if not wanted.isascii() or not wanted.isdigit() or len(wanted) > 18:
        raise Http404
    other = _edition(request, int(wanted))
    if other.agency_id != edition.agency_id:
        raise Http404
    old, new = sorted((other, edition), key=lambda one: (one.year, one.pk))
    return render(
        request,
        "desk/catalogue_comparison.html",
        {"old": old, "new": new, "found": compare(draft_of(old), draft_of(new))},
    )


@require_GET
def coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether the edition and what is published agree; every number opens its list (``?list=``)."""
    edition = _edition(request, pk)
    found = coverage_of(edition, timezone.localdate(), Calendar.load())
    lists = found.lists()
    wanted = request.GET.get("list") or next((key for key in ("late", "week", "empty") if lists[key][1]), "all")
    if wanted != "sections" and wanted not in lists:
        raise Http404
    name, lines = ("没有事项的栏目", []) if wanted == "sections" else lists[wanted]

    def counts(*keys: str) -> list[dict[str, Any]]:
        return [{"key": key, "name": lists[key][0], "number": len(lists[key][1]), "on": key == wanted} for key in keys]

    context = {
        "edition": edition,
        "coverage": found,
        "main": counts("late", "week", "empty", "stale"),
        "more": counts("all", "covered", "not-concerned", "unparsed", "no-section"),
        "attributes": counts(*(key for key in lists if key.startswith("attribute-"))),
        "stages": counts(*(key for key in lists if key.startswith("stage-"))),
        "wanted": wanted,
        "name": name,
        "lines": [{"line": line, "limits": limits_read(line.entry.time_limit)} for line in lines],
        "may_change": may(request.user, "change", edition),
        "may_write": may(request.user, "add", Disclosure(agency=edition.agency)),
    }
    return render(request, "desk/catalogue_coverage.html", context)


@require_POST
def concern(request: HttpRequest, pk: int) -> HttpResponse:
    """未涉及, or not any more."""
    entry = CatalogueEntry.objects.select_related("agency", "catalogue").filter(pk=pk).first()
    if entry is None or not POLICY.user_has_any_permission_for_instance(request.user, ["view"], entry.catalogue):
        raise Http404
    concerned = request.POST.get("concerned") == "yes"
    try:
        set_not_concerned(entry, request.POST.get("note", ""), user=request.user, concerned=concerned)
        messages.success(request, f"“{entry.matter}”已{'改为涉及' if concerned else '标为未涉及，说明会一起公开'}")
    except Refused as refused:
        _say(request, refused)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, None):
        back = reverse("gk_catalogue_coverage", args=[entry.catalogue_id])
    return redirect(back)


def _say(request: HttpRequest, refused: Refused) -> None:
    for failure in refused.failures[:20]:
        messages.error(request, str(failure))


@require_http_methods(["GET", "POST"])
def importing(request: HttpRequest) -> HttpResponse:
    """Choose a file, look at what is in it by cell, then import: three states of one page."""
    agencies = list(POLICY.agencies(request.user, "add").order_by("path"))
    if not agencies:
        raise Http404
    if request.method == "GET":
        return _choose(request, agencies)
    agency = _agency(request, agencies)
    if agency is None:
        messages.error(request, "请选择单位")
        return _choose(request, agencies)
    try:
        if "draft" in request.POST:
            draft = _unpack(request, agency)
            return _confirm(request, agency, draft)
        draft = _read(request)
        return _preview(request, agency, draft, _first_choices(draft))
    except Refused as refused:
        _say(request, refused)
        return _choose(request, agencies, status=422)


def _choose(request: HttpRequest, agencies: list[Agency], status: int = 200) -> HttpResponse:
    context = {"agencies": agencies, "layouts": list(Layout), "formats": FORMATS}
    return render(request, "desk/catalogue_import.html", context, status=status)


def _agency(request: HttpRequest, agencies: list[Agency]) -> Agency | None:
    if len(agencies) == 1:
        return agencies[0]
    return next((one for one in agencies if str(one.pk) == request.POST.get("agency")), None)


def _read(request: HttpRequest) -> CatalogueDraft:
    file = request.FILES.get("file")
    if file is None:
        raise refuse("no-file", "请选择目录文件（xlsx、docx 或 csv）")
    if (file.size or 0) > UPLOAD_BYTES:
        raise refuse("too-large", f"文件超过{UPLOAD_BYTES // 1024 // 1024}MB，请核对是否选错文件")
    return read_catalogue(file.read(), file.name or "")


def _first_choices(draft: CatalogueDraft) -> Choices:
    return Choices(year=draft.year or timezone.localdate().year, create_sections=True)


def _pack(request: HttpRequest, agency: Agency, draft: CatalogueDraft) -> str:
    """The draft, signed for this person and agency: nothing is kept on the server before it is wanted."""
    data = {"user": request.user.pk, "agency": agency.pk, "draft": draft.as_dict()}
    packed = signing.dumps(data, salt=_SALT, compress=True)
    if len(packed) > CARRIED_BYTES:
        raise refuse("too-large", "这个目录太大，请按领域分成几个文件导入")
    return packed


def _unpack(request: HttpRequest, agency: Agency) -> CatalogueDraft:
    try:
        data = signing.loads(request.POST["draft"], salt=_SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature as error:
        raise refuse("expired", "预览已过期，请重新选择文件") from error
    if data["user"] != request.user.pk or data["agency"] != agency.pk:
        raise refuse("expired", "预览是给另一个人或另一个单位的，请重新选择文件")
    return CatalogueDraft.from_dict(data["draft"])


def _confirm(request: HttpRequest, agency: Agency, draft: CatalogueDraft) -> HttpResponse:
    year = request.POST.get("year", "")
    choices = Choices(
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
        domain=request.POST.get("domain", "").strip()[:60],
        create_sections="create_sections" in request.POST,
        remove_missing="remove_missing" in request.POST,
    )
    if "again" in request.POST:
        return _preview(request, agency, draft, choices)
    try:
        done = import_catalogue(agency, draft, choices, user=request.user)
    except Refused as refused:
        _say(request, refused)
        return _preview(request, agency, draft, choices, status=422)
    words = f"已导入{done.edition}：新增{done.added}项，改动{done.changed}项，不变{done.same}项"
    words += f"，删去{done.removed}项" if done.removed else ""
    words += f"，新建{done.sections}个栏目" if done.sections else ""
    messages.success(request, words)
    return redirect("gk_catalogue", done.edition.pk)


def _preview(
    request: HttpRequest, agency: Agency, draft: CatalogueDraft, choices: Choices, status: int = 200
) -> HttpResponse:
    plan = plan_import(agency, draft, choices)
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    problems = sorted(draft.problems, key=lambda one: order[one.severity])
    context = {
        "agency": agency,
        "draft": draft,
        "choices": choices,
        "plan": plan,
        "rows": [_row(entry) for entry in plan.draft.entries],
        "errors": len(draft.errors),
        "problems": problems[:SHOWN_PROBLEMS],
        "more_problems": max(0, len(problems) - SHOWN_PROBLEMS),
        "packed": _pack(request, agency, draft),
        "domains": list(domain_words()),
        "needs_domain": draft.layout is Layout.STANDARD and any(not entry.domain for entry in draft.entries),
        "linked": _linked(plan.missing),
    }
    return render(request, "desk/catalogue_preview.html", context, status=status)


def _linked(missing: list[CatalogueEntry]) -> int:
    """How many of the entries that would go have something published or written below them."""
    from gongkai.disclosures.models import Disclosure

    pks = [entry.pk for entry in missing]
    return Disclosure.objects.filter(catalogue_entry__in=pks).values("catalogue_entry").distinct().count()


urlpatterns = [
    path("catalogue/", index, name="gk_catalogues"),
    path("catalogue/import/", importing, name="gk_catalogue_import"),
    path("catalogue/template/", template, name="gk_catalogue_template"),
    path("catalogue/entries/<int:pk>/concern/", concern, name="gk_catalogue_concern"),
    path("catalogue/<int:pk>/", detail, name="gk_catalogue"),
    path("catalogue/<int:pk>/export/", export, name="gk_catalogue_export"),
    path("catalogue/<int:pk>/compare/", comparison, name="gk_catalogue_compare"),
    path("catalogue/<int:pk>/coverage/", coverage, name="gk_catalogue_coverage"),
]
