"""The founding document: what the records give against what the town printed in its 2018 report."""

from __future__ import annotations

import pytest

from gongkai.law.forms import CellValue, Sheet, load, normal_label
from gongkai.reports.comparing import compare
from gongkai.reports.computing import compute

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def printed_2018(shared) -> dict[str, CellValue]:
    """The 58 numbers of the town's own table, in the order of the form."""
    text = (shared / "seeds" / "xingjing-2018.txt").read_text(encoding="utf-8")
    table = text[text.index("统 计 指 标") :]
    rows = [line.split("\t") for line in table.splitlines() if line.count("\t") == 2]
    numbers = [(label, number) for label, unit, number in rows if unit != "单 位" and number.strip()]
    form = load("2014")
    assert len(numbers) == len(form.cells) == 58
    found = {}
    for (label, number), cell in zip(numbers, form.cells.values(), strict=True):
        assert normal_label(label) == normal_label(cell.row.label)
        found[cell.key] = CellValue.parse(number)
    return found


def test_57_of_58_numbers_equal_the_published_ones_and_the_58th_is_the_concerns_answered(xingjing, printed_2018):
    from gongkai.agencies.scoping import as_agency

    with as_agency(xingjing):
        sheet = compute(xingjing, 2018).sheet
    differing = {key: (sheet.number(key), value.number) for key, value in printed_2018.items() if sheet[key] != value}
    assert differing == {"S14.2.1": (5, 0)}


def test_the_58th_is_shown_as_a_finding(xingjing, printed_2018):
    from gongkai.agencies.scoping import as_agency

    with as_agency(xingjing):
        sheet = compute(xingjing, 2018).sheet
    (finding,) = compare(sheet, Sheet("2014", printed_2018, year=2018))
    assert (finding.rule, finding.cells, finding.expected, finding.found) == ("F-01", ("S14.2.1",), "5", "0")


def test_a_blank_published_cell_differs_only_from_what_is_not_zero():
    computed = Sheet("2014", {"S14.1.1": 3, "S14.6": 0})
    assert [f.found for f in compare(computed, Sheet("2014", {"S14.1.1": "", "S14.6": "——"}))] == ["空白"]
    assert compare(computed, Sheet("2014", {"S14.7": 1})) == []


def test_the_computed_table_of_2018_breaks_no_hard_identity(xingjing):
    from gongkai.agencies.scoping import as_agency

    with as_agency(xingjing):
        findings = compute(xingjing, 2018).sheet.check(level="town", problems_only=True)
    assert {finding.rule: str(finding.severity) for finding in findings} == {"A-04": "warning", "A-09": "warning"}
