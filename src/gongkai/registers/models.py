"""The registers (台账) that the annual report counts. Each line is one fact with its date."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.agencies.models import dates_forward
from gongkai.agencies.scoping import Register
from gongkai.disclosures.models import Disclosure


class Meeting(Register):
    """召开政府信息与政务公开工作会议或专题会议."""

    title = models.CharField("会议名称", max_length=200)
    held_on = models.DateField("召开日期", db_index=True)
    attendees = models.PositiveIntegerField("参会人数", null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "工作会议"
        ordering = ["held_on", "ref"]

    def __str__(self) -> str:
        return self.title


class Training(Register):
    """举办培训班; trainees are counted per attendance (人次)."""

    title = models.CharField("培训名称", max_length=200)
    held_on = models.DateField("举办日期", db_index=True)
    trainees = models.PositiveIntegerField("培训人次")

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "业务培训"
        ordering = ["held_on", "ref"]

    def __str__(self) -> str:
        return self.title


class StaffPost(models.TextChoices):
    FULL_TIME = "full_time", "专职"
    PART_TIME = "part_time", "兼职"


class StaffMember(Register):
    """从事政府信息公开工作人员, with the days on which the person did this work."""

    name = models.CharField("姓名", max_length=50)
    post = models.CharField("专职或兼职", max_length=10, choices=StaffPost.choices)
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "工作人员"
        ordering = ["ref"]
        constraints = [
            *Register.Meta.constraints,
            dates_forward("staff_forward", "started_on", "ended_on", "结束日期不能早于开始日期"),
        ]

    def __str__(self) -> str:
        return self.name


class DisclosureOffice(Register):
    """政府信息公开工作专门机构."""

    name = models.CharField("机构名称", max_length=100)
    started_on = models.DateField("设立日期")
    ended_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "工作机构"
        ordering = ["ref"]

    def __str__(self) -> str:
        return self.name


class ReadingPoint(Register):
    """政府信息公开查阅点."""

    name = models.CharField("查阅点名称", max_length=100)
    place = models.CharField("地址", max_length=200, blank=True)
    started_on = models.DateField("设立日期")
    ended_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "查阅点"
        ordering = ["ref"]

    def __str__(self) -> str:
        return self.name


class Expense(Register):
    """政府信息公开专项经费: money spent, in yuan (the report prints 万元)."""

    purpose = models.CharField("用途", max_length=200)
    spent_on = models.DateField("支出日期", db_index=True)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "专项经费"
        ordering = ["spent_on", "ref"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(
                name="expense_not_negative", condition=Q(amount__gte=0), violation_error_message="金额不能是负数"
            ),
        ]

    def __str__(self) -> str:
        return self.purpose


class DocumentKind(models.TextChoices):
    RULE = "rule", "规章"
    NORMATIVE = "norm", "行政规范性文件"


class RegulatoryDocument(Register):
    """规章、行政规范性文件: made, published, repealed, in force."""

    kind = models.CharField("种类", max_length=8, choices=DocumentKind.choices)
    title = models.CharField("标题", max_length=300)
    document_number = models.CharField("文号", max_length=100, blank=True)
    made_on = models.DateField("制发日期", db_index=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    disclosure = models.OneToOneField(
        Disclosure,
        verbose_name="公开的政府信息",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="regulatory_document",
    )

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "规范性文件"
        ordering = ["-made_on", "ref"]
        constraints = [
            *Register.Meta.constraints,
            dates_forward("repeal_forward", "made_on", "repealed_on", "废止日期不能早于制发日期"),
        ]

    def __str__(self) -> str:
        return self.title


class DutyKind(models.TextChoices):
    """Statutory activity that chapter two reports by number since 2019 (条例第二十条第五、六、八、九项)."""

    PERMIT = "permit", "行政许可"
    OTHER_SERVICE = "other", "其他对外管理服务事项"
    PUNISHMENT = "punish", "行政处罚"
    COERCION = "force", "行政强制"
    FEE = "fee", "行政事业性收费"
    PROCUREMENT = "buy", "政府集中采购"


class DutyFigure(Register):
    """What the deciding office hands in for a period: items in force at its end, decisions made, money in yuan."""

    kind = models.CharField("种类", max_length=8, choices=DutyKind.choices)
    period_start = models.DateField("起始日期")
    period_end = models.DateField("截止日期", db_index=True)
    items = models.PositiveIntegerField("期末项目数", null=True, blank=True)
    decisions = models.PositiveIntegerField("处理决定（采购项目）数", null=True, blank=True)
    amount = models.DecimalField("金额（元）", max_digits=16, decimal_places=2, null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "履职数据"
        ordering = ["period_end", "ref"]
        constraints = [
            *Register.Meta.constraints,
            dates_forward("duty_period_forward", "period_start", "period_end", "截止日期不能早于起始日期"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period_start}至{self.period_end}"


class CaseResult(models.TextChoices):
    """The result columns of chapter four."""

    KEPT = "keep", "结果维持"
    CORRECTED = "fix", "结果纠正"
    OTHER = "other", "其他结果"


class Case(Register):
    """A review or a suit about disclosure work; without a result it is pending (尚未审结)."""

    cause = models.CharField("案由", max_length=300)
    filed_on = models.DateField("受理日期", db_index=True)
    concluded_on = models.DateField("审结日期", null=True, blank=True)
    result = models.CharField("结果", max_length=8, choices=CaseResult.choices, blank=True)
    request_ref = models.CharField("相关申请编号", max_length=80, blank=True)

    class Meta(Register.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.cause


def case_constraints(prefix: str) -> list[models.BaseConstraint]:
    return [
        *Register.Meta.constraints,
        dates_forward(f"{prefix}_forward", "filed_on", "concluded_on", "审结日期不能早于受理日期"),
        models.CheckConstraint(
            name=f"{prefix}_result_with_date",
            condition=Q(concluded_on__isnull=True, result="") | (Q(concluded_on__isnull=False) & ~Q(result="")),
            violation_error_message="审结日期和结果要么都填，要么都不填",
        ),
    ]


class AdministrativeReview(Case):
    """行政复议."""

    class Meta(Case.Meta):
        verbose_name = verbose_name_plural = "行政复议"
        ordering = ["filed_on", "ref"]
        constraints = case_constraints("review")


class LitigationKind(models.TextChoices):
    DIRECT = "dir", "未经复议直接起诉"
    AFTER_REVIEW = "aft", "复议后起诉"


class Litigation(Case):
    """行政诉讼."""

    kind = models.CharField("起诉方式", max_length=4, choices=LitigationKind.choices)

    class Meta(Case.Meta):
        verbose_name = verbose_name_plural = "行政诉讼"
        ordering = ["filed_on", "ref"]
        constraints = case_constraints("suit")


class Complaint(Register):
    """举报投诉 about disclosure work."""

    subject = models.CharField("事由", max_length=300)
    received_on = models.DateField("收到日期", db_index=True)
    concluded_on = models.DateField("办结日期", null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "举报投诉"
        ordering = ["received_on", "ref"]

    def __str__(self) -> str:
        return self.subject


class ServiceGuide(Register):
    """办事指南: how one service of the agency is obtained, in the eight elements that inspectors look for.

    The fields are what is being written; what anyone may read is ``shown``, the words as they were when a reviewer
    last made them public. So a change is seen by nobody before it has been looked at.
    """

    name = models.CharField("事项名称", max_length=100)
    legal_basis = models.TextField("设定依据", blank=True)
    conditions = models.TextField("申请条件", blank=True)
    materials = models.TextField("办理材料", blank=True, help_text="一行一份")
    place = models.TextField("办理地点", blank=True)
    hours = models.CharField("办理时间", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=100, blank=True)
    process = models.TextField("办理流程", blank=True, help_text="一行一步")
    category = models.CharField("事项类别", max_length=60, blank=True, help_text="如：社会救助、户籍、社会保险")
    time_limit = models.CharField("办结时限", max_length=100, blank=True)
    fee = models.CharField("收费", max_length=200, blank=True, help_text="不收费的写“不收费”")
    online = models.URLField("网上办理地址", max_length=300, blank=True)
    forms = models.ForeignKey(
        Disclosure,
        verbose_name="表格下载",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="service_guides",
        help_text="选一条已公开的信息，它的附件列在指南里供下载",
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    shown: Any = models.JSONField(null=True, editable=False)
    published_at = models.DateTimeField("公开时间", null=True, editable=False)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "办事指南"
        ordering = ["category", "ref"]

    def __str__(self) -> str:
        return self.name
