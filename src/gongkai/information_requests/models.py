"""依申请公开: the register of requests, from receipt to the decision the report counts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongkai.agencies.scoping import AgencyOwned, Register


class ApplicantKind(models.TextChoices):
    """申请人: the columns of chapter three; the values are the form's column suffixes."""

    NATURAL = "np", "自然人"
    ENTERPRISE = "ent", "商业企业"
    RESEARCH = "sci", "科研机构"
    CHARITY = "pub", "社会公益组织"
    LEGAL_SERVICE = "law", "法律服务机构"
    OTHER = "oth", "其他"


class Means(models.TextChoices):
    """How a request came in."""

    IN_PERSON = "in_person", "当面"
    FAX = "fax", "传真"
    ONLINE = "online", "网络"
    MAIL = "mail", "信函"


class Outcome(models.TextChoices):
    """答复类型: the codes of ``law/outcomes``."""

    ALREADY_PUBLIC = "O-11", "已主动公开，告知获取方式"
    DISCLOSED = "O-12", "予以公开"
    PARTIAL = "O-20", "部分公开"
    STATE_SECRET = "O-31", "不予公开：属于国家秘密"
    FORBIDDEN = "O-32", "不予公开：其他法律行政法规禁止公开"
    SAFETY = "O-33", "不予公开：危及“三安全一稳定”"
    THIRD_PARTY = "O-34", "不予公开：保护第三方合法权益"
    INTERNAL = "O-35", "不予公开：属于三类内部事务信息"
    PROCESS = "O-36", "不予公开：属于四类过程性信息"
    ENFORCEMENT_FILE = "O-37", "不予公开：属于行政执法案卷"
    SPECIAL_ENQUIRY = "O-38", "不予公开：属于行政查询事项"
    NOT_EXISTING = "O-41a", "无法提供：信息不存在"
    NOT_OURS = "O-41b", "无法提供：不属于本机关"
    TO_BE_MADE = "O-42", "无法提供：没有现成信息需要另行制作"
    UNCLEAR = "O-43", "无法提供：补正后申请内容仍不明确"
    PETITION = "O-51", "不予处理：信访举报投诉类申请"
    REPEAT = "O-52", "不予处理：重复申请"
    PUBLISHED_BOOK = "O-53", "不予处理：要求提供公开出版物"
    EXCESSIVE = "O-54", "不予处理：无正当理由大量反复申请"
    CONFIRM = "O-55", "不予处理：要求确认或重新出具已获取信息"
    NO_CORRECTION = "O-61", "其他处理：逾期不补正"
    NO_FEE = "O-62", "其他处理：逾期未缴费"
    OTHER = "O-63", "其他处理：其他"


class Ground(models.TextChoices):
    """Whose rights a refusal under O-34 protects; the 2014 form has a row for each."""

    TRADE_SECRET = "trade_secret", "商业秘密"
    PRIVACY = "privacy", "个人隐私"


class InformationRequest(Register):
    """One request. ``received_on`` is day 0 of every clock; ``decided_on`` the day it was decided or closed."""

    received_on = models.DateField("收到申请日期", db_index=True)
    means = models.CharField("申请方式", max_length=10, choices=Means.choices)
    applicant_kind = models.CharField("申请人类型", max_length=4, choices=ApplicantKind.choices)
    description = models.TextField("申请内容", blank=True)
    corrected_on = models.DateField("告知补正日期", null=True, blank=True)
    extended = models.BooleanField("延长了答复期限", default=False)
    due_on = models.DateField("应答复日期", null=True, blank=True)
    decided_on = models.DateField("答复（办结）日期", null=True, blank=True, db_index=True)
    outcome = models.CharField("答复类型", max_length=6, choices=Outcome.choices, blank=True)
    ground = models.CharField(
        "保护的权益",
        max_length=12,
        choices=Ground.choices,
        blank=True,
        help_text="只在答复类型是“保护第三方合法权益”时填；2014年版统计表分行统计",
    )

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "依申请公开"
        ordering = ["-received_on", "ref"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(
                name="request_decided_after_receipt",
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("received_on")),
                violation_error_message="答复日期不能早于收到申请的日期",
            ),
            models.CheckConstraint(
                name="request_outcome_with_date",
                condition=Q(decided_on__isnull=True, outcome="") | (Q(decided_on__isnull=False) & ~Q(outcome="")),
                violation_error_message="答复日期和答复类型要么都填，要么都不填",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class ProcessingFee(AgencyOwned):
    """信息处理费 asked for one request: noticed, and paid or not. Yuan."""

    request = models.ForeignKey(InformationRequest, verbose_name="申请", on_delete=models.PROTECT, related_name="fees")
    noticed_on = models.DateField("收费通知日期")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    paid_on = models.DateField("缴费日期", null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "信息处理费"
        ordering = ["noticed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "noticed_on"], name="fee_once", violation_error_message="这件申请当天已有收费通知"
            ),
            models.CheckConstraint(
                name="fee_positive", condition=Q(amount__gt=0), violation_error_message="金额要大于0"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.amount}元"
