"""Looking up the records that a batch refers to, many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from gongkai.intake.kinds import BoundColumn
from gongkai.intake.records import Batch, Row
from gongkai.intake.values import Reference, shown

CHUNK = 400

#: Names of records that a file was to bring but that have a problem of their own: (model, agency key or None, word).
Expected = set[tuple[Any, Any, str]]


def chunks(items: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """Lists of at most ``size``, since a database takes only so many parameters in one statement."""
    part: list[Any] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def owned(model: Any) -> bool:
    return any(field.name == "agency" for field in model._meta.fields)


def settle_agencies(batch: Batch, agency: Any) -> None:
    """Give every row of an agency-owned kind its agency: the one named for the import, or the one the row names."""
    if not batch.kind.owned:
        return
    if "agency" in batch.columns:
        resolve(batch, batch.columns["agency"], expected=set(), keep_records=True)
    for row in batch.rows:
        own = row.values.pop("agency", None)
        if own is not None and agency is not None and own.pk != agency.pk:
            batch.wrong(row, "agency", f"这一行写的是“{own}”，但导入时指明的是“{agency}”")
        row.agency = own or agency
        if row.agency is None and not row.bad:
            batch.wrong(row, "agency", "没有写是哪个单位的：在“单位”列填写，或者导入时用 --agency 指明", "no-agency")


def resolve_all(batch: Batch, expected: Expected) -> None:
    """Turn the words of every reference column into keys; words that name nothing, or several, are problems."""
    for column in batch.columns.values():
        own = column.reference is not None and column.reference.model is batch.kind.model
        if column.reference is not None and column.name != "agency" and not own and not column.derived:
            resolve(batch, column, expected)


def resolve(batch: Batch, column: BoundColumn, expected: Expected, *, keep_records: bool = False) -> None:
    reference = column.reference
    assert reference is not None
    waiting: dict[Any, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in batch.rows:
        if (word := row.values.get(column.name)) and (row.agency is not None or not owned(reference.model)):
            waiting[row.agency.pk if owned(reference.model) else None][word].append(row)
    for agency, words in waiting.items():
        found = look_up(reference, agency, list(words))
        for word, rows in words.items():
            records = found.get(word, [])
            for row in rows:
                if len(records) == 1:
                    row.values[column.name] = records[0] if keep_records else records[0].pk
                elif (reference.model, agency, word) in expected:
                    row.bad = True  # the row that would bring it has been named already
                elif records:
                    batch.wrong(row, column.name, f"“{shown(word)}”有{len(records)}个，请改填编号或代码", "ambiguous")
                else:
                    batch.wrong(row, column.name, f"没有“{shown(word)}”。要填已有的{reference.what}", "no-such-record")
                if row.bad:
                    row.values[column.name] = None


def look_up(reference: Reference, agency: Any, words: list[str]) -> dict[str, list[Any]]:
    """Word → the records it names. A word that is a record's first name (its number) names that record alone."""
    meta = reference.model._meta
    found: dict[str, list[Any]] = {}
    for part in chunks(words, CHUNK // len(reference.by)):
        wanted = Q()
        for name in reference.by:
            wanted |= Q(**{f"{name}__in": part})
        # The agency is named here; no scope of a signed-in person need be open.
        records = reference.model._base_manager.filter(wanted)
        if agency is not None:
            records = records.filter(agency=agency)
        by_name: list[dict[str, list[Any]]] = [defaultdict(list) for _ in reference.by]
        for record in records.only(*{meta.pk.name, *reference.by, *(("agency",) if agency is not None else ())}):
            for names, field in zip(by_name, reference.by, strict=True):
                names[getattr(record, field)].append(record)
        for word in part:
            found[word] = next((names[word] for names in by_name if word in names), [])
    return found
