"""The desk's pages for corrections, interpretations, re-assessments, and emergency releases nobody has reviewed."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.desk.todo import lists_for
from gongkai.dialogue.models import Interpretation, InterpretationChoice
from gongkai.disclosures.models import Correction, Disclosure, EmergencyRelease, Reassessment
from gongkai.disclosures.publishing import release_now, review_emergency
from gongkai.law.workdays import Calendar
from gongkai.registers.models import RegulatoryDocument

pytestmark = pytest.mark.django_db
CALENDAR = Calendar.load()
#: Inside the calendar, on a Thursday.
MORNING = dt.datetime(2026, 10, 15, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def as_role(client, life):
    def sign_in(role):
        client.force_login(life.people[role])
        return client

    return sign_in


def page(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def again(record):
    with across_agencies():
        return Disclosure.objects.get(pk=record.pk)


def lists(life, role, day, now=None):
    with as_agency(life.town):
        return lists_for(life.people[role], day, CALENDAR, now)


# ── corrections ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_editor_writes_a_note_and_reviewers_see_it_before_the_public_does(life, as_role, client):
    record = life.published()
    client = as_role("editor")
    assert reverse("gk_corrections", args=[record.pk]) in page(client, "disclosures:edit", record.pk)
    note = {"place": "第二段", "wrong": "20天", "right": "20个工作日"}
    answer = client.post(reverse("gk_corrections", args=[record.pk]), note)
    assert answer["Location"] == reverse("disclosures:edit", args=[record.pk])
    life.review(life.change(record, body="<p>20个工作日</p>"), steps=())
    words = "第二段原为“20天”，应为“20个工作日”"
    assert words in page(as_role("first_review"), "gk_review", record.pk)
    life.review(record)
    shown = page(as_role("editor"), "gk_corrections", record.pk)
    assert "20个工作日" in shown.partition("更正记录")[2]
    with across_agencies():
        one = Correction.objects.get()
    assert reverse("disclosures:revisions_compare", args=[record.pk, one.before_id, one.after_id]) in shown


def test_a_note_that_says_nothing_comes_back_with_the_reason(life, as_role):
    record = life.published()
    client = as_role("editor")
    url = reverse("gk_corrections", args=[record.pk])
    assert "看不出改了什么" in client.post(url, {"wrong": "甲", "right": "甲"}).content.decode()
    assert "errorlist" in client.post(url, {"wrong": "甲", "right": ""}).content.decode()
    with across_agencies():
        assert not Correction.objects.exists()


def test_reviewers_read_the_notes_and_write_none(life, as_role):
    record = life.published()
    client = as_role("first_review")
    assert "由本单位的编辑来写" in page(client, "gk_corrections", record.pk)
    answer = client.post(reverse("gk_corrections", args=[record.pk]), {"wrong": "甲", "right": "乙"})
    assert answer.status_code in (302, 403)
    with across_agencies():
        assert not Correction.objects.exists()


def test_a_note_is_taken_back_on_the_page_with_a_reason(life, as_role):
    record = life.published()
    client = as_role("editor")
    client.post(reverse("gk_corrections", args=[record.pk]), {"wrong": "甲", "right": "乙"})
    with across_agencies():
        made = Correction.objects.get()
    url = reverse("gk_correction_take_back", args=[made.pk])
    assert "要写理由" in client.post(url, {"reason": ""}, follow=True).content.decode()
    client.post(url, {"reason": "原文没有错"})
    with across_agencies():
        assert not Correction.objects.exists()


# ── re-assessment ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def withheld(life):
    with travel(MORNING - dt.timedelta(days=365), tick=False):
        return life.review(life.draft(title="不公开的件", attribute="withheld", attribute_basis="条例第十六条"))


@pytest.mark.parametrize(
    ("day", "where"), [("2026-10-07", None), ("2026-10-08", "week"), ("2026-10-15", "today"), ("2026-10-16", "late")]
)
def test_a_reassessment_is_on_the_editors_home_from_a_week_before_it_is_due(life, withheld, day, where):
    found = lists(life, "editor", dt.date.fromisoformat(day))
    assert [name for name in ("late", "today", "week") if any(one.verb == "评估" for one in getattr(found, name))] == (
        [where] if where else []
    )
    assert not any(one.verb == "评估" for one in lists(life, "first_review", dt.date(2026, 10, 16)).late)


def test_many_of_them_stand_on_the_home_as_one_line(life):
    with across_agencies():
        for number in range(5):
            values = {"attribute": "on_request", "dated_on": dt.date(2018, 3, number + 1), "live": False}
            Disclosure.objects.create(agency=life.town, ref=f"old{number}", title="旧件", **values)
    (line,) = [one for one in lists(life, "editor", dt.date(2026, 10, 15)).late if one.verb == "评估"]
    assert "有5条" in line.title
    assert line.due == dt.date(2019, 3, 1)


def test_one_click_keeps_it_with_its_basis_for_another_year(life, withheld, as_role):
    with travel(MORNING, tick=False):
        client = as_role("secrecy_review")
        shown = page(client, "gk_reassessments")
        assert 'value="条例第十六条"' in shown
        assert "改为主动公开，送审" not in shown
        client.post(reverse("gk_reassess", args=[withheld.pk]), {"result": "keep", "basis": "条例第十六条"})
        shown = page(client, "gk_reassessments")
    assert "2027-10-15" in shown
    assert "维持" in shown.partition("最近的评估")[2]
    with across_agencies():
        assert Reassessment.objects.get().decided_by == life.people["secrecy_review"]


def test_opening_it_starts_the_review_from_the_list(life, withheld, as_role):
    client = as_role("editor")
    assert "改为主动公开，送审" in page(client, "gk_reassessments")
    client.post(reverse("gk_reassess", args=[withheld.pk]), {"result": "open", "basis": "保密期已满"})
    assert again(withheld).workflow_in_progress
    assert "正在审核中" in page(client, "gk_reassessments")


def row_of(listed, title):
    """What a person reads in the row of a record, without its links and choices."""
    return re.sub(r"<a [^>]*>|<select.*?</select>", "", listed).partition(title)[2].partition("</tr>")[0]


def test_what_was_decided_stands_in_the_list_as_decided_and_not_as_a_draft(life, withheld, as_role):
    row = row_of(page(as_role("editor"), "disclosures:list"), "不公开的件")
    assert "不予公开" in row
    assert "草稿" not in row


def test_what_came_from_a_table_as_not_public_is_no_draft_either(life, withheld, as_role):
    with across_agencies():
        Disclosure.objects.create(
            agency=withheld.agency, ref="t-1", title="表里来的件", attribute="on_request", live=False
        )
    row = row_of(page(as_role("editor"), "disclosures:list"), "表里来的件")
    assert "依申请公开" in row
    assert "草稿" not in row


def test_a_missing_basis_is_said_and_changes_nothing(life, withheld, as_role):
    client = as_role("editor")
    answer = client.post(reverse("gk_reassess", args=[withheld.pk]), {"result": "keep", "basis": " "}, follow=True)
    assert "评估要写依据" in answer.content.decode()
    with across_agencies():
        assert not Reassessment.objects.exists()


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(life, as_role, django_assert_max_num_queries):
    client = as_role("editor")
    page(client, "gk_reassessments")
    with across_agencies():
        for number in range(30):
            values = {"attribute": "on_request", "dated_on": dt.date(2018, 3, 1), "live": False}
            Disclosure.objects.create(agency=life.town, ref=f"old{number}", title="旧件", **values)
    with django_assert_max_num_queries(35):
        assert page(client, "gk_reassessments").count("旧件") == 30


# ── interpretations ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def policy(life):
    with travel(MORNING, tick=False):
        record = life.published(title="示例镇管理办法")
    with across_agencies():
        RegulatoryDocument.objects.create(
            agency=life.town, ref="1", kind="norm", title="示例", made_on=dt.date(2026, 10, 14), disclosure=record
        )
    return record


@pytest.mark.parametrize(("day", "where"), [("2026-10-15", "week"), ("2026-10-20", "today"), ("2026-10-21", "late")])
def test_an_interpretation_is_asked_of_the_editors_by_its_clock(life, policy, day, where):
    found = lists(life, "editor", dt.date.fromisoformat(day))
    assert [one.title for one in getattr(found, where) if one.verb == "解读"] == ["示例镇管理办法"]
    assert not any(one.verb == "解读" for one in lists(life, "final_review", dt.date(2026, 10, 21)).late)


def test_the_line_leads_to_the_draft_once_it_is_begun(life, policy, as_role):
    client = as_role("editor")
    assert "示例镇管理办法" in page(client, "gk_interpretations")
    answer = client.post(reverse("gk_interpretation_act", args=[policy.pk, "write"]))
    with across_agencies():
        draft = Interpretation.objects.get().disclosure
    assert answer["Location"] == reverse("disclosures:edit", args=[draft.pk])
    (line,) = [one for one in lists(life, "editor", dt.date(2026, 10, 20)).today if one.verb == "解读"]
    assert line.path == reverse("disclosures:edit", args=[draft.pk])


def test_a_text_is_linked_by_its_number_or_title_and_an_ambiguous_one_is_not(life, policy, as_role):
    client = as_role("editor")
    life.published("J1", title="管理办法问答")
    life.published("J2", title="管理办法图解")
    url = reverse("gk_interpretation_act", args=[policy.pk, "link"])
    assert "没有这个编号" in client.post(url, {"text": "没有的"}, follow=True).content.decode()
    assert "不止一篇" in client.post(url, {"text": "管理办法"}, follow=True).content.decode()
    assert "已关联：管理办法图解" in client.post(url, {"text": "J2"}, follow=True).content.decode()
    with across_agencies():
        assert Interpretation.objects.get().disclosure.ref == "J2"


def test_another_document_is_put_on_the_list_and_taken_off_with_a_reason(life, as_role):
    record = life.published("9", title="示例通告")
    client = as_role("editor")
    client.post(reverse("gk_interpretation_add"), {"text": "9", "reason": "群众普遍关心"})
    assert "示例通告" in page(client, "gk_interpretations")
    client.post(reverse("gk_interpretation_act", args=[record.pk, "skip"]), {"reason": "只转发上级文件"})
    assert "不解读：只转发上级文件" in page(client, "gk_interpretations")
    with across_agencies():
        assert InterpretationChoice.objects.get().needed is False


def test_only_editors_act_on_interpretations(life, policy, as_role):
    client = as_role("final_review")
    assert "写解读</button>" not in page(client, "gk_interpretations")
    for verb in ("write", "link", "skip"):
        answer = client.post(reverse("gk_interpretation_act", args=[policy.pk, verb]), {"reason": "试", "text": "1"})
        assert answer.status_code in (302, 403)
    with across_agencies():
        assert not Interpretation.objects.exists()
        assert not InterpretationChoice.objects.exists()


# ── emergency releases ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def urgent(life):
    with across_agencies(), travel(MORNING, tick=False):
        return release_now(life.draft(title="台风预警"), user=life.people["final_review"], reason="台风", now=MORNING)


def alarms(found):
    return [one for one in found.late if one.red]


@pytest.mark.parametrize(("hours", "red"), [(23, False), (24, False), (25, True)])
@pytest.mark.parametrize("role", ["first_review", "final_review", "editor"])
def test_after_24_hours_without_review_it_is_red_for_everybody_of_the_agency(life, urgent, hours, red, role):
    now = MORNING + dt.timedelta(hours=hours)
    found = lists(life, role, timezone.localdate(now), now)
    assert bool(alarms(found)) is red
    if not red:
        mine = any(one.verb == "补审" for one in found.today + found.week)
        assert mine is (role == "first_review")
        assert mine or any(one.verb == "补审" for one in found.others)


def test_a_review_takes_it_off_every_list(life, urgent):
    with across_agencies():
        review_emergency(urgent, user=life.people["first_review"], now=MORNING + dt.timedelta(hours=30))
    now = MORNING + dt.timedelta(hours=48)
    assert alarms(lists(life, "first_review", timezone.localdate(now), now)) == []


@pytest.fixture
def district(life, make_agency, make_user):
    """A supervisor over the town's district, and one over another."""
    above, other = make_agency("district", level="county"), make_agency("elsewhere", level="county")
    life.town.parent = above
    life.town.save()
    return {
        "ours": make_user("district", (above, "supervisor")),
        "another": make_user("elsewhere", (other, "supervisor")),
    }


