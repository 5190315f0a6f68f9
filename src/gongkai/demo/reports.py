"""The example towns' reports begun, and what the town published for 2018 kept, to be held against the records."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import as_agency
from gongkai.reports.models import AnnualReport, Figure, FigureKind
from gongkai.reports.services import begin_report, keep_published, set_report_date, take_step
from gongkai.trail.services import SYSTEM

#: agency, year, date on the cover, whether it has gone all the way to the public site
REPORTS = (
    ("xingjing", 2018, dt.date(2019, 3, 1), False),
    ("shili", 2023, dt.date(2024, 1, 22), True),
    ("shili", 2024, dt.date(2025, 1, 20), False),
)
SOURCE = "该镇公布的2018年政府信息公开情况统计表"


def begin_reports(folder: Path, *, now: dt.datetime) -> None:
    """Begin every report once; a report that is there already is left as it is."""
    for code, year, day, finished in REPORTS:
        agency = Agency.objects.get(code=code)
        with as_agency(agency):
            if AnnualReport.objects.filter(agency=agency, year=year).exists():
                continue
            report = begin_report(agency, year, actor=SYSTEM, now=now)
            set_report_date(report, day, actor=SYSTEM, now=now)
            published = folder / "published" / f"{code}-{year}.csv"
            if published.exists() and not Figure.objects.filter(report=report, kind=FigureKind.PUBLISHED).exists():
                keep_published(report, _published(published), source=SOURCE, actor=SYSTEM, now=now)
            for verb in ("review", "freeze", "submit", "publish") if finished else ():
                report = take_step(report, verb, actor=SYSTEM, now=now)


def _published(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {line["格"]: line["公布数"] for line in csv.DictReader(stream)}
