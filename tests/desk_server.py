"""The desk served from the test's own process, on the test's own database, for a browser to visit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections

#: One request at a time, and none while the test itself reads or writes: they share one connection.
ONE_AT_A_TIME = threading.RLock()


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """Say nothing."""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def serve() -> Iterator[str]:
    """Serve; yields the address ``http://127.0.0.1:port``."""
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
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        with ONE_AT_A_TIME:
            request_finished.connect(close_old_connections)
            request_started.connect(close_old_connections)
            connection.dec_thread_sharing()
