"""A text that ceased to hold by its dates says so, wherever it is listed."""

import datetime as dt

import pytest
from django.utils import timezone

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.models import Disclosure
from gongkai.portal import baking, disclosure_pages, search
from gongkai.portal.addresses import address_of
from gongkai.portal.rendering import render
from gongkai.portal.site import current_site
from gongkai.portal.tree import tree_of
from gongkai.portal.units import day_bound
from gongkai.registers.models import RegulatoryDocument
from gongkai.registers.validity import settle_validity
from gongkai.server.schedule import PERIODIC
from gongkai.trail.models import TrailEntry
from portal_example import TODAY, build

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def example(db):
    with across_agencies():
        made = build(20)
        RegulatoryDocument.objects.all().delete()
        yield made


def validity(record):
    return Disclosure.ever_published.get(pk=record.pk).validity


def dated(record, **days):
    Disclosure.ever_published.filter(pk=record.pk).update(**days)
    record.refresh_from_db()


@pytest.mark.parametrize(("day", "expected"), [(-1, "valid"), (0, "valid"), (1, "expired"), (400, "expired")])
def test_a_text_holds_through_its_last_day(example, day, expected):
    dated(example.policy, expires_on=TODAY)
    settle_validity(TODAY + day * DAY)
    assert validity(example.policy) == expected


@pytest.mark.parametrize(("day", "expected"), [(-1, "valid"), (0, "repealed"), (1, "repealed")])
def test_a_text_repealed_in_the_register_does_not_hold_from_that_day_on(example, day, expected):
    RegulatoryDocument.objects.create(
        agency=example.town, ref="1", kind="norm", title="办法", made_on="2026-01-01", repealed_on=TODAY,
        disclosure=example.policy,
    )  # fmt: skip
    settle_validity(TODAY + day * DAY)
    assert validity(example.policy) == expected


def test_it_is_said_once_in_the_trail_and_found_in_the_search_by_its_new_state(example):
    search.sync()
    dated(example.policy, expires_on=TODAY - DAY)
    assert [settle_validity(TODAY), settle_validity(TODAY)] == [1, 0]
    entry = TrailEntry.objects.get(act="disclosure.repeal")
    assert f"有效期至{TODAY - DAY}" in entry.reason
    found = search.find(search.Question(validities=("expired",)))
    assert [hit.record.pk for hit in found.hits] == [example.policy.pk]


def test_what_is_withdrawn_is_left_alone(example):
    dated(example.withdrawn, expires_on=TODAY - DAY)
    assert settle_validity(TODAY) == 0


def test_the_clock_asks_for_it(example):
    dated(example.policy, expires_on=timezone.localdate() - DAY)
    (job,) = (one for one in PERIODIC if "到期的标为失效" in one.name)
    job.call()
    assert validity(example.policy) == "expired"


def text_of(record, day=TODAY):
    record = disclosure_pages_record(record)
    return render(
        disclosure_pages.disclosure(current_site(), record, tree_of(record.agency), day), current_site()
    ).decode()


def disclosure_pages_record(record):
    return Disclosure.ever_published.select_related("agency", "section").get(pk=record.pk)


def test_the_page_warns_ninety_days_before_and_says_since_when_it_no_longer_holds(example):
    dated(example.policy, expires_on=TODAY + 90 * DAY)
    assert "即将到期" not in text_of(example.policy, TODAY - DAY)
    assert "即将到期" in text_of(example.policy)
    assert ("disclosure", [str(example.policy.pk), str(example.notice.pk)]) in [
        (kind, sorted(keys)) for kind, keys in day_bound(TODAY - DAY, TODAY)
    ]
    dated(example.policy, expires_on=TODAY - DAY)
    settle_validity(TODAY)
    assert "从2026年10月14日起这份文件已经失效" in text_of(example.policy)


def test_the_lists_of_its_section_show_it_as_off_after_the_outbox(example, tmp_path, monkeypatch):
    from gongkai.portal.files import SiteFolder

    folder = SiteFolder(tmp_path / "site")
    monkeypatch.setattr(baking, "site_folder", lambda: folder)
    baking.bake_all(TODAY)
    dated(example.policy, expires_on=TODAY - DAY)
    settle_validity(TODAY)
    baking.drain(TODAY)
    assert "失效" in folder.file_of("/shilizhen/guifan/").read_text()
    assert "即将到期" not in folder.file_of(address_of(example.policy)).read_text()
