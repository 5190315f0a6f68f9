"""``gongkai demo``: the example towns and an account for every role."""

from __future__ import annotations

import os

import click


@click.command(
    help="""装入示例区、兴泾镇（2018年）和示例镇（2023、2024年）的数据，并建立各种角色的示例账号
    和正在办的示例（退回的、待审的、应急发布的、定时的、代办的）。

    可以重复运行，已装入的不会变。账号的密码取环境变量 GONGKAI_DEMO_PASSWORD；没有设置时生成一个，只打印这一次。
    """,
    options_metavar="[选项]",
)
@click.option("--no-accounts", is_flag=True, help="只装入数据，不建立账号和正在办的示例")
def command(no_accounts: bool) -> None:
    from gongkai.server import bootstrap

    bootstrap.migrate()
    from django.utils import timezone

    from gongkai.demo.loading import examples_folder, load, refuse_beside_real_data
    from gongkai.demo.reports import begin_reports
    from gongkai.demo.work import begin_work
    from gongkai.trail.services import Actor, reset_actor, set_actor

    refuse_beside_real_data()
    token = set_actor(Actor(name="装入示例"))
    try:
        reports = load(timezone.localdate())
        begin_reports(examples_folder(), now=timezone.now())
        _say(reports)
        if not no_accounts:
            _accounts()
            begin_work(now=timezone.now())
    finally:
        reset_actor(token)


def _say(reports: dict) -> None:
    from gongkai.agencies.models import Agency

    names = dict(Agency.objects.values_list("code", "name"))
    for code, report in reports.items():
        rows = sum(tally.new + tally.changed + tally.same for tally in report.tallies.values())
        published = report.tallies.get("disclosures")
        about = f"，其中政府信息{published.new + published.changed + published.same}条" if published else ""
        what = f"写入{report.written}条" if report.written else "早已装入，没有变化"
        click.echo(f"{names[code]}（{code}）：共{rows}条记录{about}；{what}。")


def _accounts() -> None:
    from gongkai.demo.accounts import make_accounts

    made = make_accounts(os.environ.get("GONGKAI_DEMO_PASSWORD", ""))
    click.echo("示例账号：")
    for one in made.accounts:
        click.echo(f"  {one.name:<12}{one.title}")
    if made.generated:
        click.echo(f"以上账号的密码（只打印这一次）：{made.password}")
    elif made.password:
        click.echo("以上账号的密码是 GONGKAI_DEMO_PASSWORD 所设的。")
    else:
        click.echo("账号早已建立，密码没有改。要改密码，请设置 GONGKAI_DEMO_PASSWORD 后再运行一次。")
