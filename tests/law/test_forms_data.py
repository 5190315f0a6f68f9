"""The three editions as data: every row, column and cell, against the official labels and the founding document."""

import re
from collections import Counter

import pytest

from gongkai.law.forms import EDITIONS, edition_for, form_for, load, normal_label
from gongkai.law.forms.expression import expand, read_clause


@pytest.mark.parametrize(
    ("edition", "counts"),
    [
        ("2014", {"S14": 58}),
        ("2019", {"2.1": 6, "2.5": 6, "2.6": 6, "2.8": 2, "2.9": 2, "3": 161, "4": 15}),
        ("2021", {"2.1": 6, "2.5": 1, "2.6": 2, "2.8": 1, "3": 175, "4": 15}),
    ],
)
def test_each_edition_has_all_its_cells(edition, counts):
    assert Counter(cell.table for cell in load(edition).cells.values()) == counts


def test_seven_rows_of_the_2014_form_are_headings_without_a_number():
    rows = load("2014").rows
    headings = [code for code, row in rows.items() if row.heading]
    assert headings == ["S14.1", "S14.1.2", "S14.2", "S14.2.2", "S14.3", "S14.8", "S14.9"]
    assert len(rows) == 58 + len(headings)


@pytest.mark.parametrize(
    ("year", "edition"),
    [(2013, None), (2014, "2014"), (2018, "2014"), (2019, "2019"), (2020, "2019"), (2021, "2021"), (2026, "2021")],
)
def test_report_year_decides_the_edition(year, edition):
    assert edition_for(year) == edition
    assert (form_for(year) is None) == (edition is None)


def test_an_edition_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="2014、2019、2021"):
        load("2023")


def test_years_of_the_files_agree_with_the_year_table():
    for edition in EDITIONS:
        form = load(edition)
        assert edition_for(form.first_year) == edition
        assert edition_for(form.last_year or 2099) == edition
        assert edition_for(form.first_year - 1) != edition


def test_cells_are_whole_numbers_but_for_money_and_yearly_change():
    loose = {key for edition in EDITIONS for key, cell in load(edition).cells.items() if cell.decimals or cell.signed}
    assert loose == {
        *("S14.7", "S14.8.4", "R21.2.8.fee.amount", "R19.2.9.buy.amount"),
        *("R19.2.5.permit.delta", "R19.2.5.other.delta", "R19.2.6.punish.delta", "R19.2.6.force.delta"),
        "R19.2.8.fee.delta",
    }


def test_units_follow_the_form():
    cells = load("2014").cells
    assert (cells["S14.1.1"].unit, cells["S14.2.2.3"].unit, cells["S14.8.4"].unit) == ("条", "篇", "万元")
    assert load("2021").cells["R21.2.8.fee.amount"].unit == "万元"
    assert load("2019").cells["R19.2.9.buy.amount"].unit == ""  # the header names no unit
    assert load("2021").cells["R21.3.3.7.tot"].unit == "件"


def test_made_documents_stand_under_proactive_disclosure_and_print_like_their_neighbour():
    rows = load("2014").rows
    assert rows["S14.1.1.b"].parent == "S14.1"
    assert rows["S14.1.1.b"].depth == rows["S14.1.1.a"].depth


def test_outcome_rows_name_the_article_behind_them():
    rows = load("2021").rows
    assert rows["R21.3.3.3.3"].label == "3.危及“三安全一稳定”"
    assert rows["R21.3.3.3.3"].article == "14"
    assert rows["R21.3.3.5.5"].article == ""  # no article
    assert {code for code, row in rows.items() if row.article_mark == "unverified"} == {
        "R21.3.3.1",
        "R21.3.3.3.8",
        "R21.3.3.4.1",
    }


def test_applicants_other_than_natural_persons_stand_under_one_head():
    groups = {column.code: column.group for column in load("2021").table("3").columns}
    assert {code for code, group in groups.items() if group} == {"ent", "sci", "pub", "law", "oth"}
    assert groups["ent"] == "法人或其他组织"


def test_2019_and_2021_differ_only_in_chapter_two_and_other_processing():
    old, new = load("2019"), load("2021")
    suffix = {key.partition(".")[2] for key in old.cells}
    other = {key.partition(".")[2] for key in new.cells}
    columns = ("np", "ent", "sci", "pub", "law", "oth", "tot")
    assert {key for key in suffix - other if key.startswith("3")} == {f"3.3.6.{column}" for column in columns}
    assert {key for key in other - suffix if key.startswith("3")} == {
        f"3.3.6.{row}.{column}" for row in (1, 2, 3) for column in columns
    }
    assert not {key for key in suffix ^ other if key.startswith("4")}
    for code in ("3.3.2", "3.3.4.1", "3.3.7", "4.aft"):
        assert old.rows[f"R19.{code}"].label == new.rows[f"R21.{code}"].label


