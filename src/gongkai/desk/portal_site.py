"""网站设置 (the system administrator's): the site's name, codes and footer, checked as inspectors check them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.menu import MenuItem

from gongkai.agencies.models import Agency, Role
from gongkai.agencies.services import is_admin
from gongkai.desk.guard import say
from gongkai.desk.people import only
from gongkai.findings import Refused
from gongkai.portal.models import PortalSite
from gongkai.portal.site_settings import FIELDS, save_site


class _Link(forms.URLField):
    """An address without a scheme is taken for a secure one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})


class SiteForm(forms.ModelForm):
    """The fields of the site; each is checked by the model's own rules."""

    class Meta:
        model = PortalSite
        fields = FIELDS
        field_classes = {"fault_url": _Link, "badge_url": _Link}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.filter(parent=None)


@require_http_methods(["GET", "POST"])
@only(Role.SYSTEM_ADMIN)
def portal_site(request: HttpRequest) -> HttpResponse:
    """The settings of the one site."""
    form = SiteForm(request.POST or None, instance=PortalSite.objects.first())
    if request.method == "POST" and form.is_valid():
        try:
            save_site(form.save(commit=False), by=request.user)
        except Refused as refused:
            say(request, refused)
        else:
            messages.success(request, "已保存，全部网页随后更新")
            return redirect("gk_portal_site")
    return render(request, "desk/portal_site.html", {"form": form})


class _SiteItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_admin(request.user, Role.SYSTEM_ADMIN)


def menu_item() -> MenuItem:
    return _SiteItem("网站设置", reverse_lazy("gk_portal_site"), name="gk-site", icon_name="gk-gear", order=885)


urlpatterns = [path("portal-site/", portal_site, name="gk_portal_site")]
