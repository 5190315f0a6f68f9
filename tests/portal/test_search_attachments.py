"""Words of attachments are found once they are public and read, and no longer than that."""

import hashlib

import pytest
from django.utils import timezone

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.models import Attachment, Disclosure
from gongkai.disclosures.signals import disclosure_changed, disclosure_published, disclosure_withdrawn
from gongkai.findings import refuse
from gongkai.portal import baking, outbox, search
from gongkai.portal.models import SearchText, StalePage
from gongkai.portal.search import Question
from gongkai.portal.search.attachments import LONGEST, words_of
from portal_example import NOON, TODAY, make

pytestmark = pytest.mark.django_db
FILES = {}


@pytest.fixture(autouse=True)
def bytes_of_files(monkeypatch):
    FILES.clear()
    monkeypatch.setattr("gongkai.portal.search.attachments.read_attachment", lambda one: FILES[one.sha256])


def attach(record, text="", name="名单.txt", data=None, **values):
    data = text.encode() if data is None else data
    digest = hashlib.sha256(data).hexdigest()
    FILES[digest] = data
    given = {
        "kind": "text",
        "approved_at": timezone.now(),
        "released_at": timezone.now(),
        "uploaded_at": timezone.now(),
    }
    with across_agencies():
        return Attachment.objects.create(
            agency=record.agency, disclosure=record, file="attachments/x", name=name, size=len(data), sha256=digest,
            **(given | values),
        )  # fmt: skip


@pytest.fixture
def record(example):
    made = make(example.town, "a1", "附件多的公示", example.sections["jiuzhu"], NOON, body="<p>见附件。</p>")
    made.index_number = "SHILIZHEN/2026-90001"
    made.save()
    return made


def publish(record):
    disclosure_published.send(sender=Disclosure, disclosure=record)


def read_all():
    """What the task does for search."""
    for row in StalePage.objects.filter(kind=outbox.WORDS):
        search.read_attachments(int(row.key))
        row.delete()


def hits(text):
    return search.find(Question(text=text)).hits


def test_the_words_of_a_released_attachment_are_found_and_the_excerpt_names_the_file(record):
    attach(record, "受理编号 甲字第0815号 示例一村 凤凰山水库")
    publish(record)
    assert hits("凤凰山水库") == []
    read_all()
    (hit,) = hits("凤凰山水库")
    assert hit.record == record
    assert hit.attachment == "名单.txt"
    assert "<mark>凤凰山水库</mark>" in hit.excerpt
    assert hits("甲字第0815")[0].attachment == "名单.txt"


def test_the_outbox_reads_attachments_with_its_pages(record, folder):
    attach(record, "凤凰山水库")
    publish(record)
    baking.drain(TODAY)
    assert [hit.record for hit in hits("凤凰山水库")] == [record]
    assert not StalePage.objects.exists()


def test_a_full_bake_does_not_forget_which_attachments_are_unread(record, folder):
    attach(record, "凤凰山水库")
    publish(record)
    baking.bake_all(TODAY)
    baking.drain(TODAY)
    assert hits("凤凰山水库")


def test_an_excerpt_from_the_text_itself_names_no_file(record):
    attach(record, "见附件的说明")
    publish(record)
    read_all()
    hit = next(hit for hit in hits("见附件") if hit.record == record)
    assert hit.attachment == ""


@pytest.mark.parametrize(
    "values",
    [
        {"released_at": None},
        {"approved_at": None, "released_at": None},
        {"removed_at": timezone.now()},
        {"sealed": True},
        {"inline": True},
    ],
)
def test_a_draft_removed_sealed_or_embedded_file_is_never_read(record, values):
    attach(record, "凤凰山水库", **values)
    publish(record)
    search.read_attachments(record.pk)
    search.sync()
    read_all()
    assert hits("凤凰山水库") == []
    assert not SearchText.objects.filter(attachment__isnull=False).exists()


@pytest.mark.parametrize("change", [{"live": False}, {"withdrawn_at": NOON}, {"attribute": "withheld"}])
def test_with_a_withdrawal_the_words_of_its_files_go_in_the_same_transaction(record, change):
    attach(record, "凤凰山水库")
    publish(record)
    read_all()
    for name, value in change.items():
        setattr(record, name, value)
    record.save()
    disclosure_withdrawn.send(sender=Disclosure, disclosure=record)
    assert search.find(Question(text="凤凰山水库")).total == 0
    assert not SearchText.objects.filter(attachment__disclosure=record).exists()


