"""Files as office programs make them: saved web pages, names of sheets, lists printed with columns too narrow."""

from __future__ import annotations

import io

import docx
import openpyxl
import pikepdf
import pypdfium2
import pytest
from docx.oxml import parse_xml
from PIL import ImageChops

from checks.scan.planting import Maker, pdf
from gongkai.checks.mask import mask
from gongkai.checks.mask.copy import remains
from gongkai.checks.scan import Options, ScanResult, scan

PLAIN = Options(wording=False)


def places(result: ScanResult) -> dict[str, int]:
    out: dict[str, int] = {}
    for finding in result.findings:
        out[finding.kind.value] = out.get(finding.kind.value, 0) + finding.count
    return out


@pytest.mark.parametrize("sign", ["\x01", "\x08", "&#1;"])
def test_a_placeholder_that_no_page_shows_parts_no_number_and_hinders_no_copy(sign: str) -> None:
    number = Maker.seeded(51).id18()
    page = (
        f'<html><body><p title="a{sign}">证件{number[:9]}{sign}{number[9:]}</p><p>完{sign}</p></body></html>'.encode()
    )
    assert places(scan(page, "名单.html", PLAIN)) == {"id_card": 1}
    copy = mask(page, "名单.html", PLAIN)
    assert scan(copy.data, copy.name, PLAIN).findings == []
    assert number[9:] not in copy.data.decode()


def test_the_author_of_a_web_page_is_named_by_the_first_character_once() -> None:
    page = '<html><head><meta name="author" content="王示例示例示例"></head><body>公示</body></html>'
    found = [f for f in scan(page.encode(), "a.html", PLAIN).findings if f.rule == "M-AUTHOR"]
    assert [finding.text_masked for finding in found] == ["作者：王**"]


def test_a_number_in_the_name_of_a_sheet_is_found_and_masked_and_print_areas_follow() -> None:
    maker = Maker.seeded(52)
    number, phone = maker.id18(), maker.mobile()
    book = openpyxl.Workbook()
    first = book.active
    first.title = number
    second = book.create_sheet(f"联系{phone}")
    for sheet in (first, second):
        sheet.append(["村", "金额"])
        sheet.append(["泾河村", 100])
        sheet.print_area = "A1:B2"
    out = io.BytesIO()
    book.save(out)
    result = scan(out.getvalue(), "表.xlsx", PLAIN)
    assert {(f.rule, f.where) for f in result.findings if f.rule.startswith("P-")} >= {
        ("P-ID18", "工作表名称 第1张"),
        ("P-MOBILE", "工作表名称 第2张"),
    }
    copy = mask(out.getvalue(), "表.xlsx", PLAIN)
    assert scan(copy.data, copy.name, PLAIN).findings == []
    assert not remains(copy.data, {number, phone})
    opened = openpyxl.load_workbook(io.BytesIO(copy.data))
    assert [len(name) for name in opened.sheetnames] == [18, 13]
    assert all(sheet.print_area.endswith("$A$1:$B$2") for sheet in opened.worksheets)


def test_sheets_whose_names_mask_to_the_same_keep_names_of_their_own() -> None:
    book = openpyxl.Workbook()
    book.active.title = "13800138000"
    book.create_sheet("13811118000")
    for sheet in book.worksheets:
        sheet.append(["村", "金额"])
    out = io.BytesIO()
    book.save(out)
    opened = openpyxl.load_workbook(io.BytesIO(mask(out.getvalue(), "表.xlsx", PLAIN).data))
    assert opened.sheetnames == ["138xxxx8000", "138xxxx8000（2）"]


def test_numbers_that_touch_what_is_cut_off_in_a_narrow_column_are_found_and_masked() -> None:
    maker = Maker.seeded(53)
    values = [maker.mobile() for _ in range(3)] + [maker.id18() for _ in range(3)]
    lines = "\n\n".join(f'#"623058397"#h(-2.2pt)#"{value}"' for value in values)
    data = pdf(lines)
    assert places(scan(data, "名单.pdf", PLAIN)) == {"mobile": 3, "id_card": 3}
    copy = mask(data, "名单.pdf", PLAIN)
    assert scan(copy.data, "名单.pdf", PLAIN).findings == []
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(copy.data))
    assert not any(value in text for value in values)


def test_a_long_number_on_a_page_is_not_cut_into_mobiles() -> None:
    assert scan(pdf("order 623058397138001380001"), "a.pdf", PLAIN).findings == []


