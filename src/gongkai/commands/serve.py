"""``gongkai serve``: the site, the job worker and the schedule as one group of processes."""

from __future__ import annotations

import os
import socket
import sys

import click

from gongkai.findings import refuse


@click.command(help="启动网站、后台任务和定时任务。按 Ctrl-C 停止。", options_metavar="[选项]")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="地址", help="监听的地址；0.0.0.0 对外开放")
@click.option(
    "--port", default=8000, show_default=True, metavar="端口", type=click.IntRange(1, 65535), help="监听的端口"
)
@click.option(
    "--workers",
    default=0,
    metavar="个数",
    type=click.IntRange(0, 64),
    help="网站进程数；不填按处理器个数的两倍，最多8个",
)
def command(host: str, port: int, workers: int) -> None:
    _refuse_taken_port(host, port)
    from gongkai.server import bootstrap

    bootstrap.migrate()
    bootstrap.collect_static()

    from django.conf import settings

    from gongkai.server.supervisor import Supervisor, parts

    shown = "127.0.0.1" if host == "0.0.0.0" else host
    click.echo(f"公开已启动：http://{shown}:{port}/  办公入口：http://{shown}:{port}/admin/  数据：{settings.DATA}")
    group = parts(host, port, workers or min(2 * (os.cpu_count() or 1), 8), str(settings.STATIC_ROOT))
    code = Supervisor(group, say=lambda text: click.echo(text, err=True)).run()
    click.echo("已停止。")
    sys.exit(code)


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = "已被别的程序占用" if error.errno == 98 else f"不能使用（{error.strerror}）"
            raise refuse("port-taken", f"{host}:{port} {reason}，请用 --port 换一个端口") from None
