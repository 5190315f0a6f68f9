"""The models' check constraints, asked in memory, answer as the database does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.intake.constraints import CannotTell, broken, holds
from gongkai.registers.models import Expense, Litigation, RegulatoryDocument

DAYS = st.one_of(st.none(), st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 4)))


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filed=DAYS, concluded=DAYS, result=st.sampled_from(["", "keep"]))
def test_memory_and_database_agree_on_cases(filed, concluded, result):
    record = Litigation(ref="1", filed_on=filed, concluded_on=concluded, result=result)
    for constraint in Litigation._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            try:
                constraint.validate(Litigation, record)
                accepted = True
            except ValidationError:
                accepted = False
            assert (holds(constraint.condition, record) is not False) == accepted


def test_a_broken_constraint_gives_its_message_and_fields():
    record = RegulatoryDocument(made_on=dt.date(2020, 2, 1), repealed_on=dt.date(2020, 1, 1))
    assert list(broken(record)) == [("废止日期不能早于制发日期", ["repealed_on", "repealed_on"])]
    assert list(broken(Expense(amount=-1))) == [("金额不能是负数", ["amount"])]
    assert list(broken(Expense(amount=None))) == []


def test_unknown_is_neither_kept_nor_broken_and_strange_conditions_are_left_to_the_database():
    record = RegulatoryDocument(made_on=dt.date(2020, 2, 1))
    assert holds(Q(repealed_on__gte=F("made_on")), record) is None
    assert holds(~Q(repealed_on__gte=F("made_on")), record) is None
    assert holds(Q(repealed_on__gte=F("made_on")) | Q(made_on="2020"), record) is None
    assert holds(Q(repealed_on__gte=F("made_on")) & Q(kind="norm"), record) is False
    with pytest.raises(CannotTell):
        holds(Q(title__contains="x"), record)
