"""The time limit of a catalogue entry (公开时限): a sentence people write, parsed by a small grammar.

Understood are: within so long of an event; so long before one; each year, half-year, quarter, month, week or day, by a
day or so long after its end; at once; for good; a notice of at least so long. A clause must be understood to its last
character: whatever else stands there is kept and shown, never guessed (:class:`Unparsed`). Several limits in one
sentence (separated by ；;。， or numbered) give several results.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from gongkai.law.limit_kinds import (
    MADE_OR_CHANGED,
    Ahead,
    AtOnce,
    Every,
    ForGood,
    NoticePeriod,
    Periodic,
    TimeLimit,
    Unit,
    Unparsed,
    WithinDays,
)
from gongkai.law.limit_words import (
    ABOUT,
    AFTER,
    AFTER_OR_ABOUT,
    AMOUNT,
    AT_ONCE,
    BRACKETS,
    BY,
    CIRCLED,
    DO,
    DONE,
    EXCEPT,
    FOR_GOOD,
    FROM,
    HAN,
    LABEL,
    LEAD,
    MIN,
    NEGATED,
    NUM,
    NUMBERED,
    ONLY_NAMES,
    SAME,
    SPLIT,
    TERM,
    UNITS,
    WORKDAYS,
    chinese_number,
)

__all__ = [
    "MADE_OR_CHANGED",
    "Ahead",
    "AtOnce",
    "Every",
    "ForGood",
    "NoticePeriod",
    "Periodic",
    "TimeLimit",
    "Unit",
    "Unparsed",
    "WithinDays",
    "chinese_number",
    "is_understood",
    "parse",
]

#: A sentence longer than this is not read.
LONGEST = 500


def parse(sentence: str) -> list[TimeLimit]:
    """All limits in the sentence, in its order; an empty sentence gives an empty list."""
    return list(_parse(sentence)) if len(sentence) <= LONGEST else [Unparsed(sentence)]


@lru_cache(maxsize=4096)
def _parse(sentence: str) -> tuple[TimeLimit, ...]:
    text = unicodedata.normalize("NFKC", CIRCLED.sub("\n", sentence)).translate(SAME)
    parts = [re.sub(r"\s+", "", part).strip(",、.:") for part in SPLIT.split(NUMBERED.sub("\n", text))]
    found = tuple(dict.fromkeys(limit for part in parts if part for limit in _part(part)))
    return found or ((Unparsed(sentence.strip()),) if sentence.strip() else ())


def is_understood(sentence: str) -> bool:
    """Whether every part of the sentence was understood (and there is one)."""
    limits = parse(sentence)
    return bool(limits) and not any(isinstance(limit, Unparsed) for limit in limits)


def _part(part: str) -> list[TimeLimit]:
    """A part as a whole, or clause by clause; what no rule understands stays as it is."""
    if EXCEPT.match(part):
        return []
    if (limits := _clause(part)) is not None:
        return limits
    bare = BRACKETS.sub("", part)
    inside = BRACKETS.findall(part)
    if inside and bare:
        limits = _part(bare.strip(",、"))
        said = [piece for piece in inside if (piece and not ONLY_NAMES.fullmatch(piece)) or _clause(piece)]
        if any(isinstance(limit, Unparsed) for limit in limits):
            return [Unparsed(part)]
        return [*limits, *(limit for piece in said for limit in _part(piece))]
    pieces = [piece for piece in part.split(",") if piece]
    if len(pieces) < 2:
        return [Unparsed(part)]
    if EXCEPT.match(",".join(pieces[-2:])):
        pieces = pieces[:-2]
    read = [(piece, [] if EXCEPT.match(piece) else _clause(piece)) for piece in pieces]
    if all(limits is None for _, limits in read):
        return [Unparsed(part)]
    return [limit for piece, limits in read for limit in (limits if limits is not None else [Unparsed(piece)])]


def _clause(text: str) -> list[TimeLimit] | None:
    """The limits of one clause, or ``None`` when not all of it is understood."""
    bare = LABEL.sub("", text)
    for said in dict.fromkeys((text, bare, re.sub(rf"^{LEAD}+", "", bare))):
        if any(NEGATED.search(front) for front in _fronts(said)):
            return None
        for rule in _RULES:
            if limits := list(rule(said)):
                return limits
    return None


def _fronts(text: str) -> Iterator[str]:
    """What stands before each word that says at once or for good: it may turn it round."""
    return (text[: found.start()] for found in re.finditer(rf"{AT_ONCE}|{FOR_GOOD}", text))


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _amount(match: re.Match[str]) -> tuple[int, Unit]:
    unit, times = UNITS[match["u"]]
    return chinese_number(match["n"]) * times, unit


def _at_once(text: str) -> Iterator[TimeLimit]:
    if re.fullmatch(rf"{AFTER_OR_ABOUT}{AT_ONCE}(?:[、,/或和并]?{AT_ONCE})*{DONE}", text):
        yield AtOnce()


def _for_good(text: str) -> Iterator[TimeLimit]:
    if re.fullmatch(rf"{AFTER_OR_ABOUT}{FOR_GOOD}(?:有效|性)?{DONE}(?:不变)?", text):
        yield ForGood()


def _both(text: str) -> Iterator[TimeLimit]:
    """长期公开及时更新, 长期公开并动态调整."""
    good, once = rf"{FOR_GOOD}(?:公开|公示)?", rf"{AT_ONCE}(?:公开|更新|调整|维护)?"
    if re.fullmatch(rf"{good}[、/并和及且]?{once}|{once}[、/并和及且]?{good}", text):
        yield from (ForGood(), AtOnce())


_NOTICES = [
    re.compile(pattern)
    for pattern in (
        rf"{AFTER_OR_ABOUT}(?:至少|应)?(?:公示|公告|张榜|张贴){TERM}?(?:为|:)?{MIN}?{AMOUNT}(?:以上|时间)?",
        rf"(?:{ABOUT})?公开{TERM}?(?:为|:)?{MIN}{AMOUNT}",
        rf"(?:{ABOUT})?公开(?:期限|期|时间)(?:为|:)?(?P<n>{NUM})(?P<u>日|天|个月|年)",
        rf"{TERM}?{MIN}{AMOUNT}(?:的?(?:公示|公告)期?)?",
        rf"{AMOUNT}(?:以上)?的?(?:公示|公告)期?",
    )
]


def _notice(text: str) -> Iterator[TimeLimit]:
    for pattern in _NOTICES:
        if match := pattern.fullmatch(text):
            yield NoticePeriod(*_amount(match))
            return


def _notice_then(text: str) -> Iterator[TimeLimit]:
    """公示7天后长期公开: the notice, and what follows it."""
    match = re.fullmatch(rf"(?P<notice>.*?(?:公示|公告).*?)(?:期满)?(?:之?后|,)(?P<then>{FOR_GOOD}(?:公开)?)", text)
    if match and (limits := list(_notice(match["notice"]))):
        yield from (*limits, ForGood())


_WITHIN = [
    re.compile(f"{pattern}{DONE}")
    for pattern in (
        rf"{FROM}(?P<event>[^,;:]{{2,40}}?){AFTER}起?(?:的)?(?:计算)?{LEAD}*{AMOUNT}(?:之内|以内|内)",
        rf"{FROM}(?P<event>[^,;:\d]{{2,40}}?)起(?:的)?{AMOUNT}(?:之内|以内|内)",
        rf"{FROM}(?P<event>[^,;:]{{2,40}}?){AFTER}起?{LEAD}*不(?:得|能|应)?(?:超过|多于|晚于|迟于){AMOUNT}",
        rf"{FROM}(?P<event>[^,;:\d]{{2,40}}?(?<!公示)(?<!公告)(?<!发布)(?<!公开)(?<!张贴)(?<!张榜)(?<!公布))"
        rf"{AFTER}起?{LEAD}*{AMOUNT}",
        rf"(?P<event>)(?:{ABOUT}(?<!公示)(?<!公告))?{LEAD}*{AMOUNT}(?:之内|以内|内)",
        rf"(?P<event>)(?:{ABOUT}(?<!公示)(?<!公告))?{LEAD}*不(?:得|能|应)?(?:超过|多于|晚于|迟于){AMOUNT}",
        rf"(?P<event>)(?:{ABOUT}(?<!公示)(?<!公告))?{LEAD}*{WORKDAYS}",
    )
]
_DONE_EVENT = re.compile(
    r"(?:通过|批准|审批|批复|核准|作出|形成|变更|生效|签订|签署|结束|发生|印发|出台|受理|收到|完成|验收|备案|颁布|召开)$"
)
#: What is no event: another limit, or a span.
_NO_EVENT = re.compile(rf"\d|前(?!期)|内(?!容|部)|{AT_ONCE}|长期|常年|永久|[至到]$")


def _within(text: str) -> Iterator[TimeLimit]:
    for pattern in _WITHIN:
        match = pattern.fullmatch(text)
        if match is None or _NO_EVENT.search(match["event"]):
            continue
        front = text[: match.start("n")]
        if re.search(r"[至到\-~—–]$", front):
            return
        event = match["event"] or (re.sub(f"^{FROM}", "", front) if _DONE_EVENT.search(front) else "")
        yield WithinDays(*_amount(match), event or MADE_OR_CHANGED)
        return


def _same_day(text: str) -> Iterator[TimeLimit]:
    """事件发生当日, 当天公开."""
    if match := re.fullmatch(rf"{FROM}(?P<event>[^,;:\d每]{{0,30}}?)(?:的)?(?:当日|当天)(?:内|之内)?{DONE}", text):
        yield WithinDays(0, Unit.DAYS, match["event"] or MADE_OR_CHANGED)


def _ahead(text: str) -> Iterator[TimeLimit]:
    for pattern in (
        rf"(?:{ABOUT})?(?:至少|应|须)?提前(?:至少|不少于)?{AMOUNT}{DONE}",
        rf"{FROM}(?P<event>[^,;:\d每]{{1,30}}?)(?:之前|以前|前)(?:至少)?{AMOUNT}(?!内){DONE}",
        rf"{FROM}(?P<event>[^,;:\d每]{{1,30}}?){AMOUNT}(?:之前|以前|前){DONE}",
    ):
        match = re.fullmatch(pattern, text)
        event = (match.groupdict().get("event") or "") if match else ""
        if match and not re.search(r"(?:公示|公告|提|[年季月周旬第]|(?<!截止)日)$", event):
            yield Ahead(*_amount(match), re.sub(r"的$", "", event))
            return


_ONCE = rf"(?:(?:至少|不少于|不低于|各)?(?:集中|统一)?(?:{DO})?(?:至少|不少于|不低于)?(?:1|一)次(?:以上)?)?"
_PERIODS: dict[Every, str] = {
    Every.YEAR: r"(?:每年度?|按年度?|逐年|年度|每一?个?(?:财政|会计|自然)?年度?)",
    Every.HALF: r"(?:每半年度?|按半年|半年度?|每个半年)",
    Every.QUARTER: r"(?:每一?个?季度?|按季度?|逐季|季度)",
    Every.MONTH: r"(?:每一?个?月份?|按月度?|逐月|月度)",
    Every.WEEK: r"(?:每一?个?(?:周|星期)|按周|逐周|周度)",
    Every.DAY: r"(?:每日|每天|按日|逐日)",
}
_TIMES = {
    Every.YEAR: r"一年|1年",
    Every.HALF: r"半年",
    Every.QUARTER: r"一季度?|一个季度",
    Every.MONTH: r"一个?月|1个?月",
    Every.WEEK: r"一周|1周",
    Every.DAY: r"一日|一天",
}
_NTH = {"首": 1, "第一个": 1, "第1个": 1, "初": 1, "第二个": 2, "第2个": 2, "第三个": 3, "第3个": 3}
_YEARLY_DATE = (
    rf"(?P<m>\d{{1,2}}|[{HAN}]{{1,3}})月(?:份)?(?:(?:(?P<d>\d{{1,2}}|[{HAN}]{{1,3}})[日号]|底|末){BY}|(?!前))"
)


def _periodic(text: str) -> Iterator[TimeLimit]:
    about = rf"(?:{ABOUT}(?<![期季]))?"
    for every, words in _PERIODS.items():
        match = re.fullmatch(rf"{about}{words}(?:的)?(?P<rest>.*)", text)
        if match and (limits := list(_in_period(every, match["rest"]))):
            yield from limits
            return
        if re.fullmatch(rf"{about}(?:{_TIMES[every]})(?:{DO})?(?:至少)?(?:1|一)次{DONE}", text):
            yield Periodic(every)
            return


def _in_period(every: Every, rest: str) -> Iterator[TimeLimit]:
    end = rf"(?:底|末|年底|月底|季末|年末|月末)?{BY}" if every is not Every.DAY else ""
    if re.fullmatch(rf"(?:定期|按时)?{end}{_ONCE}{DONE}", rest):
        yield Periodic(every)
    elif match := re.fullmatch(rf"(?:结束|终了|期满|度结束)(?:之?后|以后)的?{AMOUNT}(?:之内|以内|内)?{DONE}", rest):
        number, unit = _amount(match)
        yield Periodic(every, after=number, unit=unit)
    elif every is Every.YEAR:
        yield from _yearly(rest)
    elif every in (Every.QUARTER, Every.HALF):
        yield from _nth_month(every, rest)
    elif every is Every.MONTH:
        match = re.fullmatch(rf"(?P<d>{NUM})[日号]{BY}{_ONCE}{DONE}", rest)
        if match and 1 <= (day := chinese_number(match["d"])) <= 31:
            yield Periodic(every, None, day)
    elif every is Every.WEEK and (match := re.fullmatch(rf"(?P<d>[一二三四五六日天]){BY}{DONE}", rest)):
        yield Periodic(every, None, "一二三四五六日".index(match["d"].replace("天", "日")) + 1)


def _yearly(rest: str) -> Iterator[TimeLimit]:
    for words, month in ((r"第?[一1]季度", 3), ("上半年", 6), ("下半年", 12), (r"(?:年底|年末|底|末)", 12)):
        if re.fullmatch(rf"{words}(?:内|末|底)?{BY}{_ONCE}{DONE}", rest):
            yield Periodic(Every.YEAR, month, None)
            return
    dates = re.match(rf"{_unnamed(_YEARLY_DATE)}(?:[、和及,与]{_unnamed(_YEARLY_DATE)})*", rest)
    if dates is None or not re.fullmatch(rf"{_ONCE}{DONE}", rest[dates.end() :]):
        return
    found = []
    for match in re.finditer(_YEARLY_DATE, dates[0]):
        month, day = chinese_number(match["m"]), chinese_number(match["d"]) if match["d"] else None
        if not 1 <= month <= 12 or (day is not None and not 1 <= day <= _LONGEST[month - 1]):
            return
        found.append(Periodic(Every.YEAR, month, day))
    yield from found


_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


def _nth_month(every: Every, rest: str) -> Iterator[TimeLimit]:
    last = 3 if every is Every.QUARTER else 6
    nth = _NTH | {"末": last, "尾": last, "最后一个": last, "最末": last}
    match = re.fullmatch(
        rf"(?:的)?(?P<nth>{'|'.join(nth)})个?月(?:份)?的?(?:(?P<d>{NUM})[日号]|底|末)?{BY}{_ONCE}{DONE}", rest
    )
    if match is None:
        return
    day = chinese_number(match["d"]) if match["d"] else None
    if day is None or 1 <= day <= 31:
        yield Periodic(every, None, day, nth[match["nth"]])


_RULES: tuple[Callable[[str], Iterator[TimeLimit]], ...] = (
    _notice,
    _notice_then,
    _periodic,
    _same_day,
    _ahead,
    _within,
    _both,
    _for_good,
    _at_once,
)
