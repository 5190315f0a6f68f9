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
from gongkai.papers.writing.html import write_fragment
from gongkai.portal import addresses
from gongkai.portal.disclosure_pages import _local
from gongkai.portal.files import Baked
from gongkai.portal.pages import disclosure_line
from gongkai.portal.queries import public
from gongkai.portal.rendering import Press
from gongkai.portal.site import Crumb, Page, Site
from gongkai.portal.tree import Tree
from gongkai.reports.assembling import assemble
from gongkai.reports.contents import Assembled
from gongkai.reports.files import make_files
from gongkai.reports.models import AnnualReport, ReportState
from gongkai.reports.paper import report_paper

#: File → (format of the report room, words, kind).
FILES = {
    "report.docx": ("docx", "年度报告全文", "Word"),
    "report.pdf": ("pdf", "年度报告全文", "PDF"),
    "table.xlsx": ("xlsx", "统计表", "Excel"),
    "data.json": ("", "统计数据", "JSON"),
}


def published(agency: Agency | None = None) -> list[AnnualReport]:
    """The published reports, newest year first."""
    with across_agencies():
        found = AnnualReport.objects.filter(state=ReportState.PUBLISHED).select_related("agency")
        return list((found.filter(agency=agency) if agency else found).order_by("agency__path", "-year"))


def report_lists(site: Site) -> Page:
    """年度报告 of all agencies."""
    lines = [
        {"title": str(one), "path": addresses.report(one.agency.code, one.year), "note": f"{one.year}年"}
        for one in published()
    ]
    return Page(
        path=addresses.REPORTS,
        template="portal/simple_list.html",
        title="政府信息公开工作年度报告",
        place=addresses.REPORTS,
        column=("年度报告", "各单位政府信息公开工作年度报告", "年度报告", "信息公开年报"),
        crumbs=[Crumb("首页", addresses.HOME), Crumb("年度报告")],
        context={"lines": lines, "empty": "还没有公布年度报告。每年1月31日前公布上一年度的报告。"},
    )


def agency_reports(site: Site, who: Agency, tree: Tree) -> Page:
    """政府信息公开年报 of one agency: the reports of this system, then what else was disclosed in that column."""
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
        },
    )


def report_outputs(press: Press, report: AnnualReport) -> Iterable[Baked]:
    """The report's page and its files."""
    who, path = report.agency, addresses.report(report.agency.code, report.year)
    with as_agency(who):
        assembled = assemble(report)
        made = make_files(assembled, [kind for kind, _, _ in FILES.values() if kind])
        paper = report_paper(assembled)
    data = {**made, "": json.dumps(public_data(assembled), ensure_ascii=False, indent=1).encode()}
    files = [
        {"name": words, "path": f"{path}{name}", "kind": label, "size": size_words(len(data[kind]))}
        for name, (kind, words, label) in FILES.items()
    ]
    for name, (kind, _, _) in FILES.items():
        yield Baked(f"{path}{name}", data[kind])
    title = assembled.title
    day = _local(report.published_at).date() if report.published_at else None
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
            "day": day,
            "files": files,
            # Made by the report's own writer, which escapes every word and knows no script and no style.
            "text": mark_safe(write_fragment(paper, title=False)),
        },
    )
    page.article = [
        ("ArticleTitle", title),
        *([("PubDate", f"{_local(report.published_at):%Y-%m-%d %H:%M}")] if report.published_at else []),
        ("ContentSource", who.name),
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
