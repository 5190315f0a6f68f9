"""A whole report: agency, year, sentences that agree with the sheet, and the printed text of every cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from checks.report.generator.sheets import Cells, consistent
from gongkai.law.forms import load, plain_number

_AGENCIES = (
    "示例市示例区青石镇人民政府",
    "示例县白杨街道办事处",
    "示例市人力资源和社会保障局",
    "示例县人民政府",
    "示例市示例区教育局",
)
_YEARS = {"2014": (2014, 2018), "2019": (2019, 2020), "2021": (2021, 2025)}


@dataclass(frozen=True)
class Report:
    """``printed`` is the text of each cell as it stands in the file; ``chapters`` are (title, paragraphs)."""

    edition: str
    year: int
    agency: str
    cells: Cells
    printed: dict[str, str]
    title: str
    preface: str
    chapters: tuple[tuple[str, tuple[str, ...]], ...]
    signature: tuple[str, str]
    seed: int = 0
    labels: dict[str, str] = field(default_factory=dict)

    def with_cells(self, changes: dict[str, Decimal]) -> Report:
        """Planted figures: the table changes, the sentences do not."""
        printed = {**self.printed, **{key: plain_number(value) for key, value in changes.items()}}
        return replace(self, cells={**self.cells, **changes}, printed=printed)

    def with_printed(self, changes: dict[str, str]) -> Report:
        """Cells printed in another way (blank, —, full-width), whatever their value."""
        return replace(self, printed={**self.printed, **changes})


def report(edition: str, seed: int, *, scale: int = 40) -> Report:
    """The same report for the same edition and seed."""
    rng = Random(f"{edition}-{seed}")
    cells = consistent(edition, rng, scale)
    year = rng.randint(*_YEARS[edition])
    agency = rng.choice(_AGENCIES)
    printed = {key: plain_number(value) for key, value in cells.items()}
    title = f"{agency}{year}年政府信息公开工作年度报告"
    preface = (
        f"根据《中华人民共和国政府信息公开条例》要求，编制本报告。本报告所列数据的统计期限自{year}年1月1日起至"
        f"{year}年12月31日止。如有疑问，请与本机关办公室联系（地址：示例路1号，邮编：000000，电话：0000—0000000）。"
    )
    chapters = _chapters_2014(cells) if edition == "2014" else _chapters_later(edition, cells, year)
    signature = (agency, f"{year + 1}年1月{rng.randint(5, 30)}日")
    return Report(edition, year, agency, cells, printed, title, preface, chapters, signature, seed)


def _chapters_later(edition: str, cells: Cells, year: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    x = load(edition).prefix
    n = {key: plain_number(value) for key, value in cells.items()}
    suits = plain_number(cells[f"{x}.4.dir.tot"] + cells[f"{x}.4.aft.tot"])
    summary = (
        f"{year}年，本机关认真贯彻落实《中华人民共和国政府信息公开条例》，以公开为常态、不公开为例外，扎实做好各项工作。",
        "（一）主动公开。通过政府网站、公示栏等渠道及时公开群众关心的信息，做好政策解读和回应关切。",
        f"（二）依申请公开。全年新收政府信息公开申请{n[f'{x}.3.1.tot']}件，上年结转{n[f'{x}.3.2.tot']}件，"
        f"结转下年度继续办理{n[f'{x}.3.4.tot']}件。",
        "（三）政府信息管理。完善信息发布审核制度，坚持先审查、后公开，定期清理失效信息。",
        "（四）政府信息公开平台建设。加强栏目维护，设置公开查阅点，方便群众查询和获取。",
        f"（五）监督保障。开展工作考核和社会评议，全年没有责任追究情况。行政复议{n[f'{x}.4.rev.tot']}件，行政诉讼{suits}件。",
    )
    return (
        ("总体情况", summary),
        ("主动公开政府信息情况", ()),
        ("收到和处理政府信息公开申请情况", ()),
        ("政府信息公开行政复议、行政诉讼情况", ()),
        (
            "存在的主要问题及改进情况",
            ("主要问题是公开的及时性还不够，解读形式较为单一。", "下一步将完善工作制度，加强业务培训，丰富解读形式。"),
        ),
        ("其他需要报告的事项", ("本年度未收取信息处理费。无其他需要报告的事项。",)),
    )


def _chapters_2014(cells: Cells) -> tuple[tuple[str, tuple[str, ...]], ...]:
    n = {key: plain_number(value) for key, value in cells.items()}
    return (
        ("总体情况", ("本机关按照要求扎实推进政府信息公开工作，健全机构，明确责任，各项工作有序开展。",)),
        ("主动公开政府信息情况", (f"全年主动公开政府信息{n['S14.1.1']}条，其中政府网站公开{n['S14.1.2.2']}条。",)),
        ("依申请公开情况", (f"全年收到政府信息公开申请{n['S14.3.1']}件，均按规定办理。",)),
        ("复议诉讼和收费情况", (f"行政复议{n['S14.4']}件，行政诉讼{n['S14.5']}件。",)),
        ("存在的主要问题和改进措施", ("公开内容还不够丰富，下一步将加强培训，完善制度。",)),
        ("其他需要报告的事项", ("无其他需要报告的事项。",)),
    )
