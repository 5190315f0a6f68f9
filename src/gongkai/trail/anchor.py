"""The newest entry, noted outside the database: it shows that the end of the chain is missing, or all of it rewritten.

A chain of hashes proves that nothing between two entries was touched; who may write in the database may still cut its
end off, or make a new chain. So the serial and the digest of the newest entry stand in a file of the data folder too,
under a seal of the installation's secret. The file follows each commit; a kill in between leaves it one entry behind.
It never moves on from an entry that the chain does not hold: what was cut off stays missing, however much is added.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Anchor:
    """``serial`` and ``digest`` of the newest entry noted, and the ``first`` that was ever noted."""

    serial: int
    digest: str
    first: int

    @property
    def line(self) -> str:
        said = f"{self.serial} {self.digest} {self.first}"
        seal = hmac.new(settings.SECRET_KEY.encode(), f"gongkai.trail {said}".encode(), hashlib.sha256).hexdigest()
        return f"{said} {seal}\n"


class Forged(Exception):
    """The file says something that this installation did not write."""


def read() -> Anchor | None:
    """What was noted last; ``None`` when nothing was.

    :raises Forged: when the file was written by somebody else.
    """
    path = _path()
    if path is None or not path.exists():
        return None
    text = path.read_text("utf-8", errors="replace")
    if not text:  # a loss of power while it was written
        return None
    try:
        serial, digest, first, _ = text.split()
        found = Anchor(int(serial), digest, int(first))
    except ValueError:
        raise Forged from None
    if not hmac.compare_digest(found.line.encode(), text.encode()):
        raise Forged
    return found


def note(serial: int, previous: str, digest: str) -> None:
    """Note an entry that was committed. Writers that overtake one another leave the newest; a fault stops nobody."""
    path = _path()
    if path is None:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (path.parent / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _write(path, serial, previous, digest)
    except OSError:
        logger.exception("操作记录的留底没有写上，请检查数据文件夹的权限和磁盘空间")


def _write(path: Path, serial: int, previous: str, digest: str) -> None:
    try:
        before = read()
    except Forged:
        return  # stays as it is, for whoever verifies
    if before is not None and (before.serial >= serial or not _follows(before, serial, previous)):
        return
    draft = path.with_name("draft")
    draft.write_text(Anchor(serial, digest, before.first if before else serial).line, "utf-8")
    os.replace(draft, path)


def _follows(before: Anchor, serial: int, previous: str) -> bool:
    """Whether the entry stands in one chain with the one noted before."""
    if before.serial == serial - 1:
        return before.digest == previous
    from gongkai.trail.models import TrailEntry

    return TrailEntry.objects.filter(serial=before.serial, digest=before.digest).exists()


def _path() -> Path | None:
    return settings.TRAIL_ANCHOR
