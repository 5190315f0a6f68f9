"""Brackets, title marks and quotation marks without their partner (W-03); half-width and doubled signs (W-04)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.checks.wording.fault import Fault
from gongkai.findings import Severity

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
    partner = partner_of(sign)
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
