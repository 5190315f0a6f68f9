"""What people do with a report. One verb, one function: permission, state, change, trail entry, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from gongkai.agencies.models import Agency
from gongkai.agencies.permissions import allowed_roles, may
from gongkai.agencies.queries import capacity
from gongkai.findings import Failure, Refused, refuse
from gongkai.law.forms import CellValue, Sheet, load
from gongkai.reports.assembling import assemble_live
from gongkai.reports.computing import compute, edition_of
from gongkai.reports.freezing import all_lists, snapshot
from gongkai.reports.models import AnnualReport, Chapter, Figure, FigureKind, ReportState
from gongkai.reports.narrative.chapters import default_chapters
from gongkai.reports.narrative.language import render
from gongkai.reports.queries import names_for
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import Actor, record


@dataclass(frozen=True, slots=True)
class Step:
    """One way from state to state: who may go it (an action of the table of permissions), and whether to say why."""

    verb: str
    label: str
    sources: tuple[ReportState, ...]
    target: ReportState
    action: str = "change"
    reason: bool = False


#: The life of a report.
STEPS: dict[str, Step] = {
    step.verb: step
    for step in (
        Step("review", "审核通过", (ReportState.DRAFT,), ReportState.REVIEWED, action="review"),
        Step("reopen", "退回起草", (ReportState.REVIEWED,), ReportState.DRAFT, reason=True),
        Step("return", "审核退回", (ReportState.REVIEWED,), ReportState.DRAFT, action="review", reason=True),
        Step("freeze", "定稿", (ReportState.REVIEWED,), ReportState.FROZEN),
        Step("unfreeze", "撤销定稿", (ReportState.FROZEN,), ReportState.DRAFT, reason=True),
        Step("submit", "报送", (ReportState.FROZEN,), ReportState.SUBMITTED),
        Step("publish", "公布", (ReportState.SUBMITTED,), ReportState.PUBLISHED),
    )
}
#: Acts by which a person becomes an author of the report.
AUTHORING = ("report.begin", "report.override", "report.withdraw_figure", "report.write_chapter", "report.set_date")


def allowed_steps(report: AnnualReport, user: Any) -> list[Step]:
    """The steps this person may take now, for buttons."""
    return [
        step
        for step in STEPS.values()
        if report.state in step.sources
        and may(user, step.action, report)
        and not (step.verb == "review" and user.pk in authors(report))
    ]


def authors(report: AnnualReport) -> set[int]:
    """The people who wrote in this report: they may not review it."""
    entries = TrailEntry.objects.filter(
        object_type="reports.annualreport", object_id=str(report.pk), act__in=AUTHORING, actor__isnull=False
    )
    return set(entries.values_list("actor_id", flat=True))


def _by_another(report: AnnualReport, actor: Actor) -> Actor:
    """The reviewer wrote nothing in the report, and acts in the place of nobody who did."""
    wrote = authors(report)
    if actor.user.pk in wrote:
        raise refuse("own_work", "审核人不能是这份报告的经办人，请由另一个人审核")
    found = capacity(actor, report.agency, *allowed_roles("reports.annualreport", "review"), barred=wrote)
    if found is None:
        raise refuse("represented", "您代的是这份报告的经办人，他不能审核的，也不能由您代审")
    return found


@transaction.atomic
def begin_report(agency: Agency, year: int, *, actor: Actor, now: dt.datetime) -> AnnualReport:
    """The report of a year with the default chapters; the one that is there already, when there is one.

    Refused for a year without a national form.
    """
    edition = edition_of(year)
    found = AnnualReport.objects.filter(agency=agency, year=year).first()
    if found is not None:
        return found
    report = AnnualReport(agency=agency, year=year)
    actor = _permit(report, "add", actor)
    report.save()
    Chapter.objects.bulk_create(
        Chapter(agency=agency, report=report, position=one.position, title=one.title, body=one.body)
        for one in default_chapters(edition)
    )
    record("report.begin", target=report, actor=actor, now=now)
    return report


@transaction.atomic
def override_figure(
    report: AnnualReport,
    key: str,
    value: Decimal | int | str,
    *,
    reason: str,
    actor: Actor,
    now: dt.datetime,
) -> Figure:
    """Print ``value`` in a cell instead of the computed figure.

    It is a *declared* figure where no record is behind the cell. A figure already in force is withdrawn first and
    stays on record. Refused without a reason, for unknown cells, and for numbers the cell does not take.
    """
    report = _locked(report)
    actor = _editable(report, actor)
    number = _valid(report, key, value)
    _said(reason)
    computed = compute(report.agency, report.year)
    kind = FigureKind.OVERRIDE if computed.records[key] else FigureKind.DECLARED
    Figure.objects.filter(report=report, key=key, withdrawn_at__isnull=True).exclude(kind=FigureKind.PUBLISHED).update(
        withdrawn_at=now
    )
    figure = _figure(report, key, kind, number, reason, actor, now)
    figure.save()
    record(
        "report.override",
        target=report,
        reason=reason,
        data={"key": key, "value": str(number), "computed": str(computed.cells[key]), "kind": str(kind)},
        actor=actor,
        now=now,
    )
    return figure


@transaction.atomic
def withdraw_figure(report: AnnualReport, key: str, *, reason: str, actor: Actor, now: dt.datetime) -> None:
    """Go back to the computed figure; the withdrawn one stays on record. Refused when the cell has none."""
    report = _locked(report)
    actor = _editable(report, actor)
    _said(reason)
    figure = (
        Figure.objects.filter(report=report, key=key, withdrawn_at__isnull=True)
        .exclude(kind=FigureKind.PUBLISHED)
        .first()
    )
    if figure is None:
        raise refuse("no_figure", "这一格没有申报数，不用撤回", key)
    figure.withdrawn_at = now
    figure.save(update_fields=["withdrawn_at"])
    data = {"key": key, "value": str(figure.value)}
    record("report.withdraw_figure", target=report, reason=reason, data=data, actor=actor, now=now)


@transaction.atomic
def keep_published(
    report: AnnualReport,
    cells: Mapping[str, Any],
    *,
    source: str,
    actor: Actor,
    now: dt.datetime,
) -> list[Figure]:
    """Keep what a report already made public prints (key → number, text or CellValue), to be held against the records.

    Earlier ones are superseded. Blanks and dashes are kept as 0. Refused for cells the form does not have.
    """
    report = _locked(report)
    actor = _permit(report, "change", actor)
    _said(source)
    sheet = Sheet(edition_of(report.year), cells)
    Figure.objects.filter(report=report, kind=FigureKind.PUBLISHED, withdrawn_at__isnull=True).update(withdrawn_at=now)
    figures = Figure.objects.bulk_create(
        _figure(report, key, FigureKind.PUBLISHED, value.number or Decimal(0), source, actor, now)
        for key, value in sheet.items()
    )
    record("report.keep_published", target=report, reason=source, data={"cells": len(figures)}, actor=actor, now=now)
    return figures


@transaction.atomic
def write_chapter(
    report: AnnualReport,
    position: int,
    *,
    title: str,
    body: str,
    actor: Actor,
    now: dt.datetime,
) -> Chapter:
    """Change a chapter (or add one). Refused when a name in it is unknown or a mark is not closed, with every place."""
    report = _locked(report)
    actor = _editable(report, actor)
    if position and not title.strip():
        raise refuse("no_title", "章节要有标题", f"第{position}章")
    failures = template_failures(report, title, body)
    if failures:
        raise Refused(failures)
    chapter, _ = Chapter.objects.update_or_create(
        agency=report.agency, report=report, position=position, defaults={"title": title.strip(), "body": body}
    )
    record("report.write_chapter", target=report, data={"position": position}, actor=actor, now=now)
    return chapter


def template_failures(report: AnnualReport, title: str, body: str) -> list[Failure]:
    """What is wrong with a chapter's text before it is kept."""
    values = names_for(report)
    return [
        *render(title, values, place="标题").failures,
        *render(body, values, place="正文").failures,
    ]


