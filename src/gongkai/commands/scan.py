"""``gongkai scan``: personal data, hidden things and wrong words in files, before they become public."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gongkai.checks.scan import Options, ScanResult

_SKIPPED = {"Thumbs.db", "desktop.ini", ".DS_Store"}


@click.command(
    options_metavar="[选项]",
    help="""检查文件里的个人信息、隐藏内容和错误表述。

    PATH 可以是文件或文件夹，可以写多个。能检查 docx、xlsx、pptx、csv、pdf、html、mht、eml、txt、图片和 zip；
    doc、xls、ppt、wps 等旧格式要装有 LibreOffice。输出里的个人信息都已遮盖。

    退出代码：0 没有错误；1 有错误；2 有文件无法检查。
    """,
)
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="每个文件输出一行 JSON。")
@click.option(
    "--mask",
    "outdir",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="文件夹",
    help="把遮盖副本写进这个文件夹；原文件不动。",
)
@click.option(
    "--allow",
    "allow_file",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="允许名单：单位自己的电话、邮箱、地址，每行一个。",
)
def command(paths: tuple[Path, ...], as_json: bool, outdir: Path | None, allow_file: Path | None) -> None:
    from datetime import date

    from gongkai.checks.scan import Options, scan

    options = Options(allow=_allow(allow_file), today=date.today())  # noqa: DTZ011 -- the person's own day
    files = list(_files(paths))
    errors = unreadable = False
    written: set[Path] = set()
    with _progress(len(files)) as step:
        for path, base in files:
            result = scan(path, str(path), options)
            errors = errors or result.errors > 0
            unreadable = unreadable or not result.readable
            _print(result, as_json)
            if outdir and path.is_file() and not _mask(path, base, outdir, options, written):
                unreadable = True
            step()
    sys.exit(2 if unreadable else 1 if errors else 0)


def _allow(path: Path | None):  # type: ignore[no-untyped-def]
    from gongkai.checks.personal import NOTHING, Allow
    from gongkai.checks.scan.text import decode
    from gongkai.findings import refuse

    if path is None:
        return NOTHING
    try:
        return Allow.of(decode(path.read_bytes())[0].splitlines())
    except OSError as error:
        raise refuse("allow-file", "允许名单打不开。请核对路径", str(path)) from error


def _files(paths: tuple[Path, ...]) -> Iterator[tuple[Path, Path]]:
    """Each file with the folder it was found under; folders are walked in order of names, links are not followed."""
    for path in paths:
        if path.is_dir():
            for inner in sorted(path.rglob("*")):
                if (
                    inner.is_file()
                    and not inner.is_symlink()
                    and inner.name not in _SKIPPED
                    and not inner.name.startswith(("~$", ".~lock"))
                ):
                    yield inner, path
        else:
            yield path, path.parent


class _progress:
    """A count on standard error, when a person is looking and there is more than one file."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self.shown = total > 1 and sys.stderr.isatty()

    def __enter__(self):  # type: ignore[no-untyped-def]
        return self._step

    def _step(self) -> None:
        self.done += 1
        if self.shown:
            click.echo(f"\r已检查 {self.done}/{self.total}", nl=self.done == self.total, err=True)

    def __exit__(self, *_: object) -> None:
        return None


def _print(result: ScanResult, as_json: bool) -> None:
    if as_json:
        import json

        click.echo(json.dumps(result.as_dict(), ensure_ascii=False))
        return
    if not result.findings:
        click.echo(f"{result.file}：没有发现问题" if result.readable else f"{result.file}：无法检查")
        return
    places = sum(finding.count for finding in result.findings)
    click.echo(f"{result.file}：{len(result.findings)}项，共{places}处")
    for finding in result.findings:
        where = f"{finding.where}：" if finding.where else ""
        shown = f"“{finding.text_masked}”" if finding.text_masked else ""
        count = f"（{finding.count}处）" if finding.count > 1 else ""
        click.echo(
            f"  [{finding.severity.label}] {finding.kind.label} {where}{shown}{count}\n      {finding.suggestion}"
        )


def _mask(path: Path, base: Path, outdir: Path, options: Options, written: set[Path]) -> bool:
    """Write the masked copy under ``outdir``; said on standard error. No copy of this run takes another's place."""
    from gongkai.checks.mask import mask
    from gongkai.checks.personal import safe
    from gongkai.checks.scan.limits import LIMITS
    from gongkai.findings import Refused

    shown = safe(str(path), options.allow, 1000)
    try:
        if path.stat().st_size > LIMITS.file_bytes:
            return False
        copy = mask(path.read_bytes(), path.name, options)
        folder = outdir / path.parent.relative_to(base) if path.parent != base else outdir
        target = _free(folder / copy.name, written)
        if target.resolve() == path.resolve():
            click.echo(f"{shown}：遮盖副本不能写在原文件上，请另选文件夹", err=True)
            return False
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(copy.data)
        written.add(target)
    except Refused as refused:
        click.echo(f"{shown}：{refused}", err=True)
        return False
    except OSError:
        click.echo(f"{shown}：遮盖副本写不进文件夹，请核对权限", err=True)
        return False
    done = "、".join([f"{kind.label}{count}处" for kind, count in copy.masked.items() if count] + copy.removed)
    click.echo(
        f"{shown} → {safe(str(target), options.allow, 1000)}" + (f"（遮盖或去除：{done}）" if done else ""), err=True
    )
    return True


def _free(target: Path, written: set[Path]) -> Path:
    """名单.doc and 名单.docx both become 名单.docx: the second is called 名单（2）.docx."""
    number, stem = 2, target.stem
    while target in written:
        target = target.with_stem(f"{stem}（{number}）")
        number += 1
    return target
