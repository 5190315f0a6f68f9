"""What the tests of this room share."""

from __future__ import annotations

import pytest


@pytest.fixture
def life(make_agency, make_user):
    from disclosure_life import Life

    return Life(make_agency, make_user)
