"""Lists on a PDF page: which words stand under which head, by their boxes. For health, minors, births in lists."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from gongkai.checks.personal.allow import Allow
from gongkai.checks.personal.heads import field_of
from gongkai.checks.personal.kinds import RULES, Hit, Kind
from gongkai.checks.personal.tables import read_table

if TYPE_CHECKING:
    from gongkai.checks.scan.pdf_page import Page

#: What only a head can tell; numbers are found in the text of the page.
_BY_HEAD = frozenset({Kind.HEALTH, Kind.MINOR, Kind.OTHER})


class Words(NamedTuple):
    """Words that stand close together: characters ``start`` to ``end`` of the page's text, and their box."""

    text: str
    start: int
    end: int
    left: float
    right: float
    middle: float
    height: float


def words_of(page: Page) -> list[Words]:
    """The page's text cut where there is a wide gap, a new line or another height."""
    out: list[Words] = []
    first: int | None = None
    left = right = low = high = 0.0

    def close(end: int) -> None:
        nonlocal first
        if first is not None and (text := page.text[first:end].strip()):
            out.append(Words(text, first, end, left, right, (low + high) / 2, high - low))
        first = None

    for index, (character, box) in enumerate(zip(page.text, page.boxes, strict=True)):
        if character == "\n":
            close(index)
        if box is None or not character.strip():
            continue
        size = max(box[3] - box[1], 4)
        if first is not None and (box[0] - right > size or box[0] < left - 1 or box[1] > high or box[3] < low):
            close(index)
        if first is None:
            first, left, right, low, high = index, box[0], box[2], box[1], box[3]
        else:
            right, low, high = max(right, box[2]), min(low, box[1]), max(high, box[3])
    close(len(page.text))
    return out


def lines_of(words: list[Words]) -> list[list[Words]]:
    """Words on one line, lines from top to bottom."""
    lines: list[list[Words]] = []
    for word in sorted(words, key=lambda word: -word.middle):
        if lines and abs(lines[-1][0].middle - word.middle) < max(word.height, lines[-1][0].height) * 0.6:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.left) for line in lines]


def listed_hits(page: Page, allow: Allow, today: date | None) -> list[Hit]:
    """Hits of lists on a page that only a column head can tell."""
    hits: list[Hit] = []
    title = ""
    lines = lines_of(words_of(page))
    for index, line in enumerate(lines):
        heads = [word for word in line if field_of(word.text)]
        if len(heads) < 2 or len(heads) < 0.6 * len(line):
            if len(line) == 1 and len(line[0].text) < 40:
                title = line[0].text
            continue
        hits += _list_hits(page, line, lines[index + 1 :], title, allow, today)
    return hits


def _apart(page: Page, heads: list[Words], words: Words) -> list[Words]:
    """Words that stand under several heads, cut at their spaces: in a tight table there is hardly a gap to be seen."""
    under = sum(min(head.right, words.right) > max(head.left, words.left) for head in heads)
    if under < 2 or " " not in words.text:
        return [words]
    out = []
    for part in re.finditer(r"\S+", page.text[words.start : words.end]):
        start, end = words.start + part.start(), words.start + part.end()
        boxes = [box for box in page.boxes[start:end] if box]
        if boxes:
            left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
            out.append(Words(part.group(), start, end, left, right, words.middle, words.height))
    return out


def _list_hits(
    page: Page, heads: list[Words], below: list[list[Words]], title: str, allow: Allow, today: date | None
) -> list[Hit]:
    rows: list[list[str | None]] = [[word.text for word in heads]]
    places: list[list[Words | None]] = [list(heads)]
    for line in below:
        if sum(bool(field_of(word.text)) for word in line) >= max(2, 0.6 * len(line)) and len(line) > 1:
            break
        row: list[Words | None] = [None] * len(heads)
        for word in [part for words in line for part in _apart(page, heads, words)]:
            column = _column(heads, word)
            if row[column] is None:
                row[column] = word
        rows.append([word.text if word else None for word in row])
        places.append(row)
    out = []
    for hit in read_table(rows, title=title, allow=allow, today=today):
        spot = places[hit.row][hit.column]
        if hit.kind in _BY_HEAD and spot is not None:
            out.append(Hit(spot.start, spot.end, hit.kind, hit.masked, RULES[hit.rule].severity, hit.rule))
    return out


def _column(heads: list[Words], word: Words) -> int:
    """The head over a word: the one that overlaps it, else the nearest by its middle."""
    middle = (word.left + word.right) / 2
    return min(
        range(len(heads)),
        key=lambda i: (
            -(min(heads[i].right, word.right) - max(heads[i].left, word.left) > 0),
            abs((heads[i].left + heads[i].right) / 2 - middle),
        ),
    )
