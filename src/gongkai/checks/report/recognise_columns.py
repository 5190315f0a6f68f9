"""Which figure of a row belongs to which column: by its heading where it has one, by order where it has none."""

from __future__ import annotations

from decimal import Decimal

from gongkai.checks.report.recognise_forms import column_code
from gongkai.checks.report.recognise_rows import Group, Value
from gongkai.checks.report.recognise_words import is_blank
from gongkai.law.forms import CellValue, Table

Rows = list[tuple[str, Group]]


def columns_of(table: Table, rows: Rows) -> dict[str, dict[str, Value]]:
    """Row code to {column suffix: value}; the suffix is "" in a table without columns (2014)."""
    if not table.columns:
        return {code: {"": _single(group)} for code, group in rows}
    result: dict[str, dict[str, Value]] = {}
    wanted = [column.code for column in table.columns]
    left: Rows = []
    for code, group in rows:
        by_head = _by_heads(table, group)
        if len(by_head) == len(wanted):
            result[code] = by_head
        else:
            left.append((code, group))
    if left:
        drop = _subtotal_place(left, len(wanted))
        for code, group in left:
            result[code] = _by_order(wanted, _values(table, group), drop) or _by_heads(table, group)
    return {code: result[code] for code, _ in rows if result.get(code)}


def _single(group: Group) -> Value:
    """The figure under 统计数: the last one printed; a dash in the unit column before it does not count."""
    filled = [value for value in group.values if not is_blank(value.text)]
    return filled[-1] if filled else group.values[-1]


def _by_heads(table: Table, group: Group) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for value in group.values:
        code = column_code(value.heads, table) if value.heads else None
        if code is None or code == "sub":
            continue
        if code in found and not is_blank(found[code].text):
            if not is_blank(value.text):
                return {}
            continue
        found[code] = value
    return {column.code: found[column.code] for column in table.columns if column.code in found}


def _values(table: Table, group: Group) -> list[Value]:
    return [value for value in group.values if not value.heads or column_code(value.heads, table) != "sub"]


def _by_order(wanted: list[str], values: list[Value], drop: int | None) -> dict[str, Value]:
    """Values in printing order; an extra subtotal column is dropped, blanks lost or added at the ends evened out."""
    count = len(wanted)
    if len(values) == 1 and count > 1:
        parts = split_digits(values[0].text, count)
        values = [Value(part, (), values[0].line, values[0].page) for part in parts] or values
    if len(values) == count + 1 and drop is not None:
        values = values[:drop] + values[drop + 1 :]
    filled = [value for value in values if not is_blank(value.text)]
    if len(values) > count and len(filled) == count:
        values = filled
    while len(values) > count and is_blank(values[0].text):
        values = values[1:]
    while len(values) > count and is_blank(values[-1].text):
        values = values[:-1]
    if len(values) > count and count < 7:
        values = values[:count]
    if len(values) != count:
        return {}
    return dict(zip(wanted, values, strict=True))


def _subtotal_place(rows: Rows, count: int) -> int | None:
    """Where an extra column stands that adds up five of its neighbours (法人或其他组织 subtotal), by the figures."""
    if count != 7:
        return None
    best, best_place = 0, None
    for place in (1, 6):
        good = 0
        for _, group in rows:
            numbers = [CellValue.parse(value.text).number for value in group.values]
            if len(numbers) != 8 or any(number is None for number in numbers):
                continue
            rest = [number for number in (numbers[2:7] if place == 1 else numbers[1:6]) if number is not None]
            total = sum(rest, Decimal(0))
            if numbers[place] == total and total:
                good += 2
            elif numbers[place] == total:
                good += 1
        if good > best:
            best, best_place = good, place
    return best_place


def split_digits(text: str, count: int) -> list[str]:
    """Figures printed without anything between them, taken apart when there is only one way to do it.

    One digit for each is the plain case; seven figures must have the last as the sum of the others, five (table four)
    likewise. Empty when there is no way, or more than one.
    """
    digits = "".join(text.split())
    if not digits.isascii() or not digits.isdigit() or len(digits) < count:
        return []
    if len(digits) == count:
        return list(digits)
    if count not in (5, 7) or len(digits) > 40:
        return []
    found: list[list[str]] = []
    _split(digits, count, [], 0, found)
    return found[0] if len(found) == 1 else []


def _split(digits: str, left: int, parts: list[str], total: int, found: list[list[str]]) -> None:
    if len(found) > 1:
        return
    if left == 1:
        if digits == str(total):
            found.append([*parts, digits])
        return
    longest = 1 if digits.startswith("0") else len(digits) - left + 1
    for size in range(1, longest + 1):
        value = int(digits[:size])
        rest = digits[size:]
        if len(str(total + value)) > len(rest) - left + 2:
            break
        _split(rest, left - 1, [*parts, digits[:size]], total + value, found)
