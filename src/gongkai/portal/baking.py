"""Records to files: what the outbox asks for, everything at once, and whether the files are what they should be.

Safe to run twice and to be killed anywhere: a row of the outbox goes only after its files stand (on the disk, so that
a loss of power brings the row back with whatever it tore), and a file stands whole or not at all. A batch reads the
records and writes the files while it holds the folder, so that an old state never covers a newer one.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connections

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.portal import addresses, outbox, search
from gongkai.portal.files import Baked, SiteFolder
from gongkai.portal.models import StalePage
from gongkai.portal.rendering import Press
from gongkai.portal.units import KINDS, Batch, Keys, batches, everything

Progress = Callable[[int, int], None]


@cache
def _folder(root: Path) -> SiteFolder:
    return SiteFolder(root)


def site_folder() -> SiteFolder:
    """The installation's baked site: ``GONGKAI_DATA/site``."""
    return _folder(Path(settings.DATA) / "site")


@dataclass
class Outcome:
    """What a bake or a verification did."""

    pages: int = 0
    problems: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)

    def add(self, other: Outcome) -> None:
        self.pages += other.pages
        self.problems += other.problems
        self.addresses |= other.addresses


def bake(kind: str, keys: Keys, today: dt.date) -> Iterator[Baked]:
    """The files of some things of one kind. Call it while holding the folder."""
    with across_agencies():
        yield from KINDS[kind].bake(Press(today), keys)


# --- the outbox --------------------------------------------------------------------------------------------------


def drain(today: dt.date) -> int:
    """Write what the outbox names until it is empty; returns how many rows were served."""
    served = 0
    while rows := list(StalePage.objects.order_by("pk").values_list("pk", "kind", "key")[:ROWS]):
        served += _serve(rows, today)
        wide = [row for row in rows if row[1] not in KINDS]
        if not wide:
            continue

        def urgent(done: int = 0, total: int = 0) -> None:
            """Between two batches of a long bake: what was published or withdrawn meanwhile goes first."""
            later = StalePage.objects.filter(kind__in=KINDS).order_by("pk").values_list("pk", "kind", "key")[:ROWS]
            _serve(list(later), today)

        for pk, _, key in [row for row in wide if row[1] == outbox.WORDS]:
            search.read_attachments(int(key))
            StalePage.objects.filter(pk=pk).delete()
            urgent()
        if any(kind == outbox.EVERYTHING for _, kind, _ in wide):
            search.sync()
            bake_all(today, progress=urgent)
        else:
            for key in dict.fromkeys(key for _, kind, key in wide if kind == outbox.WHOLE_AGENCY):
                if who := Agency.objects.filter(pk=key).first():
                    bake_all(today, agency=who, progress=urgent)
        StalePage.objects.filter(pk__in=[pk for pk, _, _ in wide]).delete()
        served += len(wide)
    return served


ROWS = 2000
Row = tuple[int, str, str]
_Wanted = defaultdict[str, dict[str, None]]


def _serve(rows: list[Row], today: dt.date) -> int:
    """Bake what these rows name, one page at a time; only then do the rows go."""
    folder, wanted = site_folder(), _Wanted(dict)
    for _, kind, key in rows:
        wanted[kind][key] = None
    for kind in KINDS:
        for _, keys in batches(kind, wanted.get(kind, ())):
            KINDS[kind].prepare(keys)
            with folder.turn(alone=True):
                for baked in bake(kind, keys, today):
                    folder.put(baked)
    done = [pk for pk, kind, _ in rows if kind in KINDS]
    if done:
        folder.settle()
    StalePage.objects.filter(pk__in=done).delete()
    return len(done)


# --- everything --------------------------------------------------------------------------------------------------


def bake_all(
    today: dt.date,
    *,
    agency: Agency | None = None,
    verify: bool = False,
    processes: int = 1,
    progress: Progress = lambda done, total: None,
) -> Outcome:
    """Bake (or, with ``verify``, only compare) the whole site or one agency's part of it.

    Addresses that no record stands behind are removed, or reported. ``progress`` is told (things done, things in all).
    """
    folder, began = site_folder(), time.time()
    with folder.turn(alone=True):
        folder.sweep()
    known = StalePage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    work = everything(agency)
    total = sum(len(keys) for _, keys in work)
    outcome, done = Outcome(), 0
    for count, part in _run(work, today, verify, processes):
        outcome.add(part)
        done += count
        progress(done, total)
    _leftovers(folder, outcome, agency, verify, began)
    if not verify:
        folder.settle()
    if agency is None and not verify:
        StalePage.objects.filter(pk__lte=known).exclude(kind=outbox.WORDS).delete()
    return outcome


def _run(work: list[Batch], today: dt.date, verify: bool, processes: int) -> Iterator[tuple[int, Outcome]]:
    if processes <= 1 or len(work) < 2:
        for kind, keys in work:
            yield len(keys), one_batch(kind, keys, today, verify)
        return
    # Each process opens connections of its own; a connection must not cross a fork.
    connections.close_all()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=connections.close_all) as pool:
        waiting = {pool.submit(one_batch, kind, keys, today, verify): len(keys) for kind, keys in work}
        for future in as_completed(waiting):
            yield waiting.pop(future), future.result()


def one_batch(kind: str, keys: Keys, today: dt.date, verify: bool) -> Outcome:
    """Bake or compare one batch while holding the folder together with others."""
    folder = site_folder()
    outcome = Outcome()
    KINDS[kind].prepare(keys)
    with folder.turn(alone=False):
        for baked in bake(kind, keys, today):
            outcome.pages += 1
            if baked.data is not None:
                outcome.addresses.add(baked.path)
            if verify:
                outcome.problems += folder.differences(baked)
            else:
                folder.put(baked)
    return outcome


def _leftovers(folder: SiteFolder, outcome: Outcome, agency: Agency | None, verify: bool, began: float) -> None:
    """What stands in the folder without a record. A file newer than the bake was published meanwhile, and stays."""
    under = addresses.agency(agency.code) if agency else "/"
    with folder.turn(alone=True):
        strays = [path for path in folder.addresses() if path.startswith(under) and path not in outcome.addresses]
        for path in strays:
            if folder.changed_since(path, began):
                continue
            if verify:
                outcome.problems.append(f"{path} 没有对应的记录，还在")
            else:
                folder.put(Baked(path, None))
        if not verify:
            folder.drop_empty_folders()
