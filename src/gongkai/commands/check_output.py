"""What ``gongkai check`` shows: findings of a report in plain words, a summary of several, a workbook."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from gongkai.checks.report.run import Checked
from gongkai.findings import Finding, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_EDITIONS = {"2014": "2014 年统计表", "2019": "2019 年试行格式", "2021": "2021 年格式", None: "没有认出规定的表格"}


def print_report(checked: Checked, *, brief: bool = False) -> None:
    """One report: who and what, then 错误, 请确认 and 提示. ``brief`` leaves the 提示 out, only counting them."""
    if not checked.readable:
        click.secho(checked.file, bold=True)
        for finding in checked.findings:
            click.echo(f"  {finding.message}")
        click.echo()
        return
    name = checked.agency or checked.title or "（没有认出机关名称）"
    year = f"，{checked.year} 年度" if checked.year else ""
    click.secho(f"{name}{year}，{_EDITIONS[checked.edition]}", bold=True)
    click.echo(f"  {checked.file}")
    click.echo(f"  {counts(checked)}{'' if checked.complete else '；文件不完整'}")
    for severity in Severity:
        group = [finding for finding in checked.findings if finding.severity is severity]
        if not group or (brief and severity is Severity.INFO):
            continue
        click.echo()
        click.secho(f"  {severity.label}", fg=_COLOURS[severity], bold=True)
        for number, finding in enumerate(group, 1):
            _print_finding(number, finding)
    click.echo()


def counts(checked: Checked) -> str:
    """“错误 1 处，请确认 3 处，提示 2 处”, or that nothing was found."""
    if checked.damaged:
        return "内容无法核对"
    shown = [f"{severity.label} {checked.count(severity)} 处" for severity in Severity if checked.count(severity)]
    if not shown:
        return "没有发现问题"
    return ("" if checked.count(Severity.ERROR) else "没有发现错误；") + "，".join(shown)


def _print_finding(number: int, finding: Finding) -> None:
    click.echo(f"  {number}. {finding.message}")
    click.secho(f"     [{finding.rule}] {finding.where}", dim=True)
    if finding.expression:
        click.secho(f"     算式：{finding.expression}", dim=True)
    if finding.excerpt:
        click.secho(f"     原文：{' '.join(finding.excerpt.split())}", dim=True)


def print_summary(results: Sequence[Checked]) -> None:
    """A table with a line per report and, below, which rules fired most."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"共 {len(results)} 份报告", title_justify="left")
    table.add_column("文件", overflow="fold")
    table.add_column("机关", overflow="fold")
    for head in ("年度", "错误", "请确认", "提示"):
        table.add_column(head, justify="right", no_wrap=True)
    for checked in results:
        numbers = [str(checked.count(severity)) for severity in Severity]
        if not checked.readable:
            numbers = ["读不了", "", ""]
        table.add_row(Path(checked.file).name, checked.agency or "—", str(checked.year or "—"), *numbers)
    console = Console(soft_wrap=False, width=None if os.isatty(1) else 110, highlight=False, markup=False)
    console.print(table)
    clean = sum(1 for checked in results if checked.readable and not checked.has_error)
    failed = sum(1 for checked in results if not checked.readable)
    click.echo(f"没有错误的 {clean} 份，有错误的 {len(results) - clean - failed} 份，无法读取的 {failed} 份。")
    often = Counter(
        finding.rule
        for checked in results
        for finding in {finding.rule: finding for finding in checked.findings}.values()
        if finding.severity is not Severity.INFO
    ).most_common(5)
    if often:
        click.echo("最常见的检查项：" + "，".join(f"{rule}（{count} 份）" for rule, count in often))


_HEADS: tuple[tuple[str, int], ...] = (
    ("文件", 28),
    ("机关", 24),
    ("年度", 7),
    ("程度", 8),
    ("检查项", 9),
    ("位置", 32),
    ("说明", 70),
    ("应为", 18),
    ("实为", 18),
    ("算式", 30),
    ("原文", 40),
    ("数据格", 24),
)


def write_workbook(results: Sequence[Checked], path: Path) -> None:
    """A workbook with a sheet of findings and a sheet with a line per report; written beside and put in place whole."""
    import xlsxwriter

    handle, name = tempfile.mkstemp(suffix=".xlsx", dir=path.resolve().parent)
    os.close(handle)
    try:
        with xlsxwriter.Workbook(name, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            styles = {
                "head": book.add_format({"bold": True, "bg_color": "#E7EDF5", "border": 1, "text_wrap": True}),
                "text": book.add_format({"text_wrap": True, "valign": "top"}),
                Severity.ERROR: book.add_format({"font_color": "#B42318", "bold": True, "valign": "top"}),
                Severity.WARNING: book.add_format({"font_color": "#8A5A00", "valign": "top"}),
                Severity.INFO: book.add_format({"font_color": "#44546A", "valign": "top"}),
            }
            _summary_sheet(book, results, styles)
            _findings_sheet(book, results, styles)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _summary_sheet(book: Any, results: Sequence[Checked], styles: dict[Any, Any]) -> None:
    sheet = book.add_worksheet("汇总")
    heads = (
        ("文件", 30),
        ("机关", 28),
        ("年度", 7),
        ("格式", 22),
        ("错误", 8),
        ("请确认", 8),
        ("提示", 8),
        ("情况", 40),
    )
    _heads(sheet, heads, styles)
    for row, checked in enumerate(results, 1):
        if checked.readable:
            state = "内容无法核对" if checked.damaged else "完整" if checked.complete else "文件不完整"
        else:
            state = "；".join(finding.message for finding in checked.findings)
        sheet.write_string(row, 0, Path(checked.file).name, styles["text"])
        sheet.write_string(row, 1, checked.agency or "", styles["text"])
        if checked.year:
            sheet.write_number(row, 2, checked.year, styles["text"])
        sheet.write_string(row, 3, _EDITIONS[checked.edition] if checked.readable else "", styles["text"])
        for column, severity in enumerate(Severity, 4):
            if checked.readable:
                sheet.write_number(row, column, checked.count(severity), styles["text"])
        sheet.write_string(row, 7, state, styles["text"])
    sheet.autofilter(0, 0, max(1, len(results)), len(heads) - 1)


def _findings_sheet(book: Any, results: Sequence[Checked], styles: dict[Any, Any]) -> None:
    sheet = book.add_worksheet("检查结果")
    _heads(sheet, _HEADS, styles)
    row = 0
    for checked in results:
        for finding in checked.findings:
            row += 1
            sheet.write_string(row, 0, Path(checked.file).name, styles["text"])
            sheet.write_string(row, 1, checked.agency or "", styles["text"])
            if checked.year:
                sheet.write_number(row, 2, checked.year, styles["text"])
            sheet.write_string(row, 3, finding.severity.label, styles[finding.severity])
            texts = (
                finding.rule,
                finding.where,
                finding.message,
                finding.expected or "",
                finding.found or "",
                finding.expression,
                finding.excerpt,
                "、".join(finding.cells[:12]) + ("…" if len(finding.cells) > 12 else ""),
            )
            for column, text in enumerate(texts, 4):
                sheet.write_string(row, column, text[:32000], styles["text"])
    sheet.autofilter(0, 0, max(1, row), len(_HEADS) - 1)


def _heads(sheet: Any, heads: Sequence[tuple[str, int]], styles: dict[Any, Any]) -> None:
    for column, (head, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, styles["head"])
    sheet.freeze_panes(1, 1)
