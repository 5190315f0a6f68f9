"""Images in a text: how many and how large, and what becomes of those that no draft shows any more."""

from __future__ import annotations

import base64
import datetime as dt
import io

import pytest
from django.utils import timezone
from PIL import Image

from disclosure_life import Life
from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures import attachments, guard_contents, image_sweep
from gongkai.disclosures.attachments import add_attachment, add_image, approve_attachments, mask_attachment
from gongkai.disclosures.image_intake import faults
from gongkai.disclosures.image_sweep import KEPT, sweep_images
from gongkai.disclosures.models import Attachment
from gongkai.disclosures.sealing import path_of
from gongkai.findings import Refused
from gongkai.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OLD = NOW - KEPT - dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def picture(shade=0):
    stream = io.BytesIO()
    Image.new("RGB", (30, 20), (shade % 256, shade // 256, 9)).save(stream, "PNG")
    return stream.getvalue()


def located():
    """A photograph that says where it was taken."""
    exif, stream = Image.Exif(), io.BytesIO()
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 12.0, 3.0), 3: "E", 4: (121.0, 3.0, 4.0)})
    Image.new("RGB", (30, 20)).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def keep(life, record, shade=0, at=OLD):
    with across_agencies():
        return add_image(record, data=picture(shade), name="图.png", user=life.people["editor"], now=at)


def left():
    with across_agencies():
        return set(Attachment.objects.values_list("pk", flat=True))


def sweep(capture, now=NOW):
    with capture(execute=True):
        return sweep_images(now)


def test_an_image_that_no_draft_shows_goes_after_its_time_with_its_file_and_an_entry(
    life, django_capture_on_commit_callbacks
):
    record = life.draft()
    image = keep(life, record)
    assert sweep(django_capture_on_commit_callbacks, OLD + KEPT) == 0
    assert path_of(str(image.file)).exists()
    assert sweep(django_capture_on_commit_callbacks, OLD + KEPT + dt.timedelta(seconds=1)) == 1
    assert left() == set()
    assert not path_of(str(image.file)).exists()
    entry = TrailEntry.objects.order_by("-serial").first()
    assert (entry.act, entry.agency_code, entry.object_id) == ("attachment.delete", life.town.code, str(image.pk))
    assert "各稿都不用" in entry.reason
    assert sweep(django_capture_on_commit_callbacks) == 0, "safe to run again"


def test_an_image_of_an_earlier_draft_stays_since_one_may_go_back_to_it(life, django_capture_on_commit_callbacks):
    record = life.draft()
    image = keep(life, record)
    record = life.change(record, body=f'<p>甲<img src="image:{image.pk}" alt=""></p>')
    life.change(record, body="<p>甲</p>")
    assert sweep(django_capture_on_commit_callbacks) == 0
    assert left() == {image.pk}


def test_an_image_that_only_the_record_itself_shows_stays(life, django_capture_on_commit_callbacks):
    record = life.draft()
    image = keep(life, record)
    with across_agencies():
        type(record).objects.filter(pk=record.pk).update(body=f'<p><img src="image:{image.pk}" alt=""></p>')
    assert sweep(django_capture_on_commit_callbacks) == 0


def test_what_was_before_reviewers_or_public_and_what_is_no_image_of_the_text_stay(
    life, django_capture_on_commit_callbacks
):
    record = life.draft()
    approved = keep(life, record, 1)
    with across_agencies():
        life.change(record, body=f'<p><img src="image:{approved.pk}" alt=""></p>')
        approve_attachments(type(record).objects.get(pk=record.pk), now=OLD)
        record.revisions.all().delete()
        listed = add_attachment(record, data=picture(2), name="附.png", user=life.people["editor"], now=OLD)
    assert sweep(django_capture_on_commit_callbacks) == 0
    assert left() == {approved.pk, listed.pk}


def test_a_masked_image_stays_while_a_draft_names_its_original_and_then_goes_with_it(
    life, django_capture_on_commit_callbacks
):
    record = life.draft()
    with across_agencies():
        image = add_image(record, data=located(), name="照片.jpg", user=life.people["editor"], now=OLD)
        copy = mask_attachment(image, user=life.people["editor"], now=OLD)
    record = life.change(record, body=f'<p><img src="image:{image.pk}" alt=""></p>')
    assert sweep(django_capture_on_commit_callbacks) == 0
    with across_agencies():
        record.revisions.all().delete()
    assert left() == {image.pk, copy.pk}
    assert sweep(django_capture_on_commit_callbacks) == 1
    assert left() == set()


def test_a_kill_between_two_records_leaves_the_second_for_the_next_time(
    life, make_agency, make_user, django_capture_on_commit_callbacks, monkeypatch
):
    other = Life(make_agency, make_user, "town-b")
    first, second = keep(life, life.draft()), keep(other, other.draft())
    whole = image_sweep.delete_draft

    def killed(image, reason):
        if image.pk == second.pk:
            raise KeyboardInterrupt
        whole(image, reason)

    monkeypatch.setattr(image_sweep, "delete_draft", killed)
    with pytest.raises(KeyboardInterrupt):
        sweep(django_capture_on_commit_callbacks)
    assert left() == {second.pk}
    monkeypatch.setattr(image_sweep, "delete_draft", whole)
    assert sweep(django_capture_on_commit_callbacks) == 1
    assert first.pk not in left()


def test_the_same_image_put_in_again_counts_as_new(life, django_capture_on_commit_callbacks):
    record = life.draft()
    image = keep(life, record)
    assert keep(life, record, at=NOW).pk == image.pk
    assert sweep(django_capture_on_commit_callbacks) == 0


@pytest.fixture
def few(monkeypatch):
    """Three images a text."""
    table = guard_contents.table() | {"limits": guard_contents.table()["limits"] | {"images": 3}}
    monkeypatch.setattr(guard_contents, "table", lambda: table)


@pytest.mark.usefixtures("few")
def test_no_more_images_than_a_text_may_have_and_what_was_taken_out_leaves_room(life):
    record = life.draft()
    images = [keep(life, record, shade, timezone.now()) for shade in range(3)]
    assert keep(life, record, 2, timezone.now()).pk == images[2].pk, "the same once more is none more"
    with pytest.raises(Refused, match="正文里的图片已有3张"):
        keep(life, record, 9, timezone.now())
    record = life.change(record, body=f'<p><img src="image:{images[0].pk}" alt=""></p>')
    with across_agencies():
        Attachment.objects.update(uploaded_at=OLD)
    keep(life, record, 9, timezone.now())


@pytest.mark.usefixtures("few")
def test_a_text_with_too_many_images_is_refused_whether_they_are_kept_already_or_new():
    body = "".join(f'<img src="image:{number}" alt="">' for number in (1, 2, 3))
    assert faults(f"<p>{body}</p>") == []
    new = base64.b64encode(picture()).decode()
    for one in ("image:4", f"data:image/png;base64,{new}"):
        assert faults(f'<p>{body}<img src="{one}" alt=""></p>')[0].startswith("正文里有4张图片，最多3张")


def test_an_image_is_no_larger_than_a_page_can_bear(life, monkeypatch):
    monkeypatch.setattr(attachments, "MEGABYTE", 1)
    with pytest.raises(Refused, match="每张最多10 MB"):
        keep(life, life.draft())
