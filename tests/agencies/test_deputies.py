"""Deputies: who stands in for whom, from when to when, in which role, and what the trail says of it."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import transaction

import gongkai
from gongkai.agencies.models import Deputy, RoleAssignment
from gongkai.agencies.queries import acting, has_role, held_assignments, holders_of, visible_agencies
from gongkai.agencies.services import DEPUTY_DAYS, end_deputy, name_deputy, set_active, take_role
from gongkai.findings import Refused
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import Actor, acting_as, record, reset_actor, set_actor, verify

pytestmark = pytest.mark.django_db
MONDAY, FRIDAY = dt.date(2026, 10, 12), dt.date(2026, 10, 16)
NOW = dt.datetime(2026, 10, 13, 2, tzinfo=dt.UTC)


@pytest.fixture
def town(make_agency):
    return make_agency("town-a")


@pytest.fixture
def holder(make_user, town):
    return make_user("holder", (town, "first_review"))


@pytest.fixture
def clerk(make_user, town):
    return make_user("clerk", (town, "editor"))


@pytest.fixture
def security(make_user):
    return make_user("sec", (None, "security_admin"))


def name(holder, person, by=None, start=MONDAY, end=FRIDAY, today=MONDAY, role="first_review", **more):
    assignment = RoleAssignment.objects.get(user=holder, role=role)
    return name_deputy(assignment, person, by=by or holder, started_on=start, ended_on=end, today=today, **more)


def test_a_deputy_acts_in_the_role_from_the_first_day_to_the_last(town, holder, clerk):
    name(holder, clerk)
    days = [MONDAY - dt.timedelta(days=1), MONDAY, FRIDAY, FRIDAY + dt.timedelta(days=1)]
    assert [has_role(clerk, town, "first_review", on=day) for day in days] == [False, True, True, False]
    assert [has_role(holder, town, "first_review", on=day) for day in days] == [True] * 4
    assert not has_role(clerk, town, "second_review", on=MONDAY)
    assert holders_of(town, "first_review", on=MONDAY) == [holder, clerk]
    assert holders_of(town, "first_review", on=days[-1]) == [holder]


def test_standing_in_shows_no_other_agency(town, holder, clerk):
    before = list(visible_agencies(clerk))
    name(holder, clerk)
    assert list(visible_agencies(clerk)) == before == [town]


def test_a_deputy_passes_the_role_on_to_nobody(town, holder, clerk, make_user):
    name(holder, clerk)
    third = make_user("third", (town, "editor"))
    with pytest.raises(Refused, match="本人或安全管理员"):
        name(holder, third, by=clerk, start=FRIDAY, end=FRIDAY)


def test_the_right_ends_with_the_role_the_account_and_the_place_in_the_agency(town, holder, clerk, security):
    name(holder, clerk)
    own = RoleAssignment.objects.get(user=clerk)
    own.delete()
    assert not has_role(clerk, town, "first_review", on=MONDAY)
    RoleAssignment.objects.create(user=clerk, agency=town, role="editor")
    assert has_role(clerk, town, "first_review", on=MONDAY)
    set_active(holder, False, by=security, reason="调离")
    assert not has_role(clerk, town, "first_review", on=MONDAY)
    set_active(holder, True, by=security, reason="调回")
    take_role(RoleAssignment.objects.get(user=holder), by=security, reason="换岗")
    assert not has_role(clerk, town, "first_review", on=MONDAY)


def test_a_deputy_taken_back_stops_at_once_and_another_may_be_named(town, holder, clerk, make_user):
    deputy = name(holder, clerk)
    third = make_user("third", (town, "editor"))
    with pytest.raises(Refused, match="已由clerk代办"):
        name(holder, third, start=FRIDAY, end=FRIDAY)
    end_deputy(deputy, by=holder, now=NOW)
    assert not has_role(clerk, town, "first_review", on=MONDAY)
    name(holder, third, start=FRIDAY, end=FRIDAY)
    assert has_role(third, town, "first_review", on=FRIDAY)
    acts = list(TrailEntry.objects.order_by("serial").values_list("act", "agency_code"))
    assert acts == [("deputy.name", "town-a"), ("deputy.end", "town-a"), ("deputy.name", "town-a")]
    assert verify() == []


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (FRIDAY, MONDAY, "结束日期不能早于开始日期"),
        (MONDAY - dt.timedelta(days=9), MONDAY - dt.timedelta(days=2), "已经过去"),
        (MONDAY, MONDAY + dt.timedelta(days=DEPUTY_DAYS), "最长90天"),
    ],
)
def test_the_period_runs_forward_reaches_today_and_is_not_for_ever(holder, clerk, start, end, words):
    with pytest.raises(Refused, match=words):
        name(holder, clerk, start=start, end=end)
    assert not Deputy.objects.exists()


def test_ninety_days_are_not_too_long(holder, clerk):
    name(holder, clerk, end=MONDAY + dt.timedelta(days=DEPUTY_DAYS - 1))


def test_a_deputy_is_another_person_of_the_same_agency_without_the_role(
    town, holder, clerk, security, make_agency, make_user
):
    with pytest.raises(Refused, match="代办人要选别人"):
        name(holder, holder)
    stranger = make_user("stranger", (make_agency("town-b"), "editor"))
    for person in (stranger, security):
        with pytest.raises(Refused, match="账号在用"):
            name(holder, person)
    colleague = make_user("colleague", (town, "first_review"))
    with pytest.raises(Refused, match="自己就有"):
        name(holder, colleague)
    clerk.is_active = False
    clerk.save()
    with pytest.raises(Refused, match="账号在用"):
        name(holder, clerk)


def test_a_supervisors_role_and_an_administrators_are_not_stood_in_for(town, clerk, security, make_user):
    above = make_user("above", (town, "supervisor"))
    with pytest.raises(Refused, match="不能由人代办"):
        name(above, clerk, role="supervisor")
    with pytest.raises(Refused, match="不能由人代办"):
        name(security, clerk, role="security_admin")


def test_the_security_administrator_names_for_who_cannot_sign_in_with_a_reason(town, holder, clerk, security):
    with pytest.raises(Refused, match="要写理由"):
        name(holder, clerk, by=security)
    name(holder, clerk, by=security, reason="住院")
    assert TrailEntry.objects.get().reason == "住院"
    for nobody in (clerk,):
        with pytest.raises(Refused):
            name(holder, nobody, by=nobody, start=FRIDAY, end=FRIDAY)


def test_the_trail_says_for_whom_a_deputy_acts_and_nothing_for_ones_own_role(town, holder, clerk):
    name(holder, clerk)
    holder.first_name = "张三"
    holder.save()

    def entry(*roles, user=clerk):
        with transaction.atomic():
            return record("test", actor=acting(user, town, *roles, on=MONDAY)).actor_name

    token = set_actor(Actor(clerk, "李四", "10.0.0.1"))
    try:
        assert entry("first_review") == "李四（代张三）"
        assert entry("editor") == "李四"
        assert entry("editor", "first_review") == "李四"
        assert acting(clerk, town, "final_review", on=MONDAY) is None
        # What somebody else may do says nothing about who acts.
        assert entry("first_review", user=holder) == "李四"
        with transaction.atomic():
            assert has_role(clerk, town, "first_review", on=MONDAY)
            assert record("test").actor_name == "李四", "a question leaves no trace"
    finally:
        reset_actor(token)
    assert entry("first_review") == "系统", "a command acts under its own name"
    assert verify() == []


def test_what_an_act_sets_off_is_done_in_the_same_capacity(clerk):
    token = set_actor(Actor(clerk, "李四"))
    try:
        with transaction.atomic(), acting_as(Actor(clerk, "李四（代张三）")):
            assert record("outer").actor_name == "李四（代张三）"
            with pytest.raises(ZeroDivisionError), acting_as(Actor(name="别人")):
                1 / 0  # noqa: B018
            assert record("inner").actor_name == "李四（代张三）"
        with transaction.atomic():
            assert record("after").actor_name == "李四"
    finally:
        reset_actor(token)


#: Part of another act; they are recorded in the capacity in which that one is done.
SET_OFF = {"after_publish", "after_unpublish", "release_corrections", "confirm_attribute"}


def entries_of(path):
    """(function, whether an actor is handed over) of every entry that a module writes."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record":
                    yield function.name, any(word.arg == "actor" for word in call.keywords)


def test_every_service_that_asks_for_a_role_says_in_what_capacity_it_was_done():
    asking = [
        path
        for path in (Path(gongkai.__file__).parent).rglob("*.py")
        if re.search(r"import .*\b(acting|acting_or_refuse|capacity)\b", path.read_text(encoding="utf-8"))
    ]
    assert len(asking) > 8
    found = {(path.stem, name): told for path in asking for name, told in entries_of(path)}
    silent = {name for (_, name), told in found.items() if not told}
    assert len(found) > 20
    assert silent <= SET_OFF


def test_roles_are_asked_for_in_one_query(town, holder, clerk, django_assert_num_queries):
    name(holder, clerk)
    with django_assert_num_queries(1):
        assert has_role(clerk, town, "first_review", on=MONDAY)
    with django_assert_num_queries(1):
        assert {one.role for one in held_assignments(clerk, MONDAY)} == {"editor", "first_review"}
