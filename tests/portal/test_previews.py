"""Attachments read on the spot: the released copy and no other, gone with what they belong to."""

import hashlib

import pytest
from django.conf import settings
from django.utils import timezone

from gongkai.disclosures.models import Attachment, Disclosure
from gongkai.disclosures.sealing import write_file
from gongkai.disclosures.signals import disclosure_changed, disclosure_withdrawn
from gongkai.portal import addresses, baking, outbox
from gongkai.portal.models import StalePage
from gongkai.portal.previews import ROWS, addresses_of, every_public_attachment
from portal_example import NOON, TODAY, pdf, word, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def attach(example, folder, tmp_path, monkeypatch):
    """Attach to the policy and tell the site: ``attach("表.csv", "csv", b"...")``; released unless said otherwise."""
    monkeypatch.setattr(settings, "DATA", tmp_path / "data")
    (tmp_path / "data").mkdir()

    def make(name, kind, data, **values):
        now = timezone.now()
        one = Attachment.objects.create(
            agency=example.town, disclosure=example.policy, file=write_file("shilizhen", data), name=name, kind=kind,
            size=len(data), sha256=hashlib.sha256(data).hexdigest(), uploaded_at=now,
            **({"approved_at": now, "released_at": now} | values),
        )  # fmt: skip
        disclosure_changed.send(sender=Disclosure, disclosure=example.policy)
        baking.drain(TODAY)
        return one

    return make


def page(folder, one):
    file = folder.file_of(addresses.preview(one.pk))
    return file.read_text() if file.exists() else None


@pytest.mark.parametrize(
    ("name", "kind", "data", "seen"),
    [
        ("通知.docx", "docx", word("各村：", "请于月底前报送。"), "请于月底前报送"),
        ("名单.xlsx", "xlsx", workbook([["村", "户数"], ["示例一村", 12]]), "示例一村"),
        ("名单.csv", "csv", "村,户数\n示例二村,3\n".encode("gb18030"), "示例二村"),
        ("说明.txt", "text", "第一行\n第二行".encode(), "第二行"),
        ("办法.pdf", "pdf", pdf(), "Hello"),
    ],
)
def test_what_a_file_says_is_a_page_and_the_record_leads_to_it(example, folder, attach, name, kind, data, seen):
    one = attach(name, kind, data)
    assert seen in page(folder, one)
    record = folder.file_of(addresses.address_of(example.policy)).read_text()
    assert f'href="{addresses.preview(one.pk)}"' in record
    baking.bake_all(TODAY)
    assert baking.bake_all(TODAY, verify=True).problems == []


def test_a_pdf_is_shown_by_a_picture_of_its_page(folder, attach):
    one = attach("办法.pdf", "pdf", pdf())
    picture = folder.file_of(addresses_of(one.pk)[1]).read_bytes()
    assert (picture[:4], picture[8:12]) == (b"RIFF", b"WEBP")


def test_a_long_table_says_how_many_rows_it_has(folder, attach):
    one = attach("名单.csv", "csv", ("村,户\n" + "".join(f"村{n},{n}\n" for n in range(500))).encode())
    assert "共501行，这里是前200行，下载看全部" in page(folder, one)
    assert page(folder, one).count("<tr") == ROWS


@pytest.mark.parametrize("values", [{"released_at": None}, {"removed_at": NOON}, {"sealed": True}, {"inline": True}])
def test_no_page_for_a_draft_a_removed_a_sealed_or_an_inline_file(folder, attach, values):
    one = attach("机密.txt", "text", "机密字样".encode(), **values)
    assert page(folder, one) is None
    baking.bake_all(TODAY)
    assert page(folder, one) is None


def test_the_page_of_a_masked_file_is_the_copys_and_the_originals_goes(example, folder, attach):
    original = attach("名单.txt", "text", "电话13800001234".encode())
    copy = attach("名单（遮盖）.txt", "text", "电话138****1234".encode())
    original.replaced_by, original.sealed = copy, True
    original.save()
    disclosure_changed.send(sender=Disclosure, disclosure=example.policy)
    baking.drain(TODAY)
    assert page(folder, original) is None
    assert "138****1234" in page(folder, copy)
    kept = b"".join(file.read_bytes() for file in settings.DATA.glob("previews/*"))
    assert b"13800001234" not in kept


def test_withdrawn_with_its_record_and_nothing_of_it_is_kept(example, folder, attach):
    one = attach("办法.pdf", "pdf", pdf())
    policy = Disclosure.objects.get(pk=example.policy.pk)
    policy.live, policy.withdrawn_at = False, NOON
    policy.save()
    disclosure_withdrawn.send(sender=Disclosure, disclosure=policy)
    waiting = set(StalePage.objects.filter(kind="path").values_list("key", flat=True))
    assert set(addresses_of(one.pk)) <= waiting, "its addresses are among what goes first"
    baking.drain(TODAY)
    assert not [path for path in addresses_of(one.pk) if folder.file_of(path).exists()]
    assert not list(settings.DATA.glob("previews/*"))
    assert list(every_public_attachment()) == []


def test_a_file_that_cannot_be_read_has_a_page_that_says_so(folder, attach):
    assert "不能在线看" in page(folder, attach("坏.docx", "docx", b"PK\x03\x04 broken"))
    assert "不能在线看" in page(folder, attach("坏.pdf", "pdf", b"%PDF-1.4 nothing"))


def test_what_a_file_says_never_runs_as_part_of_the_site(folder, attach):
    made = page(folder, attach("名单.csv", "csv", b"a,<script>alert(1)</script>\n=1,<img src=x onerror=alert(1)>\n"))
    assert "<script>alert" not in made
    assert "<img src=x" not in made


def test_a_deleted_record_takes_its_previews_along(example, folder, attach):
    one = attach("说明.txt", "text", "第一行".encode())
    outbox.mark_removed(example.policy)
    assert StalePage.objects.filter(kind="path", key=addresses.preview(one.pk)).exists()
