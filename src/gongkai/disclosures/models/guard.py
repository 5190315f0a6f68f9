"""What the guard saw in a disclosure and its attachments, and what people answered to it. Never an unmasked value."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongkai.agencies.scoping import AgencyOwned


class Level(models.TextChoices):
    """What a finding asks for before release."""

    BLOCK = "block", "必须处理"
    CONFIRM = "confirm", "请确认"
    HINT = "hint", "提示"


class Answer(models.TextChoices):
    """What a person answered to a finding that stays in the text."""

    NONE = "", "未处理"
    KEPT = "kept", "保留"
    BASIS = "basis", "有公开依据"


class GuardRun(AgencyOwned):
    """One check of one state of a disclosure: its draft, or what is public of it.

    ``digest`` stands for all that was checked and by what rules and lists, so that the same is never checked twice.
    """

    disclosure = models.ForeignKey(
        "disclosures.Disclosure", verbose_name="政府信息", on_delete=models.CASCADE, related_name="guard_runs"
    )
    of_public = models.BooleanField("检查的是已公开的内容", default=False)
    digest = models.CharField(max_length=64)
    rules = models.CharField("规则版本", max_length=16)
    checked_at = models.DateTimeField("检查时间")

    class Meta:
        verbose_name = verbose_name_plural = "发布前检查"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["disclosure", "of_public", "-id"], name="guard_run_newest")]

    def __str__(self) -> str:
        return f"{self.disclosure}（{'已公开内容' if self.of_public else '草稿'}的检查）"


class GuardFinding(AgencyOwned):
    """One finding of a run.

    ``key`` tells the same finding again from run to run; ``seal`` is the key together with the very contents it stood
    in: a legal basis holds for those contents and no others.
    """

    run = models.ForeignKey(GuardRun, on_delete=models.CASCADE, related_name="findings")
    attachment = models.ForeignKey(
        "disclosures.Attachment", null=True, blank=True, on_delete=models.SET_NULL, related_name="findings"
    )
    source = models.CharField("出处", max_length=200)
    where = models.CharField("位置", max_length=300, blank=True)
    places = models.JSONField("各处", default=list)
    rule = models.CharField("规则", max_length=30)
    kind = models.CharField("种类", max_length=20)
    level = models.CharField("级别", max_length=10, choices=Level.choices)
    text_masked = models.CharField("内容（已隐去）", max_length=300, blank=True)
    count = models.PositiveIntegerField("处数", default=1)
    suggestion = models.CharField("建议", max_length=500)
    key = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
    answer = models.CharField("处理", max_length=10, choices=Answer.choices, blank=True, default=Answer.NONE)
    reason = models.CharField("理由或依据", max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="处理人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查发现"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source}：{self.label}（{self.count}处）"

    @property
    def label(self) -> str:
        from gongkai.checks.personal import Kind

        return Kind(self.kind).label

    @property
    def is_open(self) -> bool:
        """Whether it still stands in the way of release."""
        return self.level != Level.HINT and not self.answer


class WordListKind(models.TextChoices):
    ALLOWED = "allowed", "本单位对外的电话、邮箱、地址"
    NAMES = "names", "本单位和领导的名称"
    WRONG = "wrong", "本单位常见的错写"


class WordList(AgencyOwned):
    """A version of one of an agency's own lists, one entry a line; the newest version holds."""

    kind = models.CharField("名单", max_length=10, choices=WordListKind.choices)
    version = models.PositiveIntegerField("版本")
    entries = models.TextField("内容", blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="保存人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "检查用的名单"
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["agency", "kind", "version"], name="word_list_version_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（第{self.version}版）"
