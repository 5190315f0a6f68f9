"""A catalogue file (xlsx, docx, csv) in either layout → :class:`CatalogueDraft`. Nothing is saved here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gongkai.catalogue import cells
from gongkai.catalogue.checking import check
from gongkai.catalogue.columns import FIELDS_OF, Columns, find_columns
from gongkai.catalogue.drafts import CatalogueDraft, DraftEntry, Head, problem
from gongkai.catalogue.grids import GridCell, Region, Row, regions
from gongkai.catalogue.vocabulary import Layout, domain_words, fold
from gongkai.findings import Finding, Severity, refuse

_LABELS = {
    "责任单位": "responsible",
    "填表单位": "responsible",
    "填报单位": "responsible",
    "填表人": "filled_by",
    "填报人": "filled_by",
    "复核人": "checked_by",
    "审核人": "checked_by",
    "审签人": "approved_by",
    "填表时间": "filled_on",
    "填报时间": "filled_on",
    "填表日期": "filled_on",
    "填报日期": "filled_on",
}
_LABEL = re.compile(r"(" + "|".join(r"\s*".join(word) for word in _LABELS) + r")\s*(?:[（(][^（）()]*[)）])?\s*[:：]?")
_DOMAIN_LINE = re.compile(r"^(?:试点|重点|公开)?领域\s*[:：]\s*(.+)$")
_DOMAIN_TITLE = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]?\s*)?(.{2,40}?)领域")
_TEXTS = ("content", "legal_basis", "time_limit")
#: Kinds of column of which a table may have several: what stands in them belongs together.
_JOINED = frozenset({*_TEXTS, "responsible_agency", "carriers", "remark"})
#: A line across the table between entries: 一、概况信息.
_GROUP = re.compile(r"(?:第?[（(]?[一二三四五六七八九十\d]{1,3}[）)]?(?:[、.．]|部分)?\s*)?([^，。；：,;:\d]{2,20})")
_TOTALS = frozenset({"合计", "小计", "总计", "共计"})
#: What stands between the parts of a table that goes over pages.
_PAGE = re.compile(r"(?:续表|[（(]?续[)）]?|(?:第?\s*\d+\s*页?|共\s*\d+\s*页|[-—–/,，\s])+)")
#: The names before the domain in a title.
_PLACES = re.compile(r"^.{2,20}(?:镇(?!村|街|域)|乡(?!村|镇|风|土)|街道|县(?!域)|人民政府)(?=.{2,})")
_NO_TITLE = re.compile(r"附[件表录]|编号|表\s*\d|[：:。；]")
#: How many numbers in a row are the numbers of columns.
_ENOUGH_COUNTED = 4
#: Columns either layout has; a table without one of them is read, and said so.
_EXPECTED = {
    "matter": "事项名称",
    "content": "公开内容",
    "legal_basis": "公开依据",
    "responsible_agency": "责任主体",
    "attribute": "公开属性",
    "time_limit": "公开时限",
    "carriers": "公开方式",
}


@dataclass(slots=True)
class _Sheet:
    """Where the reader stands: the columns in force, the domain, the last category."""

    columns: Columns | None = None
    above: list[str] = field(default_factory=list)
    group: tuple[str, Row] | None = None
    last: list[GridCell | None] = field(default_factory=list)
    domain: str = ""
    category: str = ""
    matter: str = ""
    serial: str = ""


@dataclass(slots=True)
class _Reader:
    head: Head = field(default_factory=Head)
    entries: list[DraftEntry] = field(default_factory=list)
    serials: list[str] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)

    def note(self, rule: str, severity: Severity, message: str, where: str = "", found: str | None = None) -> None:
        self.problems.append(problem(rule, severity, message, where, found))

    def passed_over(self, row: Row, text: str) -> None:
        self.note("C-LINE", Severity.WARNING, "这一行只有一段话，没有当作事项导入", row.place, text)


def read_catalogue(data: bytes, name: str = "") -> CatalogueDraft:
    """The file as a draft, with every problem by the place of its cell; ``name`` tells a CSV file.

    :raises Refused: when the file cannot be read, or no table of a catalogue is in it.
    """
    reader = _Reader()
    for region in regions(data, name):
        _read_region(reader, region)
    if not reader.layouts:
        raise refuse(
            "no-catalogue",
            "没有找到目录表：需要有一行表头，至少写明“事项名称”（或“公开事项”）、“公开内容”等四栏。请核对文件或下载样表",
        )
    _number(reader)
    held = tuple(name for column in sorted(reader.columns) for name in FIELDS_OF[column])
    draft = CatalogueDraft(_layout(reader), reader.head, reader.entries, held, reader.problems)
    if not draft.entries:
        raise refuse("no-entries", "表头下面没有任何事项。请核对是否选错文件")
    draft.problems += check(draft)
    return draft


def _layout(reader: _Reader) -> Layout:
    return max(reader.layouts, key=lambda one: (reader.layouts.count(one), one is Layout.STANDARD))


def _read_region(reader: _Reader, region: Region) -> None:
    state = _Sheet(domain=_known_domain(region.name))
    skip = 0
    for index, row in enumerate(region.rows):
        if skip:
            skip -= 1
            continue
        below = region.rows[index + 1] if index + 1 < len(region.rows) else None
        if (columns := find_columns(row, below)) is not None:
            _leave_group(reader, state)
            _open_table(reader, state, columns, row)
            skip = columns.lines - 1
            continue
        texts = row.texts
        if not texts or (state.columns is not None and (_is_count(texts) or _PAGE.fullmatch(" ".join(texts)))):
            continue
        if state.columns is not None and fold(texts[0]) in _TOTALS:
            reader.note("C-LINE", Severity.INFO, "合计行不当作事项导入", row.place, " ".join(texts))
            continue
        if row.loose or len(texts) == 1 or state.columns is None or _is_form_line(texts):
            if not _loose_line(reader, state, row, texts) and (state.columns is not None and not row.loose):
                _entry(reader, state, row, state.columns)
            continue
        _entry(reader, state, row, state.columns)
    _leave_group(reader, state)


def _is_count(texts: list[str]) -> bool:
    """The row that numbers the columns: 1, 2, 3 … or （1）（2）（3）…"""
    numbers = [re.sub(r"[()（）\s栏列]", "", fold(text)) for text in texts]
    return len(numbers) >= _ENOUGH_COUNTED and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _leave_group(reader: _Reader, state: _Sheet) -> None:
    """A line across the table below which no entry came: it was none of the entries' category."""
    if state.group is not None:
        text, row = state.group
        reader.passed_over(row, text)
        state.group = None


