"""``gongkai export-site``: the public site as one folder for a web server elsewhere."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    name="export-site",
    help="""把公开网站导出到一个文件夹，可以整个复制到另一个网络区域的网页服务器上。

    里面有全部网页和压缩文件、公开的附件、样式、二维码、订阅（Atom 和 feed.json）、网站地图、供上级门户嵌入的
    embed.json，以及列出每个文件校验值的 manifest.json；没有应用也能看，能搜（标题、文号、栏目）。换了地址的网页，
    原地址留有一页自动转到新地址；撤下的，原地址留有说明。以前导出的同名文件夹会被替换。

    要 nginx 配置：gongkai nginx-config --exported 文件夹
    """,
    options_metavar="[选项]",
)
@click.argument("target", metavar="文件夹", type=click.Path(file_okay=False, path_type=Path))
def command(target: Path) -> None:
    from gongkai.server import bootstrap

    bootstrap.migrate()
    bootstrap.collect_static()
    from django.conf import settings
    from django.utils import timezone

    from gongkai.portal import baking
    from gongkai.portal.deployment import export_site
    from gongkai.portal.exporting import companions
    from gongkai.portal.site import current_site

    baking.drain(timezone.localdate())
    site = current_site()
    count = export_site(
        baking.site_folder().root,
        Path(settings.STATIC_ROOT),
        target.absolute(),
        companions=companions(site),
        base=site.base,
    )
    click.echo(f"导出了{count}个文件：{target}")
