"""The web page: semantic, escaped, without style or script of its own, in the portal's classes."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from gongkai.papers.model import Cell, Chart, Contents, Figure, Heading, Paper, Paragraph, Series, Table
from gongkai.papers.writing.html import write_fragment, write_html

KINDS = ("np", "ent", "sci", "pub", "law", "oth")


def tree(markup: str | bytes) -> Any:
    return lxml_html.fromstring(markup)


def one(root: Any, path: str) -> Any:
    found = root.xpath(path)
    assert len(found) == 1, (path, len(found))
    return found[0]


def test_the_fragment_has_no_style_no_script_and_no_handler(report_2018: Paper, report_2023: Paper) -> None:
    for paper in (report_2018, report_2023):
        for element in tree(write_fragment(paper)).iter():
            assert element.tag not in {"style", "script", "link", "iframe", "object"}
            assert not [a for a in element.attrib if a == "style" or a.startswith("on")]


def test_ids_are_unique_and_every_reference_meets_one(report_2018: Paper, report_2023: Paper) -> None:
    for paper in (report_2018, report_2023):
        root = tree(write_html(paper))
        ids = [e.get("id") for e in root.xpath("//*[@id]")]
        assert len(ids) == len(set(ids))
        used = [
            w
            for a in ("aria-labelledby", "aria-describedby")
            for e in root.xpath(f"//*[@{a}]")
            for w in e.get(a).split()
        ]
        used += [e.get("href")[1:] for e in root.xpath("//a[starts-with(@href, '#')]")]
        assert set(used) <= set(ids)


def test_one_h1_and_levels_without_jumps(report_2018: Paper) -> None:
    root = tree(write_html(report_2018))
    assert one(root, "//h1").text_content() == "西夏区兴泾镇2018年政府信息公开工作年度报告"
    levels = [int(e.tag[1]) for e in root.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_the_page_has_landmarks_language_and_its_own_style_sheet(report_2018: Paper) -> None:
    page = write_html(report_2018)
    root = tree(page)
    assert root.get("lang") == "zh-CN"
    for path in ("//header", "//main[@id='main']", "//footer", "//a[@class='skip'][@href='#main']", "//head/style"):
        one(root, path)
    assert b"http-equiv" in page
    assert not re.search(rb'(?:src|href)="(?:https?:)?//', page)


def test_the_statistics_table_is_a_sheet_with_levels_and_anchors(report_2018: Paper) -> None:
    root = tree(write_fragment(report_2018))
    table = one(root, "//table[contains(@class, 'sheet')]")
    assert table.get("class").split()[:2] == ["grid", "sheet"]
    row = one(table, ".//tr[@id='S14.1.2.2']")
    assert row.xpath("./th[@scope='row']")[0].text_content() == "2.政府网站公开政府信息数"
    assert row.xpath("./td[contains(@class, 'num')]")[0].text_content() == "200"
    assert "l2" in row.get("class")
    zero = one(table, ".//tr[@id='S14.3.1']")
    assert "zero" in zero.get("class")
    assert "z" in zero.xpath("./td[last()]")[0].get("class").split()
    assert [th.get("scope") for th in table.xpath("./thead//th")] == ["col", "col", "col"]


def test_the_filter_counts_the_rows_it_leaves(report_2018: Paper) -> None:
    root = tree(write_fragment(report_2018))
    label = one(root, "//label[input/@id='nz']")
    table = one(root, "//table[contains(@class, 'sheet')]")
    loud = [r for r in table.xpath("./tbody/tr[@id]") if "zero" not in r.get("class").split()]
    assert label.text_content() == f"只看不是0的{len(loud)}行"


def test_the_matrix_shows_one_kind_of_applicant_on_a_phone(report_2023: Paper) -> None:
    root = tree(write_fragment(report_2023))
    matrix = one(root, "//table[contains(@class, 'matrix')]")
    assert [i.get("id") for i in root.xpath("//fieldset[@class='pick']//input")] == [f"p-{k}" for k in KINDS]
    row = one(matrix, ".//tr[td[@id='R21.3.1.np']]")
    assert [td.get("class").split()[-1] for td in row.xpath("./td")][:1] == ["k-np"]
    assert row.xpath("./td")[-1].get("class") == "num"
    assert matrix.xpath(".//tr[contains(@class, 'grp l0')]/th")[0].text_content() == "三、本年度办理结果"
    assert len(matrix.xpath("./tbody//td[@id]")) == 25 * 7
    assert not matrix.xpath("./tbody//*[@rowspan]")
    assert "本列数据的勾稽关系" in root.text_content()


def test_a_wide_list_becomes_records_with_labels_and_roles(report_2023: Paper) -> None:
    tables = tree(write_fragment(report_2023)).xpath("//table[contains(@class, 'stack')]")
    appeals, catalogue = tables[0], tables[1]
    assert appeals.xpath(".//td/@data-label")[5] == "行政诉讼，未经复议直接起诉，结果维持"
    assert catalogue.get("role") == "table"
    assert {e.get("role") for e in catalogue.xpath("./tbody/tr")} == {"row"}
    assert catalogue.xpath(".//tbody/tr[1]/td")[-2].text is None  # blank stays empty


def test_blank_zero_and_dash_look_different(small: Callable[..., Paper]) -> None:
    row = [
        Cell("项"),
        Cell("", key="a"),
        Cell("0", number=0, key="b"),
        Cell("——", key="c"),
        Cell("3", number=3, key="d"),
    ]
    cells = tree(write_fragment(small(Table([row], header_rows=0)))).xpath("//td")
    assert [(c.text or "", c.get("class")) for c in cells] == [
        ("", "num"),
        ("0", "num z"),
        ("——", "num z"),
        ("3", "num"),
    ]


def test_a_number_leads_to_its_records_but_never_to_a_script(small: Callable[..., Paper]) -> None:
    row = [Cell("项"), *[Cell("5", key=str(n), href=h) for n, h in enumerate(
        ("/jilu/1", "#a", "https://x.gov.cn/a?b=1&c", "javascript:alert(1)", " JaVaScRiPt:x", "data:text/html,x", "//evil.example", "vbscript:x")
    )]]  # fmt: skip
    links = tree(write_fragment(small(Table([row], header_rows=0)))).xpath("//td//a/@href")
    assert links == ["/jilu/1", "#a", "https://x.gov.cn/a?b=1&c"]


def test_bars_are_a_table_and_columns_a_named_drawing_with_its_data(report_2018: Paper) -> None:
    root = tree(write_fragment(report_2018))
    bars = one(root, "//table[contains(@class, 'bars')]")
    assert bars.xpath(".//th")[0].text == "政府网站"
    assert [td.text for td in bars.xpath(".//td[@class='num']")] == ["200", "27", "171", "280"]
    assert bars.xpath(".//rect[@class='c1']/@width")[:2] == ["71.4%", "9.6%"]
    figures = root.xpath("//figure[contains(@class, 'chart')]")
    assert len(figures) == 2
    for figure in figures:
        drawing = figure.xpath("./svg|./div/svg")[0]
        assert drawing.get("role") == "img"
        assert drawing.get("aria-labelledby") == figure.xpath("./figcaption/@id")[0]
        assert drawing.get("aria-describedby") == figure.xpath(".//table/@id")[0]
    assert "52" in [t.text for t in figures[0].xpath(".//*[local-name()='text']")]


def test_twelve_months_are_numbered_on_the_drawing_and_named_in_the_table(report_2018: Paper) -> None:
    figure = tree(write_fragment(report_2018)).xpath("//figure[contains(@class, 'chart')]")[0]
    drawn = [t.text for t in figure.xpath(".//*[local-name()='text'][not(@class)]")]
    assert drawn == [str(n) for n in range(1, 13)]
    assert figure.xpath(".//table//th[@scope='row']")[0].text == "1月"


def test_a_chart_without_data_is_a_sentence(small: Callable[..., Paper]) -> None:
    root = tree(write_fragment(small(Chart("各月公开数", ["1月"], [Series("条", [None])], "column"))))
    assert not root.xpath("//svg")
    assert "各月公开数：还没有数据" in root.text_content()


def test_key_figures_are_a_list_of_terms(report_2018: Paper) -> None:
    figures = one(tree(write_fragment(report_2018)), "//dl[@class='figs']")
    assert [d.text_content() for d in figures.xpath(".//dd")] == ["678条", "0.7万元"]


hostile = st.text(max_size=20).map(lambda t: f"{t}<script>alert(1)</script>\"' onload=x &amp;<!--{t}")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hostile, hostile, st.integers(0, 4), st.booleans())
def test_no_text_injects_markup(one_text: str, two: str, spans: int, header: bool) -> None:
    blocks: list[Any] = [
        Contents(one_text),
        Heading(one_text, spans),
        Paragraph(two, one_text),
        Table(
            [[Cell(one_text, spans, spans, header), Cell(two, key=one_text, href=two)]], two, spans, [], one_text, two
        ),
        Chart(one_text, [two, one_text], [Series(two, [1, 2]), Series(one_text, [None])], "line", two),
        Chart(one_text, [two], [Series(two, [1])], "bar", two),
    ]
    paper = Paper(blocks, one_text, two, two, one_text, figures=[Figure(one_text, two, one_text, two)])
    fragment = write_fragment(paper)
    assert "<script" not in fragment
    assert "<!--" not in fragment
    for element in tree(fragment).iter():
        assert not [a for a in element.attrib if a.startswith("on") or a == "style"]
    write_html(paper).decode("utf-8")


@pytest.mark.browser
def test_axe_finds_nothing_on_the_page(chromium: Any, report_2018: Paper, report_2023: Paper, tmp_path: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for paper in (report_2018, report_2023):
        # scripts of the checker need the page without its policy
        file = tmp_path / "page.html"
        file.write_bytes(re.sub(rb"<meta http-equiv[^>]*>", b"", write_html(paper)))
        for width in (360, 1280):
            page = chromium.new_page(viewport={"width": width, "height": 900})
            page.goto(file.as_uri())
            found = axe.Axe().run(page).response["violations"]
            assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.close()
