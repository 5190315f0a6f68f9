"""The three editions of the official statistics form, as data, and the sheet that fills one in.

Forms (``2014.toml``, ``2019.toml``, ``2021.toml``; one file drives counting, input, typesetting, reading, checking)::

    form = load("2021")            # cached; form_for(2023), edition_for(2023) -> "2021" or None
    form.cells[key]                # Cell: key, row, column, unit, decimals, signed, label; in printing order
    form.rows[code]                # Row: label, kind "N"/"H", parent, depth, unit, article, names (with aliases)
    form.tables, form.table("3")   # official tables and blocks: S14, or 2.1 2.5 2.6 2.8 (2.9) 3 4
    form.printed_table("3")        # PrintedTable: header and body lines of LayoutCell (text or key, spans) to typeset
    form.chapters, form.patterns   # fixed chapters; sentence patterns -> cells
    form.place(key)                # "第三章表，（一）予以公开，自然人列"
    form.expand("R21.3.3.3.[1..8].tot"), form.identities

Values: ``CellValue.parse("２５１，０００元")``, ``CellValue.of(3)``; kinds NUMBER ZERO BLANK DASH ERROR.

Sheet: a read-only mapping key -> CellValue; a missing key was not in the file::

    sheet = Sheet("2021", {"R21.3.1.tot": 12, "R21.3.1.np": "", "R21.3.2.np": "—"}, year=2023)
    sheet.number(key), sheet.kind(key), sheet.absent(), sheet.with_cells({...}), sheet.filled()
    sheet.check(level="town", previous=last_year)          # list[Finding], every identity in one of four verdicts
    sheet.check(problems_only=True), sheet.check(blanks="zero"), facts={"open_before": 2, "fee_reported": 1}
    sheet.to_json(), Sheet.from_json(text), sheet.as_dict()
    roll_up(sheets), check_roll_up(total, sheets)          # C-14
    suspects(sheet)                                        # the one cell that explains every broken equation
    figure(sheet, "R19.3.3.6.tot"), equivalent(key, "2021")  # one figure across editions
"""

from gongkai.law.forms.checking import check_roll_up, unfit_cells
from gongkai.law.forms.diagnosis import Suspect, suspects
from gongkai.law.forms.joins import as_edition, equivalent, figure, roll_up
from gongkai.law.forms.loader import EDITIONS, edition_for, form_for, load
from gongkai.law.forms.model import (
    Cell,
    Chapter,
    Column,
    Form,
    LayoutCell,
    Pattern,
    PrintedTable,
    Row,
    Table,
    normal_label,
    short_label,
)
from gongkai.law.forms.sheet import Sheet
from gongkai.law.forms.values import BLANK, ZERO, CellValue, Kind, plain_number

__all__ = [
    "BLANK",
    "EDITIONS",
    "ZERO",
    "Cell",
    "CellValue",
    "Chapter",
    "Column",
    "Form",
    "Kind",
    "LayoutCell",
    "Pattern",
    "PrintedTable",
    "Row",
    "Sheet",
    "Suspect",
    "Table",
    "as_edition",
    "check_roll_up",
    "edition_for",
    "equivalent",
    "figure",
    "form_for",
    "load",
    "normal_label",
    "plain_number",
    "roll_up",
    "short_label",
    "suspects",
    "unfit_cells",
]
