"""更正: what was wrong and what is right goes through review with the text, and is shown when the text goes live."""

import datetime as dt

import pytest
from django.utils import timezone
from time_machine import travel

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.corrections import correct, published_corrections, take_back_correction
from gongkai.disclosures.models import Correction, Disclosure
from gongkai.disclosures.publishing import release_now, submit, withdraw
from gongkai.findings import Refused
from gongkai.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 12, 2, 20, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _all_scopes():
    with across_agencies():
        yield


def note(life, record, wrong="20天", right="20个工作日", **values):
    return correct(record, user=life.people["editor"], wrong=wrong, right=right, now=NOW, **values)


def test_a_note_is_shown_when_the_corrected_text_goes_live_and_not_before(life):
    record = life.published()
    first = record.published_at
    note(life, record, place="第二段")
    assert published_corrections(record) == []
    record = life.change(record, body="<p>正文，20个工作日</p>")
    record = life.review(record, ("first_review", "second_review", "secrecy_review")[:0])
    submitted = Disclosure.objects.get(pk=record.pk)
    assert submitted.workflow_in_progress
    assert published_corrections(submitted) == []
    record = life.review(record)
    shown = published_corrections(record)
    assert [str(one) for one in shown] == ["第二段原为“20天”，应为“20个工作日”"]
    assert record.published_at == first
    assert "20个工作日" in record.body
    assert shown[0].before_id != shown[0].after_id == record.live_revision_id
    acts = list(TrailEntry.objects.order_by("serial").values_list("act", "reason"))
    assert ("correction.write", "第二段原为“20天”，应为“20个工作日”") in acts
    assert acts[-1] == ("disclosure.correct", "第二段原为“20天”，应为“20个工作日”")


def test_later_corrections_stand_above_earlier_ones(life):
    record = life.published()
    for number in (1, 2):
        note(life, record, wrong=f"错{number}", right=f"对{number}")
        record = life.review(life.change(record, body=f"<p>第{number}稿</p>"))
    assert [one.right for one in published_corrections(record)] == ["对2", "对1"]


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ("", "20个工作日", "没有写原来是什么"),
        ("20天", "  ", "没有写应当是什么"),
        ("20天", " 20天 ", "看不出改了什么"),
        ("字" * 501, "对", "最多500个字"),
        ("11010519491231002X", "已隐去", "会公开，请隐去"),
    ],
)
def test_a_note_says_what_was_wrong_and_what_is_right_and_nothing_that_must_stay_private(life, wrong, right, words):
    record = life.published()
    with pytest.raises(Refused, match=words):
        note(life, record, wrong=wrong, right=right)
    assert not Correction.objects.exists()


def test_only_an_editor_of_the_agency_writes_a_note(life, make_agency, make_user):
    record = life.published()
    stranger = make_user("stranger", (make_agency("town-b"), "editor"))
    for user in (stranger, life.people["final_review"]):
        with pytest.raises(Refused, match="要由"):
            correct(record, user=user, wrong="甲", right="乙", now=NOW)


def test_what_was_never_public_is_changed_not_corrected(life):
    with pytest.raises(Refused, match="没有公开过"):
        note(life, life.draft())


def test_during_review_no_note_is_added_or_taken_away(life):
    record = life.published()
    made = note(life, record)
    record = life.change(record, body="<p>改</p>")
    submit(record, user=life.people["editor"])
    record = Disclosure.objects.get(pk=record.pk)
    with pytest.raises(Refused, match="正在审核中"):
        note(life, record, wrong="没有审过的", right="说明")
    with pytest.raises(Refused, match="正在审核中"):
        take_back_correction(Correction.objects.get(pk=made.pk), user=life.people["editor"], reason="写错了")


def test_a_note_is_taken_back_with_a_reason_and_the_trail_keeps_its_words(life):
    record = life.published()
    made = note(life, record)
    with pytest.raises(Refused, match="要写理由"):
        take_back_correction(made, user=life.people["editor"], reason=" ")
    take_back_correction(made, user=life.people["editor"], reason="原文没有错")
    assert not Correction.objects.exists()
    entry = TrailEntry.objects.get(act="correction.take_back")
    assert (entry.reason, entry.data["note"]) == ("原文没有错", "原为“20天”，应为“20个工作日”")


def test_a_note_without_a_change_behind_it_is_not_submitted(life):
    record = life.published()
    note(life, record)
    with pytest.raises(Refused, match="正文和附件还没有改"):
        submit(record, user=life.people["editor"])


def test_a_note_written_after_the_review_waits_for_the_next_one(life):
    """A text approved for tomorrow takes only the notes with it that its reviewers saw."""
    record = life.published()
    note(life, record, wrong="审过的错", right="审过的对")
    record = life.change(record, body="<p>改</p>", go_live_at=timezone.now() + dt.timedelta(days=1))
    record = life.review(record)
    assert "改" not in record.body
    assert published_corrections(record) == []
    note(life, record, wrong="没审过的错", right="没审过的对")
    from gongkai.server.schedule import publish_scheduled

    with travel(timezone.now() + dt.timedelta(days=2)):
        publish_scheduled()
    record = Disclosure.objects.get(pk=record.pk)
    assert "改" in record.body
    assert [one.right for one in published_corrections(record)] == ["审过的对"]


def test_a_change_set_for_later_releases_nothing_early(life):
    from gongkai.disclosures.attachments import add_attachment, public_attachments

    record = life.published()
    record = life.change(record, body="<p>改</p>", go_live_at=timezone.now() + dt.timedelta(days=1))
    add_attachment(record, data="甲,1".encode(), name="明天.csv", user=life.people["editor"], now=timezone.now())
    record = life.review(record)
    assert record.is_public
    assert list(public_attachments(record)) == []
    assert not TrailEntry.objects.filter(act="disclosure.update").exists()


def test_what_was_withdrawn_for_a_mistake_comes_back_with_its_note(life):
    record = life.published()
    withdraw(record, user=life.people["final_review"], kind="error", now=NOW)
    record = Disclosure.objects.get(pk=record.pk)
    note(life, record)
    record = life.review(life.change(record, body="<p>改</p>"))
    assert record.is_public
    assert len(published_corrections(record)) == 1


def test_public_text_does_not_become_withheld_by_editing_it(life):
    record = life.change(life.published(), attribute="withheld", attribute_basis="条例第十六条")
    with pytest.raises(Refused, match="请先撤下"):
        submit(record, user=life.people["editor"])


def test_what_is_withheld_is_not_released_in_an_emergency(life):
    record = life.draft(attribute="withheld", attribute_basis="条例第十六条")
    with pytest.raises(Refused, match="不是主动公开的"):
        release_now(record, user=life.people["final_review"], reason="汛情", now=NOW)
    assert not Disclosure.objects.get(pk=record.pk).live