def test_a_file_withdrawn_while_it_was_being_read_is_not_found(record, monkeypatch):
    attach(record, "凤凰山水库")
    publish(record)

    def slow(one):
        with across_agencies():
            Disclosure.objects.filter(pk=record.pk).update(live=False)
        return FILES[one.sha256]

    monkeypatch.setattr("gongkai.portal.search.attachments.read_attachment", slow)
    read_all()
    assert search.find(Question(text="凤凰山水库")).hits == []
    assert not SearchText.objects.filter(attachment__isnull=False).exists()


def test_when_a_masked_copy_takes_the_place_of_a_file_only_its_words_are_found(record):
    original = attach(record, "申请人 张凤凰 住凤凰山水库")
    publish(record)
    read_all()
    assert hits("张凤凰")
    copy = attach(record, "申请人 张某某 住凤凰山水库", name="名单（遮盖）.txt")
    original.sealed, original.replaced_by = True, copy
    original.save()
    disclosure_changed.send(sender=Disclosure, disclosure=record)
    assert search.find(Question(text="张凤凰")).total == 0
    read_all()
    assert search.find(Question(text="张凤凰")).total == 0
    assert hits("凤凰山水库")[0].attachment == "名单（遮盖）.txt"


def test_a_stale_index_shows_no_words_of_a_file_that_is_not_public_any_more(record):
    one = attach(record, "凤凰山水库")
    publish(record)
    read_all()
    with across_agencies():
        Attachment.objects.filter(pk=one.pk).update(removed_at=NOON)
    assert all("凤凰山" not in hit.excerpt and not hit.attachment for hit in hits("凤凰山水库"))


def test_no_phrase_runs_from_one_file_into_the_next(record):
    attach(record, "第一份结尾是凤凰")
    attach(record, "山水库在第二份开头", name="二.txt")
    publish(record)
    read_all()
    assert hits("第一份结尾是凤凰")
    assert hits("山水库在第二份开头")
    assert hits("结尾是凤凰山水") == []


def test_each_file_is_read_once(record, monkeypatch):
    attach(record, "凤凰山水库")
    publish(record)
    read_all()
    monkeypatch.setattr("gongkai.portal.search.keeping.words_of", lambda one: pytest.fail("read again"))
    disclosure_changed.send(sender=Disclosure, disclosure=record)
    assert search.sync() >= 0
    read_all()
    assert hits("凤凰山水库")


def test_a_changed_title_keeps_the_words_of_the_files(record):
    attach(record, "凤凰山水库")
    publish(record)
    read_all()
    record.title = "更正后的附件公示"
    record.save()
    disclosure_changed.send(sender=Disclosure, disclosure=record)
    assert [hit.record for hit in hits("更正后的附件公示 凤凰山水库")] == [record]
    search.sync()
    assert search.sync() == 0


@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [
        ("pdf", "坏.pdf", b"%PDF-1.7 broken"),
        ("docx", "坏.docx", b"PK\x03\x04 broken"),
        ("image", "图.jpg", b"\xff\xd8\xff"),
        ("zip", "包.zip", b"PK\x05\x06" + bytes(18)),
        ("text", "零.txt", b"\0\0\0"),
    ],
)
def test_what_cannot_be_read_has_no_words_and_stops_nothing(record, kind, name, data):
    one = attach(record, name=name, data=data, kind=kind)
    assert words_of(one).strip("\0") == ""
    publish(record)
    read_all()
    assert hits("附件多的公示")
    assert SearchText.objects.filter(attachment=one).exists()


def test_a_file_that_is_not_what_was_released_is_not_read(record):
    one = attach(record, "凤凰山水库")
    FILES[one.sha256] = "别的内容".encode()
    assert words_of(one) == ""


def test_a_reader_that_breaks_or_refuses_stops_nothing(record, monkeypatch):
    one = attach(record, name="x.docx", data=b"x", kind="docx")
    for error in (ValueError("broken"), refuse("broken", "读不了")):

        def fail(data, name, error=error):
            raise error

        monkeypatch.setattr("gongkai.portal.search.attachments.read", fail)
        assert words_of(one) == ""


def test_of_a_very_long_file_the_beginning_is_found(record):
    one = attach(record, "开头的话 " + "长" * (2 * LONGEST) + " 末尾的话")
    assert len(words_of(one)) == LONGEST
    publish(record)
    read_all()
    assert hits("开头的话")
    assert hits("末尾的话") == []


def test_an_imported_disclosure_has_its_files_read_too(record):
    attach(record, "凤凰山水库")
    search.sync()
    read_all()
    assert hits("凤凰山水库")


def test_the_search_page_says_from_which_file_an_excerpt_is(record, client):
    attach(record, "凤凰山水库")
    publish(record)
    read_all()
    page = client.get("/search/?q=凤凰山水库").content.decode()
    assert "附件“名单.txt”：<mark>凤凰山水库</mark>" in page
