"""更正: what was wrong in a published text and what is right, shown beside the text from the day it was put right."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.agencies.scoping import AgencyOwned


class Correction(AgencyOwned):
    """One mistake put right.

    Written by an editor, approved with the text it belongs to (``approved_at``), shown from the moment that text goes
    live (``published_at``). What was never approved is never shown. ``before`` and ``after`` are the public texts on
    either side of it.
    """

    disclosure = models.ForeignKey(
        "disclosures.Disclosure", verbose_name="政府信息", on_delete=models.PROTECT, related_name="corrections"
    )
    place = models.CharField("更正的地方", max_length=100, blank=True)
    wrong = models.CharField("原为", max_length=500)
    right = models.CharField("应为", max_length=500)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="填写人", on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField("填写时间")
    approved_at = models.DateTimeField("审核通过时间", null=True, blank=True)
    published_at = models.DateTimeField("更正时间", null=True, blank=True)
    before: Any = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    after: Any = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "更正说明"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="correction_says_both",
                condition=~Q(wrong="") & ~Q(right="") & ~Q(wrong=models.F("right")),
                violation_error_message="原为、应为都要写，并且不能一样",
            ),
            models.CheckConstraint(
                name="correction_approved_first",
                condition=Q(published_at__isnull=True) | Q(approved_at__isnull=False),
                violation_error_message="更正说明要先审核通过，才能公开",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}原为“{self.wrong}”，应为“{self.right}”"
