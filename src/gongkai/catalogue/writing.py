"""A draft → xlsx, docx or csv in its layout. The same draft gives the same bytes, and is read back as it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from gongkai.catalogue.cells import write_remark
from gongkai.catalogue.docx import write_docx
from gongkai.catalogue.drafts import CatalogueDraft, DraftEntry, join_list
from gongkai.catalogue.grids import GUARD
from gongkai.catalogue.vocabulary import LEVELS, UNNAMED_GROUP, Layout, carriers
from gongkai.catalogue.xlsx import write_xlsx
from gongkai.findings import refuse
from gongkai.papers.model import Cell, Table

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
}
TICK = "√"
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_STAGES = {"decision": "决策", "execution": "执行", "management": "管理", "service": "服务", "result": "结果"}

#: (head, second head or "", width in characters, text of an entry)
Column = tuple[str, str, float, Callable[[DraftEntry], str]]


def write_catalogue(draft: CatalogueDraft, kind: str) -> bytes:
    """The file of this kind (xlsx, docx, csv).

    :raises Refused: for any other kind.
    """
    if kind not in FORMATS:
        raise refuse("unknown-format", "导出格式只有 xlsx、docx、csv 三种")
    parts = parts_of(draft)
    if kind == "csv":
        return _csv(parts)
    return write_xlsx(parts) if kind == "xlsx" else write_docx(parts, draft.head.title)


def parts_of(draft: CatalogueDraft) -> list[tuple[list[str], Table]]:
    """The lines above each table, and the table: one in the basic layout, one a domain in the standard one."""
    if draft.layout is Layout.BASIC:
        groups = {"": draft.entries}
    else:
        names = sorted(draft.domains, key=bool)  # the one without a name first
        groups = {name: [entry for entry in draft.entries if entry.domain == name] for name in names} or {"": []}
    head = _form_head(draft)
    parts = []
    for index, (domain, entries) in enumerate(groups.items()):
        lines = [draft.head.title or draft.layout.label]
        if head and index == 0:
            lines.append(head)
        if domain:
            lines.append(f"领域：{domain}")
        table = _table(_columns(draft), entries, standard=draft.layout is Layout.STANDARD)
        table.name = domain or draft.layout.label
        parts.append(([_clean(line) for line in lines], table))
    return parts


def _form_head(draft: CatalogueDraft) -> str:
    head = draft.head
    day = f"{head.filled_on.year}.{head.filled_on.month}.{head.filled_on.day}" if head.filled_on else ""
    values = {
        "责任单位": head.responsible,
        "填表人": head.filled_by,
        "复核人": head.checked_by,
        "审签人": head.approved_by,
        "填表时间": day,
    }
    if draft.layout is Layout.STANDARD and not any(values.values()):
        return ""
    return "　".join(f"{label}：{value}" for label, value in values.items())


def _ticked(chosen: bool) -> str:
    return TICK if chosen else ""


def _columns(draft: CatalogueDraft) -> list[Column]:
    return (_basic if draft.layout is Layout.BASIC else _standard)(draft.entries)


def _basic(entries: list[DraftEntry]) -> list[Column]:
    stages = [stage for stage in _STAGES if stage != "result" or any(stage in entry.stages for entry in entries)]
    domain: list[Column] = [("领域", "", 12, lambda e: e.domain)] if any(entry.domain for entry in entries) else []
    return [
        ("序号", "", 5, lambda e: str(e.serial)),
        *domain,
        ("信息类别", "", 10, lambda e: e.category),
        ("事项名称", "", 14, lambda e: e.matter),
        ("公开内容", "", 26, lambda e: e.content),
        ("公开依据", "", 26, lambda e: e.legal_basis),
        ("责任主体", "", 12, lambda e: e.responsible_agency),
        ("公开属性", "主动公开", 5, lambda e: _ticked(e.attribute == "proactive")),
        ("公开属性", "依申请公开", 5, lambda e: _ticked(e.attribute == "on_request" or e.also_on_request)),
        ("公开属性", "不公开", 5, lambda e: _ticked(e.attribute == "withheld")),
        ("公开时限", "", 14, lambda e: e.time_limit),
        ("公开方式", "", 14, lambda e: join_list(e.carriers)),
        *(("公开类型", _STAGES[stage], 4.0, lambda e, stage=stage: _ticked(stage in e.stages)) for stage in stages),
        ("所属栏目", "", 10, lambda e: e.section),
        ("备注", "", 10, _remark),
    ]


def _standard(entries: list[DraftEntry]) -> list[Column]:
    used = {level for entry in entries for level in entry.levels} | {"county", "town"}
    remark: list[Column] = [("备注", "", 10, _remark)] if any(_remark(entry) for entry in entries) else []
    return [
        ("序号", "", 5, lambda e: str(e.serial)),
        ("公开事项", "一级事项", 10, lambda e: e.category),
        ("公开事项", "二级事项", 12, lambda e: e.matter),
        ("公开内容（要素）", "", 26, lambda e: e.content),
        ("公开依据", "", 24, lambda e: e.legal_basis),
        ("公开时限", "", 14, lambda e: e.time_limit),
        ("公开主体", "", 12, lambda e: e.responsible_agency),
        ("公开渠道和载体", "", 26, _boxes),
        ("公开对象", "全社会", 5, lambda e: _ticked(e.to_everyone)),
        ("公开对象", "特定群体", 8, lambda e: TICK if e.to_groups == UNNAMED_GROUP else e.to_groups),
        ("公开方式", "主动", 5, lambda e: _ticked(e.attribute == "proactive")),
        ("公开方式", "依申请公开", 5, lambda e: _ticked(e.attribute == "on_request" or e.also_on_request)),
        *(
            [("公开方式", "不公开", 5.0, lambda e: _ticked(e.attribute == "withheld"))]
            if any(entry.attribute == "withheld" for entry in entries)
            else []
        ),
        *(
            ("公开层级", label, 5.0, lambda e, level=level: _ticked(level in e.levels))
            for level, label in LEVELS.items()
            if level in used
        ),
        *remark,
    ]


def _remark(entry: DraftEntry) -> str:
    return write_remark(entry.not_concerned, entry.not_concerned_note, entry.remark)


def _boxes(entry: DraftEntry) -> str:
    """■政府网站 □政府公报 …, two a line; carriers of one's own after them."""
    names = list(carriers())
    own = [item for item in entry.carriers if item not in names]
    if any(item.startswith("其他") for item in own) and "其他" not in entry.carriers:
        names.remove("其他")
    marks = [f"{'■' if name in entry.carriers else '□'}{name}" for name in names] + [f"■{item}" for item in own]
    return "\n".join(" ".join(marks[index : index + 2]) for index in range(0, len(marks), 2))


