"""Chapter one counts more than requests: letters, proposals, allowances, documents; none of it is held against table three."""

from __future__ import annotations

import pytest

from gongkai.findings import Severity

R = "R21"
YEAR = {
    f"{R}.3.1.np": 33, f"{R}.3.1.ent": 4, f"{R}.3.1.tot": 37, f"{R}.3.2.np": 5, f"{R}.3.2.tot": 5,
    f"{R}.3.3.1.np": 12, f"{R}.3.3.1.tot": 12, f"{R}.3.3.2.np": 4, f"{R}.3.3.2.tot": 4,
    f"{R}.3.3.3.1.np": 3, f"{R}.3.3.3.1.tot": 3, f"{R}.3.3.4.1.np": 16, f"{R}.3.3.4.1.ent": 4,
    f"{R}.3.3.4.1.tot": 20, f"{R}.3.3.7.np": 35, f"{R}.3.3.7.ent": 4, f"{R}.3.3.7.tot": 39,
    f"{R}.3.4.np": 3, f"{R}.3.4.tot": 3, f"{R}.4.rev.keep": 5, f"{R}.4.rev.fix": 1, f"{R}.4.rev.tot": 6,
    f"{R}.4.dir.keep": 2, f"{R}.4.dir.tot": 2, f"{R}.2.6.punish.dec": 86, f"{R}.2.5.permit.dec": 1520,
}  # fmt: skip

OTHER_BUSINESS = [
    "（二）依申请公开。政务服务中心受理低保申请312件、临时救助申请45件，均已办结。",
    "（二）依申请公开。受理农村宅基地申请56件，办结50件。",
    "（二）依申请公开。受理各类行政审批申请1520件。",
    "（二）依申请公开。收到公开申请37件，县长信箱收到群众来信120件，办结118件。",
    "（二）依申请公开。12345热线受理群众诉求3562件，办结3550件，办结率99.7%。",
    "（二）依申请公开。收到人大代表建议12件、政协提案9件，均已答复，答复21件。",
    "（二）依申请公开。全年制发公文320件，其中主动公开95件，依申请公开40件，不予公开185件。",
    "（二）依申请公开。指导各乡镇（街道）和部门办理政府信息公开申请210件。",
    "（二）依申请公开。近三年来，累计收到政府信息公开申请110件。",
    "（二）依申请公开。通过政府网站受理申请21件，通过信函受理申请14件。",
    "（二）依申请公开。收到申请37件，其中按时答复30件，延期答复2件。",
    "（二）依申请公开。全年办理行政复议案件120件，其中涉及政府信息公开6件。",
    "（二）依申请公开。政府信息公开类行政复议案件6件，占全部复议案件120件的5%。",
    "（二）依申请公开。没有发生因政府信息公开引发的行政诉讼败诉案件。",
    "（二）依申请公开。公开申请引发的复议，复议机关维持5件，责令重新答复1件。",
    "（二）依申请公开。办理行政复议答复6件，行政诉讼应诉3件。",
    "（二）依申请公开。收到网民留言850条，办结836条，公开答复520条。",
    "（二）依申请公开。便民服务中心受理各类申请1.2万件。",
    "（二）依申请公开。县司法局审理政府信息公开类行政复议案件15件。",
    "（二）依申请公开。3件因未到答复期限结转至下年度。",
    "信息公开领域建议提案3件，均已办结。共承办人大建议35件、政协提案42件。",
    "全年公示行政许可1500件、行政处罚80件。",
]


@pytest.mark.parametrize("sentence", OTHER_BUSINESS)
def test_numbers_of_other_business_are_not_held_against_the_tables(make_report, findings, sentence):
    assert findings(make_report(sentence, cells=YEAR), "L-14", "L-15", "L-34") == []


@pytest.mark.parametrize("sentence", OTHER_BUSINESS[:4])
def test_nor_when_no_request_came_at_all(make_report, findings, sentence):
    assert findings(make_report(sentence.replace("收到公开申请37件，", "")), "L-14") == []


WRONG = [
    "（二）依申请公开。受理公民、法人或其他组织提出的政府信息公开申请49件。",
    "（二）依申请公开。收到公民、法人和其他组织政府信息公开申请共计38件。",
    "（二）依申请公开。答复结果中，予以公开和部分公开共17件。",
    "（二）依申请公开。办理群众来信120件。收到申请39件。",
    "（二）依申请公开。收到申请37件，按申请人类型分，自然人34件，商业企业3件。",
    "（二）依申请公开。上一年收到来信多件；今年收到政府信息公开申请38件，已办结40件。",
]


