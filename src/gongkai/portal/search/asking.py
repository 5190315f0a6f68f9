"""A question to the search, and its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: Up to so many hits are ranked by how well they fit; beyond that, words in titles come first, newest first.
CAP = 10_000
PAGE_SIZE = 20
#: So many of the newest hits are counted by agency, section, year and so on; of more, only what there is is said.
COUNTED = 1000
#: From so many words on (set apart by spaces), that all stand there says more than how often each does.
MANY_WORDS = 3


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` as typed; ids and values to narrow by (any of each); ``page`` from 1.

    A subject (主题分类) stands for all below it: ``农业`` also finds ``农业\\畜牧业``.
    """

    text: str = ""
    agencies: tuple[int, ...] = ()
    sections: tuple[int, ...] | None = None
    years: tuple[int, ...] = ()
    validities: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    by_date: bool = False
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    def facets(self) -> dict[str, tuple[Any, ...]]:
        """Letter of the facet → values, only those that narrow. No section at all is a section nobody has."""
        given = {
            "y": self.years, "v": self.validities, "a": self.agencies, "g": self.genres, "t": self.subjects,
        }  # fmt: skip
        narrowed: dict[str, tuple[Any, ...]] = {letter: values for letter, values in given.items() if values}
        if self.sections is not None:
            narrowed["s"] = self.sections or (0,)
        return narrowed


@dataclass
class Hit:
    """One found disclosure; ``title`` and ``excerpt`` are safe HTML with the found words marked.

    ``attachment`` names the file from which the excerpt is, when it is not from the disclosure itself.
    """

    record: Any
    title: str
    excerpt: str
    attachment: str = ""


@dataclass
class Answer:
    """``total`` counts all hits; ``hits`` is one page of them.

    The other fields say what the hits can be narrowed to: (value, number), the commonest first, years newest first.
    When there are more hits than are counted, ``counted`` is False and the numbers are those among the newest hits.
    """

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    last_page: int = 1
    counted: bool = True
    agencies: list[tuple[Any, int]] = field(default_factory=list)
    sections: list[tuple[str, int]] = field(default_factory=list)
    subjects: list[tuple[str, int]] = field(default_factory=list)
    genres: list[tuple[str, int]] = field(default_factory=list)
    years: list[tuple[int, int]] = field(default_factory=list)
    validities: list[tuple[str, int]] = field(default_factory=list)


def top(subject: str) -> str:
    """The first level of a subject."""
    return subject.partition("\\")[0]
