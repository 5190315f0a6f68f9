"""The annual report at the desk: list, grid, one cell opened, chapters, files, the steps of its life."""

from __future__ import annotations

import datetime as dt
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.menu import MenuItem
from wagtail.admin.rich_text import get_rich_text_editor_widget

from gongkai.agencies.models import Agency
from gongkai.agencies.permissions import may
from gongkai.desk.menus import PolicyMenuItem
from gongkai.desk.policies import AgencyPolicy
from gongkai.desk.report_grid import sheets_of
from gongkai.findings import Refused, Severity, Verdict
from gongkai.law.forms import EDITIONS, edition_for, load
from gongkai.reports.assembling import assemble
from gongkai.reports.files import write_files
from gongkai.reports.freezing import differences
from gongkai.reports.models import AnnualReport, Chapter, ReportState
from gongkai.reports.queries import explain, grid, names_for
from gongkai.reports.services import (
    allowed_steps,
    begin_report,
    override_figure,
    set_report_date,
    take_step,
    withdraw_figure,
    write_chapter,
)
from gongkai.trail.services import current_actor

POLICY = AgencyPolicy(AnnualReport)


def _report(request: HttpRequest, pk: int) -> AnnualReport:
    """The report, in the scope of the person; what they may not see does not exist."""
    found = AnnualReport.objects.select_related("agency").filter(pk=pk).first()
    if found is None or not POLICY.user_has_any_permission_for_instance(request.user, ["view", "change"], found):
        raise Http404
    return found


def _say(request: HttpRequest, refused: Refused) -> None:
    for failure in refused.failures:
        messages.error(request, str(failure))


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """All reports the person may see; beginning a new one."""
    if not POLICY.user_has_any_permission(request.user, ["view"]):
        raise Http404
    agencies = list(POLICY.agencies(request.user, "add"))
    if request.method == "POST":
        return _begin(request, agencies)
    reports = AnnualReport.objects.defer("snapshot").select_related("agency").order_by("-year", "agency__path")
    last_year = timezone.localdate().year - 1
    years = [year for year in range(last_year, load(EDITIONS[0]).first_year - 1, -1) if edition_for(year)]
    return render(request, "desk/report_list.html", {"reports": reports, "agencies": agencies, "years": years})


def _begin(request: HttpRequest, agencies: list[Agency]) -> HttpResponse:
    agency = next((one for one in agencies if str(one.pk) == request.POST.get("agency")), None)
    year = request.POST.get("year", "")
    if agency is None or not (year.isascii() and year.isdigit() and len(year) == 4):
        messages.error(request, "请选择单位和年度")
        return redirect("gk_reports")
    try:
        report = begin_report(agency, int(year), actor=current_actor(), now=timezone.now())
    except Refused as refused:
        _say(request, refused)
        return redirect("gk_reports")
    return redirect("gk_report", report.pk)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as a grid, the findings, the chapters, the files, the steps that may follow."""
    report = _report(request, pk)
    assembled = assemble(report)
    cells = grid(assembled)
    open_findings = [one for one in assembled.findings if one.verdict is Verdict.FAIL]
    return render(
        request,
        "desk/report.html",
        {
            "report": report,
            "assembled": assembled,
            "sheets": sheets_of(assembled.edition, cells, agency=report.agency.name, year=report.year),
            "errors": [one for one in open_findings if one.severity is Severity.ERROR],
            "others": [one for one in open_findings if one.severity is not Severity.ERROR],
            "chapters": assembled.chapters,
            "failures": assembled.failures,
            "overrides": [(one, cells[one.key].place) for one in assembled.overrides],
            "differences": differences(report) if report.frozen else [],
            "steps": allowed_steps(report, request.user),
            "states": _states(report),
            "may_change": may(request.user, "change", report) and report.state == ReportState.DRAFT,
            "formats": FORMATS,
        },
    )


def menu_item() -> MenuItem:
    address = reverse_lazy("gk_reports")
    return PolicyMenuItem("年度报告", address, name="gk-reports", icon_name="gk-chart", order=600, policy=POLICY)


def _states(report: AnnualReport) -> list[dict[str, Any]]:
    order = list(ReportState)
    now = order.index(ReportState(report.state))
    return [
        {"label": state.label, "kind": "is-ok" if number < now else "is-now" if number == now else ""}
        for number, state in enumerate(order)
    ]


class FigureForm(forms.Form):
    """改用申报数."""

    value = forms.CharField(label="申报数", max_length=30, error_messages={"required": "请填申报数"})
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由"},
    )


@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One figure opened: how it is computed, the records behind it, a person's figure beside it."""
    report = _report(request, pk)
    form = FigureForm(request.POST or None)
    if request.method == "POST":
        try:
            if "withdraw" in request.POST:
                reason = request.POST.get("reason", "")
                withdraw_figure(report, key, reason=reason, actor=current_actor(), now=timezone.now())
                messages.success(request, "已撤回申报数，改回计算数")
                return redirect("gk_report_cell", pk, key)
            if form.is_valid():
                figure = override_figure(
                    report,
                    key,
                    form.cleaned_data["value"],
                    reason=form.cleaned_data["reason"],
                    actor=current_actor(),
                    now=timezone.now(),
                )
                messages.success(request, f"申报数{figure.value.normalize():f}已记下")
                return redirect("gk_report_cell", pk, key)
        except Refused as refused:
            _say(request, refused)
    try:
        explanation = explain(report, key)
    except Refused as refused:
        raise Http404(str(refused)) from None
    return render(
        request,
        "desk/report_cell.html",
        {
            "report": report,
            "explanation": explanation,
            "form": form,
            "may_change": may(request.user, "change", report) and report.state == ReportState.DRAFT,
        },
    )


