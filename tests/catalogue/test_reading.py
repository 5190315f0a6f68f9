"""Catalogue files as towns write them: both layouts, merged cells, ticks of all kinds, problems by cell."""

import contextlib
import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from gongkai.catalogue.cells import organs, read_carriers, read_date, read_remark
from gongkai.catalogue.drafts import join_list, split_list
from gongkai.catalogue.reading import read_catalogue
from gongkai.catalogue.vocabulary import Layout, carriers, domains
from gongkai.findings import Refused, Severity

BASIC = [
    ["示例镇政务公开基本目录"],
    ["责任单位：示例镇人民政府　填表人：示例乙　复核人：　审签人：示例丁　填表时间：2018.12.4"],
    ["序号", "信息类别", "事项名称", "公开内容", "公开依据", "责任主体", "公开属性", "", "", "公开时限", "公开方式", "公开类型", "", "", "", "所属栏目", "备注"],
    ["", "", "", "", "", "", "主动公开", "依申请公开", "不公开", "", "", "决策", "执行", "管理", "服务", "", ""],
    [1, "概况信息", "机构信息", "机构职能", "《条例》", "示例镇", "√", "", "", "长期公开", "网站、宣传栏", "", "", "√", "", "机构职能", ""],
    ["", "", "领导分工", "分工", "《条例》", "示例镇", "■", "□", "□", "及时", "网站", "√", "√", "", "", "机构职能", "留意"],
]  # fmt: skip
BASIC_MERGES = ["A1:Q1", "A2:Q2", "G3:I3", "L3:O3", *(f"{c}3:{c}4" for c in "ABCDEFJKPQ"), "A5:A6", "B5:B6"]


def xlsx(*sheets):
    """``(name, rows, merged ranges)`` each."""
    book = Workbook()
    book.remove(book.active)
    for name, rows, merges in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for merge in merges:
            sheet.merge_cells(merge)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_of(rows):
    return "\r\n".join(",".join(str(cell) for cell in row) for row in rows)


def basic(changes=()):
    rows = [list(row) for row in BASIC]
    for row, column, value in changes:
        rows[row][column] = value
    return rows


def rules(draft):
    return {(one.rule, str(one.severity)) for one in draft.problems}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (xlsx(("目录", BASIC, BASIC_MERGES)), "目录.xlsx"),
        (xlsx(("目录", BASIC, [])), "没有合并.xlsx"),
        (csv_of(BASIC).encode("utf-8-sig"), "目录.csv"),
        (csv_of(BASIC).encode("gb18030"), "目录.csv"),
        ("\n".join("\t".join(map(str, row)) for row in BASIC).encode(), "目录.tsv"),
    ],
)
def test_the_table_of_2018_is_read_alike_from_every_kind_of_file(data, name):
    draft = read_catalogue(data, name)
    assert draft.layout is Layout.BASIC
    assert (draft.head.title, draft.head.responsible, draft.head.filled_by, draft.head.checked_by) == (
        "示例镇政务公开基本目录",
        "示例镇人民政府",
        "示例乙",
        "",
    )
    assert (draft.head.approved_by, draft.year, str(draft.head.filled_on)) == ("示例丁", 2018, "2018-12-04")
    first, second = draft.entries
    assert (first.category, first.matter, first.attribute, first.stages) == (
        "概况信息",
        "机构信息",
        "proactive",
        ("management",),
    )
    assert (second.category, second.matter, second.attribute) == ("概况信息", "领导分工", "proactive")
    assert second.stages == ("decision", "execution")
    assert (second.serial, second.remark, first.carriers) == (2, "留意", ("网站", "宣传栏"))
    assert draft.errors == []


def test_the_annex_of_the_founding_document_is_read(shared):
    lines = (shared / "seeds/xingjing-2018.txt").read_text("utf-8").split("\n")
    start = lines.index("银川市西夏区兴泾镇政务公开基本目录")
    draft = read_catalogue("\n".join(lines[start : start + 10]).encode(), "附件.txt")
    assert [entry.matter for entry in draft.entries] == ["机构信息", "领导分工"]
    assert [entry.stages for entry in draft.entries] == [("management",), ("execution",)], (
        "the word counts, not its column"
    )
    assert draft.head.filled_by == "马英英"
    assert draft.errors == []


