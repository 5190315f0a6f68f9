"""The folder of baked files: each page with its gzip and brotli twins, written whole or not at all.

A page at ``/a/b/`` is ``a/b/index.html``; what was withdrawn is ``a/b/410.html`` instead, so that the name of the file
says how to answer. Other addresses (``/feed.xml``) are files of that name. Everything is made under ``.making`` and
renamed into place; a file there after a kill is rubbish and goes at the next turn. What was written is on the disk, and
not only in the system's memory, once :meth:`SiteFolder.settle` returns.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import brotli

from gongkai.findings import refuse

PAGE = "index.html"
GONE = "410.html"
MAKING = ".making"
TWINS = (".gz", ".br")
#: Already compressed formats get no twins.
PACKED = frozenset({".docx", ".xlsx", ".zip", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ofd"})
BROTLI_QUALITY = 5


@dataclass(frozen=True, slots=True)
class Baked:
    """What stands at ``path``: ``data``, or nothing at all when it is None; ``gone`` marks a tombstone (410)."""

    path: str
    data: bytes | None
    gone: bool = False


def gzip(data: bytes) -> bytes:
    """The gzip form without a time stamp: the same page gives the same bytes."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def compressed(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """The twins of a file: (suffix, bytes)."""
    if PurePosixPath(name).suffix.lower() in PACKED:
        return []
    return [(".gz", gzip(data)), (".br", brotli.compress(data, quality=BROTLI_QUALITY))]


def _holds(file: str, data: bytes) -> bool:
    """Whether a file has exactly these bytes already; far cheaper than replacing it."""
    try:
        with open(file, "rb") as stream:
            return os.fstat(stream.fileno()).st_size == len(data) and stream.read() == data
    except OSError:
        return False


def _to_disk(folder: str) -> None:
    """Wait until the file system under ``folder`` has written everything: files, names, removals. One call for a batch.

    :raises OSError: when the disk refused to write.
    """
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:  # not on Linux
        os.sync()
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if syncfs(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), folder)
    finally:
        os.close(descriptor)


class SiteFolder:
    """The baked site under ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def prepare(self) -> None:
        (self.root / MAKING).mkdir(parents=True, exist_ok=True)

    def file_of(self, path: str, gone: bool = False) -> Path:
        """The file behind an address.

        :raises Refused: for an address that would leave the folder.
        """
        parts = [part for part in path.split("/") if part]
        if not path.startswith("/") or any(part.startswith(".") or "\0" in part or "\\" in part for part in parts):
            raise refuse("baked-path", f"“{path}”不能作为网页地址")
        if path.endswith("/"):
            parts.append(GONE if gone else PAGE)
        return self.root.joinpath(*parts)

    def put(self, baked: Baked) -> None:
        """Make the folder say what ``baked`` says; the other forms of the same address go."""
        if baked.data is None:
            self._drop(self.file_of(baked.path))
            if baked.path.endswith("/"):
                self._drop(self.file_of(baked.path, gone=True))
            return
        self._write(self.file_of(baked.path, baked.gone), baked.data)
        if baked.path.endswith("/"):
            self._drop(self.file_of(baked.path, not baked.gone))

    def _write(self, target: Path, data: bytes) -> None:
        name = str(target)
        fresh = not os.path.lexists(name)
        if fresh:
            os.makedirs(os.path.dirname(name), exist_ok=True)
        # The page itself goes last: whoever sees it sees its twins.
        for suffix, content in [*compressed(target.name, data), ("", data)]:
            if not fresh and _holds(f"{name}{suffix}", content):
                continue
            draft = f"{self.root}/{MAKING}/{os.getpid()}{suffix}"
            with open(draft, "wb") as stream:
                stream.write(content)
            os.replace(draft, f"{name}{suffix}")

    def settle(self) -> None:
        """What was put and removed so far outlives a loss of power. Before the outbox forgets what it asked for."""
        _to_disk(str(self.root))

    def _drop(self, target: Path) -> None:
        """Remove the page first, then its twins: a twin alone is never served."""
        for suffix in ("", *TWINS):
            with suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(f"{target}{suffix}")

    def differences(self, baked: Baked) -> list[str]:
        """Chinese sentences for everything at this address that is not as it should be."""
        found: list[str] = []
        target = self.file_of(baked.path, baked.gone)
        other = self.file_of(baked.path, not baked.gone) if baked.path.endswith("/") else None
        if baked.data is None:
            if target.exists() or (other and other.exists()):
                found.append(f"{baked.path} 不该有，还在")
            return found
        if other is not None and other.exists():
            found.append(f"{baked.path} {'已撤下，原来的网页还在' if baked.gone else '已恢复公开，撤下说明还在'}")
        if not target.exists():
            return [*found, f"{baked.path} 没有生成"]
        if target.read_bytes() != baked.data:
            found.append(f"{baked.path} 的内容和记录不一致")
        for suffix, content in compressed(target.name, baked.data):
            twin = Path(f"{target}{suffix}")
            if not twin.exists() or twin.read_bytes() != content:
                found.append(f"{baked.path} 的压缩文件（{suffix}）和记录不一致")
        return found

    def addresses(self) -> Iterator[str]:
        """Every address that stands in the folder (twins and tombstones counted with their address)."""
        for folder, names, files in os.walk(self.root):
            names[:] = [name for name in names if not name.startswith(".")]
            base = "/" + os.path.relpath(folder, self.root).replace(os.sep, "/") + "/"
            base = "/" if base == "/./" else base
            stems = {name.removesuffix(".gz").removesuffix(".br") for name in files if not name.startswith(".")}
            for name in stems:
                yield base if name in (PAGE, GONE) else base + name

    def changed_since(self, path: str, moment: float) -> bool:
        """Whether the file at an address was written after ``moment`` (seconds since 1970)."""
        for gone in (False, True) if path.endswith("/") else (False,):
            with suppress(FileNotFoundError):
                if self.file_of(path, gone).stat().st_mtime >= moment:
                    return True
        return False

    def sweep(self) -> None:
        """Remove half-made files and empty folders. Only under the exclusive lock."""
        making = self.root / MAKING
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True, exist_ok=True)

    def drop_empty_folders(self) -> None:
        for folder, _, _ in os.walk(self.root, topdown=False):
            if folder != str(self.root) and not Path(folder).name.startswith("."):
                with suppress(OSError):
                    os.rmdir(folder)

    @contextmanager
    def turn(self, *, alone: bool) -> Iterator[None]:
        """Hold the folder: ``alone`` for the outbox, together with others for a batch of a full bake.

        Whoever waits holds the turnstile, so that an urgent withdrawal waits for one batch and never for a whole bake.
        The kernel drops both locks when a process dies.
        """
        self.prepare()
        with open(self.root / ".turnstile", "w") as turnstile, open(self.root / ".lock", "w") as lock:
            fcntl.flock(turnstile, fcntl.LOCK_EX)
            fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            fcntl.flock(turnstile, fcntl.LOCK_UN)
            yield