@pytest.mark.parametrize("edition", EDITIONS)
def test_labels_within_a_table_are_one_to_one_except_plain_other(edition):
    for table in load(edition).tables:
        labels = Counter((row.parent, normal_label(row.label)) for row in table.rows)
        assert set(labels.values()) == {1}


def test_labels_compare_without_brackets_quotes_spaces_and_commas():
    row = load("2021").rows["R21.3.3.6.1"]
    printed = "1. 申请人无正当理由逾期不补正，行政机关不再处理其政府信息公开申请"
    assert normal_label(printed) == normal_label(row.label)
    assert normal_label("(二)部分公开(区分处理的,只计这一情形,不计其他情形)") == normal_label(
        load("2021").rows["R21.3.3.2"].label
    )
    assert normal_label('3.危及"三安全一稳定"') == normal_label(load("2021").rows["R21.3.3.3.3"].label)


def test_shortened_labels_are_known_names_of_their_rows():
    rows = load("2021").rows
    assert "（二）部分公开" in rows["R21.3.3.2"].names
    assert "规范性文件" in rows["R21.2.1.norm"].names
    assert "逾期不缴费" in rows["R21.3.3.6.2"].names
    assert "主动公开规范性文件数" in load("2014").rows["S14.1.1.a"].names


def test_a_cell_is_placed_for_a_person():
    assert load("2021").place("R21.3.3.1.oth") == "第三章表，（一）予以公开，法人或其他组织—其他列"
    assert load("2021").place("R21.4.dir.pend") == "第四章表，行政诉讼—未经复议直接起诉，尚未审结列"
    assert load("2014").place("S14.2.1") == "统计表，（一）回应公众关注热点或重大舆情数"


def test_every_pattern_binds_one_number_to_cells_of_its_form():
    for edition in EDITIONS:
        form = load(edition)
        assert form.patterns
        for pattern in form.patterns:
            assert pattern.cells
            assert pattern.compiled().groups == 1
            assert all(key in form.cells for key in pattern.cells)


@pytest.mark.parametrize(
    ("edition", "sentence", "cells", "number"),
    [
        ("2021", "全市共受理政府信息公开申请3119件", ("R21.3.1.tot",), "3119"),
        ("2021", "含上年度结转申请34件", ("R21.3.2.tot",), "34"),
        ("2021", "另有103件顺延到下年度答复", ("R21.3.4.tot",), "103"),
        ("2021", "转下年度办理125件", ("R21.3.4.tot",), "125"),
        ("2021", "不予处理117件", tuple(f"R21.3.3.5.{n}.tot" for n in range(1, 6)), "117"),
        ("2021", "行政诉讼46件", ("R21.4.dir.tot", "R21.4.aft.tot"), "46"),
        ("2019", "其他处理7件", ("R19.3.3.6.tot",), "7"),
        ("2014", "主动公开政府信息数678条", ("S14.1.1",), "678"),
    ],
)
def test_sentences_bind_to_cells(edition, sentence, cells, number):
    hits = [(p.cells, m["n"]) for p in load(edition).patterns for m in p.compiled().finditer(sentence)]
    assert (cells, number) in hits
    assert all(hit == (cells, number) for hit in hits)


def test_all_handled_applications_are_not_taken_for_new_ones():
    assert not [p.id for p in load("2021").patterns if p.compiled().search("共收办政府信息公开申请案件3646件")]


@pytest.mark.parametrize(
    ("reference", "count"),
    [("R21.3.3.3.[1..8].tot", 8), ("R21.4.rev.[keep,fix]", 2), ("R21.2.1.rule.*", 3), ("R21.3.*", 175)],
)
def test_references_name_lists_of_cells(reference, count):
    assert len(expand(reference, load("2021").cells)) == count


@pytest.mark.parametrize("text", ["R21.3.9.tot = 1", "R21.3.1.tot", "R21.3.1.tot = ", "R21.3.1.tot = 1 1", "& = 1"])
def test_an_identity_that_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError):
        read_clause(text, load("2021").cells)


def test_founding_document_prints_these_labels_in_this_order(shared):
    text = (shared / "seeds" / "xingjing-2018.txt").read_text(encoding="utf-8")
    table = text[text.index("统 计 指 标") :].splitlines()[1:]
    printed = [line.split("\t") for line in table if "\t" in line]
    rows = list(load("2014").rows.values())
    assert len(printed) == len(rows)
    for cells, row in zip(printed, rows, strict=True):
        assert re.sub(r"\s", "", cells[0]) == re.sub(r"\s", "", row.label)
        assert cells[1] == ("——" if row.heading else row.unit)
