"""Figures in the text and the cells they name: which number stands for which cells, and how sure that is.

The patterns are data (``claims.toml``). A claim has a scope: clear (this organ, this year, the whole), doubtful
(another scope is likely: 备案, one of several organs) or none at all (another year, a plan, a difference).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from gongkai.checks.numerals import Number
from gongkai.checks.report.rules.subject import is_about_requests
from gongkai.checks.report.rules.view import View
from gongkai.law.forms import Sheet, load

_LOOK_BACK = 48
_LOOK_AHEAD = 24
_FILLER = r"(?:共计|总计|合计|累计|共有|共|均为|为|是|有|计|达到?|各|的|了|：|约|近|，共计?)*\Z"
_BRACKET = re.compile(r"（[^（）]*）\Z")


@dataclass(frozen=True, slots=True)
class Spec:
    """One entry of ``claims.toml``, expanded for an edition. ``ways``: tuples of cell keys, any sum may be meant."""

    id: str
    name: str
    before: str
    after: re.Pattern[str] | None
    after_needs: re.Pattern[str] | None
    units: frozenset[str]
    ways: tuple[tuple[str, ...], ...]
    certain: bool
    about: str
    subject: str
    unless: re.Pattern[str] | None
    topic: str
    money: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A number in the text that names cells. ``clear`` False: the scope may differ, so only ask."""

    spec: Spec
    number: Number
    value: Decimal
    clear: bool
    narrower: bool


@dataclass(frozen=True, slots=True)
class SpecTable:
    """All specs of an edition and one expression that finds which of them ends right before a number."""

    specs: dict[str, Spec]
    before: re.Pattern[str]
    after: tuple[Spec, ...]
    topics: tuple[tuple[Spec, re.Pattern[str]], ...]
    units: frozenset[str]


@lru_cache(maxsize=8)
def specs(edition: str) -> SpecTable:
    """The claims of an edition, compiled."""
    data = tomllib.loads((files("gongkai.checks.report.rules") / "claims.toml").read_text(encoding="utf-8"))
    form = load(edition)
    parts = {"X": form.prefix, "SIX": "" if edition == "2019" else ".[1..3]", **data["parts"]}
    table: dict[str, Spec] = {}
    for entry in data["claim"]:
        if edition not in entry["editions"]:
            continue
        ways = tuple(
            tuple(key for reference in way for key in form.expand(_fill(reference, parts))) for way in entry["cells"]
        )
        table[entry["id"]] = Spec(
            id=entry["id"],
            name=entry["name"],
            before=_fill(entry.get("before", r"(?!)"), parts),
            after=_compiled(entry.get("after"), parts),
            after_needs=_compiled(entry.get("after_needs"), parts, r"\Z"),
            units=frozenset(entry["units"]),
            ways=ways,
            certain=entry["certain"],
            about=entry.get("about", ""),
            subject=entry.get("subject", ""),
            unless=_compiled(entry.get("unless"), parts),
            topic=entry.get("topic", ""),
            money=entry.get("money", ""),
            also=tuple(entry.get("also", ())),
        )
    plain = [spec for spec in table.values() if not spec.topic]
    alternatives = "|".join(f"(?P<{spec.id}>{spec.before})" for spec in plain)
    return SpecTable(
        specs=table,
        before=re.compile(f"(?:{alternatives}){_FILLER}"),
        after=tuple(spec for spec in plain if spec.after is not None),
        topics=tuple((spec, re.compile(f"(?:{spec.before}){_FILLER}")) for spec in table.values() if spec.topic),
        units=frozenset(unit for spec in table.values() for unit in spec.units),
    )


def _fill(text: str, parts: dict[str, str]) -> str:
    for name, value in parts.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _compiled(text: str | None, parts: dict[str, str], end: str = "") -> re.Pattern[str] | None:
    return re.compile(f"(?:{_fill(text, parts)}){end}") if text else None


_OTHER_TIME = re.compile(
    r"去年|上年(?!度?结转)|上一年(?!度?结转)|往年|历年|同期|以来|近[一二两三四五]年|季度|上半年|下半年|[\d一二三四五六七八九十]月份?|每年|每月|每季"
)
_WHOLE_YEAR = re.compile(r"12月31日|12月底|年底|年末")
_DIFFERENCE = re.compile(
    r"(?:增加|增长|减少|下降|上升|提高|降低|增幅|多出?|少于?|同比|环比|较上年|超过|低于|高于)了?(?:为|约)?\Z"
)
_PLAN = re.compile(
    r"计划|拟(?!定)|力争|目标|预计|确保|不少于|不低于|至少|争取|下一步|将(?=进一步|继续|全面|着力|组织|开展|推|建)|应当"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)年(?!版)")
