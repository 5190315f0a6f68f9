"""``/healthz``: whether the parts answer, as JSON; 200 when all do, 503 otherwise."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

import gongkai


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """``{"status": "ok", "version": …, "database": "ok"}``."""
    parts = {"database": _database()}
    healthy = all(state == "ok" for state in parts.values())
    body = {"status": "ok" if healthy else "failing", "version": gongkai.__version__, **parts}
    return JsonResponse(body, status=200 if healthy else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:
        return type(error).__name__
    return "ok"
