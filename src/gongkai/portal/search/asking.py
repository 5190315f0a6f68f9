"""A question to the search, and its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: So many of the newest hits are ranked; the count is of all.
CAP = 10_000
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` as typed; ids and values to narrow by (any of each); ``page`` from 1."""

    text: str = ""
    agencies: tuple[int, ...] = ()
    sections: tuple[int, ...] | None = None
    years: tuple[int, ...] = ()
    validities: tuple[str, ...] = ()
    by_date: bool = False
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    def facets(self) -> dict[str, tuple[Any, ...]]:
        """Letter of the facet → values, only those that narrow. No section at all is a section nobody has."""
        given = {"y": self.years, "v": self.validities, "a": self.agencies}
        narrowed: dict[str, tuple[Any, ...]] = {letter: values for letter, values in given.items() if values}
        if self.sections is not None:
            narrowed["s"] = self.sections or (0,)
        return narrowed


@dataclass
class Hit:
    """One found disclosure; ``title`` and ``excerpt`` are safe HTML with the found words marked."""

    record: Any
    title: str
    excerpt: str


@dataclass
class Answer:
    """``total`` counts all hits; ``hits`` is one page of them."""

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    last_page: int = 1
    years: list[tuple[int, int]] = field(default_factory=list)
    agencies: list[tuple[Any, int]] = field(default_factory=list)
