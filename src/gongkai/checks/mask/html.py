"""Masked copies of web pages: text masked across tags; comments, hidden elements and author out."""

from __future__ import annotations

import base64

from lxml import etree, html

from gongkai.checks.mask.copy import Work
from gongkai.checks.mask.image import strip
from gongkai.checks.personal.detect import find_personal
from gongkai.checks.scan.html import _BLOCKS, data_uri, hidden_state, own_text, parse, table_rows
from gongkai.findings import Refused

Node = tuple[etree._Element, bool]  # an element and whether its tail (else its text) is meant


def mask_html(data: bytes, name: str, work: Work) -> bytes:
    """The bytes of the masked page, in UTF-8 (the meta element says so)."""
    root = parse(data)
    doctype = root.getroottree().docinfo.doctype or "<!DOCTYPE html>"
    _take_out(root, work)
    for table in list(root.iter("table")):
        texts, elements = table_rows(table)
        if not any(len([cell for cell in row if cell]) > 1 for row in texts):
            continue
        title = f"{name} {table.findtext('caption') or ''}"
        for (row, column), masked in work.table(texts, title=title).items():
            cell = elements[row][column]
            if cell is not None:
                _set_cell(cell, masked, work)
    _mask_nodes(_nodes(root), work)
    _attributes(root, work)
    for code in root.iter("script", "style"):
        if code.text:
            code.text = work.text(code.text)
    _set_charset(root)
    return html.tostring(root, encoding="utf-8", doctype=doctype, include_meta_content_type=True)


def _set_charset(root: etree._Element) -> None:
    for meta in list(root.iter("meta")):
        if meta.get("charset") or (meta.get("http-equiv") or "").lower() == "content-type":
            meta.getparent().remove(meta)
    head = root.find("head")
    if head is None:
        head = etree.Element("head")
        root.insert(0, head)
    head.insert(0, etree.Element("meta", charset="utf-8"))


def _drop(element: etree._Element) -> None:
    """Take an element out and keep the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _take_out(root: etree._Element, work: Work) -> None:
    for comment in list(root.iter(etree.Comment)):
        _drop(comment)
        work.removed["源代码注释"] += 1
    for element in list(root.iter()):
        if isinstance(element.tag, str) and hidden_state(element):
            work.removed["隐藏的内容"] += 1
            _drop(element)
    for meta in list(root.iter("meta")):
        if (meta.get("name") or "").lower() in ("author", "creator", "generator", "originator", "progid"):
            work.removed["网页属性"] += 1
            _drop(meta)


def _nodes(root: etree._Element) -> list[tuple[Node | None, str]]:
    """All text of the page in order; ``None`` stands for the border of a block."""
    out: list[tuple[Node | None, str]] = []

    def walk(element: etree._Element) -> None:
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            return
        block = element.tag in _BLOCKS
        if block:
            out.append((None, "\n"))
        if element.text:
            out.append(((element, False), element.text))
        for child in element:
            walk(child)
            if child.tail:
                out.append(((child, True), child.tail))
        if block:
            out.append((None, "\n"))

    walk(root)
    return out


def _mask_nodes(nodes: list[tuple[Node | None, str]], work: Work) -> None:
    whole = "".join(text for _, text in nodes)
    hits = work.hits(whole)
    if not hits:
        return
    starts, at = [], 0
    for _, text in nodes:
        starts.append(at)
        at += len(text)
    for hit in reversed(hits):
        first = True
        for start, (node, original) in zip(starts, nodes, strict=True):
            if node is None or start >= hit.end or start + len(original) <= hit.start:
                continue
            element, tail = node
            text = (element.tail if tail else element.text) or ""
            low, high = max(hit.start - start, 0), min(hit.end - start, len(original))
            text = text[:low] + (hit.masked if first else "") + text[high:]
            first = False
            if tail:
                element.tail = text
            else:
                element.text = text


def _set_cell(cell: etree._Element, masked: str, work: Work) -> None:
    """The cell's masked text: where hits lie inside its tags they are masked there, else the first text takes all."""
    before = [(node, text) for node, text in _nodes(cell)]
    whole = "".join(text for _, text in before)
    if find_personal(whole, allow=work.options.allow):
        _mask_nodes(before, work)
        if own_text(cell) == masked:
            return
    written = False
    for node, _ in before:
        if node is None or (node[0] is cell and node[1]):
            continue
        element, tail = node
        value = "" if written else masked
        written = True
        if tail:
            element.tail = value
        else:
            element.text = value


def _attributes(root: etree._Element, work: Work) -> None:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for key, value in list(element.attrib.items()):
            if len(value) < 6:
                continue
            if value.startswith("data:image"):
                picture = data_uri(value)
                try:
                    clean = strip(picture) if picture else b""
                except Refused:
                    continue
                if clean and clean != picture:
                    element.set(
                        key, f"{value.split(',', 1)[0].split(';')[0]};base64,{base64.b64encode(clean).decode()}"
                    )
                    work.removed["图片属性"] += 1
                continue
            element.set(key, work.text(value))