@transaction.atomic
def set_report_date(report: AnnualReport, day: dt.date | None, *, actor: Actor, now: dt.datetime) -> AnnualReport:
    """The date printed on the cover."""
    report = _locked(report)
    actor = _editable(report, actor)
    if day is not None and day.year <= report.year:
        raise refuse("early_date", f"报告日期要在{report.year}年度结束以后", "报告日期")
    report.report_date = day
    report.save(update_fields=["report_date"])
    record("report.set_date", target=report, data={"date": str(day or "")}, actor=actor, now=now)
    return report


@transaction.atomic
def take_step(report: AnnualReport, verb: str, *, actor: Actor, now: dt.datetime, reason: str = "") -> AnnualReport:
    """Move a report along (``review``, ``reopen``, ``return``, ``freeze``, ``unfreeze``, ``submit``, ``publish``).

    Refused for a step that does not begin in the report's state, without the permission, without a reason where one
    is needed, by an author as reviewer, and (to freeze) when the text cannot be printed.
    """
    report, step = _locked(report), STEPS.get(verb)
    if step is None:
        raise refuse("unknown_step", f"没有“{verb}”这一步，可用的有：{'、'.join(STEPS)}")
    permitted = _permit(report, step.action, actor)
    if report.state not in step.sources:
        wanted = "、".join(source.label for source in step.sources)
        raise refuse("wrong_state", f"报告现在是“{report.get_state_display()}”，只有“{wanted}”的报告才能{step.label}")
    if step.reason:
        _said(reason)
    actor = _by_another(report, actor) if verb == "review" and actor.user is not None else permitted
    was = report.state
    report.state = step.target
    if step.target is ReportState.FROZEN and verb == "freeze":
        _keep(report, now)
    elif verb == "unfreeze":
        report.snapshot, report.frozen_at = {}, None
    elif step.target is ReportState.PUBLISHED:
        report.published_at = now
    report.save()
    record(
        f"report.{verb}",
        target=report,
        reason=reason,
        data={"from": was, "to": str(report.state)},
        actor=actor,
        now=now,
    )
    return report


