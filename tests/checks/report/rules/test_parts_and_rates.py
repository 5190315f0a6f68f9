"""L-15, L-16: parts, shares and changes over the year, as the text itself gives them."""

from __future__ import annotations

import pytest

from gongkai.findings import Severity

RIGHT = [
    "全年主动公开信息678条，其中，网站200条，微博27条，微信171条，其他渠道280条。",
    "全年公开信息86条，其中：组织机构类信息2条；其他文件信息5条；政务动态类信息79条。",
    "共收办申请3607件（市政府2349件、各部门1258件），同比增长70.3%，其中，自然人申请3493件，法人或其他组织申请114件。",
    "全年公开信息22条，其中线上信息公开15条。",
    "全年公开信息300条，其中政务动态100条、通知公告50条、财政信息3条。",
    "全年公开信息339条。其中，政务动态类信息112条，占33.04%；统计信息146条，占43.07%；其它类信息81条，占23.89%。",
    "举办培训4次，其中全镇培训1次（参加31人次）、专题培训3次。",
    "全年发布信息500余条，其中网站300条，微信400条。",
    "制作政策简明问答98期，其中，市级48期、甲区17期、乙县15期、丙县9期、丁县7期、戊区2期。",
    "回答问题1536个，接待群众5320人次，其中老年人3200人次、残疾人210人次。",
]


@pytest.mark.parametrize("sentence", RIGHT)
def test_lists_that_add_up_or_are_open_are_no_finding(make_report, findings, sentence):
    assert findings(make_report(sentence, sheet=False), "L-15", "L-16") == []


WRONG = [
    ("全年主动公开信息678条，其中，网站200条，微博27条，微信171条，其他渠道270条。", "668"),
    ("全年公开信息86条，其中：组织机构类信息12条；其他文件信息5条；政务动态类信息79条。", "96"),
    ("全年公开信息22条，其中线上公开15条，线下公开29条。", "44"),
    ("制作简明问答98期，其中，市级48期、甲区17期、乙县15期、丙县9期、丁县7期、戊区1期。", "97"),
    ("共收到申请12件（网络申请7件、信函申请6件）。", "13"),
    ("全年主动公开信息339条。其中，政务动态类信息112条；统计信息146条；其它类信息80条。", "338"),
]


@pytest.mark.parametrize(("sentence", "found"), WRONG)
def test_parts_that_do_not_add_to_their_total_are_asked_about(make_report, findings, sentence, found):
    (finding,) = findings(make_report(sentence, sheet=False), "L-15")
    assert finding.found == found
    assert finding.severity is Severity.WARNING
    assert found in finding.expression


def test_a_share_that_does_not_follow_is_named_with_the_right_one(make_report, findings):
    report = make_report("共答复805件，其中予以公开258件，占33.9%。", sheet=False)
    (finding,) = findings(report, "L-16")
    assert (finding.expected, finding.found) == ("32%", "33.9%")


def test_a_share_cut_after_its_last_place_is_accepted(make_report, findings):
    assert findings(make_report("共答复805件，其中予以公开258件，占32.04%。", sheet=False), "L-16") == []


def test_two_totals_of_the_year_are_set_against_each_other(make_report, findings):
    report = make_report("全年共发布各类信息445条。", "全年主动公开政府信息数678条。", sheet=False)
    (finding,) = findings(report, "L-15")
    assert "445" in finding.message
    assert "678" in finding.message


@pytest.mark.parametrize(
    "second",
    [
        "通过门户网站公开信息200条。",
        "微信公众号共发布信息171条。",
        "2023年共发布信息300条。",
        "全年共发布信息678条。",
        "公开财政信息共12条。",
    ],
)
def test_a_channel_another_year_or_the_same_number_is_no_second_total(make_report, findings, second):
    assert findings(make_report("全年主动公开政府信息678条。", second, sheet=False), "L-15") == []


def test_more_proposals_of_one_kind_than_of_both_is_asked_about(make_report, findings):
    report = make_report("全年办理人大建议以及政协提案共8件，全镇共受理人大建议12条。", sheet=False)
    (finding,) = findings(report, "L-15")
    assert finding.expression == "12 > 8"
    assert findings(make_report("全年办理人大建议和政协提案共8件，其中人大建议5件。", sheet=False), "L-15") == []


class TestChangeAgainstLastYear:
    CELLS = {"R21.3.1.np": 120, "R21.3.1.tot": 120, "R21.3.3.1.np": 120, "R21.3.3.1.tot": 120}
    CELLS |= {"R21.3.3.7.np": 120, "R21.3.3.7.tot": 120}

    def last(self, make_report, number: int):
        cells = dict.fromkeys(self.CELLS, number)
        return make_report(f"新收政府信息公开申请{number}件。", cells=cells, year=2023)

    @pytest.mark.parametrize("change", ["同比增长20%", "较上年增长20.0%", "比去年增加20件", "同比增加20件，增长20%"])
    def test_a_change_that_follows_is_no_finding(self, make_report, findings, change):
        report = make_report(f"新收政府信息公开申请120件，{change}。", cells=self.CELLS)
        assert findings(report, "L-16", previous=self.last(make_report, 100)) == []

    @pytest.mark.parametrize(
        ("change", "expected"),
        [("同比增长25%", "20%"), ("同比下降20%", "20%"), ("较上年增加30件", "20"), ("同比增长20.5%", "20%")],
    )
    def test_a_change_that_does_not_follow_is_named_with_the_right_one(self, make_report, findings, change, expected):
        report = make_report(f"新收政府信息公开申请120件，{change}。", cells=self.CELLS)
        (finding,) = findings(report, "L-16", previous=self.last(make_report, 100))
        assert finding.expected == expected

    def test_without_last_year_a_rate_is_not_judged(self, make_report, findings):
        report = make_report("新收政府信息公开申请120件，同比增长25%。", cells=self.CELLS)
        assert findings(report, "L-16") == []

    def test_a_rate_beside_last_years_number_is_reckoned_without_another_report(self, make_report, findings):
        report = make_report("公开信息120条，去年为100条，同比增长30%。", sheet=False)
        (finding,) = findings(report, "L-16")
        assert finding.expected == "20%"
