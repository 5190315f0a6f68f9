"""A catalogue as a value: what a file holds, before anything is saved and after everything is exported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from gongkai.catalogue.vocabulary import Layout
from gongkai.findings import Finding, Severity, Verdict


@dataclass(slots=True)
class DraftEntry:
    """One row. ``section`` is a name, or ``上级/名称``; ``attribute``, ``stages``, ``levels`` hold the model's values.

    In the standard layout ``category`` is the 一级事项 and ``matter`` the 二级事项.
    Both are the same where there is but one.
    """

    serial: int
    category: str = ""
    matter: str = ""
    content: str = ""
    legal_basis: str = ""
    responsible_agency: str = ""
    attribute: str = ""
    also_on_request: bool = False
    time_limit: str = ""
    carriers: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    to_everyone: bool = False
    to_groups: str = ""
    levels: tuple[str, ...] = ()
    domain: str = ""
    section: str = ""
    not_concerned: bool = False
    not_concerned_note: str = ""
    remark: str = ""
    place: str = field(default="", compare=False)
    places: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(slots=True)
class Head:
    """What stands above the table."""

    title: str = ""
    responsible: str = ""
    filled_by: str = ""
    checked_by: str = ""
    approved_by: str = ""
    filled_on: dt.date | None = None


@dataclass(slots=True)
class CatalogueDraft:
    """A whole table, or one table a domain; ``problems`` name what to look at, by the place of the cell.

    ``fields`` are the fields for which the file has a column: an import leaves all others as they are.
    """

    layout: Layout
    head: Head = field(default_factory=Head)
    entries: list[DraftEntry] = field(default_factory=list)
    fields: tuple[str, ...] = field(default=(), compare=False)
    problems: list[Finding] = field(default_factory=list, compare=False)

    @property
    def year(self) -> int | None:
        """The year the title names, else the one in which the form was filled in."""
        import re

        if found := re.search(r"((?:19|20)\d{2})\s*年", self.head.title):
            return int(found[1])
        return self.head.filled_on.year if self.head.filled_on else None

    @property
    def errors(self) -> list[Finding]:
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]

    @property
    def domains(self) -> list[str]:
        """The domains in the order of their first entry."""
        return list(dict.fromkeys(entry.domain for entry in self.entries))

    def as_dict(self) -> dict[str, Any]:
        """A JSON-ready object; of the problems only the errors, which must not get lost on the way to an import."""
        data = asdict(self)
        data["head"]["filled_on"] = self.head.filled_on.isoformat() if self.head.filled_on else None
        data["problems"] = [(one.rule, one.message, one.where) for one in self.errors]
        for entry in data["entries"]:
            del entry["places"]
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> CatalogueDraft:
        """The draft of :meth:`as_dict`."""
        head = dict(data["head"])
        head["filled_on"] = dt.date.fromisoformat(head["filled_on"]) if head["filled_on"] else None
        lists = ("carriers", "stages", "levels")
        problems = [problem(rule, Severity.ERROR, message, where) for rule, message, where in data["problems"]]
        entries = [DraftEntry(**{**one, **{name: tuple(one[name]) for name in lists}}) for one in data["entries"]]
        return cls(Layout(data["layout"]), Head(**head), entries, tuple(data["fields"]), problems)


def problem(rule: str, severity: Severity, message: str, where: str = "", found: str | None = None) -> Finding:
    """A finding about one cell; ``found`` is what stands there."""
    short = found if found is None or len(found) <= 60 else found[:59] + "…"
    return Finding(rule, severity, Verdict.FAIL, message, where=where, found=short)


def split_list(text: str) -> tuple[str, ...]:
    """The items of a list written with 、，；or line breaks, none of them inside brackets; each item once."""
    items, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char in "（(":
            depth += 1
        elif char in "）)":
            depth = max(0, depth - 1)
        elif char in "、，,；;\n" and not depth:
            items.append(text[start:index])
            start = index + 1
    items.append(text[start:])
    return tuple(dict.fromkeys(item for part in items if (item := " ".join(part.split()).strip("。 "))))


def join_list(items: Iterable[str]) -> str:
    return "、".join(items)
