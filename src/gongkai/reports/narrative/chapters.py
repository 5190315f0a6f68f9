"""The chapters of a report: its own, or the default ones of its edition, filled with the year's facts."""

from __future__ import annotations

import html
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from gongkai.findings import Failure
from gongkai.law.forms import load
from gongkai.reports.narrative.language import render
from gongkai.reports.narrative.rich_text import plain, tidy

_FILES = {"2014": "2014.toml", "2019": "since-2019.toml", "2021": "since-2019.toml"}
_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Template:
    """One chapter before it is filled; ``position`` 0 is the preface, which has no title."""

    position: int
    title: str
    body: str


@dataclass(slots=True)
class Told:
    """One chapter as it will be printed. ``body`` is HTML; ``used``: bound names and what they stood for."""

    position: int
    title: str
    body: str
    used: dict[str, str] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """“一、总体情况”; empty for the preface."""
        return f"{chinese_number(self.position)}、{self.title}" if self.position else ""

    @property
    def text(self) -> str:
        return plain(self.body)


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals: 一, 十, 十三, 二十一."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


@lru_cache(maxsize=8)
def default_chapters(edition: str) -> tuple[Template, ...]:
    """The chapters a new report begins with, preface first, as rich text with bindings."""
    data = _data(edition)
    chapters = [Template(0, "", as_html(data["preface"]))]
    official = {chapter.number: chapter.title for chapter in load(edition).chapters} if edition != "2014" else {}
    for position, entry in enumerate(data["chapter"], start=1):
        chapters.append(Template(position, official.get(position, entry["title"]), as_html(entry["body"])))
    return tuple(chapters)


@lru_cache(maxsize=8)
def _data(edition: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(_FILES[edition]).read_text(encoding="utf-8"))


def as_html(text: str) -> str:
    """Plain lines as rich text: “# ” begins a heading, every other line is a paragraph."""
    lines = []
    for line in text.strip().splitlines():
        tag, words = ("h3", line[2:]) if line.startswith("# ") else ("p", line)
        if words.strip():
            lines.append(f"<{tag}>{html.escape(words.strip(), quote=False)}</{tag}>")
    return "\n".join(lines)


def tell(templates: Iterable[Template], edition: str, values: Mapping[str, Any]) -> list[Told]:
    """Every chapter filled; failures name the chapter and the line."""
    known = {"格式.依据": _data(edition).get("basis", {}).get(edition, ""), "单位.联系方式": _contact(values), **values}
    return [_told(template, known) for template in templates]


def _told(template: Template, values: Mapping[str, Any]) -> Told:
    place = f"第{chinese_number(template.position)}章" if template.position else "报告说明"
    title = render(template.title, values, place=f"{place}标题")
    body = render(template.body, values, place=place)
    return Told(
        template.position,
        html.unescape(title.text),
        tidy(body.text),
        {**title.used, **body.used},
        [*title.failures, *body.failures],
    )


def _contact(values: Mapping[str, Any]) -> str:
    parts = (("地址", "单位.地址"), ("邮编", "单位.邮编"), ("联系电话", "单位.电话"), ("电子邮箱", "单位.邮箱"))
    return "；".join(f"{name}：{values[key]}" for name, key in parts if values.get(key))
