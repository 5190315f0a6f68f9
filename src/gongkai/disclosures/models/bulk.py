"""批量办理: one order to do the same to many, worked off in the background, with what was refused and why."""

from __future__ import annotations

from django.db import models


class BulkVerb(models.TextChoices):
    """What may be done to many at once."""

    SUBMIT = "submit", "送审"
    MOVE = "move", "移栏目"
    RECLASSIFY = "reclassify", "改分类"
    WITHDRAW = "withdraw", "撤下"


class BulkAct(models.Model):
    """A person's order. It belongs to the person, not to an agency: nobody else sees it, whatever it names.

    ``position`` counts the items that are settled and is written in the same transaction as each item, so that a
    killed worker goes on where it stood. ``done`` are those that were done.
    """

    user = models.ForeignKey("auth.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+")
    address = models.CharField("来自", max_length=64, blank=True)
    verb = models.CharField("办什么", max_length=20, choices=BulkVerb.choices)
    arguments = models.JSONField("怎么办", default=dict)
    items = models.JSONField("办哪些", default=list)
    position = models.PositiveIntegerField("已办到", default=0)
    done = models.PositiveIntegerField("办成", default=0)
    created_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("办完时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量办理"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"批量{self.get_verb_display()}（{len(self.items)}条）"

    @property
    def total(self) -> int:
        return len(self.items)


class BulkRefusal(models.Model):
    """One item that could not be done, in words. ``disclosure`` is a number, not a tie: the item may be gone."""

    bulk = models.ForeignKey(BulkAct, verbose_name="批量办理", on_delete=models.CASCADE, related_name="refusals")
    disclosure = models.PositiveBigIntegerField("政府信息")
    title = models.CharField("标题", max_length=300, blank=True)
    reason = models.CharField("没有办成的原因", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "没有办成的"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.title}：{self.reason}"
