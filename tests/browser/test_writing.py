"""Writing in a real browser: the editor, paste from Word, a Word file, autosave, and what is not lost."""

from __future__ import annotations

import io
import re

import docx
import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import expect

import desk_server
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.disclosures.models import Attachment, Disclosure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "示例密码-2026"
TEXT = ".jodit-wysiwyg"
NO_COPY = "() => !Object.keys(localStorage).some((key) => key.startsWith('gk-copy'))"
PASTED = """<html><body><!--StartFragment--><p class=MsoNormal align=center style='text-align:center'><b><span
style='font-family:宋体;mso-ascii-font-family:Calibri'>防汛抢险通知<o:p></o:p></span></b></p>
<!--[if !supportLists]--><p class=MsoListParagraph style='text-indent:-21pt;mso-list:l0 level1 lfo1'><span
style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span style='font:7pt'>&nbsp;</span></span></span>第一项</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse;mso-yfti-tbllook:1184'><tr style='mso-yfti-irow:0'>
<td width=200 colspan=2 style='border:solid'><p class=MsoNormal><span lang=EN-US>合并的一格<o:p></o:p></span></p></td></tr>
<tr><td><p class=MsoNormal>甲</p></td><td><p class=MsoNormal>乙</p></td></tr></table><!--EndFragment--></body></html>"""


def png(color="red", size=(40, 20)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, color).save(stream, "PNG")
    return stream.getvalue()


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("示例镇防汛通知", 0)
    document.add_paragraph("各村：请检查堤防。")
    document.add_paragraph("检查第一处", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for index, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"第{index + 1}格"
    document.add_picture(io.BytesIO(png()))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.fixture
def desk(transactional_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    with desk_server.serve() as address:
        yield address


@pytest.fixture
def town(make_agency, make_user):
    town = make_agency("town-a", name="示例镇人民政府", short_name="示例镇")
    make_user("editor", (town, "editor"))
    make_user("other", (town, "editor"))
    with across_agencies():
        section = Section.objects.create(agency=town, code="files", name="其他文件")
        edition = Catalogue.objects.create(agency=town, year=2026, title="示例目录")
        CatalogueEntry.objects.create(
            agency=town, catalogue=edition, ref="2026-1", serial=1, category="应急", matter="防汛信息",
            content="防汛", responsible_agency="示例镇", section=section, stages=["execution"],
        )  # fmt: skip
    return town


@pytest.fixture
def context(chromium, desk, town):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=desk)
    context.refused = []
    context.on("console", lambda line: context.refused.append(line.text) if "Content Security" in line.text else None)
    context.on("weberror", lambda error: context.refused.append(str(error.error)))
    yield context
    context.close()
    assert context.refused == [], "the desk's own pages keep its policy and run without errors"


@pytest.fixture
def page(context):
    page = context.new_page()
    sign_in(page)
    return page


def sign_in(page, name="editor"):
    page.goto("/admin/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/admin/")


def read(query):
    with desk_server.ONE_AT_A_TIME, across_agencies():
        return query()


def draft() -> Disclosure:
    return read(lambda: Disclosure.objects.get().get_latest_revision_as_object())


def begin(page, title="防汛通知"):
    page.goto("/admin/disclosures/add/")
    page.locator(TEXT).wait_for()
    page.locator("#id_title").fill(title)


def autosaved(page):
    """Wait for the next successful save by itself."""
    page.evaluate(
        "() => { window.gkSaved = 0; document.addEventListener('w-autosave:success', () => window.gkSaved++); }"
    )
    return lambda: page.wait_for_function("() => window.gkSaved > 0", timeout=15000)


def paste(page, html):
    page.locator(TEXT).click()
    page.evaluate(
        """html => { const data = new DataTransfer(); data.setData('text/html', html); data.setData('text/plain', 'x');
        document.querySelector('.jodit-wysiwyg').dispatchEvent(
            new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }""",
        html,
    )


def test_what_is_typed_is_saved_by_itself_and_there_after_a_reload(page):
    begin(page)
    saved = autosaved(page)
    page.locator(TEXT).click()
    page.keyboard.type("各村请检查堤防。")
    saved()
    page.wait_for_url(re.compile(r"/edit/\d+/"))
    page.reload()
    page.locator(TEXT).wait_for()
    expect(page.locator(TEXT)).to_contain_text("各村请检查堤防。")
    assert draft().body == "<p>各村请检查堤防。</p>"
    assert page.get_by_text("恢复未保存的内容").count() == 0


def test_a_paste_from_word_leaves_its_markup_behind_and_keeps_the_table(page):
    begin(page)
    saved = autosaved(page)
    paste(page, PASTED)
    saved()
    body = draft().body
    assert body.startswith('<p class="center"><strong>防汛抢险通知</strong></p><p>• 第一项</p><table>')
    assert '<td colspan="2">合并的一格</td>' in body
    assert not re.search(r"mso|style|Mso|<span|width=", body)
    assert "mso" not in page.locator(TEXT).inner_html().lower()


def test_a_word_file_fills_text_and_title_and_its_picture_gets_a_place_of_its_own(page, town):
    page.goto("/admin/disclosures/add/")
    page.locator(TEXT).wait_for()
    saved = autosaved(page)
    page.locator("[data-gk-word-file]").set_input_files(
        {"name": "通知.docx", "mimeType": "application/octet-stream", "buffer": word_file()}
    )
    page.get_by_text("已导入“通知.docx”").wait_for()
    expect(page.locator(f"{TEXT} td")).to_have_text(["第1格", "第2格", "第3格", "第4格"])
    line = page.locator(f"{TEXT} ol li")
    assert line.evaluate("line => getComputedStyle(line).listStyleType") == "decimal", "its number is seen"
    page.locator("#id_title").fill("示例镇防汛通知")
    saved()
    if page.locator(f"{TEXT} img").count():
        page.locator(f'{TEXT} img[src^="/admin/writing/images/"]').wait_for()
        assert read(lambda: Attachment.objects.get()).inline


def test_a_word_file_never_overwrites_a_text_without_asking(page):
    begin(page)
    page.locator(TEXT).click()
    page.keyboard.type("原来的字")
    file = {"name": "通知.docx", "mimeType": "application/octet-stream", "buffer": word_file()}
    page.locator("[data-gk-word-file]").set_input_files(file)
    page.get_by_role("button", name="不导入了").click()
    expect(page.locator(TEXT)).to_have_text("原来的字")
    page.locator("[data-gk-word-file]").set_input_files(file)
    page.get_by_role("button", name="插在光标处").click()
    page.get_by_text("已导入").wait_for()
    expect(page.locator(TEXT)).to_contain_text("原来的字")
    expect(page.locator(TEXT)).to_contain_text("请检查堤防")


def test_a_file_that_is_none_is_said_in_a_sentence(page):
    begin(page)
    page.locator("[data-gk-word-file]").set_input_files(
        {"name": "坏.docx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04broken"}
    )
    page.locator(".gk-note.is-bad").wait_for()
    assert page.locator(".gk-note.is-bad").inner_text().strip()


def test_a_photograph_is_put_into_the_text_and_kept_as_an_attachment(page):
    begin(page)
    saved = autosaved(page)
    page.locator(TEXT).click()
    page.locator("[data-gk-image-file]").set_input_files({"name": "堤.png", "mimeType": "image/png", "buffer": png()})
    page.locator(f"{TEXT} img").wait_for()
    saved()
    page.locator(f'{TEXT} img[src^="/admin/writing/images/"]').wait_for()
    number = read(lambda: Attachment.objects.get()).pk
    page.wait_for_function(f"() => document.querySelector('{TEXT} img').naturalWidth === 40")
    page.reload()
    page.locator(f'{TEXT} img[src="/admin/writing/images/{number}/"]').wait_for()


def test_a_table_is_edited_with_the_keyboard_and_its_rows_can_be_added(page):
    begin(page)
    paste(page, "<table><tr><td>甲</td><td>乙</td></tr></table>")
    page.locator(f"{TEXT} td").first.click()
    page.keyboard.press("Tab")
    page.keyboard.type("丙")
    expect(page.locator(f"{TEXT} td").nth(1)).to_have_text("丙")


def expire():
    with desk_server.ONE_AT_A_TIME:
        Session.objects.all().delete()


def type_and_lose(page):
    """Type where nothing can be saved any more, and come back after signing in again."""
    begin(page)
    saved = autosaved(page)
    page.locator(TEXT).click()
    page.keyboard.type("先写的。")
    saved()
    page.wait_for_url(re.compile(r"/edit/\d+/"))
    address = page.url
    expire()
    page.locator(TEXT).click()
    page.keyboard.press("End")
    page.keyboard.type("登录过期后写的。")
    page.get_by_text("没有存到服务器上").wait_for()
    page.evaluate("() => window.addEventListener('beforeunload', (e) => e.stopImmediatePropagation(), true)")
    return address


def test_what_was_typed_after_the_session_ended_is_recovered_after_signing_in(page):
    address = type_and_lose(page)
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page)
    page.goto(address)
    page.locator(TEXT).wait_for()
    assert "登录过期后写的。" not in page.locator(TEXT).inner_text()
    saved = autosaved(page)
    page.get_by_role("button", name="恢复未保存的内容").click()
    expect(page.locator(TEXT)).to_contain_text("先写的。登录过期后写的。")
    saved()
    assert "登录过期后写的。" in draft().body
    page.wait_for_function(NO_COPY)


