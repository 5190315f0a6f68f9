"""Asking a sheet every question its form has: validity of each cell, identities, last year, the agencies below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from gongkai.findings import Finding, Severity, Verdict
from gongkai.law.forms.expression import Scene
from gongkai.law.forms.identities import Identity
from gongkai.law.forms.joins import as_edition, parts_numbers
from gongkai.law.forms.loader import load
from gongkai.law.forms.sheet import Sheet
from gongkai.law.forms.values import Kind

_ZERO = Decimal(0)


def check(
    sheet: Sheet,
    *,
    level: str | None = None,
    previous: Sheet | None = None,
    year: int | None = None,
    facts: Mapping[str, Any] | None = None,
    reorganised: bool = False,
    blanks: str = "unknown",
    skip_pass: bool = False,
    problems_only: bool = False,
) -> list[Finding]:
    """Findings of every identity of the edition (A-*, C-*) and of unfit cells (N-*).

    ``level`` town, county, city or province; ``previous`` last year's sheet, of any edition; ``year`` the report year
    where the sheet does not know it; ``facts`` figures from outside the sheet (``open_before`` applications open at
    last year's end, ``fee_reported`` 1 or 0); ``reorganised`` softens C-04 after a merger, a split or a correction.
    ``blanks``: ``unknown`` reasons with blanks and dashes as unknown numbers not below zero, ``zero`` reads them as 0
    except where one side of an identity is blank throughout. Cells absent from the file never make a failure.
    Severities: hard identities error, soft ones warning; every verdict but fail is info.
    ``skip_pass`` leaves out passes, ``problems_only`` everything but failures.
    """
    scene = _scene(sheet, previous, facts, blanks)
    report_year = year if year is not None else sheet.year
    findings = unfit_cells(sheet)
    for identity in load(sheet.edition).identities:
        soften = reorganised and identity.soft_when == "reorganised"
        verdict = _verdict(identity, scene, level, report_year, blanks == "zero")
        if verdict is Verdict.PASS and (skip_pass or problems_only):
            continue
        if problems_only and verdict is not Verdict.FAIL:
            continue
        findings.append(identity.finding(verdict, scene, sheet.form, soften=soften))
    return findings


def _scene(sheet: Sheet, previous: Sheet | None, facts: Mapping[str, Any] | None, blanks: str) -> Scene:
    if blanks not in ("unknown", "zero"):
        raise ValueError("blanks is 'unknown' or 'zero'")
    cells: Mapping[str, Decimal] = sheet.numbers
    if blanks == "zero":
        cells = {key: _ZERO for key, kind in sheet.open_cells.items() if kind != Kind.ERROR} | sheet.numbers
    return Scene(
        cells=cells,
        previous=as_edition(previous, sheet.edition) if previous is not None else None,
        facts={name: Decimal(str(value)) for name, value in (facts or {}).items()},
        open_cells=sheet.open_cells,
        signed=_signed(sheet.edition),
    )


@lru_cache(maxsize=8)
def _signed(edition: str) -> frozenset[str]:
    return frozenset(key for key, cell in load(edition).cells.items() if cell.signed)


def _verdict(identity: Identity, scene: Scene, level: str | None, year: int | None, zeroed: bool) -> Verdict:
    if identity.since is not None and (year is None or year < identity.since):
        return Verdict.NOT_ASSESSABLE
    if identity.levels and level is not None and level not in identity.levels:
        return Verdict.NOT_ASSESSABLE
    verdict = identity.judge(scene)
    if verdict is not Verdict.FAIL:
        return verdict
    if identity.levels and level is None:
        return Verdict.NOT_ASSESSABLE
    if zeroed and scene.open_cells and _a_side_is_blank(identity, scene):
        return Verdict.CANNOT_TELL
    return verdict


def _a_side_is_blank(identity: Identity, scene: Scene) -> bool:
    """True when all cells of one side hold no number: a total alone, or parts alone, prove nothing."""
    sides = (identity.clause.conclusion.left, identity.clause.conclusion.right)
    return any(side.keys and all(key in scene.open_cells for key in side.keys) for side in sides)


def unfit_cells(sheet: Sheet) -> list[Finding]:
    """Cells whose content the form does not allow: text that is no number, a part of a piece, less than nothing."""
    cells = sheet.form.cells
    findings = [
        _unfit("N-03", key, sheet, "不是数，请改填阿拉伯数字，没有发生的填 0")
        for key, kind in sheet.open_cells.items()
        if kind == Kind.ERROR
    ]
    for key, number in sheet.numbers.items():
        if number < 0 and not cells[key].signed:
            findings.append(_unfit("N-02", key, sheet, "小于 0，这一格只能填 0 或正数，请核对"))
        if number.as_tuple().exponent != 0 and number % 1 and not cells[key].decimals:
            findings.append(_unfit("N-01", key, sheet, "不是整数，这一格按件（次、人）计数，请填整数"))
    return findings


def _unfit(rule: str, key: str, sheet: Sheet, what: str) -> Finding:
    place, shown = sheet.form.place(key), sheet[key].shown
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        verdict=Verdict.FAIL,
        message=f"{place}填的是“{shown}”，{what}。",
        where=place,
        cells=(key,),
        expected="整数" if rule == "N-01" else "≥ 0" if rule == "N-02" else "数",
        found=shown,
        excerpt=sheet[key].text,
    )


def check_roll_up(total: Sheet, parts: Sequence[Sheet], *, skip_pass: bool = False) -> list[Finding]:
    """C-14: a county's sheet against the sum of its agencies' sheets, cell by cell.

    A cell that one of the parts does not give is "cannot tell". ValueError when the parts are of another edition.
    """
    scene = Scene(
        cells=total.numbers,
        parts=parts_numbers(parts, total.edition),
        open_cells=total.open_cells,
        signed=_signed(total.edition),
    )
    findings: list[Finding] = []
    for identity in total.form.roll_up_identities:
        verdict = identity.judge(scene)
        if verdict is not Verdict.PASS or not skip_pass:
            findings.append(identity.finding(verdict, scene, total.form))
    return findings


def broken(findings: Iterable[Finding], severity: Severity = Severity.ERROR) -> list[Finding]:
    """The failures of one severity."""
    return [finding for finding in findings if finding.verdict is Verdict.FAIL and finding.severity is severity]
