"""Validity of numbers: check characters, dates and lengths. Numbers come in as ASCII digits (and a final ``X``)."""

from __future__ import annotations

from datetime import date
from operator import mul

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_ID_ZERO = 48 * sum(_ID_WEIGHTS)  # "0" is 48
_LUHN_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUE = {character: value for value, character in enumerate(_CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

#: First two digits of GB/T 2260; 81-83 are also the residence permits of Hong Kong, Macau and Taiwan residents.
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2035


def date_of(digits: str) -> date | None:
    """A calendar date from ``YYYYMMDD`` in a plausible range of births, or ``None``."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def id_check_character(first17: str) -> str:
    """The check character of ISO 7064 MOD 11-2 (GB 11643)."""
    return _ID_CHECK[(sum(map(mul, first17.encode(), _ID_WEIGHTS)) - _ID_ZERO) % 11]


def is_id18(number: str) -> bool:
    """Birth date exists and the check character is right. The area is not looked at: county codes came and went."""
    return (
        len(number) == 18
        and number[:17].isdigit()
        and number[6:8] in ("19", "20")
        and date_of(number[6:14]) is not None
        and id_check_character(number[:17]) == number[17]
    )


def is_id15(number: str) -> bool:
    """A 15-digit number with a province, plausible prefecture and county digits, and a birth date of the 1900s."""
    if number[:2] not in PROVINCES or number[4:6] == "00":
        return False
    prefecture = int(number[2:4])
    if not (1 <= prefecture <= 53 or prefecture == 90):
        return False
    return number[12:15] != "000" and date_of("19" + number[6:12]) is not None


def is_luhn(number: str) -> bool:
    """The Luhn sum is a multiple of 10."""
    digits = number.encode()
    return (sum(digits[-1::-2]) + sum(digits[-2::-2].translate(_LUHN_DOUBLED)) - 48 * len(digits)) % 10 == 0


def is_credit_code(code: str) -> bool:
    """A unified social credit code (GB 32100) of 18 characters with a right check character."""
    if len(code) != 18:
        return False
    try:
        values = [_CREDIT_VALUE[character] for character in code]
    except KeyError:
        return False
    total = sum(value * weight for value, weight in zip(values[:17], _CREDIT_WEIGHTS, strict=True))
    return (31 - total % 31) % 31 == values[17]


def is_disability_id(number: str) -> bool:
    """A 20-digit disability certificate: an ID, a kind 1-7 and a grade 1-4."""
    return len(number) == 20 and number[18] in "1234567" and number[19] in "1234" and is_id18(number[:18])


def is_landline(number: str) -> bool:
    """An area code (010, 02x, 03xx-09xx) and a local number of 7 or 8 digits that starts with 2-8."""
    if number[0] != "0" or len(number) < 10:
        return False
    if number[1] in "12":
        if number[1] == "1" and number[2] != "0":
            return False
        local = number[3:]
    elif number[1] in "3456789":
        local = number[4:]
    else:
        return False
    return len(local) in (7, 8) and local[0] in "2345678" and len(set(local)) > 1


def looks_like_time(number: str) -> bool:
    """The number begins with a year and a date (``20181204…``), as order numbers and timestamps do."""
    return number[:2] in ("19", "20") and len(number) >= 8 and date_of(number[:8]) is not None
