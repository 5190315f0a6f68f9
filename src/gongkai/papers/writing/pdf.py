"""A Paper as PDF: the page of GB/T 9704—2012, tagged, with bookmarks, set by typst.

The Paper travels to the typesetter as JSON data, never as markup. Fonts come from :mod:`gongkai.papers.fonts` alone, so
the same Paper looks the same on every machine. What no font can draw is printed as 〓 and named in a warning.
"""

from __future__ import annotations

import datetime
import functools
import json
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.findings import refuse
from gongkai.papers.fonts import FontSet, font_set
from gongkai.papers.model import Block, Chart, Contents, Heading, PageBreak, Paper, Paragraph, Table
from gongkai.papers.writing import charts
from gongkai.papers.writing.layout import (
    TOGETHER,
    Placed,
    alignment,
    clean,
    contents_entries,
    describe,
    even_margin,
    lay,
    page_runs,
    parts,
    signing_indents,
    single_line,
    table_size,
    timestamp,
    widths,
)

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).parent / "template"
GETA = "〓"
"""The printer's mark for a character that is not in the case."""

_log = logging.getLogger(__name__)
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Typeset:
    """A set Paper: the file, the printed page number of every contents entry, the number of sheets, warnings."""

    pdf: bytes
    heading_pages: tuple[int, ...]
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())


def write_pdf(paper: Paper, *, fonts: Path | None = None, created: datetime.datetime | None = None) -> bytes:
    """The Paper as a tagged PDF (PDF/UA-1 structure, language zh-CN) with bookmarks.

    ``fonts`` is a folder with further faces (仿宋, 小标宋, 楷体 …); ``created`` the moment in the file, by default the
    Paper's date. Characters that no face holds are logged as warnings; :func:`typeset` returns them.
    """
    result = typeset(paper, fonts=fonts, created=created)
    for warning in result.warnings:
        _log.warning(warning)
    return result.pdf


def typeset(paper: Paper, *, fonts: Path | None = None, created: datetime.datetime | None = None) -> Typeset:
    """Set the Paper and say on which page each level-1 heading stands."""
    faces = font_set(fonts)
    data, missing = _data(paper, faces)
    pages, pdf = _compile(faces, data, timestamp(paper, created))
    warnings = [f"字体里没有“{char}”（U+{ord(char):04X}），PDF里印成{GETA}" for char in missing]
    return Typeset(pdf, pages, tuple(missing), tuple(warnings))


def heading_pages(paper: Paper, *, fonts: Path | None = None) -> tuple[int, ...]:
    """The printed page number of each contents entry, by the layout that Word and PDF share."""
    return typeset(paper, fonts=fonts).heading_pages if contents_entries(paper) else ()


def picture(svg: str, *, fonts: Path | None = None, ppi: float = 220) -> bytes:
    """An SVG drawing as PNG, with our faces."""
    compiler = _compiler(font_set(fonts))
    source = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    with _lock:
        png = compiler.compile(source.encode(), format="png", ppi=ppi, sys_inputs={"svg": svg})
    assert isinstance(png, bytes)
    return png


@functools.cache
def _compiler(faces: FontSet) -> typst.Compiler:
    import typst

    folders = [str(folder) for folder in dict.fromkeys(path.parent for path in faces.files)]
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return typst.Compiler(str(TEMPLATE / "paper.typ"), root=str(TEMPLATE), font_paths=found, ignore_system_fonts=True)


def _compile(faces: FontSet, data: dict[str, Any], moment: datetime.datetime) -> tuple[tuple[int, ...], bytes]:
    import typst

    inputs = {"paper": json.dumps(data, ensure_ascii=False)}
    with _lock:
        compiler = _compiler(faces)
        source = str(TEMPLATE / "paper.typ")
        try:
            pdf = compiler.compile(source, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=moment)
            pages = json.loads(compiler.query("<pages>", field="value", one=True))
        except typst.TypstError as error:
            raise refuse("typesetting", f"排版没有完成：{error.message}") from error
    assert isinstance(pdf, bytes)
    return tuple(int(page) for page in pages), pdf


