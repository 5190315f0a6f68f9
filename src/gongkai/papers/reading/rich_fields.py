"""Fields of Word: which results are text, which only mean something on paper, and which are links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gongkai.papers.reading.rich_inline import safe_link

CONTENTS = frozenset(("TOC", "TOA", "INDEX"))
_DROPPED = CONTENTS | frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"))
_LINK = re.compile(r'^\s*HYPERLINK\s+(?:"([^"]*)"|([^\s\\]\S*))', re.IGNORECASE)


@dataclass(eq=False, slots=True)
class Field:
    """A field that is open while its code, then its result, goes by. ``box`` is the sign of an old form's tick box."""

    box: str | None = None
    code: list[str] = field(default_factory=list)
    shows: bool = False
    kind: str = ""
    href: str | None = None

    def separate(self) -> None:
        """The code is complete: what follows is the result."""
        self.shows = True
        text = "".join(self.code)
        word = re.match(r"\s*([A-Za-z]+)", text)
        self.kind = word.group(1).upper() if word else ""
        link = _LINK.match(text)
        self.href = safe_link(link.group(1) or link.group(2)) if link else None

    @property
    def dropped(self) -> bool:
        return self.kind in _DROPPED

    def drawn_signs(self) -> str:
        r"""The signs an EQ field draws: ``\o\ac(○,1)`` is ①, other ones their text without commands."""
        text = "".join(self.code)
        ring = re.search(r"\\o\s*\\ac\s*\(\s*[○〇◯]\s*[,，]\s*(\d{1,2})\s*\)", text)
        if ring and 0 < int(ring.group(1)) <= 20:
            return chr(0x2460 + int(ring.group(1)) - 1)
        ring = re.search(r"\\o\s*\\ac\s*\(\s*[○〇◯]\s*[,，]\s*(.+?)\s*\)", text)
        if ring:
            return f"（{ring.group(1)}）"
        fraction = re.search(r"\\f\s*\(([^(),，]*)[,，]([^()]*)\)", text)
        if fraction:
            return f"{fraction.group(1).strip()}/{fraction.group(2).strip()}"
        return re.sub(r"^\s*EQ\s*|\\[a-zA-Z]+|[()]", "", text, flags=re.IGNORECASE).strip()
