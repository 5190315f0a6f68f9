"""Word's automatic list numbers as text: 一、 （一） 1. and the like, which the file itself does not contain."""

from __future__ import annotations

import re
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_CHINESE = {"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
            "taiwaneseCountingThousand", "ideographTraditional", "chineseLegalSimplified"}  # fmt: skip


def chinese(number: int) -> str:
    """1 to 99 as 一 … 九十九; larger numbers in Arabic digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


class Numbering:
    """Counts list levels through the document, as Word does."""

    def __init__(self, root: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.lists: dict[str, str] = {}
        self.counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        for abstract in root.iter(f"{W}abstractNum"):
            levels = {}
            for level in abstract.iter(f"{W}lvl"):
                index = int(level.get(f"{W}ilvl") or 0)
                levels[index] = (_val(level, "numFmt"), _val(level, "lvlText"), int(_val(level, "start") or 1))
            self.levels[abstract.get(f"{W}abstractNumId") or ""] = levels
        for number in root.iter(f"{W}num"):
            self.lists[number.get(f"{W}numId") or ""] = _val(number, "abstractNumId")

    def label(self, properties: Any) -> str:
        """The number's text for the next paragraph with these numPr properties; bullets and none are empty."""
        if properties is None:
            return ""
        list_id, index = _val(properties, "numId"), int(_val(properties, "ilvl") or 0)
        levels = self.levels.get(self.lists.get(list_id, ""), {})
        if list_id in ("", "0") or index not in levels:
            return ""
        counts = self.counts.setdefault(self.lists[list_id], {})
        counts[index] = counts.get(index, levels[index][2] - 1) + 1
        for deeper in [level for level in counts if level > index]:
            del counts[deeper]
        shape, text, _ = levels[index]
        if shape in ("bullet", "none", ""):
            return ""

        def shown(match: re.Match[str]) -> str:
            level = int(match.group(1)) - 1
            own = levels.get(level, (shape, "", 1))
            number = counts.get(level, own[2])
            return chinese(number) if own[0] in _CHINESE else str(number)

        return re.sub(r"%(\d)", shown, text)


def _val(element: Any, name: str) -> str:
    found = element.find(f"{W}{name}")
    return (found.get(f"{W}val") or "") if found is not None else ""
