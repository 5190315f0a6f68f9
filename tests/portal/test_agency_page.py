"""An agency's own page: leaders of that day with what they are in charge of, and nothing where no record says anything."""

import datetime as dt
import json

import pytest
from lxml import html

from gongkai.agencies.models import Agency, Leader, Person
from gongkai.channels.models import PublicNotice
from gongkai.disclosures.models import Disclosure
from gongkai.portal import agency_pages, baking, regulatory_pages
from gongkai.portal.disclosure_pages import SOON
from gongkai.portal.rendering import render
from gongkai.portal.site import current_site
from gongkai.portal.tree import tree_of
from gongkai.portal.units import day_bound
from portal_example import TODAY

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def town(example):
    """A mayor since 2024, a vice mayor whose last day is today, one who begins tomorrow."""
    Leader.objects.all().delete()
    people = {
        name: Person.objects.create(agency=example.town, ref=name, name=name) for name in ("示例乙", "示例丙", "示例丁")
    }
    terms = (
        ("示例乙", "镇长", "主持全面工作", 1, dt.date(2024, 1, 1), None),
        ("示例丙", "副镇长", "", 2, dt.date(2024, 1, 1), TODAY),
        ("示例丁", "副镇长", "分管民政", 2, TODAY + DAY, None),
    )
    for name, post, duties, position, start, end in terms:
        Leader.objects.create(
            agency=example.town, ref=name, person=people[name], post=post, duties=duties, position=position,
            started_on=start, ended_on=end,
        )  # fmt: skip
    return example.town


def read(who, day=TODAY):
    return html.fromstring(render(agency_pages.agency(current_site(), who, day, tree_of(who)), current_site()))


def rows(tree):
    return [
        [cell.text_content() for cell in row] for row in tree.xpath("//section[@aria-labelledby='h-lead']//tbody/tr")
    ]


def test_leaders_are_those_in_office_on_the_day_in_the_order_of_the_agency(town):
    assert rows(read(town)) == [["示例乙", "镇长", "主持全面工作"], ["示例丙", "副镇长", ""]]
    assert rows(read(town, TODAY + DAY)) == [["示例乙", "镇长", "主持全面工作"], ["示例丁", "副镇长", "分管民政"]]


def test_the_page_changes_by_itself_when_a_term_ends_and_another_begins(town):
    assert ("agency", [str(town.pk)]) in list(day_bound(TODAY, TODAY + DAY))
    before = TODAY + 5 * DAY
    assert ("agency", [str(town.pk)]) not in list(day_bound(before, before + DAY))


def test_its_list_of_regulatory_documents_warns_from_the_ninetieth_day_before_the_last(town, example):
    PublicNotice.objects.all().delete()
    Disclosure.objects.filter(pk=example.policy.pk).update(expires_on=TODAY + SOON)
    words = {
        day: render(regulatory_pages.regulatory(current_site(), town, day, tree_of(town)), current_site()).decode()
        for day in (TODAY - DAY, TODAY)
    }
    assert ["即将到期" in text for text in words.values()] == [False, True]
    Leader.objects.all().delete()
    assert ("agency", [str(town.pk)]) in list(day_bound(TODAY - DAY, TODAY))
    assert ("agency", [str(town.pk)]) not in list(day_bound(TODAY, TODAY + DAY))


def test_a_change_of_a_leader_reaches_the_page_and_the_data_for_other_portals(town, folder):
    baking.bake_all(TODAY)
    leader = Leader.objects.get(ref="示例乙")
    leader.duties = "主持全面工作，分管审计"
    leader.save()
    baking.drain(TODAY)
    assert "分管审计" in folder.file_of("/shilizhen/").read_text()
    data = json.loads(folder.file_of("/shilizhen/embed.json").read_text())
    assert [one["name"] for one in data["agency"]["leaders"]] == ["示例乙", "示例丙"]


def test_an_agency_of_which_nothing_is_known_has_no_heading_without_content(example):
    bare = Agency.objects.create(
        code="bare", name="示例局", short_name="示例局", level="county", parent=example.district
    )
    tree = read(bare)
    assert [one.text_content() for one in tree.xpath("//main//h2")] == ["最近公开"]
    assert "还没有公开的信息" in tree.text_content()
    assert not tree.xpath("//main//dl")


def test_duties_telephone_address_and_hours_stand_on_the_page(example):
    example.town.duties = "管理本镇的行政工作。\n办理上级交办的事项。"
    tree = read(example.town)
    duty = tree.xpath("//section[@aria-labelledby='h-duty']//p")
    assert [one.text for one in duty] == ["管理本镇的行政工作。", "办理上级交办的事项。"]
    card = tree.xpath("//section[@aria-labelledby='office']")[0].text_content()
    for words in ("0951-0000001", "示例镇人民政府3楼，邮编750001", "9:00–12:00"):
        assert words in card


def test_search_engines_are_told_who_the_office_is_and_nothing_that_is_not_known(example):
    data = json.loads(read(example.town).find(".//script[@type='application/ld+json']").text)
    assert data["telephone"] == "0951-0000001"
    assert data["parentOrganization"] == example.district.name
    bare = Agency.objects.create(code="bare", name="示例<局>", short_name="示例局", level="county")
    told = json.loads(read(bare).find(".//script[@type='application/ld+json']").text)
    assert told.keys() == {"@context", "@type", "name", "url"}
    assert told["name"] == "示例<局>"
