"""The public pages in a real Chromium: accessible, whole at every width, without a third party."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from gongkai.portal import addresses, baking, search
from gongkai.portal.files import Baked
from portal_example import page_types

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

#: WCAG 2.1 A and AA, and what axe counts as good practice.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def findings(page):
    from axe_playwright_python.sync_playwright import Axe

    result = Axe().run(page, options=RULES).response
    return [
        f"{one['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:200]})"
        for one in result["violations"]
        for node in one["nodes"]
    ]


@pytest.fixture
def open_page(chromium, site):
    """Open a page at a width, with every console error and every request to elsewhere noted."""
    contexts = []

    def open_at(path, width, size="", contrast=""):
        context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.foreign = []
        page.on(
            "request", lambda request: page.foreign.append(request.url) if not request.url.startswith(site) else None
        )
        if size or contrast:
            page.goto(f"{site}/privacy/")
            page.evaluate(
                "keep => localStorage.setItem('gongkai', JSON.stringify(keep))", {"size": size, "contrast": contrast}
            )
        page.goto(site + path)
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.slow  # axe looks at every page type
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_type_has_an_axe_violation_or_scrolls_sideways(open_page, example, width):
    wrong = {}
    for name, path in page_types(example).items():
        page = open_page(path, width)
        found = findings(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("scrolls sideways")
        if page.foreign:
            found.append(f"asks elsewhere: {page.foreign}")
        if found:
            wrong[name] = found
        page.context.close()
    assert wrong == {}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("query", ["q=补贴", "q=没有的东西", "q=公示&year=2026&agency=shilizhen"])
def test_the_search_page_has_no_axe_violation(open_page, client, width, query):
    search.sync()
    # The page is made by the test's own database connection and shown from a file.
    baking.site_folder().put(Baked("/found/", client.get(f"/search/?{query}").content))
    page = open_page("/found/", width)
    assert findings(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.slow  # axe looks at every page type in each mode
@pytest.mark.parametrize(("size", "contrast"), [("large", ""), ("elder", ""), ("", "high"), ("elder", "high")])
def test_the_modes_keep_every_page_accessible_on_the_narrowest_phone(open_page, example, size, contrast):
    wrong = {}
    for name, path in page_types(example).items():
        page = open_page(path, 320, size, contrast)
        assert page.evaluate("document.documentElement.dataset.size || ''") == ("elder" if name == "elder" else size)
        found = findings(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("scrolls sideways")
        if found:
            wrong[name] = found
        page.context.close()
    assert wrong == {}


def test_a_strict_policy_breaks_nothing(chromium, site, example):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in page_types(example).values():
        page.goto(site + path)
    context.close()
    # A browser logs 404 and 410 answers of the pages themselves as errors.
    assert [error for error in errors if "status of 4" not in error] == []


def test_the_mode_chosen_is_remembered_on_the_next_page(chromium, site):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site)
    page.get_by_text("显示与朗读").click()
    page.get_by_role("button", name="高对比").click()
    page.goto(f"{site}/notices/")
    expect(page.locator("html")).to_have_attribute("data-contrast", "high")
    context.close()


def test_the_skip_link_is_the_first_stop_of_the_keyboard(open_page):
    page = open_page("/", 1280)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_everything_can_be_read_and_reached_without_script(chromium, site, example):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(site)
    page.get_by_text("菜单", exact=True).click()
    page.get_by_role("navigation", name="菜单").get_by_role("link", name="公示公告").click()
    expect(page.get_by_role("link", name=example.notice.title)).to_be_visible()
    context.close()


def test_the_catalogue_is_narrowed_in_place_and_the_heads_of_empty_domains_go(open_page):
    page = open_page("/shilizhen/catalogue/2026/", 1280)
    rows = page.locator("table[data-narrow] tbody tr:visible")
    expect(rows).to_have_count(8)
    page.get_by_label("公开属性").select_option("未涉及")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("税收管理")
    expect(page.get_by_text("符合的有1项")).to_be_visible()
    page.get_by_label("公开渠道").select_option("公示栏")
    expect(rows).to_have_count(0)
    page.get_by_role("button", name="全部显示").click()
    expect(rows).to_have_count(8)


def test_without_script_the_whole_catalogue_and_a_way_to_each_domain_stand_there(chromium, site):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{site}/shilizhen/catalogue/2026/")
    expect(page.locator("table[data-narrow] tbody tr:visible")).to_have_count(8)
    expect(page.get_by_label("公开属性")).to_be_hidden()
    page.get_by_role("link", name="税收管理").click()
    page.wait_for_url("**/#d3")
    context.close()


def test_print_and_reading_aloud_are_offered_where_they_work(chromium, site, example):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(
        "window.said = []; window.printed = 0; window.print = () => { printed++ };"
        "speechSynthesis.speak = (u) => said.push(u.text)"
    )
    page = context.new_page()
    page.goto(site + addresses.address_of(example.policy))
    page.get_by_role("button", name="打印本页").click()
    page.get_by_role("button", name="朗读正文").click()
    page.wait_for_function("() => printed === 1 && said.join('').includes('补贴')")
    page.get_by_role("button", name="停止朗读").click()
    expect(page.get_by_role("button", name="朗读正文")).to_have_attribute("aria-pressed", "false")
    context.close()
    silent = chromium.new_context(viewport={"width": 1280, "height": 900})
    silent.add_init_script("delete window.speechSynthesis; delete window.SpeechSynthesisUtterance")
    page = silent.new_page()
    page.goto(site + addresses.address_of(example.policy))
    assert page.evaluate("'speechSynthesis' in window") or not page.get_by_role("button", name="朗读正文").is_visible()
    assert page.get_by_role("link", name="还想要更多").get_attribute("href") == "/request/"
    assert page.get_by_role("link", name="内容有误").get_attribute("href") == "/feedback/"
    silent.close()


def test_the_home_page_transfers_less_than_60_kilobytes(chromium, site):
    context = chromium.new_context()
    page = context.new_page()
    sizes = []
    page.on(
        "requestfinished",
        lambda request: sizes.append(sum(request.sizes()[k] for k in ("responseBodySize", "responseHeadersSize"))),
    )
    page.goto(site, wait_until="networkidle")
    context.close()
    assert 0 < sum(sizes) < 60_000
