"""Doing the same to many disclosures: chosen in the list, confirmed on a page, worked off in the background.

"All in the listing" means what the list shows with its filters and its search, on all of its pages.
"""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.utils import get_valid_next_url_from_request

from gongkai.agencies.queries import held_roles
from gongkai.catalogue.models import CatalogueEntry, Section, Stage
from gongkai.desk.guard import say
from gongkai.desk.reports import guarded
from gongkai.disclosures.bulk import VERBS, WRITTEN, begin, run_bulk
from gongkai.disclosures.models import BulkAct, BulkVerb, Disclosure, WithdrawalReason
from gongkai.findings import Refused

#: Seconds after which the page of an order that is being worked off is asked for again.
REFRESH = 3
SHOWN = 30
REFUSALS_A_PAGE = 100


class WithdrawForm(forms.Form):
    """The official kind of reason."""

    kind = forms.ChoiceField(label="理由", choices=[("", "请选择"), *WithdrawalReason.choices])
    reason = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="选“其他”时要写",
    )


class _OwnChoice(forms.ModelChoiceField):
    """Sections and entries named with their agency, where the person sees more than one."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.agency.short_name or obj.agency}：{obj}"


class MoveForm(forms.Form):
    """Where to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = Section.objects.select_related("agency").order_by("agency__path", "name")
        self.fields["section"] = _OwnChoice(sections, label="移到", empty_label="请选择")


class ReclassifyForm(forms.Form):
    """Only what is filled in is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entries = CatalogueEntry.objects.select_related("agency").order_by("agency__path", "-catalogue__year", "serial")
        for name, (label, most) in WRITTEN.items():
            self.fields[name] = forms.CharField(label=label, max_length=most, required=False)
        self.fields["stage"] = forms.ChoiceField(
            label="公开类型", choices=[("", "不改"), *Stage.choices], required=False
        )
        self.fields["catalogue_entry"] = _OwnChoice(entries, label="目录事项", empty_label="不改", required=False)


FORMS: dict[str, type[forms.Form]] = {
    BulkVerb.SUBMIT: forms.Form,
    BulkVerb.MOVE: MoveForm,
    BulkVerb.RECLASSIFY: ReclassifyForm,
    BulkVerb.WITHDRAW: WithdrawForm,
}


def verbs_of(user: Any) -> list[BulkVerb]:
    """What this person may ever do to many, in any of their agencies."""
    held = {one.role for one in held_roles(user)}
    return [BulkVerb(verb) for verb, about in VERBS.items() if held & set(about.roles)]


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, verb: str) -> HttpResponse:
    """How many, which, and how; POST puts the order to work."""
    if verb not in VERBS:
        raise Http404
    if BulkVerb(verb) not in verbs_of(request.user):
        raise PermissionDenied
    chosen = selection(request)
    form = FORMS[verb](request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        arguments = {name: getattr(value, "pk", value) for name, value in form.cleaned_data.items() if value}
        try:
            made = begin(verb, chosen, user=request.user, arguments=arguments, now=timezone.now())
        except Refused as refused:
            say(request, refused)
        else:
            return redirect("gk_bulk_act", made.pk)
    context = {
        "verb": BulkVerb(verb),
        "about": VERBS[verb].about,
        "count": len(chosen),
        "rows": Disclosure.objects.filter(pk__in=chosen[:SHOWN]).select_related("section", "agency").defer("body"),
        "more": max(len(chosen) - SHOWN, 0),
        "form": form,
        "back": _list_url(request),
        "act": f"{request.path}?{request.META['QUERY_STRING']}",
    }
    return render(request, "desk/bulk_confirm.html", context)


def selection(request: HttpRequest) -> list[int]:
    """The chosen ones the person can see, in the order of the list: the ticked, or all that its filters leave."""
    wanted = request.GET.getlist("id")
    if "all" in wanted:
        return list(_listed(request).values_list("pk", flat=True))
    keys = [int(one) for one in wanted if one.isascii() and one.isdigit() and len(one) < 18]
    known = set(Disclosure.objects.filter(pk__in=keys).values_list("pk", flat=True))
    return [pk for pk in dict.fromkeys(keys) if pk in known]


def _listed(request: HttpRequest) -> Any:
    """What the list of disclosures shows for the filters and the search in the address we come from."""
    from gongkai.desk.disclosures import DisclosureViewSet

    viewset = Disclosure.snippet_viewset
    assert isinstance(viewset, DisclosureViewSet)
    as_list = copy.copy(request)
    as_list.method = "GET"
    as_list.GET = QueryDict(urlsplit(_list_url(request)).query)
    about = {**viewset.get_common_view_kwargs(), **viewset.get_index_view_kwargs()}
    known = {name: value for name, value in about.items() if value is not viewset.UNDEFINED}
    known = {name: value for name, value in known.items() if hasattr(viewset.index_view_class, name)}
    view = viewset.index_view_class(**known)
    view.setup(as_list)
    return view.get_queryset()


def _list_url(request: HttpRequest) -> str:
    """The list as the person left it, or the plain list."""
    plain = reverse("disclosures:list")
    found = get_valid_next_url_from_request(request)
    return found if urlsplit(found).path in (plain, reverse("disclosures:list_results")) else plain


def _own(request: HttpRequest, pk: int) -> BulkAct:
    found = BulkAct.objects.filter(pk=pk, user=request.user.pk).first()
    if found is None:
        raise Http404
    return found


@require_GET
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and what was refused with its reason. Asks for itself again until it is done."""
    bulk = _own(request, pk)
    refusals = Paginator(bulk.refusals.all(), REFUSALS_A_PAGE).get_page(request.GET.get("p"))
    seen = set(Disclosure.objects.filter(pk__in=[one.disclosure for one in refusals]).values_list("pk", flat=True))
    context = {
        "bulk": bulk,
        "percent": bulk.position * 100 // max(bulk.total, 1),
        "refusals": refusals,
        "refused": bulk.position - bulk.done,
        "seen": seen,
        "words": _words(bulk),
    }
    answer = render(request, "desk/bulk_act.html", context)
    if bulk.finished_at is None:
        answer["Refresh"] = str(REFRESH)
    return answer


