"""What the public reads of a correction: on the page, word for word and dated, and by the interface for programs."""

import datetime as dt

import pytest
from lxml import html
from time_machine import travel

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.corrections import correct
from gongkai.portal.rendering import Press
from gongkai.portal.units import disclosures_for_pages, page_of

pytestmark = pytest.mark.django_db
FIRST = dt.datetime(2026, 10, 9, 2, 20, tzinfo=dt.UTC)
TODAY = dt.date(2026, 10, 20)


def put_right(life, record, day, wrong, right):
    with across_agencies(), travel(dt.datetime(2026, 10, day, 2, 0, tzinfo=dt.UTC), tick=False):
        correct(record, user=life.people["editor"], place="第二段", wrong=wrong, right=right, now=FIRST)
        return life.review(life.change(record, body=f"<p>{right}</p>"))


@pytest.fixture
def corrected(life):
    with travel(FIRST, tick=False):
        record = life.published()
    put_right(life, record, 12, "20天", "20个工作日")
    return put_right(life, record, 15, "<b>甲村</b>", "乙村")


def read(record):
    with across_agencies():
        press = Press(TODAY)
        return html.fromstring(press.page(page_of(press, disclosures_for_pages().get(pk=record.pk))).data)


def test_the_page_says_what_was_wrong_and_what_is_right_by_day_the_newest_first(corrected):
    tree = read(corrected)
    lines = [" ".join(one.text_content().split()) for one in tree.xpath("//section[@aria-labelledby='fix']//p")]
    assert lines == [
        "本文有更正",
        "更正说明（2026-10-15）：第二段原为“<b>甲村</b>”，应为“乙村”。",
        "更正说明（2026-10-12）：第二段原为“20天”，应为“20个工作日”。",
    ]
    assert "2026-10-09 10:20" in tree.text_content()


def test_a_note_still_under_review_is_on_no_page(life, corrected):
    with across_agencies():
        correct(corrected, user=life.people["editor"], wrong="丙", right="丁", now=FIRST)
        life.review(life.change(corrected, body="<p>丁</p>"), steps=())
    assert "丙" not in read(corrected).text_content()


def test_a_text_that_was_never_corrected_says_nothing_of_it(life):
    assert read(life.published()).xpath("//section[@aria-labelledby='fix']") == []


def test_programs_get_the_notes_with_the_text(corrected, client):
    from gongkai.portal.addresses import serial_of

    answer = client.get(f"/api/v1/disclosures/town-a/{serial_of(corrected)}").json()
    assert [(one["published_at"][:10], one["wrong"], one["right"]) for one in answer["corrections"]] == [
        ("2026-10-15", "<b>甲村</b>", "乙村"),
        ("2026-10-12", "20天", "20个工作日"),
    ]


def test_notes_cost_a_batch_of_pages_one_query_whatever_their_number(life, corrected):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked():
        with across_agencies(), CaptureQueriesContext(connection) as queries:
            press = Press(TODAY)
            for record in disclosures_for_pages():
                press.page(page_of(press, record))
        return len(queries)

    asked()
    before = asked()
    for number in range(3):
        put_right(life, life.published(f"n{number}"), 16 + number, "错", f"对{number}")
    assert asked() <= before
