"""Marked passages are found again by their words, in whatever way the text is set."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.disclosures.passages import Passage, find, marked, plain, squeezed

TEXT = "<p>出动人员<b>约600</b>人，清运垃圾若干。</p>\n<p>出动人员很多。</p>"


@pytest.mark.parametrize(
    ("passage", "shown"),
    [
        (Passage("人员约600人", ""), ["人员", "约600", "人"]),
        (Passage("若干。\n出动", ""), ["若干。", "出动"]),
        (Passage("出动人员", "", after="很多"), ["出动人员"]),
        (Passage("没有", ""), []),
        (Passage(" ", ""), []),
    ],
)
def test_a_passage_is_marked_over_bounds_of_elements(passage, shown):
    html, found = marked(TEXT, [passage])
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    assert ["".join(one.itertext()) for one in root.iter("mark")] == shown
    assert found == [bool(shown)]


def test_of_several_places_the_one_with_the_same_surroundings_is_meant():
    text = plain(TEXT)
    assert find(text, Passage("出动人员", "", after="约600")) == 0
    assert find(text, Passage("出动人员", "", before="若干。")) == text.rindex("出动人员")


def test_passages_that_overlap_are_both_shown_and_numbered():
    html, found = marked("<p>甲乙丙丁</p>", [Passage("甲乙丙", ""), Passage("丙丁", "")])
    assert found == [True, True]
    assert 'data-passages="1 2">丙<' in html
    assert html.index("#remark-1") < html.index("#remark-2")


def test_markup_in_words_stays_words():
    html, _ = marked("<p>3 &lt; 5，a&amp;b</p>", [Passage("<5，a&b", "")])
    assert "&lt; 5，a&amp;b</mark>" in html
    assert plain(html) == "3<5，a&b1"


def test_what_was_said_stands_at_the_end_of_the_paragraph_in_which_the_passage_ends():
    said = [Passage("甲", "写姓名"), Passage("丙", "<b>改</b>"), Passage("戊", "")]
    html, _ = marked("<table><tr><td><p>甲乙</p></td></tr></table><p>丙<b>丁</b></p>戊", said)
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    places = [(one.getparent().tag, "".join(one.getparent().itertext())) for one in root.iter("span")]
    assert places == [("p", "甲1乙1　写姓名"), ("p", "丙2丁2　<b>改</b>")]


PIECES = st.lists(st.text("甲乙丙丁 ，。\n", min_size=1, max_size=8), min_size=1, max_size=6)


@given(PIECES, st.data())
def test_marking_changes_no_word_of_the_text(pieces, data):
    html = "".join(f"<p>{piece}<b>{piece}</b></p>" for piece in pieces)
    text = plain(html)
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    quote = text[start : start + data.draw(st.integers(1, 12))]
    shown, found = marked(html, [Passage(quote, "", before=text[:start], after=text[start + len(quote) :])])
    root = lxml.html.fragment_fromstring(shown, create_parent="div")
    assert found == [bool(quote)]
    assert squeezed("".join("".join(one.itertext()) for one in root.iter("mark"))) == quote
    for number in root.xpath(".//sup"):
        number.drop_tree()
    assert squeezed("".join(root.itertext())) == text
