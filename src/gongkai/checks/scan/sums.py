"""Sums in a table that do not add up: total rows, total columns, subtotals. Careful: a doubt is not reported."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|共\s*计|总\s*合\s*计|合计金额|总数|合计数)(?:[（(].{0,8}[)）])?[:：]?$")
_SUBTOTAL = re.compile(r"^.{0,6}小\s*计[:：]?$")
_PART = re.compile(r"^(?:其中|其 中)")
_NOT_SUMMED = re.compile(
    r"序号|编号|单价|标准|比例|比率|占比|增长|率|[%％]|年份|年度|年龄|电话|号码|证|卡|账|帐|日期|时间|平均|人均|排名|名次|得分"
)
_NUMBER = re.compile(
    r"^[¥￥]?\s*(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)\s*(?:元|万元|人|户|件|条|个|次|亩|公斤|吨)?$"
)


class WrongSum(NamedTuple):
    """In (row, column), 0-based, stands ``found``; the parts make ``expected``. ``across`` a row or down."""

    row: int
    column: int
    found: str
    expected: str
    across: bool


def value_of(text: str | None) -> Decimal | None:
    """The number of a cell, or ``None``; a dash or a blank is no number."""
    if not text or len(text) > 30:
        return None
    match = _NUMBER.match(unicodedata.normalize("NFKC", text).strip())
    if not match:
        return None
    digits = match.group(1).replace(",", "")
    if len(digits.split(".")[0]) > 13:
        return None
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def _label(text: str | None) -> str:
    return re.sub(r"\s", "", text or "")


def wrong_sums(rows: Sequence[Sequence[str | None]]) -> list[WrongSum]:
    """Totals that differ from their parts. A column is judged from the last head, blank row or total above it."""
    out: list[WrongSum] = []
    done = group = 0
    heads: Sequence[str | None] = ()
    leading = False
    for index, row in enumerate(rows):
        if not any(cell and len(cell) < 24 and ("计" in cell or "总数" in cell) for cell in row[:3]):
            continue
        if not any(value_of(cell) is not None for cell in row):
            continue
        if any(_SUBTOTAL.match(_label(cell)) for cell in row[:3]):
            start, head = _above(rows, max(done, group), index)
            group = index + 1
            leading = leading or start == index  # a subtotal that stands over its parts
            out += _down(rows, head or heads, start, index) if index - start >= 2 and not leading else []
            heads = head or heads
            continue
        if not any(_TOTAL.match(_label(cell)) for cell in row[:3]):
            continue
        start, head = _above(rows, done, index)
        if index - start >= 2:
            out += _down(rows, head, start, index)
        done = index + 1
    return out + _across(rows)


def _above(rows: Sequence[Sequence[str | None]], done: int, total: int) -> tuple[int, Sequence[str | None]]:
    """Where the parts of a total row begin: below the nearest row of heads, or the last total."""
    for row in range(total - 1, done - 1, -1):
        filled = [cell for cell in rows[row] if cell]
        if len(filled) > 1 and not any(value_of(cell) is not None for cell in filled):
            return row + 1, rows[row]
    return done, ()


def _down(rows: Sequence[Sequence[str | None]], head: Sequence[str | None], start: int, total: int) -> list[WrongSum]:
    wrong, right = [], 0
    for column in range(1, len(rows[total])):
        found = value_of(rows[total][column])
        if found is None or (column < len(head) and _NOT_SUMMED.search(_label(head[column]))):
            continue
        plain, subtotals, everything, clean = Decimal(0), Decimal(0), Decimal(0), 0
        has_parts = has_subtotals = False
        for row in rows[start:total]:
            text = row[column] if column < len(row) else None
            number = value_of(text)
            if number is None:
                if text and text.strip() not in ("-", "—", "——", "/", "无", "0", ""):
                    clean = -1000
                continue
            first = [_label(cell) for cell in row[:3]]
            everything += number
            if any(_SUBTOTAL.match(label) for label in first):
                subtotals += number
                has_subtotals = True
            elif any(_PART.match(label) for label in first):
                has_parts = True
            else:
                plain += number
                clean += 1
        if clean < 2:
            continue
        if (
            found in (plain, everything)
            or (has_subtotals and found == subtotals)
            or (abs(found - plain) <= Decimal("0.05") and plain != plain.to_integral_value())
        ):
            right += 1
        elif not has_parts and (not has_subtotals or plain == subtotals):
            wrong.append(WrongSum(total, column, str(rows[total][column]).strip(), _show(plain), False))
    # when no column of several adds up, the row is hardly the sum of these rows
    return wrong if right or len(wrong) <= 2 else []


def _across(rows: Sequence[Sequence[str | None]]) -> list[WrongSum]:
    """A column 合计 at the right (or left) of columns of the same kind; judged only if most rows (and two) add up."""
    out: list[WrongSum] = []
    for index, row in enumerate(rows):
        if not any(cell and len(cell) < 24 and ("计" in cell or "总数" in cell) for cell in row):
            continue
        places = [column for column, cell in enumerate(row) if _TOTAL.match(_label(cell))]
        if (
            len(places) != 1
            or sum(value_of(cell) is not None for cell in row)
            or sum(bool(_label(cell)) for cell in row) < 3
        ):
            continue
        column = places[0]
        parts = [
            c for c, cell in enumerate(row) if c != column and _label(cell) and not _NOT_SUMMED.search(_label(cell))
        ]
        right, wrong = 0, []
        for below in range(index + 1, len(rows)):
            line = rows[below]
            if column >= len(line) or (found := value_of(line[column])) is None:
                if not any(_label(cell) for cell in line):
                    break
                continue
            values = [value for c in parts if c < len(line) and (value := value_of(line[c])) is not None]
            if len(values) < 2:
                continue
            total = sum(values, Decimal(0))
            if total == found:
                right += 1
            else:
                wrong.append(WrongSum(below, column, str(line[column]).strip(), _show(total), True))
        if right >= 2 and len(wrong) < right:
            out += wrong
    return out


def _show(number: Decimal) -> str:
    return f"{number.normalize():f}" if number != number.to_integral_value() else str(int(number))
