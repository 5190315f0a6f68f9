"""A Word document as clean rich text for the editor: headings, lists, tables, pictures, links, none of its styles.

>>> text = rich_text(Path("通知.docx").read_bytes())
>>> text.title, text.html, text.images, text.notes

A walk of our own and not a general converter, because of what those lose or double in the papers of this field:
automatic Chinese numbers, heads known by their font alone, signatures set to the right, text boxes that stand twice in
the file, hidden text, and what was left out, which the writer must be told.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from gongkai.findings import refuse
from gongkai.papers.reading.docx import parse
from gongkai.papers.reading.limits import LIMITS, broken, open_archive, read_part, too_large
from gongkai.papers.reading.rich_images import Pictures, RichImage, relations
from gongkai.papers.reading.rich_inline import Piece, trimmed
from gongkai.papers.reading.rich_numbering import Numbers
from gongkai.papers.reading.rich_shape import shape
from gongkai.papers.reading.rich_styles import Styles, W
from gongkai.papers.reading.rich_walk import Block, Para, Walker, local
from gongkai.papers.reading.sniff import kind_of

__all__ = ["RichImage", "RichText", "rich_text"]

_KIND = "Word "
#: What was left out, by the walker's code, as the writer reads it; {n} is how often.
_NOTES = {
    "deleted": "原文有修订痕迹：已按接受全部修订处理，删去的文字没有带入，新增的文字保留。",
    "hidden": "原文有隐藏文字，没有带入。",
    "comment": "原文有批注，没有带入。",
    "contents": "原文有自动目录，没有带入：网页上不需要页码目录。",
    "linked": "有{n}张图片只是外部链接，没有存在文件里，已在原处标“［图片］”。需要时请另行插入。",
    "chart": "有{n}处图表或 SmartArt 图形不能转换。请在原软件中另存为图片后插入，并写明替代文字。",
    "object": "有{n}处嵌入的其他文件或控件（如 Excel 表格），只带入了它的图样。需要公开的请作为附件上传。",
    "chunk": "有{n}处嵌入的其他格式片段，没有带入。请在原软件中打开并另存后再试。",
}


@dataclass(slots=True)
class RichText:
    """``html`` refers to ``images[n]`` as ``<img src="image:n" alt="…">``; ``notes`` are sentences for the writer."""

    html: str
    title: str | None = None
    images: list[RichImage] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def rich_text(data: bytes, *, name: str = "") -> RichText:
    """The document as rich text. HTML knows p (class right or center), h2–h4, ul, ol (start, type), li, table, thead,
    tbody, tr, th (scope), td (both colspan, rowspan), a, strong, em, u, s, sub, sup, br and img, nothing else.

    ``name`` is the file's name: with it, doc, wps, rtf and odt files are read too, through LibreOffice.
    Raises Refused for other kinds of file and for damaged, encrypted and hostile ones.
    """
    if len(data) > LIMITS.file_bytes:
        raise too_large("文件", len(data), LIMITS.file_bytes)
    kind = kind_of(data, name)
    if kind == "office":
        from gongkai.papers.reading.office import convert

        data = convert(data, name)
        kind = kind_of(data)
    if kind != "docx":
        raise refuse("not-word", "这不是 Word 文档。请选 docx 文件；doc、wps 文件请先另存为 docx")
    try:
        return _read(data)
    except (RecursionError, MemoryError) as error:
        raise broken(_KIND, "结构过深或过大") from error


def _read(data: bytes) -> RichText:
    archive = open_archive(data, _KIND)
    names = set(archive.namelist())
    main = "word/document.xml"
    if main not in names:
        main = next(name for name in sorted(names) if re.fullmatch(r"word/document\d*\.xml", name))
    root = parse(read_part(archive, main, _KIND))
    body = root.find(f"{W}body")
    if body is None:
        raise broken(_KIND, "没有正文")

    def optional(part: str) -> Any:
        return parse(read_part(archive, part, _KIND)) if part in names else None

    styles = Styles(optional("word/styles.xml"))
    notes = _notes(optional)
    pictures = Pictures(archive, _KIND)
    walker = Walker(styles, Numbers(optional("word/numbering.xml"), styles), pictures, notes)
    ends = Counter(mark.get(f"{W}fldCharType") for mark in body.iter(f"{W}fldChar"))
    walker.droppable = ends["begin"] == ends["end"]
    walker.relations = relations(archive, main, _KIND, parse)
    blocks = walker.blocks(body)
    title, html = shape(blocks)
    html += shape(_cited(walker, archive))[1]
    if not html and title is None and not pictures.images:
        raise refuse("no-text", "文件里没有读到任何文字或图片。请核对是否选错文件")
    return RichText(html, title, pictures.images, _said(walker, optional, names))


def _notes(optional: Any) -> dict[tuple[str, str], Any]:
    """Footnotes and endnotes by kind and id, separators left out."""
    found: dict[tuple[str, str], Any] = {}
    for kind in ("footnote", "endnote"):
        root = optional(f"word/{kind}s.xml")
        for note in root if root is not None else ():
            if local(note) == kind and note.get(f"{W}type") in (None, "normal"):
                found[kind, note.get(f"{W}id") or ""] = note
    return found


def _cited(walker: Walker, archive: zipfile.ZipFile) -> list[Block]:
    """The notes that the text cites, in its order, each beginning with its number."""
    blocks: list[Block] = []
    walker.fields.clear()
    index = 0
    while index < len(walker.cited):  # a note may cite another
        kind, number = walker.cited[index]
        index += 1
        walker.relations = relations(archive, f"word/{kind}s.xml", _KIND, parse)
        inner = walker.blocks(walker.notes[kind, number])
        first = inner[0] if inner else None
        label = Piece(f"［{index}］")
        if isinstance(first, Para):
            first.pieces = [label, *trimmed(first.pieces)]
        else:
            inner.insert(0, Para([label]))
        blocks.extend(inner)
    return blocks


def _said(walker: Walker, optional: Any, names: set[str]) -> list[str]:
    said = [text.format(n=walker.left_out[code]) for code, text in _NOTES.items() if walker.left_out[code]]
    if walker.pictures.unshown:
        said.append(
            f"有{walker.pictures.unshown}张图片是网页不能显示的格式（如 wmf、emf），已在原处标“［图片］”。"
            "请在原软件中另存为 png 或 jpg 后插入。"
        )
    if any(not image.alt for image in walker.pictures.images):
        blank = sum(not image.alt for image in walker.pictures.images)
        said.append(f"有{blank}张图片没有替代文字，请补写，让看不见图的人也知道图里是什么。")
    edges = 0
    for part in sorted(names):
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", part):
            root = optional(part)
            text = "".join(node.text or "" for node in root.iter(f"{W}t"))
            edges += bool(re.sub(r"[\d\s\-—–－·第页共/]", "", text))
    if edges:
        said.append("页眉页脚里的文字没有带入。")
    return said
