"""A Paper as HTML: a fragment that the portal's style sheet dresses, and one self-contained page.

The fragment holds no style and no script, so it stands under a strict content security policy; its classes are those of
the visual language (``prose``, ``grid sheet``, ``matrix``, ``stack``, ``figs``, ``bars``, ``chart``). Every word is
escaped. A zero and a dash are quiet, a number is bold, a blank stays empty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path

from gongkai.papers.model import Block, Chart, Contents, Figure, Heading, PageBreak, Paper, Paragraph, Table
from gongkai.papers.writing import charts
from gongkai.papers.writing.html_table import sheet_table
from gongkai.papers.writing.layout import clean, contents_entries, number_text, single_line, timestamp

STYLE_SHEET = Path(__file__).parent / "template" / "report.css"
_SAFE = re.compile(r"(?:https?://|mailto:|tel:|#|/(?![/\\])|\.{1,2}/|[\w.%-]+(?:[/?#]|$))", re.IGNORECASE)

NOTE_STYLES = {"note": "note", "caption": "note", "subtitle": "note"}


def write_html(paper: Paper) -> bytes:
    """One complete page with its style sheet inside: for a file opened from a disk."""
    title = escape(single_line(paper.title) or "文件")
    author = escape(single_line(paper.author))
    head = [
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{title}</title>",
    ]
    if author:
        head.append(f'<meta name="author" content="{author}">')
    if paper.date:
        head.append(f'<meta name="date" content="{timestamp(paper):%Y-%m-%d}">')
    brand = f'<header class="top"><div class="wrap"><p class="who">{author}</p></div></header>' if author else ""
    date = escape(single_line(paper.date))
    foot = "　".join(part for part in (author, date) if part)
    footer = f'<footer class="foot"><div class="wrap"><p>{foot}</p></div></footer>' if foot else ""
    page = (
        f'<!doctype html>\n<html lang="{escape(single_line(paper.language), quote=True) or "zh-CN"}">\n<head>\n'
        + "\n".join(head)
        + f"\n<style>\n{_style_sheet()}</style>\n</head>\n<body>\n"
        + '<a class="skip" href="#main">跳到正文</a>\n'
        + f'{brand}\n<main id="main" class="wrap" tabindex="-1">\n{write_fragment(paper)}\n</main>\n'
        + f"{footer}\n</body>\n</html>\n"
    )
    return page.encode("utf-8")


@cache
def _style_sheet() -> str:
    return STYLE_SHEET.read_text(encoding="utf-8")


def write_fragment(paper: Paper, *, title: bool = True, level: int = 2) -> str:
    """The Paper as an ``<article>`` for a page that has its own frame.

    ``title`` prints the Paper's title as the ``h1``; ``level`` is the HTML level of a level-1 heading. Ids are the cell
    keys (``S14.1.1``) and ``c1``, ``c2`` … for the chapters.
    """
    writer = _Fragment(paper, level)
    parts = []
    if title:
        parts.append(_head(paper))
    if paper.figures:
        parts.append(_figures(paper.figures))
    parts.extend(writer.blocks(paper.blocks, titled=title))
    return '<article class="paper">\n' + "\n".join(parts) + "\n</article>"


def _head(paper: Paper) -> str:
    titles = [block for block in paper.blocks if isinstance(block, Paragraph) and block.style == "title"]
    text = clean(titles[0].text) if titles else single_line(paper.title)
    words = "<br>".join(escape(line) for line in text.split("\n"))
    long = ' class="long"' if len(text) > 36 else ""
    return f'<div class="head"><h1{long}>{words}</h1></div>'


def _figures(figures: Sequence[Figure]) -> str:
    """At most four key figures: number then words, as a list of terms."""
    items = []
    for figure in figures[:4]:
        value = link(figure.value, figure.href)
        unit = f"<small>{escape(single_line(figure.unit))}</small>" if figure.unit else ""
        items.append(f"<div><dt>{escape(single_line(figure.label))}</dt><dd>{value}{unit}</dd></div>")
    return f'<dl class="figs">{"".join(items)}</dl>'


def link(text: str, href: str) -> str:
    """Escaped text, as a link where the address is one that may be followed (no script, no data)."""
    words = escape(single_line(text))
    address = single_line(href)
    return f'<a href="{escape(address, quote=True)}">{words}</a>' if address and _SAFE.match(address) else words


@dataclass
class _Fragment:
    """Turns blocks into markup; knows which ids are taken and which once-a-page parts are used up."""

    paper: Paper
    level: int
    ids: Counter[str] = field(default_factory=Counter)
    chapter: int = 0
    once: set[str] = field(default_factory=set)
    deepest: int = 0

    def blocks(self, blocks: Iterable[Block], *, titled: bool) -> list[str]:
        """Runs of headings and paragraphs become one ``.prose``; tables, charts and contents stand between them."""
        out: list[str] = []
        prose: list[str] = []

        def flush() -> None:
            if prose:
                out.append('<div class="prose prose--doc u5">\n' + "\n".join(prose) + "\n</div>")
                prose.clear()

        title_seen = not titled
        for block in blocks:
            match block:
                case Heading():
                    prose.extend(self._heading(block))
                case Paragraph(style="title") if not title_seen:
                    title_seen = True
                case Paragraph():
                    prose.append(_paragraph(block))
                case PageBreak():
                    pass
                case Contents():
                    flush()
                    out.append(self._contents(block))
                case Table():
                    flush()
                    out.append(sheet_table(block, self.unique, self.once, link))
                case Chart():
                    flush()
                    out.append(self._chart(block))
        flush()
        return out

    def unique(self, wanted: str) -> str:
        """An id that no other element of the fragment has."""
        name = re.sub(r"[^\w.:-]+", "-", single_line(wanted)).strip("-") or "x"
        self.ids[name] += 1
        while self.ids[name] > 1:
            name = f"{name}-{self.ids[name]}"
            self.ids[name] += 1
        return name

    def _heading(self, block: Heading) -> list[str]:
        words = "<br>".join(escape(line) for line in clean(block.text).split("\n"))
        if not words.strip():
            return []
        depth = min(max(block.level, 1), self.deepest + 1)  # levels do not jump
        self.deepest = depth
        tag = f"h{min(self.level - 1 + depth, 6)}"
        if block.level <= 1:
            self.chapter += 1
            return [f'<{tag} id="c{self.chapter}">{words}</{tag}>']
        return [f"<{tag}>{words}</{tag}>"]

    def _contents(self, block: Contents) -> str:
        entries = contents_entries(self.paper)
        title = escape(single_line(block.title))
        name = self.unique("toc")
        items = "".join(
            f'<li><a href="#c{n}">{escape(single_line(entry.text))}</a></li>' for n, entry in enumerate(entries, 1)
        )
        tag = f"h{self.level}"
        head = f'<{tag} id="{name}">{title}</{tag}>'
        return f'<nav class="u6" aria-labelledby="{name}">{head}<ol class="toc u3">{items}</ol></nav>'

    def _chart(self, block: Chart) -> str:
        title = escape(single_line(block.title))
        if not charts.has_data(block):
            return f'<p class="note u5">{title}：还没有数据</p>'
        if block.kind == "bar" and len(block.series) == 1:
            return _bars(block)
        name, table = self.unique("fig"), self.unique("figdata")
        drawing = charts.web_svg(block, labelled_by=name, described_by=table)
        return (
            f'<figure class="chart u6"><figcaption id="{name}">{title}</figcaption>{drawing}'
            f'<details class="more"><summary>用表格看</summary>{_data_table(block, table)}</details></figure>'
        )


def _paragraph(block: Paragraph) -> str:
    words = "<br>".join(escape(line) for line in clean(block.text).split("\n"))
    if block.style in ("signature", "date"):
        return f'<p class="sign">{words}</p>'
    if block.style == "title":
        return f'<p class="to"><strong>{words}</strong></p>'
    if block.style in ("to", "attachment"):
        return f'<p class="to">{words}</p>'
    if block.style in NOTE_STYLES:
        return f'<p class="to {NOTE_STYLES[block.style]}">{words}</p>'
    return f"<p>{words}</p>"


def _bars(block: Chart) -> str:
    """Bars as a real table with a bar cell: the figure is read, the bar is seen."""
    _, values = charts.series_of(block)[0]
    most = max((abs(value) for value in values if value is not None), default=0.0) or 1.0
    rows = []
    for label, value in zip(block.labels, values, strict=True):
        share = round(abs(value or 0.0) / most * 100, 1)
        bar = f'<rect class="c1" width="{share:g}%" height="100%"/>' if share else ""
        drawing = (
            f'<svg width="100%" height="18" aria-hidden="true"><rect class="c0" width="100%" height="100%"/>{bar}</svg>'
        )
        printed = number_text(value) if value is not None else "无"
        name = f'<th scope="row">{escape(single_line(label))}</th>'
        rows.append(f'<tr>{name}<td>{drawing}</td><td class="num">{printed}</td></tr>')
    unit = single_line(block.unit)
    title = single_line(block.title)
    shown = f"{title}（{unit}）" if unit and not title.endswith(("）", ")")) else title
    return f'<table class="bars u6"><caption>{escape(shown)}</caption><tbody>{"".join(rows)}</tbody></table>'


def _data_table(block: Chart, name: str) -> str:
    series = charts.series_of(block)
    unit = single_line(block.unit)
    heads = "".join(f'<th scope="col" class="num">{escape(title or "数量")}</th>' for title, _ in series)
    rows = []
    for n, label in enumerate(block.labels):
        cells = "".join(
            f'<td class="num">{number_text(values[n]) if values[n] is not None else "无"}</td>'  # type: ignore[arg-type]
            for _, values in series
        )
        rows.append(f'<tr><th scope="row">{escape(single_line(label))}</th>{cells}</tr>')
    caption = f"<caption>单位：{escape(unit)}</caption>" if unit else ""
    return (
        f'<table class="grid" id="{name}">{caption}<thead><tr><th scope="col">项目</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
