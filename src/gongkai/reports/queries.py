"""Reading a report: what the desk page, the command and the files ask for. All of it runs inside the agency's scope."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.findings import Finding, Verdict, refuse
from gongkai.law.forms import load
from gongkai.law.forms.sheet import json_number
from gongkai.reports.assembling import assemble
from gongkai.reports.computing import Listing, compute, edition_of, listings
from gongkai.reports.contents import Assembled, Override
from gongkai.reports.freezing import kept_listings
from gongkai.reports.models import AnnualReport
from gongkai.reports.narrative.facts import gather
from gongkai.reports.sources import sources


def report_of(agency: Agency, year: int) -> AnnualReport:
    """The agency's report of a year; where nobody has begun one, an unsaved draft that reads the same.

    Refused for years without a national form.
    """
    edition_of(year)
    found = AnnualReport.objects.filter(agency=agency, year=year).select_related("agency").first()
    return found or AnnualReport(agency=agency, year=year)


@dataclass(slots=True)
class GridCell:
    """One cell for the desk's grid."""

    key: str
    place: str
    unit: str
    computed: Decimal
    printed: Decimal
    records: int
    override: Override | None
    findings: list[Finding]


def grid(assembled: Assembled) -> dict[str, GridCell]:
    """Every cell of the form in printing order, with what is computed, printed, overruled, found, and behind it."""
    form = load(assembled.edition)
    overrides = {override.key: override for override in assembled.overrides}
    found: dict[str, list[Finding]] = {}
    for finding in assembled.findings:
        for key in finding.cells if finding.verdict is Verdict.FAIL else ():
            found.setdefault(key, []).append(finding)
    return {
        key: GridCell(
            key,
            form.place(key),
            cell.unit,
            Decimal(assembled.computed[key]),
            Decimal(assembled.printed[key]),
            assembled.records[key],
            overrides.get(key),
            found.get(key, []),
        )
        for key, cell in form.cells.items()
    }


@dataclass(slots=True)
class Explanation:
    """How a cell came to be: in words, the figure, a person's figure if there is one, and the records behind it."""

    key: str
    place: str
    unit: str
    computed: Decimal
    printed: Decimal
    override: Override | None
    steps: list[str]
    lists: list[Listing]
    frozen: bool


def explain(report: AnnualReport, key: str) -> Explanation:
    """One cell opened. Refused for a cell the year's form does not have, with what it looks like."""
    form = load(edition_of(report.year))
    if key not in form.cells:
        example = "、".join(list(form.cells)[:3])
        raise refuse(
            "unknown_cell",
            f"{report.year}年度用{form.edition}年版统计表，没有“{key}”这一格；代码的样子如 {example}",
            "格",
        )
    assembled = assemble(report)
    frozen = bool(report.frozen and report.snapshot)
    lists = kept_listings(report, key) if frozen else listings(report.agency, report.year, [key])[key]
    return Explanation(
        key,
        form.place(key),
        form.cells[key].unit,
        Decimal(assembled.computed[key]),
        Decimal(assembled.printed[key]),
        next((override for override in assembled.overrides if override.key == key), None),
        _steps(form.edition, key, lists),
        lists,
        frozen,
    )


def _steps(edition: str, key: str, lists: list[Listing]) -> list[str]:
    form, source = load(edition), sources(edition)[key]
    steps = []
    if source.parts:
        names = "、".join(form.cells[part].label for part in source.parts[:8])
        more = f"等{len(source.parts)}格" if len(source.parts) > 8 else ""
        steps.append(f"各部分相加：{names}{more}。")
    elif not source.picks:
        steps.append("没有台账可以算出这一格，需要时填申报数。")
    for one in lists:
        sign = "减去" if one.sign < 0 else ""
        basis = f"（{one.basis}）" if one.basis else ""
        steps.append(f"{sign}{one.label}{basis}：{len(one.records)}条记录。")
    return steps


def names_for(report: AnnualReport) -> dict[str, Any]:
    """Every name a chapter of this report may bind, with its value now."""
    computed = compute(report.agency, report.year)
    values = gather(report.agency, report.year, computed.edition, computed.cells).values
    return {"格式.依据": "", "单位.联系方式": "", **values}


def as_json(assembled: Assembled) -> dict[str, Any]:
    """The contract other programs rely on (``gongkai report --format json``)."""
    return {
        "agency": assembled.agency_code,
        "agency_name": assembled.agency_name,
        "year": assembled.year,
        "edition": assembled.edition,
        "state": assembled.state,
        "title": assembled.title,
        "cells": _json(assembled.printed),
        "computed": _json(assembled.computed),
        "overrides": [
            {
                "key": override.key,
                "value": json_number(override.value),
                "computed": json_number(override.computed),
                "kind": override.kind,
                "reason": override.reason,
                "author": override.author,
                "date": override.date,
            }
            for override in assembled.overrides
        ],
        "findings": [finding.as_dict() for finding in assembled.findings],
        "records": assembled.records,
    }


def _json(cells: dict[str, Any]) -> dict[str, Any]:
    return {key: json_number(Decimal(value)) for key, value in cells.items()}
