"""Whether a record keeps a model's check constraints, without asking the database for each.

The conditions are those of the models; SQL's three answers are kept: a condition that is unknown (something is empty)
does not refuse a record.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, several: value in several,
}


class CannotTell(Exception):
    """A condition of a form that is not known here."""


def broken(record: models.Model) -> Iterator[tuple[str, list[str]]]:
    """The message of every check constraint the record breaks, with the names of the fields it speaks of."""
    for constraint in record._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            try:
                kept = holds(constraint.condition, record) is not False
            except CannotTell:
                try:
                    constraint.validate(type(record), record)
                    kept = True
                except ValidationError:
                    kept = False
            if not kept:
                yield str(constraint.violation_error_message), list(names(constraint.condition))


def holds(condition: Any, record: models.Model) -> bool | None:
    """True, False, or None for unknown."""
    if not isinstance(condition, Q):
        raise CannotTell
    answers = [_answer(child, record) for child in condition.children]
    if condition.connector == Q.AND:
        result = False if False in answers else None if None in answers else True
    elif condition.connector == Q.OR:
        result = True if True in answers else None if None in answers else False
    else:
        raise CannotTell
    return result if not condition.negated or result is None else not result


def _answer(child: Any, record: models.Model) -> bool | None:
    if isinstance(child, Q):
        return holds(child, record)
    if not isinstance(child, tuple):
        raise CannotTell
    path, right = child
    name, _, lookup = path.partition("__")
    value = getattr(record, record._meta.get_field(name).attname)  # type: ignore[union-attr]
    if isinstance(right, F):
        other: Any = record._meta.get_field(right.name)  # type: ignore[attr-defined]
        right = getattr(record, other.attname)
    if lookup == "isnull":
        return (value is None) == right
    compare = _COMPARE.get(lookup or "exact")
    if compare is None or not (right is None or isinstance(right, str | int | float | tuple | list) or _plain(right)):
        raise CannotTell
    return None if value is None or right is None else compare(value, right)


def _plain(value: Any) -> bool:
    import datetime as dt
    from decimal import Decimal

    return isinstance(value, dt.date | Decimal)


def names(condition: Any) -> Iterator[str]:
    """The fields a condition speaks of, in order."""
    for child in getattr(condition, "children", ()):
        if isinstance(child, tuple):
            yield child[0].partition("__")[0]
        else:
            yield from names(child)
