"""A real nginx with our configuration answers as the embedded server does; an export is whole."""

import functools
import json
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from gongkai.findings import Refused
from gongkai.portal.addresses import MOVED
from gongkai.portal.deployment import export_site, nginx_config
from gongkai.portal.files import Baked
from gongkai.portal.serving import BakedSite


@pytest.fixture
def pages(tmp_path, folder):
    folder.prepare()
    folder.put(Baked("/", "首页".encode() * 500))
    folder.put(Baked("/shilizhen/d/1/", "撤下说明".encode() * 50, gone=True))
    folder.put(Baked("/request/", "怎样申请".encode() * 50))
    folder.put(Baked("/404.html", "没有这个网页".encode() * 50))
    folder.put(Baked("/feed.json", b'{"a": 1}' * 50))
    static = tmp_path / "static" / "portal"
    static.mkdir(parents=True)
    (static / "portal.css").write_text("body{}")
    return folder


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start_nginx(pages, tmp_path):
    """Start a real nginx: ``start_nginx(application="127.0.0.1:1")`` → ``ask("/path", gzip=True)``.

    What is asked for is answered with (status, headers, body).
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("no nginx on this machine")
    processes = []

    def start(**values):
        port = free_port()
        given = {"site": pages.root, "static": tmp_path / "static", "application": "127.0.0.1:1", "server_name": "_"}
        site = nginx_config(listen=f"127.0.0.1:{port}", **(given | values))
        run = tmp_path / f"nginx-{port}"
        run.mkdir()
        temporary = " ".join(
            f"{kind}_temp_path {run}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (run / "nginx.conf").write_text(
            f"daemon off; user root; pid {run}/pid; error_log {run}/error.log; events {{}}\n"
            f"http {{ include /etc/nginx/mime.types; access_log off; {temporary}\n{site}\n}}\n"
        )
        checked = subprocess.run([program, "-t", "-c", run / "nginx.conf"], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        processes.append(subprocess.Popen([program, "-c", run / "nginx.conf"], stderr=subprocess.DEVNULL))
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        return functools.partial(ask, f"http://127.0.0.1:{port}")

    yield start
    for process in processes:
        process.terminate()
        process.wait()


def ask(base, path, gzip=False, method="GET"):
    request = urllib.request.Request(f"{base}{path}", method=method)
    if gzip:
        request.add_header("Accept-Encoding", "gzip")
    try:
        with urllib.request.build_opener(NoRedirect).open(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.fixture
def nginx(start_nginx):
    """An nginx behind which no application listens."""
    return start_nginx()


def desk(environ, start_response):
    """Stands for the parts that are live: an answer with a policy of its own."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Security-Policy", "default-src desk")])
    return [f"live {environ['PATH_INFO']} {environ['HTTP_HOST']}".encode()]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def nginx_with_application(start_nginx, pages):
    """An nginx in front of the embedded server."""
    server = make_server("127.0.0.1", 0, BakedSite(pages.root, desk), handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield start_nginx(application=f"127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
    thread.join()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def test_nginx_answers_as_the_embedded_server_does(nginx, pages):
    status, headers, body = nginx("/")
    assert (status, body) == (200, pages.file_of("/").read_bytes())
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-cache"
    status, headers, body = nginx("/", gzip=True)
    assert (headers["Content-Encoding"], body) == ("gzip", pages.file_of("/").with_suffix(".html.gz").read_bytes())
    status, headers, body = nginx("/shilizhen/d/1/")
    assert (status, body.decode()[:4]) == (410, "撤下说明")
    assert headers["X-Content-Type-Options"] == "nosniff"
    for path in ("/nowhere/", "/shilizhen/d/", "/index.html.gz", "/.lock", "/index.html"):
        status, _, body = nginx(path)
        assert (status, body.decode()[:4]) == (404, "没有这个"), path
    assert nginx("/shilizhen/d/1")[0] == 301
    assert nginx("/request/")[2].decode()[:4] == "怎样申请"
    assert nginx("/feed.json")[1]["Access-Control-Allow-Origin"] == "*"
    assert nginx("/static/portal/portal.css")[2] == b"body{}"


def test_live_parts_go_to_the_application_behind(nginx):
    # Nobody listens at the application's address in this test.
    assert nginx("/search/?q=1")[0] == 502
    assert nginx("/admin/")[0] == 502
    assert nginx("/request/", method="POST")[0] == 502


def test_with_an_application_behind_moves_tombstones_and_missing_pages_answer_as_they_should(
    nginx_with_application, pages
):
    pages.put(Baked("/newtown/", b"<p>new</p>"))
    pages.put(Baked("/newtown/d/7/", b"<p>seven</p>"))
    pages.put(Baked(MOVED, json.dumps({"/oldtown/": "/newtown/", "/gone-before/": "/shilizhen/d/1/"}).encode()))
    for old, new in (
        ("/oldtown/", "/newtown/"),
        ("/oldtown/d/7/", "/newtown/d/7/"),
        ("/gone-before/", "/shilizhen/d/1/"),
    ):
        status, headers, _ = nginx_with_application(old)
        assert (status, headers["Location"]) == (301, new)
    status, headers, body = nginx_with_application("/shilizhen/d/1/")
    assert (status, body.decode()[:4]) == (410, "撤下说明")
    for path in ("/nowhere/", "/oldtown/d/8/", "/shilizhen/d/", "/index.html", "/newtown/d/7/x.png"):
        status, headers, body = nginx_with_application(path)
        assert (status, body.decode()[:4]) == (404, "没有这个"), path
        assert headers.get_all("Content-Security-Policy") == [headers["Content-Security-Policy"]], path
    assert nginx_with_application("/newtown/d/7")[1]["Location"] == "/newtown/d/7/"


def test_what_is_live_reaches_the_application_and_keeps_its_own_headers(nginx_with_application):
    for path in ("/search/?q=1", "/admin/", "/api/v1/x", "/qr/shilizhen/code.svg", "/files/1/a.docx"):
        status, headers, body = nginx_with_application(path)
        assert status == 200
        assert body.decode().startswith(f"live {path.partition('?')[0]} 127.0.0.1:")
        assert headers.get_all("Content-Security-Policy") == ["default-src desk"]
        assert headers.get_all("Cache-Control") == ["no-cache"]


def test_an_exported_folder_behind_nginx_answers_410_for_what_was_withdrawn(start_nginx, pages, tmp_path):
    target = tmp_path / "out of town"
    alone = {
        "/search/index.json": b"{}", "/search/2026.json": b"[]", "/search/suggest/": b"[1]",
        "/files/1/名单.csv": b"a,b", "/qr/shilizhen/d/1/code.svg": b"<svg/>",
    }  # fmt: skip
    files = [("/search/", b"<p>own search</p>"), *alone.items()]
    export_site(pages.root, tmp_path / "static", target, companions=files)
    exported = start_nginx(site=target, static=target / "static", exported=True)
    assert exported("/shilizhen/d/1/")[0] == 410
    assert exported("/")[0] == 200
    assert exported("/search/?q=1")[2] == b"<p>own search</p>"
    for path, data in alone.items():
        assert exported(urllib.parse.quote(path))[::2] == (200, data), path
    assert exported("/static/portal/portal.css")[2] == b"body{}"
    assert (target / "shilizhen/d/1/index.html").read_text().startswith("撤下说明")


def test_a_value_that_would_end_its_line_is_refused(tmp_path):
    given = {"site": tmp_path, "static": tmp_path, "application": "127.0.0.1:8000", "listen": "80", "server_name": "_"}
    assert "listen 80;" in nginx_config(**given)
    for name, value, words in (
        ("application", "a;b", "应用的地址：“a;b”里有 nginx 配置不能用的字符"),
        ("server_name", "a\nb", "域名：“a\nb”里有"),
        ("listen", " ", "监听的地址：没有写"),
        ("exported", True, "不是 gongkai export-site 导出的文件夹"),
    ):
        with pytest.raises(Refused, match=words):
            nginx_config(**(given | {name: value}))


def test_an_export_that_cannot_be_written_is_refused_and_leaves_nothing(pages, tmp_path):
    (tmp_path / "file").write_text("别动")
    with pytest.raises(Refused, match="没有导出，文件写不进去"):
        export_site(pages.root, tmp_path / "static", tmp_path / "file" / "out")
    with pytest.raises(Refused, match="没有导出"):
        export_site(pages.root, tmp_path / "no-static", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert not any(path.name.startswith(".") for path in tmp_path.iterdir())


def test_an_export_holds_every_file_with_its_checksum_and_replaces_only_exports(pages, tmp_path):
    target = tmp_path / "out"
    count = export_site(pages.root, tmp_path / "static", target)
    listed = json.loads((target / "manifest.json").read_text())["files"]
    assert len(listed) == count
    assert {
        "index.html",
        "index.html.br",
        "shilizhen/d/1/410.html",
        "feed.json",
        "static/portal/portal.css",
    } <= listed.keys()
    assert not any(name.startswith(".") for name in listed)
    pages.put(Baked("/", "新首页".encode()))
    export_site(pages.root, tmp_path / "static", target)
    assert (target / "index.html").read_text() == "新首页"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("别动")
    with pytest.raises(Refused, match="别的东西"):
        export_site(pages.root, tmp_path / "static", tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").read_text() == "别动"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
