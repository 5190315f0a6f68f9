"""The addresses of the whole installation."""

from __future__ import annotations

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from gongkai.portal.live.check import check
from gongkai.server import accounts_urls
from gongkai.server.health import healthz

urlpatterns = [
    path("healthz", healthz),
    # Which of the admin's addresses exist at all is said in gongkai.desk.gate.
    path("check/", check),
    *accounts_urls.urlpatterns,
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/", include("gongkai.api.urls")),
    path("", include("gongkai.portal.urls")),
]
