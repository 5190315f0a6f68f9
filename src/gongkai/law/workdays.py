"""Working days: which days offices work, and arithmetic over them in constant time.

Day 0 is the day of the event (receipt, sending …); counting starts the next day (民法典第二百零一条) and the day a
period ends is still in time. A make-up Saturday or Sunday is a full working day. Years whose notice is not out yet are
*provisional*: only the statutory days are known; years beyond the last file know weekends alone. Every result that was
reckoned through such a year says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from gongkai.findings import Step, Trace, refuse
from gongkai.law.calendar_files import (
    CalendarFile,
    DayKind,
    Notice,
    SpecialDay,
    national_years,
    read_file,
    read_year,
)

__all__ = ["Calendar", "Day", "DayKind", "Due", "Notice", "show_date"]

#: Years after the last file that can still be reckoned with, by weekends alone.
YEARS_BEYOND = 10
START_BASIS = "《民法典》第二百零一条：开始的当日不计入，自下一日开始计算"
_WEEKDAYS = "一二三四五六日"
_ORDINAL_ONE_IS_MONDAY = 1


def show_date(day: date) -> str:
    """``2024-02-04（星期日）``."""
    return f"{day.isoformat()}（星期{_WEEKDAYS[day.weekday()]}）"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar: whether offices work, and why when its weekday does not say it."""

    date: date
    kind: DayKind
    name: str = ""
    notice: Notice | None = None
    provisional: bool = False

    @property
    def working(self) -> bool:
        return self.kind in (DayKind.WORKING, DayKind.MAKE_UP)

    @property
    def reason(self) -> str:
        """Why the day counts or not, in Chinese: ``春节放假``, ``春节调休上班``, ``双休日``, ``工作日``."""
        return f"{self.name}{self.kind.label}"

    @property
    def basis(self) -> str:
        return str(self.notice) if self.notice else ""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period of working days; the act is in time on that day. The trace is made when asked for."""

    start: date
    days: int
    date: date
    provisional: bool
    calendar: Calendar = field(repr=False, compare=False)

    @property
    def trace(self) -> Trace:
        return self.calendar.explain(self.start, self.days)

    @property
    def note(self) -> str:
        """A Chinese sentence when the date is provisional, else empty."""
        return self.calendar.note(self.start, self.date)


class Calendar:
    """The working days from the first year with a file on. Make one with :meth:`load`; it never changes."""

    def __init__(self, files: Iterable[CalendarFile], locals_: Iterable[CalendarFile] = ()) -> None:
        national = sorted(files, key=lambda file: file.year or 0)
        years = [file.year for file in national if file.year is not None]
        known = [file.year for file in national if file.year is not None and not file.provisional]
        self.first_year, self.last_year = years[0], years[-1]
        self.last_known_year = known[-1]
        self._special: dict[date, SpecialDay] = {}
        for file in [*national, *locals_]:
            self._special.update(file.days)
        first, last = date(self.first_year, 1, 1), date(self.last_year + YEARS_BEYOND, 12, 31)
        self.first_day, self.last_day = first, last
        self._base = first.toordinal()
        self._provisional_from = date(self.last_known_year + 1, 1, 1).toordinal()
        flags = [(ordinal - _ORDINAL_ONE_IS_MONDAY) % 7 < 5 for ordinal in range(self._base, last.toordinal() + 1)]
        for day, special in self._special.items():
            if first <= day <= last:
                flags[day.toordinal() - self._base] = special.kind is DayKind.MAKE_UP
        self._flags = flags
        #: _before[i] = working days among the first i days, so _before[i + 1] counts day i itself.
        self._before = [0, *accumulate(map(int, flags))]
        self._working = [date.fromordinal(self._base + index) for index, flag in enumerate(flags) if flag]

    @classmethod
    def load(cls, local: Path | str | Iterable[Path | str] | None = None) -> Calendar:
        """The national calendar, with local files (regional festivals) laid over it in the order given.

        Raises Refused when a local file cannot be used. Without local files the same object is returned each time.
        """
        if local is None:
            return _national()
        paths = [local] if isinstance(local, (str, Path)) else list(local)
        if not paths:
            return _national()
        return cls(_national_files(), [read_file(Path(path)) for path in paths])

    # ── single days ──────────────────────────────────────────────────────────────────────────────────────────────

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on the day; Refused outside the calendar."""
        return self._flags[self._index(day)]

    def day(self, day: date) -> Day:
        """The day with its kind, holiday and notice; Refused outside the calendar."""
        index = self._index(day)
        provisional = self._base + index >= self._provisional_from
        special = self._special.get(day)
        if special is not None:
            return Day(day, special.kind, special.name, special.notice, provisional)
        kind = DayKind.WORKING if self._flags[index] else DayKind.WEEKEND
        return Day(day, kind, provisional=provisional)

    def on_or_after(self, day: date) -> date:
        """The day itself when offices work, else the next working day (民法典第二百零三条: a period's last day)."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def on_or_before(self, day: date) -> date:
        """The day itself when offices work, else the working day before it."""
        return day if self.is_working_day(day) else self.add_working_days(day, -1)

    # ── arithmetic ───────────────────────────────────────────────────────────────────────────────────────────────

    def add_working_days(self, day: date, days: int) -> date:
        """The ``days``-th working day after ``day`` (before it when negative); ``day`` itself for 0.

        Refused when ``days`` is no whole number or the answer leaves the calendar.
        """
        if type(days) is not int:
            raise refuse("workdays-number", f"工作日数要是整数，不能是 {days!r}")
        index = self._index(day)
        if days > 0:
            position = self._before[index + 1] + days - 1
        elif days < 0:
            position = self._before[index] + days
        else:
            return day
        if not 0 <= position < len(self._working):
            raise self._outside(f"从 {day.isoformat()} 起数 {days} 个工作日")
        return self._working[position]

    def working_days_between(self, start: date, end: date) -> int:
        """Working days d with start < d <= end; negative, counting end <= d < start, when ``end`` is the earlier."""
        first, last = self._index(start), self._index(end)
        if last >= first:
            return self._before[last + 1] - self._before[first + 1]
        return self._before[last] - self._before[first]

    def due(self, start: date, days: int) -> Due:
        """The last day of a period of ``days`` working days that starts with ``start`` as day 0."""
        end = self.add_working_days(start, days)
        return Due(start, days, end, self.is_provisional(start, end), self)

    # ── saying why ───────────────────────────────────────────────────────────────────────────────────────────────

    def is_provisional(self, start: date, end: date) -> bool:
        """Whether any day counted between the two lies in a year whose notice is not out."""
        if start == end:
            return False
        return (start if start > end else end).toordinal() >= self._provisional_from

    def note(self, start: date, end: date) -> str:
        """What is provisional about a reckoning between two days, as a Chinese sentence; empty when nothing is."""
        if not self.is_provisional(start, end):
            return ""
        latest = max(start, end).year
        years = range(max(min(start, end).year, self.last_known_year + 1), latest + 1)
        listed = [year for year in years if year <= self.last_year]
        bare = [year for year in years if year > self.last_year]
        parts = []
        if listed:
            parts.append(f"{_years(listed)}的放假通知尚未收入，只扣除了双休日和法定节假日，未计补休和调休")
        if bare:
            parts.append(f"{_years(bare)}没有日历数据，只扣除了双休日")
        return f"暂定结果：{'；'.join(parts)}。通知发布后请重新计算。"

    def explain(self, start: date, days: int) -> Trace:
        """Step by step: day 0, each day left out and each weekend day counted, the end."""
        end = self.add_working_days(start, days)
        forward = days >= 0
        steps = [Step(f"{show_date(start)}为起算日，当日不计", start.isoformat(), START_BASIS)]
        number = 0
        for day in self.days_counted(start, end):
            number += day.working
            steps.extend(self._step(day, number, forward))
        if days:
            way = "" if forward else "往前"
            steps.append(Step(f"{way}第{abs(days)}个工作日是{show_date(end)}", end.isoformat()))
        note = self.note(start, end)
        return Trace((*steps, Step(note)) if note else tuple(steps))

    def days_counted(self, start: date, end: date) -> Iterable[Day]:
        """The days after ``start`` up to and with ``end`` (or before it, down to ``end``), in the order counted."""
        step = 1 if end >= start else -1
        for distance in range(1, abs((end - start).days) + 1):
            yield self.day(start + timedelta(step * distance))

    @staticmethod
    def _step(day: Day, number: int, forward: bool) -> Iterable[Step]:
        if day.kind is DayKind.MAKE_UP:
            order = f"第{number}个工作日" if forward else f"往前第{number}个工作日"
            yield Step(f"{show_date(day.date)}{day.reason}，计为{order}", day.date.isoformat(), day.basis)
        elif not day.working:
            yield Step(f"{show_date(day.date)}{day.reason}，不计", day.date.isoformat(), day.basis)

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._base
        if 0 <= index < len(self._flags):
            return index
        raise self._outside(day.isoformat())

    def _outside(self, what: str) -> Exception:
        return refuse(
            "calendar-range", f"{what}超出了日历的范围（{self.first_day.isoformat()} 至 {self.last_day.isoformat()}）"
        )


def _years(years: list[int]) -> str:
    return f"{years[0]}年" if len(years) == 1 else f"{years[0]}至{years[-1]}年"


@lru_cache(maxsize=1)
def _national_files() -> tuple[CalendarFile, ...]:
    return tuple(read_year(year) for year in national_years())


@lru_cache(maxsize=1)
def _national() -> Calendar:
    return Calendar(_national_files())
