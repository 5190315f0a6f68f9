"""The pictures of a Word file: those a browser shows, handed on as they are; the others named, not shown."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from gongkai.findings import Refused
from gongkai.papers.reading.limits import LIMITS, read_part

_SHOWN = (
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF87a", "image/gif", "gif"),
    (b"GIF89a", "image/gif", "gif"),
)
_CONVERTED = (b"BM", b"II*\x00", b"MM\x00*")
_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class RichImage:
    """One picture of the document; ``media_type`` is image/png, image/jpeg, image/gif or image/webp."""

    name: str
    media_type: str
    data: bytes
    alt: str


class Pictures:
    """Collects the pictures in the order of the text; one used twice is kept once."""

    def __init__(self, archive: zipfile.ZipFile, kind: str) -> None:
        self.archive = archive
        self.kind = kind
        self.images: list[RichImage] = []
        self.unshown = 0
        self._places: dict[str, int | None] = {}

    def place(self, part: str, alt: str) -> int | None:
        """The index of this part of the archive among the images, None when a browser cannot show it."""
        if part not in self._places:
            self._places[part] = self._take(part, alt)
        if self._places[part] is None:
            self.unshown += 1
        return self._places[part]

    def _take(self, part: str, alt: str) -> int | None:
        try:
            data = read_part(self.archive, part, self.kind)
        except KeyError:
            return None
        name = part.rsplit("/", 1)[-1]
        media = _media(data)
        if media is None and data.startswith(_CONVERTED):
            converted = _as_png(data)
            if converted is None:
                return None
            data, media = converted, ("image/png", "png")
        if media is None:
            return None
        stem = name.rsplit(".", 1)[0] or "image"
        self.images.append(RichImage(f"{stem}.{media[1]}", media[0], data, alt))
        return len(self.images) - 1


def _media(data: bytes) -> tuple[str, str] | None:
    for magic, media_type, extension in _SHOWN:
        if data.startswith(magic):
            return media_type, extension
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp", "webp"
    return None


def _as_png(data: bytes) -> bytes | None:
    """A bitmap or TIFF as PNG; None when it is broken or unreasonably large."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _PIXELS:
                return None
            out = io.BytesIO()
            picture.convert("RGBA" if picture.mode in ("RGBA", "LA", "P") else "RGB").save(out, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    return out.getvalue() if out.tell() <= LIMITS.part_bytes else None


def relations(archive: zipfile.ZipFile, part: str, kind: str, parse: Any) -> dict[str, tuple[str, bool]]:
    """Relationship id to (target: a part of the archive or an address, whether it lies outside)."""
    folder, name = part.rsplit("/", 1) if "/" in part else ("", part)
    path = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    found: dict[str, tuple[str, bool]] = {}
    try:
        root = parse(read_part(archive, path, kind))
    except KeyError:
        return found
    except Refused:
        raise
    for relation in root:
        if not isinstance(relation.tag, str):
            continue
        target = relation.get("Target") or ""
        outside = (relation.get("TargetMode") or "").lower() == "external"
        if not outside:
            target = target.lstrip("/") if target.startswith("/") else _joined(folder, target)
        found[relation.get("Id") or ""] = (target, outside)
    return found


def _joined(folder: str, target: str) -> str:
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)
