"""Periods that a region may set otherwise: the data of ``periods.toml``, and what an installation puts beside it.

A period is of working days (day 0 is the day of the event) or of months (the same day of the later month, or its last
day). The last day is in time.
"""

from __future__ import annotations

import calendar as months
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gongkai.findings import refuse
from gongkai.law.workdays import Calendar

FILE = "periods.toml"


@dataclass(frozen=True, slots=True)
class Period:
    """One period. Exactly one of ``working_days`` and ``months`` is set; ``verified``: its basis was read."""

    code: str
    label: str
    basis: str
    verified: bool
    working_days: int | None = None
    months: int | None = None

    @property
    def words(self) -> str:
        """``3个工作日``, ``12个月``, ``同日``."""
        if self.months is not None:
            return f"{self.months}个月"
        return f"{self.working_days}个工作日" if self.working_days else "同日"

    @property
    def basis_words(self) -> str:
        return self.basis if self.verified else f"{self.basis}（待核）"

    def due(self, start: date, calendar: Calendar) -> date:
        """The last day on which the act is in time, counted from an event on ``start``."""
        if self.months is not None:
            return add_months(start, self.months)
        return calendar.add_working_days(start, self.working_days) if self.working_days else start


def add_months(day: date, count: int) -> date:
    """The same day ``count`` months later; where that month has no such day, its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def load_periods(own: Path | None = None) -> dict[str, Period]:
    """All periods by code.

    :param own: the installation's file; what it says goes before what we ship, entry by entry and value by value.
    :raises Refused: when that file cannot be read, names an unknown period, or holds a value that is none.
    """
    entries = tomllib.loads(Path(__file__).with_name(FILE).read_text(encoding="utf-8"))
    if own is not None and own.is_file():
        for code, values in _read(own).items():
            if code not in entries:
                raise refuse("period-unknown", f"没有“{code}”这个期限，可以写：{'、'.join(entries)}", str(own))
            entries[code] = _merged(entries[code], values, f"{own} [{code}]")
    return {code: Period(code=code, **values) for code, values in entries.items()}


def _read(own: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(own.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise refuse("period-file", f"期限文件读不了：{error}", str(own)) from error


def _merged(shipped: dict[str, Any], values: Any, place: str) -> dict[str, Any]:
    """The shipped entry with the installation's values; a period of the other unit takes the place of ours."""
    if not isinstance(values, dict):
        raise refuse("period-entry", "期限要写成一节，例如 [interpretation]", place)
    if unknown := sorted(set(values) - {"label", "basis", "verified", "working_days", "months"}):
        raise refuse("period-key", f"不认识“{unknown[0]}”，可以写 working_days、months、basis、label、verified", place)
    if {"working_days", "months"} <= set(values):
        raise refuse("period-unit", "working_days 和 months 只能写一个", place)
    for name, least in (("working_days", 0), ("months", 1)):
        if name in values and (type(values[name]) is not int or not least <= values[name] <= 240):
            raise refuse("period-number", f"{name} 要是{least}到240的整数", place)
    for name, kind, words in (("label", str, "文字"), ("basis", str, "文字"), ("verified", bool, "true 或 false")):
        if name in values and not isinstance(values[name], kind):
            raise refuse("period-value", f"{name} 要是{words}", place)
    kept = dict(shipped)
    if "working_days" in values or "months" in values:
        kept = {name: value for name, value in kept.items() if name not in ("working_days", "months")}
    return kept | values
