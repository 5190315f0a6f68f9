"""Gathers what the readers of single formats hand in, and turns it into findings with places.

Readers hand in stories (running text in pieces, each with its place), tables (rows of cell texts), hidden things and
properties. Here personal data, wording, dates and sums are looked for, and places of one kind are counted together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

from gongkai.checks.personal.detect import excerpt, find_personal, safe
from gongkai.checks.personal.judge import CellHit
from gongkai.checks.personal.kinds import Hit, Kind
from gongkai.checks.personal.tables import read_table
from gongkai.checks.scan.dates import wrong_dates
from gongkai.checks.scan.limits import Clock
from gongkai.checks.scan.result import ALL_RULES, Options, ScanFinding
from gongkai.checks.scan.sums import wrong_sums
from gongkai.findings import Refused, Severity

#: More places of one rule than this in one story are given as one finding with a range.
SINGLE = 30
_WORDING_LIMIT = 4_000_000


def column_letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def row_range(rows: Sequence[int]) -> str:
    """``第3行``, ``第3、5、9行`` or ``第3—302行`` for 1-based rows in order."""
    distinct = sorted(set(rows))
    if len(distinct) <= 5 and distinct[-1] - distinct[0] >= len(distinct):
        return f"第{'、'.join(map(str, distinct))}行"
    return f"第{distinct[0]}行" if len(distinct) == 1 else f"第{distinct[0]}—{distinct[-1]}行"


class Collector:
    """Findings of one file. ``prefix`` is the way to it inside archives (``附件.zip › 名单.xlsx › ``)."""

    def __init__(self, options: Options, clock: Clock | None = None, prefix: str = "", depth: int = 0) -> None:
        self.options, self.clock, self.prefix, self.depth = options, clock or Clock(), prefix, depth
        self.findings: list[ScanFinding] = []
        self.readable = True
        self.seen_raw: set[str] = set()

    @contextmanager
    def inside(self, prefix: str, *, why: str = "", ends: Container[str] = ()) -> Iterator[Collector]:
        """A collector for a file inside this one, whose findings are taken over; that it was refused is one of them.

        ``why`` stands before the reason. A refusal by a code of ``ends`` ends the search of this file too.
        """
        inner = Collector(self.options, self.clock, f"{self.prefix}{prefix} › ", self.depth + 1)
        try:
            yield inner
        except Refused as refused:
            if any(failure.code in ends for failure in refused.failures):
                raise
            inner.unreadable("", why + str(refused))
        self.findings += inner.findings
        self.readable = self.readable and inner.readable

    def add(
        self,
        rule: str,
        where: str,
        text: str = "",
        *,
        count: int = 1,
        suggestion: str = "",
        severity: Severity | None = None,
        places: Iterable[str] = (),
        masked: bool = False,
    ) -> None:
        """One finding; ``text`` is made safe to show unless ``masked`` says that it is already."""
        known = ALL_RULES[rule]
        shown = text if masked else _LONG.sub("***", safe(text, self.options.allow))
        self.findings.append(
            ScanFinding(
                rule,
                severity or known.severity,
                known.kind,
                shown,
                safe(self.prefix + where, self.options.allow, 200),
                count,
                suggestion or known.suggestion,
                tuple(places)[:500],
            )
        )

    # ------------------------------------------------------------------ running text

    def story(self, name: str, pieces: Sequence[tuple[str, str]], *, context: str = "", wording: bool = True) -> int:
        """Running text in pieces of (place, text); a number may run on from one piece to the next. Returns the hits."""
        starts, at = [], 0
        for _, text in pieces:
            starts.append(at)
            at += len(text) + 1
        whole = "\n".join(text for _, text in pieces)

        def place(offset: int) -> str:
            return pieces[max(bisect_right(starts, offset) - 1, 0)][0]

        return self.text(name, whole, place, context=context, wording=wording)

    def text(
        self,
        name: str,
        whole: str,
        place: Callable[[int], str],
        *,
        context: str = "",
        wording: bool = True,
        hits: list[Hit] | None = None,
    ) -> int:
        """One text; ``place`` names the place of an offset; ``hits`` where the reader has found them already."""
        if not whole.strip():
            return 0
        self.clock.check()
        if hits is None:
            hits = find_personal(whole, context=context, allow=self.options.allow)
        self._report(name, whole, hits, place)
        if wording and self.options.own:
            self._own(name, ((place(at), word) for at, word in own_words(whole, self.options.own)))
        if wording and self.options.wording:
            self._wording(name, whole, place)
        return len(hits)

    def _report(self, name: str, whole: str, hits: list[Hit], place: Callable[[int], str]) -> None:
        by_rule: dict[str, list[int]] = {}
        for index, hit in enumerate(hits):
            by_rule.setdefault(hit.rule, []).append(index)
        for rule, indexes in by_rule.items():
            if len(indexes) > SINGLE:
                first, last = hits[indexes[0]], hits[indexes[-1]]
                spots = [place(hits[index].start) for index in indexes[:500]]
                where = f"{name}{place(first.start)}至{place(last.start)}"
                self.add(rule, where, f"{first.masked} 等", count=len(indexes), places=spots, masked=True)
                continue
            for index in indexes:
                hit = hits[index]
                spot = place(hit.start)
                near = hits[max(0, index - 3) : index + 4]
                self.add(rule, name + spot, excerpt(whole, hit, near), places=[spot], masked=True)

    def _wording(self, name: str, whole: str, place: Callable[[int], str]) -> None:
        for wrong in wrong_dates(whole):
            found = whole[wrong.start : wrong.end]
            if wrong.weekday:
                self.add(
                    "T-WEEKDAY",
                    name + place(wrong.start),
                    found,
                    suggestion=f"日期和星期对不上，这一天是星期{wrong.weekday}。请核对",
                )
            else:
                self.add("T-DATE", name + place(wrong.start), found)
        finder = _wording_finder()
        if len(whole) > _WORDING_LIMIT:
            return
        for fault in finder(whole):
            self.add(
                "T-WORDING",
                name + place(fault.start),
                fault.found,
                severity=fault.severity,
                suggestion=fault.message,
            )

    # ------------------------------------------------------------------ tables

    def table(
        self,
        name: str,
        rows: Sequence[Sequence[str | None]],
        *,
        title: str = "",
        letters: bool = False,
        row_numbers: Sequence[int] | None = None,
        numbers: set[tuple[int, int]] | None = None,
        sums: bool = True,
        column_of: dict[int, int] | None = None,
    ) -> list[CellHit]:
        """A table; ``letters``: columns are named as in a spreadsheet. ``row_numbers`` are 1-based numbers of the rows.

        ``column_of`` gives the true column of one that stands closer to the left in ``rows``.
        """
        self.clock.check()
        true = column_of or {}
        hits = read_table(rows, title=title, allow=self.options.allow, today=self.options.today, numbers=numbers)
        number = (lambda row: row_numbers[row]) if row_numbers else (lambda row: row + 1)
        groups: dict[tuple[str, int, int], list[CellHit]] = {}
        for hit in hits:
            if hit.places:
                groups.setdefault((hit.rule, hit.table, hit.column), []).append(hit)
        for (rule, _, column), found in groups.items():
            count = sum(hit.places for hit in found)
            head = self._head(rows, found[0])
            label = f"{column_letters(true.get(column, column))}列" if letters else f"第{column + 1}列"
            where = f"{name} {label}{head} {row_range([number(hit.row) for hit in found])}"
            spots = [
                f"{column_letters(true.get(column, column))}{number(hit.row)}"
                if letters
                else f"第{number(hit.row)}行第{column + 1}列"
                for hit in found[:500]
            ]
            shown = found[0].shown if count == 1 else f"{found[0].shown} 等{count}处"
            self.add(rule, where, shown, count=count, places=spots, masked=True)
        if self.options.own:
            self._own(name, self._own_in(rows, letters, number))
        if self.options.wording:
            self._table_wording(name, rows, letters, number, sums)
        return hits

    def _own_in(
        self, rows: Sequence[Sequence[str | None]], letters: bool, number: Callable[[int], int]
    ) -> Iterator[tuple[str, str]]:
        for row_index, row in enumerate(rows):
            for column, text in enumerate(row):
                for _, word in own_words(text or "", self.options.own):
                    row_number = number(row_index)
                    yield (
                        f" {column_letters(column)}{row_number}" if letters else f" 第{row_number}行第{column + 1}列",
                        word,
                    )

    def _own(self, name: str, found: Iterable[tuple[str, str]]) -> None:
        """One finding for each word of the agency's own list, with all its places."""
        places: dict[str, list[str]] = {}
        for spot, word in found:
            places.setdefault(word, []).append(spot)
        right = dict(self.options.own)
        for word, spots in places.items():
            advice = f"本单位名单：“{word}”应写作“{right[word]}”" if right[word] else f"本单位名单：“{word}”不要用"
            self.add("T-OWN", name + spots[0], word, count=len(spots), suggestion=advice, places=spots)

    def _head(self, rows: Sequence[Sequence[str | None]], hit: CellHit) -> str:
        from gongkai.checks.personal.heads import field_of

        for row in range(hit.row - 1, max(-1, hit.row - 6), -1):
            text = rows[row][hit.column] if hit.column < len(rows[row]) else None
            if text and len(text) < 20 and field_of(text) not in (None, "plain"):
                return f"“{safe(text, limit=20)}”"
        for line in rows[:10]:
            text = line[hit.column] if hit.column < len(line) else None
            if text and field_of(text):
                return f"“{safe(text, limit=20)}”"
        return ""

    def _table_wording(
        self, name: str, rows: Sequence[Sequence[str | None]], letters: bool, number: Callable[[int], int], sums: bool
    ) -> None:
        def spot(row: int, column: int) -> str:
            return (
                f"{name} {column_letters(column)}{number(row)}"
                if letters
                else f"{name} 第{number(row)}行第{column + 1}列"
            )

        if sums:
            for total in wrong_sums(rows):
                self.add(
                    "T-SUM",
                    spot(total.row, total.column),
                    f"{total.found}（各项之和{total.expected}）",
                    suggestion=f"合计写的是{total.found}，各项之和是{total.expected}。请核对",
                )
        finder = _wording_finder()
        seen: set[str] = set()
        size = 0
        for row_index, row in enumerate(rows):
            for column, text in enumerate(row):
                if not text or len(text) < 5 or text.isdigit():
                    continue
                if _DATE_HINT.search(text):
                    for wrong in wrong_dates(text):
                        rule = "T-WEEKDAY" if wrong.weekday else "T-DATE"
                        self.add(rule, spot(row_index, column), text[wrong.start : wrong.end])
                if size > _TABLE_WORDING or len(text) < 8 or not _CHINESE.search(text):
                    continue
                if (key := _FIGURES.sub("0", text)) in seen:
                    continue
                seen.add(key)
                size += len(text)
                for fault in finder(text):
                    self.add(
                        "T-WORDING",
                        spot(row_index, column),
                        fault.found,
                        severity=fault.severity,
                        suggestion=fault.message,
                    )

    # ------------------------------------------------------------------ what is not in the text

    def raw(self, where: str, text: str) -> int:
        """Data inside a file that no reader understands: only strong personal data counts, each value once."""
        fresh: dict[Kind, list[Hit]] = {}
        for hit in find_personal(text, allow=self.options.allow):
            value = text[hit.start : hit.end]
            if hit.severity is Severity.ERROR and value not in self.seen_raw:
                self.seen_raw.add(value)
                fresh.setdefault(hit.kind, []).append(hit)
        for kind, hits in fresh.items():
            self.add("P-RAW", where, hits[0].masked, count=len(hits), masked=True)
            self.findings[-1] = replace(self.findings[-1], kind=kind)
        return sum(map(len, fresh.values()))

    def unreadable(self, where: str, why: str, rule: str = "F-UNREADABLE") -> None:
        self.readable = False
        self.add(rule, where, "", suggestion=why)


