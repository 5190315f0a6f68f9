"""Scanning files: every planted value is found where it stands, and what is hidden is named."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import tracemalloc
from datetime import date

import openpyxl
import pypdfium2
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font

from checks.scan.planting import HEADS, Maker, archive, pdf, people, photo, word, workbook
from gongkai.checks.mask import mask
from gongkai.checks.personal import Allow
from gongkai.checks.scan import Options, ScanResult, scan

TODAY = date(2026, 11, 25)
PLAIN = Options(today=TODAY, wording=False)


def count(result: ScanResult, kind: str, prefix: str = "P-") -> int:
    return sum(f.count for f in result.findings if f.kind.value == kind and f.rule.startswith(prefix))


def rules(result: ScanResult) -> set[str]:
    return {finding.rule for finding in result.findings}


def nothing_unmasked(result: ScanResult, values: list[str]) -> None:
    shown = json.dumps(result.as_dict(), ensure_ascii=False)
    assert not [value for value in values if value in shown]
    assert not re.search(r"\d{17}[\dX]|1[3-9]\d{9}", shown)


# ------------------------------------------------------------------ lists in spreadsheets


def test_a_list_of_300_households_is_one_finding_with_300_places() -> None:
    rows = people(Maker.seeded(1), 300)
    result = scan(workbook(rows), "名单.xlsx", PLAIN)
    found = [f for f in result.findings if f.kind.value == "id_card"]
    assert [(f.count, f.rule) for f in found] == [(300, "P-ID18")]
    assert found[0].where == "工作表“名单” C列“身份证号码” 第3—302行"
    assert found[0].places[0] == "C3"
    nothing_unmasked(result, [row[2] for row in rows] + [row[3] for row in rows] + [row[4] for row in rows])


@pytest.mark.parametrize("form", ["text", "apostrophe", "number"])
@pytest.mark.parametrize("shift", [(0, 0), (4, 3)])
def test_every_column_of_a_list_is_found_however_the_numbers_are_kept(form: str, shift: tuple[int, int]) -> None:
    rows = people(Maker.seeded(2), 40)
    result = scan(workbook(rows, form=form, shift=shift), "名单.xlsx", PLAIN)
    assert {kind: count(result, kind) for kind in ("id_card", "mobile", "bank_card", "address")} == {
        "id_card": 40, "mobile": 40, "bank_card": 40, "address": 40,
    }  # fmt: skip


def test_heads_over_the_wrong_column_do_not_hide_anything() -> None:
    rows = people(Maker.seeded(3), 30)
    heads = [HEADS[-1], *HEADS[:-1]]
    result = scan(workbook(rows, heads=heads), "名单.xlsx", PLAIN)
    assert count(result, "id_card") == 30
    assert count(result, "mobile") == 30


def test_an_id_that_lost_its_end_is_still_a_finding() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "身份证号", "金额"])
    sheet.append(["张示例", 640105198001010000, 100])
    sheet.append(["李示例", 6.40105198001010e17, 100])
    sheet.append(["王示例", "6.40105E+17", 100])
    out = io.BytesIO()
    book.save(out)
    result = scan(out.getvalue(), "名单.xlsx", PLAIN)
    assert [(f.rule, f.count) for f in result.findings if f.kind.value == "id_card"] == [("P-ID-LOST", 3)]


@pytest.mark.parametrize("layout", ["beside", "below"])
def test_two_tables_on_one_sheet(layout: str) -> None:
    maker = Maker.seeded(4)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("两表")
    for index in range(2):
        row, column = (0, index * 4) if layout == "beside" else (index * 25, 0)
        sheet.write_row(row, column, ["姓名", "身份证号", "残疾等级"])
        for i in range(20):
            sheet.write_row(row + 1 + i, column, [maker.name(), maker.id18(), "二级"])
    book.close()
    result = scan(out.getvalue(), "两表.xlsx", PLAIN)
    assert sorted(f.count for f in result.findings if f.kind.value == "id_card") == [20, 20]
    assert count(result, "health") == 40


def test_merged_cells_and_a_number_over_two_cells() -> None:
    maker = Maker.seeded(5)
    number, phone = maker.id18(), maker.mobile()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "身份证号", None, "联系电话", None])
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")
    sheet.append(["张示例", number[:6], number[6:], phone[:7], phone[7:]])
    out = io.BytesIO()
    book.save(out)
    result = scan(out.getvalue(), "合并.xlsx", PLAIN)
    assert count(result, "id_card") == 1
    assert count(result, "mobile") == 1


def test_everything_hidden_in_a_workbook_is_named() -> None:
    maker = Maker.seeded(6)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "金额", "身份证号"])
    sheet.append(["张示例", 100, maker.id18()])
    sheet.append(["李示例", 200, maker.id18()])
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet["A2"].comment = Comment(f"原号码{maker.id18()}", "示例员")
    sheet["E5"] = f"附注{maker.id18()}"
    sheet["E5"].font = Font(color="FFFFFFFF")
    for title, state in (("底稿", "hidden"), ("底稿二", "veryHidden")):
        other = book.create_sheet(title)
        other["A1"] = maker.id18()
        other.sheet_state = state
    book.properties.creator = "王示例"
    out = io.BytesIO()
    book.save(out)
    result = scan(out.getvalue(), "隐藏.xlsx", PLAIN)
    assert {"H-COLUMN", "H-ROW", "H-SHEET", "H-COMMENT", "H-WHITE", "M-AUTHOR"} <= rules(result)
    assert sum(f.rule == "H-SHEET" for f in result.findings) == 2
    assert count(result, "id_card") == 6
    assert "王示例" not in json.dumps(result.as_dict(), ensure_ascii=False)


def test_a_pivot_cache_keeps_the_rows_and_is_named() -> None:
    number = Maker.seeded(7).id18()
    data = workbook([["1", "张示例", "无", "无", "无", "无", "5"]])
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info, old.read(info))
        new.writestr(
            "xl/pivotCache/pivotCacheRecords1.xml",
            f'<pivotCacheRecords xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><r><s v="{number}"/></r></pivotCacheRecords>',
        )
        new.writestr(
            "xl/printerSettings/printerSettings1.bin",
            ("x" + Maker.seeded(8).id18("19800101") + "x").encode("utf-16-le"),
        )
    result = scan(out.getvalue(), "透视.xlsx", PLAIN)
    assert "H-PIVOT" in rules(result)
    assert count(result, "id_card") == 2


# ------------------------------------------------------------------ lists of people who must be protected


def table(heads: list[str], *rows: list[str], title: str = "名单") -> ScanResult:
    out = io.StringIO()
    csv.writer(out).writerows([[title], heads, *rows])
    return scan(out.getvalue().encode("utf-8-sig"), "名单.csv", PLAIN)


def test_health_is_found_by_head_and_by_content() -> None:
    assert count(table(["姓名", "残疾类别", "金额"], ["张示例", "肢体", "100"]), "health") == 1
    assert count(table(["姓名", "备注", "金额"], ["张示例", "尿毒症", "100"], ["李示例", "肺癌", "100"]), "health") == 2


def test_figures_about_disabled_people_are_no_health_data() -> None:
    assert count(table(["村", "残疾人数", "补贴金额"], ["泾河村", "12", "1200"]), "health") == 0
    assert count(table(["类别", "残疾等级", "补贴标准"], ["困难残疾人", "一级", "100"]), "health") == 0


def test_minors_are_found_by_school_by_title_and_by_birth() -> None:
    assert count(table(["姓名", "学校", "年级"], ["张示例", "示例小学", "三年级"]), "minor") == 3
    assert count(table(["姓名", "金额"], ["张示例", "100"], title="事实无人抚养儿童补贴名单"), "minor") == 1
    young = Maker.seeded(9).id18("20150601")
    assert (
        count(table(["姓名", "身份证号"], ["张示例", young], ["李示例", Maker.seeded(9).id18("19800601")]), "minor")
        == 1
    )


def test_office_phones_in_a_table_are_not_personal() -> None:
    result = table(
        ["单位名称", "统一社会信用代码", "办公电话", "单位地址"],
        ["示例单位", "91110000600037341L", "0951-2171813", "兴泾镇长城路12号"],
    )
    assert not [f for f in result.findings if f.rule.startswith("P-")]


def test_allowed_numbers_are_left_out() -> None:
    options = Options(allow=Allow.of(["0951-5012345"]), wording=False)
    assert not scan("宅电0951-5012345".encode(), "a.txt", options).findings


# ------------------------------------------------------------------ other formats


def test_an_id_in_every_corner_of_a_word_file_is_found() -> None:
    data, planted = word(Maker.seeded(10))
    result = scan(data, "文件.docx", PLAIN)
    assert count(result, "id_card") == len(planted)
    assert {"H-TEXT", "H-COMMENT", "H-TRACKED", "M-AUTHOR"} <= rules(result)
    nothing_unmasked(result, planted)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_comma_separated_lists_in_every_encoding(encoding: str) -> None:
    rows = people(Maker.seeded(11), 25)
    out = io.StringIO()
    csv.writer(out).writerows([HEADS, *rows])
    result = scan(out.getvalue().encode(encoding), "名单.csv", PLAIN)
    assert (count(result, "id_card"), count(result, "mobile")) == (25, 25)
    assert [f.where for f in result.findings if f.kind.value == "id_card"] == [
        "第3列“身份证号码” 第2—26行"
    ] or "第3列" in result.findings[0].where


def test_scientific_notation_in_a_comma_separated_list() -> None:
    result = scan("姓名,身份证号,手机\n张示例,6.40105E+17,1.38001E+10\n".encode("gb18030"), "名单.csv", PLAIN)
    assert {f.rule for f in result.findings} == {"P-ID-LOST", "P-MOBILE-LOST"}


HTML = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>公示</title><meta name="author" content="王示例"></head><body>
<!-- 原名单 张示例 {0} --><p>身份证<b>{1}</b>{2}</p><table><tr><th>姓名</th><th>身份证号</th></tr><tr><td>张示例</td><td>{3}</td></tr></table>
<div style="display:none">底稿{4}</div><a href="tel:{5}">电话</a><input type="hidden" value="{6}"><script>var rows=[{{"id":"{7}"}}];</script></body></html>"""


