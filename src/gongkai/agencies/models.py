"""Agencies and the people in them, each with the days on which they hold."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from gongkai.agencies.scoping import AgencyOwned, Register

CODE = RegexValidator(r"^[a-z][a-z0-9-]{1,62}$", "代码用小写字母开头，只含小写字母、数字和连字符")
ORG_CODE = RegexValidator(r"^([0-9A-Z]{9}|[0-9A-HJ-NPQRTUWXY]{18})$", "机构代码是9位组织机构代码或18位统一社会信用代码")


def name_of(user: Any) -> str:
    """How a person with an account is called on a page: the name, the user name where there is none."""
    return user.get_full_name() or user.get_username()


class Level(models.TextChoices):
    """Where an agency stands; decides which statutory items and which report rules apply to it."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县（区）级"
    TOWN = "town", "乡镇（街道）"


class AgencyKind(models.TextChoices):
    GOVERNMENT = "government", "人民政府"
    STREET_OFFICE = "street", "街道办事处"
    DEPARTMENT = "department", "工作部门"


class Agency(models.Model):
    """A body that must disclose (行政机关、单位). Agencies form a tree; supervision and roll-up follow it.

    ``path`` is the codes from the root down, each closed by a slash, so that a subtree is one prefix.
    """

    code = models.CharField("代码", max_length=64, unique=True, validators=[CODE])
    name = models.CharField("名称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=30)
    parent = models.ForeignKey(
        "self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=500, editable=False, db_index=True)
    level = models.CharField("层级", max_length=16, choices=Level.choices)
    kind = models.CharField("类型", max_length=16, choices=AgencyKind.choices, default=AgencyKind.GOVERNMENT)
    org_code = models.CharField("机构代码", max_length=18, blank=True, validators=[ORG_CODE])
    disclosure_office = models.CharField("政务公开工作机构", max_length=100, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    postcode = models.CharField(
        "邮政编码", max_length=6, blank=True, validators=[RegexValidator(r"^\d{6}$", "邮编是6位数字")]
    )
    phone = models.CharField("电话", max_length=40, blank=True)
    fax = models.CharField("传真", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    office_hours = models.CharField("办公时间", max_length=100, blank=True)
    website = models.URLField("网站", blank=True)
    duties = models.TextField("职能", blank=True)
    is_demo = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def subtree(self) -> models.QuerySet[Agency]:
        """This agency and all below it."""
        return Agency.objects.filter(path__startswith=self.path)


class Person(Register):
    """Someone who works for the agency; signs in only when ``user`` is set."""

    name = models.CharField("姓名", max_length=50)
    title = models.CharField("职务", max_length=100, blank=True)
    office = models.CharField("科室", max_length=100, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name="账号", null=True, blank=True, on_delete=models.PROTECT
    )

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "人员"
        ordering = ["ref"]

    def __str__(self) -> str:
        return self.name


def holds_on(day: dt.date) -> Q:
    """For records that hold from a day to a day (both inclusive; open where empty)."""
    return Q(started_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gte=day))


def dates_forward(name: str, start: str, end: str, message: str) -> models.CheckConstraint:
    """The constraint "``end``, where given, is not before ``start``"."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        violation_error_message=message,
    )


class Leader(Register):
    """领导信息 (条例第二十条第二项): who leads the agency, in which post, in charge of what, from when to when.

    A line is a term of office: whoever takes another post gets another line, so that any past day can be read.
    """

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.PROTECT, related_name="+")
    post = models.CharField("职务", max_length=100, help_text="写全称，如：党委副书记、镇长")
    duties = models.TextField("分工", blank=True, help_text="主持或者分管什么工作")
    position = models.PositiveSmallIntegerField("排序", default=100, help_text="小的排在前面")
    started_on = models.DateField("任职日期")
    ended_on = models.DateField("离任日期", null=True, blank=True, help_text="在任的不填")

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "领导信息"
        ordering = ["position", "ref"]
        constraints = [
            *Register.Meta.constraints,
            dates_forward("leader_term_forward", "started_on", "ended_on", "离任日期不能早于任职日期"),
        ]

    def __str__(self) -> str:
        return f"{self.person}（{self.post}）"


class LeadingGroup(Register):
    """政务公开领导小组, kept with the days on which it stood, because people change."""

    name = models.CharField("名称", max_length=100)
    document = models.CharField("成立文件", max_length=200, blank=True)
    office_name = models.CharField("办公室设在", max_length=100, blank=True)
    started_on = models.DateField("成立日期")
    ended_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "政务公开领导小组"

    def __str__(self) -> str:
        return self.name


class GroupRole(models.TextChoices):
    HEAD = "head", "组长"
    VICE_HEAD = "vice", "副组长"
    MEMBER = "member", "成员"
    OFFICE_HEAD = "office", "办公室主任"


class LeadingGroupMember(AgencyOwned):
    """Who was in the leading group, as what, from when to when."""

    group = models.ForeignKey(LeadingGroup, verbose_name="领导小组", on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.PROTECT, related_name="+")
    role = models.CharField("职责", max_length=10, choices=GroupRole.choices)
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "领导小组成员"
        constraints = [dates_forward("member_term_forward", "started_on", "ended_on", "结束日期不能早于开始日期")]

    def __str__(self) -> str:
        return f"{self.person}（{self.get_role_display()}）"


class Role(models.TextChoices):
    """What a person may do. The last three are installation-wide and exclude one another."""

    EDITOR = "editor", "编辑"
    FIRST_REVIEWER = "first_review", "初审"
    SECOND_REVIEWER = "second_review", "复审"
    FINAL_REVIEWER = "final_review", "终审"
    SECRECY_REVIEWER = "secrecy_review", "保密审查"
    REQUEST_OFFICER = "request_officer", "依申请公开经办"
    REPORT_OFFICER = "report_officer", "年度报告经办"
    SUPERVISOR = "supervisor", "主管部门"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


ADMIN_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class RoleAssignment(models.Model):
    """One person holds one role in one agency (for a supervisor: over its subtree); administrators in none."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="账号", on_delete=models.CASCADE, related_name="role_assignments"
    )
    agency = models.ForeignKey(
        Agency, verbose_name="单位", null=True, blank=True, on_delete=models.CASCADE, related_name="role_assignments"
    )
    role = models.CharField("角色", max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = verbose_name_plural = "角色"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role"], name="role_once", violation_error_message="这个人已经有这个角色"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role__in=["system_admin", "security_admin", "audit_admin"]),
                name="one_admin_role",
                violation_error_message="系统、安全、审计三种管理员不能由一个人兼任",
            ),
            models.CheckConstraint(
                name="admin_roles_have_no_agency",
                condition=Q(role__in=["system_admin", "security_admin", "audit_admin"], agency__isnull=True)
                | (~Q(role__in=["system_admin", "security_admin", "audit_admin"]) & Q(agency__isnull=False)),
                violation_error_message="管理员角色不属于任何单位，其他角色必须属于一个单位",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class DeputyQuerySet(models.QuerySet):
    """Deputies by the days on which they stand in."""

    def in_force(self, day: dt.date) -> models.QuerySet:
        """Those who stand in on ``day``: not taken back, the holder's account in use, the deputy still there."""
        return self.filter(
            revoked_at__isnull=True,
            started_on__lte=day,
            ended_on__gte=day,
            assignment__user__is_active=True,
            person__role_assignments__agency=F("assignment__agency"),
        )


class Deputy(models.Model):
    """代办: somebody of the same agency stands in for the holder of a role while that person is away.

    It hangs on the holder's role and ends with it; a deputy cannot pass it on. Both days are inclusive.
    """

    assignment = models.ForeignKey(
        RoleAssignment, verbose_name="角色", on_delete=models.CASCADE, related_name="deputies"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="代办人", on_delete=models.CASCADE, related_name="deputy_of"
    )
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期")
    reason = models.CharField("原因", max_length=100, blank=True)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="指定人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    named_at = models.DateTimeField("指定时间", auto_now_add=True, editable=False)
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True, editable=False)

    objects: ClassVar[Any] = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代办"
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="deputy_term_forward",
                condition=Q(ended_on__gte=F("started_on")),
                violation_error_message="结束日期不能早于开始日期",
            )
        ]

    def __str__(self) -> str:
        return f"{name_of(self.person)}代{name_of(self.assignment.user)}（{self.assignment.get_role_display()}）"


class Account(models.Model):
    """What the rules of sign-in have to remember about a user: passwords used before, and the one session.

    Made and kept by the password validators; a user without one (demo data) has a password that never grows old.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account")
    password_set_at = models.DateTimeField("口令设置时间")
    must_change = models.BooleanField("下次登录要改口令", default=False)
    former = models.JSONField("用过的口令（摘要）", default=list)
    session_key = models.CharField("会话", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return str(self.user)
