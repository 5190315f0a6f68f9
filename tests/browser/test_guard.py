"""A list with identity numbers on its way to the public, in a real browser: blocked, masked or founded, released."""

from __future__ import annotations

import io
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.disclosures import attachments as files
from gongkai.disclosures.models import Disclosure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NUMBERS = ("11010519491231002X", "110105194912310038", "110105194912310054")
STEPS = ("first_review", "second_review", "secrecy_review", "final_review")


def household_list() -> bytes:
    """An xlsx as it comes from a village: title row, heads below, numbers as text, one sheet hidden."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "名单"
    sheet.append(["示例镇低保对象名单"])
    sheet.append(["序号", "姓名", "身份证号码", "金额（元）"])
    for number, one in enumerate(NUMBERS, start=1):
        sheet.append([number, f"示例{number}", one, 600])
    hidden = book.create_sheet("底表")
    hidden.append(["姓名", "身份证号码"])
    hidden.append(["示例1", NUMBERS[0]])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """Say nothing."""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


#: One request at a time, and none while the test itself reads or writes: they share one connection.
ONE_AT_A_TIME = threading.RLock()


@pytest.fixture
def desk(transactional_db, tmp_path, settings):
    """The address of the desk, served from this process on the test's own database."""
    settings.MEDIA_ROOT = tmp_path / "media"
    connection = connections["default"]
    connection.inc_thread_sharing()
    handler = StaticFilesHandler(WSGIHandler())

    def application(environ, start_response):
        with ONE_AT_A_TIME:
            connections["default"] = connection
            answer = handler(environ, start_response)
            body = [b"".join(answer)]
            answer.close()
        return body

    request_finished.disconnect(close_old_connections)
    request_started.disconnect(close_old_connections)
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
    with ONE_AT_A_TIME:
        request_finished.connect(close_old_connections)
        request_started.connect(close_old_connections)
        connection.dec_thread_sharing()


@pytest.fixture
def people(make_agency, make_user):
    town = make_agency("town-a", org_code="XJ0000000", name="示例镇人民政府", short_name="示例镇")
    return town, {role: make_user(role, (town, role)) for role in ("editor", *STEPS)}


@pytest.fixture
def draft(people):
    town, users = people
    with across_agencies():
        section = Section.objects.create(agency=town, code="files", name="其他文件")
        record = Disclosure(
            agency=town, ref="1", title="示例镇低保名单", body="<p>现将名单公开。</p>", section=section, live=False
        )
        record.save()
        record.save_revision(user=users["editor"])
    return record


@pytest.fixture
def sign_in(chromium, desk, people):
    """A page signed in as one of the people; each has a browser of their own."""
    contexts = []

    def open_page(role):
        with ONE_AT_A_TIME:
            session = Client()
            session.force_login(people[1][role])
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=desk)
        context.add_cookies(
            [
                {
                    "name": django_settings.SESSION_COOKIE_NAME,
                    "value": session.cookies[django_settings.SESSION_COOKIE_NAME].value,
                    "url": desk,
                }
            ]
        )
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        for page in context.pages:
            page.goto("about:blank")
        context.close()


def attach(page, record, tmp_path):
    path = tmp_path / "低保名单.xlsx"
    path.write_bytes(household_list())
    page.goto(reverse("gk_guard", args=[record.pk]))
    page.get_by_label("添加附件").set_input_files(str(path))
    page.get_by_role("button", name="上传").click()
    page.locator("h3", has_text="必须处理").wait_for()


def submit(page, record):
    """Press the button at the foot of the editor that sends the draft to review."""
    page.goto(reverse("disclosures:edit", args=[record.pk]))
    page.wait_for_load_state("networkidle")
    with page.expect_navigation():
        page.locator("[name=action-submit]").first.evaluate("button => button.click()")
    page.wait_for_load_state("networkidle")


