"""Service guides, regulatory documents and the catalogue on the site, and the JSON other portals take."""

import datetime as dt
import json

import pytest
import segno
from django.utils import timezone
from lxml import html

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.models import Disclosure
from gongkai.portal import addresses, baking, catalogue_pages, guide_pages, regulatory_pages
from gongkai.portal.models import StalePage
from gongkai.portal.rendering import render
from gongkai.portal.site import current_site
from gongkai.portal.tree import tree_of
from gongkai.portal.units import day_bound
from gongkai.registers.guides import ELEMENTS, label, publish_guide, withdraw_guide
from gongkai.registers.models import RegulatoryDocument
from portal_example import TODAY

pytestmark = pytest.mark.django_db


def read(page):
    return html.fromstring(render(page, current_site()))


def words(tree):
    return " ".join(tree.text_content().split())


@pytest.fixture
def reviewer(make_user, example):
    return make_user("reviewer", (example.town, "final_review"))


def settle():
    baking.drain(TODAY)
    assert StalePage.objects.count() == 0
    assert baking.bake_all(TODAY, verify=True).problems == []


# --- service guides ---


def test_a_guide_shows_all_eight_elements_by_their_official_names_and_a_qr_code(example):
    tree = read(guide_pages.guide(current_site(), example.guide, tree_of(example.town)))
    heads = [one.text_content() for one in tree.iterfind(".//h2")]
    assert [label(name) for name in ELEMENTS[1:]] == heads[: len(ELEMENTS) - 1]
    assert tree.find(".//h1").text_content() == "临时救助申请"
    assert len(tree.findall(".//ol/li")) >= 3
    (code,) = tree.xpath("//svg[@class='qr']")
    assert code.get("aria-label") == "本页网址的二维码"
    drawn = segno.make(
        f"https://www.example.gov.cn{addresses.guide('shilizhen', example.guide.pk)}", error="m", micro=False
    )
    assert code.xpath(".//path/@d") == html.fromstring(drawn.svg_inline(border=2)).xpath(".//path/@d")


def test_a_guide_says_what_was_looked_at_not_what_has_been_written_since(example):
    text = words(read(guide_pages.guide(current_site(), example.guide, tree_of(example.town))))
    assert "0951-0000001" in text
    assert "没有核对的号码" not in text


def test_a_guide_comes_and_goes_with_its_lists_and_home(example, baked, reviewer):
    path = addresses.guide("shilizhen", example.guide.pk)
    assert baked.file_of(path).exists()
    for page in ("/guides/", "/shilizhen/guides/", "/shilizhen/"):
        assert "临时救助申请" in baked.file_of(page).read_text()
        assert "没有写完的指南" not in baked.file_of(page).read_text()
    assert 'href="/guides/"' in baked.file_of("/").read_text()
    withdraw_guide(example.guide, user=reviewer, reason="事项取消")
    settle()
    assert not baked.file_of(path).exists()
    assert "临时救助申请" not in baked.file_of("/shilizhen/guides/").read_text()
    example.guide.phone = "0951-0000009"
    example.guide.save()
    publish_guide(example.guide, user=reviewer, now=timezone.now())
    settle()
    assert "0951-0000009" in baked.file_of(path).read_text()


def test_a_deleted_guide_leaves_nothing(example, baked):
    path = addresses.guide("shilizhen", example.guide.pk)
    example.guide.delete()
    settle()
    assert not baked.file_of(path).exists()


# --- regulatory documents ---


def lists(example, day=TODAY):
    return [[line["title"] for line in part] for part in regulatory_pages.documents(example.town, day)]


def test_documents_in_force_and_repealed_are_two_lists_and_one_without_public_text_is_in_neither(example):
    assert lists(example) == [["示例镇考核办法"], ["示例镇救助金办法"]]
    assert lists(example, dt.date(2026, 4, 30))[0] == ["示例镇考核办法", "示例镇救助金办法"]


def test_a_document_expires_by_itself_on_the_day_after_its_last(example, baked):
    RegulatoryDocument.objects.filter(ref="w1").update(expires_on=TODAY)
    assert lists(example)[0] == ["示例镇考核办法"]
    tomorrow = TODAY + dt.timedelta(days=1)
    assert lists(example, tomorrow)[0] == []
    assert ("agency", [str(example.town.pk)]) in list(day_bound(TODAY, tomorrow))


