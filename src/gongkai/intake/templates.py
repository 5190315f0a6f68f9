"""An empty table of a kind to fill in, with what each column means and drop-down lists of what may stand in it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from gongkai.intake.kinds import BoundColumn, Kind
from gongkai.intake.values import Choice, Count, Day, Flag, Moment, Money

ROWS = 2000
GUIDE, VALUES = "填写说明", "可填的值"


def csv_template(kind: Kind) -> bytes:
    """The headings alone, UTF-8 with the mark that spreadsheets look for."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow([column.heading for column in kind.bound])
    return stream.getvalue().encode("utf-8-sig")


def xlsx_template(kind: Kind) -> bytes:
    """Headings (required ones marked), drop-downs, a sheet that explains every column. The same bytes each time."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": f"{kind.title}导入模板", "created": dt.datetime(2020, 1, 1)})  # noqa: DTZ001
    formats = {
        "required": book.add_format(
            {"bold": True, "bg_color": "#F6D9D5", "border": 1, "text_wrap": True, "valign": "top"}
        ),
        "optional": book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "top"}
        ),
        "wrap": book.add_format({"text_wrap": True, "valign": "top", "border": 1}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "number": book.add_format({"num_format": "0"}),
        "money": book.add_format({"num_format": "0.00"}),
    }
    page = book.add_worksheet(kind.title[:31])
    guide = book.add_worksheet(GUIDE)
    values = book.add_worksheet(VALUES)
    values.hide()
    page.freeze_panes(1, 0)
    for sheet in (page, guide):
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
    for place, column in enumerate(kind.bound):
        page.set_column(place, place, _width(column), formats[_format(column)])
        page.write_string(0, place, column.heading, formats["required" if column.required else "optional"])
        page.write_comment(0, place, f"{_need(column)}。{describe(column)}", {"x_scale": 2})
        _drop_down(page, values, place, column)
    _explain(guide, kind, formats)
    book.close()
    return stream.getvalue()


def _need(column: BoundColumn) -> str:
    return "必填" if column.required else "可不填"


def describe(column: BoundColumn) -> str:
    """What a column holds: what is allowed, then what else there is to say."""
    return "。".join(part for part in (column.parser.allowed(), column.help) if part)


def _format(column: BoundColumn) -> str:
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        ((Day, Moment), "date"),
        (Count, "number"),
        (Money, "money"),
    )
    return next((name for kind, name in kinds if isinstance(column.parser, kind)), "text")


def _width(column: BoundColumn) -> int:
    return max(12, min(40, 2 * len(column.heading) + 4))


def _drop_down(page: Any, values: Any, place: int, column: BoundColumn) -> None:
    """A list of what may stand in the column; the words live on a hidden sheet, since a list in a cell has a limit."""
    if isinstance(column.parser, Choice):
        words = [label for _, label in column.parser.choices]
    elif isinstance(column.parser, Flag):
        words = ["是", "否"]
    else:
        return
    from xlsxwriter.utility import xl_range_abs

    for row, word in enumerate(words):
        values.write_string(row, place, word)
    rule = {"validate": "list", "source": f"='{VALUES}'!{xl_range_abs(0, place, len(words) - 1, place)}"}
    page.data_validation(
        1, place, ROWS, place, {**rule, "error_title": "不在可填的值里", "error_message": "请从下拉列表里选"}
    )


def _explain(guide: Any, kind: Kind, formats: dict[str, Any]) -> None:
    for place, (heading, width) in enumerate(
        (("列名", 22), ("必填", 8), ("可填的内容", 70), ("例", 24), ("也认的列名", 30))
    ):
        guide.set_column(place, place, width)
        guide.write_string(0, place, heading, formats["optional"])
    for row, column in enumerate(kind.bound, start=1):
        cells = (column.heading, _need(column), describe(column), column.example, "、".join(column.aliases))
        guide.set_row(row, 15 * (1 + max(len(text) * 2 // 70 for text in cells)))
        for place, text in enumerate(cells):
            guide.write_string(row, place, text, formats["wrap"])
    guide.write_string(len(kind.bound) + 2, 0, kind.about)
    keys = "、".join(kind.column(name).heading for name in kind.key)
    guide.write_string(
        len(kind.bound) + 3, 0, f"再次导入时按“{keys}”找到原来的记录：没变的跳过，变了的更新，没有的新增。"
    )
