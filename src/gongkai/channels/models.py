"""Channels, and each disclosure's release on each of them."""

from __future__ import annotations

from django.db import models

from gongkai.agencies.scoping import AgencyOwned, Register
from gongkai.disclosures.models import Disclosure


class ChannelKind(models.TextChoices):
    """公开渠道. The 2014 table names four of them; the rest are its 其他方式."""

    GAZETTE = "gazette", "政府公报"
    WEBSITE = "website", "政府网站"
    WEIBO = "weibo", "政务微博"
    WECHAT = "wechat", "政务微信"
    PRESS = "press", "报刊"
    TV = "tv", "广播电视"
    NEWS_SITE = "news_site", "新闻网站"
    NOTICE_BOARD = "notice_board", "公示栏"
    LED_SCREEN = "led_screen", "电子屏"
    OTHER = "other", "其他"


class Channel(Register):
    """One place where this agency publishes: its site, an account, a board, a paper."""

    kind = models.CharField("种类", max_length=16, choices=ChannelKind.choices)
    name = models.CharField("名称", max_length=100)
    account = models.CharField("账号或网址", max_length=200, blank=True)
    started_on = models.DateField("启用日期", null=True, blank=True)
    ended_on = models.DateField("停用日期", null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "公开渠道"
        ordering = ["ref"]

    def __str__(self) -> str:
        return self.name


class CommunityKind(models.TextChoices):
    VILLAGE = "village", "村"
    COMMUNITY = "community", "社区"


class NoticeBoard(Register):
    """A physical board of a village or community (公示栏、公开展板)."""

    name = models.CharField("名称", max_length=100)
    community = models.CharField("村（社区）", max_length=60)
    community_kind = models.CharField("类型", max_length=10, choices=CommunityKind.choices)
    place = models.CharField("位置", max_length=200, blank=True)
    channel = models.OneToOneField(
        Channel, verbose_name="渠道", null=True, blank=True, on_delete=models.PROTECT, related_name="board"
    )
    started_on = models.DateField("设置日期", null=True, blank=True)
    ended_on = models.DateField("拆除日期", null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "公示栏"
        ordering = ["ref"]

    def __str__(self) -> str:
        return self.name


class Release(AgencyOwned):
    """发布: one disclosure on one channel; when, where to see it, how often it was read."""

    disclosure = models.ForeignKey(
        Disclosure, verbose_name="政府信息", on_delete=models.PROTECT, related_name="releases"
    )
    channel = models.ForeignKey(Channel, verbose_name="渠道", on_delete=models.PROTECT, related_name="releases")
    released_on = models.DateField("发布日期", db_index=True)
    url = models.URLField("链接", max_length=500, blank=True)
    reads = models.PositiveIntegerField("阅读数", null=True, blank=True)
    likes = models.PositiveIntegerField("点赞数", null=True, blank=True)
    shares = models.PositiveIntegerField("转发数", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发布"
        ordering = ["-released_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "channel"],
                name="release_once",
                violation_error_message="这条信息在这个渠道已经发布过",
            )
        ]
        indexes = [models.Index(fields=["agency", "released_on", "channel", "disclosure"], name="release_count")]

    def __str__(self) -> str:
        return f"{self.disclosure} · {self.channel}"


class PublicNotice(AgencyOwned):
    """公示: a disclosure that must stay up for a period; benefit lists at least seven days."""

    disclosure = models.OneToOneField(
        Disclosure, verbose_name="政府信息", on_delete=models.PROTECT, related_name="notice"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", help_text="含当日")

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        constraints = [
            models.CheckConstraint(
                name="notice_forward",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="结束日期不能早于开始日期",
            )
        ]

    def __str__(self) -> str:
        return str(self.disclosure)
