"""One page of a PDF: its characters with their boxes, and which of them cannot be seen.

Text that cannot be seen is found by looking: each character is held against the picture of the page, and where there
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

from gongkai.checks.scan.limits import LIMITS
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


Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Page:
    """The text of a page and the box (left, bottom, right, top, in points) of each character; ``None`` for none.

    Boxes are those of the page as it is shown: turned as the page is turned, from its lower left corner.
    """

    number: int
    text: str
    boxes: list[Box | None]
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
        boxes: list[Box | None] = []
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        shown = _as_shown(page)
        for at in range(count):
            code = pdfium.FPDFText_GetUnicode(textpage.raw, at)
            if code in (0, 0xFFFE, 0xFFFF):
                continue
            if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
                continue
            for character in _letters(code):
                characters.append("\n" if character == "\r" else character)
                if pdfium.FPDFText_GetCharBox(textpage.raw, at, left, right, bottom, top) and right.value > left.value:
                    boxes.append(shown(left.value, bottom.value, right.value, top.value))
                else:
                    boxes.append(None)
        text = "".join(characters)
        pictures = next(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4), None) is not None
        width, height = page.get_size()
        look = look and bool(text.strip()) and not (pictures and _is_text_layer(page))
        unseen = _unseen(page, text, boxes) if look else [False] * len(text)
    finally:
        textpage.close()
        page.close()
    return Page(index + 1, text, boxes, unseen, pictures, height, width)


def _as_shown(page: pypdfium2.PdfPage) -> Callable[[float, float, float, float], Box]:
    """Boxes of the page's own plane → boxes of the page as it is shown."""
    x0, y0, x1, y1 = page.get_bbox()
    return {
        90: lambda left, bottom, right, top: (bottom - y0, x1 - right, top - y0, x1 - left),
        180: lambda left, bottom, right, top: (x1 - right, y1 - top, x1 - left, y1 - bottom),
        270: lambda left, bottom, right, top: (y1 - top, left - x0, y1 - bottom, right - x0),
    }.get(page.get_rotation() % 360, lambda left, bottom, right, top: (left - x0, bottom - y0, right - x0, top - y0))


def _is_text_layer(page: pypdfium2.PdfPage) -> bool:
    """All text is drawn unseen (mode 3): the words of a scanned page, put under its picture for searching."""
    texts = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=2)
    return all(pdfium.FPDFTextObj_GetTextRenderMode(one.raw) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE for one in texts)


def _unseen(page: pypdfium2.PdfPage, text: str, boxes: list[Box | None]) -> list[bool]:
    """For each character whether the picture of the page shows no ink in its box; spaces need none."""
    width, height = page.get_size()
    scale = min(1.5, 2500 / max(width, height, 1))
    picture = page.render(scale=scale, grayscale=True, draw_annots=False).to_pil()
    out = []
    for character, box in zip(text, boxes, strict=True):
        if box is None or not character.strip():
            out.append(False)
            continue
        left, bottom, right, top = box
        area = (
            int(left * scale),
            int((height - top) * scale),
            int(right * scale) + 1,
            int((height - bottom) * scale) + 1,
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
