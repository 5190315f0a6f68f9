"""有效性的变化: when a text ceased to hold, or holds again, and by what. The newest says what holds now."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongkai.agencies.scoping import AgencyOwned
from gongkai.disclosures.models.disclosure import Disclosure, Validity


class ValidityChange(AgencyOwned):
    """One change; ``decided_by`` is empty where a date in the records decided it."""

    disclosure = models.ForeignKey(
        Disclosure, verbose_name="政府信息", on_delete=models.PROTECT, related_name="validity_changes"
    )
    validity = models.CharField("有效性", max_length=10, choices=Validity.choices)
    basis = models.CharField("依据", max_length=300)
    decided_at = models.DateTimeField("标明的时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="办理人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = verbose_name_plural = "有效性变化"
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_validity_display()}，依据：{self.basis}"
