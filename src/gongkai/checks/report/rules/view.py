"""A report's text taken apart once for all rules: one string without spaces, its sentences, its numbers, its places."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from gongkai.checks.numerals import Number, find_numbers, narrow
from gongkai.checks.report.model import Chapter, ReadReport, TextBlock

_SENTENCE_END = re.compile(r"[。！？\n]|；(?=[一二三四五六七八九]是|\d)")
_DIGIT_GAP = re.compile(r"\d\s+\d")
_HALF_SIGNS = tuple(zip(",;:()?!", "，；：（）？！", strict=True))
_WIDE = re.compile("[０-９．％＋−]")
_THOUSANDS = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")


@dataclass(slots=True)
class Piece:
    """A block in the view: the block, the chapter it belongs to, and where it begins in the joined text."""

    block: TextBlock
    chapter: Chapter | None
    start: int


@dataclass
class View:
    """``text``: all body paragraphs, spaces removed, signs full-width, digits narrow, one paragraph a line."""

    report: ReadReport
    text: str
    pieces: list[Piece]
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._starts = [piece.start for piece in self.pieces]

    @cached_property
    def numbers(self) -> list[Number]:
        """Every figure with a measure word, in order."""
        return list(find_numbers(self.text))

    @cached_property
    def _ends(self) -> list[int]:
        return [match.end() for match in _SENTENCE_END.finditer(self.text)]

    def sentence(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence around a position; a line end is an end."""
        i = bisect_right(self._ends, at)
        start = self._ends[i - 1] if i else 0
        return start, self._ends[i] if i < len(self._ends) else len(self.text)

    def piece(self, at: int) -> Piece | None:
        i = bisect_right(self._starts, at) - 1
        return self.pieces[i] if i >= 0 else None

    def chapter_number(self, at: int) -> int | None:
        piece = self.piece(at)
        return piece.chapter.number if piece and piece.chapter else None

    def where(self, at: int) -> str:
        """The place in words: “第一章”, “开头部分”, with the line or page where known."""
        piece = self.piece(at)
        if piece is None:
            return "正文"
        name = f"“{piece.chapter.title}”一章" if piece.chapter else "开头部分"
        return name + spot(piece.block)

    def spot(self, at: int) -> dict[str, int | None]:
        """``line`` and ``page`` of a position, for a finding."""
        piece = self.piece(at)
        return {"line": piece.block.line, "page": piece.block.page} if piece else {"line": None, "page": None}

    def excerpt(self, start: int, end: int, around: int = 24) -> str:
        """The text of a span with a little on both sides, never over a paragraph's end."""
        low = max(start - around, self.text.rfind("\n", 0, start) + 1)
        stop = self.text.find("\n", end)
        high = min(end + around, stop if stop >= 0 else len(self.text))
        return self.text[low:high]


def spot(block: TextBlock) -> str:
    """“，第 3 页”, “，第 12 行”, or nothing."""
    if block.page is not None:
        return f"，第 {block.page} 页"
    return f"，第 {block.line} 行" if block.line is not None else ""


def compact(text: str) -> str:
    """Without spaces, digits narrow, commas and colons full-width; a gap between two digits stays a space."""
    parts = text.split()
    if len(parts) > 1 and _DIGIT_GAP.search(text):
        text = re.sub(r"(?<!\d)\s+|\s+(?!\d|\s)", "", text)
        text = re.sub(r"\s+", " ", text)
    else:
        text = "".join(parts)
    if _WIDE.search(text):
        text = narrow(text)
    if "," in text:
        text = _THOUSANDS.sub(lambda match: match[0].replace(",", "\0"), text)
    for half, full in _HALF_SIGNS:
        if half in text:
            text = text.replace(half, full)
    return text.replace("\0", ",")


def view_of(report: ReadReport) -> View:
    """The view of a report: preface and chapters in order, without headings of chapters and without the contents."""
    pieces: list[Piece] = []
    lines: list[str] = []
    at = 0
    chapters: list[tuple[Chapter | None, list[TextBlock]]] = [(None, report.preface)]
    chapters += [(chapter, chapter.blocks) for chapter in report.chapters]
    for chapter, blocks in chapters:
        for block in blocks:
            line = compact(block.text)
            pieces.append(Piece(block, chapter, at))
            lines.append(line)
            at += len(line) + 1
    return View(report, "\n".join(lines), pieces)
