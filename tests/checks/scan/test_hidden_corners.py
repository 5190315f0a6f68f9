"""Corners where personal data and hidden things sit: fields, changes, styles, bookmarks, saved pages, telephones."""

from __future__ import annotations

import base64
import io
import re
import zipfile

import docx
import openpyxl
import pikepdf
import pillow_heif
import pytest
from docx.oxml import parse_xml
from openpyxl.styles import Font, PatternFill
from PIL import Image

from checks.scan.planting import Maker, pdf, photo
from gongkai.checks.mask import mask
from gongkai.checks.scan import Options, ScanResult, scan

PLAIN = Options(wording=False)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def count(result: ScanResult, kind: str) -> int:
    return sum(f.count for f in result.findings if f.kind.value == kind and f.rule.startswith("P-"))


def kinds(result: ScanResult) -> set[str]:
    return {f.kind.value for f in result.findings if f.severity.value != "info"}


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for xml in paragraphs:
        document.element.body.insert(0, parse_xml(f"<w:p {W}>{xml}</w:p>"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def book(change) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["村", "金额"])
    sheet.append(["泾河村", 100])
    change(sheet)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


# ------------------------------------------------------------------ Word


def test_a_phone_in_the_code_of_a_field_is_found_and_masked() -> None:
    maker = Maker.seeded(31)
    phone, other = maker.mobile(), maker.mobile()
    data = word(
        f'<w:r><w:instrText>HYPERLINK "tel:{phone[:5]}</w:instrText></w:r><w:r><w:instrText>{phone[5:]}"</w:instrText></w:r>',
        f'<w:fldSimple w:instr="HYPERLINK tel:{other}"><w:r><w:t>拨打</w:t></w:r></w:fldSimple>',
    )
    assert count(scan(data, "a.docx", PLAIN), "mobile") == 2
    copy = mask(data, "a.docx", PLAIN).data
    assert count(scan(copy, "a.docx", PLAIN), "mobile") == 0


def test_digits_replaced_by_stars_under_tracked_changes_are_still_an_id() -> None:
    number = Maker.seeded(32).id18("19700101")
    data = word(
        f"<w:r><w:t>证件{number[:6]}</w:t></w:r>"
        f'<w:del w:id="1" w:author="示例员"><w:r><w:delText>{number[6:14]}</w:delText></w:r></w:del>'
        f'<w:ins w:id="2" w:author="示例员"><w:r><w:t>********</w:t></w:r></w:ins><w:r><w:t>{number[14:]}</w:t></w:r>'
    )
    result = scan(data, "a.docx", PLAIN)
    assert count(result, "id_card") == 1
    assert {"hidden", "id_card"} <= kinds(result)
    assert kinds(scan(mask(data, "a.docx", PLAIN).data, "a.docx", PLAIN)) == set()


def test_a_number_parted_by_soft_hyphens_and_markup_is_one() -> None:
    maker = Maker.seeded(33)
    number, phone = maker.id18(), maker.mobile()
    data = word(
        f'<w:r><w:t>{number[:5]}</w:t></w:r><w:proofErr w:type="spellStart"/><w:smartTag w:element="x"><w:r><w:t>{number[5:9]}</w:t></w:r>'
        f"</w:smartTag><w:sdt><w:sdtContent><w:r><w:t>{number[9:]}</w:t></w:r></w:sdtContent></w:sdt>",
        f"<w:r><w:t>{phone[:3]}</w:t><w:softHyphen/><w:t>{phone[3:7]}</w:t><w:noBreakHyphen/><w:t>{phone[7:]}</w:t></w:r>",
    )
    result = scan(data, "a.docx", PLAIN)
    assert (count(result, "id_card"), count(result, "mobile")) == (1, 1)


# ------------------------------------------------------------------ Excel


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: setattr(sheet.column_dimensions["B"], "width", 0.1),
        lambda sheet: setattr(sheet.row_dimensions[2], "height", 0.5),
        lambda sheet: (
            setattr(sheet["B2"], "font", Font(color="FFFF0000")),
            setattr(sheet["B2"], "fill", PatternFill("solid", fgColor="FFFF0000")),
        ),
    ],
    ids=["no width", "no height", "text in the colour behind it"],
)
def test_cells_that_cannot_be_seen_are_hidden(change) -> None:
    assert kinds(scan(book(change), "a.xlsx", PLAIN)) == {"hidden"}


def test_white_words_on_a_filled_cell_are_seen() -> None:
    def change(sheet) -> None:
        sheet["B1"].font = Font(color="FFFFFFFF")
        sheet["B1"].fill = PatternFill("solid", fgColor="FF1F4E79")

    assert kinds(scan(book(change), "a.xlsx", PLAIN)) == set()


