"""The PDF keeps the page of GB/T 9704—2012, is tagged, has bookmarks, and loses no character silently."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.findings import Refused
from gongkai.papers.fonts import font_set
from gongkai.papers.model import Cell, Contents, Heading, Paper, Paragraph, Table
from gongkai.papers.writing.pdf import typeset, write_pdf


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_every_character_of_the_report_can_be_taken_out_again(report_2018: Paper) -> None:
    found = squeeze(text_of(write_pdf(report_2018)))
    for heading in (b for b in report_2018.blocks if isinstance(b, Heading)):
        assert squeeze(heading.text) in found
    table = next(report_2018.tables())
    for row in table.rows:
        assert set(squeeze("".join(cell.text for cell in row))) <= set(found)
    assert set(squeeze(report_2018.text())) <= set(found)


def test_double_dashes_and_letter_pairs_come_out_as_they_went_in(small: Callable[..., Paper]) -> None:
    words = "甲——乙……丙，office，2018—2019年“引”"
    assert squeeze(words) in squeeze(text_of(write_pdf(small(Paragraph(words)))))
    assert "——0" in squeeze(text_of(write_pdf(small(Table([[Cell("——"), Cell("0")]], header_rows=0)))))


def test_rows_beside_one_label_stay_on_one_page(report_2023: Paper) -> None:
    with pdfplumber.open(io.BytesIO(write_pdf(report_2023))) as opened:
        pages = [squeeze(page.extract_text()) for page in opened.pages]
    group = ["1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请"]
    assert len({next(n for n, text in enumerate(pages) if row in text) for row in group}) == 1


def test_the_file_is_tagged_titled_and_in_chinese(report_2018: Paper) -> None:
    with pikepdf.open(io.BytesIO(write_pdf(report_2018))) as opened:
        root = opened.Root
        assert str(root.Lang).lower().startswith("zh")
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert opened.docinfo["/Title"] == report_2018.title
        with opened.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
        kinds: dict[str, int] = {}

        def walk(node: Any) -> None:
            if isinstance(node, pikepdf.Array):
                for kid in node:
                    walk(kid)
            elif isinstance(node, pikepdf.Dictionary):
                if "/S" in node:
                    kinds[str(node.S)] = kinds.get(str(node.S), 0) + 1
                if "/K" in node:
                    walk(node.K)

        walk(root.StructTreeRoot.K)
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Figure", "/P"} <= kinds.keys()
    assert kinds["/Figure"] >= 3


def test_bookmarks_are_the_headings(report_2018: Paper) -> None:
    with pikepdf.open(io.BytesIO(write_pdf(report_2018))) as opened, opened.open_outline() as outline:
        names = [item.title for item in outline.root]
        assert names == [b.text for b in report_2018.blocks if isinstance(b, Heading) and b.level == 1]
        assert [child.title for child in outline.root[0].children] == ["（一）加强组织领导", "（二）抓好工作落实"]


def test_contents_give_the_printed_page_of_each_chapter(report_2018: Paper) -> None:
    result = typeset(report_2018)
    with pdfplumber.open(io.BytesIO(result.pdf)) as opened:
        texts = [squeeze(page.extract_text()) for page in opened.pages]
    chapters = [squeeze(b.text) for b in report_2018.blocks if isinstance(b, Heading) and b.level == 1]
    for chapter, page in zip(chapters, result.heading_pages, strict=True):
        assert chapter in texts[page + 1]  # cover and contents come before page 1
        assert f"—{page}—" in texts[page + 1]
    assert "—" not in texts[0] + texts[1]


def test_a_full_page_has_22_lines_of_28_characters(small: Callable[..., Paper]) -> None:
    with pdfplumber.open(
        io.BytesIO(write_pdf(small(Paragraph("政府信息公开工作年度报告全文" * 140), title="")))
    ) as opened:
        page = opened.pages[1]
        body = [c for c in page.chars if c["size"] > 15]
        lines: dict[int, int] = {}
        for char in body:
            lines[round(char["top"])] = lines.get(round(char["top"]), 0) + 1
        assert len(lines) == 22
        assert set(lines.values()) == {28}
        assert min(c["x0"] for c in body) / 72 * 25.4 == pytest.approx(28, abs=1)
        first, last = opened.pages[0], opened.pages[1]
        odd = [c for c in first.chars if c["text"] == "—"]
        even = [c for c in last.chars if c["text"] == "—"]
    assert max(c["x1"] for c in odd) / 72 * 25.4 == pytest.approx(184 - 14 / 72 * 25.4, abs=1.5)  # right, one free
    assert min(c["x0"] for c in even) / 72 * 25.4 == pytest.approx(28 + 14 / 72 * 25.4, abs=1.5)  # left, one free


def test_the_head_of_a_long_table_repeats_on_each_page(report_2023: Paper) -> None:
    with pdfplumber.open(io.BytesIO(write_pdf(report_2023))) as opened:
        pages = [p for p in opened.pages if p.width > p.height]
        assert len(pages) >= 2
        assert all("公开事项" in squeeze(p.extract_text()) for p in pages)


def test_the_matrix_comes_out_of_the_pdf_with_its_figures_in_place(report_2023: Paper) -> None:
    with pdfplumber.open(io.BytesIO(write_pdf(report_2023))) as opened:
        tables = [t for page in opened.pages for t in page.extract_tables() if t and len(t[0]) == 10]
    rows = [row for table in tables for row in table]
    new = next(row for row in rows if row[0] and "本年新收" in row[0])
    assert new[3:] == ["9", "2", "0", "0", "1", "0", "12"]


def test_a_character_no_font_holds_is_named_and_printed_as_geta(
    small: Callable[..., Paper], caplog: pytest.LogCaptureFixture
) -> None:
    paper = small(Paragraph("户主马\U0001f600某，地址䶮村〇组"))
    result = typeset(paper)
    assert result.missing == ("\U0001f600",)
    assert "U+1F600" in result.warnings[0]
    found = text_of(result.pdf)
    assert "马〓某" in found
    assert "䶮村〇组" in found
    with caplog.at_level(logging.WARNING):
        write_pdf(paper)
    assert "U+1F600" in caplog.text


def test_equal_papers_give_equal_bytes(report_2023: Paper) -> None:
    assert write_pdf(report_2023) == write_pdf(report_2023)


def test_a_warm_report_takes_less_than_half_a_second_on_two_cores(report_2018: Paper) -> None:
    write_pdf(report_2018)
    report_2018.blocks.append(Paragraph("新的一段，不能从缓存里取。"))
    start = time.process_time()  # both cores together, so that a busy machine does not count
    write_pdf(report_2018)
    assert time.process_time() - start < 1.0


def test_markup_of_the_typesetter_is_printed_as_it_stands(small: Callable[..., Paper]) -> None:
    hostile = '#import "x.typ"; *粗* _斜_ $x$ @引用 <标签> \\ #sys.inputs = 标题 // 注 `码`'
    table = Table([[Cell(hostile)], [Cell(hostile)]], caption=hostile, unit=hostile)
    found = squeeze(text_of(write_pdf(small(Heading(hostile), Paragraph(hostile), table, title=hostile))))
    assert found.count(squeeze(hostile)) >= 4


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=30), st.text(max_size=30), st.integers(1, 9), st.integers(0, 4))
def test_no_text_and_no_table_stops_the_typesetter(one: str, two: str, level: int, head: int) -> None:
    blocks: list[Any] = [
        Paragraph(one, "title"),
        Contents(two),
        Heading(one, level),
        Heading(two, 1),
        Paragraph(two, "signature"),
        Paragraph(one, "date"),
        Table([[Cell(one, 9, 2), Cell(two)], [Cell(two, vertical=True, level=2)], []], one, head, landscape=level > 5),
    ]
    assert write_pdf(Paper(blocks, title=two, author=one, date=one)).startswith(b"%PDF")


def test_an_empty_paper_is_one_empty_page() -> None:
    with pikepdf.open(io.BytesIO(write_pdf(Paper()))) as opened:
        assert len(opened.pages) == 1


def test_a_font_folder_that_is_not_there_is_refused_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"字体目录.*不存在"):
        write_pdf(Paper([Paragraph("文")]), fonts=tmp_path / "没有")


def test_a_face_from_the_operators_folder_is_used_first(tmp_path: Path) -> None:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(font_set().files[0])
    subsetter = Subsetter(Options(name_IDs=["*"]))
    subsetter.populate(text="兴泾镇")
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = "FandolFang"
        elif record.nameID == 6:
            record.string = "FandolFang-Regular"
    font["CFF "].cff.fontNames[0] = "FandolFang-Regular"
    (tmp_path / "deep").mkdir()
    font.save(tmp_path / "deep" / "fang.otf")
    (tmp_path / "broken.ttf").write_bytes(b"no font at all")
    chosen = font_set(tmp_path)
    assert chosen.fangsong[0] == "FandolFang"
    assert "fangsong" not in chosen.substituted
    data = write_pdf(Paper([Paragraph("兴泾镇人民政府")], title="标题"), fonts=tmp_path)
    with pdfplumber.open(io.BytesIO(data)) as opened:
        faces = {c["text"]: c["fontname"] for c in opened.pages[0].chars if c["size"] < 17}
    assert "Fandol" in faces["兴"]
    assert "Noto" in faces["府"]
