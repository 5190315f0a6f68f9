"""L-15, L-16: parts named in the text against their total, shares against their numbers, two totals for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from gongkai.checks.numerals import Number
from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.rules.registry import Context, failure, rule
from gongkai.checks.report.rules.view import View
from gongkai.findings import Finding, Severity
from gongkai.law.forms import plain_number

_OPENS = re.compile(r"(?:其中|分别(?:为|是)|包括|具体(?:为|是)|即)[：，]?|[（：]")
_LAST_OF_ALL = re.compile(r"(?:其他|其它|其余|等)[^，。；、]{0,14}\Z")
_NOT_A_PART = re.compile(
    r"同比|增长|增加|下降|减少|上升|去年|上年(?!度?结转)|较|比|截至|累计|答复|办结|按时|办结率|平均|含|回复|点击|阅读|浏览|访问|关注|粉丝"
)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A total and the parts that follow it; ``closed`` when the list is meant to be complete."""

    total: Number
    parts: tuple[Number, ...]
    closed: bool

    @property
    def sum(self) -> Decimal:
        return sum((part.value for part in self.parts), Decimal(0))


def breakdowns(view: View) -> Iterator[Breakdown]:
    """Totals that a list of parts follows: 其中…, （A3件、B2件）, ：A3件，B2件."""
    text, numbers = view.text, view.numbers
    for index, total in enumerate(numbers[:-1]):
        if total.is_rate or total.unit in ("个百分点", "元", "万元") or total.value < 2:
            continue
        _, end = view.sentence(total.start)
        if end - total.end <= 1 and text.startswith("其中", end):
            _, end = view.sentence(end)
        after = next((number.start for number in numbers[index + 1 :] if not number.is_rate), end)
        opening = _opening(text, total, min(end, after))
        if opening is None:
            continue
        inside, sign = opening
        stop = _closing(text, inside, end) if sign == "（" else end
        found = _parts(text, numbers, index + 1, total, inside, stop)
        if len(found) >= 2 and not any(part.approximate for part in found) and not total.approximate:
            yield Breakdown(total, tuple(found), _is_closed(text, found, inside))


def _opening(text: str, total: Number, stop: int) -> tuple[int, str] | None:
    """Where the list begins after a total, and the sign or word that opens it; it has to follow closely."""
    gap = text[total.end : stop]
    match = _OPENS.search(gap)
    if match is None or match.start() > 20 or "。" in gap[1 : match.start()]:
        return None
    if "）" in gap[: match.start()] or (match.start() and gap[0] in "、；"):
        return None
    return total.end + match.end(), match[0][0]


def _closing(text: str, inside: int, end: int) -> int:
    """The bracket that closes the one before ``inside``."""
    depth = 1
    for at in range(inside, end):
        depth += (text[at] == "（") - (text[at] == "）")
        if depth == 0:
            return at
    return end


def _parts(text: str, numbers: list[Number], first: int, total: Number, inside: int, stop: int) -> list[Number]:
    """The numbers of the list that carry the total's unit, those in brackets of their own left out."""
    found: list[Number] = []
    depth, at = 0, inside
    for number in numbers[first:]:
        if number.start >= stop:
            break
        between = text[at : number.start]
        depth += between.count("（") - between.count("）")
        at = number.end
        if depth > 0 or number.is_rate:
            continue
        if depth < 0 or number.unit != total.unit:
            if number.unit != total.unit and found and not between.startswith(("（", "，占")):
                break
            continue
        if found and ("其中" in between or _restarts(between)):
            break
        if _NOT_A_PART.search(between):
            break
        found.append(number)
    return found


def _restarts(between: str) -> bool:
    """Whether a new statement begins, so that the list is over."""
    return bool(
        re.search(
            r"全[年镇县区市]|共计|合计|总计|一是|二是|三是|此外|同时|另外|另有|全部|我[镇乡局街县区市办]|均", between
        )
    )


def _is_closed(text: str, parts: list[Number], inside: int) -> bool:
    before = text[max(inside, parts[-2].end) : parts[-1].start]
    return bool(_LAST_OF_ALL.search(before))


