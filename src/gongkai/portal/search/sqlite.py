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
    """The number of all hits, and the keys of the page asked for, ranked among the newest ten thousand."""
    expression = _expression(question, columns)
    first, size = question.offset, question.size
    with connection.cursor() as cursor:

        def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
            cursor.execute(sql, values)
            return cursor.fetchall()

        found = "FROM portal_fts WHERE portal_fts MATCH %s"
        total = rows(f"SELECT count(*) {found}", expression)[0][0]
        least = rows(f"SELECT rowid {found} ORDER BY rowid DESC LIMIT 1 OFFSET %s", expression, CAP - 1)
        floor = least[0][0] if least else 0
        if question.by_date:
            keys = rows(
                "SELECT entry.id FROM portal_fts JOIN portal_searchentry entry ON entry.id = portal_fts.rowid"
                " WHERE portal_fts MATCH %s AND portal_fts.rowid >= %s"
                " ORDER BY entry.published_at DESC, entry.id DESC LIMIT %s OFFSET %s",
                expression, floor, size, first,
            )  # fmt: skip
        else:
            # bm25 is negative, the better the lower; the newest of the ten thousand weigh a third more.
            keys = rows(
                f"SELECT rowid {found} AND rowid >= %s ORDER BY bm25(portal_fts, 10.0, 10.0, 1.0, 0.0)"
                " * (1.0 + 0.33 * (rowid - %s) / (1.0 + (SELECT max(id) FROM portal_searchentry) - %s)),"
                " rowid DESC LIMIT %s OFFSET %s",
                expression, floor, floor, floor, size, first,
            )  # fmt: skip
    return total, [key for (key,) in keys]


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
