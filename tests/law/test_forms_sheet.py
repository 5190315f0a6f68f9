"""A sheet as a record: absent and blank kept apart, exact through JSON, four verdicts, last year, roll-up, trends."""

import pickle
from decimal import Decimal

import pytest

from gongkai.findings import Refused, Severity, Verdict
from gongkai.law.forms import CellValue, Kind, Sheet, as_edition, check_roll_up, equivalent, figure, load, roll_up


def zeros(edition, cells=None, **kwargs):
    return Sheet(edition, dict.fromkeys(load(edition).cells, 0) | (cells or {}), **kwargs)


def of(findings, rule):
    return [finding for finding in findings if finding.rule == rule]


def failing(sheet, **kwargs):
    return {finding.rule: finding for finding in sheet.check(problems_only=True, **kwargs)}


def test_a_blank_cell_and_a_cell_not_in_the_file_are_two_things():
    sheet = Sheet("2021", {"R21.3.1.np": "", "R21.3.1.tot": 3})
    assert sheet.kind("R21.3.1.np") is Kind.BLANK
    assert sheet.kind("R21.3.2.np") is None
    assert "R21.3.2.np" in sheet.absent()
    assert "R21.3.1.np" not in sheet.absent()
    assert sheet.get("R21.3.2.np") is None
    assert sheet.number("R21.3.1.np") is None


def test_a_cell_the_form_has_not_is_refused_with_its_key():
    with pytest.raises(Refused) as refused:
        Sheet("2021", {"R21.3.9.np": 1, "S14.1.1": 1})
    assert [failure.place for failure in refused.value.failures] == ["R21.3.9.np", "S14.1.1"]
    with pytest.raises(Refused, match="2014、2019、2021"):
        Sheet("2022")


def test_sheets_come_back_exactly_from_json():
    cells = {"S14.8.4": "0.70", "S14.7": "", "S14.1.1": "—", "S14.6": "见附件", "S14.9.3": "1,031"}
    sheet = Sheet("2014", cells, year=2018)
    again = Sheet.from_json(sheet.to_json())
    assert again == sheet
    assert again.year == 2018
    assert again.number("S14.8.4") == Decimal("0.7")
    assert again["S14.6"].text == "见附件"
    assert sheet.as_dict()["cells"] == {"S14.8.4": 0.7, "S14.9.3": 1031}
    assert sheet.as_dict()["blank"] == ["S14.7"]


def test_an_amount_no_float_can_hold_survives_json():
    amount = Decimal("12345678901234567890.1234")
    sheet = Sheet("2021", {"R21.2.8.fee.amount": amount})
    assert Sheet.from_json(sheet.to_json()).number("R21.2.8.fee.amount") == amount


def test_sheets_are_equal_by_value_not_by_print():
    assert Sheet("2014", {"S14.1.1": "６７８"}) == Sheet("2014", {"S14.1.1": 678})
    assert Sheet("2014", {"S14.1.1": 0}) != Sheet("2014", {"S14.1.1": ""})
    assert Sheet("2014", {}) != Sheet("2014", {"S14.1.1": ""})


def test_a_sheet_travels_between_processes():
    sheet = Sheet("2014", {"S14.1.1": 5, "S14.6": ""}, year=2018)
    sheet.check()
    assert pickle.loads(pickle.dumps(sheet)) == sheet


def test_a_changed_copy_leaves_the_sheet_alone():
    sheet = Sheet("2014", {"S14.1.1": 5})
    assert sheet.with_cells({"S14.1.1": 6}).number("S14.1.1") == 6
    assert sheet.number("S14.1.1") == 5
    assert sheet.filled().complete
    assert Sheet("2014", {"S14.1.1": "—"}).filled().kind("S14.1.1") is Kind.DASH


def test_the_balance_shows_both_sides_with_their_numbers():
    sheet = zeros("2021", {"R21.3.1.np": 12, "R21.3.3.7.np": 11, "R21.3.4.np": 2})
    finding = of(sheet.check(), "C-01")[0]
    assert finding.verdict is Verdict.FAIL
    assert finding.severity is Severity.ERROR
    assert (finding.expression, finding.found, finding.expected) == ("12 + 0 = 11 + 2", "12", "13")
    assert finding.where == "第三章表，“自然人”列"
    assert "本年新收加上年结转为 12" in finding.message


