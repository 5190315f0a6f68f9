"""What the register of interpretations learns from their texts."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from gongkai.agencies.scoping import across_agencies
from gongkai.dialogue.models import Interpretation
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.signals import disclosure_published


@receiver(disclosure_published, dispatch_uid="gongkai.dialogue.interpretation")
def interpretation_published(sender: Any, disclosure: Disclosure, **kwargs: Any) -> None:
    """The interpretation is published on the day its text first is; saved one by one, so that its pages follow."""
    if disclosure.published_at is None:
        return
    with across_agencies():
        for one in Interpretation.objects.filter(disclosure=disclosure, published_on__isnull=True):
            one.published_on = timezone.localtime(disclosure.published_at).date()
            one.title = disclosure.title
            one.save(update_fields=["published_on", "title", "updated_at"])
