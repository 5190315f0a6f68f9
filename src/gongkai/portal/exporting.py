"""What an exported site needs besides the baked pages, where no application answers: QR codes, a search, attachments.

The search of the exported site runs in the browser over one small file a year (titles, numbers, sections); it loads the
newest years first and older ones when asked. Everything here is (address, bytes).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models.functions import ExtractYear
from django.utils import timezone

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.models import Disclosure, Validity
from gongkai.portal import addresses, qr_codes
from gongkai.portal.previews import every_public_attachment
from gongkai.portal.rendering import render
from gongkai.portal.site import Crumb, Page, Site
from gongkai.portal.tree import tree_of

File = tuple[str, bytes]


def companions(site: Site) -> Iterator[File]:
    """Everything that the application would answer for, as files."""
    yield from every_public_attachment()
    yield from _qr_codes(site)
    yield from _search(site)


def _qr_codes(site: Site) -> Iterator[File]:
    """The code of each disclosure's page; without a domain the pages have none."""
    if not site.base:
        return
    records = Disclosure.public.select_related("agency").only("index_number", "agency__code").order_by("pk")
    for record in records.iterator(chunk_size=1000):
        path = addresses.address_of(record)
        yield f"/qr{path}{qr_codes.FILE}", qr_codes.image(f"{site.base}{path}")


# ── search ──


def _search(site: Site) -> Iterator[File]:
    yield addresses.SEARCH, render(_page(site), site)
    # What is typed into a search box anywhere asks here for titles: there are none without the application.
    yield f"{addresses.SEARCH}suggest/", b"[]"
    with across_agencies():
        years = list(
            Disclosure.public.order_by()
            .annotate(year=ExtractYear("published_at"))
            .values_list("year", flat=True)
            .distinct()
            .order_by("-year")
        )
        yield f"{addresses.SEARCH}index.json", _json(_frame(years))
        for year in years:
            yield f"{addresses.SEARCH}{year}.json", _json(_lines(year))


def _page(site: Site) -> Page:
    return Page(
        path=addresses.SEARCH,
        template="portal/search_exported.html",
        title="搜索",
        column=("搜索", "搜索公开信息", "搜索", "信息公开目录"),
        crumbs=[Crumb("首页", addresses.HOME), Crumb("搜索")],
    )


def _frame(years: list[int]) -> dict[str, Any]:
    """What the lines refer to: sections by number with their names from the top down, agencies by code."""
    sections: dict[int, list[str]] = {}
    for who in Agency.objects.order_by("path"):
        tree = tree_of(who)
        for part in tree.sections:
            sections[part.pk] = [one.name for one in [*tree.above(part), part]]
    return {
        "years": years,
        "sections": sections,
        "agencies": dict(Agency.objects.values_list("code", "short_name")),
        "validities": dict(Validity.choices),
    }


def _lines(year: int) -> list[list[Any]]:
    """The year's public disclosures, newest first: title, address, day, agency, section, document number, validity."""
    shown = (
        Disclosure.public.filter(published_at__year=year)
        .select_related("agency")
        .only("title", "index_number", "document_number", "validity", "published_at", "section_id", "agency__code")
        .order_by("-published_at", "-pk")
    )
    return [
        [
            one.title,
            addresses.address_of(one),
            f"{timezone.localtime(one.published_at):%Y-%m-%d}",
            one.agency.code,
            one.section_id,
            one.document_number,
            one.validity,
        ]
        for one in shown.iterator(chunk_size=2000)
    ]


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
