"""Title, agency, level, period, contents and chapters, as they are written in the wild."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.recognise import recognise
from gongkai.checks.report.recognise_chapters import numeral
from gongkai.checks.report.recognise_text import level_of_agency, year_in
from gongkai.papers.reading import read

BODY = (
    "根据条例要求编制本报告，数据统计期限自2023年1月1日起至2023年12月31日止。\n一、总体情况\n全年工作有序开展。\n"
    "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n"
    "五、存在的主要问题及改进情况\n问题是解读不够，下一步加强培训。\n六、其他需要报告的事项\n无其他需要报告的事项。\n"
)


def reading(text: str, name: str = "a.txt") -> ReadReport:
    return recognise(read(text.encode(), name=name), name=name)


@pytest.mark.parametrize(
    ("head", "title", "agency"),
    [
        ("示例县青石镇2023年政府信息公开工作年度报告", "示例县青石镇2023年政府信息公开工作年度报告", "示例县青石镇"),
        (
            "示例市示例区青石镇人民政府\n2023 年政府信息公开工作年度报告",
            "示例市示例区青石镇人民政府2023年政府信息公开工作年度报告",
            "示例市示例区青石镇人民政府",
        ),
        ("示例县教育局\n２０２３年度\n政府信息公开工作年度报告", None, "示例县教育局"),
        ("首页 > 政务公开 > 政府信息公开年报\n示例县教育局二〇二三年政府信息公开年度报告", None, "示例县教育局"),
        ("2023年度青石镇政府信息公开工作年度报告", "2023年度青石镇政府信息公开工作年度报告", "青石镇"),
    ],
)
def test_title_and_agency_are_found_over_lines_and_behind_navigation(head: str, title: str | None, agency: str) -> None:
    found = reading(f"{head}\n{BODY}")
    if title:
        assert found.title == title
    assert "政府信息公开" in found.title
    assert ">" not in found.title
    assert (found.agency, found.year) == (agency, 2023)


def test_full_name_of_the_agency_is_taken_from_the_signature() -> None:
    found = reading(f"2023年青石镇政府信息公开工作年度报告\n{BODY}示例县青石镇人民政府\n2024年1月12日\n")
    assert found.agency == "示例县青石镇人民政府"
    assert found.published_on == date(2024, 1, 12)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("示例市示例区青石镇人民政府", "town"),
        ("示例县白杨街道办事处", "town"),
        ("示例县青石乡", "town"),
        ("示例县人民政府办公室", "county"),
        ("示例市示例区教育局", "county"),
        ("示例旗人民政府", "county"),
        ("示例市人民政府", "city"),
        ("示例市公安局", "city"),
        ("示例省人民政府", "province"),
        ("重庆市人民政府", "province"),
        (None, None),
    ],
)
def test_level_is_guessed_from_the_last_unit_in_the_name(name: str | None, level: str | None) -> None:
    assert level_of_agency(name) == level


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("统计期限为：2023年1月1日至2023年12月31日。", (date(2023, 1, 1), date(2023, 12, 31))),
        ("所列数据统计期限从2023年1月1日起到12月31日止。", (date(2023, 1, 1), date(2023, 12, 31))),
        ("数据统计期限：2023年1月1日-2023年12月31日。", (date(2023, 1, 1), date(2023, 12, 31))),
        ("统计时限自 2023 年 1 月 1 日至 2023 年 12 月 30 日。", (date(2023, 1, 1), date(2023, 12, 30))),
        ("统计期限自２０２３年１月１日至１２月３１日。", (date(2023, 1, 1), date(2023, 12, 31))),
        ("本报告没有写明期限。", None),
    ],
)
def test_data_period_is_read_as_written(words: str, period: tuple[date, date] | None) -> None:
    assert reading(f"示例县2023年政府信息公开工作年度报告\n{words}\n一、总体情况\n好。\n").period == period


def test_contents_are_kept_apart_from_the_chapters() -> None:
    titles = "一、总体情况........1\n二、主动公开政府信息情况........2\n三、其他事项........3\n"
    found = reading(
        f"示例县2023年政府信息公开工作年度报告\n目 录\n{titles}一、总体情况\n甲。\n二、主动公开政府信息情况\n乙。\n三、其他需要报告的事项\n丙。\n"
    )
    assert [block.text for block in found.contents] == ["一、总体情况", "二、主动公开政府信息情况", "三、其他事项"]
    assert [(c.number, c.title, c.text) for c in found.chapters] == [
        (1, "总体情况", "甲。"),
        (2, "主动公开政府信息情况", "乙。"),
        (3, "其他需要报告的事项", "丙。"),
    ]


def test_rows_of_table_three_are_no_chapters() -> None:
    rows = "一、本年新收政府信息公开申请数量\n二、上年结转政府信息公开申请数量\n三、本年度办理结果\n四、结转下年度继续办理\n"
    found = reading(f"示例县2023年政府信息公开工作年度报告\n{BODY}{rows}")
    assert [chapter.number for chapter in found.chapters] == [1, 2, 3, 4, 5, 6]


def test_a_chapter_four_of_words_only_keeps_its_words() -> None:
    text = BODY.replace("行政诉讼情况\n", "行政诉讼情况\n本年度没有行政复议、行政诉讼。\n")
    found = reading(f"示例县2023年政府信息公开工作年度报告\n{text}")
    assert found.chapters[3].text == "本年度没有行政复议、行政诉讼。"


def test_a_sentence_cut_by_a_page_is_one_paragraph_again() -> None:
    text = "加快网上政务向各村深处推广，进一步做好各项政务公开工作，努力实现“互联网+政\n\n\n务服务”的基层全覆盖。"
    found = reading(f"示例县2023年政府信息公开工作年度报告\n一、总体情况\n{text}\n")
    assert found.chapters[0].text.endswith("“互联网+政务服务”的基层全覆盖。")


def test_a_whole_report_without_a_signature_is_complete_and_a_cut_one_is_not() -> None:
    whole = f"示例县2023年政府信息公开工作年度报告\n{BODY}"
    assert reading(whole).complete
    assert not reading(whole[: whole.index("改进情况\n") + 2]).complete
    assert not reading(whole[: whole.index("下一步加强")]).complete


def test_traditional_text_is_handed_on_in_simplified_characters() -> None:
    from opencc import OpenCC

    found = reading(OpenCC("s2t").convert(f"示例县教育局2023年政府信息公开工作年度报告\n{BODY}"))
    assert found.chapters[1].title == "主动公开政府信息情况"
    assert found.title == "示例县教育局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("text", "number"), [("一", 1), ("十", 10), ("十三", 13), ("二十", 20), ("九十九", 99), ("二二", None)]
)
def test_chapter_numerals(text: str, number: int | None) -> None:
    assert numeral(text) == number


@pytest.mark.parametrize(
    ("text", "year"), [("2023年", 2023), ("二〇二三年度", 2023), ("二○一八年", 2018), ("第20条", None)]
)
def test_years_in_either_digits(text: str, year: int | None) -> None:
    assert year_in(text) == year


def test_text_that_is_no_report_is_read_without_complaint() -> None:
    found = reading("今天天气很好。")
    assert (found.title, found.year, found.edition, found.sheet, found.chapters) == ("", None, None, None, [])


@pytest.mark.parametrize(
    "menu",
    [
        "政府信息公开年报\n依申请公开",
        "2019年政府信息公开工作年度报告\n政府信息公开年报",
        "示例县教育局政府信息公开年报",
    ],
)
def test_the_menu_of_a_site_is_not_the_title(menu: str) -> None:
    title = "示例县教育局2023年政府信息公开工作年度报告"
    page = f"<html><head><title>{title}_示例县人民政府</title></head><body><div>" + menu.replace("\n", "</div><div>")
    found = recognise(
        read((page + f"</div><h1>{title}</h1><p>" + BODY.replace("\n", "</p><p>")).encode(), name="a.html")
    )
    assert (found.title, found.year, found.agency) == (title, 2023, "示例县教育局")


def test_the_data_period_is_not_the_day_of_publication() -> None:
    found = reading(
        "示例县教育局2023年政府信息公开工作年度报告\n数据统计时间为2023年1月1日起到2023年12月31日止。\n"
        + BODY
        + "示例县教育局\n2024年1月12日\n"
    )
    assert found.published_on == date(2024, 1, 12)
