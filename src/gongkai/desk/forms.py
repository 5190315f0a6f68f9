"""The form under every record of an agency.

Django builds a form's choices when the class is made, in whatever scope is open at that moment; here every choice is
asked for anew in the scope of the person who looks at the form, and what comes back must belong to the record's agency.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList

from gongkai.agencies.models import Agency, name_of
from gongkai.agencies.queries import visible_agencies
from gongkai.agencies.scoping import AgencyOwned
from gongkai.desk.policies import AgencyPolicy


class FormPanels(ObjectList):
    """The panels of a form. No script takes them apart, so the page carries no second copy of every field."""

    class BoundPanel(ObjectList.BoundPanel):
        def js_opts(self) -> dict[str, Any]:
            return {**super().js_opts(), "children": []}


class _Named(forms.models.ModelChoiceIterator):
    """Choices of accounts by the name of the person."""

    def choice(self, obj: Any) -> tuple[Any, str]:
        return (forms.models.ModelChoiceIteratorValue(self.field.prepare_value(obj), obj), name_of(obj))


class AgencyForm(WagtailAdminModelForm):
    """Settles the agency without a question where there is one choice, and for good once the record exists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            model = getattr(getattr(field, "queryset", None), "model", None)
            if isinstance(field, forms.ModelChoiceField) and model and issubclass(model, AgencyOwned):
                field.queryset = model.objects.only(*model.CHOICE_FIELDS)  # with no names: all fields
            elif isinstance(field, forms.ModelChoiceField) and model is User:
                self._limit_accounts(name, field)
        if "agency" in self.fields:
            self._limit_agency()

    def _limit_accounts(self, name: str, field: forms.ModelChoiceField) -> None:
        """Accounts of the agencies the person sees, by their names; the one that is there already stays."""
        seen = visible_agencies(self.for_user) if self.for_user is not None else Agency.objects.none()
        wanted = Q(role_assignments__agency__in=seen) | Q(pk=getattr(self.instance, f"{name}_id"))
        field.queryset = User.objects.filter(wanted).distinct().order_by("first_name", "username")
        field.iterator = _Named

    def _limit_agency(self) -> None:
        field = self.fields["agency"]
        if self.instance.pk:
            agencies = Agency.objects.filter(pk=self.instance.agency_id)
        else:
            agencies = AgencyPolicy(self._meta.model).agencies(self.for_user, "add")
        found = list(agencies[:2])
        if len(found) == 1:
            del self.fields["agency"]
            self.instance.agency = found[0]
        else:
            field.queryset = agencies

    def _get_validation_exclusions(self) -> set[str]:
        """The agency takes part in the checks (a number once per agency) even where nobody has to choose it."""
        return super()._get_validation_exclusions() - {"agency"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        agency = data.get("agency") or (self.instance.agency if self.instance.agency_id else None)
        for name, value in list(data.items()):  # an error takes its value out
            if isinstance(value, AgencyOwned) and agency is not None and value.agency_id != agency.pk:
                self.add_error(name, "选的这一项不属于本单位，请重新选")
        return data
