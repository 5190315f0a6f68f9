"""What an import leaves in the trail: one entry, with its files and what happened to the records of each kind."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from gongkai.trail.models import TrailEntry
from gongkai.trail.services import record


def record_import(report: Any, *, agency_code: str = "") -> TrailEntry:
    """Append the entry of an import (:class:`gongkai.intake.running.Report`); inside its transaction."""
    codes = sorted(report.agencies)
    return record(
        "import",
        agency_code=agency_code or (codes[0] if len(codes) == 1 else ""),
        data={
            "files": [{"name": name, "sha256": digest} for name, digest in report.files.items()],
            "kinds": {name: asdict(tally) for name, tally in report.tallies.items()},
            "agencies": codes,
        },
    )
