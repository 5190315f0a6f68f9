"""What a reader is willing to take on: sizes, counts and seconds, and the refusals that say so.

A published annual report is a few pages; the largest seen is under 10 MB. The limits leave room for a hundred times
that and still keep one reading under 10 seconds and 500 MB, whatever the file was made to do.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from gongkai.findings import Refused, refuse

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, counts and seconds; ``ratio`` is unpacked to packed size of a part of an archive.

    ``convert_seconds`` are of the processor, ``convert_wait`` of the clock.
    """

    file_bytes: int = 64 * MEGABYTE
    text_bytes: int = 6 * MEGABYTE
    html_bytes: int = 24 * MEGABYTE
    line_chars: int = 400_000
    unpacked_bytes: int = 160 * MEGABYTE
    part_bytes: int = 16 * MEGABYTE
    parts: int = 5000
    ratio: int = 200
    ratio_from: int = 4 * MEGABYTE
    cells: int = 200_000
    blocks: int = 50_000
    depth: int = 200
    pages: int = 500
    objects: int = 250_000
    seconds: float = 8.0
    worker_bytes: int = 460 * MEGABYTE
    convert_seconds: float = 9.5
    convert_wait: float = 40.0


LIMITS = Limits()


def too_large(what: str, size: int, limit: int) -> Refused:
    return refuse(
        "too-large",
        f"{what}有{size / MEGABYTE:.0f} MB，超过可读取的{limit / MEGABYTE:.0f} MB，未读取。请核对是否选错文件",
    )


def too_much(what: str) -> Refused:
    return refuse("too-much", f"{what}，远超一份办公文件的规模，为安全起见停止读取。请核对文件或另存后再试")


def broken(kind: str, why: str) -> Refused:
    return refuse("broken", f"{kind}文件已损坏或内容不完整，无法打开（{why}）。请用原软件打开并另存后再试")


def open_archive(data: bytes, kind: str) -> zipfile.ZipFile:
    """The archive, if its table of contents promises nothing unreasonable; nothing is unpacked here."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError) as error:
        raise broken(kind, "压缩包结构错误") from error
    if len(infos) > LIMITS.parts:
        raise too_much(f"{kind}文件内含{len(infos)}个部件")
    total = 0
    for info in infos:
        if info.flag_bits & 0x1:
            raise refuse("encrypted", f"{kind}文件已加密，无法读取。请取消密码后再试")
        total += info.file_size
        if info.file_size > LIMITS.ratio_from and info.file_size > LIMITS.ratio * max(info.compress_size, 1):
            raise too_much(f"{kind}文件内的部件压缩比异常（解压后{info.file_size / MEGABYTE:.0f} MB）")
    if total > LIMITS.unpacked_bytes:
        raise too_much(f"{kind}文件解压后有{total / MEGABYTE:.0f} MB")
    return archive


def read_part(archive: zipfile.ZipFile, name: str, kind: str, *, limit: int | None = None) -> bytes:
    """One part of an archive, never more than the limit whatever its header claims; KeyError when absent."""
    limit = limit or LIMITS.part_bytes
    info = archive.getinfo(name)
    if info.file_size > limit:
        raise too_much(f"{kind}文件的部件解压后有{info.file_size / MEGABYTE:.0f} MB")
    try:
        with archive.open(info) as part:
            data = part.read(limit + 1)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise broken(kind, "部件无法解压") from error
    except Exception as error:  # zlib.error and lzma.LZMAError share no public base
        raise broken(kind, "部件无法解压") from error
    if len(data) > limit:
        raise too_much(f"{kind}文件的部件解压后超过{limit / MEGABYTE:.0f} MB")
    return data
