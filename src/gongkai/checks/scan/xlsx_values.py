"""Values of a workbook's cells as a person reads them: numbers, escaped characters, letters of columns."""

from __future__ import annotations

import re


def column_index(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """``_x000D_`` is how a workbook writes a character that XML does not keep."""
    return _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


def plain_number(value: str) -> str:
    """``6.40105198001010E+17`` → ``640105198001010000``; whole numbers without ``.0``; others as they are."""
    try:
        number = float(value)
    except ValueError:
        return value
    if "E" not in value.upper() and "." not in value:
        return value
    if not abs(number) < 1e20 or number != int(number):
        return value
    return str(int(number)) if abs(number) < 1e15 else str(_fifteen(number))


def _fifteen(number: float) -> int:
    """A large number as Excel shows it: 15 significant digits, then zeros."""
    mantissa, _, power = f"{number:.14e}".partition("e")
    digits = mantissa.replace(".", "")
    return int(digits) * 10 ** (int(power) - 14)
