"""Absence and deputies at the desk: one's own page, and the security administrator's for who cannot sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.views.account import BaseSettingsPanel

from gongkai.agencies.models import Deputy, Role, RoleAssignment, name_of
from gongkai.agencies.queries import deputies_of, stood_in_by
from gongkai.agencies.services import DEPUTY_DAYS, end_deputy, is_admin, name_deputy
from gongkai.desk.reports import guarded
from gongkai.findings import Refused


class RolesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_role_display()}（{obj.agency}）"


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class DeputyForm(forms.Form):
    """Who stands in for ``holder``, in which of their roles, from when to when."""

    roles = RolesField(label="代办的角色", queryset=RoleAssignment.objects.none(), widget=forms.CheckboxSelectMultiple)
    person = PersonField(label="代办人", queryset=None, empty_label="请选")
    started_on = forms.DateField(label="从", widget=forms.DateInput(attrs={"type": "date"}))
    ended_on = forms.DateField(
        label="到", widget=forms.DateInput(attrs={"type": "date"}), help_text=f"含当天，最长{DEPUTY_DAYS}天"
    )
    reason = forms.CharField(label="原因", max_length=100, required=False, help_text="例如：休假、出差、住院")

    def __init__(self, *args: Any, holder: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = roles_of(holder)
        roles, person = self.fields["roles"], self.fields["person"]
        assert isinstance(roles, RolesField)
        assert isinstance(person, PersonField)
        roles.queryset = held
        person.queryset = (
            get_user_model()
            .objects.filter(is_active=True, role_assignments__agency__in=held.order_by().values("agency"))
            .exclude(pk=holder.pk)
            .distinct()
            .order_by("first_name", "username")
        )


def roles_of(user: Any) -> Any:
    """The roles somebody may have a deputy for."""
    held = RoleAssignment.objects.filter(user=user, agency__isnull=False).exclude(role=Role.SUPERVISOR)
    return held.select_related("agency").order_by("agency__path", "role")


@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One's own absence, or (by number) somebody's, for the security administrator."""
    if pk is not None and not is_admin(request.user, Role.SECURITY_ADMIN):
        raise PermissionDenied
    holder = get_object_or_404(get_user_model(), pk=pk) if pk is not None else request.user
    today = timezone.localdate()
    form = DeputyForm(request.POST or None, holder=holder, initial={"started_on": today, "roles": roles_of(holder)})
    if request.method == "POST" and form.is_valid() and _name(request, form):
        return redirect("gk_absence_of", pk) if pk is not None else redirect("gk_absence")
    return render(
        request,
        "desk/people_absence.html",
        {
            "holder": holder,
            "own": pk is None,
            "form": form,
            "rest": [form[name] for name in ("person", "started_on", "ended_on", "reason")],
            "may_name": bool(form.fields["roles"].queryset),  # type: ignore[attr-defined]
            "deputies": deputies_of(holder, today),
            "standing_in": stood_in_by(holder, today),
            "today": today,
        },
    )


def _name(request: HttpRequest, form: DeputyForm) -> bool:
    """All the roles chosen, or none of them."""
    data = form.cleaned_data
    try:
        with transaction.atomic():
            for assignment in data["roles"]:
                name_deputy(
                    assignment,
                    data["person"],
                    by=request.user,
                    started_on=data["started_on"],
                    ended_on=data["ended_on"],
                    today=timezone.localdate(),
                    reason=data["reason"],
                )
    except Refused as refused:
        for failure in refused.failures:
            messages.error(request, f"{failure.place}：{failure.message}" if failure.place else failure.message)
        return False
    days = f"{data['started_on']:%Y-%m-%d}至{data['ended_on']:%Y-%m-%d}"
    messages.success(request, f"{days}由{name_of(data['person'])}代办")
    return True


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """收回: by the holder, the deputy, or the security administrator; for others there is no such thing."""
    deputy = Deputy.objects.select_related("assignment__agency", "assignment__user", "person").filter(pk=pk).first()
    security = is_admin(request.user, Role.SECURITY_ADMIN)
    if deputy is None or not (security or request.user.pk in (deputy.assignment.user_id, deputy.person_id)):
        raise Http404
    end_deputy(deputy, by=request.user, now=timezone.now())
    messages.success(request, "已收回代办")
    own = request.user.pk in (deputy.assignment.user_id, deputy.person_id)
    return redirect("gk_absence") if own else redirect("gk_absence_of", deputy.assignment.user_id)


class _NothingToSave(forms.Form):
    """Wagtail asks every panel for a form and saves it."""

    def save(self) -> None:
        """A link only."""


class AbsencePanel(BaseSettingsPanel):
    """On Wagtail's page of one's own account: who stands in for me, for whom I do, and the way to change it."""

    name = "absence"
    title = "外出和代办"
    order = 250
    template_name = "desk/people_absence_panel.html"

    def is_active(self) -> bool:
        return roles_of(self.user).exists() or stood_in_by(self.user, timezone.localdate()).exists()

    def get_form(self) -> forms.Form:
        return _NothingToSave(self.request.POST or None, prefix=self.name)

    def get_context_data(self) -> dict[str, Any]:
        today = timezone.localdate()
        return {
            "form": self.get_form(),
            "deputies": deputies_of(self.user, today),
            "standing_in": stood_in_by(self.user, today),
        }


urlpatterns = [
    path("absence/", guarded(absence), name="gk_absence"),
    path("absence/<int:pk>/", guarded(absence), name="gk_absence_of"),
    path("absence/deputies/<int:pk>/end/", guarded(end), name="gk_deputy_end"),
]
