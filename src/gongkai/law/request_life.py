"""The life of a request as one table: from which states an event may come, who may do it, what guards it, what it does
to the clock, which paper goes out, on which article it rests and in which row of the annual form it shows.

Everything is values in, values out: :func:`receive` opens a case, :func:`what_may_happen` says what is open now and
why the rest is not, :func:`apply` gives the changed case or raises Refused with every reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from gongkai.findings import Failure, Refused, Step, Trace, refuse
from gongkai.law import request_rules as rules
from gongkai.law.clocks import Clock, correction_due
from gongkai.law.outcomes import outcome
from gongkai.law.receipt import Intake
from gongkai.law.regulations import regulation_on
from gongkai.law.request_case import CARRIED, OPEN, REPLY_RUNS, Act, Actor, Case, Event, State
from gongkai.law.workdays import Calendar


class ClockEffect(StrEnum):
    """What an event does to the reply clock."""

    NONE = "none"
    START = "start"
    HOLD = "hold"
    RESUME = "resume"
    STOP = "stop"
    RESTART = "restart"
    LENGTHEN = "lengthen"
    REPLACE = "replace"
    END = "end"

    @property
    def label(self) -> str:
        return {
            "none": "不影响期限",
            "start": "开始计算期限",
            "hold": "期限暂停计算",
            "resume": "期限继续计算",
            "stop": "期限停止计算",
            "restart": "期限重新计算",
            "lengthen": "期限延长",
            "replace": "改按告知的日期",
            "end": "期限到此为止",
        }[self.value]


#: In the ``row`` column: the row follows from the outcome (``outcomes.toml``).
BY_OUTCOME = "3.3"
Latest = Callable[[Case, Calendar, date], Clock | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. ``to`` is None where the effect decides; ``row`` is a suffix of the 2019 and 2021 forms."""

    event: Event
    come_from: frozenset[State]
    to: State | None
    actors: frozenset[Actor]
    clock: ClockEffect
    article: str
    documents: tuple[str, ...] = ()
    row: str = ""
    standing: rules.Standing = rules.free
    detail: rules.Detail = rules.no_detail
    effect: rules.Effect = rules.moved
    latest: Latest | None = None


def _correction_latest(case: Case, calendar: Calendar, today: date) -> Clock | None:
    received = rules.day0(case)
    if regulation_on(received).correction is None:
        return None
    return correction_due(received, calendar=calendar)


def _reply_latest(case: Case, calendar: Calendar, today: date) -> Clock | None:
    return clock_of(case, calendar, as_of=today)


def _extension_latest(case: Case, calendar: Calendar, today: date) -> Clock | None:
    return rules.extension_clock(case, calendar, as_of=today)


def _fee_latest(case: Case, calendar: Calendar, today: date) -> Clock | None:
    return rules.fee_clock(case, calendar)


_OFFICE = frozenset({Actor.OFFICER, Actor.HEAD})
_ANYONE_HERE = _OFFICE | {Actor.APPLICANT}
_BY_TIME = _OFFICE | {Actor.SYSTEM}
_AT_WORK = frozenset({State.REGISTERED, State.IN_REVIEW})
_CONSULTING = frozenset({State.CONSULT_THIRD, State.CONSULT_ORGAN})

