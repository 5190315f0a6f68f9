"""What the blocks of a document are: its title, headings by style or by the habit of official papers, lists, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gongkai.papers.reading.flow import width
from gongkai.papers.reading.rich_inline import Piece, has_picture, plain, to_html, trimmed, without
from gongkai.papers.reading.rich_numbering import HTML_TYPES, Number
from gongkai.papers.reading.rich_walk import Block, Grid, GridCell, Para

_CN = "[一二三四五六七八九十百零〇]{1,4}"
#: GB/T 9704: first-level heads 一、 in 黑体, second-level （一） in 楷体; chapters of regulations in 黑体, centred.
_FIRST = re.compile(rf"^(?:{_CN}\s*、|第{_CN}[章编])")
_SECOND = re.compile(rf"^(?:[（(]{_CN}[)）]|第{_CN}节)")
_HEAVY = re.compile(r"黑体|黑简|黑_|hei|heiti|小标宋", re.IGNORECASE)
_KAI = re.compile(r"楷|kai", re.IGNORECASE)
_NUMBER_OF_PAPER = re.compile(r"[〔\[［(（]\s*(?:19|20)\d\d\s*[〕\]］)）]\s*(?:第\s*)?\d+\s*号")
_DATE_LINE = re.compile(r"^[（(]?\s*(?:19|20)\d\d\s*年.*[日)）]$")
#: The word of kind that ends a title: what is centred below it is the issuing body or a note.
_ENDING = re.compile(
    r"(?:通知|意见|办法|规定|规则|报告|方案|公告|通告|公示|决定|批复|函|细则|纪要|计划|要点|目录|指南|预案|说明)$"
)
_MASTHEAD = re.compile(r"(?:文件|公报|专报|简报|明电|传真电报)$")
_LARGE = 30  # half-points: 15 points, 小三; titles are set in 22 points (二号)
_LINE = 56  # columns of a line of an official paper: 28 characters
_HEAD_CHARS = 60


@dataclass(slots=True)
class _Shaped:
    """A paragraph with its role: ``level`` 0 is text, 1 and up a heading."""

    pieces: list[Piece]
    level: int = 0
    align: str | None = None
    number: Number | None = None


def shape(blocks: list[Block]) -> tuple[str | None, str]:
    """The title, if the document shows one, and the rest as HTML."""
    title, blocks = _take_title(blocks)
    shaped = [_paragraph(block) if isinstance(block, Para) else block for block in blocks]
    levels = [block.level for block in shaped if isinstance(block, _Shaped) and block.level]
    top = min(levels, default=1)
    for block in shaped:
        if isinstance(block, _Shaped) and block.level:
            block.level = min(block.level - top + 2, 4)
    return title, _render(shaped)


# -- the title ----------------------------------------------------------------------------------------------------


def _take_title(blocks: list[Block]) -> tuple[str | None, list[Block]]:
    """The title among the first paragraphs (after a masthead and a document number), taken out of the text."""
    heads = [block for block in blocks if isinstance(block, Para) and block.form.level == 1]
    for index, block in enumerate(blocks[:12]):
        if isinstance(block, Grid):
            if index > 2:
                break
            continue
        text = _line(block)
        if not text or has_picture(block.pieces):
            continue
        if block.form.level == -1 or (
            block.form.level == 1 and (len(heads) == 1 or block.form.align == "center") and not _numbered(block)
        ):
            return _joined(blocks, index, lambda other, own=block: other.form.level == own.form.level == -1)
        if _looks_like_title(block, text):
            size = _size(block)
            return _joined(
                blocks, index, lambda other, size=size: _looks_like_title(other, _line(other)) and _size(other) == size
            )
        prelude = _MASTHEAD.search(text) or _NUMBER_OF_PAPER.search(text) or len(text) <= 12
        if not prelude or text.endswith(("：", "。", ":")):
            break
    return None, blocks


def _joined(blocks, index, belongs):  # type: ignore[no-untyped-def]
    end = index + 1
    while end < len(blocks) and end - index < 4 and isinstance(blocks[end], Para) and belongs(blocks[end]):
        if _ENDING.search(_line(blocks[end - 1])):
            break
        end += 1
    title = ""
    for block in blocks[index:end]:
        text = _line(block)
        both = title[-1:].isascii() and title[-1:].isalnum() and text[:1].isascii() and text[:1].isalnum()
        title += (" " if both else "") + text
    return title, blocks[:index] + blocks[end:]


def _line(block: Para) -> str:
    """The paragraph as one line with its number, without marks of notes."""
    noted = [piece for piece in block.pieces if not re.fullmatch(r"［\d+］", piece.text)]
    text = re.sub(r"\s*\n\s*", "", plain(noted)).strip(" \t\u3000\xa0")
    return (block.number.label if block.number and block.form.level else "") + text


def _numbered(block: Para) -> bool:
    text = _line(block)
    return block.number is not None or bool(_FIRST.match(text) or _SECOND.match(text))


def _looks_like_title(block: Para, text: str) -> bool:
    """Centred and set large: neither a red masthead, nor the document number or a date in brackets below the title."""
    if _align(block) != "center" or not text or len(text) > 120 or has_picture(block.pieces) or block.number:
        return False
    if _MASTHEAD.search(text) and len(text) <= 30 and not text.startswith("关于") and "的" not in text:
        return False
    if (_NUMBER_OF_PAPER.search(text) and len(text) < 30) or _DATE_LINE.match(text) or _FIRST.match(text):
        return False
    size = _size(block)
    fonts = {look.font or "" for _, look in block.looks}
    heavy = bool(block.looks) and all(look.bold for _, look in block.looks)
    return bool(block.looks) and (size >= _LARGE or heavy or any("标宋" in font for font in fonts))


def _size(block: Para) -> int:
    return min((look.size or 0 for _, look in block.looks), default=0)


# -- paragraphs ---------------------------------------------------------------------------------------------------


def _paragraph(block: Para) -> _Shaped:
    align = _align(block)
    pieces = trimmed(block.pieces)
    number = block.number
    level = max(block.form.level or 0, 0)
    label = number.label if number else ""
    if not level:
        level = _habit(block, label + plain(pieces))
    if number and not number.bullet and (level or (number.html_type is None and number.level == 0)):
        pieces = _labelled(pieces, label)
        number = None
    elif number and level:
        number = None
    if not pieces:
        number = None
    if level:
        align = None
        pieces = without(pieces, "strong", "u")
        pieces = [replace(piece, text=piece.text.replace("\n", "")) for piece in pieces]
    return _Shaped(pieces, level, align, number)


def _labelled(pieces: list[Piece], label: str) -> list[Piece]:
    label = label.strip()
    if not label:
        return pieces
    space = "" if label[-1] in "、．.）)：:，，】]〕" and not label[-1].isalnum() else "\u3000"
    if label.isascii() and not space and label[-1] in ".)":
        space = " "
    return [Piece(label + space, pieces[0].marks if pieces else frozenset()), *pieces]


def _habit(block: Para, text: str) -> int:
    """1 for 一、 in 黑体, 2 for （一） in 楷体, when the whole short paragraph is set so; otherwise 0."""
    if len(text) > _HEAD_CHARS or "\n" in text or "。" in text[:-1] or not block.looks or has_picture(block.pieces):
        return 0
    fonts = [look.font or "" for _, look in block.looks]
    bold = all(look.bold for _, look in block.looks)
    heavy = bold or all(_HEAVY.search(font) for font in fonts)
    if _FIRST.match(text) and heavy:
        return 1
    if _SECOND.match(text) and (heavy or all(_KAI.search(font) for font in fonts)):
        return 2
    return 0


def _align(block: Para) -> str | None:
    """right or center: as set, or as made with spaces or a deep indent, which is how many signatures are placed."""
    if block.form.align in ("right", "center"):
        return block.form.align
    raw = plain(block.pieces)
    text = raw.strip()
    if not text or "\n" in text or len(text) > 40 or block.number or block.form.level:
        return None
    lead = width(raw[: len(raw) - len(raw.lstrip())]) + (block.form.indent or 0) // 160
    if lead >= 16 and lead + width(text) >= 42:
        return "right"
    return "center" if lead >= 8 and abs(lead - (_LINE - width(text)) / 2) <= 3 else None


# -- HTML ---------------------------------------------------------------------------------------------------------


def _render(blocks: list[_Shaped | Grid]) -> str:
    parts: list[str] = []
    opened: list[tuple[str, Number]] = []

    def close(depth: int) -> None:
        while len(opened) > depth:
            parts.append(f"</li></{opened.pop()[0]}>")

    for block in blocks:
        if isinstance(block, Grid):
            close(0)
            parts.append(_table(block))
        elif block.number is None or (not opened and not _listed(block.number)):
            close(0)
            if block.number is not None:
                block.pieces = _labelled(block.pieces, block.number.label)
            if block.pieces:
                tag = f"h{block.level}" if block.level else "p"
                place = f' class="{block.align}"' if block.align else ""
                parts.append(f"<{tag}{place}>{to_html(block.pieces)}</{tag}>")
        else:
            _item(block, parts, opened, close)
    close(0)
    return "".join(parts)


def _listed(number: Number) -> bool:
    return number.bullet or number.html_type is not None


def _item(block, parts, opened, close):  # type: ignore[no-untyped-def]
    """One item: goes on in the open list of its level, or opens one inside the item above."""
    number = block.number
    tag = "ul" if number.bullet else "ol"
    while opened and opened[-1][1].level > number.level:
        close(len(opened) - 1)
    if opened and opened[-1][1].level == number.level:
        before = opened[-1][1]
        same = before.list_id == number.list_id and before.shape == number.shape
        if same and opened[-1][0] == tag and (tag == "ul" or number.count == before.count + 1):
            parts.append("</li><li>")
            opened[-1] = (tag, number)
            parts.append(to_html(block.pieces))
            return
        close(len(opened) - 1)
    shape_of = HTML_TYPES.get(number.shape, "") if tag == "ol" else ""
    kind = f' type="{shape_of}"' if shape_of else ""
    start = f' start="{number.count}"' if tag == "ol" and number.count != 1 else ""
    parts.append(f"<{tag}{kind}{start}><li>{to_html(block.pieces)}")
    opened.append((tag, number))


def _table(grid: Grid) -> str:
    parts = ["<table>"]
    for index, row in enumerate(grid.rows):
        if index == 0:
            parts.append("<thead>" if grid.heads else "<tbody>")
        elif index == grid.heads:
            parts.append("</thead><tbody>")
        parts.append("<tr>")
        for cell in row:
            tag = "th" if index < grid.heads else "td"
            scope = ' scope="col"' if tag == "th" else ""
            across = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
            down = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
            parts.append(f"<{tag}{scope}{across}{down}>{_cell(cell, tag == 'th')}</{tag}>")
        parts.append("</tr>")
    parts.append("</tbody></table>")
    return "".join(parts)


def _cell(cell: GridCell, head: bool) -> str:
    """One plain paragraph stands by itself; several keep their paragraphs. Headings and places mean nothing here."""
    shaped: list[_Shaped | Grid] = []
    for block in cell.blocks:
        if isinstance(block, Grid):
            shaped.append(block)
            continue
        para = _paragraph(replace(block, form=replace(block.form, level=0)))
        para.level, para.align = 0, None
        if head:
            para.pieces = without(para.pieces, "strong")
        if para.pieces:
            shaped.append(para)
    if len(shaped) == 1 and isinstance(shaped[0], _Shaped) and shaped[0].number is None:
        return to_html(shaped[0].pieces)
    return _render(shaped)
