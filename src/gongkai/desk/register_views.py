"""Writing in a register: every line that is added, changed or deleted is an act in the trail, with what it was before.

The digests say that a line was so and not otherwise, and give nothing of it away; which fields were changed is said by
their names. Deleting asks for a reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django import forms
from django.db import router, transaction
from django.db.models import Model, ProtectedError, QuerySet, RestrictedError
from django.db.models.deletion import Collector
from django.http import HttpResponse
from wagtail.admin.views.generic import CreateView, DeleteView, EditView

from gongkai.agencies.scoping import AgencyOwned
from gongkai.trail.services import fingerprint, record

#: Records named one by one where they hang on another that is to be deleted.
NAMED = 5


class RecordedCreateView(CreateView):
    """登记."""

    def save_instance(self) -> Any:
        with transaction.atomic():
            made = super().save_instance()
            record("register.create", target=made, data={"after": fingerprint(made)})
        return made


class RecordedEditView(EditView):
    """修改. Saving what was not changed is no act."""

    def save_instance(self) -> Any:
        with transaction.atomic():
            before = fingerprint(self.object)
            saved = super().save_instance()
            after = fingerprint(saved)
            if after != before:
                data = {"changed": list(self.form.changed_data), "before": before, "after": after}
                record("register.change", target=saved, data=data)
        return saved


@dataclass(frozen=True, slots=True)
class Uses:
    """Records of one kind that hang on one that is to be deleted: the word for it, how many, the first few by name."""

    kind: str
    number: int
    names: str


@dataclass(frozen=True)
class InUse:
    """What hangs on a record, asked of the database over all that a deletion would take along.

    ``lines`` keep it from being deleted; ``along`` goes with it; ``loosened`` stays, and names it no more.
    """

    lines: tuple[Uses, ...] = ()
    along: tuple[Uses, ...] = ()
    loosened: tuple[Uses, ...] = ()
    #: The records of ``along``, each of which is an act of its own.
    gone: tuple[Model, ...] = ()

    @property
    def is_protected(self) -> bool:
        return bool(self.lines)

    @classmethod
    def of(cls, target: Model) -> InUse:
        """What an import wrote in bulk counts too."""
        collector = Collector(using=router.db_for_write(type(target)), origin=target)
        try:
            collector.collect([target])
        except ProtectedError as error:
            return cls(lines=_told(_keys([error.protected_objects])))
        except RestrictedError as error:
            return cls(lines=_told(_keys([error.restricted_objects])))
        along = _own(_keys([*collector.data.values(), *collector.fast_deletes]))
        along.get(type(target), set()).discard(target.pk)
        batches: Iterable[Iterable[Any]] = chain.from_iterable(collector.field_updates.values())  # type: ignore[arg-type]
        gone = [one for model, keys in along.items() for one in model._base_manager.filter(pk__in=keys).order_by("pk")]
        return cls(along=_told(along), loosened=_told(_own(_keys(batches))), gone=tuple(gone))


def _keys(groups: Iterable[Iterable[Any]]) -> dict[type[Model], set[Any]]:
    """Kind → keys of the records in the groups; of what was only asked for, the texts are not loaded."""
    keys: dict[type[Model], set[Any]] = defaultdict(set)
    for group in groups:
        if isinstance(group, QuerySet):
            keys[group.model].update(group.values_list("pk", flat=True))
        else:
            for one in group:
                keys[type(one)].add(one.pk)
    return keys


def _own(keys: dict[type[Model], set[Any]]) -> dict[type[Model], set[Any]]:
    """The agencies' own records; what the framework keeps about a record is left out."""
    return {model: pks for model, pks in keys.items() if issubclass(model, AgencyOwned)}


def _told(keys: dict[type[Model], set[Any]]) -> tuple[Uses, ...]:
    """Named are the first of each kind, in the order in which they were made; one query a kind."""
    found = [
        Uses(
            str(model._meta.verbose_name),
            len(pks),
            "、".join(str(one) for one in model._base_manager.filter(pk__in=sorted(pks)[:NAMED]).order_by("pk")),
        )
        for model, pks in keys.items()
        if pks
    ]
    return tuple(sorted(found, key=lambda one: one.kind))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="删除的理由",
        max_length=300,
        widget=forms.TextInput(attrs={"size": 60}),
        error_messages={"required": "删除要写理由", "max_length": "理由最多300个字"},
        help_text="记入操作记录",
    )


class ReasonedDeleteView(DeleteView):
    """删除, with a reason that stays in the trail when the line is gone. What others build on stays."""

    template_name = "desk/register_delete.html"
    form_class = ReasonForm

    def get_usage(self) -> InUse:
        return InUse.of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_protected=self.usage.is_protected, in_use=self.usage, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.reason = form.cleaned_data["reason"].strip()
        answer: HttpResponse = super().form_valid(form)
        return answer

    def delete_action(self) -> None:
        with transaction.atomic():
            for one in (self.object, *self.usage.gone):
                record("register.delete", target=one, reason=self.reason, data={"before": fingerprint(one)})
            super().delete_action()