@pytest.mark.parametrize("sentence", WRONG)
def test_wrong_numbers_of_requests_are_errors_however_they_are_introduced(make_report, findings, sentence):
    found = findings(make_report(sentence, cells=YEAR), "L-14")
    assert found
    assert found[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    "sentence",
    [
        "（二）依申请公开。收到公民、法人和其他组织政府信息公开申请共计37件。",
        "（二）依申请公开。予以公开和部分公开共16件，予以公开、部分公开和不予公开合计19件。",
        "（二）依申请公开。行政复议、行政诉讼共8件。",
    ],
)
def test_one_number_for_several_things_is_their_sum(make_report, findings, sentence):
    assert findings(make_report(sentence, cells=YEAR), "L-14") == []


def test_closed_in_time_and_after_extension_are_cells_of_their_own_in_the_old_form(make_report, findings):
    cells = {"S14.3.1": 9, "S14.3.1.3": 9, "S14.3.2": 9, "S14.3.2.1": 5, "S14.3.2.2": 4, "S14.3.3": 9, "S14.3.3.2": 9}
    right = "共收到政府信息公开申请9件，全部办结，其中按时办结5件，延期办结4件。"
    assert findings(make_report(right, edition="2014", cells=cells), "L-14") == []
    wrong = findings(make_report(right.replace("办结4件", "办结3件"), edition="2014", cells=cells), "L-14")
    assert [finding.cells for finding in wrong] == [("S14.3.2.2",)]


def test_channels_may_add_to_more_than_the_total_when_the_old_form_says_so(make_report, findings):
    cells = {"S14.1.1": 667, "S14.1.2.2": 396, "S14.1.2.3": 229, "S14.1.2.4": 358}
    text = "全年主动公开政府信息667条。其中，政府网站公开396条，政务微博公开229条，政务微信公开358条。"
    assert findings(make_report(text, edition="2014", cells=cells), "L-15", "L-14") == []
    assert findings(make_report(text.replace("358", "368"), edition="2014", cells=cells), "L-15")


def test_a_total_behind_its_parts_is_added_up(make_report, findings):
    text = "全年承办人大代表建议12件、政协委员提案9件，共{}件，全部按期办结。"
    assert findings(make_report(text.format(21)), "L-15") == []
    (finding,) = findings(make_report(text.format(22)), "L-15")
    assert (finding.expected, finding.found) == ("21", "22")


def test_a_list_ends_where_a_semicolon_begins_another_statement(make_report, findings):
    text = "不予公开{}件，其中属于国家秘密{}件、保护第三方合法权益2件；无法提供9件，其中信息不存在6件。"
    assert findings(make_report(text.format(3, 1), sheet=False), "L-15") == []
    assert findings(make_report(text.format(4, 1), sheet=False), "L-15") == []  # the list need not be whole
    assert findings(make_report(text.format(3, 2), sheet=False), "L-15")


def test_a_number_with_a_share_of_its_own_is_no_whole(make_report, findings):
    text = "自然人申请33件，占89.2%；法人或其他组织申请4件，占10.8%。"
    assert findings(make_report(text, sheet=False), "L-16") == []


def test_parts_of_chapter_one_may_be_headed_inside_a_paragraph(make_report, findings):
    parts = ["（一）主动公开：及时公开。", "（二）依申请公开：未收到申请。"]
    whole = "（三）政府信息管理：先审后发；（四）平台建设：维护栏目；（五）监督保障：开展考核评议，无责任追究。"
    others = ["主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况"]
    rest = [("存在的主要问题及改进情况", ["解读不够，将加强。"]), ("其他需要报告的事项", ["未收取信息处理费。"])]
    chapters = [("总体情况", [*parts, whole]), *((name, []) for name in others), *rest]
    assert findings(make_report(chapters=chapters), "L-23") == []
    cut = [("总体情况", [*parts, whole.partition("（五）")[0]]), *chapters[1:]]
    (finding,) = findings(make_report(chapters=cut), "L-23")
    assert "监督保障" in finding.message


def test_a_share_is_checked_against_the_sum_of_its_list_when_no_total_stands_before_it(make_report, findings):
    text = "征地拆迁15件，占{}%；城乡规划10件，占27.0%；其他12件，占32.4%，合计37件。"
    assert findings(make_report(text.format("40.5"), sheet=False), "L-16") == []
    (finding,) = findings(make_report(text.format("50.5"), sheet=False), "L-16")
    assert finding.expected == "40.5%"
