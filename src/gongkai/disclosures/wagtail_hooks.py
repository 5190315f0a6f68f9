"""What this room tells Wagtail."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from gongkai.disclosures.models import Disclosure, HistoryLine


@hooks.register("register_log_actions")
def history(actions: Any) -> None:
    actions.register_model(Disclosure, HistoryLine)
