"""The index on SQLite: FTS5 without content of its own, rows under the keys of ``SearchEntry``.

Two tables: everything, and the titles and numbers alone, since words that stand almost everywhere are looked for there
first. Facets are tokens beside the text (they begin with a sign no text token holds), so that the index itself narrows.
SQLite before 3.43 deletes from such a table only when told the exact old text; that is made again from the entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import connection

from gongkai.portal.models import SearchEntry, SearchText
from gongkai.portal.search.asking import CAP, COUNTED, MANY_WORDS, Question, top
from gongkai.portal.search.segment import GAP, indexed, pairs, terms, wholes

OPTIONS = "content='', tokenize='ascii', prefix='1'"
CREATE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS portal_fts USING fts5(title, number, body, facets, {OPTIONS});"
    f"CREATE VIRTUAL TABLE IF NOT EXISTS portal_fts_titles USING fts5(title, number, facets, {OPTIONS})"
)
DROP = "DROP TABLE IF EXISTS portal_fts;DROP TABLE IF EXISTS portal_fts_titles"
ALL = "portal_fts"
TITLES = "portal_fts_titles"
COLUMNS = {ALL: "rowid, title, number, body, facets", TITLES: "rowid, title, number, facets"}
EVERY = f'"{GAP}all"'
Filed = tuple[SearchEntry, list[SearchText]]


def _token(letter: str, value: Any) -> str:
    """The token of a facet: keys as they are, words by their digest."""
    name = value if letter in "yas" else hashlib.sha256(str(value).encode()).hexdigest()[:16]
    return f"{GAP}{letter}{name}"


def _rows_of(filed: Iterable[Filed]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of both tables."""
    rows: dict[str, list[tuple[Any, ...]]] = {ALL: [], TITLES: []}
    for entry, texts in filed:
        facets = [("y", entry.year), ("v", entry.validity), ("a", entry.agency_id), ("s", entry.section_id)]
        facets += [("g", entry.genre), ("t", entry.subject)]
        if (first := top(entry.subject)) != entry.subject:
            facets.append(("t", first))
        tokens = " ".join([f"{GAP}all", *(_token(*facet) for facet in facets)])
        title, number = indexed(entry.title), indexed(entry.number)
        rows[ALL].append((entry.pk, title, number, indexed(*(one.text for one in texts)), tokens))
        rows[TITLES].append((entry.pk, title, number, tokens))
    return rows


def put(filed: Iterable[Filed]) -> None:
    _write("INSERT INTO {table} ({columns}) VALUES ({values})", filed)


def drop(filed: Iterable[Filed]) -> None:
    """Take entries, as they were put, out of the index."""
    _write("INSERT INTO {table} ({table}, {columns}) VALUES ('delete', {values})", filed)


def _write(command: str, filed: Iterable[Filed]) -> None:
    with connection.cursor() as cursor:
        for table, rows in _rows_of(filed).items():
            values = ", ".join(["%s"] * (COLUMNS[table].count(",") + 1))
            cursor.executemany(command.format(table=table, columns=COLUMNS[table], values=values), rows)


def ask(question: Question) -> tuple[int, list[int], list[int]]:
    """The number of all hits, the keys of the page asked for, and the keys of the newest thousand.

    Up to ten thousand hits are ranked by bm25 and recency. Beyond that (words that stand almost everywhere, where bm25
    would cost more than it tells) those with the words in title or number come first, each part newest first; so also
    where three words and more leave a thousand or fewer. Each look into the index costs as much as its commonest word.
    """
    expression = _expression(question)
    newest = _keys(f"{_FOUND} ORDER BY rowid DESC LIMIT %s", expression, COUNTED + 1)
    total = len(newest) if len(newest) <= COUNTED else _count(ALL, expression)
    if question.by_date:
        keys = _by_date(question, expression, total)
    elif total > CAP:
        keys = _titles_first(question, expression)
    elif total <= COUNTED and len(wholes(question.text)) >= MANY_WORDS:
        keys = _few_titles_first(question, expression, newest)
    else:
        keys = _by_rank(question, expression) if total else []
    return total, keys, newest[:COUNTED]


_FOUND = f"SELECT rowid FROM {ALL} WHERE {ALL} MATCH %s"


def titled(text: str, limit: int) -> list[int]:
    """The newest entries with the words in title or number."""
    return _keys(
        f"SELECT rowid FROM {TITLES} WHERE {TITLES} MATCH %s ORDER BY rowid DESC LIMIT %s",
        _expression(Question(text=text)), limit,
    )  # fmt: skip


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _keys(sql: str, *values: Any) -> list[int]:
    return [key for (key,) in _rows(sql, *values)]


