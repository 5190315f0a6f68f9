"""Answers to what the public asks: concerns, interpretations, briefings, deputies' proposals."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongkai.agencies.scoping import AgencyOwned, Register
from gongkai.disclosures.models import Disclosure


class ConcernKind(models.TextChoices):
    HOT_TOPIC = "hot_topic", "公众关注热点"
    OPINION = "opinion", "重大舆情"


class PublicConcern(Register):
    """公众关注热点或重大舆情. Answered in several ways it still counts once."""

    title = models.CharField("事项", max_length=300)
    kind = models.CharField("类型", max_length=10, choices=ConcernKind.choices, default=ConcernKind.HOT_TOPIC)
    raised_on = models.DateField("发现日期", db_index=True)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "关注热点和舆情"
        ordering = ["raised_on", "ref"]

    def __str__(self) -> str:
        return self.title


class ResponseWay(models.TextChoices):
    """How a concern was answered."""

    WEIBO = "weibo", "政务微博"
    WECHAT = "wechat", "政务微信"
    WEBSITE = "website", "政府网站"
    PRESS_CONFERENCE = "press_conference", "新闻发布会"
    MEDIA = "media", "新闻媒体"
    ON_SITE = "on_site", "现场答复"
    OTHER = "other", "其他"


class ConcernResponse(AgencyOwned):
    """One answer to a concern, in one way."""

    concern = models.ForeignKey(PublicConcern, verbose_name="事项", on_delete=models.PROTECT, related_name="responses")
    way = models.CharField("回应方式", max_length=16, choices=ResponseWay.choices)
    responded_on = models.DateField("回应日期", db_index=True)
    url = models.URLField("链接", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回应"
        ordering = ["responded_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "way", "responded_on"],
                name="response_once",
                violation_error_message="同一事项、同一方式、同一天的回应已经登记过",
            )
        ]

    def __str__(self) -> str:
        return f"{self.concern} · {self.get_way_display()}"


class Interpretation(Register):
    """政策解读: explains a policy document; both link to each other.

    ``published_on`` is empty while its text (``disclosure``) is still being written, and set when that goes live.
    """

    title = models.CharField("标题", max_length=300)
    published_on = models.DateField(
        "发布日期", null=True, blank=True, db_index=True, help_text="解读稿在系统里写的，公开时自动填上"
    )
    policy = models.ForeignKey(
        Disclosure,
        verbose_name="被解读的政策",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="interpretations",
    )
    disclosure = models.OneToOneField(
        Disclosure,
        verbose_name="解读稿",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="interpretation_of",
    )

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "政策解读"
        ordering = ["published_on", "ref"]
        constraints = [
            *Register.Meta.constraints,
            models.CheckConstraint(
                name="interpretation_dated_or_written_here",
                condition=models.Q(published_on__isnull=False) | models.Q(disclosure__isnull=False),
                violation_error_message="解读稿不在系统里的，要填发布日期",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class InterpretationChoice(AgencyOwned):
    """Whether a policy document is to be interpreted, where a person decided it otherwise than its kind does."""

    policy = models.OneToOneField(
        Disclosure, verbose_name="政策文件", on_delete=models.PROTECT, related_name="interpretation_choice"
    )
    needed = models.BooleanField("要解读")
    reason = models.CharField("理由", max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="决定人", on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("决定时间")

    class Meta:
        verbose_name = verbose_name_plural = "要不要解读"
        constraints = [
            models.CheckConstraint(
                name="interpretation_choice_with_reason",
                condition=~models.Q(reason=""),
                violation_error_message="要写理由",
            )
        ]

    def __str__(self) -> str:
        return f"{self.policy}：{'要解读' if self.needed else '不解读'}"


class BriefingKind(models.TextChoices):
    PRESS_CONFERENCE = "press_conference", "新闻发布会"
    INTERVIEW = "interview", "政府网站在线访谈"


class Briefing(Register):
    """参加或举办新闻发布会, or 政府网站在线访谈; whether the principal leader took part."""

    kind = models.CharField("类型", max_length=16, choices=BriefingKind.choices)
    title = models.CharField("主题", max_length=300)
    held_on = models.DateField("日期", db_index=True)
    by_principal = models.BooleanField("主要负责同志参加", default=False)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "新闻发布会和在线访谈"
        ordering = ["held_on", "ref"]

    def __str__(self) -> str:
        return self.title


class ProposalKind(models.TextChoices):
    NPC = "NPC", "人大代表建议"
    CPPCC = "CPPCC", "政协提案"


class ProposalLevel(models.TextChoices):
    COUNTY = "county", "区（县）级"
    TOWN = "town", "乡镇级"


class Proposal(Register):
    """人大代表建议、政协提案 and how it ended."""

    kind = models.CharField("种类", max_length=8, choices=ProposalKind.choices)
    level = models.CharField("层级", max_length=8, choices=ProposalLevel.choices)
    title = models.CharField("标题", max_length=300)
    received_on = models.DateField("收到日期", db_index=True)
    concluded_on = models.DateField("办结日期", null=True, blank=True)
    published_on = models.DateField("结果公开日期", null=True, blank=True)

    class Meta(Register.Meta):
        verbose_name = verbose_name_plural = "建议提案"
        ordering = ["received_on", "ref"]

    def __str__(self) -> str:
        return self.title
