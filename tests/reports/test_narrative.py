"""Chapters: official titles, words that follow the figures, and hand-typed numbers that contradict the table."""

from __future__ import annotations

import pytest

from gongkai.dialogue.models import Proposal
from gongkai.information_requests.models import ProcessingFee
from gongkai.law.forms import load
from gongkai.papers.model import Heading, Paragraph, Table
from gongkai.reports.assembling import assemble
from gongkai.reports.narrative.chapters import chinese_number, default_chapters
from gongkai.reports.narrative.rich_text import blocks_of, tidy
from gongkai.reports.queries import report_of
from gongkai.reports.services import begin_report, override_figure, write_chapter

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(town):
    """``text(2018)``: all chapters of the default report of a year, as they will be printed."""

    def tell(year: int) -> str:
        assembled = assemble(report_of(town, year))
        assert assembled.failures == []
        return "\n".join(f"{chapter.heading}\n{chapter.text}" for chapter in assembled.chapters)

    return tell


@pytest.mark.parametrize("year", [2019, 2021])
def test_since_2019_the_six_chapters_are_the_official_ones(town, year):
    chapters = assemble(report_of(town, year)).chapters
    edition = "2019" if year == 2019 else "2021"
    assert [c.title for c in chapters[1:]] == [c.title for c in load(edition).chapters]
    assert chapters[1].heading == "一、总体情况"


@pytest.mark.parametrize("year", [2020, 2024])
def test_chapter_one_has_its_five_blocks_and_a_government_reports_on_assessment_and_accountability(town, year):
    chapter = assemble(report_of(town, year)).chapters[1]
    heads = [block.text for block in blocks_of(chapter.body) if isinstance(block, Heading)]
    blocks = load("2021").chapters[0].blocks
    assert [head.split("）")[1] for head in heads] == list(blocks)
    assert all(word in chapter.text for word in ("工作考核", "社会评议", "责任追究"))
    assert len(chapter.text.replace("\n", "")) < 1000


def test_the_2014_era_has_thirteen_chapters_with_the_years_in_their_titles(town):
    chapters = assemble(report_of(town, 2018)).chapters
    assert [c.position for c in chapters] == list(range(14))
    assert chapters[11].heading == "十一、2018年推进公开工作存在的问题与不足"
    assert chapters[12].heading == "十二、开展2019年工作的初步计划安排"


@pytest.mark.parametrize(
    ("year", "basis"), [(2018, None), (2020, "国办公开办函〔2019〕60号"), (2023, "国办公开办函〔2021〕30号")]
)
def test_the_preface_says_basis_and_period(text, year, basis):
    said = text(year)
    assert f"自{year}年1月1日起至{year}年12月31日止" in said
    assert [number for number in ("60号", "30号") if number in said] == ([basis[-3:]] if basis else [])


@pytest.mark.parametrize("year", [2018, 2019, 2022])
def test_a_year_without_anything_says_so_in_words_and_prints_no_gap(text, year):
    said = text(year)
    assert "未收到政府信息公开申请" in said
    assert "收取" in said
    assert "0件" not in said
    for gap in ("{{", "{%", "（）", "，。", "。。", "、。", "共条", "None"):
        assert gap not in said


def test_words_follow_the_figures(text, clerk):
    request = clerk.request("2022-01-02", "2022-01-10", "O-20")
    clerk.request("2022-12-20")
    clerk.request("2021-12-20", "2022-01-05", "O-31")
    clerk.add(ProcessingFee, request=request, noticed_on="2022-01-05", amount="41.50", paid_on="2022-01-06")
    clerk.add(Proposal, kind="NPC", level="town", title="示例", received_on="2018-03-01", published_on="2018-06-01")
    clerk.publish("website", "weibo", on="2022-05-01")
    said = text(2022)
    assert "新收政府信息公开申请2件，上年结转1件，办结2件，结转下年度继续办理1件" in said
    assert "部分公开1件，不予公开1件" in said
    assert "收取信息处理费41.5元，涉及1件申请" in said
    assert "主动公开政府信息1条，其中政府网站1条、政务微博1条。" in said
    assert "人大代表建议、政协提案共1件，其中区（县）级0件、本级1件；办结0件，公开办理结果1件" in text(2018)


