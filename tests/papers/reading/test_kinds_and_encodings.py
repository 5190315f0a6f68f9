"""A file is what its bytes say it is, in whatever encoding; damage is recognised and said."""

from __future__ import annotations

import io

import pytest

from gongkai.checks.report.damage import BAD_ENCODING, IMAGE_ONLY, is_mojibake
from gongkai.findings import Refused
from gongkai.papers.model import Paragraph, Table
from gongkai.papers.reading import read

PROSE = (
    "根据《中华人民共和国政府信息公开条例》的规定，编制本报告。全年主动公开政府信息三百条，"
    "收到政府信息公开申请二十件，均在法定期限内答复，没有行政复议和行政诉讼。\n"
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_chinese_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    text = PROSE + "行政许可 24\n2023年1月1日至12月31日\n"
    assert (
        read(text.encode(encoding), name="年报.txt").text().startswith("根据《中华人民共和国政府信息公开条例》的规定")
    )


def test_traditional_text_in_big5_is_read() -> None:
    text = "依據政府資訊公開條例規定，編制本報告。全年主動公開政府資訊三百條，收到申請二十件，均於期限內答覆。"
    assert "主動公開" in read(text.encode("big5"), name="a.txt").text()


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "utf-8"])
def test_a_page_is_read_by_its_bytes_even_where_its_charset_lies(declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{PROSE}</p></body></html>'
    for encoding in ("gbk", "utf-8"):
        assert read(page.encode(encoding)).text().startswith("根据《中华人民共和国")


def test_the_kind_is_told_by_content_not_by_name() -> None:
    page = f"<!DOCTYPE html><html><body><p>{PROSE}</p></body></html>".encode()
    assert read(page, name="年报.docx").format == "html"
    from docx import Document

    buffer = io.BytesIO()
    document = Document()
    document.add_paragraph(PROSE)
    document.save(buffer)
    assert read(buffer.getvalue(), name="年报.pdf").format == "docx"
    assert read(PROSE.encode(), name="年报").format == "txt"
    assert read(f"# 标题\n{PROSE}".encode(), name="年报.md").format == "md"


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.encode().decode("gb18030", "replace"),
        lambda text: text.encode("gbk").decode("latin-1"),
        lambda text: text.encode().decode("latin-1"),
        lambda text: text.encode().decode("cp1252", "replace"),
        lambda text: text.encode("gbk").decode("utf-8", "replace"),
        lambda text: text.encode("gbk").decode("utf-8", "replace").encode().decode("gbk", "replace"),
    ],
)
def test_text_decoded_wrongly_is_recognised_as_damaged(damage) -> None:  # type: ignore[no-untyped-def]
    assert is_mojibake(damage(PROSE * 3))
    assert BAD_ENCODING in read(damage(PROSE * 3).encode(), name="a.txt").warnings


@pytest.mark.parametrize(
    "honest",
    [
        PROSE,
        "依據政府資訊公開條例規定，編制本報告。收到申請二十件，均於期限內答覆，無行政訴訟。",
        "Ünïcödé naïve café résumé are fine words in a text that is not Chinese at all.",
        "联系电话：0951—0000000；邮箱：示例@example.cn；①②③℃㎡。生僻地名：涓滴镇、鏖战村、骞丰乡、瀹窑村。",
        "",
    ],
)
def test_honest_text_is_never_called_damaged(honest: str) -> None:
    assert not is_mojibake(honest)


def test_a_pdf_of_pictures_is_said_to_hold_no_text() -> None:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(buffer, "PDF")
    paper = read(buffer.getvalue())
    assert paper.warnings == [IMAGE_ONLY]
    assert not paper.text()


def test_a_word_file_of_pictures_is_said_to_hold_no_text() -> None:
    from docx import Document
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "PNG")
    picture.seek(0)
    document = Document()
    document.add_picture(picture)
    buffer = io.BytesIO()
    document.save(buffer)
    assert IMAGE_ONLY in read(buffer.getvalue()).warnings


def test_a_file_without_any_text_is_refused() -> None:
    with pytest.raises(Refused, match="没有读到任何文字"):
        read(b"<html><body><script>var a;</script></body></html>")


def test_lines_wrapped_by_hand_become_paragraphs_and_tables_stay_apart() -> None:
    line = "全面贯彻落实政府信息公开条例坚持以公开为常态不公开为例外扎实做好各项公开工作"
    text = "\n".join(
        [
            "一、总体情况",
            *[line] * 8,
            "完成。",
            "二、其他",
            "规章          2      0      11",
            "行政规范性文件     8      26      66",
        ]
    )
    paper = read(text.encode(), name="a.txt")
    texts = [block.text for block in paper.blocks if isinstance(block, Paragraph)]
    assert texts[0] == "一、总体情况"
    assert texts[1] == line * 8 + "完成。"
    assert texts[2] == "二、其他"
    assert texts[3].split() == ["规章", "2", "0", "11"]


def test_tab_and_pipe_lines_become_tables_and_a_lone_line_does_not() -> None:
    paper = read(
        "来源：示例 | 时间：2024-01-01\n规章\t0\t\t3\n行政规范性文件\t1\t2\t4\n\n| 甲 | 乙 |\n|---|---|\n| 1 |  |\n".encode()
    )
    tables = [[[cell.text for cell in row] for row in table.rows if row] for table in paper.tables()]
    assert tables == [[["规章", "0", "", "3"], ["行政规范性文件", "1", "2", "4"]], [["甲", "乙"], ["1", ""]]]
    assert paper.text().startswith("来源：示例 | 时间：2024-01-01")


def test_radicals_that_pdf_fonts_put_in_become_ordinary_characters() -> None:
    assert read("⻘⽯镇⼈⺠政府⼯作报告".encode(), name="a.txt").text() == "青石镇人民政府工作报告"


def test_tables_survive_where_paragraphs_are_few() -> None:
    assert isinstance(read(b"a\tb\n1\t2\n").blocks[0], Table)
