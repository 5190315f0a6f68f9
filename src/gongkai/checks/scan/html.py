"""Web pages: visible text, tables, comments, hidden elements, meta data, scripts, addresses in attributes."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from lxml import etree, html

from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.image import scan_image
from gongkai.checks.scan.limits import LIMITS, too_large
from gongkai.checks.scan.text import decode
from gongkai.findings import refuse

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,}px"
    r"|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(?:50|100)%|(?<![-\w])(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|$).*overflow\s*:\s*hidden",
    re.IGNORECASE,
)
_WHITE_STYLE = re.compile(
    r"(?<![-\w])color\s*:\s*(?:#fff(?:fff)?|white|transparent|rgba?\(\s*255\s*,\s*255\s*,\s*255)", re.IGNORECASE
)
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*(?!#fff|white|transparent|none)", re.IGNORECASE)
_BLOCKS = {
    "p",
    "div",
    "li",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "br",
    "tr",
    "dt",
    "dd",
    "table",
    "ul",
    "ol",
    "pre",
    "blockquote",
    "title",
    "option",
    "caption",
    "body",
    "form",
    "header",
    "footer",
}
#: What a reader does not see, and its name; looked through as raw data.
_UNREAD = {"script": "网页脚本", "style": "网页样式", "template": "网页模板", "noscript": "网页备用内容"}
_SKIP = {"head", *_UNREAD}
_CODE_COMMENT = re.compile(
    r"^\s*(?:\[if|<!\[endif|google|saved from|\$|#|/?#?(?:begin|end|start)\b|=+|-+\s*$)|^[\sA-Za-z0-9_./:#-]{0,40}$",
    re.IGNORECASE,
)


def parse(data: bytes) -> etree._Element:
    """The document element; encoding from the mark, the meta element, else guessed. Nothing is fetched."""
    if len(data) > LIMITS.tree_bytes:
        raise too_large("网页", len(data), LIMITS.tree_bytes)
    match = _CHARSET.search(data[:4096])
    text = ""
    if match and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = match.group(1).decode("ascii").lower()
        try:
            text = data.decode("gb18030" if name.startswith("gb") else name)
        except (LookupError, UnicodeDecodeError):
            text = ""
    text = text or decode(data)[0]
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(no_network=True, remove_comments=False, huge_tree=False)
    try:
        root = html.document_fromstring(text or "<html></html>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise refuse("broken", "网页文件已损坏，无法检查。请另存后再查") from error
    _mark_hidden_classes(root)
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > LIMITS.xml_depth:
            raise refuse("too-deep", "网页的结构嵌套过深，可能是恶意文件，没有检查")
        if event == "end":
            _without_controls(element)
    return root


#: Signs that no page shows; office programs leave them in (placeholders), and no tree of elements takes them back.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _without_controls(element: etree._Element) -> None:
    """Take the unseen control characters out of an element's text, of what follows it, and of its attributes."""
    if element.text and isinstance(element.tag, str) and _CONTROLS.search(element.text):
        element.text = _CONTROLS.sub("", element.text)
    if element.tail and _CONTROLS.search(element.tail):
        element.tail = _CONTROLS.sub("", element.tail)
    for key, value in element.attrib.items() if isinstance(element.tag, str) else ():
        if _CONTROLS.search(value):
            element.set(key, _CONTROLS.sub("", value))


_AT_RULE = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"\s*[a-z0-9]*([.#])([\w-]+)\s*", re.IGNORECASE)


def _mark_hidden_classes(root: etree._Element) -> None:
    """Elements that the page's own style sheets hide by class or identity are marked as hidden themselves."""
    hidden: set[tuple[str, str]] = set()
    for style in root.iter("style"):
        for selectors, body in _RULE.findall(_AT_RULE.sub("", style.text or "")):
            if _HIDDEN_STYLE.search(body):
                hidden.update(
                    (match[1], match[2]) for one in selectors.split(",") if (match := _SELECTOR.fullmatch(one))
                )
    if not hidden:
        return
    for element in root.iter():
        if isinstance(element.tag, str):
            names = {(".", name) for name in (element.get("class") or "").split()} | {("#", element.get("id") or "")}
            if names & hidden:
                element.set("style", f"{element.get('style') or ''};display:none")


def hidden_state(element: etree._Element) -> str:
    """hidden or white for an element that hides its content; empty otherwise."""
    if not isinstance(element.tag, str):
        return ""
    style = element.get("style") or ""
    if element.get("hidden") is not None or _HIDDEN_STYLE.search(style):
        return "hidden"
    if element.tag == "input" and (element.get("type") or "").lower() == "hidden":
        return "hidden"
    white = _WHITE_STYLE.search(style) or (
        element.tag == "font" and (element.get("color") or "").lower() in ("white", "#fff", "#ffffff")
    )
    if white and not _BACKGROUND.search(style):
        for ancestor in element.iterancestors():
            if _BACKGROUND.search(ancestor.get("style") or "") or ancestor.get("bgcolor") or ancestor.get("class"):
                return ""
        return "" if element.get("class") else "white"
    return ""


