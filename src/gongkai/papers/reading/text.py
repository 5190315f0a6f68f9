"""Plain text and Markdown: tables of tabs and pipes become tables, everything else paragraphs with their line numbers.

Columns made of spaces, and tables pasted one cell a line, stay lines of text: only someone who knows the form can tell
a cell from a sentence there. Rows of tab and pipe tables may be ragged, spans being lost in such text.
"""

from __future__ import annotations

import json
import re

from gongkai.checks.report.damage import BAD_ENCODING, is_mojibake
from gongkai.papers.model import Block, Cell, Heading, Paper, Paragraph, Place, Table
from gongkai.papers.reading.decoding import decode
from gongkai.papers.reading.flow import PAGE_NUMBER, Line, paragraphs, width
from gongkai.papers.reading.limits import LIMITS, too_large, too_much
from gongkai.papers.reading.radicals import ordinary

_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_BOX = re.compile(r"^[\s+\-=_|─━┄┈┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬═│┃]+$")
_PRINTED = re.compile(
    r"^\s*(?:(?:https?|file)://\S+\s+\d+/\d+|\d{2,4}[-/.]\d{1,2}[-/.]\d{1,4}[,，]?\s+\d{1,2}:\d{2}.*)\s*$"
)
#: A row all of whose cells are empty, by separator.
_EMPTY_ROW = {"|": re.compile(r"^\s*\|?(?:[ \u3000]+\|){3,}[ \u3000]*$"), "\t": re.compile(r"^ *\t[\t ]{2,}$")}
_HEAD = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_LIST = re.compile(r"^\s*[-*+]\s+(?=\S)")
_MARKUP = re.compile(r"(\*\*|__)(.+?)\1")


def read_text(data: bytes, kind: str) -> Paper:
    """``kind`` is "txt" or "md". Raises Refused when the text is beyond all measure."""
    if len(data) > LIMITS.text_bytes:
        raise too_large("文本文件", len(data), LIMITS.text_bytes)
    text = decode(data)
    if max((len(line) for line in text.splitlines()), default=0) > LIMITS.line_chars:
        raise too_much("文本中有超长的一行")
    if text.lstrip()[:1] in ("{", "["):
        text = _strings_of_json(text)
    paper = paper_of(text, kind)
    if is_mojibake(text):
        paper.warnings.append(BAD_ENCODING)
    return paper