def _open_table(reader: _Reader, state: _Sheet, columns: Columns, row: Row) -> None:
    repeated = state.columns is not None and state.columns.names == columns.names
    state.columns = columns
    state.above = []
    if not repeated:
        state.category = state.matter = state.serial = ""
        state.last = []
        reader.layouts.append(columns.layout)
        reader.columns |= columns.fields.keys()
        for key, label in _EXPECTED.items():
            if key not in columns.fields:
                reader.note("C-COLUMN", Severity.WARNING, f"表头里没有“{label}”这一栏", row.place)
        for column in columns.unknown:
            name = columns.names[column]
            reader.note("C-HEAD", Severity.WARNING, f"不认识“{name}”这一栏，这一栏不导入", row.where(column, name))


def _is_form_line(texts: list[str]) -> bool:
    return sum(fold(re.sub(r"[:：].*", "", text, flags=re.DOTALL)) in _LABELS for text in texts) >= 2


def _loose_line(reader: _Reader, state: _Sheet, row: Row, texts: list[str]) -> bool:
    """A title, the head of the form, the name of a domain or a note; whether it was any of these."""
    text = " ".join(texts).replace("\n", " ")
    if _read_form_head(reader, text, row):
        return True
    if found := _DOMAIN_LINE.match(text):
        state.domain = found[1].strip()
        state.category = state.matter = ""
        return True
    if state.columns is None or (row.loose and "目录" in text and len(text) <= 60):
        _title(reader, state, text)
        return True
    whole = len({cell.column for cell in row.cells if cell is not None}) == 1 or row.loose
    group = _group_of(state, row, text)
    if not whole and not group:
        return False
    if fold(text) == fold(reader.head.title):
        return True
    if (name := _known_domain(text)) and len(text) <= len(name) + 10:
        state.domain = name
        return True
    if group:
        _leave_group(reader, state)
        state.group = (group, row)
    elif not re.match(r"[注备说填]|说明|附", text):
        reader.passed_over(row, text)
    return True


def _title(reader: _Reader, state: _Sheet, text: str) -> None:
    """A line above the table: the catalogue's name, which may stand in several lines."""
    if "目录" not in text or len(text) > 100:
        state.above = [*state.above, text] if len(text) <= 40 and not _NO_TITLE.search(text) else []
        return
    name = "".join([*state.above[-2:], text]).replace(" ", "")
    state.above = []
    reader.head.title = reader.head.title or name[:100]
    state.domain = _domain_of_title(name) or state.domain


