"""L-14, L-34: what the text says against what the cells hold."""

from __future__ import annotations

import pytest

from gongkai.findings import Severity

R = "R21"
#: One consistent year: 12 received, 3 carried in, 13 answered, 2 carried out.
YEAR = {
    f"{R}.3.1.np": 10,
    f"{R}.3.1.ent": 2,
    f"{R}.3.1.tot": 12,
    f"{R}.3.2.np": 3,
    f"{R}.3.2.tot": 3,
    f"{R}.3.3.1.np": 6,
    f"{R}.3.3.1.tot": 6,
    f"{R}.3.3.2.np": 2,
    f"{R}.3.3.2.tot": 2,
    f"{R}.3.3.3.1.np": 1,
    f"{R}.3.3.3.1.tot": 1,
    f"{R}.3.3.4.1.ent": 2,
    f"{R}.3.3.4.1.tot": 2,
    f"{R}.3.3.5.1.np": 1,
    f"{R}.3.3.5.1.tot": 1,
    f"{R}.3.3.6.3.np": 1,
    f"{R}.3.3.6.3.tot": 1,
    f"{R}.3.3.7.np": 11,
    f"{R}.3.3.7.ent": 2,
    f"{R}.3.3.7.tot": 13,
    f"{R}.3.4.np": 2,
    f"{R}.3.4.tot": 2,
    f"{R}.4.rev.keep": 3,
    f"{R}.4.rev.pend": 1,
    f"{R}.4.rev.tot": 4,
    f"{R}.4.dir.keep": 1,
    f"{R}.4.dir.tot": 1,
    f"{R}.4.aft.fix": 1,
    f"{R}.4.aft.tot": 1,
    f"{R}.2.1.norm.made": 5,
    f"{R}.2.1.norm.repealed": 2,
    f"{R}.2.1.norm.valid": 30,
    f"{R}.2.5.permit.dec": 120,
    f"{R}.2.6.punish.dec": 46,
    f"{R}.2.8.fee.amount": 0.35,
}

TRUE_SENTENCES = [
    "全年新收政府信息公开申请12件，上年结转3件，办结13件，结转下年度继续办理2件。",
    "2024年，我镇共收到政府信息公开申请 12 件，答复 13 件（含上年度结转申请 3 件，另有 2 件顺延到下年度答复）。",
    "我镇共收到依申请公开１２件。",
    "全年收到申请十二件，均已依法办理。",
    "全年共收办政府信息公开申请15件，其中自然人申请13件，法人或其他组织申请2件。",
    "共收到15件政府信息公开申请。",
    "办理申请中，予以公开6件、部分公开2件、不予公开1件、无法提供2件、不予处理1件、作其他处理（含申请人主动撤回申请）1件、转下年度办理2件。",
    "因政府信息公开引发的行政复议4件，其中结果维持3件，尚未审结1件；政府信息公开行政诉讼2件，其中结果维持1件，结果纠正1件。",
    "政府信息公开行政复议和行政诉讼共6件。",
    "全年制发行政规范性文件5件，废止2件，现行有效行政规范性文件30件。",
    "全年作出行政许可决定120件，行政处罚决定46件。",
    "行政事业性收费3500元。",
    # other scopes: nothing to compare
    "2023年收到政府信息公开申请40件。",
    "去年收到政府信息公开申请40件，比上年增加3件。",
    "新收政府信息公开申请12件，同比增加5件。",
    "上半年收到政府信息公开申请7件。",
    "自2008年以来累计收到政府信息公开申请95件。",
    "其中，县民政局收到政府信息公开申请3件。",
    "收到网络申请4件，信函申请8件。",
    "计划全年收到政府信息公开申请不超过20件。",
    "印发政策性文件11件，公开行政许可信息300条，公示行政处罚88条。",
    "梳理行政许可事项56项。",
    "全年处理群众来信来访36件，答复网民留言52件。",
    "努力做到“办结一件申请、解决一个问题”。",
    "制作政策解读21个，公开政府信息5500余条。",
    "收到申请近10件。",
    "司法所办理行政复议案件9件，行政诉讼案件8件。",
    "全年主动公开政府信息12条，其中规范性文件解读3条。",
    "主动公开市政府规章13件（含新制定5件，修改4件，废止4件），主动公开行政规范性文件42件。",
    "以镇政府名义印发并公开的行政规范性文件5件，其他政策文件35件。",
    "清理公文90件，废止20件；整合栏目12个，废止账号3个。",
    "全年共收到依申请公开12件（其中信件申请8件，网络申请4件），已办结13件，2件结转下年办理。",
    "因政府信息公开引起的行政复议案件4件，已审结。行政诉讼案件2件，目前正在审理中。",
    "收到政府信息公开申请12件，其中9件为网上申请，3件为书面申请，均在法定期限内办结，办结率100%。",
    "公开人大代表建议办理结果16件，政协委员提案办理结果11件。",
    "县长信箱收到来信158件，热线工单共收到19357件，办结率和回复率均达100%。",
]


