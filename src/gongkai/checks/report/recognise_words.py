"""Labels and values as they are printed, reduced to what can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_NUMERAL = "一二三四五六七八九十"
ENUMERATOR = re.compile(
    rf"^(?:\((?P<paren>[{_NUMERAL}]{{1,2}}|\d{{1,2}})\)|(?P<comma>[{_NUMERAL}]{{1,2}})[、.,:]|第(?P<item>[{_NUMERAL}])项"
    r"|(?P<digit>\d{1,2})[.、,)](?!\d)|(?P<circle>[①-⑳]))"
)
_DROP = re.compile(r"[^\w]|_")
_VALUE = re.compile(
    r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:万元|亿元|元|万|条|件|次|篇|人次|人|个|项|宗|份)?"
    r"|[-—–―─‐‑‒/\\|~·]{1,6}|无|暂无|没有|零|〇|[nN]/[aA]"
)
_SPACE = re.compile(r"[\s\u200b\u200c\u200d\ufeff]+")
#: Characters that occur in traditional text only and are frequent in reports; enough to tell the script.
_TRADITIONAL = frozenset(
    "開關於與務處報政產種學個動時來會業機構體發現實應當無對從這還過進運設議論說請願證據總計維護條規範責員長際萬億結轉繼續辦訴訟複審終"
)
_SIMPLE_ONLY = frozenset(
    "开关务处报产种学个动时来会业机构体发现实应当无对从这还过进运设议论说请愿证据总计维护条规范责员长际万亿结转继续办诉讼审终"
)


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def is_traditional(text: str) -> bool:
    """Whether the text is written in traditional characters throughout."""
    sample = text[:6000]
    old = sum(c in _TRADITIONAL and c not in _SIMPLE_ONLY for c in sample)
    new = sum(c in _SIMPLE_ONLY and c not in _TRADITIONAL for c in sample)
    return old >= 8 and old > 2 * new


def simplified(text: str) -> str:
    """Traditional characters turned into simplified ones."""
    return str(_converter().convert(text))


def narrow(text: str) -> str:
    """Full-width letters, digits, brackets and spaces narrowed; spaces removed."""
    return _SPACE.sub("", text.translate(_WIDE))


@lru_cache(maxsize=8192)
def split_label(text: str) -> tuple[str, str]:
    """(enumerator, label) reduced for comparison: “（三）不予公开” is ("三", "不予公开"), “2.重复申请”
    ("2", "重复申请").

    Brackets, quotes, commas and spaces are gone from the label, “其中：” too.
    """
    plain = narrow(text)
    mark = ""
    match = ENUMERATOR.match(plain)
    if match:
        mark = next(group for group in match.groups() if group)
        if match["circle"]:
            mark = str(ord(mark) - 0x245F)
        plain = plain[match.end() :]
    plain = plain.removeprefix("其中:").removeprefix("其中")
    return mark, _DROP.sub("", plain)


def is_value(text: str) -> bool:
    """Whether a cell's text is a figure, a sign for none, or nothing."""
    plain = narrow(text)
    return not plain or bool(_VALUE.fullmatch(unicodedata.normalize("NFKC", plain)))


def is_blank(text: str) -> bool:
    return not _SPACE.sub("", text.replace("\u3000", "").replace("\xa0", ""))


@lru_cache(maxsize=65536)
def similarity(found: str, official: str) -> float:
    """0 to 1: how well a printed label (reduced) stands for an official one (reduced).

    A label cut short or run on is nearly as good as the whole; two characters must agree at least.
    """
    if found == official:
        return 1.0
    if len(found) < 2 or len(official) < 2:
        return 0.0
    ratio = float(fuzz.ratio(found, official)) / 100
    shorter, longer = sorted((found, official), key=len)
    if len(shorter) >= 3 and shorter in longer:
        share = len(shorter) / len(longer)
        bonus = 0.80 if longer.startswith(shorter) else 0.68
        ratio = max(ratio, bonus + 0.18 * share)
    return ratio
