"""Getting about in a long list: years and page numbers, with plain links, and without rewriting old pages."""

import datetime as dt

import pytest
from lxml import html

from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.signals import disclosure_published
from gongkai.portal import baking
from gongkai.portal.lists import NUMBERS, spread
from portal_example import NOON, TODAY, make

pytestmark = pytest.mark.django_db


def long_section(example, years):
    """Forty disclosures a year in an empty section."""
    part = example.sections["jigou"]
    Disclosure.objects.bulk_create(
        make(
            example.town, f"l{year}-{n}", f"{year}年第{n}条", part,
            dt.datetime(year, 3, 1, tzinfo=dt.UTC) + dt.timedelta(days=n),
        )
        for year in years
        for n in range(40)
    )  # fmt: skip
    return part


def links(page, words):
    paragraph = page.xpath(f"//nav[@id='turn']//p[contains(span, '{words}')]")
    return [(one.text, one.get("href")) for one in paragraph[0].iter("a")] if paragraph else []


def test_every_year_leads_to_the_page_with_its_newest_item(example, folder):
    long_section(example, range(2019, 2026))
    baking.bake_all(TODAY)
    page = html.fromstring(folder.file_of("/shilizhen/jigou/").read_text())
    jumps = links(page, "跳到")
    assert [words for words, _ in jumps] == [f"{year}年" for year in range(2025, 2018, -1)]
    assert jumps[0][1] == "#y2025"
    for words, target in jumps:
        path, _, anchor = target.partition("#")
        there = html.fromstring(folder.file_of(path or "/shilizhen/jigou/").read_text())
        assert there.xpath(f"//h2[@id='{anchor}']")[0].text == words
        assert f"{words}第39条" in there.text_content()


def test_page_numbers_lead_to_pages_that_exist_and_old_pages_lead_back(example, folder):
    long_section(example, range(2019, 2026))
    baking.bake_all(TODAY)
    page = html.fromstring(folder.file_of("/shilizhen/jigou/").read_text())
    numbers = links(page, "页码")
    assert numbers[0] == ("1", "/shilizhen/jigou/p1/")
    for _, path in numbers:
        old = html.fromstring(folder.file_of(path).read_text())
        assert "/shilizhen/jigou/#turn" in old.xpath("//nav[@id='turn']//a/@href")


def test_a_new_item_in_a_list_with_years_and_numbers_leaves_its_old_pages_alone(example, folder):
    part = long_section(example, range(2019, 2026))
    baking.bake_all(TODAY)
    old = [folder.file_of(f"/shilizhen/jigou/p{number}/") for number in range(1, 13)]
    before = [file.stat().st_mtime_ns for file in old]
    new = make(example.town, "new", "新的一条", part, NOON)
    new.index_number = "SHILIZHEN/2026-99999"
    new.save()
    disclosure_published.send(Disclosure, disclosure=new)
    baking.drain(TODAY)
    assert "2026年" in folder.file_of("/shilizhen/jigou/").read_text()
    assert [file.stat().st_mtime_ns for file in old] == before
    assert baking.bake_all(TODAY, verify=True).problems == []


def test_a_short_list_has_neither(example, folder):
    baking.bake_all(TODAY)
    page = html.fromstring(folder.file_of("/shilizhen/jiuzhu/").read_text())
    assert links(page, "跳到") == links(page, "页码") == []


@pytest.mark.parametrize("full", [0, 1, NUMBERS, NUMBERS + 1, 500, 5000])
def test_the_numbers_offered_are_few_and_reach_from_the_first_page_to_the_last(full):
    found = spread(full)
    assert len(found) <= NUMBERS
    assert found == sorted(set(found))
    assert found[:1] + found[-1:] == ([1, full] if full else [])
