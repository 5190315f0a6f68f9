"""``gongkai manage``: Django's management commands for the operator."""

from __future__ import annotations

import click


@click.command(
    help="运行 Django 管理命令（运维用），例如 gongkai manage shell。",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[命令] [参数]…")
def command(arguments: tuple[str, ...]) -> None:
    from gongkai.server.manage import main

    main(list(arguments))
