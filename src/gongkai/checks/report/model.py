"""What `recognise` finds in an annual report and the rules judge: text, chapters, and the cells of the official tables.

Everything here says what stands in the file, never what ought to. A cell that is printed but empty is in the sheet as a
blank; a cell that is not in the file at all (a table missing, or cut off) is not in the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.law.forms import Sheet


@dataclass(slots=True)
class TextBlock:
    """A paragraph as printed.

    ``line`` and ``page`` are 1-based where known; ``level`` is 0 body, 1 一、, 2 （一）, 3 1.
    """

    text: str
    line: int | None = None
    page: int | None = None
    level: int = 0


@dataclass(slots=True)
class Chapter:
    """A chapter: its printed number (``None`` if it has none), the title without the number, and its paragraphs."""

    number: int | None
    title: str
    blocks: list[TextBlock] = field(default_factory=list)
    heading: TextBlock | None = None

    @property
    def text(self) -> str:
        """The paragraphs without the heading, one a line; table cells are not part of it."""
        return "\n".join(block.text for block in self.blocks)


@dataclass(slots=True)
class ReadReport:
    """One report as read.

    ``inner_title`` is a second title below the first. ``edition`` is that of the tables found ("2014", "2019",
    "2021"), not what the year would ask for. ``level`` is a guess from the agency's name: town, county, city or
    province. ``sheet`` holds the cells present in the file, blank,
    dash, slash and 无 as such; ``places`` says where each stands (“第三章表，（一）予以公开，自然人列，第4页”).
    ``labels`` maps a row code to the label as printed where it differs from the official one. ``tables_found`` are
    official tables: S14 (the statistics form of 2014), 2.1, 2.5, 2.6, 2.8, 2.9 (the blocks of chapter two, by the item
    of article 20 they report on), 3 and 4 (the tables of these chapters). ``complete`` is False
    when the file is cut off: what is absent is then not assessable. ``garbled``: the tables are in the file as text in
    another order than they were printed in, and were not read. ``damaged`` is "encoding" or "image-only".
    """

    file: str = ""
    title: str = ""
    inner_title: str = ""
    agency: str | None = None
    year: int | None = None
    edition: str | None = None
    level: str | None = None
    period: tuple[date, date] | None = None
    period_text: str = ""
    preface: list[TextBlock] = field(default_factory=list)
    contents: list[TextBlock] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    sheet: Sheet | None = None
    places: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    tables_found: set[str] = field(default_factory=set)
    complete: bool = True
    garbled: bool = False
    damaged: str | None = None
    published_on: date | None = None
    blocks: list[TextBlock] = field(default_factory=list)

    def chapter(self, number: int) -> Chapter | None:
        """The chapter printed with this number, the first if there are several."""
        return next((chapter for chapter in self.chapters if chapter.number == number), None)

    @property
    def text(self) -> str:
        """All text in order, one paragraph a line, tables left out."""
        return "\n".join(block.text for block in self.blocks)
