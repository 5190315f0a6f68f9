"""All official tables of a report: where they are, which edition, and the text of every cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gongkai.checks.report.recognise_columns import columns_of
from gongkai.checks.report.recognise_forms import edition_votes, group_4, is_row_name, leaf_4, tables_of, targets
from gongkai.checks.report.recognise_four import four_from_grid, four_from_stream
from gongkai.checks.report.recognise_grid import grid_groups, turn
from gongkai.checks.report.recognise_rows import Group, Value, align, gather, mend
from gongkai.checks.report.recognise_stream import Token, stream_groups, tokens, with_blanks
from gongkai.checks.report.recognise_words import narrow, similarity, split_label
from gongkai.law.forms import CellValue, Form, load
from gongkai.papers.model import Block, Heading, Paragraph, Table


@dataclass(slots=True)
class Tables:
    """What was found: cell key to value, printed labels by row code, tables present.

    ``rest`` is what remains as text of a block (by index) that holds a table or a part of one.
    """

    edition: str | None = None
    cells: dict[str, Value] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)
    rest: dict[int, str] = field(default_factory=dict)
    last_row: str = ""
    garbled: bool = False


@dataclass(slots=True)
class _Reading:
    """One way to read one table; the better of several is kept."""

    cells: dict[str, Value] = field(default_factory=dict)
    rows: dict[str, Group] = field(default_factory=dict)
    score: float = 0.0


def read_tables(blocks: Sequence[Block], *, ragged: bool, year: int | None) -> Tables:
    """``ragged``: the tables come from plain text, so that their columns may not stand under one another."""
    grids = [(index, block) for index, block in enumerate(blocks) if isinstance(block, Table) and _is_small(block)]
    groups = _grid_groups(grids, ragged)
    stream = tokens(
        (i, b) for i, b in enumerate(blocks) if isinstance(b, Heading | Paragraph) or (ragged and isinstance(b, Table))
    )
    labels = [token.text for token in stream if not token.figure]
    labels += [cell.text for _, table in grids for row in table.rows for cell in row]
    edition = _edition(labels, year)
    result = Tables()
    if edition is None:
        return result
    form = load(edition)
    parts = ("S14",) if edition == "2014" else ("2", "3")
    garbled = from_text = False
    for part in parts:
        readings = [_read(form, part, groups)]
        region = _region(stream, part)
        if region and garbled:
            _take_out(result.rest, region, blocks)
        elif region:
            found = stream_groups(region)
            readings.append(
                _read(form, part, gather(found, 7), dense=True) if part == "3" else _read(form, part, found)
            )
            _take_out(result.rest, region, blocks)
        best = max(readings, key=lambda reading: reading.score)
        if part == "3" and region and best is readings[-1] and _is_garbled(form, best, region):
            garbled = True
            result = Tables(rest=result.rest, garbled=True) if from_text else replace(result, garbled=True)
            continue
        from_text = bool(region) and best is readings[-1]
        _keep(result, form, best)
    if edition != "2014":
        four, region = _read_four(form, grids, stream, ragged)
        if not (garbled and region):
            _keep(result, form, four)
        _take_out(result.rest, region, blocks)
    if result.cells:
        result.edition = edition
    return result


def _is_garbled(form: Form, reading: _Reading, region: Sequence[Token]) -> bool:
    """Whether a table in running text stands in another order than it was printed in: labels here, figures there.

    Then most of its figures belong to no row, or the rows do not add up; a table filled in wrongly has all its figures
    and most of its rows do.
    """
    table = form.table("3")
    expected = len(table.columns) * sum(not row.heading for row in table.rows)
    figures = sum(token.figure for token in region)
    if len(reading.cells) < 0.7 * min(figures, expected):
        return figures > 20
    rows = [[reading.cells.get(f"{code}.{column.code}") for column in table.columns] for code in reading.rows]
    wrong = sum(not _adds_up(row) for row in rows)
    return len(reading.rows) >= 8 and wrong > max(3, 0.4 * len(reading.rows))


def _adds_up(values: Sequence[Value | None]) -> bool:
    """Whether the last is the sum of the others; a row without a last does not say otherwise."""
    numbers = [CellValue.parse(value.text).number if value is not None else None for value in values]
    return numbers[-1] is None or sum(number for number in numbers[:-1] if number is not None) == numbers[-1]


def _edition(labels: Sequence[str], year: int | None) -> str | None:
    """By the labels only one edition prints; where tables are there but say nothing, by the year."""
    votes = edition_votes(labels)
    best = max(votes.values())
    if votes["2014"] >= 4 and votes["2014"] > max(votes["2019"], votes["2021"]):
        return "2014"
    if best and max(votes["2019"], votes["2021"]) > 0:
        return "2019" if votes["2019"] > votes["2021"] else "2021"
    rows = sum(is_row_name(split_label(label)[1]) for label in set(labels) if len(label) < 60)
    if rows >= 3:
        return "2019" if year in (2019, 2020) else "2014" if year is not None and year < 2019 else "2021"
    return None


def _grid_groups(grids: Sequence[tuple[int, Table]], ragged: bool) -> list[Group]:
    """Groups of every ruled table, each the way round in which more of its rows bear official names."""
    found: list[Group] = []
    for index, table in grids:
        grid = table.grid()
        if ragged and not _is_regular(table):
            continue
        upright = grid_groups(table, grid, index, is_row_name, False)
        turned = grid_groups(table, turn(grid), index, is_row_name, True) if len(grid) > 1 else []
        found.extend(turned if _named(turned) > _named(upright) else upright)
    return found


def _is_small(table: Table) -> bool:
    """The official tables together have under a hundred rows; a register of thousands is none of them."""
    return len(table.rows) <= 1000 and sum(len(row) for row in table.rows) <= 30_000


def _likely(groups: list[Group]) -> list[Group]:
    """In a long file, only the groups near one that bears an official name."""
    if len(groups) <= 400:
        return groups
    near: set[int] = set()
    for index, group in enumerate(groups):
        if any(is_row_name(label) for _, label in group.own()):
            near.update(range(max(0, index - 4), min(len(groups), index + 5)))
    return [groups[index] for index in sorted(near)][:800]


def _named(groups: Sequence[Group]) -> int:
    return sum(any(is_row_name(label) for _, label in group.labels()) for group in groups)


def _is_regular(table: Table) -> bool:
    """Whether most rows of a text table have the same number of cells."""
    counts = [len(row) for row in table.rows if row]
    return bool(counts) and counts.count(max(set(counts), key=counts.count)) >= 0.7 * len(counts)


def _read(form: Form, part: str, groups: list[Group], *, dense: bool = False) -> _Reading:
    """Match the groups to the rows of a part (“2” with all its blocks) and its figures to columns."""
    wanted = targets(form.edition, tables_of(form, part))
    groups = mend(_likely(groups), wanted)
    matched = align(groups, wanted, dense=dense)
    reading = _Reading()
    by_table: dict[str, list[tuple[str, Group]]] = {}
    for code, (group, score) in matched.items():
        row = form.rows[code]
        if row.heading or not group.values:
            continue
        by_table.setdefault(row.table, []).append((code, group))
        reading.rows[code] = group
        reading.score += score
    if part in ("3", "S14") and len(reading.rows) < 3:
        return _Reading()
    for table_id, rows in by_table.items():
        table = form.table(table_id)
        for code, values in columns_of(table, rows).items():
            for suffix, value in values.items():
                reading.cells[f"{code}.{suffix}" if suffix else code] = value
    expected = sum(target.expected for target in wanted if not target.heading)
    reading.score += 20 * len(reading.cells) / expected
    return reading


def _keep(result: Tables, form: Form, reading: _Reading) -> None:
    result.cells.update(reading.cells)
    for code, group in reading.rows.items():
        row = form.rows[code]
        result.found.add(row.table)
        result.last_row = code
        pieces = [piece for piece in group.pieces if piece.strip()]
        printed = "".join(pieces[-1].split()) if pieces else ""
        for reading_text in group.readings:
            if similarity(split_label(reading_text)[1], split_label(row.label)[1]) > similarity(
                split_label(printed)[1], split_label(row.label)[1]
            ):
                printed = "".join(reading_text.split())
        if printed and narrow(printed) != narrow(row.label):
            result.labels[code] = printed
    result.found |= {form.cells[key].table for key in reading.cells}


_START = {
    "2": re.compile(r"^第二十条第?[(（]?[一五六八九]|^信息内容$"),
    "3": re.compile(r"勾稽关系|^申请人情况$|^[一二]、?(?:本年|上年)(?:新收|结转)政府信息公开申请"),
    "4": re.compile(r"^(?:结果维持|尚未审结|结果纠正|未经复议直接起诉|复议后起诉)$"),
    "S14": re.compile(r"^统计指标|^(?:\(一\))?主动公开政府信息数"),
}
_HEADS = re.compile(
    r"^(?:行政复议|行政诉讼|未经复议直接起诉|复议后起诉|结果维持|申请人情况|单位[:：]?件?|信息内容|第二十条.{0,8})$"
)
#: Where the table's own headings are broken up: the last heading of its chapter (the first may be the contents).
_CHAPTER = {"4": re.compile(r"^[四4][、.]?.{0,16}行政复议.{0,8}诉讼")}
_STOP = {
    "2": re.compile(r"勾稽关系|^申请人情况$|^[三四五六]、|^一、本年新收"),
    "3": re.compile(r"^[五六]、|^四、(?!结)(?=.)|^结果维持$|^行政复议$"),
    "4": re.compile(r"^[五六七]、|^[(（]?一[)）]"),
    "S14": re.compile(r"^单位负责人|^审核人|^填报人|^填报日期|^注[:：]"),
}


def _region(stream: Sequence[Token], part: str) -> list[Token]:
    """The tokens from a table's first heading to the next chapter, sentences left out."""
    begin = next((i for i in range(len(stream)) if _starts(stream, i, part)), None)
    if begin is None and part in _CHAPTER:
        heads = [i for i, token in enumerate(stream) if not token.figure and _is_chapter(token, part)]
        begin = heads[-1] + 1 if heads else None
        if begin is not None and not any(token.figure for token in stream[begin : begin + 150]):
            return []
    if begin is None:
        return []
    while begin > 0 and not stream[begin - 1].figure and _HEADS.match(narrow(stream[begin - 1].text)):
        begin -= 1
    region: list[Token] = []
    for token in stream[begin:]:
        text = narrow(token.text)
        if not token.figure:
            if _STOP[part].search(text):
                break
            if len(text) > 70 and "。" in text:
                if any(t.figure for t in region) and part != "S14":
                    break
                continue
        region.append(token)
    return with_blanks(_without_remarks(region))


