"""The clocks of a request: reply with extension, suspension and restart; correction; consultation; fee; alerts.

Each function returns a :class:`Clock`, the last day on which the act is in time with its trace, or raises Refused with
the Chinese reason why the law does not allow what was asked. Which text of the 条例 applies follows from the day the
application was first received. The arithmetic of extension, suspension and restart is ours where the text gives only
the principle ("不计算在内"): see ``docs/decisions/0002-working-days.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gongkai.findings import Step, Trace, refuse
from gongkai.law.regulations import Limit, Regulation, alert_levels, data, regulation_on
from gongkai.law.workdays import Calendar, show_date


class ConsultationKind(StrEnum):
    """Whom a consultation asks."""

    THIRD_PARTY = "third_party"
    ORGAN = "organ"

    @property
    def label(self) -> str:
        return {"third_party": "第三方", "organ": "其他行政机关"}[self.value]


class RestartKind(StrEnum):
    """What makes the reply clock begin afresh."""

    CORRECTION = "correction"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class Consultation:
    """A letter that asks a third party or another organ. ``received_on``: when the other side got it."""

    kind: ConsultationKind
    sent_on: date
    received_on: date | None = None
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension of the reply period by ``days`` working days; ``approved`` by the head of the disclosure office."""

    days: int
    decided_on: date
    approved: bool = True


@dataclass(frozen=True, slots=True)
class Restart:
    """The reply clock begins afresh: day 0 is the day the correction came, or the day the fee was paid."""

    kind: RestartKind
    on: date


@dataclass(frozen=True, slots=True)
class Clock:
    """The last day in time, with its reason; ``provisional`` when a year's holiday notice is still to come."""

    code: str
    date: date
    trace: Trace
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """How urgent a due date is: ``code`` is overdue, due_today, a level of ``clocks.toml``, or calm."""

    code: str
    label: str
    days_left: int


# ── the reply ────────────────────────────────────────────────────────────────────────────────────────────────────────


def reply_due(
    received: date,
    *,
    calendar: Calendar,
    extensions: Sequence[Extension] = (),
    consultations: Iterable[Consultation] = (),
    restarts: Sequence[Restart] = (),
    as_of: date | None = None,
) -> Clock:
    """K-REP: the last day for the reply to an application first received on ``received``.

    Day 0 is the last restart, else the receipt. Working days on which a consultation ran (sent < d <= answered, the
    union of all letters) are not counted; an open consultation runs to ``as_of``, or to the end of the other side's own
    period if that is earlier. An extension made before the restart lapses with it. Raises Refused for an extension
    without approval, above the limit, a second one, or one after the period had ended.
    """
    regulation = regulation_on(received)
    letters = list(consultations)
    _check_letters(regulation, received, letters)
    day0, steps = _day0(regulation, received, restarts)
    suspended, suspension_steps = _suspended(calendar, regulation, day0, letters, as_of)
    base = calendar.add_working_days(day0, regulation.reply.days + suspended)
    valid = [extension for extension in extensions if extension.days and extension.decided_on >= day0]
    _check_extensions(regulation, received, extensions, valid, base)
    extra = sum(extension.days for extension in valid)
    total = regulation.reply.days + suspended + extra
    due = calendar.due(day0, total)
    steps.append(
        Step(f"答复期限{regulation.reply.days}个工作日", "", regulation.basis(regulation.reply.article)),
    )
    steps.extend(suspension_steps)
    if len(valid) < sum(1 for extension in extensions if extension.days):
        steps.append(Step("重新计算期限前作出的延期不再计入", "", regulation.basis(regulation.extension.article)))
    if extra:
        text = f"{valid[0].decided_on}决定延长{extra}个工作日，共{total}个工作日"
        steps.append(Step(text, str(extra), regulation.basis(regulation.extension.article)))
    return Clock("K-REP", due.date, Trace(tuple(steps)) + due.trace, due.provisional)


def suspended_working_days(calendar: Calendar, periods: Iterable[tuple[date, date]]) -> int:
    """Working days d with start < d <= end of any of the periods: the union, not the sum."""
    return sum(calendar.working_days_between(start, end) for start, end in _union(periods))


def extension_latest(
    received: date,
    *,
    calendar: Calendar,
    consultations: Iterable[Consultation] = (),
    restarts: Sequence[Restart] = (),
    as_of: date | None = None,
) -> Clock:
    """The last day on which an extension may still be decided: the day the period ends without one."""
    clock = reply_due(received, calendar=calendar, consultations=consultations, restarts=restarts, as_of=as_of)
    return Clock("K-EXT", clock.date, clock.trace, clock.provisional)


