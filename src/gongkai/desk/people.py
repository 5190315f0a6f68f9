"""Accounts and roles (the security administrator's pages), agencies (the system administrator's).

The pages ask the same question as the services behind them; nobody of an agency reaches any of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import BaseSettingsPanel

from gongkai.agencies import services
from gongkai.agencies.models import Agency, Role, RoleAssignment
from gongkai.agencies.scoping import across_agencies
from gongkai.agencies.services import AGENCY_FIELDS, is_admin
from gongkai.disclosures.models.review import ReviewPolicy, ReviewStep
from gongkai.disclosures.reviewing import DEFAULT_DAYS, MOST_DAYS, set_policy, steps_of
from gongkai.findings import Refused
from gongkai.portal.addresses import RESERVED

PER_PAGE = 50
View = Callable[..., HttpResponse]


def only(role: Role) -> Callable[[View], View]:
    """Nobody but this administrator; everybody else is refused before anything is read."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_admin(request.user, role):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _say(request: HttpRequest, refused: Refused) -> None:
    for failure in refused.failures:
        messages.error(request, f"{failure.place}：{failure.message}" if failure.place else failure.message)


class NewAccountForm(forms.Form):
    """开户."""

    username = forms.CharField(label="用户名", max_length=50, help_text="小写字母、数字和 . _ -，3到50位，开了不能改")
    name = forms.CharField(label="姓名", max_length=150)


