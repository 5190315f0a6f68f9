"""Numbers broken over cells: side by side in a row, one figure a box, or running on in the cell below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gongkai.checks.personal import masking
from gongkai.checks.personal.judge import CellHit
from gongkai.checks.personal.kinds import RULES
from gongkai.checks.personal.mobiles import is_mobile
from gongkai.checks.personal.numerals import PROVINCES, is_id18

#: A cell's place and text.
Cell = tuple[int, int, str]


def joined(cells: Sequence[Cell], *, phones: bool, table: int) -> list[CellHit]:
    """The hits of cells that are one number together: the first shows it masked, the others are emptied of it.

    Empty when they are none. Mobiles only where the head says so (``phones``): figures in a row are many.
    """
    number = "".join(masking.plain(text) for _, _, text in cells)
    rule, mask = _number(number, phones)
    if not rule:
        return []
    return [
        CellHit(
            row, column, rule, RULES[rule].kind, "***" if index else mask(number), mask(number), table, int(not index)
        )
        for index, (row, column, _) in enumerate(cells)
    ]


def _number(number: str, phones: bool) -> tuple[str, Callable[[str], str]]:
    if len(number) == 18 and is_id18(number) and number[:2] in PROVINCES:
        return "P-ID18", masking.id_card
    if phones and is_mobile(number):
        return "P-MOBILE", masking.mobile
    return "", masking.everything


def across(
    number: int, short: list[tuple[int, str]], state: Callable[[int], tuple[str | None, int]]
) -> Iterator[CellHit]:
    """Numbers broken over neighbouring cells of row ``number``; ``state`` gives the field and table of a column."""
    first = 0
    while first < len(short) - 1:
        field, table = state(short[first][0])
        size, last = len(masking.plain(short[first][1])), first
        hits: list[CellHit] = []
        while not hits and size < 18 and last + 1 < len(short) and short[last + 1][0] - short[last][0] == 1:
            last += 1
            size += len(masking.plain(short[last][1]))
            if size in (11, 18) or size > 18:
                cells = [(number, column, text) for column, text in short[first : last + 1]]
                hits = joined(cells, phones=field == "mobile", table=table)
        yield from hits
        first = last + 1 if hits else first + 1


def down(
    above: dict[int, Cell], row: int, short: list[tuple[int, str]], state: Callable[[int], tuple[str | None, int]]
) -> Iterator[CellHit]:
    """Numbers that run on from a cell of the row above, in a row that holds nothing else."""
    for column, text in short:
        field, table = state(column)
        if column in above:
            yield from joined([above[column], (row, column, text)], phones=field == "mobile", table=table)
