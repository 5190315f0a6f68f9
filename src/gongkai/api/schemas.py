"""What the answers look like."""

from __future__ import annotations

import datetime as dt

from ninja import Schema


class AgencyOut(Schema):
    code: str
    name: str
    short_name: str
    level: str
    parent: str | None
    url: str
    disclosure_office: str
    address: str
    postcode: str
    phone: str
    fax: str
    email: str
    office_hours: str


class LeaderOut(Schema):
    name: str
    post: str
    duties: str


class AgencyFull(AgencyOut):
    duties: str
    leaders: list[LeaderOut]


class SectionOut(Schema):
    code: str
    name: str
    kind: str
    parent: str | None
    description: str
    url: str


class DisclosureOut(Schema):
    title: str
    url: str
    index_number: str
    document_number: str
    agency: str
    section: str | None
    subject: str
    genre: str
    dated_on: dt.date | None
    published_at: dt.datetime
    validity: str
    summary: str
    keywords: str


class CorrectionOut(Schema):
    published_at: dt.datetime
    place: str
    wrong: str
    right: str


class ValidityChangeOut(Schema):
    decided_at: dt.datetime
    validity: str
    basis: str


class DisclosureText(DisclosureOut):
    body: str
    text: str
    corrections: list[CorrectionOut]
    validity_changes: list[ValidityChangeOut]


class NoticeOut(Schema):
    title: str
    url: str
    agency: str
    starts_on: dt.date
    ends_on: dt.date
    running: bool


class EntryOut(Schema):
    serial: int
    category: str
    matter: str
    content: str
    legal_basis: str
    responsible_agency: str
    attribute: str
    time_limit: str
    carriers: str
    stages: list[str]
    section: str | None


class CatalogueOut(Schema):
    agency: str
    year: int
    title: str
    url: str


class CatalogueEntries(CatalogueOut):
    entries: list[EntryOut]


class ReportOut(Schema):
    agency: str
    year: int
    title: str
    url: str
    published_at: dt.datetime | None


class AgencyName(Schema):
    code: str
    name: str


class CellOut(Schema):
    key: str
    place: str
    unit: str
    value: float


class ReportData(Schema):
    title: str
    agency: AgencyName
    year: int
    edition: str
    cells: list[CellOut]


class MeasureOut(Schema):
    key: str
    name: str
    unit: str


class ResultOut(Schema):
    name: str
    value: int


class YearOut(Schema):
    year: int
    edition: str
    values: dict[str, int | None]
    results: list[ResultOut]


class ReportYears(Schema):
    """``values`` by the keys of ``measures``; newest year first."""

    agency: AgencyName
    measures: list[MeasureOut]
    years: list[YearOut]


class GuideOut(Schema):
    """The eight elements, and what else the guide says; empty where it says nothing."""

    id: int
    agency: str
    url: str
    published_at: dt.datetime
    name: str
    legal_basis: str
    conditions: str
    materials: str
    place: str
    hours: str
    phone: str
    process: str
    category: str
    time_limit: str
    fee: str
    online: str


class Listed(Schema):
    """One page of a list; ``total`` counts all of it."""

    total: int
    page: int
    size: int


class DisclosureList(Listed):
    items: list[DisclosureOut]


class NoticeList(Listed):
    items: list[NoticeOut]


class CatalogueList(Listed):
    items: list[CatalogueOut]


class ReportList(Listed):
    items: list[ReportOut]


class GuideList(Listed):
    items: list[GuideOut]