def paper_of(text: str, kind: str = "txt") -> Paper:
    """The same from text already decoded."""
    text = ordinary(text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x0b", "\n"))
    paper = Paper(format=kind)
    lines: list[Line] = []
    rows: list[str] = []
    start = page = 1
    paged = "\f" in text
    separator = ""

    def flush_lines() -> None:
        paper.blocks.extend(paragraphs(lines))
        lines.clear()

    def flush_rows() -> None:
        paper.blocks.extend(_table(rows, separator, page if paged else None, start))
        rows.clear()

    running = _printed_heads(text)
    for number, raw in enumerate(text.split("\n"), start=1):
        if number > LIMITS.blocks:
            raise too_much("文本行数过多")
        while raw.startswith("\f"):
            raw, page = raw[1:], page + 1
        raw = raw.replace("\f", "")
        if PAGE_NUMBER.match(raw) or (running and _mask(raw) in running):
            continue
        kind_of_row = _separator(raw)
        if rows and _EMPTY_ROW[separator].match(raw):
            rows.append(raw)
            continue
        if rows and not raw.strip():
            rows.append("")
            continue
        if rows and (kind_of_row != separator or not kind_of_row):
            if _RULE.match(raw) or (_BOX.match(raw) and raw.strip()):
                rows.append("")
                continue
            flush_rows()
        if kind_of_row:
            if _RULE.match(raw) or _BOX.match(raw):
                if rows:
                    rows.append("")
                continue
            if not rows:
                flush_lines()
                start, separator = number, kind_of_row
            rows.append(raw)
            continue
        if not raw.strip() or (_BOX.match(raw) and len(raw.strip()) > 2):
            continue
        if kind == "md":
            head = _HEAD.match(raw)
            if head:
                flush_lines()
                place = Place(page if paged else None, number)
                paper.blocks.append(Heading(_MARKUP.sub(r"\2", head.group(2)), len(head.group(1)), place))
                continue
            raw = _MARKUP.sub(r"\2", _LIST.sub("", raw))
        expanded = raw.expandtabs(8).replace("\xa0", " ")
        stripped = expanded.strip(" \u3000")
        if stripped:
            left = width(expanded) - width(expanded.lstrip(" \u3000"))
            lines.append(Line(expanded.rstrip(), left, width(expanded.rstrip()), page if paged else None, number, 1.0))
    flush_rows()
    flush_lines()
    for block in paper.blocks:
        if isinstance(block, Paragraph) and "  " not in block.text.strip():
            block.text = block.text.strip(" \u3000")
    return paper


def _printed_heads(text: str) -> set[str]:
    """Heads and feet that a browser prints on every page: an address with 2/6, a date and time with a title."""
    counts: dict[str, int] = {}
    for line in text.split("\n"):
        if _PRINTED.match(line):
            counts[_mask(line)] = counts.get(_mask(line), 0) + 1
    return {line for line, count in counts.items() if count > 1}


def _mask(line: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", line))


def _separator(line: str) -> str:
    """What parts the cells of this line: a pipe (also a drawn one), a tab, or nothing."""
    if re.search(r"[|│┃｜]", line):
        return "|"
    if re.search(r"\S[ \u3000]*\t", line) or (line.startswith("\t") and line.strip()):
        return "\t"
    return ""


def _table(raws: list[str], separator: str, page: int | None, start: int) -> list[Block]:
    """The lines as a table; lines that only happen to hold a tab or a pipe are paragraphs after all."""
    while raws and not raws[-1].strip() and not _EMPTY_ROW[separator].match(raws[-1]):
        raws.pop()
    if not raws:
        return []
    framed = sum(raw.strip().startswith("|") for raw in raws) >= 0.5 * sum(bool(raw.strip()) for raw in raws)
    rows = [_cells(raw, separator, framed) if raw.strip() or _EMPTY_ROW[separator].match(raw) else [] for raw in raws]
    filled = [[cell for cell in row if cell] for row in rows]
    sentence = len(rows) == 1 and re.search("[:：]", rows[0][0]) is not None  # “来源：… | 时间：…”
    if sentence or all(len(row) <= 1 for row in filled):
        loose = all(len(row) <= 2 for row in rows) or sentence
        if loose:
            return [
                Paragraph(" | ".join(row), place=Place(page, start + offset))
                for offset, row in enumerate(filled)
                if row
            ]
    return [Table([[Cell(cell) for cell in row] for row in rows], header_rows=0, place=Place(page, start))]


def _cells(line: str, separator: str, framed: bool) -> list[str]:
    """``framed``: the rows of this table begin with a pipe of their own."""
    if separator == "|":
        line = re.sub(r"[│┃｜]", "|", line).strip().replace("\\|", "\uffff")
        line = re.sub(r"<br\s*/?>", "\n", line, flags=re.IGNORECASE)
        parts = line.split("|")
        if framed and len(parts) > 1 and not parts[0].strip():
            parts = parts[1:]
        if len(parts) > 1 and not parts[-1].strip():
            parts = parts[:-1]
        return [_MARKUP.sub(r"\2", part.replace("\uffff", "|").strip()) for part in parts]
    return [part.strip(" \u3000") for part in line.rstrip("\n").split("\t")]


def _strings_of_json(text: str) -> str:
    """The strings of a JSON file, one a line; the text itself when it is no JSON."""
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return text
    found: list[str] = []
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict):
            stack.extend(reversed(item.values()))
        elif isinstance(item, list):
            stack.extend(reversed(item))
    return "\n".join(found)
