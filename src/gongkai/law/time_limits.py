"""The time limit of a catalogue entry (公开时限): a sentence people write, parsed by a small grammar.

Understood are: within N (working) days of an event; within N hours; each year, quarter or month by a day; at once; for
good; a notice of at least N days. Whatever else stands there is kept and shown, never guessed: ``parse`` returns
:class:`Unparsed`. Several limits in one sentence (separated by ；;。 or numbered) give several results.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.law.workdays import Calendar


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


EVERY_WORDS = {
    Every.YEAR: "每年",
    Every.HALF: "每半年",
    Every.QUARTER: "每季度",
    Every.MONTH: "每月",
    Every.WEEK: "每周",
}


@dataclass(frozen=True, slots=True)
class WithinDays:
    """``number`` ``unit`` from the day of ``event`` (which is day 0); the last day is still in time."""

    number: int
    unit: Unit
    event: str = "信息形成或者变更"

    def words(self) -> str:
        return f"自{self.event}之日起{self.number}{UNIT_WORDS[self.unit]}内"

    def due(self, event_on: date, calendar: Calendar) -> date:
        """The last day in time for an event on ``event_on``."""
        if self.unit is Unit.WORKING_DAYS:
            return calendar.add_working_days(event_on, self.number)
        if self.unit is Unit.HOURS:
            return event_on + timedelta(days=-(-self.number // 24))
        if self.unit is Unit.MONTHS:
            return _add_months(event_on, self.number)
        return event_on + timedelta(days=self.number)


@dataclass(frozen=True, slots=True)
class Periodic:
    """Once every period; by ``month``-``day`` (each year) or by ``day`` of the month where given."""

    every: Every
    month: int | None = None
    day: int | None = None

    def words(self) -> str:
        when = EVERY_WORDS[self.every]
        if self.month:
            return f"{when}{self.month}月{self.day}日前" if self.day else f"{when}{self.month}月底前"
        return f"{when}{self.day}日前" if self.day else when

    def due_after(self, last: date | None, today: date) -> date:
        """The day by which it must next be published, given when it last was (``None``: never)."""
        start = last or today - timedelta(days=1)
        return self._end_of_period(start, following=last is not None)

    def _end_of_period(self, day: date, *, following: bool) -> date:
        if self.every is Every.YEAR:
            this = _safe(day.year, self.month or 12, self.day or 31)
            return (
                this
                if day < this and not (following and self.month is None)
                else _safe(day.year + 1, self.month or 12, self.day or 31)
            )
        if self.every is Every.WEEK:
            return day + timedelta(days=7)
        months = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6}[self.every]
        first = (day.month - 1) // months * months + 1 + (months if following else 0)
        year, month = day.year + (first - 1) // 12, (first - 1) % 12 + 1
        last_month = month + months - 1
        if self.every is Every.MONTH and self.day:
            return _safe(year, month, self.day)
        return _safe(year + (last_month - 1) // 12, (last_month - 1) % 12 + 1, self.day or 31)


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
    """公示期 of at least ``number`` days or working days."""

    number: int
    unit: Unit

    def words(self) -> str:
        return f"公示不少于{self.number}{UNIT_WORDS[self.unit]}"

    def ends_on(self, posted_on: date, calendar: Calendar) -> date:
        """The last full day of the shortest notice posted on ``posted_on`` (the next day is day one)."""
        if self.unit is Unit.WORKING_DAYS:
            return calendar.add_working_days(posted_on, self.number)
        return posted_on + timedelta(days=self.number)


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A part of the sentence that no rule understands; shown to a person as it stands."""

    text: str

    def words(self) -> str:
        return self.text


TimeLimit = WithinDays | Periodic | AtOnce | ForGood | NoticePeriod | Unparsed

