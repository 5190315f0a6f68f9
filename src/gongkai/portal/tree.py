"""The tree of an agency's columns: the fixed five of the unified platform, its own sections below them."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section, SectionKind
from gongkai.portal import addresses


@dataclass
class Branch:
    """A line of the tree: its name and page, and what unfolds below it."""

    name: str
    path: str
    code: str = ""
    children: list[Branch] = field(default_factory=list)


@dataclass
class Tree:
    """All sections of one agency, and the branches a page shows."""

    agency: Agency
    sections: list[Section]
    branches: list[Branch]

    def above(self, part: Section) -> list[Section]:
        """The sections above ``part``, topmost first."""
        by_key = {one.pk: one for one in self.sections}
        line: list[Section] = []
        while part.parent_id in by_key:
            part = by_key[part.parent_id]
            line.insert(0, part)
        return line

    def below(self, part: Section) -> set[int]:
        """``part`` and everything under it, by primary key."""
        found = {part.pk}
        grew = True
        while grew:
            more = {one.pk for one in self.sections if one.parent_id in found} - found
            found |= more
            grew = bool(more)
        return found


FIXED: tuple[SectionKind, ...] = (
    SectionKind.GUIDE,
    SectionKind.RULES,
    SectionKind.STATUTORY,
    SectionKind.ANNUAL_REPORT,
    SectionKind.REQUESTS,
)
#: Columns whose page is not a list of disclosures.
FIXED_PATHS = {SectionKind.ANNUAL_REPORT: "reports/", SectionKind.REQUESTS: None}


def tree_of(agency: Agency) -> Tree:
    """The agency's tree; the fixed columns stand even where no section was made for them."""
    with across_agencies():
        sections = list(Section.objects.filter(agency=agency).order_by("position", "pk"))
    return Tree(agency, sections, [_fixed(agency, kind, sections) for kind in FIXED])


def _fixed(agency: Agency, kind: SectionKind, sections: list[Section]) -> Branch:
    own = [one for one in sections if one.kind == kind and one.parent_id is None]
    tops = [one for one in own if one.name == kind.label]
    top = tops[0] if tops else None
    if kind == SectionKind.REQUESTS:
        path = addresses.REQUEST
    elif kind == SectionKind.ANNUAL_REPORT:
        path = f"{addresses.agency(agency.code)}reports/"
    elif top is not None:
        path = addresses.section(agency.code, top.code)
    else:
        path = addresses.agency(agency.code)
    children = [one for one in own if one is not top]
    if top is not None:
        children += [one for one in sections if one.parent_id == top.pk]
    code = "reports" if kind == SectionKind.ANNUAL_REPORT else top.code if top else ""
    return Branch(kind.label, path, code, [_branch(agency, one, sections) for one in children])


def _branch(agency: Agency, part: Section, sections: list[Section]) -> Branch:
    below = [_branch(agency, one, sections) for one in sections if one.parent_id == part.pk]
    return Branch(part.name, addresses.section(agency.code, part.code), part.code, below)
