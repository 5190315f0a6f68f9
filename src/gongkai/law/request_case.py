"""依申请公开 as values: the states of a request, what may happen to it, who does it, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.law.clocks import Consultation, ConsultationKind, Extension, Restart
from gongkai.law.fees import FeeScale
from gongkai.law.receipt import Intake


class State(StrEnum):
    """Where a request stands. EXTENDED is no state but an extension in the case."""

    SUBMITTED = "SUBMITTED"
    AWAIT_CONFIRM = "AWAIT_CONFIRM"
    REGISTERED = "REGISTERED"
    IN_REVIEW = "IN_REVIEW"
    AWAIT_CORRECTION = "AWAIT_CORRECTION"
    AWAIT_REASON = "AWAIT_REASON"
    CONSULT_THIRD = "CONSULT_THIRD"
    CONSULT_ORGAN = "CONSULT_ORGAN"
    AWAIT_FEE = "AWAIT_FEE"
    DELAYED = "DELAYED"
    DECIDED = "DECIDED"
    DELIVERED = "DELIVERED"
    ARCHIVED = "ARCHIVED"
    CLOSED_NO_CORRECTION = "CLOSED_NO_CORRECTION"
    CLOSED_NO_FEE = "CLOSED_NO_FEE"
    WITHDRAWN = "WITHDRAWN"
    IN_REMEDY = "IN_REMEDY"
    REDO = "REDO"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.SUBMITTED: "已提交，待登记",
    State.AWAIT_CONFIRM: "待双方确认",
    State.REGISTERED: "已登记",
    State.IN_REVIEW: "审查办理中",
    State.AWAIT_CORRECTION: "待补正",
    State.AWAIT_REASON: "待说明理由",
    State.CONSULT_THIRD: "征求第三方意见",
    State.CONSULT_ORGAN: "征求其他机关意见",
    State.AWAIT_FEE: "待缴费",
    State.DELAYED: "延迟答复",
    State.DECIDED: "已作出决定，待送达",
    State.DELIVERED: "已送达",
    State.ARCHIVED: "已归档",
    State.CLOSED_NO_CORRECTION: "不再处理：逾期不补正",
    State.CLOSED_NO_FEE: "不再处理：逾期未缴费",
    State.WITHDRAWN: "申请人撤回",
    State.IN_REMEDY: "复议中或诉讼中",
    State.REDO: "责令重新答复",
}

#: Day 0 is not fixed yet: not counted in the year's table.
BEFORE_RECEIPT = frozenset({State.SUBMITTED, State.AWAIT_CONFIRM})
#: Open on 31 December: carried into the next year (row 3.4).
CARRIED = frozenset(
    {
        State.REGISTERED,
        State.IN_REVIEW,
        State.AWAIT_CORRECTION,
        State.AWAIT_REASON,
        State.CONSULT_THIRD,
        State.CONSULT_ORGAN,
        State.AWAIT_FEE,
        State.DELAYED,
    }
)
OPEN = BEFORE_RECEIPT | CARRIED
#: States in which the reply clock runs (or is held up by a consultation).
REPLY_RUNS = frozenset(
    {State.REGISTERED, State.IN_REVIEW, State.AWAIT_REASON, State.CONSULT_THIRD, State.CONSULT_ORGAN}
)


class Event(StrEnum):
    """What may happen to a request."""

    CONFIRM = "confirm"
    REGISTER = "register"
    TAKE_UP = "take_up"
    ASK_CORRECTION = "ask_correction"
    CORRECTED = "corrected"
    CORRECTION_OVERDUE = "correction_overdue"
    ASK_REASONS = "ask_reasons"
    REASONS_ACCEPTED = "reasons_accepted"
    DELAY = "delay"
    CONSULT = "consult"
    LETTER_RECEIVED = "letter_received"
    OPINION_GIVEN = "opinion_given"
    OPINION_LAPSED = "opinion_lapsed"
    EXTEND = "extend"
    CHARGE = "charge"
    PAID = "paid"
    FEE_OVERDUE = "fee_overdue"
    DECIDE = "decide"
    DELIVER = "deliver"
    WITHDRAW = "withdraw"
    ARCHIVE = "archive"
    REMEDY_OPENED = "remedy_opened"
    REMEDY_UPHELD = "remedy_upheld"
    REMEDY_REDO = "remedy_redo"

    @property
    def label(self) -> str:
        return _EVENT_LABELS[self]


_EVENT_LABELS = {
    Event.CONFIRM: "与申请人确认收到",
    Event.REGISTER: "登记",
    Event.TAKE_UP: "开始审查",
    Event.ASK_CORRECTION: "告知补正",
    Event.CORRECTED: "收到补正",
    Event.CORRECTION_OVERDUE: "逾期不补正，不再处理",
    Event.ASK_REASONS: "要求说明理由",
    Event.REASONS_ACCEPTED: "理由合理，继续办理",
    Event.DELAY: "理由合理，延迟答复",
    Event.CONSULT: "征求意见",
    Event.LETTER_RECEIVED: "对方收到征求意见书",
    Event.OPINION_GIVEN: "收到意见",
    Event.OPINION_LAPSED: "逾期未提出意见",
    Event.EXTEND: "延长答复期限",
    Event.CHARGE: "通知收费",
    Event.PAID: "申请人缴费",
    Event.FEE_OVERDUE: "逾期未缴费，不再处理",
    Event.DECIDE: "作出答复",
    Event.DELIVER: "送达",
    Event.WITHDRAW: "申请人撤回",
    Event.ARCHIVE: "归档",
    Event.REMEDY_OPENED: "进入复议或诉讼",
    Event.REMEDY_UPHELD: "复议、诉讼结束，不需重新答复",
    Event.REMEDY_REDO: "被责令重新答复",
}


class Actor(StrEnum):
    """Who acts; where the desk has such a role, the value is that role's code."""

    APPLICANT = "applicant"
    OFFICER = "request_officer"
    HEAD = "final_review"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        return {
            "applicant": "申请人",
            "request_officer": "依申请公开经办",
            "final_review": "工作机构负责人",
            "system": "系统",
        }[self.value]


