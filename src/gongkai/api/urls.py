"""``/api/v1/``: the endpoints with ETags, and a problem for every other address."""

from __future__ import annotations

from typing import Any

from django.middleware.http import ConditionalGetMiddleware
from django.urls import path, re_path
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.http import require_safe

from gongkai.api import guides, reports, views
from gongkai.api.problems import not_found

_conditional = decorator_from_middleware(ConditionalGetMiddleware)


def _endpoints() -> list[Any]:
    for part in (reports, guides):
        views.api.add_router("", part.router)
    patterns, _, _ = views.api.urls
    for pattern in patterns:
        pattern.callback = _conditional(pattern.callback)  # type: ignore[arg-type]
    return patterns


urlpatterns = [
    path("v1/years/<int:year>.csv", require_safe(views.bulk), {"kind": "csv"}),
    path("v1/years/<int:year>.jsonl", require_safe(views.bulk), {"kind": "jsonl"}),
    *[path(f"v1/{pattern.pattern}", pattern.callback, name=pattern.name) for pattern in _endpoints()],
    re_path(r"^(?P<rest>.*)$", not_found),
]
