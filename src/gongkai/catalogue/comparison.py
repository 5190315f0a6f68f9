"""Two editions side by side: what was added, what was taken out, which cells changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from gongkai.catalogue.checking import identity
from gongkai.catalogue.drafts import CatalogueDraft, DraftEntry, join_list
from gongkai.catalogue.vocabulary import LEVELS, fold

ATTRIBUTES = {"proactive": "主动公开", "on_request": "依申请公开", "withheld": "不予公开", "": ""}
STAGES = {"decision": "决策", "execution": "执行", "management": "管理", "service": "服务", "result": "结果"}
#: The cells that are compared, with their names; the serial is not one of them.
COMPARED = {
    "category": "信息类别",
    "matter": "事项名称",
    "content": "公开内容",
    "legal_basis": "公开依据",
    "responsible_agency": "责任主体",
    "attribute": "公开属性",
    "time_limit": "公开时限",
    "carriers": "公开方式",
    "stages": "公开类型",
    "audience": "公开对象",
    "levels": "公开层级",
    "section": "所属栏目",
    "not_concerned": "未涉及",
    "remark": "备注",
}


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that says something else now."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that is in both editions, with the cells that differ."""

    old: DraftEntry
    new: DraftEntry
    cells: tuple[CellChange, ...]


@dataclass(slots=True)
class Comparison:
    added: list[DraftEntry] = field(default_factory=list)
    removed: list[DraftEntry] = field(default_factory=list)
    changed: list[EntryChange] = field(default_factory=list)
    same: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


def compare(old: CatalogueDraft, new: CatalogueDraft) -> Comparison:
    """``old`` → ``new``. An entry is known again by domain, category and matter; failing that by what it says."""
    found = Comparison()
    pairs = pair(old.entries, new.entries)
    partners = {id(after): before for before, after in pairs}
    kept = {id(before) for before, _ in pairs}
    for after in new.entries:
        before = partners.get(id(after))
        if before is None:
            found.added.append(after)
        elif cells := changed_cells(before, after):
            found.changed.append(EntryChange(before, after, cells))
        else:
            found.same += 1
    found.removed = [before for before in old.entries if id(before) not in kept]
    return found


def pair(old: Iterable[DraftEntry], new: Iterable[DraftEntry]) -> list[tuple[DraftEntry, DraftEntry]]:
    """The entries that are the same matter on both sides.

    First those with the same names (several with the same names: those of the same content first, then in order), then
    among the rest those of one domain with the same content and the same category, basis or serial.
    """
    left, right = list(old), list(new)
    pairs: list[tuple[DraftEntry, DraftEntry]] = []
    keys = (
        lambda one: (*identity(one), fold(one.content)),
        lambda one: identity(one),
        lambda one: (fold(one.domain), fold(one.category), fold(one.content)) if one.content else None,
        lambda one: (fold(one.domain), one.serial, fold(one.content)) if one.content else None,
    )
    for key in keys:
        waiting: dict[object, list[DraftEntry]] = defaultdict(list)
        for before in left:
            if (value := key(before)) is not None:
                waiting[value].append(before)
        for after in list(right):
            if candidates := waiting.get(key(after)):
                pairs.append((candidates.pop(0), after))
        done = {id(one) for both in pairs for one in both}
        left = [one for one in left if id(one) not in done]
        right = [one for one in right if id(one) not in done]
    return pairs


def changed_cells(old: DraftEntry, new: DraftEntry) -> tuple[CellChange, ...]:
    """The cells of :data:`COMPARED` that differ, in the order of the table."""
    before, after = cell_words(old), cell_words(new)
    return tuple(
        CellChange(label, before[name], after[name]) for name, label in COMPARED.items() if before[name] != after[name]
    )


def cell_words(entry: DraftEntry) -> dict[str, str]:
    """Each compared cell of the entry as it reads."""
    attribute = ATTRIBUTES[entry.attribute] + ("、依申请公开" if entry.also_on_request else "")
    audience = filter(None, ("全社会" if entry.to_everyone else "", entry.to_groups))
    concern = "未涉及" + (f"：{entry.not_concerned_note}" if entry.not_concerned_note else "")
    return {
        **{name: str(getattr(entry, name)) for name in COMPARED if isinstance(getattr(entry, name, None), str)},
        "attribute": attribute,
        "carriers": join_list(entry.carriers),
        "stages": join_list(STAGES.get(stage, stage) for stage in entry.stages),
        "audience": join_list(audience),
        "levels": join_list(LEVELS.get(level, level) for level in entry.levels),
        "not_concerned": concern if entry.not_concerned else "",
    }
