"""The trail is append-only and shows every change made behind its back."""

import datetime as dt
import itertools
import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from gongkai.trail.models import TrailEntry
from gongkai.trail.services import Actor, anchor_note, record, verify, verify_entry

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


@pytest.mark.parametrize(
    "change",
    [{"digest": "0" * 64}, {"previous": "f" * 64}, {"reason": "补写的理由"}, {"data": {"n": 99}}, {"agency_code": "x"}],
)
def test_any_field_of_an_entry_is_covered(chain, change):
    TrailEntry.objects.filter(serial=3).update(**change)
    assert verify() != []
    assert verify_entry(TrailEntry.objects.get(serial=3)) != []


def test_entries_that_changed_places_show(chain):
    for serial, place in ((2, 99), (4, 2), (99, 4)):
        TrailEntry.objects.filter(serial=serial).update(serial=place)
    assert {"第2条的内容被改动过", "第4条的内容被改动过"} <= set(verify())


def test_an_entry_written_behind_the_services_back_does_not_join_on(chain):
    made = TrailEntry(serial=6, at=chain[0].at, actor_name="示例乙", act="x", previous="0" * 64)
    made.digest = made.compute_digest()
    made.save()
    assert verify() == ["第6条接不上第5条"]


def test_a_time_of_another_zone_is_the_same_time(chain):
    shanghai = dt.timezone(dt.timedelta(hours=8))
    record("test.act", now=dt.datetime(2026, 3, 1, 8, tzinfo=shanghai))
    assert verify() == []


def test_a_name_longer_than_its_field_is_cut_before_it_is_sealed():
    record("test.act", actor=Actor(name="长" * 400))
    assert TrailEntry.objects.get().actor_name == "长" * 150
    assert verify() == []


@pytest.fixture
def anchored(settings, tmp_path, transactional_db):
    """A chain of five acts, each committed, with the note of the newest outside the database."""
    settings.TRAIL_ANCHOR = tmp_path / "trail" / "newest"
    act(5)
    assert verify() == []
    assert anchor_note() == ""
    return settings.TRAIL_ANCHOR


def act(times=1):
    for _ in range(times):
        with transaction.atomic():
            record("test.act", actor=Actor(name="示例甲"))


def rewrite():
    """The whole chain made anew, as who may write in the database could."""
    previous = "0" * 64
    for entry in TrailEntry.objects.order_by("serial"):
        entry.reason, entry.previous = "改过", previous
        previous = entry.compute_digest()
        TrailEntry.objects.filter(pk=entry.pk).update(reason="改过", previous=entry.previous, digest=previous)


def test_an_end_that_was_cut_off_shows_and_stays_missing_whatever_comes_after(anchored):
    TrailEntry.objects.filter(serial__gt=3).delete()
    assert verify() == ["末尾少了记录：留底到第5条，现在只到第3条"]
    act(9)
    assert verify() == ["第5条和留底的不一致，从它往前的记录被整个改写过"]


def test_a_chain_made_anew_shows(anchored):
    rewrite()
    assert verify() == ["第5条和留底的不一致，从它往前的记录被整个改写过"]
    act(3)
    assert verify() != []


def test_a_note_that_somebody_else_wrote_shows_and_is_not_written_over(anchored):
    TrailEntry.objects.filter(serial__gt=3).delete()
    last = TrailEntry.objects.get(serial=3)
    anchored.write_text(f"3 {last.digest} 1 {'0' * 64}\n", "utf-8")
    act()
    assert "留底（trail/newest）被改动过" in verify()[0]


def test_what_was_added_behind_the_services_back_has_no_note(anchored):
    last = TrailEntry.objects.get(serial=5)
    made = TrailEntry(serial=6, at=last.at, actor_name="示例乙", act="x", previous=last.digest)
    made.digest = made.compute_digest()
    made.save()
    assert verify() == []
    assert "第5条以后的1条还没有留底" in anchor_note()


def test_a_note_begun_anew_says_from_where_on(anchored):
    anchored.unlink()
    assert "还没有留底" in anchor_note()
    act()
    assert "留底从第6条开始" in anchor_note()
    assert verify() == []


def test_a_folder_that_cannot_be_written_stops_no_act(anchored, caplog):
    anchored.parent.rename(anchored.parent.with_name("away"))
    anchored.parent.write_text("")
    act()
    assert TrailEntry.objects.count() == 6
    assert "留底没有写上" in caplog.text


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the test database in memory knows no second connection")
def test_those_who_write_at_once_make_one_chain(anchored):
    def write():
        try:
            act(10)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert TrailEntry.objects.count() == 45
    assert verify() == []
    assert anchor_note() == ""
