"""Wagtail as its own project template sets it up: its pages, no scopes, no rules of ours in the way."""

from gongkai.settings import *  # noqa: F403
from gongkai.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "bench_wagtail"]
ROOT_URLCONF = "bench_wagtail.urls"
ALLOWED_HOSTS = ["*"]
MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # its application asks for it
]
SECURE_SSL_REDIRECT = False
