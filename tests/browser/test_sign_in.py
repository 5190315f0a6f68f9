"""Signing in with a security key, in a real Chromium with a virtual authenticator: enrol it, then sign in with it."""

from __future__ import annotations

import os
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

import desk_server
from gongkai.trail.models import TrailEntry

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "示例密码-2026"  # the fixture's
USB_KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def desk(transactional_db, settings):
    """Served under a name: a security key is bound to one, never to a number."""
    settings.MFA_REQUIRED = ["reviewers", "administrators"]
    cache.clear()
    with desk_server.serve() as address:
        yield address.replace("127.0.0.1", "localhost")


@pytest.fixture
def people(make_agency, make_user):
    town = make_agency("town-a", name="示例镇人民政府")
    return {
        "reviewer": make_user("reviewer", (town, "first_review")),
        "auditadmin": make_user("auditadmin", (None, "audit_admin")),
        "editor": make_user("editor", (town, "editor")),
    }


@pytest.fixture
def browser_with_key(chromium, desk, people):
    """A page in a browser into which a security key is plugged; :attr:`errors` collects what went wrong in it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=desk)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = session.send("WebAuthn.addVirtualAuthenticator", {"options": USB_KEY})["authenticatorId"]
    yield page, lambda: session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    context.close()
    assert errors == []


def give_password(page, name):
    page.goto("/admin/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def read(query):
    with desk_server.ONE_AT_A_TIME:
        return query()


@pytest.mark.parametrize("name", ["reviewer", "auditadmin"])
def test_whoever_must_have_a_second_factor_enrols_a_key_and_signs_in_with_it(browser_with_key, people, name):
    page, credentials = browser_with_key
    give_password(page, name)
    page.wait_for_url("**/admin/sign-in/factors/")
    assert "您的角色要求两步验证，请先设置" in page.locator("body").inner_text()

    page.get_by_role("link", name="添加安全密钥").click()
    page.wait_for_url("**/reauthenticate/**")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form [type=submit]").first.click()
    page.wait_for_url("**/webauthn/add/**")
    page.get_by_role("textbox").first.fill("办公室的密钥")
    page.get_by_role("button", name="添加").click()
    page.wait_for_url(re.compile("/admin/sign-in/factors/(?!webauthn/add)"))
    assert len(credentials()) == 1
    key = read(lambda: Authenticator.objects.get(user=people[name], type="webauthn"))
    assert str(key.wrap().name) == "办公室的密钥"
    page.goto("/admin/")
    assert page.locator("main").is_visible()

    page.context.clear_cookies()
    give_password(page, name)
    page.wait_for_url("**/admin/sign-in/factors/authenticate/**")
    page.goto("/admin/disclosures/")
    assert "/factors/authenticate/" in page.url, "the password alone opens nothing"
    if shots := os.environ.get("SHOTS"):
        page.screenshot(path=f"{shots}/second-step-{name}.png", full_page=True)
    page.get_by_role("button", name="使用安全密钥").click()
    page.wait_for_url("**/admin/")
    assert page.locator("main").is_visible()
    assert credentials()[0]["signCount"] > 1
    acts = read(lambda: list(TrailEntry.objects.order_by("serial").values_list("act", flat=True)))
    assert acts == ["account.sign_in", "account.factor_add", "account.factor_add", "account.sign_in"]


def test_an_editor_needs_no_second_factor_unless_told(browser_with_key):
    page, _ = browser_with_key
    give_password(page, "editor")
    page.wait_for_url("**/admin/")
    assert page.locator("main").is_visible()
