"""Numbers in Chinese text: Arabic, full-width and Chinese numerals, 万 and 亿, percentages, and how exact they are.

::

    to_number("三千四百五十"), to_number("两万三"), to_number("１．５万")     # Decimal, None when it is no number
    narrow("２０２４％")                                                    # full-width to ASCII, one for one
    for n in find_numbers("收到申请十二件，同比增长1.05%"): n.value, n.unit, n.approximate, n.step

A number counts as a figure only with a measure word after it: “一是”, “第三”, “二〇二四年” are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_DIGITS |= {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")} | {"貳": 2, "參": 3, "陸": 6}
_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_CHINESE = "零〇○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟貳參陸萬億"

_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF0E, 0xFF05, 0xFF0B)} | {0x2212: 0x2D}

#: Measure words a figure may have, longest first; ``%`` and 个百分点 are rates.
UNITS = (
    "个百分点|百分点|万元|亿元|元|件次|条次|篇次|场次|人次|批次|件|条|次|篇|人|名|位|个|期|份|场|项|宗|起|例|册|户|批|部分|部|"
    "类|家|组|处|章|块|本|幅|张|%|‰|封|则|段|集|套|轮|门|页|款|栏|步|级|方|天|部门|所"
)
_TOKEN = rf"[0-9{_CHINESE}][0-9{_CHINESE},.点]*"
# Beginning with a plain character class keeps the search fast; what the token is worth is told afterwards.
_NUMBER = re.compile(
    rf"(?P<token>{_TOKEN})\s*(?P<more>[余多来几数])?\s*(?P<unit>{UNITS})(?P<after>左右|以上|以内|上下)?"
)
_SHARE = re.compile(rf"百分之(?P<token>[0-9{_CHINESE}点.]+)")
_ARABIC = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)([十百千]?[万亿]+|[百千])?")
_ABOUT = ("约", "近", "逾", "超过", "超", "不少于", "不低于", "至少")
_NOT_COUNTED = re.compile(r"[一两]个?(?:次性|方面|体化|站式|件事|部分人|条龙|张网|张皮|级政府|类是|人一)")


@dataclass(frozen=True, slots=True)
class Number:
    """A figure in a text. ``value`` exact as written; ``step`` the unit of its last written place (1.5万 -> 1000).

    ``approximate`` when 余, 多, 约, 左右 … say so; ``unit`` is the measure word, ``%`` for every way of writing a rate.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    approximate: bool
    step: Decimal

    @property
    def is_rate(self) -> bool:
        return self.unit == "%"


def narrow(text: str) -> str:
    """Full-width digits, full stop between digits and percent sign as ASCII; positions stay the same."""
    return text.translate(_NARROW)


def to_number(text: str) -> Decimal | None:
    """One number in any writing, with 万 and 亿; ``None`` when the text is not a number."""
    plain = narrow(text).replace(",", "").strip()
    match = re.fullmatch(r"(-?\d+(?:\.\d+)?)([十百千]?[万亿萬億]|[百千])?", plain)
    if match:
        return Decimal(match[1]) * scale_of(match[2] or "")
    whole, point, part = plain.partition("点")
    if point and part and all(char in _DIGITS for char in part):
        base = _chinese(whole)
        return None if base is None else base + Decimal("0." + "".join(str(_DIGITS[char]) for char in part))
    return _chinese(plain)


def scale_of(text: str) -> Decimal:
    """What 万, 十万, 百万, 千万, 亿 … multiply by; 1 for nothing."""
    scale = Decimal(1)
    for char in text:
        scale *= _SCALES.get(char) or _BIG[char]
    return scale


def _chinese(text: str) -> Decimal | None:
    """A whole number in Chinese numerals: by places (三百二十), by digits (二〇二四), short (两万三 = 23000)."""
    if not text or any(char not in _CHINESE for char in text):
        return None
    if all(char in _DIGITS for char in text):
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    total = section = digit = 0
    last_scale, has_digit = 1, False
    for char in text:
        if char in _DIGITS:
            if has_digit and digit:
                return None
            digit, has_digit = _DIGITS[char], True
            if digit == 0:
                last_scale, has_digit = 1, False
        elif char in _SCALES:
            section += (digit if has_digit else 1) * _SCALES[char]
            last_scale, digit, has_digit = _SCALES[char], 0, False
        else:
            total = (
                (total + section + digit) * _BIG[char] if _BIG[char] > 10_000 else total + (section + digit) * 10_000
            )
            section = digit = 0
            last_scale, has_digit = _BIG[char], False
    return Decimal(total + section + (digit * last_scale // 10 if has_digit and last_scale >= 100 else digit))


def find_numbers(text: str) -> Iterator[Number]:
    """Every figure with a measure word, in order. ``text`` should be narrowed and without spaces between characters."""
    shares = {match.start(): match for match in _SHARE.finditer(text)} if "百分之" in text else {}
    for match in _NUMBER.finditer(text):
        for at in [at for at in shares if at < match.start()]:
            if number := _share(shares.pop(at)):
                yield number
        number = _read(text, match)
        if number is not None:
            yield number
    yield from filter(None, map(_share, shares.values()))


def _share(match: re.Match[str]) -> Number | None:
    ratio = to_number(match["token"])
    if ratio is None:
        return None
    step = Decimal(1).scaleb(int(ratio.as_tuple().exponent))
    return Number(match.start(), match.end(), match[0], ratio, "%", False, step)


def _read(text: str, match: re.Match[str]) -> Number | None:
    unit, start, token = match["unit"], match.start(), match["token"]
    approximate = bool(match["more"] or match["after"]) or text.endswith(_ABOUT, 0, start)
    if "0" <= token[0] <= "9":
        arabic = _ARABIC.fullmatch(token)
        before = text[start - 1] if start else ""
        if arabic is None or (before and (before in "第.-/—〔" or (before.isascii() and before.isalnum()))):
            return None
        value, step = _arabic(arabic[1], arabic[2] or "")
    else:
        found = None if text.endswith("第", 0, start) else _chinese(token)
        if found is None or _NOT_COUNTED.match(text, start) or _two_guesses(token):
            return None
        value, step = found, Decimal(1)
    if unit == "百分点":
        unit = "个百分点"
    return Number(start, match.end(), text[start : match.end()], value, unit, approximate, step)


@lru_cache(maxsize=4096)
def _arabic(digits: str, scale: str) -> tuple[Decimal, Decimal]:
    """Value and step of digits with 万 or 亿."""
    number, times = Decimal(digits.replace(",", "")), scale_of(scale)
    if "." not in digits:
        return number * times, times
    return number * times, times * Decimal(1).scaleb(int(number.as_tuple().exponent))


def _two_guesses(text: str) -> bool:
    """“三四件”, “五六十户”: a guess, not a figure."""
    return len(text) > 1 and text[0] in _DIGITS and text[1] in _DIGITS and "〇" not in text and "零" not in text
