"""Addresses of the live parts; everything else of the public site is a file."""

from __future__ import annotations

from django.urls import path

from gongkai.portal import views
from gongkai.portal.live.files import attachment

urlpatterns = [
    path("search/", views.search_page),
    path("search/suggest/", views.suggestions),
    path("files/<int:pk>/<str:name>", attachment),
    path("qr/", views.qr, {"path": ""}),
    path("qr/<path:path>", views.qr),
]
