"""``gongkai fees``: the processing fee for so many requests or so many pages."""

from __future__ import annotations

import re

import click

from gongkai.findings import refuse

_NUMBER = re.compile(r"\+?[0-9]{1,12}")


@click.command(
    help="""计算信息处理费（国办函〔2020〕109号），第一行只打印金额（元）。

    \b
    --items  同一申请人当月累计的件数，按件计收
    --pages  单件申请提供的页数，按量计收

    一件申请只能用一种标准。例：gongkai fees --items 41 --explain
    """,
    options_metavar="[选项]",
)
@click.option("--items", metavar="件数", help="同一申请人一个自然月内的申请件数")
@click.option("--pages", metavar="页数", help="一件申请提供的页数（A4及以下单面为1页）")
@click.option("--explain", is_flag=True, help="逐档列出怎样算出来的")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 打印")
def command(items: str | None, pages: str | None, explain: bool, as_json: bool) -> None:
    from gongkai.law.fees import processing_fee

    fee = processing_fee(
        items=None if items is None else _number(items, "--items", "件"),
        pages=None if pages is None else _number(pages, "--pages", "页"),
    )
    if as_json:
        import json

        data = {
            "amount": fee.amount,
            "scale": str(fee.scale),
            "quantity": fee.quantity,
            "trace": fee.trace.as_list(),
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    click.echo(fee.amount)
    if explain:
        for step in fee.trace.steps:
            click.echo(f"{step.text}。依据：{step.basis}")


def _number(text: str, option: str, unit: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) == 0:
        raise refuse("fee-number", f"{unit}数要是大于0的整数（不超过十二位），不能是“{text}”", option)
    return int(text)
