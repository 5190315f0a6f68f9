"""Images that come with a text, as ``data:`` or copied from another text, become attachments of its disclosure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongkai.disclosures import rich_text
from gongkai.disclosures.attachments import add_image, kind_of_image, most_images, read_attachment
from gongkai.disclosures.inline_images import media_type
from gongkai.disclosures.models import Attachment, Disclosure
from gongkai.findings import Refused

_ENDS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}


def name_of(data: bytes, number: int) -> str:
    """A file name for an image that came without one: ``图片2.png``."""
    return f"图片{number}.{_ENDS.get(media_type(data) or '', 'bin')}"


def faults(body: str) -> list[str]:
    """Why images that a clean text carries in itself cannot be kept; one sentence for each."""
    try:
        found = rich_text.enclosed(body)
    except ValueError:
        return ["有一张图片不完整，请删去后重新插入"]
    count = len(rich_text.numbers(body)) + len(set(found))
    if count > most_images():
        return [f"正文里有{count}张图片，最多{most_images()}张。请删去一些，或者把图片合成一个文件作为附件上传"]
    sentences = []
    for number, data in enumerate(found, start=1):
        try:
            kind_of_image(data, name_of(data, number))
        except Refused as refused:
            sentences.append(f"第{number}张新图片：{refused.failures[0].message}")
    return sentences


def settle_images(disclosure: Disclosure, body: str, *, user: Any, now: dt.datetime) -> str:
    """The text with every image an attachment of this very disclosure; one that is not to be had is left out.

    Runs in the scope of the person: an image copied from a text that they may not see does not exist.

    :raises Refused: when images are new and the person may not write here.
    """
    own = set(Attachment.objects.filter(disclosure=disclosure, inline=True).values_list("pk", flat=True))
    kept: list[int] = []

    def find(src: str) -> str | None:
        if src.startswith("data:"):
            data = rich_text.decode(src)
            made = add_image(disclosure, data=data, name=name_of(data, len(kept) + 1), user=user, now=now)
        else:
            number = rich_text.number_of(src)
            if number in own:
                return src
            copied = Attachment.objects.filter(pk=number, inline=True, sealed=False, removed_at=None).first()
            if copied is None:
                return None
            made = add_image(disclosure, data=read_attachment(copied), name=copied.name, user=user, now=now)
        kept.append(made.pk)
        return f"image:{made.pk}"

    return rich_text.replace_images(body, find)
