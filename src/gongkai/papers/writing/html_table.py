"""Tables in HTML: the statistics sheet, the 25 × 7 matrix with one kind of applicant on a phone, lists as records.

Three looks, chosen by what the table holds: ``sheet`` for figures, ``sheet matrix`` where the columns are the form's
kinds of applicant, ``stack`` for any other table with more than four columns (a row is a record on a small screen).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

from gongkai.papers.model import Cell, Table
from gongkai.papers.writing.layout import Grid, Placed, alignment, clean, is_number, is_zero, lay, single_line

APPLICANTS = {
    "np": "自然人",
    "ent": "商业企业",
    "sci": "科研机构",
    "pub": "社会公益组织",
    "law": "法律服务机构",
    "oth": "其他",
}
"""Column suffixes of the form's table three, with the words a reader chooses from on a phone."""
DASHES = {"—", "——", "－", "-", "／", "/"}

Link = Callable[[str, str], str]


def sheet_table(table: Table, unique: Callable[[str], str], once: set[str], link: Link) -> str:
    """The table as a section; ``once`` remembers what may stand on a page only once (the filter and the chooser)."""
    table, remark = levelled(table)
    grid = lay(table)
    caption = _caption(table)
    if not grid.columns:
        return f'<p class="note u5">{caption}</p>' if caption else ""
    lines = grid.by_row()
    kinds = _kinds(grid) if "pick" not in once else {}
    classes = ["grid"]
    if any(is_number(item.cell) for item in grid.cells):
        classes.append("sheet")
    if kinds:
        classes.append("matrix")
        once.add("pick")
    elif grid.columns > 4:
        classes.append("stack")
    if grid.head:
        classes.append("stick")
    view = _View(grid, kinds, "stack" in classes, unique, link)
    body = [view.row(lines[r]) for r in range(grid.head, grid.rows)]
    loud = sum(_loud(lines[r]) for r in range(grid.head, grid.rows))
    head = "".join(view.head_row(lines[r]) for r in range(grid.head))
    tools = [f'<p class="note u3">{escape(remark)}</p>'] if remark else []
    if len(body) > 20 and 0 < loud < len(body) and "zero" not in once:
        once.add("zero")
        words = "只看不全是0的" if grid.columns > 4 else "只看不是0的"
        tools.append(
            f'<p class="opt65"><label class="opt"><input type="checkbox" id="nz">'
            f"<span>{words}{loud}行</span></label></p>"
        )
    if kinds:
        tools.append(_pick(kinds))
    if tools:
        classes.append("u3")
    roles = ' role="table"' if "stack" in classes else ""
    thead = f"<thead>{head}</thead>" if head else ""
    shown = f"<caption>{caption}</caption>" if caption else ""
    return (
        f'<section class="u6">{"".join(tools)}<table class="{" ".join(classes)}"{roles}>{shown}{thead}\n'
        f"<tbody>{chr(10).join(body)}</tbody></table></section>"
    )


def levelled(table: Table) -> tuple[Table, str]:
    """A table with several label columns as one with a single label column and levels, and the remark in its corner.

    A label beside several rows becomes a line of its own above them. So rows can be left out one by one and fit a small
    screen; the order of the rows is kept. Other tables come back as they are.
    """
    grid = lay(table)
    body = [item for item in grid.cells if item.row >= grid.head]
    first = min((item.column for item in body if is_number(item.cell)), default=0)
    corner = grid.cells[0] if grid.cells else None
    fits = (
        grid.head > 0
        and first > 1
        and corner is not None
        and (corner.colspan, corner.rowspan) == (first, grid.head)
        and all(item.last_column < first or item.column >= first for item in body)
        and all(item.rowspan == 1 or item.last_column < first for item in body)
    )
    if not fits or corner is None:
        return table, ""
    words = clean(corner.cell.text).strip()
    remark = words.strip("（）()") if words.startswith(("（", "(")) else ""
    lines = grid.by_row()
    rows = [[item.cell for item in line if item is not corner] for line in lines[: grid.head]]
    rows[0].insert(0, Cell("项目" if remark or not words else words, rowspan=grid.head, header=True))
    for line in lines[grid.head :]:
        labels = [item for item in line if item.column < first]
        for item in labels:
            if item.rowspan > 1 and item.cell.text.strip():
                text = replace(item.cell, rowspan=1, colspan=grid.columns - first + 1, level=item.column, header=True)
                rows.append([text])
        own = [item for item in labels if item.rowspan == 1]
        label = own[-1].cell if own else Cell("")
        level = own[-1].column if own else 0
        label = replace(label, colspan=1, rowspan=1, level=level, header=True)
        rows.append([label, *[item.cell for item in line if item.column >= first]])
    return replace(table, rows=rows, widths=[]), remark


