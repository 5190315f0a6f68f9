"""What markup may stand in the text of a disclosure."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.disclosures import rich_text
from gongkai.disclosures.rich_text import clean

WORD = (
    "<p class=MsoNormal align=center style='text-align:center'><b><span style='font-family:宋体'>通知<o:p></o:p></span></b></p>"
    "<!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--><style>p{color:red}</style>"
)
CASES = [
    (WORD, '<p class="center"><strong>通知</strong></p>'),
    (
        "<p style='mso-list:l0 level1 lfo1'><span style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span>&nbsp;"
        "</span></span></span>甲项</p><p><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span>乙项</p>",
        "<p>• 甲项</p><p>1. 乙项</p>",
    ),
    ("<div>甲<div>乙</div>丙</div>丁<br>戊", "<p>甲</p><p>乙</p><p>丙</p><p>丁<br>戊</p>"),
    (
        "<table border=1><tr><td colspan=2 rowspan='1' style='text-align:right'>甲</td></tr><tr><td>乙<td>丙</table>",
        '<table><tbody><tr><td colspan="2" class="right">甲</td></tr><tr><td>乙</td><td>丙</td></tr></tbody></table>',
    ),
    (
        "<table><caption>表1</caption><thead><tr><th scope=col>名</th></tr></thead><tbody><tr><td></td></tr></tbody></table>",
        '<table><caption>表1</caption><thead><tr><th scope="col">名</th></tr></thead><tbody><tr><td></td></tr></tbody></table>',
    ),
    (
        '<p><a href="javascript:alert(1)">甲</a><a href="#_Toc1">乙</a><a href="https://x.cn/">丙</a></p>',
        '<p>甲乙<a href="https://x.cn/">丙</a></p>',
    ),
    ('<p onclick="x()">甲<script>x()</script><iframe src="/"></iframe></p>', "<p>甲</p>"),
    ('<img src="https://elsewhere.cn/x.png"><p>甲</p>', "<p>甲</p>"),
    (
        '<p><img src="/admin/writing/images/7/" alt="堤" width="300px" onerror="x()"></p>',
        '<p><img src="image:7" alt="堤" width="300"></p>',
    ),
    ("<p>　　首行空两格</p><p>&nbsp;</p><p></p>", "<p>首行空两格</p>"),
    ("<h1>大</h1><h5>小</h5><i>斜</i>", "<h2>大</h2><h4>小</h4><p><em>斜</em></p>"),
    ('<p class="center" style="text-align:left">甲</p>', "<p>甲</p>"),
    ("<p>5 &lt; 6 &amp; 7</p>", "<p>5 &lt; 6 &amp; 7</p>"),
    ("", ""),
]


@pytest.mark.parametrize(("given_", "kept"), CASES)
def test_what_programs_for_writing_add_goes_and_tables_stay_tables(given_, kept):
    assert clean(given_) == kept


PARTS = st.sampled_from(
    ["<div>", "</div>", "<p>", "</p>", "<table>", "<tr>", "<td colspan=2>", "</td>", "</table>", "<ul><li>", "</ul>", "甲", "<b>",
     "</b>", "<a href=x>", "</a>", "<center>", "<br>", "<img src='image:3'>", "<span style='mso-list:Ignore'>l", "</span>", "　",
     "<blockquote>", "</blockquote>", "<script>", "&nbsp;", "<h1 align=right>", "<o:p>", "<font>", "乙\n", "<!--", "-->", "<svg>", "<p"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS, max_size=25).map("".join))
def test_cleaning_twice_is_cleaning_once_and_nothing_foreign_stays(text):
    once = clean(text)
    assert clean(once) == once
    assert set(re.findall(r"<([a-z0-9]+)", once)) <= set(rich_text.ALLOWED)


def test_no_word_of_a_well_formed_text_is_lost():
    text = "<div>一<section>二<p>三<span>四</span></p>五</section></div><dl><dt>六</dt><dd>七</dd></dl><pre>八</pre><fieldset>九</fieldset>"
    assert re.sub("<[^>]+>", "", clean(text)) == "一二三四五六七八九"


def test_a_text_nested_without_end_is_no_accident():
    assert "甲" in clean("<div>" * 5000 + "甲" + "</div>" * 5000)
