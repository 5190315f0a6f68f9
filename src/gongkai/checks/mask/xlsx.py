"""Masked copies of workbooks: values for formulas, masked cells, no hidden sheets, rows, columns, caches, links."""

from __future__ import annotations

import re

from lxml import etree

from gongkai.checks.mask.copy import Work
from gongkai.checks.mask.ooxml import Copy, mask_words, open_package, remove, serialise
from gongkai.checks.scan.ooxml import Package, local
from gongkai.checks.scan.xlsx import Sheet, Workbook, sheet_list
from gongkai.checks.scan.xlsx_values import column_index
from gongkai.findings import refuse

_KEEP = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:workbook|styles|sharedStrings)\.xml|xl/theme/theme\d*\.xml|xl/worksheets/[^/]+\.xml|xl/chartsheets/[^/]+\.xml|xl/media/[^/]+"
    r"|xl/drawings/drawing\d*\.xml|xl/charts/(?:chart|style|colors)\d*\.xml|xl/tables/[^/]+\.xml|xl/_rels/[^/]+\.rels|xl/(?:worksheets|drawings|charts|theme|chartsheets)/_rels/[^/]+\.rels",
    re.IGNORECASE,
)
_SHEET_OUT = (
    "legacyDrawing",
    "legacyDrawingHF",
    "controls",
    "oleObjects",
    "extLst",
    "dataValidations",
    "customSheetViews",
    "scenarios",
    "protectedRanges",
    "sheetProtection",
    "webPublishItems",
    "customProperties",
    "smartTags",
    "filterColumn",
    "sortState",
    "phoneticPr",
    "cellWatches",
    "dataConsolidate",
)
_BOOK_OUT = (
    "definedNames",
    "externalReferences",
    "pivotCaches",
    "extLst",
    "calcPr",
    "customWorkbookViews",
    "fileSharing",
    "workbookProtection",
    "fileRecoveryPr",
    "functionGroups",
    "webPublishing",
    "oleSize",
    "smartTagPr",
)
_NAMES_KEPT = ("_xlnm.Print_Area", "_xlnm.Print_Titles")


def mask_xlsx(data: bytes, name: str, work: Work) -> bytes:
    """The bytes of the masked copy."""
    package = open_package(data, "Excel", work)
    copy = Copy(package, _KEEP, work)
    sheets = sheet_list(package)
    visible = [sheet for sheet in sheets if sheet[2] == "visible"]
    if not visible:
        raise refuse("no-sheet", "工作簿里没有可见的工作表，没有生成遮盖副本。请取消隐藏后再试")
    kept = {part for _, part, _ in visible}
    for part in [
        part for part in copy.keep if re.match(r"xl/(?:worksheets|chartsheets)/[^/]+\.xml", part) and part not in kept
    ]:
        copy.drop(part)
        copy.drop(re.sub(r"([^/]+)$", r"_rels/\1.rels", part))
        work.removed["隐藏的工作表"] += 1
    _note_removed(package, work)
    workbook = Workbook(package)
    strings = _Strings(workbook)
    for title, part, _ in visible:
        if part in copy.keep and part.startswith("xl/worksheets/"):
            _mask_sheet(copy, part, workbook, f"{name} {title}", strings, work)
    for part in sorted(copy.keep):
        if re.fullmatch(r"xl/drawings/drawing\d*\.xml", part):
            root = package.xml(part)
            mask_words(root, work)
            copy.parts[part] = serialise(root)
        elif re.fullmatch(r"xl/charts/chart\d*\.xml", part):
            copy.chart(part)
        elif part.startswith("xl/tables/") and part.endswith(".xml"):
            copy.parts[part] = _table(package, part)
    copy.parts.update(_workbook(package, sheets, kept, work))
    for part in copy.keep:
        if part.lower() == "xl/sharedstrings.xml":
            copy.parts[part] = strings.write(package, part)
    return copy.write()


