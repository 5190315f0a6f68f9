"""``gongkai check``: any published annual report, checked; for one file, a folder or a district's sixty."""

from __future__ import annotations

import glob
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongkai.findings import Refused, refuse

if TYPE_CHECKING:
    from gongkai.checks.report.model import ReadReport
    from gongkai.checks.report.run import Checked

_SUFFIXES = frozenset(
    {".docx", ".pdf", ".html", ".htm", ".xlsx", ".md", ".txt", ".doc", ".wps", ".rtf", ".odt", ".xls"}
)
_LEVELS = ("town", "county", "city", "province")
_PARALLEL_FROM = 4


@click.command(
    options_metavar="[选项]",
    epilog="退出码：0 没有错误；1 至少有一处错误；2 有文件无法读取（其余照常检查）。",
)
@click.argument("files", nargs=-1, required=True, metavar="文件…")
@click.option(
    "--previous",
    multiple=True,
    metavar="文件",
    help="去年的报告，用来核对结转、增减和雷同；可以写几次，按机关名称对应。",
)
@click.option("--json", "as_json", is_flag=True, help="每个文件输出一个 JSON 对象，几个文件时一行一个。")
@click.option("--xlsx", "workbook", metavar="文件", help="把检查结果另存为电子表格。")
@click.option("--agency", metavar="名称", help="机关名称，文件里写的不对或没有时用。")
@click.option(
    "--level", type=click.Choice(_LEVELS), help="机关层级：town 乡镇街道，county 县区，city 市，province 省。"
)
@click.option("--year", type=click.IntRange(2008, 2100), metavar="年", help="报告年度，文件里没有时用。")
@click.option("--quiet", is_flag=True, help="几个文件时只列汇总表。")
def command(
    files: tuple[str, ...],
    previous: tuple[str, ...],
    as_json: bool,
    workbook: str | None,
    agency: str | None,
    level: str | None,
    year: int | None,
    quiet: bool,
) -> None:
    """检查已写好的政府信息公开工作年度报告。

    文件可以是 docx、pdf（有文字的）、html、xlsx、md、txt，装有 LibreOffice 时也可以是 doc、wps；可以写几个文件、
    文件夹，或“*.pdf”这样的式样。核对各表的勾稽关系、正文与表格、与去年的衔接、格式、用字，逐条说明在哪里、差多少、
    怎么改。不联网，不改动文件。
    """
    paths = find_files(files)
    target = _workbook_path(workbook)
    before = [_read_previous(path) for path in previous]
    settings = {"agency": agency, "level": level, "year": year, "only": len(paths) == 1}
    from gongkai.checks.report.run import add_sisters

    results: Iterable[Checked] = add_sisters(_check_all(paths, before, settings))
    unreadable = errors = False
    kept: list[Checked] = []
    for checked in results:
        unreadable, errors = unreadable or not checked.readable, errors or checked.has_error
        if as_json:
            click.echo(json.dumps(checked.as_dict(), ensure_ascii=False))
        elif not quiet or len(paths) == 1:
            from gongkai.commands.check_output import print_report

            print_report(checked, brief=len(paths) > 1)
        if target is not None or not as_json:
            kept.append(checked)
    if not as_json and len(paths) > 1:
        from gongkai.commands.check_output import print_summary

        print_summary(kept)
    if target is not None:
        from gongkai.commands.check_output import write_workbook

        write_workbook(kept, target)
        click.echo(f"检查结果已存为 {target}", err=True)
    sys.exit(2 if unreadable else 1 if errors else 0)


def find_files(given: Sequence[str]) -> list[str]:
    """The files meant: files as they are, folders searched through, patterns expanded; each once, in order.

    A file that is named but not there stays in the list and is reported as unreadable. Refused when nothing is left.
    """
    found: dict[str, None] = {}
    for name in given:
        path = Path(name)
        if path.is_dir():
            inside = sorted(str(p) for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES and _is_document(p))
            found |= dict.fromkeys(inside)
        elif not path.exists() and any(sign in name for sign in "*?["):
            found |= dict.fromkeys(sorted(p for p in glob.glob(name, recursive=True) if os.path.isfile(p)))
        else:
            found[name] = None
    if not found:
        raise refuse(
            "no-files", "没有找到可以检查的文件，请核对路径；可检查 docx、pdf、html、xlsx、md、txt", "、".join(given)
        )
    return list(found)


def _is_document(path: Path) -> bool:
    return path.is_file() and not path.name.startswith((".", "~$"))


def _workbook_path(name: str | None) -> Path | None:
    if name is None:
        return None
    path = Path(name)
    if path.suffix.lower() != ".xlsx":
        raise refuse("not-xlsx", "电子表格的文件名要以 .xlsx 结尾", name)
    if not path.resolve().parent.is_dir():
        raise refuse("no-folder", "要存放电子表格的文件夹不存在", str(path.parent))
    return path


def _read_previous(name: str) -> ReadReport:
    from gongkai.checks.report.recognise import recognise
    from gongkai.papers.reading import read

    try:
        return recognise(read(name), name=name)
    except Refused as refused:
        for failure in refused.failures:
            click.echo(f"错误：去年的报告无法读取：{failure}", err=True)
        sys.exit(2)


def _check_all(paths: list[str], before: list[ReadReport], settings: dict[str, Any]) -> Iterator[Checked]:
    """The results in the order of the files: several processes for many files, a progress bar on a terminal."""
    workers = min(len(paths), os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count() or 1)
    if len(paths) < _PARALLEL_FROM or workers < 2:
        _prepare(before, settings)
        yield from _with_progress(map(check_file, paths), len(paths))
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers, initializer=_prepare, initargs=(before, settings)) as pool:
        chunk = max(1, min(8, len(paths) // (workers * 4)))
        yield from _with_progress(pool.map(check_file, paths, chunksize=chunk), len(paths))


def _with_progress(results: Iterable[Checked], total: int) -> Iterator[Checked]:
    if total < 2 or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(results, description="检查", total=total, console=Console(stderr=True), transient=True)


_TASK: dict[str, Any] = {}


def _prepare(before: list[ReadReport], settings: dict[str, Any]) -> None:
    """What every worker needs once: last year's reports and what the caller said."""
    _TASK.update(before=before, settings=settings)


def check_file(name: str) -> Checked:
    """Read and check one file; one that cannot be read is a result too."""
    from gongkai.checks.report.recognise import recognise
    from gongkai.checks.report.rules import Context
    from gongkai.checks.report.run import check_report, pick_previous, unreadable
    from gongkai.papers.reading import read

    settings = _TASK["settings"]
    try:
        report = recognise(read(name), name=name)
    except Refused as refused:
        return unreadable(name, refused)
    context = Context(
        previous=pick_previous(report, _TASK["before"], only=settings["only"]),
        agency=settings["agency"],
        level=settings["level"],
        year=settings["year"],
    )
    return check_report(report, file=name, context=context)
