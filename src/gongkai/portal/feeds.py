"""Atom and JSON feeds of the site, an agency, a section. From the same public records as the pages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from gongkai.agencies.models import Agency
from gongkai.catalogue.models import Section
from gongkai.disclosures.models import Disclosure
from gongkai.portal import addresses
from gongkai.portal.files import Baked
from gongkai.portal.queries import newest_below, public
from gongkai.portal.site import Site
from gongkai.portal.tree import Tree

FEED_LENGTH = 20


def site_feed(site: Site) -> Iterable[Baked]:
    return _feed(site, addresses.HOME, f"{site.sponsor}政府信息公开", list(public()[:FEED_LENGTH]))


def agency_feed(site: Site, who: Agency) -> Iterable[Baked]:
    return _feed(site, addresses.agency(who.code), f"{who.name}政府信息公开", list(public(who)[:FEED_LENGTH]))


def section_feed(site: Site, part: Section, tree: Tree) -> Iterable[Baked]:
    records = newest_below(part, tree, FEED_LENGTH)
    path = addresses.section(tree.agency.code, part.code)
    return _feed(site, path, f"{tree.agency.name} {part.name}", records)


def _feed(site: Site, path: str, title: str, records: list[Disclosure]) -> Iterable[Baked]:
    moments = [timezone.localtime(record.published_at) for record in records if record.published_at]
    newest = max(moments, default=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    atom = _Atom(
        title=title, link=f"{site.base}{path}", description="", language="zh-CN", author_name=site.sponsor,
        feed_url=f"{site.base}{addresses.feed(path)}", feed_guid=f"{site.base}{path}", newest=newest,
    )  # fmt: skip
    for record, moment in zip(records, moments, strict=True):
        link = f"{site.base}{addresses.address_of(record)}"
        atom.add_item(
            title=_clean(record.title), link=link, description=_clean(record.summary or record.title),
            unique_id=link, pubdate=moment, updateddate=moment, author_name=record.agency.name,
        )  # fmt: skip
    yield Baked(addresses.feed(path), atom.writeString("utf-8").encode())
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": f"{site.base}{path}",
        "feed_url": f"{site.base}{addresses.feed_data(path)}",
        "language": "zh-CN",
        "items": [
            feed_item(site, record, moment) for record, moment in zip(records, moments, strict=True)
        ],
    }  # fmt: skip
    yield Baked(addresses.feed_data(path), json.dumps(data, ensure_ascii=False).encode())


def feed_item(site: Site, record: Disclosure, moment: dt.datetime) -> dict[str, Any]:
    """One disclosure as JSON Feed has it, with what a county portal needs to list it."""
    link = f"{site.base}{addresses.address_of(record)}"
    return {
        "id": link,
        "url": link,
        "title": record.title,
        "summary": record.summary,
        "date_published": moment.isoformat(),
        "authors": [{"name": record.agency.name}],
        "tags": [record.section.name] if record.section else [],
        "_gongkai": {
            "index_number": record.index_number,
            "document_number": record.document_number,
            "validity": record.get_validity_display(),
        },
    }


class _Atom(Atom1Feed):
    """Atom whose own date is the newest item's, so that the same records give the same bytes."""

    def latest_post_date(self) -> dt.datetime:
        return self.feed["newest"]


def _clean(text: str) -> str:
    """Without the control characters that XML cannot carry."""
    return "".join(char for char in text if char >= " " or char in "\t\n")