def _keep(report: AnnualReport, now: dt.datetime) -> None:
    """Fill the snapshot. Refused when the text cannot be printed as it stands."""
    assembled = assemble_live(report)
    if assembled.failures:
        raise Refused(assembled.failures)
    report.frozen_at = now
    report.snapshot = snapshot(assembled, all_lists(report, assembled.edition))


# ── what every act asks first ──


def _locked(report: AnnualReport) -> AnnualReport:
    """The report as the database has it, held until the transaction ends, so that two acts cannot cross."""
    return AnnualReport.objects.select_for_update(of=("self",)).select_related("agency").get(pk=report.pk)


def _permit(report: AnnualReport, action: str, actor: Actor) -> Actor:
    """A person needs the role, and acts in it; the system (a command run where the data is) acts under its own name."""
    if actor.user is None:
        return actor
    found = capacity(actor, report.agency, *allowed_roles("reports.annualreport", action))
    if found is None:
        raise refuse("not_allowed", "您没有做这件事的权限，请由本单位的年度报告经办人或审核人来做")
    return found


def _editable(report: AnnualReport, actor: Actor) -> Actor:
    actor = _permit(report, "change", actor)
    if report.state != ReportState.DRAFT:
        raise refuse("not_draft", f"报告现在是“{report.get_state_display()}”，要先退回起草才能修改")
    return actor


def _said(reason: str) -> None:
    if not reason.strip():
        raise refuse("no_reason", "请写明理由", "理由")


def _valid(report: AnnualReport, key: str, value: Decimal | int | str) -> Decimal:
    """The figure as an exact number that this cell may hold."""
    form = load(edition_of(report.year))
    cell = form.cells.get(key)
    if cell is None:
        raise refuse("unknown_cell", f"{form.edition}年版统计表没有“{key}”这一格，请核对格的代码", key)
    parsed = CellValue.parse(value.strip(), cell.unit) if isinstance(value, str) else CellValue.of(value)
    if parsed.number is None:
        raise refuse("not_a_number", f"“{value}”不是数，请填阿拉伯数字，没有发生的填 0", form.place(key))
    number = parsed.number
    if number < 0 and not cell.signed:
        raise refuse("negative", "这一格不能小于 0", form.place(key))
    if number % 1 and not cell.decimals:
        raise refuse("not_whole", f"这一格按{cell.unit or '件'}计数，请填整数", form.place(key))
    try:
        return number.quantize(Decimal("0.000001"))
    except InvalidOperation:
        raise refuse("too_large", "这个数太大了，请核对", form.place(key)) from None


def _figure(
    report: AnnualReport, key: str, kind: FigureKind, value: Decimal, reason: str, actor: Actor, now: dt.datetime
) -> Figure:
    return Figure(
        agency=report.agency,
        report=report,
        key=key,
        kind=kind,
        value=value,
        reason=reason.strip(),
        author=actor.user,
        author_name=actor.name,
        made_at=now,
    )
