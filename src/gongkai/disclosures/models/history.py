"""Wagtail's history of a disclosure, a line an act."""

from __future__ import annotations

from typing import Any

from wagtail.models import ModelLogEntry
from wagtail.models.audit_log import BaseLogEntry


class HistoryLine(ModelLogEntry):
    """A line of history about a record, a person and a text that were just read.

    Wagtail asks the database for each of the three whether it is there; a line here is simply written.
    """

    class Meta:
        proxy = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.clean()  # the act is one that Wagtail knows
        super(BaseLogEntry, self).save(*args, **kwargs)
