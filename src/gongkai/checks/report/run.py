"""One file's check from paper to result: what other programs get as JSON, and what the command line prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.recognise import recognise
from gongkai.checks.report.rules import Context, run
from gongkai.checks.report.rules.likeness import problems_chapter
from gongkai.checks.similarity import THRESHOLD, Likeness, masked
from gongkai.findings import Finding, Refused, Severity, Verdict
from gongkai.law.forms import Kind
from gongkai.papers.model import Paper

_KEYS = ("rule", "severity", "verdict", "where", "cells", "expected", "found", "expression", "excerpt", "message")


@dataclass(slots=True)
class Checked:
    """The result for one file. ``cells`` numbers by key, ``blank`` keys of cells without a number (blank, —, /, 无)."""

    file: str
    readable: bool = True
    title: str = ""
    edition: str | None = None
    agency: str | None = None
    year: int | None = None
    level: str | None = None
    complete: bool = True
    damaged: str | None = None
    cells: dict[str, int | float] = field(default_factory=dict)
    blank: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    problems: str = ""

    def count(self, severity: Severity) -> int:
        return sum(1 for finding in self.findings if finding.severity is severity)

    @property
    def has_error(self) -> bool:
        """Whether the report itself has an error; a file that cannot be read has none that we know of."""
        return self.readable and any(finding.severity is Severity.ERROR for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """The object ``--json`` prints; its keys are a contract."""
        return {
            "file": self.file,
            "readable": self.readable,
            "edition": self.edition,
            "agency": self.agency,
            "year": self.year,
            "cells": self.cells,
            "blank": self.blank,
            "findings": [_finding_dict(finding) for finding in self.findings],
        }


def _finding_dict(finding: Finding) -> dict[str, Any]:
    data = finding.as_dict()
    return {key: data[key] for key in _KEYS} | {"line": finding.line, "page": finding.page}


def check_paper(paper: Paper, *, name: str, context: Context | None = None) -> Checked:
    """Recognise the report in a paper and ask every rule. Never raises for what a report may contain."""
    return check_report(recognise(paper, name=name), file=name, context=context)


def check_report(report: ReadReport, *, file: str, context: Context | None = None) -> Checked:
    """Ask every rule about a report already read."""
    context = context or Context()
    chapter = problems_chapter(report)
    agency = context.agency_of(report)
    checked = Checked(
        file=file,
        title=report.title,
        edition=report.edition,
        agency=agency,
        year=context.year_of(report),
        level=context.level_of(report),
        complete=report.complete,
        damaged=report.damaged,
        findings=run(report, context),
        problems=masked(chapter.text, [agency or ""]) if chapter is not None else "",
    )
    if report.sheet is not None:
        checked.cells = {key: _plain(number) for key, number in report.sheet.numbers.items()}
        checked.blank = list(report.sheet.of_kind(Kind.BLANK, Kind.DASH))
    return checked


def _plain(number: Any) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def unreadable(file: str, refused: Refused) -> Checked:
    """The result for a file that could not be read: the reasons as findings, nothing else."""
    findings = [
        Finding(
            rule="L-40",
            severity=Severity.ERROR,
            verdict=Verdict.NOT_ASSESSABLE,
            message=f"文件没有检查：{failure.message}",
            where=failure.place,
        )
        for failure in refused.failures
    ]
    return Checked(file=file, readable=False, findings=findings)


def pick_previous(report: ReadReport, candidates: Sequence[ReadReport], *, only: bool) -> ReadReport | None:
    """Last year's report among several: the agency's own, of the year before. ``only``: one file, one candidate."""
    if only and len(candidates) == 1:
        return candidates[0]
    for other in candidates:
        same = report.agency and other.agency and (report.agency in other.agency or other.agency in report.agency)
        if same and (report.year is None or other.year is None or other.year == report.year - 1):
            return other
    return None


def add_sisters(results: Iterable[Checked]) -> Iterable[Checked]:
    """The results one by one, each with L-27 where its problems read like those of an earlier one of the same year."""
    seen: dict[int | None, Likeness] = {}
    for checked in results:
        known = seen.setdefault(checked.year, Likeness())
        label = checked.agency or checked.file
        if len(checked.problems) >= 60:
            twin = known.find(checked.problems)
            if twin is not None and twin[0] != label and twin[1] >= THRESHOLD:
                checked.findings.append(_copied(twin[0], twin[1]))
            known.add(label, checked.problems)
        yield checked


def _copied(name: str, alike: float) -> Finding:
    return Finding(
        rule="L-27",
        severity=Severity.WARNING,
        verdict=Verdict.FAIL,
        message=f"“存在的主要问题”与“{name}”同年的报告雷同（隐去数字和名称后相似度 {alike:.0%}）；"
        "请写本单位的实际情况。",
        where="存在的主要问题及改进情况",
        expected=f"< {THRESHOLD:.0%}",
        found=f"{alike:.0%}",
    )