def test_a_blank_operand_makes_the_answer_open_and_says_what_to_do():
    sheet = zeros("2021", {"R21.3.1.np": 12, "R21.3.3.7.np": 11, "R21.3.4.np": ""})
    finding = of(sheet.check(), "C-01")[0]
    assert finding.verdict is Verdict.CANNOT_TELL
    assert finding.severity is Severity.INFO
    assert finding.expression == "12 + 0 = 11 + 空"
    assert "没有填数，无法核对；没有发生的请填 0" in finding.message


def test_a_blank_cannot_excuse_parts_above_their_total():
    sheet = zeros("2021", {"R21.4.rev.keep": 3, "R21.4.rev.tot": 2, "R21.4.rev.pend": "—"})
    finding = of(sheet.check(), "C-05")[0]
    assert finding.verdict is Verdict.FAIL
    assert (finding.found, finding.expected, finding.expression) == ("2", "至少 3", "2 = 3 + 0 + 0 + 空")


@pytest.mark.parametrize("blanks", ["unknown", "zero"])
def test_a_cut_file_never_makes_a_failure(blanks):
    sheet = Sheet("2021", {"R21.3.1.np": 12, "R21.3.3.7.np": 30})
    findings = sheet.check(blanks=blanks)
    assert {finding.verdict for finding in findings} == {Verdict.CANNOT_TELL, Verdict.NOT_ASSESSABLE}
    assert {finding.verdict for finding in of(findings, "C-05")} == {Verdict.NOT_ASSESSABLE}
    assert "文件中没有" in of(findings, "C-01")[0].message


def test_a_total_alone_proves_nothing_against_blank_parts():
    row = dict.fromkeys((f"R21.3.1.{column}" for column in ("np", "ent", "sci", "pub", "law", "oth")), "")
    sheet = Sheet("2021", row | {"R21.3.1.tot": 5})
    assert of(sheet.check(blanks="zero"), "C-03")[0].verdict is Verdict.CANNOT_TELL
    one = sheet.with_cells({"R21.3.1.np": 4})
    assert of(one.check(blanks="zero"), "C-03")[0].verdict is Verdict.FAIL


def test_unfit_cells_are_named():
    sheet = zeros(
        "2019", {"R19.3.1.np": "1.5", "R19.3.1.ent": -1, "R19.4.rev.keep": "若干", "R19.2.5.permit.delta": -1}
    )
    findings = sheet.check(problems_only=True)
    assert [(finding.rule, finding.cells) for finding in findings if finding.rule.startswith("N")] == [
        ("N-03", ("R19.4.rev.keep",)),
        ("N-01", ("R19.3.1.np",)),
        ("N-02", ("R19.3.1.ent",)),
    ]
    assert of(sheet.check(), "C-05")[0].verdict is Verdict.CANNOT_TELL


def test_money_cells_may_hold_parts_of_a_wan():
    assert not failing(zeros("2014", {"S14.8.4": "0.7", "S14.8.1": 1, "S14.8.3": 1, "S14.8.3.1": 1}))


def test_opening_balance_must_be_last_years_closing_balance():
    last = zeros("2021", {"R21.3.4.np": 3, "R21.3.4.tot": 3}, year=2022)
    this = zeros("2021", {"R21.3.2.np": 2, "R21.3.2.tot": 2}, year=2023)
    broken = [finding for finding in this.check(previous=last) if finding.rule == "C-04"]
    assert [finding.verdict for finding in broken].count(Verdict.FAIL) == 2
    assert broken[0].expression == "2 = 3"
    assert broken[0].severity is Severity.ERROR
    soft = [finding for finding in this.check(previous=last, reorganised=True) if finding.rule == "C-04"]
    assert soft[0].severity is Severity.WARNING


def test_opening_balance_is_held_against_the_older_form_too():
    last = zeros("2019", {"R19.3.4.np": 3, "R19.3.4.tot": 3}, year=2020)
    assert "C-04" in failing(zeros("2021", year=2021), previous=last)
    good = zeros("2021", {"R21.3.2.np": 3, "R21.3.2.tot": 3, "R21.3.4.np": 3, "R21.3.4.tot": 3})
    assert not failing(good, previous=last)


