"""The text against the table: a number typed by hand for a cell must be the cell's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from gongkai.findings import Finding, Severity, Verdict
from gongkai.law.forms import Sheet, plain_number
from gongkai.reports.narrative.chapters import Told

_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


def check_text(chapters: Iterable[Told], sheet: Sheet) -> list[Finding]:
    """L-14 for every sentence that names a figure of the form with another number than will be printed."""
    findings = []
    for chapter in chapters:
        place = f"“{chapter.heading}”" if chapter.heading else "报告说明"
        for line, text in enumerate(chapter.text.split("\n"), start=1):
            plain = re.sub(r"(?<=\d),(?=\d{3})", "", text.translate(_WIDE))
            for pattern in sheet.form.patterns:
                keys = tuple(key for reference in pattern.cells for key in sheet.form.expand(reference))
                expected = sheet.total(keys)
                for match in pattern.compiled().finditer(plain):
                    if expected is None or Decimal(match["n"]) == expected:
                        continue
                    findings.append(_differs(place, line, match, pattern.name, keys, expected))
    return findings


def _differs(
    place: str, line: int, match: re.Match[str], name: str, keys: tuple[str, ...], expected: Decimal
) -> Finding:
    shown = plain_number(expected)
    return Finding(
        rule="L-14",
        severity=Severity.ERROR,
        verdict=Verdict.FAIL,
        message=f"{place}写“{match[0]}”，统计表中“{name}”是 {shown}。请把手写的数改成绑定的数，或者核对统计表。",
        where=f"{place}第{line}段",
        cells=keys,
        expected=shown,
        found=match["n"],
        expression=f"{match['n']} ≠ {shown}",
        excerpt=match[0],
    )
