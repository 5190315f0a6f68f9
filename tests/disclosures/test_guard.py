"""No personal number leaves unseen: what the guard finds, who may answer, and what happens to the files."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers
from django_tasks_db.models import DBTaskResult

from disclosure_life import STEPS, give, pass_steps, stand_in
from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.disclosures import attachments as files
from gongkai.disclosures.guard import (
    blocked_today,
    check_disclosure,
    check_public,
    ensure_run,
    keep_finding,
    newest_run,
    open_findings,
    record_legal_basis,
    settled_findings,
    take_back,
    unchecked_public,
)
from gongkai.disclosures.guard_contents import level_of, table
from gongkai.disclosures.models import Attachment, Disclosure, GuardFinding, GuardRun, WordList
from gongkai.disclosures.publishing import release_now, submit, withdraw
from gongkai.disclosures.sealing import path_of, write_file
from gongkai.disclosures.word_lists import read_entries, save_word_list
from gongkai.findings import Refused
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import Actor, acting_as, verify

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 9, 2, 20, tzinfo=dt.UTC)
#: Valid check digits of numbers given to nobody.
NUMBERS = ("11010519491231002X", "110105194912310038", "110105194912310054")


@pytest.fixture(autouse=True)
def _all_scopes(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    with across_agencies():
        yield


@pytest.fixture
def town(make_agency):
    return make_agency("town-a", org_code="XJ0000000", phone="0951-5000000")


def household_list(numbers=NUMBERS, head="身份证号码"):
    out = io.StringIO()
    csv.writer(out).writerows(
        [["序号", "姓名", head], *[[n, f"示例{n}", f"{one}"] for n, one in enumerate(numbers, 1)]]
    )
    return out.getvalue().encode("gb18030")


@pytest.fixture
def attached(draft, people):
    return files.add_attachment(draft, data=household_list(), name="低保名单.csv", user=people["editor"], now=NOW)


def blocks(record):
    return open_findings(ensure_run(record, now=NOW)).filter(level="block")


# ------------------------------------------------------------------ what is checked, and when


def test_a_save_is_checked_in_the_background(draft, people):
    assert newest_run(draft).findings.count() == 0
    draft.body = "<p>联系人示例甲，身份证号11010519491231002X。</p>"
    draft.save_revision(user=people["editor"])
    finding = newest_run(draft).findings.get(kind="id_card")
    assert (finding.level, finding.source, finding.where) == ("block", "正文", "第1段")


def test_a_list_of_households_gives_one_finding_with_all_its_places(attached, draft):
    finding = blocks(draft).get()
    assert (finding.kind, finding.count, finding.attachment) == ("id_card", 3, attached)
    assert len(finding.places) == 3


def test_the_same_state_is_checked_once(draft, attached):
    first = ensure_run(draft, now=NOW)
    assert ensure_run(draft, now=NOW + dt.timedelta(days=1)) == first
    assert ensure_run(draft, now=NOW, again=True) != first


def test_a_change_of_rules_or_lists_makes_a_new_check(draft, town, people, monkeypatch):
    first = ensure_run(draft, now=NOW)
    save_word_list(town, "wrong", "任然,仍然", user=people["editor"], now=NOW)
    second = ensure_run(draft, now=NOW)
    monkeypatch.setattr("gongkai.disclosures.guard_contents.rules_version", lambda: "next")
    assert len({first.pk, second.pk, ensure_run(draft, now=NOW).pk}) == 3


def test_no_unmasked_value_is_in_findings_trail_or_logs(draft, attached, people, caplog):
    draft.title = f"示例通知{NUMBERS[1]}"
    draft.body = f"<p>示例甲，{NUMBERS[0]}，手机13800138000。</p>"
    draft.save_revision(user=people["editor"])
    with pytest.raises(Refused) as refused:
        submit(draft, user=people["editor"])
    files.mask_attachment(attached, user=people["editor"], now=NOW)
    kept = serializers.serialize(
        "json", [*GuardRun.objects.all(), *GuardFinding.objects.all(), *TrailEntry.objects.all()]
    )
    for value in (*NUMBERS, "13800138000"):
        assert value not in kept + str(refused.value) + caplog.text


def test_a_reason_with_a_number_in_it_is_masked(draft, people, attached):
    finding = blocks(draft).get()
    record_legal_basis(finding, user=people["first_review"], basis=f"条例第二十条 {NUMBERS[0]}", now=NOW)
    assert NUMBERS[0] not in GuardFinding.objects.get(pk=finding.pk).reason


def test_every_kind_of_a_scan_has_its_levels():
    from gongkai.checks.personal import Kind

    assert set(table()["levels"]) == {kind.value for kind in Kind}


@pytest.mark.parametrize("kind", ["id_card", "mobile", "bank_card", "passport", "address", "health", "minor"])
def test_personal_data_blocks(kind):
    from gongkai.checks.personal import Kind
    from gongkai.checks.scan import ScanFinding
    from gongkai.findings import Severity

    assert level_of(ScanFinding("P", Severity.ERROR, Kind(kind), "", "", 1, "")) == "block"


# ------------------------------------------------------------------ blocked, masked, released


def test_a_list_with_numbers_is_not_submitted_and_the_refusal_names_it(draft, attached, people):
    with pytest.raises(Refused, match=r"低保名单.csv.*有身份证号码（3处），必须处理"):
        submit(draft, user=people["editor"])
    assert draft.current_workflow_state is None


def test_the_masked_copy_takes_the_place_of_the_list_and_passes(draft, attached, people):
    copy = files.mask_attachment(attached, user=people["editor"], now=NOW)
    submit(draft, user=people["editor"])
    record = pass_steps(draft, people)
    assert record.is_public
    assert list(files.public_attachments(record)) == [copy]
    assert files.read_attachment(copy).decode("gb18030").count("*") > 30
    assert [one.kind for one in settled_findings(draft, newest_run(draft))] == ["id_card"]


@pytest.mark.django_db(transaction=True)
def test_after_masking_no_plain_byte_of_the_original_is_on_disk(draft, attached, people):
    files.mask_attachment(attached, user=people["editor"], now=NOW)
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            assert NUMBERS[0].encode() not in path.read_bytes()


def test_a_sealed_original_is_opened_by_a_reviewer_with_a_reason_and_that_is_in_the_trail(draft, attached, people):
    files.mask_attachment(attached, user=people["editor"], now=NOW)
    attached.refresh_from_db()
    with pytest.raises(Refused, match="已封存"):
        files.read_attachment(attached)
    with pytest.raises(Refused, match=r"只有.*审核人"):
        files.open_sealed(attached, user=people["editor"], reason="核对", now=NOW)
    with pytest.raises(Refused, match="要写理由"):
        files.open_sealed(attached, user=people["final_review"], reason=" ", now=NOW)
    assert files.open_sealed(attached, user=people["final_review"], reason="核对", now=NOW) == household_list()
    entry = TrailEntry.objects.get(act="attachment.open_sealed")
    assert (entry.reason, entry.object_id) == ("核对", str(attached.pk))
    assert verify() == []


def test_a_sealed_original_that_was_tampered_with_is_not_handed_out(draft, attached, people):
    files.mask_attachment(attached, user=people["editor"], now=NOW)
    attached.refresh_from_db()
    path_of(str(attached.file)).write_bytes(b"x" * 100)
    with pytest.raises(Refused, match="打不开"):
        files.open_sealed(attached, user=people["final_review"], reason="核对", now=NOW)


# ------------------------------------------------------------------ the legal basis, the author's word


def test_a_deputy_records_the_legal_basis_in_the_place_of_who_did_not_write_the_text(
    draft, attached, people, town, make_user
):
    helper = make_user("helper", (town, "report_officer"))
    give(people["editor"], town, "first_review")
    stand_in(people["editor"], helper, town, "first_review")
    finding = blocks(draft).get()
    with pytest.raises(Refused, match="您代的是editor"):
        record_legal_basis(finding, user=helper, basis="条例第二十条", now=NOW)
    stand_in(make_user("other", (town, "second_review")), helper, town, "second_review")
    with acting_as(Actor(helper, "helper")):
        record_legal_basis(finding, user=helper, basis="条例第二十条", now=NOW)
    assert TrailEntry.objects.get(act="guard.basis").actor_name == "helper（代other）"


def test_a_reviewer_records_the_legal_basis_and_the_list_is_released_as_it_is(draft, attached, people):
    finding = blocks(draft).get()
    for person, words in (("editor", "要由.*审核人来写"), ("first_review", "")):
        if words:
            with pytest.raises(Refused, match=words):
                record_legal_basis(finding, user=people[person], basis="条例第二十条", now=NOW)
    with pytest.raises(Refused, match="要写明依据"):
        record_legal_basis(finding, user=people["first_review"], basis=" ", now=NOW)
    record_legal_basis(finding, user=people["first_review"], basis="示例办法第二十条", now=NOW)
    submit(draft, user=people["editor"])
    record = pass_steps(draft, people)
    assert list(files.public_attachments(record)) == [attached]
    entry = TrailEntry.objects.get(act="guard.basis")
    assert (entry.reason, entry.data["count"]) == ("示例办法第二十条", 3)
    assert blocked_today(Disclosure.public.all()) == []


def test_the_author_does_not_record_a_basis_even_as_a_reviewer(draft, attached, people, town):
    from gongkai.agencies.models import RoleAssignment

    RoleAssignment.objects.create(user=people["editor"], agency=town, role="final_review")
    with pytest.raises(Refused, match="要由别的审核人来写"):
        record_legal_basis(blocks(draft).get(), user=people["editor"], basis="条例第二十条", now=NOW)


def test_a_basis_holds_for_that_list_and_no_other(draft, attached, people):
    record_legal_basis(blocks(draft).get(), user=people["first_review"], basis="条例第二十条", now=NOW)
    files.remove_attachment(attached, user=people["editor"], now=NOW)
    # the same name, the same places, masked alike: but another person's number
    other = household_list((NUMBERS[0], NUMBERS[1], "110105194912310070"))
    files.add_attachment(draft, data=other, name="低保名单.csv", user=people["editor"], now=NOW)
    assert blocks(draft).count() == 1


def test_a_basis_for_a_text_ends_with_any_change_of_that_text(draft, people):
    draft.body = f"<p>示例甲，{NUMBERS[0]}</p>"
    draft.save_revision(user=people["editor"])
    record_legal_basis(blocks(draft).get(), user=people["first_review"], basis="条例第二十条", now=NOW)
    assert not blocks(draft)
    draft.title = "示例通知二"
    draft.save_revision(user=people["editor"])
    assert not blocks(draft)
    draft.body = f"<p>示例甲，{NUMBERS[0]}，续</p>"
    draft.save_revision(user=people["editor"])
    assert blocks(draft).count() == 1


def test_what_should_be_confirmed_waits_for_the_authors_word(draft, people):
    draft.body = "<p>群众对政务公开的了解任然不够。</p>"
    draft.save_revision(user=people["editor"])
    with pytest.raises(Refused, match="请改正，或写明保留的理由"):
        submit(draft, user=people["editor"])
    finding = open_findings(newest_run(draft)).get()
    with pytest.raises(Refused, match="要写理由"):
        keep_finding(finding, user=people["editor"], reason="", now=NOW)
    with pytest.raises(Refused, match="编辑"):
        keep_finding(finding, user=people["first_review"], reason="引文", now=NOW)
    keep_finding(finding, user=people["editor"], reason="引用原文", now=NOW)
    draft.body = "<p>加了一段。</p><p>群众对政务公开的了解任然不够。</p>"
    draft.save_revision(user=people["editor"])
    submit(draft, user=people["editor"])


def test_what_blocks_is_never_kept_by_the_author(draft, attached, people):
    with pytest.raises(Refused, match="必须处理"):
        keep_finding(blocks(draft).get(), user=people["editor"], reason="没关系", now=NOW)


def test_an_answer_taken_back_blocks_again(draft, attached, people, make_user, make_agency):
    finding = blocks(draft).get()
    record_legal_basis(finding, user=people["first_review"], basis="条例第二十条", now=NOW)
    with pytest.raises(Refused):
        take_back(finding, user=make_user("stranger", (make_agency("town-b"), "final_review")))
    take_back(finding, user=people["second_review"])
    assert blocks(draft).count() == 1


# ------------------------------------------------------------------ nobody clears unseen


def test_the_last_approval_looks_once_more(draft, people, monkeypatch):
    draft.body = "<p>示例公司，代号示例绝密。</p>"
    draft.save_revision(user=people["editor"])
    submit(draft, user=people["editor"])
    pass_steps(draft, people, STEPS[:3])
    monkeypatch.setattr("gongkai.disclosures.guard_contents.rules_version", lambda: "next")
    monkeypatch.setattr("gongkai.disclosures.guard_contents.level_of", lambda finding: "block")
    save_word_list(draft.agency, "wrong", "示例绝密,", user=people["editor"], now=NOW)
    with pytest.raises(Refused, match="必须处理"):
        pass_steps(draft, people, STEPS[3:])
    record = Disclosure.objects.get(pk=draft.pk)
    assert not record.is_public
    assert record.current_workflow_state.status == "in_progress"


def test_an_emergency_release_does_not_pass_personal_data(draft, attached, people):
    with pytest.raises(Refused, match="身份证号码"):
        release_now(draft, user=people["final_review"], reason="汛情", now=NOW)
    assert not Disclosure.objects.get(pk=draft.pk).is_public


def test_an_attachment_under_review_stands_still(draft, people):
    one = files.add_attachment(draft, data=b"2024,12\n", name="a.csv", user=people["editor"], now=NOW)
    submit(draft, user=people["editor"])
    for act in (
        lambda: files.add_attachment(draft, data=b"x,y\n", name="b.csv", user=people["editor"], now=NOW),
        lambda: files.remove_attachment(one, user=people["editor"], now=NOW),
        lambda: files.mask_attachment(one, user=people["editor"], now=NOW),
        lambda: files.move_attachment(one, user=people["editor"], up=True),
    ):
        with pytest.raises(Refused, match="正在审核中"):
            act()


def test_what_is_attached_after_the_last_approval_is_not_public(draft, people):
    one = files.add_attachment(draft, data=b"2024,12\n", name="a.csv", user=people["editor"], now=NOW)
    submit(draft, user=people["editor"])
    assert not files.public_attachments(draft)
    record = pass_steps(draft, people)
    files.add_attachment(record, data=b"2025,12\n", name="b.csv", user=people["editor"], now=NOW)
    assert list(files.public_attachments(record)) == [one]


def test_what_is_attached_between_approval_and_the_set_time_is_not_released(draft, people):
    from django.utils import timezone
    from time_machine import travel

    from gongkai.server.schedule import publish_scheduled

    draft.go_live_at = timezone.now() + dt.timedelta(days=1)
    draft.save_revision(user=people["editor"])
    one = files.add_attachment(draft, data=b"2024,12\n", name="a.csv", user=people["editor"], now=NOW)
    submit(draft, user=people["editor"])
    record = pass_steps(draft, people)
    files.add_attachment(record, data=household_list(), name="b.csv", user=people["editor"], now=NOW)
    with travel(timezone.now() + dt.timedelta(days=2)):
        publish_scheduled()
    record.refresh_from_db()
    assert list(files.public_attachments(record)) == [one]


# ------------------------------------------------------------------ files


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("程序.exe", b"MZ\0\0", "不能附这种文件"),
        ("名单.docx", b"MZ\0\0" + b"\0" * 300, "内容不是docx文件"),
        ("名单.pdf", b"<html><body></body></html>", "内容不是pdf文件"),
        ("名单.html", b"<html></html>", "不能附这种文件"),
        ("名单.txt", b"\x00\x01\x02abc", "内容不是txt文件"),
        ("名单.csv", b"", "文件是空的"),
        ("名单", b"a,b", "不能附这种文件"),
    ],
)
def test_a_file_of_another_kind_or_whose_contents_belie_its_name_is_not_attached(draft, people, name, data, words):
    with pytest.raises(Refused, match=words):
        files.add_attachment(draft, data=data, name=name, user=people["editor"], now=NOW)
    assert not Attachment.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_file_is_stored_under_a_name_nobody_guesses_and_only_its_owner_reads(attached):
    path = path_of(str(attached.file))
    assert path.parent.name == "town-a"
    assert len(path.name) >= 32
    assert "名单" not in path.name
    assert path.stat().st_mode & 0o077 == 0


def test_an_upload_that_is_not_recorded_leaves_no_file(draft, people, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("断电")

    monkeypatch.setattr(files, "record", fail)
    with pytest.raises(RuntimeError):
        files.add_attachment(draft, data=b"1,2\n", name="a.csv", user=people["editor"], now=NOW)
    assert not Attachment.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_what_a_killed_process_left_behind_is_swept_and_nothing_else(attached):
    import os

    left = path_of(write_file("town-a", b"left"))
    fresh = path_of(write_file("town-a", b"fresh"))
    for path in (left, path_of(str(attached.file))):
        os.utime(path, (0, 0))
    assert files.sweep_files(dt.datetime.now(dt.UTC)) == 1
    assert not left.exists()
    assert fresh.exists()
    assert path_of(str(attached.file)).exists()


def test_the_order_of_attachments_is_kept(draft, people):
    one, two, three = (
        files.add_attachment(draft, data=f"{n},1\n".encode(), name=f"{n}.csv", user=people["editor"], now=NOW)
        for n in range(3)
    )
    files.move_attachment(three, user=people["editor"], up=True)
    files.move_attachment(one, user=people["editor"], up=True)
    assert list(files.current_attachments(draft)) == [one, three, two]


@pytest.mark.django_db(transaction=True)
def test_a_draft_attachment_is_deleted_with_the_sealed_original_behind_it(draft, attached, people):
    copy = files.mask_attachment(attached, user=people["editor"], now=NOW)
    files.remove_attachment(copy, user=people["editor"], now=NOW)
    assert not Attachment.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert TrailEntry.objects.filter(act="attachment.delete").count() == 2


def test_a_published_attachment_is_removed_with_a_reason_at_once_and_sealed(draft, people):
    one = files.add_attachment(draft, data=b"2024,12\n", name="a.csv", user=people["editor"], now=NOW)
    submit(draft, user=people["editor"])
    record = pass_steps(draft, people)
    one.refresh_from_db()
    with pytest.raises(Refused, match="要写理由"):
        files.remove_attachment(one, user=people["editor"], now=NOW)
    files.remove_attachment(one, user=people["editor"], reason="数据有误", now=NOW)
    assert not files.public_attachments(record)
    one.refresh_from_db()
    assert (one.sealed, one.removal_reason) == (True, "数据有误")


def test_attachments_of_a_withdrawn_disclosure_are_not_public(draft, people):
    files.add_attachment(draft, data=b"2024,12\n", name="a.csv", user=people["editor"], now=NOW)
    submit(draft, user=people["editor"])
    record = pass_steps(draft, people)
    withdraw(record, user=people["final_review"], kind="error", now=NOW)
    assert not files.public_attachments(Disclosure.objects.get(pk=record.pk))


def test_another_agencys_attachments_and_findings_are_out_of_scope(attached, draft, make_agency):
    other = make_agency("town-b")
    with as_agency(other):
        assert not Attachment.objects.exists()
        assert not GuardFinding.objects.exists()
        assert not GuardRun.objects.exists()


# ------------------------------------------------------------------ own lists


def test_the_offices_own_phone_is_no_finding(draft, people, town):
    draft.body = "<p>联系电话0951-5000000，值班手机13800138000。</p>"
    draft.save_revision(user=people["editor"])
    assert [one.kind for one in blocks(draft)] == ["mobile"]
    save_word_list(town, "allowed", "13800138000", user=people["final_review"], now=NOW)
    assert not blocks(draft)


def test_an_author_cannot_let_a_number_pass_through_the_list(town, people):
    with pytest.raises(Refused, match="终审"):
        save_word_list(town, "allowed", "13800138000", user=people["editor"], now=NOW)
    with pytest.raises(Refused, match="第2行：是个人的证件号码"):
        save_word_list(town, "allowed", f"0951-5000000\n{NUMBERS[0]}", user=people["final_review"], now=NOW)


def test_every_save_of_a_list_is_a_version(town, people):
    for entries in ("任然,仍然", "任然,仍然", "任然,仍然\n按排,安排"):
        save_word_list(town, "wrong", entries, user=people["editor"], now=NOW)
    assert list(WordList.objects.order_by("version").values_list("version", "entries")) == [
        (1, "任然,仍然"),
        (2, "任然,仍然\n按排,安排"),
    ]


def test_an_own_wrong_form_is_found_and_an_own_name_is_none(draft, people, town):
    draft.body = "<p>示例乡改为示例镇。任然村的工作。</p>"
    draft.save_revision(user=people["editor"])
    save_word_list(town, "wrong", "示例乡,示例镇", user=people["editor"], now=NOW)
    save_word_list(town, "names", "任然村", user=people["editor"], now=NOW)
    found = list(open_findings(ensure_run(draft, now=NOW)).values_list("rule", "text_masked"))
    assert found == [("T-OWN", "示例乡")]


def test_a_list_is_imported_from_text_in_either_encoding():
    assert read_entries("任然,仍然\r\n\r\n按排,安排".encode("gb18030")) == "任然,仍然\n按排,安排"
    assert read_entries("\ufeff按排\n".encode()) == "按排"
    with pytest.raises(Refused, match="不是文本文件"):
        read_entries(b"PK\x03\x04\0\0")


# ------------------------------------------------------------------ what is public already


def test_what_is_public_and_would_be_blocked_today_is_reported_oldest_first(town, people):
    def publish(ref, body, day):
        return Disclosure.objects.create(
            agency=town, ref=ref, title=ref, body=body, live=True, published_at=NOW - dt.timedelta(days=day)
        )

    publish("新", f"<p>{NUMBERS[0]}</p>", 1)
    old = publish("旧", f"<p>{NUMBERS[1]}</p>", 900)
    publish("好", "<p>没有</p>", 5)
    assert unchecked_public(Disclosure.public.all()) == 3
    check_public.enqueue()
    assert unchecked_public(Disclosure.public.all()) == 0
    assert [one.ref for one, _ in blocked_today(Disclosure.public.all())] == ["旧", "新"]
    withdraw(old, user=people["final_review"], kind="personal_data", now=NOW)
    assert [one.ref for one, _ in blocked_today(Disclosure.public.all())] == ["新"]


def test_what_is_public_is_checked_anew_in_slices_behind_what_people_wait_for(people, town, settings):
    for number in range(3):
        Disclosure.objects.create(agency=town, ref=f"切{number}", title="通知", live=True, published_at=NOW)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    rounds = 0
    check_public.enqueue(seconds=0)
    while waiting := DBTaskResult.objects.ready().first():
        assert waiting.priority < check_disclosure.priority
        waiting.task.func(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
        waiting.delete()
        rounds += 1
    assert (rounds, unchecked_public(Disclosure.public.all())) == (4, 0)


def test_masking_a_published_list_changes_what_is_public_at_once(draft, attached, people):
    record_legal_basis(blocks(draft).get(), user=people["first_review"], basis="条例第二十条", now=NOW)
    submit(draft, user=people["editor"])
    record = pass_steps(draft, people)
    attached.refresh_from_db()
    copy = files.mask_attachment(attached, user=people["final_review"], now=NOW)
    assert list(files.public_attachments(record)) == [copy]


def test_an_own_wrong_form_is_found_in_an_attachment_with_its_place(draft, people, town):
    files.add_attachment(draft, data="说明\n示例乡的安排".encode(), name="说明.txt", user=people["editor"], now=NOW)
    save_word_list(town, "wrong", "示例乡,示例镇", user=people["editor"], now=NOW)
    (found,) = open_findings(ensure_run(draft, now=NOW))
    assert (found.rule, found.text_masked, found.level, found.where) == ("T-OWN", "示例乡", "confirm", "第2行")
    assert "示例镇" in found.suggestion
