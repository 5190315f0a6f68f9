"""``gongkai bake``: write the public site as files, or say whether the files are what the records say."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from gongkai.findings import refuse

SHOWN_PROBLEMS = 50


@click.command(
    help="""把公开网站写成静态文件（GONGKAI_DATA/site）。平时发布、撤下会自动更新，批量导入以后或换了服务器才需要整站生成。

    \b
    gongkai bake                 整站生成
    gongkai bake --agency 代码    只生成一个单位的网页
    gongkai bake --verify        先写完还没写的网页，再逐个核对；有不一致时退出代码为1
    """,
    options_metavar="[选项]",
)
@click.option("--agency", "code", metavar="代码", help="只处理这个单位的网页")
@click.option("--verify", is_flag=True, help="只核对，不重写")
@click.option("--processes", default=0, metavar="个数", type=click.IntRange(0, 64), help="进程数；不填按处理器个数")
def command(code: str | None, verify: bool, processes: int) -> None:
    from gongkai.server import bootstrap

    bootstrap.migrate()

    from django.utils import timezone

    from gongkai.portal import baking, search

    agency = _agency(code) if code else None
    today = timezone.localdate()
    if verify:
        pending = baking.drain(today)
        if pending:
            click.echo(f"先更新了{pending}处还没写的网页。")
    elif agency is None:
        search.sync()
    with _bar("核对" if verify else "生成") as progress:
        outcome = baking.bake_all(
            today, agency=agency, verify=verify, processes=processes or min(os.cpu_count() or 1, 8), progress=progress
        )
    for problem in outcome.problems[:SHOWN_PROBLEMS]:
        click.echo(problem)
    if len(outcome.problems) > SHOWN_PROBLEMS:
        click.echo(f"……还有{len(outcome.problems) - SHOWN_PROBLEMS}处")
    if outcome.problems:
        click.echo(
            f"核对了{outcome.pages}个文件，{len(outcome.problems)}处不一致。运行 gongkai bake 重新生成。", err=True
        )
        sys.exit(1)
    click.echo(
        f"核对了{outcome.pages}个文件，和记录完全一致。"
        if verify
        else f"生成了{outcome.pages}个文件：{baking.site_folder().root}"
    )


def _agency(code: str) -> Any:
    from gongkai.agencies.models import Agency

    found = Agency.objects.filter(code=code).first()
    if found is None:
        known = "、".join(Agency.objects.order_by("path").values_list("code", flat=True)[:10])
        raise refuse("no-agency", f"没有代码是“{code}”的单位。已有的代码：{known or '还没有单位'}", "--agency")
    return found


class _bar:
    """A progress bar on a terminal, silence elsewhere. No thread draws it: a process with threads must not fork."""

    def __init__(self, verb: str) -> None:
        self.verb = verb

    def __enter__(self) -> Any:
        if not sys.stderr.isatty():
            return lambda done, total: None
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.progress = Progress(
            TextColumn(self.verb), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            console=Console(stderr=True), auto_refresh=False,
        )  # fmt: skip
        self.task = self.progress.add_task(self.verb, total=None)

        def show(done: int, total: int) -> None:
            self.progress.update(self.task, completed=done, total=total)
            self.progress.refresh()

        self.progress.start()
        return show

    def __exit__(self, *error: object) -> None:
        if hasattr(self, "progress"):
            self.progress.stop()
