"""Masked copies of PDF files: every page as a picture with the masked words painted over, and a text layer of its own.

What is not to be seen on the page is not in the picture and not in the text layer. Properties, annotations, scripts
and attachments are not carried over.
"""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from gongkai.checks.mask.copy import Work
from gongkai.checks.scan.limits import LIMITS
from gongkai.checks.scan.pdf import page_hits
from gongkai.checks.scan.pdf_breaks import cell_breaks, page_breaks
from gongkai.checks.scan.pdf_page import Box, Page, open_pdf, read_page
from gongkai.checks.scan.pdf_structure import weigh
from gongkai.findings import refuse

_DPI = 170
_PAGES = 400
Cut = tuple[int, int, str]
"""Start and end on a page of a part of a number that runs on over the page's end, and what to write there."""


def mask_pdf(data: bytes, name: str, work: Work) -> bytes:
    """The bytes of the masked copy."""
    weigh(data)
    document = open_pdf(data)
    out = pikepdf.new()
    try:
        if len(document) > min(_PAGES, LIMITS.pages):
            raise refuse("too-long", f"PDF有{len(document)}页，超过可生成遮盖副本的{_PAGES}页。请拆分后再试")
        font = _font(out)
        following = read_page(document, 0) if len(document) else None
        rests: list[Cut] = []
        for index in range(len(document)):
            work.clock.check()
            page, cuts = following, rests
            if page is None:
                break
            following = read_page(document, index + 1) if index + 1 < len(document) else None
            rests = []
            for number, upper, lower in page_breaks(page, following) if following else ():
                masked = f"{number[:2]}***"
                work.note(number, masked)
                cuts = [*cuts, (*upper, masked)]
                rests.append((*lower, "***"))
            text, boxes = _masked_text(page, work, cuts)
            picture = _picture(document, index, boxes)
            _add_page(out, font, page, picture, text)
        work.removed["文件属性、批注和附件"] += 1
    finally:
        document.close()
    result = io.BytesIO()
    out.save(result, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return result.getvalue()


def _masked_text(page: Page, work: Work, cuts: list[Cut]) -> tuple[list[tuple[str, Box | None]], list[tuple[Box, str]]]:
    """The text layer (characters with boxes, unseen ones left out) and the boxes to paint, each with its words."""
    hits = [(hit.start, hit.end, hit.masked) for hit in work.count(page.text, page_hits(page, work.options))]
    hits += cuts
    for number, parts in cell_breaks(page):
        masked = f"{number[:2]}***"
        work.note(number, masked)
        hits += [(start, end, masked if index == 0 else "***") for index, (start, end) in enumerate(parts)]
    hits.sort()
    layer: list[tuple[str, Box | None]] = []
    paint: list[tuple[Box, str]] = []
    at = 0
    for start, end, masked in hits:
        layer += [(page.text[i], page.boxes[i]) for i in range(at, start) if not page.unseen[i]]
        areas = _areas(page, start, end)
        for index, area in enumerate(areas):
            paint.append((area, masked if index == 0 else ""))
        if areas and not all(page.unseen[start:end]):
            width = (areas[0][2] - areas[0][0]) / max(len(masked), 1)
            layer += [
                (character, (areas[0][0] + i * width, areas[0][1], areas[0][0] + (i + 1) * width, areas[0][3]))
                for i, character in enumerate(masked)
            ]
            layer += [("\n", None)] * page.text[start:end].count("\n")
        at = end
    layer += [(page.text[i], page.boxes[i]) for i in range(at, len(page.text)) if not page.unseen[i]]
    return layer, paint


def _areas(page: Page, start: int, end: int) -> list[Box]:
    """One box for each line that the words stand on."""
    out: list[list[float]] = []
    for index in range(start, end):
        box = page.boxes[index]
        if box is None or not page.text[index].strip():
            continue
        if out and abs(out[-1][1] - box[1]) < (box[3] - box[1] + 4) and box[0] >= out[-1][0]:
            out[-1] = [out[-1][0], min(out[-1][1], box[1]), max(out[-1][2], box[2]), max(out[-1][3], box[3])]
        else:
            out.append(list(box))
    across, down = _AROUND
    return [(a[0] - across, a[1] - down, a[2] + across, a[3] + down) for a in out]


#: How far the paint goes beyond the characters, across and down, in points.
_AROUND = (1, 2)


def _picture(document: pypdfium2.PdfDocument, index: int, paint: list[tuple[Box, str]]) -> Image.Image:
    page = document[index]
    scale = min(_DPI / 72, 6000 / max(*page.get_size(), 1))
    picture = page.render(scale=scale, draw_annots=False).to_pil().convert("RGB")
    _, height = page.get_size()
    page.close()
    draw = ImageDraw.Draw(picture)
    for (left, bottom, right, top), words in paint:
        area = (left * scale, (height - top) * scale, right * scale, (height - bottom) * scale)
        inner = (left + _AROUND[0], bottom + _AROUND[1], right - _AROUND[0], top - _AROUND[1])
        ground = _ground(
            picture, (inner[0] * scale, (height - inner[3]) * scale, inner[2] * scale, (height - inner[1]) * scale)
        )
        draw.rectangle(area, fill=ground)
        _write(draw, area, words, ground)
    return picture


def _ground(picture: Image.Image, area: Box) -> tuple[int, int, int]:
    """The colour that words stand on: the one most points of their box have. A border beside them is none."""
    low, high = (max(int(area[0]), 0), max(int(area[1]), 0)), (int(area[2]) + 1, int(area[3]) + 1)
    box = (*low, min(max(high[0], low[0] + 1), picture.width), min(max(high[1], low[1] + 1), picture.height))
    if box[0] >= box[2] or box[1] >= box[3]:
        return (255, 255, 255)
    colours = picture.crop(box).getcolors(_POINTS) or [(1, (255, 255, 255))]
    return max(colours)[1]  # type: ignore[return-value]


_POINTS = 1 << 24


def _write(draw: ImageDraw.ImageDraw, area: Box, words: str, ground: tuple[int, int, int]) -> None:
    """The masked form inside its box, as large as fits."""
    from PIL import ImageFont

    if not words:
        return
    height = max(area[3] - area[1] - 2, 6)
    path = _font_file()
    size = int(height * 0.8)
    font = ImageFont.truetype(path, size) if path else ImageFont.load_default(size)
    width = draw.textlength(words, font=font)
    if width > area[2] - area[0] and width:
        size = max(int(size * (area[2] - area[0]) / width), 5)
        font = ImageFont.truetype(path, size) if path else ImageFont.load_default(size)
    light = sum(ground) > 380
    draw.text(
        (area[0], (area[1] + area[3]) / 2), words, font=font, fill=(0, 0, 0) if light else (255, 255, 255), anchor="lm"
    )


def _font_file() -> str:
    """The Chinese font that the project carries."""
    try:
        from importlib.resources import files

        folder = files("pylopdf_fonts_zh_cn")
        for entry in folder.rglob("*.otf") if hasattr(folder, "rglob") else []:
            if "Sans" in entry.name:
                return str(entry)
    except (ModuleNotFoundError, OSError):
        return ""
    return ""


# ------------------------------------------------------------------ the new file


def _font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """A font without shapes for the unseen text layer: codes are UTF-16, and the map back says so."""
    ranges = "".join(
        f"{len(block)} beginbfrange\n"
        + "".join(f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>\n" for high in block)
        + "endbfrange\n"
        for block in (range(100), range(100, 200), range(200, 256))
    )
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{ranges}endcmap CMapName currentdict /CMap defineresource pop end end"
    )
    descriptor = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=pikepdf.Name("/Unseen"),
            Flags=4,
            FontBBox=[0, -200, 1000, 800],
            ItalicAngle=0,
            Ascent=800,
            Descent=-200,
            CapHeight=700,
            StemV=80,
        )
    )
    descendant = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType2,
            BaseFont=pikepdf.Name("/Unseen"),
            CIDSystemInfo=pikepdf.Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            FontDescriptor=descriptor,
            DW=1000,
            W=[32, 126, 500],
            CIDToGIDMap=pikepdf.Name.Identity,
        )
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=pikepdf.Name("/Unseen"),
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=[descendant],
            ToUnicode=pikepdf.Stream(pdf, mapping.encode("ascii")),
        )
    )


