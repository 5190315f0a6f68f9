"""A year of old items from a folder: an index table, and beside it the texts it names."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest

from gongkai.findings import Refused
from gongkai.intake.books import read_book
from gongkai.intake.old_files import Files, files_in
from gongkai.intake.old_items import read_index, with_texts

NAMES = ("政府信息", "disclosures")


def word(*lines: str, picture: bytes | None = None) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if picture:
        document.add_picture(io.BytesIO(picture))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    """A folder whose index names these files; ``folder(rows, files)``."""

    def make(rows, files=None, name="目录.xlsx", heads=("编号", "标题", "正文文件")):
        book = openpyxl.Workbook()
        book.active.append(["兴泾镇2019年公开信息"])
        book.active.append(list(heads))
        for row in rows:
            book.active.append(list(row))
        book.save(tmp_path / name)
        for file, data in (files or {}).items():
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_bytes(data)
        return tmp_path

    return make


def texts(path):
    rows = read_index(path, NAMES).sheets[0].rows
    assert rows[1][1][2] == "正文"
    return [cells[2] if len(cells) > 2 else None for _, cells in rows[2:]]


def test_texts_of_every_kind_come_in(folder):
    page = (
        "<html><head><title>站名</title><style>p{}</style></head><body><script>x()</script><p>第三条</p></body></html>"
    )
    path = folder(
        [("1", "甲", "一.docx"), ("2", "乙", "旧站/二.txt"), ("3", "丙", "旧站\\三.html"), ("4", "丁", None)],
        {
            "一.docx": word("第一条"),
            "旧站/二.txt": "第二条\n第二行".encode("gb18030"),
            "旧站/三.html": page.encode("gb18030"),
        },
    )
    assert texts(path) == ["<p>第一条</p>", "第二条\n第二行", "<p>第三条</p>", None]


def test_a_picture_in_an_old_text_leaves_its_mark(folder):
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    path = folder([("1", "甲", "一.docx")], {"一.docx": word("第一条", picture=out.getvalue())})
    assert texts(path)[0].startswith("<p>第一条</p><p>［图片")


def test_a_title_that_is_not_that_of_the_table_stays_in_the_text(folder):
    document = docx.Document()
    document.add_heading("关于防汛的通知", 0)
    document.add_paragraph("各村：")
    out = io.BytesIO()
    document.save(out)
    path = folder([("1", "关于防汛的通知", "一.docx"), ("2", "通知", "一.docx")], {"一.docx": out.getvalue()})
    assert texts(path) == ["<p>各村：</p>", "<p>关于防汛的通知</p><p>各村：</p>"]


def test_every_file_that_is_wrong_is_named_with_its_row(folder):
    rows = [("1", "甲", "没有.docx"), ("2", "乙", "表.xlsx"), ("3", "丙", "../外面.txt"), ("4", "丁", "坏.docx")]
    path = folder(rows, {"表.xlsx": (b"PK\x03\x04"), "坏.docx": b"PK\x03\x04broken"})
    (path.parent / "外面.txt").write_text("机密")
    with pytest.raises(Refused) as refused:
        read_index(path, NAMES)
    said = [str(failure) for failure in refused.value.failures]
    assert any("第3行" in one and "没有“没有.docx”" in one for one in said)
    assert any("第5行" in one and "不在这个文件夹里" in one for one in said)
    assert any("第6行" in one for one in said)
    assert not any("机密" in one for one in said)


def test_a_table_or_a_pdf_is_no_text(folder):
    path = folder([("1", "甲", "一.pdf")], {"一.pdf": b"%PDF-1.7"})
    with pytest.raises(Refused, match="作为附件导入"):
        read_index(path, NAMES)


def test_a_folder_has_one_index(folder):
    path = folder([], name="目录.xlsx")
    folder([], name="政府信息.xlsx")
    with pytest.raises(Refused, match="2个目录表"):
        read_index(path, NAMES)
    for file in path.iterdir():
        file.unlink()
    with pytest.raises(Refused, match="没有目录表"):
        read_index(path, NAMES)


def test_two_columns_of_texts_are_refused(folder):
    path = folder([], heads=("标题", "正文", "正文文件"))
    with pytest.raises(Refused, match="只能有一列"):
        read_index(path, NAMES)


def test_a_table_without_the_column_is_as_it_was(folder):
    path = folder([("1", "甲", "文字")], heads=("编号", "标题", "正文"))
    assert with_texts(read_book(path / "目录.xlsx"), path).sheets[0].rows[2][1] == ["1", "甲", "文字"]


@pytest.mark.parametrize("heading", ["附件文件", "附件"])
def test_the_column_of_files_goes_by_either_name(folder, heading):
    path = folder([("1", "甲", "一.csv")], {"一.csv": b"a,b"}, heads=("编号", "标题", heading))
    rows = read_index(path, NAMES).sheets[0].rows
    assert rows[1][1] == ["编号", "标题", heading]
    assert rows[2][1][2] == Files((path / "一.csv",))


def test_files_of_a_folder_come_by_their_numbers_however_these_are_written(tmp_path):
    names = ["1②2.csv", "附件2.csv", "附件10.csv", "附件10-1.csv"]
    for name in names:
        (tmp_path / name).write_bytes(b"a,b")
    found = [path.name for path in files_in(tmp_path)]
    assert sorted(found) == sorted(names)
    assert found.index("附件2.csv") < found.index("附件10.csv")
