"""The guard runs after every save and after every release, in the background, queued in the same transaction."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Revision

from gongkai.disclosures.guard import check_disclosure
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.signals import attachments_changed, disclosure_changed, disclosure_published


@receiver(post_save, sender=Revision, dispatch_uid="gongkai.guard.saved")
def saved(sender: Any, instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    if not raw and instance.content_type_id == ContentType.objects.get_for_model(Disclosure).pk:
        check_disclosure.enqueue(int(instance.object_id))


@receiver(attachments_changed, dispatch_uid="gongkai.guard.attachments")
def attachments_are_others(sender: Any, disclosure: Disclosure, **kwargs: Any) -> None:
    check_disclosure.enqueue(disclosure.pk)
    if disclosure.is_public:
        check_disclosure.enqueue(disclosure.pk, of_public=True)


@receiver(disclosure_published, dispatch_uid="gongkai.guard.published")
@receiver(disclosure_changed, dispatch_uid="gongkai.guard.changed")
def released(sender: Any, disclosure: Disclosure, **kwargs: Any) -> None:
    check_disclosure.enqueue(disclosure.pk, of_public=True)
