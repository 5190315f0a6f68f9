"""What a whole list tells: health, births, family beside a column of names; minors by school, title or birth."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from gongkai.checks.personal import masking
from gongkai.checks.personal.cells import BIRTH, EMPTY
from gongkai.checks.personal.heads import health_values, minor_title_words
from gongkai.checks.personal.judge import CellHit
from gongkai.checks.personal.kinds import RULES, Kind
from gongkai.checks.personal.numerals import date_of

#: Field of a column → rule and published form of its cells, when the list has names.
_COLUMNS: dict[str, tuple[str, Callable[[str], str]]] = {
    "values": ("P-HEALTH", masking.everything),
    "health": ("P-HEALTH", masking.everything),
    "minor": ("P-MINOR", masking.everything),
    "birth": ("P-BIRTH", masking.birth),
    "family": ("P-FAMILY", masking.everything),
}
_AGE = re.compile(r"\s*(\d{1,2})\s*(?:周?岁)?\s*")


class People:
    """Names of the tables of a sheet and the cells that count only beside them. ``today`` lets ages be reckoned."""

    def __init__(self, today: date | None) -> None:
        self.today = today
        self.names: dict[int, list[tuple[int, int, str]]] = {}
        self.columns: dict[tuple[int, int, str], list[tuple[int, str]]] = {}
        self.young: dict[int, set[int]] = {}
        self.ages: list[tuple[int, int, int]] = []

    def name(self, row: int, column: int, text: str, table: int) -> None:
        """A cell under a head of names."""
        self.names.setdefault(table, []).append((row, column, text))

    def identity(self, row: int, text: str, table: int) -> None:
        """An ID in a row: its birth date may make the row one of a person under 18."""
        digits = masking.plain(text)
        if len(digits) == 18:
            self._born(row, date_of(digits[6:14]), table)

    def _born(self, row: int, born: date | None, table: int) -> None:
        today = self.today
        if today and born and today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < 18:
            self.young.setdefault(table, set()).add(row)

    def note(self, row: int, column: int, text: str, field: str | None, table: int) -> None:
        """A cell without personal data of its own, under a head that may mean some beside names."""
        if EMPTY.match(text):
            return
        if field in (None, "plain"):
            if len(text) > 24 or not health_values().search(text):
                return
            field = "values"
        elif field == "age":
            age = _AGE.fullmatch(text)
            if age and int(age.group(1)) < 18:
                self.young.setdefault(table, set()).add(row)
                self.ages.append((row, column, table))
            return
        elif field == "birth":
            match = BIRTH.match(unicodedata.normalize("NFKC", text))
            if not match:
                return
            self._born(row, date_of("".join(part.zfill(2) for part in match.groups() if part)), table)
        self.columns.setdefault((table, column, field), []).append((row, text))

    def settle(self, titles: dict[int, str], title: str) -> Iterator[CellHit]:
        """The hits, once all rows are read; ``titles`` of the tables, ``title`` of those without."""
        minors: set[int] = set()
        for (table, column, field), cells in self.columns.items():
            names = self.names.get(table)
            if not names or (field == "values" and len(cells) * 2 < len({row for row, _, _ in names})):
                continue
            if field == "minor":
                minors.add(table)
            rule, mask = _COLUMNS[field]
            for row, text in cells:
                masked = mask(text)
                yield CellHit(row, column, rule, RULES[rule].kind, masked, masked, table)
        words = minor_title_words()
        for table, names in self.names.items():
            listed = table in minors or any(word in titles.get(table, title) for word in words)
            young = self.young.get(table, set())
            for row, column, name in names:
                if (listed or row in young) and "*" not in name:
                    masked = masking.child(name)
                    yield CellHit(row, column, "P-MINOR", Kind.MINOR, masked, masked, table)
        named = {(table, row) for table, names in self.names.items() for row, _, _ in names}
        for row, column, table in self.ages:
            if (table, row) in named:
                yield CellHit(row, column, "P-MINOR", Kind.MINOR, "***", "***", table)
