"""The report as a document: its parts, the official tables, figures, annex; and reading it back gives the same table."""

from __future__ import annotations

import pytest

from gongkai.agencies.scoping import as_agency
from gongkai.catalogue.models import Catalogue, CatalogueEntry
from gongkai.checks.report.recognise import recognise
from gongkai.law.forms import load
from gongkai.papers.model import Chart, Contents, Heading, Paragraph, Table
from gongkai.reports.assembling import assemble
from gongkai.reports.paper import report_paper
from gongkai.reports.queries import report_of
from gongkai.reports.services import begin_report, override_figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(town):
    return lambda year: report_paper(assemble(report_of(town, year)))


def fill(clerk, year):
    for n, outcome in enumerate(("O-11", "O-20", "O-34", "O-41b", "O-53", "O-63")):
        clerk.request(f"{year}-0{n + 1}-02", f"{year}-0{n + 1}-20", outcome, kind=("np", "ent", "law")[n % 3])
    clerk.request(f"{year}-12-20", kind="oth")
    clerk.publish("website", "weibo", on=f"{year}-05-01")


@pytest.mark.parametrize("year", [2018, 2019, 2023])
def test_reading_the_paper_back_gives_every_cell_as_it_was_computed(paper, town, clerk, year):
    fill(clerk, year)
    read = recognise(paper(year))
    assembled = assemble(report_of(town, year))
    assert read.sheet is not None
    assert dict(read.sheet.numbers) == dict(assembled.sheet.numbers)
    assert (read.year, read.edition) == (year, assembled.edition)


def test_the_parts_of_a_2018_report_stand_in_order(paper):
    blocks = paper(2018).blocks
    heads = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
    assert isinstance(blocks[0], Contents)
    assert heads[0] == "一、总体公开工作情况概述"
    assert heads[-1] == "附：2018年政府信息公开情况统计表"
    assert len(heads) == 14


def test_since_2019_each_table_stands_in_its_chapter(paper):
    where, found = "", {}
    for block in paper(2021).blocks:
        if isinstance(block, Heading) and block.level == 1:
            where = block.text[0]
        elif isinstance(block, Table):
            found[block.name] = where
    assert list(found.values()) == ["二", "三", "四"]


def test_zero_prints_0_and_headings_print_a_dash(paper):
    (table,) = [block for block in paper(2018).blocks if isinstance(block, Table)]
    numbers = [cell for row in table.rows for cell in row if cell.key]
    assert len(numbers) == 58
    assert all(cell.text == "0" and cell.number == 0 for cell in numbers)
    assert sum(cell.text == "——" for row in table.rows for cell in row) == 14


def test_table_three_has_ten_columns_and_merged_heads(paper):
    table = next(block for block in paper(2022).blocks if isinstance(block, Table) and block.name.startswith("三"))
    grid = table.grid()
    assert {len(line) for line in grid} == {10}
    assert table.header_rows == 3
    assert all(cell is not None for line in grid for cell in line)
    assert table.rows[0][0].rowspan == 3
    assert table.rows[0][0].colspan == 3
    assert len(grid) - 3 == len(load("2021").table("3").data_rows)


def test_sums_are_formulas_over_their_parts_and_overruled_ones_are_numbers(town, act, clerk):
    fill(clerk, 2022)
    report = begin_report(town, 2022, **act())
    override_figure(report, "R21.3.1.tot", 99, reason="示例理由", **act())
    made = report_paper(assemble(report))
    cells = {cell.key: cell for table in made.tables() for row in table.rows for cell in row if cell.key}
    assert (
        cells["R21.3.2.tot"].formula
        == "={R21.3.2.np}+{R21.3.2.ent}+{R21.3.2.sci}+{R21.3.2.pub}+{R21.3.2.law}+{R21.3.2.oth}"
    )
    assert cells["R21.3.1.tot"].formula is None
    assert cells["R21.3.1.np"].formula is None
    notes = [block.text for block in made.blocks if isinstance(block, Paragraph) and block.style == "note"]
    assert any("填报 99，按台账计算为 7" in note and "示例理由" in note for note in notes)


