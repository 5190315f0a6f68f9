"""Text that is not what its writer saw: damaged encodings, and papers that hold pictures only."""

from __future__ import annotations

import re

IMAGE_ONLY = "文件只有图片，没有可读取的文字。请提供文字版（由原文档导出的 docx、pdf、html、xlsx 或 txt）"
"""The warning a reader leaves in ``Paper.warnings``; `recognise` then sets ``damaged`` to "image-only"."""

BAD_ENCODING = "文字编码已损坏，读出的是乱码。请用原文档重新导出，或以 UTF-8 编码另存后再试"

#: Characters that UTF-8 Chinese turns into when read as GBK; together they are rare in honest text.
_AS_GBK = frozenset("锛銆鐨涓鏀鍦鍏淇娴閫骞鏈绗鎯呭喌鎶鍛婂勾搴﹀伐浣滄儏鍐垫憞鍙戝簻闄勪欢浜屼笁鍥犳鐢熸椿鑳藉畾")
_AS_LATIN = re.compile(r"[À-ÿ][\u0080-¿ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]{1,2}|[À-ÿ]{4,}")
_LOST = re.compile(r"锟斤拷|烫烫烫|屯屯屯|\ufffd|[\ue000-\uf8ff]")


def is_mojibake(text: str) -> bool:
    """Whether the text is Chinese read in a wrong encoding (UTF-8 as GBK, GBK as Latin-1, lost bytes, private glyphs).

    Needs some forty characters to say so; honest text with a stray bad character is not damaged.
    """
    sample = re.sub(r"[\s\x00-\x7f]", "", text[:20000])
    if len(sample) < 12:
        return False
    lost = len(_LOST.findall(sample))
    if lost >= 5 and lost > 0.05 * len(sample):
        return True
    if len("".join(_AS_LATIN.findall(sample))) > 0.3 * len(sample):
        return True
    if sum(c in _AS_GBK for c in sample) < 0.08 * len(sample):
        return False
    return _reads_back(sample)


def _reads_back(sample: str) -> bool:
    """Encoded as GB18030 again, do the bytes read as UTF-8 Chinese?"""
    data = sample.encode("gb18030", "replace")
    back = data.decode("utf-8", "replace")
    han = sum("\u4e00" <= c <= "\u9fff" or c in "，。、；：（）《》“”" for c in back)
    return han >= 0.25 * len(back)
