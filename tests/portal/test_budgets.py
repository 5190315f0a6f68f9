"""Budgets and accounts by the fiscal year they speak of."""

import datetime as dt

import pytest
from lxml import html

from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.signals import disclosure_published, disclosure_withdrawn
from gongkai.portal import baking
from gongkai.portal.budget_pages import kind_of, year_of
from portal_example import NOON, TODAY, make

pytestmark = pytest.mark.django_db
PATH = "/shilizhen/budgets/"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("示例镇2025年部门决算公开", "决算"),
        ("示例镇2026年部门预算", "预算"),
        ("示例镇2026年“三公”经费预算", "“三公”经费"),
        ("示例镇2026年预算执行情况和调整方案", "预算执行和调整"),
        ("示例镇2025年部门整体支出绩效评价", "绩效"),
        ("示例镇会计岗位培训通知", ""),
    ],
)
def test_a_title_says_what_it_is(title, kind):
    assert kind_of(title) == kind


@pytest.mark.parametrize(("title", "year"), [("2025年度部门决算", 2025), ("部门预算", 2026), ("2024 年预算", 2024)])
def test_the_fiscal_year_is_the_one_in_the_title_and_else_that_of_publication(example, title, year):
    assert year_of(make(example.town, "x", title, None, NOON)) == year


def publish(example, ref, title, section="caizheng", when=NOON):
    made = make(example.town, ref, title, example.sections[section], when, index_number=f"SHILIZHEN/2026-b{ref}")
    made.save()
    disclosure_published.send(sender=Disclosure, disclosure=made)
    baking.drain(TODAY)
    return made


def shown(folder):
    """Year → kind → titles."""
    page = html.fromstring(folder.file_of(PATH).read_text())
    return {
        section.findtext("h2"): {
            head.text: [one.text for one in head.getnext().iter("a")] for head in section.iterfind("h3")
        }
        for section in page.xpath("//main//section[h3]")
    }


def test_accounts_published_in_the_next_year_stand_in_their_own(baked, example):
    publish(example, "1", "示例镇2024年部门决算公开", when=dt.datetime(2025, 8, 20, tzinfo=dt.UTC))
    publish(example, "2", "示例镇2024年部门预算公开", when=dt.datetime(2024, 1, 20, tzinfo=dt.UTC))
    assert shown(baked)["2024年"] == {"预算": ["示例镇2024年部门预算公开"], "决算": ["示例镇2024年部门决算公开"]}
    assert list(shown(baked)) == sorted(shown(baked), reverse=True)


def test_what_is_in_another_column_or_is_withdrawn_is_not_in_it(baked, example):
    publish(example, "1", "示例镇2019年部门预算公开", section="buzhu")
    made = publish(example, "2", "示例镇2018年部门预算公开")
    assert "2018年" in shown(baked)
    assert "2019年" not in shown(baked)
    made.live, made.withdrawn_at = False, NOON
    made.save()
    disclosure_withdrawn.send(sender=Disclosure, disclosure=made)
    baking.drain(TODAY)
    assert "2018年" not in shown(baked)
    assert baking.bake_all(TODAY, verify=True).problems == []


def test_a_document_that_moves_into_the_column_comes_along(baked, example):
    made = publish(example, "1", "示例镇2017年部门预算公开", section="buzhu")
    made.section = example.sections["caizheng"]
    made.save()
    baking.drain(TODAY)
    assert "2017年" in shown(baked)


def test_the_agency_and_the_column_lead_to_it_and_without_documents_there_is_none(baked, example):
    for page in ("/shilizhen/", "/shilizhen/caizheng/"):
        assert PATH in baked.file_of(page).read_text()
    assert not baked.file_of("/shiliqu/budgets/").exists()
    assert "budgets" not in baked.file_of("/shiliqu/").read_text()