def test_a_number_in_the_text_follows_a_persons_figure(town, act, clerk):
    clerk.publish("website", on="2018-05-01")
    report = begin_report(town, 2018, **act())
    override_figure(report, "S14.1.1", 9, reason="漏登记", **act())
    assert "主动公开政府信息9条" in assemble(report).chapters[1].text


@pytest.mark.parametrize(
    ("year", "body", "cells"),
    [
        (2018, "<p>全年主动公开政府信息445条。</p>", ("S14.1.1",)),
        (2018, "<p>回应事件５次。</p>", ("S14.2.1",)),
        (2022, "<p>本年收到政府信息公开申请3件。</p>", ("R21.3.1.tot",)),
        (2022, "<p>因政府信息公开引起行政复议2件。</p>", ("R21.4.rev.tot",)),
    ],
)
def test_a_hand_typed_number_that_contradicts_the_table_is_found(town, act, year, body, cells):
    report = begin_report(town, year, **act())
    write_chapter(report, 5, title="示例章", body=body, **act())
    (finding,) = [finding for finding in assemble(report).findings if finding.rule == "L-14"]
    assert finding.cells == cells
    assert "示例章" in finding.where


def test_a_bound_number_is_never_found_wrong(town, act, clerk):
    for year in (2018, 2022):
        clerk.request(f"{year}-01-02", f"{year}-01-10", "O-20")
        clerk.publish("website", "wechat", on=f"{year}-05-01")
        assert not [f for f in assemble(report_of(town, year)).findings if f.rule == "L-14"]


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (13, "十三"), (20, "二十"), (21, "二十一")])
def test_chapters_are_numbered_in_chinese(number, words):
    assert chinese_number(number) == words


def test_default_chapters_name_nothing_unknown_in_any_edition(town):
    for year in (2014, 2018, 2019, 2020, 2021, 2026):
        assert assemble(report_of(town, year)).failures == []
    assert len(default_chapters("2014")) == 14
    assert len(default_chapters("2021")) == 7


# ── rich text ──


def test_rich_text_becomes_headings_paragraphs_lists_and_tables():
    html = (
        "<h3>（一）标题</h3><p>第一段，<b>加粗</b>和<a href='#'>链接</a>。</p><p></p>"
        "<ol><li>甲</li><li>乙</li></ol><ul><li>丙</li></ul>"
        "<table><tr><th>项目</th><th>数</th></tr><tr><td rowspan='2'>甲</td><td>1</td></tr><tr><td>2</td></tr></table>"
        "<p>一行<br/>另一行</p>松散的文字<script>alert(1)</script>"
    )
    blocks = blocks_of(html)
    words = [block.text for block in blocks if isinstance(block, Heading | Paragraph)]
    assert words == ["（一）标题", "第一段，加粗和链接。", "1.甲", "2.乙", "丙", "一行", "另一行", "松散的文字"]
    assert [block.level for block in blocks if isinstance(block, Heading)] == [2]
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert table.header_rows == 1
    assert table.rows[1][0].rowspan == 2


def test_paragraphs_that_conditions_emptied_vanish():
    assert tidy("<p>一</p><p> </p><p><br/></p><h3></h3><p>&nbsp;</p><p>二</p>") == "<p>一</p><p>二</p>"


@pytest.mark.parametrize(
    "html", ["", "  ", "<p>", "文字", "<table></table>", "<div><div><p>深</p></div></div>", "<p>&#0;</p>"]
)
def test_odd_rich_text_does_not_break(html):
    assert isinstance(blocks_of(html), list)
