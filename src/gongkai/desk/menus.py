"""Entries of the menu that are there for whom a policy lets through."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from gongkai.desk.policies import AgencyPolicy


class PolicyMenuItem(MenuItem):
    """Shown to whoever may do ``action`` on records of the policy's model in some agency."""

    def __init__(self, *args: Any, policy: AgencyPolicy, action: str = "view", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy, self.action = policy, action

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(self.policy.user_has_permission(request.user, self.action))