@rule("L-15", Severity.WARNING, basis="部分之和等于总数，部分不大于总数")
def parts_add_to_total(report: ReadReport, context: Context) -> Iterable[Finding]:
    """正文列出的各部分相加等于所说的总数。"""
    view = context.view(report)
    for found in breakdowns(view):
        found = _first_list(view, found)
        total, gap = found.total.value, found.sum - found.total.value
        if gap == 0 or (found.total.step > 1 and abs(gap) < found.total.step):
            continue
        largest = max(part.value for part in found.parts)
        if largest > total:
            why = f"其中一项 {plain_number(largest)} 已大于总数"
        elif gap > 0 and largest < total:
            if _nested(found) or _counted_once(found, report):
                continue
            why = "各项相加大于总数"
        elif gap < 0 and _counted_once(found, report):
            continue
        elif gap < 0 and (found.closed or (len(found.parts) >= 3 and -gap <= max(Decimal(2), total / 10))):
            why = "各项相加小于总数"
        else:
            continue
        shown = " + ".join(plain_number(part.value) for part in found.parts)
        last = found.parts[-1]
        yield failure(
            "L-15",
            Severity.WARNING,
            f"正文写总数“{found.total.text}”，列出的各项是 {shown} = {plain_number(found.sum)}，"
            f"{why}；请核对总数和各项。",
            where=view.where(found.total.start),
            expected=plain_number(total),
            found=plain_number(found.sum),
            expression=f"{plain_number(total)} ≠ {shown} = {plain_number(found.sum)}",
            excerpt=view.excerpt(found.total.start, min(last.end, found.total.start + 160), 16),
            **view.spot(found.total.start),
        )


def _first_list(view: View, found: Breakdown) -> Breakdown:
    """The parts before the first “；” when commas separate them: what follows it is another statement."""
    for index, (before, after) in enumerate(pairwise(found.parts), 1):
        if "；" in view.text[before.end : after.start]:
            if index < 2:
                return found
            return Breakdown(
                found.total, found.parts[:index], _is_closed(view.text, list(found.parts[:index]), found.total.end)
            )
    return found


_CHANNEL_ROWS = tuple(f"S14.1.2.{row}" for row in range(1, 6))


def _counted_once(found: Breakdown, report: ReadReport) -> bool:
    """2014 form: a piece published in two ways counts once in the total, so the channels may add to more.

    The text says what the table says, and the table's own identities judge it.
    """
    if report.sheet is None or report.edition != "2014" or report.sheet.number("S14.1.1") != found.total.value:
        return False
    channels = [report.sheet.number(key) for key in _CHANNEL_ROWS]
    return all(part.value in channels for part in found.parts)


def _nested(found: Breakdown) -> bool:
    """Whether some run of the parts from the first on adds to the total: the rest then says something else."""
    running = Decimal(0)
    for part in found.parts:
        running += part.value
        if running == found.total.value:
            return True
    return False


_PROPOSAL_SUM = re.compile(r"(?:建议|议案)[^。；，\d]{0,16}提案[^，。；、\d]{0,8}\Z")
_PROPOSAL_PART = re.compile(
    r"(?:(?P<npc>人大(?:代表)?(?:议案|建议)|(?:代表)?建议|议案)|(?P<cppcc>政协(?:委员)?提案|提案))[^，。；、\d]{0,6}\Z"
)


@rule("L-15", Severity.WARNING, basis="部分不大于总数")
def proposals_agree(report: ReadReport, context: Context) -> Iterable[Finding]:
    """建议、提案的分项不大于合计。"""
    view = context.view(report)
    if "提案" not in view.text:
        return
    sums: list[Number] = []
    parts: dict[str, list[Number]] = {"npc": [], "cppcc": []}
    for number in view.numbers:
        if number.unit not in ("件", "条", "份", "个"):
            continue
        start, _ = view.sentence(number.start)
        left = view.text[max(start, number.start - 30) : number.start]
        if (match := _PROPOSAL_SUM.search(left)) and re.search(r"(?:领域|方面|类)(?:的)?\Z", left[: match.start()]):
            continue
        if match:
            sums.append(number)
        elif (match := _PROPOSAL_PART.search(left)) and match.lastgroup:
            parts[match.lastgroup].append(number)
    if len({number.value for number in sums}) != 1:
        return
    whole = sums[0]
    for number in (*parts["npc"], *parts["cppcc"]):
        near = view.piece(number.start) is view.piece(whole.start)
        if near and number.value > whole.value and not number.approximate:
            yield failure(
                "L-15",
                Severity.WARNING,
                f"正文写建议、提案合计“{whole.text}”，其中一种却有“{number.text}”，部分大于合计；请核对这两个数。",
                where=view.where(whole.start),
                expected=f"≤ {plain_number(whole.value)}",
                found=plain_number(number.value),
                expression=f"{plain_number(number.value)} > {plain_number(whole.value)}",
                excerpt=view.excerpt(min(whole.start, number.start), max(whole.end, number.end), 20),
                **view.spot(whole.start),
            )


