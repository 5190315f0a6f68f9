"""The vocabulary every floor shares: traces, findings and failures.

A computed value carries a :class:`Trace`; a check returns a list of :class:`Finding`; a refused act raises
:class:`Refused` with a list of :class:`Failure`. All three are data that a page, the command line and the API can show.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding weighs; the values are what ``--json`` prints."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        return {"error": "错误", "warning": "请确认", "info": "提示"}[self.value]


class Verdict(StrEnum):
    """The four answers a rule may give."""

    PASS = "pass"
    FAIL = "fail"
    CANNOT_TELL = "cannot_tell"
    NOT_ASSESSABLE = "not_assessable"

    @property
    def label(self) -> str:
        return {"pass": "符合", "fail": "不符合", "cannot_tell": "无法判断", "not_assessable": "不适用"}[self.value]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a reckoning: what was done, the value after it, and the article or notice it rests on."""

    text: str
    value: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """How a computed value came to be, in words a clerk can read aloud."""

    steps: tuple[Step, ...] = ()

    def __add__(self, other: Trace) -> Trace:
        return Trace(self.steps + other.steps)

    def as_list(self) -> list[dict[str, str]]:
        return [asdict(step) for step in self.steps]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule saw.

    ``rule`` is the stable id (``A-08``, ``L-14``, ``P-ID18``…); ``where`` a place a person can go to (chapter, table,
    row, column, line or page); ``cells`` the form cells involved (keys of the forms documents); ``expression`` the
    identity with the numbers of both sides; ``message`` a Chinese sentence that says what is so and what to do.
    """

    rule: str
    severity: Severity
    verdict: Verdict
    message: str
    where: str = ""
    cells: tuple[str, ...] = ()
    expected: str | None = None
    found: str | None = None
    expression: str = ""
    excerpt: str = ""
    line: int | None = None
    page: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """A JSON-ready object; enumerations as their values, ``cells`` as a list."""
        data = asdict(self)
        data["severity"], data["verdict"], data["cells"] = str(self.severity), str(self.verdict), list(self.cells)
        return data


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an act was refused: a stable code, a Chinese sentence, and the place (field, or sheet, row and column)."""

    code: str
    message: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.place}：{self.message}" if self.place else self.message


@dataclass
class Refused(Exception):
    """An act that was not done, with every reason. Nothing was written."""

    failures: list[Failure] = field(default_factory=list)

    def __str__(self) -> str:
        return "；".join(str(failure) for failure in self.failures)


def refuse(code: str, message: str, place: str = "") -> Refused:
    """A refusal with a single reason, ready to raise."""
    return Refused([Failure(code, message, place)])
