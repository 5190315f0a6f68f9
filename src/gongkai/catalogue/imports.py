"""Tables of sections and of the catalogue; the latter also in the twelve columns that towns have used since 2018."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section, Stage
from gongkai.intake.kinds import Column, Kind
from gongkai.intake.records import Batch, Row
from gongkai.intake.registry import register
from gongkai.intake.values import BadValue, Choice, Choices, Count, Day

_STAGES = Choices(Choice(tuple((code, str(label)) for code, label in Stage.choices)))

SECTIONS = Kind(
    "sections",
    "栏目",
    Section,
    (
        Column("code", aliases=("栏目代码",), example="jigou"),
        Column("name", aliases=("栏目名称",), example="机构职能"),
        Column("kind", aliases=("大类",), also={"指南": "guide", "制度": "rules", "年报": "annual_report"}),
        Column("parent", aliases=("上级",), by=("code", "name"), help="最上一级的栏目不填"),
        Column("position", aliases=("顺序",)),
        Column("description", aliases=("说明",)),
    ),
    key=("code",),
    about="网站上的栏目，一个一行。上级栏目可以在同一张表里。",
)

CATALOGUES = Kind(
    "catalogues",
    "公开目录",
    Catalogue,
    (
        Column("year"),
        Column("title", aliases=("目录名称",)),
        Column("filled_by"),
        Column("checked_by"),
        Column("approved_by"),
        Column("filled_on"),
    ),
    key=("year",),
    aliases=("目录",),
    about="政务公开基本目录，一个年度一行；目录里的事项在“目录事项”表。",
)

_HEAD = {
    "filled_by": r"填表人[:：]?\s*([^\s:：]*?)(?=\s|复核人|审签人|填表时间|$)",
    "checked_by": r"复核人[:：]?\s*([^\s:：]*?)(?=\s|审签人|填表时间|$)",
    "approved_by": r"审签人[:：]?\s*([^\s:：]*?)(?=\s|填表时间|$)",
}


def _preamble(lines: Sequence[str]) -> dict[str, Any]:
    """The year and the names over the table of the 2018 form (责任单位、填表人、复核人、审签人、填表时间)."""
    text = "\n".join(lines)
    found: dict[str, Any] = {}
    if match := re.search(r"填表时间[:：]?\s*(\S+)", text):
        try:
            found["filled_on"] = Day().parse(match[1])
            found["year"] = found["filled_on"].year
        except BadValue:
            pass
    if match := re.search(r"((?:19|20)\d{2})\s*年", "\n".join(line for line in lines if "目录" in line)):
        found["year"] = int(match[1])
    for name, pattern in _HEAD.items():
        if (match := re.search(pattern, text)) and match[1]:
            found[name] = match[1]
    return found


def _prepare(batch: Batch) -> None:
    """Number the entries, and find or make the edition each belongs to."""
    editions: dict[tuple[Any, int], list[Row]] = defaultdict(list)
    for row in batch.rows:
        if (year := row.values.get("year")) is None:
            batch.wrong(row, "year", "没有写是哪个年度的目录：在“年度”列填写，或者在表头上方写明填表时间")
        elif row.agency is not None:
            editions[row.agency, year].append(row)
    for (agency, year), rows in editions.items():
        _number(rows, year)
        head = {name: value for name in _EDITION if (value := rows[0].values.get(name))}
        title = f"{agency.short_name}{year}年政务公开基本目录"
        edition, _ = Catalogue._base_manager.get_or_create(agency=agency, year=year, defaults={"title": title, **head})
        for name, value in head.items():
            setattr(edition, name, value)
        edition.save()
        for row in rows:
            row.values["catalogue"] = edition.pk
    for name in ("ref", "serial", "catalogue"):
        batch.columns[name] = batch.kind.column(name)


_EDITION = ("filled_by", "checked_by", "approved_by", "filled_on")


def _number(rows: list[Row], year: int) -> None:
    """Serials as written; where some are empty (one number over merged rows) all are numbered by their order."""
    written = [row.values.get("serial") for row in rows]
    ordered = None in written or len(set(written)) < len(written)
    for order, row in enumerate(rows, start=1):
        if ordered and not row.values.get("ref"):
            row.values["serial"] = order
        row.values["serial"] = row.values.get("serial") or order
        row.values["ref"] = row.values.get("ref") or f"{year}-{row.values['serial']}"


ENTRIES = Kind(
    "catalogue",
    "目录事项",
    CatalogueEntry,
    (
        Column("ref", required=False, help="可以不填，由年度和序号合成，如 2018-1"),
        Column(
            "year", "年度", ("目录年度",), parser=Count(2100), required=False, help="表头上方写了填表时间的可以不填"
        ),
        Column("serial", required=False, help="不填就按行的次序编"),
        Column("category", aliases=("类别",), fill_down=True),
        Column("matter", aliases=("事项", "公开事项")),
        Column("content", aliases=("公开内容（要素）",)),
        Column("legal_basis", aliases=("依据",)),
        Column("responsible_agency", aliases=("责任单位", "公开主体")),
        Column(
            "attribute",
            also={"主动": "proactive", "不公开": "withheld", "依申请": "on_request"},
            ticks={
                "主动公开": "proactive",
                "依申请公开": "on_request",
                "不公开": "withheld",
                "不予公开": "withheld",
            },
        ),
        Column("time_limit", aliases=("时限",)),
        Column("carriers", aliases=("公开渠道", "公开渠道和载体", "公开载体")),
        Column(
            "stages",
            parser=_STAGES,
            ticks={"决策": "decision", "执行": "execution", "管理": "management", "服务": "service", "结果": "result"},
        ),
        Column("section", aliases=("栏目",), by=("code", "name")),
        Column("remark"),
        Column("catalogue", required=False, by=("year",), derived=True),
    ),
    aliases=("目录条目", "基本目录", "政务公开基本目录", "catalogue-entries"),
    about="政务公开基本目录的各行。2018年以来各镇通用的十二列格式（公开属性、公开类型各分几小列打勾）可以直接导入。",
    preamble=_preamble,
    prepare=(_prepare,),
)

register(SECTIONS, CATALOGUES, ENTRIES)
