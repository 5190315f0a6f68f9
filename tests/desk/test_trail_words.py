"""What an entry of the trail tells, in words: no name in it is code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.urls import reverse

import gongkai
from gongkai.agencies.scoping import as_agency
from gongkai.desk.trail_words import NAMES, data_words, object_words
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.publishing import withdraw
from gongkai.trail.models import TrailEntry

SOURCES = Path(gongkai.__file__).parent


def is_record(call):
    return isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("record", "_note")


def keys_written():
    """Every name that a service writes into the particulars of an entry, as far as it stands there as a word."""
    for path in SOURCES.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef) or not any(is_record(one) for one in ast.walk(function)):
                continue
            handed = [
                word.value
                for call in ast.walk(function)
                if is_record(call)
                for word in call.keywords
                if word.arg == "data"
            ]
            named = {one.id for one in handed if isinstance(one, ast.Name)}
            made = [
                one.value
                for one in ast.walk(function)
                if isinstance(one, ast.Assign) and getattr(one.targets[0], "id", "") in named
            ]
            for value in (*handed, *made):
                if isinstance(value, ast.Dict):
                    yield from (key.value for key in value.keys if isinstance(key, ast.Constant))


def test_every_particular_that_services_write_has_a_chinese_name():
    keys = set(keys_written())
    assert len(keys) > 25
    assert keys - set(NAMES) == set()


def test_values_that_are_ours_are_said_in_words_and_others_stand():
    data = {
        "role": "first_review",
        "before": {"section": "旧", "subject": ""},
        "masked": {"id_card": 2},
        "steps": ["first_review", "final_review"],
        "kinds": {"disclosures": {"new": 3, "changed": 0, "same": 1}},
        "size": 12,
        "unheard-of": "x",
    }
    assert data_words(data) == [
        ("角色", "初审"),
        ("改前", "栏目：旧，主题分类：没有"),
        ("遮盖", "身份证号码：2"),
        ("步骤", "初审；终审"),
        ("各种表", "政府信息（新增：3，改动：0，不变：1）"),
        ("大小（字节）", "12"),
        ("unheard-of", "x"),
    ]
    assert data_words({"phone": "0951-0000000"}, "registers.serviceguide")[0][0] == "联系电话"
    assert object_words("disclosures.disclosure") == "政府信息"
    assert object_words("no.more") == "no.more"


@pytest.mark.django_db
def test_the_page_of_an_entry_names_agency_and_record(life, client, make_user):
    record = life.published()
    with as_agency(life.town):
        found = Disclosure.objects.get(pk=record.pk)
        withdraw(found, user=life.people["final_review"], kind="error", now=found.published_at)
    client.force_login(make_user("auditor", (None, "audit_admin")))
    entry = TrailEntry.objects.get(act="disclosure.withdraw")
    page = client.get(reverse("gk_trail_entry", args=[entry.serial])).content.decode()
    assert f"政府信息，第{record.pk}号" in page
    assert life.town.short_name in page
    assert "disclosures.disclosure" not in page
