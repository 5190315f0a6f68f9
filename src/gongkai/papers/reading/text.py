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
    reader = _Reader(paper, 1 if "\f" in text else None)
    running = _printed_heads(text)
    for number, raw in enumerate(text.split("\n"), start=1):
        if number > LIMITS.blocks:
            raise too_much("文本行数过多")
        raw = reader.turn_pages(raw)
        if PAGE_NUMBER.match(raw) or (running and _mask(raw) in running):
            continue
        if not reader.row(number, raw):
            reader.line(number, raw)
    reader.flush_rows()
    reader.flush_lines()
    for block in paper.blocks:
        if isinstance(block, Paragraph) and "  " not in block.text.strip():
            block.text = block.text.strip(" \u3000")
    return paper


class _Reader:
    """Where the reader of a text stands: ``page`` (``None`` without pages), lines and rows not yet in the paper."""

    def __init__(self, paper: Paper, page: int | None) -> None:
        self.paper, self.page = paper, page
        self.lines: list[Line] = []
        self.rows: list[str] = []
        self.start, self.separator = 1, ""

    def turn_pages(self, raw: str) -> str:
        """The line without its form feeds; those before it begin a new page."""
        while raw.startswith("\f"):
            raw, self.page = raw[1:], (self.page or 1) + 1
        return raw.replace("\f", "")

    def flush_lines(self) -> None:
        self.paper.blocks.extend(paragraphs(self.lines))
        self.lines.clear()

    def flush_rows(self) -> None:
        self.paper.blocks.extend(_table(self.rows, self.separator, self.page, self.start))
        self.rows.clear()

    def row(self, number: int, raw: str) -> bool:
        """Take the line into a table; ``False`` when it belongs to none."""
        separator = _separator(raw)
        if self.rows:
            if _EMPTY_ROW[self.separator].match(raw):
                self.rows.append(raw)
                return True
            if not raw.strip() or (separator != self.separator and _is_rule(raw)):
                self.rows.append("")
                return True
            if separator != self.separator:
                self.flush_rows()
        if not separator:
            return False
        if _is_rule(raw):
            if self.rows:
                self.rows.append("")
            return True
        if not self.rows:
            self.flush_lines()
            self.start, self.separator = number, separator
        self.rows.append(raw)
        return True

    def line(self, number: int, raw: str) -> None:
        """Take the line as running text, or as a heading of Markdown."""
        if not raw.strip() or (_BOX.match(raw) and len(raw.strip()) > 2):
            return
        if self.paper.format == "md":
            if head := _HEAD.match(raw):
                self.flush_lines()
                words = _MARKUP.sub(r"\2", head.group(2))
                self.paper.blocks.append(Heading(words, len(head.group(1)), Place(self.page, number)))
                return
            raw = _MARKUP.sub(r"\2", _LIST.sub("", raw))
        expanded = raw.expandtabs(8).replace("\xa0", " ")
        if expanded.strip(" \u3000"):
            left = width(expanded) - width(expanded.lstrip(" \u3000"))
            right = width(expanded.rstrip())
            self.lines.append(Line(expanded.rstrip(), left, right, self.page, number, 1.0))


def _is_rule(raw: str) -> bool:
    """A line drawn between the rows of a table."""
    return bool(_RULE.match(raw) or _BOX.match(raw))


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