def _count(table: str, expression: str) -> int:
    return int(_rows(f"SELECT count(*) FROM {table} WHERE {table} MATCH %s", expression)[0][0])


def _by_date(question: Question, expression: str, total: int) -> list[int]:
    """By date of publication. Of more than ten thousand hits for words, those that came last."""
    page = "ORDER BY published_at DESC, id DESC LIMIT %s OFFSET %s"
    if total > CAP and not question.text:
        where, values = _plain_where(question)
        return _keys(f"SELECT id FROM portal_searchentry {where} {page}", *values, question.size, question.offset)
    floor = 0
    if total > CAP:
        floor = _keys(f"{_FOUND} ORDER BY rowid DESC LIMIT 1 OFFSET %s", expression, CAP - 1)[0]
    return _keys(
        f"SELECT entry.id FROM {ALL} JOIN portal_searchentry entry ON entry.id = {ALL}.rowid"
        f" WHERE {ALL} MATCH %s AND {ALL}.rowid >= %s"
        " ORDER BY entry.published_at DESC, entry.id DESC LIMIT %s OFFSET %s",
        expression, floor, question.size, question.offset,
    )  # fmt: skip


def _plain_where(question: Question) -> tuple[str, list[Any]]:
    """The filters as a condition on the entries themselves."""
    columns = {"y": "year", "v": "validity", "a": "agency_id", "s": "section_id", "g": "genre"}
    clauses, values = [], []
    for letter, wanted in question.facets().items():
        marks = ", ".join(["%s"] * len(wanted))
        if letter == "t":
            first = "substr(subject, 1, instr(subject || '\\', '\\') - 1)"
            clauses.append(f"(subject IN ({marks}) OR {first} IN ({marks}))")
            values += [*wanted, *wanted]
        else:
            clauses.append(f"{columns[letter]} IN ({marks})")
            values += wanted
    return (f"WHERE {' AND '.join(clauses)}" if clauses else "", values)


def _by_rank(question: Question, expression: str) -> list[int]:
    """What is asked for word by word in title or number first, then all its words there, then the rest.

    By itself bm25 would put a long text with that very number behind short ones that hold its words somewhere. It is
    negative, the better the lower; the newest entry weighs a third more than the oldest.
    """
    tiers = dict.fromkeys((_expression(question, exact=True), expression))
    first = f"rowid IN (SELECT rowid FROM {TITLES} WHERE {TITLES} MATCH %s) DESC, " * len(tiers)
    return _keys(
        f"SELECT rowid FROM {ALL} WHERE {ALL} MATCH %s ORDER BY {first}bm25({ALL}, 10.0, 10.0, 1.0, 0.0)"
        " * (1.0 + 0.33 * rowid / (1.0 + (SELECT max(id) FROM portal_searchentry))), rowid DESC LIMIT %s OFFSET %s",
        expression, *tiers, question.size, question.offset,
    )  # fmt: skip


def _titles_first(question: Question, expression: str) -> list[int]:
    page = "ORDER BY rowid DESC LIMIT %s OFFSET %s"
    among_titles = f"SELECT rowid FROM {TITLES} WHERE {TITLES} MATCH %s"
    keys = _keys(f"{among_titles} {page}", expression, question.size, question.offset)
    if len(keys) < question.size:
        before = _count(TITLES, expression)
        offset = max(question.offset - before, 0)
        rest = f"SELECT rowid FROM {ALL} WHERE {ALL} MATCH %s AND rowid NOT IN ({among_titles}) {page}"
        keys += _keys(rest, expression, expression, question.size - len(keys), offset)
    return keys


def _few_titles_first(question: Question, expression: str, newest: list[int]) -> list[int]:
    found = _keys(f"SELECT rowid FROM {TITLES} WHERE {TITLES} MATCH %s LIMIT %s", expression, COUNTED)
    titles = frozenset(found)
    ordered = sorted(newest, key=lambda key: (key not in titles, -key))
    return ordered[question.offset : question.offset + question.size]


def _expression(question: Question, *, exact: bool = False) -> str:
    """The FTS5 query; ``exact`` takes each part whole only. Tokens hold letters and figures: nothing can be syntax."""
    clauses = [
        _phrase(whole)
        if exact or len(words) == 1
        else f"(({_phrase(whole)}) OR ({' AND '.join(_phrase(word) for word in words)}))"
        for whole, words in zip(wholes(question.text), terms(question.text), strict=True)
    ] or [EVERY]
    for letter, values in question.facets().items():
        clauses.append("(" + " OR ".join(f'"{_token(letter, value)}"' for value in values) + ")")
    return " AND ".join(clauses)


def _phrase(word: str) -> str:
    if len(word) == 1:
        return f'"{word}" *'
    return '"' + " ".join(pairs(word)[:-1]) + '"'
