"""Every cell of every edition is read back exactly, in every layout the generator knows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.report.generator import ALL, HELD_OUT, LAYOUTS, Report, report
from checks.report.generator.layouts import html_page, plain_text
from checks.report.generator.tables import head_count
from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.recognise import recognise
from gongkai.checks.report.rules import run
from gongkai.findings import Verdict
from gongkai.law.forms import CellValue, Kind, load
from gongkai.papers.reading import read

EDITIONS = ("2014", "2019", "2021")
#: Layouts that cost a typesetter or an office package; the others are cheap enough for many seeds.
_SLOW = {"pdf_typst", "pdf_borderless"}


def read_back(made: Report, layout: str) -> ReadReport:
    name, data = ALL[layout](made)
    return recognise(read(data, name=name), name=name)


def wrong_cells(made: Report, found: ReadReport) -> dict[str, tuple[str, str]]:
    """Cells read otherwise than printed: key to (printed, read)."""
    form = load(made.edition)
    sheet = found.sheet if found.sheet is not None else {}
    wrong = {}
    for key, text in made.printed.items():
        wanted = CellValue.parse(text, form.cells[key].unit)
        got = sheet.get(key)
        if got != wanted:
            wrong[key] = (text, got.text if got is not None else "不在文件中")
    return wrong


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_cell_is_read_in_every_layout(layout: str, edition: str) -> None:
    for seed in (0,) if layout in _SLOW else (1, 2):
        made = report(edition, seed)
        found = read_back(made, layout)
        assert wrong_cells(made, found) == {}, f"seed {seed}"
        assert found.edition == edition
        assert len(found.sheet or {}) == len(made.cells)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("layout", sorted(HELD_OUT))
def test_every_cell_is_read_in_layouts_kept_out_of_the_tuning(layout: str, edition: str) -> None:
    made = report(edition, 7)
    assert wrong_cells(made, read_back(made, layout)) == {}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("layout", ["html_spans", "docx_merged", "txt_columns", "txt_run_together"])
def test_what_the_report_says_of_itself_is_read_in_every_kind_of_file(layout: str, edition: str) -> None:
    made = report(edition, 3)
    found = read_back(made, layout)
    assert (found.year, found.agency) == (made.year, made.agency)
    assert found.title == made.title
    assert found.period is not None
    assert [str(day) for day in found.period] == [f"{made.year}-01-01", f"{made.year}-12-31"]
    assert [chapter.number for chapter in found.chapters] == [1, 2, 3, 4, 5, 6]
    assert [chapter.title for chapter in found.chapters] == [title for title, _ in made.chapters]
    assert found.complete


@pytest.mark.parametrize("layout", ["html_spans", "txt_cells", "txt_run_together", "docx_merged", "xlsx_merged"])
def test_table_text_does_not_leak_into_the_chapters(layout: str) -> None:
    made = report("2021", 4)
    found = read_back(made, layout)
    for number in (2, 3, 4):
        chapter = found.chapter(number)
        assert chapter is not None
        assert chapter.text.strip() == ""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    edition=st.sampled_from(EDITIONS),
    layout=st.sampled_from(sorted(set(ALL) - _SLOW)),
    scale=st.sampled_from((3, 40, 3000)),
)
def test_reports_of_any_size_are_read_back_exactly(seed: int, edition: str, layout: str, scale: int) -> None:
    made = report(edition, seed, scale=scale)
    assert wrong_cells(made, read_back(made, layout)) == {}


@pytest.mark.parametrize("sign", ["—", "——", "/", "无", "-"])
@pytest.mark.parametrize("layout", ["html_spans", "docx_merged", "md_pipes", "txt_tabs", "txt_columns", "txt_cells"])
def test_signs_for_none_stay_what_they_are(layout: str, sign: str) -> None:
    made = report("2021", 1)
    made = made.with_printed({key: sign for key, text in made.printed.items() if text == "0"})
    found = read_back(made, layout)
    assert wrong_cells(made, found) == {}
    assert found.sheet is not None
    assert found.sheet.of_kind(Kind.DASH)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    "layout", ["html_spans", "docx_merged", "xlsx_merged", "md_pipes", "txt_pipes", "txt_tabs", "txt_cells_spaced"]
)
def test_blank_cells_are_blank_and_shift_nothing(layout: str, edition: str) -> None:
    made = report(edition, 2)
    made = made.with_printed({key: "" for key, text in made.printed.items() if text == "0"})
    assert wrong_cells(made, read_back(made, layout)) == {}


@pytest.mark.parametrize("layout", ["html_spans", "docx_merged", "md_pipes", "txt_pipes"])
def test_a_table_left_wholly_blank_is_present_and_blank(layout: str) -> None:
    made = report("2021", 2)
    found = read_back(made.with_printed(dict.fromkeys(made.printed, "")), layout)
    assert found.sheet is not None
    assert len(found.sheet.of_kind(Kind.BLANK)) == len(made.cells)


def test_a_table_that_is_not_in_the_file_is_absent_not_blank() -> None:
    made = report("2021", 2)
    name, data = html_page(made, lambda table, rows: [] if table == "3" else [rows])
    found = recognise(read(data, name=name))
    assert found.sheet is not None
    assert "R21.3.1.np" not in found.sheet
    assert "R21.4.rev.keep" in found.sheet
    assert found.tables_found == {"2.1", "2.5", "2.6", "2.8", "4"}


def test_cells_are_read_when_the_heads_of_table_three_are_cut_off() -> None:
    made = report("2021", 6)
    name, data = html_page(made, lambda table, rows: [rows[head_count(rows) :]] if table == "3" else [rows])
    assert wrong_cells(made, recognise(read(data, name=name))) == {}


def test_a_planted_figure_is_read_as_planted() -> None:
    made = report("2021", 5).with_cells({"R21.3.3.7.np": Decimal(98765)})
    found = read_back(made, "docx_merged")
    assert found.sheet is not None
    assert found.sheet.number("R21.3.3.7.np") == 98765


def test_figures_without_a_gap_are_taken_apart_only_where_there_is_one_way() -> None:
    made = report("2021", 2)
    text = plain_text(made, lambda name, rows: ["".join(piece.text for row in rows for piece in row)], gap="")
    found = recognise(read(text.encode(), name="report.txt"))
    assert found.sheet is not None
    wrong = {key: value for key, value in wrong_cells(made, found).items() if value[1] != "不在文件中"}
    assert wrong == {}
    assert len(found.sheet) > 150


def test_a_place_names_table_row_column_and_page() -> None:
    found = read_back(report("2021", 0), "pdf_typst")
    assert found.places["R21.3.3.1.np"].startswith("第三章表，（一）予以公开，自然人列，第")
    assert found.places["R21.3.3.1.np"].endswith("页")


def test_a_label_printed_otherwise_is_kept_as_printed() -> None:
    found = read_back(report("2021", 0), "html_shortened")
    assert found.labels["R21.3.3.6.1"] == "1.逾期不补正"
    assert "R21.3.3.5.2" not in found.labels


def test_a_row_cut_by_a_page_break_after_two_characters_of_its_label_is_one_row() -> None:
    form = load("2021")
    rows = [(row.label, "".join(f"<td>{n}</td>" for n in range(7))) for row in form.table("3").rows if not row.heading]
    label = form.rows["R21.3.3.6.1"].label
    cut = [
        piece
        for text, figures in rows
        for piece in ([(text[:4], figures), (text[4:], "<td></td>" * 7)] if text == label else [(text, figures)])
    ]
    page = "<table>" + "".join(f"<tr><td>{text}</td>{figures}</tr>" for text, figures in cut) + "</table>"
    sheet = recognise(read(f"<html><body><p>2023年</p>{page}</body></html>".encode(), name="a.html")).sheet
    assert sheet is not None
    assert [sheet.number(f"R21.3.3.6.1.{c}") for c in ("np", "ent", "sci", "pub", "law", "oth", "tot")] == list(
        range(7)
    )
    assert len(sheet.numbers) == 175


def test_headings_of_table_four_torn_over_two_rows_still_name_their_columns() -> None:
    above = "".join(f"<td>{text}</td>" for text in ("结果", "结果", "其他", "尚未", "总"))
    below = "".join(f"<td>{text}</td>" for text in ("维持", "纠正", "结果", "审结", "计"))
    leaves = "".join(f"<td>{text}</td>" for text in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2)
    page = (
        "<table><tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr>"
        f"<tr>{above}<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
        f"<tr>{below}<td colspan=5></td><td colspan=5></td></tr><tr>{'<td></td>' * 5}{leaves}</tr>"
        f"<tr>{''.join(f'<td>{n}</td>' for n in range(1, 16))}</tr></table>"
    )
    two = "".join(f"<td>{text}</td>" for text in ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"))
    two = f"<table><tr>{two}</tr><tr><td>行政规范性文件</td><td>0</td><td>0</td><td>0</td></tr></table>"
    page = f"<html><body><p>2023年政府信息公开工作年度报告</p>{two}{page}</body></html>"
    sheet = recognise(read(page.encode(), name="a.html")).sheet
    assert sheet is not None
    assert [number for key, number in sheet.numbers.items() if ".4." in key] == list(range(1, 16))


def test_a_table_whose_figures_have_left_their_rows_is_not_read_and_said_to_be_so() -> None:
    table = load("2021").table("3")
    labels = "\n".join(row.label for row in table.rows)
    figures = "\n\n".join(str(n * 7 % 11) for n in range(7 * 25))
    text = (
        f"示例镇2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n申请人情况\n{labels}\n\n{figures}\n"
    )
    found = recognise(read(text.encode(), name="a.txt"))
    assert found.garbled
    assert found.sheet is None
    said = [finding for finding in run(found) if finding.rule[0] in "CL" and finding.where == "表格"]
    assert [(finding.rule, finding.verdict) for finding in said] == [("L-00", Verdict.NOT_ASSESSABLE)]


def test_a_table_filled_in_wrongly_is_read_all_the_same() -> None:
    table = load("2021").table("3")
    rows = [f"{row.label}\t" + "\t".join(map(str, (1, 0, 0, 0, 0, 0, 3))) for row in table.rows if not row.heading]
    head = "示例镇2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n申请人情况\n"
    found = recognise(read((head + "\n".join(rows) + "\n").encode(), name="a.txt"))
    assert found.sheet is not None
    assert len(found.sheet.numbers) == 175
