"""Published reports, read in place from the shared folder."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.recognise import recognise
from gongkai.law.forms import Kind
from gongkai.papers.reading import read


@pytest.fixture(scope="module")
def case(shared: Path):  # type: ignore[no-untyped-def]
    def load(name: str) -> ReadReport:
        path = shared / name
        if not path.is_file():
            pytest.skip(f"the published report {name} is not in the shared folder")
        return recognise(read(path), name=path.name)

    return load


def _row(found: ReadReport, code: str) -> list[int]:
    assert found.sheet is not None
    return [int(value.number or 0) for key, value in found.sheet.items() if key.rpartition(".")[0] == code]


@pytest.mark.parametrize("name", ["huaian-2024.pdf", "huaian-2024.pdftotext.txt"])
def test_huaian_2024_is_read_from_the_pdf_and_from_its_text_alike(case, name: str) -> None:  # type: ignore[no-untyped-def]
    found = case(f"cases/reports/{name}")
    assert found.sheet is not None
    assert len(found.sheet.numbers) == 200
    assert (found.agency, found.year, found.edition, found.level) == ("淮安市人民政府", 2024, "2021", "city")
    assert found.period == (date(2024, 1, 1), date(2024, 12, 31))
    assert _row(found, "R21.3.1") == [3001, 53, 0, 0, 61, 4, 3119]
    assert _row(found, "R21.3.3.2") == [447, 7, 0, 0, 0, 0, 454]
    assert _row(found, "R21.3.3.4.2") == [11, 0, 0, 0, 0, 0, 11]
    assert _row(found, "R21.4.dir") == [13, 4, 8, 1, 26]
    assert found.sheet.number("R21.2.8.fee.amount") == Decimal("96171.6")
    assert not [finding for finding in found.sheet.check(problems_only=True) if finding.severity == "error"]
    assert [chapter.number for chapter in found.chapters] == [1, 2, 3, 4, 5, 6]
    assert found.complete
    assert not re.search(r"-\s*\d\s*-", found.text)


@pytest.mark.parametrize("year", [2023, 2024])
def test_both_suqian_reports_hold_two_hundred_cells_and_all_identities(case, year: int) -> None:  # type: ignore[no-untyped-def]
    found = case(f"cases/reports/suqian-{year}.txt")
    assert found.sheet is not None
    assert len(found.sheet.numbers) == 200
    assert found.year == year
    assert not [finding for finding in found.sheet.check(problems_only=True) if finding.severity == "error"]
    assert found.labels["R21.3.3.6.1"] == "1.逾期不补正"
    assert [chapter.number for chapter in found.chapters] == [1, 2, 3, 4, 5, 6]


def test_suqian_2023_carries_its_open_cases_into_2024(case) -> None:  # type: ignore[no-untyped-def]
    old, new = case("cases/reports/suqian-2023.txt"), case("cases/reports/suqian-2024.txt")
    assert _row(old, "R21.3.4") == _row(new, "R21.3.2") == [118, 3, 0, 0, 0, 0, 121]


def test_the_founding_report_holds_fifty_eight_numbers_and_no_blank(case) -> None:  # type: ignore[no-untyped-def]
    found = case("seeds/xingjing-2018.txt")
    assert found.sheet is not None
    assert found.edition == "2014"
    assert len(found.sheet.numbers) == 58
    assert not found.sheet.of_kind(Kind.BLANK)
    assert found.sheet.number("S14.1.1") == 678
    assert found.sheet.number("S14.2.2.4") == 10
    assert found.sheet.number("S14.8.4") == Decimal("0.7")
    assert (found.agency, found.level) == ("银川市西夏区兴泾镇人民政府", "town")
    assert [chapter.number for chapter in found.chapters] == list(range(1, 14))
    assert found.contents[7].text == "八、政府信息公开依申请公开工作情况"
    eighth = found.chapter(8)
    assert eighth is not None
    assert eighth.title == "政府信息依申请公开工作情况"


@pytest.mark.parametrize(
    ("name", "edition", "cells"),
    [
        ("beijingjie-2020", "2019", {"R19.2.9.buy.amount": "477.35", "R19.2.6.punish.dec": "93"}),
        ("erlang-jiedao-2022", "2021", {"R21.2.1.norm.made": "4", "R21.2.1.norm.valid": "4"}),
        ("hebao-zhen-2020", "2019", {"R19.2.8.fee.delta": "0"}),
        ("qijiazi-zhen-2023", "2021", {"R21.2.6.punish.dec": "30"}),
        ("wuhai-gxj-2020", "2019", {"R19.2.5.other.delta": "2", "R19.2.6.punish.delta": "-1"}),
        ("zhongshan-jiedao-2021", "2021", {"R21.2.5.permit.dec": "2910", "R21.2.8.fee.amount": "0.092"}),
    ],
)
def test_an_excerpt_is_read_up_to_the_cut_and_known_to_be_cut(
    case, name: str, edition: str, cells: dict[str, str]
) -> None:  # type: ignore[no-untyped-def]
    found = case(f"cases/reports/{name}.excerpt.txt")
    assert found.edition == edition
    assert found.sheet is not None
    assert {key: str(found.sheet.number(key)) for key in cells} == cells
    assert "3" not in found.tables_found
    assert not found.complete


def test_a_report_before_the_form_without_a_table_has_no_sheet_and_is_whole(case) -> None:  # type: ignore[no-untyped-def]
    found = case("cases/reports/jianxin-zhen-2018.txt")
    assert found.sheet is None
    assert found.complete
    assert found.agency == "遂溪县建新镇人民政府"
    assert found.published_on == date(2019, 1, 18)


def test_mojibake_is_recognised_and_not_read_as_content(case) -> None:  # type: ignore[no-untyped-def]
    found = case("cases/reports/jinhu-2023.mojibake.json")
    assert found.damaged == "encoding"
    assert found.sheet is None
