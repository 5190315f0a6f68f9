"""Published figures: where the identities hold, where they break, and what is said about it."""

import json

import pytest

from gongkai.findings import Severity, Verdict
from gongkai.law.forms import Sheet, load, suspects

COLUMNS = ("np", "ent", "sci", "pub", "law", "oth", "tot")

# A municipal office, 2019. "." is a blank cell; rows not listed are blank.
OFFICE_2019 = """
3.1 821 35 0 0 2 1 859
3.2 18 0 0 0 0 0 18
3.3.1 258 12 0 0 1 1 .
3.3.2 3 0 0 0 0 0 .
3.3.3.1 14 0 0 0 0 0 .
3.3.3.5 5 0 0 0 0 0 .
3.3.3.6 3 1 0 0 0 0 .
3.3.3.8 10 2 0 0 0 0 .
3.3.4.1 252 12 0 0 1 0 .
3.3.4.2 44 3 0 0 0 0 .
3.3.4.3 25 0 0 0 0 0 .
3.3.5.1 148 1 0 0 0 0 .
3.3.5.2 5 4 0 0 0 0 .
3.3.7 767 35 0 0 2 1 805
3.4 72 0 0 0 0 0 72
"""

# A city's whole area, 2025.
CITY_2025 = """
3.1 13612 252 0 45 128 32 14069
3.2 535 6 0 1 18 0 560
3.3.1 5345 129 0 41 19 14 5548
3.3.2 2120 39 0 1 6 2 2168
3.3.3.1 13 0 0 0 0 0 13
3.3.3.2 30 0 0 0 0 0 30
3.3.3.3 11 0 0 0 0 0 11
3.3.3.4 49 2 0 0 0 0 51
3.3.3.5 103 1 0 0 0 0 104
3.3.3.6 84 1 0 0 0 0 85
3.3.3.7 282 4 0 0 0 0 286
3.3.3.8 147 0 0 0 1 2 150
3.3.4.1 3075 50 0 0 89 8 3222
3.3.4.2 177 3 0 0 0 0 180
3.3.4.3 19 0 0 0 0 0 19
3.3.5.1 199 1 0 0 3 0 203
3.3.5.2 147 1 0 0 0 0 148
3.3.5.3 0 0 0 0 0 0 0
3.3.5.4 100 1 0 0 0 0 101
3.3.5.5 5 0 0 0 0 0 5
3.3.6.1 315 3 0 0 0 0 318
3.3.6.2 202 0 0 1 0 0 203
3.3.6.3 941 17 0 1 3 3 965
3.3.7 13364 252 0 44 121 29 13810
3.4 783 6 0 2 25 3 819
"""
CITY_REST = {
    f"R21.2.{cell}": number
    for cell, number in (
        ("1.rule.made", 3),
        ("1.rule.repealed", 5),
        ("1.rule.valid", 74),
        ("1.norm.made", 564),
        ("1.norm.repealed", 984),
        ("1.norm.valid", 4185),
        ("5.permit.dec", 11398889),
        ("6.punish.dec", 6937489),
        ("6.force.dec", 166105),
        ("8.fee.amount", 316441),
    )
}

TOWN_2018 = {
    f"S14.{cell}": number
    for cell, number in (
        ("1.1", 678),
        ("1.2.2", 200),
        ("1.2.3", 27),
        ("1.2.4", 171),
        ("1.2.5", 280),
        ("2.2.4", 10),
        ("8.1", 1),
        ("8.2", 1),
        ("8.3", 3),
        ("8.3.1", 1),
        ("8.3.2", 2),
        ("8.4", "0.7"),
        ("9.1", 4),
        ("9.2", 2),
        ("9.3", 31),
    )
}


def rows(prefix, text):
    """Lines of a table three as cells."""
    cells = {}
    for line in text.strip().splitlines():
        code, *numbers = line.split()
        for column, number in zip(COLUMNS, numbers, strict=True):
            cells[f"{prefix}.{code}.{column}"] = None if number == "." else int(number)
    return cells


