"""Fixtures every room's tests share."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

#: How long an example takes is the machine's affair (others may be at work on it); what it shows is ours.
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the founding document, the domain notes and the published reports."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder (../shared) is not beside this checkout")
    return SHARED


@pytest.fixture(autouse=True)
def _no_menu_of_another_test():
    """Each test has a database of its own, with other people under the same keys."""
    if sidebar := sys.modules.get("gongkai.desk.sidebar"):
        sidebar.forget_sidebars()


@pytest.fixture
def make_agency(db):
    """Make an agency: ``make_agency("xingjing", level="town", parent=district)``."""
    from gongkai.agencies.models import Agency

    def make(code: str = "shili", **values: object) -> Agency:
        defaults = {"name": f"示例单位{code}", "short_name": code, "level": "town"}
        return Agency.objects.create(code=code, **(defaults | values))

    return make


@pytest.fixture
def make_user(db):
    """Make a user who holds roles: ``make_user("xj-editor", (agency, "editor"), …)``."""
    from django.contrib.auth.models import User

    from gongkai.agencies.models import RoleAssignment

    def make(name: str, *roles: tuple[object, str]) -> User:
        user = User.objects.create_user(name, password="示例密码-2026")
        for agency, role in roles:
            RoleAssignment.objects.create(user=user, agency=agency, role=role)
        return user

    return make


@pytest.fixture
def life(make_agency, make_user):
    """A town with its people, and its disclosures on their way through review."""
    from disclosure_life import Life

    return Life(make_agency, make_user)


@pytest.fixture
def town(make_agency):
    """The agency of ``people`` and ``draft``."""
    return make_agency("town-a", org_code="XJ0000000")


@pytest.fixture
def people(town, make_user):
    """Role → the person who holds it, for the editor and each step of review."""
    from disclosure_life import STEPS

    return {role: make_user(role, (town, role)) for role in ("editor", *STEPS)}


@pytest.fixture
def draft(town, people):
    """A text that the editor has written and not sent in."""
    from disclosure_life import write

    return write(town, people["editor"])


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine (scripts/install-browser installs one)")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; the tests' queries do not run inside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
