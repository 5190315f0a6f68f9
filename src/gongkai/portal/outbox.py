"""What the files no longer say rightly. Rows are written in the transaction of the change, so neither can be lost.

``mark_*`` say what changed, in the words of the records; which pages follow from it is decided here alone. After the
commit a task brings the files up to date (:mod:`gongkai.portal.baking`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from django.db import transaction
from django.db.models import Q

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Catalogue, Section, SectionKind
from gongkai.dialogue.models import Interpretation
from gongkai.disclosures.attachments import public_attachments
from gongkai.disclosures.models import Attachment, Disclosure, ValidityChange
from gongkai.portal import addresses
from gongkai.portal.budget_pages import is_finance
from gongkai.portal.lists import page_now, pages_touched
from gongkai.portal.models import StalePage
from gongkai.portal.moving import moved
from gongkai.portal.previews import READERS, addresses_of
from gongkai.portal.report_pages import FILES
from gongkai.portal.sitemaps import shard_of
from gongkai.portal.tree import Tree, tree_of
from gongkai.registers.models import ServiceGuide
from gongkai.reports.models import AnnualReport, ReportState

#: One kind of thing (see :data:`gongkai.portal.units.KINDS`) and the keys of those of it that are stale.
Stale = tuple[str, Sequence[object]]
#: Marks that stand for a bake of an agency or of the whole site.
EVERYTHING = "everything"
WHOLE_AGENCY = "whole-agency"
#: Not a page: the attachments of a disclosure are to be read for search.
WORDS = "words"


#: Year and serial of a document number.
_NUMBER = re.compile(r"(\d{4})\D+(\d{1,4}号)")


def mark(kind: str, keys: Iterable[object] = ("",)) -> None:
    """Note that these things of one kind are stale."""
    mark_all([(kind, list(keys))])


def mark_all(stale: Iterable[Stale]) -> None:
    """Note things of several kinds at once."""
    StalePage.objects.bulk_create([StalePage(kind=kind, key=str(key)) for kind, keys in stale for key in keys])
    _wake_after_commit()


def mark_everything() -> None:
    """After a bulk import, a change of the site's name, of the root agency: bake all."""
    mark(EVERYTHING)


def mark_agency(agency: Agency) -> None:
    """The agency's name, contacts or tree changed: they stand on each of its pages."""
    mark(WHOLE_AGENCY, [agency.pk])
    mark("site", ["home", "agencies", "catalogues", "guides", "embed", "map", "request", "feedback"])


def mark_disclosure(record: Disclosure, *, inserted: bool = False) -> None:
    """A disclosure was published (``inserted``), changed, repealed or withdrawn."""
    with across_agencies():
        stale: list[Stale] = [("disclosure", [record.pk, *_tied(record)]), *_previews(record)]
        if guides := list(record.service_guides.values_list("pk", flat=True)):
            stale.append(("guide", guides))
        if record.section:
            stale += _lists(record, record.section, inserted=inserted)
        stale += [
            ("agency", [record.agency_id]),
            ("shard", [shard_of(record)]),
            ("site", ["home", "feed", "sitemap", "notices", "elder", "embed"]),
        ]
        mark_all(stale)


def _previews(record: Disclosure) -> Iterator[Stale]:
    """The pages of its attachments: those that are public are made, those of the others go at once."""
    known = list(Attachment.objects.filter(disclosure=record, kind__in=READERS).values_list("pk", flat=True))
    if not known:
        return
    public = set(public_attachments(record).values_list("pk", flat=True))
    yield "path", [path for pk in known if pk not in public for path in addresses_of(pk)]
    yield "preview", known


def _lists(record: Disclosure, section: Section, *, inserted: bool) -> Iterator[Stale]:
    """The lists in which the record stands: its section's, and those of the sections above."""
    line = _line(record, section)
    for part, tree in line:
        yield "section", [part.pk]
        if span := pages_touched(part, tree, record, inserted=inserted):
            yield "list", [f"{part.pk}:{span[0]}-{span[1]}"]
    yield from _columns(record, [part for part, _ in line])


