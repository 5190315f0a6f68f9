"""PDF files: text of every page with its boxes, text that cannot be seen, properties, annotations, attachments.

Text that cannot be seen is found by looking: each line of text is held against the picture of the page, and where there
is no ink the text is white, covered or clipped.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from gongkai.checks.personal.detect import find_personal, without_overlaps
from gongkai.checks.personal.kinds import Hit, Kind
from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.limits import LIMITS
from gongkai.checks.scan.pdf_structure import scan_structure, weigh
from gongkai.checks.scan.pdf_tables import listed_hits
from gongkai.checks.scan.result import Options
from gongkai.findings import refuse

_RADICALS = {
    0x2EA0: "民",
    0x2ED8: "青",
    0x2EC5: "见",
    0x2ED3: "长",
    0x2EDA: "页",
    0x2EDB: "风",
    0x2EE2: "马",
    0x2EE9: "黄",
    0x2ECB: "车",
    0x2ED4: "长",
    0x2ED1: "长",
}


@dataclass(slots=True)
class Page:
    """The text of a page and the box (left, bottom, right, top, in points) of each character; ``None`` for none."""

    number: int
    text: str
    boxes: list[tuple[float, float, float, float] | None]
    unseen: list[bool]
    pictures: bool
    height: float
    width: float


def _letters(code: int) -> str:
    """A character as it is meant: radicals, compatibility ideographs and ligatures taken apart; all else as it is."""
    if 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB07:
        return _RADICALS.get(code) or unicodedata.normalize("NFKC", chr(code)) or " "
    return chr(code)


def open_pdf(data: bytes) -> pypdfium2.PdfDocument:
    """The document, or Refused when it is broken, locked or too long."""
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise refuse("encrypted", "PDF已加密，无法检查。请取消密码后再试") from error
        raise refuse("broken", "PDF文件已损坏，无法打开。请重新导出后再试") from error
    if pages > LIMITS.pages:
        document.close()
        raise refuse("too-long", f"PDF有{pages}页，超过可检查的{LIMITS.pages}页，没有检查。请拆分后再查")
    return document


def read_page(document: pypdfium2.PdfDocument, index: int, *, look: bool = True) -> Page:
    """The characters of one page in reading order, with boxes; ``look``: also which of them cannot be seen."""
    page = document[index]
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > LIMITS.page_characters:
            raise refuse("too-much", f"PDF第{index + 1}页有{count}个字，超出检查范围，可能是恶意文件，没有检查")
        characters: list[str] = []
        boxes: list[tuple[float, float, float, float] | None] = []
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        for at in range(count):
            code = pdfium.FPDFText_GetUnicode(textpage.raw, at)
            if code in (0, 0xFFFE, 0xFFFF):
                continue
            if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
                continue
            for character in _letters(code):
                characters.append("\n" if character == "\r" else character)
                if pdfium.FPDFText_GetCharBox(textpage.raw, at, left, right, bottom, top) and right.value > left.value:
                    boxes.append((left.value, bottom.value, right.value, top.value))
                else:
                    boxes.append(None)
        text = "".join(characters)
        pictures = next(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4), None) is not None
        width, height = page.get_size()
        look = look and bool(text.strip()) and not (pictures and _is_text_layer(page))
        unseen = _unseen(page, text, boxes, width, height) if look else [False] * len(text)
    finally:
        textpage.close()
        page.close()
    return Page(index + 1, text, boxes, unseen, pictures, height, width)


def _is_text_layer(page: pypdfium2.PdfPage) -> bool:
    """All text is drawn unseen (mode 3): the words of a scanned page, put under its picture for searching."""
    texts = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=2)
    return all(pdfium.FPDFTextObj_GetTextRenderMode(one.raw) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE for one in texts)


def _unseen(
    page: pypdfium2.PdfPage,
    text: str,
    boxes: list[tuple[float, float, float, float] | None],
    width: float,
    height: float,
) -> list[bool]:
    """For each character whether the picture of the page shows no ink in its box; spaces need none."""
    scale = min(1.5, 2500 / max(width, height, 1))
    picture = page.render(scale=scale, grayscale=True, draw_annots=False).to_pil()
    x0, _y0, _x1, y1 = page.get_bbox()
    turned = page.get_rotation() % 360 != 0
    out = []
    for character, box in zip(text, boxes, strict=True):
        if box is None or turned or not character.strip():
            out.append(False)
            continue
        left, bottom, right, top = box
        area = (
            int((left - x0) * scale),
            int((y1 - top) * scale),
            int((right - x0) * scale) + 1,
            int((y1 - bottom) * scale) + 1,
        )
        if area[2] <= 0 or area[3] <= 0 or area[0] >= picture.width or area[1] >= picture.height:
            out.append(True)
            continue
        low, high = picture.crop(
            (max(area[0], 0), max(area[1], 0), min(area[2], picture.width), min(area[3], picture.height))
        ).getextrema()
        out.append(high - low < 12)
    return _runs_only(out, text)


def _runs_only(unseen: list[bool], text: str) -> list[bool]:
    """Only where four characters in a row have no ink: single ones are fonts whose boxes are told wrong."""
    out = [False] * len(unseen)
    for match in re.finditer(
        "1+",
        "".join("1" if flag or not character.strip() else "0" for flag, character in zip(unseen, text, strict=True)),
    ):
        if sum(unseen[match.start() : match.end()]) >= 4:
            out[match.start() : match.end()] = unseen[match.start() : match.end()]
    return out


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
    listed = listed_hits(page, allow, options.today)
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
            if (last is not None and last[2] > edge - 3 * (last[3] - last[1])) or before == "\n":
                continue
        elif character == " " and (before > "\u2e80" or text[index + 1 : index + 2] > "\u2e80"):
            continue
        out.append(character)
        places.append(index)
    return "".join(out), places


def _scan_page(page: Page, collector: Collector, lists: Lists) -> None:
    name = f"第{page.number}页"
    lines: list[int] = []
    for match in re.finditer("\n", page.text):
        lines.append(match.start())

    def place(offset: int) -> str:
        return f"第{sum(1 for line in lines if line < offset) + 1}行"

    alone = lists.take(page, page_hits(page, collector.options), place)
    collector.text(f"{name} ", page.text, place, hits=alone)
    _scan_unseen(page, name, collector)
    for number in broken_in_cells(page):
        collector.add("P-ID18" if len(number) == 18 else "P-MOBILE", name, number, places=[name])


def _scan_unseen(page: Page, name: str, collector: Collector) -> None:
    hidden = [
        index
        for index, flag in enumerate(page.unseen)
        if flag and page.text[index].strip() and page.text[index] not in "-—_.,·|、，。：一（）()'\"…"
    ]
    if len(hidden) < 3:
        return
    text = "".join(page.text[index] for index in range(hidden[0], hidden[-1] + 1) if page.unseen[index])
    off = sum(1 for index in hidden if _off(page, index))
    collector.add(
        "H-OFFPAGE" if off == len(hidden) else "H-COVERED",
        name,
        text[:40],
        count=1,
        places=[f"{name} {_box_of(page, hidden)}"],
    )


def _off(page: Page, index: int) -> bool:
    box = page.boxes[index]
    return box is not None and (box[2] < 0 or box[0] > page.width or box[3] < 0 or box[1] > page.height)


def _box_of(page: Page, indexes: list[int]) -> str:
    boxes = [box for index in indexes if (box := page.boxes[index])]
    if not boxes:
        return ""
    left, bottom, right, top = zip(*boxes, strict=True)
    return f"({min(left):.0f},{min(bottom):.0f},{max(right):.0f},{max(top):.0f})"


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
            if total not in (11, 18) or len(upper[0]) < 4 or a is None or b is None or abs(a[0] - b[0]) > 6:
                continue
            joined = (upper[0] + rest[0]).upper()
            wanted = "P-ID18" if total == 18 else "P-MOBILE"
            if any(hit.rule == wanted for hit in find_personal(joined)):
                out.append((joined, (upper[1], upper[2]), (rest[1], rest[2])))
    return out


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
