"""One cell as it is printed: number, zero, blank, dash, or text that is no number at all.

A blank, a zero and a dash are three different things: only a zero says that nothing happened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What stands in a cell. ``ERROR`` is text that is neither a number nor one of the usual signs for none."""

    NUMBER = "number"
    ZERO = "zero"
    BLANK = "blank"
    DASH = "dash"
    ERROR = "error"

    @property
    def label(self) -> str:
        return {"number": "数", "zero": "零", "blank": "空白", "dash": "横线", "error": "无法识别"}[self.value]


_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_MINUS = str.maketrans({"−": "-", "﹣": "-", "﹢": "+"})
_SPACE = re.compile(r"[\s\u200b\u200c\u200d\ufeff]+")
_DASH = re.compile(r"[-—–―─‐‑‒_~/\\|·]+|无|暂无|没有|[nN]/[aA]")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)?(?P<part>\.\d*)?"
    r"(?P<unit>万元|亿元|元|万|条|件|次|篇|人次|人|个|项|宗|份)?"
)
_SCALE = {"万元": Decimal(10_000), "亿元": Decimal(100_000_000), "元": Decimal(1)}
_ZEROES = {"零", "〇"}


@dataclass(frozen=True, slots=True)
class CellValue:
    """A cell's content. ``number`` is exact and present for numbers and zeros only; ``text`` is what was printed.

    ``unit`` is a money unit printed inside the cell. Two values are equal when kind and number are.
    """

    kind: Kind
    number: Decimal | None = None
    text: str = field(default="", compare=False)
    unit: str = field(default="", compare=False)

    @classmethod
    def of(cls, value: CellValue | Decimal | int | float | str | None) -> CellValue:
        """Any plain value as a cell: numbers exactly (a float by its shortest form), text parsed, ``None`` blank."""
        if isinstance(value, CellValue):
            return value
        if value is None:
            return BLANK
        if isinstance(value, bool):
            raise TypeError("a truth value is no figure")
        if isinstance(value, int):
            return _whole(value) if -1 < value < 1000 else cls(Kind.NUMBER, Decimal(value))
        if isinstance(value, str):
            return cls.parse(value)
        number = value if isinstance(value, Decimal) else Decimal(repr(value))
        if not number.is_finite():
            return cls(Kind.ERROR, None, str(value))
        return cls(Kind.NUMBER if number else Kind.ZERO, number)

    @classmethod
    def parse(cls, text: str, unit: str = "") -> CellValue:
        """Printed text as a cell.

        Full-width digits, thousands separators, spaces inside a number, a sign and a trailing unit are understood.
        ``unit`` is the cell's own unit: with 万元, “251000元” is 25.1. Where the cell has no money unit the number
        stays as printed and the printed unit is kept in ``CellValue.unit``.
        """
        plain = _SPACE.sub("", text.translate(_WIDE).translate(_MINUS))
        if not plain:
            return BLANK if not text else cls(Kind.BLANK, None, text)
        if _DASH.fullmatch(plain):
            return cls(Kind.DASH, None, text)
        if plain in _ZEROES:
            return cls(Kind.ZERO, Decimal(0), text)
        match = _NUMBER.fullmatch(plain)
        digits = (match["whole"] or "") + (match["part"] or "") if match else ""
        if match is None or digits in ("", ".") or not digits.isascii():
            return cls(Kind.ERROR, None, text)
        number = Decimal(match["sign"] + digits.replace(",", "").rstrip(".") or "0")
        number, printed = _in_unit(number, match["unit"] or "", unit)
        return cls(Kind.NUMBER if number else Kind.ZERO, number, text, printed)

    @property
    def is_number(self) -> bool:
        """True for numbers and zeros."""
        return self.number is not None

    @property
    def shown(self) -> str:
        """The cell as a person reads it: the number in plain digits, else the printed text, else nothing."""
        return plain_number(self.number) if self.number is not None else self.text.strip()


def _in_unit(number: Decimal, printed: str, wanted: str) -> tuple[Decimal, str]:
    """The number in the cell's unit, and the money unit printed in the cell."""
    if printed == "万":
        return (number, "万元") if wanted == "万元" else (number * 10_000, "")
    if printed in _SCALE and wanted in _SCALE and printed != wanted:
        return number * _SCALE[printed] / _SCALE[wanted], printed
    return number, printed if printed in _SCALE else ""


def plain_number(number: Decimal) -> str:
    """Digits without exponent or trailing zeros: ``0.70`` is “0.7”, ``1E+3`` is “1000”."""
    if number == number.to_integral_value():
        return str(int(number))
    return f"{number.normalize():f}"


@lru_cache(maxsize=1024)
def _whole(value: int) -> CellValue:
    return CellValue(Kind.NUMBER if value else Kind.ZERO, Decimal(value))


BLANK = CellValue(Kind.BLANK)
ZERO = CellValue(Kind.ZERO, Decimal(0))
