"""L-32, L-33, L-38: our own report against the numbers counted from the agency's records."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.rules.registry import Context, failure, rule
from gongkai.findings import Finding, Severity
from gongkai.law.forms import plain_number


@rule("L-32, L-33, L-38", Severity.WARNING, basis="表中的数由登记的记录数得")
def cells_match_records(report: ReadReport, context: Context) -> Iterable[Finding]:
    """表中的数与登记的记录一致。"""
    sheet = report.sheet
    if sheet is None or not context.records:
        return
    for key, counted in context.records.items():
        number = sheet.number(key)
        if number is None or counted is None or number == Decimal(str(counted)):
            continue
        wanted = Decimal(str(counted))
        place = sheet.form.place(key)
        yield failure(
            _family(key),
            Severity.WARNING,
            f"{place}填 {plain_number(number)}，按登记的记录应为 {plain_number(wanted)}；"
            f"请核对登记，或说明为什么不同。{_advice(key)}",
            where=report.places.get(key, place),
            cells=(key,),
            expected=plain_number(wanted),
            found=plain_number(number),
            expression=f"表 {plain_number(number)} ≠ 记录 {plain_number(wanted)}",
        )


def _family(key: str) -> str:
    row = key.partition(".")[2]
    if row.startswith(("3.3.2.", "3.3.3.")):
        return "L-32"
    return "L-38" if row.startswith("3.3.6.2.") else "L-33"


def _advice(key: str) -> str:
    if _family(key) == "L-32":
        return "区分处理的只计“部分公开”一次，不再计入“不予公开”。"
    return "“逾期未缴费”须有收费通知的登记。" if _family(key) == "L-38" else ""
