"""Whoever a step of review waits for is reminded when it is due, once a step and day, and no title leaves the house."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import TaskState

from gongkai.agencies.models import RoleAssignment
from gongkai.agencies.scoping import across_agencies
from gongkai.agencies.services import name_deputy
from gongkai.catalogue.models import Section
from gongkai.desk.todo import lists_for
from gongkai.disclosures.models import Disclosure, ReviewPolicy, ReviewReminder
from gongkai.disclosures.publishing import submit
from gongkai.disclosures.reminding import remind_reviewers
from gongkai.disclosures.reviewing import set_policy
from gongkai.findings import Refused
from gongkai.law.workdays import Calendar

pytestmark = pytest.mark.django_db
ZONE = dt.timezone(dt.timedelta(hours=8))


def at(day: int, hour: int = 9) -> dt.datetime:
    """A time in October 2026; the 12th is a Monday, the 10th a working Saturday."""
    return dt.datetime(2026, 10, day, hour, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _all_scopes():
    with across_agencies():
        yield


@pytest.fixture
def town(make_agency):
    return make_agency("town-a")


@pytest.fixture
def editor(make_user, town):
    return make_user("e", (town, "editor"))


@pytest.fixture
def reviewer(make_user, town):
    user = make_user("r", (town, "first_review"))
    user.email = "r@example.org"
    user.save()
    return user


@pytest.fixture
def waiting(town, editor):
    """Sent in on Monday the 12th."""
    section = Section.objects.create(agency=town, code="s", name="栏目")
    record = Disclosure(agency=town, ref="1", title="机密标题", body="<p>文</p>", section=section, live=False)
    record.save()
    record.save_revision(user=editor)
    submit(record, user=editor)
    TaskState.objects.update(started_at=at(12))
    return record


@pytest.fixture
def mailing(settings):
    settings.EMAIL_HOST = "mail.example.org"


def test_a_step_is_reminded_of_from_its_last_day_on_once_a_day(waiting, reviewer, mailing):
    assert [remind_reviewers(at(day)) for day in (12, 13, 14, 14, 15)] == [0, 0, 1, 0, 1]
    assert [letter.subject for letter in mail.outbox] == ["有1件信息等您审核", "有1件信息等您审核，1件已逾期"]
    assert list(ReviewReminder.objects.order_by("day").values_list("day", "mailed")) == [
        (dt.date(2026, 10, 14), 1),
        (dt.date(2026, 10, 15), 1),
    ]


def test_a_letter_names_the_step_and_never_the_title(waiting, reviewer, mailing):
    remind_reviewers(at(15))
    (letter,) = mail.outbox
    assert letter.to == ["r@example.org"]
    assert "初审：1件已逾期" in letter.body
    assert "机密" not in letter.subject + letter.body


@pytest.mark.parametrize("when", [at(14, 7), at(17), at(18)], ids=["before eight", "Saturday", "Sunday"])
def test_nobody_is_reminded_at_night_or_on_a_day_off(waiting, reviewer, when):
    assert remind_reviewers(when) == 0


def test_without_a_mail_server_the_to_do_list_says_it(waiting, reviewer):
    assert remind_reviewers(at(14)) == 1
    assert mail.outbox == []
    (todo,) = lists_for(reviewer, dt.date(2026, 10, 14), Calendar.load()).today
    assert todo.note.endswith("今天已催办")
    (todo,) = lists_for(reviewer, dt.date(2026, 10, 15), Calendar.load()).late
    assert "催办" not in todo.note


def test_a_mail_server_that_is_down_stops_nothing(waiting, reviewer, mailing, monkeypatch):
    def down(*args, **kwargs):
        raise ConnectionRefusedError("no server")

    monkeypatch.setattr("gongkai.disclosures.reminding.get_connection", down)
    assert remind_reviewers(at(14)) == 1
    assert ReviewReminder.objects.get().mailed == 0


def test_only_who_may_do_the_step_is_written_to_and_a_deputy_too(waiting, town, editor, reviewer, make_user, mailing):
    RoleAssignment.objects.create(user=editor, agency=town, role="first_review")
    deputy = make_user("d", (town, "report_officer"))
    others = make_user("s", (town, "second_review"))
    for user in (editor, deputy, others):
        user.email = f"{user.username}@example.org"
        user.save()
    day = dt.date(2026, 10, 14)
    assignment = RoleAssignment.objects.get(user=reviewer)
    name_deputy(assignment, deputy, by=reviewer, started_on=day, ended_on=day, today=day)
    remind_reviewers(at(14))
    assert {letter.to[0] for letter in mail.outbox} == {"r@example.org", "d@example.org"}
    mail.outbox.clear()
    remind_reviewers(at(15))
    assert {letter.to[0] for letter in mail.outbox} == {"r@example.org"}


def test_how_many_days_a_step_may_take_is_the_agencys_own(waiting, town, reviewer, make_user):
    admin = make_user("sys", (None, "system_admin"))
    set_policy(town, steps=["final_review", "secrecy_review", "first_review"], days=5, by=admin)
    assert ReviewPolicy.objects.get().steps == ["first_review", "secrecy_review", "final_review"]
    assert [remind_reviewers(at(day)) for day in (14, 16, 19)] == [0, 0, 1]
    (todo,) = lists_for(reviewer, dt.date(2026, 10, 14), Calendar.load()).week
    assert todo.due == dt.date(2026, 10, 19)


@pytest.mark.parametrize(
    ("steps", "days", "words"),
    [
        ([], 2, "不能都不选"),
        (["secrecy_review"], 2, "至少还要有一步"),
        (["secrecy_review", "final_review"], 0, "1到30"),
    ],
)
def test_an_agency_cannot_do_without_review_or_without_a_time(town, make_user, steps, days, words):
    with pytest.raises(Refused, match=words):
        set_policy(town, steps=steps, days=days, by=make_user("sys", (None, "system_admin")))
    assert not ReviewPolicy.objects.exists()


def test_nobody_of_an_agency_sets_its_own_review(town, make_user):
    with pytest.raises(Refused, match="系统管理员"):
        set_policy(town, steps=["secrecy_review", "final_review"], days=2, by=make_user("f", (town, "final_review")))


def test_what_came_back_is_due_by_the_same_days(waiting, town, editor, reviewer):
    ReviewPolicy.objects.create(agency=town, days=3)
    state = waiting.current_workflow_task_state
    state.task.specific.on_action(state, reviewer, "reject", comment="改")
    TaskState.objects.update(finished_at=timezone.now())
    today = timezone.localdate()
    found = lists_for(editor, today, Calendar.load())
    (todo,) = found.week + found.today
    assert (todo.verb, todo.due) == ("修改", Calendar.load().add_working_days(today, 3))
