"""Rows found in a file, matched to the rows of an official table by label and order together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.checks.report.recognise_words import is_blank, similarity, split_label
from gongkai.law.forms import CellValue


@dataclass(slots=True)
class Value:
    """A figure's text as printed, the headings over (or beside) it from near to far, and its place in the file."""

    text: str
    heads: tuple[str, ...] = ()
    line: int | None = None
    page: int | None = None


@dataclass(slots=True)
class Group:
    """One printed row: label pieces from outer to inner, other readings of the label, and the figures in order."""

    pieces: list[str]
    values: list[Value]
    readings: list[str] = field(default_factory=list)
    source: int = 0
    order: int = 0

    def own(self) -> Iterable[tuple[str, str]]:
        """The innermost label alone; where it only says 小计, together with the label it is the subtotal of."""
        pieces = [piece for piece in self.pieces if not is_blank(piece)]
        if not pieces:
            return
        last = split_label(pieces[-1])
        if last[1] in ("小计", "合计") and len(pieces) > 1:
            yield split_label(pieces[-2])
        else:
            yield last

    def labels(self) -> Iterable[tuple[str, str]]:
        """(enumerator, label) of every reading, the innermost piece first."""
        seen = set()
        pieces = [piece for piece in self.pieces if not is_blank(piece)]
        tails = [pieces[-1:], pieces[-2:], pieces[-3:]] if pieces else []
        for text in [*("".join(tail) for tail in tails), *self.readings]:
            label = split_label(text)
            if label[1] and label not in seen:
                seen.add(label)
                yield label

    @property
    def empty(self) -> bool:
        return all(is_blank(value.text) for value in self.values)


@dataclass(frozen=True, slots=True)
class Target:
    """An official row to be matched: code, reduced names, enumerator, the labels of its parents, figures expected.

    ``heading`` rows carry no figures of their own; local templates print subtotals there.
    """

    code: str
    mark: str
    names: tuple[str, ...]
    parents: tuple[str, ...]
    expected: int
    heading: bool = False


_THRESHOLD = 0.56
_BASE = 0.35
_PASSED = 0.3


def score(group: Group, target: Target) -> float:
    """How well a group stands for a row; 0 when it cannot."""
    best = 0.0
    for index, (mark, label) in enumerate(group.own() if target.heading else group.labels()):
        own = max((similarity(label, name) for name in target.names), default=0.0)
        if mark and target.mark:
            own += 0.04 if mark == target.mark else -0.12
        best = max(best, own - 0.01 * index)
    if best < _THRESHOLD:
        return 0.0
    if target.parents and len(group.pieces) > 1:
        outer = [split_label(piece)[1] for piece in group.pieces[:-1]]
        if any(similarity(piece, parent) > 0.8 for piece in outer for parent in target.parents):
            best += 0.08
    count = len(group.values)
    if count and target.expected and count != target.expected:
        best -= 0.05 if count > target.expected else 0.10
    if not count:
        best -= 0.0 if target.heading else 0.3
    return best


def align(groups: Sequence[Group], targets: Sequence[Target], *, dense: bool = False) -> dict[str, tuple[Group, float]]:
    """Row code to (group, score): the best matching in which both sides keep their order.

    ``dense``: the groups are known to be the table's own rows (cut out of running text between its head and the next
    chapter). Then a row with the right number of figures is not passed over lightly, and may stand for an official row
    on the strength of its place when its label is torn.
    """
    n, m = len(groups), len(targets)
    if not n or not m:
        return {}
    gains = [[_gain(group, target, dense) for target in targets] for group in groups]
    losses = [_PASSED if dense and len(group.values) == targets[0].expected else 0.0 for group in groups]
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        row, below, loss = best[i], best[i + 1], losses[i]
        row[m] = below[m] - loss
        for j in range(m - 1, -1, -1):
            value = max(row[j + 1], below[j] - loss)
            gain = gains[i][j]
            row[j] = value if gain is None else max(value, below[j + 1] + gain)
    found: dict[str, tuple[Group, float]] = {}
    i = j = 0
    while i < n and j < m:
        gain = gains[i][j]
        if gain is not None and abs(best[i][j] - (best[i + 1][j + 1] + gain)) < 1e-9:
            found[targets[j].code] = (groups[i], gain + _BASE)
            i, j = i + 1, j + 1
        elif abs(best[i][j] - best[i][j + 1]) < 1e-9:
            j += 1
        else:
            i += 1
    return _by_place(groups, targets, found)


