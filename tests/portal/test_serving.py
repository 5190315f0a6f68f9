"""The embedded server's answers for baked files, as a browser, a proxy and an attacker would ask."""

import brotli
import pytest

from gongkai.portal import addresses, baking
from gongkai.portal.files import Baked
from gongkai.portal.serving import BakedSite
from portal_example import TODAY
from wsgi_client import Client

pytestmark = pytest.mark.django_db


def behind(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"live " + environ["PATH_INFO"].encode()]


@pytest.fixture
def browser(folder):
    folder.prepare()
    folder.put(Baked("/", "首页的内容，很长很长。".encode() * 50))
    folder.put(Baked("/镇/d/1/", "正文".encode() * 100))
    folder.put(Baked("/镇/d/2/", "撤下说明".encode(), gone=True))
    folder.put(Baked("/404.html", "没有这个网页".encode() * 20))
    folder.put(Baked("/feed.json", b"{}"))
    return Client(BakedSite(folder.root, behind))


def test_a_page_comes_in_the_best_encoding_the_browser_takes(browser, folder):
    plain = folder.file_of("/").read_bytes()
    assert browser.get("/").body == plain
    packed = browser.get("/", accept_encoding="gzip, deflate, br;q=0.9, *;q=0.1")
    assert packed.headers["Content-Encoding"] == "gzip"
    packed = browser.get("/", accept_encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.body) == plain
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in browser.get("/", accept_encoding="gzip;q=0, br;q=0").headers


def test_a_known_page_is_not_sent_again(browser):
    first = browser.get("/", accept_encoding="br")
    again = browser.get("/", accept_encoding="br", if_none_match=f'"other", W/{first.headers["ETag"]}')
    assert (again.status, again.body) == (304, b"")
    assert browser.get("/", accept_encoding="gzip", if_none_match=first.headers["ETag"]).status == 200


def test_what_a_server_adds_to_one_answer_is_not_in_the_next(folder, browser):
    site = BakedSite(folder.root, None)

    def ask(**more):
        given = []

        def start(status, headers):
            given.extend(headers)
            headers.append(("Content-Length", "0"))  # as wsgiref does where there is none

        list(site({"PATH_INFO": "/", "REQUEST_METHOD": "GET", **more}, start))
        return given

    first = dict(ask())
    ask(HTTP_IF_NONE_MATCH=first["ETag"])
    ask(HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])
    assert [value for name, value in ask() if name == "Content-Length"] == [first["Content-Length"]]


def test_the_date_of_a_page_counts_where_a_client_knows_no_tag(browser):
    first = browser.get("/")
    date = first.headers["Last-Modified"]
    again = browser.get("/", if_modified_since=date)
    assert (again.status, again.body) == (304, b"")
    assert browser.get("/", if_modified_since=date, if_none_match='"other"').status == 200
    assert browser.get("/", if_modified_since="Thu, 01 Jan 2015 00:00:00 GMT").status == 200
    assert browser.get("/", if_modified_since="昨天").status == 200


def test_a_renewed_page_is_seen_at_once_and_a_withdrawn_one_is_gone(browser, folder):
    assert browser.get("/镇/d/1/").status == 200
    folder.put(Baked("/镇/d/1/", "新的正文".encode()))
    assert browser.get("/镇/d/1/").body.decode() == "新的正文"
    folder.put(Baked("/镇/d/1/", "已经撤下".encode(), gone=True))
    answer = browser.get("/镇/d/1/", accept_encoding="br")
    assert (answer.status, brotli.decompress(answer.body).decode()) == (410, "已经撤下")
    folder.put(Baked("/镇/d/1/", None))
    assert browser.get("/镇/d/1/").status == 404


def test_head_has_the_headers_and_no_body(browser):
    head, get = browser.get("/", method="HEAD"), browser.get("/")
    assert head.body == b""
    assert head.headers == get.headers


def test_ranges(browser, folder):
    plain = folder.file_of("/").read_bytes()
    part = browser.get("/", range="bytes=3-10")
    assert (part.status, part.body, part.headers["Content-Range"]) == (206, plain[3:11], f"bytes 3-10/{len(plain)}")
    assert browser.get("/", range="bytes=-5").body == plain[-5:]
    assert browser.get("/", range=f"bytes={len(plain) - 2}-").body == plain[-2:]
    assert browser.get("/", range=f"bytes={len(plain)}-").status == 416
    assert browser.get("/", range="bytes=5-2").status == 416
    assert browser.get("/", range="bytes=0-1,4-5").body == plain
    assert browser.get("/", method="HEAD", range="bytes=0-1,4-5").body == b""
    assert browser.get("/", range="bytes=0-1", if_range='"other"').status == 200


def test_an_unknown_address_gets_the_baked_404_and_a_missing_slash_is_added(browser):
    answer = browser.get("/没有/")
    assert answer.status == 404
    assert "没有这个网页" in answer.body.decode()
    moved = browser.get("/镇/d/1", query="a=1")
    assert (moved.status, moved.headers["Location"]) == (301, "/%E9%95%87/d/1/?a=1")


@pytest.mark.parametrize(
    "path",
    [
        "/../site/index.html",
        "/index.html",
        "/index.html.br",
        "/.making/x",
        "//example.cn/..",
        "/镇/../",
        "/a\0b",
        "/镇/d/2/410.html",
        "x",
    ],
)
def test_nothing_but_addresses_is_answered(browser, path):
    assert browser.get(path).status == 404


def test_live_parts_reach_the_application_and_nothing_else_takes_a_post(browser):
    assert browser.get("/admin/x").body == b"live /admin/x"
    assert browser.get("/search/", query="q=1").body == b"live /search/"
    assert browser.get("/request/", method="POST").body == b"live /request/"
    assert browser.get("/", method="POST").status == 405


@pytest.mark.parametrize("path", ["/", "/没有/", "/镇/d/2/", "/feed.json"])
def test_every_answer_carries_the_security_headers(browser, path):
    headers = browser.get(path).headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_example_is_served_as_baked(example, folder):
    baking.bake_all(TODAY)
    browser = Client(BakedSite(folder.root, behind))
    assert browser.get(addresses.address_of(example.policy)).status == 200
    assert browser.get(addresses.address_of(example.withdrawn)).status == 410
    assert browser.get(addresses.address_of(example.draft)).status == 404


def test_memory_is_bounded(browser, folder, monkeypatch):
    monkeypatch.setattr("gongkai.portal.serving.MEMORY_BYTES", 3000)
    for number in range(20):
        folder.put(Baked(f"/x/{number}/", b"x" * 1000))
        assert browser.get(f"/x/{number}/").status == 200
    assert browser.application.size <= 3000
