"""A report as it stands now: figures, findings, text and lists, everything its files are made from.

:func:`assemble` works it out from the records; a frozen report is read back from what was kept. Both give the same
value, so that whatever shows a report (files, desk, command line) need not know which it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.catalogue.models import Attribute, Catalogue, Stage
from gongkai.findings import Finding, Severity, Verdict
from gongkai.law.forms import Sheet, edition_for, load
from gongkai.reports.comparing import compare
from gongkai.reports.computing import compute, edition_of
from gongkai.reports.contents import Annex, Assembled, Number, Override
from gongkai.reports.freezing import restore
from gongkai.reports.models import AnnualReport, Figure, FigureKind
from gongkai.reports.narrative.chapters import Template, default_chapters, tell
from gongkai.reports.narrative.checking import check_report
from gongkai.reports.narrative.facts import Facts, gather


def assemble(report: AnnualReport) -> Assembled:
    """The report now: kept content when it is frozen, worked out from the records when not.

    Runs inside the agency's scope. ``report`` may be unsaved (a year for which nobody has begun one).
    Refused for years without an edition.
    """
    if report.frozen and report.snapshot:
        return restore(report)
    return assemble_live(report)


def assemble_live(report: AnnualReport) -> Assembled:
    """The report from the records as they are now, whatever its state."""
    assembled, facts = _contents(report)
    before = _last_year(report)
    assembled.findings = _findings(assembled, facts, before, _published(report))
    return assembled


def _contents(report: AnnualReport) -> tuple[Assembled, Facts]:
    """Everything but the findings, and the facts behind the text."""
    agency = report.agency
    computed = compute(agency, report.year)
    figures = [figure for figure in figures_in_force(report) if figure.kind != FigureKind.PUBLISHED]
    printed: dict[str, Number] = {**computed.cells, **{figure.key: _number(figure.value) for figure in figures}}
    facts = gather(agency, report.year, computed.edition, printed)
    assembled = Assembled(
        agency_code=agency.code,
        agency_name=agency.name,
        agency_level=agency.level,
        year=report.year,
        edition=computed.edition,
        state=report.state,
        report_date=report.report_date.isoformat() if report.report_date else "",
        computed=computed.cells,
        printed=printed,
        records=computed.records,
        overrides=[_override(figure, computed.cells) for figure in figures],
        findings=[],
        chapters=tell(templates_of(report, computed.edition), computed.edition, facts.values),
        charts=facts.charts,
        # The later editions allow their six chapters and nothing beside them.
        annex=annex_of(agency, report.year) if computed.edition == "2014" else None,
    )
    return assembled, facts


def _published(report: AnnualReport) -> dict[str, Decimal]:
    figures = figures_in_force(report)
    return {figure.key: figure.value for figure in figures if figure.kind == FigureKind.PUBLISHED}


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's report: as it is printed, and the sheet this year's openings are held against."""

    report: Assembled
    sheet: Sheet


def _last_year(report: AnnualReport) -> LastYear | None:
    """Last year's report, when there is one; figures it has published stand before those we would print."""
    before = AnnualReport.objects.filter(agency=report.agency, year=report.year - 1).select_related("agency").first()
    if before is None or edition_for(before.year) is None:
        return None
    kept = restore(before) if before.frozen and before.snapshot else _contents(before)[0]
    return LastYear(kept, kept.sheet.with_cells(_published(before)))


def figures_in_force(report: AnnualReport) -> list[Figure]:
    """The figures people entered that hold now, in the order of the form."""
    if report.pk is None:
        return []
    order = {key: n for n, key in enumerate(load(edition_of(report.year)).cells)}
    figures = Figure.objects.filter(report=report, withdrawn_at__isnull=True)
    return sorted(figures, key=lambda figure: (order.get(figure.key, len(order)), figure.kind))


def templates_of(report: AnnualReport, edition: str) -> Iterable[Template]:
    """The report's own chapters, or the default ones when it has none yet."""
    own = report.chapters.all() if report.pk is not None else ()
    kept = [Template(chapter.position, chapter.title, chapter.body) for chapter in own]
    return kept or default_chapters(edition)


def _findings(
    assembled: Assembled, facts: Facts, before: LastYear | None, published: Mapping[str, Decimal]
) -> list[Finding]:
    """Identities on what will be printed and on what was computed, published figures, and the rules for any report."""
    outside = {
        "open_before": facts.values["申请.未结存量"],
        "fee_reported": int(any("信息处理费" in chapter.text for chapter in assembled.chapters)),
    }
    previous = before.sheet if before else None
    found = _identities(assembled.sheet, assembled.agency_level, previous, outside)
    if assembled.computed != assembled.printed:
        seen = {(finding.rule, finding.cells, finding.expression) for finding in found}
        for finding in _identities(assembled.computed_sheet, assembled.agency_level, previous, outside):
            if (finding.rule, finding.cells, finding.expression) not in seen:
                found.append(replace(finding, message=f"按台账计算的数：{finding.message}"))
    if published:
        found += compare(assembled.computed_sheet, Sheet(assembled.edition, dict(published), year=assembled.year))
    found += check_report(assembled, before.report if before else None)
    found += [
        Finding("F-03", Severity.ERROR, Verdict.FAIL, f"{failure.message}。", where=failure.place)
        for failure in assembled.failures
    ]
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    return sorted(found, key=lambda finding: order[finding.severity])


def _identities(sheet: Sheet, level: str, previous: Sheet | None, outside: Mapping[str, Any]) -> list[Finding]:
    return sheet.check(level=level, previous=previous, facts=outside, problems_only=True)


def annex_of(agency: Agency, year: int) -> Annex | None:
    """The catalogue edition of the year, or the newest before it; None when there is none."""
    catalogue = Catalogue.objects.filter(agency=agency, year__lte=year).order_by("-year").first()
    if catalogue is None:
        return None
    stages = (Stage.DECISION, Stage.EXECUTION, Stage.MANAGEMENT, Stage.SERVICE)
    lines = [
        {
            "serial": entry.serial,
            "category": entry.category,
            "matter": entry.matter,
            "content": entry.content,
            "basis": entry.legal_basis,
            "responsible": entry.responsible_agency,
            "attribute": Attribute(entry.attribute).value,
            "time_limit": entry.time_limit,
            "carriers": entry.carriers,
            "stages": [stage.value for stage in stages if stage in entry.stages],
            "section": entry.section.name if entry.section else "",
            "remark": entry.remark,
        }
        for entry in catalogue.entries.filter(domain="").select_related("section")
    ]
    return Annex(
        catalogue.title,
        agency.name,
        catalogue.filled_by,
        catalogue.checked_by,
        catalogue.approved_by,
        catalogue.filled_on.isoformat() if catalogue.filled_on else "",
        lines,
    )


def _override(figure: Figure, computed: Mapping[str, Number]) -> Override:
    return Override(
        figure.key,
        figure.value,
        Decimal(computed[figure.key]),
        figure.kind,
        figure.reason,
        figure.author_name,
        figure.made_at.isoformat(),
    )


def _number(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value.normalize()
