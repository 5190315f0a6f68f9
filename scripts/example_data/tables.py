"""Small helpers: tables that are written as CSV files, days that are working days, codes that are plainly invented."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from gongkai.law.workdays import Calendar

CALENDAR = Calendar.load()
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class Folder:
    """One folder of tables. A table is a list of headings and rows; the same rows give the same bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        for old in path.glob("*.csv"):
            old.unlink()

    def write(self, kind: str, headings: str, rows: Iterable[Sequence[Any]]) -> None:
        """``headings`` parted by spaces; empty columns are left out, so that the file shows what is used."""
        names, lines = headings.split(), [["" if cell is None else str(cell) for cell in row] for row in rows]
        used = [i for i in range(len(names)) if any(line[i] for line in lines)]
        with (self.path / f"{kind}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow([names[i] for i in used])
            writer.writerows([[line[i] for i in used] for line in lines])


def workday(day: dt.date) -> dt.date:
    """The day itself or the next working day, kept within its year."""
    found = CALENDAR.on_or_after(day)
    return found if found.year == day.year else CALENDAR.on_or_before(day)


def after(day: dt.date, working_days: int) -> dt.date:
    return CALENDAR.add_working_days(day, working_days)


def spread(count: int, first: dt.date, last: dt.date) -> list[dt.date]:
    """``count`` working days, evenly from the first to the last day, in order."""
    length = (last - first).days
    return [workday(first + dt.timedelta(days=length * n // max(count - 1, 1))) for n in range(count)]


def demo_code(body: str) -> str:
    """An 18-character code with right check digits, in an area that does not exist (000000): plainly no real one.

    ``body`` has eight characters.
    """
    total = sum(_value(sign) * weight for sign, weight in zip(body, _ORG_WEIGHTS, strict=True))
    check = 11 - total % 11
    org = body + {10: "X", 11: "0"}.get(check, str(check))
    front = "11000000" + org
    rest = sum(_USCC.index(sign) * weight for sign, weight in zip(front, _USCC_WEIGHTS, strict=True)) % 31
    return front + _USCC[(31 - rest) % 31]


def _value(sign: str) -> int:
    return int(sign) if sign.isdigit() else ord(sign) - ord("A") + 10
