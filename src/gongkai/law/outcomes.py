"""答复类型: the ways a request can end, with articles, report rows and what the paper must show (``outcomes.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from gongkai.findings import refuse

#: Form edition → prefix of its row codes.
EDITION_PREFIX = MappingProxyType({"2014": "S14", "2019": "R19", "2021": "R21"})
#: Rows of the 2021 form that the 2019 form has only as one.
_ONE_ROW_IN_2019 = "3.3.6"


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """One outcome. ``row`` is the suffix of the 2019 and 2021 forms, ``row_2014`` of the 2014 form ("" = no row)."""

    code: str
    label: str
    family: str
    articles: tuple[str, ...]
    row: str
    row_2014: str
    reasons: tuple[str, ...]
    review_first: bool = False
    row_2014_note: str = ""
    row_2014_by_ground: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def report_row(self, edition: str, *, ground: str = "") -> str | None:
        """The row of the annual form this outcome is counted in, e.g. ``R21.3.3.3.4``; None where the form has none.

        ``ground``: for O-34 in the 2014 form, ``trade_secret`` or ``privacy``. Refused for an unknown edition.
        """
        if edition not in EDITION_PREFIX:
            raise refuse("edition", f"没有“{edition}”版统计表，只有 {'、'.join(EDITION_PREFIX)} 三版")
        prefix = EDITION_PREFIX[edition]
        if edition == "2014":
            suffix = self.row_2014_by_ground.get(ground, self.row_2014)
            return f"{prefix}.{suffix}" if suffix else None
        if edition == "2019" and self.row.startswith(f"{_ONE_ROW_IN_2019}."):
            return f"{prefix}.{_ONE_ROW_IN_2019}"
        return f"{prefix}.{self.row}"


@lru_cache(maxsize=1)
def outcomes() -> MappingProxyType[str, OutcomeRule]:
    """All outcomes by code, in the order of the form's rows."""
    entries = tomllib.loads(Path(__file__).with_name("outcomes.toml").read_text(encoding="utf-8"))["outcome"]
    rules = (
        OutcomeRule(
            **entry
            | {
                "articles": tuple(entry["articles"]),
                "reasons": tuple(entry["reasons"]),
                "row_2014_by_ground": MappingProxyType(entry.get("row_2014_by_ground", {})),
            }
        )
        for entry in entries
    )
    return MappingProxyType({rule.code: rule for rule in rules})


def outcome(code: str) -> OutcomeRule:
    """The outcome of a code; Refused for an unknown one."""
    try:
        return outcomes()[code]
    except KeyError:
        raise refuse("outcome", f"没有“{code}”这个答复类型，可用的有：{'、'.join(outcomes())}") from None
