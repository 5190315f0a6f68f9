"""Accounts, roles and agencies: who may sign in, and as what. One verb, one transaction, one entry in the trail.

The three administrators keep apart (三权分立): the security administrator makes accounts and gives roles, the system
administrator keeps the agencies, the audit administrator reads the trail and changes nothing. Nobody gives or takes
roles of their own, and an administrator holds no role in any agency.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.agencies.models import ADMIN_ROLES, Account, Agency, Deputy, Role, RoleAssignment, name_of
from gongkai.agencies.queries import held_roles
from gongkai.findings import Failure, Refused, refuse
from gongkai.trail.services import record

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,49}")
#: Without signs that are hard to tell apart.
SIGNS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def is_admin(user: Any, role: Role) -> bool:
    """Whether ``user`` is the installation's administrator of this kind."""
    return any(held.role == role and held.agency_id is None for held in held_roles(user))


def _require(user: Any, role: Role, verb: str) -> None:
    if not is_admin(user, role):
        raise refuse("not-the-role", f"{verb}要由{role.label}来做")


def first_password() -> str:
    """A password to hand over once; it passes every rule and must be changed at the first sign-in."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(5)) for _ in range(3)) + "-7Aa"


@transaction.atomic
def create_account(*, by: Any, username: str, name: str) -> tuple[Any, str]:
    """开户. Returns the user and the first password, which is kept nowhere."""
    _require(by, Role.SECURITY_ADMIN, "开设账号")
    user, password = _new_account(username, name)
    record("account.create", target=user)
    return user, password


@transaction.atomic
def begin_administration(*, username: str, name: str) -> tuple[Any, str]:
    """The first security administrator of a new installation, made by whoever holds the machine.

    Only where there is none yet; every later account is made by a security administrator.
    """
    if RoleAssignment.objects.filter(role=Role.SECURITY_ADMIN).exists():
        raise refuse("begun", "已经有安全管理员了，别的账号请由安全管理员在工作台开设")
    user, password = _new_account(username, name)
    RoleAssignment.objects.create(user=user, role=Role.SECURITY_ADMIN)
    record("account.create", target=user, data={"role": Role.SECURITY_ADMIN.value})
    return user, password


def _new_account(username: str, name: str) -> tuple[Any, str]:
    failures = []
    if not USERNAME.fullmatch(username):
        failures.append(
            Failure("username", "用户名用小写字母或数字开头，3到50位，只含小写字母、数字和 . _ -", "用户名")
        )
    if not name.strip():
        failures.append(Failure("name", "还没有写姓名", "姓名"))
    if get_user_model().objects.filter(username=username).exists():
        failures.append(Failure("taken", f"用户名“{username}”已经有人用了", "用户名"))
    if failures:
        raise Refused(failures)
    user = get_user_model()(username=username, first_name=name.strip()[:150])
    return user, _hand_over(user)


@transaction.atomic
def reset_password(user: Any, *, by: Any, reason: str) -> str:
    """重置口令. Ends the account's sessions (their hash no longer fits) and returns the new first password."""
    _require(by, Role.SECURITY_ADMIN, "重置口令")
    _not_oneself(user, by, "重置自己的口令请用“修改口令”")
    _with_reason(reason, "重置口令")
    password = _hand_over(user)
    record("account.reset_password", target=user, reason=reason)
    return password


def _hand_over(user: Any) -> str:
    password = first_password()
    user.set_password(password)
    user.save()
    Account.objects.filter(user=user).update(must_change=True)
    return password


@transaction.atomic
def set_active(user: Any, active: bool, *, by: Any, reason: str) -> None:
    """停用 or 恢复 an account. What it did stays in the trail; it is never deleted."""
    verb = "恢复账号" if active else "停用账号"
    _require(by, Role.SECURITY_ADMIN, verb)
    _not_oneself(user, by, f"不能给自己{verb}")
    _with_reason(reason, verb)
    if user.is_active == active:
        return
    user.is_active = active
    user.save(update_fields=["is_active"])
    record("account.enable" if active else "account.disable", target=user, reason=reason)


@transaction.atomic
def unlock(user: Any, *, by: Any) -> None:
    """解锁 an account that too many wrong passwords have locked."""
    from axes.utils import reset

    _require(by, Role.SECURITY_ADMIN, "解锁账号")
    reset(username=user.get_username())
    record("account.unlock", target=user)


