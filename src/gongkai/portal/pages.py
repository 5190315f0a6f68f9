"""One builder a kind of page: from records to a :class:`Page`. Nothing here writes a file or asks the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from gongkai.agencies.models import Agency, Level
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section, SectionKind
from gongkai.channels.models import PublicNotice
from gongkai.disclosures.models import Disclosure, Validity
from gongkai.portal import addresses
from gongkai.portal.lists import ListPage, section_page
from gongkai.portal.queries import public, running_notices
from gongkai.portal.site import Crumb, Page, Site
from gongkai.portal.tree import Tree
from gongkai.registers.guides import public_guides

#: ColumnType of the page labels by kind of section (the annex's own list of types).
COLUMN_TYPES = {
    SectionKind.GUIDE: "信息公开指南",
    SectionKind.RULES: "政策文件",
    SectionKind.STATUTORY: "信息公开目录",
    SectionKind.ANNUAL_REPORT: "信息公开年报",
    SectionKind.REQUESTS: "依申请公开",
}


def home(site: Site, today: dt.date) -> Page:
    """The district's home: search, running notices, what is new, by matter, by agency."""
    agencies = list(Agency.objects.order_by("path"))
    return Page(
        path=addresses.HOME,
        template="portal/home.html",
        title="首页",
        description=f"{site.sponsor}政府信息公开：查文件、公示、补贴、预算决算，申请公开政府信息。",
        column=("首页", f"{site.sponsor}政府信息公开首页", "政府信息公开", "首页"),
        place=addresses.HOME,
        hero=True,
        feed="/feed.xml",
        context={
            "notices": [notice_line(notice, today) for notice in running_notices(today)[:5]],
            "latest": [disclosure_line(record) for record in public()[:8]],
            "groups": agency_groups(agencies, site),
            "agency_count": len(agencies),
            "matters": matters(site),
            "offices": [one for one in agencies if one.phone][:2],
        },
    )


def matters(site: Site) -> list[dict[str, str]]:
    """按事情找: the sections of all agencies by name, most used names first, at most twelve."""
    icons = {
        "社会救助": "people", "惠农": "farm", "预算": "yuan", "决算": "yuan", "机构": "town", "项目": "build",
        "征收": "flag", "年报": "chart", "解读": "info", "应急": "shield", "目录": "table",
    }  # fmt: skip
    with across_agencies():
        names = list(
            Section.objects.filter(kind=SectionKind.STATUTORY)
            .exclude(name__in=[kind.label for kind in SectionKind])
            .order_by("position")
            .values_list("name", flat=True)
        )
        guides = public_guides().exists()
    ordered = sorted(dict.fromkeys(names), key=lambda name: -names.count(name))[: 9 if guides else 10]
    tiles = [
        {
            "name": name,
            "path": f"{addresses.SEARCH}?{urlencode({'section': name})}",
            "icon": next((icon for word, icon in icons.items() if word in name), "doc"),
        }
        for name in ordered
    ]
    return [
        *tiles,
        *([{"name": "办事指南", "path": addresses.GUIDES, "icon": "book"}] if guides else []),
        {"name": "公开目录", "path": addresses.CATALOGUES, "icon": "table"},
        {"name": "依申请公开", "path": addresses.REQUEST, "icon": "check"},
    ]


GROUP_NAMES = ((Level.TOWN, "镇和街道"), (Level.COUNTY, "区（县）政府和部门"), (Level.CITY, "市政府和部门"))


def agency_groups(agencies: list[Agency], site: Site) -> list[dict[str, Any]]:
    groups = []
    for level, name in GROUP_NAMES:
        members = [
            {"name": one.short_name, "path": addresses.agency(one.code)} for one in agencies if one.level == level
        ]
        if members:
            groups.append({"name": name, "agencies": members})
    return groups


def agencies(site: Site) -> Page:
    every = list(Agency.objects.order_by("path"))
    return Page(
        path=addresses.AGENCIES,
        template="portal/agencies.html",
        title="各单位公开",
        place=addresses.AGENCIES,
        column=("各单位公开", "各单位的政府信息公开平台", "政府信息公开,单位", "信息公开目录"),
        crumbs=[Crumb("首页", addresses.HOME), Crumb("各单位公开")],
        context={"groups": agency_groups(every, site), "agency_count": len(every)},
    )


def section(site: Site, who: Agency, part: Section, number: int | None, tree: Tree, today: dt.date) -> Page:
    """A section's list: its newest page (``number`` None) or one of the pages counted from the oldest."""
    return section_of(site, who, part, section_page(part, tree, number), tree)


