"""The Word file keeps GB/T 9704—2012: page, lines, faces, contents, merged cells, page numbers."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from gongkai.papers.model import Cell, Chart, Contents, Heading, PageBreak, Paper, Paragraph, Series, Table
from gongkai.papers.writing import pdf
from gongkai.papers.writing.docx import write_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(data: bytes, name: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def style(data: bytes, name: str) -> Any:
    for element in part(data, "word/styles.xml").iter(f"{W}style"):
        if element.find(f"{W}name").get(f"{W}val") == name:
            return element
    raise AssertionError(name)


def val(element: Any, path: str, attribute: str = "val") -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{attribute}")


def test_page_and_margins_are_those_of_the_standard(report_2018: Paper) -> None:
    section = part(write_docx(report_2018)).findall(f".//{W}sectPr")[-1]
    assert (val(section, "pgSz", "w"), val(section, "pgSz", "h")) == ("11906", "16838")
    margins = {k: int(val(section, "pgMar", k) or 0) for k in ("top", "left", "bottom", "right", "footer")}
    assert margins == {"top": 2098, "left": 1588, "bottom": 1984, "right": 1474, "footer": 1395}
    assert section.find(f"{W}docGrid") is None
    assert section.find(f"{W}titlePg") is None
    assert val(section, "pgNumType", "start") == "1"


def test_text_is_san_hao_fangsong_at_exact_pitch_with_two_characters_indent(report_2018: Paper) -> None:
    data = write_docx(report_2018)
    defaults = part(data, "word/styles.xml").find(f"{W}docDefaults")
    run, para = defaults.find(f"{W}rPrDefault/{W}rPr"), defaults.find(f"{W}pPrDefault/{W}pPr")
    assert (val(run, "rFonts", "eastAsia"), val(run, "sz"), val(run, "spacing")) == ("仿宋_GB2312", "32", "-5")
    assert (val(para, "spacing", "line"), val(para, "spacing", "lineRule")) == ("579", "exact")
    normal = style(data, "Normal")
    assert val(normal, "pPr/ind", "firstLineChars") == "200"
    assert normal.find(f"{W}pPr/{W}kinsoku") is not None
    assert val(normal, "pPr/autoSpaceDE") == "false"


@pytest.mark.parametrize(
    ("name", "face", "size"),
    [
        ("公文标题", "方正小标宋简体", "44"),
        ("heading 1", "黑体", None),
        ("heading 2", "楷体_GB2312", None),
        ("heading 3", "仿宋_GB2312", None),
        ("附件标记", "黑体", None),
        ("页码单页", "宋体", "28"),
    ],
)
def test_each_element_has_its_face_as_a_style(small: Callable[..., Paper], name: str, face: str, size: str) -> None:
    element = style(write_docx(small(Paragraph("文"))), name)
    assert val(element, "rPr/rFonts", "eastAsia") == face
    assert val(element, "rPr/sz") == size


def test_headings_are_real_styles_with_outline_levels(report_2018: Paper) -> None:
    document = docx.Document(io.BytesIO(write_docx(report_2018)))
    found = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert found[0] == ("Heading 1", "一、总体公开工作情况概述")
    assert {name for name, _ in found} == {"Heading 1", "Heading 2", "Heading 3"}


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(report_2018: Paper) -> None:
    data = write_docx(report_2018)
    assert part(data, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    for footer, side, text in (("footer1", "right", "— 1 —"), ("footer2", "left", "— 2 —")):
        root = part(data, f"word/{footer}.xml")
        name = root.find(f".//{W}pStyle").get(f"{W}val")
        element = next(s for s in part(data, "word/styles.xml").iter(f"{W}style") if s.get(f"{W}styleId") == name)
        assert val(element, "pPr/jc") == side
        assert "".join(root.itertext()).replace(" PAGE ", "").strip() == text


def test_cover_and_contents_carry_no_page_number(report_2018: Paper) -> None:
    sections = part(write_docx(report_2018)).findall(f".//{W}sectPr")
    r = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    used = [{ref.get(r) for ref in section.findall(f"{W}footerReference")} for section in sections]
    assert used == [{"rIdNone"}, {"rIdNone"}, {"rIdOdd", "rIdEven"}]


def test_contents_hold_every_chapter_with_its_page_before_word_refreshes_them(report_2018: Paper) -> None:
    data = write_docx(report_2018)
    root = part(data)
    entries = [p for p in root.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle[@{W}val='TOC1']") is not None]
    shown = ["".join(t.text for t in p.iter(f"{W}t")) for p in entries]
    pages = pdf.heading_pages(report_2018)
    chapters = [b.text for b in report_2018.blocks if isinstance(b, Heading) and b.level == 1]
    assert shown == [f"{name}{page}" for name, page in zip(chapters, pages, strict=True)]
    instructions = "".join(t.text for t in root.iter(f"{W}instrText"))
    assert ' TOC \\o "1-1"' in instructions
    kinds = [f.get(f"{W}fldCharType") for f in root.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate") == len(chapters) + 1
    anchors = {h.get(f"{W}anchor") for h in root.iter(f"{W}hyperlink")}
    assert anchors == {b.get(f"{W}name") for b in root.iter(f"{W}bookmarkStart")}
    assert val(part(data, "word/settings.xml"), "updateFields") == "true"


def test_the_matrix_keeps_its_merged_cells_and_repeats_its_head(report_2023: Paper) -> None:
    document = docx.Document(io.BytesIO(write_docx(report_2023)))
    matrix = next(t for t in document.tables if len(t.columns) == 10)
    assert len(matrix.rows) == 3 + 25
    heads = [row for row in matrix.rows if row._tr.find(f"{W}trPr/{W}tblHeader") is not None]
    assert len(heads) == 3
    assert all(row._tr.find(f"{W}trPr/{W}cantSplit") is not None for row in matrix.rows)
    assert matrix.cell(0, 0)._tc is matrix.cell(2, 2)._tc  # the corner: 3 × 3
    assert matrix.cell(5, 0).text == "三、本年度办理结果"
    assert matrix.cell(5, 0)._tc is matrix.cell(26, 0)._tc  # beside its 22 rows
    grid = [int(c.get(f"{W}w")) for c in matrix._tbl.iter(f"{W}gridCol")]
    assert sum(grid) == 8844
    borders = matrix._tbl.find(f"{W}tblPr/{W}tblBorders")
    assert {b.get(f"{W}sz") for b in borders} == {"4"}
    assert matrix.cell(3, 3).text == "9"


def test_a_turned_table_has_a_landscape_section_of_its_own(report_2023: Paper) -> None:
    sections = part(write_docx(report_2023)).findall(f".//{W}sectPr")
    assert [val(s, "pgSz", "orient") for s in sections] == [None, None, "landscape", None]
    turned = sections[2]
    assert (val(turned, "pgMar", "top"), val(turned, "pgMar", "left")) == ("1588", "1984")  # the sheet's own margins


def test_a_chart_is_a_picture_with_its_figures_in_words(report_2018: Paper) -> None:
    data = write_docx(report_2018)
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert len([n for n in names if n.startswith("word/media/") and n.endswith(".png")]) == 3
    alts = re.findall(r'<wp:docPr[^>]*descr="([^"]+)"', etree.tostring(part(data), encoding="unicode"))
    assert (
        alts[0] == "通过哪些渠道公开（条）。政府网站200条，政务微博27条，政务微信171条，报刊、电视、新闻网站等280条。"
    )


def test_properties_name_the_organ_and_no_person(report_2018: Paper) -> None:
    data = write_docx(report_2018)
    core = docx.Document(io.BytesIO(data)).core_properties
    assert (core.author, core.last_modified_by, core.language) == ("银川市西夏区兴泾镇人民政府", "", "zh-CN")
    assert core.created.date().isoformat() == core.modified.date().isoformat() == "2019-03-05"
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [n for n in names if "customXml" in n or "comments" in n or "thumbnail" in n]
    assert b"rsid" not in b"".join(zipfile.ZipFile(io.BytesIO(data)).read(n) for n in names if n.endswith(".xml"))


def test_equal_papers_give_equal_bytes(report_2018: Paper) -> None:
    assert write_docx(report_2018) == write_docx(report_2018)


def test_a_page_break_before_a_bare_table_still_breaks(small: Callable[..., Paper]) -> None:
    data = write_docx(small(Paragraph("上页"), PageBreak(), Table([[Cell("甲")], [Cell("乙")]])))
    assert len(part(data).findall(f".//{W}pageBreakBefore")) == 1


def test_the_parts_follow_the_order_the_schema_demands(report_2023: Paper) -> None:
    order = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "tabs", "kinsoku", "overflowPunct", "topLinePunct", "autoSpaceDE",
             "autoSpaceDN", "spacing", "ind", "jc", "outlineLvl", "sectPr"]  # fmt: skip
    cells = ["tcW", "gridSpan", "vMerge", "tcMar", "textDirection", "vAlign"]
    data = write_docx(report_2023)
    for root in (part(data), part(data, "word/styles.xml")):
        for tag, names in (("pPr", order), ("tcPr", cells)):
            for element in root.iter(f"{W}{tag}"):
                places = [names.index(etree.QName(child).localname) for child in element]
                assert places == sorted(places), etree.tostring(element)


anything = st.text(alphabet=st.characters(), max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(anything, anything, st.sampled_from(["title", "body", "note", "signature", "date", "whatever"]))
def test_no_text_breaks_the_file_or_becomes_markup(one: str, two: str, kind: str) -> None:
    hostile = f"{one}</w:t><w:tbl/>&amp;{two}"
    blocks: list[Any] = [
        Contents(one),
        Heading(hostile, 1),
        Paragraph(hostile, kind),
        Table([[Cell(hostile, header=True), Cell(two)], [Cell(one, 3, 4)]], caption=two, unit=one, name=hostile),
    ]
    paper = Paper(blocks, title=hostile, author=two, cover=[Paragraph(one, "title")])
    data = write_docx(paper, pages=[1])
    root = part(data)
    assert len(root.findall(f".//{W}tbl")) == 1
    assert "</w:t><w:tbl/>&amp;" in "".join(t.text or "" for t in root.iter(f"{W}t"))
    docx.Document(io.BytesIO(data))


@pytest.fixture(scope="session")
def to_pdf(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Any]:
    """Opens a Word file in LibreOffice and gives its pages, as pdfplumber sees them."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: the Word file cannot be rendered")
    folder: Path = tmp_path_factory.mktemp("office")

    def render(data: bytes) -> Any:
        import pdfplumber

        source = folder / "paper.docx"
        source.write_bytes(data)
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=120)
        return pdfplumber.open(folder / "paper.pdf")

    return render


