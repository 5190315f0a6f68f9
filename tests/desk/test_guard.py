"""The guard at the desk: what each person sees and may do on its pages."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures import attachments as files
from gongkai.disclosures.guard import ensure_run
from gongkai.disclosures.models import Attachment, Disclosure, GuardFinding, GuardRun, WordList
from gongkai.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 9, 2, 20, tzinfo=dt.UTC)
NUMBER = "11010519491231002X"
LIST = f"序号,姓名,身份证号码\r\n1,示例甲,{NUMBER}\r\n2,示例乙,110105194912310038\r\n".encode("gb18030")


@pytest.fixture(autouse=True)
def _media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def attached(draft, people):
    with across_agencies():
        return files.add_attachment(draft, data=LIST, name="低保名单.csv", user=people["editor"], now=NOW)


@pytest.fixture
def as_person(client, people):
    def sign_in(role):
        client.force_login(people[role])
        return client

    return sign_in


def words(answer):
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def test_an_uploaded_list_is_blocked_with_its_places_and_never_shown_unmasked(as_person, draft):
    editor = as_person("editor")
    file = SimpleUploadedFile("低保名单.csv", LIST)
    answer = editor.post(reverse("gk_attach", args=[draft.pk]), {"file": file}, follow=True)
    text = words(answer)
    assert "1项必须处理" in text
    assert "附件1 低保名单.csv：身份证号码（2处）" in text
    assert "换成遮盖副本" in text
    assert NUMBER not in answer.content.decode()


def test_one_click_masks_and_the_page_says_the_original_is_sealed(as_person, draft, attached):
    editor = as_person("editor")
    answer = editor.post(reverse("gk_attachment_act", args=[attached.pk, "mask"]), follow=True)
    text = words(answer)
    assert "没有要处理的" in text
    assert "封存的原件" in text
    assert "已改正或已换掉" in text
    assert "查看原件" not in text
    assert "查看原件" in words(as_person("final_review").get(reverse("gk_guard", args=[draft.pk])))


def test_the_sealed_original_comes_out_with_a_reason_only(as_person, draft, attached, people):
    with across_agencies():
        files.mask_attachment(attached, user=people["editor"], now=NOW)
    address = reverse("gk_attachment_sealed", args=[attached.pk])
    assert "要写理由" in words(as_person("final_review").post(address, {"reason": ""}, follow=True))
    answer = as_person("final_review").post(address, {"reason": "核对名单"})
    assert answer.content == LIST
    assert answer["Content-Disposition"].startswith("attachment")
    assert TrailEntry.objects.get(act="attachment.open_sealed").actor == people["final_review"]
    assert as_person("editor").post(address, {"reason": "核对名单"}).status_code == 302


def test_a_reviewer_is_offered_the_basis_and_the_author_is_not(as_person, draft, attached):
    page = reverse("gk_guard", args=[draft.pk])
    assert "写明公开依据" not in words(as_person("editor").get(page))
    assert "写明公开依据" in words(as_person("first_review").get(page))
    with across_agencies():
        finding = GuardFinding.objects.filter(kind="id_card").latest("pk")
    address = reverse("gk_finding", args=[finding.pk])
    assert "审核人来写" in words(
        as_person("editor").post(address, {"verb": "basis", "words": "条例第二十条"}, follow=True)
    )
    text = words(as_person("first_review").post(address, {"verb": "basis", "words": "条例第二十条"}, follow=True))
    assert "有公开依据：条例第二十条" in text
    assert "没有要处理的" in text


def test_the_findings_stand_beside_the_text_for_writer_and_reviewer(as_person, draft, attached):
    for role in ("editor", "final_review"):
        answer = as_person(role).get(reverse("disclosures:edit", args=[draft.pk]))
        text = words(answer)
        assert "附件1 低保名单.csv：身份证号码（2处）" in text
        assert reverse("gk_guard", args=[draft.pk]) in answer.content.decode()
        assert NUMBER not in answer.content.decode()


def test_another_agencys_attachments_pages_and_findings_do_not_exist(client, draft, attached, make_agency, make_user):
    from gongkai.agencies.models import ADMIN_ROLES, Role

    other = make_agency("town-b")
    client.force_login(make_user("b", *[(other, role) for role in Role.values if role not in ADMIN_ROLES]))
    with across_agencies():
        finding = GuardFinding.objects.latest("pk")
    for name, args in (("gk_guard", [draft.pk]), ("gk_attachment", [attached.pk])):
        assert client.get(reverse(name, args=args)).status_code == 404
    for name, args in (
        ("gk_attach", [draft.pk]),
        ("gk_guard_again", [draft.pk]),
        ("gk_attachment_sealed", [attached.pk]),
        ("gk_attachment_act", [attached.pk, "remove"]),
        ("gk_attachment_act", [attached.pk, "mask"]),
        ("gk_finding", [finding.pk]),
        ("gk_blocked_withdraw", [draft.pk]),
    ):
        assert client.post(reverse(name, args=args), {"reason": "x", "verb": "basis"}).status_code == 404
    with across_agencies():
        assert Attachment.objects.get().sealed is False


def test_nobody_reaches_an_attachment_without_signing_in(client, attached):
    answer = client.get(reverse("gk_attachment", args=[attached.pk]))
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert client.get(f"/media/{attached.file}").status_code == 404


def test_a_download_is_never_shown_by_the_browser(as_person, attached):
    answer = as_person("editor").get(reverse("gk_attachment", args=[attached.pk]))
    assert answer.content == LIST
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_any_file_is_checked_and_masked_and_nothing_is_stored(as_person, settings):
    import base64

    client = as_person("editor")
    answer = client.post(reverse("gk_check_file"), {"file": SimpleUploadedFile("名单.csv", LIST)})
    text = answer.content.decode()
    assert "身份证号码（2处）" in words(answer)
    assert NUMBER not in text
    copy = base64.b64decode(re.search(r'href="data:application/octet-stream;base64,([^"]+)"', text).group(1))
    assert NUMBER.encode() not in copy
    assert "示例甲".encode("gb18030") in copy
    direct = client.post(reverse("gk_check_file"), {"file": SimpleUploadedFile("名单.csv", LIST), "mask": "1"})
    assert direct.content == copy
    assert not settings.MEDIA_ROOT.exists()
    with across_agencies():
        assert not Attachment.objects.exists()
        assert not GuardFinding.objects.exists()


def test_a_checked_file_is_looked_through_for_the_agencys_own_wrong_words_and_every_place_is_named(as_person, town):
    client = as_person("editor")
    client.post(reverse("gk_word_lists"), {"agency": town.pk, "kind": "wrong", "entries": "示例乡,示例镇"})
    file = SimpleUploadedFile("名单.csv", LIST + "示例乡".encode("gb18030"))
    text = words(client.post(reverse("gk_check_file"), {"file": file}))
    assert "示例乡" in text
    assert "应写作“示例镇”" in text
    assert "各处位置（2）" in text


def test_a_file_that_cannot_be_read_is_said_so(as_person):
    answer = as_person("editor").post(
        reverse("gk_check_file"), {"file": SimpleUploadedFile("坏.docx", b"PK\x03\x04broken")}
    )
    assert answer.status_code == 200
    assert "必须处理（1）" in words(answer)


def test_what_is_public_and_would_be_blocked_is_withdrawn_with_one_click(as_person, town):
    with across_agencies():
        for ref, days in (("旧", 900), ("新", 1)):
            one = Disclosure.objects.create(
                agency=town, ref=ref, title=f"示例{ref}", body=f"<p>示例甲{NUMBER}</p>", live=True,
                published_at=NOW - dt.timedelta(days=days),
            )  # fmt: skip
            ensure_run(one, now=NOW, of_public=True)
    page = reverse("gk_blocked")
    text = words(as_person("final_review").get(page))
    assert text.index("示例旧") < text.index("示例新")
    assert NUMBER not in text
    assert "撤下（" not in words(as_person("editor").get(page))
    with across_agencies():
        old = Disclosure.objects.get(ref="旧")
    as_person("editor").post(reverse("gk_blocked_withdraw", args=[old.pk]))
    with across_agencies():
        assert Disclosure.objects.get(ref="旧").is_public
    text = words(as_person("final_review").post(reverse("gk_blocked_withdraw", args=[old.pk]), follow=True))
    with across_agencies():
        old.refresh_from_db()
    assert old.withdrawal_reason == "含有不应公开的个人信息"
    assert text.count("示例旧") == 1  # in the message only


def test_lists_are_edited_imported_and_kept_in_versions(as_person, town):
    page = reverse("gk_word_lists")
    data = {"agency": town.pk, "kind": "wrong", "entries": "示例乡,示例镇"}
    file = SimpleUploadedFile("a.csv", "按排,安排\r\n".encode("gb18030"))
    text = words(as_person("editor").post(page, data | {"file": file}, follow=True))
    assert "已保存为第1版" in text
    with across_agencies():
        assert WordList.objects.get().entries == "示例乡,示例镇\n按排,安排"
    again = words(as_person("editor").post(page, data | {"entries": "示例里,示例镇"}, follow=True))
    assert "已保存为第2版" in again
    assert "按排,安排" in again, "what an earlier version held can be read"
    refused = as_person("editor").post(
        page, {"agency": town.pk, "kind": "allowed", "entries": "13800138000"}, follow=True
    )
    assert "由终审、保密审查来改" in words(refused)
    with across_agencies():
        assert WordList.objects.count() == 2


def test_the_pages_are_in_the_menu_of_who_works_with_disclosures(as_person):
    text = as_person("editor").get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("gk_check_file") in text


def lines(user, town, now=NOW):
    from gongkai.agencies.scoping import as_agency
    from gongkai.desk.todo import lists_for
    from gongkai.law.workdays import Calendar

    with as_agency(town):
        GuardRun.objects.update(checked_at=now)
        found = lists_for(user, now.date(), Calendar.load(), now)
    return [one for part in (found.late, found.today, found.week) for one in part if one.verb == "依据"]


def test_reviewers_are_told_what_waits_for_a_legal_basis(attached, draft, people, town, make_agency, make_user):
    with across_agencies():
        ensure_run(draft, now=NOW)
    (line,) = lines(people["secrecy_review"], town)
    assert line.title == "示例通知"
    assert "等写公开依据：附件1 低保名单.csv有身份证号码2处" in line.note
    assert line.path == reverse("gk_guard", args=[draft.pk])
    assert line.due == dt.date(2026, 10, 12), "two working days, the Saturday worked for the holiday counted"
    assert lines(people["editor"], town) == [], "who uploaded it may not write the basis"
    other = make_agency("town-b")
    assert lines(make_user("stranger", (other, "final_review")), other) == []


def test_a_written_basis_or_a_masked_copy_takes_the_line_away(attached, draft, people, town):
    with across_agencies():
        run = ensure_run(draft, now=NOW)
        finding = run.findings.get(level="block")
        from gongkai.disclosures.guard import record_legal_basis, take_back

        record_legal_basis(finding, user=people["final_review"], basis="某办法第三条", now=NOW)
        assert lines(people["secrecy_review"], town) == []
        take_back(finding, user=people["final_review"])
        assert len(lines(people["secrecy_review"], town)) == 1
        files.mask_attachment(attached, user=people["editor"], now=NOW)
        ensure_run(draft, now=NOW)
    assert lines(people["secrecy_review"], town) == []
