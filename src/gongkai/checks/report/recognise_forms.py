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


@lru_cache(maxsize=1)
def _only() -> dict[str, tuple[str, ...]]:
    """By edition, the reduced labels of rows and columns that no other edition prints or accepts."""
    printed: dict[str, set[str]] = {}
    known: dict[str, set[str]] = {}
    for edition in EDITIONS:
        tables = load(edition).tables
        labels = [row.label for table in tables for row in table.rows]
        labels += [column.label for table in tables for column in table.columns]
        aliases = [name for table in tables for row in table.rows for name in row.names]
        aliases += [name for table in tables for column in table.columns for name in column.aliases]
        printed[edition] = {split_label(label)[1] for label in labels}
        known[edition] = printed[edition] | {split_label(name)[1] for name in aliases}
    result = {}
    for edition in EDITIONS:
        others = set().union(*(known[other] for other in EDITIONS if other != edition))
        result[edition] = tuple(sorted(name for name in known[edition] - others if len(name) >= 4))
    return result


def edition_votes(labels: Iterable[str]) -> dict[str, int]:
    """How many labels that only one edition prints were found, by edition."""
    only = _only()
    votes = dict.fromkeys(only, 0)
    for label in {split_label(text)[1] for text in labels if len(text) < 80}:
        if len(label) < 4:
            continue
        for edition, names in only.items():
            if label in names or process.extractOne(label, names, scorer=fuzz.ratio, score_cutoff=88):
                votes[edition] += 1
    return votes
