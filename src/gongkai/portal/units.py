"""The kinds of things that are baked, as one table: what files each kind stands for, and what there is to bake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from gongkai.agencies.models import Agency, Leader, LeadingGroup, LeadingGroupMember
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Catalogue, Section, SectionKind
from gongkai.channels.models import PublicNotice
from gongkai.dialogue.models import Interpretation
from gongkai.disclosures.models import Correction, Disclosure
from gongkai.findings import refuse
from gongkai.portal import (
    addresses,
    agency_pages,
    budget_pages,
    catalogue_pages,
    disclosure_pages,
    embedding,
    feeds,
    guide_column,
    guide_pages,
    moving,
    pages,
    previews,
    regulatory_pages,
    report_pages,
    sitemaps,
)
from gongkai.portal.files import Baked
from gongkai.portal.lists import numbered, numbered_pages, places
from gongkai.portal.queries import released_attachments
from gongkai.portal.rendering import Press
from gongkai.portal.standing_pages import STANDING
from gongkai.portal.tree import tree_of
from gongkai.registers.guides import public_guides
from gongkai.registers.models import ReadingPoint, RegulatoryDocument, ServiceGuide
from gongkai.reports.models import AnnualReport, ReportState

Keys = list[str]


def _standing(name: str) -> Callable[[Press], Iterable[Baked]]:
    return lambda press: [press.page(STANDING[name](press.site))]


#: Pages of which there is one: name → what it writes.
SITE: dict[str, Callable[[Press], Iterable[Baked]]] = {
    "home": lambda press: [press.page(pages.home(press.site, press.today))],
    "feed": lambda press: feeds.site_feed(press.site),
    "agencies": lambda press: [press.page(pages.agencies(press.site))],
    "notices": lambda press: [press.page(pages.notices(press.site, press.today))],
    "elder": lambda press: [press.page(pages.elder(press.site, press.today))],
    "catalogues": lambda press: [press.page(catalogue_pages.catalogues(press.site))],
    "reports": lambda press: [press.page(report_pages.report_lists(press.site))],
    "guides": lambda press: [press.page(guide_pages.guides(press.site))],
    "embed": lambda press: [embedding.site_embed(press.site, press.today)],
    "moved": lambda press: [moving.table()],
    "sitemap": lambda press: [sitemaps.index(press.site)],
    "sitemap-pages": lambda press: [sitemaps.site_pages(press.site)],
    "robots": lambda press: [sitemaps.robots(press.site)],
    **{name: _standing(name) for name in STANDING},
}


def _site(press: Press, keys: Keys) -> Iterator[Baked]:
    for key in keys:
        yield from SITE[key](press)


def _agencies(press: Press, keys: Keys) -> Iterator[Baked]:
    for who in Agency.objects.filter(pk__in=keys).select_related("parent"):
        yield press.page(agency_pages.agency(press.site, who, press.today, press.tree(who)))
        yield press.page(guide_pages.agency_guides(press.site, who, press.tree(who)))
        listed = regulatory_pages.regulatory(press.site, who, press.today, press.tree(who))
        yield press.page(listed) if listed else Baked(addresses.regulatory(who.code), None)
        yield embedding.agency_embed(press.site, who, press.today, press.tree(who))
        yield from feeds.agency_feed(press.site, who)
        yield sitemaps.agency_pages(press.site, who, press.tree(who))


def _sections(press: Press, keys: Keys) -> Iterator[Baked]:
    for part in Section.objects.filter(pk__in=keys).select_related("agency"):
        tree = press.tree(part.agency)
        page = pages.section(press.site, part.agency, part, None, tree, press.today)
        if part.kind == SectionKind.GUIDE:
            page.context |= guide_column.guide_context(part.agency, part, tree, press.today)
        if budget_pages.is_finance(part):
            page.context["budgets_path"] = budget_pages.path_of(tree)
        yield press.page(page)
        yield from feeds.section_feed(press.site, part, tree)


#: Numbered pages are asked for as ``<section>:<first>-<last>``; at most so many at once.
LIST_CHUNK = 50


def _lists(press: Press, keys: Keys) -> Iterator[Baked]:
    for key in keys:
        number, _, span = key.partition(":")
        first, last = (int(one) for one in span.split("-"))
        part = Section.objects.filter(pk=number).select_related("agency").first()
        if part is None:
            continue
        tree = press.tree(part.agency)
        for start in range(first, last + 1, LIST_CHUNK):
            for listing in numbered(part, tree, start, min(start + LIST_CHUNK - 1, last)):
                yield press.page(pages.section_of(press.site, part.agency, part, listing, tree))


def _disclosures(press: Press, keys: Keys) -> Iterator[Baked]:
    for record in disclosures_for_pages().filter(pk__in=keys):
        yield press.page(page_of(press, record))


def disclosures_for_pages() -> Any:
    """Everything ever published, with all that its page reads, in a handful of queries for any number of records."""
    return Disclosure.ever_published.select_related(
        "agency", "section", "catalogue_entry__catalogue", "notice", "interpretation_of", "regulatory_document"
    ).prefetch_related(
        Prefetch("interpretations", Interpretation.objects.select_related("disclosure__agency", "disclosure__section")),
        "validity_changes",
        Prefetch("corrections", Correction.objects.filter(published_at__isnull=False)),
        Prefetch("attachments", released_attachments(), to_attr="released"),
        Prefetch("interpretation_of__policy", Disclosure.ever_published.select_related("agency", "section")),
    )


def page_of(press: Press, record: Disclosure) -> Any:
    """The page of a record that was published once: its text, or what stays when it is no longer public."""
    tree = press.tree(record.agency)
    if record.is_public:
        return disclosure_pages.disclosure(press.site, record, tree, press.today)
    return disclosure_pages.tombstone(press.site, record, tree)


def _catalogues(press: Press, keys: Keys) -> Iterator[Baked]:
    for edition in Catalogue.objects.filter(pk__in=keys).select_related("agency"):
        yield press.page(catalogue_pages.catalogue(press.site, edition))


def _reports(press: Press, keys: Keys) -> Iterator[Baked]:
    found = AnnualReport.objects.filter(pk__in=keys, state=ReportState.PUBLISHED).select_related("agency")
    for report in found:
        yield from report_pages.report_outputs(press, report)


def _guides(press: Press, keys: Keys) -> Iterator[Baked]:
    """Public guides have a page; the address of one that is not public any more is empty."""
    public = {one.pk: one for one in public_guides().filter(pk__in=keys).select_related("agency", "forms__agency")}
    for one in ServiceGuide.objects.filter(pk__in=keys).select_related("agency"):
        if one.pk in public:
            yield press.page(guide_pages.guide(press.site, public[one.pk], press.tree(one.agency)))
        else:
            yield Baked(addresses.guide(one.agency.code, one.pk), None)


def _years(press: Press, keys: Keys) -> Iterator[Baked]:
    """The reports of an agency side by side; apart from its other pages, since it changes once a year."""
    for who in Agency.objects.filter(pk__in=keys):
        yield from report_pages.agency_outputs(press, who)


def _budgets(press: Press, keys: Keys) -> Iterator[Baked]:
    for who in Agency.objects.filter(pk__in=keys):
        listed = budget_pages.budgets(press.tree(who))
        yield press.page(listed) if listed else Baked(addresses.budgets(who.code), None)


def _shards(press: Press, keys: Keys) -> Iterator[Baked]:
    for key in keys:
        yield sitemaps.shard(press.site, int(key))


def _paths(press: Press, keys: Keys) -> Iterator[Baked]:
    for key in keys:
        yield Baked(key, None)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind is baked, and how many of it make a batch (which holds the folder for about a third of a second)."""

    bake: Callable[[Press, Keys], Iterator[Baked]]
    batch: int
    #: Work that takes long and needs no order, done before the folder is held.
    prepare: Callable[[Keys], None] = lambda keys: None


