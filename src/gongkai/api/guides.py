"""Service guides (办事指南): as a reviewer made them public, never what is being written."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router

from gongkai.agencies.scoping import across_agencies
from gongkai.api import schemas
from gongkai.api.problems import problem
from gongkai.api.views import ERRORS, MISSING, PageOf, current_base, listed
from gongkai.portal import addresses
from gongkai.registers.guides import ELEMENTS, EXTRA, public_guides
from gongkai.registers.models import ServiceGuide

router = Router()

Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="网址里的编号")]


class GuideFilter(PageOf):
    """Which guides."""

    agency: Annotated[str, Query(max_length=64)] = ""
    category: Annotated[str, Query(max_length=60, description="事项类别")] = ""


def guide_out(one: ServiceGuide) -> dict[str, Any]:
    return {
        "id": one.pk,
        "agency": one.agency.code,
        "url": f"{current_base()}{addresses.guide(one.agency.code, one.pk)}",
        "published_at": one.published_at,
        **{name: one.shown.get(name, "") for name in (*ELEMENTS, *EXTRA)},
    }


@router.get("/guides", response={200: schemas.GuideList, **ERRORS}, summary="办事指南")
def guides(request: HttpRequest, asked: Query[GuideFilter]) -> Any:
    """Service guides with their eight elements, by agency and category."""
    with across_agencies():
        found = public_guides()
        if asked.agency:
            found = found.filter(agency__code=asked.agency.replace("\0", ""))
        if asked.category:
            found = found.filter(shown__category=asked.category.replace("\0", ""))
        return listed(found, asked, guide_out)


@router.get("/guides/{number}", response={200: schemas.GuideOut, **MISSING}, summary="一份办事指南")
def guide(request: HttpRequest, number: Number) -> Any:
    with across_agencies():
        found = public_guides().filter(pk=number).first()
        return guide_out(found) if found else problem(404, "没有这份公开的办事指南", "No such public guide")
