"""A client that calls a WSGI application directly, strict about the protocol (wsgiref's validator)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    def __init__(self, application: Any) -> None:
        self.application = application

    def get(self, path: str, method: str = "GET", query: str = "", **headers: str) -> Answer:
        environ: dict[str, Any] = {
            "PATH_INFO": path.encode().decode("latin-1"),
            "REQUEST_METHOD": method,
            "QUERY_STRING": query,
        }
        setup_testing_defaults(environ)
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        seen: dict[str, Any] = {}

        def start(status: str, pairs: list[tuple[str, str]], error: Any = None) -> None:
            assert len({name for name, _ in pairs}) == len(pairs), "a header twice"
            seen.update(status=int(status.split()[0]), headers=dict(pairs))

        body = b"".join(self.application(environ, start))
        return Answer(seen["status"], seen["headers"], body)