def _data(paper: Paper, faces: FontSet) -> tuple[dict[str, Any], list[str]]:
    """The Paper as the template reads it, and the characters that had to be replaced."""
    cut = parts(paper)
    state = _State(entries=[id(heading) for heading in contents_entries(paper)])
    names = [single_line(heading.text) for heading in contents_entries(paper)]
    data: dict[str, Any] = {
        "title": single_line(paper.title) or (names[0] if names else "文件"),
        "author": single_line(paper.author),
        "faces": faces.chains(),
        "bold_title": "title" in faces.substituted,
        "bold_first": "hei" in faces.substituted,
        "bold_second": "kai" in faces.substituted,
        "cover": [{"style": item.style, "text": clean(item.text)} for item in cut.cover],
        "front": [item for block in cut.front for item in _block(block, state, names)],
        "body": _turned(cut.body, state, names),
        "headings": len(names),
    }
    _sign(data["front"])
    for part in data["body"]:
        _sign(part["items"])
    missing = faces.missing(
        "".join(_strings({key: data[key] for key in ("cover", "front", "body", "title", "author")}))
    )
    if missing:
        table = {ord(char): GETA for char in missing}
        data = {key: value if key == "faces" else _translate(value, table) for key, value in data.items()}
    return data, missing


@dataclass(slots=True)
class _State:
    entries: list[int]
    level: int = 0
    index: int = 0


def _turned(blocks: Iterable[Block], state: _State, names: list[str]) -> list[dict[str, Any]]:
    """The blocks in runs of upright and turned pages, as the template takes them."""
    runs = [
        {"turned": turned, "items": [item for block in run for item in _block(block, state, names)]}
        for turned, run in page_runs(blocks)
    ]
    return runs or [{"turned": False, "items": []}]


def _block(block: Block, state: _State, names: list[str]) -> list[dict[str, Any]]:
    match block:
        case Heading():
            if not single_line(block.text):
                return []
            state.level = max(1, min(block.level, state.level + 1))  # tags must not jump over a level
            index = None
            if block.level <= 1:
                index, state.index = state.index, state.index + 1
            level = max(1, block.level)
            return [{"kind": "heading", "level": level, "tag": state.level, "text": clean(block.text), "index": index}]
        case Paragraph():
            return [{"kind": "paragraph", "style": block.style, "text": clean(block.text), "free": 2.0}]
        case Table():
            return [_table(block)]
        case Chart():
            svg = charts.svg(block)[0] if charts.has_data(block) else ""
            alt = describe(block) if svg else f"{single_line(block.title)}：没有数据"
            return [{"kind": "chart", "title": single_line(block.title), "alt": alt, "svg": svg}]
        case Contents():
            return [{"kind": "contents", "title": single_line(block.title), "entries": names}]
        case PageBreak():
            return [{"kind": "break"}]
    raise TypeError(type(block))


def _table(table: Table) -> dict[str, Any]:
    grid = lay(table)
    shares, size = widths(table, grid) if grid.columns else [], table_size(grid)
    inset = 4.0 if grid.columns <= 5 else 2.0
    full = charts.WIDTH * (225 / 156 if table.landscape else 1)

    def margin(item: Placed) -> float:
        return even_margin(item, grid, sum(shares[item.column : item.last_column + 1]) * full - 2 * inset, size)

    cells = [
        {
            "x": item.column,
            "y": item.row,
            "w": item.colspan,
            "h": item.rowspan,
            "text": clean(item.cell.text),
            "head": item.row < grid.head,
            "align": alignment(item, grid),
            "level": item.cell.level,
            "margin": margin(item),
            "vertical": item.cell.vertical,
            "breaks": item.rowspan > TOGETHER or len(item.cell.text) > 400,
        }
        for item in grid.cells
    ]
    return {
        "kind": "table",
        "caption": clean(table.caption).strip(),
        "unit": single_line(table.unit),
        "head": grid.head,
        "repeat": grid.head * 2 < 24,
        "widths": shares,
        "size": size,
        "inset": inset,
        "cells": cells,
    }


def _sign(items: list[dict[str, Any]]) -> None:
    """Give 署名 and the date below it their free characters on the right."""
    for first, second in pairwise(items):
        if first.get("style") == "signature" and second.get("style") == "date":
            first["free"], second["free"] = signing_indents(first["text"], second["text"])


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key != "kind":
                yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _translate(value: Any, table: dict[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, dict):
        return {key: _translate(item, table) for key, item in value.items()}
    if isinstance(value, list):
        return [_translate(item, table) for item in value]
    return value
