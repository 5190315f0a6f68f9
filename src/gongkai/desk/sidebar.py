"""The menu at the side, made once for a person and their roles and kept for a minute: it stands on every page."""

from __future__ import annotations

import time
from typing import Any

from django.utils.safestring import SafeString
from wagtail.admin.templatetags import wagtailadmin_tags

from gongkai.agencies.queries import held_roles

#: Seconds after which it is made anew; a change of roles or of the name shows at once.
KEPT = 60.0
MOST = 500
_made: dict[tuple[Any, ...], tuple[float, SafeString]] = {}


def remembered_sidebar(context: Any) -> SafeString:
    """Wagtail's ``sidebar_props``: the entries and the account, as the script of the sidebar reads them."""
    user, now = context["request"].user, time.monotonic()
    roles = frozenset((one.role, one.agency_id) for one in held_roles(user))
    key = (user.pk, user.get_username(), user.first_name, user.last_name, user.email, user.is_superuser, roles)
    if (found := _made.get(key)) is not None and found[0] > now:
        return found[1]
    if len(_made) >= MOST:
        _made.clear()
    shown: SafeString = wagtailadmin_tags.sidebar_props(context)
    _made[key] = (now + KEPT, shown)
    return shown


def forget_sidebars() -> None:
    """Make every menu anew (another database stands behind the same keys)."""
    _made.clear()


def install_remembered_sidebar() -> None:
    wagtailadmin_tags.register.simple_tag(remembered_sidebar, takes_context=True, name="sidebar_props")
