"""What may stand only once: within the file, and against records that are not in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q

from gongkai.intake.constraints import CannotTell, holds
from gongkai.intake.records import Batch, Row
from gongkai.intake.references import chunks


@dataclass(frozen=True, slots=True)
class Once:
    """Fields whose every combination may stand only once; ``condition`` limits the records it holds for."""

    fields: tuple[str, ...]
    condition: Any = None
    message: str = ""


def rules(model: type[models.Model]) -> Iterator[Once]:
    """The model's unique fields and unconditional or conditional unique constraints."""
    for field in model._meta.fields:
        if field.unique and not field.primary_key:
            yield Once((field.name,))
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            yield Once(tuple(constraint.fields), constraint.condition, str(constraint.violation_error_message))


def check_once(batch: Batch) -> None:
    """Hold every row that will be written against the rules. The key itself has been settled before."""
    key = {*batch.kind.key, *(("agency",) if batch.kind.owned else ())}
    rows = [row for row in batch.good if row.outcome in ("new", "changed")]
    for rule in rules(batch.kind.model):
        if set(rule.fields) != key:
            _check(batch, rule, rows)


def _check(batch: Batch, rule: Once, rows: list[Row]) -> None:
    attributes = [batch.kind.model._meta.get_field(name).attname for name in rule.fields]  # type: ignore[union-attr]
    wanted: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        values = tuple(getattr(row.record, attribute) for attribute in attributes)
        if None in values or not _applies(rule, row.record):
            continue
        first = wanted.setdefault(values, row)
        if first is not row:
            batch.wrong(
                row,
                _place(batch, rule),
                f"和{first.spot.beside(row.spot)}重复：{_words(batch, rule)}不能重复",
                "double",
            )
    mine = {row.record.pk for row in batch.rows if row.record is not None and row.record.pk is not None}
    for values in _taken(batch.kind.model, rule, attributes, list(wanted), mine):
        row = wanted[values]
        batch.wrong(row, _place(batch, rule), f"{_words(batch, rule)}和已有的另一条记录重复", "double")


def _applies(rule: Once, record: models.Model) -> bool:
    if rule.condition is None:
        return True
    try:
        return holds(rule.condition, record) is True
    except CannotTell:
        return False


def _taken(
    model: Any, rule: Once, attributes: list[str], wanted: list[tuple[Any, ...]], mine: set[Any]
) -> Iterator[tuple[Any, ...]]:
    """Those combinations that a record outside the file already holds."""
    asked = set(wanted)
    for part in chunks(wanted, 100):
        if len(attributes) == 1:
            condition = Q(**{f"{attributes[0]}__in": [values[0] for values in part]})
        else:
            condition = reduce(or_, (Q(**dict(zip(attributes, values, strict=True))) for values in part))
        records = model._base_manager.filter(condition)
        if rule.condition is not None:
            records = records.filter(rule.condition)
        for pk, *values in records.values_list("pk", *attributes):
            if pk not in mine and tuple(values) in asked:
                yield tuple(values)


def _place(batch: Batch, rule: Once) -> str:
    return next((name for name in reversed(rule.fields) if name in batch.columns), "")


def _words(batch: Batch, rule: Once) -> str:
    meta = batch.kind.model._meta
    names = [str(meta.get_field(name).verbose_name) for name in rule.fields if name != "agency"]  # type: ignore[union-attr]
    return "“" + "、".join(names) + "”"
