"""Charts print their figures and keep their proportions."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gongkai.papers.model import Chart, Series
from gongkai.papers.writing.charts import draw, svg, web_svg
from gongkai.papers.writing.layout import number_text

SVG = "{http://www.w3.org/2000/svg}"


def test_bars_are_as_long_as_their_figures() -> None:
    drawing = draw(Chart("渠道", ["网站", "微博"], [Series("条", [200, 50])], "bar"))
    bars = [s for s in drawing.shapes if s.kind == "rect" and s.tone == "c1"]
    assert bars[0].w == pytest.approx(4 * bars[1].w)


def test_columns_are_as_high_as_their_figures_and_stand_on_the_axis() -> None:
    drawing = draw(Chart("月", ["1月", "2月", "3月"], [Series("条", [10, 0, 40])], "column"))
    first, second = [s for s in drawing.shapes if s.kind == "rect"]
    assert second.h == pytest.approx(4 * first.h)
    axis = next(s for s in drawing.shapes if s.tone == "ax")
    assert first.y + first.h == pytest.approx(axis.y)
    assert [s.text for s in drawing.shapes if s.tone == "v"] == ["10", "0", "40"]


def test_no_figure_is_no_mark_and_a_fall_below_zero_hangs_from_the_axis() -> None:
    drawing = draw(Chart("增减", ["甲", "乙", "丙"], [Series("条", [5, None, -5])], "column"))
    up, down = [s for s in drawing.shapes if s.kind == "rect"]
    axis = next(s for s in drawing.shapes if s.tone == "ax")
    assert up.y + up.h == pytest.approx(axis.y)
    assert down.y == pytest.approx(axis.y)
    assert len([s for s in drawing.shapes if s.tone == "v"]) == 2


def test_two_series_have_a_legend_and_one_has_none() -> None:
    two = draw(Chart("比", ["甲"], [Series("今年", [1]), Series("去年", [2])], "column"))
    assert {"今年", "去年"} <= {s.text for s in two.shapes}
    single = draw(Chart("比", ["甲"], [Series("今年", [1])], "column"))
    assert "今年" not in {s.text for s in single.shapes}


@pytest.mark.parametrize(
    ("value", "printed"), [(0, "0"), (0.7, "0.7"), (9999, "9999"), (12345.0, "12,345"), (-3, "-3")]
)
def test_figures_have_commas_only_from_ten_thousand(value: float, printed: str) -> None:
    assert number_text(value) == printed


values = st.lists(st.one_of(st.none(), st.floats(), st.integers(-(10**9), 10**9)), max_size=6)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.text(max_size=12), max_size=6),
    st.lists(values, max_size=3),
    st.sampled_from(["bar", "column", "line", "?"]),
)
def test_any_chart_is_well_formed_and_stays_on_its_ground(
    labels: list[str], series: list[list[float]], kind: str
) -> None:
    chart = Chart("题<&>", labels, [Series(f"系列{n}", list(line)) for n, line in enumerate(series)], kind)
    drawing, height = svg(chart)
    root = etree.fromstring(drawing)
    assert height > 0
    for rect in root.iter(f"{SVG}rect"):
        x, width = float(rect.get("x")), float(rect.get("width"))
        assert x >= -0.1
        assert x + width <= float(root.get("width")) + 60  # a legend may run on
    page = etree.fromstring(web_svg(chart, labelled_by="a", described_by="b"))
    assert not re.search(r"\bstyle=", etree.tostring(page, encoding="unicode"))
