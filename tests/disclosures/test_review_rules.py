"""Ways round the rules of review, one by one: the author never approves, nobody twice, whatever the order of things."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from disclosure_life import STEPS, act, give, pass_steps, stand_in, step_of
from gongkai.agencies.models import Role, RoleAssignment
from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.attachments import add_attachment, public_attachments
from gongkai.disclosures.corrections import correct
from gongkai.disclosures.models import Disclosure, EmergencyRelease, ReviewPolicy
from gongkai.disclosures.publishing import release_now, review_emergency, submit, withdraw
from gongkai.findings import Refused
from gongkai.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 9, 2, 20, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _all_scopes():
    with across_agencies():
        yield


def write(record, user, **values):
    record = Disclosure.objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(record, name, value)
    record.save_revision(user=user)
    return Disclosure.objects.get(pk=record.pk)


@pytest.fixture
def urgent(draft, people):
    return release_now(draft, user=people["final_review"], reason="汛情", now=NOW)


def test_the_author_of_an_emergency_release_does_not_review_it(urgent, people, town):
    give(people["editor"], town, Role.FIRST_REVIEWER)
    with pytest.raises(Refused, match="发布人和作者以外"):
        review_emergency(urgent, user=people["editor"], now=NOW)
    assert EmergencyRelease.objects.get().reviewed_at is None


@pytest.mark.parametrize(("holder", "role"), [("final_review", "final_review"), ("editor", "first_review")])
def test_a_deputy_does_not_review_it_in_the_place_of_who_released_or_wrote_it(
    urgent, people, town, make_user, holder, role
):
    helper = make_user("helper", (town, "report_officer"))
    if holder == "editor":
        give(people["editor"], town, role)
    stand_in(people[holder], helper, town, role)
    with pytest.raises(Refused, match="代"):
        review_emergency(urgent, user=helper, now=NOW)
    stand_in(people["second_review"], helper, town, "second_review")
    review_emergency(urgent, user=helper, now=NOW)
    assert EmergencyRelease.objects.get().reviewed_by == helper


def test_what_is_public_is_not_released_once_more(urgent, draft, people):
    with pytest.raises(Refused, match="已经公开"):
        release_now(draft, user=people["final_review"], reason="汛情", now=NOW)
    assert EmergencyRelease.objects.count() == 1


def test_who_added_an_attachment_is_an_author_too(draft, people, town):
    give(people["first_review"], town, Role.EDITOR)
    data = "名称,数量\n树苗,3\n".encode()
    add_attachment(draft, data=data, name="清单.csv", user=people["first_review"], now=NOW)
    submit(draft, user=people["editor"])
    with pytest.raises(PermissionDenied, match="要由别人审核"):
        act(draft, people["first_review"])


def test_who_wrote_the_note_of_a_correction_is_an_author_too(draft, people, town):
    submit(draft, user=people["editor"])
    record = pass_steps(draft, people)
    give(people["second_review"], town, Role.EDITOR)
    correct(record, user=people["second_review"], wrong="甲", right="乙", now=NOW)
    record = write(record, people["editor"], body="<p>乙</p>")
    submit(record, user=people["editor"])
    record = act(record, people["first_review"])
    with pytest.raises(PermissionDenied, match="要由别人审核"):
        act(record, people["second_review"])
    give(people["editor"], town, Role.SECOND_REVIEWER)
    with pytest.raises(PermissionDenied, match="要由别人审核"):
        act(record, people["editor"])


def test_who_approved_and_then_wrote_on_the_returned_text_has_approved_nothing(draft, people, town, make_user):
    submit(draft, user=people["editor"])
    record = act(draft, people["first_review"])
    record = act(record, people["second_review"], "reject", comment="数字不对")
    give(people["first_review"], town, Role.EDITOR)
    record = write(record, people["first_review"], body="<p>改过</p>")
    submit(record, user=people["editor"])
    assert step_of(record).task.specific.role == "first_review", "the review begins anew"
    with pytest.raises(PermissionDenied, match="要由别人审核"):
        act(record, people["first_review"])
    record = act(record, make_user("other", (town, "first_review")))
    assert pass_steps(record, people, STEPS[1:]).is_public


def test_who_only_wrote_again_leaves_the_steps_that_were_passed(draft, people):
    submit(draft, user=people["editor"])
    record = act(draft, people["first_review"])
    record = act(record, people["second_review"], "reject", comment="数字不对")
    submit(write(record, people["editor"], body="<p>改过</p>"), user=people["editor"])
    assert step_of(record).task.specific.role == "second_review"


def test_a_step_is_done_once_however_often_it_is_sent(draft, people, town, make_user):
    other = make_user("other", (town, "first_review"))
    submit(draft, user=people["editor"])
    seen = [step_of(draft) for _ in range(2)]
    seen[0].task.specific.on_action(seen[0], people["first_review"], "approve")
    for user in (people["first_review"], other):
        with pytest.raises(PermissionDenied, match="已经办过"):
            seen[1].task.specific.on_action(seen[1], user, "reject", comment="不行")
    record = Disclosure.objects.get()
    assert step_of(record).task.specific.role == "second_review"
    assert record.current_workflow_state.task_states.count() == 2


def test_a_text_sent_in_twice_is_in_one_review(draft, people):
    first, second = Disclosure.objects.get(), Disclosure.objects.get()
    submit(first, user=people["editor"])
    with pytest.raises(Refused, match="已经在审核中"):
        submit(second, user=people["editor"])


def test_an_agency_of_one_step_and_the_secrecy_review_still_needs_three_people(draft, people, town):
    ReviewPolicy.objects.create(agency=town, steps=["secrecy_review", "final_review"])
    for role in STEPS:
        give(people["editor"], town, role)
    submit(draft, user=people["editor"])
    with pytest.raises(PermissionDenied, match="要由别人审核"):
        act(draft, people["editor"])
    give(people["secrecy_review"], town, Role.FINAL_REVIEWER)
    record = act(draft, people["secrecy_review"], basis="条例第十七条")
    with pytest.raises(PermissionDenied, match="同一个人不能审两次"):
        act(record, people["secrecy_review"])
    assert act(record, people["final_review"]).is_public


def test_who_wrote_as_an_editor_and_is_now_a_reviewer_is_still_the_author(draft, people, town):
    submit(draft, user=people["editor"])
    RoleAssignment.objects.filter(user=people["editor"]).delete()
    give(people["editor"], town, Role.FIRST_REVIEWER)
    with pytest.raises(PermissionDenied, match="要由别人审核"):
        act(draft, people["editor"])


def test_who_lost_the_role_after_opening_the_page_approves_nothing(draft, people):
    submit(draft, user=people["editor"])
    state = step_of(draft)
    RoleAssignment.objects.filter(user=people["first_review"]).delete()
    with pytest.raises(PermissionDenied, match="没有“初审”的角色"):
        state.task.specific.on_action(state, people["first_review"], "approve")


def test_the_author_of_a_text_set_for_later_does_not_approve_the_next_one(draft, people, town):
    record = write(draft, people["editor"], go_live_at=timezone.now() + dt.timedelta(days=3))
    submit(record, user=people["editor"])
    record = pass_steps(record, people)
    assert not record.is_public
    record = write(record, people["editor"], body="<p>再改</p>")
    give(people["editor"], town, Role.FIRST_REVIEWER)
    submit(record, user=people["editor"])
    with pytest.raises(PermissionDenied, match="要由别人审核"):
        act(record, people["editor"])


def test_a_text_is_withdrawn_once(draft, people):
    submit(draft, user=people["editor"])
    pass_steps(draft, people)
    seen = [Disclosure.objects.get() for _ in range(2)]
    withdraw(seen[0], user=people["final_review"], kind="error", now=NOW)
    with pytest.raises(Refused, match="没有公开"):
        withdraw(seen[1], user=people["final_review"], kind="error", now=NOW)
    assert TrailEntry.objects.filter(act="disclosure.withdraw").count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the test database in memory knows no second connection")
@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_the_same_moment_do_one_step(draft, people, town, make_user):
    other = make_user("other", (town, "first_review"))
    submit(draft, user=people["editor"])
    ready, said = threading.Barrier(2), []

    def approve(user):
        with across_agencies():
            state = step_of(draft)
            ready.wait(10)
            try:
                state.task.specific.on_action(state, user, "approve")
                said.append("done")
            except PermissionDenied as refused:
                said.append(str(refused))
            finally:
                connection.close()

    threads = [threading.Thread(target=approve, args=(user,)) for user in (people["first_review"], other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["done", "这一步已经办过，请刷新页面再看"]
    assert TrailEntry.objects.filter(act="disclosure.first_review.approve").count() == 1
    assert step_of(draft).task.specific.role == "second_review"


@pytest.fixture
def set_for_later(draft, people):
    """Public, and a change that passed its review waits for its time."""
    submit(draft, user=people["editor"])
    record = pass_steps(draft, people)
    later = timezone.now() + dt.timedelta(days=3)
    record = write(record, people["editor"], title="以后的标题", go_live_at=later)
    submit(record, user=people["editor"])
    record = pass_steps(record, people)
    assert (record.title, record.is_public) == ("示例通知", True)
    assert record.scheduled_revision is not None
    return record


def its_time_has_come(record):
    with time_machine.travel(timezone.now() + dt.timedelta(days=4), tick=False):
        call_command("publish_scheduled")
    return Disclosure.objects.get(pk=record.pk)


def test_a_withdrawn_text_does_not_come_back_by_the_change_that_was_set_for_later(set_for_later, people):
    withdraw(set_for_later, user=people["final_review"], kind="error", now=NOW)
    assert not its_time_has_come(set_for_later).is_public


def test_a_file_that_was_added_after_the_last_step_does_not_go_out_with_it(set_for_later, people):
    record = Disclosure.objects.get()
    made = add_attachment(record, data="名称\n树苗\n".encode(), name="清单.csv", user=people["editor"], now=NOW)
    record = its_time_has_come(record)
    assert record.title == "以后的标题"
    made.refresh_from_db()
    assert (made.approved_at, made.released_at) == (None, None)
    assert not public_attachments(record).exists()


def test_the_trail_proves_which_text_was_sent_in_approved_and_made_public(draft, people):
    submit(draft, user=people["editor"])
    record = pass_steps(draft, people)
    first = set(TrailEntry.objects.filter(act__contains="review").values_list("data__text", flat=True))
    sent, public = (TrailEntry.objects.get(act=f"disclosure.{act}").data for act in ("submit", "publish"))
    assert first == {sent["text"]}
    assert public == {"before": "", "after": sent["text"]}
    assert len(sent["text"]) == 64
    submit(write(record, people["editor"], body="<p>改过</p>"), user=people["editor"])
    pass_steps(record, people)
    changed = TrailEntry.objects.get(act="disclosure.update").data
    assert changed["before"] == public["after"] != changed["after"]
