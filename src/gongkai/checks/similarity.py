"""How alike two texts are when numbers, dates and names are masked: for reports copied from last year or a neighbour.

::

    similarity(a, b)                 # 0.0 … 1.0, Jaccard over shingles of five characters
    same_sentences(a, b)             # sentences of a that stand, masked, in b too
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from zlib import crc32

SHINGLE = 5
#: From here on two texts count as the same text.
THRESHOLD = 0.8

_NUMBER = re.compile(
    r"[0-9０-９]+(?:[.．][0-9０-９]+)?%?|[一二三四五六七八九十百千万亿〇零两]+(?=[年月日件条次篇个人期份场项])"
)
_NAME = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:省|自治区|市|县|区|旗|镇|乡|街道办事处|街道|村|社区|局|委员会|办公室)")
_SELF = re.compile(r"[我本全各](?:省|市|县|区|旗|镇|乡|街道|局|办|委|单位|机关)")
_NOISE = re.compile(r"[^\u4e00-\u9fffA-Za-z#]")
_SENTENCE = re.compile(r"[^。；！？\n]+")


def masked(text: str, names: Iterable[str] = ()) -> str:
    """The text without spaces and signs, with # for every number and nothing for names of places and organs."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, "")
    text = _SELF.sub("", _NUMBER.sub("#", text))
    return _NOISE.sub("", _NAME.sub("", text) if len(text) < 50_000 else text)


def shingles(text: str) -> frozenset[str]:
    """Every run of five characters."""
    if len(text) <= SHINGLE:
        return frozenset({text}) if text else frozenset()
    return frozenset(text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1))


def similarity(first: str, second: str, names: Iterable[str] = ()) -> float:
    """Jaccard similarity of the masked texts; 0 when either is too short to say anything (under 30 characters)."""
    names = tuple(names)
    one, two = masked(first, names), masked(second, names)
    if min(len(one), len(two)) < 30:
        return 0.0
    if one == two:
        return 1.0
    left, right = shingles(one), shingles(two)
    return len(left & right) / len(left | right)


def same_sentences(first: str, second: str, names: Iterable[str] = (), *, least: int = 12) -> list[str]:
    """Sentences of ``first``, ``least`` characters or more when masked, that stand in ``second`` word for word."""
    names = tuple(names)
    known = {masked(match[0], names) for match in _SENTENCE.finditer(second)}
    found = []
    for match in _SENTENCE.finditer(first):
        sentence = masked(match[0], names)
        if len(sentence) >= least and sentence in known:
            found.append(match[0].strip())
    return found


class Likeness:
    """Texts seen so far, to find the one a new text is most like without comparing it with each.

    Of every text the eight smallest shingle hashes are kept as its sketch; two texts alike by 0.8 share one of them
    with near certainty. Only those that do are compared in full.
    """

    _SKETCH = 8

    def __init__(self) -> None:
        self._texts: list[tuple[str, frozenset[str]]] = []
        self._by_hash: dict[int, list[int]] = {}

    def add(self, label: str, text: str) -> None:
        """Remember a masked text under a label."""
        pieces = shingles(text)
        for value in self._sketch(pieces):
            self._by_hash.setdefault(value, []).append(len(self._texts))
        self._texts.append((label, pieces))

    def find(self, text: str) -> tuple[str, float] | None:
        """Label and similarity of the text most like a masked one, ``None`` when none shares anything."""
        pieces = shingles(text)
        near = {index for value in self._sketch(pieces) for index in self._by_hash.get(value, ())}
        scored = [(len(pieces & self._texts[i][1]) / len(pieces | self._texts[i][1]), -i) for i in near]
        if not scored:
            return None
        score, index = max(scored)
        return self._texts[-index][0], score

    def _sketch(self, pieces: frozenset[str]) -> list[int]:
        return sorted(crc32(piece.encode()) for piece in pieces)[: self._SKETCH]
