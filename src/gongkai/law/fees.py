"""信息处理费: what may be charged for very many requests or pages (国办函〔2020〕109号), both scales.

The scales are data (``fees.toml``). For one request the organ uses one standard, never both (第三条); charging is a
"may", never a "must" (条例第四十二条), so a result is the most that may be asked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from gongkai.findings import Step, Trace, refuse

#: Steps above the top tier that a trace lists one by one; more are told in one line.
_STEPS_LISTED = 12


class FeeScale(StrEnum):
    """The two standards; one per request."""

    ITEMS = "items"
    PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Fee:
    """What may be charged, in whole yuan, and how it came to be."""

    amount: int
    scale: FeeScale
    quantity: int
    trace: Trace


@dataclass(frozen=True, slots=True)
class Portion:
    """``count`` items or pages from number ``first`` on, each ``price`` yuan."""

    first: int
    count: int
    price: int

    @property
    def amount(self) -> int:
        return self.count * self.price


def processing_fee(
    *, items: int | None = None, pages: int | None = None, on: date | None = None, already_public: bool = False
) -> Fee:
    """The fee for the ``items``-th request of one applicant in one calendar month counted from the first (the sum over
    all of them), or for the ``pages`` supplied in one request. Whole yuan.

    ``on`` is the day of the fee notice, when the rule must already hold; ``already_public`` says that the information
    is public and the reply only tells where, for which pages are never charged (第五条). Raises Refused when both or
    neither is given, or the number is not a whole number of at least 1.
    """
    if items is not None and pages is not None:
        raise refuse("fee-both", "每件申请只能用一种标准，不能既按件又按量计收（国办函〔2020〕109号第三条）")
    if items is None and pages is None:
        raise refuse("fee-none", "要给出件数或者页数")
    scale, quantity = (FeeScale.ITEMS, items) if items is not None else (FeeScale.PAGES, pages)
    rules, table = _rules(), _rules()[scale]
    if type(quantity) is not int or quantity < 1:
        raise refuse("fee-number", f"{table['unit']}数要是大于0的整数，不能是 {quantity!r}")
    if on is not None and on < rules["holds_from"]:
        raise refuse(
            "fee-early", f"{on.isoformat()} 还没有信息处理费：{rules['number']}自 {rules['holds_from']} 起施行"
        )
    if already_public and scale is FeeScale.PAGES:
        raise refuse("fee-public", "信息已经主动公开、只告知获取方式的，不适用按量计收（国办函〔2020〕109号第五条）")
    amount = _total(table, quantity)
    steps = _steps(rules, table, quantity, amount)
    return Fee(amount, scale, quantity, Trace(steps))


def item_price(nth: int) -> int:
    """Yuan for the ``nth`` request alone (not the sum) of an applicant in a calendar month."""
    if type(nth) is not int or nth < 1:
        raise refuse("fee-number", f"件数要是大于0的整数，不能是 {nth!r}")
    return _price(_rules()[FeeScale.ITEMS], nth)


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("fees.toml").read_text(encoding="utf-8"))


def _price(table: dict[str, Any], nth: int) -> int:
    for tier in table["tiers"]:
        if nth <= tier["to"]:
            return int(tier["price"])
    top, above = table["tiers"][-1], table["above"]
    if "price" in above:
        return int(above["price"])
    return int(top["price"] + above["rise"] * ((nth - top["to"] - 1) // above["every"] + 1))


def _total(table: dict[str, Any], quantity: int) -> int:
    """The sum of the prices of numbers 1 to ``quantity``, in closed form above the top tier."""
    done = total = 0
    for tier in table["tiers"]:
        count = max(min(quantity, tier["to"]) - done, 0)
        total, done = total + count * tier["price"], done + count
    left, above = quantity - done, table["above"]
    if "price" in above:
        return total + left * int(above["price"])
    base, every, rise = table["tiers"][-1]["price"], above["every"], above["rise"]
    steps, rest = divmod(left, every)
    whole = every * (steps * base + rise * steps * (steps + 1) // 2)
    return int(total + whole + rest * (base + rise * (steps + 1)))


def _portions(table: dict[str, Any], quantity: int) -> Iterator[Portion]:
    """The quantity cut into runs of one price, lowest first."""
    done = 0
    for tier in table["tiers"]:
        count = min(quantity, tier["to"]) - done
        if count > 0:
            yield Portion(done + 1, count, tier["price"])
            done += count
    every = table["above"].get("every", quantity)
    while done < quantity:
        count = min(quantity - done, every)
        yield Portion(done + 1, count, _price(table, done + 1))
        done += count


def _steps(rules: dict[str, Any], table: dict[str, Any], quantity: int, amount: int) -> tuple[Step, ...]:
    unit, basis = table["unit"], f"{rules['number']}{table['article']}"
    steps = [Step(f"{table['label']}，共{quantity}{unit}；{table['note']}", str(quantity), basis)]
    told = last = 0
    for part in islice(_portions(table, quantity), len(table["tiers"]) + _STEPS_LISTED):
        told, last = told + part.amount, part.first + part.count - 1
        span = f"第{part.first}{unit}" if part.count == 1 else f"第{part.first}至{last}{unit}"
        text = f"{span}，{part.count}{unit}×{part.price}元＝{part.amount}元"
        steps.append(Step(text, str(part.amount), basis))
    if last < quantity:
        every = table["above"]["every"]
        text = f"第{last + 1}至{quantity}{unit}，继续每{every}{unit}一档逐档提高，合计{amount - told}元"
        steps.append(Step(text, str(amount - told), basis))
    steps.append(Step(f"合计{amount}元", str(amount), "《条例》第四十二条：可以收取，不是必须收取"))
    return tuple(steps)
