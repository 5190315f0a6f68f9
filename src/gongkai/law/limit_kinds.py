"""The kinds of time limit (公开时限) and the days that follow from each; :mod:`.time_limits` reads the sentences."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gongkai.law.periods import add_months
from gongkai.law.workdays import Calendar

#: What a limit runs from where the sentence names no event (《政府信息公开条例》第二十六条).
MADE_OR_CHANGED = "信息形成或者变更"


class Unit(StrEnum):
    """What a number counts."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    MONTHS = "months"


UNIT_WORDS = {Unit.WORKING_DAYS: "个工作日", Unit.DAYS: "日", Unit.HOURS: "小时", Unit.MONTHS: "个月"}


class Every(StrEnum):
    """How often."""

    YEAR = "year"
    HALF = "half_year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


EVERY_WORDS = {
    Every.YEAR: "每年",
    Every.HALF: "每半年",
    Every.QUARTER: "每季度",
    Every.MONTH: "每月",
    Every.WEEK: "每周",
    Every.DAY: "每日",
}
#: How many months a period has.
_MONTHS = {Every.YEAR: 12, Every.HALF: 6, Every.QUARTER: 3, Every.MONTH: 1}


def amount_words(number: int, unit: Unit) -> str:
    """``20个工作日``; whole years as such."""
    if unit is Unit.MONTHS and number and number % 12 == 0:
        return f"{number // 12}年"
    return f"{number}{UNIT_WORDS[unit]}"


def later(day: date, number: int, unit: Unit, calendar: Calendar) -> date:
    """``number`` ``unit`` after ``day``, which is day 0; hours are rounded up to whole days."""
    if unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(day, number)
    if unit is Unit.HOURS:
        return day + timedelta(days=-(-number // 24))
    if unit is Unit.MONTHS:
        return add_months(day, number)
    return day + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class WithinDays:
    """``number`` ``unit`` from the day of ``event`` (which is day 0); the last day is still in time. 0 is that day."""

    number: int
    unit: Unit
    event: str = MADE_OR_CHANGED

    def words(self) -> str:
        if not self.number:
            return f"{self.event}当日"
        return f"自{self.event}之日起{amount_words(self.number, self.unit)}内"

    def due(self, event_on: date, calendar: Calendar) -> date:
        """The last day in time for an event on ``event_on``."""
        return later(event_on, self.number, self.unit, calendar) if self.number else event_on


@dataclass(frozen=True, slots=True)
class Ahead:
    """So long before ``event`` (empty: the sentence names none), whose day only a person knows."""

    number: int
    unit: Unit
    event: str = ""

    def words(self) -> str:
        return f"{self.event or '提'}前{amount_words(self.number, self.unit)}"


@dataclass(frozen=True, slots=True)
class Periodic:
    """Once every period, by its last day unless said otherwise.

    ``month``-``day``: of each year; ``day`` alone: of each month, or of the week (1 is Monday); ``nth``: which month of
    the quarter or half-year, by ``day`` or its end; ``after`` ``unit``: so long after the end of the period.
    """

    every: Every
    month: int | None = None
    day: int | None = None
    nth: int | None = None
    after: int | None = None
    unit: Unit = Unit.DAYS

    def words(self) -> str:
        when = EVERY_WORDS[self.every]
        if self.after is not None:
            return f"{when}结束后{amount_words(self.after, self.unit)}内"
        if self.every is Every.WEEK:
            return f"{when}{'一二三四五六日'[self.day - 1]}前" if self.day else when
        if self.month or self.nth:
            front = f"{when}{self.month}月" if self.month else f"{when}第{self.nth}个月"
            return f"{front}{self.day}日前" if self.day else f"{front}底前"
        return f"{when}{self.day}日前" if self.day else when

    def due_after(self, last: date | None, today: date, calendar: Calendar) -> date:
        """The day by which it must next be published, given when it last was.

        Whatever came out in a period is that period's (with ``after``: it is about the one before). What never came out
        is due on the first such day from ``today`` on.
        """
        if self.every is Every.WEEK and not self.day:
            return (last or today - timedelta(days=1)) + timedelta(days=7)
        if last is not None:
            begin = self._begin(last)
            return self._due_of(begin if self.after is not None else self._next(begin), calendar)
        begin = self._begin(today)
        begin = self._begin(begin - timedelta(days=1)) if self.after is not None else begin
        while (due := self._due_of(begin, calendar)) < today:
            begin = self._next(begin)
        return due

    def _begin(self, day: date) -> date:
        if self.every is Every.DAY:
            return day
        if self.every is Every.WEEK:
            return day - timedelta(days=day.weekday())
        months = _MONTHS[self.every]
        return date(day.year, (day.month - 1) // months * months + 1, 1)

    def _next(self, begin: date) -> date:
        if self.every in _MONTHS:
            return add_months(begin, _MONTHS[self.every])
        return begin + timedelta(days=7 if self.every is Every.WEEK else 1)

    def _due_of(self, begin: date, calendar: Calendar) -> date:
        end = self._next(begin) - timedelta(days=1)
        if self.after is not None:
            return later(end, self.after, self.unit, calendar)
        if self.every is Every.WEEK:
            return begin + timedelta(days=(self.day or 7) - 1)
        if self.month or self.nth:
            return _in_month(begin.year, self.month or begin.month + (self.nth or 1) - 1, self.day or 31)
        return _in_month(end.year, end.month, self.day) if self.day else end


@dataclass(frozen=True, slots=True)
class AtOnce:
    """实时、及时、即时: as soon as it exists; supervision allows the 20 working days of 条例第二十六条 and no more."""

    def words(self) -> str:
        return "及时公开"


@dataclass(frozen=True, slots=True)
class ForGood:
    """长期公开: once up, it stays."""

    def words(self) -> str:
        return "长期公开"


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    """公示期 of at least ``number`` ``unit``."""

    number: int
    unit: Unit

    def words(self) -> str:
        return f"公示不少于{amount_words(self.number, self.unit)}"

    def ends_on(self, posted_on: date, calendar: Calendar) -> date:
        """The last full day of the shortest notice posted on ``posted_on`` (the next day is day one)."""
        return later(posted_on, self.number, self.unit, calendar)


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A part of the sentence that no rule understands; shown to a person as it stands."""

    text: str

    def words(self) -> str:
        return self.text


TimeLimit = WithinDays | Ahead | Periodic | AtOnce | ForGood | NoticePeriod | Unparsed


def _in_month(year: int, month: int, day: int) -> date:
    """The day, or the last of the month where the month is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))
