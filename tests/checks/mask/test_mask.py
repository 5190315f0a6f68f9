"""Masked copies: nothing found a second time, no original byte left, the look kept, still a file that opens."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date

import docx
import openpyxl
import pypdfium2
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from PIL import Image

from checks.scan.planting import HEADS, Maker, archive, pdf, people, photo, word, workbook
from gongkai.checks.mask import MaskedCopy, mask
from gongkai.checks.scan import Options, scan
from gongkai.findings import Refused

OPTIONS = Options(today=date(2026, 11, 25), wording=False)


def parts(data: bytes) -> Iterator[bytes]:
    """The bytes, and those of everything packed in them, at any depth; PDF streams unpacked."""
    yield data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from parts(packed.read(name))
    if data[:5] == b"%PDF-":
        import pikepdf

        with pikepdf.open(io.BytesIO(data)) as document:
            for thing in document.objects:
                if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image":
                    yield thing.read_bytes()


def holds(data: bytes, values: list[str]) -> list[str]:
    """Which values stand anywhere in the file, in UTF-8, UTF-16 or GBK, or split over runs and cells."""
    left = []
    chunks = list(parts(data))
    joined = b"".join(re.sub(rb"<[^>]*>", b"", chunk) for chunk in chunks if not chunk.startswith((b"PK", b"%PDF")))
    for value in values:
        forms = {value.encode(), value.encode("utf-16-le"), value.encode("utf-16-be"), value.encode("gb18030")}
        if any(form in chunk for form in forms for chunk in (*chunks, joined)):
            left.append(value)
    return left


def clean(copy: MaskedCopy, values: list[str]) -> None:
    again = scan(copy.data, copy.name, OPTIONS)
    assert [(f.rule, f.where, f.text_masked) for f in again.findings] == []
    assert again.readable
    assert holds(copy.data, values) == []


def test_a_list_in_a_workbook() -> None:
    rows = people(Maker.seeded(1), 30)
    copy = mask(workbook(rows), "名单.xlsx", OPTIONS)
    clean(copy, [value for row in rows for value in row[2:6]])
    sheet = openpyxl.load_workbook(io.BytesIO(copy.data)).active
    assert re.fullmatch(r"\d\d\*{13}\d\d[\dX]", sheet["C3"].value)
    assert re.fullmatch(r"1\d\d\*{4}\d{4}", sheet["D3"].value)
    assert re.fullmatch(r"62\d{4}\*+\d{4}", sheet["E3"].value)
    assert sheet["F3"].value == "兴泾镇***"
    assert sheet["B3"].value == rows[0][1], "names stay: whether they are shown is decided for each list"
    assert sheet["G3"].value == rows[0][6]
    assert sheet["C3"].fill.fgColor.rgb == "FFDDEEFF", "the look is kept"
    assert sheet.merged_cells.ranges


@pytest.mark.parametrize("form", ["apostrophe", "number"])
def test_numbers_in_other_forms(form: str) -> None:
    rows = people(Maker.seeded(2), 20)
    clean(mask(workbook(rows, form=form), "名单.xlsx", OPTIONS), [value for row in rows for value in row[2:6]])


def hidden_workbook(maker: Maker) -> tuple[bytes, list[str]]:
    ids = [maker.id18() for _ in range(9)]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "公示"
    for row in (
        ["姓名", "金额", "身份证号", "残疾等级"],
        ["张示例", 100, ids[0], "二级"],
        ["李示例", 200, ids[1], "三级"],
        ["合计", "=SUM(B2:B3)", None, None],
    ):
        sheet.append(row)
    sheet["A1"].fill = PatternFill("solid", fgColor="FF00AA00")
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet["A2"].comment = Comment(f"原号码{ids[2]}", "示例员")
    sheet["E5"] = f"附注{ids[3]}"
    sheet["E5"].font = Font(color="FFFFFFFF")
    sheet["F6"] = "链接"
    sheet["F6"].hyperlink = f"http://example.com/?id={ids[4]}"
    sheet.oddHeader.center.text = f"表头{ids[5]}"
    other = book.create_sheet("底稿", 0)
    other["A1"] = ids[6]
    other.sheet_state = "veryHidden"
    book.defined_names["秘密"] = openpyxl.workbook.defined_name.DefinedName(
        "秘密", attr_text=f'"{ids[7]}"', hidden=True
    )
    book.properties.creator = "王示例"
    book.properties.description = ids[8]
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), ids


def test_nothing_hidden_is_left_in_a_workbook() -> None:
    data, ids = hidden_workbook(Maker.seeded(3))
    copy = mask(data, "隐藏.xlsx", OPTIONS)
    clean(copy, [*ids, "王示例", "底稿", "秘密"])
    book = openpyxl.load_workbook(io.BytesIO(copy.data))
    assert book.sheetnames == ["公示"]
    assert book.active["D2"].value == "***"
    assert book.active["A1"].fill.fgColor.rgb == "FF00AA00"
    assert "批注1处" in copy.removed


def test_a_string_in_two_places_is_masked_in_both() -> None:
    account = "64010500001234"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "一卡通账号", "金额"])
    sheet.append(["张示例", account, 100])
    sheet["H30"] = account
    out = io.BytesIO()
    book.save(out)
    copy = mask(out.getvalue(), "a.xlsx", OPTIONS)
    assert holds(copy.data, [account]) == []


def test_every_corner_of_a_word_file() -> None:
    data, planted = word(Maker.seeded(4))
    copy = mask(data, "文件.docx", OPTIONS)
    clean(copy, [*planted, "王示例", "示例员"])
    document = docx.Document(io.BytesIO(copy.data))
    assert re.search(r"申请人身份证号码\d\d\*+\d\d[\dX]，符合条件", document.paragraphs[0].text)
    assert document.tables[0].cell(1, 0).text == "张示例"
    assert "删去" not in document.element.xml


def test_word_runs_keep_their_form_around_a_masked_number() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("电话")
    for text, bold in (("138", False), ("0013", True), ("8000", False), ("转张三", True)):
        paragraph.add_run(text).bold = bold
    out = io.BytesIO()
    document.save(out)
    masked = docx.Document(io.BytesIO(mask(out.getvalue(), "a.docx", OPTIONS).data)).paragraphs[0]
    assert masked.text == "电话138****8000转张三"
    assert masked.runs[-1].text == "转张三"
    assert masked.runs[-1].bold


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_comma_separated_lists_keep_their_encoding(encoding: str) -> None:
    rows = people(Maker.seeded(5), 20)
    out = io.StringIO()
    csv.writer(out).writerows([HEADS, *rows])
    copy = mask(out.getvalue().encode(encoding), "名单.csv", OPTIONS)
    clean(copy, [value for row in rows for value in row[2:6]])
    again = list(csv.reader(io.StringIO(copy.data.decode(encoding))))
    assert again[0] == HEADS
    assert [row[1] for row in again[1:]] == [row[1] for row in rows]


def test_plain_text_and_lists_with_tabs_and_bars() -> None:
    maker = Maker.seeded(6)
    values = [maker.id18() for _ in range(3)]
    text = f"第一行{values[0]}。\n姓名\t身份证号\t残疾等级\n张示例\t{values[1]}\t二级\n末行{values[2][:9]}\n{values[2][9:]}\n"
    copy = mask(text.encode(), "a.txt", OPTIONS)
    clean(copy, values)
    assert "\t***\n" in copy.data.decode()


def test_web_pages_lose_comments_and_hidden_elements_and_keep_their_tags() -> None:
    maker = Maker.seeded(7)
    ids = [maker.id18() for _ in range(6)]
    page = (
        f'<!DOCTYPE html><html><head><meta charset="gb2312"><meta name="author" content="王示例"><title>公示</title></head><body><!-- {ids[0]} -->'
        f'<p class="x">号码<b>{ids[1][:8]}</b>{ids[1][8:]}结束</p><table><tr><th>姓名</th><th>身份证号</th><th>残疾等级</th></tr><tr><td>张示例</td><td><span>{ids[2]}</span></td><td>二级</td></tr></table>'
        f'<div style="display:none">{ids[3]}</div><a title="{ids[4]}" href="/a">看</a><script>var x="{ids[5]}";</script></body></html>'
    )
    copy = mask(page.encode("gb18030"), "公示.html", OPTIONS)
    clean(copy, [*ids, "王示例"])
    text = copy.data.decode()
    assert '<p class="x">号码<b>' in text
    assert "结束</p>" in text
    assert "<td>***</td>" in text


PDF = """#set page(width: 150mm, height: 120mm)
#set text(font: ("Noto Sans SC", "Noto Sans CJK SC"))
ID {0} end of line

