"""The official forms as what a recogniser needs: rows to match, columns to match, and what tells the editions apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

from gongkai.checks.report.recognise_rows import Target
from gongkai.checks.report.recognise_words import similarity, split_label
from gongkai.law.forms import EDITIONS, Form, Table, load

#: Labels that are both a row and a column, or too common to tell a row by.
_COMMON = frozenset({"其他", "总计", "合计", "小计"})
SUBTOTALS = frozenset(
    {"小计", "法人小计", "法人合计", "法人或其他组织小计", "法人或其他组织合计", "法人和其他组织小计", "小计数"}
)

#: Names of the groups of table four, and the reduced labels that stand for each.
GROUPS_4 = {
    "rev": ("行政复议", "行政复议情况"),
    "dir": ("未经复议直接起诉", "直接起诉", "未经复议直接诉讼", "未经行政复议直接起诉"),
    "aft": ("复议后起诉", "经复议后起诉", "复议后诉讼", "行政复议后起诉"),
}
LEAVES_4 = {
    "keep": ("结果维持", "维持"),
    "fix": ("结果纠正", "纠正"),
    "other": ("其他结果",),
    "pend": ("尚未审结", "未审结", "尚未审理"),
    "tot": ("总计", "合计"),
}


@lru_cache(maxsize=16)
def targets(edition: str, tables: tuple[str, ...]) -> tuple[Target, ...]:
    """The rows of these tables in printing order, headings included."""
    form = load(edition)
    result = []
    for table in form.tables:
        if table.id not in tables:
            continue
        for row in table.rows:
            names = tuple(dict.fromkeys(split_label(name)[1] for name in row.names))
            mark = split_label(row.label)[0]
            parents, parent = [], row.parent
            while parent:
                parents.append(split_label(form.rows[parent].label)[1])
                parent = form.rows[parent].parent
            expected = len(table.columns) or 1
            result.append(Target(row.code, mark, names, tuple(parents), expected, row.heading))
    return tuple(result)


def tables_of(form: Form, prefix: str) -> tuple[str, ...]:
    """Ids of the form's tables: “2” gives 2.1, 2.5 and so on."""
    return tuple(table.id for table in form.tables if table.id == prefix or table.id.startswith(prefix + "."))


@lru_cache(maxsize=1)
def _row_names() -> tuple[str, ...]:
    names: dict[str, None] = {}
    for edition, wanted in (("2014", ("S14",)), ("2019", ("2", "3")), ("2021", ("2", "3"))):
        form = load(edition)
        for prefix in wanted:
            for target in targets(edition, tables_of(form, prefix)):
                names.update(dict.fromkeys(name for name in target.names if name not in _COMMON))
    return tuple(names)


@lru_cache(maxsize=8192)
def is_row_name(label: str) -> bool:
    """Whether a reduced label names a row of tables two or three or of the 2014 form, a slip of the pen allowed."""
    if len(label) < 2 or len(label) > 60:
        return False
    names = _row_names()
    if label in names:
        return True
    return len(label) >= 4 and process.extractOne(label, names, scorer=fuzz.ratio, score_cutoff=84) is not None


def column_code(heads: Iterable[str], table: Table) -> str | None:
    """The column a figure belongs to by the headings over it, near ones first; "sub" for a subtotal column."""
    labels = [split_label(head)[1] for head in heads]
    if any(label in names for label in labels[1:] for names in GROUPS_4.values()):
        return None
    corporate = any("法人" in label for label in labels)
    for label in labels:
        if not label:
            continue
        if label in SUBTOTALS or (corporate and label in ("合计", "总计")):
            return "sub"
        best, best_code = 0.0, None
        for column in table.columns:
            for name in (column.label, *column.aliases):
                own = similarity(label, split_label(name)[1])
                if own > best:
                    best, best_code = own, column.code
        if best >= (0.99 if len(label) <= 2 else 0.78):
            return best_code
    return None


def group_4(labels: Iterable[str]) -> str | None:
    return _first(labels, GROUPS_4, 0.8)


def leaf_4(labels: Iterable[str]) -> str | None:
    return _first(labels, LEAVES_4, 0.75)


def _first(labels: Iterable[str], names: dict[str, tuple[str, ...]], least: float) -> str | None:
    for text in labels:
        label = split_label(text)[1]
        if not 2 <= len(label) <= 12:
            continue
        best = max(
            (
                (similarity(label, name) if len(label) > 2 else float(label == name), code)
                for code, known in names.items()
                for name in known
            ),
        )
        if best[0] >= least:
            return best[1]
    return None


@lru_cache(maxsize=1)
def vocabulary() -> re.Pattern[str]:
    """Any official label, with its number and with stray spaces, as one pattern; longer labels win."""
    texts: dict[str, None] = {}
    for edition in EDITIONS:
        for table in load(edition).tables:
            for text in (
                table.caption,
                table.corner,
                *(row.label for row in table.rows),
                *(c.label for c in table.columns),
            ):
                texts[text] = None
            texts.update(dict.fromkeys(name for row in table.rows for name in row.names))
    texts.update(
        dict.fromkeys(("申请人情况", "法人或其他组织", "行政复议", "行政诉讼", "统计指标", "统计数", "小计", "合计"))
    )
    texts.pop("", None)
    known = [text for text in texts if len(text) > 1]
    known += [f"{numeral}、{title}" for numeral, title in zip("一二三四五六", _CHAPTERS, strict=True)]
    return re.compile("|".join(_loose(text) for text in sorted(known, key=len, reverse=True)))


_CHAPTERS = tuple(chapter.title for chapter in load("2021").chapters)
_LOOSE = {
    "（": "[（(]",
    "）": "[）)]",
    "“": '[“"「]?',
    "”": '[”"」]?',
    "、": "[、，,]",
    "，": "[，,、]",
    ".": "[.．、]",
}


def _loose(text: str) -> str:
    return r"\s*".join(_LOOSE.get(c, re.escape(c)) for c in text if not c.isspace())


_ONLY = {
    "2019": ("本年新制作数量", "本年新公开数量", "对外公开总数量", "上一年项目数量", "本年增减", "采购项目数量", "采购总金额",
             "其他对外管理服务事项", "政府集中采购"),
    "2021": ("本年制发件数", "本年废止件数", "现行有效件数", "本年处理决定数量", "本年收费金额单位万元", "本年收费金额",
             "申请人无正当理由逾期不补正行政机关不再处理其政府信息公开申请",
             "申请人逾期未按收费通知要求缴纳费用行政机关不再处理其政府信息公开申请", "逾期不补正", "逾期不缴费"),
    "2014": ("主动公开政府信息数", "制发规范性文件总数", "政府公报公开政府信息数", "政府网站公开政府信息数", "申请办结数",
             "按时办结数", "政策解读稿件发布数", "举办各类培训班数", "接受培训人员数", "依申请公开信息收取的费用", "专职人员数"),
}  # fmt: skip


def edition_votes(labels: Iterable[str]) -> dict[str, int]:
    """How many labels that only one edition prints were found, by edition."""
    votes = dict.fromkeys(_ONLY, 0)
    for label in {split_label(text)[1] for text in labels if len(text) < 80}:
        if len(label) < 4:
            continue
        for edition, names in _ONLY.items():
            if label in names or process.extractOne(label, names, scorer=fuzz.ratio, score_cutoff=88):
                votes[edition] += 1
    return votes
