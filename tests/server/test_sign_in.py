"""Sign-in: password and second factor, locks, old passwords, idle sessions; every try is in the trail."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from gongkai.agencies.models import Account, Agency
from gongkai.server.security import settings_name_roles
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import verify

pytestmark = pytest.mark.django_db
PASSWORD = "示例密码-2026"  # the fixture's
HOME = "/admin/"


@pytest.fixture(autouse=True)
def _no_earlier_failures():
    cache.clear()


@pytest.fixture
def town(make_agency) -> Agency:
    return make_agency("town-a")


@pytest.fixture
def editor(make_user, town):
    return make_user("xj-editor", (town, "editor"))


def sign_in(client, name="xj-editor", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"username": name, "password": password, **more})


def acts() -> list[str]:
    return list(TrailEntry.objects.order_by("serial").values_list("act", flat=True))


def test_a_name_and_a_password_open_the_desk_and_the_trail_knows(client, editor, town):
    assert client.get(HOME)["Location"] == "/admin/login/?next=/admin/"
    page = client.get("/admin/login/").content.decode()
    assert "登录公开工作台" in page
    assert 'name="username"' in page
    assert sign_in(client)["Location"] == HOME
    assert client.get(HOME).status_code == 200
    entry = TrailEntry.objects.get(act="account.sign_in")
    assert (entry.actor, entry.agency_code, entry.address) == (editor, town.code, "127.0.0.1")
    client.post("/admin/logout/")
    assert acts()[-1] == "account.sign_out"
    assert verify() == []


def test_after_five_wrong_passwords_the_account_is_locked_even_for_the_right_one(client, editor):
    for _ in range(4):
        assert "用户名或口令不对" in sign_in(client, password="wrong").content.decode()
    assert sign_in(client, password="wrong").status_code == 429
    locked = sign_in(client)
    assert locked.status_code == 429
    assert "20分钟后自动解锁" in locked.content.decode()
    assert acts()[4] == "account.locked"
    assert acts().count("account.sign_in_failed") >= 5
    assert all(entry.actor == editor for entry in TrailEntry.objects.all())


def test_what_a_stranger_types_as_a_name_is_not_kept(client, editor):
    sign_in(client, name="My-Secret-Password-1")
    assert acts() == ["account.sign_in_failed"]
    assert "My-Secret" not in TrailEntry.objects.get().payload()


def test_the_second_step_is_asked_of_who_has_one(client, editor):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(editor, secret)
    assert secret not in str(Authenticator.objects.get().data)
    answer = sign_in(client)
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(HOME).status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert 'name="code"' in page
    assert "验证" in page
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert client.post(reverse("mfa_authenticate"), {"code": code})["Location"] == HOME
    assert client.get(HOME).status_code == 200


def test_a_role_that_needs_a_second_factor_is_led_to_set_one_up_before_anything_else(
    client, settings, make_user, town, editor
):
    settings.MFA_REQUIRED = ["reviewers"]
    reviewer = make_user("xj-review1", (town, "first_review"))
    sign_in(client, "xj-review1")
    for path in (HOME, "/admin/disclosures/", "/admin/account/"):
        assert client.get(path)["Location"] == reverse("mfa_index")
    page = client.get(reverse("mfa_index")).content.decode()
    assert "您的角色要求两步验证" in page
    assert "设置验证器" in page
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert "data:image/svg+xml" in page
    TOTP.activate(reviewer, "JBSWY3DPEHPK3PXP")
    assert client.get(HOME).status_code == 200
    client.force_login(editor)
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_an_administrator_needs_a_second_factor_where_the_setting_says_so(client, settings, make_user, role):
    make_user("keeper", (None, role))
    sign_in(client, "keeper")
    assert client.get(HOME).status_code == 200
    settings.MFA_REQUIRED = ["administrators"]
    client.post("/admin/logout/")
    sign_in(client, "keeper")
    assert client.get(HOME)["Location"] == reverse("mfa_index")


def test_a_misspelt_role_in_the_setting_is_an_error_not_a_hole(settings):
    settings.MFA_REQUIRED = ["reviewrs", "administrators"]
    assert [error.msg for error in settings_name_roles(None)] == ["GONGKAI_MFA_REQUIRED 里的“reviewrs”不是角色"]


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("Ab1-efgh", "10"),
        ("abcdefghij12", "至少要有3类"),
        ("xj-editor-A1", "太像"),
        (PASSWORD, "不能再用最近5次用过的口令"),
    ],
)
def test_a_weak_or_used_password_is_refused_with_the_reason(editor, password, fault):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, editor)
    assert fault in "".join(refused.value.messages)


def test_five_former_passwords_are_remembered_and_the_sixth_may_come_back(editor):
    for number in range(5):
        editor.set_password(f"New-Password-{number}")
        editor.save()
    with pytest.raises(ValidationError, match="不能再用"):
        validate_password("New-Password-0", editor)
    editor.set_password("New-Password-5")
    editor.save()
    validate_password("New-Password-0", editor)


def test_an_old_password_must_be_changed_before_anything_else(client, editor):
    editor.set_password(PASSWORD)
    editor.save()
    Account.objects.filter(user=editor).update(password_set_at=timezone.now() - dt.timedelta(days=91))
    sign_in(client)
    assert client.get(HOME)["Location"] == reverse("account_change_password")
    page = client.get(reverse("account_change_password"))
    assert "口令要先换一个新的" in page.content.decode()
    new = "Another-One-77"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get(HOME).status_code == 200
    assert acts()[-1] == "account.password_change"


def test_the_rules_have_the_values_that_assessments_ask_for(settings):
    lengths = [
        one["OPTIONS"]["min_length"] for one in settings.AUTH_PASSWORD_VALIDATORS if "MinimumLength" in one["NAME"]
    ]
    assert lengths[0] >= 8
    assert (settings.PASSWORD_DAYS, settings.PASSWORDS_REMEMBERED) == (90, 5)
    assert settings.AXES_FAILURE_LIMIT == 5
    assert dt.timedelta(minutes=10) <= settings.AXES_COOLOFF_TIME <= dt.timedelta(minutes=30)
    assert settings.IDLE_SECONDS <= 30 * 60
    assert settings.SESSION_COOKIE_HTTPONLY


@pytest.mark.parametrize(
    ("address", "told"), [("https://www.example.gov.cn", "True"), ("http://127.0.0.1:8000", "False")]
)
def test_cookies_stay_on_https_where_the_site_is_there(tmp_path, address, told):
    environment = os.environ | {"GONGKAI_URL": address, "GONGKAI_DATA": str(tmp_path)}
    script = "from gongkai import settings as s; print(s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE)"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == told


def test_signing_in_begins_a_session_of_another_number(client, editor):
    client.get("/admin/login/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    sign_in(client)
    assert client.session.session_key != planted
    assert not type(session)().exists(planted)


def test_a_session_left_alone_ends(client, editor):
    client.force_login(editor)
    assert client.get(HOME).status_code == 200
    session = client.session
    session["gk_seen"] = int(time.time()) - 1801
    session.save()
    assert client.get(HOME)["Location"].startswith("/admin/login/")
    assert "很久没有操作" in client.get("/admin/login/").content.decode()


def test_signing_in_elsewhere_ends_the_first_session_where_that_is_the_rule(client, settings, editor):
    from django.test import Client

    settings.SINGLE_SESSION = True
    sign_in(client)
    assert client.get(HOME).status_code == 200
    other = Client()
    sign_in(other)
    assert other.get(HOME).status_code == 200
    assert client.get(HOME).status_code == 302


def test_a_page_of_the_desk_loads_nothing_from_elsewhere_and_is_framed_by_nobody(client, editor):
    for path in ("/admin/login/", HOME):
        client.force_login(editor)
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'self'" in policy
    assert "Content-Security-Policy" not in client.get("/healthz").headers


@pytest.mark.parametrize(
    "path", ["/admin/sign-in/gone/signup/", "/admin/sign-in/gone/reset/", "/admin/password_reset/"]
)
def test_nobody_signs_up_or_resets_by_mail(client, path):
    assert client.get(path).status_code == 404


def test_the_pages_of_the_second_step_are_chinese(client, editor):
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_change_password"):
        answer = client.get(reverse(name))
        page = answer.content.decode()
        assert answer.status_code == 200, name
        assert not re.search(r"Authenticator|Security|>\s*[A-Z][a-z]+ [a-z]", page), name
