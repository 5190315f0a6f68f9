"""Our own report under the rules for any published report: its text against its table, its wording, its form."""

from __future__ import annotations

from gongkai.checks.report.recognise import recognise
from gongkai.checks.report.rules import Context, run
from gongkai.findings import Finding
from gongkai.reports.contents import Assembled
from gongkai.reports.paper import report_paper

#: Rules asked elsewhere with more knowledge: identities (of what is printed and of what was computed).
_ELSEWHERE = ("A-", "C-", "N-")


def check_report(assembled: Assembled, previous: Assembled | None = None) -> list[Finding]:
    """What the rules find in the report as it will be printed, held against the records, and against last year's text.

    Passes and what cannot be judged are left out.
    """
    report = recognise(report_paper(assembled))
    context = Context(
        previous=recognise(report_paper(previous)) if previous else None,
        agency=assembled.agency_name,
        level=assembled.agency_level,
        year=assembled.year,
        records=assembled.computed,
    )
    return [
        finding
        for finding in run(report, context)
        if finding.verdict == "fail" and not finding.rule.startswith(_ELSEWHERE)
    ]
