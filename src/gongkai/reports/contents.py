"""The value every view of a report is made from: figures, findings, text and lists of one agency's year."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gongkai.findings import Failure, Finding, Severity
from gongkai.law.forms import Sheet
from gongkai.reports.narrative.chapters import Told

Number = int | Decimal


@dataclass(slots=True)
class Override:
    """A person's figure beside the computed one; ``kind`` is ``override`` or ``declared``."""

    key: str
    value: Decimal
    computed: Decimal
    kind: str
    reason: str
    author: str
    made_at: str

    @property
    def date(self) -> str:
        return self.made_at[:10]


@dataclass(slots=True)
class Annex:
    """The catalogue as the annex prints it: people and date, and one line an entry (texts; yes/no for marks)."""

    title: str
    responsible: str
    filled_by: str
    checked_by: str
    approved_by: str
    filled_on: str
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Assembled:
    """Everything about one report. Cells are exact; ``printed`` is computed, but for the cells a person overruled."""

    agency_code: str
    agency_name: str
    agency_level: str
    year: int
    edition: str
    state: str
    report_date: str
    computed: dict[str, Number]
    printed: dict[str, Number]
    records: dict[str, int]
    overrides: list[Override]
    findings: list[Finding]
    chapters: list[Told]
    charts: dict[str, dict[str, int]]
    annex: Annex | None = None
    frozen_at: str = ""

    @property
    def title(self) -> str:
        return f"{self.agency_name}{self.year}年政府信息公开工作年度报告"

    @property
    def cover_title(self) -> str:
        """The title in two lines, broken where its meaning allows."""
        return f"{self.agency_name}\n{self.year}年政府信息公开工作年度报告"

    @property
    def sheet(self) -> Sheet:
        """What will be printed."""
        return Sheet(self.edition, dict(self.printed), year=self.year)

    @property
    def computed_sheet(self) -> Sheet:
        return Sheet(self.edition, dict(self.computed), year=self.year)

    @property
    def failures(self) -> list[Failure]:
        """What keeps the text from being printed: unknown names, unclosed marks."""
        return [failure for chapter in self.chapters for failure in chapter.failures]

    @property
    def errors(self) -> list[Finding]:
        """The findings of severity error."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]
