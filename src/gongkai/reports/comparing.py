"""Holding what the records give against a report that is already public."""

from __future__ import annotations

from gongkai.findings import Finding, Severity, Verdict
from gongkai.law.forms import Sheet


def compare(computed: Sheet, published: Sheet) -> list[Finding]:
    """One finding (F-01) for every cell the published sheet gives and the records give otherwise.

    A blank or a dash in the published sheet differs from a computed number only where that is not zero. Cells the
    published sheet does not have say nothing. ValueError for sheets of different editions.
    """
    if computed.edition != published.edition:
        raise ValueError("sheets of different editions cannot be compared")
    findings = []
    for key, shown in published.items():
        ours = computed.number(key)
        if ours is None or ours == (shown.number or 0):
            continue
        place = computed.form.place(key)
        printed = shown.shown or "空白"
        findings.append(
            Finding(
                rule="F-01",
                severity=Severity.WARNING,
                verdict=Verdict.FAIL,
                message=f"{place}：已公布的报告印的是“{printed}”，台账算出的是 {computed[key].shown}，"
                "请核对台账；台账无误的，应当更正已公布的报告。",
                where=place,
                cells=(key,),
                expected=computed[key].shown,
                found=printed,
                expression=f"{key}：公布 {printed}，台账 {computed[key].shown}",
            )
        )
    return findings