@pytest.mark.parametrize(("who", "sees"), [("ours", True), ("another", False)])
def test_the_district_sees_its_agencies_alarms_on_home_and_list_and_no_others(
    life, urgent, district, client, who, sees
):
    client.force_login(district[who])
    with travel(MORNING + dt.timedelta(hours=25), tick=False):
        home = client.get("/admin/").content.decode()
        listed = page(client, "disclosures:list")
    assert ("超过24小时没有补审" in home) is sees
    assert ("台风预警" in home) is sees
    assert ("应急发布超过24小时没有补审" in listed) is sees
    assert bool(re.search(r'class="gk-red">应急发布，超过24小时没有补审', listed)) is sees


def test_within_the_24_hours_the_list_says_it_waits_without_alarm(life, urgent, as_role):
    client = as_role("editor")
    with travel(MORNING + dt.timedelta(hours=2), tick=False):
        listed = page(client, "disclosures:list")
    assert 'class="gk-amber">应急发布，待补审' in listed
    assert "gk-red" not in listed


def test_the_list_of_disclosures_asks_the_same_number_of_questions_with_and_without_alarms(life, urgent, as_role):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_role("editor")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page(client, "disclosures:list")
        return len(queries)

    asked()
    before = asked()
    with across_agencies():
        for number in range(10):
            record = life.draft(f"u{number}")
            EmergencyRelease.objects.create(
                agency=life.town, disclosure=record, reason="汛情", released_by=life.people["final_review"],
                released_at=MORNING, review_due_at=MORNING + dt.timedelta(hours=24),
            )  # fmt: skip
    assert asked() <= before


