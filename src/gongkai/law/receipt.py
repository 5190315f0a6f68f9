"""Day 0: on which day an application counts as received, by the way it came (条例 31; 国办公开办函〔2015〕207号)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.findings import Step, Trace, refuse
from gongkai.law.workdays import show_date


class Intake(StrEnum):
    """The ways an application comes in, as far as they fix the receipt date differently."""

    IN_PERSON = "CH-1"
    SIGNED_POST = "CH-2"
    PLAIN_POST = "CH-3"
    INTERNET = "CH-4"
    FAX = "CH-5"
    SPOKEN = "CH-6"

    @property
    def label(self) -> str:
        return _WAYS[self].label


@dataclass(frozen=True, slots=True)
class _Way:
    """How a way fixes day 0: by the date named in ``decides``; ``said`` completes "以…为收到之日"."""

    label: str
    decides: str
    said: str
    basis: str


_ART31 = "《政府信息公开条例》第三十一条"
_WAYS: dict[Intake, _Way] = {
    Intake.IN_PERSON: _Way("当面提交", "arrived_on", "提交之日", f"{_ART31}第（一）项"),
    Intake.SIGNED_POST: _Way("邮寄（需签收）", "arrived_on", "行政机关签收之日", f"{_ART31}第（二）项"),
    Intake.PLAIN_POST: _Way("邮寄（平常信函）", "confirmed_on", "与申请人确认之日", f"{_ART31}第（二）项"),
    Intake.INTERNET: _Way("互联网", "confirmed_on", "双方确认之日", f"{_ART31}第（三）项"),
    Intake.FAX: _Way("传真", "confirmed_on", "双方确认之日", f"{_ART31}第（三）项"),
    Intake.SPOKEN: _Way("口头提出、由机关代为填写", "arrived_on", "代填完成之日", "《政府信息公开条例》第二十九条"),
}
_REVISED = date(2019, 5, 15)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Day 0 of every clock of a request, with the reason."""

    date: date
    trace: Trace


def receipt(way: Intake, *, arrived_on: date, confirmed_on: date | None = None) -> Receipt:
    """The receipt date of an application.

    ``arrived_on``: handed over, signed for (even by the mail room), or come in; ``confirmed_on``: confirmed with the
    applicant, which plain post, internet and fax need. Before 2019-05-15 an e-mail counts from its arrival (207号).
    Raises Refused when a needed date is missing or the dates contradict each other.
    """
    rule = _WAYS[way]
    if confirmed_on is not None and confirmed_on < arrived_on:
        raise refuse("receipt-order", f"确认日期（{confirmed_on}）早于申请到达日期（{arrived_on}）", "确认日期")
    if way is Intake.INTERNET and arrived_on < _REVISED and confirmed_on is None:
        step = Step(
            f"电子邮件以进入邮箱系统之日{show_date(arrived_on)}为收到之日",
            arrived_on.isoformat(),
            "国办公开办函〔2015〕207号",
        )
        return Receipt(arrived_on, Trace((step,)))
    if rule.decides == "arrived_on":
        day = arrived_on
    elif confirmed_on is None:
        raise refuse("receipt-unconfirmed", f"{rule.label}的申请要与申请人确认后才算收到，请先填确认日期", "确认日期")
    else:
        day = confirmed_on
    steps = [Step(f"{rule.label}：以{rule.said}{show_date(day)}为收到申请之日", day.isoformat(), rule.basis)]
    if way is Intake.PLAIN_POST and day > arrived_on:
        steps.append(Step(f"信函{show_date(arrived_on)}到达，应当在当日与申请人确认，实际晚了", "", rule.basis))
    return Receipt(day, Trace(tuple(steps)))
