"""Files as they come: encodings, workbooks, and what is no table at all."""

from __future__ import annotations

import io
import zipfile

import pytest

from gongkai.findings import Refused
from gongkai.intake.books import Formula, SpreadsheetError, read_book, read_bytes

ROWS = [(1, ["编号", "标题"]), (2, ["１", "会议“甲”，乙"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_is_read_in_the_encodings_and_with_the_marks_spreadsheets_write(encoding, mark):
    text = f"编号{mark}标题\r\n１{mark}会议“甲”，乙\r\n\r\n"
    assert read_bytes(text.encode(encoding), "甲.csv").sheets[0].rows == ROWS


def test_a_quoted_cell_keeps_its_line_break_and_the_row_counts_as_the_spreadsheet_shows_it():
    sheet = read_bytes('编号,标题\n1,"两\n行"\n2,乙\n'.encode(), "甲.csv").sheets[0]
    assert sheet.rows[1:] == [(2, ["1", "两\n行"]), (3, ["2", "乙"])]


def _workbook(fill):
    import openpyxl

    book = openpyxl.Workbook()
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_what_decides_is_the_content_not_the_name():
    data = _workbook(lambda book: book.active.append(["编号", 1, 2.5, None]))
    assert read_bytes(data, "其实是表格.csv").sheets[0].rows == [(1, ["编号", 1, 2.5])]


def test_a_formula_without_a_stored_result_is_not_taken_for_an_empty_cell():
    sheet = read_bytes(_workbook(lambda book: book.active.append([1, "=A1+1"])), "甲.xlsx").sheets[0]
    assert isinstance(sheet.rows[0][1][1], Formula)


def test_the_stored_result_of_a_formula_is_its_value():
    data = _workbook(lambda book: book.active.append([1, "=A1+1"]))
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith("sheet1.xml"):
                assert b"<v/>" in part or b"<v />" in part or b"<v></v>" in part
                for empty in (b"<v/>", b"<v />", b"<v></v>"):
                    part = part.replace(empty, b"<v>2</v>")
            out.writestr(name, part)
    assert read_bytes(target.getvalue(), "甲.xlsx").sheets[0].rows == [(1, [1, 2])]


def test_an_error_cell_and_hidden_or_explaining_sheets():
    def fill(book):
        book.active.append(["#REF!"])
        book.active["A1"].data_type = "e"
        book.create_sheet("藏着").sheet_state = "hidden"
        book.create_sheet("填写说明").append(["列名"])

    sheets = read_bytes(_workbook(fill), "甲.xlsx").sheets
    assert len(sheets) == 1
    assert isinstance(sheets[0].rows[0][1][0], SpreadsheetError)


def _zip(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


GOOD = _workbook(lambda book: book.active.append(["编号"]))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (GOOD[:200], "损坏"),
        (GOOD[:-30], "损坏"),
        (_zip(**{"xl__workbook.xml": "<workbook"}), "损坏"),
        (OLE + b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" + b"\x00" * 600, "加密"),
        (OLE + b"\x00" * 600, "旧格式"),
        (b"%PDF-1.7 ...", "不是表格"),
        (_zip(**{"word__document.xml": "<w/>"}), "不是表格"),
        (_zip(**{"a.txt": "x"}), "压缩包"),
        (b"\x89PNG\r\n\x1a\n0000", "图片"),
        (b"\xff\xff\xfe\x81\x00\x20" * 50, "编码|文字文件"),
        ('编号,标题\n1,"没有收尾\n'.encode(), "引号没有成对"),
        (_zip(**{"xl__workbook.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><workbook/>"}), "实体"),
    ],
    ids=range(13),
)
def test_what_cannot_be_read_is_refused_in_words(data, words):
    with pytest.raises(Refused, match=words):
        read_bytes(data, "甲.xlsx")


def test_a_missing_file_and_a_folder_are_refused_in_words(tmp_path):
    with pytest.raises(Refused, match="没有这个文件"):
        read_book(tmp_path / "没有.csv")
    with pytest.raises(Refused, match="读不出来"):
        read_book(tmp_path)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    from gongkai.intake import books

    monkeypatch.setattr(books, "MOST_ROWS", 3)
    with pytest.raises(Refused, match="超过3行"):
        read_bytes("编号\n1\n2\n3\n".encode(), "甲.csv")
    big = tmp_path / "大.csv"
    with big.open("wb") as stream:
        stream.truncate(65 * 1024 * 1024)
    with pytest.raises(Refused, match="65 MB"):
        read_book(big)
