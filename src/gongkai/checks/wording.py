"""Wrongly written words, repeated words, brackets, punctuation and foreign words in Chinese official text.

::

    for fault in find_wording(text):            # everything below, in order of place, overlaps removed
        fault.rule, fault.start, fault.end, fault.found, fault.right, fault.severity, fault.message

    wrong_words(text)   W-01   word pairs with guards, and fixed phrases one character off
    repeated(text)      W-02   工作工作, 透明度和透明度, 的的
    brackets(text)      W-03   （ without ）, 《 without 》, “ without ”
    punctuation(text)   W-04   half-width signs between Chinese characters, ，， and 。。
    foreign(text)       W-05   思想 and 精神
    redundant(text)     W-06   涉及到, 约…左右, 68余条
    placeholders(text)  W-07   XX镇, （填写单位名称）, #REF!
    numbering(text)     W-08   一是…三是

The word lists are the TOML files in ``words/``; severity block is an error, confirm a warning, hint an info. Nothing is
changed, only found. Positions are those of the text given.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import ahocorasick

from gongkai.checks.phrases import Phrase, near_phrase
from gongkai.findings import Severity

_SEVERITY = {"block": Severity.ERROR, "confirm": Severity.WARNING, "hint": Severity.INFO}
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """One place in a text; ``right`` is the suggestion, empty where there is none."""

    rule: str
    start: int
    end: int
    found: str
    right: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A wrong form, the right one, and where the wrong form is no fault."""

    wrong: str
    right: str
    severity: Severity = Severity.WARNING
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    only_near: tuple[str, ...] = ()
    unless_ahead: tuple[str, ...] = ()

    def holds(self, text: str, start: int, end: int) -> bool:
        """True when no guard speaks for the form as it stands."""
        if self.not_before and text.startswith(self.not_before, end):
            return False
        if self.not_after and text.endswith(self.not_after, 0, start):
            return False
        if self.only_before and not text.startswith(self.only_before, end):
            return False
        if self.only_after and not text.endswith(self.only_after, 0, start):
            return False
        if self.only_near:
            around = text[max(0, start - _NEAR) : end + _NEAR]
            if not any(word in around for word in self.only_near):
                return False
        return not (self.unless_ahead and any(word in text[end : end + _NEAR] for word in self.unless_ahead))


def words_file(name: str) -> dict[str, Any]:
    """One of the TOML files in ``words/``."""
    return tomllib.loads((files("gongkai.checks") / "words" / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def pairs() -> tuple[Pair, ...]:
    """Every word pair of the lists, in their order."""
    found = []
    for name in ("frequent", "official"):
        for entry in words_file(name)["words"]:
            guards = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
            severity = _SEVERITY[entry.get("severity", "confirm")]
            found.append(Pair(entry["wrong"], entry["right"], severity, **guards))
    return tuple(found)


@lru_cache(maxsize=1)
def _automaton() -> ahocorasick.Automaton:
    """All wrong forms, and both halves of every fixed phrase, to be found in one pass."""
    keys: dict[str, list[Pair | tuple[Phrase, int]]] = {}
    for pair in pairs():
        keys.setdefault(pair.wrong, []).append(pair)
    for entry in words_file("phrases")["phrases"]:
        phrase = Phrase(entry["text"], tuple(entry.get("allowed", ())), _SEVERITY[entry.get("severity", "confirm")])
        for side, half in enumerate(phrase.halves):
            keys.setdefault(half, []).append((phrase, side))
    machine = ahocorasick.Automaton()
    for key, entries in keys.items():
        machine.add_word(key, (len(key), tuple(entries)))
    machine.make_automaton()
    return machine


def wrong_words(text: str) -> Iterator[Fault]:
    """Word pairs and fixed phrases one character off (W-01)."""
    for last, (length, entries) in _automaton().iter(text):
        start = last - length + 1
        for entry in entries:
            if isinstance(entry, Pair):
                if entry.holds(text, start, last + 1):
                    yield _misspelt(text, start, last + 1, entry.right, entry.severity)
                continue
            phrase, side = entry
            span = near_phrase(text, start, last + 1, phrase, side)
            if span:
                yield _misspelt(text, *span, phrase.text, phrase.severity)


def _misspelt(text: str, start: int, end: int, right: str, severity: Severity) -> Fault:
    found = text[start:end]
    what = (
        "应为" if severity is Severity.ERROR else "疑为错字，一般写作" if severity is Severity.WARNING else "一般写作"
    )
    return Fault("W-01", start, end, found, right, severity, f"“{found}”{what}“{right}”，请核对。")


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


_PAIRS = {"（": "）", "(": ")", "《": "》", "〈": "〉", "“": "”", "‘": "’", "【": "】", "〔": "〕", "「": "」"}
_CLOSERS = {close: opening for opening, close in _PAIRS.items()}
OPENING = frozenset(_PAIRS)
_SIGNS = re.compile(f"[{re.escape(''.join([*_PAIRS, *_CLOSERS]))}]")
_LIST_MARK = re.compile(r"(?:^|[\s，。；：、])(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])$")
_KIND = {"（": "括号", "(": "括号", "《": "书名号", "〈": "书名号", "“": "引号", "‘": "引号"}
_SAME = {"(": "（", ")": "）"}


def loose_signs(text: str) -> list[tuple[int, str]]:
    """Positions and signs of brackets without their partner; marks such as ``1）`` and ``a)`` are none."""
    stack: list[tuple[int, str]] = []
    loose: list[tuple[int, str]] = []
    for match in _SIGNS.finditer(text):
        at, sign = match.start(), _SAME.get(match[0], match[0])
        if sign in _PAIRS:
            stack.append((at, sign))
            continue
        opening = _CLOSERS[sign]
        depth = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][1] == opening), None)
        if depth is not None:
            loose.extend(stack[depth + 1 :])
            del stack[depth:]
        elif not (sign == "）" and _LIST_MARK.search(text[max(0, at - 5) : at])) and sign != "’":
            loose.append((at, sign))
    return sorted(loose + [entry for entry in stack if entry[1] != "‘"])


