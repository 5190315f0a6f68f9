"""L-08 to L-13, L-17 to L-31, L-36 to L-40: title, year, chapters, blanks, citations, publication, copies."""

from __future__ import annotations

from datetime import date

import pytest

from checks.report.rules.conftest import FIVE, official_chapters
from gongkai.checks.report.model import TextBlock
from gongkai.findings import Severity, Verdict
from gongkai.law.forms import load


def test_a_report_as_the_format_asks_has_no_finding(make_report, findings):
    for edition in ("2014", "2019", "2021"):
        found = [f for f in findings(make_report(edition=edition)) if f.severity is not Severity.INFO]
        assert [f for f in found if f.rule not in ("A-20",)] == []


def test_a_2022_report_on_the_2019_tables_is_the_wrong_edition(make_report, findings):
    (finding,) = findings(make_report(edition="2019", year=2022), "L-08")
    assert (finding.expected, finding.found) == ("2021", "2019")


def test_a_missing_chapter_is_an_error_only_in_a_complete_file(make_report, findings):
    chapters = official_chapters("2021", [])[:4]
    (finding,) = findings(make_report(chapters=chapters), "L-09")
    assert "存在的主要问题" in finding.message
    assert findings(make_report(chapters=chapters, complete=False), "L-09") == []


def test_chapters_out_of_order_and_a_seventh_chapter_are_errors(make_report, findings):
    chapters = official_chapters("2021", [])
    chapters[2], chapters[3] = chapters[3], chapters[2]
    assert any("次序" in f.message for f in findings(make_report(chapters=chapters), "L-09"))
    longer = [*official_chapters("2021", []), ("附表说明和名词解释", ["略"])]
    assert any("多出" in f.message for f in findings(make_report(chapters=longer), "L-09"))


def test_a_mistyped_chapter_title_is_named_with_the_right_one(make_report, findings):
    chapters = official_chapters("2021", [])
    chapters[1] = ("主动公开政府政府情况", [])
    (finding,) = findings(make_report(chapters=chapters), "L-10")
    assert finding.expected == "主动公开政府信息情况"


def test_contents_and_body_have_the_same_titles(make_report, findings):
    report = make_report(edition="2014")
    listed = [block.heading.text for block in report.chapters if block.heading]
    report.contents = [TextBlock(text) for text in listed]
    assert findings(report, "L-10") == []
    report.contents[2] = TextBlock("三、政府信息依申请公开情况")
    (finding,) = findings(report, "L-10")
    assert "依申请公开情况" in finding.found


@pytest.mark.parametrize(
    ("title", "lacking"),
    [
        ("示例县青石镇人民政府政府信息公开工作年度报告", "年度"),
        ("示例县青石镇2024年政府信息公开 工作告年度报", "政府信息公开工作年度报告"),
    ],
)
def test_a_title_without_year_or_with_garbled_words_is_an_error(make_report, findings, title, lacking):
    (finding,) = findings(make_report(title=title), "L-11")
    assert lacking in finding.message
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    "title",
    [
        "示例县青石镇2024年政府信息公开工作年度报告",
        "示例县青石镇政府信息公开工作2024年度报告",
        "2024年示例县青石镇政府信息公开年度报告",
        "示例县青石镇政府信息公开工作年度报告（2024年）",
        "示例县青石镇2024年度政府信息公开工作年度报告",
        "示例县青石镇二〇二四年政府信息公开工作年度报告",
    ],
)
def test_usual_orders_of_words_in_a_title_are_accepted(make_report, findings, title):
    assert findings(make_report(title=title), "L-11") == []


def test_a_file_without_any_title_cannot_be_judged_by_its_title(make_report, findings):
    (finding,) = findings(make_report(title=""), "L-11")
    assert finding.verdict is Verdict.CANNOT_TELL
    assert finding.severity is Severity.INFO


def test_title_and_period_of_different_years_are_an_error(make_report, findings):
    report = make_report(title="示例县青石镇2023年政府信息公开工作年度报告")
    (finding,) = findings(report, "L-11")
    assert "2023" in finding.message
    assert "2024" in finding.message


def test_a_period_to_the_30th_of_december_is_an_error(make_report, findings):
    report = make_report(period=(date(2024, 1, 1), date(2024, 12, 30)))
    (finding,) = findings(report, "L-12")
    assert finding.severity is Severity.ERROR


def test_blanks_and_dashes_for_zero_are_one_error_a_table(make_report, findings):
    report = make_report(cells={"R21.3.1.np": "", "R21.3.1.ent": "—", "R21.4.rev.keep": "/"})
    found = findings(report, "L-13")
    assert {key for f in found for key in f.cells} == {"R21.3.1.np", "R21.3.1.ent", "R21.4.rev.keep"}
    assert len(found) == 2


