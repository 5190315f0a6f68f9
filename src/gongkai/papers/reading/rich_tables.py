"""Tables of a Word file: spans, heading rows, tables in cells, frames that are no tables at all."""

from __future__ import annotations

from typing import Any

from gongkai.papers.reading.limits import LIMITS, too_much
from gongkai.papers.reading.rich_inline import plain
from gongkai.papers.reading.rich_styles import W, value, whole
from gongkai.papers.reading.rich_walk import Block, Grid, GridCell, Para, Walker, local, span


def read_table(walker: Walker, element: Any) -> list[Block]:
    """One grid; or, for a frame of one cell round text, the blocks in it; or nothing for an empty table."""
    rows: list[list[GridCell]] = []
    heads: list[bool] = []
    above: dict[int, GridCell] = {}  # column to the cell whose vertical span is open
    for row in _children(walker, element, "tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            walker.left_out["deleted"] += 1
            continue
        cells, above = _read_row(walker, row, properties, above)
        rows.append(cells)
        head = properties.find(f"{W}tblHeader") if properties is not None else None
        heads.append(head is not None and head.get(f"{W}val") not in ("0", "false", "off"))
    if not any(cell.blocks for cells in rows for cell in cells):
        return []
    if len(rows) == 1 and len(rows[0]) == 1:
        blocks = rows[0][0].blocks
        if len(blocks) > 1 or any(isinstance(block, Grid) or len(plain(block.pieces)) > 60 for block in blocks):
            return blocks
    return [Grid(rows, _heading_rows(rows, heads))]


def _read_row(
    walker: Walker, row: Any, properties: Any, above: dict[int, GridCell]
) -> tuple[list[GridCell], dict[int, GridCell]]:
    cells: list[GridCell] = []
    continued: dict[int, GridCell] = {}
    column = 0
    before = whole(value(properties, f"{W}gridBefore"))
    if 0 < before <= 100:
        cells.append(GridCell([], before))
        column = before
    beside: GridCell | None = None
    for item in _children(walker, row, "tc"):
        walker.cells += 1
        if walker.cells > LIMITS.cells:
            raise too_much("Word 表格单元格过多")
        about = item.find(f"{W}tcPr")
        if about is not None and about.find(f"{W}cellDel") is not None:
            walker.left_out["deleted"] += 1
            continue
        width = span(about, "gridSpan")
        sideways = about.find(f"{W}hMerge") if about is not None else None
        if sideways is not None and sideways.get(f"{W}val") != "restart" and beside is not None:
            beside.colspan += width
            column += width
            continue
        merge = about.find(f"{W}vMerge") if about is not None else None
        upper = above.get(column)
        if merge is not None and merge.get(f"{W}val") != "restart" and upper is not None and upper.colspan == width:
            upper.rowspan += 1
            upper.blocks.extend(walker.blocks(item))
            continued[column] = upper
            beside = None
        else:
            beside = GridCell(walker.blocks(item), width)
            cells.append(beside)
            if merge is not None:
                continued[column] = beside
        column += width
    after = whole(value(properties, f"{W}gridAfter"))
    if 0 < after <= 100:
        cells.append(GridCell([], after))
    return cells, continued


def _children(walker: Walker, parent: Any, name: str) -> list[Any]:
    """Rows or cells, also through content controls and insertions, not into nested tables."""
    found: list[Any] = []
    for child in parent:
        tag = local(child)
        if tag == name:
            found.append(child)
        elif tag == "sdt":
            content = child.find(f"{W}sdtContent")
            found.extend(_children(walker, content, name) if content is not None else ())
        elif tag in ("ins", "customXml", "smartTag", "sdtContent", "moveTo"):
            found.extend(_children(walker, child, name))
        elif tag in ("del", "moveFrom"):
            walker.left_out["deleted"] += 1
    return found


def _heading_rows(rows: list[list[GridCell]], marked: list[bool]) -> int:
    """The rows marked as repeated headings, or a first row that alone is bold; never cut through a span."""
    count = 0
    while count < len(rows) and marked[count]:
        count += 1
    if not count and len(rows) > 1 and len(rows[0]) > 1 and _bold(rows[0]) and not _bold(rows[1]):
        count = 1
    index = 0
    while index < count:
        deepest = max((cell.rowspan for cell in rows[index]), default=1)
        count = max(count, min(index + deepest, len(rows)))
        index += 1
    return count if count < len(rows) else 0


def _bold(cells: list[GridCell]) -> bool:
    """Whether every cell of the row has text and all of it is bold."""
    for cell in cells:
        looks = [look for block in cell.blocks if isinstance(block, Para) for _, look in block.looks]
        if not looks or not all(look.bold for look in looks):
            return False
    return bool(cells)
