"""Numbers in running text: runs of digits, whole or broken by spaces, dashes, line and cell breaks.

One compiled pattern finds the runs at the speed of the regular-expression engine; only runs of at least seven digits
are looked at in Python. A run is brought to plain characters one for one, so that offsets stay those of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gongkai.checks.personal import masking
from gongkai.checks.personal.allow import Allow
from gongkai.checks.personal.kinds import Hit
from gongkai.checks.personal.mobiles import BROKEN, PHONE_WORD, broken_mobile, figures_beside, mobile, whole
from gongkai.checks.personal.numbers import BANK_WORD, BANKS, ID_WORD, card, landline, one_number
from gongkai.checks.personal.numerals import PROVINCES, date_of, is_credit_code, is_id18, is_landline
from gongkai.checks.personal.place import Place, hit
from gongkai.checks.personal.signs import BREAKS, CROSSES, DASHES, FIGURES, FORMULA_FIGURES, GAP, JOINTS, PLAIN, SPACES

#: A digit, at least five digits or separators, a digit or X.
_RUN = r"[{0}][{0}{1}]{{5,}}[{0}{2}]"
_GAPS = rf"{SPACES}{BREAKS}\t\-{DASHES[1:]}"
RUN = re.compile(_RUN.format(FIGURES, _GAPS, CROSSES))
#: The same with the figures of formulas; slower, for texts that have characters of their planes.
RUN_IN_FORMULAS = re.compile(_RUN.format(FIGURES + FORMULA_FIGURES, _GAPS, CROSSES))
_SEPARATED = re.compile(r"[^0-9X]")
_D18 = rf"(?<![0-9])[1-9](?:{GAP}[0-9]){{5}}{GAP}(?:1{GAP}9|2{GAP}0)(?:{GAP}[0-9]){{2}}{GAP}(?:0{GAP}[1-9]|1{GAP}[0-2])"
_SPACED_ID = re.compile(rf"{_D18}{GAP}[0-3]{GAP}[0-9](?:{GAP}[0-9]){{3}}{GAP}[0-9X](?![0-9])")
_SPACED_CARD = re.compile(
    r"(?<![0-9])(?:[3-6][0-9]{3}(?:[ -]{1,2}[0-9]{4}){3}(?:[ -]{1,2}[0-9]{1,3})?"
    r"|955[89](?:[ -]{1,2}[0-9]{4}){3}(?:[ -]{1,2}[0-9]{3})?)(?![0-9])"
)
_CARD_ANY = re.compile(rf"(?<![0-9])[3-69](?:{GAP}[0-9]){{15,18}}(?![0-9])")
_SPACED_LANDLINE = re.compile(
    r"(?<![0-9])(?:0[1-9][0-9]{1,2}[ \n-]{1,3}|(?:00)?86[ -]{0,3}0?[1-9][0-9]{1,2}[ -]{1,3})"
    r"[2-8][0-9]{2,3}[ -]?[0-9]{4}(?![0-9])"
)
_TOKEN = re.compile(r"[0-9]{6,}[0-9X]")


class _Taken:
    """Hits of one plain run that stands at ``offset``, and which of its characters they cover."""

    def __init__(self, place: Place, run: str, offset: int) -> None:
        self.place, self.run, self.offset = place, run, offset
        self.covered = bytearray(len(run))
        self.hits: list[Hit] = []

    def free(self, match: re.Match[str]) -> bool:
        """No character of the match belongs to a hit."""
        return self.covered.find(1, match.start(), match.end()) < 0

    def add(self, *hits: Hit) -> None:
        for one in hits:
            self.hits.append(one)
            start, end = one.start - self.offset, one.end - self.offset
            self.covered[start:end] = b"\1" * (end - start)

    def look(self, pattern: re.Pattern[str], check: Callable[[Place, re.Match[str], int], Hit | None]) -> None:
        """Add the hits of a pattern; where a match is none, another may begin inside it."""
        at = 0
        while match := pattern.search(self.run, at):
            found = check(self.place, match, self.offset) if self.free(match) else None
            at = match.end() if found else match.start() + 1
            if found:
                self.add(found)


def broken_numbers(place: Place, run: str, offset: int) -> list[Hit]:
    """Hits in a run with separators; ``run`` is plain, character for character, and stands at ``offset``."""
    taken = _Taken(place, run, offset)
    taken.look(_SPACED_ID, _spaced_id)
    for pattern, check in _BROKEN:
        for match in pattern.finditer(run):
            if taken.free(match) and (found := check(place, match, offset)):
                taken.add(found)
    for match in _TOKEN.finditer(run):
        if taken.free(match):
            taken.add(*one_number(place, match.group(), offset + match.start(), offset + match.end()))
    taken.look(BROKEN, broken_mobile)
    return taken.hits


def _spaced_id(place: Place, match: re.Match[str], offset: int) -> Hit | None:
    number = re.sub(r"[^0-9X]", "", match.group())
    start, end = offset + match.start(), offset + match.end()
    if is_id18(number) and (number[:2] in PROVINCES or number[:2] not in ("19", "20")):
        return hit(place, start, end, "P-ID18", masking.id_card)
    if not is_credit_code(number) and date_of(number[6:14]) and ID_WORD.search(place.before(start)):
        return hit(place, start, end, "P-ID18-CHECK", masking.id_card)
    return None


def _spaced_card(place: Place, match: re.Match[str], offset: int) -> Hit | None:
    number = re.sub(r"[^0-9]", "", match.group())
    if number[:2] != "62" and not _stands_apart(match):
        return None  # four-figure numbers in a row of figures
    return card(place, number, offset + match.start(), offset + match.end(), grouped=True)


def _named_card(place: Place, match: re.Match[str], offset: int) -> Hit | None:
    start, end = offset + match.start(), offset + match.end()
    number = re.sub(r"[^0-9]", "", match.group())
    named = BANK_WORD.search(place.before(start)) or (number[0] == "6" and whole(place, start, end))
    few = len(re.split(r"[^0-9]+", match.group())) <= 3 and not re.search(r"[\t\n]", match.group())
    if not named and not (number.startswith(BANKS) and few and _stands_apart(match)):
        return None
    return card(place, number, start, end)


def _stands_apart(match: re.Match[str]) -> bool:
    """No figure stands beside the match, a single space between."""
    run, start, end = match.string, match.start(), match.end()
    return not any(figures_beside(run[max(0, start - 24) : start], run[end : end + 24]))


def _spaced_landline(place: Place, match: re.Match[str], offset: int) -> Hit | None:
    number = re.sub(r"[^0-9]", "", match.group())
    start, end = offset + match.start(), offset + match.end()
    named = PHONE_WORD.search(place.before(start))
    if number[0] != "0" or number.startswith("0086"):  # with the country code, without the 0 of the area code
        if number[0] != "0" and not (named or place.text[start - 1 : start] in ("+", "＋")):
            return None
        number = "0" + number.removeprefix("00").removeprefix("86").removeprefix("0")
    if not (named or _stands_apart(match)):
        return None  # 0709 2001 2148 among other times
    return landline(place, number, start, end) if is_landline(number) else None


#: Looked for in this order, before the whole numbers of a run.
_BROKEN = ((_SPACED_CARD, _spaced_card), (_SPACED_LANDLINE, _spaced_landline), (_CARD_ANY, _named_card))
#: Before a number of seven to nine digits that needs a look: a letter, a bracket, the end of a word about a phone or
#: a permit.
_SHORT_LEADS = frozenset("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjklmnpqrstuvwxyz)）话证:： 0123456789\n\t")

_J = rf"[{JOINTS}]"
_JOINED = re.compile(
    rf"(?<![0-9])(?:1[3-9][0-9]({_J})[0-9]{{4}}\1[0-9]{{4}}"
    rf"|[1-9][0-9]{{5}}{_J}?(?:19|20)[0-9]{{2}}{_J}?[0-9]{{2}}{_J}?[0-9]{{2}}{_J}?[0-9]{{3}}[0-9X])(?![0-9])"
)
#: How many figures may stand before the first joint: of a mobile 3, of an ID 6 or 14.
_BEFORE_JOINT = (3, 6, 14)


def joined_numbers(place: Place) -> Iterator[Hit]:
    """Mobiles and IDs whose groups are joined by points, bars or underlines: 138.1234.5678."""
    text = place.text
    for joint in JOINTS:
        at = text.find(joint)
        while at > 0:
            if text[at - 1].isdigit() and text[at + 1 : at + 4].isdigit() and (found := _joined_at(place, at)):
                yield found
            at = text.find(joint, at + 1)


def _joined_at(place: Place, joint: int) -> Hit | None:
    low = max(0, joint - 15)
    window = place.text[low : joint + 20].translate(PLAIN)
    for width in _BEFORE_JOINT:
        match = _JOINED.match(window, joint - low - width) if joint - low >= width else None
        if match is None:
            continue
        start, end = low + match.start(), low + match.end()
        number = re.sub(r"[^0-9X]", "", match.group())
        if len(number) == 11:
            return mobile(place, number, start, end)
        if is_id18(number) and number[:2] in PROVINCES:
            return hit(place, start, end, "P-ID18", masking.id_card)
    return None


def find_numbers(text: str, context: str, allow: Allow) -> Iterator[Hit]:
    """All numeric hits of a text, in order of place within each run; those with joints come last."""
    place = Place(text, context, allow)
    beyond = len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)
    for match in (RUN_IN_FORMULAS if beyond else RUN).finditer(text):
        run, offset = match.group(), match.start()
        if run.isdigit() and run.isascii():
            if len(run) > 9 or offset == 0 or text[offset - 1] in _SHORT_LEADS:
                yield from one_number(place, run, offset, offset + len(run))
            continue
        run = run.translate(PLAIN)
        if not _SEPARATED.search(run):
            if len(run) > 6:
                yield from one_number(place, run, offset, offset + len(run))
        else:
            yield from broken_numbers(place, run, offset)
    yield from joined_numbers(place)
