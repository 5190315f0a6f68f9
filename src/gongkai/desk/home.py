"""The home of the desk: what waits for me, by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from gongkai.agencies.permissions import allowed_roles
from gongkai.agencies.queries import held_assignments, visible_agencies
from gongkai.desk.coverage import Summary, coverage_summary
from gongkai.desk.todo import lists_for, silences
from gongkai.law.workdays import Calendar

WEEKDAYS = "一二三四五六日"


class HomePanel(Component):
    """Replaces Wagtail's panels: counts that jump to lists, the lists, the state of the channels."""

    name = "gk-home"
    template_name = "desk/home.html"
    order = 0

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> Mapping[str, Any]:
        now = timezone.now()
        today = timezone.localdate(now)
        calendar = Calendar.load()
        lists = lists_for(self.request.user, today, calendar, now)
        due = len(lists.today) + len(lists.late)
        words = f"今天有{len(lists.today)}件到期" if lists.today else "今天没有到期的"
        if lists.late:
            words += f"，{len(lists.late)}件已逾期"
        writers = allowed_roles("disclosures.disclosure", "add")
        may_write = held_assignments(self.request.user, today).filter(role__in=writers).exists()
        return {
            "request": self.request,
            "heading": f"{today.month}月{today.day}日 星期{WEEKDAYS[today.weekday()]}，{words}",
            "today": today,
            "due": due,
            "may_write": may_write,
            "sections": [
                {"id": key, "name": name, "rows": [(one, one.due_words(today)) for one in rows], "kind": kind}
                for key, name, rows, kind in (
                    ("late", "已逾期", lists.late, "bad"),
                    ("today", "今天到期", lists.today, "warn"),
                    ("week", "本周到期", lists.week, ""),
                    ("others", "等别人办", lists.others, ""),
                )
            ],
            "silences": silences(today),
            "catalogue": self._catalogue(today, calendar),
        }

    def _catalogue(self, today: dt.date, calendar: Calendar) -> Summary | None:
        """The catalogue of the person's agency; nothing for who watches over several."""
        agencies = list(visible_agencies(self.request.user)[:2])
        return coverage_summary(agencies[0], today, calendar) if len(agencies) == 1 else None
