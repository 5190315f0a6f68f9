"""One catalogue, written as people write it: whatever the table looks like, what a careful person reads is read."""

import csv
import io

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook

from gongkai.catalogue.reading import read_catalogue

TITLE = ["示例镇政务公开基本目录"]
FORM = ["责任单位：示例镇人民政府　填表人：示例乙　复核人：示例丙　审签人：示例丁　填表时间：2018.12.4"]
HEAD = ["序号", "信息类别", "事项名称", "公开内容", "公开依据", "责任主体", "公开属性", "", "", "公开时限", "公开方式", "公开类型", "", "", "", "所属栏目", "备注"]  # fmt: skip
SECOND = ["", "", "", "", "", "", "主动公开", "依申请公开", "不公开", "", "", "决策", "执行", "管理", "服务", "", ""]
ROWS = [
    [1, "概况信息", "机构信息", "职能、电话", "《条例》", "示例镇", "√", "", "", "长期公开", "网站", "", "", "√", "", "机构", ""],
    [2, "概况信息", "领导分工", "姓名\n分工", "《条例》", "示例镇", "√", "", "", "20个工作日内", "网站", "", "√", "", "", "机构", ""],
    [3, "财政信息", "决算", "决算表", "《预算法》", "财政所", "√", "√", "", "批复后20日内", "网站", "", "√", "√", "", "财政", ""],
    [4, "民生信息", "低保", "名单", "《办法》", "民政办", "", "√", "", "每季度", "宣传栏", "", "", "", "√", "民政", ""],
    [5, "民生信息", "内部管理", "纪要", "《条例》", "党政办", "", "", "√", "长期", "网站", "", "", "√", "", "民政", ""],
]  # fmt: skip
TICKS = {6, 7, 8, 11, 12, 13, 14}
TRUTH = [
    ("概况信息", "机构信息", "proactive", False, ("management",)),
    ("概况信息", "领导分工", "proactive", False, ("execution",)),
    ("财政信息", "决算", "proactive", True, ("execution", "management")),
    ("民生信息", "低保", "on_request", False, ("service",)),
    ("民生信息", "内部管理", "withheld", False, ("management",)),
]


def table(rows=ROWS, *, head=None, second=None, above=(TITLE, FORM)):
    return [*map(list, above), list(head or HEAD), list(second or SECOND), *map(list, rows)]


def changed(change):
    """The rows with every cell given through ``change(row, column, text)``."""
    return [[change(r, c, text) for c, text in enumerate(row)] for r, row in enumerate(ROWS)]


def ticked(yes, no=""):
    return changed(lambda r, c, text: (yes if text == "√" else no) if c in TICKS else text)


def xlsx(*sheets, merges=()):
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(list(row))
        for merge in merges:
            sheet.merge_cells(merge)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_of(rows, encoding="utf-8-sig", **how):
    file = io.StringIO(newline="")
    csv.writer(file, **how).writerows(rows)
    return file.getvalue().encode(encoding)


