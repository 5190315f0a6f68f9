"""撤下: from the verb on, nothing of a disclosure is left anywhere on the public side, within two seconds."""

import gzip
import time

import brotli
import pytest
from django.core.cache import cache

import portal_example
from gongkai.disclosures.publishing import withdraw
from gongkai.portal import addresses, baking, search
from gongkai.portal.previews import addresses_of
from portal_example import NOON, TODAY

pytestmark = pytest.mark.django_db
LONGEST = 2.0
WORDS = "只此一处的词语"


@pytest.fixture
def policy(example, folder, settings, tmp_path, client):
    """A policy with files of every kind, a guide that hands them out and an interpretation, online and in the index."""
    settings.DATA = tmp_path / "data"
    cache.clear()
    record = example.policy
    record.body += f"<p>{WORDS}</p>"
    record.summary = WORDS
    record.save()
    example.files = portal_example.attachments(record)
    example.guide.forms = record
    example.guide.shown = example.guide.shown | {"forms": record.pk}
    example.guide.save()
    search.sync()
    for one in (record, *example.records):
        search.read_attachments(one.pk)
    baking.bake_all(TODAY)
    return record


@pytest.fixture
def reviewer(example, make_user):
    return make_user("final", (example.town, "final_review"))


def everything_served(folder):
    """Every file of the site as the browser reads it, its twins unpacked."""
    unpack = {".gz": gzip.decompress, ".br": brotli.decompress}
    for file in folder.root.rglob("*"):
        if file.is_file() and file.suffix not in (".webp", ".docx", ".xlsx", ".pdf"):
            yield file, unpack.get(file.suffix, bytes)(file.read_bytes()).decode()


def traces(example, folder, client, record):
    """Where a reader still meets the record: files by name, live answers by address."""
    path, name = addresses.address_of(record), record.title[:20]
    found = {str(file) for file, text in everything_served(folder) if name in text or WORDS in text}
    for attachment in example.files.values():
        address = addresses.attachment(attachment.pk, attachment.name)
        if client.get(address).status_code != 404:
            found.add(address)
        found |= {one for one in addresses_of(attachment.pk) if folder.file_of(one).exists()}
        found |= {str(file) for file, text in everything_served(folder) if address in text}
    serial = addresses.serial_of(record)
    for address in (
        f"/search/?q={WORDS}",
        "/search/?q=示政规发〔2026〕2号",
        "/search/?q=月底前报送名单",
        f"/search/suggest/?q={name[:6]}",
        "/api/v1/disclosures?size=100",
        f"/api/v1/disclosures?q={WORDS}",
        f"/api/v1/disclosures/shilizhen/{serial}",
        "/api/v1/years/2026.csv",
        "/api/v1/years/2026.jsonl",
    ):
        answer = client.get(address)
        text = (b"".join(answer) if answer.streaming else answer.content).decode()
        if name in text or path in text:
            found.add(address)
    return found


def test_before_it_is_withdrawn_a_reader_meets_it_in_all_these_places(policy, example, folder, client):
    found = traces(example, folder, client, policy)
    for place in (
        addresses.address_of(policy) + "index.html.br",
        "shilizhen/guifan/index.html",
        "shilizhen/feed.xml",
        "shilizhen/guifan/feed.json.gz",
        "shilizhen/embed.json",
        "site/index.html",
        "/search/?q=月底前报送名单",
        "/api/v1/years/2026.csv",
    ):
        assert any(one.endswith(place.lstrip("/")) or one == place for one in found), place
    assert addresses.attachment(example.files["docx"].pk, "通知.docx") in found
    assert addresses.preview(example.files["pdf"].pk) in found


def test_within_two_seconds_nothing_of_it_is_left_but_the_tombstone(policy, example, folder, client, reviewer):
    began = time.monotonic()
    withdraw(policy, user=reviewer, kind="error", now=NOON)
    baking.drain(TODAY)
    took = time.monotonic() - began
    assert traces(example, folder, client, policy) == set()
    path = addresses.address_of(policy)
    assert "内容有误，更正后重新公开" in folder.file_of(path, gone=True).read_text()
    sitemap = "".join(text for file, text in everything_served(folder) if "sitemap" in str(file))
    assert path not in sitemap
    assert took < LONGEST
    assert baking.bake_all(TODAY, verify=True).problems == []
