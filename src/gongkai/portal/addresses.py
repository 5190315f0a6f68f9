"""Where each page of the public site lives. One function a kind of page; nothing else builds a path.

A path begins and ends with a slash; the file behind it is ``index.html`` in that folder.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

_PART = re.compile(r"\w[\w-]{0,99}")

HOME = "/"
AGENCIES = "/agencies/"
NOTICES = "/notices/"
ELDER = "/elder/"
REPORTS = "/reports/"
CATALOGUES = "/catalogues/"
GUIDES = "/guides/"
SEARCH = "/search/"
REQUEST = "/request/"
FEEDBACK = "/feedback/"
MAP = "/map/"
ACCESSIBILITY = "/accessibility/"
PRIVACY = "/privacy/"
NOT_FOUND = "/404.html"
#: Old addresses and where each thing stands now; not a page.
MOVED = "/moved.json"
ROBOTS = "/robots.txt"
SITEMAP = "/sitemap.xml"
SITEMAP_PAGES = "/sitemap/pages.xml"

#: Second parts of an address that belong to every agency's platform; no section's code may be one of them.
RESERVED_SECTIONS = frozenset({"budgets", "catalogue", "d", "guides", "regulatory", "reports"})
#: First parts of an address that belong to the site itself; no agency's code may be one of them.
RESERVED = frozenset(
    {"accessibility", "accounts", "admin", "agencies", "api", "catalogues", "check", "documents", "elder", "embed"}
    | {
        "feedback",
        "files",
        "guides",
        "healthz",
        "map",
        "media",
        "metrics",
        "notices",
        "privacy",
        "qr",
        "reports",
        "request",
    }
    | {"search", "sitemap", "static"}
)


def agency(code: str) -> str:
    return f"/{code}/"


def section(agency_code: str, section_code: str, page: int | None = None) -> str:
    """The newest page of a section's list, or one of its numbered pages (numbered from the oldest, from 1)."""
    base = f"/{agency_code}/{section_code}/"
    return base if page is None else f"{base}p{page}/"


def disclosure(agency_code: str, serial: str | int) -> str:
    """``serial`` is what :func:`serial_of` gives: the index number as one part of an address."""
    return f"/{agency_code}/d/{serial}/"


def serial_of(record: Any) -> str:
    """The index number as one part of an address, which never changes and never meets another's.

    The organisation code in front stays, since one agency may number under two of them in the same year; only an
    agency's own code in capitals, which the address has already, is left out. ``2026-00118``, ``000000029-2026-00118``.
    """
    front, slash, serial = record.index_number.rpartition("/")
    whole = f"{front}-{serial}" if slash and front != record.agency.code.upper() else serial
    return whole if _PART.fullmatch(whole) else str(record.pk)


def address_of(record: Any) -> str:
    """The page of a disclosure: by its index number, which never changes."""
    return disclosure(record.agency.code, serial_of(record))


def attachment(number: int, name: str) -> str:
    """A public attachment; the number finds it, the name is for people and their folders."""
    return f"/files/{number}/{quote(name)}"


def report(agency_code: str, year: int) -> str:
    return f"/{agency_code}/reports/{year}/"


def reports(agency_code: str) -> str:
    return f"/{agency_code}/reports/"


def catalogue(agency_code: str, year: int) -> str:
    return f"/{agency_code}/catalogue/{year}/"


def guides(agency_code: str) -> str:
    return f"/{agency_code}/guides/"


def guide(agency_code: str, number: int) -> str:
    """A service guide, by its record number: its name and the clerk's number may change."""
    return f"/{agency_code}/guides/{number}/"


def regulatory(agency_code: str) -> str:
    """行政规范性文件 of an agency, in force and no longer."""
    return f"/{agency_code}/regulatory/"


def budgets(agency_code: str) -> str:
    """预算决算 of an agency by fiscal year."""
    return f"/{agency_code}/budgets/"


def preview(number: int) -> str:
    """What a public attachment says, as a page."""
    return f"/files/{number}/preview/"


def embed(page: str) -> str:
    """What another portal shows of the site or of an agency, as JSON."""
    return f"{page}embed.json"


def feed(page: str) -> str:
    """The Atom feed of a page that has one: the site, an agency, a section."""
    return f"{page}feed.xml"


def feed_data(page: str) -> str:
    """The same as JSON Feed, for embedding in another portal."""
    return f"{page}feed.json"


def agency_sitemap(code: str) -> str:
    return f"/{code}/sitemap.xml"


def sitemap(shard: int) -> str:
    return f"/sitemap/{shard}.xml"
