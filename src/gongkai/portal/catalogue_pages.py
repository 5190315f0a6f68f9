"""The disclosure catalogue as a table that can be narrowed: one page an edition, all rows on it, ordered by domain.

Without script the whole table stands there, with a way to each domain; with it the rows are narrowed in place. What the
agency has nothing of (未涉及) stays in the table, with its note.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Attribute, Catalogue, CatalogueEntry, Stage
from gongkai.catalogue.vocabulary import LEVELS
from gongkai.portal import addresses
from gongkai.portal.pages import lines_by_year
from gongkai.portal.site import Crumb, Page, Site

#: Separators of the carriers as they are written in catalogues.
_MARKS = str.maketrans(dict.fromkeys("、，,；;/\n■□√☑", "、"))
NOT_CONCERNED = "未涉及"


def catalogues(site: Site) -> Page:
    with across_agencies():
        editions = list(Catalogue.objects.select_related("agency").order_by("agency__path"))
    years = lines_by_year(editions, addresses.catalogue)
    return Page(
        path=addresses.CATALOGUES,
        template="portal/lists_by_year.html",
        title="政务公开基本目录",
        place=addresses.CATALOGUES,
        column=("公开目录", "各单位政务公开基本目录", "公开目录", "信息公开目录"),
        crumbs=[Crumb("首页", addresses.HOME), Crumb("公开目录")],
        context={"years": years, "empty": "还没有发布公开目录。"},
    )


def catalogue(site: Site, edition: Catalogue) -> Page:
    """One edition."""
    who = edition.agency
    rows = [entry_row(edition, one) for one in _entries(edition)]
    groups = [
        {"name": name, "anchor": f"d{number}", "rows": list(members)}
        for number, (name, members) in enumerate(groupby(rows, key=lambda row: row["domain"]), start=1)
    ]
    concerned = sum(not row["not_concerned"] for row in rows)
    return Page(
        path=addresses.catalogue(who.code, edition.year),
        template="portal/catalogue.html",
        title=edition.title,
        agency=who,
        place=addresses.CATALOGUES,
        description=f"{who.short_name}应当公开什么、什么时候公开、在哪里看得到。",
        column=(edition.title, f"{who.name}政务公开基本目录", "公开目录", "信息公开目录"),
        crumbs=[
            Crumb("首页", addresses.HOME),
            Crumb(who.short_name, addresses.agency(who.code)),
            Crumb(edition.title),
        ],
        context={
            "edition": edition,
            "groups": groups,
            "by_domain": any(row["domain"] for row in rows),
            "columns": _columns(rows, who),
            "choices": _choices(rows),
            "summary": f"共{len(rows)}项" + (f"，未涉及的有{len(rows) - concerned}项" if concerned < len(rows) else ""),
        },
    )


def _entries(edition: Catalogue) -> list[CatalogueEntry]:
    """By domain in the order in which the edition names them; what belongs to none comes first."""
    with across_agencies():
        found = list(edition.entries.select_related("section").order_by("serial", "pk"))
    order = {name: place for place, name in enumerate(dict.fromkeys(one.domain for one in found))}
    return sorted(found, key=lambda one: (one.domain != "", order[one.domain]))


def entry_row(edition: Catalogue, entry: CatalogueEntry) -> dict[str, Any]:
    """A row, with the values by which it is found."""
    carriers = [word.strip() for word in entry.carriers.translate(_MARKS).split("、") if word.strip()]
    audience = (["全社会"] if entry.to_everyone else []) + (["特定群体"] if entry.to_groups else [])
    stages = [str(Stage(stage).label) for stage in entry.stages if stage in Stage.values]
    attribute = NOT_CONCERNED if entry.not_concerned else str(Attribute(entry.attribute).label)
    return {
        "entry": entry,
        "domain": entry.domain,
        "not_concerned": entry.not_concerned,
        "attribute": attribute,
        "plain": attribute != str(Attribute.PROACTIVE.label),
        "carriers": "、".join(carriers),
        "audience": "、".join(
            (["全社会"] if entry.to_everyone else []) + ([f"特定群体：{entry.to_groups}"] if entry.to_groups else [])
        ),
        "stages": "、".join(stages),
        "levels": "、".join(LEVELS.get(level, str(level)) for level in entry.levels),
        "responsible": entry.responsible_agency,
        "path": addresses.section(edition.agency.code, entry.section.code) if entry.section else "",
        "keys": {
            "domain": entry.domain,
            "category": entry.category,
            "attribute": attribute,
            "responsible": entry.responsible_agency,
            "channel": "|".join(carriers),
            "audience": "|".join(audience),
            "stage": "|".join(stages),
        },
    }


#: Columns that stand only where some entry of the edition says something there.
OPTIONAL = ("audience", "stages", "levels", "carriers")


def _columns(rows: list[dict[str, Any]], who: Agency) -> dict[str, bool]:
    """Which of them stand there; whose duty it is, only where it is not the agency's alone, which the table names."""
    others = any(row["responsible"] != who.short_name and not who.name.endswith(row["responsible"]) for row in rows)
    return {name: any(row[name] for row in rows) for name in OPTIONAL} | {"responsible": others}


#: Filter → its label, in the order of the form.
FILTERS = {
    "domain": "领域",
    "category": "信息类别",
    "attribute": "公开属性",
    "responsible": "责任主体",
    "channel": "公开渠道",
    "audience": "公开对象",
    "stage": "公开类型",
}


def _choices(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The filters that tell rows apart, each with its values in the order of the table."""
    found = []
    for name, label in FILTERS.items():
        values = list(dict.fromkeys(value for row in rows for value in row["keys"][name].split("|") if value))
        if len(values) > 1:
            found.append({"name": name, "label": label, "options": values})
    return found