def line(prefix, group, numbers):
    return dict(zip((f"{prefix}.4.{group}.{name}" for name in ("keep", "fix", "other", "pend", "tot")), numbers))  # noqa: B905


@pytest.fixture(scope="module")
def city():
    four = line("R21", "rev", (376, 97, 196, 121, 790)) | line("R21", "dir", (16, 1, 12, 27, 56))
    four |= line("R21", "aft", (74, 1, 30, 51, 156))
    return Sheet("2021", CITY_REST | rows("R21", CITY_2025) | four, year=2025)


@pytest.fixture(scope="module")
def office():
    given = dict.fromkeys(load("2019").cells) | rows("R19", OFFICE_2019)
    given |= line("R19", "rev", (5, None, None, 2, 7)) | line("R19", "dir", (8, None, None, 1, 9))
    given |= dict(zip((f"R19.2.1.rule.{c}" for c in ("made", "newpub", "totpub")), (13, 13, 524)))  # noqa: B905
    given |= dict(zip((f"R19.2.1.norm.{c}" for c in ("made", "newpub", "totpub")), (60, 60, 368)))  # noqa: B905
    given |= {"R19.2.9.buy.count": 6, "R19.2.9.buy.amount": "251000元"}
    return Sheet("2019", given, year=2019)


@pytest.fixture(scope="module")
def town():
    return Sheet("2014", TOWN_2018, year=2018).filled()


def fails(findings):
    return [(finding.rule, finding.severity) for finding in findings if finding.verdict is Verdict.FAIL]


def verdicts(findings, rule):
    return [finding.verdict for finding in findings if finding.rule == rule]


def test_city_of_2025_keeps_every_identity_in_every_column(city):
    assert city.complete
    findings = city.check(level="city")
    assert fails(findings) == []
    for rule, count in (("C-01", 7), ("C-02", 7), ("C-03", 25), ("C-05", 3)):
        assert verdicts(findings, rule) == [Verdict.PASS] * count
    assert verdicts(findings, "C-04") == [Verdict.NOT_ASSESSABLE] * 7


def test_the_citys_rules_would_be_wrong_in_a_county(city):
    assert fails(city.check(level="county")) == [("C-07", Severity.ERROR)]
    assert verdicts(city.check(), "C-07") == [Verdict.NOT_ASSESSABLE]


def test_office_of_2019_holds_when_its_blanks_are_read_as_zero(office):
    findings = office.check(blanks="zero")
    assert fails(findings) == []
    assert verdicts(findings, "C-01") == [Verdict.PASS] * 7
    # the totals column of the components is blank throughout: nothing is proved there
    assert verdicts(findings, "C-02") == [Verdict.PASS] * 6 + [Verdict.CANNOT_TELL]


def test_office_of_2019_leaves_open_what_its_blanks_decide(office):
    findings = office.check()
    assert fails(findings) == []
    assert Verdict.CANNOT_TELL in verdicts(findings, "C-02")
    assert verdicts(findings, "C-01") == [Verdict.PASS] * 7
    assert office["R19.2.9.buy.amount"].unit == "元"


def test_an_error_beyond_any_blank_is_an_error(office):
    findings = office.with_cells({"R19.3.3.1.np": 900}).check()
    assert ("C-02", Severity.ERROR) in fails(findings)


def test_founding_town_answers_nothing_and_ten_times_at_once(town):
    findings = town.check(level="town")
    assert fails(findings) == [
        ("A-04", Severity.WARNING),
        ("A-08", Severity.ERROR),
        ("A-09", Severity.WARNING),
    ]
    broken = next(finding for finding in findings if finding.rule == "A-08")
    assert broken.expression == "若 10 + 0 > 0，则 0 ≥ 1"
    assert (broken.found, broken.expected) == ("0", "≥ 1")
    assert broken.cells == ("S14.2.2.4", "S14.2.2.5", "S14.2.1")
    assert broken.where == "统计表，（一）回应公众关注热点或重大舆情数"


