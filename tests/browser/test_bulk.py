"""In the list: filter, tick all on all pages, act, read what was done and what was not."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

import desk_server
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.disclosures.models import BulkAct, Disclosure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NOW = dt.datetime(2026, 10, 9, 2, 20, tzinfo=dt.UTC)


def test_all_that_a_filter_leaves_is_withdrawn_at_once(chromium, make_agency, make_user):
    town = make_agency("town-a", name="示例镇人民政府", short_name="示例镇", org_code="XJ0000000")
    final = make_user("final", (town, "final_review"))
    with across_agencies():
        lists, plans = (Section.objects.create(agency=town, code=c, name=n) for c, n in (("l", "名单"), ("p", "规划")))
        for n in range(33):
            Disclosure.objects.create(
                agency=town, ref=f"l{n}", title=f"补贴名单{n}", body="<p>文</p>", section=lists, live=n != 7,
                published_at=NOW if n != 7 else None,
            )  # fmt: skip
        Disclosure.objects.create(
            agency=town, ref="p", title="防汛规划", body="<p>文</p>", section=plans, live=True, published_at=NOW
        )
    client = Client()
    client.force_login(final)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    with desk_server.serve() as address:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([cookie | {"url": address}])
        page = context.new_page()
        page.goto(f"{address}/admin/disclosures/?section={lists.pk}")
        page.locator("[data-bulk-action-select-all-checkbox]").first.check()
        look(page, "bulk-list")
        page.get_by_role("button", name="选中列表里的全部信息").click()
        page.get_by_role("link", name="撤下选中的信息").click()
        page.wait_for_url("**/bulk-acts/new/withdraw/**")
        expect(page.get_by_role("heading", level=1)).to_have_text("批量撤下：33条")
        look(page, "bulk-confirm")
        page.get_by_label("理由").select_option("notice_over")
        page.get_by_role("button", name="撤下这33条").click()
        page.get_by_text("办完了：32条办成，1条没有办成").wait_for()
        expect(page.get_by_text("这条信息现在没有公开，不用撤下")).to_be_visible()
        look(page, "bulk-done")
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        look(page, "bulk-done-360")
        context.close()
    with across_agencies():
        assert Disclosure.public.get().title == "防汛规划"
    assert BulkAct.objects.get().arguments == {"kind": "notice_over", "reason": ""}


def look(page, name):
    """A picture for a person's eyes, where ``GONGKAI_LOOK`` names a folder."""
    if folder := os.environ.get("GONGKAI_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png")
