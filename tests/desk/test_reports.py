"""The annual report at the desk: figures open, overrides need a reason, nobody else's report exists."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.registers.models import Meeting
from gongkai.reports.models import AnnualReport, Chapter, Figure
from gongkai.reports.services import begin_report
from gongkai.trail.services import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(make_agency):
    return make_agency("town-a")


@pytest.fixture
def report(town):
    with as_agency(town):
        for number in range(4):
            Meeting.objects.create(agency=town, ref=str(number), title=f"示例会议{number}", held_on=dt.date(2018, 3, 1))
        return begin_report(town, 2018, actor=SYSTEM, now=timezone.now())


@pytest.fixture
def officer(client, make_user, town):
    client.force_login(make_user("officer", (town, "report_officer")))
    return client


def page(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def test_a_report_is_begun_once_with_its_chapters(officer, town):
    for _ in range(2):
        answer = officer.post(reverse("gk_reports"), {"agency": town.pk, "year": "2018"}, follow=True)
        assert "2018年政府信息公开工作年度报告" in answer.content.decode()
    with across_agencies():
        assert AnnualReport.objects.count() == 1
        assert Chapter.objects.count() == 14


def test_a_year_without_a_form_is_refused_in_words(officer, town):
    answer = officer.post(reverse("gk_reports"), {"agency": town.pk, "year": "2009"}, follow=True)
    assert "没有全国统一的统计表" in answer.content.decode()


@pytest.mark.parametrize("year", ["", "²", "20184", "二〇一八"])
def test_what_is_no_year_begins_no_report(officer, town, year):
    answer = officer.post(reverse("gk_reports"), {"agency": town.pk, "year": year}, follow=True)
    assert "请选择单位和年度" in answer.content.decode()


def test_the_grid_shows_every_figure_and_each_opens_into_its_records(officer, report):
    text = page(officer, "gk_report", report.pk)
    assert "示例单位town-a2018年政府信息公开情况统计表" in text
    assert reverse("gk_report_cell", args=[report.pk, "S14.9.1"]) in text
    cell = page(officer, "gk_report_cell", report.pk, "S14.9.1")
    assert "本年召开的政府信息与政务公开工作会议或专题会议（4条）" in cell
    assert "示例会议3" in cell


def test_an_override_needs_a_reason_and_stands_beside_the_computed_figure(officer, report):
    address = reverse("gk_report_cell", args=[report.pk, "S14.9.1"])
    text = officer.post(address, {"value": "5", "reason": ""}).content.decode()
    assert "请写明理由" in text
    with across_agencies():
        assert not Figure.objects.exists()
    officer.post(address, {"value": "5", "reason": "另有一次没有登记"})
    text = page(officer, "gk_report", report.pk)
    assert "<s>4</s>" in text
    assert "另有一次没有登记" in text
    officer.post(address, {"withdraw": "1", "reason": "已补登记"})
    assert "<s>4</s>" not in page(officer, "gk_report", report.pk)


@pytest.mark.parametrize(("value", "words"), [("五次半", "不是数"), ("-1", "不能小于"), ("2.5", "请填整数")])
def test_a_figure_the_cell_does_not_take_is_refused_with_the_place(officer, report, value, words):
    answer = officer.post(reverse("gk_report_cell", args=[report.pk, "S14.9.1"]), {"value": value, "reason": "测试"})
    assert words in answer.content.decode()
    with across_agencies():
        assert not Figure.objects.exists()


def test_an_unknown_cell_does_not_exist(officer, report):
    assert officer.get(reverse("gk_report_cell", args=[report.pk, "S14.99"])).status_code == 404


def test_a_chapter_keeps_its_bound_figures_and_refuses_unknown_names(officer, report):
    address = reverse("gk_report_chapter", args=[report.pk, 2])
    good = '{"blocks":[{"key":"a","text":"全年开会{{ S14.9.1 }}次。","type":"unstyled","depth":0,"inlineStyleRanges":[],"entityRanges":[]}],"entityMap":{}}'
    officer.post(address, {"title": "主动公开政府信息情况", "body": good})
    assert "全年开会4次。" in page(officer, "gk_report_chapter", report.pk, 2)
    bad = good.replace("S14.9.1", "S14.9.9")
    answer = officer.post(address, {"title": "主动公开政府信息情况", "body": bad})
    assert "S14.9.9" in answer.content.decode()
    with across_agencies():
        assert "S14.9.1" in Chapter.objects.get(position=2).body


def test_the_author_does_not_review_and_a_frozen_report_does_not_move(officer, report, town, client, make_user):
    officer.post(reverse("gk_report_cell", args=[report.pk, "S14.9.1"]), {"value": "5", "reason": "另有一次没有登记"})
    reviewer = make_user("reviewer", (town, "first_review"))
    step = reverse("gk_report_step", args=[report.pk])
    answer = officer.post(step, {"verb": "review"}, follow=True).content.decode()
    assert "没有做这件事的权限" in answer
    client.force_login(reviewer)
    client.post(step, {"verb": "review"})
    client.force_login(make_user("second", (town, "report_officer")))
    client.post(step, {"verb": "freeze"})
    with across_agencies():
        assert AnnualReport.objects.get().state == "frozen"
        Meeting.objects.filter(ref="0").delete()
    text = page(client, "gk_report", report.pk)
    assert "定稿时4，现在算是3" in text


def test_another_agencys_report_does_not_exist(report, client, make_user, make_agency):
    client.force_login(make_user("other", (make_agency("town-b"), "report_officer")))
    for name, *args in (
        ("gk_report", report.pk),
        ("gk_report_cell", report.pk, "S14.9.1"),
        ("gk_report_chapter", report.pk, 2),
        ("gk_report_file", report.pk, "json"),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404
    assert client.post(reverse("gk_report_step", args=[report.pk]), {"verb": "review"}).status_code == 404
    assert "town-a" not in page(client, "gk_reports")


@pytest.mark.parametrize("kind", ["json", "docx", "pdf", "xlsx", "html"])
def test_each_file_comes_with_its_name(officer, report, kind):
    answer = officer.get(reverse("gk_report_file", args=[report.pk, kind]))
    assert answer.status_code == 200
    assert f".{kind}" in answer["Content-Disposition"]
    assert len(answer.content) > 1000


def test_no_code_of_a_cell_stands_for_its_name(officer, report):
    names = [one for one in re.findall(r'aria-label="([^"]*)"', page(officer, "gk_report", report.pk)) if "：" in one]
    assert len(names) > 50
    assert [one for one in names if re.search("[A-Za-z]", one.partition("：")[0].replace("12345", ""))] == []
    assert "<title" in page(officer, "gk_report_cell", report.pk, "S14.8.1")
    title = re.search(r"<title[^>]*>(.*?)</title>", page(officer, "gk_report_cell", report.pk, "S14.8.1"), re.DOTALL)[1]
    assert "S14" not in title


def test_who_may_not_see_reports_is_not_led_to_them(client, make_user, officer):
    assert reverse("gk_reports") in officer.get("/admin/").content.decode()
    client.force_login(make_user("sys", (None, "system_admin")))
    assert reverse("gk_reports") not in client.get("/admin/").content.decode()
