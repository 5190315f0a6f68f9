"""The images that stand in a text: which attachments they are, and the text as each kind of reader gets it."""

from __future__ import annotations

from collections.abc import Callable

from gongkai.disclosures import rich_text
from gongkai.disclosures.models import Attachment, Disclosure

#: first bytes → media type; what a browser shows without help
_TYPES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def media_type(data: bytes) -> str | None:
    """``image/png`` and so on, by the first bytes; ``None`` for what browsers do not show."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _TYPES if data.startswith(start)), None)


def standing_in(disclosure: Disclosure, body: str) -> dict[int, Attachment]:
    """Number in the text → the image that stands for it now (its masked copy, where there is one).

    Numbers of files of another disclosure, and of images that were removed or sealed, stand for nothing.
    """
    wanted = rich_text.numbers(body)
    if not wanted or disclosure.pk is None:
        return {}
    own = {one.pk: one for one in Attachment.objects.filter(disclosure=disclosure, inline=True)}
    found: dict[int, Attachment] = {}
    for number in wanted:
        one = own.get(number)
        while one is not None and one.replaced_by_id:
            one = own.get(one.replaced_by_id)
        if one is not None and not one.sealed and one.removed_at is None:
            found[number] = one
    return found


def shown(disclosure: Disclosure, body: str, address: Callable[[Attachment], str]) -> str:
    """The text with the address of each of its images; an image that is none any more is left out."""
    images = standing_in(disclosure, body)

    def find(src: str) -> str | None:
        number = rich_text.number_of(src)
        if number is None:
            return src if src.startswith("data:") else None
        return address(images[number]) if number in images else None

    return rich_text.replace_images(body, find)
