"""A real Chromium, and the baked example served to it with the headers of the real server."""

from __future__ import annotations

import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings

import portal_example
from gongkai.agencies.scoping import across_agencies
from gongkai.portal import baking
from gongkai.portal.files import SiteFolder
from gongkai.portal.serving import BakedSite


@pytest.fixture
def example(db, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA", tmp_path / "data")
    (tmp_path / "data").mkdir()
    with across_agencies():
        made = portal_example.build()
        portal_example.annual_report(made.town)
        made.files = portal_example.attachments(made.policy)
        yield made


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """Say nothing."""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture
def site(example, tmp_path, monkeypatch):
    """The address of the baked example: ``http://127.0.0.1:port``; ``/static/`` is answered from the sources."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.handlers.wsgi import WSGIHandler

    folder = SiteFolder(tmp_path / "site")
    monkeypatch.setattr(baking, "site_folder", lambda: folder)
    baking.bake_all(portal_example.TODAY)
    application = BakedSite(folder.root, StaticFilesHandler(WSGIHandler()))
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
