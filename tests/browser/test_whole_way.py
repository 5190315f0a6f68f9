"""The whole way of a disclosure in a real browser: from the catalogue and a Word file to the site, and off it again."""

from __future__ import annotations

import datetime as dt
import io
import os
import re

import docx
import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

import desk_server
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import CatalogueEntry
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.models.review import AgencyRoleTaskState
from gongkai.portal import addresses, baking
from gongkai.portal.files import SiteFolder
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import verify

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TEXT = ".jodit-wysiwyg"
BASIS = "条例第十七条，不含国家秘密"
STEPS = ("first_review", "second_review", "secrecy_review", "final_review")
PASSWORD = "示例密码-2026"
CATALOGUE = (
    "示例镇政务公开基本目录\n填表人：示例乙 复核人：示例丙 填表时间：2026.3.4\n"
    "序号,信息类别,事项名称,公开内容,公开依据,责任主体,公开属性,公开时限,公开方式,公开类型,所属栏目,备注\n"
    "1,应急管理,防汛信息,通知和预案,条例第二十条,示例镇,主动公开,形成后20个工作日内,网站,执行,应急管理,\n"
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the site is baked to."""
    made = SiteFolder(tmp_path / "site")
    monkeypatch.setattr(baking, "site_folder", lambda: made)
    return made


@pytest.fixture
def desk(transactional_db, tmp_path, settings, folder):
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    with desk_server.serve() as address:
        yield address


@pytest.fixture
def people(make_agency, make_user):
    town = make_agency("town-a", org_code="XJ0000000", name="示例镇人民政府", short_name="示例镇")
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
    return read(lambda: Disclosure.objects.select_related("agency").get())


def press(page, name):
    """Press a button of the editor's foot, which may be folded into its menu."""
    with page.expect_navigation():
        page.locator(f"[name={name}]").first.evaluate("button => button.click()")


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("示例镇防汛通知", 0)
    document.add_paragraph("各村：请在雨季前检查堤防。")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        (one for row in table.rows for one in row.cells), ("村", "堤段", "示例村", "东堤"), strict=True
    ):
        cell.text = words
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def import_catalogue(page):
    page.goto(reverse("gk_catalogue_import"))
    page.get_by_label(re.compile("目录文件")).set_input_files(
        {"name": "目录.csv", "mimeType": "text/csv", "buffer": CATALOGUE.encode("utf-8-sig")}
    )
    page.get_by_role("button", name="查看内容").click()
    expect(page.locator("h1")).to_contain_text("1项，可以导入")
    assert read(CatalogueEntry.objects.count) == 0
    page.get_by_label("年度").fill("2026")
    page.get_by_label(re.compile("新建这些栏目")).check()
    with page.expect_navigation():
        page.get_by_role("button", name="导入1项").click()
    assert read(CatalogueEntry.objects.count) == 1


def begin_from_the_entry(page):
    entry = read(lambda: CatalogueEntry.objects.get())
    page.goto(reverse("gk_catalogue_coverage", args=[entry.catalogue_id]))
    page.get_by_role("link", name="给“防汛信息”写一条").click()
    page.locator(TEXT).wait_for()
    expect(page.locator("[name=section] option:checked")).to_have_text("应急管理")


def import_word_file(page):
    page.locator("[data-gk-word-file]").set_input_files(
        {"name": "防汛通知.docx", "mimeType": "application/octet-stream", "buffer": word_file()}
    )
    page.locator(f"{TEXT} td").first.wait_for()
    expect(page.locator("[name=title]")).to_have_value("示例镇防汛通知")


def save_draft(page):
    page.wait_for_load_state("networkidle")
    page.locator("button.action-save").first.click()
    page.wait_for_url(re.compile(r"/edit/\d+/"))
    page.wait_for_load_state("networkidle")


def set_release(page, moment):
    """The time of release, as the dialog's field takes it; none, for at once."""
    page.locator("[name=go_live_at]").first.evaluate(
        "(field, words) => { field.value = words; field.dispatchEvent(new Event('change', {bubbles: true})); }",
        timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "",
    )


def replace_words(page, old, new):
    page.locator(TEXT).wait_for()
    page.locator(f"{TEXT} :is(p, td)", has_text=old).first.evaluate(
        """(place, [from, to]) => { place.textContent = place.textContent.replace(from, to);
        place.dispatchEvent(new InputEvent('input', {bubbles: true})); }""",
        [old, new],
    )
    page.wait_for_load_state("networkidle")


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


def act_of_foot(page, record, name):
    """Follow a link at the foot of a disclosure, which may be folded into its menu."""
    page.goto(reverse("disclosures:edit", args=[record.pk]))
    page.wait_for_load_state("networkidle")
    address = reverse(name, args=[record.pk])
    page.locator(f"a[href='{address}']").first.evaluate("link => link.click()")
    page.wait_for_url(f"**{address}")


