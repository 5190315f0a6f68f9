"""What is kept with a step of review: the marked passages of a return, and that its people were reminded."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from wagtail.models import TaskState

from gongkai.agencies.scoping import AgencyOwned
from gongkai.disclosures.passages import AROUND, QUOTE_MOST, REMARK_MOST, Passage, find, plain


class PassageRemark(AgencyOwned):
    """A marked passage of a return with its remark, kept with the step; dealt with once the text is sent in again."""

    disclosure = models.ForeignKey(
        "disclosures.Disclosure", verbose_name="政府信息", on_delete=models.CASCADE, related_name="passage_remarks"
    )
    state = models.ForeignKey(
        TaskState, verbose_name="审核步骤", on_delete=models.CASCADE, related_name="passage_remarks"
    )
    quote = models.CharField("原文", max_length=QUOTE_MOST)
    before = models.CharField(max_length=AROUND, blank=True)
    after = models.CharField(max_length=AROUND, blank=True)
    remark = models.CharField("意见", max_length=REMARK_MOST)
    made_by = models.ForeignKey("auth.User", verbose_name="审核人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("时间", auto_now_add=True)
    resolved_at = models.DateTimeField("重新送审时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "标注意见"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"“{self.quote[:40]}”：{self.remark[:80]}"

    @property
    def passage(self) -> Passage:
        return Passage(self.quote, self.remark, self.before, self.after)


def keep_remarks(obj: Any, state: TaskState, passages: Sequence[Passage], user: Any) -> list[PassageRemark]:
    """Keep the marked passages of a return, in the order of the text.

    :raises PermissionDenied: for words that do not stand in the text, and for a passage without a remark.
    """
    if not passages:
        return []
    text = obj.get_latest_revision_as_object()
    words = plain(f"<p>{escape(text.title)}</p><p>{escape(text.summary)}</p>{text.body or ''}")
    kept: list[tuple[int, PassageRemark]] = []
    for passage in passages:
        quote = " ".join(passage.quote.split())
        short = quote[:20] + ("……" if len(quote) > 20 else "")
        if len(quote) > QUOTE_MOST or len(passage.remark.strip()) > REMARK_MOST:
            raise PermissionDenied(f"“{short}”：标注的原文和意见各不能超过{QUOTE_MOST}字，请分几处标")
        if not passage.remark.strip():
            raise PermissionDenied(f"标注的“{short}”还没有写意见")
        place = find(words, passage)
        if place is None:
            raise PermissionDenied(f"正文里没有“{short}”，请从正文里照原样抄，或者用鼠标选中")
        one = PassageRemark(
            agency=obj.agency,
            disclosure=obj,
            state=state,
            quote=quote,
            before=passage.before[-AROUND:],
            after=passage.after[:AROUND],
            remark=passage.remark.strip(),
            made_by=user,
        )
        kept.append((place, one))
    in_order = [one for _, one in sorted(kept, key=lambda pair: pair[0])]
    PassageRemark.objects.bulk_create(in_order)
    return in_order


class ReviewReminder(AgencyOwned):
    """That the people of a step were reminded on a day; once per step and day."""

    state = models.ForeignKey(TaskState, verbose_name="审核步骤", on_delete=models.CASCADE, related_name="reminders")
    day = models.DateField("日期")
    mailed = models.PositiveSmallIntegerField("邮件数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        constraints = [models.UniqueConstraint(fields=["state", "day"], name="one_reminder_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.state_id}"