def section_of(site: Site, who: Agency, part: Section, listing: ListPage, tree: Tree) -> Page:
    """The page of a list that has been read."""
    suffix = "" if listing.number is None else f"（第{listing.number}页）"
    return Page(
        path=addresses.section(who.code, part.code, listing.number),
        template="portal/section.html",
        title=f"{part.name}{suffix}",
        agency=who,
        place=addresses.AGENCIES,
        feed=f"/{who.code}/{part.code}/feed.xml",
        description=part.description or f"{who.name}{part.name}",
        column=column_of(who, part),
        crumbs=[
            Crumb("首页", addresses.HOME),
            Crumb(who.short_name, addresses.agency(who.code)),
            *[Crumb(one.name, addresses.section(who.code, one.code)) for one in tree.above(part)],
            Crumb(part.name),
        ],
        context={
            "who": who,
            "part": part,
            "tree": tree,
            "current": part.code,
            "listing": listing,
            "newest_path": addresses.section(who.code, part.code),
            "oldest_path": addresses.section(who.code, part.code, 1),
            "years": listing.by_year(disclosure_line),
        },
    )


def column_of(who: Agency, part: Section) -> tuple[str, str, str, str]:
    """栏目标签."""
    return (
        part.name,
        part.description or f"{who.name}{part.name}",
        f"{part.name},{who.short_name}",
        COLUMN_TYPES.get(SectionKind(part.kind), "信息公开目录"),
    )


def disclosure_line(record: Disclosure) -> dict[str, Any]:
    """One line of a register."""
    return {
        "title": record.title,
        "path": addresses.address_of(record),
        "date": record.published_at,
        "agency": record.agency.short_name,
        "section": record.section.name if record.section else "",
        "number": record.document_number,
        "validity": record.validity if record.validity != Validity.VALID else "",
        "validity_label": record.get_validity_display(),
        "off": record.validity in (Validity.REPEALED, Validity.EXPIRED),
        "shows_valid": bool(record.document_number) and record.validity == Validity.VALID,
    }


def lines_by_year(found: Iterable[Any], path_of: Callable[[str, int], str]) -> list[tuple[int, list[dict[str, str]]]]:
    """Annual things of agencies under their years, newest year first; within a year as they came."""
    newest_first = sorted(found, key=lambda one: -one.year)
    return [
        (year, [{"title": str(one), "path": path_of(one.agency.code, year)} for one in members])
        for year, members in groupby(newest_first, key=lambda one: one.year)
    ]


def notice_line(notice: PublicNotice, today: dt.date) -> dict[str, Any]:
    """A running notice: its ruler (the day after posting is day one) and what is left of it."""
    total = max((notice.ends_on - notice.starts_on).days, 1)
    day = (today - notice.starts_on).days
    left = (notice.ends_on - today).days
    if day < 0:
        state, passed, label = f"{_month_day(notice.starts_on)}开始", -1, f"公示期{total}天，还没有开始"
    elif left < 0:
        state, passed, label = "已结束", total, f"公示期{total}天，已经结束"
    else:
        state = "今天24:00结束" if left == 0 else f"还剩{left}天"
        passed, label = max(day, 1) - 1, f"公示期{total}天，今天是第{max(day, 1)}天"
    return {
        "title": notice.disclosure.title,
        "path": addresses.address_of(notice.disclosure),
        "agency": notice.disclosure.agency.short_name,
        "starts_on": notice.starts_on,
        "ends_on": notice.ends_on,
        "total": total,
        "passed": passed,
        "left": left,
        "state": state,
        "heading": f"公示已于{_month_day(notice.ends_on)}结束" if left < 0 else f"公示期：{state}",
        "label": label,
    }


def _month_day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


def notices(site: Site, today: dt.date) -> Page:
    return Page(
        path=addresses.NOTICES,
        template="portal/notices.html",
        title="公示公告",
        place=addresses.NOTICES,
        column=("公示公告", "正在公示的事项", "公示,公告", "工作动态"),
        crumbs=[Crumb("首页", addresses.HOME), Crumb("公示公告")],
        context={"notices": [notice_line(notice, today) for notice in running_notices(today)]},
    )


def elder(site: Site, today: dt.date) -> Page:
    """The home of 长辈版: the telephone first, six doors in plain words, running notices."""
    return Page(
        path=addresses.ELDER,
        template="portal/elder.html",
        title="长辈版首页",
        place=addresses.HOME,
        column=("长辈版", "长辈版首页", "长辈版", "首页"),
        context={"elder": True, "notices": [notice_line(notice, today) for notice in running_notices(today)[:4]]},
    )
