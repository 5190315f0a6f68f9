"""The baked site in front of Django: files answered from memory, everything live passed on.

One ``stat`` a request decides whether the copy in memory still holds, so that a page renewed by another process is
seen at once. Headers are made once for each file. Anything that is not a baked file and belongs to a live part goes to
the application behind; the rest is 404, with the baked page for it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gongkai.portal.addresses import MOVED
from gongkai.portal.redirects import resolve

Headers = list[tuple[str, str]]
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: No script or style but our own files, no frame but our own pages, nothing from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
SECURITY: Headers = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
#: Browsers ask again each time and are answered 304: what is withdrawn must not live on in their caches.
CACHE = ("Cache-Control", "no-cache")
#: First parts of addresses that the application answers.
LIVE = frozenset(
    {"accounts", "admin", "api", "check", "documents", "files", "healthz"}
    | {"media", "metrics", "qr", "request", "search", "static"}
)
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
MEMORY_BYTES = 64 * 1024 * 1024
LARGEST_KEPT = 1024 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in memory as one kind of client gets it."""

    file: str
    stamp: tuple[int, int, int]
    body: bytes
    tag: str
    headers: Headers
    status: str


class BakedSite:
    """WSGI: ``folder`` first, ``behind`` for what is live."""

    def __init__(self, folder: Path, behind: Application) -> None:
        self.folder = str(folder)
        self.behind = behind
        self.kept: OrderedDict[tuple[str, str], Kept] = OrderedDict()
        self.size = 0
        #: The table of moved pages and the tag of the file it was read from.
        self.moves: tuple[str, dict[str, str]] = ("", {})

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        first = path.split("/", 2)[1] if path.startswith("/") else ""
        if method in ("GET", "HEAD"):
            encoding = _encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
            kept = self._current(path, encoding)
            if kept is not None:
                return _answer(kept, environ, start_response)
            if first not in LIVE:
                return self._missing(path, encoding, environ, start_response)
        elif first not in LIVE:
            start_response("405 Method Not Allowed", [("Allow", "GET, HEAD"), ("Content-Length", "0"), *SECURITY])
            return [b""]
        return self.behind(environ, start_response)

    def _missing(self, path: str, encoding: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not path.endswith("/") and self._current(f"{path}/", encoding) is not None:
            query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
            # A path that begins with two slashes would be another host.
            return _moved("/" + _requote(path).lstrip("/") + "/" + query, start_response)
        if (target := self._moved_to(path)) is not None:
            return _moved(quote(target, safe="/-_.~"), start_response)
        page = self._current("/404.html", encoding)
        if page is None:
            body = "没有这个网页。".encode()
            plain = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
            start_response("404 Not Found", [*plain, *SECURITY])
            return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
        headers = [pair for pair in page.headers if pair[0] != "ETag"]
        start_response("404 Not Found", [*headers, ("Content-Length", str(len(page.body)))])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else page.body]

    def _moved_to(self, path: str) -> str | None:
        """Where the thing stands now that stood at ``path`` once (see ``moving.py``)."""
        kept = self._current(MOVED, "")
        if kept is None:
            return None
        if kept.tag != self.moves[0]:
            self.moves = (kept.tag, json.loads(kept.body))
        try:
            name = path.encode("latin-1").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return None
        rows = self.moves[1]
        return resolve(name, rows, lambda at: self._find(at.encode().decode("latin-1")) is not None) if rows else None

    # --- files ---

    def _current(self, path: str, encoding: str) -> Kept | None:
        """The file behind an address as it stands on the disk now, or None."""
        kept = self.kept.get((path, encoding))
        if kept is not None:
            if _stamp(kept.file) == kept.stamp:
                return kept
            self._forget((path, encoding))
        found = self._find(path)
        if found is None:
            return None
        kept = self._load(*found, encoding)
        if kept is not None and len(kept.body) <= LARGEST_KEPT:
            self._keep((path, encoding), kept)
        return kept

    def _find(self, path: str) -> tuple[str, str] | None:
        """(file, status) of an address."""
        try:
            # WSGI hands over the bytes of the address as latin-1.
            name = path.encode("latin-1").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return None
        parts = name.split("/")
        if parts[0] or any(not part or part.startswith(".") or "\0" in part for part in parts[1:-1]):
            return None
        last = parts[-1]
        if last.startswith(".") or "\0" in last or last.endswith((".gz", ".br")) or last in ("index.html", "410.html"):
            return None
        base = f"{self.folder}{name}"
        if last:
            return (base, "200 OK") if _stamp(base) else None
        for page, status in (("index.html", "200 OK"), ("410.html", "410 Gone")):
            if _stamp(base + page):
                return base + page, status
        return None

    def _load(self, file: str, status: str, encoding: str) -> Kept | None:
        stamp = _stamp(file)
        if stamp is None:
            return None
        suffix = dict(ENCODINGS).get(encoding, "")
        try:
            with open(file + suffix, "rb") as stream:
                body = stream.read()
        except FileNotFoundError:
            suffix = ""
            try:
                with open(file, "rb") as stream:
                    body = stream.read()
            except FileNotFoundError:
                return None
        kind = TYPES.get(os.path.splitext(file)[1].lower(), "application/octet-stream")
        tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        headers: Headers = [("Content-Type", kind), CACHE, ("Vary", "Accept-Encoding"), *SECURITY]
        headers += [("ETag", tag), ("Last-Modified", formatdate(stamp[0] / 1e9, usegmt=True))]
        headers += [("Content-Encoding", encoding)] if suffix else [("Accept-Ranges", "bytes")]
        if kind.startswith("application/json"):
            headers.append(("Access-Control-Allow-Origin", "*"))
        return Kept(file, stamp, body, tag, headers, status)

    def _keep(self, key: tuple[str, str], kept: Kept) -> None:
        self.kept[key] = kept
        self.size += len(kept.body)
        while self.size > MEMORY_BYTES and self.kept:
            self._forget(next(iter(self.kept)))

    def _forget(self, key: tuple[str, str]) -> None:
        gone = self.kept.pop(key, None)
        if gone is not None:
            self.size -= len(gone.body)


