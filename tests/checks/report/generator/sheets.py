"""Random sheets in which every identity of the form holds."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from gongkai.law.forms import load

Cells = dict[str, Decimal]
_COLUMNS = ("np", "ent", "sci", "pub", "law", "oth")


def consistent(edition: str, rng: Random, scale: int = 40) -> Cells:
    """Every cell of the form; ``scale`` is roughly the number of applications."""
    cells = _form_2014(rng, scale) if edition == "2014" else _form_later(edition, rng, scale)
    assert set(cells) == set(load(edition).cells)
    return {key: Decimal(str(cells[key])) for key in load(edition).cells}


def _number(rng: Random, most: int) -> int:
    """Many zeros, a few small numbers, a large one now and then."""
    return rng.choice((0, 0, rng.randint(0, 9), rng.randint(0, max(most, 1))))


def _form_later(edition: str, rng: Random, scale: int) -> dict[str, object]:
    prefix = "R19" if edition == "2019" else "R21"
    form = load(edition)
    cells: dict[str, object] = dict.fromkeys(form.cells, 0)
    items = [
        row.code
        for row in form.table("3").data_rows
        if row.code.startswith(f"{prefix}.3.3.") and row.code != f"{prefix}.3.3.7"
    ]
    for column in _COLUMNS:
        done = 0
        for code in items:
            most = scale if column in ("np", "ent") else max(1, scale // 10)
            cells[f"{code}.{column}"] = value = _number(rng, most)
            done += value
        carried = _number(rng, 9)
        cells[f"{prefix}.3.3.7.{column}"] = done
        cells[f"{prefix}.3.4.{column}"] = carried
        before = rng.randint(0, min(9, done + carried))
        cells[f"{prefix}.3.2.{column}"] = before
        cells[f"{prefix}.3.1.{column}"] = done + carried - before
    for row in form.table("3").data_rows:
        cells[f"{row.code}.tot"] = sum(int(str(cells[f"{row.code}.{column}"])) for column in _COLUMNS)
    for group in ("rev", "dir", "aft"):
        parts = [_number(rng, 12) for _ in range(4)]
        for leaf, value in zip(("keep", "fix", "other", "pend"), parts, strict=True):
            cells[f"{prefix}.4.{group}.{leaf}"] = value
        cells[f"{prefix}.4.{group}.tot"] = sum(parts)
    if edition == "2021":
        made, repealed = rng.randint(0, 9), rng.randint(0, 5)
        cells |= {
            "R21.2.1.norm.made": made,
            "R21.2.1.norm.repealed": repealed,
            "R21.2.1.norm.valid": made + rng.randint(0, 40),
        }
        for key in ("R21.2.5.permit.dec", "R21.2.6.punish.dec", "R21.2.6.force.dec"):
            cells[key] = _number(rng, 5000)
        cells["R21.2.8.fee.amount"] = rng.choice((0, Decimal(rng.randint(1, 99999)) / 100, rng.randint(1, 300)))
    else:
        new = rng.randint(0, 6)
        cells |= {"R19.2.1.norm.made": new, "R19.2.1.norm.newpub": new, "R19.2.1.norm.totpub": new + rng.randint(0, 30)}
        for row in ("5.permit", "5.other", "6.punish", "6.force", "8.fee"):
            cells[f"R19.2.{row}.prev"] = rng.randint(20, 60)
            cells[f"R19.2.{row}.delta"] = rng.randint(-9, 9)
            if row != "8.fee":
                cells[f"R19.2.{row}.dec"] = _number(rng, 900)
        cells["R19.2.9.buy.count"] = rng.randint(1, 20)
        cells["R19.2.9.buy.amount"] = Decimal(rng.randint(100, 99999)) / 100
    return cells


def _form_2014(rng: Random, scale: int) -> dict[str, object]:
    cells: dict[str, object] = dict.fromkeys(load("2014").cells, 0)

    def split(total: int, count: int) -> list[int]:
        cuts = sorted(rng.randint(0, total) for _ in range(count - 1))
        return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]

    def fill(prefix: str, suffixes: str, values: list[int]) -> None:
        for suffix, value in zip(suffixes, values, strict=True):
            cells[f"{prefix}.{suffix}"] = value

    channels = [rng.randint(0, 300) for _ in range(5)]
    channels[1] += 10
    fill("S14.1.2", "12345", channels)
    total = rng.randint(max(channels), sum(channels))
    norms = rng.randint(0, min(9, total))
    cells |= {"S14.1.1": total, "S14.1.1.a": norms, "S14.1.1.b": norms}
    answered = [rng.randint(0, 4) for _ in range(5)]
    fill("S14.2.2", "12345", answered)
    cells["S14.2.1"] = min(sum(answered), max(answered[3], answered[4], 1))
    cells["S14.2.2.1.a"] = rng.randint(0, answered[0])
    cells["S14.2.2.2.a"] = rng.randint(0, answered[1])
    received = rng.randint(1, scale)
    fill("S14.3.1", "1234", split(received, 4))
    closed = rng.randint(0, received)
    fill("S14.3.2", "12", split(closed, 2))
    replies = split(closed, 8)
    fill("S14.3.3", "12345678", replies)
    fill("S14.3.3.4", "abcdef", split(replies[3], 6))
    cells |= {"S14.3.1": received, "S14.3.2": closed, "S14.3.3": closed}
    for code in ("S14.4", "S14.5"):
        cases = _number(rng, 6)
        cells[code] = cases
        fill(code, "123", split(cases, 3))
    cells["S14.6"] = _number(rng, 5)
    cells["S14.7"] = Decimal(rng.randint(0, 50)) / 10
    full, part = rng.randint(1, 4), rng.randint(0, 6)
    cells |= {"S14.8.1": 1, "S14.8.2": rng.randint(1, 9), "S14.8.3": full + part, "S14.8.3.1": full, "S14.8.3.2": part}
    cells["S14.8.4"] = Decimal(rng.randint(0, 200)) / 10
    cells |= {"S14.9.1": rng.randint(1, 9), "S14.9.2": 2, "S14.9.3": rng.randint(5, 90)}
    return cells
