"""``/api/v1/``: the endpoints with ETags, and a problem for every other address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.urls import path, re_path
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

from gongkai.api import bulk, guides, reports, views
from gongkai.api.problems import not_found, problem

View = Callable[..., Any]
_conditional = decorator_from_middleware(ConditionalGetMiddleware)


def _reading(view: View) -> View:
    """Answers GET; HEAD with the same headers and nothing else; whatever would write is a problem."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **values: Any) -> Any:
        if request.method not in ("GET", "HEAD"):
            refused = problem(405)
            refused["Allow"] = "GET, HEAD"
            return refused
        head, request.method = request.method == "HEAD", "GET"
        found = view(request, *args, **values)
        if head and isinstance(found, StreamingHttpResponse):
            found.streaming_content = ()
        elif head:
            found["Content-Length"] = str(len(found.content))
            found.content = b""
        return found

    return csrf_exempt(answer)


def _endpoints() -> list[Any]:
    for part in (reports, guides, bulk):
        views.api.add_router("", part.router)
    patterns, _, _ = views.api.urls
    for pattern in patterns:
        pattern.callback = _reading(_conditional(pattern.callback))  # type: ignore[arg-type]
    return patterns


urlpatterns = [
    *[path(f"v1/{pattern.pattern}", pattern.callback, name=pattern.name) for pattern in _endpoints()],
    re_path(r"^(?P<rest>.*)$", csrf_exempt(not_found)),
]
