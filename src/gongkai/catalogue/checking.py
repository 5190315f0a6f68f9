"""What is doubtful in the entries of a draft, whichever file they came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gongkai.catalogue.drafts import CatalogueDraft, DraftEntry, join_list, problem
from gongkai.catalogue.vocabulary import Layout, fold
from gongkai.findings import Finding, Severity
from gongkai.law.time_limits import Unit, Unparsed, WithinDays, parse

#: Field → (its name, the most characters it may have).
LENGTHS = {
    "content": ("公开内容", 20000),
    "legal_basis": ("公开依据", 20000),
    "category": ("信息类别或一级事项", 100),
    "matter": ("事项名称或二级事项", 200),
    "responsible_agency": ("责任主体", 300),
    "time_limit": ("公开时限", 500),
    "to_groups": ("特定群体", 200),
    "domain": ("领域", 60),
    "section": ("所属栏目", 120),
    "not_concerned_note": ("未涉及说明", 300),
    "remark": ("备注", 300),
}
CARRIERS_LENGTH = 500
#: Fields that stand in a column of another name.
_COLUMN_OF = {"to_groups": "audience", "not_concerned_note": "remark"}
#: 《政府信息公开条例》第二十六条.
STATUTORY_WORKING_DAYS = 20
#: What the law allows (20 working days), by what is counted: more than they ever take, over the longest holidays.
_LONGEST = {Unit.WORKING_DAYS: STATUTORY_WORKING_DAYS, Unit.DAYS: 40, Unit.HOURS: 40 * 24, Unit.MONTHS: 1}


def check(draft: CatalogueDraft) -> list[Finding]:
    """Errors stop an import; the rest is for a person to look at."""
    found = [finding for entry in draft.entries for finding in _entry(entry)]
    found += _twice(draft)
    if draft.layout is Layout.STANDARD and any(not entry.domain for entry in draft.entries):
        found.append(
            problem(
                "C-DOMAIN", Severity.WARNING, "没有写明属于哪个领域，导入时请选一个（标题、工作表名或“领域”栏都可以写）"
            )
        )
    return found


def _entry(entry: DraftEntry) -> Iterator[Finding]:
    def at(column: str, label: str) -> str:
        return entry.places.get(column) or (f"{entry.place}“{label}”栏" if entry.place else label)

    if not entry.matter:
        yield problem("C-MATTER", Severity.ERROR, "没有写事项名称", at("matter", "事项名称"))
    for name, (label, longest) in LENGTHS.items():
        if len(getattr(entry, name)) > longest:
            where = at(_COLUMN_OF.get(name, name), label)
            yield problem("C-LONG", Severity.ERROR, f"超过{longest}个字，请缩短", where, getattr(entry, name))
    if len(join_list(entry.carriers)) > CARRIERS_LENGTH:
        yield problem("C-LONG", Severity.ERROR, f"超过{CARRIERS_LENGTH}个字，请缩短", at("carriers", "公开方式"))
    if entry.not_concerned:
        return
    for name, label in (
        ("content", "公开内容"),
        ("legal_basis", "公开依据"),
        ("responsible_agency", "责任主体"),
        ("time_limit", "公开时限"),
        ("carriers", "公开方式"),
    ):
        if not getattr(entry, name) and (entry.places.get(name) or not entry.places):
            yield problem("C-BLANK", Severity.WARNING, f"没有填{label}", at(name, label))
    yield from _time_limit(entry, at("time_limit", "公开时限"))


def _time_limit(entry: DraftEntry, where: str) -> Iterator[Finding]:
    for limit in parse(entry.time_limit):
        if isinstance(limit, Unparsed):
            message = "这一时限系统看不懂：原文照样保存和公开，到期要靠人掌握"
            yield problem("C-LIMIT", Severity.WARNING, message, where, limit.text)
        elif isinstance(limit, WithinDays) and entry.attribute == "proactive" and _too_long(limit):
            message = "超过《政府信息公开条例》第二十六条的20个工作日；法律、法规另有规定的请写明依据"
            yield problem("C-LATE", Severity.WARNING, message, where, entry.time_limit)


def _too_long(limit: WithinDays) -> bool:
    """Longer than the law allows, whenever it begins."""
    return limit.number > _LONGEST[limit.unit]


def _twice(draft: CatalogueDraft) -> Iterator[Finding]:
    keys = Counter(identity(entry) for entry in draft.entries)
    seen: Counter[tuple[str, ...]] = Counter()
    for entry in draft.entries:
        key = (*identity(entry), fold(entry.content))
        seen[key] += 1
        if seen[key] == 2 and keys[identity(entry)] > 1 and entry.matter:
            yield problem(
                "C-TWICE", Severity.WARNING, "和前面一行的事项、内容都相同，请核对是否重复", entry.place, entry.matter
            )


def identity(entry: DraftEntry) -> tuple[str, str, str]:
    """By which an entry is known again in another file or edition."""
    return fold(entry.domain), fold(entry.category), fold(entry.matter)
