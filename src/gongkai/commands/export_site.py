"""``gongkai export-site``: the public site as one folder for a web server elsewhere."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    name="export-site",
    help="""把公开网站导出到一个文件夹，可以整个复制到另一个网络区域的网页服务器上。

    里面有全部网页和压缩文件、公开的附件、样式、订阅（Atom 和 feed.json）、供上级门户嵌入的 embed.json、网站地图，
    以及列出每个文件校验值的 manifest.json。换了地址的网页，原地址留有一页自动转到新地址。以前导出的同名文件夹会被替换。
    搜索要连回应用（见 gongkai nginx-config）。
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
    from gongkai.portal.previews import every_public_attachment
    from gongkai.portal.site import current_site

    baking.drain(timezone.localdate())
    count = export_site(
        baking.site_folder().root,
        Path(settings.STATIC_ROOT),
        target.absolute(),
        attachments=every_public_attachment(),
        base=current_site().base,
    )
    click.echo(f"导出了{count}个文件：{target}")