def test_an_escaped_line_end_in_a_cell_breaks_no_number() -> None:
    maker = Maker.seeded(34)
    number = maker.mobile()
    data = book(lambda sheet: sheet.append([f"{number[:6]}_x000D_\n{number[6:]}"]))
    assert count(scan(data, "a.xlsx", PLAIN), "mobile") == 1


# ------------------------------------------------------------------ web pages and letters


@pytest.mark.parametrize(
    "body",
    [
        "<style>.x, .y{display:none}</style><p class='a x'>内部讨论意见</p>",
        "<style>#k{visibility:hidden}</style><p id=k>内部讨论意见</p>",
        "<p style='position:absolute;clip:rect(0,0,0,0)'>内部讨论意见</p>",
        "<p style='height:0;overflow:hidden'>内部讨论意见</p>",
    ],
)
def test_what_a_page_hides_by_its_styles_is_hidden_and_goes(body: str) -> None:
    data = f"<html><body><p>公开内容</p>{body}</body></html>".encode()
    assert kinds(scan(data, "a.html", PLAIN)) == {"hidden"}
    assert "内部讨论意见".encode() not in mask(data, "a.html", PLAIN).data


def test_styles_for_printing_hide_nothing_on_the_screen() -> None:
    data = "<style>@media print{.x{display:none}}</style><p class=x>公开内容</p>".encode()
    assert kinds(scan(data, "a.html", PLAIN)) == set()


@pytest.mark.parametrize(
    "around",
    [
        "<template><p>{}</p></template>",
        "<noscript>{}</noscript>",
        "<style>.x{{content:'{}'}}</style>",
        "<p id='{}'>x</p>",
        "<p class='{}'>x</p>",
        "<p data-id='{}'>x</p>",
        "<script>var person = '{}';</script>",
        "<p onclick=\"show('{}')\">x</p>",
    ],
)
def test_ids_in_the_code_of_a_page_are_found_and_masked(around: str) -> None:
    number = Maker.seeded(35).id18("19700101")
    data = f"<html><body><p>公开</p>{around.format(number)}</body></html>".encode()
    assert count(scan(data, "a.html", PLAIN), "id_card") == 1
    assert number.encode() not in mask(data, "a.html", PLAIN).data


def test_a_script_with_ids_and_mobiles_counts_each_under_its_kind() -> None:
    maker = Maker.seeded(36)
    data = f"<script>var a = ['{maker.id18()}', '{maker.mobile()}', '{maker.mobile()}'];</script><p>x</p>".encode()
    result = scan(data, "a.html", PLAIN)
    assert (count(result, "id_card"), count(result, "mobile")) == (1, 2)


def test_a_web_page_saved_as_one_file_and_a_letter_are_read_part_by_part() -> None:
    maker = Maker.seeded(37)
    page = base64.b64encode(f"<p>身份证{maker.id18()}</p>".encode()).decode()
    text = base64.b64encode(f"电话{maker.mobile()}".encode("gbk")).decode()
    data = (
        f"From: <示例@example.com>\r\nSubject: =?utf-8?b?{base64.b64encode(maker.mobile().encode()).decode()}?=\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n'
        f"--B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n{page}\r\n"
        f"--B\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n{text}\r\n--B--\r\n"
    ).encode()
    for name in ("公告.mht", "来信.eml"):
        result = scan(data, name, PLAIN)
        assert (count(result, "id_card"), count(result, "mobile")) == (1, 2)


@pytest.mark.parametrize("head", ["=?x-none?B?5L2g?=", "=?utf-8?B?/////w==?=", "=?utf-8?B?a?="])
def test_a_head_that_cannot_be_decoded_hides_nothing_of_the_letter(head: str) -> None:
    number = Maker.seeded(43).mobile()
    result = scan(f"MIME-Version: 1.0\nSubject: {head}\n\n电话{number}\n".encode(), "来信.eml", PLAIN)
    assert result.readable
    assert count(result, "mobile") == 1


def test_a_part_that_cannot_be_read_is_told_and_the_others_are_read() -> None:
    packed = base64.b64encode(b"Rar!\x1a\x07").decode()
    data = (
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n'
        f'--B\nContent-Disposition: attachment; filename="a.rar"\nContent-Transfer-Encoding: base64\n\n{packed}\n'
        f"--B\nContent-Type: text/plain\n\n{Maker.seeded(44).mobile()}\n--B--\n"
    ).encode()
    result = scan(data, "来信.eml", PLAIN)
    assert (result.readable, count(result, "mobile")) == (False, 1)
    assert "压缩包" in next(one.suggestion for one in result.findings if one.rule == "F-UNREADABLE")