def test_web_pages_are_searched_in_text_tables_comments_attributes_and_scripts() -> None:
    maker = Maker.seeded(12)
    ids = [maker.id18() for _ in range(6)]
    data = HTML.format(ids[0], ids[1][:9], ids[1][9:], ids[2], ids[3], maker.mobile(), ids[4], ids[5]).encode()
    result = scan(data, "公示.html", PLAIN)
    assert count(result, "id_card") == 6
    assert count(result, "mobile") == 1
    assert {"H-HTML", "H-HTML-COMMENT", "M-AUTHOR"} <= rules(result)


PDF = """#set page(columns: {columns}, width: 210mm, height: 297mm)
#set text(font: ("Noto Sans SC", "Noto Sans CJK SC"), size: 10pt, ligatures: {ligatures})
= office fi ffi list
{body}
#table(columns: (auto, 22mm, auto), [name], [ID], [phone], {cells})
"""


@pytest.mark.parametrize("ligatures", ["true", "false"])
@pytest.mark.parametrize("columns", [1, 2])
def test_pdf_text_in_columns_and_narrow_cells(ligatures: str, columns: int) -> None:
    maker = Maker.seeded(13)
    ids, phones = [maker.id18() for _ in range(12)], [maker.mobile() for _ in range(12)]
    body = "\n\n".join(
        f"fi {i} ID {number} tel {phone} end" for i, (number, phone) in enumerate(zip(ids[:6], phones[:6], strict=True))
    )
    cells = ", ".join(
        f"[n{i}], [{number[:10]}\\ {number[10:]}], [{phone}]"
        for i, (number, phone) in enumerate(zip(ids[6:], phones[6:], strict=True))
    )
    result = scan(pdf(PDF.format(columns=columns, ligatures=ligatures, body=body, cells=cells)), "名单.pdf", PLAIN)
    assert count(result, "id_card") == 12
    assert count(result, "mobile") == 12
    nothing_unmasked(result, ids + phones)


