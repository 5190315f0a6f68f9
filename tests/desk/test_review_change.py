"""What changed between two texts, by paragraph and word; nothing is lost or made up in between."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.desk.review_change import FIELDS, blocks, change


def text(body, **fields):
    return SimpleNamespace(body=body, **({name: "" for name, _ in FIELDS} | fields))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>一、</h2><p>甲<b>乙</b><br/>丙</p>", [("h2", "一、"), ("p", "甲乙 丙")]),
        ("<ul><li>一</li><li>二<ul><li>三</li></ul></li></ul>", [("li", "一"), ("p", "二"), ("li", "三")]),
        ("<table><tr><th>村</th><td>3</td></tr></table>", [("tr", "村 │ 3")]),
        ("散的<div>字<p>段</p>尾</div>", [("p", "散的"), ("p", "字"), ("p", "段"), ("p", "尾")]),
        ('<p><img src="image:7" alt="照片"></p>', [("p", "［图7：照片］")]),
        ("", []),
    ],
)
def test_a_text_is_read_in_its_paragraphs(html, expected):
    assert blocks(html) == expected


def test_a_changed_word_is_marked_and_its_neighbours_are_not():
    found = change(text("<p>出动人员约600人，清运垃圾。</p>"), text("<p>出动人员612人次，清运垃圾。</p>"))
    assert found.touched == 1
    kept = "".join(words for kind, words in found.lines[0].pieces if not kind)
    assert kept.startswith("出动人员")
    assert kept.endswith("，清运垃圾。")


def test_another_picture_in_the_same_place_is_a_change():
    assert change(text('<p><img src="image:1" alt="图"></p>'), text('<p><img src="image:2" alt="图"></p>')).touched == 1


def test_long_unchanged_runs_are_folded_and_counted():
    same = "".join(f"<p>第{number}段</p>" for number in range(9))
    found = change(text(same + "<p>旧</p>"), text(same + "<p>新的一句完全不同的话</p>"))
    assert [line.folded for line in found.lines if line.folded] == [8]


def test_fields_are_compared_in_the_words_people_read():
    found = change(text("", title="甲"), text("", title="乙", keywords="环境"))
    assert found.fields == [("标题", "甲", "乙"), ("主题词", "", "环境")]
    assert found.words == "著录改了2项"


PARAGRAPHS = st.lists(st.text("甲乙丙丁戊，。", min_size=1, max_size=12), max_size=6)


@given(PARAGRAPHS, PARAGRAPHS)
def test_both_texts_can_be_read_out_of_the_comparison(old, new):
    found = change(text("".join(f"<p>{one}</p>" for one in old)), text("".join(f"<p>{one}</p>" for one in new)))
    assert bool(found.touched) == (old != new)
    if found.touched and not any(line.folded for line in found.lines):
        before = "".join(words for line in found.lines for kind, words in line.pieces if kind != "ins")
        after = "".join(words for line in found.lines for kind, words in line.pieces if kind != "del")
        assert (before, after) == ("".join(old), "".join(new))
