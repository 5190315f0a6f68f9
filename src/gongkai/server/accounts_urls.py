"""The addresses of sign-in: what this system uses of allauth, all under ``/admin/``.

Wagtail's own login page knows no second factor; allauth's stands at its address. Accounts are made by the security
administrator, so signing up, e-mail addresses and resetting a password by e-mail do not exist.
"""

from __future__ import annotations

from allauth.account import views
from django.http import Http404
from django.urls import include, path, re_path
from django.views.defaults import page_not_found

GONE = {"exception": Http404()}

urlpatterns = [
    path("admin/login/", views.login, name="account_login"),
    path("admin/sign-in/logout/", views.logout, name="account_logout"),
    path("admin/sign-in/inactive/", views.account_inactive, name="account_inactive"),
    path("admin/sign-in/reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("admin/sign-in/password/", views.password_change, name="account_change_password"),
    path("admin/sign-in/factors/", include("allauth.mfa.urls")),
    # Named because allauth's pages ask for the names.
    path("admin/sign-in/gone/signup/", page_not_found, GONE, name="account_signup"),
    # Without a name: allauth would offer it beside the old password.
    path("admin/sign-in/gone/reset/", page_not_found, GONE),
    path("admin/sign-in/gone/set/", page_not_found, GONE, name="account_set_password"),
    path("admin/sign-in/gone/email/", page_not_found, GONE, name="account_email"),
    re_path(r"^admin/password_reset/", page_not_found, GONE),
]
