"""Identities (勾稽关系): read from the form file, expanded over rows and columns, compiled once, asked many times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from gongkai.findings import Finding, Severity, Verdict
from gongkai.law.forms.expression import Absent, Clause, Scene, Side, read_clause
from gongkai.law.forms.model import Form
from gongkai.law.forms.values import plain_number


@dataclass(frozen=True, slots=True)
class Identity:
    """One equation or inequality over the cells of a sheet.

    ``level`` is hard (broken means the table is wrong) or soft (ask the writer); ``levels`` the agency levels it is
    for (empty: all); ``since`` the first report year; ``soft_when`` the circumstance that softens it.
    """

    id: str
    name: str
    level: str
    expression: str
    clause: Clause
    basis: str
    mark: str
    place: str
    message: str
    levels: tuple[str, ...]
    since: int | None
    soft_when: str
    cells: tuple[str, ...]
    uses_previous: bool

    @property
    def severity(self) -> Severity:
        return Severity.ERROR if self.level == "hard" else Severity.WARNING

    def judge(self, scene: Scene) -> Verdict:
        """The verdict on a sheet's numbers, without words."""
        try:
            return Verdict.PASS if self.clause.holds(scene) else Verdict.FAIL
        except KeyError:
            pass
        if self._nothing_there(scene):
            return Verdict.NOT_ASSESSABLE
        try:
            answer = self.clause.holds_at_all(scene)
        except Absent:
            return Verdict.CANNOT_TELL
        return Verdict.CANNOT_TELL if answer is None else Verdict.PASS if answer else Verdict.FAIL

    def _nothing_there(self, scene: Scene) -> bool:
        """True when a whole source (last year's report, a fact, every cell here) is missing."""
        for term in self.clause.terms():
            if term.how == "fact" and term.constant is None and term.keys[0] not in scene.facts:
                return True
            if term.source != "cells":
                numbers = scene.source(term.source)
                if numbers is None or not any(key in numbers for key in term.keys):
                    return True
        return not any(key in scene.cells or key in scene.open_cells for key in self.cells)

    def finding(self, verdict: Verdict, scene: Scene, form: Form, *, soften: bool = False) -> Finding:
        """The verdict in words: place, both sides with their numbers, and what to do."""
        left, right = self._sides(scene)
        severity = self.severity
        if verdict is not Verdict.FAIL:
            severity = Severity.INFO
        elif soften:
            severity = Severity.WARNING
        sign = self.clause.conclusion.sign
        return Finding(
            rule=self.id,
            severity=severity,
            verdict=verdict,
            message=self._message(verdict, scene, form, left, right),
            where=self.place,
            cells=self._cells_of(verdict, scene),
            expected=right if sign == "=" else f"{sign} {right}",
            found=left,
            expression=self.clause.show(scene),
        )

    def _sides(self, scene: Scene) -> tuple[str | None, str | None]:
        """Both sides of the conclusion: exact, “至少 3” where blanks may add to it, ``None`` where nothing is known."""
        texts: list[str | None] = []
        for side in (self.clause.conclusion.left, self.clause.conclusion.right):
            try:
                texts.append(plain_number(side.value(scene)))
            except KeyError:
                texts.append(_at_least(side, scene))
        return texts[0], texts[1]

    def _cells_of(self, verdict: Verdict, scene: Scene) -> tuple[str, ...]:
        """The cells involved; of a whole chapter that should be zero, only those that are not."""
        if verdict is Verdict.FAIL and len(self.cells) > 30:
            return tuple(key for key in self.cells if scene.cells.get(key, 1) != 0)
        return self.cells

    def _message(self, verdict: Verdict, scene: Scene, form: Form, left: str | None, right: str | None) -> str:
        if verdict is Verdict.PASS:
            return f"{self.name}：相符。"
        if verdict is Verdict.FAIL:
            return self.message.replace("{left}", left or "（空）").replace("{right}", right or "（空）")
        if verdict is Verdict.NOT_ASSESSABLE:
            return f"{self.name}：{self._lacking(scene)}，未核对。"
        blank = [form.place(key) for key in self.cells if key in scene.open_cells and key not in scene.cells]
        gone = [form.place(key) for key in self.cells if key not in scene.open_cells and key not in scene.cells]
        if blank:
            return f"{self.name}：{_some(blank)}没有填数，无法核对；没有发生的请填 0。"
        if gone:
            return f"{self.name}：文件中没有{_some(gone)}，无法核对。"
        return f"{self.name}：去年报告缺少对应的数，无法核对。"

    def _lacking(self, scene: Scene) -> str:
        if self.uses_previous:
            return "没有去年的报告，或去年的表没有这些格" if scene.previous is None else "去年的表没有这些格"
        if any(term.source == "parts" for term in self.clause.terms()):
            return "没有各单位的表"
        if any(term.how == "fact" and term.constant is None for term in self.clause.terms()):
            return "缺少表外的情况"
        return "文件中没有这张表"


