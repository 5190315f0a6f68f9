"""From a Paper to a ReadReport: what kind of report it is, its text by chapters, and every cell of its tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gongkai.checks.report.damage import IMAGE_ONLY, is_mojibake
from gongkai.checks.report.model import ReadReport, TextBlock
from gongkai.checks.report.recognise_chapters import (
    OFFICIAL_TITLES,
    chapters_of,
    heading_of,
    level_of,
    split_chapters,
)
from gongkai.checks.report.recognise_sheet import Tables, read_tables
from gongkai.checks.report.recognise_text import (
    find_agency,
    find_period,
    find_published,
    find_title,
    inner_title,
    level_of_agency,
    year_in,
)
from gongkai.checks.report.recognise_words import is_traditional, narrow, simplified
from gongkai.law.forms import CellValue, Sheet, load
from gongkai.papers.model import Block, Cell, Heading, Paper, Paragraph, Table

_CUTTABLE = frozenset({"txt", "md", "html"})
_ENDS = tuple("。！？；…）)”》』】.!?;:：")
_CAPTION = re.compile(r"^[^。、]{0,40}情况统计表$|^填报单位|^[（(]?单位[:：].{0,4}[）)]?$")
_TITLED = re.compile(
    r"第?[一二三四五六七八九十]{1,3}[、．.章]|附件|附表|来源|日期|20\d\d\s*年\s*\d+\s*月|.{2,30}(?:政府|办事处|局|委员会)$"
)
_FOOT = re.compile(
    r"打印|关闭|版权|主办|承办|备案|ICP|上一篇|下一篇|附件|分享|扫一扫|返回|网站地图|责任编辑|来源|联系|相关|抄送|印发"
)


def recognise(paper: Paper, *, name: str = "") -> ReadReport:
    """Read the report in a paper. Never raises for what a report may contain; what is not there stays empty.

    Text in traditional characters is handed on in simplified ones, so that the rules need one wording only.
    """
    blocks = _simplified(paper.blocks)
    report = ReadReport(file=name or paper.source)
    plain = _plain(blocks)
    report.damaged = _damage(paper, blocks)
    report.title, heading = find_title(plain, _page_title(paper))
    report.year = year_in(report.title) or year_in(report.file)
    report.period, report.period_text = find_period([block.text for block in plain[:60]], report.year)
    if report.year is None:
        report.year = report.period[0].year if report.period else _year_of(plain)
    ragged = paper.format in ("txt", "md")
    tables = Tables() if report.damaged == "encoding" else read_tables(blocks, ragged=ragged, year=report.year)
    _fill(report, tables)
    report.garbled = tables.garbled
    text = _text_blocks(blocks, tables.rest)
    report.title, heading = find_title(text, _page_title(paper))
    report.inner_title = inner_title(text, heading)
    report.title = report.title or _page_title(paper)
    report.blocks = text
    body = [block for block in text[heading + 1 :] if not _CAPTION.search(re.sub(r"\s", "", block.text))]
    report.preface, report.contents, report.chapters = chapters_of(body)
    report.agency = find_agency(report.title, text, heading)
    report.level = level_of_agency(report.agency)
    report.published_on = find_published(text, heading)
    report.complete = not (paper.truncated or _is_cut(paper, blocks, tables))
    return report


def _simplified(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks in simplified characters, when they are written in traditional ones."""
    sample: list[str] = []
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            sample.append(block.text)
        elif isinstance(block, Table):
            sample.extend(cell.text for row in block.rows for cell in row)
    if not is_traditional("".join(sample)):
        return list(blocks)
    turned: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            turned.append(replace(block, text=simplified(block.text)))
        elif isinstance(block, Table):
            rows = [[_simple_cell(cell) for cell in row] for row in block.rows]
            turned.append(replace(block, rows=rows))
        else:
            turned.append(block)
    return turned


def _simple_cell(cell: Cell) -> Cell:
    return replace(cell, text=simplified(cell.text))


def _plain(blocks: Sequence[Block]) -> list[TextBlock]:
    return _text_blocks(blocks, {})