@transaction.atomic
def give_role(user: Any, role: str, *, by: Any, agency: Agency | None = None) -> RoleAssignment:
    """授予角色. Administrators hold no agency's role, and one kind of administrator is not another."""
    _require(by, Role.SECURITY_ADMIN, "授予角色")
    _not_oneself(user, by, "不能给自己授予角色")
    if role not in Role.values:
        raise refuse("role", "没有这个角色", "角色")
    admin = role in ADMIN_ROLES
    if admin and agency is not None:
        raise refuse("agency", f"{Role(role).label}不属于任何单位，不要选单位", "单位")
    if not admin and agency is None:
        raise refuse("agency", f"“{Role(role).label}”要选在哪个单位", "单位")
    held = set(RoleAssignment.objects.filter(user=user).values_list("role", flat=True))
    if admin and held - {role}:
        raise refuse("exclusive", "这个人已有别的角色。管理员不能兼任别的角色，也不能由一个人兼任两种", "角色")
    if not admin and held & ADMIN_ROLES:
        raise refuse("exclusive", "这个人是管理员，管理员不能在单位里兼任角色", "角色")
    given, new = RoleAssignment.objects.get_or_create(user=user, role=role, agency=agency)
    if new:
        record("role.give", target=user, agency_code=agency.code if agency else "", data={"role": role})
    return given


@transaction.atomic
def take_role(assignment: RoleAssignment, *, by: Any, reason: str) -> None:
    """收回角色."""
    _require(by, Role.SECURITY_ADMIN, "收回角色")
    _not_oneself(assignment.user, by, "不能收回自己的角色")
    _with_reason(reason, "收回角色")
    code = assignment.agency.code if assignment.agency else ""
    record("role.take", target=assignment.user, agency_code=code, reason=reason, data={"role": assignment.role})
    assignment.delete()


#: For how many days at most one may have a deputy; whoever is away longer hands the role over.
DEPUTY_DAYS = 90


@transaction.atomic
def name_deputy(
    assignment: RoleAssignment,
    person: Any,
    *,
    by: Any,
    started_on: dt.date,
    ended_on: dt.date,
    today: dt.date,
    reason: str = "",
) -> Deputy:
    """指定代办人: for these days ``person`` may act in the role of ``assignment``, as well as its holder.

    The holder names the deputy; for who cannot sign in, the security administrator does, with a reason.

    :raises Refused: somebody of another agency, an administrator, a period that is over, too long, or already taken.
    """
    _own_or_security(assignment, by, "指定代办人")
    if by.pk != assignment.user_id:
        _with_reason(reason, "替别人指定代办人")
    # One at a time for a role, also when two name at once.
    RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if failures := _deputy_failures(assignment, person, started_on, ended_on, today):
        raise Refused(failures)
    deputy: Deputy = Deputy.objects.create(
        assignment=assignment,
        person=person,
        started_on=started_on,
        ended_on=ended_on,
        reason=reason.strip()[:100],
        named_by=by,
    )
    record(
        "deputy.name",
        target=deputy,
        agency_code=assignment.agency.code if assignment.agency else "",
        reason=reason.strip(),
        data={
            "holder": assignment.user.get_username(),
            "deputy": person.get_username(),
            "role": assignment.role,
            "from": started_on.isoformat(),
            "to": ended_on.isoformat(),
        },
    )
    return deputy