def test_founding_town_would_be_told_of_its_channels_only_if_it_counted_five_concerns(town):
    corrected = town.with_cells({"S14.2.1": 5})
    assert fails(corrected.check()) == [("A-04", Severity.WARNING), ("A-09", Severity.WARNING)]


def test_a_total_below_the_channels_sum_is_count_once_and_no_fault(town):
    assert ("A-04", Severity.WARNING) not in fails(town.with_cells({"S14.1.1": 677}).check())
    assert ("A-03", Severity.ERROR) in fails(town.with_cells({"S14.1.1": 679}).check())
    assert ("A-02", Severity.ERROR) in fails(town.with_cells({"S14.1.1": 279}).check())


FIGURES = {
    "newReceived": "3.1",
    "carriedOver": "3.2",
    "granted": "3.3.1",
    "partialGrant": "3.3.2",
    "totalProcessed": "3.3.7",
    "carriedForward": "3.4",
}
GROUPS = {"denied": "3.3.3", "unableToProvide": "3.3.4", "notProcessed": "3.3.5", "other": "3.3.6"}


def county_sheet(data):
    """The number blocks of the shared county case as a sheet."""
    cells = {}
    people = data["tableData"]
    kinds = people["legalPerson"]
    given = (people["naturalPerson"], kinds["commercial"], kinds["research"], kinds["social"], kinds["legal"])
    for column, block in zip(COLUMNS, (*given, kinds["other"], people["total"]), strict=True):
        flat = block | block["results"]
        cells |= {f"R21.{row}.{column}": flat[name] for name, row in FIGURES.items()}
        for name, row in GROUPS.items():
            for number, value in enumerate(block["results"][name].values(), 1):
                cells[f"R21.{row}.{number}.{column}"] = value
    cases = data["reviewLitigationData"]
    for group, name in (("rev", "review"), ("dir", "litigationDirect"), ("aft", "litigationPostReview")):
        cells |= line("R21", group, cases[name].values())
    active = data["activeDisclosureData"]
    for row, name in (("rule", "regulations"), ("norm", "normativeDocuments")):
        cells |= {f"R21.2.1.{row}.{column}": value for column, value in active[name].items()}
    cells |= {
        "R21.2.5.permit.dec": active["licensing"]["processed"],
        "R21.2.6.punish.dec": active["punishment"]["processed"],
        "R21.2.6.force.dec": active["coercion"]["processed"],
        "R21.2.8.fee.amount": active["fees"]["amount"],
    }
    return Sheet("2021", cells, year=2023)


def test_county_of_2023_breaks_only_where_direct_suits_were_split_wrongly(shared):
    path = shared / "cases" / "reports" / "jinhu-2023.tables.json"
    sheet = county_sheet(json.loads(path.read_text(encoding="utf-8")))
    assert sheet.complete
    assert str(sheet.number("R21.2.8.fee.amount")) == "14722.49"
    (finding,) = sheet.check(level="county", problems_only=True)
    assert (finding.rule, finding.expression, finding.where) == (
        "C-05",
        "0 = 2 + 0 + 1 + 0",
        "第四章表，“行政诉讼—未经复议直接起诉”",
    )
    repaired = sheet.with_cells({"R21.4.dir.other": 10, "R21.4.dir.tot": 12})
    assert repaired.check(level="county", problems_only=True) == []


def test_a_slip_in_the_city_table_is_traced_to_its_cell(city):
    slipped = city.with_cells({"R21.3.3.4.1.np": 3057})
    (suspect,) = suspects(slipped)
    assert (suspect.key, suspect.found, suspect.expected) == ("R21.3.3.4.1.np", 3057, 3075)
    assert "现填 3057，改为 3075" in suspect.message
    assert suspects(city) == []
