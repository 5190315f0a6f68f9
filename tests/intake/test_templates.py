"""Templates and the manual say what the declarations say."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from gongkai.intake.books import read_bytes
from gongkai.intake.headings import check_head, find_head
from gongkai.intake.manual import manual
from gongkai.intake.problems import Problems
from gongkai.intake.registry import find, get, kinds
from gongkai.intake.templates import csv_template, xlsx_template

NAMES = [
    "agencies", "people", "leaders", "leading-groups", "leading-group-members", "sections", "catalogue", "channels", "notice-boards",
    "disclosures", "releases", "notices", "regulatory-documents", "concerns", "responses", "interpretations", "briefings",
    "proposals", "requests", "fees", "reviews", "suits", "complaints", "meetings", "trainings", "staff", "offices", "service-guides",
    "reading-points", "expenses", "duty-figures",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("make", [csv_template, xlsx_template])
def test_every_template_has_a_head_that_the_import_knows(name, make):
    kind = get(name)
    book = read_bytes(make(kind), "模板")
    assert len(book.sheets) == 1, "the sheets that explain are not read"
    head, problems = find_head(book.sheets[0], kind), Problems()
    assert head is not None
    check_head(head, book.sheets[0], kind, problems, set())
    assert problems.found == []
    assert [place.column for place in head.places] == list(kind.bound)


def test_choices_are_drop_downs_and_required_columns_look_different():
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(xlsx_template(get("requests"))))
    page, values = book["依申请公开"], book["可填的值"]
    lists = {str(rule.sqref).partition("2:")[0]: rule.formula1 for rule in page.data_validations.dataValidation}
    heads = {cell.value: cell for cell in page[1]}
    column = heads["答复类型"].column_letter
    assert lists[column] == f"'可填的值'!${column}$1:${column}$23"
    assert [cell.value for cell in values[column]][:2] == ["已主动公开，告知获取方式", "予以公开"]
    assert heads["编号"].fill.fgColor.rgb != heads["备注"].fill.fgColor.rgb
    assert "必填" in heads["编号"].comment.text
    assert page.column_dimensions["A"].width
    assert book["填写说明"]["A2"].value == "编号"


def test_a_template_is_the_same_bytes_each_time():
    assert xlsx_template(get("fees")) == xlsx_template(get("fees"))


def test_a_kind_is_found_by_its_chinese_or_english_name_and_a_wrong_word_gets_the_nearest():
    from gongkai.findings import Refused

    assert find("工作会议") is find("meetings") is find("Meetings") is find("会 议")
    assert find("leading_group_members") is find("成员")
    with pytest.raises(Refused, match="是不是“工作会议”"):
        get("工做会议")


def test_kinds_come_after_those_they_refer_to():
    order = [kind.name for kind in kinds()]
    assert sorted(order) == sorted([*NAMES, "catalogues"])
    for before, later in (
        ("sections", "disclosures"),
        ("channels", "disclosures"),
        ("disclosures", "releases"),
        ("concerns", "responses"),
        ("requests", "fees"),
        ("people", "leading-group-members"),
    ):
        assert order.index(before) < order.index(later)


def test_no_two_columns_of_a_kind_answer_to_the_same_name():
    from gongkai.intake.headings import _word

    for kind in kinds():
        names = [_word(name) for column in kind.bound for name in {column.heading, *column.aliases}]
        assert sorted(names) == sorted(set(names)), kind.name


def test_the_manual_page_is_what_the_declarations_say():
    page = Path(__file__).resolve().parents[2] / "docs" / "manual" / "import-templates.md"
    assert page.read_text(encoding="utf-8") == manual(), "run scripts/write_import_manual.py"