@pytest.mark.slow  # starts LibreOffice
def test_a_full_page_shows_22_lines_of_28_characters_in_libreoffice(
    to_pdf: Callable[[bytes], Any], small: Callable[..., Paper]
) -> None:
    text = "政府信息公开工作年度报告全文" * 140
    with to_pdf(write_docx(small(Paragraph(text), title=""))) as opened:
        page = opened.pages[1]
        chars = [c for c in page.chars if c["top"] < page.height - 35 * 72 / 25.4]
        lines: dict[int, list[Any]] = {}
        for char in chars:
            lines.setdefault(round(char["top"]), []).append(char)
        assert len(lines) == 22
        assert {len(line) for line in lines.values()} == {28}
        left = min(c["x0"] for c in chars) / 72 * 25.4
        assert left == pytest.approx(28, abs=1)
        assert max(c["x1"] for c in chars) / 72 * 25.4 <= 184.2
        dash = next(c for c in page.chars if c["text"] == "—")
        middle = (page.height - (dash["top"] + dash["bottom"]) / 2) / 72 * 25.4
        assert middle == pytest.approx(28, abs=2)


@pytest.mark.slow  # starts LibreOffice
def test_word_and_pdf_put_the_chapters_on_the_same_pages(to_pdf: Callable[[bytes], Any], report_2018: Paper) -> None:
    chapters = [b.text for b in report_2018.blocks if isinstance(b, Heading) and b.level == 1]
    with to_pdf(write_docx(report_2018)) as opened:
        texts = [page.extract_text() for page in opened.pages]
    assert len(texts) == 14
    at = [next(n for n, text in enumerate(texts) if n > 1 and chapter in text) - 1 for chapter in chapters]
    assert at == list(pdf.heading_pages(report_2018))


def test_an_empty_chart_says_so(small: Callable[..., Paper]) -> None:
    data = write_docx(small(Chart("各月公开数", ["1月"], [Series("条", [None])])))
    assert "各月公开数：没有数据" in "".join(t.text or "" for t in part(data).iter(f"{W}t"))
