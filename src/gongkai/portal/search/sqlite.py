"""The index on SQLite: FTS5 without content of its own, rows under the keys of ``SearchEntry``.

SQLite before 3.43 deletes from such a table only when told the exact old text; that is made again from the entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from gongkai.portal.models import SearchEntry
from gongkai.portal.search.asking import CAP, Question
from gongkai.portal.search.segment import indexed, pairs, terms, wholes

COLUMNS = "rowid, title, number, body, facets"
CREATE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS portal_fts USING"
    " fts5(title, number, body, facets, content='', tokenize='ascii', prefix='1')"
)
DROP = "DROP TABLE IF EXISTS portal_fts"


def _row(entry: SearchEntry) -> tuple[int, str, str, str, str]:
    facets = ["zall", f"zy{entry.year}", f"zv{entry.validity}", f"za{entry.agency_id}", f"zs{entry.section_id}"]
    return entry.pk, indexed(entry.title), indexed(entry.number), indexed(entry.text), " ".join(facets)


def put(entries: Iterable[SearchEntry]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO portal_fts ({COLUMNS}) VALUES (%s, %s, %s, %s, %s)", [_row(entry) for entry in entries]
        )


def drop(entries: Iterable[SearchEntry]) -> None:
    """Take entries, as they were put, out of the index."""
    command = f"INSERT INTO portal_fts (portal_fts, {COLUMNS}) VALUES ('delete', %s, %s, %s, %s, %s)"
    with connection.cursor() as cursor:
        cursor.executemany(command, [_row(entry) for entry in entries])


def ask(question: Question, columns: str = "{title number body}") -> tuple[int, list[int]]:
    """The number of all hits, and the keys of the page asked for.

    Up to ten thousand hits are ranked by bm25 and recency. Beyond that (words that stand almost everywhere, where bm25
    would cost more than it tells) those with the words in title or number come first, each part newest first.
    """
    expression = _expression(question, columns)
    total = _rows(f"SELECT count(*) {FOUND}", expression)[0][0]
    if question.by_date:
        return total, _by_date(question, expression, total)
    if total <= CAP:
        return total, _by_rank(question, expression)
    return total, _titles_first(question, expression)


FOUND = "FROM portal_fts WHERE portal_fts MATCH %s"


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _keys(sql: str, *values: Any) -> list[int]:
    return [key for (key,) in _rows(sql, *values)]


def _by_date(question: Question, expression: str, total: int) -> list[int]:
    """Among the newest ten thousand entries, by date of publication: entries made late with an old date stand there."""
    floor = 0
    if total > CAP:
        floor = _keys(f"SELECT rowid {FOUND} ORDER BY rowid DESC LIMIT 1 OFFSET %s", expression, CAP - 1)[0]
    return _keys(
        "SELECT entry.id FROM portal_fts JOIN portal_searchentry entry ON entry.id = portal_fts.rowid"
        " WHERE portal_fts MATCH %s AND portal_fts.rowid >= %s"
        " ORDER BY entry.published_at DESC, entry.id DESC LIMIT %s OFFSET %s",
        expression, floor, question.size, question.offset,
    )  # fmt: skip


def _by_rank(question: Question, expression: str) -> list[int]:
    """bm25 is negative, the better the lower; the newest entry weighs a third more than the oldest."""
    return _keys(
        f"SELECT rowid {FOUND} ORDER BY bm25(portal_fts, 10.0, 10.0, 1.0, 0.0)"
        " * (1.0 + 0.33 * rowid / (1.0 + (SELECT max(id) FROM portal_searchentry))), rowid DESC LIMIT %s OFFSET %s",
        expression, question.size, question.offset,
    )  # fmt: skip


def _titles_first(question: Question, expression: str) -> list[int]:
    page = "ORDER BY rowid DESC LIMIT %s OFFSET %s"
    titled = _expression(question, "{title number}")
    keys = _keys(f"SELECT rowid {FOUND} {page}", titled, question.size, question.offset)
    if len(keys) < question.size:
        before = _rows(f"SELECT count(*) {FOUND}", titled)[0][0]
        rest = f"({expression}) NOT ({titled})"
        offset = max(question.offset - before, 0)
        keys += _keys(f"SELECT rowid {FOUND} {page}", rest, question.size - len(keys), offset)
    return keys


def _expression(question: Question, columns: str) -> str:
    """The FTS5 query. Tokens hold letters and figures only, so nothing in them can be syntax."""
    parts = [
        " AND ".join(_phrase(word) for word in words)
        if len(words) == 1
        else f"(({_phrase(whole)}) OR ({' AND '.join(_phrase(word) for word in words)}))"
        for whole, words in zip(wholes(question.text), terms(question.text), strict=True)
    ]
    clauses = [f"({columns} : ({' AND '.join(parts)}))"] if parts else ['(facets : "zall")']
    for letter, values in question.facets().items():
        clauses.append("(facets : (" + " OR ".join(f'"z{letter}{value}"' for value in values) + "))")
    return " AND ".join(clauses)


def _phrase(word: str) -> str:
    if len(word) == 1:
        return f'"{word}" *'
    return '"' + " ".join(pairs(word)[:-1]) + '"'