def _note_removed(package: Package, work: Work) -> None:
    for pattern, label in (
        (r"xl/(?:comments\d*|comments/.*|threadedComments/.*)\.xml", "批注"),
        (r"xl/pivotCache/pivotCacheDefinition\d*\.xml", "数据透视表缓存"),
        (r"xl/externalLinks/externalLink\d*\.xml", "外部链接"),
        (r"docProps/.*", "文件属性"),
        (r".*vbaProject\.bin", "宏"),
        (r"xl/embeddings/.*", "嵌入文件"),
    ):
        if count := len(list(package.matching(pattern))):
            work.removed[label] += count if label != "文件属性" else 1


class _Strings:
    """The shared strings that stay in use; the others are emptied."""

    def __init__(self, workbook: Workbook) -> None:
        self.texts = workbook.strings
        self.used: set[int] = set()
        self.everywhere: dict[str, str] = {}

    def write(self, package: Package, part: str) -> bytes:
        root = package.xml(part)
        for index, item in enumerate(list(root.iter("{*}si"))):
            if index not in self.used:
                namespace = etree.QName(item).namespace
                for child in list(item):
                    item.remove(child)
                etree.SubElement(item, f"{{{namespace}}}t")
        return serialise(root)


def _mask_sheet(copy: Copy, part: str, workbook: Workbook, title: str, strings: _Strings, work: Work) -> None:
    sheet = workbook.sheet(part)
    back = {compact: real for real, compact in sheet.columns.items()}
    changes: dict[tuple[int, int], str] = {}
    for (row, column), masked in work.table(
        [list(row) for row in sheet.rows], title=title, numbers=sheet.numbers
    ).items():
        changes[(sheet.row_numbers[row], back.get(column, column))] = masked
        original = sheet.rows[row][column] or ""
        if len(original) > 7 and "***" in masked:
            strings.everywhere[original] = masked
    root = copy.package.xml(part)
    for element in list(root.iter(*[f"{{*}}{tag}" for tag in _SHEET_OUT])):
        remove(element)
    for rule in list(root.iter("{*}cfRule")):
        if any("!" in (formula.text or "") for formula in rule.iter("{*}formula")):
            remove(rule)
    for block in list(root.iter("{*}conditionalFormatting")):
        if not len(block):
            remove(block)
    _cells(root, sheet, workbook, changes, strings, work)
    for header in root.iter("{*}headerFooter"):
        for child in header:
            child.text = work.text(child.text or "")
    for link in root.iter("{*}hyperlink"):
        for key, value in link.attrib.items():
            if len(value) > 5:
                link.set(key, work.text(value))
    copy.parts[part] = serialise(root)


def _cells(
    root: etree._Element,
    sheet: Sheet,
    workbook: Workbook,
    changes: dict[tuple[int, int], str],
    strings: _Strings,
    work: Work,
) -> None:
    hidden_rows = set(sheet.hidden_rows)
    if sheet.hidden_rows:
        work.removed["隐藏的行"] += len(hidden_rows)
    if sheet.hidden_columns and any(
        column < len(row) and row[column] for row in sheet.rows for column in sheet.hidden_columns
    ):
        work.removed["隐藏的列"] += 1
    number = 0
    for row in root.iter("{*}row"):
        number = int(row.get("r") or number + 1)
        column = -1
        for cell in list(row):
            if local(cell) != "c":
                continue
            reference = cell.get("r") or ""
            column = column_index(reference.rstrip("0123456789")) if reference else column + 1
            for name in ("cm", "vm", "ph"):
                cell.attrib.pop(name, None)
            for formula in cell.findall("{*}f"):
                cell.remove(formula)
            if number in hidden_rows or column in sheet.hidden_columns or cell.get("s", "0") in workbook.styles.unseen:
                _empty(cell)
            elif (masked := changes.get((number, column))) is not None:
                _inline(cell, masked)
            else:
                _keep(cell, strings)


