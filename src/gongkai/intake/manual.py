"""The manual's page on import tables, written from the declarations themselves, so that it cannot say anything else."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.intake.kinds import BoundColumn, Kind
from gongkai.intake.registry import kinds
from gongkai.intake.templates import describe

HEAD = """# 导入表格

用表格把台账一次装进系统：`gongkai import 表名 文件`。表名可以写中文或英文，文件是 .xlsx 或 .csv（UTF-8 或 GBK）。

- `gongkai import --list` 列出各种表；`gongkai import --template 表名 文件.xlsx` 生成空表，带下拉选项和填写说明。
- `gongkai import 表名 文件 --agency 单位代码` 指明是哪个单位的；不指明时，表里要有“单位”一列。
- `gongkai import all 文件夹` 把一个文件夹里按表名命名的文件按先后次序一次导入，也可以是每张工作表一种表的工作簿。
- 加 `--dry-run` 只检查，不写入。

规矩：

- **全有或全无**：有一处不对，就什么都不写入；所有问题一次列出，写明文件、工作表、行、列、错在哪里、可以怎么填。
- **可以重复导入**：按编号（或表中注明的几列）找到原来的记录，没变的跳过，变了的更新，没有的新增；不会删除记录。
- 一行就是一条记录的全部：表里有的列，空着的格就是空；表里没有的列，保持原样。
- 列名的顺序不限，全角半角、空格不论；表头可以不在第一行（前30行内）；不认识的列、缺少的必填列都会指出。
- 日期可以是表格里的日期，也可以写成 2018-3-5、2018年3月5日、2018.3.5。数字可以是全角的。
- 公式取文件里存好的计算结果。
"""


def manual() -> str:
    """The whole page, Markdown."""
    lines = [HEAD, "## 各种表", "", "| 表名 | 英文名 | 内容 |", "|---|---|---|"]
    lines += [f"| [{kind.title}](#{kind.title}) | `{kind.name}` | {_cell(kind.about)} |" for kind in kinds()]
    for kind in kinds():
        lines += ["", *_section(kind)]
    return "\n".join(lines) + "\n"


def _section(kind: Kind) -> Iterator[str]:
    yield f"## {kind.title}"
    yield ""
    yield kind.about
    also = "、".join(kind.aliases)
    keys = "、".join(kind.column(name).heading for name in kind.key)
    yield ""
    yield f"英文名 `{kind.name}`" + (f"，也可以叫：{also}" if also else "") + f"。重复导入时按“{keys}”认记录。"
    yield ""
    yield "| 列 | 必填 | 可填的内容 | 也认的列名 |"
    yield "|---|---|---|---|"
    for column in kind.bound:
        yield _row(column)


def _row(column: BoundColumn) -> str:
    need = "是" if column.required else ""
    ticks = f"。也可以分成小列打勾：{'、'.join(column.ticks)}" if column.ticks else ""
    return f"| {column.heading} | {need} | {_cell(describe(column) + ticks)} | {_cell('、'.join(column.aliases))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
