"""What the pages say, before anyone writes them to a file."""

import json

import pytest
from lxml import html

from gongkai.agencies.scoping import across_agencies
from gongkai.channels.models import PublicNotice
from gongkai.disclosures.models import Disclosure
from gongkai.portal import agency_pages, catalogue_pages, disclosure_pages, pages
from gongkai.portal.rendering import render
from gongkai.portal.site import current_site
from gongkai.portal.tree import tree_of
from portal_example import TODAY

pytestmark = pytest.mark.django_db


def read(page):
    return html.fromstring(render(page, current_site()))


def labels(tree):
    return {one.get("name"): one.get("content") for one in tree.iterfind(".//meta[@name]")}


@pytest.fixture
def town_tree(example):
    return tree_of(example.town)


def every_page(example):
    site, tree = current_site(), tree_of(example.town)
    yield pages.home(site, TODAY)
    yield pages.agencies(site)
    yield agency_pages.agency(site, example.town, TODAY, tree)
    yield agency_pages.agency(site, example.district, TODAY, tree_of(example.district))
    for part in example.sections.values():
        yield pages.section(site, example.town, part, None, tree, TODAY)
    yield pages.section(site, example.town, example.sections["buzhu"], 1, tree, TODAY)
    for record in (example.policy, example.notice, example.records[0]):
        yield disclosure_pages.disclosure(site, record, tree, TODAY)
    yield disclosure_pages.tombstone(site, example.withdrawn, tree)
    yield pages.notices(site, TODAY)
    yield catalogue_pages.catalogues(site)
    yield catalogue_pages.catalogue(site, example.catalogue)
    yield pages.elder(site, TODAY)


def test_every_page_names_site_language_and_one_heading_and_carries_no_inline_code(example):
    for page in every_page(example):
        tree = read(page)
        assert tree.get("lang") == "zh-CN"
        assert len(tree.findall(".//h1")) == 1, page.path
        assert {"SiteName", "SiteDomain", "SiteIDCode"} <= labels(tree).keys()
        assert not tree.xpath("//*[@style or @onclick]"), page.path
        assert not tree.xpath("//script[not(@src) and not(@type='application/ld+json')]")
        assert tree.find(".//link[@rel='canonical']").get("href") == f"https://www.example.gov.cn{page.path}"


def test_every_notice_that_runs_is_on_the_page_of_notices_however_many(example):
    town, section = example.town, example.records[0].section
    with across_agencies():
        Disclosure.objects.bulk_create(
            Disclosure(
                agency=town, ref=f"many{n}", title=f"公示{n}", body="<p>文</p>", section=section, live=True,
                published_at=example.records[0].published_at, index_number=f"N/2026-{n:05d}",
            )
            for n in range(230)
        )  # fmt: skip
        lists = Disclosure.objects.filter(ref__startswith="many")
        PublicNotice.objects.bulk_create(
            PublicNotice(agency=town, disclosure=one, starts_on=TODAY, ends_on=TODAY) for one in lists
        )
    lines = read(pages.notices(current_site(), TODAY)).xpath("//main//li/a[@class='t']")
    assert len({line.text for line in lines if line.text.startswith("公示")}) == 230


def test_labels_of_a_disclosure_are_word_for_word_what_the_page_shows(example, town_tree):
    tree = read(disclosure_pages.disclosure(current_site(), example.policy, town_tree, TODAY))
    text = " ".join(tree.text_content().split())
    found = labels(tree)
    assert found["ArticleTitle"] == example.policy.title
    assert found["ArticleTitle"] == tree.find(".//h1").text_content()
    assert found["PubDate"] in text
    assert found["ContentSource"] in text
    assert found["ColumnName"] == "行政规范性文件"


def test_a_text_taken_over_names_its_source_in_the_label_and_on_the_page(example, town_tree):
    example.policy.source = "示例日报"
    tree = read(disclosure_pages.disclosure(current_site(), example.policy, town_tree, TODAY))
    assert labels(tree)["ContentSource"] == "示例日报"
    assert tree.xpath("//dl[@class='meta']//dt[.='来源']/following-sibling::dd/text()") == ["示例日报"]


def test_the_label_of_the_address_is_the_canonical_one(example, town_tree):
    tree = read(disclosure_pages.disclosure(current_site(), example.policy, town_tree, TODAY))
    assert labels(tree)["Url"] == tree.find(".//link[@rel='canonical']").get("href")


def test_every_page_says_to_search_engines_what_it_is(example):
    for page in every_page(example):
        found = read(page).find(".//script[@type='application/ld+json']")
        if page.status == 410:
            assert found is None
            continue
        data = json.loads(found.text)
        assert data["@type"]
        assert data["url"] == f"https://www.example.gov.cn{page.path}"
        if data["@type"] == "WebPage" and page.crumbs:
            steps = data["breadcrumb"]["itemListElement"]
            assert [step["name"] for step in steps] == [crumb.name for crumb in page.crumbs]
            assert steps[-1]["item"] == data["url"]


def test_the_footer_of_every_page_has_what_inspectors_look_for(example):
    for page in every_page(example):
        footer = read(page).find(".//footer")
        text = footer.text_content()
        for words in ("主办单位：", "网站标识码：", "ICP备", "公网安备", "联系电话：", "网站地图", "我为政府网站找错"):
            assert words in text, (page.path, words)
        links = {link.text_content(): link.get("href") for link in footer.iter("a")}
        assert links["我为政府网站找错"]
        number = next(words for words in links if "公网安备" in words)
        assert links[number].endswith(f"?code={''.join(filter(str.isdigit, number))}")


def test_schema_org_survives_a_title_that_tries_to_end_the_script(example, town_tree):
    example.policy.title = "</script><b>&"
    tree = read(disclosure_pages.disclosure(current_site(), example.policy, town_tree, TODAY))
    data = json.loads(tree.find(".//script[@type='application/ld+json']").text)
    assert data["headline"] == "</script><b>&"
