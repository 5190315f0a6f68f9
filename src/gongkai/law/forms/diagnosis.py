"""Which one cell is wrong: the change of a single cell after which every hard equation of the sheet comes right."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from gongkai.law.forms.expression import Scene
from gongkai.law.forms.identities import Identity
from gongkai.law.forms.sheet import Sheet
from gongkai.law.forms.values import plain_number


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell that alone explains every broken equation, with the number that would mend them all."""

    key: str
    found: Decimal
    expected: Decimal
    message: str


def suspects(sheet: Sheet) -> list[Suspect]:
    """The cells that could be the only wrong one; empty when nothing is broken or no single cell explains it.

    Only equations count (C-01, C-02, C-03, C-05, A-10 to A-15): a cell qualifies when it stands in every broken one
    and in no sound one, and the same correction mends them all. Two equations at least must be broken, otherwise any
    cell of the one could be meant.
    """
    scene = Scene(cells=sheet.numbers, open_cells=sheet.open_cells)
    broken: list[tuple[Identity, Decimal]] = []
    sound: set[str] = set()
    for identity in sheet.form.identities:
        gap = _gap(identity, scene)
        if gap is None:
            continue
        if gap:
            broken.append((identity, gap))
        else:
            sound.update(identity.cells)
    if len(broken) < 2:
        return []
    corrections: dict[str, set[Decimal]] = defaultdict(set)
    for identity, gap in broken:
        for key, sign in _signs(identity).items():
            corrections[key].add(-gap * sign)
    everywhere = set.intersection(*(set(identity.cells) for identity, _ in broken))
    found = []
    for key in sheet.form.cells:
        if key in everywhere and key not in sound and len(corrections[key]) == 1:
            found.append(_suspect(sheet, key, sheet.numbers[key] + next(iter(corrections[key]))))
    return [suspect for suspect in found if suspect.expected >= 0]


def _gap(identity: Identity, scene: Scene) -> Decimal | None:
    """Left minus right of a hard equation inside the sheet; ``None`` for anything else or where a number is missing."""
    clause = identity.clause
    if identity.level != "hard" or clause.condition or clause.conclusion.operator != "=" or identity.uses_previous:
        return None
    if identity.levels:
        return None
    try:
        return clause.conclusion.left.value(scene) - clause.conclusion.right.value(scene)
    except KeyError:
        return None


def _signs(identity: Identity) -> dict[str, int]:
    """+1 for cells whose growth widens left minus right, -1 for those on the other side."""
    comparison = identity.clause.conclusion
    signs = {key: term.factor for term in comparison.left.terms for key in term.keys}
    return signs | {key: -term.factor for term in comparison.right.terms for key in term.keys}


def _suspect(sheet: Sheet, key: str, expected: Decimal) -> Suspect:
    place, found = sheet.form.place(key), sheet.numbers[key]
    message = (
        f"最可能填错的是“{place}”：现填 {plain_number(found)}，改为 {plain_number(expected)} 后各项勾稽关系都成立。"
    )
    return Suspect(key, found, expected, message)