def _without_remarks(region: list[Token]) -> list[Token]:
    """The region up to the first sentence behind its last figure; a region of sentences only is none."""
    last = max((i for i, token in enumerate(region) if token.figure), default=-1)
    for index in range(last + 1, len(region)):
        if re.search("[。；]|，.*，", region[index].text) or (
            len(region[index].text) > 25 and "，" in region[index].text
        ):
            return region[:index]
    return region


def _starts(stream: Sequence[Token], index: int, part: str) -> bool:
    """Whether the table begins here; headings of table four also occur in sentences, so three must follow together."""
    token = stream[index]
    text = narrow(token.text)
    if token.figure or len(text) >= 60 or not _START[part].search(text):
        return False
    return part != "4" or all(leaf_4([t.text]) or group_4([t.text]) for t in stream[index : index + 3])


def _is_chapter(token: Token, part: str) -> bool:
    text = narrow(token.text)
    return len(text) < 40 and bool(_CHAPTER[part].search(text))


def _read_four(
    form: Form, grids: Sequence[tuple[int, Table]], stream: Sequence[Token], ragged: bool
) -> tuple[_Reading, list[Token]]:
    """Table four, which has no row labels, from a ruled table or from text; and the text it stood in."""
    best = _Reading()
    prefix = form.prefix
    for _, table in grids:
        if ragged and not _is_regular(table):
            continue
        cells = four_from_grid(table)
        if len(cells) > len(best.cells):
            best = _Reading({f"{prefix}.4.{key}": value for key, value in cells.items()}, score=float(len(cells)))
    region = _region(stream, "4")
    if len(best.cells) == 15 or not region:
        return best, region if ragged else []
    cells = four_from_stream(region)
    if len(cells) > len(best.cells):
        best = _Reading({f"{prefix}.4.{key}": value for key, value in cells.items()}, score=float(len(cells)))
    return best, region


def _take_out(rest: dict[int, str], region: Sequence[Token], blocks: Sequence[Block]) -> None:
    """Take the table out of the text blocks it stood in; what was taken is blanked so that places stay the same."""
    spans: dict[int, tuple[int, int]] = {}
    for token in region:
        if isinstance(blocks[token.block], Heading | Paragraph):
            start, end = spans.get(token.block, token.span)
            spans[token.block] = (min(start, token.span[0]), max(end, token.span[1]))
    for index, (start, end) in spans.items():
        block = blocks[index]
        if isinstance(block, Heading | Paragraph):
            text = rest.get(index, block.text)
            rest[index] = text[:start] + "\n" * (end - start) + text[end:]
