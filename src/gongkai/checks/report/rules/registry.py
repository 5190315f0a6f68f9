"""What a rule is, what it is told, and the list of all rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.rules.claims import Claim, claims_of
from gongkai.checks.report.rules.view import View, view_of
from gongkai.findings import Finding, Severity, Verdict


@dataclass(slots=True)
class Context:
    """What is known beside the report: last year's, sister reports of the same year, and what the caller says.

    ``agency``, ``level`` (town, county, city, province) and ``year`` overrule what the file says. ``records`` maps cell
    keys to the numbers counted from the agency's own records. ``publishing`` is True when the report is our own and
    about to be published: then what only a finished page can show is asked for too.
    """

    previous: ReadReport | None = None
    sisters: Sequence[ReadReport] = ()
    agency: str | None = None
    level: str | None = None
    year: int | None = None
    records: Mapping[str, Any] | None = None
    publishing: bool = False
    _views: dict[int, View] = field(default_factory=dict, repr=False)
    _claims: dict[int, list[Claim]] = field(default_factory=dict, repr=False)

    def view(self, report: ReadReport) -> View:
        """The report's text taken apart once: sentences, numbers, chapters."""
        view = self._views.get(id(report))
        if view is None:
            view = self._views[id(report)] = view_of(report)
        return view

    def claims(self, report: ReadReport) -> list[Claim]:
        """The figures of the text that name cells, found once."""
        found = self._claims.get(id(report))
        if found is None:
            edition = self.edition_of(report)
            year = report.year if report is self.previous else self.year_of(report)
            agency = self.agency_of(report)
            found = claims_of(self.view(report), edition, year=year, agency=agency) if edition else []
            self._claims[id(report)] = found
        return found

    def year_of(self, report: ReadReport) -> int | None:
        return self.year if self.year is not None else report.year

    def level_of(self, report: ReadReport) -> str | None:
        return self.level or report.level

    def agency_of(self, report: ReadReport) -> str | None:
        return self.agency or report.agency

    def edition_of(self, report: ReadReport) -> str | None:
        """The edition of the tables found, else the one the year asks for."""
        from gongkai.law.forms import edition_for

        year = self.year_of(report)
        return report.edition or (edition_for(year) if year else None)


Check = Callable[[ReadReport, Context], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id (or ids, for one that emits a family), usual severity, basis, and the function that judges."""

    id: str
    severity: Severity
    basis: str
    check: Check

    @property
    def name(self) -> str:
        return (self.check.__doc__ or "").strip().splitlines()[0]


RULES: list[Rule] = []


def rule(rule_id: str, severity: Severity, *, basis: str) -> Callable[[Check], Check]:
    """Put a function on the list of rules."""

    def register(check: Check) -> Check:
        RULES.append(Rule(rule_id, severity, basis, check))
        return check

    return register


def failure(rule_id: str, severity: Severity, message: str, **details: Any) -> Finding:
    """A finding with the verdict fail."""
    return Finding(rule=rule_id, severity=severity, verdict=Verdict.FAIL, message=message, **details)