def _day0(regulation: Regulation, received: date, restarts: Sequence[Restart]) -> tuple[date, list[Step]]:
    steps = [Step(f"{show_date(received)}收到申请，适用{regulation.title}", received.isoformat())]
    day0 = received
    for restart in sorted(restarts, key=lambda restart: restart.on):
        if restart.on < received:
            raise refuse("restart-order", f"重新计算的日期（{restart.on}）早于收到申请的日期（{received}）")
        day0 = restart.on
        if restart.kind is RestartKind.CORRECTION:
            text = f"{show_date(day0)}收到补正后的申请，自次日起重新计算"
            steps.append(Step(text, day0.isoformat(), regulation.basis(regulation.restart_article)))
        else:
            text = f"{show_date(day0)}缴费，自缴费次日起重新计算"
            steps.append(Step(text, day0.isoformat(), data()["fee_payment"]["basis"]))
    return day0, steps


def _check_letters(regulation: Regulation, received: date, letters: list[Consultation]) -> None:
    for letter in letters:
        if letter.kind not in regulation.suspension_kinds:
            raise refuse("consultation-kind", f"{regulation.title}没有规定征求{letter.kind.label}意见的时间不计入期限")
        if letter.sent_on < received:
            raise refuse("consultation-order", f"征求意见的日期（{letter.sent_on}）早于收到申请的日期（{received}）")
        for name, day in (("收到征求意见书", letter.received_on), ("答复意见", letter.answered_on)):
            if day is not None and day < letter.sent_on:
                raise refuse(
                    "consultation-order", f"{letter.kind.label}{name}的日期（{day}）早于发出的日期（{letter.sent_on}）"
                )


def _suspended(
    calendar: Calendar, regulation: Regulation, day0: date, letters: list[Consultation], as_of: date | None
) -> tuple[int, list[Step]]:
    periods = []
    for letter in letters:
        start, end = max(letter.sent_on, day0), consultation_end(letter, regulation, calendar, as_of)
        if end > start:
            periods.append((start, end))
    steps = []
    basis = regulation.basis(regulation.suspension_article)
    for start, end in _union(periods):
        count = calendar.working_days_between(start, end)
        text = f"{show_date(start)}发出征求意见书，到{show_date(end)}止，{count}个工作日不计入期限"
        steps.append(Step(text, str(count), basis))
    return suspended_working_days(calendar, periods), steps


def consultation_end(
    letter: Consultation, regulation: Regulation, calendar: Calendar, as_of: date | None = None
) -> date:
    """The day a consultation stops holding up the reply: the answer, or the end of the other side's own period.

    An answer after the period does not lengthen it: silence had ended it. A letter still open, whose period cannot be
    reckoned or has not ended, runs to ``as_of``; without ``as_of``, to the period's end. Refused when neither is known.
    """
    limit = getattr(regulation, letter.kind.value)
    last = None
    if limit is not None and letter.received_on is not None:
        last = calendar.add_working_days(letter.received_on, limit.days)
    known = [day for day in (letter.answered_on or as_of, last) if day is not None]
    if not known:
        raise refuse("consultation-open", f"{letter.sent_on} 发出的征求意见书还没有答复，期限要等答复后才能算定")
    return min(known)


def _check_extensions(
    regulation: Regulation, received: date, given: Sequence[Extension], valid: Sequence[Extension], base: date
) -> None:
    """``given`` are all extensions, ``valid`` those that still count; ``base`` is the due date without them."""
    article = regulation.basis(regulation.extension.article)
    for extension in given:
        if extension.decided_on < received:
            raise refuse("extension-order", f"延期决定的日期（{extension.decided_on}）早于收到申请的日期（{received}）")
    if len(valid) > 1:
        raise refuse("extension-twice", f"答复期限只能延长一次（{article}）")
    for extension in valid:
        limit = regulation.extension.days
        if type(extension.days) is not int or not 0 <= extension.days <= limit:
            raise refuse("extension-days", f"延长的期限最多{limit}个工作日，不能是{extension.days}个（{article}）")
        if not extension.approved:
            raise refuse("extension-approval", f"延长答复期限要经政府信息公开工作机构负责人同意（{article}）")
        if extension.decided_on > base:
            raise refuse("extension-late", f"答复期限已于 {base.isoformat()} 届满，{extension.decided_on} 不能再延长")


