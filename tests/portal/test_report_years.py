"""An agency's reports side by side: figures of three editions, charts, and the files with the same figures."""

import csv
import io
import json

import pytest
from lxml import html

from gongkai.catalogue.models import Section
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.signals import disclosure_published
from gongkai.portal import baking
from gongkai.portal.report_years import year_charts, year_of, years_csv
from portal_example import NOON, TODAY, annual_report, make

MONTHS = {"月份": {"1月": 3, "2月": 4}}


def printed_2021(**more):
    cells = {"R21.3.1.tot": "46", "R21.3.3.1.tot": "15", "R21.3.3.3.2.tot": "1", "R21.3.3.3.8.tot": "2"}
    return cells | {"R21.3.3.7.tot": "18", "R21.4.dir.tot": "2", "R21.4.aft.tot": "1"} | more


def test_the_years_since_2019_add_up_the_groups_of_the_form():
    found = year_of(2023, "2021", printed_2021(), MONTHS)
    assert found.values == {
        "disclosed": 7, "received": 46, "concluded": 18, "carried_over": 0, "reviews": 0, "suits": 3,
    }  # fmt: skip
    assert found.results == {
        "予以公开": 15, "部分公开": 0, "不予公开": 3, "无法提供": 0, "不予处理": 0, "其他处理": 0,
    }  # fmt: skip


def test_the_form_of_2014_has_no_carried_over_requests_and_its_own_results():
    found = year_of(2018, "2014", {"S14.1.1": "678", "S14.3.1": "2", "S14.3.3.6": "1", "S14.4": "1"}, {})
    assert found.values["disclosed"] == 678
    assert found.values["carried_over"] is None
    assert found.values["reviews"] == 1
    assert found.results["信息不存在"] == 1


def tables(years):
    """Caption of each chart → its lines; each line of a chart has its bar."""
    tree = html.fromstring(year_charts(years))
    assert not tree.xpath("//*[@style]|//script")
    assert all(row.xpath(".//svg[@aria-hidden='true']") for row in tree.iter("tr"))
    return {one.findtext("caption"): [row.text_content() for row in one.iter("tr")] for one in tree.iter("table")}


def test_the_chart_of_years_keeps_the_place_of_a_year_without_a_report():
    years = [year_of(year, "2021", printed_2021(), {}) for year in (2024, 2022)]
    assert tables(years)["历年新收申请（件）"] == ["2022年46", "2023年无", "2024年46"]


def test_one_year_alone_has_no_chart_of_years_but_its_results():
    found = tables([year_of(2023, "2021", printed_2021(), MONTHS)])
    assert list(found) == ["2023年申请的办理结果（件）"]
    assert found["2023年申请的办理结果（件）"][0] == "予以公开15"


def test_years_of_nothing_but_zeros_are_left_to_the_table():
    years = [year_of(year, "2021", {"R21.3.1.tot": "0"}, {}) for year in (2024, 2023)]
    assert year_charts(years) == ""


def test_a_year_without_requests_shows_no_empty_axes():
    assert year_charts([year_of(2020, "2019", {"R19.3.1.tot": "0"}, {})]) == ""


def test_a_missing_figure_is_an_empty_cell_and_a_zero_is_a_zero():
    years = [year_of(2023, "2021", printed_2021(), MONTHS), year_of(2018, "2014", {"S14.1.1": "0"}, {})]
    rows = list(csv.DictReader(io.StringIO(years_csv(years).decode("utf-8-sig"))))
    assert [row["结转下年（件）"] for row in rows] == ["0", ""]
    assert [row["办理结果：信息不存在（件）"] for row in rows] == ["", "0"]


@pytest.mark.django_db
def test_the_page_the_files_and_the_list_of_an_agency_say_the_same(baked, example):
    annual_report(example.town)
    annual_report(example.town, 2018)
    baking.drain(TODAY)
    path = "/shilizhen/reports/"
    page = html.fromstring(baked.file_of(path).read_text())
    table = page.xpath("//table[.//th[starts-with(., '年度')]]")[0]
    assert [row.findtext("th/a") for row in table.iterfind("tbody/tr")] == ["2025年", "2018年"]
    assert [link.get("href") for link in table.iter("a")] == [f"{path}2025/", f"{path}2018/"]
    data = json.loads(baked.file_of(f"{path}years.json").read_text())
    shown = [[cell.text for cell in row.iterfind("td")] for row in table.iterfind("tbody/tr")]
    assert shown == [["——" if v is None else str(v) for v in one["values"].values()] for one in data["years"]]
    assert f"{path}years.csv" in page.xpath("//a/@href")
    assert baking.bake_all(TODAY, verify=True).problems == []


@pytest.mark.django_db
def test_when_the_last_report_is_taken_back_the_figures_over_the_years_go_too(baked, example):
    report = annual_report(example.town)
    baking.drain(TODAY)
    report.state = "frozen"
    report.save()
    baking.drain(TODAY)
    assert not baked.file_of("/shilizhen/reports/years.json").exists()
    assert "历年数据" not in baked.file_of("/shilizhen/reports/").read_text()
    assert not baked.file_of("/shilizhen/reports/2025/data.csv").exists()


@pytest.mark.django_db
def test_an_older_report_disclosed_as_a_text_joins_the_list_of_reports(baked, example):
    part = Section.objects.create(agency=example.town, code="nianbao", name="政府信息公开年报", kind="annual_report")
    baking.drain(TODAY)
    old = make(example.town, "old", "示例镇2012年政府信息公开年度报告", part, NOON, index_number="SHILIZHEN/2026-y1")
    old.save()
    disclosure_published.send(sender=Disclosure, disclosure=old)
    baking.drain(TODAY)
    assert old.title in baked.file_of("/shilizhen/reports/").read_text()
    assert baking.bake_all(TODAY, verify=True).problems == []
