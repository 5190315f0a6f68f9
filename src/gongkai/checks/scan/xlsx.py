"""Excel workbooks: every sheet read as a stream; hidden rows, columns, sheets; comments, pivot caches, links, names."""

from __future__ import annotations

import io
import re
from collections import Counter

from lxml import etree

from gongkai.checks.personal.heads import field_of
from gongkai.checks.scan.collect import Collector, row_range
from gongkai.checks.scan.limits import LIMITS, broken
from gongkai.checks.scan.ooxml import Package, local, scan_properties, scan_rest
from gongkai.checks.scan.xlsx_styles import Styles
from gongkai.checks.scan.xlsx_values import column_index, plain_number, unescaped
from gongkai.findings import refuse

_WIDE = 512
Rows = list[list["str | None"]]


#: Columns narrower (in figures) and rows lower (in points) show nothing.
_NARROW, _LOW = 0.5, 2.0


def _below(size: str | None, limit: float) -> bool:
    try:
        return size is not None and float(size) < limit
    except ValueError:
        return False


class Sheet:
    """One sheet as read: rows of texts with their 1-based numbers, what is hidden, what is merged."""

    def __init__(self) -> None:
        self.rows: Rows = []
        self.row_numbers: list[int] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: set[int] = set()
        self.numbers: set[tuple[int, int]] = set()
        self.unseen: Counter[str] = Counter()
        self.unseen_text: dict[str, str] = {}
        self.headers: list[str] = []
        self.merged: list[str] = []
        self.columns: dict[int, int] = {}
        self.texts: list[str] = []


class Workbook:
    """Shared strings, styles and sheets of a workbook."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.strings = self._strings()
        styles = next(package.matching(r"xl/styles\.xml"), None)
        self.styles = Styles(package.xml(styles) if styles else None)
        self.cells = 0

    def _strings(self) -> list[str]:
        name = next(self.package.matching(r"xl/sharedStrings\.xml"), None)
        if not name:
            return []
        self.package.handled.add(name)
        strings: list[str] = []
        for item in _stream(self.package.read(name), "{*}si"):
            first = item[0] if len(item) else None
            if first is not None and len(item) == 1 and local(first) == "t":
                strings.append(unescaped(first.text or ""))
            else:
                parts = (t.text or "" for t in item.iter("{*}t") if local(t.getparent()) != "rPh")
                strings.append(unescaped("".join(parts)))
            _free(item)
        return strings

    def sheet(self, name: str) -> Sheet:
        """Read one sheet part."""
        self.package.handled.add(name)
        sheet = Sheet()
        tags = ("{*}row", "{*}col", "{*}mergeCell", "{*}headerFooter", "{*}hyperlink", "{*}dataValidation")
        for element in _stream(self.package.read(name), tags):
            tag = local(element)
            if tag == "row":
                self._row(element, sheet)
                _free(element)
            elif tag == "col":
                if element.get("hidden") in ("1", "true") or _below(element.get("width"), _NARROW):
                    low, high = int(element.get("min", "1")), int(element.get("max", "1"))
                    sheet.hidden_columns.update(range(low - 1, min(high, 16384)))
            elif tag == "mergeCell":
                sheet.merged.append(element.get("ref", ""))
            elif tag == "headerFooter":
                sheet.headers += [child.text for child in element if child.text]
            else:
                sheet.texts += [
                    value
                    for value in (*element.attrib.values(), *(child.text or "" for child in element))
                    if len(value) > 7
                ]
        _spread_heads(sheet)
        return sheet

    def _row(self, row: etree._Element, sheet: Sheet) -> None:
        number = int(row.get("r") or (sheet.row_numbers[-1] + 1 if sheet.row_numbers else 1))
        out: list[str | None] = []
        index = len(sheet.rows)
        column = -1
        strings, unseen = self.strings, self.styles.unseen
        for cell in row:
            reference = cell.get("r")
            if reference:
                letters = reference.rstrip("0123456789")
                column = _COLUMNS.get(letters) or column_index(letters)
            else:
                column += 1
            if not len(cell):
                continue
            text = self._value(cell, strings, sheet, index, column)
            if not text:
                continue
            place = column if column < _WIDE else sheet.columns.setdefault(column, _WIDE + len(sheet.columns))
            while len(out) < place:
                out.append(None)
            if len(out) == place:
                out.append(text)
            else:
                out[place] = text
            if unseen and (why := unseen.get(cell.get("s", "0"))):
                sheet.unseen[why] += 1
                sheet.unseen_text.setdefault(why, text)
        self.cells += len(out)
        if self.cells > LIMITS.cells:
            raise refuse("too-many-cells", f"工作簿超过{LIMITS.cells // 10000}万个单元格，没有检查。请拆分后再查")
        if out:
            if row.get("hidden") in ("1", "true") or (
                row.get("customHeight") in ("1", "true") and _below(row.get("ht"), _LOW)
            ):
                sheet.hidden_rows.append(number)
            sheet.rows.append(out)
            sheet.row_numbers.append(number)
            if not index & 4095:
                self.package.collector.clock.check()

    def _value(self, cell: etree._Element, strings: list[str], sheet: Sheet, row: int, column: int) -> str | None:
        kind = cell.get("t")
        if kind == "inlineStr":
            return unescaped("".join(t.text or "" for t in cell.iter("{*}t")))
        value = None
        last = cell[-1]
        if last.tag[-1] == "v":
            value = last.text
        else:
            for child in cell:
                if local(child) == "v":
                    value = child.text
        if value is None:
            return None
        if kind == "s":
            try:
                return strings[int(value)]
            except (ValueError, IndexError):
                return None
        if kind in ("str", "d", "e"):
            return unescaped(value)
        if kind == "b":
            return "是" if value == "1" else "否"
        if len(value) < 6 or (value.isdigit() and len(value) < 15):
            return self.styles.dated(cell.get("s", "0"), value) if self.styles.dates else value
        text = plain_number(value)
        if len(text) >= 15 and text.isdigit():
            sheet.numbers.add((row, column))
        return self.styles.dated(cell.get("s", "0"), text) if self.styles.dates else text


_COLUMNS = {letters: index for index, letters in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}


def _stream(data: bytes, tags: str | tuple[str, ...]):  # type: ignore[no-untyped-def]
    """Elements as they close, memory kept flat by :func:`_free`. Broken XML is refused in Chinese."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise refuse("doctype", "Excel文件里有不应出现的文档类型声明，可能是恶意文件，没有检查")
    try:
        yield from (
            element
            for _, element in etree.iterparse(
                io.BytesIO(data),
                events=("end",),
                tag=tags,
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            )
        )
    except etree.XMLSyntaxError as error:
        raise broken("Excel", "内部结构错误") from error


