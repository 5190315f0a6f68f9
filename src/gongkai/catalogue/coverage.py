"""From the time limits of an entry and the days on which something was published below it: by when, and what is late.

Pure: the days and the calendar come in as arguments. What the grammar does not understand never gets a date.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from gongkai.law.time_limits import (
    Ahead,
    AtOnce,
    Every,
    ForGood,
    Periodic,
    TimeLimit,
    Unit,
    Unparsed,
    WithinDays,
    parse,
)
from gongkai.law.workdays import Calendar

#: 及时公开 and limits unspoken: 《政府信息公开条例》第二十六条 (20 working days from making or change).
STATUTORY = WithinDays(20, Unit.WORKING_DAYS)
#: How far a limit may reach beyond the day it runs from, in days.
_AHEAD = 1100


@dataclass(frozen=True, slots=True)
class PublishBy:
    """A day by which something must be published, and the limit it follows from."""

    day: dt.date
    limit: TimeLimit

    def is_late(self, today: dt.date) -> bool:
        return self.day < today

    def is_this_week(self, today: dt.date) -> bool:
        """Due from today to Sunday."""
        return today <= self.day <= today + dt.timedelta(days=6 - today.weekday())


def next_update(sentence: str, last: dt.date | None, today: dt.date, calendar: Calendar) -> PublishBy | None:
    """When an entry that recurs must next be published; ``last`` is the day of its last publication.

    ``None`` when nothing in it recurs, or the day lies outside the calendar. Several limits: the earliest day.
    """
    if last is not None and not calendar.first_day <= last <= calendar.last_day - dt.timedelta(days=_AHEAD):
        return None
    periods = [limit for limit in parse(sentence) if isinstance(limit, Periodic)]
    found = [PublishBy(limit.due_after(last, today, calendar), limit) for limit in periods]
    dated = [limit for limit in periods if limit.every is Every.YEAR and limit.month]
    if len(dated) > 1 and last is not None:
        found = [one for one in found if one.limit not in dated] + [_next_date(dated, last, calendar)]
    return min(found, key=lambda one: one.day, default=None)


def _next_date(dated: list[Periodic], last: dt.date, calendar: Calendar) -> PublishBy:
    """Several days of each year: what came out is that of the nearest of them, and the one after it is next."""
    years = (dt.date(last.year + offset, 12, 31) for offset in (-2, -1, 0, 1))
    days = sorted(
        ((limit.due_after(year, year, calendar), limit) for year in years for limit in dated), key=lambda one: one[0]
    )
    nearest = min(range(len(days)), key=lambda index: abs(days[index][0] - last))
    return PublishBy(*days[nearest + 1])


def publish_by(sentence: str, event_on: dt.date, calendar: Calendar) -> PublishBy:
    """The last day for information that came about on ``event_on``: the shortest limit, at most the statutory one."""
    limits = parse(sentence)
    found = [PublishBy(limit.due(event_on, calendar), limit) for limit in limits if isinstance(limit, WithinDays)]
    if not found or any(isinstance(limit, AtOnce) for limit in limits):
        found.append(PublishBy(STATUTORY.due(event_on, calendar), STATUTORY))
    return min(found, key=lambda one: one.day)


def left_to_people(sentence: str) -> bool:
    """Whether somebody must watch the limit: it is unspoken, not understood, or hangs on a day that is to come."""
    limits = parse(sentence)
    return not limits or any(isinstance(limit, Unparsed | Ahead) for limit in limits)


def stays(sentence: str) -> bool:
    """Whether it is published for good (长期公开) and need not be renewed."""
    return any(isinstance(limit, ForGood) for limit in parse(sentence))