#: Figures too long to be shown: what was run together from several places may hide a number from the search.
_LONG = re.compile(r"[0-9０-９]{15,}[Xx]?|(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


def own_words(text: str, own: tuple[tuple[str, str], ...]) -> Iterator[tuple[int, str]]:
    """Where words of an agency's own list stand: (offset, word), except inside their own right form."""
    if len(text) < 2 or not own:
        return
    right = dict(own)
    for end, word in _own_finder(own).iter(text):
        start = end - len(word) + 1
        whole = right[word]
        at = whole.find(word) if whole else -1
        if at >= 0 and start >= at and text.startswith(whole, start - at):
            continue
        yield start, word


@lru_cache(maxsize=8)
def _own_finder(own: tuple[tuple[str, str], ...]) -> Any:
    import ahocorasick

    finder = ahocorasick.Automaton()
    for wrong, _ in own:
        finder.add_word(wrong, wrong)
    finder.make_automaton()
    return finder


_DATE_HINT = re.compile(r"月[0-9０-９〇一二三四五六七八九十 ]|[0-9]{4}[-./][0-9]{1,2}[-./]")
_FIGURES = re.compile(r"[0-9０-９]+")
_TABLE_WORDING = 60_000
_CHINESE = re.compile(r"[\u4e00-\u9fff]{3}")


def _wording_finder() -> Callable[[str], Iterable[Any]]:
    """Loaded when the first text is looked at: its word lists take time."""
    from gongkai.checks.wording import find_wording

    return find_wording
