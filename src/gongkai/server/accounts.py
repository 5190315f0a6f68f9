"""Sign-in: allauth and axes fitted to this system, and the rules a password must keep."""

from __future__ import annotations

import base64
import re
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongkai.agencies.models import Account

CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; there are no e-mails."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "用户名或口令不对。连续输错会锁定账号。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Accounts have no addresses; the trail tells what happened."""

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Arriving needs no message."""
        if message_template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, message_template, *args, **kwargs)


class SignInForm(LoginForm):
    """The field of the user's name is called ``username``, as browsers and password keepers expect."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("login", "用户名"), ("password", "口令")):
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].widget.attrs.pop("placeholder", None)

    def add_prefix(self, field_name: str) -> str:
        return "username" if field_name == "login" else super().add_prefix(field_name)


class AddKeyForm(AddWebAuthnForm):
    """allauth leaves the label of this field to its English name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "给这把密钥起个名字"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie in the database encrypted, under a key derived from the installation's own."""

    def _box(self) -> Fernet:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"gongkai second factor")
        return Fernet(base64.urlsafe_b64encode(key.derive(settings.SECRET_KEY.encode())))

    def encrypt(self, text: str) -> str:
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._box().decrypt(encrypted_text.encode()).decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Accounts have no addresses; the trail tells what happened."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "公开工作台"}

    def _get_site_name(self) -> str:
        return "公开工作台"


class CharacterClasses:
    """A password mixes at least ``wanted`` of: small letters, capitals, digits, signs (Chinese counts as signs)."""

    def __init__(self, wanted: int = 3) -> None:
        self.wanted = wanted

    def validate(self, password: str, user: Any = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in CLASSES) < self.wanted:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        return f"口令里小写字母、大写字母、数字、其他符号这四类，至少要有{self.wanted}类。"


class NoReuse:
    """The last few passwords may not come back; also keeps when each was set."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        account = Account.objects.filter(user=user).first()
        former = [*(account.former if account else []), user.password]
        if any(check_password(password, one) for one in former):
            raise ValidationError(self.get_help_text(), code="password_reused")

    def password_changed(self, password: str, user: Any = None) -> None:
        """Called by Django after the user is saved; ``user.password`` is the new digest."""
        if user is None or user.pk is None:
            return
        account, _ = Account.objects.get_or_create(user=user, defaults={"password_set_at": timezone.now()})
        account.former = [*account.former, user.password][-settings.PASSWORDS_REMEMBERED :]
        account.password_set_at, account.must_change = timezone.now(), False
        account.save()

    def get_help_text(self) -> str:
        return f"不能再用最近{settings.PASSWORDS_REMEMBERED}次用过的口令。"


def username_of(request: Any, credentials: dict[str, Any] | None = None) -> str | None:
    """Whom a try to sign in is about, for axes."""
    if credentials and credentials.get("username"):
        return str(credentials["username"])
    return request.POST.get("username") if request is not None else None


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None, *args: Any) -> HttpResponse:
    """The page a locked account gets, status 429."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "account/locked.html", {"minutes": minutes}, status=429)