def _free(element: etree._Element) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _spread_heads(sheet: Sheet) -> None:
    """A head merged over several columns stands over each of them."""
    at = {number: index for index, number in enumerate(sheet.row_numbers)}
    for area in sheet.merged[:20_000]:
        match = re.fullmatch(r"([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)", area)
        if not match or (row := at.get(int(match.group(2)))) is None:
            continue
        first, last = column_index(match.group(1)), column_index(match.group(3))
        line = sheet.rows[row]
        if last <= first or last - first > 30 or first >= len(line) or not line[first]:
            continue
        head = line[first] or ""
        if len(head) <= 12 and field_of(head) not in (None, "plain", "name"):
            line.extend([None] * (last + 1 - len(line)))
            for column in range(first + 1, last + 1):
                line[column] = line[column] or head


def sheet_list(package: Package) -> list[tuple[str, str, str]]:
    """(name, part, state) of each sheet in order; state is visible, hidden or veryHidden."""
    book = next(package.matching(r"xl/workbook\.xml"), None)
    if not book:
        raise refuse("broken", "这个工作簿的格式不能检查（可能是xlsb）。请另存为xlsx后再查")
    targets: dict[str, str] = {}
    relations = next(package.matching(r"xl/_rels/workbook\.xml\.rels"), None)
    if relations:
        for relation in package.xml(relations):
            target = (relation.get("Target") or "").lstrip("/")
            targets[relation.get("Id") or ""] = target if target.startswith("xl/") else f"xl/{target}"
    sheets = []
    for sheet in package.xml(book).iter("{*}sheet"):
        identity = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        sheets.append((sheet.get("name") or "", targets.get(identity, ""), sheet.get("state") or "visible"))
    return sheets


def scan_xlsx(data: bytes, collector: Collector, name: str = "") -> None:
    """All findings of a workbook."""
    package = Package(data, "Excel", collector)
    sheets = sheet_list(package)
    workbook = Workbook(package)
    for title, part, state in sheets:
        if part not in package.names:
            continue
        if not re.search(r"worksheets/", part):
            continue
        _scan_sheet(workbook.sheet(part), title, state, name, collector)
    for part in list(package.matching(r"xl/worksheets/[^/]+\.xml")):
        if part not in package.handled:
            _scan_sheet(workbook.sheet(part), part.rsplit("/", 1)[-1], "hidden", name, collector)
    workbook.strings.clear()
    titles = [(f"第{index}张", title) for index, (title, _, _) in enumerate(sheets, 1)]
    collector.story("工作表名称 ", titles, wording=False)
    _scan_names(package)
    _scan_extras(package)
    scan_properties(package)
    scan_rest(package)