_DOUBT = re.compile(r"备案|答辩|应诉|代理|参与|牵头|所属|下属|累计|历史")
_FOR_OTHERS = re.compile(r"指导|协助|转办|配合|代(?:省|市|县|区|镇|乡)?政府")
_ORGAN = re.compile(
    r"[\u4e00-\u9fff]{1,12}?(?:局|委|办|厅|办公室|镇|乡|街道|部门|单位|中心|支队|大队|所|院|校|园区|开发区|新区|公司|[县区市旗](?!级|政府信息|域))"
)
_WHOLE = re.compile(
    r"我[省市县区旗镇乡局委办街校院]|全[省市县区旗镇乡局委办街系]|本[省市县区旗镇乡局委办街年机单]|各[级部单乡镇县]|街道办|办事处"
)
_DECIDES = re.compile(r"作出|办理|实施|下达|办结|采取")
_CHANNEL = re.compile(
    r"(?:网站|网络|网上|在线|平台|信函|邮寄|邮件|当面|现场|传真|窗口|微信)(?:等?(?:方式|渠道|途径))?\Z"
)
_OF_A_WHOLE = re.compile(r"占(?:全部|全[省市县区年]|总|同期|[^，。；\d]{0,8}总)[^，。；]{0,14}\Z")
_REQUESTS = re.compile(r"信息公开|依申请|公开申请|申请公开|申请人|申请")
_KINDS_OF_FILES = re.compile(r"规范性文件|规章|政策性?文件|公文|制度|栏目|账号|条例")
_HANDLES_CASES = re.compile(r"办理|审理|受理|代理|应诉|参加|参与|出庭|化解|调解")
_TOPIC_WORDS = ("维持", "纠正", "结果", "情形", "审结", "未办结", "审理")
_TOPIC = {"review": re.compile(r"行政复议|复议(?!后)"), "suit": re.compile(r"诉讼|起诉")}


def claims_of(view: View, edition: str, *, year: int | None, agency: str | None) -> list[Claim]:
    """Every number of the text that names cells of the edition, in order."""
    table = specs(edition)
    found: list[Claim] = []
    floor = 0
    for number in view.numbers:
        start, end = view.sentence(number.start)
        low = _clause_before(view.text, max(start, floor, number.start - _LOOK_BACK), number.start)
        floor = number.end
        if number.unit not in table.units:
            continue
        left = _BRACKET.sub("", view.text[low : number.start])
        right = view.text[number.end : min(end, number.end + _LOOK_AHEAD)]
        spec, begin = _spec_for(view.text, table, number, left, right, start)
        if spec is None or not _fits(view, spec, number, start, end, low + begin):
            continue
        spec = _joined(table, spec, left, begin)
        claim = _scoped(view, spec, number, start, low + begin, year, agency)
        if claim is not None:
            found.append(claim)
    return found


def _clause_before(text: str, low: int, at: int) -> int:
    """Where the words begin that can name a number: its clause, and the one before when its own is only filler."""
    comma = max(text.rfind("，", low, at), text.rfind("；", low, at))
    if comma >= 0 and at - comma < 5:
        comma = max(text.rfind("，", low, comma), text.rfind("；", low, comma))
    return max(low, comma + 1)


def _spec_for(
    text: str, table: SpecTable, number: Number, left: str, right: str, start: int
) -> tuple[Spec | None, int]:
    """The spec whose words stand right before or right after the number, and where they begin in ``left``."""
    if table.topics and any(word in left or word in right for word in _TOPIC_WORDS):
        topic = _topic_before(text[start : number.start])
        for spec, before in table.topics:
            if spec.topic == topic and number.unit in spec.units:
                match = before.search(left)
                if match or (spec.after and spec.after.match(right)):
                    return spec, match.start() if match else len(left)
    match = table.before.search(left)
    if match and match.lastgroup:
        spec = table.specs[match.lastgroup]
        if number.unit in spec.units:
            return spec, match.start()
    for spec in table.after:
        if number.unit in spec.units and spec.after is not None and spec.after.match(right):
            if spec.after_needs is None:
                return spec, len(left)
            needed = spec.after_needs.search(left)
            if needed:
                return spec, needed.start()
    return None, 0


def _joined(table: SpecTable, spec: Spec, left: str, begin: int) -> Spec:
    """“予以公开和部分公开共 5 件”: one number for several things is their sum, or, less often, one of them."""
    if "各" in left[begin:] or spec.topic:
        return spec
    first, ways, names = spec.ways[0], spec.ways, [spec.name]
    while joint := _JOINT.search(left[:begin]):
        match = table.before.search(left[: joint.start()])
        if match is None or match.lastgroup is None or match.start() == joint.start():
            break
        other = table.specs[match.lastgroup]
        if set(other.ways[0]) & set(first):
            break
        first, ways, begin = (*other.ways[0], *first), (*ways, *other.ways), match.start()
        names.insert(0, other.name)
    return replace(spec, ways=(first, *ways), name="、".join(names)) if len(names) > 1 else spec


_JOINT = re.compile(r"(?:以及|或者|和|及|与|、|或)\Z")


def _topic_before(text: str) -> str:
    """Which of 复议 and 诉讼 was named last in the sentence so far."""
    last = {topic: max((m.start() for m in pattern.finditer(text)), default=-1) for topic, pattern in _TOPIC.items()}
    best = max(last, key=lambda topic: last[topic])
    return best if last[best] >= 0 else ""


