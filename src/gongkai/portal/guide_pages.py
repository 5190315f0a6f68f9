"""Service guides on the public site: the lists, and each guide with its eight elements as it was made public."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.portal import addresses
from gongkai.portal.disclosure_pages import attachment_lines
from gongkai.portal.site import Crumb, Page, Site, structured
from gongkai.portal.tree import Tree
from gongkai.registers.guides import ELEMENTS, label, public_guides
from gongkai.registers.models import ServiceGuide

#: Elements whose lines are a list: (element, numbered).
LISTS = {"materials": False, "process": True}
COLUMN = "办事服务"


def guides(site: Site) -> Page:
    """办事指南 of all agencies, by agency."""
    with across_agencies():
        found = list(public_guides())
    groups = [
        {"name": who.short_name, "path": addresses.guides(who.code), "lines": [guide_line(one) for one in members]}
        for who, members in groupby(found, key=lambda one: one.agency)
    ]
    return Page(
        path=addresses.GUIDES,
        template="portal/guides.html",
        title="办事指南",
        place=addresses.GUIDES,
        description=f"{site.sponsor}各单位的办事指南：在哪里办、带什么、怎么办。",
        column=("办事指南", "各单位的办事指南", "办事指南,办事服务", COLUMN),
        crumbs=[Crumb("首页", addresses.HOME), Crumb("办事指南")],
        context={"groups": groups, "total": len(found)},
    )


def agency_guides(site: Site, who: Agency, tree: Tree) -> Page:
    """办事指南 of one agency, by category."""
    with across_agencies():
        found = list(public_guides(who))
    found.sort(key=lambda one: (one.shown["category"] == "", one.shown["category"]))
    groups = [
        {"name": category, "lines": [guide_line(one) for one in members]}
        for category, members in groupby(found, key=lambda one: one.shown["category"])
    ]
    return Page(
        path=addresses.guides(who.code),
        template="portal/agency_guides.html",
        title="办事指南",
        agency=who,
        place=addresses.GUIDES,
        description=f"在{who.name}办的事：在哪里办、带什么、怎么办。",
        column=("办事指南", f"{who.name}办事指南", f"办事指南,{who.short_name}", COLUMN),
        crumbs=_crumbs(who, Crumb("办事指南")),
        context={"who": who, "tree": tree, "current": "guides", "groups": groups, "total": len(found)},
    )


def guide_line(one: ServiceGuide) -> dict[str, Any]:
    """One line of a list, and an item of the JSON for other portals."""
    return {
        "title": one.shown["name"],
        "path": addresses.guide(one.agency.code, one.pk),
        "category": one.shown["category"],
        "place": one.shown["place"],
        "phone": one.shown["phone"],
        "date": one.published_at,
    }


def _crumbs(who: Agency, *more: Crumb) -> list[Crumb]:
    return [Crumb("首页", addresses.HOME), Crumb(who.short_name, addresses.agency(who.code)), *more]


def guide(site: Site, one: ServiceGuide, tree: Tree) -> Page:
    """One guide as it was made public."""
    who, shown = one.agency, one.shown
    parts = [_part(name, shown[name]) for name in ELEMENTS if name != "name"]
    facts = [(label(name), shown[name]) for name in ("category", "time_limit", "fee") if shown.get(name)]
    with across_agencies():
        forms = (
            one.forms if one.forms is not None and one.forms.pk == shown.get("forms") and one.forms.is_public else None
        )
        files = attachment_lines(forms) if forms else []
    page = Page(
        path=addresses.guide(who.code, one.pk),
        template="portal/guide.html",
        title=shown["name"],
        agency=who,
        place=addresses.GUIDES,
        description=f"{who.name}：{shown['name']}的办理地点、材料和流程。",
        column=("办事指南", f"{who.name}办事指南", f"办事指南,{who.short_name}", COLUMN),
        crumbs=_crumbs(who, Crumb("办事指南", addresses.guides(who.code)), Crumb("正文")),
        context={
            "who": who,
            "tree": tree,
            "guide": one,
            "parts_of_guide": parts,
            "facts": facts,
            "online": shown.get("online", ""),
            "files": files,
            "qr_address": f"{site.base}{addresses.guide(who.code, one.pk)}",
        },
    )
    page.article = [
        ("ArticleTitle", shown["name"]),
        *([("PubDate", _minute(one.published_at))] if one.published_at else []),
        ("ContentSource", who.name),
        ("Url", f"{site.base}{page.path}"),
    ]
    page.schema = _schema(site, one, page.path)
    return page


def _part(name: str, text: str) -> dict[str, Any]:
    """An element: its official name, and its words as a paragraph or, where each line is one thing, as a list."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    kind = "text" if name not in LISTS or len(lines) < 2 else "steps" if LISTS[name] else "list"
    return {"key": name, "label": label(name), "lines": lines, "kind": kind}


def _minute(moment: Any) -> str:
    from django.utils import timezone

    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _schema(site: Site, one: ServiceGuide, path: str) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": one.shown["name"],
        "url": f"{site.base}{path}",
        "provider": {"@type": "GovernmentOrganization", "name": one.agency.name},
        "inLanguage": "zh-CN",
    }
    return structured(data)