def _scan_sheet(sheet: Sheet, title: str, state: str, name: str, collector: Collector) -> None:
    hidden = state != "visible"
    where = f"{'隐藏' if hidden else ''}工作表“{title}”"
    if hidden and sheet.rows:
        deep = "（深度隐藏，菜单里看不到）" if state == "veryHidden" else ""
        collector.add("H-SHEET", where + deep, f"{len(sheet.rows)}行内容", count=1, masked=True, places=[title])
    if sheet.hidden_rows:
        collector.add(
            "H-ROW",
            f"{where} {row_range(sheet.hidden_rows)}",
            f"{len(sheet.hidden_rows)}行",
            count=len(sheet.hidden_rows),
            masked=True,
        )
    used = (
        sorted({column for row in sheet.rows for column in sheet.hidden_columns if column < len(row) and row[column]})
        if sheet.hidden_columns
        else []
    )
    if used:
        from gongkai.checks.scan.collect import column_letters

        collector.add(
            "H-COLUMN",
            f"{where} {'、'.join(column_letters(c) for c in used[:8])}列",
            f"{len(used)}列",
            count=len(used),
            masked=True,
        )
    for rule, count in sheet.unseen.items():
        collector.add(rule, where, sheet.unseen_text[rule], count=count)
    back = {compact: real for real, compact in sheet.columns.items()}
    collector.table(
        where,
        sheet.rows,
        title=f"{name} {title}",
        letters=True,
        row_numbers=sheet.row_numbers,
        numbers=sheet.numbers,
        column_of=back,
    )
    if sheet.headers:
        collector.story(
            f"{where} 页眉页脚", [("", re.sub(r"&[LCRPNDTFAZG]|&\"[^\"]*\"|&\d+", " ", text)) for text in sheet.headers]
        )
    if sheet.texts:
        collector.raw(f"{where} 链接和有效性", "\n\n\n\n\n\n\n".join(sheet.texts))


def _scan_names(package: Package) -> None:
    book = next(package.matching(r"xl/workbook\.xml"))
    hidden = []
    texts = []
    for name in package.xml(book).iter("{*}definedName"):
        texts.append(f"{name.text or ''} {name.get('comment') or ''}")
        if (
            name.get("hidden") in ("1", "true")
            and not (name.get("name") or "").startswith("_xlnm.")
            and (name.text or "").strip()
        ):
            hidden.append(name.get("name") or "")
    if hidden:
        package.collector.add("H-NAME", "名称定义", "、".join(hidden[:5]), count=len(hidden))
    package.collector.raw("名称定义", "\n\n\n\n\n\n\n".join(texts))


def _scan_extras(package: Package) -> None:
    """Comments, drawings, pivot caches, links to other workbooks."""
    collector = package.collector
    comments: list[str] = []
    for part in package.matching(r"xl/(?:comments\d*|comments/comment\d*|threadedComments/[^/]+)\.xml"):
        for comment in package.xml(part).iter("{*}comment", "{*}threadedComment"):
            text = "".join(t.text or "" for t in comment.iter("{*}t", "{*}text"))
            comments.append(f"{comment.get('ref') or ''} {text}")
    if comments:
        collector.add("H-COMMENT", "批注", "；".join(comments), count=len(comments))
        collector.story("批注", [(text.split(" ", 1)[0], text.split(" ", 1)[1]) for text in comments], wording=False)
    for part in package.matching(r"xl/(?:drawings/drawing|charts/chart)\d*\.xml"):
        root = package.xml(part)
        paragraphs = [("", "".join(t.text or "" for t in p.iter("{*}t"))) for p in root.iter("{*}p")]
        values = [("", v.text or "") for v in root.iter("{*}v") if v.text and len(v.text) > 5]
        described = [
            ("", value)
            for e in root.iter("{*}cNvPr")
            for key, value in e.attrib.items()
            if key in ("descr", "title") and value
        ]
        collector.story("图形和图表 ", paragraphs + values + described)
    records = 0
    texts: list[str] = []
    for part in package.matching(r"xl/pivotCache/[^/]+\.xml"):
        for element in package.xml(part).iter():
            value = element.get("v") if isinstance(element.tag, str) else None
            if value and local(element) in ("s", "n", "d"):
                records += 1
                texts.append(value if local(element) != "n" else plain_number(value))
    if records:
        collector.add("H-PIVOT", "数据透视表", f"{records}个数据", count=1, masked=True)
        collector.table("数据透视表", [[text] for text in texts], sums=False)
    links = list(package.matching(r"xl/externalLinks/externalLink\d*\.xml"))
    if links:
        collector.add("H-LINK", "外部链接", f"{len(links)}个工作簿", count=len(links), masked=True)
        for part in links:
            cells = [[v.text] for v in package.xml(part).iter("{*}v") if v.text]
            collector.table("外部链接的数据", cells, sums=False)
    for part in package.matching(r"xl/connections\.xml"):
        package.xml(part)
        collector.add("M-PATH", "数据连接", "数据连接的路径", masked=True)