def _stamp(file: str) -> tuple[int, int, int] | None:
    """What changes when a file is replaced; None when there is no such file."""
    try:
        found = os.stat(file)
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_ino, found.st_size) if stat.S_ISREG(found.st_mode) else None


def _encoding(accepted: str) -> str:
    """The best encoding we have that the client takes: ``br``, ``gzip`` or none."""
    if not accepted:
        return ""
    if accepted in _KNOWN:
        return _KNOWN[accepted]
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, rest = part.strip().partition(";")
        value = rest.strip().removeprefix("q=") or "1"
        try:
            weights[name.strip()] = float(value)
        except ValueError:
            weights[name.strip()] = 0.0
    best, chosen = 0.0, ""
    for name, _ in ENCODINGS:
        weight = weights.get(name, weights.get("*", 0.0))
        if weight > best:
            best, chosen = weight, name
    if len(_KNOWN) < 1000:
        _KNOWN[accepted] = chosen
    return chosen


_KNOWN: dict[str, str] = {}


def _moved(target: str, start_response: StartResponse) -> Iterable[bytes]:
    start_response("301 Moved Permanently", [("Location", target), ("Content-Length", "0"), *SECURITY])
    return [b""]


def _requote(path: str) -> str:
    return quote(path.encode("latin-1", "replace"), safe="/-_.~")


def _answer(kept: Kept, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if kept.status[0] == "2":
        if asked is not None and (
            asked == "*" or kept.tag in (one.strip().removeprefix("W/") for one in asked.split(","))
        ):
            start_response("304 Not Modified", [*kept.headers])  # a server may add to it
            return [b""]
        # The date says less than the tag: it counts only where no tag is given, and only when it is the very same.
        if asked is None and ("Last-Modified", environ.get("HTTP_IF_MODIFIED_SINCE")) in kept.headers:
            start_response("304 Not Modified", [*kept.headers])  # a server may add to it
            return [b""]
        span = environ.get("HTTP_RANGE")
        plain = kept.headers[-1][0] != "Content-Encoding" and ("Accept-Ranges", "bytes") in kept.headers
        if span and plain and environ.get("HTTP_IF_RANGE", kept.tag) == kept.tag:
            return _part(kept, span, environ, start_response)
    start_response(kept.status, [*kept.headers, ("Content-Length", str(len(kept.body)))])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else kept.body]


def _part(kept: Kept, span: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """One range (RFC 9110); several at once, or nonsense, get the whole."""
    found, size = _RANGE.match(span), len(kept.body)
    if found is None or found.groups() == ("", ""):
        start_response(kept.status, [*kept.headers, ("Content-Length", str(size))])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else kept.body]
    head, tail = found.groups()
    start = max(size - int(tail), 0) if not head else int(head)
    stop = size if not head or not tail else min(int(tail) + 1, size)
    if start >= stop:
        start_response(
            "416 Range Not Satisfiable", [*SECURITY, ("Content-Range", f"bytes */{size}"), ("Content-Length", "0")]
        )
        return [b""]
    part = kept.body[start:stop]
    extra = [("Content-Range", f"bytes {start}-{stop - 1}/{size}"), ("Content-Length", str(len(part)))]
    start_response("206 Partial Content", [*kept.headers, *extra])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else part]
