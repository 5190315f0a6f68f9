"""PDF files: text of every page with its boxes, text that cannot be seen, properties, annotations, attachments."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from gongkai.checks.personal.detect import find_personal, without_overlaps
from gongkai.checks.personal.kinds import Hit, Kind
from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.pdf_breaks import cell_breaks, page_breaks, touching
from gongkai.checks.scan.pdf_page import Page, open_pdf, read_page
from gongkai.checks.scan.pdf_structure import scan_structure, weigh
from gongkai.checks.scan.pdf_tables import listed_hits
from gongkai.checks.scan.result import Options


def scan_pdf(data: bytes, collector: Collector, name: str = "") -> None:
    """All findings of a PDF."""
    weigh(data)
    document = open_pdf(data)
    empty: list[int] = []
    lists = Lists()
    before: Page | None = None
    try:
        for index in range(len(document)):
            collector.clock.check()
            page = read_page(document, index)
            if not page.text.strip():
                if page.pictures:
                    empty.append(index + 1)
                before = None
                continue
            _scan_page(page, collector, lists)
            for number, _, _ in page_breaks(before, page) if before else ():
                name = f"第{page.number - 1}页末至第{page.number}页"
                collector.add("P-ID18" if len(number) == 18 else "P-MOBILE", name, number, places=[name])
            before = page
        total = len(document)
    finally:
        document.close()
    lists.report(collector)
    if empty:
        pages = f"第{'、'.join(map(str, empty[:10]))}页{'等' if len(empty) > 10 else ''}"
        collector.add("F-PICTURE", pages, f"{len(empty)}页是图片", count=len(empty), masked=True)
        if len(empty) == total:
            collector.readable = False
    scan_structure(data, collector)


class Lists:
    """Columns of personal data in lists, gathered over all pages: one finding for a column, with all its places."""

    def __init__(self) -> None:
        self.columns: dict[tuple[str, int], list[tuple[str, Hit]]] = {}

    def take(self, page: Page, hits: list[Hit], place: Callable[[int], str]) -> list[Hit]:
        """Keep the hits that stand under one another on the page, at least ``_LIST`` of a rule; return the others."""
        by_column: dict[tuple[str, int], list[Hit]] = {}
        for hit in hits:
            box = page.boxes[hit.start]
            if box is not None:
                by_column.setdefault((hit.rule, round(box[0] / _COLUMN)), []).append(hit)
        taken: set[int] = set()
        for key, found in by_column.items():
            if len(found) >= _LIST or key in self.columns:
                entry = self.columns.setdefault(key, [])
                entry += [(f"第{page.number}页{place(hit.start)}", hit) for hit in found]
                taken.update(id(hit) for hit in found)
        return [hit for hit in hits if id(hit) not in taken]

    def report(self, collector: Collector) -> None:
        for (rule, _), found in self.columns.items():
            spots = [spot for spot, _ in found]
            shown = f"{found[0][1].masked} 等{len(found)}处"
            where = f"{spots[0]}至{spots[-1]}"
            collector.add(rule, where, shown, count=len(found), places=spots, masked=True)


#: So many hits under one another on a page are a column of a list; columns are told apart by points from the left.
_LIST = 5
_COLUMN = 12.0


def page_hits(page: Page, options: Options) -> list[Hit]:
    """Personal data of a page; an address may run on over the end of a full line; lists are read by their heads."""
    allow = options.allow
    hits = find_personal(page.text, allow=allow)
    listed = listed_hits(page, allow, options.today) + touching(page, allow)
    if listed:
        taken = [(hit.start, hit.end) for hit in hits]
        hits += [hit for hit in listed if all(hit.end <= start or hit.start >= end for start, end in taken)]
        hits = without_overlaps(hits)
    flat, places = _unwrapped(page)
    if len(flat) == len(page.text):
        return hits
    long = [
        Hit(places[hit.start], places[hit.end - 1] + 1, *hit[2:])
        for hit in find_personal(flat, allow=allow)
        if hit.kind is Kind.ADDRESS
    ]
    return without_overlaps([hit for hit in hits if hit.kind is not Kind.ADDRESS] + long)


def _unwrapped(page: Page) -> tuple[str, list[int]]:
    """The text without the ends of full lines and without spaces between Chinese and figures, and where each stood."""
    text = page.text
    edge = max((box[2] for box in page.boxes if box), default=0.0)
    out: list[str] = []
    places: list[int] = []
    for index, character in enumerate(text):
        before = text[index - 1] if index else ""
        if character == "\n":
            last = next((page.boxes[i] for i in range(index - 1, max(index - 3, -1), -1) if page.boxes[i]), None)
            full = last is not None and last[2] > edge - 3 * (last[3] - last[1])
            if (
                before == "\n"
                or _DOOR_GOES_ON.match(text, index - 1)
                or (full and not _DOOR_ENDS.match(text, index - 1))
            ):
                continue
        elif character == " " and (before > "\u2e80" or text[index + 1 : index + 2] > "\u2e80"):
            continue
        out.append(character)
        places.append(index)
    return "".join(out), places


#: A door whose figure and unit stand on two lines of a cell; one that ends a line, with the next row's number after it.
_DOOR_GOES_ON = re.compile(r"[0-9]\s+[号栋幢室户组队]")
_DOOR_ENDS = re.compile(r"[号室户组队]\s+[0-9]")


def _scan_page(page: Page, collector: Collector, lists: Lists) -> None:
    name = f"第{page.number}页"
    lines: list[int] = []
    for match in re.finditer("\n", page.text):
        lines.append(match.start())

    hits = page_hits(page, collector.options)
    ends = {hit.start: hit.end for hit in hits}

    def place(offset: int) -> str:
        line = f"第{sum(1 for line in lines if line < offset) + 1}行"
        return f"{line} {_box_of(page, range(offset, ends[offset]))}".rstrip() if offset in ends else line

    alone = lists.take(page, hits, place)
    collector.text(f"{name} ", page.text, place, hits=alone)
    _scan_unseen(page, name, collector)
    for number, _ in cell_breaks(page):
        collector.add("P-ID18" if len(number) == 18 else "P-MOBILE", name, number, places=[name])


def _scan_unseen(page: Page, name: str, collector: Collector) -> None:
    hidden = [
        index
        for index, flag in enumerate(page.unseen)
        if flag and page.text[index].strip() and page.text[index] not in "-—_.,·|、，。：一（）()'\"…"
    ]
    if len(hidden) < 3:
        return
    ends = {match.start() for match in re.finditer("\n", page.text)}
    text = "".join(
        page.text[index] for index in range(hidden[0], hidden[-1] + 1) if page.unseen[index] or index in ends
    )
    off = sum(1 for index in hidden if _off(page, index))
    collector.add(
        "H-OFFPAGE" if off == len(hidden) else "H-COVERED",
        name,
        text,
        count=1,
        places=[f"{name} {_box_of(page, hidden)}"],
    )


def _off(page: Page, index: int) -> bool:
    box = page.boxes[index]
    return box is not None and (box[2] < 0 or box[0] > page.width or box[3] < 0 or box[1] > page.height)


def _box_of(page: Page, indexes: Sequence[int]) -> str:
    """The box around these characters, in points from the lower left corner of the page."""
    boxes = [box for index in indexes if (box := page.boxes[index])]
    if not boxes:
        return ""
    left, bottom, right, top = zip(*boxes, strict=True)
    return f"({min(left):.0f},{min(bottom):.0f},{max(right):.0f},{max(top):.0f})"
