"""The guard runs after every save and after every release, in the background, queued in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from gongkai.disclosures.guard import check_disclosure
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.signals import attachments_changed, disclosure_changed, disclosure_published


@receiver(post_save, sender=Disclosure, dispatch_uid="gongkai.guard.saved")
def saved(sender: Any, instance: Disclosure, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """A new draft is one once the record points to it."""
    if not raw and update_fields and "latest_revision" in update_fields:
        check_disclosure.enqueue(instance.pk)


@receiver(attachments_changed, dispatch_uid="gongkai.guard.attachments")
def attachments_are_others(sender: Any, disclosure: Disclosure, **kwargs: Any) -> None:
    check_disclosure.enqueue(disclosure.pk)
    if disclosure.is_public:
        check_disclosure.enqueue(disclosure.pk, of_public=True)


@receiver(disclosure_published, dispatch_uid="gongkai.guard.published")
@receiver(disclosure_changed, dispatch_uid="gongkai.guard.changed")
def released(sender: Any, disclosure: Disclosure, **kwargs: Any) -> None:
    check_disclosure.enqueue(disclosure.pk, of_public=True)
