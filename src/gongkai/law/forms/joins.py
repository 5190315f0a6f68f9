"""One figure across editions and agencies: last year's cell, the trend over years, the sum over an agency's tree.

Rows with the same suffix mean the same in the 2019 and the 2021 form. R19.3.3.6 is the sum of R21.3.3.6.1 to .3.
The 2014 form shares no cell with the later ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from gongkai.law.forms.loader import load
from gongkai.law.forms.sheet import Sheet
from gongkai.law.forms.values import BLANK, CellValue, Kind


@lru_cache(maxsize=16)
def _bridge(source: str, target: str) -> dict[str, tuple[str, ...]]:
    """For two editions: each key of ``target`` that ``source`` can give, with the keys to add up."""
    if source == target:
        return {key: (key,) for key in load(source).cells}
    given, wanted = load(source), load(target)
    if "2014" in (source, target):
        return {}
    bridge: dict[str, tuple[str, ...]] = {}
    for key in wanted.cells:
        twin = f"{given.prefix}.{key.partition('.')[2]}"
        if twin in given.cells:
            bridge[key] = (twin,)
            continue
        row, _, column = twin.rpartition(".")
        parts = tuple(f"{code}.{column}" for code in given.rows if code.rpartition(".")[0] == row)
        if parts and all(part in given.cells for part in parts):
            bridge[key] = parts
    return bridge


def equivalent(key: str, edition: str) -> tuple[str, ...]:
    """The cells of ``edition`` that together mean ``key``; empty when that edition has no such figure."""
    source = next(name for name in ("2014", "2019", "2021") if key in load(name).cells)
    return _bridge(edition, source).get(key, ())


def figure(sheet: Sheet, key: str) -> Decimal | None:
    """The figure ``key`` (of any edition) taken from a sheet of any edition; ``None`` where it is not there."""
    keys = equivalent(key, sheet.edition)
    return sheet.total(keys) if keys else None


def as_edition(sheet: Sheet, edition: str) -> dict[str, Decimal]:
    """A sheet's numbers under the keys of another edition, as far as they mean the same."""
    if sheet.edition == edition:
        return sheet.numbers
    numbers = {}
    for key, sources in _bridge(sheet.edition, edition).items():
        total = sheet.total(sources)
        if total is not None:
            numbers[key] = total
    return numbers


def roll_up(sheets: Sequence[Sheet], *, year: int | None = None) -> Sheet:
    """The sum of several sheets, cell by cell.

    Blanks and dashes add nothing; a cell blank in all is blank, absent in all is absent, unreadable in one is
    unreadable. ValueError for sheets of different editions or none at all.
    """
    edition = _one_edition(sheets)
    cells: dict[str, CellValue] = {}
    for key in load(edition).cells:
        values = [sheet[key] for sheet in sheets if key in sheet]
        numbers = [value.number for value in values if value.number is not None]
        unreadable = next((value for value in values if value.kind is Kind.ERROR), None)
        if unreadable is not None:
            cells[key] = unreadable
        elif numbers:
            cells[key] = CellValue.of(sum(numbers, Decimal(0)))
        elif values:
            cells[key] = BLANK
    return Sheet(edition, cells, year=year)


def parts_numbers(sheets: Sequence[Sheet], edition: str) -> dict[str, Decimal]:
    """The sums of those cells for which every sheet has a number."""
    if sheets and _one_edition(sheets) != edition:
        raise ValueError("汇总表与各单位的表不是同一版")
    sums = {}
    for key in load(edition).cells if sheets else ():
        numbers = [sheet.numbers.get(key) for sheet in sheets]
        if None not in numbers:
            sums[key] = sum((number for number in numbers if number is not None), Decimal(0))
    return sums


def _one_edition(sheets: Sequence[Sheet]) -> str:
    editions = {sheet.edition for sheet in sheets}
    if len(editions) != 1:
        raise ValueError("汇总的各表须是同一版，且至少一张")
    return editions.pop()
