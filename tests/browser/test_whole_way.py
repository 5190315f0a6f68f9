"""The whole way of a disclosure in a real browser: written, returned, corrected, passed by four, public, withdrawn."""

from __future__ import annotations

import os
import re

import pytest
from django.core.cache import cache
from django.urls import reverse

import desk_server
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.models.review import AgencyRoleTaskState
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import verify

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
STEPS = ("first_review", "second_review", "secrecy_review", "final_review")
PASSWORD = "示例密码-2026"


@pytest.fixture
def desk(transactional_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    with desk_server.serve() as address:
        yield address


@pytest.fixture
def people(make_agency, make_user):
    town = make_agency("town-a", org_code="XJ0000000", name="示例镇人民政府", short_name="示例镇")
    with across_agencies():
        Section.objects.create(agency=town, code="files", name="其他文件")
    return {role: make_user(role, (town, role)) for role in ("editor", *STEPS)}


@pytest.fixture
def sign_in(chromium, desk, people):
    """Sign in with name and password, in a browser of one's own."""
    contexts, refused = [], []

    def open_page(role):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=desk)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
        page.goto("/admin/")
        page.get_by_label("用户名").fill(role)
        page.get_by_label("口令").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/admin/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert refused == [], "the desk's own pages must keep its policy"


def read(query):
    with desk_server.ONE_AT_A_TIME, across_agencies():
        return query()


def the_record() -> Disclosure:
    return read(lambda: Disclosure.objects.get())


def press(page, name):
    """Press a button of the editor's foot, which may be folded into its menu."""
    with page.expect_navigation():
        page.locator(f"[name={name}]").first.evaluate("button => button.click()")


def write(page, title, body):
    page.get_by_role("link", name="写一条公开信息").click()
    page.locator("[name=title]").fill(title)
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type(body)
    page.locator("select[name=section]").select_option(label="其他文件")
    page.locator("[name=ref]").fill("2026-1")
    page.wait_for_load_state("networkidle")
    page.locator("button.action-save").first.click()
    page.wait_for_url("**/edit/**")


def open_task(page, button):
    page.goto("/admin/")
    page.get_by_role("link", name=button).first.click()
    page.wait_for_load_state("networkidle")


def approve(page, **fields):
    open_task(page, "去审")
    for label, words in fields.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name=re.compile("^通过")).click()
    page.wait_for_url("**/admin/")


def test_written_returned_corrected_passed_by_four_public_and_withdrawn(sign_in, people):
    shots = os.environ.get("SHOTS")
    editor = sign_in("editor")
    write(editor, "示例通知", "第一版的正文。")
    press(editor, "action-submit")
    record = the_record()

    first = sign_in("first_review")
    open_task(first, "去审")
    if shots:
        first.screenshot(path=f"{shots}/review.png", full_page=True)
    assert "第一版的正文" in first.locator("article").inner_text()
    first.get_by_role("button", name="退回修改").click()
    assert "退回要写理由" in first.locator("main").inner_text()
    first.get_by_label("意见").fill("日期没有写")
    first.get_by_role("button", name="退回修改").click()
    first.wait_for_url("**/admin/")

    editor.goto("/admin/")
    assert "被first_review退回：日期没有写" in editor.locator("main").inner_text()
    open_task(editor, "去修改")
    editor.locator("[name=title]").fill("示例通知（改）")
    editor.wait_for_load_state("networkidle")
    press(editor, "action-submit")

    approve(first)
    approve(sign_in("second_review"))
    secrecy = sign_in("secrecy_review")
    open_task(secrecy, "去审")
    secrecy.get_by_role("button", name=re.compile("^通过")).click()
    assert "保密审查要写依据" in secrecy.locator("main").inner_text()
    approve(secrecy, 保密审查依据="条例第十七条，不含国家秘密")
    final = sign_in("final_review")
    approve(final)

    record = the_record()
    assert record.is_public
    assert record.title == "示例通知（改）"
    assert record.index_number.startswith("XJ0000000/")
    assert "条例第十七条，不含国家秘密" in read(
        lambda: list(AgencyRoleTaskState.objects.values_list("basis", flat=True))
    )

    final.goto(reverse("disclosures:edit", args=[record.pk]))
    final.wait_for_load_state("networkidle")
    final.locator(f"a[href='{reverse('gk_withdraw', args=[record.pk])}']").first.evaluate("link => link.click()")
    final.wait_for_url("**/withdraw/")
    if shots:
        final.screenshot(path=f"{shots}/withdraw.png", full_page=True)
    final.get_by_label("内容有误，更正后重新公开").check()
    final.get_by_role("button", name="撤下").click()
    final.wait_for_load_state("networkidle")
    record = the_record()
    assert not record.is_public
    assert record.withdrawal_reason == "内容有误，更正后重新公开"

    acts = read(lambda: list(TrailEntry.objects.order_by("serial").values_list("act", flat=True)))
    assert [act for act in acts if act.startswith("disclosure.")] == [
        "disclosure.submit",
        "disclosure.first_review.return",
        "disclosure.submit",
        "disclosure.first_review.approve",
        "disclosure.second_review.approve",
        "disclosure.secrecy_review.approve",
        "disclosure.final_review.approve",
        "disclosure.publish",
        "disclosure.withdraw",
    ]
    assert acts.count("account.sign_in") == len(people)
    assert read(verify) == []
