"""One import: read every file, look up, check, and write all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from gongkai.findings import Refused, refuse
from gongkai.intake.books import Book
from gongkai.intake.kinds import Kind
from gongkai.intake.matching import match
from gongkai.intake.problems import Problems
from gongkai.intake.records import Batch, Row, read_rows
from gongkai.intake.references import Expected, owned, resolve_all, settle_agencies
from gongkai.intake.registry import kinds
from gongkai.intake.signals import records_imported
from gongkai.intake.uniqueness import check_once

BATCH = 500
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read as one kind; ``sheet`` when only the sheet of that name is meant."""

    kind: Kind
    book: Book
    sheet: str = ""


@dataclass
class Tally:
    """What happened to the rows of one kind."""

    new: int = 0
    changed: int = 0
    same: int = 0

    @property
    def words(self) -> str:
        return f"新增{self.new}条，更新{self.changed}条，没有变化{self.same}条"


@dataclass
class Report:
    """What an import did: by kind, with what a person should know besides, and the files it read."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    agencies: set[str] = field(default_factory=set)

    @property
    def written(self) -> int:
        return sum(tally.new + tally.changed for tally in self.tallies.values())


def run(
    sources: Sequence[Source],
    *,
    today: dt.date,
    record: Callable[[Report], Any],
    agency: Any = None,
    dry_run: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Import the sources in the order in which kinds need each other, in one transaction.

    :param agency: whose records they are (an agency, or its code); without it every table has a column 单位.
    :param record: called in the transaction with what was done, to leave an entry in the trail; not in a dry run.
    :raises Refused: with every problem found; nothing has been written then.
    """
    problems = Problems()
    batches = _read(sources, problems, today, agency, progress, dry_run)
    report = Report(files={source.book.file: source.book.sha256 for source in sources})
    try:
        with transaction.atomic():
            expected: Expected = set()
            for batch in batches:
                # Later kinds refer to earlier ones, so those are written even when the whole will be taken back.
                last = batch is batches[-1]
                if batch.kind.owned and isinstance(agency, str):
                    agency = _agency(batch, agency)
                _import(batch, agency, expected, progress, write=not (last and problems.count))
                report.tallies[batch.kind.name] = Tally(**Counter(row.outcome for row in batch.good))
                report.notes += batch.notes
                report.agencies |= {row.agency.code for row in batch.rows if row.agency is not None}
            problems.raise_if_any()
            if dry_run:
                transaction.set_rollback(True)
            else:
                record(report)
    except DatabaseError as error:
        _undo(batches)
        problems.raise_if_any()
        raise refuse("database", f"数据库没有接受这些记录（{_first_line(error)}），什么都没有写入") from error
    except BaseException:
        _undo(batches)
        raise
    return report


def _undo(batches: list[Batch]) -> None:
    for batch in batches:
        for act in batch.undo:
            act()


def _agency(batch: Batch, code: str) -> Any:
    """The agency of that code, which an earlier table of the same import may just have brought."""
    model = batch.kind.column("agency").reference.model  # type: ignore[union-attr]
    found = model._base_manager.filter(code=code).first()
    if found is None:
        batch.problems.raise_if_any()
        raise refuse("no-agency", f"没有代码是“{code}”的单位", "--agency")
    return found


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _read(
    sources: Sequence[Source], problems: Problems, today: dt.date, agency: Any, progress: Progress, dry_run: bool
) -> list[Batch]:
    """The rows of every source, by kind, in the order in which kinds need each other."""
    by_kind: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        by_kind[source.kind.name].append(source)
    batches = []
    for kind in kinds():
        if kind.name not in by_kind:
            continue
        batch = Batch(kind, problems, today=today, dry_run=dry_run)
        for source in by_kind[kind.name]:
            try:
                read_rows(batch, source.book, wanted=source.sheet, given={"agency"} if agency else set())
            except Refused as refused:
                problems.take(refused.failures)
        progress(f"读取{kind.title}", len(batch.rows), len(batch.rows))
        batches.append(batch)
    return batches


def _import(batch: Batch, agency: Any, expected: Expected, progress: Progress, *, write: bool) -> None:
    settle_agencies(batch, agency)
    for prepare in batch.kind.prepare:
        prepare(batch)
    resolve_all(batch, expected)
    match(batch)
    check_once(batch)
    progress(f"核对{batch.kind.title}", len(batch.rows), len(batch.rows))
    if write and not (batch.problems.count and len(batch.good) == 0):
        _write(batch, progress)
        for finish in batch.kind.finish:
            finish(batch)
        new, changed = ([row.record for row in batch.good if row.outcome == what] for what in ("new", "changed"))
        if new or changed:
            records_imported.send(sender=batch.kind.model, new=new, changed=changed)
    expected.update(_names_of_bad(batch))


def _names_of_bad(batch: Batch) -> Iterable[tuple[Any, Any, str]]:
    """By what the rows with problems would be called, so that those who refer to them are not named as well."""
    scoped = owned(batch.kind.model)
    for row in batch.rows:
        if row.bad:
            for name in ("ref", "code", "name", "short_name"):
                if isinstance(word := row.values.get(name), str) and word:
                    yield batch.kind.model, row.agency.pk if scoped and row.agency else None, word


def _write(batch: Batch, progress: Progress) -> None:
    manager = batch.kind.model._base_manager
    new = [row for row in batch.good if row.outcome == "new"]
    changed = [row for row in batch.good if row.outcome == "changed"]
    total, done = len(new) + len(changed), 0
    for level in _levels(batch, new):
        for start in range(0, len(level), BATCH):
            part = [row.record for row in level[start : start + BATCH]]
            manager.bulk_create(part)
            done += len(part)
            progress(f"写入{batch.kind.title}", done, total)
    touched = [f for f in batch.kind.model._meta.concrete_fields if getattr(f, "auto_now", False)]
    for fields, group in _by_changes(changed):
        for row in group:
            for parent in _own(batch):
                setattr(row.record, parent.name, getattr(row.record, parent.name))
            for one in touched:
                setattr(row.record, one.attname, timezone.now())
        names = [*fields, *(one.name for one in touched)]
        for start in range(0, len(group), BATCH):
            part = [row.record for row in group[start : start + BATCH]]
            manager.bulk_update(part, names, batch_size=100)
            done += len(part)
            progress(f"写入{batch.kind.title}", done, total)


def _by_changes(changed: list[Row]) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in changed:
        groups[tuple(sorted(row.changed))].append(row)
    yield from groups.items()


def _levels(batch: Batch, rows: list[Row]) -> Iterator[list[Row]]:
    """The new rows such that a record's parent of the same kind is written before it."""
    own = _own(batch)
    waiting = list(rows)
    while waiting and own:
        ready = [row for row in waiting if all(_written(row.record, one) for one in own)]
        for row in ready:
            for one in own:
                setattr(row.record, one.name, getattr(row.record, one.name))  # now that it has a key
        if not ready:
            return  # their parents have problems, which have been named
        yield ready
        left = {id(row) for row in ready}
        waiting = [row for row in waiting if id(row) not in left]
    if waiting:
        yield waiting


def _own(batch: Batch) -> list[models.ForeignKey]:
    """The fields of this batch that refer to other records of its own kind."""
    fields = [column.field for column in batch.columns.values()]
    return [one for one in fields if isinstance(one, models.ForeignKey) and one.related_model is batch.kind.model]


def _written(record: Any, one: models.ForeignKey) -> bool:
    parent = getattr(record, one.name)
    return parent is None or parent.pk is not None