def _union(periods: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The periods merged where they touch, in order."""
    merged: list[tuple[date, date]] = []
    for start, end in sorted(periods):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


# ── the other periods of working days ────────────────────────────────────────────────────────────────────────────────


def correction_due(received: date, *, calendar: Calendar, earlier_notices: int = 0) -> Clock:
    """K-COR: the last day for the one correction notice. Refused when one was given already, or no text sets a day."""
    regulation = regulation_on(received)
    if earlier_notices:
        raise refuse("correction-twice", f"补正只能一次性告知，已经告知过（{regulation.basis('第三十条')}）")
    return _period("K-COR", regulation, regulation.correction, "告知补正", received, calendar)


def check_correction(received: date, noticed_on: date, *, calendar: Calendar, earlier_notices: int = 0) -> None:
    """Refuse a correction notice that comes too late, too early or a second time."""
    regulation = regulation_on(received)
    if noticed_on < received:
        raise refuse("correction-order", f"告知补正的日期（{noticed_on}）早于收到申请的日期（{received}）")
    if regulation.correction is None:
        if earlier_notices:
            raise refuse("correction-twice", "已经告知过补正，不再重复告知")
        return
    last = correction_due(received, calendar=calendar, earlier_notices=earlier_notices).date
    if noticed_on > last:
        limit = regulation.correction
        text = f"告知补正应当在收到申请之日起{limit.days}个工作日内，最迟 {last.isoformat()}，{noticed_on} 已过"
        raise refuse("correction-late", f"{text}（{regulation.basis(limit.article)}）")


def third_party_due(letter_received: date, *, application_received: date, calendar: Calendar) -> Clock:
    """K-3P: the last day for a third party's opinion, from the day it received the letter."""
    regulation = regulation_on(application_received)
    return _period("K-3P", regulation, regulation.third_party, "第三方提出意见", letter_received, calendar)


def organ_due(letter_received: date, *, application_received: date, calendar: Calendar) -> Clock:
    """K-CO: the last day for a co-producing organ's opinion; silence then means consent."""
    regulation = regulation_on(application_received)
    return _period("K-CO", regulation, regulation.organ, "共同制作机关提出意见", letter_received, calendar)


def proactive_due(formed: date, *, calendar: Calendar) -> Clock:
    """P-01: the last day to publish information, from the day it was formed or changed."""
    regulation = regulation_on(formed)
    return _period("P-01", regulation, regulation.proactive, "主动公开", formed, calendar)


def _period(code: str, regulation: Regulation, limit: Limit | None, act: str, start: date, calendar: Calendar) -> Clock:
    if limit is None:
        raise refuse("no-limit", f"{regulation.title}没有规定{act}的期限")
    due = calendar.due(start, limit.days)
    step = Step(f"{act}的期限{limit.days}个工作日", str(limit.days), regulation.basis(limit.article))
    return Clock(code, due.date, Trace((step,)) + due.trace, due.provisional)


# ── periods of calendar days and months ──────────────────────────────────────────────────────────────────────────────


def fee_due(notice_received: date, *, calendar: Calendar) -> Clock:
    """K-FEE: the last day to pay, 30 calendar days counted from the day after the applicant got the notice."""
    rule = data()["fee_payment"]
    if notice_received < rule["from"]:
        raise refuse("fee-early", f"{notice_received} 还不能收信息处理费，{rule['basis']}自 {rule['from']} 起施行")
    return calendar_days_due("K-FEE", notice_received, rule["days"], calendar=calendar, basis=rule["basis"])


def calendar_days_due(code: str, start: date, days: int, *, calendar: Calendar, basis: str) -> Clock:
    """A period of calendar days; a last day on which offices rest moves to the next working day (民法典 203)."""
    if type(days) is not int or days < 1:
        raise refuse("days-number", f"天数要是大于0的整数，不能是 {days!r}")
    end = start + timedelta(days)
    step = Step(f"{show_date(start)}的次日起{days}日，到{show_date(end)}", end.isoformat(), basis)
    return _rolled(code, start, end, step, calendar)


def months_due(code: str, start: date, months: int, *, calendar: Calendar, basis: str) -> Clock:
    """A period of months ends on the same date, or the month's last day; it rolls like a period of days."""
    if type(months) is not int or months < 1:
        raise refuse("months-number", f"月数要是大于0的整数，不能是 {months!r}")
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    end = min(after - timedelta(1), date(year, month + 1, 1) + timedelta(start.day - 1))
    step = Step(f"{show_date(start)}起{months}个月，到{show_date(end)}", end.isoformat(), basis)
    return _rolled(code, start, end, step, calendar)


def _rolled(code: str, start: date, end: date, step: Step, calendar: Calendar) -> Clock:
    last = calendar.on_or_after(end)
    steps = [step]
    if last != end:
        reason = calendar.day(end).reason
        text = f"{show_date(end)}是{reason}，顺延到{show_date(last)}"
        steps.append(Step(text, last.isoformat(), "《民法典》第二百零三条"))
    note = calendar.note(start, last) if last != end or calendar.is_provisional(start, last) else ""
    if note:
        steps.append(Step(note))
    return Clock(code, last, Trace(tuple(steps)), bool(note))


# ── how urgent ───────────────────────────────────────────────────────────────────────────────────────────────────────


def alert(due: date, today: date, *, calendar: Calendar) -> Alert:
    """How urgent a due date is today, with the working days left (negative: so many past)."""
    if today > due:
        return Alert("overdue", "已逾期", -calendar.working_days_between(due, today))
    if today == due:
        return Alert("due_today", "今天到期", 0)
    left = calendar.working_days_between(today, due)
    for level in alert_levels():
        if left <= level.days:
            return Alert(level.code, level.label, left)
    return Alert("calm", "未到提醒期", left)


def in_time(dispatched: date, due: date) -> bool:
    """Posted (by 邮政企业) or signed for on the due day is in time (国办公开办函〔2016〕235号)."""
    return dispatched <= due
