"""Where each page of the public site lives. One function a kind of page; nothing else builds a path.

A path begins and ends with a slash; the file behind it is ``index.html`` in that folder.
"""

from __future__ import annotations

from typing import Any

HOME = "/"
AGENCIES = "/agencies/"
NOTICES = "/notices/"
ELDER = "/elder/"
REPORTS = "/reports/"
CATALOGUES = "/catalogues/"
SEARCH = "/search/"
REQUEST = "/request/"


def agency(code: str) -> str:
    return f"/{code}/"


def section(agency_code: str, section_code: str, page: int | None = None) -> str:
    """The newest page of a section's list, or one of its numbered pages (numbered from the oldest, from 1)."""
    base = f"/{agency_code}/{section_code}/"
    return base if page is None else f"{base}p{page}/"


def disclosure(agency_code: str, serial: str | int) -> str:
    """``serial`` is the year and number behind the slash of the index number (2026-00118), or the record's number."""
    return f"/{agency_code}/d/{serial}/"


def address_of(record: Any) -> str:
    """The page of a disclosure: by its index number, which never changes."""
    serial = record.index_number.rpartition("/")[2] or record.pk
    return disclosure(record.agency.code, serial)


def report(agency_code: str, year: int) -> str:
    return f"/{agency_code}/reports/{year}/"


def catalogue(agency_code: str, year: int) -> str:
    return f"/{agency_code}/catalogue/{year}/"