@pytest.mark.parametrize("name", ["__MACOSX/名单.txt", "Thumbs.db/名单.txt", "名单desktop.ini.txt"])
def test_nothing_of_an_archive_hides_behind_the_name_of_what_systems_leave(name: str) -> None:
    number = Maker.seeded(45).mobile()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, f"电话{number}")
        archive.writestr("__MACOSX/._名单.txt", b"\0\5\x16\7")
        archive.writestr("图/Thumbs.db", b"\0")
    result = scan(out.getvalue(), "a.zip", PLAIN)
    assert (result.readable, count(result, "mobile")) == (True, 1)
    with zipfile.ZipFile(io.BytesIO(mask(out.getvalue(), "a.zip", PLAIN).data)) as copy:
        assert copy.namelist() == [name]


# ------------------------------------------------------------------ PDF


def test_bookmarks_and_replacement_texts_of_a_pdf_are_read_and_go() -> None:
    maker = Maker.seeded(38)
    first, second = maker.id18(), maker.id18()
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("= 公示"))) as document:
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(f"名单{first}", 0))
        document.Root.Extra = document.make_indirect(pikepdf.Dictionary(ActualText=pikepdf.String(f"原文{second}")))
        document.save(out)
    assert count(scan(out.getvalue(), "a.pdf", PLAIN), "id_card") == 2
    copy = mask(out.getvalue(), "a.pdf", PLAIN).data
    with pikepdf.open(io.BytesIO(copy)) as document:
        assert not re.search(f"{first}|{second}", "".join(repr(one) for one in document.objects))


def test_an_id_of_running_text_over_the_end_of_a_page_is_found() -> None:
    number = Maker.seeded(39).id18("19700101")
    data = pdf(
        f"#set page(height: 200pt)\n#set par(justify: false)\n申请人证件{number[:8]}\n#pagebreak()\n{number[8:]}，符合条件。"
    )
    assert count(scan(data, "a.pdf", PLAIN), "id_card") == 1


def test_a_photo_on_a_page_keeps_its_place_until_it_is_masked() -> None:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(200, 200))
        image = pikepdf.Stream(document, photo())
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height, image.BitsPerComponent = 64, 48, 8
        image.ColorSpace, image.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
        page = document.pages[0].obj
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=document.make_indirect(image)))
        page.Contents = pikepdf.Stream(document, b"q 100 0 0 75 20 20 cm /Im0 Do Q")
        document.save(out)
    assert "M-GPS" in {f.rule for f in scan(out.getvalue(), "走访.pdf", PLAIN).findings}
    copy = mask(out.getvalue(), "走访.pdf", PLAIN).data
    assert not {"M-GPS", "M-IMAGE"} & {f.rule for f in scan(copy, "走访.pdf", PLAIN).findings}


def test_a_locked_pdf_says_so() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("= 公示"))) as document:
        document.save(out, encryption=pikepdf.Encryption(user="u", owner="o"))
    result = scan(out.getvalue(), "a.pdf", PLAIN)
    assert not result.readable
    assert "已加密" in result.findings[0].suggestion


def test_numbers_run_together_in_what_is_hidden_are_not_shown() -> None:
    maker = Maker.seeded(40)
    numbers = [maker.id18() for _ in range(4)]
    rows = "\n\n".join(f"#text(fill: white)[{number}]" for number in numbers)
    result = scan(pdf(f"公示\n\n{rows}"), "a.pdf", PLAIN)
    shown = str(result.as_dict())
    assert count(result, "id_card") == 4
    assert not [number for number in numbers if number in shown]
    assert not re.search(r"\d{17}", shown)


# ------------------------------------------------------------------ pictures


def test_a_picture_of_a_telephone_tells_its_place_and_is_masked_as_jpeg() -> None:
    image = Image.new("RGB", (64, 48), (200, 180, 160))
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (38.0, 29.0, 14.0), 3: "E", 4: (106.0, 13.0, 51.0)})
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, exif=exif.tobytes())
    result = scan(out.getvalue(), "走访.heic", PLAIN)
    assert [f.rule for f in result.findings] == ["M-GPS"]
    copy = mask(out.getvalue(), "走访.heic", PLAIN)
    assert copy.name == "走访.jpg"
    assert Image.open(io.BytesIO(copy.data)).size == (64, 48)
    assert scan(copy.data, copy.name, PLAIN).findings == []


def test_addresses_wrapped_in_a_narrow_column_of_a_pdf_are_found_row_by_row() -> None:
    maker = Maker.seeded(42)
    rows = "".join(
        f"[{i}], [示例区 \\ 兴泾镇{village}村{i} \\ 组{10 + i} \\ 号],\n"
        for i, village in enumerate(("泾河", "兴盛", "黄花", "长丰", "泾河"), 1)
    )
    data = pdf(f"#table(columns: (40pt, 120pt), [序号], [住址],\n{rows})\n证件{maker.id18()}")
    assert count(scan(data, "a.pdf", PLAIN), "address") == 5
    assert count(scan(mask(data, "a.pdf", PLAIN).data, "a.pdf", PLAIN), "address") == 0
