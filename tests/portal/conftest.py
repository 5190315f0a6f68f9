"""The example district on the database of the test, and a folder for its baked site."""

import pytest

import portal_example
from gongkai.agencies.scoping import across_agencies
from gongkai.portal import baking
from gongkai.portal.files import SiteFolder


@pytest.fixture
def example(db):
    with across_agencies():
        yield portal_example.build()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder the site is baked to, fresh for the test."""
    made = SiteFolder(tmp_path / "site")
    monkeypatch.setattr(baking, "site_folder", lambda: made)
    return made


@pytest.fixture
def baked(example, folder):
    """The whole example, baked."""
    baking.bake_all(portal_example.TODAY)
    return folder


@pytest.fixture
def time_machine_at():
    """Set the clock: ``time_machine_at(moment)``; stands still until the test ends."""
    import time_machine

    travels = []

    def go(moment):
        for travel in travels:
            travel.stop()
        travels[:] = [time_machine.travel(moment, tick=False)]
        travels[0].start()

    yield go
    for travel in travels:
        travel.stop()
