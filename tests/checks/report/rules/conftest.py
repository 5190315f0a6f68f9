"""A report made by hand: a sheet with every cell zero but for a few, and sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from gongkai.checks.report.model import Chapter, ReadReport, TextBlock
from gongkai.checks.report.rules import Context, run
from gongkai.findings import Finding
from gongkai.law.forms import Sheet, load

YEARS = {"2014": 2018, "2019": 2020, "2021": 2024}
FIVE = (
    "（一）主动公开。及时公开群众关心的事项。",
    "（二）依申请公开。依法办理群众的申请。",
    "（三）政府信息管理。坚持先审查、后公开。",
    "（四）平台建设。做好栏目维护。",
    "（五）监督保障。开展工作考核和社会评议，没有责任追究情况。",
)


@pytest.fixture
def make_report() -> Callable[..., ReadReport]:
    """``make_report(*sentences, edition=…, cells={…}, chapters=…)``: a complete report with nothing wrong but that."""

    def make(
        *sentences: str,
        edition: str = "2021",
        cells: dict[str, object] | None = None,
        agency: str = "示例县青石镇人民政府",
        level: str = "town",
        year: int | None = None,
        title: str | None = None,
        chapters: list[tuple[str, list[str]]] | None = None,
        preface: tuple[str, ...] = ("如有疑问请与本机关办公室联系（电话：0000—0000000）。",),
        sheet: bool = True,
        complete: bool = True,
        **details: object,
    ) -> ReadReport:
        year = year or YEARS[edition]
        values = dict.fromkeys(load(edition).cells, 0) | (cells or {})
        if chapters is None:
            chapters = official_chapters(edition, list(sentences))
        made = []
        for number, (name, paragraphs) in enumerate(chapters, 1):
            heading = TextBlock(f"{'一二三四五六七八九十'[number - 1]}、{name}", number * 10, None, 1)
            blocks = [TextBlock(text, number * 10 + i, None) for i, text in enumerate(paragraphs, 1)]
            for block in blocks:
                block.level = 2 if block.text.startswith("（") else 0
            made.append(Chapter(number, name, blocks, heading))
        report = ReadReport(
            file="示例.html",
            title=title if title is not None else f"{agency}{year}年政府信息公开工作年度报告",
            agency=agency,
            year=year,
            edition=edition,
            level=level,
            period=(date(year, 1, 1), date(year, 12, 31)),
            period_text=f"{year}年1月1日至{year}年12月31日",
            preface=[TextBlock(text, i) for i, text in enumerate(preface, 1)],
            chapters=made,
            sheet=Sheet(edition, values, year=year) if sheet else None,
            tables_found={table.id for table in load(edition).tables} if sheet else set(),
            complete=complete,
            published_on=date(year + 1, 1, 20),
        )
        for name, value in details.items():
            setattr(report, name, value)
        report.blocks = [
            *report.preface,
            *(b for c in made for b in ([c.heading] if c.heading else []) + c.blocks),
        ]
        return report

    return make


def official_chapters(edition: str, sentences: list[str]) -> list[tuple[str, list[str]]]:
    if edition == "2014":
        return [
            ("总体情况", sentences),
            ("主动公开情况", []),
            ("依申请公开情况", []),
            ("收费和减免情况", []),
            ("行政复议和行政诉讼情况", []),
            ("存在的主要问题和改进措施", ["公开还不够及时，下一步将加强培训。"]),
            ("其他需要报告的事项", ["无。"]),
        ]
    titles = [chapter.title for chapter in load(edition).chapters]
    bodies: list[list[str]] = [[*FIVE, *sentences], [], [], []]
    bodies.append(["解读形式还较为单一，下一步将丰富解读形式。"])
    bodies.append(["本年度没有收取信息处理费。"])
    return list(zip(titles, bodies, strict=True))


@pytest.fixture
def findings() -> Callable[..., list[Finding]]:
    """``findings(report, "L-14", previous=…)``: what the rules say, narrowed to some ids."""

    def ask(report: ReadReport, *ids: str, **context: object) -> list[Finding]:
        found = run(report, Context(**context))  # type: ignore[arg-type]
        return [finding for finding in found if not ids or finding.rule in ids]

    return ask
