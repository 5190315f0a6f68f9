"""The layouts the recogniser was tuned on: one function each, from a report to (file name, bytes)."""

from __future__ import annotations

import html
import io
import textwrap
from collections.abc import Callable
from random import Random

from checks.report.generator.content import Report
from checks.report.generator.tables import (
    Piece,
    Rows,
    grid,
    halves,
    head_count,
    official,
    transposed,
    with_subtotal_column,
    with_subtotal_rows,
    with_texts,
)

File = tuple[str, bytes]
_NUMERALS = "一二三四五六七八九十"
_CHAPTER_OF = {"2": 1, "3": 2, "4": 3}


def flow(report: Report, table: Callable[[str, Rows], object], text: Callable[[str, str], object]) -> None:
    """Call ``text(kind, words)`` and ``table(id, rows)`` in the order of the report."""
    tables = official(report)
    text("title", report.title)
    text("body", report.preface)
    for index, (title, paragraphs) in enumerate(report.chapters):
        text("chapter", f"{_NUMERALS[index]}、{title}")
        for paragraph in paragraphs:
            text("body", paragraph)
        for name, chapter in _CHAPTER_OF.items():
            if name in tables and chapter == index:
                table(name, tables[name])
    if "S14" in tables:
        text("caption", f"{report.agency}{report.year}年政府信息公开情况统计表")
        table("S14", tables["S14"])
    if report.edition != "2014":
        for line in report.signature:
            text("signature", line)


# ── HTML ────────────────────────────────────────────────────────────────────


def html_rows(rows: Rows) -> str:
    lines = ["<table border=1>"]
    for row in rows:
        cells = "".join(
            f'<td rowspan="{p.rowspan}" colspan="{p.colspan}"><p>{html.escape(p.text).replace(chr(10), "<br>")}</p></td>'
            for p in row
        )
        lines.append(f"<tr>{cells}</tr>")
    return "\n".join([*lines, "</table>"])


def html_page(
    report: Report, change: Callable[[str, Rows], list[Rows]] = lambda name, rows: [rows], encoding: str = "utf-8"
) -> File:
    parts: list[str] = []

    def table(name: str, rows: Rows) -> None:
        parts.extend(html_rows(part) for part in change(name, rows))

    def text(kind: str, words: str) -> None:
        tag = {"title": "h1", "chapter": "h2"}.get(kind, "p")
        parts.append(f"<{tag}>{html.escape(words)}</{tag}>")

    flow(report, table, text)
    page = (
        f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>{report.title}_示例政府网</title>'
        "<script>var a = '一、总体情况';</script></head><body><nav><a>首页</a> &gt; <a>政务公开</a></nav><div class=main>"
        + "\n".join(parts)
        + "</div><footer>主办单位：示例</footer></body></html>"
    )
    return "report.html", page.encode(encoding)


def html_spans(report: Report) -> File:
    return html_page(report)


def html_gbk(report: Report) -> File:
    return html_page(report, encoding="gbk")


def html_transposed(report: Report) -> File:
    return html_page(report, lambda name, rows: [transposed(rows)] if name in ("3", "4") else [rows])


def html_side_by_side(report: Report) -> File:
    return html_page(report, lambda name, rows: [halves(rows)] if name == "3" else [rows])


def html_subtotal_column(report: Report) -> File:
    return html_page(report, lambda name, rows: [with_subtotal_column(rows, report)] if name == "3" else [rows])


def html_subtotal_rows(report: Report) -> File:
    return html_page(report, lambda name, rows: [with_subtotal_rows(rows, report)] if name == "3" else [rows])


def split_rows(rows: Rows, rng: Random) -> list[Rows]:
    """Over three pages with repeated heads; spans end at the break, as in a printed file."""
    lines, heads = grid(rows), head_count(rows)
    body = lines[heads:]
    if len(body) < 6:
        return [rows]
    cuts = sorted(rng.sample(range(2, len(body) - 1), 2))
    parts = []
    for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True):
        from checks.report.generator.tables import ungrid

        parts.append(ungrid([*lines[:heads], *body[a:b]]))
    return parts


def html_split(report: Report) -> File:
    rng = Random(report.seed)
    return html_page(report, lambda name, rows: split_rows(rows, rng))


def html_full_width(report: Report) -> File:
    wide = {ord(str(d)): chr(0xFF10 + d) for d in range(10)}
    return html_page(
        report, lambda name, rows: [with_texts(rows, lambda p: p.text.translate(wide) if p.key else p.text)]
    )


