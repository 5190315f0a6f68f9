"""The text of a disclosure: which markup may stand in it, and how its images are named.

One table says what is kept; everything else is unwrapped (its words stay) or dropped. What programs for writing add
(styles, fonts, ``mso-`` markup, comments) never reaches a record. An image is an attachment of the disclosure and
stands in the text as ``<img src="image:NUMBER">``; the desk and the portal each put their own address in its place.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterable

import lxml.html
import nh3
from lxml.html import HtmlElement

#: tag → attributes it may have
ALLOWED: dict[str, frozenset[str]] = {
    "p": frozenset({"class"}),
    **{tag: frozenset({"class"}) for tag in ("h2", "h3", "h4")},
    **{tag: frozenset() for tag in ("ul", "li", "strong", "em", "u", "s", "sub", "sup", "br", "blockquote")},
    "ol": frozenset({"start"}),
    "a": frozenset({"href"}),
    **{tag: frozenset() for tag in ("table", "caption", "thead", "tbody", "tr")},
    "td": frozenset({"colspan", "rowspan", "class"}),
    "th": frozenset({"colspan", "rowspan", "scope", "class"}),
    "img": frozenset({"src", "alt", "width"}),
}
#: Where words stand in the line; the only classes a text may have.
ALIGNMENTS = frozenset({"center", "right"})
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
#: other tag → the one that says the same here
SAME = {
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    "b": "strong",
    "i": "em",
    "cite": "em",
    "strike": "s",
    "del": "s",
    "ins": "u",
    "pre": "p",
    "address": "p",
    "dt": "p",
    "dd": "p",
    "figcaption": "p",
}
#: These part the words around them; what of them is no block itself becomes a paragraph.
_BOXES = frozenset({"div", "section", "article", "header", "footer", "main", "aside", "center", "figure", "dl", "form"})
_BLOCKS = frozenset({"p", "h2", "h3", "h4", "ul", "ol", "table", "blockquote"})
_INSIDE = frozenset({"td", "th", "li", "caption"})
_PROSE = frozenset({"p", "h2", "h3", "h4"})
_FIRST_TAGS = {*ALLOWED, *SAME, *_BOXES, "span", "font", "tfoot", "colgroup", "col"}
_FIRST_ATTRIBUTES = {
    "*": {"style", "class", "align"},
    **{tag: set(names - {"class"}) for tag, names in ALLOWED.items() if names - {"class"}},
}
_ROUNDS = 8
_SPACES = " \t\r\n\f\u00a0\u3000\u200b\ufeff"
_ALIGN = re.compile(r"(?<![\w-])text-align\s*:\s*([a-z]+)")
_BOLD = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:bold|bolder|[6-9]00)\b")
_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_IMAGE = re.compile(r'<img((?:\s+[a-z]+="[^"]*")*)\s*/?>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_OWN = re.compile(r"image:(\d{1,18})\Z")
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+\Z")
#: The desk's address of an image, wherever the desk stands.
DESK_IMAGE = re.compile(r"(?:https?://[^/]+)?/admin/writing/images/(\d{1,18})/\Z")
#: What Word and WPS put before a line of a list instead of a dot, in a font of signs.
_BULLETS = frozenset("·•●○■□◆◇►▪§lnuqvoØüÿ\uf0b7\uf06c\uf06e\uf075\uf0d8\uf0fc\uf0a7")


def clean(text: str) -> str:
    """Only what :data:`ALLOWED` says, in a form that does not change when it is cleaned again."""
    for _ in range(_ROUNDS):  # what goes may leave something empty behind; most texts need one round and a look
        before, text = text, _clean(text)
        if text == before:
            break
    return text


def _clean(text: str) -> str:
    if not text or not text.strip():
        return ""
    first = nh3.clean(
        text.replace("\0", ""),
        tags=_FIRST_TAGS,
        attributes=_FIRST_ATTRIBUTES,
        clean_content_tags={"script", "style", "title", "head", "noscript", "template", "textarea", "select"},
        url_schemes=set(SCHEMES | {"image", "data"}),
        link_rel=None,
    )
    root = lxml.html.fragment_fromstring(first, create_parent="div")
    for element in list(root.iter(lxml.html.etree.Element)):
        if element is not root and element.getparent() is not None:
            _settle(element)
    _fill(root)
    for element in list(root.iter("li", "td", "th", "blockquote")):
        if element.tag == "blockquote" or any(child.tag in _BLOCKS or child.tag in _BOXES for child in element):
            _fill(element, keep_lists=element.tag == "li")
    _drop_empty(root)
    inner = html.escape(root.text or "", quote=False)
    inner += "".join(lxml.html.tostring(child, encoding="unicode") for child in root)
    if not inner:  # nested deeper than the parser goes: the words alone
        inner = "".join(f"<p>{line}</p>" for line in nh3.clean(first, tags=set()).split("\n") if line.strip(_SPACES))
    return nh3.clean(
        inner,
        tags=set(ALLOWED),
        attributes={tag: set(names) for tag, names in ALLOWED.items() if names},
        url_schemes=set(SCHEMES | {"image", "data"}),
        link_rel=None,
    )


def _settle(element: HtmlElement) -> None:
    """One element by itself: its name, its attributes, whether it stays."""
    style, asked = (element.get("style") or "").lower(), element.get("align") or ""
    classes = set((element.get("class") or "").split())
    tag = str(element.tag)
    for name in ("style", "class", "align"):
        element.attrib.pop(name, None)
    if _MARK.search(style):
        _list_mark(element)
        return
    if tag in ("span", "font"):
        if _BOLD.search(style) and (element.text_content() or "").strip(_SPACES):
            element.tag = "strong"
        else:
            element.drop_tag()
        return
    if tag in ("colgroup", "col"):
        element.drop_tree()
        return
    if tag == "tfoot":
        element.tag = "tbody"
    elif tag in SAME:
        element.tag = SAME[tag]
    _align(element, style, asked, classes)
    if tag == "a":
        _link(element)
    elif tag == "img":
        _image(element)
    for name in ("colspan", "rowspan", "start", "width"):
        _number(element, name)
    if tag == "th" and element.get("scope") not in (None, "col", "row", "colgroup", "rowgroup"):
        element.attrib.pop("scope")


def _align(element: HtmlElement, style: str, asked: str, classes: set[str]) -> None:
    found = _ALIGN.search(style)
    # What was chosen last in an editor is written as a style, over a class from before.
    words = {found.group(1)} if found else {asked.lower(), *classes}
    if element.tag == "center":
        words.add("center")
    for name, also in (("center", "text-center"), ("right", "text-right"), ("right", "end")):
        if name in words or also in words or f"align-{name}" in words:
            if "class" in ALLOWED.get(str(element.tag), ()):
                element.set("class", name)
            elif element.tag in _BOXES:  # hand it down to what stands in the box
                for child in element:
                    if not child.get("align"):
                        child.set("align", name)
                element.set("class", name)
            return


def _link(element: HtmlElement) -> None:
    if not (element.get("href") or "").strip() or element.get("href", "").startswith("#"):
        element.drop_tag()


def _image(element: HtmlElement) -> None:
    src = (element.get("src") or "").strip()
    if found := DESK_IMAGE.match(src):
        element.set("src", f"image:{int(found.group(1))}")
    elif not _OWN.match(src) and not _DATA.match(src):
        element.drop_tree()
        return
    element.set("alt", " ".join((element.get("alt") or "").split())[:200])


def _number(element: HtmlElement, name: str) -> None:
    value = element.get(name)
    if value is None:
        return
    found = re.match(r"\s*(\d{1,4})(?:\.\d+)?(?:px)?\s*\Z", value)
    number = int(found.group(1)) if found else 0
    if number <= (1 if name in ("colspan", "rowspan", "start") else 0):
        element.attrib.pop(name)
    else:
        element.set(name, str(number))


def _list_mark(element: HtmlElement) -> None:
    """The mark of a list that Word writes out: a number stays as words, a sign of a symbol font becomes a dot."""
    mark = (element.text_content() or "").strip(_SPACES)
    tail = element.tail or ""
    words = "" if not mark else "• " if mark in _BULLETS else f"{mark} " if mark[-1].isascii() else mark
    for child in list(element):
        element.remove(child)
    element.text, element.tail = "", words + tail.lstrip(" \u00a0")
    element.drop_tree()


def _fill(parent: HtmlElement, keep_lists: bool = False) -> None:
    """Unwrap boxes, and put words that stand between blocks into paragraphs of their own."""
    made: list[HtmlElement] = []
    state: list[HtmlElement | None] = [None]

    def words(text: str | None, align: str) -> None:
        if not text or (state[0] is None and not text.strip(" \t\r\n\f")):
            return
        box = _open(state, made, align)
        if len(box):
            box[-1].tail = (box[-1].tail or "") + text
        else:
            box.text = (box.text or "") + text

    def walk(node: HtmlElement, align: str) -> None:
        words(node.text, align)
        for child in list(node):
            tail, child.tail = child.tail, None
            if child.tag in _BOXES:
                state[0] = None
                walk(child, child.get("class") or align)
                state[0] = None
            elif child.tag in _BLOCKS or child.tag in ("li", "tr", "thead", "tbody", "caption", "td", "th"):
                state[0] = None
                made.append(child)
            elif any(True for _ in child.iter(*_BLOCKS, *_BOXES)):  # a block in a line: <a><p>…</p></a>
                state[0] = None
                walk(child, align)
            else:
                _open(state, made, align).append(child)
            words(tail, align)

    walk(parent, "")
    attributes = dict(parent.attrib)
    tag, tail = parent.tag, parent.tail
    parent.clear()
    parent.tag, parent.tail = tag, tail
    parent.attrib.update(attributes)
    for one in made:
        if keep_lists and one.tag == "p" and not len(parent) and not parent.text and not one.get("class"):
            parent.text = one.text  # the first words of a line of a list stand in it bare
            parent.extend(list(one))
            continue
        parent.append(one)


def _open(state: list[HtmlElement | None], made: list[HtmlElement], align: str) -> HtmlElement:
    if state[0] is None:
        box = lxml.html.Element("p")
        if align in ALIGNMENTS:
            box.set("class", align)
        state[0] = box
        made.append(box)
    return state[0]


def _drop_empty(root: HtmlElement) -> None:
    """Paragraphs and marks with nothing in them go; the blanks by which a paragraph was indented too."""
    for element in list(root.iter("strong", "em", "u", "s", "sub", "sup", "a")):
        if not len(element) and not (element.text or ""):
            element.drop_tree()
    for element in list(root.iter(*_PROSE, "li", "blockquote", "caption")):
        _strip(element)
        if not (element.text_content() or "").strip(_SPACES) and not any(True for _ in element.iter("img", "table")):
            element.drop_tree()
    for element in root.iter("td", "th"):
        _strip(element)
    for element in root.iter("table", "thead", "tbody", "tr"):
        _close_up(element)
    for element in list(root.iter("ul", "ol", "blockquote", "table")):
        if not len(element) and not (element.text or "").strip(_SPACES):
            element.drop_tree()


def _close_up(element: HtmlElement) -> None:
    """Between the parts of a table there are no words, so no blanks either."""
    element.text = (element.text or "").strip(_SPACES) or None
    for child in element:
        child.tail = (child.tail or "").strip(_SPACES) or None


def _strip(element: HtmlElement) -> None:
    """Blanks and breaks at both ends of a paragraph."""
    node = element
    while True:
        node.text = (node.text or "").lstrip(_SPACES)
        if node.text or not len(node):
            break
        if node[0].tag == "br":
            node.text = node[0].tail or ""
            node.remove(node[0])
        elif node[0].tag == "img":
            break
        else:
            node = node[0]
    while len(element) and element[-1].tag == "br" and not (element[-1].tail or "").strip(_SPACES):
        element.remove(element[-1])
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip(_SPACES)
    else:
        element.text = (element.text or "").rstrip(_SPACES)


# ---------------------------------------------------------------------- images in a clean text


def numbers(text: str) -> list[int]:
    """The attachments that stand in a clean text as images, in their order, each once."""
    found = (_OWN.match(_attributes(tag).get("src", "")) for tag in _IMAGE.findall(text or ""))
    return list(dict.fromkeys(int(one.group(1)) for one in found if one))


def enclosed(text: str) -> list[bytes]:
    """The images that a clean text carries in itself (``data:``), in their order.

    :raises ValueError: when one of them is no base64.
    """
    return [_decode(src) for src in _sources(text) if src.startswith("data:")]


def replace_images(text: str, find: Callable[[str], str | None]) -> str:
    """The text with every image's ``src`` replaced by what ``find`` says for it; ``None`` takes the image away."""

    def one(match: re.Match[str]) -> str:
        values = _attributes(match.group(1))
        src = find(values.pop("src", ""))
        if src is None:
            return ""
        rest = "".join(f' {name}="{html.escape(value)}"' for name, value in values.items())
        return f'<img src="{html.escape(src)}"{rest}>'

    return _IMAGE.sub(one, text or "")


def desk_address(number: int) -> str:
    """Where the people of the agency see an image before it is public; the counterpart of :data:`DESK_IMAGE`."""
    return f"/admin/writing/images/{number}/"


def number_of(src: str) -> int | None:
    """``image:12`` → 12."""
    found = _OWN.match(src)
    return int(found.group(1)) if found else None


def _decode(src: str) -> bytes:
    try:
        return base64.b64decode("".join(src.partition(",")[2].split()), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error


def decode(src: str) -> bytes:
    """The bytes of a ``data:`` address. :raises ValueError: when it is no base64."""
    return _decode(src)


def _sources(text: str) -> Iterable[str]:
    return (_attributes(tag).get("src", "") for tag in _IMAGE.findall(text or ""))


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