def _text_blocks(blocks: Sequence[Block], rest: dict[int, str]) -> list[TextBlock]:
    """Headings and paragraphs that are no part of an official table, chapters run together taken apart."""
    found: list[TextBlock] = []
    last = -1
    for index, block in enumerate(blocks):
        if not isinstance(block, Heading | Paragraph):
            continue
        given = block.level if isinstance(block, Heading) else 0
        for line in rest.get(index, block.text).split("\n"):
            text = re.sub(r"^[-•·●▪◆]\s*(?=[一二三四五六七八九十（(])", "", line.strip(" \u3000\xa0"))
            for part in split_chapters(text):
                if not part:
                    continue
                level = level_of(part, given) or (1 if given == 1 else 0)
                if level == 0 and found and index - last == 1 and _runs_on(found[-1], part):
                    found[-1].text += part
                else:
                    found.append(TextBlock(part, block.place.line, block.place.page, level))
                last = index
    return found


def _runs_on(block: TextBlock, text: str) -> bool:
    """Whether a paragraph was cut in mid-sentence (by a page, a picture) and this is its rest."""
    before = block.text.rstrip()
    if block.level == 1 or len(before) < 30 or not re.search("[，。；、,;]", before) or _TITLED.match(text):
        return False
    return bool(re.search(r"[\u4e00-\u9fff、，,]$", before)) and not re.match(r"[（(【\[]|\d{1,2}[.、]", text)


def _damage(paper: Paper, blocks: Sequence[Block]) -> str | None:
    if IMAGE_ONLY in paper.warnings:
        return "image-only"
    texts = [block.text for block in blocks if isinstance(block, Heading | Paragraph)]
    texts += [cell.text for block in blocks if isinstance(block, Table) for row in block.rows for cell in row]
    return "encoding" if is_mojibake("\n".join(texts)) else None


def _year_of(blocks: Sequence[TextBlock]) -> int | None:
    """The year named most often in the first paragraphs."""
    years = [year for block in blocks[:30] if (year := year_in(block.text))]
    return max(set(years), key=years.count) if years else None


def _page_title(paper: Paper) -> str:
    text = re.split(r"[_|\-—]", paper.title)[0].strip()
    return text if "公开" in text and "报" in text else ""


def _fill(report: ReadReport, tables: Tables) -> None:
    if tables.edition is None:
        return
    report.edition = tables.edition
    form = load(tables.edition)
    ordered = {key: tables.cells[key] for key in form.cells if key in tables.cells}
    report.sheet = Sheet(
        tables.edition,
        {key: CellValue.parse(value.text, form.cells[key].unit) for key, value in ordered.items()},
        year=report.year,
    )
    for key, value in ordered.items():
        where = f"，第{value.page}页" if value.page else f"，第{value.line}行" if value.line else ""
        report.places[key] = form.place(key) + where
    report.labels = dict(tables.labels)
    report.tables_found = set(tables.found)


def _is_cut(paper: Paper, blocks: Sequence[Block], tables: Tables) -> bool:
    """Whether a text file stops in the middle: inside a table of the form, or of a sentence, or at a torn heading."""
    if paper.format not in _CUTTABLE or not blocks:
        return False
    last = blocks[-1]
    if isinstance(last, Table) or len(blocks) - 1 in tables.rest:
        return bool(tables.cells) and not _form_ended(tables)
    if not isinstance(last, Heading | Paragraph):
        return False
    text = last.text.strip()
    if text.endswith(_ENDS) or _FOOT.search(text):
        return False
    if heading_of(TextBlock(text)):
        return not _ends_with_official_title(text)
    return len(text) > 30 or text.endswith(("，", "、", ",", "（", "(", "《", "“"))


def _form_ended(tables: Tables) -> bool:
    """Whether the last figures of the form were read."""
    if tables.edition == "2014":
        return "S14.9.3" in tables.cells
    return any(".4.aft." in key for key in tables.cells)


def _ends_with_official_title(text: str) -> bool:
    return any(narrow(text).endswith(narrow(title)) for title in OFFICIAL_TITLES)
