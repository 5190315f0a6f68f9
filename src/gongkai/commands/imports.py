"""``gongkai import``: records from workbooks and CSV files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from gongkai.findings import refuse


@click.command(
    help="""从表格（.xlsx、.csv）导入记录。全有或全无，可以重复导入。

    \b
    gongkai import 工作会议 会议.xlsx --agency xingjing
    gongkai import all examples/xingjing --agency xingjing
    gongkai import --list
    gongkai import --template 工作会议 会议模板.xlsx

    表名写中文或英文都可以；政府信息还可以从文件夹导入：一个目录表，用“正文文件”一列写各条的 docx、html、txt 文件名，
    “附件文件”一列写附件，或者一条一个文件夹。
    all 表示文件夹（每个文件一种表）或工作簿（每张工作表一种表）。
    """,
    options_metavar="[选项]",
)
@click.argument("kind", required=False, metavar="表名")
@click.argument("file", required=False, metavar="文件", type=click.Path(path_type=Path))
@click.option("--agency", metavar="代码", help="这些记录属于哪个单位；不写时表里要有“单位”一列")
@click.option("--dry-run", is_flag=True, help="只检查，不写入")
@click.option("--list", "list_kinds", is_flag=True, help="列出各种表")
@click.option("--template", is_flag=True, help="把这种表的空模板写到文件（.xlsx 或 .csv）")
def command(
    kind: str | None, file: Path | None, agency: str | None, dry_run: bool, list_kinds: bool, template: bool
) -> None:
    from gongkai.server import bootstrap

    if list_kinds:
        bootstrap.setup()
        _list()
        return
    if kind is None or file is None:
        raise refuse("usage", "要写明表名和文件，例如：gongkai import 工作会议 会议.xlsx --agency xingjing")
    if template:
        bootstrap.setup()
        _template(kind, file)
        return
    bootstrap.migrate()
    try:
        _import(kind, file, agency, dry_run)
    except KeyboardInterrupt:
        click.echo("已中止，什么都没有写入。", err=True)
        sys.exit(130)


def _list() -> None:
    from gongkai.intake.registry import kinds

    for kind in kinds():
        click.echo(f"{kind.title}（{kind.name}）：{kind.about}")


def _template(word: str, file: Path) -> None:
    from gongkai.intake.registry import get
    from gongkai.intake.templates import csv_template, xlsx_template

    makers = {".xlsx": xlsx_template, ".csv": csv_template}
    make = makers.get(file.suffix.lower())
    if make is None:
        raise refuse("suffix", "模板文件的名字要以 .xlsx 或 .csv 结尾", str(file))
    kind = get(word)
    try:
        file.write_bytes(make(kind))
    except OSError as error:
        raise refuse("unwritable", f"写不进去（{error.strerror}）", str(file)) from None
    click.echo(f"“{kind.title}”的空表已写到 {file}")


def _import(word: str, file: Path, agency: str | None, dry_run: bool) -> None:
    from django.utils import timezone

    from gongkai.agencies.models import Agency
    from gongkai.agencies.scoping import across_agencies
    from gongkai.intake.folders import source_of, sources_in
    from gongkai.intake.registry import get
    from gongkai.intake.running import run
    from gongkai.trail.imports import record_import
    from gongkai.trail.services import Actor, reset_actor, set_actor

    everything = word.lower() in ("all", "全部")
    if agency and not everything and not Agency.objects.filter(code=agency).exists():
        raise refuse("no-agency", f"没有代码是“{agency}”的单位{_near(agency)}", "--agency")
    sources = sources_in(file) if everything else [source_of(get(word), file)]
    token = set_actor(Actor(name="命令行"))
    try:
        with across_agencies(), _bar() as progress:
            report = run(
                sources,
                today=timezone.localdate(),
                agency=agency,
                dry_run=dry_run,
                progress=progress,
                record=record_import,
            )
    finally:
        reset_actor(token)
    titles = {source.kind.name: source.kind.title for source in sources}
    for note in report.notes:
        click.echo(f"提示：{note}", err=True)
    for name, tally in report.tallies.items():
        click.echo(f"{titles[name]}：{tally.words}")
    if dry_run:
        click.echo("以上是试运行的结果，没有写入。")


def _near(code: str) -> str:
    from gongkai.agencies.models import Agency
    from gongkai.intake.registry import similar

    return similar(code, list(Agency.objects.values_list("code", flat=True)))


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, int] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield show
