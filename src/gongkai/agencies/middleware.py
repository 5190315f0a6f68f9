"""Opens the scope of the signed-in person for every request, and names the actor for the trail."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from gongkai.agencies.queries import remembering_roles, visible_agencies
from gongkai.agencies.scoping import as_agencies
from gongkai.trail.services import Actor, reset_actor, set_actor


class AgencyScopeMiddleware:
    """Fails closed: a person without a role, or nobody at all, works in an empty scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        name = (user.get_full_name() or user.get_username()) if user.is_authenticated else "访客"
        token = set_actor(Actor(user if user.is_authenticated else None, name, request.META.get("REMOTE_ADDR", "")))
        try:
            with as_agencies(visible_agencies(user)), remembering_roles():
                return self.get_response(request)
        finally:
            reset_actor(token)