_CHINESE = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUMBER = r"(\d{1,3}|[零〇一二两三四五六七八九十百]{1,5})"
_UNIT = r"(?:个)?(工作日|自然日|日历天|日|天|小时|个月|月)"
_NOTICE = re.compile(
    rf"(?:公示|公告|公开)(?:期限?|时间|时限)?(?:为|：|:)?(?:不(?:得)?(?:少|低|短)于|至少|满)?{_NUMBER}{_UNIT}"
)
_NOTICE_MIN = re.compile(rf"(?:不(?:得)?(?:少|低|短)于|至少){_NUMBER}{_UNIT}")
_WITHIN = re.compile(rf"{_NUMBER}{_UNIT}(?:之?内|以内|内)")
_EVENT = re.compile(r"(?:自|从|于|在)?([^，,；;。\d]{2,20}?)(?:之日|当日|之后|后)?起?(?:的)?$")
_YEARLY = re.compile(r"每年(?:度)?(?:的)?(?:(\d{1,2})月(?:份)?(?:(\d{1,2})日|(底))?(?:前|之前|以前)?)?")
_MONTHLY = re.compile(r"(?:每个?月|按月|逐月|月度)(?:(?:的)?(\d{1,2})日(?:前|之前|以前)?)?")
_QUARTERLY = re.compile(r"每个?季度?|按季度?|季度")
_HALF = re.compile(r"每半年|半年")
_WEEKLY = re.compile(r"每周|按周")
_YEARLY_PLAIN = re.compile(r"按年|年度|每年")
_AT_ONCE = re.compile(r"实时|及时|即时|立即|当日|当天|随时|动态")
_FOR_GOOD = re.compile(r"长期|常年|永久|长久|固定")
_STATUTORY = re.compile(r"^(?:按|依)(?:法定|条例|规定|有关规定)?时限$|^法定时限$|^按规定$")
_SPLIT = re.compile(r"[；;。\n]|(?<!\d)[①-⑨]|(?:^|(?<=[^\d]))\d[.、](?=\D)")


def chinese_number(text: str) -> int:
    """``二十`` → 20, ``15`` → 15. Up to 999.

    :raises ValueError: for anything else.
    """
    if text.isdigit():
        return int(text)
    total, current = 0, 0
    for char in text:
        if char == "百":
            total, current = total + (current or 1) * 100, 0
        elif char == "十":
            total, current = total + (current or 1) * 10, 0
        elif char in _CHINESE:
            current = _CHINESE[char]
        else:
            raise ValueError(text)
    return total + current


def parse(sentence: str) -> list[TimeLimit]:
    """All limits in the sentence, in its order; an empty sentence gives an empty list."""
    text = unicodedata.normalize("NFKC", sentence).replace("：", ":")
    parts = [re.sub(r"\s+", "", part).strip("，,、()（）") for part in _SPLIT.split(text)]
    found: list[TimeLimit] = []
    for part in filter(None, parts):
        limit = _parse_part(part)
        if limit not in found:
            found.append(limit)
    return found


def is_understood(sentence: str) -> bool:
    """Whether every part of the sentence was understood (and there is one)."""
    limits = parse(sentence)
    return bool(limits) and not any(isinstance(limit, Unparsed) for limit in limits)


def _parse_part(part: str) -> TimeLimit:
    for rule in (_notice, _within, _periodic):
        if (limit := rule(part)) is not None:
            return limit
    if _FOR_GOOD.search(part):
        return ForGood()
    if _AT_ONCE.search(part):
        return AtOnce()
    return Unparsed(part)


def _amount(number: str, unit: str) -> tuple[int, Unit]:
    units = {"工作日": Unit.WORKING_DAYS, "小时": Unit.HOURS, "个月": Unit.MONTHS, "月": Unit.MONTHS}
    return chinese_number(number), units.get(unit, Unit.DAYS)


def _notice(part: str) -> TimeLimit | None:
    if match := _NOTICE.search(part) or _NOTICE_MIN.search(part):
        if _WITHIN.match(part, match.start(1)):
            return None
        return NoticePeriod(*_amount(match[1], match[2]))
    return None


def _within(part: str) -> TimeLimit | None:
    match = _WITHIN.search(part)
    if match is None:
        return None
    event = _EVENT.search(part[: match.start()])
    name = event[1].strip() if event else ""
    name = re.sub(r"^(?:自|从|于|在)", "", re.sub(r"(?:之日|当日|之后|后|起|的)+$", "", name))
    number, unit = _amount(match[1], match[2])
    return WithinDays(number, unit, name or "信息形成或者变更")


def _periodic(part: str) -> TimeLimit | None:
    if (match := _YEARLY.search(part)) and match[1]:
        month = int(match[1])
        if 1 <= month <= 12:
            return Periodic(Every.YEAR, month, int(match[2]) if match[2] else None)
        return None
    if match := _MONTHLY.search(part):
        return Periodic(Every.MONTH, None, int(match[1]) if match[1] else None)
    for pattern, every in ((_HALF, Every.HALF), (_QUARTERLY, Every.QUARTER), (_WEEKLY, Every.WEEK)):
        if pattern.search(part):
            return Periodic(every)
    return Periodic(Every.YEAR) if _YEARLY_PLAIN.search(part) else None


def _safe(year: int, month: int, day: int) -> date:
    """The day, or the last of the month where the month is shorter."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day - 1), following - timedelta(days=1))


def _add_months(day: date, months: int) -> date:
    month = day.month - 1 + months
    return _safe(day.year + month // 12, month % 12 + 1, day.day)