STANDARD = [
    ["示例镇社会救助领域基层政务公开标准目录"],
    ["序号", "公开事项", "", "公开内容\n（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象", "", "公开方式", "", "公开层级", ""],
    ["", "一级\n事项", "二级\n事项", "", "", "", "", "", "全社会", "特定群体", "主动", "依申请公开", "县级", "乡级"],
    [1, "综合业务", "政策法规文件", "●办法\n●标准", "《社会救助暂行办法》", "信息形成或者变更之日起20个工作日内", "民政局\n乡镇人民政府", "■政府网站  □政府公报\n■社区/企事业单位/村公示栏（电子屏）\n□其他", "√", "", "√", "", "√", "√"],
    [2, "", "监督检查", "结果", "同上", "每季度", "民政局", "☑政府网站 ☐政府公报", "", "低保对象", "✓", "√", "", "■"],
    [3, "办事指南", "", "指南", "同上", "每年1月31日前", "民政局", "政府网站、入户/现场", "√", "√", "", "√", "", "√"],
]  # fmt: skip
STANDARD_MERGES = ["A1:N1", "B2:C2", "I2:J2", "K2:L2", "M2:N2", *(f"{c}2:{c}3" for c in "ADEFGH"), "B4:B5", "B6:C6"]


@pytest.mark.parametrize("merges", [STANDARD_MERGES, []])
def test_the_standard_table_is_read_with_merged_cells_and_boxes(merges):
    draft = read_catalogue(xlsx(("Sheet1", STANDARD, merges)), "标准目录.xlsx")
    assert draft.layout is Layout.STANDARD
    assert draft.domains == ["社会救助"]
    one, two, three = draft.entries
    assert (one.category, one.matter, two.category, two.matter) == ("综合业务", "政策法规文件", "综合业务", "监督检查")
    assert (three.category, three.matter) == ("办事指南", "办事指南"), "one cell over both columns is both"
    assert one.carriers == ("政府网站", "社区/企事业单位/村公示栏（电子屏）")
    assert two.carriers == ("政府网站",)
    assert three.carriers == ("政府网站", "入户/现场")
    assert one.responsible_agency == "民政局、乡镇人民政府"
    assert one.content == "●办法\n●标准"
    assert (one.levels, two.levels) == (("county", "town"), ("town",))
    assert (one.to_everyone, one.to_groups, two.to_everyone, two.to_groups) == (True, "", False, "低保对象")
    assert three.to_groups == "特定群体"
    assert (two.attribute, two.also_on_request, three.attribute) == ("proactive", True, "on_request")


def test_each_sheet_is_a_domain_and_the_heads_may_be_repeated():
    second = [["序号", *STANDARD[1][1:]], *STANDARD[2:4], *STANDARD[1:3], [2, *STANDARD[4][1:]]]
    draft = read_catalogue(xlsx(("社会救助", STANDARD, STANDARD_MERGES), ("就业创业", second, [])), "x.xlsx")
    assert draft.domains == ["社会救助", "就业"]
    assert [entry.serial for entry in draft.entries] == [1, 2, 3, 1, 2]


def test_a_document_with_a_table_a_domain():
    from docx import Document

    document = Document()
    for name in ("养老服务", "救灾"):
        document.add_paragraph(f"{name}领域基层政务公开标准目录")
        table = document.add_table(len(STANDARD) - 1, 14)
        for r, row in enumerate(STANDARD[1:]):
            for c, text in enumerate(row):
                table.cell(r, c).text = str(text)
        table.cell(2, 1).merge(table.cell(3, 1))
    file = io.BytesIO()
    document.save(file)
    draft = read_catalogue(file.getvalue(), "标准目录.docx")
    assert draft.domains == ["养老服务", "救灾"]
    assert [entry.category for entry in draft.entries] == ["综合业务", "综合业务", "办事指南"] * 2
    assert draft.errors == []


