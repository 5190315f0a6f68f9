"""Annual reports on the public site: the lists by agency and year, the report itself, its files and figures.

Only published reports stand here, and only as they were frozen: what a record says later changes nothing printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.safestring import mark_safe

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.catalogue.models import SectionKind
from gongkai.law.forms import load
from gongkai.law.forms.sheet import json_number
from gongkai.papers.model import Paper
from gongkai.papers.writing.html import write_fragment
from gongkai.portal import addresses
from gongkai.portal.disclosure_pages import _local
from gongkai.portal.files import Baked
from gongkai.portal.pages import disclosure_line, lines_by_year
from gongkai.portal.queries import public
from gongkai.portal.rendering import Press
from gongkai.portal.report_years import (
    MEASURES,
    Year,
    result_charts,
    table_csv,
    year_charts,
    year_of,
    years_csv,
    years_json,
    years_of,
)
from gongkai.portal.site import Crumb, Page, Site
from gongkai.portal.tree import Tree
from gongkai.reports.assembling import assemble
from gongkai.reports.contents import Assembled
from gongkai.reports.files import make_files
from gongkai.reports.models import AnnualReport, ReportState
from gongkai.reports.paper import report_paper

#: File → (what it is made of: a format of the report room, or one of :data:`OWN`; words; kind).
FILES = {
    "report.docx": ("docx", "年度报告全文", "Word"),
    "report.pdf": ("pdf", "年度报告全文", "PDF"),
    "table.xlsx": ("xlsx", "统计表", "Excel"),
    "data.csv": ("csv", "统计数据", "CSV"),
    "data.json": ("cells", "统计数据", "JSON"),
}
#: Made here and not by the report room, whose JSON holds more than what is public.
OWN = frozenset({"csv", "cells"})
#: An agency's figures over the years: file → kind.
YEARS_FILES = {"years.csv": "CSV", "years.json": "JSON"}


def published(agency: Agency | None = None) -> list[AnnualReport]:
    """The published reports, newest year first."""
    with across_agencies():
        found = AnnualReport.objects.filter(state=ReportState.PUBLISHED).select_related("agency").defer("snapshot")
        return list((found.filter(agency=agency) if agency else found).order_by("agency__path", "-year"))


def report_lists(site: Site) -> Page:
    """年度报告 of all agencies, by year."""
    years = lines_by_year(published(), addresses.report)
    return Page(
        path=addresses.REPORTS,
        template="portal/lists_by_year.html",
        title="政府信息公开工作年度报告",
        place=addresses.REPORTS,
        column=("年度报告", "各单位政府信息公开工作年度报告", "年度报告", "信息公开年报"),
        crumbs=[Crumb("首页", addresses.HOME), Crumb("年度报告")],
        context={"years": years, "empty": "还没有公布年度报告。每年1月31日前公布上一年度的报告。"},
    )


def agency_outputs(press: Press, who: Agency) -> Iterable[Baked]:
    """政府信息公开年报 of one agency: the page, and the figures of its reports over the years as files."""
    years, path = years_of(who), addresses.reports(who.code)
    data = {"years.csv": years_csv(years), "years.json": years_json(who, years)} if years else {}
    files = [
        {"name": "历年数据", "path": f"{path}{name}", "kind": YEARS_FILES[name], "size": size_words(len(made))}
        for name, made in data.items()
    ]
    for name in YEARS_FILES:
        yield Baked(f"{path}{name}", data.get(name))
    yield press.page(_agency_page(who, press.tree(who), years, files))


def _agency_page(who: Agency, tree: Tree, years: list[Year], files: list[dict[str, str]]) -> Page:
    """The reports of this system, their figures over the years, then what else was disclosed in that column."""
    older = public(who).filter(section__in=[one.pk for one in tree.sections if one.kind == SectionKind.ANNUAL_REPORT])
    return Page(
        path=addresses.reports(who.code),
        template="portal/agency_reports.html",
        title="政府信息公开年报",
        agency=who,
        place=addresses.REPORTS,
        description=f"{who.name}历年政府信息公开工作年度报告。",
        column=("政府信息公开年报", f"{who.name}政府信息公开工作年度报告", "年度报告", "信息公开年报"),
        crumbs=[
            Crumb("首页", addresses.HOME),
            Crumb(who.short_name, addresses.agency(who.code)),
            Crumb("政府信息公开年报"),
        ],
        context={
            "who": who,
            "tree": tree,
            "current": "reports",
            "reports": [
                {"title": str(one), "path": addresses.report(who.code, one.year), "date": one.published_at}
                for one in published(who)
            ],
            "older": [disclosure_line(record) for record in older[:50]],
            # Made by the report's own writer, as below.
            "charts": mark_safe(year_charts(years)),
            "measures": MEASURES,
            "years": [_year_line(who, one) for one in years],
            "files": files,
        },
    )


def _year_line(who: Agency, one: Year) -> dict[str, Any]:
    return {
        "year": one.year,
        "path": addresses.report(who.code, one.year),
        "values": [{"name": measure.name, "value": one.values[measure.key]} for measure in MEASURES],
    }


def report_outputs(press: Press, report: AnnualReport) -> Iterable[Baked]:
    """The report's page and its files."""
    who, path = report.agency, addresses.report(report.agency.code, report.year)
    with as_agency(who):
        assembled = assemble(report)
        made = make_files(assembled, [kind for kind, _, _ in FILES.values() if kind not in OWN])
        paper = report_paper(assembled)
    cells = public_data(assembled)
    data = {
        **made,
        "cells": json.dumps(cells, ensure_ascii=False, indent=1).encode(),
        "csv": table_csv(
            ["位置", "单位", "数值", "编码"],
            [[one["place"], one["unit"], one["value"], one["key"]] for one in cells["cells"]],
        ),
    }
    files = [
        {"name": words, "path": f"{path}{name}", "kind": label, "size": size_words(len(data[kind]))}
        for name, (kind, words, label) in FILES.items()
    ]
    for name, (kind, _, _) in FILES.items():
        yield Baked(f"{path}{name}", data[kind])
    title, year = assembled.title, assembled.year
    results = result_charts(year_of(year, assembled.edition, assembled.printed, assembled.charts))
    page = Page(
        path=path,
        template="portal/report.html",
        title=title,
        agency=who,
        place=addresses.REPORTS,
        description=f"{title}：全文、统计表和数据下载。",
        column=("政府信息公开年报", f"{who.name}政府信息公开工作年度报告", "年度报告", "信息公开年报"),
        crumbs=[
            Crumb("首页", addresses.HOME),
            Crumb(who.short_name, addresses.agency(who.code)),
            Crumb("政府信息公开年报", addresses.reports(who.code)),
            Crumb(f"{report.year}年"),
        ],
        context={
            "who": who,
            "tree": press.tree(who),
            "current": "reports",
            "report": report,
            "files": files,
            "reports_path": addresses.reports(who.code),
            "results": mark_safe(write_fragment(Paper(blocks=[*results]), title=False)) if results else "",
            # Made by the report's own writer, which escapes every word and knows no script and no style.
            "text": mark_safe(write_fragment(paper, title=False)),
        },
    )
    page.article = [
        ("ArticleTitle", title),
        *([("PubDate", f"{_local(report.published_at):%Y-%m-%d %H:%M}")] if report.published_at else []),
        ("ContentSource", who.name),
        ("Url", f"{press.site.base}{path}"),
    ]
    yield press.page(page)


def public_data(assembled: Assembled) -> dict[str, Any]:
    """The report's figures for programs: cells as printed, with their official places; nothing internal."""
    form = load(assembled.edition)
    return {
        "title": assembled.title,
        "agency": {"code": assembled.agency_code, "name": assembled.agency_name},
        "year": assembled.year,
        "edition": assembled.edition,
        "cells": [
            {
                "key": key,
                "place": form.place(key),
                "unit": form.cells[key].unit,
                "value": json_number(Decimal(value)),
            }
            for key, value in assembled.printed.items()
        ],
    }


def size_words(size: int) -> str:
    """``86 KB``, ``1.2 MB``."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(round(size / 1024), 1)} KB"