def html_traditional(report: Report) -> File:
    from opencc import OpenCC

    name, data = html_page(report)
    return name, OpenCC("s2t").convert(data.decode()).encode()


def html_broken_labels(report: Report) -> File:
    """Line breaks and spaces inside labels, straight quotes, half-width brackets, commas for 、."""

    def change(piece: Piece) -> str:
        if piece.key or len(piece.text) < 4:
            return piece.text
        text = (
            piece.text.replace("“", '"')
            .replace("”", '"')
            .replace("（", "(")
            .replace("）", ")")
            .replace("、行政", "，行政")
        )
        middle = len(text) // 2
        return text[:middle] + ("\n" if report.seed % 2 else " ") + text[middle:]

    return html_page(report, lambda name, rows: [with_texts(rows, change)])


# ── text ────────────────────────────────────────────────────────────────────


def plain_text(report: Report, table: Callable[[str, Rows], list[str]], gap: str = "\n") -> str:
    lines: list[str] = []
    flow(report, lambda name, rows: lines.extend(table(name, rows)), lambda kind, words: lines.append(words))
    return gap.join(lines) + "\n"


def md_pipes(report: Report) -> File:
    """A Markdown table with every place printed; a span prints its text once and leaves the rest empty."""

    def table(name: str, rows: Rows) -> list[str]:
        lines, seen = [], set()
        for r, line in enumerate(grid(rows)):
            cells = []
            for piece in line:
                fresh = piece is not None and id(piece) not in seen
                seen.add(id(piece))
                cells.append(piece.text if piece is not None and fresh else "")
            lines.append("| " + " | ".join(cells) + " |")
            if r == 0:
                lines.append("|" + " --- |" * len(cells))
        return ["", *lines, ""]

    return "report.md", plain_text(report, table).encode()


def txt_pipes(report: Report) -> File:
    """Pipes with the spans lost, as copied from a page."""
    return "report.txt", plain_text(
        report, lambda n, rows: [" | ".join(p.text for p in row) + " |" for row in rows]
    ).encode()


def txt_tabs(report: Report) -> File:
    return "report.txt", plain_text(report, lambda n, rows: ["\t".join(p.text for p in row) for row in rows]).encode(
        "gb18030"
    )


def txt_cells(report: Report) -> File:
    """One cell a line."""
    return "report.txt", plain_text(report, lambda n, rows: [p.text for row in rows for p in row]).encode()


def txt_cells_spaced(report: Report) -> File:
    """One cell a line with an empty line between, UTF-16."""
    text = plain_text(report, lambda n, rows: [p.text for row in rows for p in row], gap="\n\n")
    return "report.txt", text.encode("utf-16")


def txt_columns(report: Report) -> File:
    """Columns of spaces with labels wrapped round their figures and page numbers between, as pdftotext prints them."""

    def table(name: str, rows: Rows) -> list[str]:
        lines: list[str] = []
        for row in rows:
            labels = [p.text for p in row if not p.key]
            figures = [p.text for p in row if p.key]
            if not figures:
                lines.append("   ".join(labels))
                continue
            label = labels[-1] if labels else ""
            if name == "S14":
                label = labels[0]
            wrapped = textwrap.wrap(label, 14) or [""]
            middle = len(wrapped) // 2 if len(wrapped) != 2 else 0
            for i, part in enumerate(wrapped):
                tail = ("   ".join(f"{f:>6}" for f in figures)) if i == middle else ""
                lines.append(f"        {part:　<16}      {tail}".rstrip())
            if len(lines) % 9 == 0:
                lines.append("                              - 3 -")
            lines.append("")
        return lines

    return "report.txt", plain_text(report, table).encode()


def txt_run_together(report: Report) -> File:
    """No line break at all; a space between cells."""
    text = plain_text(report, lambda n, rows: [" ".join(p.text for row in rows for p in row)], gap=" ")
    return "report.txt", text.encode()


# ── office and PDF ──────────────────────────────────────────────────────────