@pytest.mark.parametrize("sentence", TRUE_SENTENCES)
def test_a_sentence_that_agrees_or_speaks_of_something_else_is_no_finding(make_report, findings, sentence):
    report = make_report(sentence, cells=YEAR)
    assert findings(report, "L-14", "L-15", "L-16", "L-34", "L-21") == []


FALSE_SENTENCES = [
    ("全年新收政府信息公开申请13件。", "12", f"{R}.3.1.tot"),
    ("我镇共收到政府信息公开申请 1 4 0 件。".replace(" ", ""), "12", f"{R}.3.1.tot"),
    ("我镇共受理依申请公开１１件。", "12", f"{R}.3.1.tot"),
    ("全年收到政府信息公开申请二十二件。", "12", f"{R}.3.1.tot"),
    ("共收到16件政府信息公开申请。", "12", f"{R}.3.1.tot"),
    ("上年结转政府信息公开申请4件。", "3", f"{R}.3.2.tot"),
    ("申请均已处理，结转下年度继续办理3件。", "2", f"{R}.3.4.tot"),
    ("收到申请12件，另有5件顺延到下年度答复。", "2", f"{R}.3.4.tot"),
    ("各项申请中，予以公开7件。", "6", f"{R}.3.3.1.tot"),
    ("各项申请中，部分公开3件。", "2", f"{R}.3.3.2.tot"),
    ("各项申请中，不予公开2件。", "1", f"{R}.3.3.3.1.tot"),
    ("各项申请中，无法提供4件。", "2", f"{R}.3.3.4.1.tot"),
    ("各项申请中，不予处理2件。", "1", f"{R}.3.3.5.1.tot"),
    ("各项申请中，作其他处理（含申请人主动撤回申请）4件。", "1", f"{R}.3.3.6.3.tot"),
    ("政府信息公开行政复议5件。", "4", f"{R}.4.rev.tot"),
    ("政府信息公开行政诉讼3件。", "2", f"{R}.4.dir.tot"),
    ("政府信息公开行政复议4件，其中结果维持2件。", "3", f"{R}.4.rev.keep"),
    ("全年制发行政规范性文件6件。", "5", f"{R}.2.1.norm.made"),
    ("现行有效行政规范性文件31件。", "30", f"{R}.2.1.norm.valid"),
    ("作出行政处罚决定47件。", "46", f"{R}.2.6.punish.dec"),
    ("行政事业性收费4500元。", "0.35", f"{R}.2.8.fee.amount"),
]


@pytest.mark.parametrize(("sentence", "expected", "cell"), FALSE_SENTENCES)
def test_a_number_that_differs_from_its_cell_is_an_error_with_both_numbers(
    make_report, findings, sentence, expected, cell
):
    (finding,) = findings(make_report(sentence, cells=YEAR), "L-14")
    assert finding.severity is Severity.ERROR
    assert finding.expected == expected
    assert cell in finding.cells
    assert finding.found in finding.expression
    assert finding.excerpt in "".join(sentence.split()) or finding.excerpt


def test_cases_put_on_file_may_be_another_count_and_are_only_asked_about(make_report, findings):
    report = make_report("全年备案政府信息依申请公开领域行政复议案件3件，行政诉讼案件1件。", cells=YEAR)
    assert [f.severity for f in findings(report, "L-14")] == [Severity.WARNING, Severity.WARNING]


def test_another_organs_share_is_a_finding_only_when_it_is_larger_than_the_whole(make_report, findings):
    assert findings(make_report("县民政局收到政府信息公开申请9件。", cells=YEAR), "L-14") == []
    (finding,) = findings(make_report("县民政局收到政府信息公开申请19件。", cells=YEAR), "L-14")
    assert finding.severity is Severity.WARNING


