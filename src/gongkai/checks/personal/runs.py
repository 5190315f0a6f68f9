"""Numbers in running text: runs of digits, whole or broken by spaces, dashes, line and cell breaks.

One compiled pattern finds the runs at the speed of the regular-expression engine; only runs of at least seven digits
are looked at in Python. A run is brought to plain characters one for one, so that offsets stay those of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.checks.personal import masking
from gongkai.checks.personal.allow import Allow
from gongkai.checks.personal.kinds import Hit
from gongkai.checks.personal.numbers import (
    BANK_WORD,
    ID_WORD,
    PHONE_WORD,
    Place,
    card,
    hit,
    landline,
    mobile,
    one_number,
)
from gongkai.checks.personal.numerals import PROVINCES, date_of, is_credit_code, is_id18, is_landline

_SPACES = " \u00a0\u2002\u2003\u2009\u200a\u200b\u200c\u200d\u2060\u3000\ufeff\u00ad"
_DASHES = "-－—–‐‑‒−﹣"
_BREAKS = "\n\r\v\f\u2028\u2029\x07"
_CROSSES = "xXｘＸ×ХхΧχ"
_D = "0-9０-９"

#: A digit, at least five digits or separators, a digit or X.
RUN = re.compile(rf"[{_D}][{_D}{_SPACES}{_BREAKS}\t\-{_DASHES[1:]}]{{5,}}[{_D}{_CROSSES}]")
_SEPARATED = re.compile(r"[^0-9X]")
_PLAIN = {ord("０") + i: str(i) for i in range(10)}
_PLAIN |= {ord(c): " " for c in _SPACES} | {ord(c): "-" for c in _DASHES} | {ord(c): "\n" for c in _BREAKS}
_PLAIN |= {ord(c): "X" for c in _CROSSES}
_S = r"[ \n\t-]{0,6}"
_D18 = rf"(?<![0-9])[1-9](?:{_S}[0-9]){{5}}{_S}(?:1{_S}9|2{_S}0)(?:{_S}[0-9]){{2}}{_S}(?:0{_S}[1-9]|1{_S}[0-2])"
_SPACED_ID = re.compile(rf"{_D18}{_S}[0-3]{_S}[0-9](?:{_S}[0-9]){{3}}{_S}[0-9X](?![0-9])")
_SPACED_MOBILE = re.compile(
    rf"(?<![0-9])(?:(?:00)?86{_S})?(1{_S}[3-9](?:{_S}[0-9]){{9}})(?![0-9])",
)
_SPACED_CARD = re.compile(
    r"(?<![0-9])(?:[3-6][0-9]{3}(?:[ -]{1,2}[0-9]{4}){3}(?:[ -]{1,2}[0-9]{1,3})?"
    r"|9[0-9]{3}(?:[ -]{1,2}[0-9]{4}){3}[ -]{1,2}[0-9]{3})(?![0-9])"
)
_CARD_ANY = re.compile(rf"(?<![0-9])[3-69](?:{_S}[0-9]){{15,18}}(?![0-9])")
_SPACED_LANDLINE = re.compile(r"(?<![0-9])0[1-9][0-9]{1,2}[ \n-]{1,3}[2-8][0-9]{2,3}[ -]?[0-9]{4}(?![0-9])")
_MOBILE_SHAPES = frozenset(
    {
        (3, 4, 4),
        (3, 8),
        (7, 4),
        (4, 4, 3),
        (4, 3, 4),
        (3, 3, 5),
        (5, 6),
        (6, 5),
        (4, 7),
        (3, 5, 3),
        (3, 4, 2, 2),
        (3, 2, 2, 2, 2),
    }
)


_TOKEN = re.compile(r"[0-9]+X?")


def _shape(piece: str) -> tuple[int, ...]:
    return tuple(len(token) for token in re.findall(r"[0-9]+", piece))


def _whole(place: Place, start: int, end: int) -> bool:
    """The number is all there is in this text (a cell, a field)."""
    return not place.text[:start].strip("\"'=+＋\u200b \t\r\n") and not place.text[end:].strip("\"' \t\r\n")


def _broken_mobile(place: Place, run: str, match: re.Match[str], offset: int) -> Hit | None:
    piece = match.group(1)
    start, end = offset + match.start(), offset + match.end()
    shape = _shape(piece)
    if len(shape) == 1 and match.start() == match.start(1):
        return None
    named = bool(PHONE_WORD.search(place.before(start)))
    if not (named or _whole(place, start, end)):
        separators = set(re.findall(r"[^0-9]+", piece))
        beside = place.text[start - 1 : start]
        if shape == (4, 3, 4) and (not beside or beside.isspace() or beside.isdigit()):
            return None  # “1391 902 4801” in a row of figures
        if shape not in _MOBILE_SHAPES and len(shape) != 11 and len(shape) > 1:
            return None
        if shape not in ((3, 4, 4), (1,) * 11, (11,)):
            if "\t" in piece or (
                match.start() > 0 and run[match.start() - 1] in " \t" and match.start(1) == match.start()
            ):
                return None
            if any("\n" in s for s in separators) and (start == 0 or place.text[start - 1] in "\n\r\t"):
                return None
        if len(separators) > 2 or (shape == (3, 4, 4) and separators == {" "} and _in_row(run, match)):
            return None
    number = re.sub(r"[^0-9]", "", piece)
    return mobile(place, number, start, end)


_MOBILE_BESIDE = r"1[3-9][0-9] [0-9]{4} [0-9]{4}"
_MOBILE_ENDS = re.compile(rf"{_MOBILE_BESIDE} \Z")
_MOBILE_FOLLOWS = re.compile(rf" {_MOBILE_BESIDE}(?![0-9])")


def _figures_beside(run: str, start: int, end: int) -> tuple[int, int]:
    """How many figures stand right before and after a span of a run, a space between; two at most are counted."""
    before = re.search(r"(?:[0-9]+ ){1,2}\Z", run[max(0, start - 24) : start])
    after = re.match(r"(?: [0-9]+){1,2}", run[end : end + 24])
    return (len(before.group().split()) if before else 0), (len(after.group().split()) if after else 0)


def _in_row(run: str, match: re.Match[str]) -> bool:
    """Whether “132 8281 8029” is three figures of a longer row rather than a number among numbers of its kind."""
    before, after = _figures_beside(run, match.start(), match.end())
    if before + after < 2 or (match.start() != match.start(1)):
        return False
    return not (
        _MOBILE_ENDS.search(run[max(0, match.start() - 14) : match.start()]) or _MOBILE_FOLLOWS.match(run, match.end())
    )


def _free(taken: list[Hit], start: int, end: int) -> bool:
    return all(end <= other.start or start >= other.end for other in taken)


def broken_numbers(place: Place, run: str, offset: int) -> list[Hit]:
    """Hits in a run with separators; ``run`` is plain, character for character, and stands at ``offset``."""
    found: list[Hit] = []
    at = 0
    while match := _SPACED_ID.search(run, at):
        number = re.sub(r"[^0-9X]", "", match.group())
        start, end = offset + match.start(), offset + match.end()
        if is_id18(number) and (number[:2] in PROVINCES or number[:2] not in ("19", "20")):
            found.append(hit(place, start, end, "P-ID18", masking.id_card))
            at = match.end()
            continue
        if not is_credit_code(number) and date_of(number[6:14]) and ID_WORD.search(place.before(start)):
            found.append(hit(place, start, end, "P-ID18-CHECK", masking.id_card))
            at = match.end()
            continue
        at = match.start() + 1
    for pattern, check in (
        (_SPACED_CARD, lambda match: _spaced_card(place, match, offset)),
        (_SPACED_LANDLINE, lambda match: _spaced_landline(place, match, offset)),
    ):
        for match in pattern.finditer(run):
            if _free(found, offset + match.start(), offset + match.end()) and (one := check(match)):
                found.append(one)
    for match in _TOKEN.finditer(run):
        start, end = offset + match.start(), offset + match.end()
        if end - start >= 7 and _free(found, start, end):
            before = len(found)
            found.extend(one_number(place, match.group(), start, end))
            if len(found) == before and end - start == 11 and match.group()[0] == "1":
                continue
    for pattern, check in (
        (_SPACED_MOBILE, lambda match: _broken_mobile(place, run, match, offset)),
        (_CARD_ANY, lambda match: _named_card(place, match, offset)),
    ):
        for match in pattern.finditer(run):
            if _free(found, offset + match.start(), offset + match.end()) and (one := check(match)):
                found.append(one)
    return found


def _spaced_card(place: Place, match: re.Match[str], offset: int) -> Hit | None:
    number = re.sub(r"[^0-9]", "", match.group())
    in_row = any(_figures_beside(match.string, match.start(), match.end()))
    if in_row and number[:2] != "62":
        return None  # four-figure numbers in a row of figures
    return card(place, number, offset + match.start(), offset + match.end(), grouped=True)


def _named_card(place: Place, match: re.Match[str], offset: int) -> Hit | None:
    start, end = offset + match.start(), offset + match.end()
    if not (BANK_WORD.search(place.before(start)) or (match.group().startswith("6") and _whole(place, start, end))):
        return None
    return card(place, re.sub(r"[^0-9]", "", match.group()), start, end)


def _spaced_landline(place: Place, match: re.Match[str], offset: int) -> Hit | None:
    number = re.sub(r"[^0-9]", "", match.group())
    return landline(place, number, offset + match.start(), offset + match.end()) if is_landline(number) else None


_SHORT_LEADS = frozenset("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjklmnpqrstuvwxyz)）话:： 0123456789\n\t")


def _may_be_short(text: str, offset: int) -> bool:
    """Whether a number of seven to nine digits needs a look: after a letter, a bracket, or a word about a phone."""
    return offset == 0 or text[offset - 1] in _SHORT_LEADS


def find_numbers(text: str, context: str, allow: Allow) -> Iterator[Hit]:
    """All numeric hits of a text, in order of place within each run."""
    place = Place(text, context, allow)
    for match in RUN.finditer(text):
        run, offset = match.group(), match.start()
        if run.isdigit() and run.isascii():
            if len(run) > 9 or _may_be_short(text, offset):
                yield from one_number(place, run, offset, offset + len(run))
            continue
        if not run.isascii() or "x" in run or not run[:-1].isalnum():
            run = (
                run.translate(_PLAIN)
                if not run.isascii()
                else run.upper().replace("\r", "\n").replace("\v", "\n").replace("\f", "\n").replace("\x07", "\n")
            )
        if not _SEPARATED.search(run):
            if len(run) > 6:
                yield from one_number(place, run, offset, offset + len(run))
        else:
            yield from broken_numbers(place, run, offset)