def test_white_and_covered_text_in_a_pdf_is_named() -> None:
    number, other = Maker.seeded(14).id18(), Maker.seeded(15).id18()
    white = pdf(f"seen words here\n\n#text(fill: white)[{number}]")
    covered = pdf(
        f"seen words here\n\nID {other}\n#place(top + left, dy: 5mm, rect(width: 100%, height: 20mm, fill: black))"
    )
    for data in (white, covered):
        result = scan(data, "a.pdf", PLAIN)
        assert "H-COVERED" in rules(result)
        assert count(result, "id_card") == 1


def test_white_text_on_a_dark_head_is_seen() -> None:
    result = scan(
        pdf("#table(fill: (x, y) => if y == 0 { navy }, [#text(fill: white)[Title of list]], [100])"), "a.pdf", PLAIN
    )
    assert "H-COVERED" not in rules(result)


def test_a_pdf_of_pictures_is_not_passed_as_clean() -> None:
    import pypdfium2

    picture = pypdfium2.PdfDocument(pdf("words"))[0].render(scale=1).to_pil()
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PDF")
    result = scan(out.getvalue(), "扫描.pdf", PLAIN)
    assert "F-PICTURE" in rules(result)
    assert not result.readable


def test_attachments_annotations_and_properties_of_a_pdf() -> None:
    import pikepdf

    number = Maker.seeded(16).id18()
    document = pikepdf.open(io.BytesIO(pdf("words")))
    document.attachments["名单.csv"] = f"姓名,身份证号\n张示例,{number}\n".encode()
    document.docinfo["/Author"] = "王示例"
    page = document.pages[0].obj
    page.Annots = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Text,
                Rect=[0, 0, 9, 9],
                Contents=f"电话{Maker.seeded(16).mobile()}",
            )
        ]
    )
    out = io.BytesIO()
    document.save(out)
    result = scan(out.getvalue(), "a.pdf", PLAIN)
    assert {"H-ATTACHED", "H-ANNOTATION", "M-AUTHOR", "P-ID18", "P-MOBILE"} <= rules(result)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photos_that_say_where_they_were_taken(kind: str) -> None:
    result = scan(photo(kind), f"走访.{kind.lower()}", PLAIN)
    assert {"M-GPS", "M-IMAGE"} <= rules(result)
    assert "M-GPS" not in rules(scan(photo(kind, gps=False), "a.jpg", PLAIN))


