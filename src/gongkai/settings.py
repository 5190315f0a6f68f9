"""The one settings module. Everything an installation may change is an environment variable read here.

Data, secrets and baked pages live under ``GONGKAI_DATA`` (default ``./var``). ``DATABASE_URL`` chooses PostgreSQL;
without it the database is a SQLite file in WAL mode.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from gongkai.server.environment import data_folder, database, secret, testing

BASE_DIR = Path(__file__).resolve().parent
DATA = data_folder()
TESTING = testing()
DEBUG = os.environ.get("GONGKAI_DEBUG") == "1"

SECRET_KEY = secret("django")
# What sealed originals of attachments are encrypted with; without it they cannot be read again.
SEAL_SECRET = secret("seal")
# Where the newest entry of the trail is noted outside the database.
TRAIL_ANCHOR = None if TESTING else DATA / "trail" / "newest"
ALLOWED_HOSTS = os.environ.get("GONGKAI_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("GONGKAI_ORIGINS", "").split(",") if origin]
WAGTAILADMIN_BASE_URL = os.environ.get("GONGKAI_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "gongkai.trail",
    "gongkai.agencies",
    "gongkai.catalogue",
    "gongkai.disclosures",
    "gongkai.channels",
    "gongkai.registers",
    "gongkai.dialogue",
    "gongkai.information_requests",
    "gongkai.reports",
    "gongkai.desk",
    "gongkai.portal",
    "gongkai.server",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gongkai.agencies.middleware.AgencyScopeMiddleware",
    "gongkai.server.security.SignInRulesMiddleware",
    "gongkai.desk.gate.GateMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gongkai.server.urls"
WSGI_APPLICATION = "gongkai.server.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "gongkai.desk.quick_forms.QuickForms"

DATABASES = {"default": database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
USE_TZ = True
USE_I18N = True
# Chinese dates and plain figures, wherever Django formats one by itself.
DATE_FORMAT = "Y-m-d"
FORMAT_MODULE_PATH = ["gongkai.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
if TESTING:
    TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "gongkai.agencies.permissions.RoleBackend",
]
# Sign-in. The figures are what assessments of the classified protection scheme (等级保护) ask for (unverified there).
PASSWORD_DAYS = int(os.environ.get("GONGKAI_PASSWORD_DAYS", "90"))  # 0: a password never has to be changed
PASSWORDS_REMEMBERED = 5
IDLE_SECONDS = int(os.environ.get("GONGKAI_IDLE_SECONDS", str(30 * 60)))
SINGLE_SESSION = os.environ.get("GONGKAI_SINGLE_SESSION") == "1"  # signing in ends the account's other session
# Who must have a second factor: roles (first_review, …), or "reviewers" and "administrators" for all of them. Empty in
# a demo; for real use: GONGKAI_MFA_REQUIRED=reviewers,administrators
MFA_REQUIRED = [word.strip() for word in os.environ.get("GONGKAI_MFA_REQUIRED", "").split(",") if word.strip()]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "gongkai.server.accounts.CharacterClasses", "OPTIONS": {"wanted": 3}},
    {"NAME": "gongkai.server.accounts.NoReuse"},
]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # allauth's page does it
WAGTAIL_PASSWORD_RESET_ENABLED = False  # the security administrator does it
ACCOUNT_ADAPTER = "gongkai.server.accounts.AccountAdapter"
ACCOUNT_FORMS = {"login": "gongkai.server.accounts.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Per account, not per address: a whole office has one. Failures with passwords are counted by axes.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "10/10m/key"}
MFA_ADAPTER = "gongkai.server.accounts.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "gongkai.server.accounts.AddKeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "公开工作台"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
AXES_FAILURE_LIMIT = int(os.environ.get("GONGKAI_SIGN_IN_FAILURES", "5"))
AXES_COOLOFF_TIME = timedelta(minutes=int(os.environ.get("GONGKAI_LOCK_MINUTES", "20")))
AXES_LOCKOUT_PARAMETERS = ["username"]  # the account is locked, from wherever it was tried
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says how long; trying again does not make it longer
AXES_DISABLE_ACCESS_LOG = True  # the trail keeps it
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "gongkai.server.accounts.username_of"
AXES_LOCKOUT_CALLABLE = "gongkai.server.accounts.locked_out"
SESSION_COOKIE_AGE = int(os.environ.get("GONGKAI_SESSION_SECONDS", str(8 * 3600)))
SESSION_COOKIE_HTTPONLY = True
# Where the address people use is https, their cookies never travel without it.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = WAGTAILADMIN_BASE_URL.startswith("https://")
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# E-mail goes out only where a server is named, and only to remind reviewers of what is due.
EMAIL_HOST = os.environ.get("GONGKAI_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("GONGKAI_MAIL_PORT", "465"))
EMAIL_USE_SSL = os.environ.get("GONGKAI_MAIL_SSL", "1") == "1"
EMAIL_HOST_USER = os.environ.get("GONGKAI_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GONGKAI_MAIL_PASSWORD", "")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("GONGKAI_MAIL_FROM", EMAIL_HOST_USER or "gongkai@localhost")

# Passing every step of review is what publishes; nobody holds the permission itself.
WAGTAIL_FINISH_WORKFLOW_ACTION = "gongkai.disclosures.finishing.finish_review"
WAGTAIL_SITE_NAME = "公开"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ofd", "pdf", "txt", "xlsx", "zip"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# The images of a new disclosure travel in its form until the draft is saved.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

_LOG_LEVEL = os.environ.get("GONGKAI_LOG", "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    # The level stands at the handler too: the worker sets its own loggers to INFO whatever the root says.
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "level": _LOG_LEVEL}},
    "root": {"handlers": ["console"], "level": _LOG_LEVEL},
}
