"""Finding each row's record again, or making it: what is new, what changes, what stays as it is."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from gongkai.intake.constraints import broken
from gongkai.intake.kinds import BoundColumn
from gongkai.intake.records import Batch, Row
from gongkai.intake.references import chunks, look_up, owned


def match(batch: Batch) -> None:
    """Give every good row its record with the new values set, and its outcome: new, changed or same."""
    _refuse_doubles(batch)
    existing = _existing(batch)
    for row in batch.good:
        record = existing.get(_key(batch, row))
        row.outcome = "new" if record is None else "same"
        row.record = record if record is not None else _fresh(batch, row)
    parents = [column for column in batch.columns.values() if _own(batch, column)]
    for column in parents:
        _resolve_own(batch, column)
    for row in batch.good:
        before = dict(row.record.__dict__) if row.outcome == "same" else None
        for name, column in batch.columns.items():
            if column.field is not None and name != "agency" and column not in parents:
                setattr(row.record, column.attribute, row.values[name])
        for column in parents:
            setattr(row.record, column.name, row.values[column.name])
        if batch.kind.complete:
            batch.kind.complete(row.record, row.values)
        if before is not None:
            row.changed |= {column.name for column in parents if _not_yet_written(row.values[column.name])}
            _compare(batch, row, before)
    for row in batch.good:
        _check(batch, row)


def _own(batch: Batch, column: BoundColumn) -> bool:
    return column.reference is not None and column.reference.model is batch.kind.model


def _not_yet_written(record: Any) -> bool:
    return record is not None and record.pk is None


def _fresh(batch: Batch, row: Row) -> Any:
    return batch.kind.model(agency=row.agency) if batch.kind.owned else batch.kind.model()


def _key(batch: Batch, row: Row) -> tuple[Any, ...]:
    return (row.agency.pk if row.agency else None, *(row.values.get(name) for name in batch.kind.key))


def _refuse_doubles(batch: Batch) -> None:
    """A key that stands twice names both rows; empty keys have been named already."""
    first: dict[tuple[Any, ...], Row] = {}
    for row in batch.rows:
        key = _key(batch, row)
        if any(value in (None, "") for value in key[1:]):
            continue
        earlier = first.setdefault(key, row)
        if earlier is not row:
            headings = "、".join(batch.kind.column(name).heading for name in batch.kind.key)
            batch.wrong(row, batch.kind.key[0], f"和{earlier.spot.beside(row.spot)}重复：{headings}相同", "double")


def _existing(batch: Batch) -> dict[tuple[Any, ...], Any]:
    """Records that the rows' keys find, by key."""
    kind = batch.kind
    attributes = [kind.model._meta.get_field(name).attname for name in kind.key]  # type: ignore[union-attr]
    wanted: dict[Any, dict[Any, None]] = defaultdict(dict)
    for row in batch.good:
        wanted[row.agency.pk if row.agency else None][row.values[kind.key[0]]] = None
    found: dict[tuple[Any, ...], Any] = {}
    for agency, firsts in wanted.items():
        for part in chunks(firsts):
            records = kind.model._base_manager.filter(**{f"{attributes[0]}__in": part})
            if agency is not None:
                records = records.filter(agency=agency).select_related("agency")
            for record in records:
                found[(agency, *(getattr(record, name) for name in attributes))] = record
    return found


def _resolve_own(batch: Batch, column: BoundColumn) -> None:
    """References to other records of the same kind, in this file or already there; none may lead back to itself."""
    reference = column.reference
    assert reference is not None
    scoped = owned(reference.model)
    named: dict[tuple[Any, str], Row] = {}
    for name in reversed(reference.by):
        for row in batch.rows:
            named[(row.agency.pk if scoped and row.agency else None, row.values.get(name, ""))] = row
    waiting: dict[Any, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in batch.good:
        word, agency = row.values.get(column.name), row.agency.pk if scoped and row.agency else None
        if not word:
            row.values[column.name] = None
        elif (target := named.get((agency, word))) is not None:
            row.values[column.name] = target.record
            row.bad = row.bad or target.bad
        else:
            waiting[agency][word].append(row)
    for agency, words in waiting.items():
        found = look_up(reference, agency, list(words))
        for word, rows in words.items():
            for row in rows:
                if len(found[word]) != 1:
                    batch.wrong(row, column.name, f"没有“{word}”。要填已有的{reference.what}", "no-such-record")
                else:
                    row.values[column.name] = batch.kind.model._base_manager.get(pk=found[word][0].pk)
    _refuse_circles(batch, column.name)


def _refuse_circles(batch: Batch, name: str) -> None:
    above = {id(row.record): row.values[name] for row in batch.good}
    mine = {row.record.pk: row.record for row in batch.good if row.record.pk}
    for row in batch.good:
        seen, record = {id(row.record)}, row.values[name]
        while record is not None:
            record = mine.get(record.pk, record)
            if id(record) in seen:
                batch.wrong(row, name, "上下级绕成了圈：顺着往上又回到自己", "circle")
                break
            seen.add(id(record))
            record = above[id(record)] if id(record) in above else getattr(record, name)


def _compare(batch: Batch, row: Row, before: dict[str, Any]) -> None:
    record = row.record
    for field in record._meta.concrete_fields:
        new = getattr(record, field.attname)
        if field.attname not in before or before[field.attname] != new:
            row.changed.add(field.name)
    if row.changed:
        row.outcome = "changed"
        if batch.kind.refuse and (why := batch.kind.refuse(record, row.changed)):
            where = next((name for name in batch.columns if name in row.changed), "")
            batch.wrong(row, where, why, "not-changeable")


def _check(batch: Batch, row: Row) -> None:
    """The rules between the fields of one record: dates in order, the model's constraints, the kind's own."""
    record, kind = row.record, batch.kind
    for first, second in kind.forward:
        start, end = getattr(record, first), getattr(record, second)
        if start is not None and end is not None and end < start:
            headings = kind.column(second).heading, kind.column(first).heading
            batch.wrong(row, second, f"“{headings[0]}”（{end}）不能早于“{headings[1]}”（{start}）", "order")
    if row.bad:
        return
    for message, fields in broken(record):
        where = next((name for name in reversed(fields) if name in batch.columns), "")
        batch.wrong(row, where, message, "constraint")
    if kind.check is not None:
        for name, message in kind.check(record):
            batch.wrong(row, name if name in batch.columns else "", message)
