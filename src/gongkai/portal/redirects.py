"""From an old address to the one that stands now. Pure: a table in, an address or a page out."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Mapping

#: Moves after one another that are followed.
HOPS = 5


def targets(path: str, rows: Mapping[str, str]) -> Iterator[str]:
    """Where an old address may lead: by its own row, then by the folders above it that moved, the nearest first."""
    if path in rows:
        yield rows[path]
    cut = len(path)
    while (cut := path.rfind("/", 0, cut)) > 0:
        if (new := rows.get(path[: cut + 1])) is not None and cut + 1 < len(path):
            yield new + path[cut + 1 :]


def resolve(path: str, rows: Mapping[str, str], exists: Callable[[str], bool], hops: int = HOPS) -> str | None:
    """The address that stands now where ``path`` once stood, over as many moves as there were; None when none does."""
    for new in targets(path, rows):
        if exists(new):
            return new
        if hops and (further := resolve(new, rows, exists, hops - 1)) is not None:
            return further
    return None


def stubs(rows: Mapping[str, str], present: Iterable[str], base: str) -> Iterable[tuple[str, bytes]]:
    """(old address, page that leads on) for a web server that knows no table: one for each page that has moved."""
    known = set(present)
    waiting = dict.fromkeys(rows)
    for old, new in rows.items():
        if old.endswith("/"):
            below = (old + path.removeprefix(new) for path in sorted(known) if path.startswith(new))
            waiting.update(dict.fromkeys(below))
    for old in waiting:
        if old.endswith("/") and old not in known and (path := resolve(old, rows, known.__contains__)) is not None:
            yield old, stub(path, base)


def stub(path: str, base: str) -> bytes:
    """A page without a style or a script that sends on at once, and says where to by itself."""
    address = html.escape(path)
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>这一页换了地址</title>'
        f'<link rel="canonical" href="{html.escape(base)}{address}">'
        f'<meta http-equiv="refresh" content="0; url={address}"><meta name="robots" content="noindex"></head>'
        f'<body><h1>这一页换了地址</h1><p><a href="{address}">{address}</a></p></body></html>\n'
    ).encode()
