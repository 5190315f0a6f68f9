"""Fixtures every room's tests share."""

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