# ── Wagtail's own address of a step of review ────────────────────────────────────────────────────────────────────────


def workflow_address(record):
    with across_agencies():
        state = Disclosure.objects.get(pk=record.pk).current_workflow_task_state
    return reverse("disclosures:workflow_action", args=[record.pk, "approve", state.pk])


@pytest.mark.parametrize("script", [False, True])
def test_what_the_guard_refuses_at_the_last_step_is_said_in_a_sentence_there_too(life, as_role, script):
    record = life.review(life.draft(), ("first_review", "second_review", "secrecy_review"))
    life.change(record, body="<p>身份证号码：11010519491231002X</p>")
    client = as_role("final_review")
    headers = {"x-requested-with": "XMLHttpRequest"} if script else {}
    answer = client.post(workflow_address(record), {"comment": ""}, headers=headers)
    edit = reverse("disclosures:edit", args=[record.pk])
    assert (answer.json()["redirect"] if script else answer["Location"]) == edit
    assert "必须处理" in client.get(edit).content.decode()
    with across_agencies():
        record = Disclosure.objects.get(pk=record.pk)
        state = record.current_workflow_task_state
    assert not record.live
    assert (state.task.name, state.status) == ("终审", "in_progress")


def test_the_last_step_by_wagtails_own_address_publishes(life, as_role):
    record = life.review(life.draft(), ("first_review", "second_review", "secrecy_review"))
    as_role("final_review").post(workflow_address(record), {"comment": ""})
    assert again(record).is_public


# ── agencies ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("code", "taken"), [("search", True), ("admin", True), ("api", True), ("xingjing", False)])
def test_an_agency_does_not_take_the_sites_own_addresses_as_its_code(client, make_user, code, taken):
    from gongkai.agencies.models import Agency

    client.force_login(make_user("sys", (None, "system_admin")))
    fields = {"code": code, "name": "示例镇人民政府", "short_name": "示例镇", "level": "town", "kind": "government"}
    answer = client.post(reverse("gk_agency_new"), fields)
    assert Agency.objects.filter(code=code).exists() is not taken
    assert ("公开网站自己用的网址" in answer.content.decode()) is taken
