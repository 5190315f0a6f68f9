"""行政规范性文件集中公开: the register of regulatory documents as two lists, in force and no longer.

A document stands here when its text is public; whether it is in force follows from the dates in the register (or the
mark on the text), so that a document that expires changes lists by itself.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.models import Validity
from gongkai.portal import addresses
from gongkai.portal.disclosure_pages import ends_soon
from gongkai.portal.queries import its_disclosure_is_public
from gongkai.portal.site import Crumb, Page, Site
from gongkai.portal.tree import Tree
from gongkai.registers.models import RegulatoryDocument
from gongkai.registers.validity import last_day


def documents(who: Agency, today: dt.date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(in force, no longer in force) on a day, the newest first."""
    with across_agencies():
        found = (
            RegulatoryDocument.objects.filter(its_disclosure_is_public(), agency=who)
            .select_related("disclosure__agency")
            .defer("disclosure__body")
            .order_by("-made_on", "ref")
        )
        lines = [_line(one, today) for one in found]
    return [line for line in lines if not line["off"]], [line for line in lines if line["off"]]


def _line(one: RegulatoryDocument, today: dt.date) -> dict[str, Any]:
    text = one.disclosure
    assert text is not None
    repealed = one.repealed_on is not None and one.repealed_on <= today
    last = last_day(text, one)
    expired = last is not None and last < today
    if repealed or (text.validity == Validity.REPEALED and not expired):
        state, ended = "废止", one.repealed_on
    elif expired or text.validity == Validity.EXPIRED:
        state, ended = "失效", last
    else:
        state, ended = "有效", None
    return {
        "title": one.title,
        "path": addresses.address_of(text),
        "kind": one.get_kind_display(),
        "number": one.document_number,
        "made_on": one.made_on,
        "expires_on": last,
        "ended_on": ended,
        "state": state,
        "off": state != "有效",
        "ends_soon": state == "有效" and ends_soon(text.validity, last, today),
    }


def regulatory(site: Site, who: Agency, today: dt.date, tree: Tree) -> Page | None:
    """The page of an agency; None where it has made no such document."""
    valid, off = documents(who, today)
    if not valid and not off:
        return None
    return Page(
        path=addresses.regulatory(who.code),
        template="portal/regulatory.html",
        title="行政规范性文件",
        agency=who,
        place=addresses.AGENCIES,
        description=f"{who.name}的行政规范性文件：现行有效的，废止和失效的。",
        column=(
            "行政规范性文件",
            f"{who.name}现行有效和废止失效的行政规范性文件",
            f"规范性文件,{who.short_name}",
            "政策文件",
        ),
        crumbs=[
            Crumb("首页", addresses.HOME),
            Crumb(who.short_name, addresses.agency(who.code)),
            Crumb("行政规范性文件"),
        ],
        context={"who": who, "tree": tree, "valid": valid, "off": off},
    )