def test_the_2014_form_says_nothing_about_an_opening_balance():
    findings = zeros("2019").check(previous=zeros("2014"))
    assert {finding.verdict for finding in of(findings, "C-04")} == {Verdict.NOT_ASSESSABLE}


def test_stock_of_documents_follows_last_year_made_and_repealed():
    last = zeros("2021", {"R21.2.1.norm.valid": 597})
    this = {"R21.2.1.norm.made": 50, "R21.2.1.norm.repealed": 227}
    assert not failing(zeros("2021", this | {"R21.2.1.norm.valid": 420}), previous=last)
    finding = failing(zeros("2021", this | {"R21.2.1.norm.valid": 421}), previous=last)["C-06"]
    assert (finding.severity, finding.expression) == (Severity.WARNING, "421 = 597 + 50 - 227")


def test_project_counts_of_2020_follow_those_of_2019():
    last = zeros("2019", {"R19.2.5.permit.prev": 10, "R19.2.5.permit.delta": -2})
    assert "C-08" not in failing(zeros("2019", {"R19.2.5.permit.prev": 8}), previous=last)
    finding = failing(zeros("2019", {"R19.2.5.permit.prev": 9}), previous=last)["C-08"]
    assert finding.expected == "8"


def test_newly_disclosed_documents_are_part_of_those_disclosed():
    assert "C-09" in failing(zeros("2019", {"R19.2.1.norm.newpub": 3, "R19.2.1.norm.totpub": 2}))


def test_nothing_received_means_nothing_handled():
    finding = failing(zeros("2021", {"R21.3.3.1.np": 1}))["C-10"]
    assert finding.cells == ("R21.3.3.1.np",)
    assert finding.expression == "若 0 + 0 = 0，则 1 = 0"


def test_a_lapsed_fee_notice_asks_for_the_fee_sentence():
    cells = {"R21.3.3.6.2.tot": 1, "R21.3.3.6.2.np": 1}
    sheet = zeros("2021", cells)
    assert of(sheet.check(), "C-11")[0].verdict is Verdict.NOT_ASSESSABLE
    assert of(sheet.check(facts={"fee_reported": 0}), "C-11")[0].verdict is Verdict.FAIL
    assert of(sheet.check(facts={"fee_reported": 1}), "C-11")[0].verdict is Verdict.PASS
    assert of(zeros("2021").check(), "C-11")[0].verdict is Verdict.PASS


def test_a_case_pending_last_year_should_reappear():
    last = zeros("2021", {"R21.4.aft.pend": 2, "R21.4.aft.tot": 2})
    assert failing(zeros("2021"), previous=last)["C-12"].severity is Severity.WARNING


def test_many_direct_suits_are_odd_since_2024_only():
    cells = {"R21.4.dir.keep": 40, "R21.4.dir.tot": 40}
    assert "C-13" in failing(zeros("2021", cells, year=2024))
    assert "C-13" not in failing(zeros("2021", cells, year=2023))
    assert of(zeros("2021", cells).check(), "C-13")[0].verdict is Verdict.NOT_ASSESSABLE
    assert "C-13" in failing(zeros("2021", cells), year=2025)