def _group_of(state: _Sheet, row: Row, text: str) -> str:
    """The category that a line across the table, or alone in its first cell, gives to the entries below it."""
    found = _GROUP.fullmatch(text)
    first = next((index for index, cell in enumerate(row.cells) if cell is not None and cell.own and cell.text), 0)
    serial = state.columns.column("serial") if state.columns else None
    if row.loose or found is None or first > (serial or 0) or text.startswith(("注", "备注", "附")):
        return ""
    return found[1].strip()


def _read_form_head(reader: _Reader, text: str, row: Row) -> bool:
    found = list(_LABEL.finditer(text))
    if not found or (len(found) == 1 and not re.match(_LABEL.pattern, text)):
        return False
    if len(found) == 1 and found[0][0].strip()[-1] not in ":：":
        return False
    for match, after in zip(found, [*found[1:], None], strict=False):
        name = _LABELS[re.sub(r"\s", "", match[1])]
        value = text[match.end() : after.start() if after else None].strip(" 　，,；;")
        if name != "filled_on":
            setattr(reader.head, name, getattr(reader.head, name) or value)
        elif value.strip(" 年月日") and reader.head.filled_on is None:
            reader.head.filled_on = cells.read_date(value)
            if reader.head.filled_on is None:
                reader.note(
                    "C-DATE",
                    Severity.WARNING,
                    "填表时间看不懂，不导入；导入以后在目录页点“改名称和填表人”补填",
                    row.place,
                    value,
                )
    return True


def _known_domain(text: str) -> str:
    """One of the 26 domains (or what it is called elsewhere) named in a sheet's name or a line."""
    clean = fold(text)
    return next((name for name in domain_words() if fold(name) in clean), "")


def _domain_of_title(text: str) -> str:
    if found := _DOMAIN_TITLE.match(re.sub(r"\s", "", text)):
        return _known_domain(found[1]) or ("" if len(own := _PLACES.sub("", found[1])) > 12 else own)
    return _known_domain(text) if "标准目录" in text or "领域" in text else ""


def _entry(reader: _Reader, state: _Sheet, row: Row, columns: Columns) -> None:
    def text(key: str) -> str:
        found = columns.fields.get(key, [])
        said = [row.cells[column] for column in (found if key in _JOINED else found[:1]) if column < len(row.cells)]
        begun = {cell.column: cell.text for cell in said if cell and cell.text}
        return "\n".join(dict.fromkeys(begun.values()))

    _as_above(reader, state, row, columns)
    places = {key: row.where(found[0], columns.names[found[0]]) for key, found in columns.fields.items()}
    entry = DraftEntry(0, place=row.place, places=places)
    if state.group is not None:
        state.category, state.matter, state.serial, state.group = state.group[0], "", "", None
    _names(entry, state, text)
    if columns.layout is Layout.BASIC and text("category") and not text("matter"):
        message = f"没有填事项名称，按信息类别写作“{entry.matter}”"
        reader.note("C-BLANK", Severity.WARNING, message, places.get("matter", row.place))
    for name in _TEXTS:
        setattr(entry, name, text(name))
    entry.responsible_agency = cells.organs(text("responsible_agency"))
    entry.section = cells.one_line(text("section"))
    entry.not_concerned, entry.not_concerned_note, entry.remark = cells.read_remark(text("remark"))
    standard = columns.layout is Layout.STANDARD
    entry.domain = cells.one_line(text("domain")) or (state.domain if standard else "")
    entry.carriers, none_ticked = cells.read_carriers(text("carriers"), standard=standard)
    if none_ticked and not entry.not_concerned:
        reader.note("C-CARRIER", Severity.WARNING, "一个渠道也没有勾选", places["carriers"], text("carriers"))
    _options(reader, entry, row, columns)
    reader.entries.append(entry)
    reader.serials.append(text("serial"))


def _as_above(reader: _Reader, state: _Sheet, row: Row, columns: Columns) -> None:
    """同上 is what the cell above it says, which may itself have said so."""
    for column, cell in enumerate(row.cells):
        if cell is None or cell.column != column or not cells.is_ditto(cell.text):
            continue
        above = state.last[column] if column < len(state.last) else None
        if above is not None and above.text and not cells.is_ditto(above.text):
            cell.text = above.text
        elif column in columns.names:
            where = row.where(column, columns.names[column])
            reader.note("C-DITTO", Severity.WARNING, "上面没有可以照着写的，请写明", where, cell.text)
    state.last = row.cells


