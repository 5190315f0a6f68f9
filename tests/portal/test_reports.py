"""Annual reports on the public site: published ones, as they were frozen, with files and data."""

import json

import pytest

from gongkai.portal import baking
from portal_example import TODAY, annual_report

pytestmark = pytest.mark.django_db


def test_a_published_report_has_its_page_its_files_and_its_place_in_the_lists(baked, example):
    annual_report(example.town)
    baking.drain(TODAY)
    path = "/shilizhen/reports/2025/"
    page = baked.file_of(path).read_text()
    assert "2025年政府信息公开工作年度报告" in page
    assert "style=" not in page
    for name in ("report.docx", "report.pdf", "table.xlsx", "data.json"):
        assert f"{path}{name}" in page
        assert baked.file_of(f"{path}{name}").stat().st_size > 500
    for place in ("/reports/", "/shilizhen/reports/"):
        assert path in baked.file_of(place).read_text()
    assert baking.bake_all(TODAY, verify=True).problems == []


def test_the_data_hold_the_printed_cells_and_nothing_internal(baked, example):
    annual_report(example.town)
    baking.drain(TODAY)
    data = json.loads(baked.file_of("/shilizhen/reports/2025/data.json").read_text())
    assert data.keys() == {"title", "agency", "year", "edition", "cells"}
    assert all(cell.keys() == {"key", "place", "unit", "value"} for cell in data["cells"])
    assert len(data["cells"]) > 100


def test_a_report_that_is_not_published_has_no_page(baked, example):
    report = annual_report(example.town, state="submitted")
    baking.drain(TODAY)
    assert not baked.file_of("/shilizhen/reports/2025/").exists()
    assert "2025年政府信息公开" not in baked.file_of("/reports/").read_text()
    report.state = "published"
    report.save()
    baking.drain(TODAY)
    report.state = "frozen"
    report.save()
    baking.drain(TODAY)
    assert not baked.file_of("/shilizhen/reports/2025/report.pdf").exists()
    assert baking.bake_all(TODAY, verify=True).problems == []
