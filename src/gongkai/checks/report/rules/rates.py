"""L-16 over the years: 同比增长 and 较上年增加 against last year's report, or against a number in the same sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongkai.checks.numerals import Number
from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.rules.claims import Claim, amount
from gongkai.checks.report.rules.registry import Context, failure, rule
from gongkai.checks.report.rules.view import View
from gongkai.findings import Finding, Severity
from gongkai.law.forms import equivalent, plain_number

_CHANGE = re.compile(
    r"(?:同比|(?:较|比|与)(?:去年|上年度?|上一年度?|20\d\d年度?)(?:同期)?(?:相比)?)[，]?(?P<way>增长|增加|上升|提高|多|下降|减少|降低|少)了?(?:约)?\Z"
)
_SECOND = re.compile(r"^[，、（]?(?:同比)?(?P<way>增长|增幅|上升|增加|下降|降幅|减少|降低)(?:率)?(?:了|达|为|约)*\Z")
_LAST_YEAR = re.compile(r"(?:去年|上年度?|上一年度?)(?:同期)?(?:为|是|的)?\Z")
_UP = frozenset({"增长", "增加", "上升", "提高", "多", "增幅"})


@dataclass(frozen=True, slots=True)
class Change:
    """This year's number, the change the text gives (signed) and whether it is a rate or a count."""

    now: Number
    change: Number
    signed: Decimal
    is_rate: bool


def changes(view: View) -> Iterator[Change]:
    """Numbers with the change against last year that the text gives right after them."""
    numbers = view.numbers
    for index in range(1, len(numbers)):
        change, now = numbers[index], numbers[index - 1]
        start, _ = view.sentence(change.start)
        if now.start < start or change.unit == "个百分点":
            continue
        left = view.text[now.end : change.start]
        match = _CHANGE.search(left)
        if match is None and index >= 2 and (second := _SECOND.match(left)) and now.unit == numbers[index - 2].unit:
            first = view.text[numbers[index - 2].end : now.start]
            if _CHANGE.search(first) or _LAST_YEAR.search(first):
                match, now = second, numbers[index - 2]
        if match is not None and index >= 2 and now is numbers[index - 1]:
            earlier = numbers[index - 2]
            if earlier.unit == now.unit and _LAST_YEAR.search(view.text[earlier.end : now.start]):
                now = earlier  # “120条，去年为100条，同比增长20%”
        if match is None or now.is_rate or ("，" in left.rstrip("，")[:-1] and len(left) > 24):
            continue
        if not change.is_rate and change.unit != now.unit:
            continue
        sign = 1 if match["way"] in _UP else -1
        yield Change(now, change, sign * change.value, change.is_rate)


@rule("L-16", Severity.WARNING, basis="同比由今年与去年两个数算得")
def rates_follow_from_last_year(report: ReadReport, context: Context) -> Iterable[Finding]:
    """正文里的同比与去年的数相符。"""
    view = context.view(report)
    for change in changes(view):
        if change.now.approximate or change.change.approximate or change.now.step > 1:
            continue
        bases = list(_bases(report, context, view, change))
        if not bases:
            continue
        if any(_right(change, base) for base in bases):
            continue
        base = bases[0]
        right = _reckon(change, base)
        said = "增长" if change.signed >= 0 else "下降"
        shown = plain_number(abs(change.signed)) + ("%" if change.is_rate else "")
        want = plain_number(right) + ("%" if change.is_rate else "")
        working = (
            f"{plain_number(change.now.value)} ÷ {plain_number(base)} - 1 = {want}"
            if change.is_rate
            else f"{plain_number(change.now.value)} - {plain_number(base)} = {want}"
        )
        yield failure(
            "L-16",
            Severity.WARNING,
            f"正文写“{change.now.text}”比去年{said} {shown}，去年是 {plain_number(base)}，算得 {want}；请核对。",
            where=view.where(change.change.start),
            expected=want,
            found=("-" if change.signed < 0 else "") + shown,
            expression=working,
            excerpt=view.excerpt(change.now.start, change.change.end),
            **view.spot(change.change.start),
        )


def _reckon(change: Change, base: Decimal) -> Decimal:
    if not change.is_rate:
        return change.now.value - base
    places = max(1, -int(change.change.step.as_tuple().exponent))
    return round((change.now.value / base - 1) * 100, places)


def _right(change: Change, base: Decimal) -> bool:
    if not change.is_rate:
        return change.now.value - base == change.signed
    return abs((change.now.value / base - 1) * 100 - change.signed) <= change.change.step


def _bases(report: ReadReport, context: Context, view: View, change: Change) -> Iterator[Decimal]:
    """Last year's number: in the same sentence (去年3607件, or 增加39件 beside a rate), else in last year's report."""
    start, end = view.sentence(change.now.start)
    for number in view.numbers:
        if not start <= number.start < end or number.unit != change.now.unit or number is change.now:
            continue
        left = view.text[max(start, number.start - 12) : number.start]
        if _LAST_YEAR.search(left) and number.value > 0:
            yield number.value
            return
        more = _CHANGE.search(left)
        if more and change.is_rate and number.end <= change.change.start:
            base = change.now.value - (number.value if more["way"] in _UP else -number.value)
            if base > 0:
                yield base
    claim = next((claim for claim in context.claims(report) if claim.number == change.now), None)
    if claim is None or not claim.clear or context.previous is None:
        return
    yield from _last_year(claim, context)


def _last_year(claim: Claim, context: Context) -> Iterator[Decimal]:
    """What last year's text and tables give for the same claim."""
    previous = context.previous
    if previous is None:
        return
    for other in context.claims(previous):
        if other.spec.id == claim.spec.id and other.clear and other.value > 0 and not other.number.approximate:
            yield other.value
    sheet = previous.sheet
    if sheet is None:
        return
    for way in claim.spec.ways:
        keys = tuple(key for wanted in way for key in equivalent(wanted, sheet.edition))
        total = amount(sheet, keys) if keys else None
        if total:
            yield total
