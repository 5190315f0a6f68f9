"""What a room declares: a kind of table, its columns, and what else has to happen when its records are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models

from gongkai.intake.values import Choice, Count, Day, Flag, Key, Moment, Money, Parser, Reference, Text

if TYPE_CHECKING:
    from gongkai.intake.records import Batch

Found = list[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """One column. Whatever is not said follows from the model's field of this name.

    ``by`` names the fields by which a related record is found; ``also`` gives further words for choices; ``ticks``
    are sub-columns that are ticked instead of one column with a value (sub-heading → value); with ``fill_down`` an
    empty cell means the same as the one above (merged cells). A ``derived`` column stands in no
    file: a hook fills it in.
    """

    name: str
    heading: str = ""
    aliases: tuple[str, ...] = ()
    parser: Parser | None = None
    required: bool | None = None
    help: str = ""
    example: str = ""
    by: tuple[str, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)
    ticks: Mapping[str, Any] = field(default_factory=dict)
    fill_down: bool = False
    derived: bool = False


@dataclass(frozen=True)
class BoundColumn:
    """A column with everything settled. ``field`` is None for a column the model has no field for."""

    name: str
    heading: str
    aliases: tuple[str, ...]
    parser: Parser
    required: bool
    help: str
    example: str
    empty: Any
    field: models.Field | None
    ticks: Mapping[str, Any]
    fill_down: bool
    derived: bool

    @property
    def reference(self) -> Reference | None:
        return self.parser if isinstance(self.parser, Reference) else None

    @property
    def attribute(self) -> str:
        """The name under which the value stands on the record (``channel_id`` for a relation)."""
        return self.field.attname if self.field is not None else self.name


@dataclass(frozen=True)
class Kind:
    """A kind of table.

    ``name`` is the English name, ``title`` the Chinese one, ``aliases`` what else it may be called. ``key`` are the
    fields that find a record again (within its agency, where it has one). ``forward`` are pairs of date columns of
    which the second may not lie before the first. The hooks, each optional:

    ``preamble``  lines above the table head → values for columns the table does not have;
    ``prepare``   all rows, before anything is looked up: may fill in values and name problems;
    ``check``     a record with its new values → problems as (column name, sentence);
    ``complete``  a record and its row's values, before the two are compared with what was: fills in what follows;
    ``refuse``    a record found again and the names of the fields that would change → why they may not, or nothing;
    ``finish``    all rows, after they are written.
    """

    name: str
    title: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("ref",)
    aliases: tuple[str, ...] = ()
    forward: tuple[tuple[str, str], ...] = ()
    about: str = ""
    preamble: Callable[[Sequence[str]], Mapping[str, Any]] | None = None
    prepare: tuple[Callable[[Batch], None], ...] = ()
    check: Callable[[Any], Found] | None = None
    complete: Callable[[Any, Mapping[str, Any]], None] | None = None
    refuse: Callable[[Any, set[str]], str] | None = None
    finish: tuple[Callable[[Batch], None], ...] = ()
    after: tuple[str, ...] = ()

    @cached_property
    def every(self) -> tuple[BoundColumn, ...]:
        """All columns, also those that stand in no file."""
        return tuple(_bind(self.model, column) for column in self._with_agency())

    @cached_property
    def bound(self) -> tuple[BoundColumn, ...]:
        """The columns a file may have."""
        return tuple(column for column in self.every if not column.derived)

    def _with_agency(self) -> tuple[Column, ...]:
        if not self.owned:
            return self.columns
        about = "导入时已用 --agency 指明的，可以没有这一列"
        agency = Column("agency", "单位", ("单位代码", "单位名称"), by=("code", "name", "short_name"), help=about)
        return (*self.columns, replace(agency, required=False))

    @property
    def owned(self) -> bool:
        """Whether each record belongs to an agency."""
        return any(one.name == "agency" for one in self.model._meta.fields)

    def column(self, name: str) -> BoundColumn:
        return next(column for column in self.every if column.name == name)

    def extended(
        self, *, columns: tuple[Column, ...], prepare: Callable[[Batch], None], finish: Callable[[Batch], None]
    ) -> Kind:
        """This kind with further columns that a higher room adds and takes care of."""
        return replace(
            self,
            columns=(*self.columns, *columns),
            prepare=(*self.prepare, prepare),
            finish=(*self.finish, finish),
        )


def _bind(model: type[models.Model], column: Column) -> BoundColumn:
    one = next((each for each in model._meta.fields if each.name == column.name), None)
    parser = column.parser or _parser(one, column)
    return BoundColumn(
        name=column.name,
        heading=column.heading or str(getattr(one, "verbose_name", column.name)),
        aliases=column.aliases,
        parser=parser,
        required=_required(one) if column.required is None else column.required,
        help=column.help or str(getattr(one, "help_text", "")),
        example=column.example,
        empty=_empty(one),
        field=one,
        ticks=column.ticks,
        fill_down=column.fill_down,
        derived=column.derived,
    )


def _required(one: models.Field | None) -> bool:
    return one is not None and not one.blank and not one.null and not one.has_default()


def _empty(one: models.Field | None) -> Any:
    """What an empty cell means: the field's default, otherwise nothing."""
    if one is None:
        return None
    if one.has_default():
        return one.get_default()
    return None if one.null or not isinstance(one, models.CharField | models.TextField) else ""


def _parser(one: models.Field | None, column: Column) -> Parser:
    """The parser that follows from the type of the field."""
    if one is None:
        return Text()
    if isinstance(one, models.ForeignKey):
        target = one.related_model
        names = [str(target._meta.get_field(name).verbose_name) for name in column.by]  # type: ignore[union-attr]
        words = "或".join(part for part in ("、".join(names[:-1]), names[-1] if names else "编号") if part)
        title = target._meta.verbose_name  # type: ignore[union-attr]
        return Reference(target, column.by or ("ref",), f"{title}的{words}")
    if one.choices:
        return Choice(tuple((str(code), str(label)) for code, label in one.choices), column.also)  # type: ignore[union-attr]
    if column.name in ("ref", "code"):
        return Key(one.max_length)
    makers: tuple[tuple[type, Callable[[Any], Parser]], ...] = (
        (models.DateTimeField, lambda _: Moment()),
        (models.DateField, lambda _: Day()),
        (models.BooleanField, lambda _: Flag()),
        (models.DecimalField, lambda f: Money(f.max_digits, f.decimal_places)),
        (models.IntegerField, lambda _: Count()),
        (models.TextField, lambda _: Text(lines=True)),
        (models.CharField, lambda f: Text(f.max_length)),
    )
    return next(make(one) for kind, make in makers if isinstance(one, kind))
