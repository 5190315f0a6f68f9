"""The same word twice: 工作工作, 透明度和透明度, 的的 (W-02)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from gongkai.checks.wording.fault import Fault, words_file
from gongkai.findings import Severity

_SEPARATOR = re.compile(r"[和及与或、，](?=[\u4e00-\u9fff]{2})")
_ALL_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_BOUNDARY = frozenset("、和及与或，。；：！？）)】的等\n\t ")


@lru_cache(maxsize=1)
def _repeat_rules() -> tuple[re.Pattern[str], tuple[str, ...], dict[str, dict[str, Any]]]:
    data = words_file("punctuation")
    particles = re.compile(f"([{''.join(data['particles'])}])\\1")
    return particles, tuple(data["particle_exceptions"]), {entry["word"]: entry for entry in data["repeats"]}


_LONGEST = 8


def echoes(text: str, lag: int) -> Iterator[int]:
    """Positions where the ``lag`` characters are the same as the ``lag`` characters after them.

    The whole text is compared with itself moved by ``lag`` in one operation on a large number, which is many times
    faster than a back reference tried at every character.
    """
    width, data = 2, text.encode("utf-16-le", "surrogatepass")
    if len(data) != 2 * len(text):  # rare characters take two units there
        width, data = 4, text.encode("utf-32-le", "surrogatepass")
    number = int.from_bytes(data, "little")
    moved = (number ^ (number >> (8 * width * lag))).to_bytes(len(data), "little")
    zeros, last = bytes(width * lag), len(data) - 2 * width * lag
    at = moved.find(zeros)
    while at >= 0:
        aligned = -(-at // width) * width
        if aligned > last:
            return
        if moved[aligned : aligned + width * lag] == zeros:
            yield aligned // width
            at = moved.find(zeros, aligned + width * lag)
        else:
            at = moved.find(zeros, at + 1)


def repeated(text: str) -> Iterator[Fault]:
    """The same word twice in a row, with or without 和 or a comma between, and doubled particles (W-02)."""
    particles, exceptions, allowed = _repeat_rules()
    for match in particles.finditer(text):
        around = text[max(0, match.start() - 2) : match.end() + 2]
        if not any(word in around for word in exceptions):
            yield _twice(text, match.start(), match.end(), match[0][0])
    for lag in range(2, _LONGEST + 1):
        for start in echoes(text, lag):
            word, end = text[start : start + lag], start + 2 * lag
            if len(set(word)) == 1 or not _ALL_CHINESE.fullmatch(word):
                continue
            if not _right_twice(text, start, end, allowed.get(word)):
                yield _twice(text, start, end, word)
    for match in _SEPARATOR.finditer(text):
        here = match.end()
        first = text.rfind(text[here : here + 2], max(0, here - 13), here - 1)
        length = here - 1 - first
        if first >= 0 and text[first : here - 1] == text[here : here + length]:
            after = text[here + length : here + length + 1]
            if (not after or after in _BOUNDARY) and _ALL_CHINESE.fullmatch(text, first, here - 1):
                yield _twice(text, first, here + length, text[first : here - 1])


def _right_twice(text: str, start: int, end: int, entry: dict[str, Any] | None) -> bool:
    if entry is None:
        return False
    after, before = tuple(entry.get("after", ())), tuple(entry.get("before", ()))
    return not (after or before) or text.endswith(after, 0, start) or text.startswith(before, end)


def _twice(text: str, start: int, end: int, word: str) -> Fault:
    found = text[start:end]
    return Fault(
        "W-02", start, end, found, word, Severity.WARNING, f"“{found}”疑为重复，“{word}”写了两次，请删去一处。"
    )
