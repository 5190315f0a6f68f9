"""The words of catalogue tables: layouts, heads of columns, options, domains, carriers (``standard.toml``)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Layout(StrEnum):
    """How a catalogue is laid out as a table."""

    BASIC = "basic"
    STANDARD = "standard"

    @property
    def label(self) -> str:
        return {"basic": "政务公开基本目录", "standard": "基层政务公开标准目录"}[self.value]


#: 公开层级, as the columns stand from left to right.
LEVELS = {"province": "省级", "city": "市级", "county": "县级", "town": "乡级", "village": "村级"}
#: What a ticked cell below 特定群体 means when it does not say who.
UNNAMED_GROUP = "特定群体"


def fold(text: str) -> str:
    """A word in the form in which words are compared: widths, cases, spaces and line breaks do not matter."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def find_word(words: dict[str, Any], text: str) -> Any:
    """What the folded ``text`` stands for in ``words``, with or without what is added in brackets or starred."""
    found = words.get(text)
    if found is None and text:
        bare = _ADDED.sub("", text)
        found = words.get(bare) if bare else None
    return found


#: 公开属性(打√), 事项名称*, 公开渠道和载体(“■”表示…).
_ADDED = re.compile(r"[((].*?[))]|[*※]|[::]$")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("gongkai.catalogue").joinpath("standard.toml").read_text("utf-8"))


@cache
def head_words() -> dict[str, str]:
    """Folded head of a column → what the column holds."""
    return {fold(word): key for key, words in _data()["heads"].items() for word in words}


@cache
def option_words(family: str) -> dict[str, tuple[str, ...]]:
    """Folded option of a family (attribute, stage, audience, level) → its values; a word may stand for two."""
    return {fold(word): tuple(key.split()) for key, words in _data()["options"][family].items() for word in words}


@cache
def carriers() -> tuple[str, ...]:
    """公开渠道和载体 of the standard table, in its order."""
    return tuple(_data()["carriers"]["names"])


@cache
def domains() -> tuple[str, ...]:
    """The names of the 26 domains."""
    return tuple(one["name"] for one in _data()["domain"])


@cache
def domain_words() -> dict[str, str]:
    """Every name a domain goes by → the name as written; longest first, so that the most exact one is found."""
    names = [name for one in _data()["domain"] for name in (one["name"], *one.get("aliases", ()))]
    return {name: name for name in sorted(names, key=len, reverse=True)}
