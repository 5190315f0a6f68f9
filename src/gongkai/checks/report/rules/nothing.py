"""Sentences that say nothing happened: 未收到申请, 没有发生行政复议、行政诉讼, 申请、复议均为 0 件."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.checks.report.rules.claims import is_other_organ, is_other_time
from gongkai.checks.report.rules.view import View
from gongkai.law.forms import load


@dataclass(frozen=True, slots=True)
class Nothing:
    """A statement that something did not happen; ``keys`` are the cells that should then be zero."""

    topic: str
    keys: tuple[str, ...]
    start: int
    end: int
    clear: bool


_NO = re.compile(r"[未没无](?:有|曾)?(?=[\u4e00-\u9fff])")
_BEFORE_NOTHING = re.compile(r"(?:[^\u4e00-\u9fff]|[年度镇乡办局委县区市街道暂均并皆都尚且也])\Z")
_ZERO = re.compile(r"[均都皆](?:为|是)(?:0|０|零|〇)(?:件|次|条|起|宗|个|份)?(?![.\d%％])")
_CONDITIONS = re.compile(r"(?:如|若|如果|倘若|凡|对)(?:[^，。；]{0,6})\Z")
_GOT = re.compile(
    r"(?:再)?(?:新)?(?:收到|接到|受理|接收|收|有|出现|产生|发生|新增)?(?:和处理|及处理|、处理|或处理)?(?:过|任何|公民|群众|社会公众|法人|其他组织|公众|一件|书面|的|、|和|或|及|"
    r"来自|各类|单位|个人|要求|向我[镇乡局街办县区市]|提出|提交|关于|主动|有关)*"
    r"(?:依申请公开|政府信息公开的?申请|政府信息公开方面的申请|信息公开的?申请|公开政府信息的?申请|公开申请|申请公开|政府信息依申请)"
    r"(?!人|引发|引起|导致|而|被|产生|发生|行政|提起|的?行政复议|收费|收取|费)"
)
_NOT_THE_WHOLE = re.compile(r"逾期|超期|当面|传真|信函|网络|网上|结转|重复|不予|部分|答复|办结|收费|费用|因|被")
_CASES = re.compile(r"(?:发生|出现|产生|有|因|被|收到|涉及|引发|引起|接到|受理|提起|存在|申请)")
_CASES_FIRST = re.compile(
    r"(?:政府信息公开|信息公开|依申请公开)?(?:申请)?(?:类|方面|引发|引起)?的?(?:行政复议|行政诉讼|复议|诉讼)"
)
#: “没有行政诉讼败诉案件” does not say that there was no lawsuit.
_LOST = re.compile(r"败诉|纠错|纠正|撤销|违法|责令|变更|不利")
_NORMS = re.compile(r"(?:制定|制发|出台|印发|新制定|制作|发布)[^，。；]{0,6}?(?<!党内)规范性文件")
_CARRIED_IN = re.compile(r"(?:上年度?|上一年度?|去年)结转")
_CARRIED_OUT = re.compile(r"结转(?:至|到)?(?:下|次|明)")


def nothing_of(view: View, edition: str, *, year: int | None, agency: str | None) -> Iterator[Nothing]:
    """Every statement of none in the text, for the topics the edition has cells for."""
    keys = _keys(edition)
    text = view.text
    for match in _NO.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if match[0] == "无" and not (not before or _BEFORE_NOTHING.match(before)):
            continue
        start, end = view.sentence(match.start())
        stop = _clause_end(text, match.end(), end)
        said = text[match.end() : stop]
        begin = max([start, *(text.rfind(sign, start, match.start()) + 1 for sign in "，；：（")])
        clause = text[begin : match.start()]
        if is_other_time(text, start, begin, match.start(), year) or _CONDITIONS.search(clause):
            continue
        clear = not is_other_organ(clause, agency)
        for topic in _topics(said):
            if topic in keys:
                yield Nothing(topic, keys[topic], begin, stop, clear)
    for match in _ZERO.finditer(text):
        start, end = view.sentence(match.start())
        begin = max([start, *(text.rfind(sign, start, match.start()) + 1 for sign in "，；：（。")])
        clause = text[begin : match.start()]
        if is_other_time(text, start, begin, match.start(), year):
            continue
        for topic, pattern in _NAMED.items():
            if topic in keys and pattern.search(clause) and not _NOT_THE_WHOLE.search(clause):
                yield Nothing(topic, keys[topic], begin, match.end(), not is_other_organ(clause, agency))


_NAMED = {
    "requests": re.compile(r"(?:收到|新收|受理)[^，。；]{0,14}申请|申请(?:数量|数|件)"),
    "reviews": re.compile(r"行政复议"),
    "suits": re.compile(r"诉讼"),
    "carried_in": _CARRIED_IN,
    "carried_out": _CARRIED_OUT,
}


def _clause_end(text: str, at: int, end: int) -> int:
    """The end of the clause; a list with 、 goes on."""
    stop = min((i for i in (text.find(sign, at, end) for sign in "，；：（。\n") if i >= 0), default=end)
    return min(stop, at + 60)


def _topics(said: str) -> Iterator[str]:
    """What a clause after 未 or 没有 says did not happen."""
    if re.search("之外|以外", said):
        return
    lead = said[:26]
    if _GOT.match(said) and not _NOT_THE_WHOLE.search(lead[:12]):
        yield "requests"
    if _CARRIED_IN.search(lead):
        yield "carried_in"
    if (carried := _CARRIED_OUT.search(lead)) and not re.search("期限|届满|到期|办结|答复", lead[: carried.start()]):
        yield "carried_out"
    if _CASES.match(said) or _CASES_FIRST.match(said):
        if _LOST.search(said):
            return
        if re.search(r"行政复议(?!机关|机构|后|决定)", said):
            yield "reviews"
        if re.search(r"(?:行政)?诉讼", said) and "复议后" not in said:
            yield "suits"
    if _NORMS.match(said):
        yield "norms"


def _keys(edition: str) -> dict[str, tuple[str, ...]]:
    if edition == "2014":
        return {"requests": ("S14.3.1",), "reviews": ("S14.4",), "suits": ("S14.5",), "norms": ("S14.1.1.b",)}
    prefix = load(edition).prefix
    return {
        "requests": (f"{prefix}.3.1.tot",),
        "carried_in": (f"{prefix}.3.2.tot",),
        "carried_out": (f"{prefix}.3.4.tot",),
        "reviews": (f"{prefix}.4.rev.tot",),
        "suits": (f"{prefix}.4.dir.tot", f"{prefix}.4.aft.tot"),
        "norms": (f"{prefix}.2.1.norm.made",),
    }