def _names(entry: DraftEntry, state: _Sheet, text) -> None:  # type: ignore[no-untyped-def]
    """Category and matter; what merged cells left blank is that of the row above."""
    category, matter, serial = cells.one_line(text("category")), cells.one_line(text("matter")), text("serial")
    same = not serial or serial == state.serial
    if category and not matter:
        matter = category
    elif not category and not matter and same:
        category, matter = state.category, state.matter
    elif not category:
        category = state.category
    state.category, state.matter, state.serial = category, matter, serial or state.serial
    entry.category, entry.matter = category, matter


def _options(reader: _Reader, entry: DraftEntry, row: Row, columns: Columns) -> None:
    for family in ("attribute", "stage", "audience", "level"):
        chosen = _chosen(family, row, columns)
        for column, said in chosen.misplaced:
            where = row.where(column, columns.names[column])
            reader.note("C-PLACE", Severity.WARNING, f"这一栏里写的是“{said}”，按所写的字导入", where, said)
        for column, said in chosen.strange:
            where = row.where(column, columns.names[column])
            todo = "请改成√，不选就空着" if column in columns.options else f"请写{cells.WORDS[family]}"
            reader.note("C-TICK", Severity.ERROR, f"看不懂，{todo}", where, said)
        if family == "attribute":
            _attribute(reader, entry, chosen)
        elif family == "stage":
            entry.stages = tuple(chosen.values)
        elif family == "level":
            entry.levels = tuple(chosen.values)
        else:
            entry.to_everyone, entry.to_groups = "everyone" in chosen.values, chosen.groups


def _chosen(family: str, row: Row, columns: Columns) -> cells.Chosen:
    marked, merged = [], cells.Chosen()
    for column in columns.fields.get(family, []):
        cell = row.cells[column] if column < len(row.cells) else None
        if cell is None or (cell.column != column and cell.column in columns.fields[family]):
            continue
        if column in columns.options:
            marked.append((column, cell.text, _under(row, columns, column, family)))
        elif cell.text and cells.tick(cell.text) is not False:
            merged = cells.read_words(family, column, cell.text)
    if marked:
        merged = cells.read_options(family, marked)
    order = {"stage": "decision execution management service result", "level": "province city county town village"}
    if family in order:
        merged.values.sort(key=order[family].split().index)
    return merged


def _under(row: Row, columns: Columns, column: int, family: str) -> tuple[str, ...]:
    """The options of the family that the cell of this column stands under, which may go over several columns."""
    own = columns.options[column][1]
    over = (
        values
        for other, (kind, values) in columns.options.items()
        if kind == family and other < len(row.cells) and (cell := row.cells[other]) and cell.column == column
    )
    return tuple(value for values in over for value in values) or own


def _attribute(reader: _Reader, entry: DraftEntry, chosen: cells.Chosen) -> None:
    values, where = chosen.values, entry.places.get("attribute", entry.place)
    if "withheld" in values and len(values) > 1:
        reader.note("C-ATTRIBUTE", Severity.ERROR, "既选了不公开又选了公开，只能选一种", where)
    elif not values and not chosen.strange and not entry.not_concerned:
        reader.note("C-ATTRIBUTE", Severity.ERROR, "没有选公开属性，请选主动公开、依申请公开或者不公开", where)
    entry.attribute = next((one for one in ("withheld", "proactive", "on_request") if one in values), "")
    entry.also_on_request = entry.attribute == "proactive" and "on_request" in values


def _number(reader: _Reader) -> None:
    """Serials as the file gives them where each domain's ascend without a doubt, else counted anew."""
    by_domain: dict[str, list[tuple[DraftEntry, str]]] = {}
    for entry, serial in zip(reader.entries, reader.serials, strict=True):
        by_domain.setdefault(entry.domain, []).append((entry, serial))
    for domain, rows in by_domain.items():
        numbers = [int(found[0]) if (found := re.fullmatch(r"\d{1,6}", fold(serial))) else 0 for _, serial in rows]
        kept = all(0 < one < two for one, two in zip([*numbers], [*numbers[1:], 10**7], strict=True))
        for index, (entry, _) in enumerate(rows):
            entry.serial = numbers[index] if kept else index + 1
        if not kept and any(numbers):
            front = f"{domain}领域：" if domain else ""
            message = f"{front}序号有空缺、重复或者次序不对，导入时按先后次序重新编为1到{len(rows)}"
            reader.note("C-SERIAL", Severity.INFO, message)
