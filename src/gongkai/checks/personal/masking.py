"""The recommended published form of each kind of personal data (strictest verified form as the default).

ID: first 2 and last 3; mobile: 3 + 4; bank card: first 6 + last 4; landline: last 4 hidden; plate ``宁A·***12``;
e-mail: first character and domain; address: to town or street, else to village; birth date: the year.
Numbers come in as they stood in the text (spaces, dashes, full-width digits); the masked form is plain ASCII.
"""

from __future__ import annotations

import re
import unicodedata

from gongkai.checks.personal.signs import PLAIN

_NOT_ALNUM = re.compile(r"[^0-9A-Za-z]")
_TOWN = re.compile(r"^.*?(?:街道(?:办事处)?|[^村路街巷]镇|[^村路街巷]乡)")
_VILLAGE = re.compile(r"^.*?(?:行政村|自然村|村|社区|嘎查|居委会)")
_COUNTY = re.compile(r"^.*?(?:自治县|[县区市旗])")


def plain(raw: str) -> str:
    """The number itself: NFKC, separators out, capital X."""
    if raw.isascii() and raw.isalnum():
        return raw.upper()
    return _NOT_ALNUM.sub("", unicodedata.normalize("NFKC", raw.translate(PLAIN))).upper()


def keep_ends(raw: str, first: int, last: int) -> str:
    number = plain(raw)
    hidden = max(len(number) - first - last, 3)
    return number[:first] + "*" * hidden + (number[-last:] if last else "")


def id_card(raw: str) -> str:
    return keep_ends(raw, 2, 3)


def mobile(raw: str) -> str:
    number = plain(raw)[-11:]
    return f"{number[:3]}****{number[-4:]}"


def landline(raw: str) -> str:
    number = plain(raw)
    area = 3 if number[:2] in ("01", "02") else 4
    if not number.startswith("0"):
        return number[:-4] + "****"
    return f"{number[:area]}-{number[area:-4]}****"


def bank_card(raw: str) -> str:
    number = plain(raw)
    return keep_ends(raw, 6, 4) if len(number) >= 14 else keep_ends(raw, 2, 2)


def passport(raw: str) -> str:
    return keep_ends(raw, 1, 2)


def plate(raw: str) -> str:
    return f"{raw.replace(' ', '')[:2]}·***{raw.rstrip()[-2:]}"


def email(raw: str) -> str:
    name, _, domain = raw.replace("＠", "@").partition("@")
    return f"{name[:1]}***@{domain.strip()}"


def address(raw: str) -> str:
    """To the town or street; else to the village; else to the county; what follows is hidden."""
    for pattern in (_TOWN, _VILLAGE, _COUNTY):
        match = pattern.match(raw)
        if match and match.end() < len(raw):
            return match.group(0) + "***"
    return "***"


def person(raw: str) -> str:
    """``张*`` for two characters, ``王*明`` for three and more."""
    name = raw.strip()
    return name[:1] + "*" if len(name) <= 2 else name[:1] + "*" * (len(name) - 2) + name[-1:]


def child(raw: str) -> str:
    return "小*"


def birth(raw: str) -> str:
    match = re.search(r"(?:19|20)\d{2}", unicodedata.normalize("NFKC", raw))
    return f"{match.group(0)}年" if match else "***"


def everything(raw: str) -> str:
    return "***"
