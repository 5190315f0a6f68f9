"""``gongkai trail``: whether the log of acts is whole."""

from __future__ import annotations

import sys

import click


@click.group(help="操作记录。", subcommand_metavar="命令 [参数]…")
def command() -> None:
    pass


@command.command(help="逐条核对整条记录链，再和数据库以外的留底核对；完整时退出代码为0，有缺失或改动为1。")
def verify() -> None:
    from gongkai.server import bootstrap

    bootstrap.setup()
    from django.conf import settings
    from django.db.utils import DatabaseError

    from gongkai.findings import refuse
    from gongkai.trail.models import TrailEntry
    from gongkai.trail.services import anchor_note
    from gongkai.trail.services import verify as verify_chain

    try:
        problems = verify_chain()
    except DatabaseError as error:
        raise refuse("no-trail", f"操作记录读不出来（{error}）。请核对 GONGKAI_DATA", str(settings.DATA)) from error
    for problem in problems:
        click.echo(problem)
    if note := anchor_note():
        click.echo(note)
    if problems:
        sys.exit(1)
    click.echo(f"操作记录完整，共{TrailEntry.objects.count()}条。")
