"""Numbers on PDF pages that are broken inside a cell or by the end of a page."""

from __future__ import annotations

import re

from gongkai.checks.personal.detect import find_personal
from gongkai.checks.personal.mobiles import PHONE_WORD
from gongkai.checks.scan.pdf_page import Page


def fragments(page: Page) -> list[tuple[str, int, int]]:
    """Runs of digits with their first and last character, as they stand on the page."""
    return [(match.group(), match.start(), match.end()) for match in re.finditer(r"[0-9]{3,17}[Xx]?", page.text)]


def cell_breaks(page: Page) -> list[tuple[str, list[tuple[int, int]]]]:
    """Numbers broken inside a column: a run of digits and the one right below it, when together they are an ID."""
    known = [(hit.start, hit.end) for hit in find_personal(page.text)]
    free = [f for f in fragments(page) if not any(f[1] < end and f[2] > start for start, end in known)]
    out: list[tuple[str, list[tuple[int, int]]]] = []
    by_size: dict[int, list[tuple[str, int, int]]] = {}
    for fragment in free[:4000]:
        by_size.setdefault(len(fragment[0]), []).append(fragment)
    for upper in free[:4000]:
        for total in (18, 11):
            for lower in by_size.get(total - len(upper[0]), ()):
                joined = (upper[0] + lower[0]).upper()
                if (
                    lower[1] > upper[1]
                    and _below(page, upper, lower)
                    and any(
                        (hit.rule == "P-ID18" and total == 18)
                        or (hit.rule == "P-MOBILE" and total == 11 and len(upper[0]) > 3)
                        for hit in find_personal(joined)
                    )
                ):
                    out.append((joined, [(upper[1], upper[2]), (lower[1], lower[2])]))
    return out


def broken_in_cells(page: Page) -> list[str]:
    return [number for number, _ in cell_breaks(page)]


def page_breaks(before: Page, after: Page) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Numbers cut by the end of a page: a run of digits among the last lines and one among the first of the next.

    Each with its span on the first page and on the second.
    """
    lower = _edge(after, top=True)
    out = []
    for upper in _edge(before, top=False):
        for rest in lower:
            a, b = before.boxes[upper[1]], after.boxes[rest[1]]
            total = len(upper[0]) + len(rest[0])
            if total not in (11, 18) or len(upper[0]) < 4 or a is None or b is None:
                continue
            if abs(a[0] - b[0]) > 6 and not _runs_on(before, upper, after, rest):
                continue
            joined = (upper[0] + rest[0]).upper()
            wanted = "P-ID18" if total == 18 else "P-MOBILE"
            if any(hit.rule == wanted for hit in find_personal(joined)):
                out.append((joined, (upper[1], upper[2]), (rest[1], rest[2])))
    return out


def _runs_on(before: Page, upper: tuple[str, int, int], after: Page, rest: tuple[str, int, int]) -> bool:
    """Running text that goes on from the end of a line to the beginning of one on the next page."""
    ends = before.text[upper[2] : upper[2] + 1] in ("", "\n")
    begins = rest[1] == 0 or after.text[rest[1] - 1] == "\n"
    if not (ends and begins):
        return False
    return len(upper[0]) + len(rest[0]) == 18 or bool(PHONE_WORD.search(before.text, max(0, upper[1] - 24), upper[1]))


def _edge(page: Page, *, top: bool) -> list[tuple[str, int, int]]:
    """The runs of digits among the first or the last three lines of a page that are no part of a number found."""
    heights = sorted({round(box[1]) for box in page.boxes if box}, reverse=top)
    if not heights:
        return []
    far = heights[min(len(heights), _EDGE) - 1]
    known = [(hit.start, hit.end) for hit in find_personal(page.text)]
    found = []
    for fragment in fragments(page):
        box = page.boxes[fragment[1]]
        inside = box is not None and (box[1] >= far - 1 if top else box[1] <= far + 1)
        if inside and not any(fragment[1] < end and fragment[2] > start for start, end in known):
            found.append(fragment)
    return found


#: Heights of characters (a line of Chinese and figures has several) that make up the edge of a page.
_EDGE = 8


def _below(page: Page, upper: tuple[str, int, int], lower: tuple[str, int, int]) -> bool:
    a, b = page.boxes[upper[1]], page.boxes[lower[1]]
    if a is None or b is None:
        return False
    height = max(a[3] - a[1], 4)
    return abs(a[0] - b[0]) < 3 * height and 0 < a[1] - b[1] < 3 * height