def _gain(group: Group, target: Target, dense: bool) -> float | None:
    """What matching the two is worth; None when they may not be matched."""
    own = score(group, target)
    if own > 0.4:
        return own - _BASE
    if dense and not target.heading and len(group.values) == target.expected:
        return 0.0
    return None


def _by_place(
    groups: Sequence[Group], targets: Sequence[Target], found: dict[str, tuple[Group, float]]
) -> dict[str, tuple[Group, float]]:
    """Give groups with unreadable labels the rows left between two matched neighbours, when there are as many of each.

    Headings carry no figures, so only rows that do are counted, and only groups with the right number of figures.
    """
    places = {id(group): i for i, group in enumerate(groups)}
    anchors = [(-1, -1), *((places[id(found[t.code][0])], j) for j, t in enumerate(targets) if t.code in found)]
    if len(found) < 3:
        return found
    for (g0, t0), (g1, t1) in pairwise([*anchors, (len(groups), len(targets))]):
        rows = [t for t in targets[t0 + 1 : t1] if not t.heading]
        free = [g for g in groups[g0 + 1 : g1] if rows and len(g.values) == rows[0].expected]
        if rows and len(rows) == len(free):
            for target, group in zip(rows, free, strict=True):
                found[target.code] = (group, 0.4)
    return found


def gather(groups: list[Group], count: int) -> list[Group]:
    """Join figures of one row that were printed on two lines, when only together they are as many as they should be
    and the last is the sum of the others; take apart rows that run together, their labels being elsewhere."""
    gathered: list[Group] = []
    for group in groups:
        previous = gathered[-1] if gathered else None
        if len(group.values) > count and len(group.values) % count == 0:
            chunks = [group.values[i : i + count] for i in range(0, len(group.values), count)]
            gathered.append(Group(group.pieces, chunks[0], group.readings, group.source, group.order))
            gathered.extend(Group([], chunk, [], group.source, group.order) for chunk in chunks[1:])
            continue
        if previous is not None and len(previous.values) < count and len(previous.values) + len(group.values) == count:
            numbers = [CellValue.parse(value.text).number for value in (*previous.values, *group.values)]
            if None not in numbers and sum(n for n in numbers[:-1] if n is not None) == numbers[-1]:
                pieces = [*previous.pieces, *group.pieces]
                readings = ["".join(pieces[-k:]) for k in range(2, min(len(pieces), 4) + 1)]
                gathered[-1] = Group(
                    pieces,
                    [*previous.values, *group.values],
                    [*readings, *previous.readings, *group.readings],
                    source=group.source,
                    order=previous.order,
                )
                continue
        gathered.append(group)
    return gathered


def mend(groups: list[Group], targets: Sequence[Target]) -> list[Group]:
    """Join a row that a page break cut in two: figures on one side, the rest of the label on the other."""
    mended: list[Group] = []
    for group in groups:
        previous = mended[-1] if mended else None
        if (
            previous is not None
            and previous.source == group.source
            and group.pieces
            and previous.pieces
            and len(group.values) == len(previous.values)
            and group.values
            and (group.empty != previous.empty or (group.empty and previous.empty))
            and not split_label(group.pieces[-1])[0]
        ):
            joined = split_label(previous.pieces[-1] + group.pieces[-1])[1]
            alone = [split_label(piece)[1] for piece in (previous.pieces[-1], group.pieces[-1])]
            whole = max((similarity(joined, name) for target in targets for name in target.names), default=0.0)
            after = max((similarity(alone[1], name) for target in targets for name in target.names[:1]), default=0.0)
            before = max((similarity(alone[0], name) for target in targets for name in target.names[:1]), default=0.0)
            rest_only = after < 0.95 or (whole > 0.99 and whole > after and bool(split_label(previous.pieces[-1])[0]))
            if whole > 0.93 and whole > before and rest_only:
                full = previous if group.empty else group
                mended[-1] = Group(
                    [*previous.pieces[:-1], previous.pieces[-1] + group.pieces[-1]],
                    full.values,
                    source=previous.source,
                    order=previous.order,
                )
                continue
        mended.append(group)
    return mended
