"""Pictures without their properties; the picture itself is not touched where the format allows it."""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from gongkai.checks.mask.copy import Work
from gongkai.checks.scan.image import open_picture
from gongkai.findings import refuse

_KEEP_PNG = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"iCCP",
    b"bKGD",
    b"pHYs",
    b"sBIT",
    b"acTL",
    b"fcTL",
    b"fdAT",
}


def strip(data: bytes) -> bytes:
    """The picture without EXIF, XMP, IPTC, comments, text and thumbnail. Raises Refused when it cannot be read."""
    if data.startswith(b"\xff\xd8"):
        if _orientation(data) in (None, 1):
            stripped = _strip_jpeg(data)
            if stripped:
                return stripped
        return _again(data)
    if data.startswith(b"\x89PNG"):
        return _strip_png(data) or _again(data)
    if data[:4] == b"GIF8":
        return _again(data) if b"!\xfe" in data else data
    return _again(data)


def mask_image(data: bytes, name: str, work: Work) -> bytes:
    out = strip(data)
    if out != data:
        work.removed["图片属性"] += 1
    return out


def _orientation(data: bytes) -> int | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(io.BytesIO(data)).getexif().get(0x0112)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None


def _strip_jpeg(data: bytes) -> bytes | None:
    """Only the segments that make the picture (and its colour profile)."""
    out = bytearray(b"\xff\xd8")
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        size = struct.unpack(">H", data[at + 2 : at + 4])[0]
        segment = data[at : at + 2 + size]
        if marker == 0xDA:
            end = data.rfind(b"\xff\xd9")
            return bytes(out) + data[at : end + 2 if end > at else len(data)]
        keep = (
            not (0xE0 <= marker <= 0xEF or marker == 0xFE)
            or marker in (0xE0, 0xEE)
            or (marker == 0xE2 and segment[4:15] == b"ICC_PROFILE")
        )
        if keep:
            out += segment
        at += 2 + size
    return None


def _strip_png(data: bytes) -> bytes | None:
    out = bytearray(data[:8])
    at = 8
    while at + 12 <= len(data):
        size = struct.unpack(">I", data[at : at + 4])[0]
        kind = data[at + 4 : at + 8]
        if kind in _KEEP_PNG:
            out += data[at : at + 12 + size]
        if kind == b"IEND":
            return bytes(out)
        at += 12 + size
    return None


def _again(data: bytes) -> bytes:
    """Decode, turn upright, and write again in the same format without properties."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = open_picture(data)
            kind = image.format or "PNG"
            if getattr(image, "n_frames", 1) > 1 and kind not in ("MPO",):
                frames = []
                for number in range(min(getattr(image, "n_frames", 1), 500)):
                    image.seek(number)
                    frames.append(image.copy())
                out = io.BytesIO()
                frames[0].info.pop("comment", None)
                frames[0].save(
                    out, kind, save_all=True, append_images=frames[1:], comment=b""
                ) if kind == "GIF" else frames[0].save(out, kind, save_all=True, append_images=frames[1:])
                return out.getvalue()
            profile = image.info.get("icc_profile")
            upright = ImageOps.exif_transpose(image)
            clean = Image.frombytes(upright.mode, upright.size, upright.tobytes())
            if upright.mode == "P" and (palette := upright.getpalette()):
                clean.putpalette(palette)
            kind = {"MPO": "JPEG", "HEIF": "JPEG", "AVIF": "JPEG"}.get(kind, kind)
            if kind == "JPEG" and clean.mode not in ("RGB", "L", "CMYK"):
                clean = clean.convert("RGB")
            out = io.BytesIO()
            clean.save(
                out,
                kind,
                **({"quality": 92} if kind in ("JPEG", "WEBP") else {}),
                **({"icc_profile": profile} if profile else {}),
            )
            return out.getvalue()
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        KeyError,
        MemoryError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise refuse("broken", "图片已损坏、过大或格式不认识，没有生成遮盖副本。请另存为JPG或PNG后再试") from error
