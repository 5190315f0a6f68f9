"""The sitemap names every public page there is, each once, and nothing that is not there."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest

from gongkai.agencies.models import Agency
from gongkai.portal import addresses, baking
from gongkai.portal.files import GONE
from portal_example import TODAY, annual_report

pytestmark = pytest.mark.django_db
BASE = "https://www.example.gov.cn"
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def parsed(folder, path):
    return ElementTree.fromstring(folder.file_of(path).read_bytes())


def parts(folder):
    return [one.text.removeprefix(BASE) for one in parsed(folder, addresses.SITEMAP).iterfind("s:sitemap/s:loc", NS)]


def lines(folder):
    """Address → day of the last change, of all parts together."""
    found = {}
    for part in parts(folder):
        for url in parsed(folder, part).iterfind("s:url", NS):
            path = url.findtext("s:loc", namespaces=NS).removeprefix(BASE)
            assert path not in found
            found[path] = url.findtext("s:lastmod", namespaces=NS)
    return found


def test_every_page_that_stands_is_in_the_sitemap_and_no_other(example, folder):
    annual_report(example.town)
    baking.bake_all(TODAY)
    standing = {
        path for path in folder.addresses()
        if path.endswith("/") and not (folder.file_of(path).parent / GONE).exists()
    }  # fmt: skip
    #: Older pages of a list are reached from it; what they list is in the sitemap itself.
    numbered = {path for path in standing if re.search(r"/p\d+/$", path)}
    named = lines(folder).keys()
    assert named == standing - numbered


def test_the_last_change_is_that_of_the_newest_thing_a_page_shows(example, folder):
    annual_report(example.town)
    baking.bake_all(TODAY)
    days = lines(folder)
    newest = "2026-10-10"
    assert days["/shilizhen/jiuzhu/"] == newest  # the running notice
    assert days["/shilizhen/fading/"] == days["/shilizhen/"] == newest  # and of those above it
    assert days["/shilizhen/reports/2025/"] == "2026-01-20"
    assert days[addresses.guide("shilizhen", example.guide.pk)] == "2026-10-13"
    assert days["/shilizhen/jigou/"] is None


def test_a_text_published_again_has_the_day_of_its_new_form(example, folder):
    policy = example.policy
    type(policy).ever_published.filter(pk=policy.pk).update(
        last_published_at=dt.datetime(2026, 10, 14, 1, tzinfo=dt.UTC)
    )
    baking.bake_all(TODAY)
    assert lines(folder)[addresses.address_of(policy)] == "2026-10-14"


def test_a_new_agency_is_in_the_index_at_once(baked, example):
    Agency.objects.create(code="newtown", name="示例新镇", short_name="新镇", level="town", parent=example.district)
    baking.drain(TODAY)
    assert "/newtown/sitemap.xml" in parts(baked)
    assert "/newtown/" in lines(baked)


def test_what_is_withdrawn_leaves_the_sitemap(baked, example):
    assert addresses.address_of(example.withdrawn) not in lines(baked)
    assert addresses.address_of(example.draft) not in lines(baked)