def word_table(rows: Rows) -> str:
    """The table as Word writes it: gridSpan across, vMerge down with an empty cell in every row covered."""
    lines, places = [], grid(rows)
    for r, line in enumerate(places):
        cells, c = [], 0
        while c < len(line):
            piece = line[c]
            width = 1
            while piece is not None and c + width < len(line) and line[c + width] is piece:
                width += 1
            above = r > 0 and piece is not None and places[r - 1][c] is piece
            merge = (
                ""
                if piece is None or piece.rowspan == 1
                else ("<w:vMerge/>" if above else '<w:vMerge w:val="restart"/>')
            )
            text = "" if piece is None or above else html.escape(piece.text)
            runs = "".join(f"<w:r><w:t xml:space='preserve'>{part}</w:t></w:r>" for part in text.split("\n"))
            cells.append(f'<w:tc><w:tcPr><w:gridSpan w:val="{width}"/>{merge}</w:tcPr><w:p>{runs}</w:p></w:tc>')
            c += width
        lines.append(f"<w:tr>{''.join(cells)}</w:tr>")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = f'<w:gridCol w:w="{9000 // len(places[0])}"/>' * len(places[0])
    head = f"<w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
    return f"<w:tbl {space}>{head}{''.join(lines)}</w:tbl>"


def docx_file(report: Report, change: Callable[[str, Rows], list[Rows]] = lambda name, rows: [rows]) -> File:
    from docx import Document
    from docx.oxml import parse_xml

    document = Document()

    def table(name: str, rows: Rows) -> None:
        for part in change(name, rows):
            document.element.body.insert_element_before(parse_xml(word_table(part)), "w:sectPr")
            document.add_paragraph("")

    flow(report, table, lambda kind, words: document.add_paragraph(words))
    buffer = io.BytesIO()
    document.save(buffer)
    return "report.docx", buffer.getvalue()


def docx_merged(report: Report) -> File:
    return docx_file(report)


def xlsx_file(report: Report, change: Callable[[str, Rows], list[Rows]] = lambda name, rows: [rows]) -> File:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("年度报告")
    at = 0

    def write(r: int, c: int, piece: Piece) -> None:
        value: object = piece.text
        if piece.key and piece.text.isdigit():
            value = int(piece.text)
        if piece.rowspan > 1 or piece.colspan > 1:
            sheet.merge_range(r, c, r + piece.rowspan - 1, c + piece.colspan - 1, value)
        else:
            sheet.write(r, c, value)

    def table(name: str, rows: Rows) -> None:
        nonlocal at
        for part in change(name, rows):
            lines = grid(part)
            seen: set[int] = set()
            for r, line in enumerate(lines):
                for c, piece in enumerate(line):
                    if piece is not None and id(piece) not in seen:
                        seen.add(id(piece))
                        write(at + r, c, piece)
            at += len(lines) + 1

    def text(kind: str, words: str) -> None:
        nonlocal at
        sheet.write(at, 0, words)
        at += 1

    flow(report, table, text)
    book.close()
    return "report.xlsx", buffer.getvalue()


def xlsx_merged(report: Report) -> File:
    return xlsx_file(report)


def pdf_typst(report: Report) -> File:
    import typst

    def content(text: str) -> str:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'#("{escaped}")'

    parts = [
        '#set page(width: 210mm, height: 297mm, margin: 20mm, numbering: "- 1 -")',
        '#set text(size: 9pt, font: "Noto Serif CJK SC")',
    ]

    def table(name: str, rows: Rows) -> None:
        lines, heads = grid(rows), head_count(rows)
        columns = len(lines[0])
        cells = [
            f"table.cell(rowspan: {p.rowspan}, colspan: {p.colspan})[{content(p.text)}]"
            for row in rows[heads:]
            for p in row
        ]
        head = [
            f"table.cell(rowspan: {p.rowspan}, colspan: {p.colspan})[{content(p.text)}]"
            for row in rows[:heads]
            for p in row
        ]
        header = f"table.header({', '.join(head)}), " if head else ""
        parts.append(f"#table(columns: ({', '.join(['1fr'] * columns)}), {header}{', '.join(cells)})")

    flow(report, table, lambda kind, words: parts.append(content(words) + "\n"))
    from importlib.resources import files

    fonts = str(files("pylopdf_fonts_zh_cn"))
    return "report.pdf", typst.compile("\n\n".join(parts).encode(), font_paths=[fonts])


LAYOUTS: dict[str, Callable[[Report], File]] = {
    f.__name__: f
    for f in (
        html_spans, html_gbk, html_transposed, html_side_by_side, html_subtotal_column, html_subtotal_rows, html_split,
        html_full_width, html_traditional, html_broken_labels, md_pipes, txt_pipes, txt_tabs, txt_cells, txt_cells_spaced,
        txt_columns, txt_run_together, docx_merged, xlsx_merged, pdf_typst,
    )
}  # fmt: skip
