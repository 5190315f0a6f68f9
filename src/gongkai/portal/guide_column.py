"""政府信息公开指南 (条例第十二条): the column opens as one article, the newest in force.

Until an agency has disclosed one, the column says what the records say of the same: the columns, the reading points,
who handles requests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from gongkai.agencies.models import Agency, holds_on
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section, SectionKind
from gongkai.disclosures.models import Validity
from gongkai.portal import addresses
from gongkai.portal.body_tables import readable
from gongkai.portal.disclosure_pages import attachment_lines, public_body
from gongkai.portal.queries import public
from gongkai.portal.tree import Tree
from gongkai.registers.models import ReadingPoint


def guide_context(who: Agency, part: Section, tree: Tree, today: dt.date) -> dict[str, Any]:
    """What the page of the column shows above its list."""
    with across_agencies():
        article = public(who).filter(section__in=tree.below(part), validity=Validity.VALID).first()
    if article is None:
        return {"own_guide": own_guide(who, tree, today)}
    return {
        "article": article,
        "article_path": addresses.address_of(article),
        "body": readable(public_body(article)),
        "files": attachment_lines(article),
    }


def guide_columns(agencies: Iterable[int]) -> list[int]:
    """The columns of the guide of some agencies, by primary key."""
    with across_agencies():
        found = Section.objects.filter(agency__in=agencies, kind=SectionKind.GUIDE)
        return list(found.values_list("pk", flat=True))


def own_guide(who: Agency, tree: Tree, today: dt.date) -> dict[str, Any]:
    """The statutory columns, and where the information can be read on paper."""
    with across_agencies():
        points = list(ReadingPoint.objects.filter(holds_on(today), agency=who).values("name", "place"))
    statutory = [one for one in tree.branches if one.name == SectionKind.STATUTORY.label]
    return {"columns": [child for one in statutory for child in one.children], "points": points}