def table_rows(table: etree._Element) -> tuple[list[list[str | None]], list[list[etree._Element | None]]]:
    """Texts and elements of a table's cells, spans spread out with ``None``; nested tables left out."""
    texts: list[list[str | None]] = []
    elements: list[list[etree._Element | None]] = []
    below: dict[int, int] = {}
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is not table:
            continue
        line: list[str | None] = []
        cells: list[etree._Element | None] = []
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while below.get(column, 0) > 0:
                below[column] -= 1
                line.append(None)
                cells.append(None)
                column += 1
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            line += [own_text(cell)] + [None] * (across - 1)
            cells += [cell] + [None] * (across - 1)
            for offset in range(across):
                below[column + offset] = down - 1
            column += across
        texts.append(line)
        elements.append(cells)
    return texts, elements


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name) or "1"
    return min(max(int(value), 1), 60) if value.isdigit() else 1


def own_text(element: etree._Element) -> str:
    """The text of an element as it is read, without scripts, comments and nested tables."""
    parts: list[str] = []

    def walk(node: etree._Element) -> None:
        if isinstance(node.tag, str) and node.tag not in _SKIP and not (node.tag == "table" and node is not element):
            if node.tag in _BLOCKS and parts and node is not element:
                parts.append("\n")
            parts.append(node.text or "")
            for child in node:
                walk(child)
                parts.append(child.tail or "")
            if node.tag in _BLOCKS and node is not element:
                parts.append("\n")

    walk(element)
    text = re.sub(r"[ \t\r\f]+", " ", "".join(parts).replace("\xa0", " "))
    return re.sub(r" *\n[ \n]*", "\n", text).strip()


def scan_html(data: bytes, collector: Collector, name: str = "") -> None:
    """All findings of a web page."""
    root = parse(data)
    _scan_hidden(root, collector)
    body = root.find("body") if root.find("body") is not None else root
    for number, table in enumerate(root.iter("table"), 1):
        rows, _ = table_rows(table)
        if any(len([cell for cell in row if cell]) > 1 for row in rows):
            caption = table.findtext("caption") or ""
            collector.table(f"表{number}", rows, title=f"{name} {caption}")
        else:
            collector.story(
                f"表{number} ", [(f"第{i}行", cell) for i, row in enumerate(rows, 1) for cell in row if cell]
            )
    lines = own_text(body).split("\n")
    collector.story("正文 ", [(f"第{index}行", line) for index, line in enumerate(lines, 1)])
    title = root.findtext(".//title")
    if title:
        collector.story("网页标题", [("", title)])
    _scan_attributes(root, collector)
    for tag, label in _UNREAD.items():
        for number, element in enumerate(root.iter(tag), 1):
            if len(text := "".join(element.itertext())) > 10:
                collector.raw(f"{label}{number}", text)


def _scan_hidden(root: etree._Element, collector: Collector) -> None:
    comments = [node.text or "" for node in root.iter(etree.Comment)]
    worded = [
        text.strip()
        for text in comments
        if re.search(r"[\u4e00-\u9fff0-9]{6}", text) and not _CODE_COMMENT.search(text)
    ]
    if worded:
        collector.add("H-HTML-COMMENT", "源代码注释", worded[0], count=len(worded))
    if comments:
        collector.story("源代码注释", [("", text) for text in comments], wording=False)
    found: dict[str, list[str]] = {}
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        state = hidden_state(element)
        if not state or any(hidden_state(ancestor) for ancestor in element.iterancestors()):
            continue
        text = element.get("value") or "" if element.tag == "input" else own_text(element)
        if re.search(r"[\u4e00-\u9fff]|[0-9]{6}", text):
            found.setdefault(state, []).append(text)
    for state, texts in found.items():
        collector.add("H-HTML" if state == "hidden" else "H-WHITE", "网页", texts[0], count=len(texts))


def _scan_attributes(root: etree._Element, collector: Collector) -> None:
    texts: list[tuple[str, str]] = []
    pictures = 0
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        author = element.tag == "meta" and (element.get("name") or "").lower() in ("author", "creator")
        if author and (content := (element.get("content") or "").strip()):
            collector.add("M-AUTHOR", "网页属性", f"作者：{content[0]}**", masked=True)
        for key, value in element.attrib.items():
            if len(value) < 6:
                continue
            if key in ("style", "class", "id"):
                collector.raw(f"{element.tag}的{key}", value)
            elif value.startswith("data:image"):
                pictures += 1
                if picture := data_uri(value):
                    scan_image(picture, collector, f"内嵌图片{pictures}")
            elif key in ("href", "src", "action"):
                if value.lower().startswith(("tel:", "sms:", "mailto:", "javascript:")):
                    texts.append((f"{element.tag}的链接", value))
                elif re.search(r"[?&=]", value):
                    collector.raw("链接", value)
            elif element.tag == "meta":
                texts.append(("网页属性", value))
            else:
                texts.append((f"{element.tag}的{key}", value))
    collector.story("", texts, wording=False)


def data_uri(value: str) -> bytes | None:
    head, _, body = value.partition(",")
    try:
        return base64.b64decode(body, validate=False) if ";base64" in head else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return None
