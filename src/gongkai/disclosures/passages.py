"""Passages of a text that somebody marked: finding them again, and showing them in place.

A passage is kept as its words with a little of what stood before and after, not as a place, so that it is found in any
rendering of the text and, as long as the words stand, also in a later one. White space counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import lxml.html
from lxml import etree

QUOTE_MOST, REMARK_MOST, AROUND = 500, 500, 30
_BOXES = frozenset({"p", "li", "td", "th", "caption", "blockquote", "h2", "h3", "h4"})


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the text (``quote``), what stood around them, and what somebody says to it."""

    quote: str
    remark: str
    before: str = ""
    after: str = ""


def squeezed(text: str) -> str:
    """``text`` without white space."""
    return "".join(text.split())


def plain(html: str) -> str:
    """The words of a rich text without white space and markup."""
    return squeezed("".join(part for _, _, part in _texts(_fragment(html))))


def find(text: str, passage: Passage) -> int | None:
    """Where in ``text`` (squeezed) the passage begins; of several places the one whose surroundings fit best."""
    quote, before, after = squeezed(passage.quote), squeezed(passage.before), squeezed(passage.after)
    best, place, start = -1, None, text.find(quote) if quote else -1
    while start >= 0:
        end = start + len(quote)
        fit = _common(text[:start][::-1], before[::-1]) + _common(text[end:], after)
        if fit > best:
            best, place = fit, start
        start = text.find(quote, start + 1)
    return place


def marked(html: str, passages: Sequence[Passage]) -> tuple[str, list[bool]]:
    """The text with every passage in ``<mark>`` and its number behind it, and which of them were found.

    What was said to a passage stands at the end of its paragraph (``gk-say``), for screens without room beside it.
    """
    root = _fragment(html)
    text = squeezed("".join(part for _, _, part in _texts(root)))
    spans = []
    for number, passage in enumerate(passages, start=1):
        start = find(text, passage)
        spans.append((number, start, start + len(squeezed(passage.quote))) if start is not None else None)
    found = [span for span in spans if span is not None]
    here = 0
    for element, is_tail, part in list(_texts(root)):
        length = len(squeezed(part))
        if any(start < here + length and end > here for _, start, end in found):
            _replace(element, is_tail, part, here, found)
        here += length
    for number, passage in enumerate(passages, start=1):
        if passage.remark:
            _say(root, number, passage.remark)
    return _inner(root), [span is not None for span in spans]


def _fragment(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(html or "", create_parent="div")


def _inner(root: lxml.html.HtmlElement) -> str:
    whole = etree.tostring(root, encoding="unicode", method="html")
    return whole[whole.index(">") + 1 : whole.rindex("</")]


def _texts(root: lxml.html.HtmlElement) -> Iterator[tuple[lxml.html.HtmlElement, bool, str]]:
    """Every piece of text in reading order: the element, whether it is that element's tail, the text."""
    if root.text:
        yield root, False, root.text
    for child in root:
        if isinstance(child.tag, str):
            yield from _texts(child)
        if child.tail:
            yield child, True, child.tail


def _replace(
    element: lxml.html.HtmlElement, is_tail: bool, part: str, here: int, spans: list[tuple[int, int, int]]
) -> None:
    """Put marks around the characters of one piece of text that lie in a span; ``here`` is where the piece begins."""
    chunks: list[tuple[str, tuple[int, ...]]] = []
    ends: dict[int, list[int]] = {}
    place = here
    numbers: tuple[int, ...]
    last: tuple[int, ...] = ()
    for char in part:
        if char.isspace():
            numbers = last if any(start < place < end for _, start, end in spans) else ()
        else:
            numbers = tuple(number for number, start, end in spans if start <= place < end)
            place += 1
        if chunks and chunks[-1][1] == numbers and len(chunks) - 1 not in ends:
            chunks[-1] = (chunks[-1][0] + char, numbers)
        else:
            chunks.append((char, numbers))
        last = numbers
        if over := [number for number, _, end in spans if end == place and number in numbers]:
            ends[len(chunks) - 1] = over
    new: list[lxml.html.HtmlElement | str] = []
    for index, (words, numbers) in enumerate(chunks):
        new.append(_mark(words, numbers) if numbers else words)
        new += [_number(number) for number in ends.get(index, [])]
    _insert(element, is_tail, new)


def _mark(words: str, numbers: tuple[int, ...]) -> lxml.html.HtmlElement:
    mark = lxml.html.Element("mark")
    mark.text = words
    mark.set("data-passages", " ".join(str(number) for number in numbers))
    return mark


def _number(number: int) -> lxml.html.HtmlElement:
    sup = lxml.html.Element("sup")
    link = etree.SubElement(sup, "a", {"href": f"#remark-{number}", "id": f"passage-{number}"})
    link.set("aria-label", f"意见{number}")
    link.text = str(number)
    return sup


def _say(root: lxml.html.HtmlElement, number: int, remark: str) -> None:
    """Put the remark at the end of the paragraph (cell, heading) in which its passage ends."""
    for link in root.xpath(f"//a[@id='passage-{number}']"):
        box = next((one for one in link.iterancestors() if one.tag in _BOXES), root)
        said = etree.SubElement(box, "span", {"class": "gk-say"})
        said.text = f"{number}　{remark}"


def _insert(element: lxml.html.HtmlElement, is_tail: bool, new: list[lxml.html.HtmlElement | str]) -> None:
    """Put ``new`` in the place of the text of ``element`` (or of its tail)."""
    if is_tail:
        parent, index = element.getparent(), element.getparent().index(element) + 1
        element.tail = None
        before = element
    else:
        parent, index, before = element, 0, None
        element.text = None
    for one in new:
        if isinstance(one, str):
            if before is None:
                parent.text = (parent.text or "") + one
            else:
                before.tail = (before.tail or "") + one
        else:
            parent.insert(index, one)
            before, index = one, index + 1


def _common(left: str, right: str) -> int:
    """How many characters two texts have in common from their beginning."""
    for index, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return index
    return min(len(left), len(right))
