"""One fault of wording, and the word lists that all searches read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from gongkai.findings import Severity

#: How the word lists call the severities.
SEVERITY = {"block": Severity.ERROR, "confirm": Severity.WARNING, "hint": Severity.INFO}


@dataclass(frozen=True, slots=True)
class Fault:
    """One place in a text; ``right`` is the suggestion, empty where there is none."""

    rule: str
    start: int
    end: int
    found: str
    right: str
    severity: Severity
    message: str


def words_file(name: str) -> dict[str, Any]:
    """One of the TOML files in ``words/``."""
    return tomllib.loads((files("gongkai.checks") / "words" / f"{name}.toml").read_text(encoding="utf-8"))
