"""Keeping a report as it was: the snapshot, reading it back, and what has changed in the records since."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from gongkai.findings import Failure, Finding, Severity, Verdict
from gongkai.law.forms import load
from gongkai.law.forms.sheet import json_number
from gongkai.reports.computing import Listing, compute, listings
from gongkai.reports.contents import Annex, Assembled, Override
from gongkai.reports.models import AnnualReport
from gongkai.reports.narrative.chapters import Told
from gongkai.reports.sources import leaves
from gongkai.reports.tallies import Record

VERSION = 1


def snapshot(assembled: Assembled, lists: dict[str, list[Listing]]) -> dict[str, Any]:
    """Everything the report's files and pages need, as JSON; numbers exactly, records as the lists behind the cells.

    Lists are kept for the cells at the bottom of the sums; a total's list is that of its parts.
    """
    return {
        "version": VERSION,
        "agency": {
            "code": assembled.agency_code,
            "name": assembled.agency_name,
            "level": assembled.agency_level,
        },
        "year": assembled.year,
        "edition": assembled.edition,
        "report_date": assembled.report_date,
        "printed": {key: str(value) for key, value in assembled.printed.items()},
        "computed": {key: str(value) for key, value in assembled.computed.items()},
        "records": assembled.records,
        "overrides": [asdict(o) | {"value": str(o.value), "computed": str(o.computed)} for o in assembled.overrides],
        "findings": [finding.as_dict() for finding in assembled.findings],
        "chapters": [asdict(chapter) for chapter in assembled.chapters],
        "charts": assembled.charts,
        "annex": asdict(assembled.annex) if assembled.annex else None,
        "lists": {key: [_kept(one) for one in lists[key]] for key in lists if lists[key]},
    }


def _kept(listing: Listing) -> dict[str, Any]:
    kept = asdict(listing)
    kept["records"] = [list(record.values) for record in listing.records]
    return kept


def leaf_keys(edition: str) -> list[str]:
    """The cells that are no sums of others."""
    return [key for key, parts in leaves(edition).items() if parts == (key,)]


def restore(report: AnnualReport) -> Assembled:
    """The report as it was frozen; state and publication are those of now."""
    data = report.snapshot
    return Assembled(
        agency_code=data["agency"]["code"],
        agency_name=data["agency"]["name"],
        agency_level=data["agency"]["level"],
        year=data["year"],
        edition=data["edition"],
        state=report.state,
        report_date=data["report_date"],
        computed=_numbers(data["computed"]),
        printed=_numbers(data["printed"]),
        records=data["records"],
        overrides=[
            Override(**o | {"value": Decimal(o["value"]), "computed": Decimal(o["computed"])})
            for o in data["overrides"]
        ],
        findings=[_finding(kept) for kept in data["findings"]],
        chapters=[Told(**c | {"failures": [Failure(**f) for f in c["failures"]]}) for c in data["chapters"]],
        charts=data["charts"],
        annex=Annex(**data["annex"]) if data["annex"] else None,
        frozen_at=report.frozen_at.isoformat() if report.frozen_at else "",
    )


def _numbers(kept: dict[str, str]) -> dict[str, int | Decimal]:
    return {key: int(text) if text.lstrip("-").isdecimal() else Decimal(text) for key, text in kept.items()}


def _finding(kept: dict[str, Any]) -> Finding:
    return Finding(
        **kept
        | {
            "severity": Severity(kept["severity"]),
            "verdict": Verdict(kept["verdict"]),
            "cells": tuple(kept["cells"]),
        }
    )


def kept_listings(report: AnnualReport, key: str) -> list[Listing]:
    """The lists behind a cell as they were when the report was frozen."""
    merged: dict[tuple[str, int], Listing] = {}
    for leaf in leaves(report.snapshot["edition"])[key]:
        for kept in report.snapshot["lists"].get(leaf, ()):
            one = Listing(**kept | {"columns": tuple(kept["columns"]), "records": []})
            into = merged.setdefault((one.tally, one.sign), one)
            into.records += [Record((), values[0], tuple(values)) for values in kept["records"]]
    return list(merged.values())


def all_lists(report: AnnualReport, edition: str) -> dict[str, list[Listing]]:
    """What :func:`snapshot` keeps of the records."""
    return listings(report.agency, report.year, leaf_keys(edition))


def differences(report: AnnualReport) -> list[dict[str, Any]]:
    """Cells of a frozen report that the records give otherwise now: ``key, place, printed, computed, now``.

    Empty for a report that is not frozen, since that is always computed anew.
    """
    if not (report.frozen and report.snapshot):
        return []
    kept = restore(report)
    now = compute(report.agency, report.year).cells
    form = load(kept.edition)
    return [
        {
            "key": key,
            "place": form.place(key),
            "printed": json_number(Decimal(kept.printed[key])),
            "computed": json_number(Decimal(was)),
            "now": json_number(Decimal(now[key])),
        }
        for key, was in kept.computed.items()
        if now.get(key) != was
    ]
