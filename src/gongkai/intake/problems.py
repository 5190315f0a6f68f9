"""Everything that is wrong with a file, gathered before anything is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gongkai.findings import Failure, Refused

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Spot:
    """A row of a sheet of a file. Rows are counted as the spreadsheet shows them, from 1."""

    file: str
    sheet: str
    row: int

    def at(self, letter: str = "", heading: str = "") -> str:
        sheet = f"工作表“{self.sheet}”" if self.sheet else ""
        column = f"{letter}列“{heading}”" if heading else ""
        return f"{self.file} {sheet}第{self.row}行{column}"

    def beside(self, other: Spot) -> str:
        """How this row is named in a sentence about ``other``."""
        if (self.file, self.sheet) == (other.file, other.sheet):
            return f"第{self.row}行"
        return self.at()


@dataclass
class Problems:
    """Failures in the order in which they were found; only the first are kept, all are counted."""

    found: list[Failure] = field(default_factory=list)
    count: int = 0

    def add(self, code: str, message: str, place: str = "") -> None:
        self.count += 1
        if len(self.found) < SHOWN:
            self.found.append(Failure(code, message, place))

    def take(self, failures: Iterable[Failure]) -> None:
        for failure in failures:
            self.add(failure.code, failure.message, failure.place)

    def raise_if_any(self) -> None:
        """:raises Refused: with every failure; of more than 200 the rest are counted."""
        if not self.count:
            return
        more = self.count - len(self.found)
        last = [Failure("more", f"还有{more}处问题没有列出，请改好以上各处后再试")] if more else []
        last.append(Failure("nothing-written", f"共有{self.count}处问题，什么都没有写入"))
        raise Refused([*self.found, *last])