def test_a_problem_names_the_sheet_the_row_the_column_and_the_cell():
    draft = read_catalogue(xlsx(("目录", basic([(4, 6, "大概")]), BASIC_MERGES)), "x.xlsx")
    tick = next(one for one in draft.errors if one.rule == "C-TICK")
    assert tick.where == "工作表“目录”第5行“主动公开”栏（G5）"
    assert tick.found == "大概"


def test_a_word_that_is_none_of_its_column_is_told_once_with_the_words_it_may_be():
    """In a column of words there is nothing to tick."""
    table = (
        "示例镇政务公开基本目录\n序号,信息类别,事项名称,公开内容,公开依据,责任主体,公开属性,公开时限,公开方式,公开类型\n"
        "1,应急,防汛信息,通知,条例,示例镇,随便,长期公开,网站,管理哦\n"
    )
    told = [(one.where, one.message) for one in read_catalogue(table.encode(), "x.csv").errors]
    assert told == [
        ("第3行“公开属性”栏（G3）", "看不懂，请写主动公开、依申请公开或者不公开"),
        ("第3行“公开类型”栏（J3）", "看不懂，请写决策、执行、管理、服务、结果"),
    ]


def test_the_same_as_above_is_what_stands_above():
    table = (
        "示例镇就业领域基层政务公开标准目录\n"
        "序号,公开事项,,公开内容,公开依据,公开时限,公开主体,公开渠道和载体,公开对象,,公开方式,,公开层级,\n"
        ",一级事项,二级事项,,,,,,全社会,特定群体,主动,依申请,县级,乡级\n"
        "1,就业,岗位信息,甲,同上,实时公开,镇政府,■政府网站 □政府公报,√,,√,,,√\n"
        "2,同上,求职信息,乙,就业促进法,同上,（同上）,同 上,同上,,〃,,,√\n"
        "3,同上,培训,丙,同上,同上,同上,同上,√,,√,,,√\n"
    )
    draft = read_catalogue(table.encode(), "就业.csv")
    assert {one.category for one in draft.entries} == {"就业"}
    assert {(one.time_limit, one.responsible_agency, one.carriers) for one in draft.entries} == {
        ("实时公开", "镇政府", ("政府网站",))
    }
    assert all(one.to_everyone and one.attribute == "proactive" for one in draft.entries)
    assert [one.legal_basis for one in draft.entries] == ["同上", "就业促进法", "就业促进法"]
    told = [(one.where, one.message) for one in draft.problems if one.rule == "C-DITTO"]
    assert told == [("第4行“公开依据”栏（E4）", "上面没有可以照着写的，请写明")]


@pytest.mark.parametrize(
    ("changes", "rule", "severity"),
    [
        ([(4, 6, "")], "C-ATTRIBUTE", Severity.ERROR),
        ([(4, 8, "√")], "C-ATTRIBUTE", Severity.ERROR),
        ([(4, 6, "说不清")], "C-TICK", Severity.ERROR),
        ([(4, 2, "长" * 201)], "C-LONG", Severity.ERROR),
        ([(4, 9, "根据工作需要")], "C-LIMIT", Severity.WARNING),
        ([(4, 9, "自形成之日起30个工作日内")], "C-LATE", Severity.WARNING),
        ([(4, 9, "")], "C-BLANK", Severity.WARNING),
        ([(4, 11, "服务"), (4, 13, "")], "C-PLACE", Severity.WARNING),
        ([(2, 16, "联系电话")], "C-HEAD", Severity.WARNING),
        ([(2, 4, "怪栏")], "C-COLUMN", Severity.WARNING),
        ([(1, 0, "填表人：示例乙　填表时间：去年冬天")], "C-DATE", Severity.WARNING),
    ],
)
def test_what_is_doubtful_is_said(changes, rule, severity):
    clean = rules(read_catalogue(csv_of(basic()).encode(), "x.csv"))
    found = rules(read_catalogue(csv_of(basic(changes)).encode(), "x.csv"))
    assert (rule, str(severity)) in found - clean


