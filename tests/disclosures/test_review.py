"""From draft to public: four steps by four people, and nobody round them."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from disclosure_life import STEPS, act, pass_steps
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.channels.models import Release
from gongkai.disclosures.models import Disclosure, EmergencyRelease, ReviewPolicy
from gongkai.disclosures.publishing import release_now, review_emergency, submit, withdraw
from gongkai.disclosures.validity import repeal
from gongkai.findings import Refused
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import verify

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 9, 2, 20, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _all_scopes():
    with across_agencies():
        yield


def test_four_approvals_by_four_people_publish(draft, people):
    submit(draft, user=people["editor"])
    record = pass_steps(draft, people, STEPS[:3])
    assert not record.is_public
    record = act(record, people["final_review"])
    assert record.is_public
    assert record.index_number == f"XJ0000000/{timezone.localtime().year}-00001"
    assert Release.objects.get(disclosure=record).channel.kind == "website"
    acts = list(TrailEntry.objects.order_by("serial").values_list("act", flat=True))
    assert acts[0] == "disclosure.submit"
    assert acts[-1] == "disclosure.publish"
    assert verify() == []


def test_a_reviewer_of_another_step_or_another_agency_is_refused(draft, people, make_agency, make_user):
    submit(draft, user=people["editor"])
    stranger = make_user("stranger", (make_agency("town-b"), "first_review"))
    for user in (people["final_review"], people["editor"], stranger):
        with pytest.raises(PermissionDenied, match="没有“初审”的角色"):
            act(draft, user)


def test_the_author_never_approves(draft, people, town):
    from gongkai.agencies.models import RoleAssignment

    RoleAssignment.objects.create(user=people["editor"], agency=town, role="first_review")
    submit(draft, user=people["editor"])
    with pytest.raises(PermissionDenied, match="要由别人审核"):
        act(draft, people["editor"])


def test_nobody_approves_twice(draft, people, town):
    from gongkai.agencies.models import RoleAssignment

    RoleAssignment.objects.create(user=people["first_review"], agency=town, role="second_review")
    submit(draft, user=people["editor"])
    record = act(draft, people["first_review"])
    with pytest.raises(PermissionDenied, match="同一个人不能审两次"):
        act(record, people["first_review"])


def test_an_administrator_does_not_approve(draft, people, town, make_user):
    admin = make_user("sys", (None, "system_admin"), (town, "first_review"))
    submit(draft, user=people["editor"])
    with pytest.raises(PermissionDenied, match="管理员不能审核"):
        act(draft, admin)


def test_returning_needs_a_reason_and_the_review_resumes_where_it_stopped(draft, people):
    submit(draft, user=people["editor"])
    record = act(draft, people["first_review"])
    with pytest.raises(PermissionDenied, match="退回要写理由"):
        act(record, people["second_review"], "reject", comment=" ")
    record = act(record, people["second_review"], "reject", comment="第二段数字和附件不一致")
    record.title = "示例通知（改）"
    record.save_revision(user=people["editor"])
    submit(record, user=people["editor"])
    record = pass_steps(record, people, STEPS[1:])
    assert record.is_public
    assert record.title == "示例通知（改）"


def test_a_text_without_title_body_or_section_is_not_submitted(draft, people):
    draft.title, draft.body, draft.section = " ", "", None
    draft.save_revision(user=people["editor"], clean=False)
    with pytest.raises(Refused) as refused:
        submit(draft, user=people["editor"])
    assert [failure.place for failure in refused.value.failures] == ["title", "body", "section"]


def test_a_draft_whose_section_was_deleted_since_can_be_opened_and_asks_for_another(draft, people, client):
    with across_agencies():
        elsewhere = Section.objects.create(agency=draft.agency, code="gone", name="要删去的栏目")
        text = draft.get_latest_revision_as_object()
        text.section = elsewhere
        text.save_revision(user=people["editor"])
        elsewhere.delete()
    client.force_login(people["editor"])
    assert client.get(reverse("disclosures:edit", args=[draft.pk])).status_code == 200
    with across_agencies(), pytest.raises(Refused, match="还没有选所属栏目"):
        submit(Disclosure.objects.get(pk=draft.pk), user=people["editor"])


def test_what_came_from_a_table_is_reviewed_as_its_first_draft(town, draft, people):
    record = Disclosure(agency=town, ref="2", title="示例通知二", body="<p>正文</p>", section=draft.section, live=False)
    record.save()
    submit(record, user=people["editor"])
    assert record.latest_revision.user == people["editor"]
    assert pass_steps(record, people).is_public


def test_what_is_not_to_be_public_needs_a_basis_and_is_never_published(draft, people):
    draft.attribute = "withheld"
    draft.save_revision(user=people["editor"])
    with pytest.raises(Refused, match="要写依据"):
        submit(draft, user=people["editor"])
    draft.attribute_basis = "条例第十六条"
    draft.save_revision(user=people["editor"])
    submit(draft, user=people["editor"])
    assert not pass_steps(draft, people).live


def test_an_agency_may_use_fewer_steps_but_never_none(town, draft, people):
    from django.core.exceptions import ValidationError

    for steps in ([], ["secrecy_review"], ["first_review", "final_review"]):
        with pytest.raises(ValidationError):
            ReviewPolicy(agency=town, steps=steps).full_clean()
    ReviewPolicy.objects.create(agency=town, steps=["secrecy_review", "final_review"])
    submit(draft, user=people["editor"])
    assert pass_steps(draft, people, STEPS[2:]).is_public


def test_a_set_time_holds_the_release_back_until_then(draft, people):
    from time_machine import travel

    from gongkai.server.schedule import publish_scheduled

    draft.go_live_at = timezone.now() + dt.timedelta(days=1)
    draft.save_revision(user=people["editor"])
    submit(draft, user=people["editor"])
    record = pass_steps(draft, people)
    assert not record.is_public
    assert record.published_at is None
    with travel(timezone.now() + dt.timedelta(days=2)):
        publish_scheduled()
        record.refresh_from_db()
        assert record.is_public
        assert record.index_number.endswith("-00001")
        assert timezone.localtime(record.published_at).date() == timezone.localtime().date()


def test_the_end_of_a_set_period_leaves_a_tombstone_too(draft, people):
    from time_machine import travel

    from gongkai.server.schedule import publish_scheduled

    draft.expire_at = timezone.now() + dt.timedelta(days=7)
    draft.save_revision(user=people["editor"])
    submit(draft, user=people["editor"])
    assert pass_steps(draft, people).is_public
    with travel(timezone.now() + dt.timedelta(days=8)):
        publish_scheduled()
    record = Disclosure.objects.get()
    assert not record.is_public
    assert record.withdrawal_reason == "设定的公开期限已到"


def test_an_emergency_release_waits_for_another_person(draft, people):
    with pytest.raises(Refused, match="要由"):
        release_now(draft, user=people["first_review"], reason="汛情", now=NOW)
    with pytest.raises(Refused, match="要写理由"):
        release_now(draft, user=people["final_review"], reason="", now=NOW)
    release = release_now(draft, user=people["final_review"], reason="汛情", now=NOW)
    assert Disclosure.objects.get().is_public
    assert release.review_due_at == NOW + dt.timedelta(hours=24)
    for same in ("final_review", "editor"):
        with pytest.raises(Refused):
            review_emergency(release, user=people[same], now=NOW)
    review_emergency(release, user=people["first_review"], now=NOW)
    assert EmergencyRelease.objects.get().reviewed_by == people["first_review"]


@pytest.fixture
def published(draft, people):
    submit(draft, user=people["editor"])
    return pass_steps(draft, people)


def test_withdrawal_leaves_number_date_and_reason(published, people):
    number, date = published.index_number, published.published_at
    with pytest.raises(Refused, match="要选一种理由"):
        withdraw(published, user=people["final_review"], kind="because", now=NOW)
    with pytest.raises(Refused, match="要写明理由"):
        withdraw(published, user=people["final_review"], kind="other", now=NOW)
    withdraw(published, user=people["final_review"], kind="notice_over", now=NOW)
    record = Disclosure.objects.get()
    assert not Disclosure.public.exists()
    assert Disclosure.ever_published.get() == record
    assert (record.index_number, record.published_at) == (number, date)
    assert record.withdrawal_reason == "公示期满，不再需要继续公开"
    with pytest.raises(Refused, match="不用撤下"):
        withdraw(record, user=people["final_review"], kind="error", now=NOW)


def test_another_reason_stands_once_in_the_trail(published, people):
    withdraw(published, user=people["final_review"], kind="other", reason="会议改期", now=NOW)
    assert Disclosure.objects.get().withdrawal_reason == "会议改期"
    assert TrailEntry.objects.get(act="disclosure.withdraw").reason == "会议改期"


def test_what_is_published_again_keeps_its_number_and_first_date(published, people):
    number, date = published.index_number, published.published_at
    withdraw(published, user=people["final_review"], kind="error", now=NOW)
    record = Disclosure.objects.get()
    record.title = "示例通知（更正）"
    record.save_revision(user=people["editor"])
    submit(record, user=people["editor"])
    record = pass_steps(record, people)
    assert record.is_public
    assert (record.index_number, record.published_at) == (number, date)


def test_a_repealed_document_stays_readable_and_marked(published, people):
    with pytest.raises(Refused, match="要写依据"):
        repeal(published, user=people["final_review"], basis="", now=NOW)
    repeal(published, user=people["final_review"], basis="由新的办法代替", now=NOW)
    record = Disclosure.public.get()
    assert record.validity == "repealed"


def test_index_numbers_run_per_organisation_and_year_and_are_never_used_again(town, draft, people):
    from gongkai.disclosures.services import allocate_index_numbers

    def make(ref, when):
        return Disclosure.objects.create(agency=town, ref=ref, title=ref, published_at=when)

    allocate_index_numbers([make("b", NOW), make("a", NOW - dt.timedelta(days=1)), make("c", NOW.replace(year=2025))])
    numbers = dict(Disclosure.objects.exclude(index_number="").values_list("ref", "index_number"))
    assert numbers == {"a": "XJ0000000/2026-00001", "b": "XJ0000000/2026-00002", "c": "XJ0000000/2025-00001"}
    Disclosure.objects.filter(ref="b").delete()
    allocate_index_numbers([make("d", NOW)])
    assert Disclosure.objects.get(ref="d").index_number == "XJ0000000/2026-00003"


def test_an_old_draft_never_brings_back_what_the_server_set(published, people):
    """A text saved before publication knows no number and no date; publishing it again must not erase them."""
    number, date = published.index_number, published.published_at
    first = published.revisions.order_by("created_at").first()
    first.publish(skip_permission_checks=True)
    record = Disclosure.objects.get()
    assert (record.index_number, record.published_at) == (number, date)


def stand_in(holder, person, town, role):
    from gongkai.agencies.models import RoleAssignment
    from gongkai.agencies.services import name_deputy

    today = timezone.localdate()
    assignment = RoleAssignment.objects.get(user=holder, agency=town, role=role)
    return name_deputy(assignment, person, by=holder, started_on=today, ended_on=today, today=today)


def test_a_deputy_does_the_step_in_the_holders_place_and_the_record_says_so(draft, people, town, make_user):
    people["first_review"].first_name = "张三"
    people["first_review"].save()
    officer = make_user("officer", (town, "report_officer"))
    submit(draft, user=people["editor"])
    with pytest.raises(PermissionDenied, match="没有“初审”的角色"):
        act(draft, officer)
    stand_in(people["first_review"], officer, town, "first_review")
    record = act(draft, officer)
    entry = TrailEntry.objects.get(act="disclosure.first_review.approve")
    assert entry.actor_name.endswith("（代张三）")
    done = record.current_workflow_state.task_states.order_by("started_at").first()
    assert done.specific.in_place_of == people["first_review"]
    assert done.finished_by == officer
    # The rules hold for the person: who did the first step as a deputy does no other one.
    stand_in(people["second_review"], officer, town, "second_review")
    with pytest.raises(PermissionDenied, match="同一个人不能审两次"):
        act(record, officer)


def test_a_deputy_is_no_way_round_the_rule_that_the_author_never_approves(draft, people, town, make_user):
    from gongkai.agencies.models import RoleAssignment

    RoleAssignment.objects.create(user=people["editor"], agency=town, role="first_review")
    helper = make_user("helper", (town, "report_officer"))
    stand_in(people["editor"], helper, town, "first_review")
    submit(draft, user=people["editor"])
    with pytest.raises(PermissionDenied, match="不能由您代审"):
        act(draft, helper)
    stand_in(people["first_review"], helper, town, "first_review")
    record = act(draft, helper)
    state = record.current_workflow_state.task_states.order_by("started_at").first()
    assert state.specific.in_place_of == people["first_review"]


def test_an_author_who_stands_in_for_the_reviewer_still_does_not_approve(draft, people, town):
    stand_in(people["first_review"], people["editor"], town, "first_review")
    submit(draft, user=people["editor"])
    with pytest.raises(PermissionDenied, match="要由别人审核"):
        act(draft, people["editor"])


def test_marked_passages_are_kept_with_the_return_and_dealt_with_when_sent_in_again(draft, people):
    from gongkai.disclosures.models import PassageRemark
    from gongkai.disclosures.passages import Passage

    draft.body = "<p>出动人员<b>约600</b>人，清运垃圾若干。</p>"
    draft.save_revision(user=people["editor"])
    submit(draft, user=people["editor"])
    passages = [Passage("人员约600人", "写准确的人次"), Passage("若干", "写吨数", before="清运垃圾", after="。")]
    with pytest.raises(PermissionDenied, match="不能点通过"):
        act(draft, people["first_review"], "approve", passages=passages)
    record = act(draft, people["first_review"], "reject", passages=passages)
    state = record.current_workflow_state.current_task_state
    assert state.comment == "文中标了2处要改的地方"
    kept = list(PassageRemark.objects.filter(state=state, resolved_at=None))
    assert [(one.quote, one.remark) for one in kept] == [("人员约600人", "写准确的人次"), ("若干", "写吨数")]
    assert TrailEntry.objects.get(act="disclosure.first_review.return").data["passages"] == 2
    submit(record, user=people["editor"])
    assert not PassageRemark.objects.filter(resolved_at=None).exists()
    assert PassageRemark.objects.filter(state=state).count() == 2


@pytest.mark.parametrize(
    ("quote", "remark", "words"),
    [
        ("没有这句话", "改", "正文里没有“没有这句话”"),
        ("正文", " ", "还没有写意见"),
        ("正文" * 300, "改", "不能超过500字"),
    ],
)
def test_a_mark_needs_words_of_the_text_and_a_remark(draft, people, quote, remark, words):
    from gongkai.disclosures.models import PassageRemark
    from gongkai.disclosures.passages import Passage

    submit(draft, user=people["editor"])
    with pytest.raises(PermissionDenied, match=words):
        act(draft, people["first_review"], "reject", comment="改", passages=[Passage(quote, remark)])
    assert not PassageRemark.objects.exists()
    assert Disclosure.objects.get().current_workflow_task_state.status == "in_progress"


def test_who_may_review_many_texts_is_known_in_as_many_queries_as_for_one(
    town, people, draft, django_assert_max_num_queries
):
    from gongkai.disclosures.models.hands import hands_of
    from gongkai.disclosures.models.review import Reviewer

    def count(records):
        with django_assert_max_num_queries(14) as counted:
            reviewer, hands = Reviewer.of(people["first_review"]), hands_of(records)
            task = records[0].current_workflow_task_state.task.specific
            assert [reviewer.refusals(task, record, hands[record.pk]) for record in records] == [[]] * len(records)
        return len(counted)

    submit(draft, user=people["editor"])
    one = count([draft])
    for number in range(5):
        record = Disclosure(agency=town, ref=f"n{number}", title="又一条", body="<p>文</p>", section=draft.section)
        record.live = False
        record.save()
        record.save_revision(user=people["editor"])
        submit(record, user=people["editor"])
    assert count(list(Disclosure.objects.select_related("agency"))) == one
