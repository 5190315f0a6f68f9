"""``gongkai workdays``: the N-th working day after (or before) a date, and why."""

from __future__ import annotations

import re
from datetime import date

import click

from gongkai.findings import refuse

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,6}")


@click.command(
    help="""从某日起数若干个工作日，打印到期日（当日仍在期限内）。

    \b
    日期     起算日，写成 2024-02-02；当日不计，从次日数起
    工作日数  整数；负数往前数，0 就是起算日本身

    双休日和放假的日子不数，调休上班的周六、周日要数。例：gongkai workdays 2024-02-02 20 --explain
    """,
    context_settings={"ignore_unknown_options": True},
    options_metavar="[选项]",
)
@click.argument("start", metavar="日期")
@click.argument("days", metavar="工作日数")
@click.option("--explain", is_flag=True, help="逐日列出哪些天不数、哪些周末要数，依据哪份通知")
@click.option("--local", "local", multiple=True, metavar="文件", help="地方节日的日历文件（TOML），可以给几个")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 打印")
def command(start: str, days: str, explain: bool, local: tuple[str, ...], as_json: bool) -> None:
    first, number = _date(start), _number(days)
    from gongkai.law.workdays import Calendar

    due = Calendar.load(local).due(first, number)
    if as_json:
        import json

        data = {
            "start": first.isoformat(),
            "days": number,
            "date": due.date.isoformat(),
            "provisional": due.provisional,
            "note": due.note,
            "trace": due.trace.as_list(),
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    click.echo(due.date.isoformat())
    if explain:
        for step in due.trace.steps:
            end = "" if step.text.endswith("。") else "。"
            click.echo(f"{step.text}{end}{f'依据：{step.basis}' if step.basis else ''}")
    elif due.note:
        click.echo(due.note, err=True)


def _date(text: str) -> date:
    if text.startswith("-"):
        raise refuse("workdays-option", f"没有 {text} 这个选项", "参数")
    if not _DATE.fullmatch(text):
        raise refuse("workdays-date", f"“{text}”不是日期，请写成 2024-02-02 这样的年-月-日", "日期")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refuse("workdays-date", f"没有 {text} 这一天", "日期") from None


def _number(text: str) -> int:
    if text.startswith("--"):
        raise refuse("workdays-option", f"没有 {text} 这个选项", "参数")
    if not _NUMBER.fullmatch(text):
        raise refuse("workdays-number", f"“{text}”不是整数，请写成 20 或 -20（不超过六位）", "工作日数")
    return int(text)
