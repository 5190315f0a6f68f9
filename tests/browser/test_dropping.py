"""What is dropped on the editor or pasted into it: Word files old and new, and the markup that Word and WPS really put out."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
from pathlib import Path

import docx
import lxml.html
import pytest
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import expect

import desk_server
from gongkai.disclosures import rich_text
from gongkai.papers.reading import office

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TEXT = ".jodit-wysiwyg"
CLIPBOARD = Path(__file__).parent / "clipboard"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def page(transactional_db, tmp_path, settings, chromium, make_agency, make_user):
    """An empty new disclosure, open in the editor."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    make_user("editor", (make_agency("town-a", name="示例镇人民政府"), "editor"))
    with desk_server.serve() as address:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=address)
        wrong: list[str] = []
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("console", lambda line: wrong.append(line.text) if "Content Security" in line.text else None)
        page = context.new_page()
        page.goto("/admin/")
        page.get_by_label("用户名").fill("editor")
        page.get_by_label("口令").fill("示例密码-2026")
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/admin/")
        page.goto("/admin/disclosures/add/")
        page.locator(TEXT).wait_for()
        yield page
        context.close()
        assert wrong == []


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("示例镇防汛通知", 0)
    document.add_paragraph("各村：请检查堤防。")
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "甲", "乙"
    document.add_paragraph("以上。")  # a table at the very end is none for Word 97
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(stream, "PNG")
    return stream.getvalue()


def drop(page, *files: tuple[str, str, bytes]):
    """Drag files of (name, type, contents) over the text and let them go there."""
    page.evaluate(
        """files => {
            const data = new DataTransfer();
            for (const [name, type, body] of files)
                data.items.add(new File([Uint8Array.from(atob(body), (one) => one.charCodeAt(0))], name, {type}));
            const text = document.querySelector('.jodit-wysiwyg');
            const send = (kind) => text.dispatchEvent(
                new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
            window.gkTaken = [send('dragenter'), send('dragover'), send('drop')];
        }""",
        [[name, kind, base64.b64encode(body).decode()] for name, kind, body in files],
    )
    assert page.evaluate("window.gkTaken") == [False, False, False], "the browser itself must not open the file"


def told(page):
    note = page.locator(".gk-note")
    note.wait_for()
    return note.inner_text()


def test_a_dropped_word_file_becomes_the_text_and_its_title(page):
    page.locator(TEXT).hover()
    drop(page, ("通知.docx", DOCX, word_file()))
    page.get_by_text("已导入“通知.docx”").wait_for()
    expect(page.locator(f"{TEXT} td")).to_have_text(["甲", "乙"])
    expect(page.locator("#id_title")).to_have_value("示例镇防汛通知")
    expect(page.locator(".gk-drop")).to_have_count(0)


def test_a_word_file_and_a_picture_dropped_together_both_come_in(page):
    drop(page, ("通知.docx", "", word_file()), ("堤.png", "image/png", picture()))
    page.locator(f"{TEXT} img").wait_for()
    expect(page.locator(TEXT)).to_contain_text("请检查堤防")


def test_what_is_no_text_and_no_picture_is_turned_away_with_what_to_do(page):
    drop(page, ("名单.xlsx", "", b"PK\x03\x04"))
    assert "别的文件请作为附件上传" in told(page)
    assert page.locator(TEXT).inner_text().strip() == ""


@pytest.mark.parametrize("name", ["通知.doc", "通知.wps"])
def test_without_libreoffice_an_old_file_is_refused_with_what_to_do(page, monkeypatch, name):
    monkeypatch.setattr(office.shutil, "which", lambda program: None)
    drop(page, (name, "application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000))
    page.locator(".gk-note.is-bad").wait_for()
    assert "另存为 docx" in told(page)


@pytest.fixture(scope="module")
def old_word_file(tmp_path_factory):
    """The same text as Word 97 kept it."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("no LibreOffice on this machine")
    folder = tmp_path_factory.mktemp("old")
    (folder / "a.docx").write_bytes(word_file())
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "doc", "--outdir", str(folder), str(folder / "a.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "a.doc").read_bytes()


def test_an_old_word_or_wps_file_is_converted(page, old_word_file):
    for name in ("通知.doc", "通知.wps"):
        page.evaluate("document.querySelector('[data-controller=gk-editor]').gkWriting.editor.value = ''")
        drop(page, (name, "application/msword", old_word_file))
        page.get_by_text(f"已导入“{name}”").wait_for(timeout=120_000)
        expect(page.locator(TEXT)).to_contain_text("请检查堤防")
        expect(page.locator(f"{TEXT} td")).to_have_text(["甲", "乙"])


def paste(page, html):
    """Paste into an empty text; what the editor holds afterwards."""
    page.evaluate("document.querySelector('[data-controller=gk-editor]').gkWriting.editor.value = ''")
    page.locator(TEXT).click()
    page.evaluate(
        """html => { const data = new DataTransfer(); data.setData('text/html', html); data.setData('text/plain', 'x');
        document.querySelector('.jodit-wysiwyg').dispatchEvent(
            new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }""",
        html,
    )
    return page.locator(TEXT).inner_html()


def squeezed(html):
    return "".join(line.strip() for line in html.splitlines())


def test_what_word_and_wps_put_on_the_clipboard_leaves_its_markup_behind(page):
    kept, shown = {}, {}
    wanted = {path.name.partition(".")[0]: path for path in sorted(CLIPBOARD.glob("*.expected.html"))}
    for name in wanted:
        shown[name] = paste(page, (CLIPBOARD / f"{name}.html").read_text(encoding="utf-8"))
        kept[name] = rich_text.clean(shown[name])
    assert kept == {name: squeezed(path.read_text(encoding="utf-8")) for name, path in wanted.items()}
    for html in shown.values():
        assert not [word for word in ("mso", "Mso", "o:p", "<font", "<!--", "lang=", "file:") if word in html]


def test_pictures_that_word_leaves_on_its_own_disk_are_said_to_be_missing(page):
    paste(page, (CLIPBOARD / "word_images.html").read_text(encoding="utf-8"))
    assert "有1张图片，浏览器拿不到" in told(page)
    assert "导入 Word 文件" in told(page)


def test_a_file_dropped_anywhere_on_the_page_of_checks_is_checked_there(page):
    page.goto("/admin/checks/file/")
    taken = page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "名单.csv", {type: "text/csv"}));
            const send = (kind) => document.querySelector("h1").dispatchEvent(
                new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
            return [send("dragover"), send("drop")];
        }""",
        "姓名,身份证号\n示例甲,11010519491231002X\n",
    )
    assert taken == [False, False], "the browser itself must not open the file"
    found = page.locator("#found")
    found.wait_for()
    assert "名单.csv：1项" in found.inner_text()
    assert "11*************02X" in page.locator(".gk-find").inner_text()


def words_of(html):
    return "".join(lxml.html.fromstring(html).text_content().split())


def test_a_paste_straight_into_the_server_is_cleaned_to_the_same_words():
    """Whoever sends the clipboard past the editor gets the same text, but for paragraphs in cells."""
    for path in sorted(CLIPBOARD.glob("*.expected.html")):
        whole = (CLIPBOARD / path.name.replace(".expected", "")).read_text(encoding="utf-8")
        kept = rich_text.clean(whole)
        assert not [word for word in ("mso", "o:p", "<font", "<span", "file:") if word in kept]
        assert rich_text.clean(kept) == kept
        assert words_of(kept) == words_of(path.read_text(encoding="utf-8"))
