"""What changed between two texts of a disclosure, as a reviewer reads it: by paragraph, and in a paragraph by word."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import lxml.html
from django.utils import timezone

from gongkai.desk.comparison import chinese_tokens

#: Runs of unchanged paragraphs longer than this are folded.
SHOWN_AROUND = 1
#: Below this likeness two paragraphs are not an old and a new form of the same one.
ALIKE = 0.3
_BLOCKS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote", "caption", "tr"})
#: field → its name; compared as they are shown to a person
FIELDS = (
    ("title", "标题"),
    ("section", "栏目"),
    ("catalogue_entry", "目录事项"),
    ("attribute", "公开属性"),
    ("attribute_basis", "公开属性依据"),
    ("stage", "公开类型"),
    ("document_number", "文号"),
    ("dated_on", "成文日期"),
    ("summary", "内容概述"),
    ("keywords", "主题词"),
    ("source", "来源"),
    ("genre", "体裁分类"),
    ("subject", "主题分类"),
    ("expires_on", "有效期至"),
    ("go_live_at", "定时公开"),
    ("expire_at", "公开到"),
)

#: "" (as it was), "ins" or "del", and the words
Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph (heading, item, row of a table) with its pieces; or how many unchanged ones are left out here."""

    tag: str
    pieces: tuple[Piece, ...] = ()
    folded: int = 0


@dataclass
class Change:
    """What changed: fields (name, before, after), paragraphs, and how many paragraphs are touched."""

    fields: list[tuple[str, str, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    touched: int = 0

    @property
    def words(self) -> str:
        parts = [f"正文改了{self.touched}处"] if self.touched else []
        parts += [f"著录改了{len(self.fields)}项"] if self.fields else []
        return "，".join(parts) or "没有改动"


def change(before: Any, after: Any) -> Change:
    """From one text of a disclosure to another."""
    found = Change()
    for name, label in FIELDS:
        old, new = _shown(before, name), _shown(after, name)
        if old != new:
            found.fields.append((label, old, new))
    left, right = blocks(before.body or ""), blocks(after.body or "")
    lines: list[Line] = []
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            lines += _folded(left[i1:i2], first=i1 == 0, last=i2 == len(left))
        else:
            rows = list(_paired(left[i1:i2], right[j1:j2]))
            found.touched += len(rows)
            lines += rows
    found.lines = lines if found.touched else []
    return found


def blocks(html: str) -> list[Piece]:
    """The text in its paragraphs: tag and words; a row of a table is one, its cells parted by ``│``."""
    root = lxml.html.fragment_fromstring(html or "", create_parent="div")
    found: list[Piece] = []
    loose: list[str] = []

    def flush() -> None:
        words = " ".join("".join(loose).split())
        loose.clear()
        if words:
            found.append(("p", words))

    def walk(element: Any) -> None:
        loose.append(element.text or "")
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == "tr":
                flush()
                found.append(("tr", " │ ".join(_words(cell) for cell in child)))
            elif tag in _BLOCKS and not child.xpath("|".join(f".//{one}" for one in sorted(_BLOCKS))):
                flush()
                if words := _words(child):
                    found.append((tag, words))
            elif tag == "img":
                loose.append(_picture(child))
            elif tag == "br":
                loose.append(" ")
            elif tag:
                boundary = tag in _BLOCKS or tag in ("div", "ul", "ol", "table", "tbody", "thead", "figure")
                if boundary:
                    flush()
                walk(child)
                if boundary:
                    flush()
            loose.append(child.tail or "")

    walk(root)
    flush()
    return found


def _words(element: Any) -> str:
    return " ".join("".join(_in_order(element)).split())


def _in_order(element: Any) -> Iterator[str]:
    """The words of an element with everything in it, in reading order."""
    yield element.text or ""
    for child in element:
        if child.tag == "img":
            yield _picture(child)
        elif child.tag == "br":
            yield " "
        elif isinstance(child.tag, str):
            yield from _in_order(child)
        yield child.tail or ""


def _picture(image: Any) -> str:
    """An image in words: what it shows, and which it is, so that another one in its place counts as a change."""
    number = (image.get("src") or "").removeprefix("image:")
    number = number if number.isdigit() else ""
    return f"［图{number}：{image.get('alt') or '没有说明'}］"


def _folded(run: list[Piece], *, first: bool, last: bool) -> list[Line]:
    """Unchanged paragraphs: the nearest to a change shown, the rest counted."""
    lead, trail = 0 if first else SHOWN_AROUND, 0 if last else SHOWN_AROUND
    middle = len(run) - lead - trail
    if middle <= 1:
        return [_same(one) for one in run]
    shown_before = [_same(one) for one in run[:lead]]
    shown_after = [_same(one) for one in run[len(run) - trail :]] if trail else []
    return [*shown_before, Line("", folded=middle), *shown_after]


def _same(block: Piece) -> Line:
    return Line(block[0], (("", block[1]),))


def _paired(old: list[Piece], new: list[Piece]) -> Iterator[Line]:
    """Paragraphs that took the place of others: alike ones by word, the rest as taken out and put in."""
    rest = list(new)
    for tag, words in old:
        index = next((n for n, (_, other) in enumerate(rest) if _alike(words, other)), None)
        if index is None:
            yield Line(tag, (("del", words),))
            continue
        for other_tag, other in rest[:index]:
            yield Line(other_tag, (("ins", other),))
        yield Line(rest[index][0], tuple(pieces(words, rest[index][1])))
        del rest[: index + 1]
    for tag, words in rest:
        yield Line(tag, (("ins", words),))


def _alike(old: str, new: str) -> bool:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return matcher.real_quick_ratio() > ALIKE and matcher.ratio() > ALIKE


def pieces(old: str, new: str) -> list[Piece]:
    """One paragraph's old and new words, by the words of the segmenter."""
    left, right = chinese_tokens(old), chinese_tokens(new)
    found: list[Piece] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("", "".join(left[i1:i2])))
            continue
        found += [("del", "".join(left[i1:i2]))] if i2 > i1 else []
        found += [("ins", "".join(right[j1:j2]))] if j2 > j1 else []
    return found


def _shown(text: Any, name: str) -> str:
    """A field in the words a person reads."""
    display = getattr(text, f"get_{name}_display", None)
    value = display() if display is not None else getattr(text, name)
    if value is None or value == "":
        return ""
    if hasattr(value, "astimezone"):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value)