class RoleForm(forms.Form):
    """One role in one agency."""

    role = forms.ChoiceField(label="角色", choices=Role.choices)
    agency = forms.ModelChoiceField(
        label="单位", queryset=Agency.objects.none(), required=False, empty_label="不属于单位（三种管理员）"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.all()


@require_GET
@only(Role.SECURITY_ADMIN)
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account with its roles."""
    users = get_user_model().objects.order_by("username").prefetch_related("role_assignments__agency")
    if words := request.GET.get("q", "").strip():
        users = users.filter(Q(username__icontains=words) | Q(first_name__icontains=words))
    page = Paginator(users, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/people.html", {"page_of": page, "words": words})


@never_cache
@require_http_methods(["GET", "POST"])
@only(Role.SECURITY_ADMIN)
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account; its first password is shown once, on the answer to this very request."""
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = services.create_account(by=request.user, **form.cleaned_data)
        except Refused as refused:
            _say(request, refused)
        else:
            return _handed_over(request, user, password)
    return render(request, "desk/people_new.html", {"form": form})


def _handed_over(request: HttpRequest, user: Any, password: str) -> HttpResponse:
    return render(request, "desk/people_password.html", {"person": user, "password": password})


@require_http_methods(["GET", "POST"])
@only(Role.SECURITY_ADMIN)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles, and what may be done with it."""
    user = get_object_or_404(get_user_model(), pk=pk)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_role(user, form.cleaned_data["role"], by=request.user, agency=form.cleaned_data["agency"])
        except Refused as refused:
            _say(request, refused)
        else:
            messages.success(request, "已授予角色")
            return redirect("gk_account", pk)
    return render(
        request,
        "desk/people_account.html",
        {
            "person": user,
            "form": form,
            "roles": RoleAssignment.objects.filter(user=user).select_related("agency").order_by("agency__path", "role"),
            "oneself": user.pk == request.user.pk,
            "locked": AxesProxyHandler.is_locked(request, {"username": user.get_username()}),
        },
    )


@never_cache
@require_POST
@only(Role.SECURITY_ADMIN)
def account_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Disable, restore, unlock, reset the password, take a role."""
    user = get_object_or_404(get_user_model(), pk=pk)
    reason = request.POST.get("reason", "")
    try:
        if act == "reset":
            return _handed_over(request, user, services.reset_password(user, by=request.user, reason=reason))
        if act in ("disable", "enable"):
            services.set_active(user, act == "enable", by=request.user, reason=reason)
        elif act == "unlock":
            services.unlock(user, by=request.user)
        else:
            role = get_object_or_404(RoleAssignment, pk=_number(request.POST.get("role")), user=user)
            services.take_role(role, by=request.user, reason=reason)
    except Refused as refused:
        _say(request, refused)
    else:
        messages.success(request, {"disable": "已停用", "enable": "已恢复", "unlock": "已解锁"}.get(act, "已收回角色"))
    return redirect("gk_account", pk)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


class _WebAddress(forms.URLField):
    """An address without a scheme is taken for a secure one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})


class AgencyForm(forms.ModelForm):
    """The fields of an agency. What they must be is asked by the service, once."""

    class Meta:
        model = Agency
        fields = ("code", *AGENCY_FIELDS)
        field_classes = {"website": _WebAddress}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]

    def clean_code(self) -> str:
        """The public site gives the first part of an address to its own pages; an agency takes another code."""
        code = str(self.cleaned_data["code"])
        if code in RESERVED:
            raise forms.ValidationError(f"“{code}”是公开网站自己用的网址，请换一个代码")
        return code


@require_GET
@only(Role.SYSTEM_ADMIN)
def agencies(request: HttpRequest) -> HttpResponse:
    """The tree of agencies."""
    rows = [(agency, agency.path.count("/") - 1) for agency in Agency.objects.all()]
    return render(request, "desk/people_agencies.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@only(Role.SYSTEM_ADMIN)
def agency(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new agency, or one changed."""
    found = get_object_or_404(Agency, pk=pk) if pk is not None else None
    form = AgencyForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_agency(form.save(commit=False), by=request.user)
        except Refused as refused:
            _say(request, refused)
        else:
            messages.success(request, f"{saved.name}已保存")
            return redirect("gk_agencies")
    name = Agency.objects.get(pk=pk).name if pk is not None else ""
    return render(request, "desk/people_agency.html", {"form": form, "name": name, "pk": pk})


class ReviewPolicyForm(forms.Form):
    """Which steps an agency's review has, and how long each may take."""

    steps = forms.MultipleChoiceField(
        label="审核步骤",
        choices=ReviewStep.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="保密审查和至少另一步不能省。已经在审的按原来的步骤走完",
    )
    days = forms.IntegerField(
        label="每一步的时限（工作日）", min_value=1, max_value=MOST_DAYS, help_text="到期和逾期按这个数算，到期那天催办"
    )


@require_http_methods(["GET", "POST"])
@only(Role.SYSTEM_ADMIN)
def agency_review(request: HttpRequest, pk: int) -> HttpResponse:
    """How an agency reviews."""
    found = get_object_or_404(Agency, pk=pk)
    with across_agencies():
        policy = ReviewPolicy.objects.filter(agency=found).first()
    initial = {"steps": steps_of(found), "days": policy.days if policy else DEFAULT_DAYS}
    form = ReviewPolicyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_policy(found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            _say(request, refused)
        else:
            messages.success(request, f"{found.name}的审核设置已保存")
            return redirect("gk_agencies")
    return render(request, "desk/people_review.html", {"form": form, "agency": found})


class _For(MenuItem):
    """A menu entry of one administrator."""

    def __init__(self, role: Role, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role = role

    def is_shown(self, request: HttpRequest) -> bool:
        return is_admin(request.user, self.role)


def accounts_item() -> MenuItem:
    return _For(
        Role.SECURITY_ADMIN,
        "账号和角色",
        reverse_lazy("gk_accounts"),
        name="gk-accounts",
        icon_name="gk-people",
        order=870,
    )


def agencies_item() -> MenuItem:
    return _For(
        Role.SYSTEM_ADMIN, "单位设置", reverse_lazy("gk_agencies"), name="gk-agencies", icon_name="gk-gear", order=880
    )


class _NothingToSave(forms.Form):
    """Wagtail asks every panel for a form and saves it."""

    def save(self) -> None:
        """Links only."""


class SignInPanel(BaseSettingsPanel):
    """On Wagtail's page of one's own account: the way to the password and the second factor."""

    name = "sign-in"
    title = "口令和两步验证"
    order = 300
    template_name = "desk/people_sign_in.html"

    def get_form(self) -> forms.Form:
        return _NothingToSave(self.request.POST or None, prefix=self.name)

    def get_context_data(self) -> dict[str, Any]:
        return {"form": self.get_form()}


urlpatterns = [
    path("accounts/", accounts, name="gk_accounts"),
    path("accounts/new/", new_account, name="gk_account_new"),
    path("accounts/<int:pk>/", account, name="gk_account"),
    path("accounts/<int:pk>/<str:act>/", account_act, name="gk_account_act"),
    path("agencies/", agencies, name="gk_agencies"),
    path("agencies/new/", agency, name="gk_agency_new"),
    path("agencies/<int:pk>/", agency, name="gk_agency"),
    path("agencies/<int:pk>/review/", agency_review, name="gk_agency_review"),
]
