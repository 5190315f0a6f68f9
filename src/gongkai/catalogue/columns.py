"""Which column holds what: heads in one or two lines, merged or not."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.catalogue.grids import Row
from gongkai.catalogue.vocabulary import Layout, find_word, fold, head_words, option_words

#: The parts a line of heads must have this many of, to be one.
_ENOUGH = 4
#: Columns whose second line names options; 公开方式 is one of them only in the standard table.
FAMILIES = {"attribute": "attribute", "method": "attribute", "stage": "stage", "audience": "audience", "level": "level"}
_STANDARD_ONLY = frozenset({"audience", "level"})
_BASIC_ONLY = frozenset({"stage", "section"})
#: What a kind of column holds → the fields of an entry.
FIELDS_OF: dict[str, tuple[str, ...]] = {
    "serial": (),
    "domain": (),
    "category": ("category",),
    "matter": ("matter",),
    "content": ("content",),
    "legal_basis": ("legal_basis",),
    "responsible_agency": ("responsible_agency",),
    "attribute": ("attribute", "also_on_request"),
    "time_limit": ("time_limit",),
    "carriers": ("carriers",),
    "audience": ("to_everyone", "to_groups"),
    "level": ("levels",),
    "stage": ("stages",),
    "section": ("section",),
    "remark": ("not_concerned", "not_concerned_note", "remark"),
}


@dataclass(slots=True)
class Columns:
    """``fields``: what is held → its columns; ``options``: column → (family, value); ``names``: column → its head."""

    layout: Layout
    fields: dict[str, list[int]] = field(default_factory=dict)
    options: dict[int, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    lines: int = 1

    def column(self, key: str) -> int | None:
        found = self.fields.get(key)
        return found[0] if found else None

    def name(self, key: str) -> str:
        column = self.column(key)
        return self.names.get(column, key) if column is not None else key


def find_columns(row: Row, below: Row | None) -> Columns | None:
    """The columns that ``row`` (with the row ``below``, where that holds a second line of heads) names, or ``None``."""
    tops = [fold(cell.text) if cell else "" for cell in row.cells]
    words = head_words()
    keys = {key for top in tops if (key := find_word(words, top))}
    if len(keys) < _ENOUGH or not keys & {"matter", "content", "category"} or row.loose:
        return None
    subs = _second_line(tops, below)
    columns = Columns(Layout.BASIC, lines=2 if subs else 1)
    _assign(columns, _filled(tops, subs), subs or [""] * len(tops), row, below)
    _settle(columns)
    return columns


def _second_line(tops: list[str], below: Row | None) -> list[str] | None:
    """The folded second line of heads; ``None`` when the row below is an entry already."""
    if below is None or below.loose:
        return None
    subs = [fold(cell.text) if cell else "" for cell in below.cells]
    subs += [""] * (len(tops) - len(subs))
    known = {word: True for family in set(FAMILIES.values()) for word in option_words(family)} | head_words()
    fresh = [sub for top, sub in zip(tops, subs, strict=False) if sub and sub != top]
    return subs if len(fresh) >= 2 and sum(bool(find_word(known, sub)) for sub in fresh) * 2 > len(fresh) else None


def _filled(tops: list[str], subs: list[str] | None) -> list[str]:
    """In files that know no merged cells the head stands above the first of its columns only."""
    if subs is None:
        return tops
    filled = list(tops) + [""] * (len(subs) - len(tops))
    for index in range(1, len(filled)):
        if not filled[index] and subs[index]:
            filled[index] = filled[index - 1]
    return filled


def _assign(columns: Columns, tops: list[str], subs: list[str], row: Row, below: Row | None) -> None:
    words = head_words()
    for index, top in enumerate(tops):
        sub = subs[index] if index < len(subs) else ""
        sub = "" if sub == top else sub
        key = find_word(words, top)
        shown = _shown(row, index)
        family = FAMILIES.get(key or "")
        if sub and family and (values := find_word(option_words(family), sub)):
            columns.options[index] = (family, values)
            key, shown = family, _shown(below, index) if below else shown
        elif sub and (own := find_word(words, sub)):
            key, shown = own, _shown(below, index) if below else shown
        elif key is None and (owner := _option_head(top)) is not None:
            columns.options[index] = owner
            key = owner[0]
        if key is None:
            if top or sub:
                columns.unknown.append(index)
                columns.names[index] = shown or (_shown(below, index) if below else "")
            continue
        columns.fields.setdefault(key, []).append(index)
        columns.names[index] = shown.replace("\n", "")


def _option_head(top: str) -> tuple[str, tuple[str, ...]] | None:
    """A column of its own for an option, with no family above it."""
    for family in ("attribute", "stage", "audience", "level"):
        if values := find_word(option_words(family), top):
            return family, values
    return None


def _settle(columns: Columns) -> None:
    """公开方式 without options is the list of carriers, unless another column is; 公开事项 alone is the matter."""
    fields = columns.fields
    if "method" in fields:
        key = "attribute" if "carriers" in fields or "audience" in fields or "level" in fields else "carriers"
        if key == "attribute" and "attribute" in fields:
            key = "carriers"
        fields.setdefault(key, []).extend(fields.pop("method"))
    if len(fields.get("matter", [])) > 1 and "category" not in fields:
        fields["category"] = [fields["matter"].pop(0)]
    standard = len(_STANDARD_ONLY & fields.keys()) + ("一级事项" in columns.names.values())
    columns.layout = Layout.STANDARD if standard > len(_BASIC_ONLY & fields.keys()) else Layout.BASIC


def _shown(row: Row, index: int) -> str:
    cell = row.cells[index] if index < len(row.cells) else None
    return cell.text if cell else ""
