"""The verbs of a catalogue: import an edition, say that a matter does not concern us."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from gongkai.agencies.models import Agency
from gongkai.agencies.permissions import allowed_roles
from gongkai.agencies.queries import acting_or_refuse
from gongkai.catalogue.checking import check
from gongkai.catalogue.comparison import Comparison, EntryChange, changed_cells, pair
from gongkai.catalogue.drafts import CatalogueDraft, DraftEntry, join_list
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section, SectionKind
from gongkai.catalogue.queries import draft_entry, missing_sections, section_names, sections_by_name
from gongkai.catalogue.signals import entries_changed
from gongkai.catalogue.vocabulary import Layout, fold
from gongkai.findings import Failure, Refused, Severity, refuse
from gongkai.trail.services import Actor, record

YEARS = range(2008, 2100)
NOT_YOURS = "您在这个单位没有维护目录的权限"
#: Fields of an entry that every import sets, whatever columns the file has.
_ALWAYS = ("serial", "domain", "category", "matter")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person settles at the preview.

    ``domain`` is given to entries without one in a standard table; ``create_sections`` makes the sections that are not
    there; ``remove_missing`` takes out the entries (of the same domains) that the file no longer has.
    """

    year: int
    domain: str = ""
    create_sections: bool = False
    remove_missing: bool = False


@dataclass(slots=True)
class Plan:
    """What an import would do."""

    draft: CatalogueDraft
    edition: Catalogue | None
    comparison: Comparison
    pairs: list[tuple[CatalogueEntry, DraftEntry]] = field(default_factory=list)
    new: list[DraftEntry] = field(default_factory=list)
    missing: list[CatalogueEntry] = field(default_factory=list)
    new_sections: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    edition: Catalogue
    added: int
    changed: int
    same: int
    removed: int
    sections: int


def plan_import(agency: Agency, draft: CatalogueDraft, choices: Choices) -> Plan:
    """What :func:`import_catalogue` would do with these choices; nothing is written."""
    if draft.layout is Layout.STANDARD and choices.domain:
        entries = [entry if entry.domain else replace(entry, domain=choices.domain) for entry in draft.entries]
        draft = replace(draft, entries=entries)
    edition = Catalogue.objects.filter(agency=agency, year=choices.year).first()
    plan = Plan(draft, edition, Comparison())
    _pair(plan, agency)
    plan.new_sections = missing_sections(agency, draft)
    plan.failures = _failures(agency, plan, choices)
    return plan


def _pair(plan: Plan, agency: Agency) -> None:
    """Find again what the edition has already, in the domains the file speaks of."""
    draft, edition, told = plan.draft, plan.edition, plan.comparison
    names = section_names(Section.objects.filter(agency=agency).select_related("parent"))
    domains = set(draft.domains) or {""}
    records = list(edition.entries.filter(domain__in=domains).order_by("serial", "pk")) if edition else []
    values = [draft_entry(entry, names.get(entry.section_id, "")) for entry in records]
    by_value = {id(value): entry for value, entry in zip(values, records, strict=True)}
    paired = pair(values, draft.entries)
    partners = {id(after): before for before, after in paired}
    for after in draft.entries:
        before = partners.get(id(after))
        if before is None:
            plan.new.append(after)
            told.added.append(after)
            continue
        merged = _merge(before, after, draft)
        plan.pairs.append((by_value[id(before)], merged))
        if cells := changed_cells(before, merged):
            told.changed.append(EntryChange(before, merged, cells))
        else:
            told.same += 1
    kept = {id(before) for before, _ in paired}
    told.removed = [value for value in values if id(value) not in kept]
    plan.missing = [by_value[id(value)] for value in told.removed]


def _merge(before: DraftEntry, after: DraftEntry, draft: CatalogueDraft) -> DraftEntry:
    """The record with what the file says; a field for which the file has no column stays."""
    held = draft.fields or tuple(name for name in DraftEntry.__dataclass_fields__ if name not in ("place", "places"))
    values = {name: getattr(after, name) for name in {*held, *_ALWAYS}}
    if not after.attribute:
        values["attribute"] = before.attribute
    return replace(before, **values, place=after.place)


def _failures(agency: Agency, plan: Plan, choices: Choices) -> list[Failure]:
    draft = plan.draft
    found = [Failure(one.rule, one.message, one.where) for one in draft.errors]
    if not draft.problems:  # a draft made by hand was not checked yet
        found += [Failure(one.rule, one.message, one.where) for one in check(draft) if one.severity is Severity.ERROR]
    if choices.year not in YEARS:
        found.append(Failure("year", f"年度要在{YEARS.start}到{YEARS.stop - 1}之间", "年度"))
    if draft.layout is Layout.STANDARD and any(not entry.domain for entry in draft.entries):
        found.append(Failure("domain", "标准目录要写明属于哪个领域，请选择", "领域"))
    if plan.new_sections and not choices.create_sections:
        names = join_list(f"“{name}”" for name in plan.new_sections[:10])
        found.append(Failure("section", f"没有{names}这些栏目；请选“新建这些栏目”，或者改成已有栏目的名称", "所属栏目"))
    known = sections_by_name(agency)
    for entry in draft.entries:
        if entry.section and len(known.get(fold(entry.section), [])) > 1:
            where = entry.places.get("section", entry.place)
            found.append(
                Failure("section-twice", f"有几个栏目都叫“{entry.section}”，请写成“上级/{entry.section}”", where)
            )
    return found


