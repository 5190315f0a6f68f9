"""What a scan is willing to take on, and the refusals that say so."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from gongkai.findings import Refused, refuse

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, counts and seconds; ``ratio`` is unpacked to packed size of one part of an archive."""

    file_bytes: int = 200 * MEGABYTE
    unpacked_bytes: int = 400 * MEGABYTE
    part_bytes: int = 200 * MEGABYTE
    tree_bytes: int = 48 * MEGABYTE
    stream_bytes: int = 48 * MEGABYTE
    picture_points: int = 150_000_000
    objects: int = 300_000
    page_characters: int = 300_000
    parts: int = 10_000
    ratio: int = 200
    ratio_from: int = 8 * MEGABYTE
    archive_depth: int = 4
    cells: int = 4_000_000
    xml_depth: int = 250
    pages: int = 3_000
    seconds: float = 120.0


LIMITS = Limits()


class Clock:
    """How long one file may take in all, archives within it included."""

    def __init__(self, seconds: float = LIMITS.seconds) -> None:
        self.end = time.monotonic() + seconds
        self.unpacked = 0

    def check(self) -> None:
        if time.monotonic() > self.end:
            raise refuse("too-slow", f"文件过于复杂，{LIMITS.seconds:.0f}秒内没有查完，已停止。请拆分后再查")

    def unpack(self, size: int) -> None:
        """Count unpacked bytes over all archives of one file."""
        self.unpacked += size
        if self.unpacked > LIMITS.unpacked_bytes:
            raise too_large("压缩包解压后", self.unpacked, LIMITS.unpacked_bytes)
        self.check()


def too_large(what: str, size: int, limit: int) -> Refused:
    return refuse(
        "too-large", f"{what}有{size / MEGABYTE:.0f} MB，超过可检查的{limit / MEGABYTE:.0f} MB，没有检查。请拆分后再查"
    )


def broken(kind: str, why: str = "内容不完整") -> Refused:
    return refuse("broken", f"{kind}文件已损坏，无法打开（{why}）。请用原软件打开并另存后再试")


def open_archive(data: bytes, kind: str) -> zipfile.ZipFile:
    """The archive, if its table of contents promises nothing unreasonable. Nothing is unpacked here."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError, EOFError) as error:
        raise broken(kind, "压缩结构错误") from error
    if len(infos) > LIMITS.parts:
        raise refuse("too-many", f"{kind}文件内含{len(infos)}个部件，超过可检查的{LIMITS.parts}个，没有检查")
    total = 0
    for info in infos:
        if info.file_size > LIMITS.ratio_from and info.file_size > LIMITS.ratio * max(info.compress_size, 1):
            raise refuse("bomb", f"{kind}文件内的部件压缩比异常（解压后{info.file_size / MEGABYTE:.0f} MB），没有检查")
        total += info.file_size
    if total > LIMITS.unpacked_bytes:
        raise too_large(f"{kind}文件解压后", total, LIMITS.unpacked_bytes)
    return archive


def read_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo | str, kind: str, clock: Clock | None = None) -> bytes:
    """One part, never more than the limit whatever its header claims. Raises Refused; KeyError when it is absent."""
    entry = archive.getinfo(info) if isinstance(info, str) else info
    if entry.flag_bits & 0x1:
        raise refuse("encrypted", f"{kind}文件已加密，无法检查。请取消密码后再试")
    limit = min(LIMITS.part_bytes, max(entry.file_size, 0) + 1024)
    try:
        with archive.open(entry) as part:
            data = part.read(limit + 1)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, zlib.error) as error:
        raise broken(kind, "部件无法解压") from error
    if len(data) > limit:
        raise too_large(f"{kind}文件的部件", len(data), limit)
    if clock:
        clock.unpack(len(data))
    return data


_BOMBS = (
    b"<!DOCTYPE",
    b"<!ENTITY",
    b"<!\x00D\x00O\x00C\x00T\x00Y\x00P\x00E",
    b"<\x00!\x00D\x00O\x00C\x00T\x00Y\x00P\x00E",
)


def parse_xml(data: bytes, kind: str) -> etree._Element:
    """The root of an XML part: no entities, no document types, no network, size bounded."""
    if len(data) > LIMITS.tree_bytes:
        raise too_large(f"{kind}文件的部件", len(data), LIMITS.tree_bytes)
    if any(bomb in data[:4096] for bomb in _BOMBS):
        raise refuse("doctype", f"{kind}文件里有不应出现的文档类型声明，可能是恶意文件，没有检查")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise broken(kind, "内部结构错误") from error
    if root is None:
        raise broken(kind)
    return root
