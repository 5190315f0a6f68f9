"""The home is a list of what waits: for whom, by when."""

import datetime as dt

import pytest
from django.utils import timezone

from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.catalogue.models import Section
from gongkai.channels.models import PublicNotice
from gongkai.desk.todo import lists_for
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.publishing import submit
from gongkai.information_requests.models import InformationRequest
from gongkai.law.workdays import Calendar

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 10, 14)


@pytest.fixture
def town(make_agency):
    return make_agency("town-a")


def lists(user, town, today=TODAY):
    with as_agency(town):
        return lists_for(user, today, Calendar.load())


def test_a_step_of_review_waits_for_who_may_do_it_and_is_in_other_hands_for_the_author(town, make_user):
    editor, reviewer = make_user("e", (town, "editor")), make_user("r", (town, "first_review"))
    with across_agencies():
        section = Section.objects.create(agency=town, code="s", name="栏目")
        record = Disclosure(agency=town, ref="1", title="示例", body="<p>文</p>", section=section, live=False)
        record.save()
        record.save_revision(user=editor)
        submit(record, user=editor)
    today = timezone.localdate()
    mine = lists(reviewer, town, today)
    assert [(todo.verb, todo.button) for todo in mine.late + mine.today + mine.week] == [("初审", "去审")]
    assert [(todo.verb, todo.mine) for todo in lists(editor, town, today).others] == [("初审", False)]


@pytest.mark.parametrize(("due", "where"), [(-1, "late"), (0, "today"), (1, "week"), (7, "week")])
def test_a_request_is_late_due_today_or_this_week(town, make_user, due, where):
    officer = make_user("o", (town, "request_officer"))
    with across_agencies():
        InformationRequest.objects.create(
            agency=town,
            ref="1",
            received_on=dt.date(2026, 9, 1),
            means="mail",
            applicant_kind="np",
            due_on=TODAY + dt.timedelta(days=due),
        )
    found = lists(officer, town)
    assert [todo.verb for todo in getattr(found, where)] == ["答复"]
    assert sum(len(getattr(found, name)) for name in ("late", "today", "week", "others")) == 1


def test_requests_are_not_shown_to_who_does_not_handle_them(town, make_user):
    with across_agencies():
        InformationRequest.objects.create(
            agency=town, ref="1", received_on=dt.date(2026, 9, 1), means="mail", applicant_kind="np", due_on=TODAY
        )
    found = lists(make_user("e", (town, "editor")), town)
    assert found.late + found.today + found.week == []


@pytest.mark.parametrize(
    ("ended", "role", "count"),
    [(1, "final_review", 1), (31, "final_review", 0), (1, "editor", 0), (-1, "final_review", 0)],
)
def test_a_notice_that_is_over_reminds_who_may_withdraw_it(town, make_user, ended, role, count):
    with across_agencies():
        record = Disclosure.objects.create(agency=town, ref="1", title="名单", published_at=timezone.now())
        end = TODAY - dt.timedelta(days=ended)
        PublicNotice.objects.create(agency=town, disclosure=record, starts_on=end - dt.timedelta(days=7), ends_on=end)
    found = lists(make_user("p", (town, role)), town)
    assert len(found.late + found.today) == count
