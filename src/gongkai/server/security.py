"""The rules of a session: how long it may rest, whose password is too old, who needs a second factor; and the trail."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from allauth.account.signals import password_changed
from allauth.account.signals import user_logged_in as came_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.models import Session
from django.core.checks import Error, register
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from gongkai.agencies.models import ADMIN_ROLES, Account, Role, RoleAssignment
from gongkai.agencies.permissions import REVIEWERS
from gongkai.agencies.queries import held_assignments
from gongkai.trail.services import Actor, record

GROUPS: dict[str, frozenset[Role]] = {"reviewers": frozenset(REVIEWERS), "administrators": ADMIN_ROLES}
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
#: What a page asks for by itself, while nobody may be sitting there.
BY_ITSELF = ("/admin/editing-sessions/",)
SEEN, PASSWORD_UNTIL, FACTOR_SEEN = "gk_seen", "gk_password_until", "gk_factor"
NEVER = 2**40
#: What a page of the desk may load. Wagtail writes scripts and styles into its pages, so these stay allowed inline;
#: nothing comes from, goes to, or is framed by another site.
DESK_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
#: How exactly the last act is remembered; less often means fewer writes.
STEP_SECONDS = 60


def roles_needing_factor() -> frozenset[str]:
    """The roles of the setting ``MFA_REQUIRED``, groups written out."""
    found: set[str] = set()
    for word in settings.MFA_REQUIRED:
        found |= set(GROUPS.get(word, {word}))
    return frozenset(found)


@register()
def settings_name_roles(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A misspelt role would quietly ask nobody for a second factor."""
    unknown = roles_needing_factor() - set(Role.values)
    words = "、".join([*GROUPS, *Role.values])
    return [Error(f"GONGKAI_MFA_REQUIRED 里的“{one}”不是角色", hint=f"可以写：{words}") for one in sorted(unknown)]


def needs_factor(user: Any) -> bool:
    """Whether this person must set up a second factor before anything else."""
    wanted = roles_needing_factor()
    if not wanted or not held_assignments(user).filter(role__in=wanted).exists():
        return False
    return not Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


class SignInRulesMiddleware:
    """Asked on every page of the desk, and answered from the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/admin/", "/documents/")):
            return self.get_response(request)
        stopped = None
        if request.user.is_authenticated:
            stopped = self._idle(request) or self._first_things_first(request)
        response = stopped or self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", DESK_POLICY)
        return response

    def _idle(self, request: HttpRequest) -> HttpResponse | None:
        now, seen = int(time.time()), request.session.get(SEEN, 0)
        if now - seen > settings.IDLE_SECONDS:
            logout(request)
            messages.info(request, "很久没有操作，已自动退出，请重新登录。")
            return redirect(f"{reverse('account_login')}?next={request.path}")
        if now - seen > min(STEP_SECONDS, settings.IDLE_SECONDS // 2) and not request.path.startswith(BY_ITSELF):
            request.session[SEEN] = now
        return None

    def _first_things_first(self, request: HttpRequest) -> HttpResponse | None:
        if request.path.startswith(("/admin/sign-in/", "/admin/logout/", "/admin/jsi18n/", "/admin/sprite")):
            return None
        if request.session.get(PASSWORD_UNTIL, 0) < time.time():
            messages.warning(request, "口令要先换一个新的，再做别的。")
            return redirect("account_change_password")
        if settings.MFA_REQUIRED and not request.session.get(FACTOR_SEEN):
            if needs_factor(request.user):
                messages.warning(request, "您的角色要求两步验证，请先设置。")
                return redirect("mfa_index")
            request.session[FACTOR_SEEN] = True
        return None


def password_until(user: Any) -> int:
    """The moment (Unix seconds) from which this password must be changed."""
    account = Account.objects.filter(user=user).first()
    if account is None:
        return NEVER
    if account.must_change:
        return 0
    if not settings.PASSWORD_DAYS:
        return NEVER
    return int((account.password_set_at + dt.timedelta(days=settings.PASSWORD_DAYS)).timestamp())


@receiver(user_logged_in)
def begin_session(request: Any, user: Any, **kwargs: Any) -> None:
    """Note in the session what the rules ask on every page; end the account's other session where one is the rule."""
    request.session[SEEN] = int(time.time())
    request.session[PASSWORD_UNTIL] = password_until(user)
    if settings.SINGLE_SESSION:
        account, _ = Account.objects.get_or_create(user=user, defaults={"password_set_at": timezone.now()})
        Session.objects.filter(session_key=account.session_key).exclude(session_key="").delete()
        account.session_key = request.session.session_key or ""
        account.save(update_fields=["session_key"])


def _note(act: str, user: Any, request: Any, **data: Any) -> None:
    codes = set(
        RoleAssignment.objects.filter(user=user, agency__isnull=False).values_list("agency__code", flat=True)
        if user is not None
        else ()
    )
    name = (user.get_full_name() or user.get_username()) if user is not None else "访客"
    address = request.META.get("REMOTE_ADDR", "") if request is not None else ""
    with transaction.atomic():
        record(
            act,
            actor=Actor(user, name, address or ""),
            agency_code=codes.pop() if len(codes) == 1 else "",
            data=data,
        )


@receiver(came_in)
def note_sign_in(request: Any, user: Any, **kwargs: Any) -> None:
    _note("account.sign_in", user, request)


@receiver(user_logged_out)
def note_sign_out(request: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        _note("account.sign_out", user, request)


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
    """The name is kept only when there is such an account: a stranger's slip may be a password."""
    user = get_user_model().objects.filter(username=credentials.get("username") or "").first()
    _note("account.sign_in_failed", user, request)


@receiver(user_locked_out)
def note_lock(request: Any, username: str, **kwargs: Any) -> None:
    _note("account.locked", get_user_model().objects.filter(username=username or "").first(), request)


@receiver(password_changed)
def note_password(request: Any, user: Any, **kwargs: Any) -> None:
    request.session[PASSWORD_UNTIL] = password_until(user)
    _note("account.password_change", user, request)


@receiver(authenticator_added)
def note_factor(request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    _note("account.factor_add", user, request, kind=str(authenticator.type))


@receiver(authenticator_removed)
def note_factor_gone(request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    request.session.pop(FACTOR_SEEN, None)
    _note("account.factor_remove", user, request, kind=str(authenticator.type))
