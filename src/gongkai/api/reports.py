"""Annual reports: the list, the cells of one, an agency's years side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import as_agency
from gongkai.api import schemas
from gongkai.api.problems import problem
from gongkai.api.views import ERRORS, MISSING, Code, PageOf, Year, current_base, listed
from gongkai.portal import addresses, report_pages
from gongkai.portal.report_years import years_data, years_of
from gongkai.reports.assembling import assemble

router = Router()


@router.get("/reports", response={200: schemas.ReportList, **ERRORS}, summary="年度报告")
def reports(request: HttpRequest, asked: Query[PageOf]) -> Any:
    return listed(
        report_pages.published(),
        asked,
        lambda one: {
            "agency": one.agency.code,
            "year": one.year,
            "title": str(one),
            "url": f"{current_base()}{addresses.report(one.agency.code, one.year)}",
            "published_at": one.published_at,
        },
    )


@router.get("/reports/{code}", response={200: schemas.ReportYears, **MISSING}, summary="一个单位历年报告的数据")
def report_years(request: HttpRequest, code: Code) -> Any:
    """What an agency's published reports print, year by year; null where an edition of the form has no such cell."""
    who = Agency.objects.filter(code=code).first()
    return years_data(who, years_of(who)) if who else problem(404, "没有这个单位", "No such agency")


@router.get("/reports/{code}/{year}", response={200: schemas.ReportData, **MISSING}, summary="一份年度报告的数据")
def report(request: HttpRequest, code: Code, year: Year) -> Any:
    """The cells of a published report as printed."""
    who = Agency.objects.filter(code=code).first()
    found = [one for one in report_pages.published(who) if one.year == year] if who else []
    if not found:
        return problem(404, "没有公布这份年度报告", "No such published report")
    with as_agency(who):
        return report_pages.public_data(assemble(found[0]))
