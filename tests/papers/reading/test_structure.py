"""What a page, a Word file, a workbook and a PDF show is what the Paper holds: spans, boxes, notes, numbers, joined pages."""

from __future__ import annotations

import io
import zipfile

import pytest

from gongkai.papers.model import Heading, Paragraph
from gongkai.papers.reading import read
from gongkai.papers.reading.lattice import Region, grid, lattices

_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def word(body: str, **parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", xml)
    return buffer.getvalue()


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_deleted_and_hidden_words_are_left_out_and_inserted_ones_kept() -> None:
    body = f"<w:p>{run('公开')}<w:del>{run('旧')}</w:del><w:ins>{run('新')}</w:ins>{run('密', '<w:vanish/>')}{run('信息')}</w:p>"
    assert read(word(body)).text() == "公开新信息"


def test_text_box_is_read_once_after_its_paragraph() -> None:
    box = "<wps:txbx><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
    twice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert read(word(f"<w:p><w:r><w:t>正文</w:t></w:r><w:r>{twice}</w:r></w:p>")).text() == "正文\n框内"


def test_footnotes_follow_the_text() -> None:
    notes = f'<w:footnotes {_W}><w:footnote w:id="1"><w:p><w:r><w:t>注：含上年结转</w:t></w:r></w:p></w:footnote></w:footnotes>'
    paper = read(word("<w:p><w:r><w:t>正文</w:t></w:r></w:p>", footnotes=notes))
    assert paper.text() == "正文\n注：含上年结转"
    assert isinstance(paper.blocks[1], Paragraph)
    assert paper.blocks[1].style == "note"


def test_automatic_chapter_numbers_are_written_out() -> None:
    level = (
        '<w:lvl w:ilvl="{0}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="{1}"/></w:lvl>'
    )
    levels = level.format(0, "%1、") + level.format(1, "（%2）")
    numbering = (
        f'<w:numbering {_W}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:outlineLvl w:val="{depth}"/><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
        for depth, text in ((0, "总体情况"), (1, "主动公开"), (1, "依申请公开"), (0, "其他"), (1, "收费"))
    )
    paper = read(word(body, numbering=numbering))
    assert paper.text().split("\n") == ["一、总体情况", "（一）主动公开", "（二）依申请公开", "二、其他", "（一）收费"]
    assert [block.level for block in paper.blocks if isinstance(block, Heading)] == [1, 2, 2, 1, 2]


def test_a_table_in_a_cell_of_word_is_a_table_of_its_own() -> None:
    def cell(inner: str) -> str:
        return f"<w:tc>{inner}</w:tc>"

    def words(text: str) -> str:
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

    inner = f"<w:tbl><w:tr>{cell(words('规章'))}{cell(words('0'))}</w:tr></w:tbl>"
    paper = read(word(f"<w:tbl><w:tr>{cell(words('外') + inner)}{cell(words('乙'))}</w:tr></w:tbl>"))
    assert [[cell.text for cell in table.rows[0]] for table in paper.tables()] == [["外", "乙"], ["规章", "0"]]


def test_scripts_navigation_and_hidden_parts_of_a_page_are_left_out() -> None:
    page = (
        "<html><body><nav>首页</nav><script>alert('一、')</script><p style='display:none'>隐藏</p>"
        "<div>公开<span>信息</span><br>第二行</div><iframe>x</iframe></body></html>"
    )
    assert read(page.encode()).text() == "公开信息\n第二行"


def test_spans_of_a_page_cover_the_grid_they_are_drawn_over() -> None:
    page = (
        "<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>1</td><td>2</td></tr>"
        "<tr><td rowspan=99>丙</td><td>3</td><td>4</td></tr></table>"
    )
    (table,) = read(f"<html><body>{page}</body></html>".encode()).tables()
    shown = [[cell.text if cell else None for cell in row] for row in table.grid()]
    assert shown == [["甲", "乙", "乙"], ["甲", "1", "2"], ["丙", "3", "4"]]


def test_merged_cells_and_numbers_of_a_workbook_are_kept_and_hidden_sheets_are_not() -> None:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("年报")
    sheet.merge_range(0, 0, 0, 2, "申请人情况")
    sheet.write_row(1, 0, ["自然人", 12, 0.5])
    sheet.write_formula(2, 1, "=B2+1", value=13)
    book.add_worksheet("草稿").hide()
    book.close()
    (table,) = read(buffer.getvalue()).tables()
    assert [(cell.text, cell.colspan) for cell in table.rows[0]] == [("申请人情况", 3)]
    assert [cell.text for cell in table.rows[1]] == ["自然人", "12", "0.5"]
    assert table.rows[2][1].text == "13"


def test_a_pdf_table_over_two_pages_is_one_table_with_one_head_and_no_page_number() -> None:
    import typst

    rows = ", ".join(f"[第{n}行], [{n}]" for n in range(1, 90))
    source = (
        '#set page(numbering: "- 1 -")\n#set text(font: "Noto Sans CJK SC", size: 10pt)\n第一段。\n\n'
        f"#table(columns: (1fr, 1fr), table.header([名称], [数量]), {rows})\n\n末段。"
    )
    from importlib.resources import files

    paper = read(typst.compile(source.encode(), font_paths=[str(files("pylopdf_fonts_zh_cn"))]))
    (table,) = paper.tables()
    texts = [[cell.text.replace(" ", "") for cell in row] for row in table.rows]
    assert texts == [["名称", "数量"], *[[f"第{n}行", str(n)] for n in range(1, 90)]]
    assert paper.pages is not None
    assert paper.pages > 1
    assert paper.text().split("\n") == ["第一段。", "末段。"]


def test_ruled_lines_make_cells_and_missing_walls_make_spans() -> None:
    """Three columns and two rows of 10 points; the wall between the first two cells of the top row is missing."""
    horizontal = [(0, y, 30, y) for y in (0.0, 10.0, 20.0)]
    vertical = [(0, 0, 0, 20), (30, 0, 30, 20), (20, 0, 20, 20), (10, 10, 10, 20)]
    (table,) = lattices(horizontal, [tuple(map(float, v)) for v in vertical])  # type: ignore[misc]
    boxes = sorted((r.y0, r.x0, r.y1, r.x1) for r in table.regions)
    assert boxes == [(0, 0, 10, 20), (0, 20, 10, 30), (10, 0, 20, 10), (10, 10, 20, 20), (10, 20, 20, 30)]


def test_a_ruled_line_under_text_is_no_table() -> None:
    assert (
        lattices([(0.0, 10.0, 90.0, 10.0), (0.0, 30.0, 90.0, 30.0)], [(0.0, 10.0, 0.0, 30.0), (90.0, 10.0, 90.0, 30.0)])
        == []
    )


def test_regions_of_stacked_pages_fall_into_one_grid() -> None:
    regions = [Region(0, 0, 10, 5, "a"), Region(10, 0, 20, 5, "b"), Region(0, 100_000, 20, 100_005, "c")]
    assert [row for row in grid(regions) if row] == [[("a", 1, 1), ("b", 1, 1)], [("c", 1, 2)]]


@pytest.mark.parametrize("text", ["", "  ", "\ufeff\n"])
def test_nothing_is_refused_rather_than_read_as_an_empty_report(text: str) -> None:
    from gongkai.findings import Refused

    with pytest.raises(Refused):
        read(text.encode(), name="a.txt")


def test_a_sheet_that_begins_in_the_middle_is_read_like_one_that_begins_at_the_corner() -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    lines = ["示例镇2023年政府信息公开工作年度报告", "一、总体情况", "全年没有收到申请。"]
    for row, text in enumerate(lines, start=5):
        sheet.cell(row, 4, text)
    sheet.cell(9, 4, "规章")
    sheet.cell(9, 5, 0)
    buffer = io.BytesIO()
    book.save(buffer)
    paper = read(buffer.getvalue(), name="a.xlsx")
    assert [block.text for block in paper.blocks if isinstance(block, Paragraph | Heading)] == lines
    (table,) = paper.tables()
    assert [[cell.text for cell in row] for row in table.rows] == [["规章", "0"]]


def test_headings_in_merged_rows_of_a_sheet_are_paragraphs_even_right_under_a_table() -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row, cells in enumerate(
        [["一、总体情况"], ["规章", 0], ["许可", 1], ["三、收到和处理政府信息公开申请情况"], ["自然人", 2]], 1
    ):
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column, value)
    for row in (1, 4):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
    buffer = io.BytesIO()
    book.save(buffer)
    paper = read(buffer.getvalue(), name="a.xlsx")
    assert [type(block).__name__ for block in paper.blocks] == ["Paragraph", "Table", "Paragraph", "Table"]


def test_a_page_that_lies_on_its_side_is_read_as_its_text_runs() -> None:
    import pikepdf
    import typst

    source = '#set text(font: ("Noto Sans SC", "Noto Sans CJK SC"))\n全年收到政府信息公开申请十二件，均已按时办结。'
    upright = typst.compile(source.encode(), format="pdf")
    turned = io.BytesIO()
    with pikepdf.open(io.BytesIO(upright)) as document:
        document.pages[0].Rotate = 90
        document.save(turned)
    assert read(turned.getvalue(), name="a.pdf").text() == read(upright, name="a.pdf").text()


def test_lines_of_text_wrapped_at_one_width_are_joined_beside_many_short_lines() -> None:
    words = (
        "本报告根据《中华人民共和国政府信息公开条例》和有关通知的要求编制，由六个部分组成，数据统计期限为全年，如有疑问请与办公室联系。"
        * 3
    )
    wrapped = "\n".join(words[at : at + 36] for at in range(0, len(words), 36))
    short = "\n".join(f"{n}.其他" for n in range(60))
    paper = read(f"{wrapped}\n\n{short}\n".encode(), name="a.txt")
    assert paper.blocks[0].text == words
