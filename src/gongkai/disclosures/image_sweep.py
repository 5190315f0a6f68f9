"""Images that no draft, no earlier draft and nothing public shows any more: deleted after a while, with an entry each.

An image is an attachment that counts only while a text names it. What was put in and taken out again would otherwise
lie on the disk for ever, personal data in it included. What was once approved or released stays: it is a record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import as_agency
from gongkai.disclosures import rich_text
from gongkai.disclosures.attachments import delete_draft
from gongkai.disclosures.models import Attachment, Disclosure

#: Longer than the browser keeps a copy of unsaved text (7 days), which may show an image that no draft shows yet.
KEPT = dt.timedelta(days=30)
REASON = f"正文和各稿都不用这张图片了，已过{KEPT.days}天"


def sweep_images(now: dt.datetime) -> int:
    """Delete the images that were kept in vain; how many. For the schedule: it opens the scope of each agency itself.

    One disclosure is one transaction, and files go after it: whoever kills this loses nothing and may begin again.
    """
    count = 0
    for agency in Agency.objects.order_by("pk"):
        with as_agency(agency):
            for key in list(_idle(now).order_by().values_list("disclosure_id", flat=True).distinct()):
                count += _sweep(key, now)
    return count


def _idle(now: dt.datetime) -> QuerySet[Attachment]:
    """Images old enough that were never before a reviewer's eyes nor public."""
    found: QuerySet[Attachment] = Attachment.objects.filter(
        inline=True,
        uploaded_at__lt=now - KEPT,
        approved_at=None,
        released_at=None,
        removed_at=None,
        replaced_by=None,
    )
    return found


@transaction.atomic
def _sweep(key: int, now: dt.datetime) -> int:
    """Of one disclosure, under its lock, so that a text saved at the same time is either seen or comes after."""
    disclosure = Disclosure.objects.select_for_update().get(pk=key)
    used = numbers_in_use(disclosure)
    count = 0
    for image in _idle(now).filter(disclosure=disclosure):
        if not used & {image.pk, *_originals(image)}:
            delete_draft(image, REASON)
            count += 1
    return count


def numbers_in_use(disclosure: Disclosure) -> set[int]:
    """The images that the record or any of its revisions names."""
    contents: Iterable[dict] = disclosure.revisions.order_by().values_list("content", flat=True).iterator(50)
    texts = [disclosure.body, *(content.get("body") or "" for content in contents)]
    return {number for text in texts for number in rich_text.numbers(text)}


def _originals(image: Attachment) -> set[int]:
    """The numbers of what this copy stands for: a text goes on naming the image that was masked."""
    found: set[int] = set()
    one = Attachment.objects.filter(replaced_by=image).first()
    while one is not None:
        found.add(one.pk)
        one = Attachment.objects.filter(replaced_by=one).first()
    return found