TABLE: tuple[Transition, ...] = (
    Transition(
        Event.CONFIRM, frozenset({State.AWAIT_CONFIRM}), State.REGISTERED, _OFFICE, ClockEffect.START,
        "第三十一条", ("D-02", "D-03"), "3.1", detail=rules.receipt_known, effect=rules.received,
    ),
    Transition(
        Event.REGISTER, frozenset({State.SUBMITTED}), State.REGISTERED, _OFFICE, ClockEffect.START,
        "第三十一条、第四十五条", ("D-02", "D-03"), "3.1", detail=rules.receipt_known, effect=rules.received,
    ),
    Transition(
        Event.TAKE_UP, frozenset({State.REGISTERED}), State.IN_REVIEW, _OFFICE, ClockEffect.NONE, "第四十五条",
    ),
    Transition(
        Event.ASK_CORRECTION, _AT_WORK, State.AWAIT_CORRECTION, _OFFICE, ClockEffect.STOP, "第三十条", ("D-04",),
        standing=rules.one_correction, detail=rules.asks_with_date, effect=rules.correction_asked,
        latest=_correction_latest,
    ),
    Transition(
        Event.CORRECTED, frozenset({State.AWAIT_CORRECTION}), State.REGISTERED, _ANYONE_HERE, ClockEffect.RESTART,
        "第三十条", effect=rules.corrected,
    ),
    Transition(
        Event.CORRECTION_OVERDUE, frozenset({State.AWAIT_CORRECTION}), State.CLOSED_NO_CORRECTION, _BY_TIME,
        ClockEffect.END, "第三十条", ("D-14",), "3.3.6.1",
        standing=rules.correction_over, effect=rules.closed_as("O-61"),
    ),
    Transition(
        Event.ASK_REASONS, _AT_WORK, State.AWAIT_REASON, _OFFICE, ClockEffect.NONE, "第三十五条", ("D-05",),
        standing=rules.revised_regulation, detail=rules.asks_with_date,
    ),
    Transition(
        Event.REASONS_ACCEPTED, frozenset({State.AWAIT_REASON}), State.IN_REVIEW, _OFFICE, ClockEffect.NONE,
        "第三十五条",
    ),
    Transition(
        Event.DELAY, frozenset({State.AWAIT_REASON}), State.DELAYED, _OFFICE, ClockEffect.REPLACE, "第三十五条",
        ("D-12",), detail=rules.told_later_date, effect=rules.told,
    ),
    Transition(
        Event.CONSULT, _AT_WORK | _CONSULTING, None, _OFFICE, ClockEffect.HOLD, "第三十二条、第三十四条",
        ("D-07", "D-08", "D-09"), standing=rules.before_reply_due, detail=rules.consultation_detail,
        effect=rules.letter_sent, latest=_reply_latest,
    ),
    Transition(
        Event.LETTER_RECEIVED, _CONSULTING, None, _OFFICE, ClockEffect.NONE, "第三十二条、第三十四条",
        detail=rules.letter_detail, effect=rules.letter_received,
    ),
    Transition(
        Event.OPINION_GIVEN, _CONSULTING, None, _OFFICE, ClockEffect.RESUME, "第三十二条、第三十四条",
        detail=rules.opinion_detail, effect=rules.letter_answered,
    ),
    Transition(
        Event.OPINION_LAPSED, _CONSULTING, None, _BY_TIME, ClockEffect.RESUME, "第三十二条、第三十四条",
        detail=rules.opinion_over, effect=rules.letter_lapsed,
    ),
    Transition(
        Event.EXTEND, _AT_WORK | _CONSULTING, None, _OFFICE, ClockEffect.LENGTHEN, "第三十三条第二款", ("D-06",),
        standing=rules.may_extend, detail=rules.extension_detail, effect=rules.extended, latest=_extension_latest,
    ),
    Transition(
        Event.CHARGE, _AT_WORK, State.AWAIT_FEE, _OFFICE, ClockEffect.STOP, "第四十二条", ("D-11",),
        standing=rules.not_charged, detail=rules.fee_detail, effect=rules.charged, latest=_reply_latest,
    ),
    Transition(
        Event.PAID, frozenset({State.AWAIT_FEE}), State.IN_REVIEW, _ANYONE_HERE, ClockEffect.RESTART, "第四十二条",
        standing=rules.fee_in_time, effect=rules.paid, latest=_fee_latest,
    ),
    Transition(
        Event.FEE_OVERDUE, frozenset({State.AWAIT_FEE}), State.CLOSED_NO_FEE, _BY_TIME, ClockEffect.END,
        "第四十二条", ("D-14",), "3.3.6.2", standing=rules.fee_over, effect=rules.closed_as("O-62"),
    ),
    Transition(
        Event.DECIDE, _AT_WORK | {State.AWAIT_REASON, State.DELAYED, State.REDO}, State.DECIDED, _OFFICE,
        ClockEffect.NONE, "第三十六条至第三十九条", ("D-13",), BY_OUTCOME, detail=rules.decision_detail,
        effect=rules.decided, latest=_reply_latest,
    ),
    Transition(
        Event.DELIVER, frozenset({State.DECIDED}), State.DELIVERED, _OFFICE, ClockEffect.END,
        "第四十条、国办公开办函〔2016〕235号", ("D-15",), detail=rules.delivery_detail, effect=rules.delivered,
        latest=_reply_latest,
    ),
    Transition(
        Event.WITHDRAW, OPEN, State.WITHDRAWN, _ANYONE_HERE, ClockEffect.END, "", ("D-14",), "3.3.6.3",
        detail=rules.withdrawal_detail, effect=rules.closed_as("O-63"),
    ),
    Transition(
        Event.ARCHIVE,
        frozenset({State.DELIVERED, State.CLOSED_NO_CORRECTION, State.CLOSED_NO_FEE, State.WITHDRAWN}),
        State.ARCHIVED, _OFFICE, ClockEffect.NONE, "第四十五条",
    ),
    Transition(
        Event.REMEDY_OPENED,
        frozenset({State.DELIVERED, State.ARCHIVED, State.CLOSED_NO_CORRECTION, State.CLOSED_NO_FEE}),
        State.IN_REMEDY, _OFFICE, ClockEffect.NONE, "第五十一条",
    ),
    Transition(
        Event.REMEDY_UPHELD, frozenset({State.IN_REMEDY}), None, _OFFICE, ClockEffect.NONE, "第五十一条",
        effect=rules.settled,
    ),
    Transition(
        Event.REMEDY_REDO, frozenset({State.IN_REMEDY}), State.REDO, _OFFICE, ClockEffect.REPLACE, "第五十一条",
        detail=rules.redo_detail, effect=rules.redo,
    ),
)  # fmt: skip

