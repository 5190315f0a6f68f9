"""A real nginx with our configuration answers as the embedded server does; an export is whole."""

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from gongkai.findings import Refused
from gongkai.portal.deployment import export_site, nginx_config
from gongkai.portal.files import Baked


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
def nginx(pages, tmp_path):
    """Ask a real nginx: ``nginx("/path", gzip=True)`` → (status, headers, body)."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("no nginx on this machine")
    port = free_port()
    site = nginx_config(
        site=pages.root,
        static=tmp_path / "static",
        application="127.0.0.1:1",
        listen=f"127.0.0.1:{port}",
        server_name="_",
    )
    run = tmp_path / "nginx"
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
    process = subprocess.Popen([program, "-c", run / "nginx.conf"], stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.02)

    def ask(path, gzip=False, method="GET"):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
        if gzip:
            request.add_header("Accept-Encoding", "gzip")
        try:
            with urllib.request.build_opener(NoRedirect).open(request) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    yield ask
    process.terminate()
    process.wait()


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


def test_a_value_that_would_end_its_line_is_refused(tmp_path):
    with pytest.raises(Refused, match="不能用的字符"):
        nginx_config(site=tmp_path, static=tmp_path, application="a;b", listen="80", server_name="_")


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
