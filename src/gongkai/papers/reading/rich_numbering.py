"""Automatic numbers of Word as list items where HTML can say the same, as text where it cannot (一、（一）第一条)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from gongkai.papers.reading.numbering import chinese
from gongkai.papers.reading.rich_styles import W, value, whole

_CHINESE = {"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
            "taiwaneseCountingThousand", "chineseLegalSimplified", "japaneseDigitalTenThousand"}  # fmt: skip
#: Formats of Word that HTML has too: the ``type`` of an ol, empty for plain numbers.
HTML_TYPES = {"decimal": "", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


@dataclass(frozen=True, slots=True)
class Number:
    """The number of one paragraph: which list, how deep (0 …), its format, its count and the text Word shows."""

    list_id: str
    level: int
    shape: str
    count: int
    label: str

    @property
    def bullet(self) -> bool:
        return self.shape == "bullet"

    @property
    def html_type(self) -> str | None:
        """The ol type that shows the same number (1. 2. 3.), None where only text can (（1） 1、 一、)."""
        plain = re.fullmatch(r"[0-9A-Za-z]+\s*[.．]?", self.label.strip())
        return HTML_TYPES.get(self.shape) if plain else None


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    parts = []
    for size, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        times, number = divmod(number, size)
        parts.append(sign * times)
    return "".join(parts)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 261 else str(number)


def _enclosed(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else f"（{number}）"


def shown(number: int, shape: str) -> str:
    """A number in a format of Word (ST_NumberFormat); formats not met in Chinese documents count in digits."""
    if shape in _CHINESE:
        return chinese(number)
    if shape == "ideographTraditional":
        return _STEMS[(number - 1) % 10]
    if shape == "ideographZodiac":
        return _BRANCHES[(number - 1) % 12]
    if shape in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"):
        return _enclosed(number)
    if shape == "decimalZero":
        return f"{number:02d}"
    if shape in ("lowerLetter", "upperLetter", "lowerRoman", "upperRoman"):
        text = _letter(number) if "Letter" in shape else _roman(number)
        return text.upper() if shape.startswith("upper") else text
    if shape in ("decimalFullWidth", "decimalFullWidth2"):
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if shape == "decimalEnclosedParen":
        return f"（{number}）"
    if shape == "decimalEnclosedFullstop":
        return f"{number}."
    return str(number)


class Numbers:
    """Counts the levels of every list through the document, as Word does."""

    def __init__(self, root: Any, styles: Any) -> None:
        self.levels: dict[str, dict[int, Any]] = {}
        self.lists: dict[str, str] = {}
        self.overrides: dict[str, dict[int, int]] = {}
        self.replaced: dict[str, dict[int, Any]] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.begun: set[tuple[str, int]] = set()
        if root is None:
            return
        linked: dict[str, str] = {}
        for abstract in root.iter(f"{W}abstractNum"):
            abstract_id = abstract.get(f"{W}abstractNumId") or ""
            self.levels[abstract_id] = {
                whole(level.get(f"{W}ilvl")): level for level in abstract.iterchildren(f"{W}lvl")
            }
            link = value(abstract, f"{W}numStyleLink")
            if link:
                linked[abstract_id] = link
        for number in root.iter(f"{W}num"):
            list_id = number.get(f"{W}numId") or ""
            self.lists[list_id] = value(number, f"{W}abstractNumId") or ""
            for override in number.iterchildren(f"{W}lvlOverride"):
                index = whole(override.get(f"{W}ilvl"))
                start = value(override, f"{W}startOverride")
                if start is not None:
                    self.overrides.setdefault(list_id, {})[index] = whole(start, 1)
                own = override.find(f"{W}lvl")
                if own is not None:
                    self.replaced.setdefault(list_id, {})[index] = own
        for abstract_id, link in linked.items():
            target = self.lists.get(styles.form(link).number or "", "")
            if not self.levels.get(abstract_id) and target in self.levels:
                self.levels[abstract_id] = self.levels[target]

    def next(self, list_id: str | None, index: int) -> Number | None:
        """The number of the next paragraph of this list and level; None when it has none to show."""
        if list_id in (None, "", "0") or list_id not in self.lists:
            return None
        abstract = self.lists[list_id]
        levels = self.levels.get(abstract, {}) | self.replaced.get(list_id, {})
        level = levels.get(index)
        if level is None:
            return None
        counts = self.counts.setdefault(abstract, {})
        start = whole(value(level, f"{W}start"), 1)
        override = self.overrides.get(list_id, {}).get(index)
        if override is not None and (list_id, index) not in self.begun:
            counts[index] = override - 1
        self.begun.add((list_id, index))
        counts[index] = counts.get(index, start - 1) + 1
        for deeper in [other for other in counts if other > index]:
            del counts[deeper]
        shape = value(level, f"{W}numFmt") or "decimal"
        if shape == "none" and not (value(level, f"{W}lvlText") or "").strip():
            return None
        legal = level.find(f"{W}isLgl") is not None

        def part(match: re.Match[str]) -> str:
            other = int(match.group(1)) - 1
            own = levels.get(other)
            count = counts.get(other, whole(value(own, f"{W}start"), 1))
            form = (value(own, f"{W}numFmt") or "decimal") if own is not None else "decimal"
            return shown(count, "decimal" if legal and other != index else form)

        label = re.sub(r"%([1-9])", part, value(level, f"{W}lvlText") or "") if shape != "bullet" else ""
        return Number(list_id, index, shape, counts[index], label)
