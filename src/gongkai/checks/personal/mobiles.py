"""Mobile numbers: whole, or broken by spaces, dashes and line breaks; and what speaks against a number being one."""

from __future__ import annotations

import re

from gongkai.checks.personal import masking
from gongkai.checks.personal.kinds import Hit
from gongkai.checks.personal.place import Place, hit, named_amount, named_otherwise
from gongkai.checks.personal.signs import GAP, UNSEEN

PHONE_WORD = re.compile(r"电\s*话|手\s*机|联系|号\s*码|致电|拨打|短信|微信|tel|phone|mobile|call", re.IGNORECASE)
#: An amount, a size, a count: the unit after the number. Short units are none where a word goes on (户主, 元旦, 万某).
_UNIT = re.compile(
    r"\s*(?:元(?!旦)|[万亿](?:[元吨亩千米立平美欧港日人户只头株册件次辆台]|(?![\u4e00-\u9fff]))|[美欧港日]元|人民币|人次|千[克米瓦]|吨"
    r"|平方|立方|公里|公斤|公顷|㎡|kg|kwh|[%％‰]|[亩米户次条件](?![\u4e00-\u9fff]))",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"(?:tel|phone|mobile|mob|mp|cell|call|sj|dh|t|m|p|h|wx|v|vx|weixin|wechat)\Z", re.IGNORECASE)
_LETTERS_AFTER = re.compile(r"(?:qq|wx|vx|wechat|weixin|tel|phone|fax|e-?mail)(?![A-Za-z])", re.IGNORECASE)
_ID_ENDS = re.compile(r"\d{17}[Xx]\Z")

#: A mobile with or without separators between its figures, in a run brought to plain characters.
BROKEN = re.compile(rf"(?<![0-9])(?:(?:00)?86{GAP})?(1{GAP}[3-9](?:{GAP}[0-9]){{9}})(?![0-9])")


def is_mobile(number: str) -> bool:
    """Eleven digits of the form of a mobile number, not all the same."""
    return len(number) == 11 and number[0] == "1" and number[1] in "3456789" and len(set(number)) > 2


def mobile(place: Place, number: str, start: int, end: int) -> Hit | None:
    """The hit of an eleven-digit number, unless what stands beside it makes it something else."""
    if not is_mobile(number):
        return None
    text = place.text
    if (
        place.letter_before(start)
        and not _LETTERS.search(text[max(0, start - 8) : start])
        and not _ID_ENDS.search(text[max(0, start - 18) : start])
    ):
        return None
    if place.letter_after(end) and not (PHONE_WORD.search(place.before(start)) or _LETTERS_AFTER.match(text, end)):
        return None
    if place.decimal(start, end) or place.in_address_of_page(start, end):
        return None
    if _UNIT.match(text, end) or (start and text[start - 1] in "¥￥$€〕"):
        return None
    if named_otherwise(place.before(start)) or named_amount(text[max(0, start - 12) : start]):
        return None
    if place.allow.number(number):
        return None
    return hit(place, start, end, "P-MOBILE", masking.mobile)


def broken_mobile(place: Place, match: re.Match[str], offset: int) -> Hit | None:
    """The hit of a match of :data:`BROKEN` in a run that stands at ``offset``: eleven figures with gaps between them.

    Words about a phone, a country code, or being all there is in a cell settle it. Otherwise it must stand alone: no
    part of a row or a column of figures, of a longer code, or of a date.
    """
    piece = match.group(1)
    shape = tuple(len(figures) for figures in re.findall(r"[0-9]+", piece))
    country = match.start() < match.start(1)
    start, end = offset + match.start(), offset + match.end()
    if (len(shape) == 1 and not country) or _DATE.match(piece):
        return None
    gaps = set(re.findall(r"[^0-9]+", piece))
    if country and not (match.group().startswith("00") or place.text[start - 1 : start] in ("+", "＋")):
        country = len(shape) == 1 or (shape == _USUAL_SHAPE and not _beside_figures(place.text, start, end))
        if not country:
            return None  # 86 may be a figure of its own
    if not (country or PHONE_WORD.search(place.before(start)) or whole(place, start, end)) and (
        _part_of_code(place.text, start, end, gaps) or not _alone(place.text, start, end, shape, gaps)
    ):
        return None
    return mobile(place, re.sub(r"[^0-9]", "", piece), start, end)


