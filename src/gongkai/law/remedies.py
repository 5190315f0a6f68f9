"""救济告知: what a reply must tell about review and suit, by its date and kind (``remedies.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from gongkai.findings import Step, Trace, refuse
from gongkai.law.outcomes import outcome


class RemedyKind(StrEnum):
    """How review and suit stand to each other for a reply."""

    CHOICE = "choice"
    REVIEW_FIRST = "review_first"
    PARTIAL = "partial"

    @property
    def label(self) -> str:
        return {"choice": "复议或者诉讼任选", "review_first": "复议前置", "partial": "不公开部分复议前置"}[self.value]


@dataclass(frozen=True, slots=True)
class Remedy:
    """The paragraph to print, its kind and the laws it rests on."""

    kind: RemedyKind
    text: str
    basis: str
    trace: Trace


def remedy(outcome_code: str, replied_on: date, *, review_body: str, court: str = "有管辖权的人民法院") -> Remedy:
    """The remedy paragraph for a reply of that outcome, dated ``replied_on``.

    ``review_body``: for a town or county department, the county-level government (行政复议法 24). Raises Refused
    for an unknown outcome, an empty review body or a date before 2008-05-01.
    """
    if not review_body.strip() or not court.strip():
        raise refuse("remedy-body", "要写明行政复议机关和人民法院，不能空着", "救济告知")
    rule, era = outcome(outcome_code), _era(replied_on)
    kind = RemedyKind.CHOICE
    if rule.review_first:
        kind = RemedyKind.PARTIAL if rule.family == "部分公开" else RemedyKind.REVIEW_FIRST
    if kind.value not in era:
        kind = RemedyKind.CHOICE
    text = era[kind.value].format(review=review_body, court=court)
    step = Step(f"答复日期{replied_on}，{rule.label}：{kind.label}", kind.value, era["basis"])
    return Remedy(kind, text, era["basis"], Trace((step,)))


@lru_cache(maxsize=1)
def _eras() -> list[dict[str, Any]]:
    eras = tomllib.loads(Path(__file__).with_name("remedies.toml").read_text(encoding="utf-8"))["era"]
    return sorted(eras, key=lambda era: era["from"])


def _era(day: date) -> dict[str, Any]:
    running = [era for era in _eras() if era["from"] <= day]
    if not running:
        raise refuse("before-regulation", f"{day} 时《政府信息公开条例》尚未施行，没有救济告知")
    return running[-1]