def docx(*parts, tick=None):
    """Paragraphs (texts) and tables (rows); ``tick(cell, yes)`` draws the ticks."""
    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        made = document.add_table(len(part), len(part[0]))
        for r, row in enumerate(part):
            for c, text in enumerate(row):
                if tick and c in TICKS and text in ("", "√") and r > 1:
                    tick(made.cell(r, c), text == "√")
                else:
                    made.cell(r, c).text = str(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def drawn_tick(cell, yes):
    sign = OxmlElement("w:sym")
    sign.set(qn("w:font"), "Wingdings")
    sign.set(qn("w:char"), "F0FE" if yes else "F0A8")
    cell.paragraphs[0].add_run()._r.append(sign)


def without(columns, rows):
    return [[text for c, text in enumerate(row) if c not in columns] if len(row) > 5 else row for row in rows]


def words(row, columns, mark="、{}"):
    return "".join(mark.format(SECOND[c]) for c in columns if row[c]).strip("、")


ONE_LINE = [
    ["序号", "信息类别", "事项名称", "公开内容", "公开依据", "责任主体", "公开属性", "公开时限", "公开方式", "公开类型", "所属栏目", "备注"],
    *([*row[:6], words(row, (6, 7, 8)), row[9], row[10], words(row, (11, 12, 13, 14)), *row[15:]] for row in ROWS),
]  # fmt: skip
BOXED = [
    ONE_LINE[0],
    *(
        [
            *row[:6],
            "\n".join(("☑" if row[c] else "□") + SECOND[c] for c in (6, 7, 8)),
            row[9],
            row[10],
            " ".join(("☑" if row[c] else "□") + SECOND[c] for c in (11, 12, 13, 14)),
            *row[15:],
        ]
        for row in ROWS
    ),
]
BARE = table(above=())
HEADS = ["序\n号*", "信息类别（一级）", "事 项 名 称*", "公开\n内容（要素）", "公开依据（法律法规）", "责任主体（单位）", "公开属性（打√）", "", "", "公开期限", "公开方式（渠道）", "公开类型\n（五公开）", "", "", "", "所属\n栏目（网站）", "备 注"]  # fmt: skip
SECONDS = ["", "", "", "", "", "", "主动\n公开", "依申请\n公开", "不公\n开", "", "", "决策\n公开", "执行\n公开", "管理\n公开", "服务\n公开", "", ""]  # fmt: skip
GROUPS = ["一、概况信息", "", "（二）财政信息", "三、民生信息", ""]


def grouped(rows):
    """Each row, and before it the line that names its category."""
    return [line for row, name in zip(rows, GROUPS, strict=True) for line in ([[name], row] if name else [row])]


VARIANTS = {
    "as it is.xlsx": xlsx(table()),
    "heads merged.xlsx": xlsx(table(), merges=["A1:Q1", "G3:I3", "L3:O3", *(f"{c}3:{c}4" for c in "ABCDEFJKPQ")]),
    "columns and rows before it.xlsx": xlsx([[], ["附件1"], [], *(["", "", *row] for row in table())]),
    "heads broken, starred, with additions.xlsx": xlsx(table(head=HEADS, second=SECONDS)),
    "options as heads of their own.xlsx": xlsx(
        [TITLE, FORM, [second or first for first, second in zip(HEAD, SECOND, strict=True)], *ROWS]
    ),
    "one line of heads.xlsx": xlsx([TITLE, FORM, *ONE_LINE]),
    "one line of heads, boxes.xlsx": xlsx([TITLE, FORM, *BOXED]),
    "true and false.xlsx": xlsx(table(ticked(True, False))),
    "yes and no.xlsx": xlsx(table(ticked("是", "否"))),
    "a box in each.xlsx": xlsx(table(ticked("■", "□"))),
    "the font's own signs.xlsx": xlsx(table(ticked("\uf0fe", "\uf0a8"))),
    "a tick of the font.xlsx": xlsx(table(ticked("\uf0fc"))),
    "the word of the head.xlsx": xlsx(table(changed(lambda r, c, text: SECOND[c] if text == "√" else text))),
    "columns numbered.xlsx": xlsx([*table()[:4], [f"（{n}）" for n in range(1, 18)], *ROWS]),
    "a total.xlsx": xlsx([*table(), ["合计", "", "5项", "", "", "", 3, 2, 1]]),
    "a category over its rows.xlsx": xlsx(table(), merges=["B5:B6", "B8:B9"]),
    "a category once.xlsx": xlsx(table(changed(lambda r, c, text: "" if c == 1 and r in (1, 4) else text))),
    "a line for each category.xlsx": xlsx(without({1}, [*table()[:4], *grouped(ROWS)])),
    "lines beside the column.xlsx": xlsx([*table()[:4], *grouped(ROWS)]),
    "two sheets.xlsx": xlsx(table(ROWS[:2]), table(ROWS[2:])),
    "a cover and notes.xlsx": xlsx([["示例镇"], ["政务公开目录"]], table(), [["填表说明"], ["以√选择"]]),
    "printed pages.xlsx": xlsx([*table(ROWS[:2]), ["第1页 共2页"], TITLE, FORM, HEAD, SECOND, *ROWS[2:]]),
    "form in cells.xlsx": xlsx(
        [
            TITLE,
            [
                "责任单位（盖章）：",
                "示例镇人民政府",
                "填表人",
                "示例乙",
                "复核人",
                "示例丙",
                "审签人",
                "示例丁",
                "填表时间",
                "2018年12月4日",
            ],
            *BARE,
        ]
    ),
    "gbk.csv": csv_of(table(), "gbk"),
    "utf-16.csv": csv_of(table(), "utf-16"),
    "all quoted.csv": csv_of(table(), quoting=csv.QUOTE_ALL),
    "tabs.csv": csv_of(table(), delimiter="\t"),
    "semicolons.csv": csv_of(table(), delimiter=";"),
    "unicode text.txt": csv_of(table(), "utf-16", delimiter="\t"),
    "said to be commas.csv": b"sep=,\r\n" + csv_of(table(), "utf-8"),
    "as it is.docx": docx(*TITLE, *FORM, BARE),
    "over two pages.docx": docx(*TITLE, *FORM, BARE[:4], BARE[4:]),
    "over two pages, heads again.docx": docx(*TITLE, *FORM, BARE[:4], "续表", [*BARE[:2], *BARE[4:]]),
    "signs of a font.docx": docx(*TITLE, *FORM, BARE, tick=drawn_tick),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_catalogue_is_read_alike_however_it_is_written(name):
    draft = read_catalogue(VARIANTS[name], name)
    read = [(one.category, one.matter, one.attribute, one.also_on_request, one.stages) for one in draft.entries]
    assert read == TRUTH
    assert [one.content for one in draft.entries] == ["职能、电话", "姓名\n分工", "决算表", "名单", "纪要"]
    assert [one.time_limit for one in draft.entries] == ["长期公开", "20个工作日内", "批复后20日内", "每季度", "长期"]
    head = draft.head
    assert (head.responsible, head.filled_by, head.checked_by, head.approved_by, str(head.filled_on)) == (
        "示例镇人民政府",
        "示例乙",
        "示例丙",
        "示例丁",
        "2018-12-04",
    )
    assert draft.errors == []


STANDARD_HEAD = [
    ["序号", "公开事项", "", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体（“■”为必选）", "公开对象", "", "公开方式", "", "公开层级", ""],
    ["", "一级事项", "二级事项", "", "", "", "", "", "全社会", "特定群体（请写明）", "主动", "依申请", "县（市、区）级", "乡（镇）、街道级"],
]  # fmt: skip
STANDARD_ROW = [1, "综合业务", "政策文件", "办法", "《办法》", "每季度", "民政局", "\uf0fe政府网站 \uf0a8政府公报\n\uf0fe精准推送", "√", "", "√", "", "√", ""]  # fmt: skip


def standard(*above, row=STANDARD_ROW, merges=()):
    return read_catalogue(xlsx([*above, *STANDARD_HEAD, row], merges=merges), "标准目录.xlsx")


def test_heads_of_the_standard_table_with_additions_and_boxes_of_a_font():
    (entry,) = standard(["社会救助领域基层政务公开标准目录"]).entries
    assert (entry.carriers, entry.levels, entry.to_everyone) == (("政府网站", "精准推送"), ("county",), True)


def test_a_tick_in_one_cell_over_two_columns_is_for_both():
    (entry,) = standard(["社会救助领域基层政务公开标准目录"], merges=["M4:N4"]).entries
    assert entry.levels == ("county", "town")


def test_a_tick_in_one_cell_over_columns_of_two_kinds_counts_for_each_kind_alone():
    head, second = [[*row[:10], *row[12:], *row[10:12]] for row in STANDARD_HEAD]
    data = xlsx([["社会救助领域基层政务公开标准目录"], head, second, [*STANDARD_ROW[:10], "", "√"]], merges=["L4:M4"])
    (entry,) = read_catalogue(data, "标准目录.xlsx").entries
    assert (entry.levels, entry.attribute, entry.also_on_request) == (("town",), "proactive", False)


@pytest.mark.parametrize(
    ("above", "title", "domain"),
    [
        ([["示例镇社会救助领域\n基层政务公开标准目录"]], "示例镇社会救助领域基层政务公开标准目录", "社会救助"),
        ([["附件19"], ["示例镇", ""], ["就业领域基层政务公开标准目录"]], "示例镇就业领域基层政务公开标准目录", "就业"),
        ([["示例镇移民安置领域基层政务公开标准目录"]], "示例镇移民安置领域基层政务公开标准目录", "移民安置"),
        ([["美丽乡村领域基层政务公开标准目录"]], "美丽乡村领域基层政务公开标准目录", "美丽乡村"),
    ],
)
def test_a_title_may_stand_in_several_lines_and_names_the_domain(above, title, domain):
    draft = standard(*above)
    assert (draft.head.title, draft.domains) == (title, [domain])


def test_a_line_across_the_table_without_entries_below_is_told():
    draft = read_catalogue(xlsx([*table(), ["示例镇人民政府"]]), "x.xlsx")
    assert ("C-LINE", "示例镇人民政府") in {(one.rule, one.found) for one in draft.problems}
    assert len(draft.entries) == len(ROWS)


def test_two_columns_of_one_kind_are_read_together():
    rows = without({15, 16}, table())
    head, second = [*rows[2], "公开频次"], [*rows[3], ""]
    draft = read_catalogue(xlsx([*rows[:2], head, second, [*rows[4], "每季度"]]), "x.xlsx")
    assert draft.entries[0].time_limit == "长期公开\n每季度"


def test_a_blank_matter_of_the_basic_table_is_told():
    rows = changed(lambda r, c, text: "" if c == 2 and r == 2 else text)
    draft = read_catalogue(xlsx(table(rows)), "x.xlsx")
    told = next(one for one in draft.problems if one.rule == "C-BLANK")
    assert (told.where, draft.entries[2].matter) == ("工作表“Sheet1”第7行“事项名称”栏（C7）", "财政信息")