class Delivery(StrEnum):
    """How a paper reaches the applicant (国办公开办函〔2016〕235号)."""

    DIRECT = "direct"
    ENTRUSTED = "entrusted"
    POST = "post"
    ELECTRONIC = "electronic"
    COURIER = "courier"

    @property
    def label(self) -> str:
        return {
            "direct": "直接送达",
            "entrusted": "委托送达",
            "post": "邮政企业寄送",
            "electronic": "电子送达",
            "courier": "其他快递",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a request. Made by :func:`request_life.receive`, changed only by ``request_life.apply``."""

    state: State
    way: Intake
    arrived_on: date
    applicant: str = ""
    received_on: date | None = None
    correction_notices: int = 0
    correction_noticed_on: date | None = None
    correction_by: date | None = None
    restarts: tuple[Restart, ...] = ()
    extensions: tuple[Extension, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    fee_scale: FeeScale | None = None
    fee_noticed_on: date | None = None
    told_date: date | None = None
    outcome: str = ""
    decided_on: date | None = None
    delivered_on: date | None = None
    redo_by: date | None = None
    redo_outcome: str = ""
    redo_decided_on: date | None = None
    last_on: date | None = None

    @property
    def open_letters(self) -> tuple[int, ...]:
        """Positions of the consultations nobody has answered yet and whose period was not declared over."""
        return tuple(place for place, letter in enumerate(self.consultations) if letter.answered_on is None)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happened, on a day, by someone, with the details its event needs (the others stay empty)."""

    event: Event
    on: date
    by: Actor = Actor.OFFICER
    #: what is asked of the applicant: corrections, reasons
    asks: str = ""
    #: the date told: end of the correction period, delayed reply, period set by a ruling
    until: date | None = None
    #: extension
    days: int = 0
    approved: bool = False
    #: consultation: whom; ``letter`` is its place among the case's consultations. ``letter_received_on``: when the
    #: other side got the letter, or the applicant the fee notice (the day of the act if left out)
    kind: ConsultationKind | None = None
    letter_received_on: date | None = None
    letter: int | None = None
    #: fee: standard and yuan
    scale: FeeScale | None = None
    amount: int = 0
    #: decision
    outcome: str = ""
    articles: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    remedy_text: str = ""
    secrecy_checked: bool = False
    signed: bool = False
    #: delivery
    delivery: Delivery | None = None
    recipient: str = ""
    #: withdrawal: the applicant's written wish is on file
    written: bool = False
