"""Bytes to text: byte-order marks, declared charsets, UTF-8, GB18030, UTF-16 without a mark, Big5."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
#: Common characters of reports, simplified and traditional; a decoding that is right is full of them.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产種學開關於與務處報政府信息公开開情况況条例條第"
)


def decode(data: bytes) -> str:
    """The text; what cannot be decoded becomes U+FFFD, so that damage is seen rather than hidden."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    wide = _utf16(data)
    if wide:
        return wide
    declared = _DECLARED.search(data[:4096])
    names = [declared.group(1).decode("ascii").lower()] if declared else []
    names = ["gb18030" if name in ("gbk", "gb2312", "x-gbk", "gb_2312-80", "cp936") else name for name in names]
    best, best_score = "", -1.0
    for name in dict.fromkeys([*names, "gb18030", "big5", "utf-8"]):
        try:
            text = data.decode(name, "replace")
        except LookupError:
            continue
        score = _score(text) + (0.02 if name in names else 0.0)
        if score > best_score + 1e-9:
            best, best_score = text, score
    return best


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: ASCII digits and spaces leave zero bytes in every other place."""
    zeros = data[:4000].count(0)
    if zeros < 0.02 * len(data[:4000]):
        return None
    encoding = "utf-16-le" if data[1:4000:2].count(0) >= data[0:4000:2].count(0) else "utf-16-be"
    return data.decode(encoding, "replace")


def _score(text: str) -> float:
    """How much the sample reads like Chinese prose: common characters against replacement and private ones."""
    sample = [c for c in text[:8000] if not c.isascii()]
    if not sample:
        return 0.0
    good = sum(c in _COMMON for c in sample)
    bad = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in sample)
    return (good - 3 * bad) / len(sample)
