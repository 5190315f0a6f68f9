"""``gongkai report``: the year's report from the year's records, and every figure opened."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gongkai.agencies.models import Agency
    from gongkai.law.forms import Sheet
    from gongkai.reports.contents import Assembled
    from gongkai.reports.queries import Explanation

FORMATS = ("docx", "pdf", "xlsx", "html", "json")


@click.command(
    options_metavar="[选项]",
    help="""从台账生成一个单位一年的政府信息公开工作年度报告，并打印各文件的路径。

    AGENCY 是单位代码（示例镇是 xingjing），YEAR 是报告年度。统计表的每个数都由台账算出；
    加 --explain 看某一格怎样算、由哪些记录算出，加 --csv 把这些记录存成表格。

    退出代码：0 正常；1 报告已生成，但有需要改正的错误；2 参数不能用，什么也没有写。
    """,
)
@click.argument("agency", metavar="AGENCY")
@click.argument("year", metavar="YEAR")
@click.option(
    "--format",
    "formats",
    default=",".join(FORMATS),
    show_default=True,
    metavar="格式",
    help=f"要哪些格式，用逗号分开：{'、'.join(FORMATS)}。",
)
@click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("."),
    metavar="文件夹",
    help="放在哪个文件夹，默认当前文件夹。",
)
@click.option("--explain", "key", metavar="格", help="不写文件，说明这一格怎样算出，如 S14.1.2.4、R21.3.1.tot。")
@click.option(
    "--published",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="已公布的这一年的报告（docx、pdf、html、xlsx、txt），逐格与台账算出的数对照，不同的列为发现。",
)
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="文件",
    help="与 --explain 同用：把背后的记录存成 CSV。",
)
def command(
    agency: str, year: str, formats: str, folder: Path, key: str | None, published: Path | None, csv_file: Path | None
) -> None:
    from gongkai.findings import refuse

    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise refuse("bad_year", f"“{year}”不是年度，请写四位数字，如 2018", "YEAR")
    wanted = [name.strip().lower() for name in formats.replace("，", ",").replace("、", ",").split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in FORMATS]:
        raise refuse(
            "unknown_format", f"没有“{'、'.join(unknown)}”这种格式，可用的有：{'、'.join(FORMATS)}", "--format"
        )
    if not wanted:
        raise refuse("no_format", f"没有写要哪种格式，可用的有：{'、'.join(FORMATS)}", "--format")
    if csv_file and not key:
        raise refuse("csv_without_cell", "--csv 要和 --explain 一起用，先说明要哪一格的记录", "--csv")
    if not key and {"pdf", "docx"} & set(wanted):
        threading.Thread(target=_warm_up).start()
    import gc

    from gongkai.server import bootstrap

    # Starting only builds up: collecting garbage meanwhile would cost a tenth of the time and free nothing.
    gc.disable()
    bootstrap.setup()
    gc.freeze()
    gc.enable()
    from django.db.utils import OperationalError, ProgrammingError

    try:
        assembled = _report(agency, int(year), wanted, folder, published, key.strip() if key else None, csv_file)
    except (OperationalError, ProgrammingError) as error:
        message = "数据库打不开，或者结构不是最新的；请运行 gongkai manage migrate 后再试"
        raise refuse("database", message, "数据库") from error
    if assembled is not None and assembled.errors:
        sys.exit(1)


def _warm_up() -> None:
    """Set an empty page while Django starts, so that fonts and typesetter are ready when the text is."""
    from gongkai.papers.model import Paper
    from gongkai.papers.writing.pdf import typeset

    typeset(Paper(title="年度报告"))


def _report(
    code: str,
    year: int,
    formats: list[str],
    folder: Path,
    published: Path | None,
    key: str | None,
    csv_file: Path | None,
) -> Assembled | None:
    """Write the files and show what was found; or open one cell, and return nothing."""
    from gongkai.agencies.scoping import as_agency
    from gongkai.reports.queries import explain, report_of

    found = _agency(code)
    with as_agency(found):
        report = report_of(found, year)
        if key:
            _explain(explain(report, key), csv_file)
            return None
        from gongkai.reports.assembling import assemble
        from gongkai.reports.comparing import compare
        from gongkai.reports.files import write_files

        assembled = assemble(report)
        if published:
            assembled.findings += compare(assembled.computed_sheet, _published_sheet(published, assembled))
        paths = write_files(assembled, formats, folder)
    for path in paths:
        click.echo(str(path.resolve()))
    _show_findings(assembled)
    return assembled


def _agency(code: str) -> Agency:
    """The agency of this code, or Refused with those there are."""
    from gongkai.agencies.models import Agency
    from gongkai.findings import refuse

    found = Agency.objects.filter(code=code).first()
    if found is not None:
        return found
    codes = list(Agency.objects.values_list("code", "short_name")[:20])
    if not codes:
        raise refuse("no_agencies", "数据库里还没有单位，请先导入单位，或运行 gongkai demo 装入示例镇", "单位")
    known = "、".join(f"{one}（{name}）" for one, name in codes)
    raise refuse("unknown_agency", f"没有代码是“{code}”的单位，可用的有：{known}", "单位")


def _published_sheet(path: Path, assembled: Assembled) -> Sheet:
    """The table of a published report, read from its file. Refused when it has none, or one of another year."""
    from gongkai.checks.report.recognise import recognise
    from gongkai.findings import refuse
    from gongkai.papers.reading import read

    found = recognise(read(path))
    if found.sheet is None or not len(found.sheet):
        raise refuse("no_table", "这个文件里没有找到统计表", str(path))
    if found.sheet.edition != assembled.edition or (found.year and found.year != assembled.year):
        its = f"{found.year or ''}年度、{found.sheet.edition}年版统计表"
        raise refuse(
            "other_year", f"这个文件是{its}，要对照的是{assembled.year}年度、{assembled.edition}年版", str(path)
        )
    return found.sheet


def _show_findings(assembled: Assembled) -> None:
    """The findings on standard error, so that standard output is paths alone."""
    if not assembled.findings:
        click.echo("核对完毕，没有发现问题。", err=True)
        return
    click.echo(f"核对发现{len(assembled.findings)}处：", err=True)
    for finding in assembled.findings:
        click.echo(f"  [{finding.severity.label}] {finding.rule} {finding.message}", err=True)


def _explain(opened: Explanation, csv_file: Path | None) -> None:
    from gongkai.law.forms import plain_number

    click.echo(f"{opened.key}　{opened.place}")
    click.echo(f"台账算出：{plain_number(opened.computed)}{opened.unit}")
    if opened.override is not None:
        who = f"{opened.override.author}，{opened.override.date}" if opened.override.author else opened.override.date
        click.echo(f"报告印出：{plain_number(opened.printed)}{opened.unit}（{who}：{opened.override.reason}）")
    if opened.frozen:
        click.echo("报告已定稿，以下是定稿时的记录。")
    for step in opened.steps:
        click.echo(f"  {step}")
    for listing in opened.lists:
        if listing.records:
            click.echo("\t".join(listing.columns))
        for record in listing.records:
            click.echo("\t".join(record.values))
    if csv_file:
        _write_csv(opened, csv_file)
        click.echo(f"记录已存为 {csv_file.resolve()}")


def _write_csv(opened: Explanation, path: Path) -> None:
    """The records behind the cell, with a byte-order mark so that spreadsheet programs read it as UTF-8."""
    import csv
    import io

    from gongkai.findings import refuse
    from gongkai.reports.files import put

    columns = list(dict.fromkeys(name for listing in opened.lists for name in listing.columns))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, ["计法", *columns], lineterminator="\r\n")
    writer.writeheader()
    for listing in opened.lists:
        for record in listing.records:
            cells = dict(zip(listing.columns, map(_inert, record.values), strict=True))
            writer.writerow({"计法": listing.label, **cells})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, text.getvalue().encode("utf-8-sig"))
    except OSError as error:
        raise refuse("cannot_write", f"文件写不进去（{error.strerror}）", str(path)) from error


def _inert(text: str) -> str:
    """Text that a spreadsheet program would take for a formula is marked as text."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