def test_an_empty_total_beside_filled_columns_is_named(make_report, findings):
    report = make_report(cells={"R21.3.1.np": 4, "R21.3.1.tot": ""})
    (finding,) = findings(report, "L-37")
    assert finding.cells == ("R21.3.1.tot",)


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("按照《关于政府信息公开工作年度报告有关事项的通知》（国办公开办函〔2021〕30号）编制。", "L-17"),
        ("按照国办公开办函〔2019〕60号编制。", "L-17"),
        ("根据《中华人民共和国政府信息公开条例》（国务院令第492号）编制。", "L-17"),
        ("根据条例第四十九条第二款规定，于3月31日前公布。", "L-18"),
    ],
)
def test_wrong_numbers_and_repealed_law_are_named(make_report, findings, sentence, rule):
    assert len(findings(make_report(sentence), rule)) == 1


def test_the_right_numbers_are_not(make_report, findings):
    report = make_report(
        "根据《中华人民共和国政府信息公开条例》（国务院令第711号）和国办公开办函〔2021〕30号通知编制。"
    )
    assert findings(report, "L-17", "L-18", "L-39") == []


def test_a_town_with_its_own_regulations_row_filled_is_an_error(make_report, findings):
    (finding,) = findings(make_report(cells={"R21.2.1.rule.valid": 2}), "C-07")
    assert "L-19" in finding.message
    assert findings(make_report(cells={"R21.2.1.rule.valid": 2}, agency="示例市人民政府", level="city"), "C-07") == []


def test_fees_entered_in_yuan_are_noticed_by_size_or_by_last_year(make_report, findings):
    key = "R21.2.8.fee.amount"
    assert findings(make_report(cells={key: 35000}), "L-22")
    assert findings(make_report(cells={key: 3.5}), "L-22") == []
    last = make_report(cells={key: 0.3}, year=2023)
    assert findings(make_report(cells={key: 920}), "L-22", previous=last)


def test_chapter_one_lacks_parts_of_the_five(make_report, findings):
    chapters = official_chapters("2021", [])
    chapters[0] = ("总体情况", list(FIVE[:3]))
    (finding,) = findings(make_report(chapters=chapters), "L-23")
    assert "平台建设" in finding.message
    assert "监督保障" in finding.message


def test_a_town_reports_appraisal_and_accountability(make_report, findings):
    chapters = official_chapters("2021", [])
    chapters[0] = ("总体情况", [*FIVE[:4], "（五）监督保障。组织业务培训两次。"])
    assert len(findings(make_report(chapters=chapters), "L-24")) == 1
    assert findings(make_report(chapters=chapters, agency="示例县教育局"), "L-24") == []


def test_a_long_chapter_one_is_a_remark_and_a_question_before_publication(make_report, findings):
    report = make_report("加强工作统筹和业务指导，推动各项任务落地见效。" * 50)
    (finding,) = findings(report, "L-25")
    assert finding.severity is Severity.INFO
    (finding,) = findings(report, "L-25", publishing=True)
    assert finding.severity is Severity.WARNING


def test_chapter_six_says_something_about_the_fee(make_report, findings):
    chapters = official_chapters("2021", [])
    chapters[5] = ("其他需要报告的事项", ["无其他需要报告的事项。"])
    assert len(findings(make_report(chapters=chapters), "L-26")) == 1


@pytest.mark.parametrize(
    ("day", "agency", "severity"),
    [
        (date(2025, 4, 1), "示例县青石镇人民政府", Severity.ERROR),
        (date(2025, 3, 31), "示例县青石镇人民政府", None),
        (date(2025, 2, 1), "示例县教育局", Severity.WARNING),
        (date(2025, 1, 31), "示例县教育局", None),
    ],
)
def test_publication_is_in_time_on_the_due_day_and_late_the_day_after(make_report, findings, day, agency, severity):
    found = findings(make_report(published_on=day, agency=agency), "L-29")
    assert [f.severity for f in found] == ([severity] if severity else [])


def test_a_chapter_copied_from_last_year_is_alike_with_other_numbers_and_names(make_report, findings):
    text = "一是公开的及时性还不够，部分栏目更新{n}次后停滞；二是政策解读形式较为单一，图解和视频偏少；三是专职人员只有{n}人，业务培训不足，下一步将逐项改进并加强督促检查。"
    now = official_chapters("2021", [])
    now[4] = (now[4][0], [text.format(n=3)])
    before = official_chapters("2021", [])
    before[4] = (before[4][0], [text.format(n=5)])
    last = make_report(chapters=before, year=2023)
    assert any("去年" in f.message for f in findings(make_report(chapters=now), "L-27", previous=last))
    sister = make_report(chapters=before, agency="示例县白杨镇人民政府")
    assert any("白杨镇" in f.message for f in findings(make_report(chapters=now), "L-27", sisters=[sister]))


