"""Columns that are more than a list: the guide as an article, the lists by year, the map of the site."""

import datetime as dt

import pytest
from lxml import html

from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.signals import disclosure_changed, disclosure_published
from gongkai.portal import addresses, baking
from gongkai.portal.units import day_bound
from gongkai.registers.models import ReadingPoint
from portal_example import NOON, TODAY, annual_report, attachments, make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def guide(example, ref, words, when, **values):
    given = {"body": f"<p>{words}</p>", "index_number": f"SHILIZHEN/2026-z{ref}"} | values
    made = make(example.town, ref, f"示例镇政府信息公开指南（{ref}）", example.sections["zhinan"], when, **given)
    made.save()
    disclosure_published.send(sender=Disclosure, disclosure=made)
    baking.drain(TODAY)
    return made


def column(folder):
    return html.fromstring(folder.file_of("/shilizhen/zhinan/").read_text())


def test_the_guide_opens_as_one_article_the_newest_in_force(baked, example, settings, tmp_path):
    settings.DATA = tmp_path / "data"
    assert not column(baked).xpath("//main//article")
    guide(example, "1", "到三楼办公室查阅。", NOON - 400 * DAY)
    new = guide(example, "2", "到一楼大厅查阅。", NOON)
    attachments(new)
    baking.bake_all(TODAY)
    (article,) = column(baked).xpath("//main//article")
    assert "到一楼大厅查阅。" in article.text_content()
    assert "到三楼" not in article.text_content()
    assert addresses.address_of(new) in article.xpath(".//a/@href")
    assert len(article.xpath(".//ul[@class='files u3']/li")) == 4
    assert len(column(baked).xpath("//main//ul[@class='reg led']/li")) == 2
    assert baking.bake_all(TODAY, verify=True).problems == []


def test_an_expired_guide_is_not_shown_as_the_guide(baked, example):
    made = guide(example, "1", "到三楼办公室查阅。", NOON)
    made.validity = "expired"
    made.save()
    disclosure_changed.send(sender=Disclosure, disclosure=made)
    baking.drain(TODAY)
    assert not column(baked).xpath("//main//article")


def test_until_there_is_one_the_column_says_what_the_records_say(baked, example):
    ReadingPoint.objects.create(
        agency=example.town, ref="1", name="便民服务大厅查阅点", place="一楼", started_on="2020-01-01"
    )
    ReadingPoint.objects.create(
        agency=example.town, ref="2", name="已撤销的查阅点", started_on="2020-01-01", ended_on="2021-01-01"
    )
    baking.drain(TODAY)
    main = column(baked).xpath("//main//div[@class='prose u4']")[0]
    assert "便民服务大厅查阅点，一楼" in main.text_content()
    assert "已撤销" not in main.text_content()
    assert "示例镇人民政府办公室（政务公开办公室）" in main.text_content()
    assert {"/shilizhen/buzhu/", "/shilizhen/jiuzhu/", "/request/"} <= set(main.xpath(".//a/@href"))
    guide(example, "1", "到三楼办公室查阅。", NOON)
    assert "便民服务大厅查阅点" not in column(baked).text_content()


def test_a_reading_point_that_opens_or_closes_changes_the_column_by_itself(example):
    ReadingPoint.objects.create(
        agency=example.town, ref="1", name="查阅点", started_on=TODAY + DAY, ended_on=TODAY + 5 * DAY
    )
    column = ("section", [str(example.sections["zhinan"].pk)])
    days = [TODAY + n * DAY for n in range(9)]
    assert [n for n, day in enumerate(days) if column in list(day_bound(day - DAY, day))] == [1, 6, 7]


@pytest.mark.parametrize(("path", "word"), [("/reports/", "年度报告"), ("/catalogues/", "基本目录")])
def test_reports_and_catalogues_of_all_agencies_stand_by_year(example, folder, path, word):
    annual_report(example.town, 2018)
    annual_report(example.town, 2025)
    baking.bake_all(TODAY)
    page = html.fromstring(folder.file_of(path).read_text())
    years = [one.text for one in page.xpath("//main//h2[@class='year']")]
    assert years == sorted(years, reverse=True)
    assert len(years) == (2 if path == "/reports/" else 1)
    assert all(word in one.text_content() for one in page.xpath("//main//ul/li"))


def test_the_map_leads_to_every_column_of_every_agency(baked, example):
    page = html.fromstring(baked.file_of(addresses.MAP).read_text())
    links = page.xpath("//main//a/@href")
    for code in example.sections:
        assert f"/shilizhen/{code}/" in links
    assert {"/shiliqu/", "/guides/", "/elder/", "/request/"} <= set(links)