_USUAL_SHAPE = (3, 4, 4)
#: “1987-12-04 100”, “19871204-001”: a date and something after it.
_DATE = re.compile(
    r"19[2-9][0-9](?:([ -])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12][0-9]|3[01])"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?![0-9])"
)
#: What may stand before and after a number that is all a cell holds, in characters.
_CELL = 40


def whole(place: Place, start: int, end: int) -> bool:
    """The number is all there is in this text (a cell, a field), but for a few signs and blanks."""
    if start > _CELL or len(place.text) - end > _CELL:
        return False
    return not place.text[:start].strip("\"'=+＋\u200b \t\r\n") and not place.text[end:].strip("\"' \t\r\n")


def _part_of_code(text: str, start: int, end: int, gaps: set[str]) -> bool:
    """“XJ-1391-902-4801”, “第1391-9024801号”: a piece of a longer code, or a numbered document."""
    if "-" not in gaps:
        return False
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    for beside, other in ((before[-1:], before[:-1]), (after[:1], after[1:])):
        if beside in ("-", "－") and other.isascii() and other.isalnum():
            return True
    return before[-1:] in ("第", "〔", "字") or after[:1] == "号"


_BLANKS = " \t\u3000\xa0"
_FIGURE_BEFORE = re.compile(rf"(?:[0-9]\.?|[%％])([{_BLANKS}]*)\Z")
_FIGURE_AFTER = re.compile(rf"([{_BLANKS}]*)[0-9]")
_DATE_BEFORE = re.compile(rf"[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}[{_BLANKS}]*\Z")
_SINGLE_BEFORE = re.compile(rf"(?<![0-9])[0-9][{_BLANKS}]*\Z")
_SINGLE_AFTER = re.compile(rf"[{_BLANKS}]*[0-9](?![0-9])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_TOTAL_BEFORE = re.compile(rf"(?:合计|小计|总计|共计|其中|年|月|季度|村|社区|乡|镇|街道|%|％)[{_BLANKS}]*\Z")
_LIST_NUMBER = re.compile(r"[.、．)）:：\s]")
_DATE_AFTER = re.compile(r"[年月日]")
_ZERO_WIDTH = re.compile(f"[{UNSEEN}]")
#: A line of nothing but figures, or one that ends in two figures side by side: a row of a table.
_ROW_OF_FIGURES = re.compile(r"(?:^|[0-9][ \t]+)[0-9.,%-]+[ \t]*$")
_PHONE_ROW = re.compile(r"(?<![0-9])1[3-9][0-9]?[ \t-]*(?:[0-9][ \t-]*){8,9}(?:[ \t][0-9.,]+)?$")


def _alone(text: str, start: int, end: int, shape: tuple[int, ...], gaps: set[str]) -> bool:
    """Whether eleven figures with gaps are one number rather than several figures that happen to stand together."""
    if _ZERO_WIDTH.search(text, start, end):
        return True  # nobody separates figures by what cannot be seen
    usual, singles = shape == _USUAL_SHAPE, len(shape) == 11
    if len(gaps) > 2:
        return False
    if any("\t" in gap for gap in gaps) and (
        (not usual and (start == 0 or text[start - 1].isspace())) or _beside_figures(text, start, end)
    ):
        return False  # cells of a row
    if not singles and (len(shape) > 4 or (min(shape) == 1 and not any("\n" in gap for gap in gaps))):
        return False
    lead, rest = text[max(0, start - 30) : start], text[end : end + 30]
    if any("\n" in gap for gap in gaps):
        return _over_lines(text, start, end, shape)
    if usual and gaps == {" "}:
        beside = sum(figures_beside(lead, rest))
        alone = not lead.rsplit("\n", 1)[-1].strip() and not rest.split("\n", 1)[0].strip()
        return not _in_row(lead, rest) and not ((beside or alone) and _among_rows(text, start, end))
    if "-" in gaps:
        return True
    before, after = _FIGURE_BEFORE.search(lead), _FIGURE_AFTER.match(rest)
    left = bool(before and _beside(before.group(1), gaps) and not _DATE_BEFORE.search(lead))
    right = bool(after and _beside(after.group(1), gaps))
    if singles:
        return not (left and _SINGLE_BEFORE.search(lead)) and not (right and _SINGLE_AFTER.match(rest))
    if (left and right) or ((left or right) and not _words_on_line(lead, rest)):
        return False
    return not (_TOTAL_BEFORE.search(lead) or _among_rows(text, start, end))


def _words_on_line(lead: str, rest: str) -> bool:
    """Chinese words before or after on the same line: in a list of people a serial or an amount may stand beside."""
    return bool(_CHINESE.search(lead.rsplit("\n", 1)[-1]) or _CHINESE.search(rest.split("\n", 1)[0]))


def _beside_figures(text: str, start: int, end: int) -> bool:
    """Whether another figure stands on either side on the same line."""
    return bool(_FIGURE_BEFORE.search(text[max(0, start - 8) : start]) or _FIGURE_AFTER.match(text, end))


def _beside(gap: str, gaps: set[str]) -> bool:
    """A figure no farther off than the figures within: between columns stands a tab, or more than a single space."""
    if "\t" in gap and not any("\t" in inner for inner in gaps):
        return False
    return gaps != {" "} or gap == " "


def _over_lines(text: str, start: int, end: int, shape: tuple[int, ...]) -> bool:
    """A number that runs over the end of a line: no two rows of a column, nor followed by the number of a list."""
    lead = text[text.rfind("\n", 0, start) + 1 : start]
    stop = text.find("\n", end)
    rest = text[end : stop if stop >= 0 else len(text)].rstrip("\r")
    if _DATE_AFTER.match(rest) or (shape[-1] <= 2 and _LIST_NUMBER.match(rest)):
        return False
    left, right = _FIGURE_BEFORE.search(lead) and not _DATE_BEFORE.search(lead), _FIGURE_AFTER.match(rest)
    if (left and right) or ((left or right) and not _words_on_line(lead, rest)):
        return False
    return not _among_rows(text, start, end, above=not lead.strip(), below=not rest.strip())


def _among_rows(text: str, start: int, end: int, *, above: bool = True, below: bool = True) -> bool:
    """Whether the line above or below is a row of figures (and not of phone numbers)."""
    first, last = text.rfind("\n", 0, start), text.find("\n", end)
    lines = (
        text[max(0, first - 80) : first].rsplit("\n", 1)[-1] if above and first > 0 else "",
        text[last + 1 : last + 81].split("\n", 1)[0] if below and last >= 0 else "",
    )
    return any(_ROW_OF_FIGURES.search(line.strip()) and not _PHONE_ROW.search(line.strip()) for line in lines)


_USUAL = r"1[3-9][0-9] [0-9]{4} [0-9]{4}"
_USUAL_BEFORE = re.compile(rf"{_USUAL} \Z")
_USUAL_AFTER = re.compile(rf" {_USUAL}(?![0-9])")


def figures_beside(before: str, after: str) -> tuple[int, int]:
    """How many figures stand right before and after a place, a space between; two at most are counted."""
    left = re.search(r"(?:[0-9]+ ){1,2}\Z", before)
    right = re.match(r"(?: [0-9]+){1,2}", after)
    return (len(left.group().split()) if left else 0), (len(right.group().split()) if right else 0)


def _in_row(lead: str, rest: str) -> bool:
    """Whether “132 8281 8029” is three figures of a longer row rather than a number among numbers of its kind."""
    return sum(figures_beside(lead, rest)) >= 2 and not (_USUAL_BEFORE.search(lead) or _USUAL_AFTER.match(rest))
