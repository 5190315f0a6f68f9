"""A-*, C-*, N-*: the identities of the form. L-01 to L-07, L-19 and L-20 are the names supervisors give to them.

A finding carries the id of its identity; the supervisors' code stands at the end of its message: “〔L-01〕”.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.rules.registry import Context, rule
from gongkai.findings import Finding, Severity, Verdict
from gongkai.law.forms import Kind, Sheet, suspects

#: Identity -> the lint rule that reports it.
FAMILY = {
    **dict.fromkeys(("A-01", "A-02", "A-03", "A-06", "A-07", "A-08", *(f"A-{n}" for n in range(10, 16))), "L-06"),
    "A-04": "L-07",
    "C-01": "L-01",
    "C-02": "L-02",
    "C-03": "L-03",
    "C-04": "L-04",
    "C-05": "L-05",
    "C-06": "L-20",
    "C-07": "L-19",
}


@rule("A-*, C-*, N-*", Severity.ERROR, basis="统计表各项指标的勾稽关系")
def identities_hold(report: ReadReport, context: Context) -> Iterable[Finding]:
    """各张表的勾稽关系成立。"""
    sheet = report.sheet
    if sheet is None:
        return
    previous = context.previous.sheet if context.previous is not None else None
    findings = sheet.check(
        level=context.level_of(report),
        previous=previous,
        year=context.year_of(report),
        facts={"fee_reported": 1 if fee_sentence(report, context) else 0},
        blanks="zero",
        skip_pass=True,
        problems_only=not sheet.open_cells,
    )
    broken = [finding for finding in findings if finding.verdict is Verdict.FAIL]
    hints = _hints(sheet) if any(finding.severity is Severity.ERROR for finding in broken) else {}
    for finding in broken:
        yield _named(finding, hints)
    yield from _open_questions(finding for finding in findings if finding.verdict is Verdict.CANNOT_TELL)


def _named(finding: Finding, hints: dict[str, str]) -> Finding:
    """The finding with the place in the file, the likely culprit and the supervisors' code."""
    message = finding.message
    hint = next((hints[key] for key in finding.cells if key in hints), "")
    if hint:
        message += hint
    if finding.rule in FAMILY:
        message += f"〔{FAMILY[finding.rule]}〕"
    return replace(finding, message=message)


def _hints(sheet: Sheet) -> dict[str, str]:
    """For each cell that alone explains everything broken, the sentence that says so; nothing when several could."""
    found = suspects(sheet)
    return {suspect.key: suspect.message for suspect in found} if len(found) == 1 else {}


def _open_questions(findings: Iterable[Finding]) -> Iterable[Finding]:
    """What blanks left undecided: one finding per identity, however many rows or columns it has."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.rule].append(finding)
    for group in groups.values():
        first = group[0]
        if len(group) == 1:
            yield first
            continue
        cells = tuple(dict.fromkeys(key for finding in group for key in finding.cells))
        message = f"{first.message.partition('：')[0]}：共 {len(group)} 处因空白或缺格无法核对；没有发生的请填 0。"
        yield replace(first, message=message, cells=cells, where=first.where.partition("，")[0], expression="")


def fee_sentence(report: ReadReport, context: Context) -> bool:
    """Whether the last chapter (or, without one, any text) speaks of the information processing fee."""
    text = context.view(report).text
    return "信息处理费" in text or "信息公开处理费" in text


@rule("L-37", Severity.WARNING, basis="总计列应当填数")
def totals_are_filled(report: ReadReport, context: Context) -> Iterable[Finding]:
    """各列有数时总计列不空。"""
    sheet = report.sheet
    if sheet is None or report.edition not in ("2019", "2021"):
        return
    rows = [row for row in sheet.form.table("3").data_rows if sheet.kind(f"{row.code}.tot") in (Kind.BLANK, Kind.DASH)]
    empty = []
    for row in rows:
        parts = [sheet.number(f"{row.code}.{column}") for column in ("np", "ent", "sci", "pub", "law", "oth")]
        if any(parts):
            empty.append(f"{row.code}.tot")
    if empty:
        yield Finding(
            rule="L-37",
            severity=Severity.WARNING,
            verdict=Verdict.FAIL,
            message=f"第三章表有 {len(empty)} 行各列填了数，总计列却空着；请填上各列之和。",
            where="第三章表，总计列",
            cells=tuple(empty),
            expected="各列之和",
            found="空白",
        )


@rule("L-13", Severity.ERROR, basis="没有发生的填 0，不留空")
def no_cell_is_blank(report: ReadReport, context: Context) -> Iterable[Finding]:
    """表格每一格都填数，没有发生的填 0。"""
    sheet = report.sheet
    if sheet is None:
        return
    severity = Severity.WARNING if report.edition == "2014" else Severity.ERROR
    tables: dict[str, list[str]] = defaultdict(list)
    last_row = sheet.form.cells[next(reversed(list(sheet)))].row.code if len(sheet) else ""
    for key in sheet.of_kind(Kind.BLANK, Kind.DASH):
        if not report.complete and sheet.form.cells[key].row.code == last_row:
            continue  # the file is cut inside this row
        tables[sheet.form.cells[key].table].append(key)
    for table, keys in tables.items():
        place = sheet.form.table(table).place
        signs = {sheet[key].text.strip() for key in keys if sheet.kind(key) is Kind.DASH}
        shown = f"（有的写“{'”“'.join(sorted(signs))}”）" if signs else ""
        names = "、".join(f"“{sheet.form.place(key).removeprefix(place + '，')}”" for key in keys[:3])
        more = f"等 {len(keys)} 格" if len(keys) > 3 else ""
        yield Finding(
            rule="L-13",
            severity=severity,
            verdict=Verdict.FAIL,
            message=f"{place}{names}{more}没有填数{shown}；没有发生的请填 0，有数的请补填。",
            where=report.places.get(keys[0], place) if len(keys) == 1 else place,
            cells=tuple(keys),
            expected="0 或实际数",
            found="空白" if not signs else "、".join(sorted(signs)),
        )


_TOO_MUCH = {"town": 2_000, "county": 2_000_000}


@rule("L-22", Severity.ERROR, basis="行政事业性收费以万元填报")
def fees_are_in_ten_thousands(report: ReadReport, context: Context) -> Iterable[Finding]:
    """行政事业性收费按万元填报。"""
    sheet, key = report.sheet, "R21.2.8.fee.amount"
    amount = sheet.number(key) if sheet is not None and report.edition == "2021" else None
    if sheet is None or not amount:
        return
    before = context.previous.sheet if context.previous is not None else None
    last = before.number(key) if before is not None else None
    limit = _TOO_MUCH.get(context.level_of(report) or "")
    by_last = last is not None and last > 0 and amount >= last * 1000
    if by_last or (limit is not None and amount >= limit):
        why = f"是去年（{last}）的一千倍以上" if by_last else "远大于这一级机关通常的数"
        yield Finding(
            rule="L-22",
            severity=Severity.ERROR,
            verdict=Verdict.FAIL,
            message=f"行政事业性收费填 {sheet[key].shown} 万元，{why}，像是按元填的；"
            "这一格的单位是万元，请除以 10000 后填写。",
            where=report.places.get(key, sheet.form.place(key)),
            cells=(key,),
            expected=f"{amount / 10_000} 万元",
            found=f"{sheet[key].shown} 万元",
        )