def _at_least(side: Side, scene: Scene) -> str | None:
    try:
        low, _ = side.bounds(scene)
    except Absent:
        return None
    return f"至少 {plain_number(low)}" if low.is_finite() else None


def _some(places: list[str]) -> str:
    shown = "、".join(f"“{place}”" for place in places[:3])
    return f"{shown}等 {len(places)} 格" if len(places) > 3 else shown


def build(form: Form, scope: str) -> tuple[Identity, ...]:
    """The identities of a scope (``sheet`` or ``roll_up``) as the form file lists them, each use compiled."""
    found = []
    entries: Any = form.source.get("identity", ())
    for entry in entries:
        if entry.get("scope", "sheet") == scope:
            found.extend(_identity(form, entry, binding) for binding in _bindings(form, entry.get("each", {})))
    return tuple(found)


def _bindings(form: Form, each: Mapping[str, Any]) -> Iterator[dict[str, tuple[str, str]]]:
    """Every combination of the variables: name -> (what stands in the expression, what stands in a message)."""
    names = list(each)
    for values in product(*(_values(form, each[name]) for name in names)):
        yield dict(zip(names, values, strict=True))


def _values(form: Form, what: str | list[str]) -> list[tuple[str, str]]:
    """``columns:3``, ``rows:4``, ``cells:2``, or a list of row codes, with their labels."""
    if isinstance(what, list):
        return [(code, form.rows[code].full_label) for code in what]
    kind, _, which = what.partition(":")
    if kind == "columns":
        return [(column.code, column.full_label) for column in form.table(which).columns]
    if kind == "rows":
        return [(row.code, row.full_label) for row in form.table(which).data_rows]
    wanted = which.split(",")
    cells = form.cells.values()
    return [(cell.key, cell.label) for cell in cells if cell.table.partition(".")[0] in wanted]


def _stated(clause: Clause) -> str:
    """The cell an identity is about: the one that stands alone on its side."""
    left, right = clause.conclusion.left.keys, clause.conclusion.right.keys
    return right[0] if len(left) != 1 and len(right) == 1 else left[0]


def _identity(form: Form, entry: Mapping[str, Any], binding: Mapping[str, tuple[str, str]]) -> Identity:
    expression, place, message = entry["expr"], entry.get("place", ""), entry["message"]
    for name, (code, label) in binding.items():
        expression = expression.replace(f"{{{name}}}", code)
        place, message = place.replace(f"{{{name}}}", label), message.replace(f"{{{name}}}", label)
    clause = read_clause(expression, form.cells)
    cells = tuple(dict.fromkeys(key for side in clause.sides() for key in side.keys))
    return Identity(
        id=entry["id"],
        name=entry["name"],
        level=entry["level"],
        expression=expression,
        clause=clause,
        basis=entry["basis"],
        mark=entry.get("mark", "derived"),
        place=place or form.place(_stated(clause)),
        message=message,
        levels=tuple(entry.get("levels", ())),
        since=entry.get("since"),
        soft_when=entry.get("soft_when", ""),
        cells=cells,
        uses_previous=any(term.source == "previous" for term in clause.terms()),
    )
