"""Pieces of text with their marks, and how they become the shortest well-formed HTML."""

from __future__ import annotations

import html as markup
import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

#: Marks from the outermost tag to the innermost.
MARKS = ("strong", "em", "u", "s", "sub", "sup")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text (``\\n`` is a line break), or one picture when ``image`` is set; ``text`` is its description then."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str | None = None
    image: int | None = None


def clean(text: str) -> str:
    """Without control characters and the invisible ones that break search and comparison."""
    return _CONTROL.sub("", text)


def safe_link(target: str | None) -> str | None:
    """The address if it is a plain http, https or mailto one; anything else (scripts, local files) is no link."""
    target = _CONTROL.sub("", target or "").strip()
    if not target or re.search(r"\s", target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if parts.scheme.lower() in ("http", "https"):
        return target if parts.hostname else None
    return target if parts.scheme.lower() == "mailto" and "@" in parts.path else None


def plain(pieces: list[Piece]) -> str:
    """The text alone; a line break is ``\\n``, a picture nothing."""
    return "".join(piece.text for piece in pieces if piece.image is None)


def has_picture(pieces: list[Piece]) -> bool:
    return any(piece.image is not None for piece in pieces)


def trimmed(pieces: list[Piece]) -> list[Piece]:
    """Without spaces and breaks at both ends: indents of Chinese paragraphs are style, not text."""
    pieces = [piece for piece in pieces if piece.text or piece.image is not None]
    blank = " \t\n\r\u3000\xa0\u2003"
    while pieces and pieces[0].image is None and (text := pieces[0].text.lstrip(blank)) != pieces[0].text:
        pieces = ([replace(pieces[0], text=text)] if text else []) + pieces[1:]
    while pieces and pieces[-1].image is None and (text := pieces[-1].text.rstrip(blank)) != pieces[-1].text:
        pieces = pieces[:-1] + ([replace(pieces[-1], text=text)] if text else [])
    return pieces


def without(pieces: list[Piece], *marks: str) -> list[Piece]:
    return [replace(piece, marks=piece.marks - set(marks)) for piece in pieces]


def to_html(pieces: list[Piece]) -> str:
    """Neighbours with the same marks share their tags; a link is outermost."""
    parts: list[str] = []
    opened: list[tuple[str, str]] = []  # (tag, opening)
    for piece in pieces:
        wanted = [("a", f'<a href="{markup.escape(piece.href)}">')] if piece.href else []
        marks = piece.marks - {"u"} if piece.href else piece.marks
        if piece.image is None and piece.text.strip():
            wanted += [(mark, f"<{mark}>") for mark in MARKS if mark in marks]
        elif piece.image is None and opened:  # spaces and breaks stay within what is open already
            wanted = [item for item in opened if (item[0] == "a" and item in wanted) or item[0] in marks]
        same = 0
        while same < min(len(opened), len(wanted)) and opened[same] == wanted[same]:
            same += 1
        parts.extend(f"</{tag}>" for tag, _ in reversed(opened[same:]))
        parts.extend(opening for _, opening in wanted[same:])
        opened = wanted
        if piece.image is not None:
            parts.append(f'<img src="image:{piece.image}" alt="{markup.escape(piece.text)}">')
        else:
            parts.append(markup.escape(piece.text, quote=False).replace("\n", "<br>"))
    parts.extend(f"</{tag}>" for tag, _ in reversed(opened))
    return "".join(parts)
