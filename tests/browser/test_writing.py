"""Writing in a real browser: the editor, paste from Word, a Word file, autosave, and what is not lost."""

from __future__ import annotations

import io
import re

import docx
import pytest
from django.core.cache import cache
from PIL import Image

import desk_server
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.disclosures.models import Disclosure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "示例密码-2026"
TEXT = ".jodit-wysiwyg"
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
    assert "各村请检查堤防。" in page.locator(TEXT).inner_text()
    assert draft().body == "<p>各村请检查堤防。</p>"
    assert page.get_by_text("恢复未保存的内容").count() == 0