def _words(bulk: BulkAct) -> list[tuple[str, str]]:
    """How it was to be done, in words: (what, how)."""
    found: list[tuple[str, str]] = []
    given = bulk.arguments
    if "kind" in given:
        found.append(("理由", WithdrawalReason(given["kind"]).label))
    if given.get("reason"):
        found.append(("说明", given["reason"]))
    for name, model in (("section", Section), ("catalogue_entry", CatalogueEntry)):
        if name in given:
            label = "移到" if name == "section" else "目录事项"
            found.append((label, str(model.objects.filter(pk=given[name]).first() or "（已不在）")))
    for name, (label, _) in WRITTEN.items():
        if name in given:
            found.append((label, given[name]))
    if "stage" in given:
        found.append(("公开类型", str(Stage(given["stage"]).label)))
    return found


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an order to work again that stands still (a worker was killed). Nothing is done twice."""
    bulk = _own(request, pk)
    if bulk.finished_at is None:
        run_bulk.enqueue(bulk.pk)
        messages.success(request, "已接着办理")
    return redirect("gk_bulk_act", pk)


@require_GET
def acts(request: HttpRequest) -> HttpResponse:
    """What this person ordered, newest first."""
    mine = BulkAct.objects.filter(user=request.user.pk).defer("items")[:50]
    rows = [(one, one.refusals.count()) for one in mine]
    return render(request, "desk/bulk_acts.html", {"rows": rows})


urlpatterns = [
    path("bulk-acts/", guarded(acts), name="gk_bulk_acts"),
    path("bulk-acts/new/<slug:verb>/", guarded(confirm), name="gk_bulk"),
    path("bulk-acts/<int:pk>/", guarded(act), name="gk_bulk_act"),
    path("bulk-acts/<int:pk>/resume/", guarded(resume), name="gk_bulk_resume"),
]
