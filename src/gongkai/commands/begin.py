"""``gongkai begin``: the first account of a new installation."""

from __future__ import annotations

import click


@click.command(
    help="""建立新系统的第一个账号：安全管理员。口令只打印这一次，第一次登录时要改。

    以后的账号和角色由安全管理员在工作台开设；单位由系统管理员设置。
    """,
    options_metavar="[选项]",
)
@click.argument("username", metavar="用户名")
@click.option("--name", required=True, metavar="姓名", help="使用人的姓名")
def command(username: str, name: str) -> None:
    from gongkai.server import bootstrap

    bootstrap.migrate()
    from gongkai.agencies.services import begin_administration

    user, password = begin_administration(username=username, name=name)
    click.echo(f"已建立安全管理员 {user.get_username()}（{name}）。口令（只打印这一次）：{password}")
