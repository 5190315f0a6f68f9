"""An address that was public once leads to where the thing stands now, on every server."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.findings import Refused
from gongkai.portal import addresses, baking
from gongkai.portal.deployment import export_site
from gongkai.portal.models import MovedPage, StalePage
from gongkai.portal.moving import moved
from gongkai.portal.redirects import HOPS, resolve
from gongkai.portal.serving import BakedSite
from portal_example import TODAY
from wsgi_client import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(baked):
    return Client(BakedSite(baked.root, lambda environ, start: pytest.fail("not a live address")))


def settle():
    baking.drain(TODAY)
    assert StalePage.objects.count() == 0
    assert baking.bake_all(TODAY, verify=True).problems == []


def lands(browser, path):
    answer = browser.get(path)
    return (answer.status, answer.headers.get("Location"))


def test_a_new_section_code_moves_list_pages_and_feeds(example, browser):
    part = example.sections["buzhu"]
    part.code = "huinong"
    part.save()
    settle()
    for rest in ("", "p1/", "feed.xml"):
        assert lands(browser, f"/shilizhen/buzhu/{rest}") == (301, f"/shilizhen/huinong/{rest}")
    assert browser.get("/shilizhen/huinong/").status == 200
    assert lands(browser, "/shilizhen/buzhu/p999/")[0] == 404


def test_a_new_agency_code_moves_everything_of_the_agency_its_texts_too(example, browser):
    old = addresses.address_of(example.policy)
    example.town.code = "xinzhen"
    example.town.save()
    settle()
    example.policy.refresh_from_db()
    assert lands(browser, old) == (301, addresses.address_of(example.policy))
    assert lands(browser, "/shilizhen/") == (301, "/xinzhen/")
    assert lands(browser, "/shilizhen/reports/") == (301, "/xinzhen/reports/")


def test_texts_numbered_under_the_agencys_own_code_are_found_again_too(example, browser):
    example.policy.index_number = "SHILIZHEN/2026-00099"
    example.policy.save()
    settle()
    assert browser.get("/shilizhen/d/2026-00099/").status == 200
    example.town.code = "xinzhen"
    example.town.save()
    settle()
    assert lands(browser, "/shilizhen/d/2026-00099/") == (301, "/xinzhen/d/SHILIZHEN-2026-00099/")


def test_moves_after_one_another_are_one_answer_and_a_way_back_is_no_circle(example, browser):
    part = example.sections["buzhu"]
    for code in ("a-b", "c-d", "buzhu"):
        part.code = code
        part.save()
    settle()
    assert browser.get("/shilizhen/buzhu/").status == 200
    assert lands(browser, "/shilizhen/a-b/p1/") == (301, "/shilizhen/buzhu/p1/")
    assert lands(browser, "/shilizhen/c-d/") == (301, "/shilizhen/buzhu/")


def test_a_page_that_stands_is_never_led_away_from(browser, baked):
    moved("/shilizhen/", "/shiliqu/")
    baking.bake_all(TODAY)
    assert browser.get("/shilizhen/").status == 200


@pytest.mark.parametrize("path", ["", "x", "//elsewhere/", "/a\\b/", "/a?b", "/a#b", "/a\r\nb/"])
def test_only_an_address_of_the_site_is_taken(path):
    with pytest.raises(Refused):
        moved("/old/", path)
    assert not MovedPage.objects.exists()


def test_the_exported_site_has_a_page_at_the_old_address(example, baked, tmp_path):
    part = example.sections["buzhu"]
    part.code = "huinong"
    part.save()
    settle()
    static = tmp_path / "static"
    (static / "portal").mkdir(parents=True)
    files = [("/files/1/名单.csv", b"a,b")]
    export_site(baked.root, static, tmp_path / "out", companions=files, base="https://www.example.gov.cn")
    page = (tmp_path / "out/shilizhen/buzhu/p1/index.html").read_text()
    assert '<link rel="canonical" href="https://www.example.gov.cn/shilizhen/huinong/p1/">' in page
    assert 'content="0; url=/shilizhen/huinong/p1/"' in page
    assert (tmp_path / "out/files/1/名单.csv").read_bytes() == b"a,b"
    listed = json.loads((tmp_path / "out/manifest.json").read_text())["files"]
    assert {"shilizhen/buzhu/index.html", "files/1/名单.csv"} <= set(listed)


PATHS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=3).map(lambda parts: "/" + "".join(f"{p}/" for p in parts))


@given(st.dictionaries(PATHS, PATHS, max_size=6), PATHS, st.sets(PATHS))
def test_whatever_the_table_says_an_answer_is_a_page_that_stands_and_there_is_an_end(rows, path, standing):
    found = resolve(path, rows, standing.__contains__, HOPS)
    assert found is None or found in standing
