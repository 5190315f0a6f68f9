"""Wording: each list entry fires on its wrong form and is silent where its guard says so."""

from __future__ import annotations

import time

import pytest

from gongkai.checks import wording
from gongkai.checks.wording import find_wording, pairs
from gongkai.findings import Severity


def rules(text):
    return [(fault.rule, fault.found) for fault in find_wording(text)]


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair.wrong)
def test_every_wrong_form_is_found_in_a_plain_place_and_its_right_form_is_not(pair):
    before = pair.only_after[0] if pair.only_after else "说明"
    after = pair.only_before[0] if pair.only_before else "，"
    near = pair.only_near[0] if pair.only_near else ""
    found = list(wording.wrong_words(f"{near}，{before}{pair.wrong}{after}"))
    assert pair.right in [fault.right for fault in found]
    if pair.wrong not in pair.right:
        again = list(wording.wrong_words(f"{near}，{before}{pair.right}{after}"))
        assert pair.right not in [fault.right for fault in again]


@pytest.mark.parametrize(
    "text",
    [
        "机关干部下村", "有关干部参加", "验收人签字", "多年未见", "日落时分", "主任然后讲话", "双重迭代", "按装机容量计", "看了望远镜",
        "消防碍于条件", "深沉缅怀先烈", "按排名先后", "自己经营", "存在次要问题", "另人员配备", "青年令人敬佩", "立即然后", "立即定下来",
        "既将任务分解，又抓落实", "期末经费", "2018年未发生", "2018年未收到", "由干部带队", "对干部进行培训", "接收人签收", "竞投人报名",
        "缴纳人名单", "下列人员", "人民防空办公室", "交替代动作", "以经济建设为中心", "评审请按要求", "安置折旧费", "以经营为主",
        "责任然而不清", "检查院落卫生", "偷渡假证件",
    ],
)  # fmt: skip
def test_words_that_meet_by_chance_are_no_fault(text):
    assert [f for f in wording.wrong_words(text) if f.severity is not Severity.INFO] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("党建工作工作等", "工作工作"),
        ("重大政策的的出台", "的的"),
        ("政府工作透明度和工作透明度和公众参与度", "工作透明度和工作透明度和"),
        ("主动公开、依申请公开、依申请公开、不公开", "依申请公开、依申请公开"),
        ("领导分工和分工", "分工和分工"),
    ],
)
def test_the_same_word_twice(text, found):
    assert ("W-02", found) in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "市政府政府信息公开", "为了了解情况", "是是非非", "信息公开公开内容", "市政府及市政府办公室", "县政府、县政府各部门",
        "部门与部门之间", "一件一件落实", "逐条逐项", "研究研究", "明明白白", "县级、乡级", "和和美美", "人民政府政府网站", "在在线访谈中",
    ],
)  # fmt: skip
def test_words_that_are_rightly_twice(text):
    assert [fault for fault in find_wording(text) if fault.rule == "W-02"] == []


def test_echoes_finds_what_a_back_reference_finds():
    assert list(wording.echoes("abcabcxx", 3)) == [0]
    assert list(wording.echoes("党建工作工作等", 2)) == [2]
    assert list(wording.echoes("甲乙丙", 2)) == []
    assert list(wording.echoes("", 2)) == []


@pytest.mark.parametrize("text", ["（地址：（xx@163.com）。", "《条例》和《办法", "“三公经费", "内容）完毕", "[注"])
def test_a_sign_without_its_partner(text):
    assert bool([f for f in find_wording(text) if f.rule == "W-03"]) is (text != "[注")


@pytest.mark.parametrize(
    "text", ["1）第一步", "（一）总体", "《实施〈条例〉办法》", "“‘四最’一流”", "a)选项", "(半角)"]
)
def test_signs_in_pairs_and_list_marks(text):
    assert [f for f in find_wording(text) if f.rule == "W-03"] == []


def test_english_words_between_chinese_are_named_with_the_chinese_word():
    (fault,) = [f for f in find_wording("特色社会主义思想 and 党的精神") if f.rule == "W-05"]
    assert fault.right == "和"
    assert rules("Word and Excel 文件，详见 www.and.gov.cn") == []


def test_half_width_signs_only_between_chinese():
    assert ("W-04", ",") in rules("要求,现公布")
    assert rules("网址http://a.gov.cn/,见1.5万、10:30") == []


@pytest.mark.parametrize(
    ("text", "right"),
    [("共68余条", "68"), ("财政信息，1条；", "信息1条；"), ("截止目前", "截至目前"), ("涉及到群众", "涉及")],
)
def test_words_too_many(text, right):
    assert any(fault.right in (right, right.rstrip("；")) for fault in find_wording(text))


@pytest.mark.parametrize("text", ["XX镇人民政府", "20XX年", "（填写单位名称）", "〔2024〕#REF!", "{{ name }}"])
def test_template_text_left_in(text):
    assert "W-07" in [rule for rule, _ in rules(text)]


def test_a_step_left_out():
    assert [f.right for f in wording.numbering("一是甲；二是乙；四是丁。")] == ["三是"]
    assert list(wording.numbering("一是甲；二是乙。一是丙；二是丁。")) == []


@pytest.mark.parametrize(
    "text",
    ["中华人民共和囯政府信息公开条例", "中华人民共国政府", "习近平新时代中国特色社会义思想", "公共企事业单住信息"],
)
def test_a_fixed_phrase_one_character_off(text):
    assert [f for f in find_wording(text) if f.rule == "W-01"]


@pytest.mark.parametrize(
    "text",
    [
        "中华人民共和国",
        "政务信息公开条例",
        "政务公开领导小组",
        "全国人民代表大会",
        "党中央国务院",
        "中华人民共和国成立",
        "行政规范性文件",
    ],
)
def test_a_fixed_phrase_and_its_neighbours_are_left_alone(text):
    assert find_wording(text) == []


def test_places_are_those_of_the_text_and_nothing_is_said_twice():
    text = "认识到任然存在，惯彻落实，的的"
    faults = find_wording(text)
    assert [text[f.start : f.end] for f in faults] == [f.found for f in faults] == ["任然", "惯彻", "的的"]


def test_a_hundred_thousand_characters_take_less_than_a_second():
    text = "全面推进政府信息公开工作，及时公开群众关心的信息，做好政策解读，回应社会关切。" * 2500
    find_wording("热身")
    start = time.perf_counter()
    assert find_wording(text) == []
    assert time.perf_counter() - start < 1
