"""Attachments on the public site: those of a public disclosure, released, and no others."""

import pytest
from django.utils import timezone

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.models import Attachment, Disclosure
from gongkai.portal import addresses
from gongkai.portal.disclosure_pages import attachment_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(make_agency):
    with across_agencies():
        return Disclosure.objects.create(
            agency=make_agency("town-a"), ref="1", title="示例名单", published_at=timezone.now()
        )


@pytest.fixture
def attach(record, monkeypatch):
    monkeypatch.setattr("gongkai.portal.live.files.read_attachment", lambda one: b"bytes of " + one.name.encode())

    def make(**values):
        base = {"name": "名单.pdf", "kind": "pdf", "size": 2048, "sha256": "0" * 64, "uploaded_at": timezone.now()}
        released = {"approved_at": timezone.now(), "released_at": timezone.now()}
        with across_agencies():
            return Attachment.objects.create(
                agency=record.agency, disclosure=record, file="attachments/x", **(base | released | values)
            )

    return make


def get(client, one):
    return client.get(addresses.attachment(one.pk, one.name))


def test_a_released_attachment_of_a_public_disclosure_stands_on_its_page_and_is_handed_over(client, record, attach):
    one = attach()
    (line,) = attachment_lines(record)
    assert line["name"] == "名单"
    assert line["kind"] == "PDF"
    answer = client.get(line["path"])
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert get(client, one).content == "bytes of 名单.pdf".encode()


@pytest.mark.parametrize(
    "values",
    [
        {"released_at": None},
        {"approved_at": None, "released_at": None},
        {"removed_at": timezone.now()},
        {"sealed": True},
    ],
)
def test_a_draft_removed_or_sealed_attachment_does_not_exist(client, record, attach, values):
    one = attach(**values)
    assert get(client, one).status_code == 404
    assert attachment_lines(record) == []


@pytest.mark.parametrize("change", [{"live": False}, {"withdrawn_at": timezone.now()}, {"attribute": "withheld"}])
def test_with_its_disclosure_the_attachment_goes_too(client, record, attach, change):
    one = attach()
    with across_agencies():
        Disclosure.objects.filter(pk=record.pk).update(**change)
    assert get(client, one).status_code == 404


def test_a_page_handed_in_as_attachment_never_runs_as_a_page_of_the_site(client, attach):
    answer = get(client, attach(name="页.html", kind="html"))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