_BY_EVENT = {transition.event: transition for transition in TABLE}
_CONFIRMED_WAYS = frozenset({Intake.PLAIN_POST, Intake.INTERNET, Intake.FAX})


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may happen to a case now: until when, and why not when it may not."""

    transition: Transition
    latest: Clock | None
    failures: tuple[Failure, ...]

    @property
    def event(self) -> Event:
        return self.transition.event

    @property
    def allowed(self) -> bool:
        return not self.failures


@dataclass(frozen=True, slots=True)
class Applied:
    """A case after an act: the row of the table that was used, and the clock that runs now."""

    case: Case
    transition: Transition
    clock: Clock | None


def receive(way: Intake, arrived_on: date, *, applicant: str = "") -> Case:
    """Open a case: an application came in. Plain post, internet and fax wait for the confirmation of both sides."""
    state = State.AWAIT_CONFIRM if way in _CONFIRMED_WAYS else State.SUBMITTED
    return Case(state, way, arrived_on, applicant, last_on=arrived_on)


def what_may_happen(case: Case, today: date, *, calendar: Calendar, actor: Actor | None = None) -> tuple[Option, ...]:
    """Every event the table knows for the case's state (and the actor), its last day and what is in the way."""
    options = []
    for transition in TABLE:
        if case.state in transition.come_from and (actor is None or actor in transition.actors):
            latest = transition.latest(case, calendar, today) if transition.latest else None
            options.append(Option(transition, latest, tuple(transition.standing(case, today, calendar))))
    return tuple(options)


def apply(case: Case, act: Act, *, calendar: Calendar) -> Applied:
    """The case after the act. Raises Refused with every reason; the case given is never changed."""
    transition = _BY_EVENT[act.event]
    if case.state not in transition.come_from:
        raise refuse("state", f"“{case.state.label}”的申请不能“{act.event.label}”")
    if act.by not in transition.actors:
        allowed = "、".join(sorted(actor.label for actor in transition.actors))
        raise refuse("actor", f"“{act.event.label}”要由{allowed}办理，不能由{act.by.label}办理")
    if case.last_on is not None and act.on < case.last_on:
        raise refuse("order", f"“{act.event.label}”的日期（{act.on}）早于上一步的日期（{case.last_on}）", "日期")
    failures = [*transition.standing(case, act.on, calendar), *transition.detail(case, act, calendar)]
    if failures:
        raise Refused(failures)
    changed = replace(transition.effect(case, act, calendar), last_on=act.on)
    if transition.to is not None:
        changed = replace(changed, state=transition.to)
    return Applied(changed, transition, clock_of(changed, calendar, as_of=act.on))


def clock_of(case: Case, calendar: Calendar, *, as_of: date) -> Clock | None:
    """The clock that runs in the case's state: reply, correction period told, fee, delayed or ordered date; or None."""
    if case.state in REPLY_RUNS or (case.state is State.DECIDED and case.redo_by is None and case.told_date is None):
        return rules.reply_clock(case, calendar, as_of)
    if case.state is State.AWAIT_FEE:
        return rules.fee_clock(case, calendar)
    if case.state is State.AWAIT_CORRECTION and case.correction_by is not None:
        return _told("K-COR-REPLY", case.correction_by, "告知申请人的补正期限", "第三十条")
    if case.state in (State.REDO, State.DECIDED) and case.redo_by is not None:
        return _told("K-REDO", case.redo_by, "责令重新答复的期限", "")
    if case.state in (State.DELAYED, State.DECIDED) and case.told_date is not None:
        return _told("K-VOL", case.told_date, "告知申请人的延迟答复日期", "第三十五条")
    return None


def report_row(case: Case, edition: str, *, year: int, ground: str = "") -> str | None:
    """The row of chapter three a case shows in for a year: an outcome row when it was concluded in the year, row 3.4
    (``R21.3.4``) when it was open on 31 December, None when it does not show. The 2014 form has no row 3.4.
    """
    if case.received_on is None or case.received_on.year > year:
        return None
    if case.outcome and case.decided_on is not None and case.decided_on.year <= year:
        return outcome(case.outcome).report_row(edition, ground=ground) if case.decided_on.year == year else None
    carried = case.state in CARRIED or (case.decided_on is not None and case.decided_on.year > year)
    return f"R{edition[2:]}.3.4" if carried and edition in ("2019", "2021") else None


def _told(code: str, until: date, what: str, article: str) -> Clock:
    return Clock(code, until, Trace((Step(f"{what}：{until}", until.isoformat(), article),)))
