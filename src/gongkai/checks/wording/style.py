"""Foreign words (W-05), words too many (W-06), what a template left (W-07), a step left out of a count (W-08)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from gongkai.checks.wording.fault import SEVERITY, Fault, words_file
from gongkai.findings import Severity

_LATIN = re.compile(r"[A-Za-z]+")
_CHINESE_SIGNS = frozenset("”》）“《（")


@lru_cache(maxsize=1)
def _foreign_words() -> frozenset[str]:
    return frozenset(words_file("punctuation")["foreign"])


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or char in _CHINESE_SIGNS


def foreign(text: str) -> Iterator[Fault]:
    """English function words inside a Chinese sentence (W-05)."""
    for match in _LATIN.finditer(text):
        word = match[0]
        if word.lower() not in _foreign_words():
            continue
        before, after = text[: match.start()].rstrip()[-1:], text[match.end() :].lstrip()[:1]
        if not (before and after and _is_chinese(before) and _is_chinese(after)):
            continue
        around = text[max(0, match.start() - 6) : match.end() + 6].replace("\n", "")
        right = {"and": "和", "or": "或"}.get(word.lower(), "")
        advice = f"请改为“{right}”" if right else "请改用中文"
        message = f"中文句子里夹有外文词“{word}”（“{around}”），{advice}。"
        yield Fault("W-05", match.start(), match.end(), word, right, Severity.INFO, message)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """An expression of the lists; it is only tried on texts that hold one of its ``keys``."""

    keys: tuple[str, ...]
    pattern: re.Pattern[str]
    right: str = ""
    severity: Severity = Severity.WARNING


@lru_cache(maxsize=2)
def _patterns(name: str, severity: str) -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(
            tuple(entry["keys"]),
            re.compile(entry["pattern"]),
            entry.get("right", ""),
            SEVERITY[entry.get("severity", severity)],
        )
        for entry in words_file("punctuation")[name]
    )


_ODD_MORE = re.compile(r"\d+余(?=[条件篇次个份人期项场名户])")
_STRAY_COMMA = re.compile(r"[，,]\d+[条件篇份](?=[；。;])")
_COUNTED = ("信息", "文件", "申请", "稿件", "动态", "建议", "提案")


def redundant(text: str) -> Iterator[Fault]:
    """Words too many, 余 after a number that is not round, a comma between a noun and its number (W-06)."""
    for entry in _patterns("redundant", "hint"):
        if not any(key in text for key in entry.keys):
            continue
        for match in entry.pattern.finditer(text):
            message = f"“{match[0]}”用词重复或不规范，建议写作“{entry.right}”。"
            yield Fault("W-06", match.start(), match.end(), match[0], entry.right, entry.severity, message)
    if "余" in text:
        for match in _ODD_MORE.finditer(text):
            exact = match[0].removesuffix("余")
            if exact[-1] == "0" or text[match.start() - 1 : match.start()] == ".":
                continue
            message = f"“{match[0]}”：准确的数后面不用“余”，请删去“余”或改写为整数。"
            yield Fault("W-06", match.start(), match.end(), match[0], exact, Severity.WARNING, message)
    for match in _STRAY_COMMA.finditer(text):
        noun = text[match.start() - 2 : match.start()]
        if noun in _COUNTED:
            found, right = noun + match[0], noun + match[0][1:]
            message = f"“{found}”中的逗号多余，应为“{right}”。"
            yield Fault("W-06", match.start() - 2, match.end(), found, right, Severity.WARNING, message)


def placeholders(text: str) -> Iterator[Fault]:
    """Text of a template that nobody filled in (W-07)."""
    for entry in _patterns("placeholders", "confirm"):
        if not any(key in text for key in entry.keys):
            continue
        for match in entry.pattern.finditer(text):
            message = f"“{match[0]}”像是模板里没有填写的内容，请补上或删去。"
            yield Fault("W-07", match.start(), match.end(), match[0], "", Severity.WARNING, message)


_ORDINAL = re.compile(r"(?:^|(?<=[。；：，;:,\s]))([一二三四五六七八九])是")


def numbering(text: str) -> Iterator[Fault]:
    """A step left out in 一是、二是、三是 (W-08). ``text`` is one chapter or paragraph."""
    last = 0
    for match in _ORDINAL.finditer(text):
        number = "一二三四五六七八九".index(match[1]) + 1
        if number > last + 1 and last > 0:
            lacking = "一二三四五六七八九"[last]
            message = f"“{match[0]}”之前没有“{lacking}是”，请核对序号。"
            yield Fault("W-08", match.start(), match.end(), match[0], f"{lacking}是", Severity.INFO, message)
        last = number
