"""定期评估: what is not proactively disclosed is looked at again, and stays so or is opened (条例第十八条)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.agencies.scoping import AgencyOwned
from gongkai.catalogue.models import Attribute


class ReassessmentResult(models.TextChoices):
    """What came of it."""

    KEEP = "keep", "维持"
    OPEN = "open", "改为主动公开"


class Reassessment(AgencyOwned):
    """One re-assessment: which attribute was looked at, the result and its basis, by whom, when."""

    disclosure = models.ForeignKey(
        "disclosures.Disclosure", verbose_name="政府信息", on_delete=models.PROTECT, related_name="reassessments"
    )
    attribute = models.CharField("评估时的公开属性", max_length=16, choices=Attribute.choices)
    result = models.CharField("结果", max_length=8, choices=ReassessmentResult.choices)
    basis = models.CharField("依据", max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="评估人", on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("评估时间")

    class Meta:
        verbose_name = verbose_name_plural = "定期评估"
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reassessment_with_basis",
                condition=~Q(basis=""),
                violation_error_message="评估要写依据",
            ),
            models.CheckConstraint(
                name="reassessment_not_of_public",
                condition=~Q(attribute=Attribute.PROACTIVE),
                violation_error_message="只评估不主动公开的信息",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disclosure}：{self.get_result_display()}"
