"""Groups out of running text: rows of pipes and tabs, columns of spaces, one cell a line, everything on one line.

The text becomes a stream of tokens, labels and figures; a group is a run of figures with the labels before it and,
where labels are printed around their figures, the fragments after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gongkai.checks.report.recognise_forms import vocabulary
from gongkai.checks.report.recognise_grid import UNITS
from gongkai.checks.report.recognise_rows import Group, Value
from gongkai.checks.report.recognise_words import ENUMERATOR, is_value, narrow
from gongkai.papers.model import Heading, Paragraph, Table

_GAP = re.compile(r"[ \u3000]{2,}|\t+")
#: A figure standing by itself inside a line: not part of a word, a date, an enumerator or a counted thing.
_INSIDE = re.compile(
    r"(?<![\w.,．%第〔〕（(])[+-]?\d[\d,]*(?:\.\d+)?(?![\w%.,．、％）)])(?!\s*(?:[年月日号条件次个项篇人万亿]|[.、．]\s*[^\s\d]))"
)
#: Where one label ends and the next, with its own number, begins: 三、本年度办理结果（一）予以公开.
_NUMBERED = re.compile(r"(?<=[^（(《第\s])\s*(?=[（(][一二三四五六七][）)]|(?<![\d.])[1-8][.．、](?!\d))")
_DIGITS = re.compile(r"\d+")
_UNIT_AND_FIGURE = re.compile(r"(?:条|件|次|篇|个|人次|人|万元)([+-]?\d[\d,]*(?:\.\d+)?)")
_LONG = 80
_ABSURD = 200_000
_VERTICAL = frozenset("三、本年度办理结果")


@dataclass(slots=True)
class Token:
    """A label or a figure; ``block`` is the index of the block it came from, ``row`` the printed line it stands on.

    ``span`` is where it begins and ends in the block's text; ``cell`` that it came from a cell of a text table.
    """

    text: str
    figure: bool
    block: int
    row: int
    line: int | None = None
    page: int | None = None
    cell: bool = False
    span: tuple[int, int] = (0, 0)


def tokens(blocks: Iterable[tuple[int, Heading | Paragraph | Table]]) -> list[Token]:
    """The blocks as labels and figures in reading order."""
    found: list[Token] = []
    row = 0
    for index, block in blocks:
        if isinstance(block, Table):
            for offset, cells in enumerate(block.rows):
                row += 1
                line = block.place.line + offset if block.place.line else None
                started = not any(not is_value(cell.text) for cell in cells)
                for cell in cells:
                    text = cell.text.strip()
                    if not started and not text:
                        continue
                    started = started or not is_value(text)
                    found.append(Token(text, is_value(text), index, row, line, block.place.page, True))
        else:
            for text in block.text.split("\n"):
                row += 1
                if len(text) > _ABSURD:
                    continue
                offset = block.text.find(text)
                for part, figure in _parts(text) if len(text) < _LONG else _long_parts(text):
                    at = max(block.text.find(part, offset), offset)
                    offset = at + len(part)
                    token = Token(part, figure, index, row, block.place.line, block.place.page, span=(at, offset))
                    found.append(token)
    return found


def _parts(text: str) -> list[tuple[str, bool]]:
    """A line cut into labels and figures."""
    stripped = text.strip()
    if not stripped:
        return []
    words = stripped.split()
    if all(is_value(word) for word in words):
        return [(word, True) for word in words]
    parts: list[tuple[str, bool]] = []
    for chunk in _GAP.split(stripped):
        if not chunk:
            continue
        words = chunk.split()
        if all(is_value(word) for word in words):
            parts.extend((word, True) for word in words)
            continue
        parts.extend(_inside(chunk))
    return parts


def _long_parts(text: str) -> list[tuple[str, bool]]:
    """A line on which a whole table runs together, cut at every official label; prose stays in one piece.

    Where figures run into the number of the next label (00000001.属于国家秘密) the last digit is the label's.
    """
    if len(_DIGITS.findall(text)) < 3 or len(vocabulary().findall(text)) < 5:
        return _parts(text)
    parts: list[tuple[str, bool]] = []
    text = re.sub(r"(?<=\d)(?=\d[.．、](?!\d))", " ", text)
    position = 0
    for match in vocabulary().finditer(text):
        parts.extend(_between(text[position : match.start()]))
        parts.append((match.group().strip(), False))
        position = match.end()
    parts.extend(_between(text[position:]))
    return parts


def _between(text: str) -> list[tuple[str, bool]]:
    """What stands between two labels: figures, signs, units, or words the forms do not know."""
    parts: list[tuple[str, bool]] = []
    for word in text.split():
        glued = _UNIT_AND_FIGURE.fullmatch(word)
        if glued:
            parts.append((glued.group(1), True))
        else:
            parts.extend([(word, True)] if is_value(word) else _inside(word))
    return parts


def _inside(chunk: str) -> list[tuple[str, bool]]:
    parts: list[tuple[str, bool]] = []
    position = 0
    for match in _INSIDE.finditer(chunk):
        before = chunk[position : match.start()].strip()
        if before:
            parts.extend(_signs(before))
        parts.append((match.group(), True))
        position = match.end()
    rest = chunk[position:].strip()
    if rest:
        parts.extend(_signs(rest))
    return parts


def _signs(text: str) -> list[tuple[str, bool]]:
    """Signs for none (— / 无) between spaces at the end of a label are figures too; labels behind one another part."""
    if len(text) < _LONG:
        *outer, text = [part.strip() for part in _NUMBERED.split(text) if part.strip()] or [text]
    else:
        outer = []
    words = text.split(" ")
    cut = len(words)
    while cut > 1 and words[cut - 1] and is_value(words[cut - 1]) and not words[cut - 1][0].isdigit():
        cut -= 1
    label = " ".join(words[:cut]).strip()
    labels = [(part, False) for part in (*outer, label) if part]
    return labels + [(word, True) for word in words[cut:]]


def stream_groups(stream: list[Token], source: int = -1) -> list[Group]:
    """Runs of figures with the labels round them."""
    groups: list[Group] = []
    labels: list[Token] = []
    figures: list[Token] = []

    def close(after: list[Token]) -> None:
        if not figures:
            return
        groups.append(_group(labels, figures, after, source, len(groups)))

    index = 0
    while index < len(stream):
        token = stream[index]
        if token.figure:
            if figures and figures[-1].row != token.row and _own_row(figures, token, stream, index):
                close(_following(stream, index))
                labels, figures = [], []
            figures.append(token)
        else:
            if "".join(token.text.split()) in UNITS:
                index += 1
                continue
            if figures:
                close(_following(stream, index))
                labels, figures = [], []
            labels.append(token)
        index += 1
    close([])
    return groups


def with_blanks(region: Sequence[Token]) -> list[Token]:
    """Where cells are printed one a line, empty lines beyond the usual distance are empty cells."""
    steps = [b.line - a.line for a, b in pairwise(region) if a.line and b.line and b.row != a.row]
    lines = {token.row for token in region}
    if len(steps) < 8 or any(token.cell for token in region) or len(lines) < 0.9 * len(region):
        return list(region)
    usual = max(set(steps), key=steps.count)
    if usual < 1 or steps.count(usual) < 0.5 * len(steps):
        return list(region)
    filled: list[Token] = []
    for token, following in zip(region, [*region[1:], None], strict=True):
        filled.append(token)
        if following is None or not token.line or not following.line or following.row == token.row:
            continue
        for missing in range(1, min((following.line - token.line) // usual, 40)):
            row = token.row * 1000 + missing
            filled.append(Token("", True, token.block, row, token.line + missing * usual, token.page, span=token.span))
    return filled


def _own_row(figures: list[Token], token: Token, stream: list[Token], index: int) -> bool:
    """Whether figures on a new printed line begin a new row: both lines carry three or more of them."""
    row = sum(1 for figure in figures if figure.row == figures[-1].row)
    here = 0
    for later in stream[index:]:
        if later.row != token.row or not later.figure:
            break
        here += 1
    return row >= 3 and here >= 3


def _following(stream: list[Token], index: int) -> list[Token]:
    """Label fragments on the lines after a row of figures, up to the next label that begins with its own number."""
    after: list[Token] = []
    for token in stream[index : index + 4]:
        if token.figure or token.cell or ENUMERATOR.match(narrow(token.text)):
            break
        if any(later.figure and later.row == token.row for later in stream[index : index + 12]):
            break
        after.append(token)
    return after


def _is_scrap(text: str) -> bool:
    """One character of a heading set vertically, or a label's number by itself."""
    plain = narrow(text)
    return (len(plain) == 1 and text.strip() in _VERTICAL) or not ENUMERATOR.sub("", plain, count=1)


def _group(labels: list[Token], figures: list[Token], after: list[Token], source: int, order: int) -> Group:
    row = figures[0].row
    clean = [token for token in labels if not _is_scrap(token.text)]
    same = [token.text for token in clean if token.row == row]
    before = [token.text for token in clean if token.row != row]
    tail = "".join(token.text for token in after if len(token.text.strip()) > 1)
    readings = []
    if same and before:
        readings.append(before[-1] + same[-1])
    if tail:
        readings.append((before[-1] if before and not same else "") + (same[-1] if same else "") + tail)
        if before and same:
            readings.append(before[-1] + same[-1] + tail)
    if len(before) > 1:
        readings.append("".join(before[-2:]) + "".join(same[-1:]))
        if tail:
            readings.append("".join(before[-2:]) + "".join(same[-1:]) + tail)
    values = [Value(token.text, (), token.line, token.page) for token in figures]
    return Group((before + same)[-6:], values, readings, source=source, order=order)
