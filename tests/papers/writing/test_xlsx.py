"""The workbook: real numbers, formulas by cell key, text that stays text, sheets that print."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.law.forms import load
from gongkai.papers.model import Cell, Chart, Paper, Paragraph, Series, Table
from gongkai.papers.writing.xlsx import formula_of, sum_of, write_xlsx

KINDS = ("np", "ent", "sci", "pub", "law", "oth")


def opened(data: bytes, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def add_totals(paper: Paper) -> None:
    for table in paper.tables():
        for row in table.rows:
            for cell in row:
                if re.fullmatch(r"R21\.3\..*\.tot", cell.key):
                    cell.formula = sum_of(cell.key.replace(".tot", f".{kind}") for kind in KINDS)


def test_totals_are_formulas_with_their_values_stored(report_2023: Paper) -> None:
    add_totals(report_2023)
    data = write_xlsx(report_2023)
    formulas, values = opened(data)["表3"], opened(data, values=True)["表3"]
    assert formulas["J4"].value == "=D4+E4+F4+G4+H4+I4"
    assert values["J4"].value == 12
    assert values["D4"].value == 9


def test_a_formula_reaches_into_another_sheet(small: Callable[..., Paper]) -> None:
    first = Table([[Cell("5", key="a.b", number=5)]], name="表 '甲'")
    second = Table([[Cell("5", number=5, formula="={a.b}*1")]], name="乙")
    book = opened(write_xlsx(small(first, second)))
    assert book.sheetnames[:2] == ["表 '甲", "乙"]
    assert book["乙"]["A1"].value == "='表 ''甲'!A1*1"


def test_a_formula_with_a_key_that_stands_nowhere_leaves_the_figure(small: Callable[..., Paper]) -> None:
    book = opened(write_xlsx(small(Table([[Cell("7", number=7, formula=sum_of(["R21.9.9"]))]], name="甲"))))
    assert book["甲"]["A1"].value == 7


def test_an_identity_in_cell_keys_becomes_a_formula() -> None:
    keys = load("2021").cells
    assert formula_of("R21.3.1.np + R21.3.2.np", keys.__contains__) == "={R21.3.1.np} + {R21.3.2.np}"
    assert sum_of(["a", "b"], minus=["c"]) == "={a}+{b}-{c}"


def test_merged_cells_stand_as_printed(report_2023: Paper) -> None:
    sheet = opened(write_xlsx(report_2023))["表3"]
    ranges = {str(r) for r in sheet.merged_cells.ranges}
    assert {"A1:C3", "D1:J1", "A6:A27"} <= ranges
    assert sheet["A6"].value == "三、本年度办理结果"


def test_blank_zero_and_dash_stay_three_things(small: Callable[..., Paper]) -> None:
    cells = [
        Cell("", key="k1"),
        Cell("0", number=0, key="k2"),
        Cell("——", key="k3"),
        Cell("0.70", number=Decimal("0.70")),
    ]
    sheet = opened(write_xlsx(small(Table([cells], header_rows=0, name="甲"))))["甲"]
    assert [c.value for c in sheet[1]] == [None, 0, "——", 0.7]
    assert sheet["D1"].number_format == "0.00"


def test_text_that_looks_like_a_formula_is_text(small: Callable[..., Paper]) -> None:
    texts = ["=1+1", "+SUM(A1)", "-2", "@cmd", '=HYPERLINK("http://x")', "http://example.com", "0012"]
    sheet = opened(write_xlsx(small(Table([[Cell(t)] for t in texts], header_rows=0, name="甲"))))["甲"]
    assert [row[0].value for row in sheet.iter_rows()] == texts
    assert {row[0].data_type for row in sheet.iter_rows()} == {"s"}
    assert not sheet._hyperlinks


def test_a_sheet_prints_one_a4_page_wide_with_its_head_frozen(report_2018: Paper) -> None:
    sheet = opened(write_xlsx(report_2018)).worksheets[0]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (9, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$2:$2"
    assert sheet["A3"].font.name == "宋体"
    assert "&P" in sheet.oddFooter.center.text


def test_sheet_names_are_legal_and_differ(small: Callable[..., Paper]) -> None:
    names = ["公开/情况[统计]表:*?", "公开 情况 统计 表", "History", "长" * 40, "长" * 40, "", "'"]
    book = opened(write_xlsx(small(*[Table([[Cell("1")]], name=n) for n in names])))
    assert len(book.sheetnames) == len({n.casefold() for n in book.sheetnames}) == len(names) + 1
    assert all(len(n) <= 31 and not re.search(r"[\[\]:*?/\\]", n) for n in book.sheetnames)


def test_charts_bring_their_data_and_a_native_chart(report_2018: Paper) -> None:
    sheet = opened(write_xlsx(report_2018))["图表数据"]
    assert [c.value for c in sheet[3]][:2] == ["政府网站", 200]
    assert len(sheet._charts) == 3


def test_equal_papers_give_equal_bytes(report_2018: Paper) -> None:
    assert write_xlsx(report_2018) == write_xlsx(report_2018)


def test_a_very_long_paragraph_goes_on_in_the_next_row(small: Callable[..., Paper]) -> None:
    sheet = opened(write_xlsx(small(Paragraph("公" * 40000), title="")))["说明"]
    assert "".join(row[0].value for row in sheet.iter_rows()) == "公" * 40000


numbers = st.one_of(st.none(), st.integers(), st.floats(), st.decimals(), st.text(max_size=3))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=40), st.text(max_size=40), numbers, st.integers(0, 4))
def test_no_text_and_no_number_breaks_the_workbook(one: str, two: str, number: Any, spans: int) -> None:
    table = Table(
        [[Cell(one, spans, spans, number=number), Cell(two)], [Cell(two, formula="={nowhere}")]], one, name=two
    )
    chart = Chart(one, [two, "乙"], [Series(one, [1.5])], "line", two)
    data = write_xlsx(Paper([table, Paragraph(two), chart], title=one, author=two))
    book = opened(data)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
