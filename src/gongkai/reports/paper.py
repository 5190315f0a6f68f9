"""A report as a Paper: cover, contents, preface, chapters, official tables, figures, the catalogue as annex."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from gongkai.law.forms import PrintedTable, load, plain_number
from gongkai.papers.model import (
    Block,
    Cell,
    Chart,
    Contents,
    Figure,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Series,
    Table,
)
from gongkai.reports.contents import Annex, Assembled
from gongkai.reports.narrative.chapters import Told
from gongkai.reports.narrative.rich_text import blocks_of
from gongkai.reports.tables import lines_above, lines_below, printed_table

#: Chapter after whose text the figures stand.
_CHARTS_AFTER = {"2014": 2, "2019": 1, "2021": 1}
_KEY_FIGURES = {
    "2014": ("S14.1.1", "S14.3.1", "S14.9.3", "S14.8.4"),
    "2019": ("R19.3.1.tot", "R19.3.2.tot", "R19.3.3.7.tot", "R19.3.4.tot"),
    "2021": ("R21.3.1.tot", "R21.3.2.tot", "R21.3.3.7.tot", "R21.3.4.tot"),
}
_KEY_NAMES = {
    "S14.1.1": "主动公开政府信息",
    "S14.3.1": "收到公开申请",
    "S14.9.3": "接受培训",
    "S14.8.4": "专项经费",
    "1.tot": "本年新收申请",
    "2.tot": "上年结转",
    "7.tot": "本年办结",
    "4.tot": "结转下年",
}


def report_paper(assembled: Assembled) -> Paper:
    """The whole report, ready for any writer."""
    date = chinese_date(assembled.report_date)
    cover = [Paragraph(assembled.cover_title, style="title"), Paragraph(assembled.agency_name, style="signature")]
    if date:
        cover.append(Paragraph(date, style="date"))
    return Paper(
        blocks=list(_blocks(assembled)),
        title=assembled.title,
        author=assembled.agency_name,
        date=date,
        cover=cover,
        figures=_key_figures(assembled),
    )


def chinese_date(iso: str) -> str:
    """“2019-03-05” → “2019年3月5日”; nothing for nothing."""
    if not iso:
        return ""
    day = dt.date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def _key_figures(assembled: Assembled) -> list[Figure]:
    form = load(assembled.edition)
    figures = []
    for key in _KEY_FIGURES[assembled.edition]:
        name = _KEY_NAMES.get(key) or _KEY_NAMES[".".join(key.split(".")[-2:])]
        figures.append(Figure(name, plain_number(Decimal(assembled.printed[key])), form.cells[key].unit))
    return figures


def _blocks(assembled: Assembled) -> Iterator[Block]:
    form = load(assembled.edition)
    printed = {table.id: table for table in form.printed}
    in_chapter = {chapter.number: chapter.tables for chapter in form.chapters}
    yield Contents()
    yield PageBreak()
    for chapter in assembled.chapters:
        yield from _chapter(chapter)
        for table in in_chapter.get(chapter.position, ()):
            yield from _official(assembled, printed.pop(table))
        if chapter.position == _CHARTS_AFTER[assembled.edition]:
            yield from charts(assembled)
    for table in list(printed):
        yield PageBreak()
        yield Heading(f"附：{assembled.year}年政府信息公开情况统计表", level=1)
        yield from _official(assembled, printed.pop(table))
    if assembled.annex and assembled.annex.lines:
        yield Heading(f"附：{assembled.annex.title}", level=1)
        yield annex_table(assembled.annex)


def _chapter(chapter: Told) -> Iterator[Block]:
    if chapter.heading:
        yield Heading(chapter.heading, level=1)
    yield from blocks_of(chapter.body)


def _official(assembled: Assembled, printed: PrintedTable) -> Iterator[Block]:
    yield from lines_above(assembled, printed)
    yield printed_table(assembled, printed)
    yield from lines_below(assembled, printed)


# ── figures ──


def charts(assembled: Assembled) -> list[Chart]:
    """Channels, months, sections, years: each where there is something to show."""
    made = []
    for name, title, kind, least in (
        ("渠道", "通过哪些渠道公开", "bar", 1),
        ("月份", "各月公开的信息数", "column", 1),
        ("栏目", "各栏目公开的信息数", "bar", 2),
        ("年份", "历年主动公开的信息数", "line", 2),
    ):
        numbers = assembled.charts.get(name, {})
        if len(numbers) < least or not any(numbers.values()):
            continue
        said = "，".join(f"{label}{number}条" for label, number in numbers.items())
        values: list[float | None] = [float(number) for number in numbers.values()]
        made.append(
            Chart(
                title=f"{title}（条）",
                labels=list(numbers),
                series=[Series("条数", values)],
                kind=kind,
                unit="条",
                alt=f"{title}：{said}。",
            )
        )
    return made


# ── the catalogue as annex ──

_WIDTHS = [4, 7, 8, 12, 18, 9, 4, 4, 4, 9, 9, 3, 3, 3, 3, 8, 6]
_ATTRIBUTES = ("proactive", "on_request", "withheld")
_STAGES = ("decision", "execution", "management", "service")


def annex_table(annex: Annex) -> Table:
    """The catalogue in the twelve columns of the 2018 form, 公开属性 and 公开类型 each over their kinds."""
    width = len(_WIDTHS)
    people = (
        f"责任单位：{annex.responsible}　填表人：{annex.filled_by}　复核人：{annex.checked_by}"
        f"　审签人：{annex.approved_by}　填表时间：{chinese_date(annex.filled_on)}"
    )
    tall = ("序号", "信息类别", "事项名称", "公开内容", "公开依据", "责任主体")
    rows = [
        [Cell(people, colspan=width, header=True)],
        [
            *(_head(text, rowspan=2) for text in tall),
            _head("公开属性", colspan=3),
            _head("公开时限", rowspan=2),
            _head("公开方式", rowspan=2),
            _head("公开类型", colspan=4),
            _head("所属栏目", rowspan=2),
            _head("备注", rowspan=2),
        ],
        [_head(text) for text in ("主动公开", "依申请公开", "不公开", "决策", "执行", "管理", "服务")],
    ]
    for line, category in zip(annex.lines, _categories(annex), strict=True):
        marks = [Cell("√" if line["attribute"] == name else "", align="center") for name in _ATTRIBUTES]
        stages = [Cell("√" if name in line["stages"] else "", align="center") for name in _STAGES]
        rows.append(
            [
                *category,
                Cell(line["matter"]),
                Cell(line["content"]),
                Cell(line["basis"]),
                Cell(line["responsible"]),
                *marks,
                Cell(line["time_limit"]),
                Cell(line["carriers"]),
                *stages,
                Cell(line["section"]),
                Cell(line["remark"]),
            ]
        )
    return Table(rows, header_rows=3, widths=list(_WIDTHS), name="公开目录", landscape=True)


def _categories(annex: Annex) -> Iterator[list[Cell]]:
    """序号 and 信息类别, merged over the rows of one category; a category counts once, as on the form."""
    names = [line["category"] for line in annex.lines]
    number = 0
    for n, name in enumerate(names):
        if n and names[n - 1] == name:
            yield []
            continue
        number += 1
        span = next((k for k in range(1, len(names) - n) if names[n + k] != name), len(names) - n)
        yield [Cell(str(number), rowspan=span, align="center"), Cell(name, rowspan=span)]


def _head(text: str, rowspan: int = 1, colspan: int = 1) -> Cell:
    return Cell(text, rowspan=rowspan, colspan=colspan, header=True, align="center")