def test_another_person_on_the_same_computer_is_shown_nothing(page):
    address = type_and_lose(page)
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, "other")
    page.goto(address)
    page.locator(TEXT).wait_for()
    assert page.get_by_text("恢复未保存的内容").count() == 0


def test_signing_out_deletes_what_the_browser_kept(page):
    begin(page)
    page.evaluate(
        "() => localStorage.setItem('gk-copy:1:new:x', JSON.stringify({at: Date.now(), fields: {body: '甲'}}))"
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/admin/")
    with page.expect_navigation():
        page.locator("form[action*='logout']").first.evaluate("form => form.requestSubmit()")
    page.wait_for_function(NO_COPY)


def test_with_the_line_cut_the_words_stay_and_are_saved_when_it_is_back(page, context):
    begin(page)
    saved = autosaved(page)
    page.locator(TEXT).click()
    page.keyboard.type("先写的。")
    saved()
    context.set_offline(True)
    page.locator(TEXT).click()
    page.keyboard.press("End")
    page.keyboard.type("断网时写的。")
    page.get_by_text("没有存到服务器上").wait_for()
    saved = autosaved(page)
    context.set_offline(False)
    saved()
    assert "断网时写的。" in draft().body


def test_a_text_begun_from_an_entry_is_filed_where_the_entry_belongs(page):
    edition = read(lambda: Catalogue.objects.get().pk)
    page.goto(f"/admin/catalogue/{edition}/coverage/?list=all")
    page.get_by_role("link", name="给“防汛信息”写一条").click()
    page.locator(TEXT).wait_for()
    expect(page.locator("#id_section option:checked")).to_have_text("其他文件")
    expect(page.locator("#id_catalogue_entry option:checked")).to_have_text("防汛信息")