def test_an_agency_without_such_documents_has_no_such_page(example, baked):
    assert baked.file_of("/shilizhen/regulatory/").exists()
    assert not baked.file_of("/shiliqu/regulatory/").exists()
    RegulatoryDocument.objects.all().delete()
    for one in (example.town,):
        one.save()
    settle()
    assert not baked.file_of("/shilizhen/regulatory/").exists()


# --- the catalogue ---


def test_the_catalogue_stands_by_domain_with_what_does_not_concern_the_agency(example):
    tree = read(catalogue_pages.catalogue(current_site(), example.catalogue))
    heads = [one.text_content() for one in tree.xpath("//tr[@class='grp']")]
    assert heads == ["基本目录（3项）", "养老服务（1项）", "税收管理（1项）"]
    (row,) = tree.xpath("//tr[@data-attribute='未涉及']")
    assert "本镇不征税" in row.text_content()
    assert "征管制度" not in row.text_content()
    assert "未涉及的有1项" in words(tree)


@pytest.mark.parametrize(
    ("whose", "shown"),
    [("示例镇", []), ("示例镇人民政府", []), ("示例镇人民政府、示例县民政局", ["示例镇人民政府、示例县民政局"])],
)
def test_whose_duty_an_entry_is_stands_there_where_it_is_not_the_agencys_alone(example, whose, shown):
    with across_agencies():
        example.catalogue.entries.update(responsible_agency="示例镇")
        example.catalogue.entries.filter(domain="养老服务").update(responsible_agency=whose)
    tree = read(catalogue_pages.catalogue(current_site(), example.catalogue))
    (row,) = tree.xpath("//tr[@data-domain='养老服务']")
    assert row.xpath("./td[@data-label='责任主体']/text()") == shown
    assert len(tree.xpath("//th[.='责任主体']")) == len(shown)
    widths = {len(one) for one in tree.xpath("//tr[not(@class='grp')]")}
    assert len(widths) == 1


def test_every_row_carries_the_values_by_which_it_is_narrowed(example):
    tree = read(catalogue_pages.catalogue(current_site(), example.catalogue))
    (row,) = tree.xpath("//tr[@data-domain='养老服务']")
    assert row.get("data-channel") == "政府网站|公示栏"
    assert row.get("data-audience") == "特定群体"
    offered = {one.get("name"): [o.text for o in one.iterfind("option")][1:] for one in tree.iterfind(".//select")}
    assert offered["domain"] == ["养老服务", "税收管理"]
    assert offered["attribute"] == ["主动公开", "依申请公开", "未涉及"]
    assert set(offered) == {"domain", "category", "attribute", "channel", "audience"}
    for name, values in offered.items():
        for value in values:
            assert [r for r in tree.xpath(f"//tr[@data-{name}]") if value in r.get(f"data-{name}").split("|")]


# --- JSON for other portals ---


def embedded(folder, path):
    return json.loads(folder.file_of(path).read_text())


def test_another_portal_finds_agencies_news_notices_and_guides(example, baked):
    site = embedded(baked, "/embed.json")
    assert [one["code"] for one in site["agencies"]] == ["shiliqu", "shilizhen"]
    assert site["latest"][0]["url"].startswith("https://www.example.gov.cn/shilizhen/d/")
    town = embedded(baked, "/shilizhen/embed.json")
    assert [one["title"] for one in town["guides"]] == ["临时救助申请"]
    assert town["notices"] == site["notices"]
    assert town["notices"][0]["ends_on"] == "2026-10-17"
    assert [one["name"] for one in town["columns"]][:2] == ["政府信息公开指南", "政府信息公开制度"]
    assert town["agency"]["phone"] == "0951-0000001"


def test_what_is_withdrawn_or_over_is_in_no_embedded_file(example, baked):
    both = baked.file_of("/embed.json").read_text() + baked.file_of("/shilizhen/embed.json").read_text()
    assert example.withdrawn.title not in both
    assert "机密字样" not in both
    later = dt.date(2026, 10, 18)
    assert ("site", ["home", "notices", "elder", "embed"]) in list(day_bound(TODAY, later))
    baking.bake_all(later)
    assert embedded(baked, "/shilizhen/embed.json")["notices"] == []


def test_the_forms_of_a_guide_are_the_attachments_of_a_public_record(example):
    with across_agencies():
        example.guide.forms = Disclosure.objects.get(pk=example.draft.pk)
        example.guide.shown |= {"forms": example.draft.pk}
        example.guide.save()
    assert "表格下载" not in words(read(guide_pages.guide(current_site(), example.guide, tree_of(example.town))))