def test_the_amount_of_purchases_prints_its_unit(paper, clerk):
    from gongkai.registers.models import DutyFigure

    clerk.add(DutyFigure, kind="buy", period_start="2019-01-01", period_end="2019-12-31", decisions=6, amount="251000")
    cells = {cell.key: cell for table in paper(2019).tables() for row in table.rows for cell in row if cell.key}
    assert cells["R19.2.9.buy.amount"].text == "251000元"


def test_figures_show_what_there_is(paper, clerk, town):
    from gongkai.catalogue.models import Section

    assert not [block for block in paper(2018).blocks if isinstance(block, Chart)]
    section = Section.objects.create(agency=town, code="finance", name="财政预决算")
    clerk.publish("website", "weibo", on="2018-05-01", section=section)
    clerk.publish("press", on="2018-06-01")
    clerk.publish("press", on="2017-06-01")
    found = {
        chart.title: dict(zip(chart.labels, chart.series[0].values, strict=True))
        for chart in paper(2018).blocks
        if isinstance(chart, Chart)
    }
    assert found["通过哪些渠道公开（条）"] == {"政府网站": 1, "政务微博": 1, "其他方式": 1}
    assert found["各栏目公开的信息数（条）"] == {"财政预决算": 1, "其他": 1}
    assert found["历年主动公开的信息数（条）"] == {"2017年": 1, "2018年": 2}
    months = found["各月公开的信息数（条）"]
    assert (len(months), months["5月"], months["6月"], sum(months.values())) == (12, 1, 1, 2)


def test_the_catalogue_is_printed_in_the_layout_of_2018(paper, town):
    catalogue = Catalogue.objects.create(
        agency=town,
        year=2018,
        title="示例镇政务公开基本目录",
        filled_by="甲",
        checked_by="乙",
        approved_by="丙",
        filled_on="2018-12-04",
    )
    for n, (category, attribute, stages) in enumerate(
        (
            ("概况信息", "proactive", ["management"]),
            ("概况信息", "proactive", ["execution"]),
            ("财政", "on_request", []),
        ),
        start=1,
    ):
        CatalogueEntry.objects.create(
            agency=town, catalogue=catalogue, ref=f"2018-{n}", serial=n, category=category, matter=f"事项{n}", content="内容",
            responsible_agency="示例镇", attribute=attribute, stages=stages,
        )  # fmt: skip
    table = [block for block in paper(2018).blocks if isinstance(block, Table)][-1]
    assert table.landscape
    assert (
        table.rows[0][0].text == "责任单位：示例镇人民政府　填表人：甲　复核人：乙　审签人：丙　填表时间：2018年12月4日"
    )
    grid = [[cell.text if cell else None for cell in line] for line in table.grid()]
    assert {len(line) for line in grid} == {17}
    assert grid[3][:3] == ["1", "概况信息", "事项1"]
    assert grid[4][:3] == ["1", "概况信息", "事项2"]
    assert grid[5][:3] == ["2", "财政", "事项3"]
    assert [line[6:9] for line in grid[3:]] == [["√", "", ""], ["√", "", ""], ["", "√", ""]]
    assert [line[11:15] for line in grid[3:]] == [["", "", "√", ""], ["", "√", "", ""], ["", "", "", ""]]


def test_since_2019_the_report_is_six_chapters_and_nothing_beside_them(paper, town):
    catalogue = Catalogue.objects.create(agency=town, year=2022, title="示例镇政务公开基本目录")
    CatalogueEntry.objects.create(agency=town, catalogue=catalogue, ref="2022-1", serial=1, category="概况", matter="事项", content="内容", responsible_agency="示例镇")  # fmt: skip
    made = paper(2022)
    assert len([block for block in made.blocks if isinstance(block, Heading) and block.level == 1]) == 6
    assert [table.unit for table in made.tables()] == ["", "件", "件"]


def test_the_founding_town_and_year_are_on_the_cover(xingjing):
    with as_agency(xingjing):
        made = report_paper(assemble(report_of(xingjing, 2018)))
    assert (
        made.cover[0].text.replace("\n", "") == made.title == "银川市西夏区兴泾镇人民政府2018年政府信息公开工作年度报告"
    )
    assert [(figure.value, figure.unit) for figure in made.figures] == [
        ("678", "条"),
        ("0", "件"),
        ("31", "人次"),
        ("0.7", "万元"),
    ]
