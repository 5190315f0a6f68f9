"""What a single cell says: ticks, lists of boxes, dates, words put on one line."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field

from gongkai.catalogue.drafts import join_list, split_list
from gongkai.catalogue.vocabulary import UNNAMED_GROUP, carriers, fold, option_words

_CHECKED = "■☑☒✔✓√●▣◼⬛▪✅🗹◆★"
_UNCHECKED = "□☐◻○▢⬜▫◇☆"
_YES = frozenset({*_CHECKED, "是", "y", "yes", "v", "有", "1", "true", "ü", "þ"})
_NO = frozenset({*_UNCHECKED, "/", "\\", "-", "—", "——", "–", "否", "无", "×", "x", "✗", "✘", "n", "no", "0", "false"})
_BOX = re.compile(f"([{_CHECKED}{_UNCHECKED}])")
_DATE = re.compile(r"((?:19|20)\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")
_DITTO = re.compile(r"[（(]?\s*(?:同\s*[上前](?:[栏行项]|一[栏行项])?|〃|″)\s*[）)]?[。.]?")
_LATIN = re.compile(r"[A-Za-z0-9,.;:)]$")
_NOT_CONCERNED = re.compile(
    r"^(?:本(?:镇|乡|街道|单位|地|级|辖区|区|县))?(?:暂|均|尚)?[未不](?:涉及|开展)(?:该事项|此项|此事项|本事项)?(?:[：:，,。]\s*(.*)|)$"
)
_NOT_CONCERNED_LOOSE = re.compile(
    r"^(?:本(?:镇|乡|街道|单位|地|级|辖区|区|县))?(?:暂)?未涉及(?:该事项|此项|此事项|本事项)?$"
)
#: What may be written in a column that holds the words of a family, where there is nothing to tick.
WORDS = {
    "attribute": "主动公开、依申请公开或者不公开",
    "stage": "决策、执行、管理、服务、结果",
    "audience": "全社会，或者特定群体和是谁",
    "level": "县级、乡级、村级",
}


@dataclass(slots=True)
class Chosen:
    """The options chosen in a family of columns, what was written instead of a tick, and what could not be read."""

    values: list[str] = field(default_factory=list)
    groups: str = ""
    misplaced: list[tuple[int, str]] = field(default_factory=list)
    strange: list[tuple[int, str]] = field(default_factory=list)

    def add(self, values: tuple[str, ...]) -> None:
        self.values += [value for value in values if value not in self.values]


def is_ditto(text: str) -> bool:
    """Whether it says no more than that the same holds as above."""
    return _DITTO.fullmatch(text) is not None


def one_line(text: str) -> str:
    """The text without the line breaks that only its cell's width made."""
    made = ""
    for line in text.split("\n"):
        made += f" {line}" if _LATIN.search(made) and line[:1].isascii() and line[:1].isalnum() else line
    return made


def organs(text: str) -> str:
    """公开主体: each organ on a line of its own becomes one list; a name broken by its cell is put together."""
    made = ""
    for line in text.split("\n"):
        ends = re.search(r"(?:局|委|办|中心|所|处|部|厅|院|会|政府|街道|单位)$", made)
        made += f"、{line}" if ends and not re.match(r"[、，,；;（(]", line) else line
    return made


def tick(text: str) -> bool | None:
    """Whether the cell is ticked; ``None`` when it says something else."""
    word = fold(text)
    if not word or word in _NO:
        return False
    return True if word in _YES else None


def read_options(family: str, cells: list[tuple[int, str, tuple[str, ...]]]) -> Chosen:
    """A family in columns of its own: (column, text, the values of the column) each."""
    chosen = Chosen()
    words = option_words(family)
    for column, text, values in cells:
        ticked = tick(text)
        if ticked is False:
            continue
        said = [words[word] for part in split_list(text) if (word := fold(_BOX.sub("", part))) in words]
        if ticked:
            chosen.add(values)
            if family == "audience" and "groups" in values:
                chosen.groups = chosen.groups or UNNAMED_GROUP
        elif family == "audience" and "groups" in values and not said:
            chosen.add(values)
            chosen.groups = _group(text)
        elif said:
            for value in said:
                chosen.add(value)
                if value != values:
                    chosen.misplaced.append((column, text))
                if "groups" in value:
                    chosen.groups = chosen.groups or UNNAMED_GROUP
        else:
            chosen.strange.append((column, text))
    return chosen


def _group(text: str) -> str:
    return re.sub(f"^[{_CHECKED}]\\s*", "", text.strip())


def read_words(family: str, column: int, text: str) -> Chosen:
    """A family in one column: its words, with or without boxes (``□主动 ■依申请``)."""
    chosen = Chosen()
    words = option_words(family)
    for item in boxed(text) if _BOX.search(text) else split_list(text.replace("/", "、").replace(" ", "、")):
        word = fold(item)
        values = words.get(word)
        if values is None and (found := re.match(r"(特定群[体众]|特定对象|特定人群)[（(:：]?(.*?)[)）]?$", item)):
            chosen.add(("groups",))
            chosen.groups = found[2] or UNNAMED_GROUP
        elif values is None and family == "audience":
            chosen.add(("groups",))
            chosen.groups = join_list(filter(None, (chosen.groups, item)))
        elif values is None:
            chosen.strange.append((column, item))
        else:
            chosen.add(values)
            if "groups" in values:
                chosen.groups = chosen.groups or UNNAMED_GROUP
    return chosen


def boxed(text: str) -> list[str]:
    """The items whose box is ticked; boxes stand before the items, or all of them after."""
    parts = _BOX.split(text)
    after = bool(parts[0].strip()) and not parts[-1].strip()
    pairs = zip(parts[1::2], parts[0::2] if after else parts[2::2], strict=False)
    items = (" ".join(one_line(item).split()).strip("、，,；;。_＿ ") for box, item in pairs if box in _CHECKED)
    return [item for item in items if item]


def read_carriers(text: str, *, standard: bool) -> tuple[tuple[str, ...], bool]:
    """The carriers chosen, and whether the cell is a list of boxes none of which is ticked.

    In the standard layout they stand in the order of the published table, others after them.
    """
    if _BOX.search(text):
        items = split_list(join_list(boxed(text)))
        none_ticked = not items
    else:
        items, none_ticked = split_list(text), False
    names = {fold(name): name for name in carriers()}
    found = [names.get(fold(item), item) for item in items]
    if standard:
        order = list(carriers())
        found.sort(key=lambda item: order.index(item) if item in order else len(order))
    return tuple(dict.fromkeys(found)), none_ticked


def read_date(text: str) -> dt.date | None:
    """2018.12.4, 2018-12-04, 2018年12月4日."""
    match = _DATE.search(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def read_remark(text: str) -> tuple[bool, str, str]:
    """(未涉及, its note, the rest of the remark): the first line may say that the matter does not concern us."""
    first, _, rest = text.partition("\n")
    match = _NOT_CONCERNED.match(first) or _NOT_CONCERNED_LOOSE.match(first)
    if match is None:
        return False, "", text
    return True, (match[1] or "").strip() if match.lastindex else "", rest


def write_remark(not_concerned: bool, note: str, remark: str) -> str:
    """The other way round."""
    if not not_concerned:
        return remark
    return "\n".join(filter(None, (f"未涉及：{one_line(note)}" if note else "未涉及", remark)))
