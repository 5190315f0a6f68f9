"""Writing at the desk: the form behind the editor, images in the text, Word files, entries of the catalogue."""

from __future__ import annotations

import base64
import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.disclosures import guard_contents, rich_text
from gongkai.disclosures.attachments import current_attachments, public_attachments
from gongkai.disclosures.guard import ensure_run
from gongkai.disclosures.models import Attachment, Disclosure
from gongkai.portal.disclosure_pages import attachment_lines, public_body

pytestmark = pytest.mark.django_db


def picture(color="red", kind="PNG", **options) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (30, 20), color).save(stream, kind, **options)
    return stream.getvalue()


def located() -> bytes:
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 12.0, 3.0), 3: "E", 4: (121.0, 3.0, 4.0)})
    return picture("green", "JPEG", exif=exif)


def word_file(*pictures: bytes) -> bytes:
    document = docx.Document()
    document.add_paragraph("各村：请检查堤防。")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "甲", "乙"
    for one in pictures:
        document.add_picture(io.BytesIO(one))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def enclosed(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


@pytest.fixture
def towns(make_agency, make_user, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    towns = {code: make_agency(code, name=f"示例镇{code}") for code in ("town-a", "town-b")}
    make_user("writer-a", (towns["town-a"], "editor"))
    make_user("writer-b", (towns["town-b"], "editor"))
    make_user("reviewer-a", (towns["town-a"], "first_review"))
    make_user("writer-both", (towns["town-a"], "editor"), (towns["town-b"], "editor"))
    return towns


@pytest.fixture
def sign_in(client, django_user_model):
    def enter(name):
        client.force_login(django_user_model.objects.get(username=name), "gongkai.agencies.permissions.RoleBackend")
        session = client.session
        import time

        from gongkai.server import security

        session[security.SEEN], session[security.PASSWORD_UNTIL] = int(time.time()), 2**40
        session.save()
        return client

    return enter


@pytest.fixture
def writer(sign_in, towns):
    return sign_in("writer-a")


def send(client, title="防汛通知", body="", pk=None, json=False, **values):
    address = reverse("disclosures:edit", args=[pk]) if pk else reverse("disclosures:add")
    data = {"title": title, "body": body, "attribute": "proactive", **values}
    return client.post(address, data, **({"HTTP_ACCEPT": "application/json"} if json else {}))


def the_draft() -> Disclosure:
    return Disclosure.objects.get().get_latest_revision_as_object()


def test_the_form_cleans_whatever_sent_the_text(writer):
    send(
        writer,
        body="<p class=MsoNormal style='mso-x:y' onclick='x()'>甲<script>x()</script></p><table><tr><td colspan=2>乙</table>",
    )
    with across_agencies():
        assert the_draft().body == '<p>甲</p><table><tbody><tr><td colspan="2">乙</td></tr></tbody></table>'


def test_drafts_without_a_number_are_given_one_each_and_keep_it(writer):
    year = timezone.localdate().year
    for title in ("甲", "乙"):
        assert send(writer, title=title, json=True).json()["field_updates"]["ref"].startswith(f"{year}-")
    with across_agencies():
        refs = dict(Disclosure.objects.values_list("title", "ref"))
        first = Disclosure.objects.get(title="甲")
    assert refs == {"甲": f"{year}-0001", "乙": f"{year}-0002"}
    send(writer, title="甲二", pk=first.pk)
    with across_agencies():
        first.refresh_from_db()
        assert first.get_latest_revision_as_object().ref == f"{year}-0001"


def test_an_image_that_came_with_the_text_becomes_an_attachment_that_is_in_no_list(writer):
    send(writer, body=f'<p>甲<img src="{enclosed(picture())}" alt="堤防"></p>')
    with across_agencies():
        draft, image = the_draft(), Attachment.objects.get()
        assert draft.body == f'<p>甲<img src="image:{image.pk}" alt="堤防"></p>'
        assert image.inline
        assert image.agency_id == draft.agency_id
        assert list(current_attachments(draft)) == []
    page = writer.get(reverse("disclosures:edit", args=[draft.pk])).content.decode()
    assert rich_text.desk_address(image.pk) in page


def test_saving_by_itself_again_and_again_keeps_one_image(writer):
    answer = send(writer, body=f'<p><img src="{enclosed(picture())}" alt=""></p>', json=True).json()
    assert answer["success"]
    again = send(writer, pk=answer["pk"], body=f'<p>再<img src="{enclosed(picture())}" alt=""></p>', json=True).json()
    assert again["success"]
    with across_agencies():
        assert Attachment.objects.count() == 1
        assert "再" in the_draft().body


@pytest.mark.parametrize("data", [b"no picture", b"%PDF-1.7 x"])
def test_what_is_no_image_is_refused_with_a_sentence_and_nothing_is_kept(writer, data):
    page = send(writer, body=f'<p>甲<img src="{enclosed(data)}"></p>').content.decode()
    assert "第1张新图片" in page
    with across_agencies():
        assert not Disclosure.objects.exists()
        assert not Attachment.objects.exists()


def test_an_image_of_another_agency_does_not_come_along_by_its_number(writer, sign_in, towns):
    send(writer, body=f'<p><img src="{enclosed(picture())}"></p>')
    with across_agencies():
        number = Attachment.objects.get().pk
    stranger = sign_in("writer-b")
    assert stranger.get(rich_text.desk_address(number)).status_code == 404
    send(stranger, title="别处", body=f'<p>乙<img src="image:{number}"></p>')
    with across_agencies():
        other = Disclosure.objects.get(title="别处").get_latest_revision_as_object()
        assert other.body == "<p>乙</p>"
        assert Attachment.objects.count() == 1


def test_an_image_copied_from_another_text_of_mine_is_kept_anew(writer):
    send(writer, body=f'<p><img src="{enclosed(picture())}"></p>')
    with across_agencies():
        first = Attachment.objects.get()
    send(writer, title="第二条", body=f'<p><img src="{rich_text.desk_address(first.pk)}"></p>')
    with across_agencies():
        second = Attachment.objects.exclude(pk=first.pk).get()
        assert second.sha256 == first.sha256
        assert second.disclosure.title == "第二条"


def test_the_image_is_served_at_the_desk_as_what_it_is_and_never_kept_by_the_browser(writer):
    send(writer, body=f'<p><img src="{enclosed(picture())}"></p>')
    with across_agencies():
        answer = writer.get(rich_text.desk_address(Attachment.objects.get().pk))
    assert answer["Content-Type"] == "image/png"
    assert "no-store" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.content == picture()


def test_the_guard_sees_where_a_photograph_in_the_text_was_taken_and_not_one_that_was_taken_out(writer, towns):
    send(writer, body=f'<p>甲<img src="{enclosed(located())}"></p>')
    with across_agencies():
        record = Disclosure.objects.get()
        found = ensure_run(record, now=timezone.now()).findings.filter(attachment__isnull=False)
        assert [one.kind for one in found] == ["metadata"]
        assert found[0].source.startswith("正文图片1")
    send(writer, pk=record.pk, body="<p>甲</p>")
    with across_agencies():
        record.refresh_from_db()
        assert not ensure_run(record, now=timezone.now()).findings.filter(attachment__isnull=False).exists()


def test_an_image_is_public_with_its_text_and_not_before_and_not_after(writer, client, towns):
    send(writer, body=f'<p>甲<img src="{enclosed(picture())}" alt="堤防"></p>')
    with across_agencies():
        record = Disclosure.objects.get()
        image = Attachment.objects.get()
        address = f"/files/{image.pk}/{image.name}"
        assert client.get(address).status_code == 404
        from gongkai.disclosures.attachments import approve_attachments

        approve_attachments(record, now=timezone.now())
        record.get_latest_revision().publish(skip_permission_checks=True)
        record.refresh_from_db()
        assert "/files/" in public_body(record)
        assert 'alt="堤防"' in public_body(record)
        assert attachment_lines(record) == []
    client.logout()
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    with across_agencies():
        record.body = "<p>甲</p>"
        record.save()
        assert not public_attachments(record).exists()
    assert client.get(address).status_code == 404


def test_an_image_added_after_the_last_approval_stays_out_of_the_public_text(writer, towns):
    with across_agencies():
        record = Disclosure.objects.create(
            agency=towns["town-a"], ref="1", title="甲", body="<p>甲</p>", published_at=timezone.now()
        )
        record.save_revision()
    send(writer, pk=record.pk, body=f'<p>甲<img src="{enclosed(picture())}"></p>')
    with across_agencies():
        record.refresh_from_db()
        record.get_latest_revision().publish(skip_permission_checks=True)
        record.refresh_from_db()
        assert "img" in record.body
        assert "img" not in public_body(record)


# ---------------------------------------------------------------------- Word files


def upload(client, data, name="通知.docx", **values):
    return client.post(reverse("gk_word"), {"file": SimpleUploadedFile(name, data), **values})


def test_a_word_file_comes_back_as_text_with_tables_and_changes_nothing(writer):
    answer = upload(writer, word_file())
    assert answer.status_code == 200
    assert "请检查堤防" in answer.json()["html"]
    assert "<td>甲</td>" in answer.json()["html"].replace("<p>", "").replace("</p>", "")
    with across_agencies():
        assert not Disclosure.objects.exists()


def test_images_of_a_word_file_are_kept_at_once_where_the_record_exists(writer, monkeypatch):
    from gongkai.papers.reading import rich

    image = rich.RichImage("图1.png", "image/png", picture(), "堤")
    monkeypatch.setattr(
        rich,
        "rich_text",
        lambda data: rich.RichText('<p>甲<img src="image:0" alt="堤"></p>', "题", [image], ["看一遍"]),
    )
    found = upload(writer, word_file()).json()
    assert found == {"html": f'<p>甲<img src="{enclosed(picture())}" alt="堤"></p>', "title": "题", "notes": ["看一遍"]}
    send(writer)
    with across_agencies():
        record = Disclosure.objects.get()
    found = upload(writer, word_file(), disclosure=str(record.pk)).json()
    with across_agencies():
        kept = Attachment.objects.get()
    assert found["html"] == f'<p>甲<img src="{rich_text.desk_address(kept.pk)}" alt="堤"></p>'


@pytest.mark.parametrize("saved", [False, True])
def test_a_word_file_brings_in_no_more_images_than_a_text_may_have(writer, monkeypatch, saved):
    from gongkai.papers.reading import rich

    table = guard_contents.table() | {"limits": guard_contents.table()["limits"] | {"images": 2}}
    monkeypatch.setattr(guard_contents, "table", lambda: table)
    images = [rich.RichImage(f"图{shade}.png", "image/png", picture(shade), "") for shade in ("red", "green", "blue")]
    html = "".join(f'<p>甲<img src="image:{number}" alt=""></p>' for number in range(3))
    monkeypatch.setattr(rich, "rich_text", lambda data: rich.RichText(html, "题", images, []))
    values = {}
    if saved:
        send(writer)
        with across_agencies():
            values["disclosure"] = str(Disclosure.objects.get().pk)
    found = upload(writer, word_file(), **values).json()
    assert found["html"].count("<img") == 2
    (note,) = found["notes"]
    assert note.startswith("从第3张图片起没有放进来：正文里的图片已有2张，不能再多")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.docx", "空的"),
        (b"PK\x03\x04broken", "a.docx", ""),
        (b"x", "a.exe", "只能导入"),
        (b"%PDF-1.4", "a.pdf", "只能导入"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(writer, data, name, words):
    answer = upload(writer, data, name)
    assert answer.status_code == 422
    assert words in answer.json()["error"]


def test_only_writers_import_and_only_into_what_is_theirs(sign_in, towns):
    assert upload(sign_in("reviewer-a"), word_file()).status_code in (302, 403)
    with across_agencies():
        other = Disclosure.objects.create(agency=towns["town-b"], title="别处")
    assert upload(sign_in("writer-a"), word_file(), disclosure=str(other.pk)).status_code == 404


# ---------------------------------------------------------------------- from the catalogue


@pytest.fixture
def entry(towns):
    with across_agencies():
        town = towns["town-b"]
        edition = Catalogue.objects.create(agency=town, year=2026, title="目录")
        return CatalogueEntry.objects.create(
            agency=town,
            catalogue=edition,
            ref="2026-1",
            serial=1,
            category="应急",
            matter="防汛信息",
            content="防汛",
            responsible_agency="示例镇",
            section=Section.objects.create(agency=town, code="flood", name="防汛"),
            stages=["execution"],
        )


def test_begun_from_an_entry_the_form_is_filled_in_as_the_entry_says(sign_in, entry):
    form = sign_in("writer-both").get(reverse("disclosures:add"), {"catalogue_entry": entry.pk}).context["form"]
    values = {name: form[name].value() for name in ("agency", "section", "catalogue_entry", "attribute", "stage")}
    assert values == {
        "agency": entry.agency_id,
        "section": entry.section_id,
        "catalogue_entry": entry.pk,
        "attribute": "proactive",
        "stage": "execution",
    }


@pytest.mark.parametrize("number", ["999999", "x", "-1", "９", "1" * 40])
def test_an_entry_that_is_none_leaves_the_form_empty(writer, number):
    form = writer.get(reverse("disclosures:add"), {"catalogue_entry": number}).context["form"]
    assert form["section"].value() is None


def test_an_entry_of_another_agency_fills_in_nothing(writer, entry):
    form = writer.get(reverse("disclosures:add"), {"catalogue_entry": entry.pk}).context["form"]
    assert form["catalogue_entry"].value() is None


def test_the_coverage_page_offers_to_write_to_writers_alone(sign_in, make_user, entry):
    make_user("reviewer-b", (entry.agency, "first_review"))
    address = reverse("gk_catalogue_coverage", args=[entry.catalogue_id])
    link = f"{reverse('disclosures:add')}?catalogue_entry={entry.pk}"
    assert link in sign_in("writer-b").get(address, {"list": "all"}).content.decode()
    assert link not in sign_in("reviewer-b").get(address, {"list": "all"}).content.decode()
