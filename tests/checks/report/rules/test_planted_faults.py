"""Generated reports: consistent ones give no error, and every planted fault of tables and text is found."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.report.generator import ALL, LAYOUTS, report
from checks.report.generator.sheets import consistent
from gongkai.checks.report.recognise import recognise
from gongkai.checks.report.rules import Context, run
from gongkai.findings import Severity
from gongkai.law.forms import Sheet, load
from gongkai.papers.reading import read

EDITIONS = ("2014", "2019", "2021")
#: Light layouts; those that go through a PDF or an office file are measured by the tests of the recogniser.
QUICK = sorted(name for name in ALL if not name.startswith(("pdf", "docx", "xlsx")))


def checked(made, layout="html_spans", **context):
    name, data = LAYOUTS.get(layout, ALL.get(layout))(made)
    return run(recognise(read(data, name=name), name=name), Context(**context))


def errors(findings):
    return [finding for finding in findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("layout", QUICK)
def test_a_consistent_report_has_no_error_in_any_layout(edition, layout):
    signs = "zero_signs" in layout  # prints —, / and 无 for zero, which is a fault of its own
    found = errors(checked(report(edition, 1), layout))
    assert [finding for finding in found if not (signs and finding.rule == "L-13")] == []


@pytest.mark.parametrize("edition", EDITIONS)
@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_a_consistent_sheet_breaks_nothing(edition, seed):
    sheet = Sheet(edition, consistent(edition, Random(seed)))
    assert [f for f in sheet.check(problems_only=True) if f.severity is Severity.ERROR] == []


def table_cells(edition):
    tables = ("3", "4")
    return [key for key, cell in load(edition).cells.items() if cell.table in tables]


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_every_single_wrong_cell_of_tables_three_and_four_is_found(make_report, findings, edition):
    cells = consistent(edition, Random("planted"))
    for key in table_cells(edition):
        for change in (1, -1 if cells[key] else 2):
            planted = make_report(edition=edition, cells={**cells, key: cells[key] + change})
            broken = errors(run(planted, Context()))
            assert any(key in finding.cells for finding in broken), (key, change)


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_a_wrong_cell_is_found_in_the_printed_file_too(edition):
    rng = Random(7)
    for key in rng.sample(table_cells(edition), 12):
        made = report(edition, rng.randint(0, 99))
        wrong = made.with_cells({key: made.cells[key] + rng.choice((1, 3, 10))})
        found = errors(checked(wrong, rng.choice(QUICK)))
        assert any(key in finding.cells for finding in found), key


def changed_text(made, old, new):
    chapters = tuple((title, tuple(p.replace(old, new, 1) for p in texts)) for title, texts in made.chapters)
    assert chapters != made.chapters
    return replace(made, chapters=chapters)


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("新收政府信息公开申请{n}件", "3.1.tot"),
        ("上年结转{n}件", "3.2.tot"),
        ("结转下年度继续办理{n}件", "3.4.tot"),
        ("行政复议{n}件", "4.rev.tot"),
    ],
)
def test_a_wrong_number_in_the_text_is_found(edition, words, cell):
    key = f"{load(edition).prefix}.{cell}"
    for seed in range(4):
        made = report(edition, seed)
        right = int(made.cells[key])
        wrong = changed_text(made, words.format(n=right), words.format(n=right + 3))
        (finding,) = [f for f in checked(wrong) if f.rule == "L-14"]
        assert key in finding.cells
        assert (finding.found, finding.expected) == (str(right + 3), str(right))
        assert finding.severity is Severity.ERROR


def test_a_2014_total_and_its_channel_in_the_text_are_found():
    for seed in range(4):
        made = report("2014", seed)
        for key, words in (("S14.1.1", "主动公开政府信息{n}条"), ("S14.1.2.2", "政府网站公开{n}条")):
            right = int(made.cells[key])
            wrong = changed_text(made, words.format(n=right), words.format(n=right + 3))
            assert any(f.rule == "L-14" and key in f.cells for f in checked(wrong))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("扎实做好各项工作", "扎实做好各项工作工作", "W-02"),
        ("贯彻落实", "惯彻落实", "W-01"),
        ("先审查、后公开", "先审查、后公开（含附件", "W-03"),
        ("网站、公示栏", "网站 and 公示栏", "L-35"),
        ("本年度未收取信息处理费。", "", "L-26"),
        ("定期清理失效信息", "定期清理XX镇失效信息", "L-36"),
    ],
)
def test_planted_slips_of_the_pen_are_found(old, new, rule):
    wrong = changed_text(report("2021", 3), old, new)
    assert rule in {finding.rule for finding in checked(wrong)}


def test_a_blank_for_zero_is_an_error_that_names_the_cell():
    made = report("2021", 5)
    zero = next(key for key in table_cells("2021") if made.cells[key] == 0)
    found = checked(made.with_printed({zero: ""}))
    assert any(f.rule == "L-13" and zero in f.cells for f in found)


def test_last_years_carry_over_that_changed_is_found():
    now, before = report("2021", 11), report("2021", 12)
    cells = {f"R21.3.4.{c}": now.cells[f"R21.3.2.{c}"] for c in ("np", "ent", "sci", "pub", "law", "oth", "tot")}
    last = recognise(read(LAYOUTS["html_spans"](before.with_cells(cells))[1], name="去年.html"))
    assert [f for f in checked(now, previous=last) if f.rule == "C-04"] == []
    cells["R21.3.4.np"] += Decimal(1)
    last = recognise(read(LAYOUTS["html_spans"](before.with_cells(cells))[1], name="去年.html"))
    assert "R21.3.2.np" in {key for f in checked(now, previous=last) if f.rule == "C-04" for key in f.cells}
