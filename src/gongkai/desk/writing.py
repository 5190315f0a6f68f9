"""Writing a disclosure: the editor of its text, the form behind it, and what of both is kept on saving."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.staticfiles import versioned_static

from gongkai.catalogue.models import CatalogueEntry
from gongkai.desk.forms import AgencyForm
from gongkai.desk.policies import AgencyPolicy
from gongkai.disclosures import rich_text
from gongkai.disclosures.image_intake import faults, settle_images
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.services import next_ref
from gongkai.findings import Refused

#: Set after a save, so that the browser drops its own copy of what is now in the record.
SAVED_COOKIE = "gk-saved"
POLICY = AgencyPolicy(Disclosure)
#: Where the people of the agency see an image.
desk_address = rich_text.desk_address


class TextEditor(forms.Textarea):
    """A text area that the browser turns into an editor; without script it stays a text area with the markup in it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        allowed = {tag: sorted(names) for tag, names in rich_text.ALLOWED.items()}
        super().__init__(
            {
                "rows": 20,
                "data-controller": "gk-editor",
                "data-gk-allowed": json.dumps({"tags": allowed, "same": rich_text.SAME}),
                **(attrs or {}),
            }
        )

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {"data-gk-word": reverse("gk_word"), "data-gk-image": reverse("gk_text_image_add")}

    def format_value(self, value: Any) -> str:
        """Images at their address on the desk."""

        def find(src: str) -> str:
            number = rich_text.number_of(src)
            return src if number is None else desk_address(number)

        return rich_text.replace_images(str(value or ""), find)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return rich_text.clean(value) if isinstance(value, str) else value

    @property
    def media(self) -> forms.Media:
        base = "desk/editor"
        return forms.Media(
            css={"all": [versioned_static(f"{base}/{name}") for name in ("jodit.min.css", "writing.css")]},
            js=[versioned_static(f"{base}/{name}") for name in ("jodit.min.js", "cleaning.js", "writing.js")],
        )


class DisclosureForm(AgencyForm):
    """The text is cleaned here, whatever sent it; its new images are kept when (and only when) the record is saved."""

    keeping = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None:
            self.fields["body"].widget.attrs["data-gk-user"] = str(self.for_user.pk)
        self.fields["ref"].required = False
        self.fields["ref"].help_text = "本单位内不重复；不填由系统编"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        agency = data.get("agency") or (self.instance.agency if self.instance.agency_id else None)
        if agency is not None and "ref" in data and not data["ref"]:
            data["ref"] = self.instance.ref or next_ref(agency, timezone.localdate().year)
        return data

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """The number given by the server stands in the open page too, after it was saved by itself."""
        return [*super().get_field_updates_for_resave(), ("ref", self.instance.ref)]

    def clean_body(self) -> str:
        body = rich_text.clean(self.cleaned_data.get("body") or "")
        if wrong := faults(body):
            raise forms.ValidationError(wrong)
        return body

    def save(self, commit: bool = True) -> Any:
        if self.keeping and self.instance.pk:
            self._settle()
        return super().save(commit)

    def _save_m2m(self) -> None:
        super()._save_m2m()
        if self.keeping and self.instance.pk and self._settle():
            self.instance.save(update_fields=["body"])

    def _settle(self) -> bool:
        before = self.instance.body
        self.instance.body = settle_images(self.instance, before, user=self.for_user, now=timezone.now())
        return bool(self.instance.body != before)


class WritingMixin:
    """For the views that create and edit: keep images with the text, say what cannot be kept, tell the browser."""

    request: Any
    form: Any

    def save_instance(self) -> Any:
        self.form.keeping = True
        return super().save_instance()  # type: ignore[misc]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except Refused as refused:
            for failure in refused.failures:
                form.add_error("body", str(failure.message))
            self.produced_error_message = "；".join(failure.message for failure in refused.failures)
            return super().form_invalid(form)  # type: ignore[misc,no-any-return]
        copy = self.request.POST.get("gk_copy", "")
        if copy and (response.status_code == 302 or isinstance(response, JsonResponse)):
            response.set_cookie(SAVED_COOKIE, copy[:120], max_age=600, path="/admin/", samesite="Lax")
        return response


class FromEntryMixin:
    """``?catalogue_entry=``: what the entry settles is filled in, where the person may write for its agency."""

    request: Any

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_initial()  # type: ignore[misc]
        number = self.request.GET.get("catalogue_entry", "")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            return initial
        entry = CatalogueEntry.objects.select_related("agency", "section").filter(pk=int(number)).first()
        if entry is None or not POLICY.agencies(self.request.user, "add").filter(pk=entry.agency_id).exists():
            return initial
        stages = [stage for stage in entry.stages or [] if stage]
        return initial | {
            "agency": entry.agency_id,
            "section": entry.section_id,
            "catalogue_entry": entry.pk,
            "attribute": entry.attribute,
            "attribute_basis": "" if entry.attribute == "proactive" else entry.legal_basis[:300],
            "stage": stages[0] if len(stages) == 1 else "",
        }