class ChapterForm(forms.Form):
    """A chapter's title and text; bound figures are written as ``{{ S14.1.1 }}``."""

    title = forms.CharField(label="标题", max_length=100, required=False)
    body = forms.CharField(label="正文", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = get_rich_text_editor_widget("default", features=["h2", "h3", "bold", "ol", "ul", "link"])
        self.fields["body"].widget = widget


@require_http_methods(["GET", "POST"])
def chapter(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Writing a chapter, beside what it reads like with the figures in it."""
    report = _report(request, pk)
    assembled = assemble(report)
    told = next((one for one in assembled.chapters if one.position == position), None)
    stored = Chapter.objects.filter(report=report, position=position).first()
    if told is None or stored is None:
        raise Http404
    form = ChapterForm(request.POST or None, initial={"title": stored.title, "body": stored.body})
    if request.method == "POST" and form.is_valid():
        try:
            write_chapter(
                report,
                position,
                title=form.cleaned_data["title"],
                body=form.cleaned_data["body"],
                actor=current_actor(),
                now=timezone.now(),
            )
        except Refused as refused:
            _say(request, refused)
        else:
            messages.success(request, "已保存，数字会跟着记录变")
            return redirect("gk_report_chapter", pk, position)
    return render(
        request,
        "desk/report_chapter.html",
        {
            "report": report,
            "told": told,
            "form": form,
            "media": form.media,
            "names": sorted(name for name, value in names_for(report).items() if not isinstance(value, list)),
            "may_change": may(request.user, "change", report) and report.state == ReportState.DRAFT,
        },
    )


@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """One step of the report's life."""
    report = _report(request, pk)
    try:
        report = take_step(
            report,
            request.POST.get("verb", ""),
            actor=current_actor(),
            now=timezone.now(),
            reason=request.POST.get("reason", ""),
        )
    except Refused as refused:
        _say(request, refused)
    else:
        messages.success(request, f"报告现在是“{report.get_state_display()}”")
    return redirect("gk_report", pk)


@require_POST
def date(request: HttpRequest, pk: int) -> HttpResponse:
    """The date on the cover."""
    report = _report(request, pk)
    text = request.POST.get("date", "")
    try:
        day = dt.date.fromisoformat(text) if text else None
        set_report_date(report, day, actor=current_actor(), now=timezone.now())
    except ValueError:
        messages.error(request, f"“{text}”不是日期，请写成2019-03-01这样")
    except Refused as refused:
        _say(request, refused)
    return redirect("gk_report", pk)


#: format → (label, what one gets, content type)
FORMATS: dict[str, tuple[str, str, str]] = {
    "docx": ("Word", "公文格式，可以再编辑", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF", "嵌入字体，有书签", "application/pdf"),
    "xlsx": ("Excel", "统计表，合计是公式", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": ("网页", "一个文件，可以直接打开", "text/html; charset=utf-8"),
    "json": ("数据", "每一格的数和依据", "application/json"),
}


@require_GET
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One of the report's files, made now (or from what was frozen)."""
    report = _report(request, pk)
    if kind not in FORMATS:
        raise Http404
    try:
        with TemporaryDirectory() as folder:
            (made,) = write_files(assemble(report), [kind], Path(folder))
            content, name = made.read_bytes(), made.name
    except Refused as refused:
        _say(request, refused)
        return redirect("gk_report", pk)
    answer = HttpResponse(content, content_type=FORMATS[kind][2])
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


def guarded(view: Any) -> Any:
    """Signed in and with a role: the admin's own rule, for views outside its viewsets."""
    from wagtail.admin.auth import require_admin_access

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return require_admin_access(inner)


urlpatterns = [
    path("annual-reports/", guarded(index), name="gk_reports"),
    path("annual-reports/<int:pk>/", guarded(detail), name="gk_report"),
    path("annual-reports/<int:pk>/cells/<str:key>/", guarded(cell), name="gk_report_cell"),
    path("annual-reports/<int:pk>/chapters/<int:position>/", guarded(chapter), name="gk_report_chapter"),
    path("annual-reports/<int:pk>/step/", guarded(step), name="gk_report_step"),
    path("annual-reports/<int:pk>/date/", guarded(date), name="gk_report_date"),
    path("annual-reports/<int:pk>/files/<str:kind>/", guarded(file), name="gk_report_file"),
]
