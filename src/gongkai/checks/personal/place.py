"""A text, where in it something stands, and the words and letters beside it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from importlib.resources import files

from gongkai.checks.personal.allow import Allow
from gongkai.checks.personal.kinds import RULES, Hit

_WORDS = tomllib.loads((files(__package__) / "near.toml").read_text(encoding="utf-8"))
_OTHER_NAMES, _LATIN_NAMES = tuple(_WORDS["code"]["words"]), tuple(_WORDS["code"]["latin"])
_AMOUNT_NAMES = tuple(_WORDS["amount"]["words"])
_ENDINGS = ("码", "号", "为", "是")
_SIGNS = " \t\r\n\u3000\xa0:：.#=(（[【\"'“"
_CODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_/."


def named_otherwise(before: str) -> bool:
    """Whether the words before a number call it an order, a document, a code …, so that it is no person's.

    Words farther off (“项目负责人张示例”) say nothing about it.
    """
    words = before.rstrip(_SIGNS)
    if words[-1:].isascii() and (words.lower().endswith(_LATIN_NAMES) or _SHORT_LATIN.search(before)):
        return True
    words = before.rstrip(_CODE).rstrip(_SIGNS)
    while not words.endswith(_OTHER_NAMES):
        ending = next((ending for ending in _ENDINGS if words.endswith(ending)), None)
        if ending is None:
            return False
        words = words.removesuffix(ending).rstrip(_SIGNS)
    return True


_SHORT_LATIN = re.compile(r"(?<![A-Za-z])(?:sn|no)[\s.:：]*(?:[A-Za-z0-9]+[-_/.])*\Z", re.IGNORECASE)


def named_amount(before: str) -> bool:
    """Whether the words before a number call it an amount."""
    return before.rstrip(" \t:：为是达约共(（").endswith(_AMOUNT_NAMES)


class Place:
    """A text, where in it a number stands, and the words before it (column head first)."""

    __slots__ = ("allow", "context", "text")

    def __init__(self, text: str, context: str, allow: Allow) -> None:
        self.text, self.context, self.allow = text, context, allow

    def before(self, start: int, width: int = 24) -> str:
        """The words before a number, back to the end of the last sentence, after the words of the column head."""
        words = self.text[max(0, start - width) : start]
        cut = max(words.rfind("。"), words.rfind("；"), words.rfind(";"))
        return self.context + "\n" + words[cut + 1 :]

    def letter_before(self, start: int) -> bool:
        character = self.text[start - 1] if start else ""
        return character.isascii() and character.isalpha()

    def letter_after(self, end: int) -> bool:
        character = self.text[end] if end < len(self.text) else ""
        return character.isascii() and character.isalpha()

    def decimal(self, start: int, end: int) -> bool:
        """Part of a decimal fraction; ``.0`` at the end is how some programs write a whole number."""
        text = self.text
        if start > 1 and text[start - 1] in ".．" and text[start - 2].isdigit():
            return True
        if end + 1 < len(text) and text[end] in ".．" and text[end + 1].isdigit():
            return not (text[end + 1] == "0" and not text[end + 2 : end + 3].isdigit())
        return False

    def in_address_of_page(self, start: int, end: int) -> bool:
        """Part of the path of a web address (``…/t20181204_13812345678.html``)."""
        if not start or self.text[start - 1] not in "/_-":
            return False
        word = re.split(r"[\s\u4e00-\u9fff，。；]", self.text[max(0, start - 200) : start])[-1]
        return (
            "://" in word
            or "www." in word.lower()
            or self.text[end : end + 4].lower() in (".htm", ".pdf", ".doc", ".jpg", ".xls")
        )


def hit(place: Place, start: int, end: int, rule: str, mask: Callable[[str], str]) -> Hit:
    found = RULES[rule]
    return Hit(start, end, found.kind, mask(place.text[start:end]), found.severity, rule)
