"""L-14, L-21, L-34: figures and “none” sentences in the text against the cells they name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.rules.claims import Claim, agrees, amount
from gongkai.checks.report.rules.nothing import nothing_of
from gongkai.checks.report.rules.registry import Context, failure, rule
from gongkai.findings import Finding, Severity
from gongkai.law.forms import Sheet, plain_number


@rule("L-14", Severity.ERROR, basis="正文与表格所记为同一件事")
def text_equals_cell(report: ReadReport, context: Context) -> Iterable[Finding]:
    """正文里的数与它所指的表格数一致。"""
    if report.sheet is None or report.edition is None:
        return
    view = context.view(report)
    for claim in context.claims(report):
        finding = _mismatch(claim, report.sheet)
        if finding is None:
            continue
        severity, total, keys = finding
        spec, number = claim.spec, claim.number
        place = place_of(report, keys)
        what = f"正文写{spec.name}“{number.text}”，{place}是 {plain_number(total)}"
        others = [key for key in spec.also if key not in keys]
        for key in others:
            other = report.sheet.number(key)
            if other is not None:
                what += f"，{place_of(report, (key,))}是 {plain_number(other)}"
        advice = (
            "两处应当一致，请核对后改正" if severity is Severity.ERROR else "如果不是同一口径请在文中说明，否则请核对"
        )
        yield failure(
            "L-14",
            severity,
            f"{what}；{advice}。",
            where=view.where(number.start),
            cells=(*keys, *others),
            expected=plain_number(total),
            found=plain_number(claim.value),
            expression=f"正文 {plain_number(claim.value)} ≠ 表 {shown_sum(report.sheet, keys)}",
            excerpt=view.excerpt(number.start, number.end),
            **view.spot(number.start),
        )


def _mismatch(claim: Claim, sheet: Sheet) -> tuple[Severity, Decimal, tuple[str, ...]] | None:
    """Severity, the cell sum and its keys when no way of counting gives the number of the text."""
    totals = [(amount(sheet, way), way) for way in claim.spec.ways]
    known = [(total, way) for total, way in totals if total is not None]
    if not known or totals[0][0] is None or any(agrees(claim, total) for total, _ in known):
        return None
    total, way = known[0]
    if claim.narrower:
        largest = max(total for total, _ in known)
        return (Severity.WARNING, largest, way) if claim.value > largest else None
    return Severity.ERROR if claim.clear else Severity.WARNING, total, way


_NONE_NAMES = {
    "requests": "没有收到申请",
    "reviews": "没有行政复议",
    "suits": "没有行政诉讼",
    "norms": "没有制发规范性文件",
    "carried_in": "没有上年结转的申请",
    "carried_out": "没有结转下年度的申请",
}


@rule("L-34", Severity.WARNING, basis="正文与第四章表所记为同一件事")
def none_in_text_is_zero_in_cell(report: ReadReport, context: Context) -> Iterable[Finding]:
    """正文说“没有”的，表里是零。"""
    if report.sheet is None or report.edition is None:
        return
    view = context.view(report)
    for nothing in nothing_of(view, report.edition, year=context.year_of(report), agency=context.agency_of(report)):
        total = amount(report.sheet, nothing.keys)
        if not total:
            continue
        family = "L-34" if nothing.topic in ("reviews", "suits") else "L-14"
        hard = nothing.clear and family == "L-14" and nothing.topic != "norms"
        keys = tuple(key for key in nothing.keys if report.sheet.number(key))
        yield failure(
            family,
            Severity.ERROR if hard else Severity.WARNING,
            f"正文说{_NONE_NAMES[nothing.topic]}，{place_of(report, keys)}却是 {plain_number(total)}；"
            "请核对哪一处有误。",
            where=view.where(nothing.start),
            cells=keys,
            expected="0",
            found=plain_number(total),
            expression=f"正文 0 ≠ 表 {shown_sum(report.sheet, keys)}",
            excerpt=view.excerpt(nothing.start, nothing.end, 8),
            **view.spot(nothing.start),
        )


_ENFORCES = {
    "permit": re.compile(r"(?:作出|办理|办结|核发|受理)[^，。；]{0,8}行政许可(?!事项|清单|信息)"),
    "punish": re.compile(r"(?:作出|实施|办理|立案|下达|查处)[^，。；]{0,8}行政处罚(?!事项|清单|信息|裁量|公示)"),
    "force": re.compile(r"(?:作出|实施|采取)[^，。；]{0,8}行政强制(?!事项|清单|信息|公示)"),
}
_ROWS = {"permit": "2.5.permit.dec", "punish": "2.6.punish.dec", "force": "2.6.force.dec"}
_NAMES = {"permit": "行政许可", "punish": "行政处罚", "force": "行政强制"}
_NOT_DONE = re.compile(r"未|没有|无|不|规范|依法|加强|推进|严格|制度|应当|要求|对")


@rule("L-21", Severity.WARNING, basis="第二章表统计当年全部处理决定，不论是否公开")
def enforcement_in_text_is_in_table(report: ReadReport, context: Context) -> Iterable[Finding]:
    """正文说有行政许可、处罚、强制的，表里不是零。"""
    if report.sheet is None or report.edition not in ("2019", "2021"):
        return
    view = context.view(report)
    numbered = {claim.spec.id for claim in context.claims(report)}
    ids = {"permit": "permits", "punish": "punishments", "force": "coercions"}
    for kind, pattern in _ENFORCES.items():
        key = f"R{report.edition[2:]}.{_ROWS[kind]}"
        if report.sheet.number(key) != 0 or ids[kind] in numbered:
            continue
        for match in pattern.finditer(view.text):
            start, _ = view.sentence(match.start())
            after = view.text[match.end() : match.end() + 14]
            if _NOT_DONE.search(view.text, max(start, match.start() - 12), match.end()) or not re.search(r"\d", after):
                continue
            yield failure(
                "L-21",
                Severity.WARNING,
                f"正文说有{_NAMES[kind]}，{place_of(report, (key,))}是 0；表里应填当年全部处理决定，请核对。",
                where=view.where(match.start()),
                cells=(key,),
                expected="> 0",
                found="0",
                excerpt=view.excerpt(match.start(), match.end()),
                **view.spot(match.start()),
            )
            break


_PUBLISHES_NORMS = re.compile(
    r"(?:公开|公布|发布)[^。；]{0,40}?规范[性化]文件|规范[性化]文件[^。；，]{0,12}(?:公开|公布|发布)"
)
_INTERPRETS = re.compile(
    r"(?:及时|全面|深入|认真|做好|加强|开展|主动|积极)[^，。；]{0,6}解读[^，。；]{0,4}政策|(?:解读|发布)(?:了)?政策解读(?:稿件|信息)?"
)
_DENIES = re.compile(r"未|没有|无|尚|将|计划|进一步深化|拟|下一步|要求|要点")


@rule("L-14", Severity.WARNING, basis="正文与统计表所记为同一件事")
def claims_without_figures(report: ReadReport, context: Context) -> Iterable[Finding]:
    """2014 年表：正文说公开了规范性文件、开展了政策解读的，统计表里不是零。"""
    if report.sheet is None or report.edition != "2014":
        return
    view = context.view(report)
    counted = {key for claim in context.claims(report) for way in claim.spec.ways for key in way}
    for pattern, keys, name, thing in (
        (_PUBLISHES_NORMS, ("S14.1.1.a", "S14.1.1.b"), "公开内容有规范性文件", "规范性文件"),
        (_INTERPRETS, ("S14.2.2.3",), "及时解读了政策", "解读"),
    ):
        if any(report.sheet.number(key) != 0 or key in counted for key in keys):
            continue
        for match in pattern.finditer(view.text):
            start, _ = view.sentence(match.start())
            clause = max(start, *(view.text.rfind(sign, start, match.start()) + 1 for sign in "，；"))
            if _DENIES.search(view.text, clause, match.end()):
                continue
            places = "、".join(place_of(report, (key,)) for key in keys)
            yield failure(
                "L-14",
                Severity.WARNING,
                f"正文说{name}，{places}却是 0；请核对是统计表漏填{thing}数，还是正文不实。",
                where=view.where(match.start()),
                cells=keys,
                expected="> 0",
                found="0",
                excerpt=view.excerpt(match.start(), match.end(), 12),
                **view.spot(match.start()),
            )
            break


def place_of(report: ReadReport, keys: tuple[str, ...]) -> str:
    """Where some cells stand, for a message: one place, or the first and how many."""
    places = [report.sheet.form.place(key) if report.sheet is not None else key for key in keys]
    if len(places) == 1:
        return f"“{places[0]}”"
    if len(places) > 3:
        return f"“{places[0]}”等 {len(places)} 格之和"
    return "、".join(f"“{place}”" for place in places) + "之和"


def shown_sum(sheet: Sheet, keys: tuple[str, ...]) -> str:
    """“3 + 4 = 7”, zeros left out of long sums."""
    numbers = [sheet.number(key) or Decimal(0) for key in keys]
    if len(numbers) > 1:
        shown = [number for number in numbers if number] or [Decimal(0)]
        if len(shown) > 1:
            return f"{' + '.join(map(plain_number, shown))} = {plain_number(sum(shown, Decimal(0)))}"
        return plain_number(shown[0])
    return plain_number(numbers[0])