@pytest.mark.parametrize(
    ("limit", "late"),
    [
        ("自形成之日起20个工作日内", False),
        ("72小时内", False),
        ("30日内", False),
        ("60日内", True),
        ("1个月内", False),
        ("2个月内", True),
        ("999小时内", True),
    ],
)
def test_a_limit_is_held_against_the_law_by_what_it_counts(limit, late):
    found = rules(read_catalogue(csv_of(basic([(4, 9, limit)])).encode(), "x.csv"))
    assert (("C-LATE", str(Severity.WARNING)) in found) is late


def test_a_matter_that_does_not_concern_us_needs_no_attribute():
    draft = read_catalogue(csv_of(basic([(4, 6, ""), (4, 16, "未涉及：由区民政局办理")])).encode(), "x.csv")
    entry = draft.entries[0]
    assert (entry.not_concerned, entry.not_concerned_note, entry.remark) == (True, "由区民政局办理", "")
    assert draft.errors == []


def test_serials_that_skip_upwards_are_kept_and_others_counted_anew():
    rows = basic([(4, 0, 3), (5, 0, 7)])
    assert [entry.serial for entry in read_catalogue(csv_of(rows).encode(), "x.csv").entries] == [3, 7]
    rows = basic([(4, 0, 7), (5, 0, 3)])
    draft = read_catalogue(csv_of(rows).encode(), "x.csv")
    assert [entry.serial for entry in draft.entries] == [1, 2]
    assert ("C-SERIAL", "info") in rules(draft)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "x.csv", "no-catalogue"),
        ("一,二,三\n1,2,3\n".encode(), "x.csv", "no-catalogue"),
        (csv_of(BASIC[:4]).encode(), "x.csv", "no-entries"),
        (b"PK\x03\x04broken", "x.xlsx", "broken"),
        (b'"' + b"a" * 200_000, "x.csv", "broken-csv"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "x.xlsx", "image-only"),
    ],
)
def test_a_file_that_holds_no_catalogue_is_refused_in_chinese(data, name, code):
    with pytest.raises(Refused) as refused:
        read_catalogue(data, name)
    assert refused.value.failures[0].code == code


@settings(deadline=None)
@given(
    st.binary(max_size=300) | st.text(max_size=300).map(str.encode),
    st.sampled_from(["x.csv", "x.tsv", "x.txt", "x.md"]),
)
def test_whatever_the_bytes_the_answer_is_a_draft_or_a_refusal(data, name):
    assume(not data.startswith((b"\xd0\xcf", b"{\\rtf")))  # would each time start the office that converts such files
    with contextlib.suppress(Refused):
        assert read_catalogue(data, name).entries


@given(st.lists(st.text("甲乙（）()、，；a1 \n", max_size=8), max_size=6))
def test_a_list_written_and_split_again_is_the_same(items):
    once = split_list(join_list(items))
    assert split_list(join_list(once)) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("■政府网站 □政府公报", ("政府网站",)),
        ("政府网站√ 政府公报□ 两微一端√", ("政府网站", "两微一端")),
        ("☑其他（12345热线、短信）", ("其他（12345热线、短信）",)),
        ("□政府网站 □政府公报", ()),
        ("公示栏，政府网站", ("政府网站", "公示栏")),
    ],
)
def test_carriers_are_the_ticked_ones(text, expected):
    assert read_carriers(text, standard=True)[0] == expected


def test_small_readings():
    assert organs("兴泾\n镇政府") == "兴泾镇政府"
    assert organs("民政局\n镇政府") == "民政局、镇政府"
    assert str(read_date("填于２０１８年１２月４日")) == "2018-12-04"
    assert read_date("2018.13.4") is None
    assert read_remark("本镇未涉及该事项\n其他") == (True, "", "其他")
    assert read_remark("未涉及的问题要报告") == (False, "", "未涉及的问题要报告")


def test_there_are_26_domains_and_13_carriers():
    assert (len(domains()), len(set(domains())), len(carriers())) == (26, 26, 13)