def _fits(view: View, spec: Spec, number: Number, start: int, end: int, begin: int) -> bool:
    """Whether the surroundings are those the spec asks for."""
    if spec.about and view.chapter_number(number.start) not in (3, 4):
        paragraph = view.text.rfind("\n", 0, number.start) + 1
        foreign = _HANDLES_CASES.search(view.text, start, number.start)
        clause = max(view.text.rfind(sign, start, begin) for sign in "，；：") + 1
        if spec.about == "cases" and foreign and not _REQUESTS.search(view.text, max(clause, start), number.start):
            return False
        if spec.about == "requests" and not (
            _REQUESTS.search(view.text, paragraph, end) and is_about_requests(view, spec.id, start, begin, number.start)
        ):
            return False
    if spec.subject:
        kinds = _KINDS_OF_FILES.findall(view.text, start, number.start)
        if not kinds or kinds[-1] != spec.subject:
            return False
    if spec.unless is not None:
        clause = max(view.text.rfind(sign, start, number.start) for sign in "，；：")
        item = view.text.rfind("、", start, number.start)
        if item > clause and _DECIDES.search(view.text, item, number.start):
            clause = item
        if spec.unless.search(view.text, max(clause + 1, start), number.start):
            return False
        if view.text.startswith(("公示", "信息"), number.end):
            return False
    return True


def _scoped(
    view: View, spec: Spec, number: Number, start: int, begin: int, year: int | None, agency: str | None
) -> Claim | None:
    """The claim with its scope; ``None`` for another year, a plan, a difference, or a number that is no exact one."""
    text = view.text
    clause_start = _clause_start(text, start, begin)
    clause = text[clause_start : number.start]
    if _DIFFERENCE.search(clause) or _PLAN.search(clause) or _OF_A_WHOLE.search(clause) or _FOR_OTHERS.search(clause):
        return None
    if is_other_time(text, start, clause_start, number.start, year):
        return None
    if number.text.startswith("一") and text.rfind("“", start, number.start) > text.rfind("”", start, number.start):
        return None  # a saying: “办结一件申请、解决一个问题”
    value = number.value
    if spec.money and number.unit == "元":
        value = value / 10_000
    subject = text[clause_start:begin]
    if spec.about == "cases" and is_other_organ(subject, agency) and _HANDLES_CASES.search(subject):
        return None  # the organ that decides cases counts those of all others
    narrower = is_other_organ(subject, agency) or bool(_CHANNEL.search(subject))
    before = text[max(start, clause_start - 16) : clause_start]
    narrower = narrower or (before.endswith("其中，") and spec.id in ("received", "handled", "s_received"))
    doubtful = bool(_DOUBT.search(clause)) or not spec.certain or "备案" in text[start : number.start]
    return Claim(spec, number, value, clear=not (narrower or doubtful), narrower=narrower)


def _clause_start(text: str, start: int, at: int) -> int:
    """Where the clause around a position begins; a bracket closed before it begins none."""
    found = max([start, *(text.rfind(sign, start, at) + 1 for sign in "，；：")])
    bracket = text.rfind("（", found, at)
    return bracket + 1 if bracket >= 0 and "）" not in text[bracket:at] else found


def is_other_time(text: str, start: int, clause_start: int, at: int, year: int | None) -> bool:
    """Whether a place speaks of another year, or of a part of this one: by its clause, or by the year named last."""
    clause = text[clause_start:at]
    if text[clause_start - 1 : clause_start] == "，":  # “近三年来，累计收到”
        before = max([start, *(text.rfind(sign, start, clause_start - 1) + 1 for sign in "，；：（")])
        if clause_start - before <= 12:
            clause = text[before:at]
    if _OTHER_TIME.search(clause) and not _WHOLE_YEAR.search(clause):
        return True
    years = _YEAR.findall(text[start:at])
    return bool(years) and year is not None and int(years[-1]) != year


def is_other_organ(subject: str, agency: str | None) -> bool:
    """Whether the words before the claim name an organ that is not the report's own."""
    if not subject or _WHOLE.search(subject):
        return False
    match = _ORGAN.search(subject)
    if match is None:
        return False
    named = re.sub(r"^(?:20\d\d年度?|全年|年内|今年|本年度?|由|经|对)+", "", match[0])
    return not (agency and (named in agency or agency in subject or agency[-6:] in subject))


def amount(sheet: Sheet, keys: Sequence[str]) -> Decimal | None:
    """The sum of some cells: blanks beside numbers count 0; ``None`` when a cell is absent or all are blank."""
    numbers = sheet.numbers
    total, any_number = Decimal(0), False
    for key in keys:
        number = numbers.get(key)
        if number is not None:
            total += number
            any_number = True
        elif key not in sheet:
            return None
    return total if any_number else None


def agrees(claim: Claim, total: Decimal) -> bool:
    """Whether a number written in the text can stand for the total: exactly, rounded as in 1.5万, or 余 and 约."""
    number = claim.number
    if number.approximate:
        return True
    if number.step > 1 or (claim.spec.money and number.step < 1):
        step = number.step / 10_000 if claim.spec.money and number.unit == "元" else number.step
        return abs(total - claim.value) < step
    return total == claim.value