def _add_page(
    pdf: pikepdf.Pdf, font: pikepdf.Object, page: Page, picture: Image.Image, layer: list[tuple[str, Box | None]]
) -> None:
    packed = io.BytesIO()
    grey = _is_grey(picture)
    (picture.convert("L") if grey else picture).save(packed, "JPEG", quality=80, optimize=True)
    image = pikepdf.Stream(pdf, packed.getvalue())
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = picture.width, picture.height, 8
    image.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
    image.Filter = pikepdf.Name.DCTDecode
    content = f"q {page.width:.2f} 0 0 {page.height:.2f} 0 0 cm /Im0 Do Q\n" + _layer(layer)
    new = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, page.width, page.height],
        Resources=pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(image)), Font=pikepdf.Dictionary(F0=font)
        ),
        Contents=pikepdf.Stream(pdf, content.encode("ascii")),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(new)))


def _is_grey(picture: Image.Image) -> bool:
    """No point is coloured: a red line or a small seal stays red."""
    red, green, blue = picture.split()
    pairs = ((red, green), (green, blue), (red, blue))
    return not any(
        ImageChops.difference(one, other).point(lambda step: 255 * (step >= _COLOURED)).getbbox()
        for one, other in pairs
    )


_COLOURED = 24


def _layer(characters: list[tuple[str, Box | None]]) -> str:
    """Text operators, unseen (mode 3), a line at a time; each character stands where it stands on the page."""
    out = ["BT 3 Tr"]
    line: list[tuple[str, Box]] = []
    for character, box in [*characters, ("\n", None)]:
        if ord(character) > 0xFFFF or 0xD800 <= ord(character) < 0xE000:
            continue
        if box is None and character == " " and line:
            last = line[-1][1]
            box = (last[2], last[1], last[2] + 0.25 * (last[3] - last[1]), last[3])
        if line and (box is None or box[0] < line[-1][1][0] or box[1] > line[0][1][3] or box[3] < line[0][1][1] - 2):
            out.append(_line(line))
            line = []
        if box is not None and (line or character.strip()):
            line.append((character, box))
    out.append("ET")
    return "\n".join(out)


def _line(line: list[tuple[str, Box]]) -> str:
    """One line, word by word, each as wide as on the page. Latin glyphs are half as wide as the type size."""
    bottom = min(box[1] for character, box in line if character.strip())
    size = max(max(box[3] for _, box in line) - bottom, 1)
    out = [f"/F0 {size:.2f} Tf"]
    word: list[tuple[str, Box]] = []
    for character, box in [*line, (" ", line[-1][1])]:
        if character.strip():
            word.append((character, box))
            continue
        if word:
            natural = sum(size / 2 if one.isascii() else size for one, _ in word)
            scale = max((word[-1][1][2] - word[0][1][0]) / natural, 0.05)
            codes = "".join(f"{ord(one):04X}" for one, _ in word)
            out.append(f"{scale:.3f} 0 0 1 {word[0][1][0]:.2f} {bottom:.2f} Tm <{codes}> Tj")
        word = []
    return "\n".join(out)
