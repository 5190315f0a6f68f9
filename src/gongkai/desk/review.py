"""The acts on a disclosure that have a page of their own: review, emergency release and its review, withdrawal, repeal.

A page asks and shows; what may be done is decided by the task and the services behind it. The reviewer's own page is
in ``review_page.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.snippets.action_menu import ActionMenuItem

from gongkai.agencies.models import Role
from gongkai.agencies.permissions import REVIEWERS
from gongkai.agencies.queries import has_role
from gongkai.desk import review_files
from gongkai.desk.guard import _disclosure, check_now, say
from gongkai.desk.reports import guarded
from gongkai.desk.review_page import body_of, review
from gongkai.disclosures.models import Disclosure, WithdrawalReason
from gongkai.disclosures.models.disclosure import Validity
from gongkai.disclosures.publishing import release_now, review_emergency, withdraw
from gongkai.disclosures.validity import ENDED, repeal
from gongkai.findings import Refused
from gongkai.registers.validity import restore


class ReleaseForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(forms.Form):
    kind = forms.ChoiceField(label="撤下理由", choices=WithdrawalReason.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="选“其他”时必填，会显示在原网址的说明里；选别的理由时只记入操作记录",
    )


class RepealForm(forms.Form):
    validity = forms.ChoiceField(
        label="标为",
        choices=[(one.value, one.label) for one in ENDED],
    )
    basis = forms.CharField(
        label="依据",
        max_length=300,
        help_text="被哪个文件废止、修改，或者有效期何时届满。会写在正文上方；写了文号的，那份文件也在网站上公开，就给出链接",
    )


class RestoreForm(forms.Form):
    basis = forms.CharField(label="依据", max_length=300, help_text="为什么仍然有效，会公开")


def _release(request: HttpRequest, disclosure: Disclosure, reason: str) -> None:
    release_now(disclosure, user=request.user, reason=reason, now=timezone.now())


def _review_emergency(request: HttpRequest, disclosure: Disclosure) -> None:
    for release in disclosure.emergency_releases.filter(reviewed_at__isnull=True):
        review_emergency(release, user=request.user, now=timezone.now())


def _withdraw(request: HttpRequest, disclosure: Disclosure, kind: str, reason: str) -> None:
    withdraw(disclosure, user=request.user, kind=kind, reason=reason, now=timezone.now())


def _repeal(request: HttpRequest, disclosure: Disclosure, validity: str, basis: str) -> None:
    repeal(disclosure, user=request.user, basis=basis, validity=validity, now=timezone.now())


def _restore(request: HttpRequest, disclosure: Disclosure, basis: str) -> None:
    restore(disclosure, user=request.user, basis=basis, now=timezone.now())


@dataclass(frozen=True)
class Act:
    """One act on a disclosure with a page of its own.

    ``fits`` says whether the record stands so that the act makes sense; ``roles`` who does it.
    """

    name: str
    label: str
    icon: str
    note: str
    roles: tuple[str, ...]
    fits: Callable[[Disclosure], bool]
    form: type[forms.Form] = forms.Form
    do: Callable[..., None] | None = None


ACTS = (
    Act(
        "gk_review",
        "审核",
        "gk-check",
        "",
        REVIEWERS,
        lambda record: record.workflow_in_progress,
    ),
    Act(
        "gk_release",
        "应急发布",
        "gk-sound",
        "马上公开，不经审核。24小时内必须由另一个人补审，否则所有待办里都标红。",
        (Role.FINAL_REVIEWER,),
        lambda record: not record.is_public and record.attribute == "proactive",
        ReleaseForm,
        _release,
    ),
    Act(
        "gk_emergency_review",
        "补审",
        "gk-check",
        "确认应急发布的内容可以公开。不可以公开的，请撤下。",
        REVIEWERS,
        lambda record: record.emergency_releases.filter(reviewed_at__isnull=True).exists(),
        forms.Form,
        _review_emergency,
    ),
    Act(
        "gk_withdraw",
        "撤下",
        "gk-inbox",
        "马上从网站撤下，原网址留一页说明，写明撤下时间和理由。",
        (Role.FINAL_REVIEWER, Role.SECRECY_REVIEWER),
        lambda record: record.is_public,
        WithdrawForm,
        _withdraw,
    ),
    Act(
        "gk_repeal",
        "标明废止、失效",
        "gk-doc",
        "内容仍可查看，页面上标明已经废止、失效或修改。",
        (Role.FINAL_REVIEWER,),
        lambda record: record.is_public and record.validity == Validity.VALID,
        RepealForm,
        _repeal,
    ),
    Act(
        "gk_restore",
        "恢复有效",
        "gk-doc",
        "标错了的，或者废止它的文件不再作数的，重新标为有效。",
        (Role.FINAL_REVIEWER,),
        lambda record: record.is_public and record.validity != Validity.VALID,
        RestoreForm,
        _restore,
    ),
)


def _page(act: Act) -> Callable[..., HttpResponse]:
    """The page of one act: what it does, its form, a refusal in sentences."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        disclosure = _disclosure(request, pk)
        if not has_role(request.user, disclosure.agency, *act.roles):
            raise PermissionDenied
        if not act.fits(disclosure):
            messages.info(request, f"这条信息现在不能{act.label}")
            return redirect("disclosures:edit", pk)
        form = act.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and act.do is not None:
            check_now(disclosure)
            try:
                act.do(request, disclosure, **form.cleaned_data)
            except Refused as refused:
                say(request, refused)
            else:
                messages.success(request, f"{disclosure.title}：已{act.label}")
                return redirect("disclosures:edit", pk)
        text = disclosure.get_latest_revision_as_object()
        context = {"act": act, "record": disclosure, "text": text, "body": body_of(disclosure, text), "form": form}
        return render(request, "desk/review_act.html", context)

    return guarded(view)


class ActItem(ActionMenuItem):
    """A button at the foot of a disclosure that leads to the page of an act."""

    def __init__(self, act: Act, order: int) -> None:
        super().__init__(order=order)
        self.act, self.name, self.label, self.icon_name = act, act.name, act.label, act.icon

    def is_shown(self, context: dict[str, Any]) -> bool:
        record = context.get("instance")
        return (
            context["view"] == "edit"
            and isinstance(record, Disclosure)
            and has_role(context["request"].user, record.agency, *self.act.roles)
            and self.act.fits(record)
        )

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse(self.act.name, args=[parent_context["instance"].pk])


def menu_item_maker(act: Act) -> Callable[[Any], ActItem | None]:
    order = 200 + ACTS.index(act)
    return lambda model: ActItem(act, order) if model is Disclosure else None


urlpatterns = [
    path("reviews/<int:pk>/", guarded(review), name="gk_review"),
    *review_files.urlpatterns,
    *(path(f"reviews/<int:pk>/{act.name[3:]}/", _page(act), name=act.name) for act in ACTS[1:]),
]