def test_archives_in_archives_are_opened_and_places_name_the_way() -> None:
    maker = Maker.seeded(17)
    inner = archive({"名单.xlsx": workbook(people(maker, 3)), "走访.jpg": photo()})
    data = archive({"内层.zip": inner, "说明.txt": f"电话{maker.mobile()}".encode("gb18030")})
    result = scan(data, "附件.zip", PLAIN)
    assert count(result, "id_card") == 3
    assert count(result, "mobile") == 4
    assert "M-GPS" in rules(result)
    assert any(f.where.startswith("内层.zip › 名单.xlsx › 工作表") for f in result.findings)


# ------------------------------------------------------------------ wording, dates and sums


def test_dates_that_do_not_exist_and_wrong_weekdays() -> None:
    result = scan(
        "会议于2019年2月29日召开，4月31日结束；2018年12月4日（星期三）公布，2018年12月4日（星期二）印发。".encode(),
        "a.txt",
        Options(),
    )
    assert [(f.rule, f.count) for f in result.findings if f.rule in ("T-DATE", "T-WEEKDAY")] == [
        ("T-DATE", 1),
        ("T-DATE", 1),
        ("T-WEEKDAY", 1),
    ]


def test_sums_that_do_not_add_up_are_found_and_right_ones_are_not() -> None:
    head = "村,户数,金额\n"
    wrong = scan(f"{head}甲村,3,100\n乙村,4,200\n合计,7,310\n".encode(), "a.csv", Options())
    assert [(f.kind.value, f.text_masked) for f in wrong.findings if f.rule == "T-SUM"] == [
        ("sum", "310（各项之和300）")
    ]
    assert "T-SUM" not in rules(scan(f"{head}甲村,3,100\n乙村,4,200\n合计,7,300\n".encode(), "a.csv", Options()))
    parts = "项目,数\n甲,3\n其中：子项,1\n乙,4\n合计,7\n"
    assert "T-SUM" not in rules(scan(parts.encode(), "a.csv", Options()))


