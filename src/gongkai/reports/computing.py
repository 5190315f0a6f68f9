"""Computing the sheet of a year from the records: for one agency, or for a whole district at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.findings import refuse
from gongkai.law.forms import EDITIONS, Sheet, edition_for, load
from gongkai.reports.registers_counted import BY_NAME
from gongkai.reports.sources import leaves, sources, takers, tallies_of
from gongkai.reports.tallies import Period, Record


@dataclass(frozen=True, slots=True)
class Computed:
    """What the records give: ``cells`` key → exact figure, ``records`` key → number of records, for every cell."""

    agency: Agency
    year: int
    edition: str
    cells: dict[str, int | Decimal]
    records: dict[str, int]

    @property
    def sheet(self) -> Sheet:
        values: dict[str, Any] = dict(self.cells)
        return Sheet(self.edition, values, year=self.year)


def edition_of(year: int) -> str:
    """The edition of the form for a report year, or Refused with what is possible."""
    edition = edition_for(year)
    if edition is None:
        first = load(EDITIONS[0]).first_year
        raise refuse("no_edition", f"{year}年度没有全国统一的统计表，这里能编{first}年度以后的报告。", "年度")
    return edition


def compute_many(agencies: Iterable[Agency], year: int, *, edition: str = "") -> list[Computed]:
    """The sheets of several agencies, in their order; one query a tally whatever their number.

    Runs inside a scope that covers the agencies. ``edition`` other than the year's own is for comparing years.
    """
    edition = edition or edition_of(year)
    wanted = list(agencies)
    period = Period(year)
    cells: dict[int, dict[str, Any]] = {agency.pk: dict.fromkeys(load(edition).cells, 0) for agency in wanted}
    records = {pk: dict.fromkeys(load(edition).cells, 0) for pk in cells}
    for name in tallies_of(edition):
        for pk, groups in BY_NAME[name].counts(wanted, period).items():
            for group, found in groups.items():
                for key, sign in takers(edition, name, group):
                    cells[pk][key] += sign * found.total
                    records[pk][key] += found.records
    for pk in cells:
        _add_up(edition, cells[pk], records[pk])
    return [Computed(agency, year, edition, cells[agency.pk], records[agency.pk]) for agency in wanted]


def _add_up(edition: str, cells: dict[str, Any], records: dict[str, int]) -> None:
    for key, parts in leaves(edition).items():
        if parts != (key,):
            cells[key] = sum(cells[part] for part in parts)
            records[key] = sum(records[part] for part in parts)


def compute(agency: Agency, year: int) -> Computed:
    """The sheet of one agency."""
    return compute_many([agency], year)[0]


@dataclass(slots=True)
class Listing:
    """The records behind a cell that come from one tally: how they count, the heads of the list, and its lines."""

    tally: str
    label: str
    basis: str
    columns: tuple[str, ...]
    sign: int = 1
    amount: bool = False
    records: list[Record] = field(default_factory=list)


def listings(agency: Agency, year: int, keys: Sequence[str] | None = None) -> dict[str, list[Listing]]:
    """For each cell asked for (all, when none is named) the lists of records behind it.

    A list is read once per tally, however many cells take from it.
    """
    edition = edition_of(year)
    wanted = list(load(edition).cells) if keys is None else list(keys)
    needed = {leaf for key in wanted for leaf in leaves(edition)[key]}
    found: dict[str, dict[tuple[str, int], Listing]] = {leaf: {} for leaf in needed}
    for name in tallies_of(edition):
        if not any(one.tally == name for leaf in needed for one in sources(edition)[leaf].picks):
            continue
        for record in BY_NAME[name].listing(agency, Period(year)):
            for key, sign in takers(edition, name, record.group):
                if key in needed:
                    found[key].setdefault((name, sign), _listing(name, sign)).records.append(record)
    return {key: _merged(edition, key, found) for key in wanted}


def _listing(name: str, sign: int) -> Listing:
    tally = BY_NAME[name]
    return Listing(
        name, tally.label, tally.basis, tuple(column.title for column in tally.columns), sign, bool(tally.amount)
    )


def _merged(edition: str, key: str, found: dict[str, dict[tuple[str, int], Listing]]) -> list[Listing]:
    """One list a tally for the cell, also where the cell adds up others; the tallies that gave nothing stay, empty."""
    merged: dict[tuple[str, int], Listing] = {}
    for leaf in leaves(edition)[key]:
        for place in dict.fromkeys((one.tally, one.sign) for one in sources(edition)[leaf].picks):
            into = merged.setdefault(place, _listing(*place))
            if leaf in found and place in found[leaf]:
                into.records.extend(found[leaf][place].records)
    for listing in merged.values():
        listing.records.sort(key=lambda record: record.values)
    return list(merged.values())