tel {1}

#text(fill: white)[{2}]

#table(columns: 2, [name], [ID], [n], [{3}])
"""


def test_pdf_pages_become_pictures_with_a_text_layer() -> None:
    maker = Maker.seeded(8)
    values = [maker.id18(), maker.mobile(), maker.id18(), maker.id18()]
    copy = mask(pdf(PDF.format(*values)), "名单.pdf", OPTIONS)
    clean(copy, values)
    page = pypdfium2.PdfDocument(copy.data)[0]
    text = page.get_textpage().get_text_bounded()
    assert "end of line" in text, "the copy can be searched and read aloud"
    assert f"{values[0][:2]}****" in text
    low, high = page.render(scale=1).to_pil().convert("L").getextrema()
    assert low < 60 < 200 < high


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_lose_their_properties_and_keep_their_points(kind: str) -> None:
    before = photo(kind)
    copy = mask(before, f"走访.{kind.lower()}", OPTIONS)
    clean(copy, ["示例摄影"])
    assert Image.open(io.BytesIO(copy.data)).size == (64, 48)
    if kind != "WEBP":
        assert Image.open(io.BytesIO(copy.data)).tobytes() == Image.open(io.BytesIO(before)).tobytes()


def test_archives_are_masked_all_the_way_down() -> None:
    maker = Maker.seeded(9)
    rows = people(maker, 3)
    inner = archive({"名单.xlsx": workbook(rows), "走访.jpg": photo()})
    number = maker.id18()
    copy = mask(archive({"内层.zip": inner, f"{number}.txt": f"号码{number}".encode("gb18030")}), "附件.zip", OPTIONS)
    clean(copy, [number, *(value for row in rows for value in row[2:6])])


def test_lists_of_children_lose_names_and_schools() -> None:
    text = "事实无人抚养儿童名单,,\n姓名,学校,金额\n张示例,示例小学,100\n"
    copy = mask(text.encode(), "名单.csv", OPTIONS)
    clean(copy, ["张示例", "示例小学"])


def test_what_cannot_be_masked_is_refused_in_chinese() -> None:
    with pytest.raises(Refused, match="不能生成遮盖副本"):
        mask(b"Rar!\x1a\x07\x00xxxx", "a.rar", OPTIONS)
    with pytest.raises(Refused, match="损坏"):
        mask(b"%PDF-1.7 nothing", "a.pdf", OPTIONS)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice不在本机")
def test_masked_office_files_open_in_libreoffice(tmp_path) -> None:
    """Slow because LibreOffice starts up."""
    data, _ = hidden_workbook(Maker.seeded(10))
    files = {
        "a.xlsx": mask(data, "a.xlsx", OPTIONS).data,
        "b.docx": mask(word(Maker.seeded(11))[0], "b.docx", OPTIONS).data,
        "c.xlsx": mask(workbook(people(Maker.seeded(12), 5)), "c.xlsx", OPTIONS).data,
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *[str(tmp_path / name) for name in files]],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    for name in files:
        text = pypdfium2.PdfDocument((tmp_path / name).with_suffix(".pdf"))[0].get_textpage().get_text_bounded()
        assert "姓名" in text or "申请人" in text