def test_one_wrong_row_of_three_is_found_by_the_two_that_add_up() -> None:
    head = "村,低保户,特困户,合计\n甲村,3,4,7\n乙村,5,6,11\n"
    wrong = scan(f"{head}丙村,1,2,4\n".encode(), "a.csv", Options())
    assert [(f.rule, f.text_masked) for f in wrong.findings] == [("T-SUM", "4（各项之和3）")]
    assert scan(f"{head}丙村,1,2,3\n".encode(), "a.csv", Options()).findings == []


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_on_a_turned_page_the_mask_lies_over_the_number_and_covered_text_is_seen(turn: int) -> None:
    maker = Maker.seeded(54)
    number, covered = maker.id18(), maker.id18()
    out = io.BytesIO()
    with pikepdf.open(
        io.BytesIO(pdf(f"#set page(width: 150mm, height: 90mm)\n{number}\n\n#text(white)[{covered}]"))
    ) as old:
        old.pages[0].Rotate = turn
        old.save(out)
    result = scan(out.getvalue(), "a.pdf", PLAIN)
    assert places(result) == {"id_card": 2, "hidden": 1}
    copy = mask(out.getvalue(), "a.pdf", PLAIN)
    assert scan(copy.data, "a.pdf", PLAIN).findings == []
    before, after = (
        pypdfium2.PdfDocument(data)[0].render(scale=2).to_pil().convert("L") for data in (out.getvalue(), copy.data)
    )
    assert before.size == after.size
    ink = ImageChops.invert(before).getbbox()
    assert ink is not None
    changed = ImageChops.difference(before.crop(ink), after.crop(ink)).point(lambda value: 255 * (value > 100))
    assert changed.getbbox() is not None, "what is painted over is where the number was"
    assert max(changed.getbbox()[2:]) > 0.6 * max(changed.size)


def test_a_tight_table_of_a_page_is_read_by_its_heads() -> None:
    rows = "\n\n".join(f"#box(width: 60pt)[张示例]#box(width: 54pt)[泾河九村二]{level}级" for level in "一二三")
    heads = "#box(width: 60pt)[姓名]#box(width: 54pt)[村组]残疾等级"
    source = f'#set text(font: ("Noto Sans SC", "Noto Sans CJK SC"), size: 10pt)\n{heads}\n\n{rows}'
    assert places(scan(pdf(source), "名单.pdf", PLAIN)) == {"health": 3}
    copy = mask(pdf(source), "名单.pdf", PLAIN)
    assert scan(copy.data, "名单.pdf", PLAIN).findings == []


@pytest.mark.parametrize(
    "field",
    [
        '<w:bookmarkStart w:id="3" w:name="b{0}"/><w:bookmarkEnd w:id="3"/>',
        '<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="{0}" w:value="1"/></w:dropDownList></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>选</w:t></w:r></w:sdtContent></w:sdt>",
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput><w:default w:val="{0}"/></w:textInput></w:ffData>'
        '</w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ],
)
def test_what_fields_and_bookmarks_of_a_word_file_hold_is_found_and_masked(field: str) -> None:
    number = Maker.seeded(55).id18()
    document = docx.Document()
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document.element.body.insert(0, parse_xml(f"<w:p {space}>{field.format(number)}</w:p>"))
    out = io.BytesIO()
    document.save(out)
    assert places(scan(out.getvalue(), "a.docx", PLAIN))["id_card"] == 1
    copy = mask(out.getvalue(), "a.docx", PLAIN)
    assert scan(copy.data, copy.name, PLAIN).findings == []
    assert not remains(copy.data, {number})


def test_what_is_painted_over_a_number_has_the_colour_of_its_cell_and_not_of_the_border() -> None:
    number = Maker.seeded(56).id18()
    source = f"#table(columns: 1, inset: 0.6pt, stroke: 2pt + black, fill: rgb(200, 230, 200), [{number}])"
    copy = mask(pdf(source), "a.pdf", PLAIN)
    picture = pypdfium2.PdfDocument(copy.data)[0].render(scale=3).to_pil().convert("RGB")
    counts = {colour: count for count, colour in picture.getcolors(1 << 24)}
    green = sum(
        count for (r, g, b), count in counts.items() if abs(r - 200) < 12 and abs(g - 230) < 12 and abs(b - 200) < 12
    )
    black = sum(count for (r, g, b), count in counts.items() if max(r, g, b) < 60)
    assert green > black


def test_subtotals_are_held_against_the_rows_of_their_group_and_the_total_against_both() -> None:
    rows = ["村,户数", "甲村,3", "乙村,4", "小计,{0}", "丙村,5", "丁村,6", "小计,11", "合计,{1}"]

    def found(*figures: int) -> list[str]:
        result = scan("\n".join(rows).format(*figures).encode(), "a.csv", Options())
        return [finding.text_masked for finding in result.findings if finding.rule == "T-SUM"]

    assert found(7, 18) == []
    assert found(8, 18) == ["8（各项之和7）"]
    assert found(7, 19) == ["19（各项之和18）"]


def test_subtotals_over_their_parts_are_left_alone() -> None:
    table = "村,户数\n小计,7\n甲村,3\n乙村,4\n小计,11\n丙村,5\n丁村,6\n"
    assert scan(table.encode(), "a.csv", Options()).findings == []
