"""The chapters' template language: bound values, conditions, lists, and failures with a place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.reports.narrative.language import MAX_TURNS, names_in, render

VALUES = {
    "S14.1.1": 678,
    "S14.3.1": 0,
    "S14.8.4": Decimal("0.70"),
    "自称": "我镇",
    "单位.名称": "示例镇<人民>政府",
    "空的": "",
    "渠道清单": [{"名称": "政府网站", "数量": 200}, {"名称": "政务微博", "数量": 27}],
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("主动公开{{ S14.1.1 }}条", "主动公开678条"),
        ("{{S14.8.4}}万元", "0.7万元"),
        ("{{ 单位.名称 }}", "示例镇&lt;人民&gt;政府"),
        ("{% 如果 S14.3.1 %}收到{{ S14.3.1 }}件{% 否则 %}未收到{% 结束 %}", "未收到"),
        ("{% 如果 S14.1.1 > 600 且 S14.3.1 = 0 %}是{% 结束 %}", "是"),
        ("{% 如果 S14.1.1 &gt; 600 %}是{% 结束 %}", "是"),
        ("{% 如果 S14.1.1 < 600 或 自称 = “我镇” %}是{% 否则 %}否{% 结束 %}", "是"),
        ("{% 如果 非 空的 %}空{% 结束 %}", "空"),
        ("{% 如果 S14.8.4 >= 0.7 %}是{% 结束 %}", "是"),
        ("{% 逐个 项 于 渠道清单 隔以 ， %}{{ 项.名称 }}{{ 项.数量 }}条{% 结束 %}。", "政府网站200条，政务微博27条。"),
        ("{% if S14.1.1 %}{% for x in 渠道清单 sep 、 %}{{ x.数量 }}{% endfor %}{% endif %}", "200、27"),
        ("<p>没有大括号 { } % 的文字</p>", "<p>没有大括号 { } % 的文字</p>"),
    ],
)
def test_what_a_template_says(template, text):
    rendered = render(template, VALUES)
    assert (rendered.text, rendered.failures) == (text, [])


@pytest.mark.parametrize(
    ("template", "code", "place"),
    [
        ("一\n二{{ S14.9.9 }}", "unknown_name", "第一章第2行"),
        ("{{ 自称.__class__ }}", "unknown_name", "第一章第1行"),
        ("{{ 1 + 1 }}", "bad_name", "第一章第1行"),
        ("{{ 自称|safe }}", "bad_name", "第一章第1行"),
        ("{% include 'settings.py' %}", "unknown_word", "第一章第1行"),
        ("{% 如果 S14.1.1 %}没有结束", "unclosed_block", "第一章第1行"),
        ("文字{% 结束 %}", "stray_word", "第一章第1行"),
        ("文字{% 否则 %}", "stray_word", "第一章第1行"),
        ("文字{{ S14.1.1", "unclosed_mark", "第一章第1行"),
        ("{% 如果 自称 > 3 %}{% 结束 %}", "bad_condition", "第一章第1行"),
        ("{% 逐个 项 渠道清单 %}{% 结束 %}", "bad_loop", "第一章第1行"),
        ("{% 逐个 项 于 自称 %}{% 结束 %}", "not_a_list", "第一章第1行"),
        ("{{ 渠道清单 }}", "not_a_value", "第一章第1行"),
        ("{% 如果 S14.1.1 %}" * 9 + "{% 结束 %}" * 9, "too_deep", "第一章第1行"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(template, code, place):
    failures = render(template, VALUES, place="第一章").failures
    assert (failures[0].code, failures[0].place) == (code, place)


def test_loops_are_limited():
    values = {"长": [{"数": n} for n in range(MAX_TURNS)]}
    nested = "{% 逐个 甲 于 长 %}{% 逐个 乙 于 长 %}x{% 结束 %}{% 结束 %}"
    rendered = render(nested, values)
    assert rendered.failures[0].code == "too_many"
    assert len(rendered.text) <= MAX_TURNS


def test_names_used_are_told_with_what_they_stood_for():
    assert render("{{ S14.1.1 }}条，{{ 自称 }}", VALUES).used == {"S14.1.1": "678", "自称": "我镇"}
    assert names_in("{{ S14.1.1 }}<b>{{&nbsp;自称 }}</b>{% 如果 空的 %}{% 结束 %}") == ["S14.1.1", "自称"]


@given(st.text(alphabet="{}%如果否则结束逐个于 S14.1<>p/\n", max_size=60))
def test_no_text_breaks_the_language(template):
    rendered = render(template, VALUES)
    assert rendered.failures or isinstance(rendered.text, str)


@given(st.text(max_size=40))
def test_a_value_is_text_whatever_is_in_it(value):
    """Neither markup nor marks in a value are taken for anything but text."""
    from html import unescape

    rendered = render("{{ 值 }}", {"值": value})
    assert unescape(rendered.text) == unescape(value) or rendered.text == value.replace("&", "&amp;").replace(
        "<", "&lt;"
    ).replace(">", "&gt;")
    assert "<" not in rendered.text