_TOGETHER = re.compile(r"^[，。；]?(?:[两三四五]者|[两三四五六][类项]|以上)?(?:共计|合计|总计|共)(?:为|是)?\Z")


@rule("L-15", Severity.WARNING, basis="部分之和等于总数")
def parts_add_to_total_behind_them(report: ReadReport, context: Context) -> Iterable[Finding]:
    """“建议 12 件、提案 9 件，共 21 件”：写在后面的总数等于前面各项之和。"""
    view = context.view(report)
    numbers = view.numbers
    for index, total in enumerate(numbers):
        if index < 2 or total.is_rate or total.approximate or total.step > 1:
            continue
        last = numbers[index - 1]
        if last.unit != total.unit or not _TOGETHER.match(view.text[last.end : total.start]):
            continue
        parts = _list_before(view, index)
        if len(parts) < 2 or any(part.approximate or part.step > 1 for part in parts):
            continue
        sums = [sum((part.value for part in parts[k:]), Decimal(0)) for k in range(len(parts) - 1)]
        if total.value in sums or (len(parts) > 2 and total.value == parts[0].value):
            continue
        shown = " + ".join(plain_number(part.value) for part in parts)
        yield failure(
            "L-15",
            Severity.WARNING,
            f"正文列出的各项是 {shown} = {plain_number(sums[0])}，后面写共“{total.text}”；请核对总数和各项。",
            where=view.where(total.start),
            expected=plain_number(sums[0]),
            found=plain_number(total.value),
            expression=f"{shown} = {plain_number(sums[0])} ≠ {plain_number(total.value)}",
            excerpt=view.excerpt(parts[0].start, total.end, 16),
            **view.spot(total.start),
        )


def _list_before(view: View, index: int) -> list[Number]:
    """The numbers right before one, in its sentence, joined by 、or ， and of its unit; from the first to the last."""
    total = view.numbers[index]
    start, _ = view.sentence(total.start)
    parts: list[Number] = []
    at = total.start
    for number in reversed(view.numbers[:index]):
        between = view.text[number.end : at]
        if number.start < start or number.unit != total.unit or number.is_rate:
            break
        if parts and (not between.startswith(("、", "，", "和")) or len(between) > 24 or _restarts(between)):
            break
        parts.insert(0, number)
        at = number.start
    if parts and _NOT_A_PART.search(view.text[max(start, parts[0].start - 12) : total.start]):
        return []
    return parts


_GRAND_TOTAL = re.compile(
    r"(?:(?:全年|年度|本年|共计|总计|累计|共)[^，。；：]{0,8})?(?:主动公开|公开|发布)(?:的)?(?:各类|政府|政务|各种)*信息(?:总数|总量|数量|数)?(?:共计|共|为|达)?\Z"
)
_WHOLE_WORDS = re.compile(r"全年|年度|共计|总计|累计|共|总数|总量|主动公开")
_CHANNEL = re.compile(
    r"网站|网|微信|微博|公众号|平台|公报|专栏|栏目|橱窗|公示栏|公开栏|线上|线下|新媒体|客户端|APP|抖音|系统|电子屏|通过|利用|依托|其中"
)


