"""The baked site in the hands of other web servers: an nginx configuration, a folder for another network zone."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from string import Template

from gongkai.findings import refuse
from gongkai.portal.addresses import MOVED
from gongkai.portal.files import GONE, MAKING, PAGE, SiteFolder
from gongkai.portal.redirects import stubs
from gongkai.portal.serving import CACHE, LIVE, SECURITY

MANIFEST = "manifest.json"
#: What nginx says of its own; the application's word counts where it has one (the desk allows what no public page may).
HEADERS = (*SECURITY, CACHE)


def nginx_config(
    *,
    site: Path,
    static: Path,
    application: str,
    listen: str,
    server_name: str,
    brotli: bool = False,
    exported: bool = False,
) -> str:
    """The configuration, for ``conf.d``. ``brotli`` needs the module ngx_brotli.

    ``exported``: ``site`` is a folder made by :func:`export_site`, where a tombstone has a second page for web servers
    that know no 410; this one knows it.

    :raises Refused: for values that are empty or would end their line in the configuration, and when ``exported`` but
        ``site`` was not made by :func:`export_site`.
    """
    for name, value in {
        "文件夹": str(site),
        "静态文件": str(static),
        "应用的地址": application,
        "监听的地址": listen,
        "域名": server_name,
    }.items():
        if not value.strip():
            raise refuse("nginx-value", "没有写", name)
        if any(char in value for char in ";{}\"'\n\r$\\"):
            raise refuse("nginx-value", f"“{value}”里有 nginx 配置不能用的字符", name)
    if exported and not (site / MANIFEST).is_file():
        raise refuse("not-exported", f"不是 gongkai export-site 导出的文件夹（里面没有 {MANIFEST}）", str(site))
    template = files("gongkai.portal.deployment").joinpath("nginx.conf").read_text(encoding="utf-8")
    return Template(template).substitute(
        site=f'"{site}"',
        static=f'"{static}/"',
        application=application,
        listen=listen,
        server_name=server_name,
        brotli="brotli_static on;" if brotli else "# 装有 ngx_brotli 模块时可以加：brotli_static on;",
        maps="\n".join(
            f'map $upstream_http_{_variable(name)} $gk_{_variable(name)} {{ "" "{value}"; default ""; }}'
            for name, value in HEADERS
        ),
        headers="\n".join(f"    add_header {name} $gk_{_variable(name)} always;" for name, _ in HEADERS),
        live="|".join(sorted(LIVE - {"static"})),
        index="410.html index.html" if exported else "index.html 410.html",
    )


def _variable(name: str) -> str:
    return name.lower().replace("-", "_")


Files = Iterable[tuple[str, bytes]]


def export_site(site: Path, static: Path, target: Path, *, companions: Files = (), base: str = "") -> int:
    """Copy the baked site and its stylesheets to ``target``, with a list of all files and their SHA-256.

    ``companions`` are (address, bytes) of what the application answers for otherwise (``exporting.py``). An old address
    of a page gets a page of its own that leads on (``base`` is the site's own address, for its canonical link), what
    was withdrawn one that says so: a plain web server shows nothing but ``index.html``.

    The folder appears whole or not at all. An earlier export is replaced; anything else there is left alone.

    :returns: the number of files.
    :raises Refused: when ``target`` holds something that is not an earlier export or cannot be written, or nothing has
        been baked.
    """
    if not (site / "index.html").exists():
        raise refuse("not-baked", "还没有生成过网站，请先运行 gongkai bake", str(site))
    if target.exists() and not (target / MANIFEST).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise refuse("export-target", "里面已经有别的东西，请换一个空文件夹", str(target))
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(site, draft, ignore=shutil.ignore_patterns(MAKING, ".lock", ".turnstile"))
        shutil.copytree(static / "portal", draft / "static" / "portal")
        _lead_on(SiteFolder(draft), base)
        _gone_pages(draft)
        for address, data in companions:
            file = SiteFolder(draft).file_of(address)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        listed = {
            str(path.relative_to(draft)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(draft.rglob("*"))
            if path.is_file()
        }
        (draft / MANIFEST).write_text(json.dumps({"files": listed}, ensure_ascii=False, indent=1), encoding="utf-8")
        if target.exists():
            old = target.with_name(f".{target.name}.old.{os.getpid()}")
            os.rename(target, old)
            os.rename(draft, target)
            shutil.rmtree(old)
        else:
            os.rename(draft, target)
    except OSError as error:
        raise refuse("export-target", f"没有导出，文件写不进去（{error.strerror or error}）", str(target)) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return len(listed)


def _lead_on(folder: SiteFolder, base: str) -> None:
    """Old addresses as pages, since a plain web server knows no table."""
    try:
        rows = json.loads(folder.file_of(MOVED).read_bytes())
    except FileNotFoundError:
        return
    for address, data in list(stubs(rows, folder.addresses(), base)):
        file = folder.file_of(address)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _gone_pages(folder: Path) -> None:
    """The text of each tombstone as a page, which search engines are asked to leave out."""
    for tombstone in folder.rglob(GONE):
        text = tombstone.read_bytes().replace(b"<head>", b'<head>\n<meta name="robots" content="noindex">', 1)
        tombstone.with_name(PAGE).write_bytes(text)
