"""A filled-in form: cell keys to values, kept exactly as printed, and the check of its identities."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from gongkai.findings import Failure, Finding, Refused, refuse
from gongkai.law.forms.loader import EDITIONS, load
from gongkai.law.forms.model import Form
from gongkai.law.forms.values import BLANK, CellValue, Kind

Value = CellValue | Decimal | int | float | str | None


class Sheet(Mapping[str, CellValue]):
    """The figures of one agency for one year in one edition.

    A key that is not there was not in the file (absent); a key with a blank value was there and empty. The sheet is
    read-only; :meth:`with_cells` gives a changed copy. ``year`` is the report year where it is known.
    """

    __slots__ = ("__dict__", "_cells", "edition", "year")

    def __init__(self, edition: str, cells: Mapping[str, Value] | None = None, *, year: int | None = None) -> None:
        """Values may be numbers, printed text, ``None`` (blank) or CellValue. Refused for keys the form has not."""
        if edition not in EDITIONS:
            raise refuse("unknown_edition", f"没有“{edition}”版统计表，只有 2014、2019、2021 三版。")
        known = load(edition).cells
        given = cells or {}
        unknown = [key for key in given if key not in known]
        if unknown:
            message = f"{edition} 版统计表没有这一格，请核对格的代码。"
            raise Refused([Failure("unknown_cell", message, key) for key in unknown])
        self.edition = edition
        self.year = year
        self._cells = {key: _value(value, known[key].unit) for key, value in given.items()}

    def __getitem__(self, key: str) -> CellValue:
        return self._cells[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __eq__(self, other: object) -> bool:
        """Same edition and the same value in every cell; how a number was printed does not matter."""
        if not isinstance(other, Sheet):
            return NotImplemented
        return self.edition == other.edition and self._cells == other._cells

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Sheet({self.edition!r}, {len(self)} cells, year={self.year})"

    @property
    def form(self) -> Form:
        return load(self.edition)

    @cached_property
    def numbers(self) -> dict[str, Decimal]:
        """The cells that hold a number or a zero."""
        return {key: value.number for key, value in self._cells.items() if value.number is not None}

    @cached_property
    def open_cells(self) -> dict[str, str]:
        """The cells that are there without a number, with their kind: ``blank``, ``dash`` or ``error``."""
        return {key: str(value.kind) for key, value in self._cells.items() if value.number is None}

    def number(self, key: str) -> Decimal | None:
        """The exact number, or ``None`` for blank, dash, unreadable and absent cells."""
        return self.numbers.get(key)

    def kind(self, key: str) -> Kind | None:
        """What stands in a cell; ``None`` when the cell was not in the file."""
        value = self._cells.get(key)
        return value.kind if value is not None else None

    def of_kind(self, *kinds: Kind) -> tuple[str, ...]:
        """Keys of the cells of these kinds, in the order they were given."""
        return tuple(key for key, value in self._cells.items() if value.kind in kinds)

    def absent(self) -> tuple[str, ...]:
        """Keys of the form that were not in the file."""
        return tuple(key for key in self.form.cells if key not in self._cells)

    @property
    def complete(self) -> bool:
        """True when every cell of the form holds a number."""
        return len(self.numbers) == len(self.form.cells)

    def with_cells(self, cells: Mapping[str, Value]) -> Sheet:
        """A copy with some cells changed or added."""
        return Sheet(self.edition, {**self._cells, **cells}, year=self.year)

    def filled(self, value: Value = 0) -> Sheet:
        """A copy in which every absent or blank cell holds ``value``; dashes and unreadable text stay."""
        empty = {key: value for key in self.form.cells if self.kind(key) in (None, Kind.BLANK)}
        return self.with_cells(empty)

    def total(self, keys: Iterable[str]) -> Decimal | None:
        """The sum of some cells, ``None`` as soon as one of them holds no number."""
        result = Decimal(0)
        for key in keys:
            number = self.numbers.get(key)
            if number is None:
                return None
            result += number
        return result

    def check(
        self,
        level: str | None = None,
        previous: Sheet | None = None,
        *,
        year: int | None = None,
        facts: Mapping[str, Any] | None = None,
        reorganised: bool = False,
        blanks: str = "unknown",
        skip_pass: bool = False,
        problems_only: bool = False,
    ) -> list[Finding]:
        """Every identity of the edition, each in one of four verdicts; see :func:`gongkai.law.forms.checking.check`."""
        from gongkai.law.forms.checking import check

        return check(
            self,
            level=level,
            previous=previous,
            year=year,
            facts=facts,
            reorganised=reorganised,
            blanks=blanks,
            skip_pass=skip_pass,
            problems_only=problems_only,
        )

    def as_dict(self) -> dict[str, Any]:
        """A JSON-ready object: ``cells`` numbers, ``blank`` a list, ``dash`` and ``unreadable`` the printed texts."""
        return {
            "edition": self.edition,
            "year": self.year,
            "cells": {key: json_number(number) for key, number in self.numbers.items()},
            "blank": list(self.of_kind(Kind.BLANK)),
            "dash": {key: self[key].text for key in self.of_kind(Kind.DASH)},
            "unreadable": {key: self[key].text for key in self.of_kind(Kind.ERROR)},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Sheet:
        """The sheet :meth:`as_dict` wrote. Numbers may be int, float (taken by its shortest form) or text."""
        cells: dict[str, Value] = {key: _plain(value) for key, value in data.get("cells", {}).items()}
        cells |= dict.fromkeys(data.get("blank", ()), BLANK)
        cells |= {key: CellValue(Kind.DASH, None, text) for key, text in data.get("dash", {}).items()}
        cells |= {key: CellValue(Kind.ERROR, None, text) for key, text in data.get("unreadable", {}).items()}
        return cls(data["edition"], cells, year=data.get("year"))

    def to_json(self) -> str:
        """JSON text; numbers are JSON numbers and come back exactly through :meth:`from_json`."""
        return json.dumps(self.as_dict(), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Sheet:
        return cls.from_dict(json.loads(text, parse_float=Decimal))


def _value(value: Value, unit: str) -> CellValue:
    if isinstance(value, CellValue):
        return value
    return CellValue.parse(value, unit) if isinstance(value, str) else CellValue.of(value)


def _plain(value: Any) -> CellValue:
    return CellValue.of(Decimal(value)) if isinstance(value, str) else CellValue.of(value)


def json_number(number: Decimal) -> int | float | str:
    """A whole number as int, a short decimal as float, one that a float cannot hold as text."""
    if number == number.to_integral_value():
        return int(number)
    short = float(number)
    return short if Decimal(repr(short)) == number else str(number)
