"""The form of an entry of the catalogue: what may be ticked is ticked, not written as code."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.catalogue.models import Stage
from gongkai.catalogue.vocabulary import LEVELS
from gongkai.desk.forms import AgencyForm


class EntryForm(AgencyForm):
    """公开类型 and 公开层级 of an entry."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("stages", Stage.choices), ("levels", list(LEVELS.items()))):
            if name in self.fields:
                self.fields[name] = forms.MultipleChoiceField(
                    label=self.fields[name].label,
                    choices=choices,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )
