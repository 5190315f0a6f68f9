"""The same index on PostgreSQL: a ``tsvector`` of pairs beside the entry, phrases by distance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from gongkai.portal.models import SearchEntry, SearchText
from gongkai.portal.search.asking import CAP, COUNTED, Question
from gongkai.portal.search.segment import pairs, squash, terms, wholes

CREATE = (
    "ALTER TABLE portal_searchentry ADD COLUMN IF NOT EXISTS vector tsvector;"
    "CREATE INDEX IF NOT EXISTS portal_search_vector ON portal_searchentry USING gin (vector)"
)
DROP = "ALTER TABLE portal_searchentry DROP COLUMN IF EXISTS vector"
#: The last position a tsvector can hold; longer texts are found by their beginning.
POSITIONS = 16_383
GAP = 2
Filed = tuple[SearchEntry, list[SearchText]]


def _vector(entry: SearchEntry, texts: list[SearchText]) -> str:
    """A tsvector literal: title in weight A, number in B, text in D, one after another with a gap."""
    places: dict[str, list[str]] = {}
    position = 1
    for weight, text in (("A", entry.title), ("B", entry.number), *(("D", one.text) for one in texts)):
        for token in pairs(squash(text)):
            if position > POSITIONS:
                break
            places.setdefault(token, []).append(f"{position}{weight}")
            position += 1
        position += GAP
    return " ".join(f"'{token}':{','.join(spots[:255])}" for token, spots in places.items())


def put(filed: Iterable[Filed]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE portal_searchentry SET vector = %s::tsvector WHERE id = %s",
            [(_vector(entry, texts), entry.pk) for entry, texts in filed],
        )


def drop(filed: Iterable[Filed]) -> None:
    """The vector goes with its row."""


def ask(question: Question) -> tuple[int, list[int], list[int]]:
    """The number of all hits, the keys of the page asked for (ranked among the newest ten thousand), the newest."""
    query = _query(question, "")
    where, values = _where(question, query)
    order = "published_at DESC, id DESC"
    rank: list[Any] = []
    if query and not question.by_date:
        # What is asked for word by word in title or number first, then all its words there, then the rest.
        tiers = dict.fromkeys((_query(question, "AB", exact=True), _query(question, "AB")))
        first = "(vector @@ %s::tsquery) DESC, " * len(tiers)
        order = f"{first}ts_rank('{{0.1, 0.1, 1.0, 1.0}}', vector, %s::tsquery) DESC, id DESC"
        rank = [*tiers, query]
    found = f"FROM portal_searchentry WHERE {where}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id {found} ORDER BY id DESC LIMIT %s", [*values, COUNTED + 1])
        newest = [key for (key,) in cursor.fetchall()]
        total = len(newest)
        if total > COUNTED:
            cursor.execute(f"SELECT count(*) {found}", values)
            total = cursor.fetchone()[0]
        cursor.execute(
            f"SELECT id FROM (SELECT id, vector, published_at {found} ORDER BY id DESC LIMIT {CAP}) newest"
            f" ORDER BY {order} LIMIT %s OFFSET %s",
            [*values, *rank, question.size, question.offset],
        )
        return total, [key for (key,) in cursor.fetchall()], newest[:COUNTED]


def titled(text: str, limit: int) -> list[int]:
    """The newest entries with the words in title or number."""
    where, values = _where(Question(), _query(Question(text=text), "AB"))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM portal_searchentry WHERE {where} ORDER BY id DESC LIMIT %s", [*values, limit])
        return [key for (key,) in cursor.fetchall()]


def _where(question: Question, query: str) -> tuple[str, list[Any]]:
    clauses: list[str] = ["vector IS NOT NULL"]
    values: list[Any] = []
    if query:
        clauses.append("vector @@ %s::tsquery")
        values.append(query)
    columns = {"y": "year", "v": "validity", "a": "agency_id", "s": "section_id", "g": "genre", "t": "subject"}
    for letter, given in question.facets().items():
        wanted = [int(one) if letter in "yas" else str(one) for one in given]
        if letter == "t":
            clauses.append("(subject = ANY(%s) OR split_part(subject, '\\', 1) = ANY(%s))")
            values += [wanted, wanted]
        else:
            clauses.append(f"{columns[letter]} = ANY(%s)")
            values.append(wanted)
    return " AND ".join(clauses), values


def _query(question: Question, weights: str, *, exact: bool = False) -> str:
    """All parts of the question, or (``exact``) each of them whole."""
    parts = []
    for whole, words in zip(wholes(question.text), terms(question.text), strict=True):
        every = " & ".join(_phrase(word, weights) for word in ([whole] if exact else words))
        parts.append(f"({_phrase(whole, weights)} | ({every}))" if len(words) > 1 and not exact else every)
    return " & ".join(parts)


def _phrase(word: str, weights: str) -> str:
    if len(word) == 1:
        return f"'{word}':*{weights}"
    tag = f":{weights}" if weights else ""
    return "(" + " <-> ".join(f"'{token}'{tag}" for token in pairs(word)[:-1]) + ")"
