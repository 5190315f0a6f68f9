"""PDF with text: lines joined to paragraphs, ruled tables, tables that run over pages joined."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from typing import Any

from gongkai.checks.report.damage import IMAGE_ONLY
from gongkai.findings import refuse
from gongkai.papers.model import Cell, Paper, Place, Table
from gongkai.papers.reading.flow import BARE_NUMBER, PAGE_NUMBER, Line, paragraphs
from gongkai.papers.reading.lattice import Region, grid
from gongkai.papers.reading.limits import LIMITS, broken, too_much
from gongkai.papers.reading.radicals import ordinary

_TURN = 100_000.0
"""Pages are stacked this far apart when a table runs over them."""


def read_pdf(data: bytes) -> Paper:
    """Raises Refused for encrypted, damaged and hostile files."""
    pages = _pages(data)
    paper = Paper(format="pdf", pages=len(pages))
    running = _running_lines(pages)
    edge = max(
        (item["box"][2] if "box" in item else item["x1"] for page in pages for item in page["items"]), default=None
    )
    lines: list[Line] = []
    open_table: _Open | None = None

    def flush() -> None:
        paper.blocks.extend(paragraphs(lines, edge))
        lines.clear()

    def close() -> None:
        nonlocal open_table
        if open_table is not None:
            paper.blocks.append(open_table.table())
            open_table = None

    for number, page in enumerate(pages, start=1):
        items = [item for item in page["items"] if "box" in item or not _is_running(item, page, running)]
        for index, item in enumerate(items):
            if "box" in item:
                flush()
                if open_table is not None and index == 0 and open_table.continued_by(item, number):
                    open_table.add(item, number)
                else:
                    close()
                    open_table = _Open(item, number)
            else:
                close()
                lines.append(_line(item, number))
    flush()
    close()
    chars = sum(page["chars"] for page in pages)
    if pages and chars < 20 * len(pages) and sum(page["images"] for page in pages) >= max(1, len(pages) // 2):
        paper.warnings.append(IMAGE_ONLY)
    return paper


def _pages(data: bytes) -> list[dict[str, Any]]:
    sizes = [int(size) for size in re.findall(rb"/Size\s+(\d{1,12})", data)]
    objects = max([data.count(b" obj"), *sizes])
    if objects > LIMITS.objects:
        raise too_much(f"PDF 含{objects}个对象")
    command = [
        sys.executable,
        "-m",
        "gongkai.papers.reading.pdf_worker",
        str(LIMITS.worker_bytes + 2 * len(data)),
        str(LIMITS.pages),
        str(LIMITS.objects),
    ]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=LIMITS.seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise refuse("too-slow", "PDF 内容过于复杂，读取超时，已停止。请用原文档重新导出 PDF 后再试") from error
    if done.returncode != 0 or not done.stdout:
        if b"ModuleNotFoundError" in done.stderr:
            raise refuse("not-installed", "缺少读取 PDF 的组件 pypdfium2，请重新安装公开系统")
        raise refuse("too-much", "PDF 内容过于复杂或已损坏，读取时超出内存上限，已停止。请用原文档重新导出 PDF 后再试")
    result = json.loads(done.stdout)
    match result.get("error"):
        case None:
            pages: list[dict[str, Any]] = result["pages"]
            if not pages:
                raise broken("PDF ", "没有任何页")
            return pages
        case "encrypted":
            raise refuse("encrypted", "PDF 已加密，无法读取。请取消密码后再试")
        case "pages":
            raise too_much(f"PDF 有{result['count']}页")
        case "objects":
            raise too_much(f"PDF 含{result['count']}个以上图形对象")
        case "memory":
            raise refuse("too-much", "PDF 内容过于复杂，读取时超出内存上限，已停止。请用原文档重新导出 PDF 后再试")
        case _:
            raise broken("PDF ", "结构错误")


class _Open:
    """A table being collected, perhaps over several pages."""

    def __init__(self, item: dict[str, Any], page: int) -> None:
        self.first = self.last = page
        self.box = item["box"]
        self.parts = [item["cells"]]

    def continued_by(self, item: dict[str, Any], page: int) -> bool:
        """On the next page, between the same margins, as the first thing on it."""
        x0, _, x1, _ = item["box"]
        return page == self.last + 1 and abs(x0 - self.box[0]) < 15 and abs(x1 - self.box[2]) < 15

    def add(self, item: dict[str, Any], page: int) -> None:
        self.parts.append(item["cells"])
        self.last = page

    def table(self) -> Table:
        parts = [_rows(part) for part in self.parts]
        regions: list[Region] = []
        for turn, (part, rows) in enumerate(zip(self.parts, parts, strict=True)):
            skip = _repeated_head(parts[0], rows) if turn else 0
            edge = sorted({round(y0, 1) for _, y0, _, _, _ in part})
            top = rows[skip][0] if skip and skip < len(rows) else edge[0]
            regions.extend(
                Region(x0, y0 + turn * _TURN, x1, y1 + turn * _TURN, ordinary(text))
                for x0, y0, x1, y1, text in part
                if y0 >= top - 1
            )
        cells = [
            [Cell(text, rowspan=rowspan, colspan=colspan) for text, rowspan, colspan in row] for row in _dense(regions)
        ]
        return Table(cells, header_rows=0, place=Place(page=self.first))


def _dense(regions: list[Region]) -> list[list[tuple[str, int, int]]]:
    """The grid without the empty band between two pages."""
    return [row for row in grid(regions) if row]


def _rows(part: list[list[Any]]) -> list[tuple[float, str]]:
    """Top edge and text of each row, for comparing heads."""
    rows: dict[float, list[str]] = {}
    for _, y0, _, _, text in sorted(part, key=lambda cell: (round(cell[1], 1), cell[0])):
        rows.setdefault(round(y0, 1), []).append(re.sub(r"\s", "", text))
    return [(y, "|".join(texts)) for y, texts in rows.items()]


def _repeated_head(first: list[tuple[float, str]], rows: list[tuple[float, str]]) -> int:
    """How many leading rows of a continuation repeat the head of the table."""
    best = 0
    for count in range(1, min(5, len(first), len(rows))):
        texts = [text for _, text in rows[:count]]
        if texts == [text for _, text in first[:count]] and re.search(r"[^\d\s|./—-]", "".join(texts)):
            best = count
    return best


def _line(item: dict[str, Any], page: int) -> Line:
    text = ordinary(item["line"])
    if re.search(r"\S {2,}\S", text):  # a row of an unruled table: keep the columns under one another
        text = " " * round(item["x0"] / (item["size"] / 2)) + text
    return Line(text, item["x0"], item["x1"], page=page, unit=item["size"] / 2)


def _running_lines(pages: list[dict[str, Any]]) -> set[str]:
    """Texts that stand at the top or bottom of most pages (digits aside): running heads and feet."""
    if len(pages) < 3:
        return set()
    seen: dict[str, int] = {}
    for page in pages:
        lines = [item for item in page["items"] if "line" in item]
        for text in {_mask(item["line"]) for item in lines[:1] + lines[-1:]}:
            seen[text] = seen.get(text, 0) + 1
    return {text for text, count in seen.items() if count >= max(3, len(pages) * 0.6)}


def _is_running(item: dict[str, Any], page: dict[str, Any], running: set[str]) -> bool:
    text = unicodedata.normalize("NFKC", item["line"])
    height = page["height"]
    edge = item["y"] > height * 0.88 or item["y"] < height * 0.1
    if not edge:
        return False
    return bool(PAGE_NUMBER.match(text) or BARE_NUMBER.match(text)) or _mask(item["line"]) in running


def _mask(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))
