"""The sitemap: an index, a part for the site's own pages, one for each agency, and shards of the disclosures.

One new disclosure rewrites its shard and its agency's part. What is repealed ranks below what is in force; lastmod is
the day of the newest thing a page shows, and is left out where nothing says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Catalogue, Section, SectionKind
from gongkai.disclosures.models import Disclosure, Validity
from gongkai.portal import addresses, budget_pages, report_pages
from gongkai.portal.files import Baked
from gongkai.portal.queries import its_disclosure_is_public
from gongkai.portal.site import Site
from gongkai.portal.tree import Tree
from gongkai.registers.guides import public_guides
from gongkai.registers.models import RegulatoryDocument

XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: Disclosures a shard, by record number.
SHARD_SIZE = 1000
SITE_PAGES = (
    addresses.HOME, addresses.AGENCIES, addresses.NOTICES, addresses.CATALOGUES, addresses.REPORTS, addresses.GUIDES,
    addresses.REQUEST, addresses.FEEDBACK, addresses.ELDER, addresses.MAP, addresses.ACCESSIBILITY, addresses.PRIVACY,
)  # fmt: skip

#: (address, day of the last change or None, priority or "")
Line = tuple[str, dt.date | None, str]


def shard_of(record: Disclosure) -> int:
    return record.pk // SHARD_SIZE


def shards() -> range:
    """The shards there are; an empty one stays, so that the index changes only with the newest record."""
    last = Disclosure.ever_published.aggregate(last=Max("pk"))["last"]
    return range(0) if last is None else range(last // SHARD_SIZE + 1)


def index(site: Site) -> Baked:
    parts = [addresses.SITEMAP_PAGES]
    parts += [addresses.agency_sitemap(code) for code in Agency.objects.order_by("path").values_list("code", flat=True)]
    parts += [addresses.sitemap(number) for number in shards()]
    lines = "".join(f"<sitemap><loc>{escape(site.base + path)}</loc></sitemap>\n" for path in parts)
    return Baked(addresses.SITEMAP, _xml(f'<sitemapindex xmlns="{XMLNS}">\n{lines}</sitemapindex>'))


def site_pages(site: Site) -> Baked:
    """The pages of which there is one."""
    return _part(site, addresses.SITEMAP_PAGES, ((path, None, "") for path in SITE_PAGES))


def agency_pages(site: Site, who: Agency, tree: Tree) -> Baked:
    """An agency's own page, its sections, catalogues, guides, reports and regulatory documents."""
    return _part(site, addresses.agency_sitemap(who.code), _agency_lines(who, tree))


def _agency_lines(who: Agency, tree: Tree) -> Iterator[Line]:
    newest = _newest(who)
    yield addresses.agency(who.code), _day(max(newest.values(), default=None)), ""
    for part in tree.sections:
        days = [newest[key] for key in tree.below(part) if key in newest]
        if part.kind not in (SectionKind.ANNUAL_REPORT, SectionKind.REQUESTS) or days:
            yield addresses.section(who.code, part.code), _day(max(days, default=None)), ""
    reports = report_pages.published(who)
    published = [one.published_at for one in reports if one.published_at]
    yield addresses.reports(who.code), _day(max(published, default=None)), ""
    for one in reports:
        yield addresses.report(who.code, one.year), _day(one.published_at), ""
    with across_agencies():
        guides = list(public_guides(who).values_list("pk", "published_at"))
        editions = list(Catalogue.objects.filter(agency=who).order_by("-year").values_list("year", flat=True))
        regulatory = RegulatoryDocument.objects.filter(its_disclosure_is_public(), agency=who).exists()
    yield addresses.guides(who.code), _day(max((moment for _, moment in guides if moment), default=None)), ""
    yield from ((addresses.guide(who.code, number), _day(moment), "") for number, moment in guides)
    yield from ((addresses.catalogue(who.code, year), None, "") for year in editions)
    if path := budget_pages.path_of(tree):
        yield path, None, ""
    if regulatory:
        yield addresses.regulatory(who.code), None, ""


def _newest(who: Agency) -> dict[int, dt.datetime]:
    """The newest publication in each section itself: one look into an index for each, all in one query."""
    inside = Disclosure.ever_published.filter(section=OuterRef("pk")).order_by("-published_at")
    with across_agencies():
        found = Section.objects.filter(agency=who).annotate(newest=Subquery(inside.values("published_at")[:1]))
        return {pk: moment for pk, moment in found.values_list("pk", "newest") if moment}


def shard(site: Site, number: int) -> Baked:
    """The public disclosures of one thousand record numbers."""
    records = (
        Disclosure.public.filter(pk__gte=number * SHARD_SIZE, pk__lt=(number + 1) * SHARD_SIZE)
        .select_related("agency")
        .only("index_number", "validity", "published_at", "last_published_at", "agency__code")
        .order_by("pk")
    )
    return _part(site, addresses.sitemap(number), (_line(record) for record in records))


def _line(record: Disclosure) -> Line:
    moments = [one for one in (record.published_at, record.last_published_at) if one]
    return addresses.address_of(record), _day(max(moments)), "0.5" if record.validity == Validity.VALID else "0.2"


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localtime(moment).date() if moment else None


def _part(site: Site, path: str, lines: Iterable[Line]) -> Baked:
    """A part of the sitemap as a file; an installation without a domain yet has addresses without one."""
    text = "".join(
        f"<url><loc>{escape(site.base + page)}</loc>"
        + (f"<lastmod>{day}</lastmod>" if day else "")
        + (f"<priority>{priority}</priority>" if priority else "")
        + "</url>\n"
        for page, day, priority in lines
    )
    return Baked(path, _xml(f'<urlset xmlns="{XMLNS}">\n{text}</urlset>'))


def _xml(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def robots(site: Site) -> Baked:
    text = f"User-agent: *\nDisallow: /search/\nDisallow: /admin/\nSitemap: {site.base}{addresses.SITEMAP}\n"
    return Baked(addresses.ROBOTS, text.encode())