#: In the order in which the outbox serves them: what must go, goes first.
KINDS: dict[str, Kind] = {
    "path": Kind(_paths, 500),
    "disclosure": Kind(_disclosures, 100),
    "list": Kind(_lists, 1),
    "section": Kind(_sections, 20),
    "agency": Kind(_agencies, 20),
    "years": Kind(_years, 5),
    "budgets": Kind(_budgets, 5),
    "site": Kind(_site, 5),
    "catalogue": Kind(_catalogues, 5),
    "report": Kind(_reports, 1),
    "guide": Kind(_guides, 50),
    "preview": Kind(previews.outputs, 1, previews.read_ahead),
    "shard": Kind(_shards, 5),
}

Batch = tuple[str, Keys]


def batches(kind: str, keys: Iterable[Any]) -> Iterator[Batch]:
    """``keys`` of one kind, cut to its batch size."""
    size, held = KINDS[kind].batch, []
    for key in keys:
        held.append(str(key))
        if len(held) == size:
            yield kind, held
            held = []
    if held:
        yield kind, held


def everything(agency: Agency | None = None) -> list[Batch]:
    """All there is to bake, of the whole site or of one agency.

    :raises Refused: when an agency's code is an address of the site itself.
    """
    with across_agencies():
        agencies = [agency] if agency else list(Agency.objects.order_by("path"))
        for who in agencies:
            if who.code in addresses.RESERVED:
                raise refuse("agency-code", f"{who.name}的代码“{who.code}”是网站自己用的地址，请换一个代码", "单位代码")
        found: list[Batch] = []
        if agency is None:
            found += batches("site", SITE)
            found += batches("shard", sitemaps.shards())
        found += batches("agency", (who.pk for who in agencies))
        for kind in ("years", "budgets"):
            found += batches(kind, (who.pk for who in agencies))
        for who in agencies:
            found += _everything_of(who)
    return found


