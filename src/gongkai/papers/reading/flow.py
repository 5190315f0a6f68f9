"""From printed lines back to paragraphs: wrapped lines joined, page numbers dropped, tables of spaces left alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from gongkai.papers.model import Paragraph, Place

PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–－―‐·~]+\s*\d{1,3}\s*[-—–－―‐·~]+|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?)\s*$"
)
BARE_NUMBER = re.compile(r"^\s*\d{1,3}(?:\s*/\s*\d{1,3})?\s*$")
HEADING = re.compile(
    r"^\s*(?:第[一二三四五六七八九十]+[章节部]|[一二三四五六七八九十]{1,3}\s*[、．.]|[（(][一二三四五六七八九十]{1,3}[)）])"
)
_GAP = re.compile(r"\S(?:[ \u3000]{2,}|\t)\S")
_LONGEST = 20_000
_STOPS = tuple("。！？：")
_CHUNK = re.compile(r"[A-Za-z0-9.%０-９]+[，。；、：）”》％件条个次年月日]*|.[，。；、：！？）”》]*")


@dataclass(slots=True)
class Line:
    """A printed line; ``left`` and ``right`` in any one unit of width (points, or columns of a text file)."""

    text: str
    left: float
    right: float
    page: int | None = None
    line: int | None = None
    unit: float = 1.0


def width(text: str) -> int:
    """Columns a text takes in a fixed-width font: two for a Han character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" and c != "·" else 1 for c in text)


def paragraphs(lines: list[Line], edge: float | None = None) -> list[Paragraph]:
    """Join wrapped prose: a line goes on in the next when it reaches the right margin and the next is not indented.

    Lines with inner gaps of two or more spaces are taken as table rows and stay as they are, leading spaces included.
    ``edge`` is the right edge of the type area where it is known, for texts too short to show it themselves.
    """
    prose = [line for line in lines if not _GAP.search(line.text.strip()) and len(line.text.strip()) > 1]
    margin = _margin(prose) or edge
    left = min((line.left for line in prose), default=0.0)
    result: list[Paragraph] = []
    previous: Line | None = None
    for line in lines:
        text = line.text
        gapped = bool(_GAP.search(text.strip()))
        joins = (
            previous is not None
            and not gapped
            and len(result[-1].text) < _LONGEST
            and margin is not None
            and previous.right + _chunk(text) * line.unit >= margin - 4 * line.unit
            and not _GAP.search(previous.text.strip())
            and not HEADING.match(text)
            and (not previous.text.rstrip().endswith(_STOPS) or previous.right >= margin - 2 * line.unit)
            and (line.left <= left + 1.2 * 2 * line.unit)
        )
        if joins:
            head = result[-1].text.rstrip()
            space = (
                " "
                if head[-1:].isascii()
                and head[-1:].isalpha()
                and text.strip()[:1].isascii()
                and text.strip()[:1].isalpha()
                else ""
            )
            result[-1].text = head + space + text.strip()
        else:
            result.append(Paragraph(text.rstrip(), place=Place(page=line.page, line=line.line)))
        previous = line
    return result


def _chunk(text: str) -> int:
    """Columns of what could not be put on the line before: a number with its unit, a character with its stops."""
    match = _CHUNK.match(text.strip())
    return width(match.group()) if match else 0


def _margin(prose: list[Line]) -> float | None:
    """The right margin of wrapped prose: where most lines end, if four at least and a fifth of the long ones do."""
    if len(prose) < 6:
        return None
    unit = prose[0].unit
    rights = [line.right for line in prose]
    far = 0.6 * max(rights)
    counts: dict[int, int] = {}
    for right in rights:
        if right >= far:
            step = round(right / unit)
            counts[step] = counts.get(step, 0) + 1
    best, count = max(((step, _near(counts, step)) for step in counts), key=lambda pair: (pair[1], pair[0]))
    return best * unit if count >= 4 and count >= 0.2 * sum(counts.values()) else None


def _near(counts: dict[int, int], step: int) -> int:
    return sum(counts.get(step + shift, 0) for shift in (-2, -1, 0, 1, 2))
