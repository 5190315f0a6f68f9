"""Layouts kept out of the tuning: written after the recogniser stood, used to measure what it does with the unknown."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from random import Random

from checks.report.generator.content import Report
from checks.report.generator.layouts import (
    File,
    docx_file,
    flow,
    html_page,
    html_rows,
    plain_text,
    split_rows,
    xlsx_file,
)
from checks.report.generator.tables import (
    Piece,
    Rows,
    grid,
    head_count,
    official,
    transposed,
    ungrid,
    with_subtotal_column,
    with_subtotal_rows,
    with_texts,
)

_SHORT = {
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "（二）部分公开",
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.逾期不补正",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "2.逾期未缴费",
    "5.要求行政机关确认或重新出具已获取信息": "5.要求确认或重新出具",
    "1.本机关不掌握相关政府信息": "1.不掌握相关信息",
    "一、本年新收政府信息公开申请数量": "一、本年新收申请数量",
    "（一）主动公开政府信息数（不同渠道和方式公开相同信息计 1 条）": "（一）主动公开政府信息数",
}


def _typo(text: str, rng: Random) -> str:
    """One wrong, missing or doubled character in a label of six or more."""
    if len(text) < 8 or rng.random() < 0.6:
        return text
    at = rng.randrange(3, len(text) - 1)
    return rng.choice((text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:], text[:at] + "的" + text[at + 1 :]))


def html_shortened(report: Report) -> File:
    return html_page(
        report, lambda name, rows: [with_texts(rows, lambda p: p.text if p.key else _SHORT.get(p.text, p.text))]
    )


def html_mistyped(report: Report) -> File:
    rng = Random(report.seed)
    return html_page(report, lambda name, rows: [with_texts(rows, lambda p: p.text if p.key else _typo(p.text, rng))])


def txt_mistyped_tabs(report: Report) -> File:
    rng = Random(report.seed)

    def table(name: str, rows: Rows) -> list[str]:
        return ["\t".join(p.text if p.key else _typo(p.text, rng) for p in row) for row in rows]

    return "report.txt", plain_text(report, table).encode()


def html_nested(report: Report) -> File:
    """Data tables inside layout tables, cells full of spans and entities, as pasted from Word."""
    parts: list[str] = []

    def table(name: str, rows: Rows) -> None:
        inner = html_rows(rows).replace("<p>", '<p class="MsoNormal" style="margin:0"><span lang="EN-US"><o:p></o:p>')
        inner = inner.replace("</p>", "&nbsp;</span></p>")
        parts.append(f"<table><tr><td>&nbsp;</td><td><div>{inner}</div></td></tr></table>")

    flow(report, table, lambda kind, words: parts.append(f"<div><span>{html.escape(words)}</span></div>"))
    page = (
        "<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'></head><body><table><tr><td>"
        + "".join(parts)
    )
    return "report.htm", (page + "</td></tr></table></body></html>").encode("gbk")


def docx_blocks(report: Report) -> File:
    """Every block of table two a table of its own; the others split over pages."""
    rng = Random(report.seed)

    def change(name: str, rows: Rows) -> list[Rows]:
        if name != "2":
            return split_rows(rows, rng)
        starts = [i for i, row in enumerate(rows) if row[0].text.startswith("第二十条")]
        return [rows[a:b] for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]

    return docx_file(report, change)


def docx_transposed_subtotals(report: Report) -> File:
    def change(name: str, rows: Rows) -> list[Rows]:
        return [transposed(with_subtotal_rows(rows, report))] if name == "3" else [rows]

    return docx_file(report, change)


def xlsx_transposed(report: Report) -> File:
    return xlsx_file(report, lambda name, rows: [transposed(rows)] if name in ("3", "4") else [rows])


def xlsx_both_subtotals(report: Report) -> File:
    def change(name: str, rows: Rows) -> list[Rows]:
        return [with_subtotal_rows(with_subtotal_column(rows, report), report)] if name == "3" else [rows]

    return xlsx_file(report, change)


def html_four_upright(report: Report) -> File:
    """Table four with three rows of five, the group in front."""

    def change(name: str, rows: Rows) -> list[Rows]:
        if name != "4":
            return [rows]
        keys = [piece for row in rows for piece in row if piece.key]
        head = [Piece(t, header=True) for t in ("类别", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计")]
        groups = ("行政复议", "未经复议直接起诉", "复议后起诉")
        return [[head, *[[Piece(g), *keys[5 * i : 5 * i + 5]] for i, g in enumerate(groups)]]]

    return html_page(report, change)


def txt_four_upright(report: Report) -> File:
    def table(name: str, rows: Rows) -> list[str]:
        if name != "4":
            return ["  ".join(p.text for p in row) for row in rows]
        keys = [piece.text for row in rows for piece in row if piece.key]
        lines = ["结果维持  结果纠正  其他结果  尚未审结  总计"]
        for i, group in enumerate(("行政复议", "未经复议直接起诉", "复议后起诉")):
            lines.append("  ".join([group, *keys[5 * i : 5 * i + 5]]))
        return lines

    return "report.txt", plain_text(report, table).encode()


def txt_pipe_lines(report: Report) -> File:
    """One cell a line and a line with a pipe after each."""

    def table(name: str, rows: Rows) -> list[str]:
        lines = []
        for row in rows:
            for piece in row:
                lines += [piece.text, "|"]
            lines.append("|||")
        return lines

    return "report.txt", plain_text(report, table).encode("gbk")


def txt_one_line_a_table(report: Report) -> File:
    return "report.txt", plain_text(report, lambda n, rows: [" ".join(p.text for row in rows for p in row)]).encode()


def md_rows_with_titles_lost(report: Report) -> File:
    """Markdown without the heads of table three and four."""

    def table(name: str, rows: Rows) -> list[str]:
        lines = grid(rows)
        if name in ("3",):
            lines = lines[head_count(rows) :]
        out = []
        for r, line in enumerate(lines):
            out.append("| " + " | ".join(p.text if p else "" for p in line) + " |")
            if r == 0:
                out.append("|" + "---|" * len(line))
        return ["", *out, ""]

    return "report.md", plain_text(report, table).encode()


def html_traditional_full_width(report: Report) -> File:
    from opencc import OpenCC

    wide = {ord(str(d)): chr(0xFF10 + d) for d in range(10)}
    name, data = html_page(
        report, lambda n, rows: [with_texts(rows, lambda p: p.text.translate(wide) if p.key else p.text)]
    )
    return name, OpenCC("s2tw").convert(data.decode()).encode()


def docx_to_pdf_like_text(report: Report) -> File:
    """Running text of a PDF without any columns: every row on one line with single spaces, page feeds between."""

    def table(name: str, rows: Rows) -> list[str]:
        lines = []
        for i, row in enumerate(rows):
            lines.append(" ".join(p.text for p in row))
            if i % 12 == 11:
                lines += ["第 3 页 共 8 页", "\f"]
        return lines

    return "report.txt", plain_text(report, table).encode()


def html_sides_together(report: Report) -> File:
    """Tables three and four in one table, four to the right of three."""
    tables = official(report)
    if "3" not in tables:
        return html_page(report)
    left, right = grid(tables["3"]), grid(tables["4"])
    right += [[None] * len(right[0])] * (len(left) - len(right))
    joined = ungrid([[*a, *b] for a, b in zip(left, right, strict=True)])
    return html_page(report, lambda name, rows: [joined] if name == "3" else ([] if name == "4" else [rows]))


def pdf_borderless(report: Report) -> File:
    """A PDF whose tables have no lines."""
    import typst

    def content(text: str) -> str:
        return '#("' + text.replace("\\", "\\\\").replace('"', '\\"') + '")'

    parts = ["#set page(width: 297mm, height: 210mm, margin: 15mm)", '#set text(size: 9pt, font: "Noto Sans CJK SC")']

    def table(name: str, rows: Rows) -> None:
        columns = len(grid(rows)[0])
        cells = [
            f"table.cell(rowspan: {p.rowspan}, colspan: {p.colspan})[{content(p.text)}]" for row in rows for p in row
        ]
        widths = ", ".join(["1fr"] * columns)
        parts.append(f"#table(stroke: none, columns: ({widths}), {', '.join(cells)})")

    flow(report, table, lambda kind, words: parts.append(content(words) + "\n"))
    from importlib.resources import files

    return "report.pdf", typst.compile("\n\n".join(parts).encode(), font_paths=[str(files("pylopdf_fonts_zh_cn"))])


def docx_text_table(report: Report) -> File:
    """Tables pasted into Word as tabbed text."""
    from docx import Document

    document = Document()

    def table(name: str, rows: Rows) -> None:
        for row in rows:
            document.add_paragraph("\t".join(p.text for p in row))

    flow(report, table, lambda kind, words: document.add_paragraph(words))
    buffer = io.BytesIO()
    document.save(buffer)
    return "report.docx", buffer.getvalue()


def html_zero_signs(report: Report) -> File:
    """Zeros printed as figures with thin spaces and units: “0 件”, “12件”."""

    def change(piece: Piece) -> str:
        return f"{piece.text}件" if piece.key and "." not in piece.text and ".2.8" not in piece.key else piece.text

    skip = {"2"} if report.edition == "2019" else set()
    return html_page(report, lambda name, rows: [rows if name in skip or name == "S14" else with_texts(rows, change)])


HELD_OUT: dict[str, Callable[[Report], File]] = {
    f.__name__: f
    for f in (
        html_shortened, html_mistyped, txt_mistyped_tabs, html_nested, docx_blocks, docx_transposed_subtotals,
        xlsx_transposed, xlsx_both_subtotals, html_four_upright, txt_four_upright, txt_pipe_lines, txt_one_line_a_table,
        md_rows_with_titles_lost, html_traditional_full_width, docx_to_pdf_like_text, html_sides_together,
        pdf_borderless, docx_text_table, html_zero_signs,
    )
}  # fmt: skip
