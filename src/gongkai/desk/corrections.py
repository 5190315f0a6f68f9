"""更正 at the desk: the note to a public text, and all notes there ever were to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.snippets.action_menu import ActionMenuItem

from gongkai.agencies.models import Role
from gongkai.agencies.queries import has_role
from gongkai.desk.guard import _disclosure, say
from gongkai.desk.reports import guarded
from gongkai.disclosures.corrections import correct, correctable, take_back_correction
from gongkai.disclosures.models import Correction, Disclosure
from gongkai.findings import Refused


class CorrectionForm(forms.Form):
    """What was wrong, what is right."""

    place = forms.CharField(
        label="哪里", max_length=100, required=False, help_text="例如：第二段、附件2第14行；通篇都改的可以不写"
    )
    wrong = forms.CharField(
        label="原为",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="照抄原来的字，不用抄整段；含个人信息的写成“某某的身份证号”",
    )
    right = forms.CharField(label="应为", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


@require_http_methods(["GET", "POST"])
def corrections(request: HttpRequest, pk: int) -> HttpResponse:
    """The notes of a disclosure, and for an editor the form of another."""
    disclosure = _disclosure(request, pk)
    editor = has_role(request.user, disclosure.agency, Role.EDITOR)
    if request.method == "POST" and not editor:
        raise PermissionDenied
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            correct(disclosure, user=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            say(request, refused)
        else:
            messages.success(request, "更正说明已记下。现在改正文或附件，改好送审；公开时说明一起公开，注明日期")
            return redirect("disclosures:edit", pk)
    rows = list(Correction.objects.filter(disclosure=disclosure).select_related("written_by").order_by("-pk"))
    context = {
        "record": disclosure,
        "form": form,
        "may_write": editor and correctable(disclosure),
        "in_review": bool(disclosure.workflow_in_progress),
        "waiting": [one for one in rows if one.published_at is None],
        "shown": sorted((one for one in rows if one.published_at), key=lambda one: (one.published_at, one.pk))[::-1],
        "may_compare": has_role(request.user, disclosure.agency, *WRITERS),
    }
    return render(request, "desk/corrections.html", context)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A note not yet reviewed is taken away, with a reason."""
    found = Correction.objects.select_related("disclosure__agency").filter(pk=pk).first()
    if found is None:
        raise Http404
    disclosure = _disclosure(request, found.disclosure_id)
    try:
        take_back_correction(found, user=request.user, reason=request.POST.get("reason", ""))
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, "更正说明已删去，理由留在操作记录里")
    return redirect("gk_corrections", disclosure.pk)


#: Who opens the comparison of two texts of a disclosure (those who open the disclosure itself).
WRITERS = (Role.EDITOR, Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER, Role.SECRECY_REVIEWER)


class CorrectionItem(ActionMenuItem):
    """The button at the foot of a disclosure: to write a note, or to read those there are."""

    name = "gk_corrections"
    icon_name = "gk-doc"

    def is_shown(self, context: dict[str, Any]) -> bool:
        record = context.get("instance")
        if context["view"] != "edit" or not isinstance(record, Disclosure):
            return False
        writes = has_role(context["request"].user, record.agency, Role.EDITOR) and correctable(record)
        self.label = "更正" if writes else "更正说明"
        return writes or Correction.objects.filter(disclosure=record).exists()

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("gk_corrections", args=[parent_context["instance"].pk])


def menu_item(model: Any) -> CorrectionItem | None:
    return CorrectionItem(order=210) if model is Disclosure else None


urlpatterns = [
    path("corrections/<int:pk>/", guarded(corrections), name="gk_corrections"),
    path("corrections/<int:pk>/take-back/", guarded(take_back), name="gk_correction_take_back"),
]
