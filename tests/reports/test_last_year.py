"""This year's report beside last year's: balances that must meet, and text that must not be copied."""

from __future__ import annotations

import pytest

from gongkai.reports.assembling import assemble
from gongkai.reports.queries import report_of
from gongkai.reports.services import begin_report, keep_published, override_figure, take_step, write_chapter

pytestmark = pytest.mark.django_db


def rules(report):
    return {finding.rule for finding in assemble(report).findings}


def test_an_opening_balance_other_than_last_years_frozen_closing_is_found(town, clerk, act):
    clerk.request("2021-11-01")
    before = begin_report(town, 2021, **act())
    for verb in ("review", "freeze"):
        before = take_step(before, verb, **act())
    assert "C-04" not in rules(report_of(town, 2022))
    clerk.request("2021-12-01")
    findings = [finding for finding in assemble(report_of(town, 2022)).findings if finding.rule == "C-04"]
    assert {(finding.found, finding.expected) for finding in findings} == {("2", "1")}


def test_what_last_year_published_stands_before_what_we_would_print_now(town, clerk, act):
    clerk.request("2021-11-01")
    before = begin_report(town, 2021, **act())
    keep_published(before, {"R21.3.4.np": 3, "R21.3.4.tot": 3}, source="2021年度报告", **act())
    assert "C-04" in rules(report_of(town, 2022))


def test_the_balances_of_2020_and_2021_meet_across_the_editions(town, clerk, act):
    clerk.request("2020-11-01")
    before = begin_report(town, 2020, **act())
    assert "C-04" not in rules(report_of(town, 2021))
    override_figure(before, "R19.3.4.np", 2, reason="示例", **act())
    assert "C-04" in rules(report_of(town, 2021))


def test_a_problem_chapter_copied_from_last_year_is_found(town, act):
    text = "一是村级公开栏更新不及时，部分村半年才换一次内容；二是补贴发放信息分散在几个栏目，群众查找不便；三是窗口人员对依申请公开的程序不熟悉。"
    for year in (2021, 2022):
        report = begin_report(town, year, **act())
        write_chapter(report, 5, title="存在的主要问题及改进情况", body=f"<p>{text}</p>", **act())
    assert rules(report) & {"L-27", "L-28"}