def _everything_of(who: Agency) -> Iterator[Batch]:
    tree = tree_of(who)
    for part in tree.sections:
        if part.code in addresses.RESERVED_SECTIONS:
            raise refuse(
                "section-code",
                f"{who.name}的栏目“{part.name}”的代码“{part.code}”是网站自己用的地址，请换一个代码",
                "栏目代码",
            )
    yield from batches("section", (part.pk for part in tree.sections))
    for part in tree.sections:
        full = numbered_pages(places(part, tree).count())
        yield from batches(
            "list",
            (f"{part.pk}:{first}-{min(first + LIST_CHUNK - 1, full)}" for first in range(1, full + 1, LIST_CHUNK)),
        )
    yield from batches("catalogue", Catalogue.objects.filter(agency=who).values_list("pk", flat=True))
    yield from batches("report", (report.pk for report in report_pages.published(who)))
    yield from batches("preview", previews.previewed(agency=who).order_by("pk").values_list("pk", flat=True))
    yield from batches("guide", public_guides(who).values_list("pk", flat=True))
    keys = Disclosure.ever_published.filter(agency=who).order_by("pk").values_list("pk", flat=True)
    yield from batches("disclosure", keys.iterator(chunk_size=10_000))


def day_bound(since: dt.date, today: dt.date) -> Iterator[Batch]:
    """What says something else today than it said on ``since``.

    Home and the notices; whatever has a notice of its own or begins to expire soon; agencies where that is so, where a
    document ceased to hold, or a term of office began or ended; columns of the guide whose reading points changed.
    """
    yield "site", ["home", "notices", "elder", "embed"]
    with across_agencies():
        shown = PublicNotice.objects.filter(starts_on__lte=today, ends_on__gte=since - dt.timedelta(days=1))
        rows = list(shown.values_list("disclosure_id", "agency_id"))
        ended = Q(expires_on__gte=since - dt.timedelta(days=1), expires_on__lt=today) | Q(
            repealed_on__gt=since, repealed_on__lte=today
        )
        repealed = set(RegulatoryDocument.objects.filter(ended).values_list("agency_id", flat=True))
        changed = Q(started_on__gt=since, started_on__lte=today) | Q(
            ended_on__gte=since - dt.timedelta(days=1), ended_on__lt=today
        )
        offices = {
            who
            for terms in (Leader, LeadingGroup, LeadingGroupMember)
            for who in terms.objects.filter(changed).values_list("agency_id", flat=True)
        }
        soon = {"gt": since + disclosure_pages.SOON, "lte": today + disclosure_pages.SOON}
        warned = Disclosure.public.filter(
            Q(**{f"expires_on__{how}": day for how, day in soon.items()})
            | Q(**{f"regulatory_document__expires_on__{how}": day for how, day in soon.items()})
        )
        rows += warned.values_list("pk", "agency_id")
        points = set(ReadingPoint.objects.filter(changed).values_list("agency_id", flat=True))
    yield from batches("disclosure", sorted({one for one, _ in rows}))
    yield from batches("section", guide_column.guide_columns(points))
    yield from batches("agency", sorted({who for _, who in rows} | repealed | offices))
