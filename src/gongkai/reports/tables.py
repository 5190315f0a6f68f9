"""The official tables of a report as tables of a Paper: layout from the form, numbers from the report."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gongkai.law.forms import LayoutCell, PrintedTable, load, plain_number
from gongkai.papers.model import Cell, Paragraph, Table
from gongkai.reports.contents import Assembled, Override
from gongkai.reports.sources import sources

#: Money whose unit the official header leaves open is printed with its unit in the cell.
_UNIT_IN_CELL = {"R19.2.9.buy.amount": "元"}
_SHEET_NAMES = {"S14": "统计表", "2": "二、主动公开", "3": "三、申请", "4": "四、复议诉讼"}

#: Tables in which numbers stand under each other; in the others every number fills a box of its own.
_COLUMNS_OF_NUMBERS = ("S14", "3")


def printed_table(assembled: Assembled, printed: PrintedTable) -> Table:
    """One official table with the figures that will be printed; sums carry a formula for the workbook."""
    form = load(assembled.edition)
    header = [[_fixed(cell) for cell in line] for line in printed.header]
    align = "right" if printed.id in _COLUMNS_OF_NUMBERS else "center"
    body = [[_cell(cell, assembled, align) for cell in line] for line in printed.body]
    units = {form.table(table).unit for table in printed.tables}
    return Table(
        rows=[*header, *body],
        caption=_named(printed.title, assembled),
        header_rows=len(header),
        widths=list(printed.widths),
        name=_SHEET_NAMES.get(printed.id, printed.id),
        unit=units.pop() if len(units) == 1 else "",
    )


def lines_above(assembled: Assembled, printed: PrintedTable) -> list[Paragraph]:
    """What the form prints over its table: 填报单位（盖章）."""
    return [Paragraph(_named(printed.above, assembled), style="note")] if printed.above else []


def lines_below(assembled: Assembled, printed: PrintedTable) -> list[Paragraph]:
    """What stands under the table: the signature lines of the form, and every figure a person put in place of ours."""
    form = load(assembled.edition)
    keys = {cell.key for line in printed.body for cell in line if cell.key}
    foot = [Paragraph("　　".join(printed.foot), style="note")] if printed.foot else []
    notes = [Paragraph(override_note(form.place(o.key), o), style="note") for o in assembled.overrides if o.key in keys]
    return [*foot, *notes]


def override_note(place: str, override: Override) -> str:
    """“统计表，…：填报 9，按台账计算为 8。理由：……（2019-01-15）”."""
    shown, computed = plain_number(override.value), plain_number(override.computed)
    if override.kind == "declared":
        return f"注：{place}：申报数 {shown}，没有台账可算。依据：{override.reason}（{override.date}）"
    return f"注：{place}：填报 {shown}，按台账计算为 {computed}。理由：{override.reason}（{override.date}）"


def _named(text: str, assembled: Assembled) -> str:
    return text.replace("{agency}", assembled.agency_name).replace("{year}", str(assembled.year))


def _fixed(cell: LayoutCell) -> Cell:
    return Cell(
        cell.text,
        rowspan=cell.rowspan,
        colspan=cell.colspan,
        header=cell.header,
        align=cell.align,
        level=cell.indent,
        vertical=cell.vertical,
    )


def _cell(cell: LayoutCell, assembled: Assembled, align: str) -> Cell:
    fixed = _fixed(cell)
    if not cell.key:
        return fixed
    number = Decimal(assembled.printed[cell.key])
    fixed.text = plain_number(number) + _UNIT_IN_CELL.get(cell.key, "")
    fixed.number, fixed.key, fixed.align = number, cell.key, align
    fixed.formula = formula(assembled.edition, cell.key, assembled.printed)
    return fixed


def formula(edition: str, key: str, printed: Mapping[str, Any]) -> str | None:
    """The sum a cell is, with ``{key}`` for each cell it adds up; None for other cells and for sums that do not hold.

    A person's figure may break a sum; the workbook then shows the figure that is printed, not another one.
    """
    parts = sources(edition)[key].parts
    if not parts or sum(Decimal(printed[part]) for part in parts) != Decimal(printed[key]):
        return None
    return "=" + "+".join(f"{{{part}}}" for part in parts)