def _table(columns: list[Column], entries: list[DraftEntry], *, standard: bool) -> Table:
    rows = _head_rows(columns)
    lines = [[_clean(text(entry)) for _, _, _, text in columns] for entry in entries]
    covered: set[tuple[int, int]] = set()
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    if standard:
        _merge_matters(lines, spans, covered)
    for r, line in enumerate(lines):
        row = []
        for c, text in enumerate(line):
            if (r, c) in covered:
                continue
            height, width = spans.get((r, c), (1, 1))
            number = int(text) if c == 0 and text.isdecimal() else None
            align = "center" if c == 0 or text == TICK else "left"
            row.append(Cell(text, rowspan=height, colspan=width, align=align, number=number))
        rows.append(row)
    return Table(rows, header_rows=2, widths=[width for _, _, width, _ in columns], landscape=True)


def _head_rows(columns: list[Column]) -> list[list[Cell]]:
    top: list[Cell] = []
    below: list[Cell] = []
    for index, (head, second, _, _) in enumerate(columns):
        if not second:
            top.append(Cell(head, rowspan=2, header=True, align="center"))
            continue
        below.append(Cell(second, header=True, align="center"))
        if index and columns[index - 1][0] == head:
            top[-1].colspan += 1
        else:
            top.append(Cell(head, header=True, align="center"))
    return [top, below]


def _merge_matters(
    lines: list[list[str]], spans: dict[tuple[int, int], tuple[int, int]], covered: set[tuple[int, int]]
) -> None:
    """一级事项 over its 二级事项 as one cell; where both are the same, one cell over both columns."""
    begin = 0
    for r in range(len(lines) + 1):
        inside = r < len(lines) and lines[r][1] == lines[begin][1] and lines[r][1] != lines[r][2] and begin != r
        if inside and lines[begin][1] != lines[begin][2]:
            covered.add((r, 1))
            continue
        if r - begin > 1:
            spans[(begin, 1)] = (r - begin, 1)
        begin = r
    for r, line in enumerate(lines):
        if line[1] == line[2]:
            spans[(r, 1)] = (1, 2)
            covered.add((r, 2))


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def _csv(parts: list[tuple[list[str], Table]]) -> bytes:
    """With a byte-order mark, for spreadsheets; what would be taken for a formula is guarded by a '."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    for index, (lines, table) in enumerate(parts):
        if index:
            writer.writerow([])
        for line in lines:
            writer.writerow([_guarded(line)])
        seen: set[int] = set()
        for r, row in enumerate(table.grid()):
            values = []
            for cell in row:
                head_again = r < table.header_rows and cell is not None and id(cell) in seen
                values.append("" if cell is None or head_again else _guarded(cell.text))
                if cell is not None:
                    seen.add(id(cell))
            writer.writerow(values)
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8")


def _guarded(text: str) -> str:
    return f"'{text}" if GUARD.match(text) else text
