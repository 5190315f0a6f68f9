"""The annual report: one agency, one year. Its figures are computed; what a person adds to them is a record."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.fields import RichTextField

from gongkai.agencies.scoping import AgencyOwned


class ReportState(models.TextChoices):
    """The life of a report; the order is the only way forward."""

    DRAFT = "draft", "起草"
    REVIEWED = "reviewed", "已审核"
    FROZEN = "frozen", "已定稿"
    SUBMITTED = "submitted", "已报送"
    PUBLISHED = "published", "已公布"


class AnnualReport(AgencyOwned):
    """政府信息公开工作年度报告.

    ``snapshot`` is what :mod:`gongkai.reports.freezing` kept when the report was frozen: every printed and computed
    cell, the overrides, the findings and the chapters. Until then it is empty and everything is computed anew.
    """

    year = models.PositiveIntegerField("年度", validators=[MinValueValidator(2008), MaxValueValidator(2100)])
    state = models.CharField("状态", max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    report_date = models.DateField("报告日期", null=True, blank=True)
    frozen_at = models.DateTimeField("定稿时间", null=True, blank=True, editable=False)
    published_at = models.DateTimeField("公布时间", null=True, blank=True, editable=False)
    snapshot = models.JSONField("定稿内容", default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "年度报告"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"], name="report_year_once", violation_error_message="这一年度的报告已经有了"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"

    @property
    def frozen(self) -> bool:
        return self.state in (ReportState.FROZEN, ReportState.SUBMITTED, ReportState.PUBLISHED)


class FigureKind(models.TextChoices):
    """Why a person's figure stands in a cell."""

    OVERRIDE = "override", "改用申报数"
    DECLARED = "declared", "申报数（没有台账可算）"
    PUBLISHED = "published", "已公布的报告所印的数"


class Figure(AgencyOwned):
    """A figure that a person entered for one cell: who, when, why. Superseded ones stay, with ``withdrawn_at``.

    Overrides and declared figures are printed instead of the computed one. A *published* figure is what a report
    already made public says; it changes nothing that is printed and is held against it.
    """

    report = models.ForeignKey(AnnualReport, verbose_name="年度报告", on_delete=models.CASCADE, related_name="figures")
    key = models.CharField("单元格", max_length=40)
    kind = models.CharField("性质", max_length=10, choices=FigureKind.choices)
    value = models.DecimalField("数值", max_digits=18, decimal_places=6)
    reason = models.CharField("理由", max_length=300)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="填写人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    author_name = models.CharField("填写人姓名", max_length=150)
    made_at = models.DateTimeField("填写时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报数"
        ordering = ["key", "-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                condition=models.Q(withdrawn_at__isnull=True) & ~models.Q(kind="published"),
                name="one_figure_in_force",
                violation_error_message="这一格已有申报数，请先撤回",
            ),
            models.UniqueConstraint(
                fields=["report", "key"],
                condition=models.Q(withdrawn_at__isnull=True, kind="published"),
                name="one_published_figure",
                violation_error_message="这一格已记有公布的数，请先撤回",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value.normalize():f}"


class Chapter(AgencyOwned):
    """A chapter of the report as this agency tells it. Its text holds bound figures (``{{ S14.1.1 }}``)."""

    report = models.ForeignKey(AnnualReport, verbose_name="年度报告", on_delete=models.CASCADE, related_name="chapters")
    position = models.PositiveIntegerField("顺序", help_text="0 是报告开头的说明，没有标题序号")
    title = models.CharField("标题", max_length=100)
    body = RichTextField("正文", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "章节"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="chapter_position_once"),
        ]

    def __str__(self) -> str:
        return self.title
