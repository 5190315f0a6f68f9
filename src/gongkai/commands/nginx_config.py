"""``gongkai nginx-config``: a configuration that lets nginx serve the baked files itself."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    help="""生成 nginx 配置：静态文件由 nginx 直接送出，搜索、申请、办公后台转给应用。

    例：gongkai nginx-config --server-name www.example.gov.cn > /etc/nginx/conf.d/gongkai.conf
    """,
    options_metavar="[选项]",
)
@click.option("--listen", default="80", show_default=True, metavar="端口", help="nginx 监听的端口或地址:端口")
@click.option("--server-name", default="", metavar="域名", help="不填用网站设置里的域名")
@click.option(
    "--application", default="127.0.0.1:8000", show_default=True, metavar="地址:端口", help="gongkai serve 的地址"
)
@click.option(
    "--exported",
    metavar="文件夹",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="gongkai export-site 导出的文件夹：从那里送出，不从本机的数据文件夹",
)
@click.option("--brotli", is_flag=True, help="nginx 装有 ngx_brotli 模块")
def command(listen: str, server_name: str, application: str, exported: Path | None, brotli: bool) -> None:
    from gongkai.server import bootstrap

    bootstrap.setup()
    from django.conf import settings
    from django.db.utils import DatabaseError

    from gongkai.portal.baking import site_folder
    from gongkai.portal.deployment import nginx_config
    from gongkai.portal.models import PortalSite

    if not server_name:
        try:
            server_name = PortalSite.objects.values_list("domain", flat=True).first() or "_"
        except DatabaseError:
            server_name = "_"
    text = nginx_config(
        site=exported.absolute() if exported else site_folder().root,
        static=exported.absolute() / "static" if exported else settings.STATIC_ROOT,
        application=application, listen=listen, server_name=server_name, brotli=brotli, exported=exported is not None,
    )  # fmt: skip
    click.echo(text, nl=False)
