"""预算决算 by fiscal year: what an agency has disclosed in its finance columns, sorted by the year it speaks of.

The year is the one the title names (决算 of a year come out in the next), the publication's where it names none. What
is no budget, account or expense report by its title stays in its section only.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.disclosures.models import Disclosure
from gongkai.portal import addresses
from gongkai.portal.pages import disclosure_line
from gongkai.portal.queries import public
from gongkai.portal.site import Crumb, Page
from gongkai.portal.tree import Tree

#: Words in the name of a finance column.
COLUMNS = ("预算", "决算", "财政")
#: Word of a title → what it is, the first that fits; the order of the page is :data:`KINDS`.
WORDS = (
    ("三公", "“三公”经费"),
    ("绩效", "绩效"),
    ("执行", "预算执行和调整"),
    ("调整", "预算执行和调整"),
    ("决算", "决算"),
    ("预算", "预算"),
)
KINDS = ("预算", "决算", "“三公”经费", "预算执行和调整", "绩效")
MOST = 2000
_YEAR = re.compile(r"(20\d{2})\s*年")


def is_finance(section: Section | None) -> bool:
    """Whether a column is one for budgets and accounts."""
    return section is not None and any(word in section.name for word in COLUMNS)


def documents(tree: Tree) -> QuerySet[Disclosure]:
    """The public budgets and accounts of an agency, newest first."""
    columns = {key for part in tree.sections if is_finance(part) for key in tree.below(part)}
    named = Q()
    for word, _ in WORDS:
        named |= Q(title__contains=word)
    return public(tree.agency).filter(named, section__in=columns)


def path_of(tree: Tree) -> str:
    """Where the page of an agency stands; empty where it has none."""
    return addresses.budgets(tree.agency.code) if documents(tree).exists() else ""


def kind_of(title: str) -> str:
    """What a title announces; empty for something else."""
    return next((kind for word, kind in WORDS if word in title), "")


def year_of(record: Disclosure) -> int:
    """The fiscal year a document speaks of."""
    found = _YEAR.search(record.title)
    assert record.published_at is not None
    return int(found.group(1)) if found else timezone.localtime(record.published_at).year


def by_year(records: QuerySet[Disclosure]) -> list[dict[str, Any]]:
    """Newest fiscal year first; in each the kinds in their order, in each kind the newest first."""
    years: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for record in records.defer("body")[:MOST]:
        kinds = years.setdefault(year_of(record), {})
        kinds.setdefault(kind_of(record.title), []).append(disclosure_line(record))
    return [
        {
            "year": year,
            "kinds": [{"name": kind, "lines": years[year][kind]} for kind in KINDS if kind in years[year]],
        }
        for year in sorted(years, reverse=True)
    ]


def budgets(tree: Tree) -> Page | None:
    """The page of an agency; None where it has disclosed no such document."""
    who = tree.agency
    with across_agencies():
        years = by_year(documents(tree))
    if not years:
        return None
    return Page(
        path=addresses.budgets(who.code),
        template="portal/budgets.html",
        title="预算决算",
        agency=who,
        place=addresses.AGENCIES,
        description=f"{who.name}各年度的预算、决算和“三公”经费。",
        column=("预算决算", f"{who.name}各年度的预算和决算", f"预算,决算,{who.short_name}", "信息公开目录"),
        crumbs=[
            Crumb("首页", addresses.HOME),
            Crumb(who.short_name, addresses.agency(who.code)),
            Crumb("预算决算"),
        ],
        context={"who": who, "tree": tree, "years": years},
    )
