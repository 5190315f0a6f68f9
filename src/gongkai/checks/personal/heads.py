"""What a column holds, by its head. The words are data (``heads.toml``)."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from gongkai.checks.personal.place import named_amount, named_otherwise

_STRIP = re.compile(r"[\s（）()\[\]【】：:*＊、,，/／.．\u3000]")
_TOO_MANY_DIGITS = re.compile(r"[0-9０-９]{4,}")
_SENTENCE = re.compile(r"[。；！？@]")


@cache
def _data() -> dict:
    return tomllib.loads((files(__package__) / "heads.toml").read_text(encoding="utf-8"))


@cache
def minor_title_words() -> tuple[str, ...]:
    return tuple(_data()["titles"]["minor"])


@cache
def health_values() -> re.Pattern[str]:
    kinds = "|".join(map(re.escape, _data()["values"]["health"]))
    return re.compile(rf"(?:{kinds})|^(?:[一二三四1-4]级残疾|残疾[一二三四1-4]级|(?:重度|中度|轻度)残疾)$")


@lru_cache(maxsize=8192)
def field_of(head: str) -> str | None:
    """The field of a head (``id_card``, ``name`` …; ``plain`` for a known head of no interest), or ``None``.

    A head is short, is no sentence and holds no long number.
    """
    if len(head) > 40 or _TOO_MANY_DIGITS.search(head) or _SENTENCE.search(head):
        return None
    word = _STRIP.sub("", head)
    if not 1 <= len(word) <= 20:
        return None
    lower = word.lower()
    for entry in _data()["head"]:
        if any(part.lower() in lower for part in entry["words"]) and not any(
            part in word for part in entry.get("not", ())
        ):
            # short words (村, 组, 单位) are heads only in a short cell
            if (
                entry["field"] == "plain"
                and len(word) > 5
                and not any(len(part) > 2 and part in word for part in entry["words"])
            ):
                continue
            return str(entry["field"])
    return "plain" if named_otherwise(word) or named_amount(word) else None