def _deputy_failures(
    assignment: RoleAssignment, person: Any, started_on: dt.date, ended_on: dt.date, today: dt.date
) -> list[Failure]:
    agency, holder = assignment.agency, assignment.user
    if agency is None or assignment.role == Role.SUPERVISOR:
        return [Failure("role", f"“{assignment.get_role_display()}”的角色不能由人代办", "角色")]
    failures = []
    if person.pk == holder.pk:
        failures.append(Failure("oneself", "代办人要选别人", "代办人"))
    elif not person.is_active or not RoleAssignment.objects.filter(user=person, agency=agency).exists():
        failures.append(Failure("other-agency", f"代办人要是{agency}的人，账号在用", "代办人"))
    elif RoleAssignment.objects.filter(user=person, agency=agency, role=assignment.role).exists():
        words = f"{name_of(person)}自己就有“{assignment.get_role_display()}”的角色，不用指定代办"
        failures.append(Failure("has-role", words, "代办人"))
    if ended_on < started_on:
        failures.append(Failure("order", "结束日期不能早于开始日期", "结束日期"))
    elif ended_on < today:
        failures.append(Failure("past", "这段时间已经过去了", "结束日期"))
    elif (ended_on - started_on).days >= DEPUTY_DAYS:
        words = f"代办最长{DEPUTY_DAYS}天。时间再长，请安全管理员把角色交给别人"
        failures.append(Failure("too-long", words, "结束日期"))
    standing = Deputy.objects.filter(
        assignment=assignment, revoked_at__isnull=True, started_on__lte=ended_on, ended_on__gte=started_on
    ).first()
    if standing is not None:
        days = f"{standing.started_on:%Y-%m-%d}至{standing.ended_on:%Y-%m-%d}"
        words = f"{days}已由{name_of(standing.person)}代办，先收回再另指定"
        failures.append(Failure("taken", words, "开始日期"))
    return failures


@transaction.atomic
def end_deputy(deputy: Deputy, *, by: Any, now: dt.datetime) -> None:
    """收回代办, at once: the holder is back, or the deputy cannot do it."""
    _own_or_security(deputy.assignment, by, "收回代办", deputy.person)
    if deputy.revoked_at is not None:
        return
    deputy.revoked_at = now
    deputy.save(update_fields=["revoked_at"])
    agency = deputy.assignment.agency
    record(
        "deputy.end", target=deputy, agency_code=agency.code if agency else "", data={"role": deputy.assignment.role}
    )


def _own_or_security(assignment: RoleAssignment, by: Any, verb: str, *others: Any) -> None:
    if by.pk not in (assignment.user_id, *(one.pk for one in others)) and not is_admin(by, Role.SECURITY_ADMIN):
        raise refuse("not-yours", f"{verb}要由本人或{Role.SECURITY_ADMIN.label}来做")


#: What the system administrator may set on an agency. The code is for life: addresses are made of it.
AGENCY_FIELDS = (
    "name",
    "short_name",
    "parent",
    "level",
    "kind",
    "org_code",
    "disclosure_office",
    "address",
    "postcode",
    "phone",
    "fax",
    "email",
    "office_hours",
    "website",
)


@transaction.atomic
def save_agency(agency: Agency, *, by: Any) -> Agency:
    """Make an agency or change one (its code stands); the agencies below follow to their new place in the tree."""
    _require(by, Role.SYSTEM_ADMIN, "设置单位")
    old = Agency.objects.filter(pk=agency.pk).first() if agency.pk else None
    if old is not None and old.code != agency.code:
        raise refuse("code", "单位代码是网址的一部分，设了就不能改", "代码")
    above = Agency.objects.filter(pk=agency.parent_id).first() if agency.parent_id else None
    agency.parent = above
    if old is not None and above is not None and above.path.startswith(old.path):
        raise refuse("parent", "上级不能是它自己或它的下级", "上级")
    try:
        agency.full_clean(exclude=["path"])
    except ValidationError as error:
        raise Refused(
            [
                Failure("agency", sentence, _field_name(name))
                for name, sentences in error.message_dict.items()
                for sentence in sentences
            ]
        ) from None
    agency.save()
    if old is None:
        record("agency.create", target=agency, agency_code=agency.code)
        return agency
    if old.path != agency.path:
        for below in Agency.objects.filter(path__startswith=old.path).exclude(pk=agency.pk).order_by("path"):
            below.parent.refresh_from_db()  # type: ignore[union-attr]
            below.save(update_fields=["path"])
    changed = [name for name in AGENCY_FIELDS if getattr(old, name) != getattr(agency, name)]
    if changed:
        record("agency.change", target=agency, agency_code=agency.code, data={"fields": changed})
    return agency


def _field_name(name: str) -> str:
    return str(getattr(Agency._meta.get_field(name), "verbose_name", name)) if name != "__all__" else ""


def _not_oneself(user: Any, by: Any, sentence: str) -> None:
    if user.pk == by.pk:
        raise refuse("oneself", sentence)


def _with_reason(reason: str, verb: str) -> None:
    if not reason.strip():
        raise refuse("reason", f"{verb}要写理由", "理由")