def _columns(record: Disclosure, line: list[Section]) -> Iterator[Stale]:
    """The pages that some columns have beside their list."""
    if any(is_finance(part) for part in line):
        yield "budgets", [record.agency_id]
    if any(part.kind == SectionKind.ANNUAL_REPORT for part in line):
        yield "years", [record.agency_id]


def _line(record: Disclosure, section: Section) -> list[tuple[Section, Tree]]:
    """The section and those above it, with the agency's tree."""
    tree = tree_of(record.agency)
    own = next((part for part in tree.sections if part.pk == section.pk), None)
    return [(part, tree) for part in [own, *tree.above(own)]] if own else []


def mark_shifted(record: Disclosure, section: Section) -> None:
    """The record is about to leave or to join a section: every later place moves by one, the last page may vanish."""
    line = _line(record, section)
    for part, tree in line:
        mark("section", [part.pk])
        first, full = page_now(part, tree, record)
        mark("list", [f"{part.pk}:{max(min(first, full) - 1, 1)}-{full + 1}"])
        if full:
            mark("path", [addresses.section(tree.agency.code, part.code, full)])
    mark_all(_columns(record, [part for part, _ in line]))


def mark_moved(old: str, new: str) -> None:
    """What stood at an address stands at another from now on; the old one answers with the new one."""
    moved(old, new)
    mark("site", ["moved"])


def mark_removed(record: Disclosure) -> None:
    """A disclosure is about to be deleted outright (no verb of the desk does it): its page goes, its lists close up."""
    with across_agencies():
        own = Attachment.objects.filter(disclosure=record).values_list("pk", flat=True)
        mark("path", [addresses.address_of(record), *(path for pk in own for path in addresses_of(pk))])
        if record.section:
            mark_shifted(record, record.section)
        mark_disclosure(record)


def mark_catalogue(edition: Catalogue) -> None:
    mark("catalogue", [edition.pk])
    mark("agency", [edition.agency_id])
    mark("site", ["catalogues"])


def mark_catalogue_gone(agency_code: str, edition: Catalogue) -> None:
    """An edition is about to be deleted, or to stand under another year."""
    mark("path", [addresses.catalogue(agency_code, edition.year)])
    mark_entries(edition.entries.values_list("pk", flat=True))
    mark_catalogue(edition)


def mark_entries(entries: Iterable[int]) -> None:
    """Entries of a catalogue changed, or are about to go: the texts below them name them."""
    with across_agencies():
        mark("disclosure", Disclosure.public.filter(catalogue_entry__in=list(entries)).values_list("pk", flat=True))


def mark_guide(guide: ServiceGuide, *, removed: bool = False) -> None:
    """A service guide was made public, changed in public, withdrawn or deleted."""
    if removed:
        mark("path", [addresses.guide(guide.agency.code, guide.pk)])
    else:
        mark("guide", [guide.pk])
    mark("agency", [guide.agency_id])
    mark("site", ["home", "guides", "embed"])


def mark_report(report: AnnualReport) -> None:
    """An annual report was published, or is no longer."""
    path = addresses.report(report.agency.code, report.year)
    if report.state == ReportState.PUBLISHED:
        mark("report", [report.pk])
    else:
        mark("path", [path, *(f"{path}{name}" for name in FILES)])
    mark("agency", [report.agency_id])
    mark("site", ["reports"])


def _tied(record: Disclosure) -> list[int]:
    """The disclosures whose pages name this one: policy and interpretation, and what it repealed."""
    pairs = Interpretation.objects.filter(Q(policy=record) | Q(disclosure=record))
    tied = {pk for pair in pairs.order_by().values_list("policy_id", "disclosure_id") for pk in pair}
    if number := _NUMBER.search(record.document_number):
        changes = ValidityChange.objects.filter(basis__contains=number[1]).filter(basis__contains=number[2])
        tied |= set(changes.order_by().values_list("disclosure_id", flat=True))
    return sorted(tied - {None, record.pk})


def _wake_after_commit() -> None:
    """Queue one task for however many marks of this transaction."""
    connection = transaction.get_connection()
    waiting = any(getattr(entry[1], "func", None) is _wake for entry in connection.run_on_commit)
    if not (connection.in_atomic_block and waiting):
        transaction.on_commit(partial(_wake))


def _wake() -> None:
    from gongkai.portal.tasks import drain_outbox

    drain_outbox.enqueue()