def public_page(folder, record) -> str | None:
    """The baked page of the record, None where there is none; the queue is worked off before."""
    read(lambda: baking.drain(timezone.localdate()))
    page = folder.root / addresses.disclosure(record.agency.code, addresses.serial_of(record)).strip("/") / "index.html"
    return page.read_text() if record.index_number and page.exists() else None


def test_from_the_catalogue_and_a_word_file_through_four_people_to_the_site_corrected_and_withdrawn(
    sign_in, people, folder
):
    editor, reviewers = sign_in("editor"), {step: sign_in(step) for step in STEPS}
    import_catalogue(editor)
    begin_from_the_entry(editor)
    import_word_file(editor)
    release = timezone.now() + dt.timedelta(minutes=30)
    set_release(editor, release)
    save_draft(editor)
    press(editor, "action-submit")
    record = the_record()
    assert record.catalogue_entry_id is not None
    assert "<td>东堤</td>" in read(lambda: record.get_latest_revision_as_object().body)

    first, final = reviewers["first_review"], reviewers["final_review"]
    open_task(first, "去审")
    shot(first, "review")
    expect(first.locator("article")).to_contain_text("请在雨季前检查堤防")
    first.get_by_role("button", name="退回修改").click()
    expect(first.locator("main")).to_contain_text("退回要写理由")
    first.locator("[name=comment]").fill("日期没有写")
    first.get_by_role("button", name="退回修改").click()
    first.wait_for_url("**/admin/")

    editor.goto("/admin/")
    expect(editor.locator("main")).to_contain_text("被first_review退回：日期没有写")
    open_task(editor, "去修改")
    replace_words(editor, "雨季前", "6月1日前")
    press(editor, "action-submit")

    pass_all(reviewers)
    record = the_record()
    assert not record.is_public, "it waits for its time"
    assert public_page(folder, record) is None
    with time_machine.travel(release + dt.timedelta(minutes=1)), desk_server.ONE_AT_A_TIME, across_agencies():
        call_command("publish_scheduled", verbosity=0)
    record = the_record()
    assert record.is_public
    assert record.title == "示例镇防汛通知"
    assert record.index_number.startswith("XJ0000000/")
    page = public_page(folder, record)
    assert page is not None
    assert "请在6月1日前检查堤防" in page
    assert "东堤" in page
    number, published_at = record.index_number, record.published_at

    act_of_foot(editor, record, "gk_corrections")
    editor.get_by_label("原为").fill("东堤")
    editor.get_by_label("应为").fill("西堤")
    editor.get_by_role("button", name="记下，去改正文").click()
    editor.wait_for_url("**/edit/**")
    replace_words(editor, "东堤", "西堤")
    set_release(editor, None)
    press(editor, "action-submit")
    assert "东堤" in (public_page(folder, record) or ""), "the old text stands until the new one has passed"
    pass_all(reviewers)
    record = the_record()
    page = public_page(folder, record)
    assert page is not None
    assert "更正" in page
    assert "西堤" in page
    assert (record.index_number, record.published_at) == (number, published_at)

    act_of_foot(final, record, "gk_withdraw")
    shot(final, "withdraw")
    final.get_by_label("内容有误，更正后重新公开").check()
    with final.expect_navigation():
        final.get_by_role("button", name="撤下").click()
    record = the_record()
    assert not record.is_public
    assert record.withdrawal_reason == "内容有误，更正后重新公开"
    assert "西堤" not in (public_page(folder, record) or "")
    the_trail_tells_it(people)


def pass_all(reviewers):
    for step in ("first_review", "second_review"):
        approve(reviewers[step])
    secrecy = reviewers["secrecy_review"]
    open_task(secrecy, "去审")
    secrecy.get_by_role("button", name=re.compile("^通过")).click()
    expect(secrecy.locator("main")).to_contain_text("保密审查要写依据")
    approve(secrecy, 保密审查依据=BASIS)
    approve(reviewers["final_review"])
    assert BASIS in read(lambda: list(AgencyRoleTaskState.objects.values_list("basis", flat=True)))


def the_trail_tells_it(people):
    acts = read(lambda: list(TrailEntry.objects.order_by("serial").values_list("act", flat=True)))
    passed = [f"disclosure.{step}.approve" for step in STEPS]
    assert acts.count("disclosure.correct") == 1
    assert [act for act in acts if act.startswith("disclosure.") and act != "disclosure.correct"] == [
        "disclosure.submit",
        "disclosure.first_review.return",
        "disclosure.submit",
        *passed,
        "disclosure.publish",
        "disclosure.submit",
        *passed,
        "disclosure.update",
        "disclosure.withdraw",
    ]
    assert acts.count("account.sign_in") == len(people)
    assert read(verify) == []


def shot(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
