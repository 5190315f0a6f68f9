"""What the tests of this room share."""

from __future__ import annotations

import pytest

STEPS = ("first_review", "second_review", "secrecy_review", "final_review")


@pytest.fixture
def life(make_agency, make_user):
    from disclosure_life import Life

    return Life(make_agency, make_user)


@pytest.fixture
def town(make_agency):
    """The agency of these tests."""
    return make_agency("town-a", org_code="XJ0000000")


@pytest.fixture
def people(town, make_user):
    """A person for each role."""
    return {role: make_user(role, (town, role)) for role in ("editor", *STEPS)}


@pytest.fixture
def draft(town, people):
    """A text the editor has written and not sent in."""
    from gongkai.catalogue.models import Section
    from gongkai.disclosures.models import Disclosure

    section = Section.objects.create(agency=town, code="files", name="其他文件")
    record = Disclosure(agency=town, ref="1", title="示例通知", body="<p>正文</p>", section=section, live=False)
    record.save()
    record.save_revision(user=people["editor"])
    return record