def partner_of(sign: str) -> str:
    """The sign that pairs with an opening or a closing one."""
    return _PAIRS.get(sign) or _CLOSERS[sign]


def brackets(text: str) -> Iterator[Fault]:
    """Brackets, title marks and quotation marks without their partner (W-03)."""
    for at, sign in loose_signs(text):
        yield loose_sign(text, at, sign)


def loose_sign(text: str, at: int, sign: str) -> Fault:
    """The fault of one sign found by :func:`loose_signs`."""
    kind = _KIND.get(sign) or _KIND.get(_CLOSERS.get(sign, ""), "括号")
    partner = _PAIRS.get(sign) or _CLOSERS[sign]
    lacking = f"没有对应的“{partner}”"
    near = text[max(0, at - 6) : at + 12].replace("\n", "")
    return Fault("W-03", at, at + 1, sign, partner, Severity.WARNING, f"{kind}不成对：“{near}”中的“{sign}”{lacking}。")


_HALF = re.compile(r"[,;:?!](?=[\u4e00-\u9fff“《（])|\((?=[\u4e00-\u9fff])")
_STRAY = re.compile(r"[，、；：。.][，、；：。.]+")
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（"}


def punctuation(text: str) -> Iterator[Fault]:
    """Half-width signs inside Chinese and signs doubled by mistake (W-04)."""
    for match in _HALF.finditer(text):
        sign, before = match[0], text[match.start() - 1 : match.start()]
        if not ("\u4e00" <= before <= "\u9fff" or (sign != "(" and before and before in "”》）")):
            continue
        message = f"中文里用了半角标点“{sign}”，应为“{_WIDE[sign]}”。"
        yield Fault("W-04", match.start(), match.end(), sign, _WIDE[sign], Severity.INFO, message)
    for match in _STRAY.finditer(text):
        signs = match[0]
        if signs != "..." and "." in signs:
            continue
        right = "……" if signs[0] in ".。" and len(signs) > 2 else signs[-1]
        message = f"标点“{signs}”连用，请改为“{right}”。"
        yield Fault("W-04", match.start(), match.end(), signs, right, Severity.INFO, message)


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
            _SEVERITY[entry.get("severity", severity)],
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


def find_wording(text: str) -> list[Fault]:
    """Every fault of a text in order of place; of two that overlap the graver, then the longer one is kept."""
    found: Iterable[Fault] = (
        fault
        for finder in (wrong_words, repeated, brackets, punctuation, foreign, redundant, placeholders)
        for fault in finder(text)
    )
    return without_overlaps(found)


def without_overlaps(faults: Iterable[Fault]) -> list[Fault]:
    """The faults in order of place, each piece of text reported once."""
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    kept: list[Fault] = []
    for fault in sorted(faults, key=lambda fault: (rank[fault.severity], fault.start - fault.end, fault.start)):
        if all(fault.end <= other.start or fault.start >= other.end for other in kept):
            kept.append(fault)
    return sorted(kept, key=lambda fault: fault.start)
