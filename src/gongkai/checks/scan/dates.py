"""Dates that do not exist, and dates whose weekday is another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_CHINESE = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
}
_N = "0-9０-９〇一二三四五六七八九十零○"
_FULL = re.compile(
    rf"(?<![{_N}])([12１２一二][{_N}]{{3}})\s*年\s*([{_N}]{{1,3}})\s*月\s*([{_N}]{{1,3}})\s*[日号]"
    r"(?:\s*[(（]?\s*(?:星期|周|礼拜)([一二三四五六日天])(?![至到、—-])\s*[)）]?)?"
)
_SHORT = re.compile(rf"(?<![{_N}年.\-/])([{_N}]{{1,3}})\s*月\s*([{_N}]{{1,3}})\s*日(?!前后)")
_POINTS = re.compile(r"(?<![\d.\-/A-Za-z])((?:19|20)\d{2})([-./])(\d{1,2})\2(\d{1,2})(?![\d.\-/A-Za-z])")
_WEEKDAYS = "一二三四五六日"


class WrongDate(NamedTuple):
    """``text[start:end]`` is a date that does not exist (``weekday`` empty), or its weekday is ``weekday``."""

    start: int
    end: int
    weekday: str = ""


def number(word: str) -> int | None:
    """A number of up to four digits in Arabic, full-width or Chinese figures (二〇一九, 十二, 二十三)."""
    digits = word.translate({ord("０") + i: str(i) for i in range(10)})
    if digits.isascii() and digits.isdigit():
        return int(digits)
    if "十" in word:
        tens, _, ones = word.partition("十")
        high = _CHINESE.get(tens, "") if tens else "1"
        low = _CHINESE.get(ones, "") if ones else "0"
        return int(high + low) if high.isdigit() and low.isdigit() and len(high + low) == 2 else None
    figures = "".join(_CHINESE.get(character, character) for character in digits)
    return int(figures) if figures.isascii() and figures.isdigit() else None


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def wrong_dates(text: str) -> Iterator[WrongDate]:
    """Every wrong date of a text, in order of kind. Month and day without a year are held against a leap year."""
    if "月" in text:
        for match in _FULL.finditer(text):
            year, month, day = (number(match.group(group)) for group in (1, 2, 3))
            if year is None or month is None or day is None:
                continue
            if not _exists(year, month, day):
                yield WrongDate(match.start(), match.end())
            elif match.group(4):
                right = _WEEKDAYS[date(year, month, day).weekday()]
                if right != match.group(4).replace("天", "日"):
                    yield WrongDate(match.start(), match.end(), right)
        for match in _SHORT.finditer(text):
            month, day = number(match.group(1)), number(match.group(2))
            if month is not None and day is not None and not _exists(2024, month, day):
                yield WrongDate(match.start(), match.end())
    for match in _POINTS.finditer(text):
        year, month, day = int(match.group(1)), int(match.group(3)), int(match.group(4))
        if match.group(2) == "." and not (month <= 31 and day <= 31):
            continue
        if (
            not _exists(year, month, day)
            and (month <= 12 or day > 12 or match.group(2) == "-")
            and month <= 31
            and 1 <= day <= 39
        ):
            yield WrongDate(match.start(), match.end())
