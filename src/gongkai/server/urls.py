"""The addresses of the whole installation."""

from __future__ import annotations

from django.http import Http404
from django.urls import include, path, re_path
from django.views.defaults import page_not_found
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from gongkai.portal.live.check import check
from gongkai.server import accounts_urls
from gongkai.server.health import healthz

urlpatterns = [
    path("healthz", healthz),
    # Not part of this system: pages (there is one model of content), and Wagtail's report of everybody's acts, which
    # knows no agencies (the trail takes its place).
    re_path(r"^admin/(?:pages|bulk/wagtailcore|reports/site-history)/", page_not_found, {"exception": Http404()}),
    path("check/", check),
    *accounts_urls.urlpatterns,
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/", include("gongkai.api.urls")),
    path("", include("gongkai.portal.urls")),
]
