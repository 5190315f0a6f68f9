"""The rules for annual reports: every rule a small function with an id, a severity and a basis; ``run`` asks them all.

::

    findings = run(report, Context(previous=last_year, level="town"))

A finding of an identity carries the identity's id (``C-01``, ``A-08``, ``N-01``); the supervisors' code for it stands
at the end of the message (“〔L-01〕”) and in ``FAMILY``. Everything else carries its lint code, ``L-08`` to ``L-40``,
or ``W-01``, ``W-02``, ``W-03``, ``W-06``, ``W-08`` for words, repeats, brackets, redundancy and numbering. ``L-00``
says that the file is incomplete and what was therefore not judged.
"""

from __future__ import annotations

from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.rules import (  # noqa: F401  each registers its rules
    chapters,
    head,
    identities,
    language,
    likeness,
    parts,
    rates,
    records,
    text_and_cells,
)
from gongkai.checks.report.rules.identities import FAMILY
from gongkai.checks.report.rules.registry import RULES, Context, Rule
from gongkai.findings import Finding, Severity

__all__ = ["FAMILY", "RULES", "Context", "Rule", "run"]

_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def run(report: ReadReport, context: Context | None = None) -> list[Finding]:
    """Every finding on a report, errors first, each said once; passes are left out.

    A report whose encoding is damaged or that is only images yields what can be said of it and nothing about content.
    """
    context = context or Context()
    found: dict[tuple[str, str, str], Finding] = {}
    for rule in RULES:
        for finding in rule.check(report, context):
            found.setdefault((finding.rule, finding.where, finding.message), finding)
    return sorted(found.values(), key=lambda finding: _WEIGHT[finding.severity])
