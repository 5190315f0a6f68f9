"""Numbers on PDF pages that are broken inside a cell or by the end of a page, or touch those of the next cell."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

from gongkai.checks.personal.allow import NOTHING, Allow
from gongkai.checks.personal.detect import find_personal
from gongkai.checks.personal.kinds import Hit
from gongkai.checks.personal.mobiles import PHONE_WORD
from gongkai.checks.scan.pdf_page import Page

#: A run of digits on a page, with its first and last character.
Fragment = tuple[str, int, int]
#: How many of them on one page are tried with each other.
_TRIED = 4000


def _loose(page: Page) -> list[Fragment]:
    """Runs of digits as they stand on the page that are no part of a number found."""
    known = [(hit.start, hit.end) for hit in find_personal(page.text)]
    return [
        (match.group(), *match.span())
        for match in re.finditer(r"[0-9]{3,17}[Xx]?", page.text)
        if not any(match.start() < end and match.end() > start for start, end in known)
    ]


def _number(upper: Fragment, lower: Fragment) -> str:
    """The two together when that is an ID or a mobile, of which the first piece has four figures; else empty."""
    joined = (upper[0] + lower[0]).upper()
    wanted = {18: "P-ID18", 11: "P-MOBILE"}.get(len(joined))
    if wanted is None or (wanted == "P-MOBILE" and len(upper[0]) < 4):
        return ""
    return joined if any(hit.rule == wanted for hit in find_personal(joined)) else ""


def cell_breaks(page: Page) -> list[tuple[str, list[tuple[int, int]]]]:
    """Numbers broken inside a column: a run of digits and the one right below it that make one together."""
    loose = _loose(page)[:_TRIED]
    by_size: dict[int, list[Fragment]] = {}
    for fragment in loose:
        by_size.setdefault(len(fragment[0]), []).append(fragment)
    return [
        (number, [upper[1:], lower[1:]])
        for upper in loose
        for total in (18, 11)
        for lower in by_size.get(total - len(upper[0]), ())
        if lower[1] > upper[1] and _below(page, upper, lower) and (number := _number(upper, lower))
    ]


def touching(page: Page, allow: Allow = NOTHING) -> list[Hit]:
    """IDs and mobiles in runs of digits of two cells that touch: what overflows a narrow cell is cut off, not set off.

    Digits of one number stand at even distances; where the distance jumps, another cell begins.
    """
    out: list[Hit] = []
    for run in re.finditer(r"[0-9]{12,}[Xx]?", page.text):
        boxes = [box for box in page.boxes[run.start() : run.end()] if box]
        if len(boxes) < run.end() - run.start():
            continue
        # from middle to middle: a 1 is narrower than a 0
        steps = [(b[0] + b[2] - a[0] - a[2]) / 2 for a, b in pairwise(boxes)]
        usual = median(steps)
        cuts = [at for at, step in enumerate(steps, 1) if abs(step - usual) > _JUMP * abs(usual)]
        if not cuts or len(cuts) > _CELLS:
            continue
        for low, high in zip([0, *cuts], [*cuts, len(boxes)], strict=True):
            start, end = run.start() + low, run.start() + high
            out += [
                Hit(start + hit.start, start + hit.end, *hit[2:])
                for hit in find_personal(page.text[start:end], allow=allow)
                if hit.rule in ("P-ID18", "P-MOBILE")
            ]
    return out


#: A distance between digits that differs by this part of the usual one is the border of a cell; and how many there are.
_JUMP, _CELLS = 0.22, 6


def page_breaks(before: Page, after: Page) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Numbers cut by the end of a page: a run of digits among the last lines and one among the first of the next.

    Each with its span on the first page and on the second.
    """
    lower = _edge(after, top=True)
    out = []
    for upper in _edge(before, top=False):
        for rest in lower:
            a, b = before.boxes[upper[1]], after.boxes[rest[1]]
            if len(upper[0]) < 4 or a is None or b is None:
                continue
            if abs(a[0] - b[0]) > 6 and not _runs_on(before, upper, after, rest):
                continue
            if number := _number(upper, rest):
                out.append((number, upper[1:], rest[1:]))
    return out


def _runs_on(before: Page, upper: Fragment, after: Page, rest: Fragment) -> bool:
    """Running text that goes on from the end of a line to the beginning of one on the next page."""
    ends = before.text[upper[2] : upper[2] + 1] in ("", "\n")
    begins = rest[1] == 0 or after.text[rest[1] - 1] == "\n"
    if not (ends and begins):
        return False
    return len(upper[0]) + len(rest[0]) == 18 or bool(PHONE_WORD.search(before.text, max(0, upper[1] - 24), upper[1]))


def _edge(page: Page, *, top: bool) -> list[Fragment]:
    """The loose runs of digits among the first or the last three lines of a page."""
    heights = sorted({round(box[1]) for box in page.boxes if box}, reverse=top)
    if not heights:
        return []
    far = heights[min(len(heights), _EDGE) - 1]
    found = []
    for fragment in _loose(page):
        box = page.boxes[fragment[1]]
        if box is not None and (box[1] >= far - 1 if top else box[1] <= far + 1):
            found.append(fragment)
    return found


#: Heights of characters (a line of Chinese and figures has several) that make up the edge of a page.
_EDGE = 8


def _below(page: Page, upper: Fragment, lower: Fragment) -> bool:
    a, b = page.boxes[upper[1]], page.boxes[lower[1]]
    if a is None or b is None:
        return False
    height = max(a[3] - a[1], 4)
    return abs(a[0] - b[0]) < 3 * height and 0 < a[1] - b[1] < 3 * height
