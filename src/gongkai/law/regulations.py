"""Which text of the 条例 applies, and the periods it sets: the data of ``clocks.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from gongkai.findings import refuse


@dataclass(frozen=True, slots=True)
class Limit:
    """A period of working days and the article that sets it."""

    days: int
    article: str


@dataclass(frozen=True, slots=True)
class Regulation:
    """One text of the 条例. A limit it does not set is ``None``."""

    code: str
    title: str
    since: date
    reply: Limit
    extension: Limit
    proactive: Limit
    correction: Limit | None
    third_party: Limit | None
    organ: Limit | None
    suspension_article: str
    suspension_kinds: tuple[str, ...]
    restart_article: str

    def basis(self, article: str) -> str:
        return f"{self.title}{article}"


@dataclass(frozen=True, slots=True)
class AlertLevel:
    """From ``days`` working days left on, say ``label``."""

    code: str
    label: str
    days: int


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """The whole of ``clocks.toml``."""
    return tomllib.loads(Path(__file__).with_name("clocks.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def regulations() -> tuple[Regulation, ...]:
    """All texts, oldest first."""
    return tuple(sorted(map(_regulation, data()["regulation"]), key=lambda regulation: regulation.since))


def regulation_on(day: date) -> Regulation:
    """The text in force on a day (for a request: its receipt date). Refused before the first came into force."""
    in_force = [regulation for regulation in regulations() if regulation.since <= day]
    if not in_force:
        first = regulations()[0].since
        raise refuse("before-regulation", f"{day.isoformat()} 时《政府信息公开条例》尚未施行（{first} 起施行）")
    return in_force[-1]


@lru_cache(maxsize=1)
def alert_levels() -> tuple[AlertLevel, ...]:
    """Most urgent first."""
    return tuple(sorted((AlertLevel(**entry) for entry in data()["alert"]), key=lambda level: level.days))


def _regulation(entry: dict[str, Any]) -> Regulation:
    def limit(name: str) -> Limit | None:
        return Limit(**entry[name]) if name in entry else None

    return Regulation(
        code=entry["code"],
        title=entry["title"],
        since=entry["from"],
        reply=Limit(**entry["reply"]),
        extension=Limit(**entry["extension"]),
        proactive=Limit(**entry["proactive"]),
        correction=limit("correction"),
        third_party=limit("third_party"),
        organ=limit("organ"),
        suspension_article=entry["suspension"]["article"],
        suspension_kinds=tuple(entry["suspension"]["kinds"]),
        restart_article=entry["restart"]["article"],
    )
