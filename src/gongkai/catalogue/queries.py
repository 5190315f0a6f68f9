"""Reading catalogues: editions as drafts, sections by name."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.catalogue.cells import read_carriers
from gongkai.catalogue.drafts import CatalogueDraft, DraftEntry, Head
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.catalogue.vocabulary import Layout, fold

#: In which an edition is read and written.
ENTRY_ORDER = ("domain", "serial", "pk")


def edition_of(agency: Agency, today: dt.date) -> Catalogue | None:
    """The edition in force: the newest whose year has begun."""
    return Catalogue.objects.filter(agency=agency, year__lte=today.year).order_by("-year").first()


def layouts_of(edition: Catalogue) -> list[Layout]:
    """The layouts in which the edition has entries, the agency's own first."""
    named = set(edition.entries.order_by().values_list("domain", flat=True).distinct())
    found = [Layout.BASIC] if "" in named or not named else []
    return found + ([Layout.STANDARD] if named - {""} else [])


def draft_of(edition: Catalogue, layout: Layout | None = None) -> CatalogueDraft:
    """The edition as a value: its entries in one layout only; without a ``layout`` all of them, as a basic table."""
    names = section_names(Section.objects.filter(agency=edition.agency_id).select_related("parent"))
    entries = edition.entries.order_by(*ENTRY_ORDER)
    if layout is Layout.BASIC:
        entries = entries.filter(domain="")
    elif layout is Layout.STANDARD:
        entries = entries.exclude(domain="")
    head = Head(
        edition.title,
        edition.agency.name,
        edition.filled_by,
        edition.checked_by,
        edition.approved_by,
        edition.filled_on,
    )
    if layout is Layout.STANDARD:
        head.title = standard_title(edition)
    made = [draft_entry(entry, names.get(entry.section_id, "")) for entry in entries]
    return CatalogueDraft(layout or Layout.BASIC, head, made)


def standard_title(edition: Catalogue) -> str:
    """The title of the standard catalogue of an edition that holds both."""
    own = edition.title
    return own if "标准目录" in own else f"{edition.agency.name}基层政务公开标准目录（{edition.year}年）"


def draft_entry(entry: CatalogueEntry, section: str) -> DraftEntry:
    """The record as a value; ``section`` is the name of its section."""
    return DraftEntry(
        serial=entry.serial,
        category=entry.category,
        matter=entry.matter,
        content=entry.content,
        legal_basis=entry.legal_basis,
        responsible_agency=entry.responsible_agency,
        attribute=entry.attribute,
        also_on_request=entry.also_on_request,
        time_limit=entry.time_limit,
        carriers=read_carriers(entry.carriers, standard=bool(entry.domain))[0],
        stages=tuple(entry.stages or ()),
        to_everyone=entry.to_everyone,
        to_groups=entry.to_groups,
        levels=tuple(entry.levels or ()),
        domain=entry.domain,
        section=section,
        not_concerned=entry.not_concerned,
        not_concerned_note=entry.not_concerned_note,
        remark=entry.remark,
    )


def section_names(sections: Iterable[Section]) -> dict[int | None, str]:
    """Each section's name as a catalogue writes it: with the name above it where the name alone is not unique."""
    known = list(sections)
    count = Counter(fold(section.name) for section in known)
    return {
        section.pk: f"{section.parent.name}/{section.name}"
        if count[fold(section.name)] > 1 and section.parent
        else section.name
        for section in known
    }


def sections_by_name(agency: Agency) -> dict[str, list[Section]]:
    """Folded name, and folded ``上级/名称``, → the agency's sections that are called so."""
    found: dict[str, list[Section]] = {}
    for section in Section.objects.filter(agency=agency).select_related("parent"):
        found.setdefault(fold(section.name), []).append(section)
        if section.parent:
            found.setdefault(fold(f"{section.parent.name}/{section.name}"), []).append(section)
    return found


def missing_sections(agency: Agency, draft: CatalogueDraft) -> list[str]:
    """The names of sections in the draft that the agency does not have."""
    known: Any = sections_by_name(agency)
    names = dict.fromkeys(entry.section for entry in draft.entries if entry.section)
    return [name for name in names if fold(name) not in known]