def test_last_years_problem_word_for_word_is_asked_about(make_report, findings):
    now, before = official_chapters("2021", []), official_chapters("2021", [])
    same = "政务公开的社会认知度还不够高，群众了解不全面。"
    now[4] = (now[4][0], [same, "专区设置偏远，下一步将在便民大厅增设查阅点并安排专人引导，方便老年人查询。"])
    before[4] = (before[4][0], [same, "网站搜索功能老化，计划与县里一起更换检索系统，并对历年文件补做元数据。"])
    (finding,) = findings(make_report(chapters=now), "L-28", previous=make_report(chapters=before, year=2023))
    assert "社会认知度" in finding.message


def test_a_problem_without_any_measure_is_asked_about(make_report, findings):
    chapters = official_chapters("2021", [])
    chapters[4] = (chapters[4][0], ["公开内容还不够全面，时效性不足。"])
    assert len(findings(make_report(chapters=chapters), "L-28")) == 1


def test_an_identity_number_in_the_text_is_an_error_and_is_not_repeated_in_full(make_report, findings):
    (finding,) = findings(make_report("申请人李某，身份证号11010519491231002X。"), "L-31")
    assert finding.severity is Severity.ERROR
    assert "11010519491231002X" not in finding.message + finding.excerpt


def test_another_kind_of_organ_speaking_of_itself_is_a_copied_text(make_report, findings):
    assert findings(make_report("我局高度重视公开工作。"), "L-36")
    assert findings(make_report("我镇高度重视公开工作。"), "L-36") == []
    assert findings(make_report("XX镇高度重视公开工作。"), "L-36")


def test_pictures_and_broken_encoding_are_said_and_content_is_not_judged(make_report, findings):
    found = findings(make_report(title="", damaged="image-only"))
    assert [f.rule for f in found if f.severity is not Severity.INFO] == ["L-40"]


def test_what_a_cut_file_lacks_is_not_assessable(make_report, findings):
    report = make_report(complete=False, chapters=official_chapters("2021", [])[:1], sheet=False)
    found = findings(report)
    assert [f.verdict for f in found if f.rule == "L-00"] == [Verdict.NOT_ASSESSABLE]
    assert all(f.severity is Severity.INFO for f in found)


def test_cells_that_differ_from_the_records_are_reported_by_family(make_report, findings):
    report = make_report(cells={"R21.3.3.2.tot": 2, "R21.3.3.6.2.tot": 1, "R21.3.1.tot": 4})
    records = {"R21.3.3.2.tot": 1, "R21.3.3.6.2.tot": 0, "R21.3.1.tot": 5, "R21.3.4.tot": 0}
    found = findings(report, "L-32", "L-33", "L-38", records=records)
    assert {f.rule: f.expected for f in found} == {"L-32": "1", "L-38": "0", "L-33": "5"}


def test_six_items_of_the_old_regulation_are_asked_for_until_2018(make_report, findings):
    chapters = official_chapters("2014", [])[:5]
    (finding,) = findings(make_report(edition="2014", chapters=chapters), "L-09")
    assert "改进" in finding.message


def test_every_identity_finding_names_its_lint_family(make_report, findings):
    report = make_report(cells={"R21.3.1.np": 5})
    rules = {f.rule: f.message for f in findings(report, "C-01", "C-03")}
    assert "〔L-01〕" in rules["C-01"]
    assert "〔L-03〕" in rules["C-03"]


def test_last_years_carry_over_is_compared_across_editions(make_report, findings):
    last = make_report(edition="2019", cells={"R19.3.4.np": 2, "R19.3.4.tot": 2})
    found = findings(make_report(year=2021), "C-04", previous=last)
    assert {key for f in found for key in f.cells} >= {"R21.3.2.np", "R21.3.2.tot"}


def test_all_forms_have_claims_for_their_cells():
    from gongkai.checks.report.rules.claims import specs

    for edition in ("2014", "2019", "2021"):
        cells = load(edition).cells
        assert all(key in cells for spec in specs(edition).specs.values() for way in spec.ways for key in way)


@pytest.mark.parametrize(
    ("inner", "rules"),
    [
        ("示例县青石镇政府信息公开工作年度报告", ["L-11"]),
        ("示例县青石镇2023年政府信息公开工作年度报告", ["L-11"]),
        ("示例县青石镇2024年政府信息公开工作年度报告", []),
        ("", []),
    ],
)
def test_the_title_inside_a_page_is_held_against_the_one_above_it(make_report, findings, inner, rules):
    assert [finding.rule for finding in findings(make_report(inner_title=inner), "L-11")] == rules


def test_a_space_inside_title_marks_is_told_once(make_report, findings):
    text = "认真贯彻《中华人民共和国政府信息公开条例 》和《 信息处理费管理办法》。"
    assert len(findings(make_report(text), "L-35")) == 1
    assert findings(make_report(text.replace(" ", "")), "L-35") == []
