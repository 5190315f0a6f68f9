"""The disclosure catalogue (政务公开基本目录) and the portal's sections that agree with it."""

from __future__ import annotations

from django.db import models

from gongkai.agencies.scoping import AgencyOwned, Register


class Attribute(models.TextChoices):
    """公开属性."""

    PROACTIVE = "proactive", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    WITHHELD = "withheld", "不予公开"


class Stage(models.TextChoices):
    """公开类型: the 五公开."""

    DECISION = "decision", "决策"
    EXECUTION = "execution", "执行"
    MANAGEMENT = "management", "管理"
    SERVICE = "service", "服务"
    RESULT = "result", "结果"


class SectionKind(models.TextChoices):
    """The four fixed columns of the unified platform, requests, and whatever lies below statutory content."""

    GUIDE = "guide", "政府信息公开指南"
    RULES = "rules", "政府信息公开制度"
    STATUTORY = "statutory", "法定主动公开内容"
    ANNUAL_REPORT = "annual_report", "政府信息公开年报"
    REQUESTS = "requests", "依申请公开"


class Section(AgencyOwned):
    """A column of the portal (栏目); sections form the agency's tree."""

    code = models.SlugField("代码", max_length=60)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("所属大类", max_length=16, choices=SectionKind.choices, default=SectionKind.STATUTORY)
    parent = models.ForeignKey(
        "self", verbose_name="上级栏目", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveIntegerField("排序", default=0)
    description = models.CharField("栏目说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "栏目"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "code"], name="section_code_once", violation_error_message="这个栏目代码已经有了"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Catalogue(AgencyOwned):
    """One edition of an agency's catalogue, a year or so, with the people who answer for it."""

    year = models.PositiveIntegerField("年度")
    title = models.CharField("名称", max_length=100)
    filled_by = models.CharField("填表人", max_length=50, blank=True)
    checked_by = models.CharField("复核人", max_length=50, blank=True)
    approved_by = models.CharField("审签人", max_length=50, blank=True)
    filled_on = models.DateField("填表时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政务公开基本目录"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"], name="catalogue_year_once", violation_error_message="这一年度的目录已经有了"
            )
        ]

    def __str__(self) -> str:
        return self.title


class CatalogueEntry(Register):
    """One row of a catalogue (目录事项). ``ref`` is the 序号 it came with in its edition: ``2018-1``; it never changes.

    An entry with a ``domain`` stands in the standard catalogue (基层政务公开标准目录): its 一级事项 is ``category``,
    its 二级事项 ``matter``, its 公开渠道和载体 ``carriers``. One without belongs to the 基本目录.
    """

    CHOICE_FIELDS = ("agency", "matter")

    catalogue = models.ForeignKey(Catalogue, verbose_name="目录", on_delete=models.CASCADE, related_name="entries")
    serial = models.PositiveIntegerField("序号")
    domain = models.CharField("领域", max_length=60, blank=True, help_text="标准目录的领域；基本目录不填")
    category = models.CharField("信息类别", max_length=100)
    matter = models.CharField("事项名称", max_length=200)
    content = models.TextField("公开内容")
    legal_basis = models.TextField("公开依据", blank=True)
    responsible_agency = models.CharField("责任主体", max_length=300)
    attribute = models.CharField("公开属性", max_length=16, choices=Attribute.choices, default=Attribute.PROACTIVE)
    also_on_request = models.BooleanField("另有依申请公开的内容", default=False)
    time_limit = models.CharField("公开时限", max_length=500, blank=True)
    carriers = models.CharField("公开方式", max_length=500, blank=True, help_text="用顿号分开，如：网站、宣传栏")
    stages = models.JSONField("公开类型", default=list, blank=True)
    to_everyone = models.BooleanField("公开对象：全社会", default=False)
    to_groups = models.CharField("公开对象：特定群体", max_length=200, blank=True)
    levels = models.JSONField("公开层级", default=list, blank=True)
    section = models.ForeignKey(
        Section, verbose_name="所属栏目", null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    not_concerned = models.BooleanField("未涉及", default=False, help_text="本单位没有这类事项；和说明一起公开")
    not_concerned_note = models.CharField("未涉及说明", max_length=300, blank=True)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "目录事项"
        ordering = ["catalogue", "domain", "serial"]

    def __str__(self) -> str:
        return self.matter
