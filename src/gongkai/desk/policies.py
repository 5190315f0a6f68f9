"""Wagtail's permission policy over our table of roles: may this person do this, to this record, of this agency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from gongkai.agencies.models import Agency, Role
from gongkai.agencies.permissions import allowed_roles
from gongkai.agencies.queries import has_role, held_assignments, held_roles


class AgencyPolicy(BasePermissionPolicy):
    """Every question is answered from :data:`gongkai.agencies.permissions.TABLE`; superusers get no exception."""

    def _roles(self, actions: Iterable[str]) -> set[Role]:
        return set().union(*(allowed_roles(self.model._meta.label_lower, action) for action in actions))

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        if not user.is_authenticated:
            return False
        roles = self._roles(actions)
        return any(held.role in roles for held in held_roles(user))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        if instance.agency_id is None:
            return self.user_has_any_permission(user, actions)
        return has_role(user, instance.agency, *self._roles(actions))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        return self.model.objects.filter(agency__in=self.agencies(user, *actions))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        return get_user_model().objects.filter(role_assignments__role__in=self._roles(actions)).distinct()

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet:
        return self.users_with_any_permission(actions).filter(role_assignments__agency=instance.agency)

    def agencies(self, user: Any, *actions: str) -> QuerySet[Agency]:
        """The agencies in which this person may do one of ``actions`` to records of this kind."""
        roles = self._roles(actions)
        held = held_assignments(user).filter(role__in=roles)
        own = Agency.objects.filter(pk__in=held.exclude(role=Role.SUPERVISOR).values("agency"))
        for path in held.filter(role=Role.SUPERVISOR).values_list("agency__path", flat=True):
            own = own | Agency.objects.filter(path__startswith=path)
        return own.distinct()
