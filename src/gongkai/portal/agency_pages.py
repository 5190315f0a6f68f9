"""An agency's own page: who it is, who leads it and in charge of what, how to reach it, what it has disclosed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongkai.agencies.models import Agency, Leader, LeadingGroup, holds_on
from gongkai.agencies.scoping import across_agencies
from gongkai.portal import addresses, budget_pages
from gongkai.portal.pages import disclosure_line, notice_line
from gongkai.portal.queries import public, running_notices
from gongkai.portal.regulatory_pages import documents
from gongkai.portal.site import Crumb, Page, Site, structured
from gongkai.portal.tree import Tree
from gongkai.registers.guides import public_guides


def agency(site: Site, who: Agency, today: dt.date, tree: Tree) -> Page:
    """The home of an agency's platform. What no record says leaves no heading."""
    valid, off = documents(who, today)
    page = Page(
        path=addresses.agency(who.code),
        template="portal/agency.html",
        title="政府信息公开",
        agency=who,
        place=addresses.AGENCIES,
        feed=f"/{who.code}/feed.xml",
        description=f"{who.name}的政府信息公开平台。",
        column=("政府信息公开", f"{who.name}政府信息公开", f"政府信息公开,{who.short_name}", "概况信息"),
        crumbs=[Crumb("首页", addresses.HOME), Crumb(who.short_name)],
        context={
            "who": who,
            "tree": tree,
            "latest": [disclosure_line(record) for record in public(who)[:10]],
            "notices": [notice_line(notice, today) for notice in running_notices(today, who)[:5]],
            "total": public(who).count(),
            "duties": [line.strip() for line in who.duties.splitlines() if line.strip()],
            "leaders": leaders(who, today),
            "leader_sections": _leader_sections(who, tree),
            "group": leading_group(who, today),
            **_guides_of(who),
            "valid_documents": len(valid),
            "off_documents": len(off),
            "regulatory_path": addresses.regulatory(who.code),
            "budgets_path": budget_pages.path_of(tree),
        },
    )
    page.schema = schema(site, who)
    return page


def schema(site: Site, who: Agency) -> str:
    """schema.org for search engines: the office with its address and hours; ``<`` is escaped."""
    data = {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": who.name,
        "url": f"{site.base}{addresses.agency(who.code)}",
        "address": who.address,
        "telephone": who.phone,
        "email": who.email,
        "parentOrganization": who.parent.name if who.parent else "",
    }
    return structured(data)


def leaders(who: Agency, today: dt.date) -> list[dict[str, str]]:
    """Those in office on this day, in the order the agency gave them; ``duties`` may be empty."""
    with across_agencies():
        found = Leader.objects.filter(holds_on(today), agency=who).select_related("person")
        return [
            {"name": one.person.name, "post": one.post, "duties": one.duties}
            for one in found.order_by("position", "ref")
        ]


def _leader_sections(who: Agency, tree: Tree) -> list[dict[str, str]]:
    """Sections in which the agency says more about its leaders."""
    return [
        {"name": part.name, "path": addresses.section(who.code, part.code)}
        for part in tree.sections
        if "领导" in part.name
    ]


def leading_group(who: Agency, today: dt.date) -> dict[str, Any] | None:
    """The leading group that stands on this day, its members by role."""
    with across_agencies():
        group = LeadingGroup.objects.filter(holds_on(today), agency=who).order_by("-started_on").first()
        if group is None:
            return None
        members = group.members.filter(holds_on(today)).select_related("person").order_by("pk")
        return {
            "name": group.name,
            "document": group.document,
            "members": [
                {"role": one.get_role_display(), "name": one.person.name, "title": one.person.title} for one in members
            ],
        }


def _guides_of(who: Agency) -> dict[str, Any]:
    """The first service guides of an agency, and how many there are."""
    with across_agencies():
        found = public_guides(who)
        return {
            "guides": [{"title": one.shown["name"], "path": addresses.guide(who.code, one.pk)} for one in found[:8]],
            "guide_count": found.count(),
            "guides_path": addresses.guides(who.code),
        }