def test_words_are_checked_too() -> None:
    assert "T-WORDING" in rules(
        scan("为加强机关建设，透明度和透明度进一步提高，工程已经峻工。".encode(), "a.txt", Options())
    )


# ------------------------------------------------------------------ bad and hostile files


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("broken.docx", b"PK\x03\x04 not a zip"),
        ("broken.pdf", b"%PDF-1.7 nothing"),
        ("broken.xlsx", archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook"})),
        ("a.rar", b"Rar!\x1a\x07\x00xxxx"),
        ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00"),
        ("bad.jpg", b"\xff\xd8\xff\xe0nothing"),
        (
            "entity.docx",
            archive(
                {
                    "[Content_Types].xml": b"<Types/>",
                    "word/document.xml": b'<!DOCTYPE a [<!ENTITY x "xxxx">]><a>&x;</a>',
                }
            ),
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_said_to_be_so_in_chinese(name: str, data: bytes) -> None:
    result = scan(data, name, PLAIN)
    assert not result.readable
    assert result.errors
    assert re.search(r"[\u4e00-\u9fff]{6}", result.findings[0].suggestion)


def test_an_archive_that_swells_is_refused_quickly() -> None:
    bomb = archive({"a.txt": b"0" * 60_000_000})
    started = time.process_time()
    result = scan(bomb, "a.zip", PLAIN)
    assert not result.readable
    assert "压缩比异常" in result.findings[0].suggestion
    assert time.process_time() - started < 5


def test_archives_too_deep_are_refused() -> None:
    data = archive({"a.txt": b"x"})
    for _ in range(6):
        data = archive({"a.zip": data})
    result = scan(data, "a.zip", PLAIN)
    assert not result.readable
    assert "层" in result.findings[0].suggestion


def test_markup_too_deep_is_refused() -> None:
    deep = b"<w:p>" * 4000 + b"</w:p>" * 4000
    body = (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + deep
        + b"</w:body></w:document>"
    )
    assert not scan(archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": body}), "a.docx", PLAIN).readable
    assert not scan(b"<html><body>" + b"<div>" * 5000 + b"x", "a.html", PLAIN).readable


def test_a_number_in_the_files_name_is_found_and_not_repeated() -> None:
    number = Maker.seeded(18).id18()
    result = scan(b"words", f"{number}.txt", PLAIN)
    assert "P-NAME-FILE" in rules(result)
    nothing_unmasked(result, [number])


def test_a_workbook_of_many_rows_is_read_in_time_and_memory() -> None:
    """50,000 rows take under 5 s on a quiet core (scripts/bench_scan.py); here a fifth of it, with room."""
    data = workbook(people(Maker.seeded(19), 10_000))
    tracemalloc.start()
    started = time.process_time()
    result = scan(data, "名单.xlsx", PLAIN)
    taken = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count(result, "id_card") == 10_000
    assert taken < 10
    assert peak < 150e6


def test_a_table_of_offices_has_no_personal_data() -> None:
    rows = [
        ["单位", "地址", "联系电话", "邮箱"],
        ["兴泾镇便民服务中心", "西夏区长城西路12号", "0951-2171813", "a@example.com"],
    ]
    assert not [f for f in table(rows[0], rows[1]).findings if f.rule.startswith("P-")]


def test_look_alikes_in_columns_are_left_alone() -> None:
    maker = Maker.seeded(20)
    head = ["序号", "企业名称", "统一社会信用代码", "订单号", "金额", "经纬度"]
    rows = [
        [
            str(i),
            "示例公司",
            maker.credit_code(),
            f"20261119{maker.random.randint(10**9, 10**10 - 1)}",
            f"{maker.random.randint(10**10, 10**11)}.5",
            "106.2309123,38.4872345",
        ]
        for i in range(300)
    ]
    assert not [f for f in table(head, *rows).findings if f.rule.startswith("P-")]


def test_a_form_with_labels_beside_the_values_is_understood() -> None:
    result = table(["姓名", "张示例", "性别", "男"], ["家庭住址", "兴泾镇泾河村三组", "银行账号", "64010500001234"])
    assert (count(result, "address"), count(result, "bank_card")) == (1, 1)


def test_a_pdf_that_swells_is_refused() -> None:
    import pikepdf

    document = pikepdf.new()
    document.add_blank_page()
    document.pages[0].Contents = pikepdf.Stream(document, b"0 0 m 9 9 l S\n" * 5_000_000)
    out = io.BytesIO()
    document.save(out, compress_streams=True)
    result = scan(out.getvalue(), "a.pdf", PLAIN)
    assert not result.readable
    assert "解压后过大" in result.findings[0].suggestion


def test_a_list_on_a_pdf_page_is_understood_by_its_heads() -> None:
    cells = ", ".join(f"[张示例], [肢体{level}级], [示例小学], [100]" for level in "一二三")
    source = f'#set text(font: ("Noto Sans SC", "Noto Sans CJK SC"))\n#table(columns: 4, [姓名], [残疾等级], [学校], [金额], {cells})'
    result = scan(pdf(source), "名单.pdf", PLAIN)
    assert count(result, "health") == 3
    assert count(result, "minor") == 6
    assert not scan(pdf(source.replace("[姓名]", "[村]").replace("张示例", "泾河村")), "表.pdf", PLAIN).findings


def test_words_about_health_in_a_column_of_remarks_are_no_label() -> None:
    result = table(["姓名", "备注", "金额"], ["张示例", "肢体残疾", "100"], ["李示例", "视力残疾", "100"])
    assert count(result, "health") == 2


def test_a_column_of_a_list_that_runs_over_pages_of_a_pdf_is_one_finding() -> None:
    maker = Maker.seeded(21)
    ids, phones = [maker.id18() for _ in range(90)], [maker.mobile() for _ in range(90)]
    rows = ", ".join(
        f"[n{i}], [{number}], [{phone}]" for i, (number, phone) in enumerate(zip(ids, phones, strict=True))
    )
    result = scan(pdf(f"#table(columns: 3, [n], [id], [tel], {rows})"), "名单.pdf", PLAIN)
    assert [(finding.kind.value, finding.count) for finding in result.findings] == [("id_card", 90), ("mobile", 90)]
    assert "第1页" in result.findings[0].where
    assert "至第" in result.findings[0].where
    nothing_unmasked(result, ids + phones)


def test_a_number_cut_by_the_end_of_a_page_is_found_and_masked() -> None:
    number = Maker.seeded(22).id18()
    cells = ", ".join(f"[{i}]" for i in range(30))
    data = pdf(
        f"#set page(height: 120mm)\n#place(bottom + left)[{number[:9]}]\n#pagebreak()\n{number[9:]}\n\n"
        f"#table(columns: 3, {cells})"
    )
    result = scan(data, "名单.pdf", PLAIN)
    assert [(f.rule, f.count) for f in result.findings if f.kind.value == "id_card"] == [("P-ID18", 1)]
    copy = mask(data, "名单.pdf", PLAIN)
    assert not [f for f in scan(copy.data, "名单.pdf", PLAIN).findings if f.kind.value == "id_card"]
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(copy.data))
    assert number[:9] not in text
    assert number[9:] not in text
