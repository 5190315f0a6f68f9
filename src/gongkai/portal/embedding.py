"""What another portal (a county's, an app) shows of this site, as JSON: one file for the site, one for each agency.

The files stand beside the pages, change with them and need no program behind them: they are in ``gongkai export-site``
too. Addresses are absolute where the site's domain is known. Dates are ISO 8601.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils import timezone

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Catalogue
from gongkai.channels.models import PublicNotice
from gongkai.portal import addresses, report_pages
from gongkai.portal.agency_pages import leaders
from gongkai.portal.feeds import FEED_LENGTH, feed_item
from gongkai.portal.files import Baked
from gongkai.portal.guide_pages import guide_line
from gongkai.portal.queries import its_disclosure_is_public, public
from gongkai.portal.site import Site
from gongkai.portal.tree import Tree
from gongkai.registers.guides import public_guides

VERSION = 1
NOTICES = 200


def site_embed(site: Site, today: dt.date) -> Baked:
    """The whole site: its agencies, what is new, the notices that have not ended."""
    agencies = [
        {
            "code": one.code,
            "name": one.name,
            "short_name": one.short_name,
            "url": f"{site.base}{addresses.agency(one.code)}",
            "embed": f"{site.base}{addresses.embed(addresses.agency(one.code))}",
        }
        for one in Agency.objects.order_by("path")
    ]
    return _file(
        addresses.HOME,
        {
            "site": {"name": site.name, "url": f"{site.base}/", "sponsor": site.sponsor},
            "agencies": agencies,
            "latest": _latest(site, None),
            "notices": _notices(site, today, None),
            "search": f"{site.base}{addresses.SEARCH}",
            "guides_url": f"{site.base}{addresses.GUIDES}",
        },
    )


def agency_embed(site: Site, who: Agency, today: dt.date, tree: Tree) -> Baked:
    """One agency's platform: the fixed columns, sections, what is new, notices, guides, reports, catalogues."""
    home = addresses.agency(who.code)
    with across_agencies():
        guides = [_guide(site, guide_line(one)) for one in public_guides(who)]
        editions = list(Catalogue.objects.filter(agency=who).order_by("-year"))
    facts = "disclosure_office address postcode phone fax email office_hours".split()  # noqa: SIM905
    return _file(
        home,
        {
            "agency": {
                "code": who.code,
                "name": who.name,
                "short_name": who.short_name,
                "url": f"{site.base}{home}",
                **{name: getattr(who, name) for name in facts},
                "duties": who.duties,
                "leaders": leaders(who, today),
            },
            "columns": [{"name": one.name, "url": f"{site.base}{one.path}"} for one in tree.branches],
            "sections": [_section(site, who, part) for part in tree.sections],
            "latest": _latest(site, who),
            "notices": _notices(site, today, who),
            "guides": guides,
            "reports": [
                {"year": one.year, "title": str(one), "url": f"{site.base}{addresses.report(who.code, one.year)}"}
                for one in report_pages.published(who)
            ],
            "catalogues": [
                {"year": one.year, "title": one.title, "url": f"{site.base}{addresses.catalogue(who.code, one.year)}"}
                for one in editions
            ],
        },
    )


def _section(site: Site, who: Agency, part: Any) -> dict[str, str]:
    path = addresses.section(who.code, part.code)
    return {
        "code": part.code,
        "name": part.name,
        "url": f"{site.base}{path}",
        "feed": f"{site.base}{addresses.feed_data(path)}",
    }


def _latest(site: Site, who: Agency | None) -> list[dict[str, Any]]:
    return [
        feed_item(site, one, timezone.localtime(one.published_at))
        for one in public(who).defer("body")[:FEED_LENGTH]
        if one.published_at
    ]


def _guide(site: Site, line: dict[str, Any]) -> dict[str, Any]:
    path, date = line.pop("path"), line.pop("date")
    return {"url": f"{site.base}{path}", **line, "published_at": timezone.localtime(date).isoformat()}


def _notices(site: Site, today: dt.date, who: Agency | None) -> list[dict[str, str]]:
    """Notices whose period has not ended, the soonest to end first; whether one runs is for the reader's clock."""
    with across_agencies():
        found = PublicNotice.objects.filter(its_disclosure_is_public(), ends_on__gte=today)
        found = found.filter(agency=who) if who else found
        return [
            {
                "title": one.disclosure.title,
                "url": f"{site.base}{addresses.address_of(one.disclosure)}",
                "agency": one.disclosure.agency.name,
                "starts_on": one.starts_on.isoformat(),
                "ends_on": one.ends_on.isoformat(),
            }
            for one in found.select_related("disclosure__agency").order_by("ends_on", "pk")[:NOTICES]
        ]


def _file(page: str, data: dict[str, Any]) -> Baked:
    return Baked(addresses.embed(page), json.dumps({"version": VERSION, **data}, ensure_ascii=False).encode())
