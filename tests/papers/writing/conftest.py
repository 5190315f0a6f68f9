"""Two annual reports as Papers: the table of 2014 with three columns, and the 25 × 7 matrix of 2021 with its wide table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gongkai.law.forms import load
from gongkai.papers.model import (
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

FIGURES_2014 = {
    "S14.1.1": 678, "S14.1.2.2": 200, "S14.1.2.3": 27, "S14.1.2.4": 171, "S14.1.2.5": 280, "S14.2.2.4": 10,
    "S14.8.1": 1, "S14.8.2": 1, "S14.8.3": 3, "S14.8.3.1": 1, "S14.8.3.2": 2, "S14.8.4": "0.70",
    "S14.9.1": 4, "S14.9.2": 2, "S14.9.3": 31,
}  # fmt: skip
FIGURES_2021 = {
    "R21.3.1.np": 9, "R21.3.1.ent": 2, "R21.3.1.law": 1, "R21.3.1.tot": 12, "R21.3.2.np": 1, "R21.3.2.tot": 1,
    "R21.3.3.1.np": 4, "R21.3.3.1.ent": 1, "R21.3.3.1.tot": 5, "R21.3.4.np": 1, "R21.3.4.ent": 1, "R21.3.4.tot": 2,
}  # fmt: skip
PROSE = (
    "兴泾镇按照以公开为常态、不公开为例外的原则，推进重点领域信息公开，加强信息发布、解读和回应，把群众关心的低保、危房改造、"
    "惠农补贴、征地拆迁等事项逐项公开到村到组，并在政府网站、政务微博、政务微信和公开栏上同步更新。本段文字为示例。"
)


def printed(edition: str, table_id: str, figures: dict[str, Any]) -> Table:
    """A printed table of the form with figures in its cells; a key without a figure prints 0."""
    form = load(edition)
    layout = form.printed_table(table_id)

    def cell(item: Any) -> Cell:
        if not item.key:
            return Cell(
                item.text,
                item.rowspan,
                item.colspan,
                item.header,
                item.align,
                level=item.indent,
                vertical=item.vertical,
            )
        value = figures.get(item.key, 0)
        return Cell(str(value), item.rowspan, item.colspan, align="center", number=value, key=item.key)

    rows = [[cell(item) for item in line] for line in (*layout.header, *layout.body)]
    return Table(
        rows, caption=layout.title, header_rows=len(layout.header), widths=list(layout.widths), name=f"表{table_id}"
    )


@pytest.fixture
def report_2018() -> Paper:
    blocks: list[Any] = [Contents(), Paragraph("西夏区兴泾镇\n2018年政府信息公开工作年度报告", "title")]
    blocks.append(Paragraph("根据《中华人民共和国政府信息公开条例》，编制本报告。数据从2018年1月1日起，到12月31日止。"))
    names = ("总体公开工作情况概述", "主动公开政府信息情况", "重点领域政府信息公开工作情况", "政策解读和回应关切情况")
    for number, name in zip("一二三四", names, strict=True):
        blocks.append(Heading(f"{number}、{name}", 1))
        blocks.extend(
            [Paragraph(PROSE * 2), Heading("（一）加强组织领导", 2), Paragraph(PROSE), Heading("1.明确分工", 3)]
        )
        blocks.extend([Paragraph(PROSE * 3), Heading("（二）抓好工作落实", 2), Paragraph(PROSE * 2)])
        if number == "二":
            labels = ["政府网站", "政务微博", "政务微信", "报刊、电视、新闻网站等"]
            blocks.append(Chart("通过哪些渠道公开（条）", labels, [Series("条数", [200, 27, 171, 280])], "bar", "条"))
            months = [52, 31, 58, 49, 63, 71, 55, 48, 60, 54, 66, 71]
            blocks.append(
                Chart(
                    "每个月公开多少（条）",
                    [f"{m}月" for m in range(1, 13)],
                    [Series("条数", list(months))],
                    "column",
                    "条",
                )
            )
            years = [str(y) for y in range(2014, 2019)]
            blocks.append(
                Chart("五年来主动公开的条数", years, [Series("条数", [301, 388, 452, 530, 678])], "line", "条")
            )
    blocks.append(Paragraph("附件", "attachment"))
    table = printed("2014", "S14", FIGURES_2014)
    table.caption = table.caption or "政府信息公开情况统计表"
    blocks.extend([table, Paragraph("银川市西夏区兴泾镇人民政府", "signature"), Paragraph("2019年3月5日", "date")])
    return Paper(
        blocks,
        title="西夏区兴泾镇2018年政府信息公开工作年度报告",
        author="银川市西夏区兴泾镇人民政府",
        date="2019-03-05",
        cover=[
            Paragraph("西夏区兴泾镇\n2018年政府信息公开工作\n年度报告", "title"),
            Paragraph("银川市西夏区兴泾镇人民政府", "signature"),
            Paragraph("2019年3月", "date"),
        ],
        figures=[Figure("主动公开政府信息", "678", "条"), Figure("专项经费", "0.7", "万元", "#S14.8.4")],
    )


@pytest.fixture
def report_2023() -> Paper:
    form = load("2021")
    blocks: list[Any] = [Contents()]
    for chapter in form.chapters:
        blocks.append(Heading(chapter.title, 1))
        if not chapter.tables:
            blocks.append(Paragraph(PROSE * 3))
        if chapter.number in (2, 3, 4):
            blocks.append(printed("2021", str(chapter.number), FIGURES_2021))
    blocks.append(PageBreak())
    blocks.append(
        Table(
            [
                [
                    Cell(h, header=True)
                    for h in (
                        "序号",
                        "公开事项",
                        "公开内容",
                        "公开依据",
                        "公开时限",
                        "公开主体",
                        "公开渠道",
                        "对象",
                        "方式",
                        "层级",
                        "备注",
                        "编号",
                    )
                ]
            ]
            + [
                [Cell(str(n)), *[Cell("财政预算、决算信息") for _ in range(9)], Cell(""), Cell("——")]
                for n in range(1, 25)
            ],
            caption="公开目录（示例）",
            landscape=True,
            name="目录",
        )
    )
    blocks.extend([Paragraph("兴泾镇人民政府", "signature"), Paragraph("2024年1月25日", "date")])
    return Paper(blocks, title="兴泾镇2023年政府信息公开工作年度报告", author="兴泾镇人民政府", date="2024年1月25日")


@pytest.fixture
def small() -> Callable[..., Paper]:
    """A Paper around a few blocks."""

    def make(*blocks: Any, **fields: Any) -> Paper:
        return Paper(list(blocks), **{"title": "示例", "date": "2024-01-05", **fields})

    return make
