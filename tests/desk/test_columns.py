"""Cells written without a template: the same words, and nothing of a title becomes markup."""

import datetime as dt
from types import SimpleNamespace

from gongkai.desk.columns import CheckboxColumn, PlainColumn, TitleLinkColumn


def test_what_stands_in_a_record_is_text_and_never_markup():
    row = SimpleNamespace(pk=7, title='<b onclick="x()">甲&乙</b>')
    cell = PlainColumn("title", classname="gk-wide").render_cell_html(row, {})
    assert cell == '<td class="gk-wide">&lt;b onclick=&quot;x()&quot;&gt;甲&amp;乙&lt;/b&gt;</td>'
    named = TitleLinkColumn("title", get_url=lambda one: "/a/?b=1&c=2", get_title_id=lambda one: f"t{one.pk}")
    cell = named.render_cell_html(row, {})
    assert '<a href="/a/?b=1&amp;c=2"><span id="t7">&lt;b onclick' in cell
    assert "<b" not in cell


def test_times_are_those_of_here_and_nothing_is_nothing():
    row = SimpleNamespace(at=dt.datetime(2026, 11, 25, 17, 30, tzinfo=dt.UTC), none=None)
    assert PlainColumn("at").render_cell_html(row, {}) == "<td>2026-11-26 01:30</td>"
    assert PlainColumn("none").render_cell_html(row, {}) == "<td></td>"


def test_a_title_that_is_missing_can_still_be_followed_and_chosen():
    row = SimpleNamespace(pk=7, title="")
    named = TitleLinkColumn("title", get_url=lambda one: "/a/", get_title_id=lambda one: "t7")
    assert "（没有标题）</span></a>" in named.render_cell_html(row, {})
    cell = CheckboxColumn("bulk", obj_type="snippet").render_cell_html(row, {})
    assert 'data-object-id="7"' in cell
    assert 'aria-describedby="snippet_7_title"' in cell
