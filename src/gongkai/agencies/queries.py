"""Who may see and do what: read functions over roles, one's own and those one stands in for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from gongkai.agencies.models import Agency, Deputy, Role, RoleAssignment, name_of
from gongkai.findings import refuse
from gongkai.trail.services import Actor, as_deputy, current_actor


def held_assignments(user: Any, on: dt.date | None = None) -> QuerySet[RoleAssignment]:
    """The roles in which this person may act on a day (today unless told): one's own, and those of whom one stands in.

    Whoever asks what somebody *is* (the pages of accounts, the rule that administrators do not review) asks
    :class:`RoleAssignment` itself.
    """
    day = on or timezone.localdate()
    standing_in = Deputy.objects.filter(person_id=user.pk).in_force(day).values("assignment")
    return RoleAssignment.objects.filter(Q(user_id=user.pk) | Q(pk__in=standing_in))


class Held(NamedTuple):
    """A role in which somebody may act, the key and the path of its agency (none for administrators).

    ``user`` is whose role it is; ``holder`` the name of whom they stand in for, empty for their own role.
    """

    role: str
    agency_id: int | None
    path: str | None
    user: Any
    holder: str


_remembered: ContextVar[dict[tuple[Any, dt.date], list[Held]] | None] = ContextVar("held_roles", default=None)


@contextmanager
def remembering_roles() -> Iterator[None]:
    """Roles are read once for each person while a request is answered: a page asks some seventy times."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


@receiver([post_save, post_delete], sender=RoleAssignment)
@receiver([post_save, post_delete], sender=Deputy)
def _roles_are_others(sender: Any, **kwargs: Any) -> None:
    if (remembered := _remembered.get()) is not None:
        remembered.clear()


def held_roles(user: Any, on: dt.date | None = None) -> list[Held]:
    """What :func:`held_assignments` finds, as values; empty for nobody."""
    if user is None or not user.is_authenticated:
        return []
    day, remembered = on or timezone.localdate(), _remembered.get()
    if remembered is not None and (user.pk, day) in remembered:
        return remembered[user.pk, day]
    rows = held_assignments(user, day).select_related("agency", "user").order_by("pk")
    found = [
        Held(
            one.role,
            one.agency_id,
            one.agency.path if one.agency is not None else None,
            one.user,
            "" if one.user_id == user.pk else name_of(one.user),
        )
        for one in rows
    ]
    if remembered is not None:
        remembered[user.pk, day] = found
    return found


def visible_agencies(user: Any) -> QuerySet[Agency]:
    """The agencies whose records this person may see at the desk: own ones, and the subtree of a supervisor's.

    A deputy is always of the same agency, so standing in for somebody shows nothing new.
    """
    if not user.is_authenticated:
        return Agency.objects.none()
    wanted = Q(pk__in=[])
    for role, pk, path in RoleAssignment.objects.filter(user=user, agency__isnull=False).values_list(
        "role", "agency_id", "agency__path"
    ):
        wanted |= Q(path__startswith=path) if role == Role.SUPERVISOR else Q(pk=pk)
    return Agency.objects.filter(wanted)


def has_role(user: Any, agency: Agency, *roles: str, on: dt.date | None = None) -> bool:
    """Whether the person may act as one of ``roles`` in ``agency`` on a day (today unless told).

    A supervisor's role reaches down the tree; a deputy acts in the role of whom they stand in for.
    """
    return bool(_holders(user, agency, roles, (), on))


def acting(
    user: Any, agency: Agency, *roles: str, barred: Collection[int] = (), on: dt.date | None = None
) -> Actor | None:
    """The answer of :func:`has_role` for an act: in what capacity they do it, for its entry; ``None`` if they may not.

    Where somebody else acts in the person's name (a command, a background job), the entry stays theirs.

    :param barred: keys of those who may not do it; who stands in for one of them may not in their place either.
    """
    actor = current_actor()
    if actor.user is not None and actor.user.pk == user.pk:
        return capacity(actor, agency, *roles, barred=barred, on=on)
    return actor if _holders(user, agency, roles, barred, on) else None


def acting_or_refuse(user: Any, agency: Agency, *roles: str, words: str) -> Actor:
    """:func:`acting`, and a refusal in ``words`` where they may not."""
    actor = acting(user, agency, *roles)
    if actor is None:
        raise refuse("not-the-role", words)
    return actor


def capacity(
    actor: Actor, agency: Agency, *roles: str, barred: Collection[int] = (), on: dt.date | None = None
) -> Actor | None:
    """The person of ``actor`` as who they may act by one of ``roles``: in their own right, or “李四（代张三）”."""
    holders = _holders(actor.user, agency, roles, barred, on)
    if not holders:
        return None
    return actor if "" in holders else as_deputy(actor, holders[0])


def _holders(
    user: Any, agency: Agency, roles: tuple[str, ...], barred: Collection[int], on: dt.date | None
) -> list[str]:
    """By whose right, but for ``barred``, this person may act as one of ``roles`` here: names, "" for their own."""
    ancestors = _ancestor_paths(agency.path)
    return [
        held.holder
        for held in held_roles(user, on)
        if held.role in roles
        and held.user.pk not in barred
        and (held.agency_id == agency.pk or (held.role == Role.SUPERVISOR and held.path in ancestors))
    ]


def deputies_of(user: Any, today: dt.date) -> QuerySet[Deputy]:
    """Who stands in for this person, today or later."""
    return (
        Deputy.objects.filter(assignment__user=user, revoked_at__isnull=True, ended_on__gte=today)
        .select_related("assignment__agency", "assignment__user", "person")
        .order_by("started_on", "pk")
    )


def stood_in_by(user: Any, today: dt.date) -> QuerySet[Deputy]:
    """For whom this person stands in, today or later."""
    return (
        Deputy.objects.filter(person=user, revoked_at__isnull=True, ended_on__gte=today)
        .select_related("assignment__agency", "assignment__user", "person")
        .order_by("started_on", "pk")
    )


def holders_of(agency: Agency, *roles: str, on: dt.date | None = None) -> list[Any]:
    """Everybody who may act as one of ``roles`` in ``agency`` on a day: holders and their deputies, accounts in use."""
    day = on or timezone.localdate()
    people = {}
    for one in RoleAssignment.objects.filter(agency=agency, role__in=roles).select_related("user").order_by("pk"):
        people[one.user_id] = one.user
    standing_in = Deputy.objects.filter(assignment__agency=agency, assignment__role__in=roles).in_force(day)
    for deputy in standing_in.select_related("person").order_by("pk"):
        people[deputy.person_id] = deputy.person
    return [user for user in people.values() if user.is_active]


def _ancestor_paths(path: str) -> set[str]:
    parts = path.rstrip("/").split("/")
    return {"/".join(parts[: n + 1]) + "/" for n in range(len(parts))}