@rule("L-15", Severity.WARNING, basis="同一件事在一份报告里只有一个总数")
def one_total_for_one_thing(report: ReadReport, context: Context) -> Iterable[Finding]:
    """全年公开信息的总数前后一致。"""
    view = context.view(report)
    totals: list[Number] = []
    year = context.year_of(report)
    for number in view.numbers:
        if number.unit != "条" or number.approximate or number.step > 1:
            continue
        start, _ = view.sentence(number.start)
        clause = max([start, *(view.text.rfind(sign, start, number.start) + 1 for sign in "，；：（")])
        said = view.text[clause : number.start]
        before = view.text[max(start, clause - 40) : clause]
        earlier = before[max(before.rfind("，", 0, -1), before.rfind("；")) + 1 :]
        if earlier.startswith(("通过", "利用", "依托", "在")) and _CHANNEL.search(earlier):
            continue
        if not (_GRAND_TOTAL.search(said) and _WHOLE_WORDS.search(said)) or _CHANNEL.search(said):
            continue
        years = re.findall(r"(20\d\d)年", view.text[start : number.start])
        if years and year is not None and int(years[-1]) != year:
            continue
        totals.append(number)
    different = {number.value: number for number in reversed(totals)}
    if len(different) < 2:
        return
    first, second = list(reversed(different.values()))[:2]
    yield failure(
        "L-15",
        Severity.WARNING,
        f"全年公开信息的总数前后不一：一处写“{first.text}”，另一处写“{second.text}”；请核对后统一，口径不同的请写明。",
        where=f"{view.where(first.start)}；{view.where(second.start)}",
        expected=plain_number(second.value),
        found=plain_number(first.value),
        expression=f"{plain_number(first.value)} ≠ {plain_number(second.value)}",
        excerpt=f"{view.excerpt(first.start, first.end)}……{view.excerpt(second.start, second.end)}",
        **view.spot(first.start),
    )


_SHARE = re.compile(r"^[，（]?(?:约)?占(?:比|总数|全部|总量|申请总数|总体|公开总数)*(?:的|为|达|约|：)*\Z")


def _whole_of_parts(view: View, numbers: list[Number], part: Number) -> Number | None:
    """The sum of all parts with shares in a sentence, as a number, when every other share follows from it."""
    start, end = view.sentence(part.start)
    inside = [number for number in numbers if start <= number.start < end]
    pairs = [(a, b) for a, b in pairwise(inside) if b.is_rate and a.unit == part.unit and _is_part(view, numbers, a)]
    total = sum((number.value for number, _ in pairs), Decimal(0))
    others = [(number, share) for number, share in pairs if number is not part]
    if len(others) < 2 or total <= 0:
        return None
    if any(abs(number.value * 100 / total - share.value) > share.step for number, share in others):
        return None
    return replace(part, text=f"{plain_number(total)}{part.unit}", value=total)


def _is_part(view: View, numbers: list[Number], number: Number) -> bool:
    """Whether a number has a share of its own right behind it and so is no whole."""
    after = numbers[numbers.index(number) + 1]
    return after.is_rate and bool(_SHARE.match(view.text[number.end : after.start]))


@rule("L-16", Severity.WARNING, basis="占比由两个数算得")
def shares_follow_from_numbers(report: ReadReport, context: Context) -> Iterable[Finding]:
    """正文里的占比与它的两个数相符。"""
    view = context.view(report)
    numbers = view.numbers
    for index, share in enumerate(numbers):
        if not share.is_rate or index == 0 or share.approximate:
            continue
        part = numbers[index - 1]
        start, _ = view.sentence(share.start)
        if part.is_rate or part.start < start or not _SHARE.match(view.text[part.end : share.start]):
            continue
        wholes = [n for n in numbers[max(0, index - 14) : index - 1] if n.unit == part.unit and n.value >= part.value]
        paragraph = view.text.rfind("\n", 0, share.start) + 1
        wholes = [n for n in wholes if n.start >= paragraph and not n.approximate and n.value > 0]
        wholes = [n for n in wholes if not _is_part(view, numbers, n)]
        if not wholes and (whole := _whole_of_parts(view, numbers, part)):
            wholes = [whole]
        if not wholes:
            continue
        rates = {n: part.value * 100 / n.value for n in wholes}
        if any(abs(rate - share.value) <= share.step for rate in rates.values()):
            continue
        whole = max(wholes, key=lambda n: (n.value, -n.start))
        right = round(rates[whole], max(1, -int(share.step.as_tuple().exponent)))
        yield failure(
            "L-16",
            Severity.WARNING,
            f"正文写“{part.text}”占 {plain_number(share.value)}%，按总数“{whole.text}”算应为 "
            f"{plain_number(right)}%；请核对。",
            where=view.where(share.start),
            expected=f"{plain_number(right)}%",
            found=f"{plain_number(share.value)}%",
            expression=f"{plain_number(part.value)} ÷ {plain_number(whole.value)} = {plain_number(right)}%",
            excerpt=view.excerpt(whole.start, share.end, 8)[-120:],
            **view.spot(share.start),
        )
