"""The trail at the desk: who may read which part of it, filters, verification, export."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.agencies.models import Role
from gongkai.agencies.scoping import across_agencies
from gongkai.registers.models import Meeting
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import Actor, record, record_read, verify_entry

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 10, 9, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def towns(make_agency):
    district = make_agency("district", level="county")
    towns = [make_agency(code, parent=district) for code in ("town-a", "town-b")]
    with transaction.atomic():
        for number, agency in enumerate([*towns, district]):
            record(
                "disclosure.publish",
                agency_code=agency.code,
                reason=f"{agency.code}的事",
                actor=Actor(name=f"{agency.code}的人"),
                now=NOON + dt.timedelta(days=number),
            )
        record("account.sign_in", actor=Actor(name="管理员"), now=NOON + dt.timedelta(days=9))
    return district, *towns


def seen(client, **filters) -> str:
    answer = client.get(reverse("gk_trail"), filters)
    assert answer.status_code == 200
    return answer.content.decode().split("<table", 1)[-1]


@pytest.fixture
def sign_in(client, make_user):
    def sign(*roles):
        client.force_login(make_user("reader", *roles))
        return client

    return sign


def test_the_audit_administrator_sees_everything(towns, sign_in):
    page = seen(sign_in((None, "audit_admin")))
    assert all(words in page for words in ("town-a的事", "town-b的事", "district的事", "管理员", "登录"))


@pytest.mark.parametrize("role", ["final_review", "report_officer", "supervisor"])
def test_who_answers_for_an_agency_sees_its_entries_only(towns, sign_in, role):
    page = seen(sign_in((towns[1], role)))
    assert "town-a的事" in page
    assert "town-b" not in page
    assert "district" not in page


def test_a_supervisor_sees_the_subtree_a_report_officer_of_the_same_agency_does_not(towns, client, make_user):
    client.force_login(make_user("district", (towns[0], "supervisor")))
    page = seen(client)
    assert all(words in page for words in ("town-a的事", "town-b的事", "district的事"))
    assert "管理员" not in page
    client.force_login(make_user("officer", (towns[0], "report_officer")))
    page = seen(client)
    assert "district的事" in page
    assert "town-a的事" not in page


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in ("final_review", "report_officer", "supervisor", "audit_admin")]
)
def test_nobody_else_reads_the_trail(towns, sign_in, role):
    client = sign_in((None if role.endswith("_admin") else towns[1], role))
    for name, args in (("gk_trail", []), ("gk_trail_export", []), ("gk_trail_entry", [1])):
        assert client.get(reverse(name, args=args)).status_code in (302, 403)


def test_another_agencys_entry_does_not_exist(towns, sign_in):
    client = sign_in((towns[1], "final_review"))
    assert client.get(reverse("gk_trail_entry", args=[1])).status_code == 200
    assert client.get(reverse("gk_trail_entry", args=[2])).status_code == 404
    assert client.post(reverse("gk_trail_verify")).status_code in (302, 403)
    assert not TrailEntry.objects.filter(act="trail.verify").exists()


@pytest.mark.parametrize(
    ("filters", "there", "gone"),
    [
        ({"who": "town-a"}, "town-a的事", "town-b的事"),
        ({"act": "account.sign_in"}, "管理员", "town-a的事"),
        ({"since": "2026-10-10", "until": "2026-10-10"}, "town-b的事", "town-a的事"),
        ({"until": "2026-10-09"}, "town-a的事", "town-b的事"),
    ],
)
def test_filters(towns, sign_in, filters, there, gone):
    page = seen(sign_in((None, "audit_admin")), **filters)
    assert there in page
    assert gone not in page


def test_an_entry_that_was_changed_shows_on_its_page_and_in_the_chain(towns, sign_in):
    client = sign_in((None, "audit_admin"))
    assert "没有改动过" in client.get(reverse("gk_trail_entry", args=[2])).content.decode()
    assert "操作记录完整，共4条" in client.post(reverse("gk_trail_verify"), follow=True).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_trailentry SET reason = '改' WHERE serial = 2")
    assert "第2条的内容被改动过" in client.get(reverse("gk_trail_entry", args=[2])).content.decode()
    assert "第2条的内容被改动过" in client.post(reverse("gk_trail_verify"), follow=True).content.decode()


def test_a_missing_neighbour_shows(towns):
    TrailEntry.objects.filter(serial=2)._raw_delete(using="default")
    assert verify_entry(TrailEntry.objects.get(serial=3)) == ["第2条不见了"]
    assert verify_entry(TrailEntry.objects.get(serial=1)) == ["第2条不见了"]
    assert verify_entry(TrailEntry.objects.get(serial=4)) == []


def test_the_export_holds_what_the_filter_shows_and_is_itself_in_the_trail(towns, sign_in):
    client = sign_in((towns[1], "report_officer"))
    with transaction.atomic():
        record("import", agency_code="town-a", reason="=1+1", actor=Actor(name="town-a的人"))
    answer = client.get(reverse("gk_trail_export"))
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff序号,时间,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["单位代码"] for row in rows] == ["town-a", "town-a"]
    assert rows[0]["时间"] == "2026-10-09 12:00:00+08:00"
    assert rows[0]["操作"] == "公开"
    assert rows[1]["理由"] == "'=1+1"
    assert TrailEntry.objects.order_by("serial").last().act == "trail.export"


def test_reading_personal_data_leaves_an_entry_with_its_purpose(towns):
    with across_agencies():
        meeting = Meeting.objects.create(agency=towns[1], ref="1", title="会", held_on="2026-03-01")
    entry = record_read(meeting, purpose="办理申请", fields=("phone",))
    assert (entry.act, entry.agency_code, entry.reason) == ("personal_data.read", "town-a", "办理申请")
    assert entry.data == {"fields": ["phone"]}
    with pytest.raises(ValueError, match="purpose"):
        record_read(meeting, purpose=" ")


def test_the_list_asks_the_database_as_often_for_many_entries_as_for_few(towns, sign_in):
    client = sign_in((None, "audit_admin"))
    client.get(reverse("gk_trail"))
    counts = []
    for more in (0, 60):
        with transaction.atomic():
            for _ in range(more):
                record("import", agency_code="town-a")
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("gk_trail"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