@pytest.mark.parametrize(
    ("cells", "rule", "severity"),
    [
        ({"S14.1.1.a": 1}, "A-01", "error"),
        ({"S14.1.1": 3, "S14.1.2.2": 4}, "A-02", "error"),
        ({"S14.1.1": 3, "S14.1.2.2": 2}, "A-03", "error"),
        ({"S14.1.1": 3, "S14.1.2.2": 2, "S14.1.2.4": 1}, "A-04", "warning"),
        ({"S14.1.1.b": 1}, "A-05", "warning"),
        ({"S14.2.2.1.a": 1}, "A-06", "error"),
        ({"S14.2.2.2": 1, "S14.2.2.2.a": 2}, "A-06", "error"),
        ({"S14.2.1": 1}, "A-07", "error"),
        ({"S14.2.2.5": 1}, "A-08", "error"),
        ({"S14.2.1": 1, "S14.2.2.5": 2}, "A-09", "warning"),
        ({"S14.3.1": 1}, "A-10", "error"),
        ({"S14.3.2": 1}, "A-11", "error"),
        ({"S14.3.3": 1}, "A-12", "error"),
        ({"S14.3.3.4.f": 1}, "A-13", "error"),
        ({"S14.4.3": 1}, "A-14", "error"),
        ({"S14.5": 1}, "A-14", "warning"),
        ({"S14.8.3": 4}, "A-15", "error"),
        ({"S14.3.2": 1, "S14.3.2.1": 1}, "A-16", "warning"),
        ({"S14.3.2": 1, "S14.3.2.1": 1, "S14.3.1": 1, "S14.3.1.1": 1}, "A-17", "warning"),
        ({"S14.7": "0.1"}, "A-18", "warning"),
        ({"S14.9.2": 1}, "A-19", "warning"),
        ({"S14.9.3": 1}, "A-19", "warning"),
        ({"S14.8.1": 0}, "A-20", "warning"),
    ],
)
def test_every_identity_of_the_2014_form_can_break(cells, rule, severity):
    sound = {"S14.8.1": 1, "S14.8.3": 1, "S14.8.3.1": 1}
    assert not failing(zeros("2014", sound))
    assert str(failing(zeros("2014", sound | cells))[rule].severity) == severity


def test_cases_open_from_last_year_excuse_more_closings_than_receipts():
    sheet = zeros("2014", {"S14.3.2": 1, "S14.3.2.1": 1, "S14.3.3": 1, "S14.3.3.2": 1, "S14.7": 1})
    assert {"A-16", "A-18"} <= set(failing(sheet))
    assert not {"A-16", "A-18"} & set(failing(sheet, facts={"open_before": 1}))


def test_a_county_is_the_sum_of_its_agencies():
    parts = [zeros("2021", {"R21.3.1.np": 2, "R21.4.rev.tot": 1}), zeros("2021", {"R21.3.1.np": 3})]
    total = roll_up(parts, year=2023)
    assert total.number("R21.3.1.np") == 5
    assert total.year == 2023
    assert check_roll_up(total, parts, skip_pass=True) == []
    wrong = total.with_cells({"R21.3.1.np": 6, "R21.2.1.norm.made": 1})
    findings = check_roll_up(wrong, parts, skip_pass=True)
    assert [(finding.cells, finding.severity, finding.expression) for finding in findings] == [
        (("R21.3.1.np",), Severity.ERROR, "6 = 5"),
        (("R21.2.1.norm.made",), Severity.WARNING, "1 = 0"),
    ]


def test_a_roll_up_leaves_open_what_an_agency_left_blank():
    parts = [zeros("2021", {"R21.3.1.np": ""}), zeros("2021", {"R21.3.1.np": 3})]
    total = roll_up(parts)
    assert total.number("R21.3.1.np") == 3
    (finding,) = check_roll_up(total, parts, skip_pass=True)
    assert finding.verdict in (Verdict.CANNOT_TELL, Verdict.NOT_ASSESSABLE)
    assert roll_up([Sheet("2021", {"R21.3.1.np": ""})])["R21.3.1.np"] == CellValue.of("")
    assert "R21.3.2.np" not in roll_up([Sheet("2021", {"R21.3.1.np": ""})])


def test_sheets_of_two_editions_are_not_added():
    with pytest.raises(ValueError):
        roll_up([zeros("2021"), zeros("2019")])
    with pytest.raises(ValueError):
        roll_up([])


def test_other_processing_joins_with_the_three_rows_that_replaced_it():
    new = zeros("2021", {"R21.3.3.6.1.tot": 1, "R21.3.3.6.2.tot": 2, "R21.3.3.6.3.tot": 4})
    assert figure(new, "R19.3.3.6.tot") == 7
    assert equivalent("R19.3.3.6.tot", "2021") == ("R21.3.3.6.1.tot", "R21.3.3.6.2.tot", "R21.3.3.6.3.tot")
    assert figure(zeros("2019", {"R19.3.3.1.tot": 5}), "R21.3.3.1.tot") == 5
    assert figure(zeros("2019"), "R21.3.3.6.1.tot") is None
    assert figure(zeros("2014"), "R21.3.1.tot") is None
    assert as_edition(new, "2019")["R19.3.3.6.tot"] == 7