NONE_SENTENCES = [
    ("本年度未收到政府信息公开申请。", "L-14", f"{R}.3.1.tot"),
    ("2024年，我镇没有收到公民、法人和其他组织提出的政府信息公开申请。", "L-14", f"{R}.3.1.tot"),
    ("我镇尚未受理依申请公开的政府信息。", "L-14", f"{R}.3.1.tot"),
    ("没有发生因政府信息公开引发的举报、投诉、行政复议或行政诉讼等事件。", "L-34", f"{R}.4.rev.tot"),
    ("全年无行政复议、行政诉讼案件。", "L-34", f"{R}.4.dir.tot"),
    ("本年度未制定行政规范性文件。", "L-14", f"{R}.2.1.norm.made"),
    ("行政复议、行政诉讼均为0件。", "L-34", f"{R}.4.rev.tot"),
    ("2024年度，未收到和处理政府信息公开申请事项。", "L-14", f"{R}.3.1.tot"),
    ("无政府信息公开类行政复议、行政诉讼情况发生。", "L-34", f"{R}.4.rev.tot"),
    ("全乡主动公开信息共计70条，无政府信息公开申请行政复议、行政诉讼。", "L-34", f"{R}.4.rev.tot"),
    ("全年未收到依申请公开的相关信息。", "L-14", f"{R}.3.1.tot"),
    ("均在法定期限内办结，未引起行政复议和行政诉讼情形。", "L-34", f"{R}.4.rev.tot"),
]


@pytest.mark.parametrize(("sentence", "rule", "cell"), NONE_SENTENCES)
def test_none_in_the_text_and_a_number_in_the_cell_contradict(make_report, findings, sentence, rule, cell):
    found = findings(make_report(sentence, cells=YEAR), rule)
    assert cell in {key for finding in found for key in finding.cells}


@pytest.mark.parametrize(
    "sentence",
    [
        "未收到逾期未答复的申请。",
        "上半年未收到政府信息公开申请。",
        "2023年未收到政府信息公开申请。",
        "没有因政府信息公开申请收取任何费用。",
        "无逾期答复的政府信息公开申请。",
        "如未收到申请，应当零报告。",
        "工作中未发现应公开而未公开的信息。",
        "没有一件申请被行政复议机关纠正。",
        "本单位无部门网站，无政府信息公开平台建设情况。",
    ],
)
def test_none_of_something_else_is_no_contradiction(make_report, findings, sentence):
    assert findings(make_report(sentence, cells=YEAR), "L-14", "L-34") == []


def test_none_in_text_and_zero_in_cells_agree(make_report, findings):
    report = make_report(
        "本年度未收到政府信息公开申请，没有发生行政复议和行政诉讼，未制定规范性文件，收到申请0件，行政复议0件。"
    )
    assert findings(report, "L-14", "L-34") == []


def test_published_enforcement_news_is_not_a_count_of_decisions(make_report, findings):
    zero = make_report("公开行政处罚信息24条。")
    assert findings(zero, "L-14", "L-21") == []


def test_a_blank_cell_is_not_compared_with_the_text(make_report, findings):
    report = make_report("全年新收政府信息公开申请13件。", cells=YEAR | {f"{R}.3.1.tot": ""})
    assert findings(report, "L-14") == []


def test_without_tables_nothing_is_said_about_cells(make_report, findings):
    assert findings(make_report("全年新收政府信息公开申请13件。", sheet=False), "L-14") == []


def test_numbers_in_ten_thousands_agree_within_what_they_show(make_report, findings):
    cells = {"S14.1.1": 15234, "S14.1.2.2": 15234}
    assert findings(make_report("全年主动公开政府信息1.5万条。", edition="2014", cells=cells), "L-14") == []
    assert findings(make_report("全年主动公开政府信息1.3万条。", edition="2014", cells=cells), "L-14")


CHANNELS = {"S14.1.1": 60, "S14.1.2.2": 40, "S14.1.2.3": 7, "S14.1.2.4": 20, "S14.1.2.5": 10, "S14.2.1": 2}


@pytest.mark.parametrize(
    ("sentence", "cell"),
    [
        ("全年主动公开政府信息61条。", "S14.1.1"),
        ("其中通过政府网站公开41条。", "S14.1.2.2"),
        ("政务微博公开8条。", "S14.1.2.3"),
        ("微信公众号推送信息21条。", "S14.1.2.4"),
        ("其他方式公开信息11条。", "S14.1.2.5"),
        ("回应社会热点3次。", "S14.2.1"),
        ("收到政府信息公开申请4件。", "S14.3.1"),
        ("发布政策解读稿件6篇。", "S14.2.2.3"),
    ],
)
def test_the_2014_form_is_bound_by_its_channels(make_report, findings, sentence, cell):
    (finding,) = findings(make_report(sentence, edition="2014", cells=CHANNELS), "L-14")
    assert finding.cells[0] == cell