def approve_all(record, users):
    with ONE_AT_A_TIME, across_agencies():
        for step in STEPS:
            state = Disclosure.objects.get(pk=record.pk).current_workflow_task_state
            basis = {"basis": "条例第十七条"} if step == "secrecy_review" else {}
            state.task.specific.on_action(state, users[step], "approve", **basis)


def in_review(record):
    with ONE_AT_A_TIME, across_agencies():
        return Disclosure.objects.get(pk=record.pk).current_workflow_state is not None


def test_a_list_is_blocked_with_its_places_masked_seen_again_and_released(sign_in, draft, people, tmp_path):
    page = sign_in("editor")
    attach(page, draft, tmp_path)
    text = page.locator("main").inner_text()
    assert "身份证号码（3处）" in text
    assert "C3" in page.locator("main").text_content()
    assert "隐藏" in text
    assert not any(number in page.content() for number in NUMBERS)
    submit(page, draft)
    assert not in_review(draft)
    page.locator("[data-side-panel-toggle=guard]").first.click()
    page.get_by_role("link", name="去处理").wait_for()
    expect(page.locator("body")).to_contain_text("必须处理", use_inner_text=True)

    page.goto(reverse("gk_guard", args=[draft.pk]))
    page.get_by_role("button", name="换成遮盖副本").first.click()
    page.get_by_role("heading", name="封存的原件").wait_for()
    expect(page.locator("main")).to_contain_text("没有要处理的")
    with page.expect_download() as got:
        page.get_by_role("link", name="低保名单.xlsx").first.click()
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(got.value.path().read_bytes())).active
    assert [sheet.cell(row, 2).value for row in (3, 4, 5)] == ["示例1", "示例2", "示例3"]
    assert all("*" in sheet.cell(row, 3).value for row in (3, 4, 5))

    submit(page, draft)
    assert in_review(draft)
    approve_all(draft, people[1])
    with ONE_AT_A_TIME, across_agencies():
        record = Disclosure.objects.get(pk=draft.pk)
        assert record.is_public
        assert files.public_attachments(record).count() == 1


def test_a_named_reviewer_records_the_legal_basis_and_the_list_is_released(sign_in, draft, people, tmp_path):
    editor = sign_in("editor")
    attach(editor, draft, tmp_path)
    assert editor.get_by_text("写明公开依据").count() == 0
    reviewer = sign_in("first_review")
    while True:
        reviewer.goto(reverse("gk_guard", args=[draft.pk]))
        basis = reviewer.locator("summary", has_text="写明公开依据")
        if not basis.count():
            break
        basis.first.click()
        reviewer.get_by_label("法律法规或文件的名称和条款").first.fill("示例办法第二十条")
        with reviewer.expect_navigation():
            reviewer.get_by_role("button", name="记下依据").first.click()
        reviewer.wait_for_load_state("networkidle")
    expect(reviewer.locator("main")).to_contain_text("first_review")
    editor.goto(reverse("gk_guard", args=[draft.pk]))
    for _ in range(editor.locator("summary", has_text="保留，写理由").count()):
        editor.locator("summary", has_text="保留，写理由").first.click()
        editor.get_by_label("保留的理由").first.fill("由村里的表格带来，可以公开")
        with editor.expect_navigation():
            editor.get_by_role("button", name="保留", exact=True).first.click()
        editor.wait_for_load_state("networkidle")
    submit(editor, draft)
    assert in_review(draft)
    approve_all(draft, people[1])
    with across_agencies():
        assert Disclosure.objects.get(pk=draft.pk).is_public


def test_the_pages_of_the_guard_have_no_faults_of_access(sign_in, draft, people, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    page = sign_in("editor")
    attach(page, draft, tmp_path)
    for address in (
        reverse("gk_guard", args=[draft.pk]),
        reverse("gk_check_file"),
        reverse("gk_blocked"),
        reverse("gk_word_lists"),
    ):
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            found = Axe().run(page, context="main").response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []
            sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert sizes[0] <= sizes[1]
