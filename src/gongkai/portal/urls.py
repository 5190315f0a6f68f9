"""Addresses of the live parts; everything else of the public site is a file."""

from __future__ import annotations

from django.urls import path

from gongkai.portal import views

urlpatterns = [
    path("search/", views.search_page),
    path("search/suggest/", views.suggestions),
    path("qr/", views.qr, {"path": ""}),
    path("qr/<path:path>", views.qr),
]
