"""The trail is append-only and shows every change made behind its back."""

import itertools

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from gongkai.trail.models import TrailEntry
from gongkai.trail.services import Actor, record, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(make_agency):
    agency = make_agency()
    with transaction.atomic():
        for number in range(5):
            record("test.act", target=agency, agency_code=agency.code, data={"n": number}, actor=Actor(name="示例甲"))
    return list(TrailEntry.objects.order_by("serial"))


def test_entries_follow_one_another(chain):
    assert [entry.serial for entry in chain] == [1, 2, 3, 4, 5]
    assert all(later.previous == earlier.digest for earlier, later in itertools.pairwise(chain))
    assert verify() == []


def test_an_entry_cannot_be_changed_or_deleted(chain):
    with pytest.raises(TypeError, match="不能修改"):
        chain[0].save()
    with pytest.raises(TypeError, match="不能删除"):
        chain[0].delete()


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE trail_trailentry SET act = 'other' WHERE serial = 3", "第3条的内容被改动过"),
        ("UPDATE trail_trailentry SET actor_name = '示例乙' WHERE serial = 1", "第1条的内容被改动过"),
        ("DELETE FROM trail_trailentry WHERE serial = 2", "第2条到第2条不见了"),
        ("DELETE FROM trail_trailentry WHERE serial IN (2, 3)", "第2条到第3条不见了"),
    ],
)
def test_tampering_in_the_database_shows(chain, sql, sentence):
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert sentence in verify()


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="同一个事务"):
        record("test.act")


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_no_entry():
    with pytest.raises(ValueError), transaction.atomic():
        record("test.act")
        raise ValueError
    assert TrailEntry.objects.count() == 0


def test_an_actor_with_entries_cannot_be_deleted():
    from django.db.models import ProtectedError

    user = User.objects.create(username="xj-editor")
    record("test.act", actor=Actor(user, "示例甲", "127.0.0.1"))
    with pytest.raises(ProtectedError):
        user.delete()
