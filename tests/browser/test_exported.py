"""The exported site on a plain web server, with no application anywhere: everything a page asks for is there."""

from __future__ import annotations

import functools
import http.server
import json
import posixpath
import threading
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from lxml import html

import portal_example
from gongkai.portal import addresses, baking, deployment
from gongkai.portal.exporting import companions
from gongkai.portal.files import SiteFolder
from gongkai.portal.site import current_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


class Plain(http.server.SimpleHTTPRequestHandler):
    """A folder and nothing else; no lists of files."""

    def list_directory(self, path):
        self.send_error(404)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def exported(example, tmp_path, monkeypatch):
    """The folder."""
    folder = SiteFolder(tmp_path / "site")
    monkeypatch.setattr(baking, "site_folder", lambda: folder)
    baking.bake_all(portal_example.TODAY)
    site, target = current_site(), tmp_path / "out"
    static = settings.BASE_DIR / "portal" / "static"
    deployment.export_site(folder.root, static, target, companions=companions(site), base=site.base)
    return target


@pytest.fixture
def plain(exported):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Plain, directory=str(exported)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def addresses_in(page):
    """Every address of the site itself that a page links to or asks for."""
    for name in ("href", "src", "action"):
        for value in page.xpath(f"//@{name}"):
            found = urlsplit(value)
            if not found.scheme and not found.netloc and found.path:
                yield unquote(found.path)


def test_every_link_image_and_form_of_every_page_leads_to_a_file(exported):
    missing, seen = set(), 0
    for file in exported.rglob("*.html"):
        page = html.parse(str(file)).getroot()
        own = "/" + file.relative_to(exported).as_posix()
        for path in addresses_in(page):
            seen += 1
            target = exported / posixpath.normpath(posixpath.join(own, path)).lstrip("/")
            if not ((target / "index.html") if path.endswith("/") else target).is_file():
                missing.add((own, path))
    assert seen > 5000
    assert missing == set()


def test_no_request_fails_on_any_type_of_page_with_its_code_unfolded(chromium, plain, example):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page, failed = context.new_page(), []
    page.on("response", lambda answer: failed.append((answer.status, answer.url)) if answer.status >= 400 else None)
    # The page's icon may still be on its way when the next page is opened; the browser then gives it up.
    page.on(
        "requestfailed",
        lambda one: failed.append((one.failure, one.url)) if one.failure != "net::ERR_ABORTED" else None,
    )
    page.on("pageerror", lambda error: failed.append(("script", str(error))))
    types = portal_example.page_types(example)
    del types["not-found"]
    for path in types.values():
        page.goto(plain + path)
        for summary in page.get_by_text("用手机看这一页").all():
            summary.click()
            page.wait_for_function("() => document.querySelector('img.qr').naturalWidth > 0")
    context.close()
    assert failed == []


def test_what_was_withdrawn_says_so_at_its_old_address(chromium, plain, example):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(plain + addresses.address_of(example.withdrawn))
    assert page.locator("h1").inner_text() == "这条信息已经撤下"
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"
    context.close()


@pytest.fixture
def searching(chromium, plain):
    """Search for something: the page, when the search has come to its end."""
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()

    def ask(query):
        page.goto(f"{plain}/search/?{query}")
        page.wait_for_function(
            "() => /[。]$/.test(document.getElementById('count').textContent) && !/正在/.test(count.textContent)"
        )
        return page

    yield ask
    context.close()


def test_the_exported_site_finds_titles_numbers_and_sections_by_itself(searching, example):
    page = searching("q=农村 低保")
    assert page.locator("#lines .t").all_inner_texts() == [example.notice.title]
    assert page.locator("#q").input_value() == "农村 低保"
    assert page.locator("#lines .t").get_attribute("href") == addresses.address_of(example.notice)
    assert searching("q=示政规发〔2026〕2号").locator("#lines .t").all_inner_texts() == [example.policy.title]
    assert searching("agency=shilizhen&section=履职依据&validity=repealed").locator("#lines li").count() == 1
    assert "没有找到“没有的东西”" in searching("q=没有的东西").locator("#count").inner_text()


def test_a_long_answer_comes_year_by_year_from_the_newest(searching):
    page = searching("q=示例镇")
    first = page.locator("#lines li").count()
    assert first >= 50
    page.get_by_role("button", name="找更早的").click()
    page.wait_for_function(f"() => document.querySelectorAll('#lines li').length > {first}")
    days = page.locator("#lines time").all_inner_texts()
    assert days == sorted(days, reverse=True)


def test_nothing_withdrawn_or_unpublished_is_in_the_search_or_among_the_codes(exported, example):
    text = "".join(file.read_text() for file in (exported / "search").glob("*.json"))
    assert example.notice.title in text
    for record in (example.withdrawn, example.draft):
        assert record.title not in text
    assert not (exported / "qr" / addresses.address_of(example.withdrawn).lstrip("/") / "code.svg").exists()


def test_the_data_for_other_portals_is_there(exported):
    for name in ("embed.json", "shilizhen/embed.json", "feed.json", "shilizhen/guifan/feed.json", "manifest.json"):
        assert json.loads((exported / name).read_text())
    for name in ("report.docx", "report.pdf", "table.xlsx", "data.csv", "data.json"):
        assert (exported / "shilizhen/reports/2025" / name).stat().st_size > 500