def _keep(cell: etree._Element, strings: _Strings) -> None:
    if cell.get("t") == "inlineStr":
        text = "".join(t.text or "" for t in cell.iter("{*}t"))
        if text in strings.everywhere:
            _inline(cell, strings.everywhere[text])
        return
    value = cell.find("{*}v")
    if value is None or value.text is None:
        return
    if cell.get("t") != "s":
        if value.text in strings.everywhere:
            _inline(cell, strings.everywhere[value.text])
        return
    index = int(value.text)
    text = strings.texts[index] if index < len(strings.texts) else ""
    if text in strings.everywhere:
        _inline(cell, strings.everywhere[text])
    else:
        strings.used.add(index)


def _empty(cell: etree._Element) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)


def _inline(cell: etree._Element, text: str) -> None:
    """The cell's value as text of its own; its look stays."""
    _empty(cell)
    cell.set("t", "inlineStr")
    namespace = etree.QName(cell).namespace
    holder = etree.SubElement(cell, f"{{{namespace}}}is")
    inner = etree.SubElement(holder, f"{{{namespace}}}t")
    inner.text = text
    inner.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _table(package: Package, part: str) -> bytes:
    root = package.xml(part)
    for element in list(
        root.iter(
            "{*}calculatedColumnFormula",
            "{*}totalsRowFormula",
            "{*}filterColumn",
            "{*}sortState",
            "{*}extLst",
            "{*}xmlColumnPr",
        )
    ):
        remove(element)
    return serialise(root)


def _names(sheets: list[tuple[str, str, str]], work: Work) -> dict[str, str]:
    """Old → new name of the sheets whose names hold personal data; a name has no ``*`` and is there once."""
    new: dict[str, str] = {}
    taken = {title for title, _, _ in sheets}
    for title, _, _ in sheets:
        masked = work.text(title).replace("*", "x")[:31]
        if masked == title:
            continue
        number = 2
        name = masked
        while name in taken:
            name = f"{masked[:25]}（{number}）"
            number += 1
        taken.add(name)
        new[title] = name
    return new


def _workbook(package: Package, sheets: list[tuple[str, str, str]], kept: set[str], work: Work) -> dict[str, bytes]:
    """The workbook part without hidden sheets, names, links and caches; print areas stay."""
    renamed = _names([sheet for sheet in sheets if sheet[1] in kept], work)
    part = next(package.matching(r"xl/workbook\.xml"))
    root = package.xml(part)
    index_of = {}
    new = 0
    for old, (sheet, (_, target, _)) in enumerate(zip(list(root.iter("{*}sheet")), sheets, strict=True)):
        if target in kept:
            sheet.set("name", renamed.get(sheet.get("name") or "", sheet.get("name") or ""))
            index_of[str(old)] = str(new)
            new += 1
        else:
            remove(sheet)
    names = root.find("{*}definedNames")
    stay = []
    for name in list(names) if names is not None else []:
        if (
            name.get("name") in _NAMES_KEPT
            and name.get("localSheetId") in index_of
            and "#REF" not in (name.text or "")
            and "[" not in (name.text or "")
        ):
            name.set("localSheetId", index_of[name.get("localSheetId") or ""])
            name.attrib.pop("comment", None)
            for title, other in renamed.items():
                name.text = (name.text or "").replace(title, other)
            stay.append(name)
    for element in list(root.iter(*[f"{{*}}{tag}" for tag in _BOOK_OUT])):
        if local(element) == "definedNames" and stay:
            for child in list(element):
                if child not in stay:
                    element.remove(child)
            continue
        remove(element)
    for view in root.iter("{*}workbookView"):
        for key in ("activeTab", "firstSheet"):
            view.attrib.pop(key, None)
    for element in list(root):
        if local(element) in ("AlternateContent", "revisionPtr", "fileVersion"):
            root.remove(element)
    for properties in root.iter("{*}workbookPr"):
        properties.attrib.pop("codeName", None)
    return {part: serialise(root)}