def _silent(items: list[Placed]) -> bool:
    """Whether a row has figures and all of them are zero."""
    figures = [item for item in items if is_number(item.cell)]
    return bool(figures) and all(is_zero(item.cell) for item in figures)


def _loud(items: list[Placed]) -> bool:
    """Whether a row has a figure that is not zero."""
    return any(is_number(item.cell) and item.cell.text.strip() not in {"", *DASHES} for item in items) and not _silent(
        items
    )


def _caption(table: Table) -> str:
    unit = single_line(table.unit)
    parts = [single_line(table.caption), f"单位：{unit}" if unit else ""]
    return escape("　".join(part for part in parts if part))


def _kinds(grid: Grid) -> dict[int, str]:
    """Column → kind of applicant, when every kind has exactly one column; else nothing."""
    kinds: dict[int, set[str]] = {}
    for item in grid.cells:
        suffix = item.cell.key.rpartition(".")[2]
        if item.cell.key and item.colspan == 1:
            kinds.setdefault(item.column, set()).add(suffix)
    columns = {column: next(iter(found)) for column, found in kinds.items() if len(found) == 1}
    chosen = {column: suffix for column, suffix in columns.items() if suffix in APPLICANTS}
    return chosen if sorted(chosen.values()) == sorted(APPLICANTS) else {}


def _pick(kinds: dict[int, str]) -> str:
    """The chooser of one kind of applicant: radio buttons that the style sheet reads."""
    buttons = []
    for n, (_, suffix) in enumerate(sorted(kinds.items())):
        checked = " checked" if n == 0 else ""
        button = f'<input type="radio" name="k" value="{suffix}" id="p-{suffix}"{checked}>'
        buttons.append(f"<label>{button}{APPLICANTS[suffix]}</label>")
    return f'<fieldset class="pick"><legend>看哪类申请人的数</legend>{"".join(buttons)}</fieldset>'