@transaction.atomic
def import_catalogue(agency: Agency, draft: CatalogueDraft, choices: Choices, *, user: Any) -> Imported:
    """Bring the agency's edition of the year in line with the draft: all of it or nothing, and the same when repeated.

    Entries that are there already keep their identity, so that what was published below them stays with them.

    :raises Refused: when the person may not, or with every reason that stands against it.
    """
    actor = acting_or_refuse(user, agency, *allowed_roles("catalogue.catalogue", "add"), words=NOT_YOURS)
    Agency.objects.select_for_update().get(pk=agency.pk)  # two imports at once: one after the other
    plan = plan_import(agency, draft, choices)
    if plan.failures:
        raise Refused(plan.failures)
    edition, made = _edition(agency, plan, choices)
    sections = _sections(agency, plan, actor)
    changed = _update(plan, sections)
    _create(edition, plan, sections)
    removed = 0
    if choices.remove_missing:
        for entry in plan.missing:
            why = "重新导入的目录里没有这一项"
            record("catalogue.entry.remove", target=entry, reason=why, data={"ref": entry.ref}, actor=actor)
            entry.delete()
            removed += 1
    done = Imported(edition, len(plan.new), changed, len(plan.pairs) - changed, removed, len(plan.new_sections))
    if made or done.added or done.changed or done.removed:
        edition.save()  # whoever waits for a changed edition learns of it once
        counts = {name: getattr(done, name) for name in ("added", "changed", "same", "removed", "sections")}
        data = {"year": choices.year, "layout": str(draft.layout), **counts}
        record("catalogue.import", target=edition, data=data, actor=actor)
    return done


def _edition(agency: Agency, plan: Plan, choices: Choices) -> tuple[Catalogue, bool]:
    """The edition of the year, made if need be, and whether its head changed; only a 基本目录 rewrites it."""
    head, edition = plan.draft.head, plan.edition
    title = head.title or f"{agency.name}{plan.draft.layout.label}"
    values = {
        "title": title[:100],
        "filled_by": head.filled_by[:50],
        "checked_by": head.checked_by[:50],
        "approved_by": head.approved_by[:50],
        "filled_on": head.filled_on,
    }
    if edition is None:
        return Catalogue.objects.create(agency=agency, year=choices.year, **values), True
    if plan.draft.layout is Layout.STANDARD:
        return edition, False
    changed = False
    for name, value in values.items():
        if value and getattr(edition, name) != value and (name != "title" or head.title):
            setattr(edition, name, value)
            changed = True
    return edition, changed


def _sections(agency: Agency, plan: Plan, actor: Actor) -> dict[str, Section]:
    found = {name: sections[0] for name, sections in sections_by_name(agency).items()}
    taken = set(Section.objects.filter(agency=agency).values_list("code", flat=True))
    number = 0
    for name in plan.new_sections:
        parent_name, _, own = name.rpartition("/")
        number += 1
        while f"column-{number}" in taken:
            number += 1
        section = Section.objects.create(
            agency=agency,
            code=f"column-{number}",
            name=own[:60],
            kind=SectionKind.STATUTORY,
            parent=found.get(fold(parent_name)) if parent_name else None,
            position=1000 + number,
        )
        record("section.create", target=section, reason="导入目录时新建", actor=actor)
        found[fold(name)] = section
    return found


def _values(entry: DraftEntry, sections: dict[str, Section]) -> dict[str, Any]:
    names = [name for name in DraftEntry.__dataclass_fields__ if name not in ("place", "places", "section")]
    values = {name: getattr(entry, name) for name in names}
    values |= {"carriers": join_list(entry.carriers), "stages": list(entry.stages), "levels": list(entry.levels)}
    values["attribute"] = entry.attribute or "proactive"
    values["section"] = sections[fold(entry.section)] if entry.section else None
    return values


def _update(plan: Plan, sections: dict[str, Section]) -> int:
    changed = []
    names: tuple[str, ...] = ()
    for entry, value in plan.pairs:
        values = _values(value, sections)
        names = tuple(values)
        if any(getattr(entry, name) != new for name, new in values.items()):
            for name, new in values.items():
                setattr(entry, name, new)
            changed.append(entry)
    if changed:
        CatalogueEntry.objects.bulk_update(changed, names)
        entries_changed.send(sender=CatalogueEntry, keys=[entry.pk for entry in changed])
    return len(changed)


def _create(edition: Catalogue, plan: Plan, sections: dict[str, Section]) -> None:
    taken = set(CatalogueEntry.objects.filter(agency=edition.agency).values_list("ref", flat=True))
    made = []
    for value in plan.new:
        stem = "-".join(filter(None, (str(edition.year), value.domain[:40], str(value.serial))))
        ref, number = stem, 1
        while ref in taken:
            number += 1
            ref = f"{stem}-{number}"
        taken.add(ref)
        made.append(CatalogueEntry(agency=edition.agency, catalogue=edition, ref=ref, **_values(value, sections)))
    CatalogueEntry.objects.bulk_create(made)


@transaction.atomic
def set_not_concerned(entry: CatalogueEntry, note: str, *, user: Any, concerned: bool = False) -> None:
    """未涉及: say, with a note, that the agency has nothing of this kind; ``concerned`` takes it back.

    :raises Refused: when the person may not, or there is no note.
    """
    actor = acting_or_refuse(user, entry.agency, *allowed_roles("catalogue.catalogueentry", "change"), words=NOT_YOURS)
    if not concerned and not note.strip():
        raise refuse("note", "请写明为什么未涉及，这句话会公开", "未涉及说明")
    if len(note.strip()) > 300:
        raise refuse("note", "说明不能超过300个字", "未涉及说明")
    entry.not_concerned, entry.not_concerned_note = not concerned, "" if concerned else note.strip()
    entry.save(update_fields=["not_concerned", "not_concerned_note", "updated_at"])
    act = "catalogue.entry.concerned" if concerned else "catalogue.entry.not_concerned"
    record(act, target=entry, reason=entry.not_concerned_note, actor=actor)
