"""Fixtures every room's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the founding document, the domain notes and the published reports."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder (../shared) is not beside this checkout")
    return SHARED


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
