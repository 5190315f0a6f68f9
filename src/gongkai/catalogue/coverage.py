"""From the time limits of an entry and the days on which something was published below it: by when, and what is late.

Pure: the days and the calendar come in as arguments. What the grammar does not understand never gets a date.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from gongkai.law.time_limits import AtOnce, Every, ForGood, Periodic, TimeLimit, Unit, WithinDays, parse
from gongkai.law.workdays import Calendar

#: 及时公开 and limits unspoken: 《政府信息公开条例》第二十六条 (20 working days from making or change).
STATUTORY = WithinDays(20, Unit.WORKING_DAYS)


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


def next_update(sentence: str, last: dt.date | None, today: dt.date) -> PublishBy | None:
    """When an entry that recurs must next be published; ``last`` is the day of its last publication.

    ``None`` when nothing in the sentence recurs. Several limits: the earliest day.
    """
    found = [
        PublishBy(_periodic(limit, last, today), limit) for limit in parse(sentence) if isinstance(limit, Periodic)
    ]
    return min(found, key=lambda one: one.day, default=None)


def _periodic(limit: Periodic, last: dt.date | None, today: dt.date) -> dt.date:
    if limit.every is Every.YEAR and limit.month and last is not None:
        # Whatever came out in a year is that year's, early or late; next is the following year's.
        return limit.due_after(dt.date(last.year, 12, 31), today)
    return limit.due_after(last, today)


def publish_by(sentence: str, event_on: dt.date, calendar: Calendar) -> PublishBy:
    """The last day for information that came about on ``event_on``: the shortest limit, at most the statutory one."""
    limits = [limit for limit in parse(sentence) if isinstance(limit, WithinDays)]
    found = [PublishBy(limit.due(event_on, calendar), limit) for limit in limits]
    if not found or any(isinstance(limit, AtOnce) for limit in parse(sentence)):
        found.append(PublishBy(STATUTORY.due(event_on, calendar), STATUTORY))
    return min(found, key=lambda one: one.day)


def stays(sentence: str) -> bool:
    """Whether it is published for good (长期公开) and need not be renewed."""
    return any(isinstance(limit, ForGood) for limit in parse(sentence))
