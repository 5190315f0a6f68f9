"""A tally: which records count, by what they are told apart, and what counts once.

One definition gives both the numbers (one grouped query for all agencies asked for) and the list of records behind
them, so the two cannot drift apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, BigIntegerField, CharField, Count, F, Field, Model, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat, Round

from gongkai.agencies.models import Agency

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """The year a report speaks of, 1 January to 31 December, both included."""

    year: int

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, 12, 31)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """For ``__range``."""
        return self.first, self.last

    @property
    def previous(self) -> Period:
        return Period(self.year - 1)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list behind a figure: its heading and a field path, or an aggregate over what counts once."""

    title: str
    field: str | Aggregate

    def display(self, model: type[Model], value: Any) -> str:
        """The value as a person reads it: labels for codes, ISO dates, 是/否, nothing for what is not there."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return f"{value:f}"
        return str(_labels(model, self.field).get(value, value)) if isinstance(self.field, str) else str(value)


@dataclass(frozen=True, slots=True)
class Tallied:
    """What one group of one agency adds up to: the figure, and how many records are behind it."""

    total: int | Decimal
    records: int


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the list behind a figure; ``ref`` is the clerk's number."""

    group: Group
    ref: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Tally:
    """Records of one kind in one year, counted or added up by groups.

    ``label`` says in Chinese what counts; ``records`` narrows the model's records to those of the year; ``groups`` tell
    them apart (name → field path or expression giving text); ``key`` is what counts once: the record itself, or the
    fields whose every combination counts one. With ``amount`` the figure is the sum of that field times ``scale``.
    The first of ``columns`` is the 编号. Where ``key`` is not the record itself, a cell takes either one group or
    groups that one key never shares.
    """

    name: str
    label: str
    model: type[Model]
    records: Callable[[QuerySet, Period], QuerySet]
    columns: tuple[Column, ...]
    groups: Mapping[str, Any] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    amount: str = ""
    scale: Decimal = Decimal(1)
    basis: str = ""

    def of(self, agencies: Iterable[Agency], period: Period) -> QuerySet:
        """The records of these agencies that count in this year, with their groups as ``group_<name>``."""
        manager: Any = self.model.objects  # type: ignore[attr-defined]
        chosen = self.records(manager.filter(agency__in=list(agencies)), period)
        named = {f"group_{name}": F(what) if isinstance(what, str) else what for name, what in self.groups.items()}
        return chosen.annotate(**named).order_by()

    def counts(self, agencies: Iterable[Agency], period: Period) -> dict[int, dict[Group, Tallied]]:
        """The figures of all agencies by one grouped query: agency's key → group → figure and number of records."""
        names = self._group_names()
        result: dict[int, dict[Group, Tallied]] = {}
        # Counting once takes a sort: agency by agency it stays small, however many there are.
        for some in [[agency] for agency in agencies] if self.key else [list(agencies)]:
            found = self.of(some, period).values("agency", *names).annotate(**self._measures())
            for agency, *group, total, records in found.values_list("agency", *names, "total", "records"):
                figure = total if not self.amount else self._scaled(total)
                result.setdefault(agency, {})[_group(group)] = Tallied(figure, records)
        return result

    def listing(self, agency: Agency, period: Period) -> list[Record]:
        """The list behind the figures, one line for each thing that counts, in order of its last column and 编号."""
        names = self._group_names()
        plain = [column.field for column in self.columns if isinstance(column.field, str)]
        summed = {f"column_{n}": column.field for n, column in enumerate(self.columns) if column.field not in plain}
        rows = self.of([agency], period).values(*dict.fromkeys((*names, *(self.key or ("pk",)), *plain)))
        rows = rows.annotate(**summed).order_by(*plain)
        fields = [c.field if isinstance(c.field, str) else f"column_{n}" for n, c in enumerate(self.columns)]
        return [self._record(row, names, fields) for row in rows]

    def _record(self, row: dict[str, Any], names: list[str], fields: list[str]) -> Record:
        shown = tuple(column.display(self.model, row[name]) for column, name in zip(self.columns, fields, strict=True))
        return Record(_group(row[name] for name in names), shown[0], shown)

    def _group_names(self) -> list[str]:
        return [f"group_{name}" for name in self.groups]

    def _measures(self) -> dict[str, Any]:
        counted: Aggregate = Count(_joined(self.key), distinct=True) if self.key else Count("pk")
        if not self.amount:
            return {"total": counted, "records": counted.copy()}
        # Money is added up in whole fen: a database that keeps decimals as floats still gives exact sums.
        whole = Cast(Round(F(self.amount) * 100), BigIntegerField())
        return {"total": Coalesce(Sum(whole), Value(0), output_field=BigIntegerField()), "records": counted}

    def _scaled(self, hundredths: int) -> int | Decimal:
        figure = Decimal(hundredths) / 100 * self.scale
        return int(figure) if figure == figure.to_integral_value() else figure


def _joined(key: tuple[str, ...]) -> Any:
    """One expression that differs wherever the combination of the fields differs."""
    if len(key) == 1:
        return F(key[0])
    parts: list[Any] = []
    for name in key:
        parts += [Value(":"), Cast(name, CharField())]
    return Concat(*parts[1:])


def _group(values: Iterable[Any]) -> Group:
    return tuple(str(value) for value in values)


def _labels(model: type[Model], path: str) -> dict[Any, Any]:
    """The labels of a choice field at the end of a path; empty for every other field."""
    found: Any = model
    field_: Field | None = None
    for name in path.split("__"):
        field_ = found._meta.get_field(name)
        found = getattr(field_, "related_model", None) or found
    return dict(getattr(field_, "flatchoices", ()) or ())
