"""The founding report and published reports: what was found by hand is found, and nothing false is said."""

from __future__ import annotations

import pytest

from gongkai.checks.report.recognise import recognise
from gongkai.checks.report.rules import Context, run
from gongkai.findings import Severity
from gongkai.papers.reading import read


@pytest.fixture
def check(shared):
    def ask(name, previous=None, folder="cases/reports"):
        def load(file):
            return recognise(read(shared / folder / file), name=file)

        return run(load(name), Context(previous=load(previous) if previous else None))

    return ask


def grave(findings):
    return [f for f in findings if f.severity is not Severity.INFO]


@pytest.mark.parametrize("name", ["huaian-2024.pdf", "huaian-2024.pdftotext.txt", "suqian-2023.txt"])
def test_a_report_without_faults_is_left_alone(check, name):
    assert grave(check(name)) == []


@pytest.mark.parametrize("name", ["beijingjie-2020", "yongjia-tjj-2015"])
def test_an_excerpt_without_faults_is_left_alone(check, name):
    assert grave(check(f"{name}.excerpt.txt")) == []


class TestFoundingReport:
    @pytest.fixture
    def found(self, check):
        return check("xingjing-2018.txt", folder="seeds")

    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            ("A-08", "回应公众关注热点"),
            ("L-14", "10"),
            ("A-04", "678"),
            ("L-15", "445"),
            ("L-15", "12条"),
            ("L-14", "规范性文件"),
            ("L-14", "解读"),
            ("L-10", "八、政府信息公开依申请公开工作情况"),
            ("W-01", "任然"),
            ("W-01", "有序开张"),
            ("W-01", "摸到边"),
            ("W-01", "规范化文件"),
            ("W-01", "食品医药安全"),
            ("W-01", "渠道群众"),
            ("W-02", "工作透明度和工作透明度"),
            ("W-02", "依申请公开、依申请公开"),
            ("W-03", "没有对应的“）”"),
            ("L-35", "and"),
            ("W-06", "较好的发挥"),
            ("W-06", "积极稳妥的做好"),
        ],
    )
    def test_each_fault_known_by_hand_is_named(self, found, rule, words):
        assert any(f.rule == rule and words in f.message for f in found)

    def test_only_the_two_contradictions_are_errors(self, found):
        assert [f.rule for f in found if f.severity is Severity.ERROR] == ["A-08", "L-14"]

    def test_the_five_answers_are_set_against_ten_and_zero(self, found):
        (finding,) = [f for f in found if f.rule == "L-14" and f.severity is Severity.ERROR]
        assert (finding.found, finding.expected) == ("5", "10")
        assert finding.cells == ("S14.2.2.4", "S14.2.1")


def test_suqian_2024_differs_in_cases_rate_and_two_words(check):
    found = grave(check("suqian-2024.txt", previous="suqian-2023.txt"))
    assert sorted(f.rule for f in found) == ["L-14", "L-14", "L-16", "W-01", "W-02"]
    assert {(f.found, f.expected) for f in found if f.rule == "L-14"} == {("134", "170"), ("57", "77")}
    assert [(f.found, f.expected) for f in found if f.rule == "L-16"] == [("1.05%", "1.08%")]
    assert all(f.severity is Severity.WARNING for f in found)


@pytest.mark.parametrize(
    ("name", "rule", "words"),
    [
        ("wuhai-gxj-2020", "L-11", "年度"),
        ("wuhai-gxj-2020", "W-02", "工作工作"),
        ("wuhai-gxj-2020", "W-06", "公开政府信息公开"),
        ("hebao-zhen-2020", "W-06", "1条"),
        ("hebao-zhen-2020", "W-06", "68余"),
        ("zhongshan-jiedao-2021", "L-14", "2910"),
        ("zhongshan-jiedao-2021", "L-10", "规范性文件"),
        ("erlang-jiedao-2022", "L-23", "监督保障"),
        ("qijiazi-zhen-2023", "L-11", "工作告年度报"),
        ("qijiazi-zhen-2023", "L-23", "依申请公开"),
    ],
)
def test_faults_of_excerpts_known_by_hand_are_named(check, name, rule, words):
    assert any(f.rule == rule and words in f.message for f in check(f"{name}.excerpt.txt"))


def test_jianxin_2018_lacks_two_items_and_the_statistics_form(check):
    found = grave(check("jianxin-zhen-2018.txt"))
    assert sorted(f.rule for f in found) == ["L-08", "L-09"]


def test_no_excerpt_is_told_that_something_is_missing_after_the_cut(check, shared):
    for path in (shared / "cases/reports").glob("*.excerpt.txt"):
        assert not [f for f in check(path.name) if f.rule in ("L-09", "L-26", "L-13")]
