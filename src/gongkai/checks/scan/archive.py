"""Archives: every file inside, archives in archives too, within one budget of bytes, files, depth and time."""

from __future__ import annotations

import zipfile

from gongkai.checks.personal.detect import find_personal
from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.limits import LIMITS, open_archive, read_part
from gongkai.findings import refuse

_JUNK = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
#: Codes of refusals that say that the budget is spent: no other file of the archive is read.
_BUDGET = ("too-slow", "too-large", "bomb")


def left_behind(name: str) -> bool:
    """What systems leave in archives, by its whole name: a document with such words in its own is looked at."""
    base = name.rsplit("/", 1)[-1]
    return base.lower() in _JUNK or ("__MACOSX/" in name and base.startswith("._"))


def entry_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; names without the UTF-8 mark are GBK, as Windows programs write them."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def scan_zip(data: bytes, collector: Collector) -> None:
    """Findings of all files of an archive, each under its own name."""
    from gongkai.checks.scan.scan import scan_into

    if collector.depth >= LIMITS.archive_depth:
        raise refuse("too-deep", f"压缩包套压缩包超过{LIMITS.archive_depth}层，没有检查。请解开后再查")
    archive = open_archive(data, "压缩包")
    if archive.comment:
        collector.story("压缩包注释", [("", archive.comment.decode("utf-8", "replace"))], wording=False)
    for info in archive.infolist():
        name = entry_name(info)
        if info.is_dir() or left_behind(name):
            continue
        if find_personal(name.rsplit("/", 1)[-1], allow=collector.options.allow):
            collector.add("P-NAME-FILE", "压缩包内文件名", name.rsplit("/", 1)[-1])
        with collector.inside(name, ends=_BUDGET) as inner:
            scan_into(read_part(archive, info, "压缩包", collector.clock), name, inner)
