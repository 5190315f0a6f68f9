"""An account for every role in both towns and the district. They exist in demo data only."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import transaction

from gongkai.agencies.models import Agency, Role, RoleAssignment
from gongkai.trail.services import record

#: Suffix → role, for each town's prefix.
IN_TOWN: dict[str, Role] = {
    "editor": Role.EDITOR,
    "review1": Role.FIRST_REVIEWER,
    "review2": Role.SECOND_REVIEWER,
    "final": Role.FINAL_REVIEWER,
    "secrecy": Role.SECRECY_REVIEWER,
    "request": Role.REQUEST_OFFICER,
    "report": Role.REPORT_OFFICER,
}
PREFIXES = {"xj": "xingjing", "sl": "shili"}
ADMINS: dict[str, Role] = {
    "sysadmin": Role.SYSTEM_ADMIN,
    "secadmin": Role.SECURITY_ADMIN,
    "auditadmin": Role.AUDIT_ADMIN,
}
SUPERVISOR, SUPERVISED = "district", "xixia"


@dataclass(frozen=True, slots=True)
class Account:
    """A demo account: sign-in name, role, and the agency it holds for (none for administrators)."""

    name: str
    role: Role
    agency: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Made:
    """What :func:`make_accounts` did. ``password`` is empty when no account got one (all were there already)."""

    accounts: tuple[Account, ...]
    password: str = ""
    generated: bool = False


def accounts() -> tuple[Account, ...]:
    """All demo accounts, in the order in which they are printed."""
    names = dict(Agency.objects.filter(code__in=[*PREFIXES.values(), SUPERVISED]).values_list("code", "short_name"))
    found = [
        Account(f"{prefix}-{suffix}", role, code, f"{names[code]}{role.label}")
        for prefix, code in PREFIXES.items()
        for suffix, role in IN_TOWN.items()
    ]
    found.append(Account(SUPERVISOR, Role.SUPERVISOR, SUPERVISED, f"{names[SUPERVISED]}主管部门"))
    return (*found, *(Account(name, role, None, role.label) for name, role in ADMINS.items()))


@transaction.atomic
def make_accounts(password: str = "") -> Made:
    """Make the accounts that are missing, with their roles.

    :param password: for all of them, old ones too; without it the new ones share one that is made up here.
    """
    wanted = accounts()
    there = {user.username: user for user in User.objects.filter(username__in=[one.name for one in wanted])}
    missing = [one for one in wanted if one.name not in there]
    word, generated = (password, False) if password else (_password() if missing else "", bool(missing))
    digest = make_password(word) if word else ""  # one digest for all: it costs a third of a second
    agencies = {agency.code: agency for agency in Agency.objects.filter(code__in=[*PREFIXES.values(), SUPERVISED])}
    for one in wanted:
        user = there.get(one.name) or User(username=one.name, last_name="", first_name=f"{one.title}（示例）")
        if user.pk is None or password:
            user.password = digest
            user.save()
        agency = agencies[one.agency] if one.agency else None
        RoleAssignment.objects.get_or_create(user=user, agency=agency, role=one.role)
    if missing:
        record("demo.accounts", data={"names": [one.name for one in missing]})
    return Made(wanted, word, generated)


def _password() -> str:
    """Long enough for every rule of this installation, without signs that are hard to tell apart."""
    signs = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "-".join("".join(secrets.choice(signs) for _ in range(5)) for _ in range(3)) + "-7Aa"
