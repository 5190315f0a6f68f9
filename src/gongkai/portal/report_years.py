"""An agency's annual reports side by side: what they print, year by year, as charts, as a table and as data.

Only published reports speak, with the figures they were frozen with. The three editions of the form do not ask the same
questions; a figure that an edition does not have is missing (``None``), which is not zero.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.law.forms import load
from gongkai.papers.model import Chart, Paper, Series
from gongkai.papers.writing.html import write_fragment
from gongkai.reports.models import AnnualReport, ReportState

#: Years that a chart shows; the table has all of them.
CHART_YEARS = 8


@dataclass(frozen=True, slots=True)
class Measure:
    """One question that can be followed over the years; ``cells`` says where each edition of the form answers it."""

    key: str
    name: str
    unit: str
    cells: Mapping[str, str]


def _measure(key: str, name: str, unit: str, in_2014: str, since_2019: str) -> Measure:
    cells = {"2014": in_2014, "2019": since_2019, "2021": since_2019}
    return Measure(key, name, unit, {edition: cell for edition, cell in cells.items() if cell})


#: The editions since 2019 have no cell for the number of disclosures: it is what their text and their charts say.
DISCLOSED = _measure("disclosed", "主动公开", "条", "1.1", "")
RECEIVED = _measure("received", "新收申请", "件", "3.1", "3.1.tot")
MEASURES = (
    DISCLOSED,
    RECEIVED,
    _measure("concluded", "办结申请", "件", "3.2", "3.3.7.tot"),
    _measure("carried_over", "结转下年", "件", "", "3.4.tot"),
    _measure("reviews", "行政复议", "件", "4", "4.rev.tot"),
    _measure("suits", "行政诉讼", "件", "5", "4.[dir,aft].tot"),
)

#: How requests were concluded: edition → (name, cells), in the order of the form.
RESULTS: dict[str, tuple[tuple[str, str], ...]] = {
    "2014": (
        ("已主动公开", "3.3.1"),
        ("同意公开", "3.3.2"),
        ("同意部分公开", "3.3.3"),
        ("不同意公开", "3.3.4"),
        ("不属于本机关公开", "3.3.5"),
        ("信息不存在", "3.3.6"),
        ("告知更改补充", "3.3.7"),
        ("告知其他途径", "3.3.8"),
    ),
    "2019": (
        ("予以公开", "3.3.1.tot"),
        ("部分公开", "3.3.2.tot"),
        ("不予公开", "3.3.3.[1..8].tot"),
        ("无法提供", "3.3.4.[1..3].tot"),
        ("不予处理", "3.3.5.[1..5].tot"),
        ("其他处理", "3.3.6.tot"),
    ),
}
RESULTS["2021"] = (*RESULTS["2019"][:-1], ("其他处理", "3.3.6.[1..3].tot"))


@dataclass(frozen=True, slots=True)
class Year:
    """What one published report prints: ``values`` by measure, ``results`` by the names of its own edition."""

    year: int
    edition: str
    values: dict[str, int | None]
    results: dict[str, int]


def years_of(who: Agency) -> list[Year]:
    """The published reports of an agency, newest first; read from what was frozen, without the text."""
    with across_agencies():
        rows = AnnualReport.objects.filter(agency=who, state=ReportState.PUBLISHED).order_by("-year")
        found = list(rows.values_list("year", "snapshot__edition", "snapshot__printed", "snapshot__charts"))
    # A database may hand over the text "2021" out of JSON as the number 2021.
    return [year_of(year, str(edition), printed, charts or {}) for year, edition, printed, charts in found if printed]


def year_of(year: int, edition: str, printed: Mapping[str, Any], charts: Mapping[str, Mapping[str, int]]) -> Year:
    """One report: the figures as printed (key → number), its charts (name → label → number)."""
    values = {one.key: _sum(edition, one.cells.get(edition, ""), printed) for one in MEASURES}
    if values[DISCLOSED.key] is None:
        values[DISCLOSED.key] = _disclosed(year, charts)
    results = {name: _sum(edition, cells, printed) or 0 for name, cells in RESULTS.get(edition, ())}
    return Year(year, edition, values, results)


def _sum(edition: str, reference: str, printed: Mapping[str, Any]) -> int | None:
    """The cells that ``reference`` names (without the form's prefix), added up; None where there is none."""
    if not reference:
        return None
    form = load(edition)
    keys = form.expand(f"{form.prefix}.{reference}")
    return int(sum(Decimal(printed[key]) for key in keys if key in printed))


def _disclosed(year: int, charts: Mapping[str, Mapping[str, int]]) -> int | None:
    """The year's disclosures as the report's own charts show them: by year, or the months together."""
    by_year = charts.get("年份", {}).get(f"{year}年")
    return by_year if by_year is not None else sum(charts.get("月份", {}).values()) or None


# ── charts ──


def year_charts(years: list[Year]) -> str:
    """Disclosures and requests over the years, and how the requests of the newest year ended, as HTML."""
    if not years:
        return ""
    charts = [chart for one in (DISCLOSED, RECEIVED) if (chart := _over_years(one, years))]
    charts += result_charts(years[0])
    return write_fragment(Paper(blocks=list(charts)), title=False) if charts else ""


def _over_years(measure: Measure, years: list[Year]) -> Chart | None:
    """A bar a year, from the oldest; a year without a published report keeps its place.

    None for a single year, and where there is nothing but zeros.
    """
    known = {one.year: one.values[measure.key] for one in years}
    shown = range(max(min(known), max(known) - CHART_YEARS + 1), max(known) + 1)
    values = [None if (value := known.get(year)) is None else float(value) for year in shown]
    if sum(value is not None for value in values) < 2 or not any(values):
        return None
    labels = [f"{year}年" for year in shown]
    return Chart(
        f"历年{measure.name}（{measure.unit}）", labels, [Series(measure.name, list(values))], unit=measure.unit
    )


def result_charts(one: Year) -> list[Chart]:
    """How the requests of a year ended; nothing for a year in which none did."""
    if not any(one.results.values()):
        return []
    values: list[float | None] = [float(value) for value in one.results.values()]
    series = [Series("件数", values)]
    return [Chart(f"{one.year}年申请的办理结果（件）", list(one.results), series, unit="件")]


# ── data ──


def years_data(who: Agency, years: list[Year]) -> dict[str, Any]:
    """For programs: the measures with their units, then each year with its values and results."""
    return {
        "agency": {"code": who.code, "name": who.name},
        "measures": [{"key": one.key, "name": one.name, "unit": one.unit} for one in MEASURES],
        "years": [
            {
                "year": one.year,
                "edition": one.edition,
                "values": one.values,
                "results": [{"name": name, "value": value} for name, value in one.results.items()],
            }
            for one in years
        ],
    }


def years_json(who: Agency, years: list[Year]) -> bytes:
    return json.dumps(years_data(who, years), ensure_ascii=False, indent=1).encode()


def years_csv(years: list[Year]) -> bytes:
    """A line a year; a figure that the edition does not have is an empty cell."""
    heads = ["年度", *(f"{one.name}（{one.unit}）" for one in MEASURES)]
    results = list(dict.fromkeys(name for one in years for name in one.results))
    rows = [
        [one.year, *(one.values[measure.key] for measure in MEASURES), *(one.results.get(name) for name in results)]
        for one in years
    ]
    return table_csv([*heads, *(f"办理结果：{name}（件）" for name in results)], rows)


def table_csv(heads: list[str], rows: list[list[Any]]) -> bytes:
    """CSV with the mark by which spreadsheets know that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([["" if value is None else value for value in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")