class _View:
    """Prints the rows of one table."""

    def __init__(
        self, grid: Grid, kinds: dict[int, str], stacked: bool, unique: Callable[[str], str], link: Link
    ) -> None:
        self.grid, self.kinds, self.stacked, self.unique, self.link = grid, kinds, stacked, unique, link
        self.labels = _labels(grid)
        self.figures = [False] * grid.columns
        for item in grid.cells:
            if is_number(item.cell):
                self.figures[item.last_column] = True

    def head_row(self, items: list[Placed]) -> str:
        cells = []
        for item in items:
            scope = "colgroup" if item.colspan > 1 else "col"
            classes = self._column_class(item)
            if item.colspan == 1 and self.figures[item.column]:
                classes = ["num", *classes]
            role = ' role="columnheader"' if self.stacked else ""
            words = _words(item.cell.text)
            tag = "th" if item.cell.text.strip() else "td"
            scoped = f' scope="{scope}"' if tag == "th" else ""
            cells.append(f"<{tag}{scoped}{role}{_spans(item)}{_class(classes)}>{words}</{tag}>")
        return f"<tr{self._row_role()}>{''.join(cells)}</tr>"

    def _row_role(self) -> str:
        return ' role="row"' if self.stacked else ""

    def row(self, items: list[Placed]) -> str:
        """One body row: level, whether it is all zero, its id where it holds exactly one keyed figure."""
        figures = [item for item in items if is_number(item.cell)]
        level = items[0].cell.level if items else 0
        classes = []
        if len(items) == 1 and items[0].colspan == self.grid.columns and self.grid.columns > 1:
            classes.append("grp")
        if not self.stacked and any(self.figures):
            classes.append(f"l{min(max(level, 0), 3)}")
        if _silent(items):
            classes.append("zero")
        keyed = [item for item in figures if item.cell.key]
        anchor = f' id="{self.unique(keyed[0].cell.key)}"' if len(keyed) == 1 else ""
        marked = any(item.cell.header for item in items)
        cells = [self._cell(item, items, marked, len(keyed) > 1) for item in items]
        return f"<tr{_class(classes)}{anchor}{self._row_role()}>{''.join(cells)}</tr>"

    def _cell(self, item: Placed, items: list[Placed], marked: bool, many: bool) -> str:
        cell = item.cell
        figure = is_number(cell)
        label = cell.header or (not marked and item is items[0] and item.column == 0)
        if label and not figure and cell.text.strip():
            scope = "row"
            if item.colspan == self.grid.columns and self.grid.columns > 1:
                scope = "colgroup"
            elif item.rowspan > 1:
                scope = "rowgroup"
            role = "rowheader"
            if item.column > 0 and all(other.cell.header for other in items):  # a head inside the table
                scope, role = ("colgroup" if item.colspan > 1 else "col"), "columnheader"
            shown = f' role="{role}"' if self.stacked else ""
            return f'<th scope="{scope}"{shown}{_spans(item)}>{_words(cell.text, note=True)}</th>'
        classes = ["num"] if figure or alignment(item, self.grid) == "right" or cell.text.strip() in DASHES else []
        if is_zero(cell) or cell.text.strip() in DASHES:
            classes.append("z")
        classes += self._column_class(item)
        anchor = f' id="{self.unique(cell.key)}"' if many and cell.key else ""
        extra = ""
        if self.stacked:
            name = self.labels[item.column]
            extra = ' role="cell"' + (f' data-label="{escape(name, quote=True)}"' if name else "")
        words = self.link(cell.text, cell.href) if cell.href else _words(cell.text)
        return f"<td{anchor}{_class(classes)}{extra}{_spans(item)}>{words}</td>"

    def _column_class(self, item: Placed) -> list[str]:
        if not self.kinds:
            return []
        covered = [self.kinds[c] for c in range(item.column, item.column + item.colspan) if c in self.kinds]
        if item.colspan == 1 and covered:
            return ["k", f"k-{covered[0]}"]
        if covered and item.row < self.grid.head:
            return ["k"]
        return []


def _labels(grid: Grid) -> list[str]:
    """What each column is called: the words of its head cells from top to bottom, an all-over title left out."""
    labels: list[list[str]] = [[] for _ in range(grid.columns)]
    for item in grid.cells:
        words = single_line(item.cell.text)
        if item.row < grid.head and words and item.colspan < grid.columns:
            for column in range(item.column, item.column + item.colspan):
                if words not in labels[column]:
                    labels[column].append(words)
    return ["，".join(words) for words in labels]


def _words(text: str, *, note: bool = False) -> str:
    """Escaped words; a remark in brackets at the end of a row's label becomes a small second line."""
    value = clean(text).strip()
    if note and value.endswith("）") and "（" in value[1:] and "\n" not in value:
        start = value.rindex("（")
        if start > 0 and len(value) - start > 8:
            return f'{escape(value[:start])}<br><span class="note">{escape(value[start:])}</span>'
    return "<br>".join(escape(line) for line in value.split("\n"))


def _spans(item: Placed) -> str:
    across = f' colspan="{item.colspan}"' if item.colspan > 1 else ""
    down = f' rowspan="{item.rowspan}"' if item.rowspan > 1 else ""
    return across + down


def _class(names: list[str]) -> str:
    return f' class="{" ".join(names)}"' if names else ""
