"""The pages of review, emergency release, withdrawal and repeal: shown to whom, refused to whom."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure_life import STEPS
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Catalogue, CatalogueEntry
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.publishing import submit

pytestmark = pytest.mark.django_db
PAGES = ("gk_review", "gk_release", "gk_emergency_review", "gk_withdraw", "gk_repeal", "gk_restore")


@pytest.fixture
def waiting(draft, people):
    with across_agencies():
        submit(draft, user=people["editor"])
    return draft


def state_of(record):
    with across_agencies():
        record = Disclosure.objects.get(pk=record.pk)
        return record.current_workflow_task_state.pk if record.current_workflow_task_state else None


def decide(client, record, what="approve", **data):
    url = reverse("gk_review", args=[record.pk])
    return client.post(url, {"state": state_of(record), what: "1", **data}, follow=True).content.decode()


def again(record):
    with across_agencies():
        return Disclosure.objects.get(pk=record.pk)


def test_an_agencys_neighbour_finds_none_of_the_pages(waiting, client, make_agency, make_user):
    other = make_agency("town-b")
    stranger = make_user("stranger", *[(other, role) for role in ("editor", *STEPS)])
    client.force_login(stranger)
    for page in PAGES:
        assert client.get(reverse(page, args=[waiting.pk])).status_code == 404
        assert client.post(reverse(page, args=[waiting.pk]), {"reason": "试", "kind": "error"}).status_code == 404
    assert again(waiting).current_workflow_state is not None


def test_a_person_without_the_role_sees_the_text_but_no_button(waiting, client, people):
    client.force_login(people["editor"])
    page = client.get(reverse("gk_review", args=[waiting.pk])).content.decode()
    assert "正文" in page
    assert "没有“初审”的角色" in page
    assert "退回修改</button>" not in page
    assert "没有“初审”的角色" in decide(client, waiting)
    assert client.get(reverse("gk_withdraw", args=[waiting.pk])).status_code in (302, 403)


def test_the_button_names_the_step_that_comes_next(waiting, client, people):
    for step, words in zip(STEPS, ("通过，送复审", "通过，送保密审查", "通过，送终审", "通过并公开"), strict=True):
        client.force_login(people[step])
        assert f">{words}</button>" in client.get(reverse("gk_review", args=[waiting.pk])).content.decode()
        decide(client, waiting, basis="条例第十七条")
    assert again(waiting).is_public


def test_nothing_passes_without_its_button(waiting, client, people):
    client.force_login(people["first_review"])
    step = state_of(waiting)
    assert "请点“通过”或者“退回修改”" in decide(client, waiting, "reject", comment="日期没有写")
    assert state_of(waiting) == step


def test_the_last_step_says_when_a_text_with_a_set_time_will_be_public(draft, client, people):
    with across_agencies():
        text = draft.get_latest_revision_as_object()
        text.go_live_at = dt.datetime(2099, 3, 1, 1, 30, tzinfo=dt.UTC)
        text.save_revision(user=people["editor"])
        submit(Disclosure.objects.get(pk=draft.pk), user=people["editor"])
    said = []
    for step in STEPS:
        client.force_login(people[step])
        said.append(decide(client, draft, basis="条例第十七条"))
    assert "示例通知：已通过，2099-03-01 09:30公开" in said[-1]
    assert not any("2099-03-01 09:30公开" in page for page in said[:-1])


def test_a_change_of_what_is_public_is_not_said_to_be_out_before_its_last_step(waiting, client, people):
    said = []
    for _ in range(2):
        for step in STEPS:
            client.force_login(people[step])
            said.append("示例通知：已通过，已公开" in decide(client, waiting, basis="条例第十七条"))
        with across_agencies():
            record = Disclosure.objects.get(pk=waiting.pk)
            record.get_latest_revision_as_object().save_revision(user=people["editor"])
            submit(Disclosure.objects.get(pk=waiting.pk), user=people["editor"])
    assert said == [False, False, False, True] * 2


def test_a_step_somebody_else_has_just_done_is_not_done_twice(waiting, client, people, make_user, town):
    before = state_of(waiting)
    client.force_login(people["first_review"])
    decide(client, waiting)
    client.force_login(make_user("both", (town, "first_review"), (town, "second_review")))
    page = client.post(reverse("gk_review", args=[waiting.pk]), {"state": before, "approve": "1"}).content.decode()
    assert "刚才已经有人办了" in page
    assert again(waiting).current_workflow_task_state.task.name == "复审"


def test_an_emergency_release_waits_for_another_persons_review(draft, client, people):
    client.force_login(people["final_review"])
    page = client.post(reverse("gk_release", args=[draft.pk]), {"reason": ""}).content.decode()
    assert "必填" in page or "必需" in page or "errorlist" in page
    client.post(reverse("gk_release", args=[draft.pk]), {"reason": "台风预警"})
    assert again(draft).is_public
    own = client.post(reverse("gk_emergency_review", args=[draft.pk])).content.decode()
    assert "补审要由发布人和作者以外的人做" in own
    client.force_login(people["first_review"])
    home = client.get("/admin/").content.decode()
    assert reverse("gk_emergency_review", args=[draft.pk]) in home
    client.post(reverse("gk_emergency_review", args=[draft.pk]))
    assert reverse("gk_emergency_review", args=[draft.pk]) not in client.get("/admin/").content.decode()


def test_withdrawal_and_repeal_ask_for_their_words(draft, client, people):
    client.force_login(people["final_review"])
    client.post(reverse("gk_release", args=[draft.pk]), {"reason": "台风预警"})
    client.post(reverse("gk_repeal", args=[draft.pk]), {"validity": "repealed", "basis": ""})
    assert again(draft).validity == "valid"
    client.post(reverse("gk_repeal", args=[draft.pk]), {"validity": "repealed", "basis": "甲政发〔2026〕1号"})
    assert again(draft).validity == "repealed"
    page = client.post(reverse("gk_withdraw", args=[draft.pk]), {"kind": "other", "reason": ""}).content.decode()
    assert "要写明理由" in page
    client.post(reverse("gk_withdraw", args=[draft.pk]), {"kind": "other", "reason": "测试"})
    assert again(draft).withdrawal_reason == "测试"


def test_the_foot_of_the_editor_leads_to_what_this_person_may_do(waiting, client, people):
    def links(role):
        client.force_login(people[role])
        page = client.get(reverse("disclosures:edit", args=[waiting.pk])).content.decode()
        return {name for name in PAGES if reverse(name, args=[waiting.pk]) in page}

    assert links("editor") == set()
    assert links("first_review") == {"gk_review"}
    assert links("final_review") == {"gk_review", "gk_release"}


def text_of(record, people, body, **fields):
    """Write another text for a draft."""
    with across_agencies():
        text = Disclosure.objects.get(pk=record.pk).get_latest_revision_as_object()
        text.body = body
        for name, value in fields.items():
            setattr(text, name, value)
        text.save_revision(user=people["editor"])
    return again(record)


def test_a_return_with_marked_passages_comes_to_the_editor_at_their_places(draft, client, people):
    from gongkai.disclosures.models import PassageRemark

    record = text_of(draft, people, "<p>出动约600人，清运垃圾若干。</p>")
    with across_agencies():
        submit(record, user=people["editor"])
    client.force_login(people["first_review"])
    marks = [{"quote": "约600人", "remark": "写准确的人次", "before": "出动", "after": "，"}]
    refused = decide(client, record, "approve", passages=json.dumps(marks))
    assert "不能点通过" in refused
    assert "写准确的人次" in refused
    # What the script marked, and one more in the two fields that work without it.
    decide(client, record, "return", passages=json.dumps(marks), quote="若干", remark="写吨数")
    with across_agencies():
        assert PassageRemark.objects.filter(resolved_at=None).count() == 2
    client.force_login(people["editor"])
    assert "文中标了2处要改的地方" in client.get("/admin/").content.decode()
    edit = client.get(reverse("disclosures:edit", args=[record.pk])).content.decode()
    assert 'data-quote="若干"' in edit
    assert "写吨数" in edit
    page = client.get(reverse("gk_review", args=[record.pk])).content.decode()
    assert '<mark data-passages="1">约600人</mark>' in page
    assert 'id="remark-2"' in page


def test_after_the_correction_the_reviewer_sees_what_became_of_each_remark(draft, client, people):
    record = text_of(draft, people, "<p>出动约600人，清运垃圾若干。</p><p>第二段没有动过。</p>")
    with across_agencies():
        submit(record, user=people["editor"])
    client.force_login(people["first_review"])
    decide(client, record, "return", quote="约600人", remark="写准确的人次", comment="改")
    record = text_of(
        record, people, "<p>出动612人次，清运垃圾若干。</p><p>第二段没有动过。</p>", document_number="甲〔1〕号"
    )
    with across_agencies():
        submit(record, user=people["editor"])
    page = client.get(reverse("gk_review", args=[record.pk])).content.decode()
    assert "原文已改" in page
    assert re.search(r"和您\d+月\d+日看的那一稿相比：正文改了1处，著录改了1项", page)
    assert '<del class="gk-del">约600人</del>' in page
    assert '<ins class="gk-ins">甲〔1〕号</ins>' in page
    edit = client.get(reverse("disclosures:edit", args=[record.pk])).content.decode()
    assert "data-quote" not in edit


def test_a_reviewer_sees_the_change_against_what_is_public(waiting, client, people):
    for step in STEPS:
        client.force_login(people[step])
        decide(client, waiting, basis="条例第十七条")
    record = text_of(waiting, people, "<p>正文改过了</p>")
    with across_agencies():
        submit(record, user=people["editor"])
    client.force_login(people["final_review"])
    page = client.get(reverse("gk_review", args=[record.pk]) + "?since=public").content.decode()
    assert "和现在公开的相比：正文改了1处" in page


@pytest.mark.parametrize("value", ["[1]", '{"a": 1}', "不是JSON", '[{"quote": 3}]'])
def test_marks_that_are_none_change_nothing(waiting, client, people, value):
    client.force_login(people["first_review"])
    page = decide(client, waiting, "return", comment="改", passages=value)
    assert "errorlist" in page
    assert again(waiting).current_workflow_task_state.status == "in_progress"


def workbook():
    from openpyxl import Workbook

    book = Workbook()
    for row in (["村", "点位"], ["一村", "<b>14</b>"]):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def png():
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (4, 4)).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def attach(draft, people):
    from gongkai.disclosures.attachments import add_attachment

    def make(name, data):
        with across_agencies():
            return add_attachment(draft, data=data, name=name, user=people["editor"], now=timezone.now())

    return make


def test_attachments_are_shown_on_the_page_each_in_its_frame(draft, attach, client, people):
    table, picture, zipped = attach("表.xlsx", workbook()), attach("图.png", png()), attach("包.zip", zip_of("a.txt"))
    with across_agencies():
        submit(draft, user=people["editor"])
    client.force_login(people["first_review"])
    page = client.get(reverse("gk_review", args=[draft.pk])).content.decode()
    frames = {one.pk: reverse("gk_review_file", args=[one.pk]) for one in (table, picture, zipped)}
    assert all(f'src="{address}"' in page for address in frames.values())
    shown = client.get(frames[table.pk])
    assert "<td>一村</td><td>&lt;b&gt;14&lt;/b&gt;</td>" in shown.content.decode()
    assert shown["Content-Security-Policy"].startswith("default-src 'none'")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    address = reverse("gk_review_picture", args=[picture.pk])
    assert f'<img src="{address}"' in client.get(frames[picture.pk]).content.decode()
    served = client.get(address)
    assert (served["Content-Type"], served.content) == ("image/png", png())
    assert "请下载查看" in client.get(frames[zipped.pk]).content.decode()
    assert client.get(reverse("gk_review_picture", args=[table.pk])).status_code == 404


def zip_of(name):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, "甲")
    return data.getvalue()


def test_a_sealed_original_and_another_agencys_file_are_not_shown(
    draft, attach, client, people, make_agency, make_user
):
    from gongkai.disclosures.attachments import mask_attachment

    original = attach("名单.txt", "姓名：张三，身份证号 11010519491231002X".encode())
    with across_agencies():
        copy = mask_attachment(original, user=people["editor"], now=timezone.now())
    client.force_login(people["first_review"])
    assert client.get(reverse("gk_review_file", args=[original.pk])).status_code == 404
    shown = client.get(reverse("gk_review_file", args=[copy.pk])).content.decode()
    assert "11010519491231002X" not in shown
    client.force_login(make_user("stranger", (make_agency("town-b"), "first_review")))
    for name in ("gk_review_file", "gk_review_picture"):
        assert client.get(reverse(name, args=[copy.pk])).status_code == 404


def test_the_catalogue_entry_stands_beside_the_text_with_its_time_limit(draft, client, people, town):
    with across_agencies():
        edition = Catalogue.objects.create(agency=town, year=2026, title="目录")
        entry = CatalogueEntry.objects.create(
            agency=town,
            ref="2026-47",
            catalogue=edition,
            serial=47,
            category="类",
            matter="环境整治",
            content="整治进展",
            responsible_agency="镇",
            time_limit="信息形成之日起10个工作日内；适时更新",
            attribute="on_request",
        )
    record = text_of(draft, people, "<p>正文</p>", catalogue_entry=entry, dated_on=dt.date(2026, 10, 12))
    with across_agencies():
        submit(record, user=people["editor"])
    client.force_login(people["first_review"])
    page = client.get(reverse("gk_review", args=[record.pk])).content.decode()
    assert "第47项 环境整治" in page
    assert "读作：自信息形成之日起10个工作日内" in page
    assert re.findall("看不懂“(.*?)”", page) == ["适时更新"], "what is understood is not called unreadable"
    assert "应在2026年10月26日前公开" in page
    assert "目录里是依申请公开" in page


def test_a_deputys_step_says_in_whose_place(waiting, client, people, town, make_user):
    from gongkai.agencies.models import RoleAssignment
    from gongkai.agencies.services import name_deputy

    officer, today = make_user("officer", (town, "report_officer")), timezone.localdate()
    held = RoleAssignment.objects.get(user=people["first_review"])
    name_deputy(held, officer, by=people["first_review"], started_on=today, ended_on=today, today=today)
    client.force_login(officer)
    assert "代first_review" in client.get("/admin/").content.decode()
    decide(client, waiting)
    assert "officer（代first_review）" in client.get(reverse("gk_review", args=[waiting.pk])).content.decode()


def test_the_page_asks_as_often_for_many_attachments_as_for_one(
    draft, attach, client, people, django_assert_max_num_queries
):
    attach("1.txt", "一".encode())
    with across_agencies():
        submit(draft, user=people["editor"])
    client.force_login(people["first_review"])
    address = reverse("gk_review", args=[draft.pk])
    client.get(address)

    def count():
        with django_assert_max_num_queries(90) as counted:
            client.get(address)
        return len(counted)

    one = count()
    with across_agencies():
        from gongkai.disclosures.models import Attachment

        first = Attachment.objects.get()
        for number in range(6):
            first.pk, first.name = None, f"又{number}.txt"
            first.save()
    assert count() <= one
