"""Who may see and do what: read functions over roles."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from gongkai.agencies.models import Agency, Role, RoleAssignment


def visible_agencies(user: Any) -> QuerySet[Agency]:
    """The agencies whose records this person may see at the desk: own ones, and the subtree of a supervisor's."""
    if not user.is_authenticated:
        return Agency.objects.none()
    wanted = Q(pk__in=[])
    for role, pk, path in RoleAssignment.objects.filter(user=user, agency__isnull=False).values_list(
        "role", "agency_id", "agency__path"
    ):
        wanted |= Q(path__startswith=path) if role == Role.SUPERVISOR else Q(pk=pk)
    return Agency.objects.filter(wanted)


def has_role(user: Any, agency: Agency, *roles: str) -> bool:
    """Whether the person holds one of ``roles`` in ``agency``; a supervisor's role reaches down the tree."""
    if not user.is_authenticated:
        return False
    ancestors = _ancestor_paths(agency.path)
    held = RoleAssignment.objects.filter(user=user, role__in=roles).values_list("role", "agency_id", "agency__path")
    return any(pk == agency.pk or (role == Role.SUPERVISOR and path in ancestors) for role, pk, path in held)


def _ancestor_paths(path: str) -> set[str]:
    parts = path.rstrip("/").split("/")
    return {"/".join(parts[: n + 1]) + "/" for n in range(len(parts))}
