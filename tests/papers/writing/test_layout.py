"""Clean text, tables on a full grid, pages cut at the right places."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.papers.model import Cell, Chart, Contents, Heading, PageBreak, Paper, Paragraph, Series, Table
from gongkai.papers.writing.layout import clean, describe, em, lay, parts, signing_indents, timestamp, widths

spans = st.builds(
    Cell, text=st.text(max_size=3), rowspan=st.integers(-1, 5), colspan=st.integers(-1, 5), header=st.booleans()
)
tables = st.builds(
    Table,
    rows=st.lists(st.lists(spans, max_size=5), max_size=5),
    header_rows=st.integers(-1, 6),
    landscape=st.booleans(),
)


@given(tables)
def test_every_place_of_any_table_belongs_to_exactly_one_cell(table: Table) -> None:
    grid = lay(table)
    covered = [
        (r, c)
        for item in grid.cells
        for r in range(item.row, item.last_row + 1)
        for c in range(item.column, item.last_column + 1)
    ]
    assert sorted(covered) == [(r, c) for r in range(grid.rows) for c in range(grid.columns)]
    assert all(item.last_row < grid.head for item in grid.cells if item.row < grid.head)
    if grid.columns:
        assert sum(widths(table, grid)) == pytest.approx(1)


@given(st.text())
def test_clean_text_is_legal_in_xml(text: str) -> None:
    from lxml import etree

    element = etree.Element("t")
    element.text = clean(text)  # raises on any character XML forbids
    assert "\r" not in clean(text)


def test_direction_overrides_cannot_turn_a_sentence_round() -> None:
    assert clean("公开\u202e条876\u202c。\x00\ufffe") == "公开条876。"


def test_a_date_longer_than_the_organ_moves_the_organ_left() -> None:
    assert em("2019年1月15日") == 6.5
    assert signing_indents("兴泾镇", "2019年1月15日") == (7.5, 2.0)


def test_a_date_begins_two_characters_right_of_the_organ() -> None:
    organ, date = "银川市西夏区兴泾镇人民政府", "2019年1月15日"
    free_organ, free_date = signing_indents(organ, date)
    assert free_organ == 2.0
    assert (free_date + em(date)) == pytest.approx(free_organ + em(organ) - 2)


@pytest.mark.parametrize("date", ["2019-03-05", "2019年3月5日", "2019.3.5", "２０１９年３月５日"])
def test_the_moment_in_a_file_is_the_date_of_the_paper(date: str) -> None:
    assert timestamp(Paper(date=date)).date() == datetime.date(2019, 3, 5)


@pytest.mark.parametrize("date", ["", "下周", "2019年13月40日", "0000-01-01"])
def test_without_a_usable_date_the_moment_is_still_not_the_clock(date: str) -> None:
    assert timestamp(Paper(date=date)).year == 2000


def test_breaks_at_the_edges_make_no_blank_pages() -> None:
    cut = parts(
        Paper([Contents(), PageBreak(), Heading("一、概述"), PageBreak(), PageBreak(), Paragraph("正文"), PageBreak()])
    )
    assert [type(b).__name__ for b in cut.front] == ["Contents"]
    assert [type(b).__name__ for b in cut.body] == ["Heading", "PageBreak", "Paragraph"]


def test_a_chart_in_words_names_every_figure_and_every_gap() -> None:
    chart = Chart("各渠道公开数", ["网站", "微信"], [Series("条数", [200, None])], unit="条")
    assert describe(chart) == "各渠道公开数。网站200条，微信无数据。"
