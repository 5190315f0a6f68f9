"""Writing in a register: every line that is added, changed or deleted is an act in the trail, with what it was before.

The digests say that a line was so and not otherwise, and give nothing of it away; which fields were changed is said by
their names. Deleting asks for a reason.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import router, transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.http import HttpResponse
from wagtail.admin.views.generic import CreateView, DeleteView, EditView

from gongkai.trail.services import fingerprint, record

#: Records named one by one where they keep another from being deleted.
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


@dataclass(frozen=True)
class InUse:
    """What keeps a record from being deleted: (kind, how many, the first few of them by name)."""

    lines: tuple[tuple[str, int, str], ...] = ()

    @property
    def is_protected(self) -> bool:
        return bool(self.lines)

    @classmethod
    def of(cls, target: Model) -> InUse:
        """Asked of the database, over all that a deletion would take along: also what an import wrote in bulk."""
        try:
            Collector(using=router.db_for_write(type(target)), origin=target).collect([target])
        except ProtectedError as error:
            found = error.protected_objects
        except RestrictedError as error:
            found = error.restricted_objects
        else:
            return cls()
        kinds: dict[str, list[str]] = defaultdict(list)
        for one in found:
            kinds[str(one._meta.verbose_name)].append(str(one))
        return cls(tuple((kind, len(names), "、".join(sorted(names)[:NAMED])) for kind, names in sorted(kinds.items())))


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
            record(
                "register.delete",
                target=self.object,
                reason=self.reason,
                data={"before": fingerprint(self.object)},
            )
            super().delete_action()
