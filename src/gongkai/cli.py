"""The one command, ``gongkai``.

Commands are looked up in :data:`COMMANDS` and their modules imported only when called, so that ``gongkai --help`` and
the pure commands answer at once. Exit codes: 0 done, 1 there are findings, 2 the input could not be used.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys

import click

from gongkai.commands import _chinese  # noqa: F401  puts click's own words into Chinese
from gongkai.findings import Refused

#: name → (module under ``gongkai.commands`` with a click command ``command``, one Chinese line for the list).
COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("serve", "启动网站、后台任务和定时任务"),
    "bake": ("bake", "把公开网站写成静态文件，或核对文件和记录是否一致"),
    "export-site": ("export_site", "导出一份可以单独放置的公开网站"),
    "nginx-config": ("nginx_config", "生成 nginx 配置，让 nginx 直接送出静态文件"),
    "begin": ("begin", "建立新系统的第一个账号（安全管理员）"),
    "demo": ("demo", "装入示例镇（兴泾镇）和示例账号"),
    "import": ("imports", "从表格导入记录"),
    "report": ("report", "生成政府信息公开工作年度报告"),
    "check": ("check", "检查任何一份已写好的年度报告"),
    "scan": ("scan", "检查文件里的个人信息、隐藏内容和错误表述"),
    "workdays": ("workdays", "从某日起数若干个工作日"),
    "fees": ("fees", "计算信息处理费"),
    "trail": ("trail", "核对操作记录是否完整、未被改动"),
    "manage": ("manage", "运行 Django 管理命令（运维用）"),
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if importlib.util.find_spec(f"gongkai.commands.{COMMANDS[name][0]}")]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        try:
            module = importlib.import_module(f"gongkai.commands.{COMMANDS[name][0]}")
        except ModuleNotFoundError as error:
            if error.name == f"gongkai.commands.{COMMANDS[name][0]}":
                return None
            raise
        return module.command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, COMMANDS[name][1]) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("命令"):
                formatter.write_dl(rows)


@click.group(
    cls=LazyGroup,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="gongkai", message="公开（gongkai）%(version)s")
def main_group() -> None:
    """公开（Gongkai）：乡镇、街道和区县的政府信息公开工作系统。

    每个命令都可以加 --help 看说明。数据放在环境变量 GONGKAI_DATA 所指的文件夹（默认 ./var）。
    """


def main(argv: list[str] | None = None) -> None:
    """Run the program; refused input becomes Chinese lines on standard error and exit code 2."""
    try:
        main_group.main(args=argv, prog_name="gongkai")
    except Refused as refused:
        for failure in refused.failures:
            click.echo(f"错误：{failure}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
