"""What stands in the way of an act on a request, and what the act does to it.

A *standing* guard needs only the case and the day (so a page can grey a button out and say why); a *detail* guard also
looks at the act. Both yield :class:`Failure`s. An *effect* gives the changed case. The table in ``request_life.py``
puts them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from gongkai.findings import Failure, Refused
from gongkai.law.clocks import (
    Clock,
    Consultation,
    ConsultationKind,
    Extension,
    Restart,
    RestartKind,
    check_correction,
    extension_latest,
    fee_due,
    organ_due,
    reply_due,
    third_party_due,
)
from gongkai.law.outcomes import outcome
from gongkai.law.receipt import receipt
from gongkai.law.regulations import regulation_on
from gongkai.law.remedies import RemedyKind, remedy
from gongkai.law.request_case import Act, Case, Delivery, Event, State
from gongkai.law.workdays import Calendar

Standing = Callable[[Case, date, Calendar], Iterator[Failure]]
Detail = Callable[[Case, Act, Calendar], Iterator[Failure]]
Effect = Callable[[Case, Act, Calendar], Case]

_CLOSING_OUTCOMES = {"O-61": Event.CORRECTION_OVERDUE, "O-62": Event.FEE_OVERDUE}
_REVIEW_FIRST_WORDS = "应当先申请行政复议"


# ── clocks of a case ─────────────────────────────────────────────────────────────────────────────────────────────────


def day0(case: Case) -> date:
    """The receipt date; Refused while it is not fixed."""
    if case.received_on is None:
        raise Refused([Failure("not-received", "收到申请的日期还没有确定")])
    return case.received_on


def reply_clock(case: Case, calendar: Calendar, as_of: date | None = None) -> Clock:
    """K-REP of the case with its extension, consultations and restarts."""
    return reply_due(
        day0(case),
        calendar=calendar,
        extensions=case.extensions,
        consultations=case.consultations,
        restarts=case.restarts,
        as_of=as_of,
    )


def extension_clock(case: Case, calendar: Calendar, as_of: date | None = None) -> Clock:
    """The last day to decide an extension."""
    return extension_latest(
        day0(case), calendar=calendar, consultations=case.consultations, restarts=case.restarts, as_of=as_of
    )


def fee_clock(case: Case, calendar: Calendar) -> Clock:
    """K-FEE: the last day to pay."""
    if case.fee_noticed_on is None:
        raise Refused([Failure("no-fee", "还没有发收费通知")])
    return fee_due(case.fee_noticed_on, calendar=calendar)


def letter_clock(case: Case, place: int, calendar: Calendar) -> Clock | None:
    """K-3P or K-CO of one consultation; None while it is not known when the other side got the letter."""
    letter = case.consultations[place]
    if letter.received_on is None:
        return None
    reckon = third_party_due if letter.kind is ConsultationKind.THIRD_PARTY else organ_due
    return reckon(letter.received_on, application_received=day0(case), calendar=calendar)


# ── standing guards: (case, day, calendar) ───────────────────────────────────────────────────────────────────────────


def free(case: Case, on: date, calendar: Calendar) -> Iterator[Failure]:
    """Nothing stands in the way."""
    return iter(())


def one_correction(case: Case, on: date, calendar: Calendar) -> Iterator[Failure]:
    yield from _failures(
        lambda: check_correction(day0(case), on, calendar=calendar, earlier_notices=case.correction_notices)
    )


def correction_over(case: Case, on: date, calendar: Calendar) -> Iterator[Failure]:
    if case.correction_by is not None and on <= case.correction_by:
        yield Failure("correction-running", f"补正期限到 {case.correction_by} 才届满")


def revised_regulation(case: Case, on: date, calendar: Calendar) -> Iterator[Failure]:
    regulation = regulation_on(day0(case))
    if regulation.correction is None:
        yield Failure("no-such-step", f"{regulation.title}没有这个环节")


def before_reply_due(case: Case, on: date, calendar: Calendar) -> Iterator[Failure]:
    last = reply_clock(case, calendar, as_of=on).date
    if on > last:
        yield Failure("reply-overdue", f"答复期限已于 {last} 届满，请尽快答复，不能再走这一步")


def may_extend(case: Case, on: date, calendar: Calendar) -> Iterator[Failure]:
    since = max((restart.on for restart in case.restarts), default=day0(case))
    if any(extension.days and extension.decided_on >= since for extension in case.extensions):
        yield Failure("extension-twice", "答复期限已经延长过一次，不能再延长")
        return
    last = extension_clock(case, calendar, as_of=on).date
    if on > last:
        yield Failure("extension-late", f"答复期限已于 {last} 届满，不能再延长")


def not_charged(case: Case, on: date, calendar: Calendar) -> Iterator[Failure]:
    if case.fee_scale is not None:
        yield Failure("fee-twice", "这件申请已经发过收费通知，一件申请只能用一种标准收一次费")
        return
    yield from before_reply_due(case, on, calendar)
    yield from _failures(lambda: fee_due(on, calendar=calendar))


def fee_in_time(case: Case, on: date, calendar: Calendar) -> Iterator[Failure]:
    last = fee_clock(case, calendar).date
    if on > last:
        yield Failure("fee-late", f"缴费期限已于 {last} 届满，逾期未缴费的视为放弃申请")


def fee_over(case: Case, on: date, calendar: Calendar) -> Iterator[Failure]:
    last = fee_clock(case, calendar).date
    if on <= last:
        yield Failure("fee-running", f"缴费期限到 {last} 才届满")


# ── detail guards: (case, act, calendar) ─────────────────────────────────────────────────────────────────────────────


def no_detail(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    return iter(())


def receipt_known(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    yield from _failures(lambda: receipt(case.way, arrived_on=case.arrived_on, confirmed_on=act.on))


def asks_with_date(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    if not act.asks.strip():
        yield Failure("asks-nothing", "要写明需要补正的事项或者需要说明的理由", "告知内容")
    if act.until is None or act.until <= act.on:
        yield Failure("no-period", "要写明合理的期限，并且在告知之日以后", "期限")


def told_later_date(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    if act.until is None or act.until <= act.on:
        yield Failure("no-date", "要写明告知申请人的答复日期，并且在今天以后", "延迟到")


def consultation_detail(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    if act.kind is None:
        yield Failure("no-kind", "要写明征求第三方还是其他行政机关的意见", "征求对象")
        return
    regulation = regulation_on(day0(case))
    if act.kind not in regulation.suspension_kinds:
        yield Failure("consultation-kind", f"{regulation.title}没有规定征求{act.kind.label}意见的程序", "征求对象")
    if act.letter_received_on is not None and act.letter_received_on < act.on:
        yield Failure("consultation-order", "对方收到的日期早于发出的日期", "对方收到日期")


def letter_detail(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    yield from opinion_detail(case, act, calendar)
    if act.letter in case.open_letters and case.consultations[act.letter].received_on is not None:
        yield Failure("letter-received", "这封征求意见书已经登记过对方收到的日期", "征求意见书")


def opinion_detail(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    if act.letter not in case.open_letters:
        yield Failure("no-letter", "没有这一封还未答复的征求意见书", "征求意见书")
    elif act.on < case.consultations[act.letter].sent_on:
        yield Failure("consultation-order", "收到意见的日期早于发出征求意见书的日期", "日期")


def opinion_over(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    if act.letter not in case.open_letters:
        yield Failure("no-letter", "没有这一封还未答复的征求意见书", "征求意见书")
        return
    clock = letter_clock(case, act.letter, calendar)
    if clock is None:
        yield Failure("letter-unreceived", "还不知道对方何时收到征求意见书，算不出它的期限", "对方收到日期")
    elif act.on <= clock.date:
        yield Failure("opinion-running", f"对方提出意见的期限到 {clock.date} 才届满", "日期")


def extension_detail(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    regulation = regulation_on(day0(case))
    limit = regulation.extension.days
    if type(act.days) is not int or not 1 <= act.days <= limit:
        yield Failure("extension-days", f"延长的期限是1至{limit}个工作日，不能是{act.days}个", "延长天数")
    if not act.approved:
        yield Failure("extension-approval", "延长答复期限要经政府信息公开工作机构负责人同意", "审批")


def fee_detail(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    if act.scale is None:
        yield Failure("no-scale", "要写明按件还是按量计收，只能选一种", "收费标准")
    if type(act.amount) is not int or act.amount <= 0:
        yield Failure("fee-amount", "收费金额要是大于0的整数（元）；不需收费的不发收费通知", "金额")


def withdrawal_detail(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    if not act.written:
        yield Failure("not-written", "申请人撤回申请要有书面材料", "撤回材料")


def decision_detail(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    """Refusal without article and reason, a reply without or with the wrong remedy text, unsigned, unchecked."""
    try:
        rule = outcome(act.outcome)
    except Refused as refused:
        yield from refused.failures
        return
    if act.outcome in _CLOSING_OUTCOMES:
        event = _CLOSING_OUTCOMES[act.outcome]
        yield Failure("outcome-event", f"“{rule.label}”要用“{event.label}”办理，不用作出答复", "答复类型")
        return
    if case.state is State.AWAIT_REASON and act.outcome != "O-54":
        yield Failure("outcome-state", "正在等申请人说明理由，只能答复“无正当理由大量反复申请”", "答复类型")
    if act.outcome == "O-43" and case.correction_notices == 0:
        yield Failure("outcome-uncorrected", "没有告知过补正，不能答复“补正后申请内容仍不明确”", "答复类型")
    if act.outcome == "O-54" and case.state is not State.AWAIT_REASON:
        yield Failure("outcome-no-reasons", "要先请申请人说明理由，才能答复“无正当理由大量反复申请”", "答复类型")
    if rule.articles and not act.articles:
        yield Failure("no-article", f"“{rule.label}”要写明依据的条、款、项", "法律依据")
    if rule.family != "予以公开" and not any(reason.strip() for reason in act.reasons):
        yield Failure("no-reason", f"“{rule.label}”要写明理由：{'；'.join(rule.reasons)}", "理由")
    if not act.secrecy_checked:
        yield Failure("no-secrecy-check", "答复前要经过保密审查", "保密审查")
    if not act.signed:
        yield Failure("unsigned", "答复要经负责人签发", "签发")
    yield from _remedy_failures(act)


def _remedy_failures(act: Act) -> Iterator[Failure]:
    text = act.remedy_text.replace(" ", "")
    if not text:
        yield Failure("no-remedy", "答复要告知行政复议、行政诉讼的途径和期限", "救济告知")
        return
    kind = remedy(act.outcome, act.on, review_body="复议机关").kind
    if kind is not RemedyKind.CHOICE and _REVIEW_FIRST_WORDS not in text:
        yield Failure("remedy-kind", "对不予公开不服的，应当先申请行政复议，救济告知没有写明", "救济告知")
    if kind is RemedyKind.CHOICE and _REVIEW_FIRST_WORDS in text:
        yield Failure("remedy-kind", "这类答复不是复议前置，救济告知写错了", "救济告知")


def delivery_detail(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    if act.delivery is None:
        yield Failure("no-delivery", "要写明送达方式", "送达方式")
    elif act.delivery is Delivery.COURIER:
        yield Failure("courier", "只能由邮政企业寄送，不能用其他快递（国办公开办函〔2016〕235号）", "送达方式")
    if case.applicant and act.recipient != case.applicant:
        yield Failure("recipient", "受送达人不是申请人", "受送达人")


def redo_detail(case: Case, act: Act, calendar: Calendar) -> Iterator[Failure]:
    if act.until is None or act.until < act.on:
        yield Failure("no-date", "要写明重新答复的期限", "期限")


def _failures(check: Callable[[], object]) -> Iterator[Failure]:
    try:
        check()
    except Refused as refused:
        yield from refused.failures


# ── effects: (case, act, calendar) → case ───────────────────────────────────────────────────────────────────────────


def moved(case: Case, act: Act, calendar: Calendar) -> Case:
    """Only the state changes."""
    return case


def received(case: Case, act: Act, calendar: Calendar) -> Case:
    return replace(case, received_on=receipt(case.way, arrived_on=case.arrived_on, confirmed_on=act.on).date)


def correction_asked(case: Case, act: Act, calendar: Calendar) -> Case:
    return replace(
        case,
        correction_notices=case.correction_notices + 1,
        correction_noticed_on=act.on,
        correction_by=act.until,
    )


def corrected(case: Case, act: Act, calendar: Calendar) -> Case:
    return replace(case, restarts=(*case.restarts, Restart(RestartKind.CORRECTION, act.on)))


def paid(case: Case, act: Act, calendar: Calendar) -> Case:
    return replace(case, restarts=(*case.restarts, Restart(RestartKind.PAYMENT, act.on)))


def told(case: Case, act: Act, calendar: Calendar) -> Case:
    return replace(case, told_date=act.until)


def letter_sent(case: Case, act: Act, calendar: Calendar) -> Case:
    assert act.kind is not None
    letter = Consultation(act.kind, act.on, act.letter_received_on)
    return _consulting(replace(case, consultations=(*case.consultations, letter)))


def letter_received(case: Case, act: Act, calendar: Calendar) -> Case:
    assert act.letter is not None
    letters = list(case.consultations)
    letters[act.letter] = replace(letters[act.letter], received_on=act.on)
    return replace(case, consultations=tuple(letters))


def letter_answered(case: Case, act: Act, calendar: Calendar) -> Case:
    assert act.letter is not None
    return _answered(case, act.letter, act.on)


def letter_lapsed(case: Case, act: Act, calendar: Calendar) -> Case:
    """Silence: the consultation ended with the other side's period, not on the day somebody noted it."""
    assert act.letter is not None
    clock = letter_clock(case, act.letter, calendar)
    return _answered(case, act.letter, clock.date if clock else act.on)


def extended(case: Case, act: Act, calendar: Calendar) -> Case:
    return replace(case, extensions=(*case.extensions, Extension(act.days, act.on, act.approved)))


def charged(case: Case, act: Act, calendar: Calendar) -> Case:
    return replace(case, fee_scale=act.scale, fee_noticed_on=act.letter_received_on or act.on)


def decided(case: Case, act: Act, calendar: Calendar) -> Case:
    """The first decision is what the year's table counts; a redo stands beside it and changes no figure."""
    if case.state is State.REDO:
        return replace(case, redo_outcome=act.outcome, redo_decided_on=act.on)
    return replace(case, outcome=act.outcome, decided_on=act.on)


def closed_as(code: str) -> Effect:
    """An effect that closes the case with an outcome."""

    def effect(case: Case, act: Act, calendar: Calendar) -> Case:
        return replace(case, outcome=code, decided_on=act.on)

    return effect


def delivered(case: Case, act: Act, calendar: Calendar) -> Case:
    return replace(case, delivered_on=act.on)


def redo(case: Case, act: Act, calendar: Calendar) -> Case:
    return replace(case, redo_by=act.until)


def settled(case: Case, act: Act, calendar: Calendar) -> Case:
    """A remedy that leaves the reply as it is: back to where the case stood."""
    back = {"O-61": State.CLOSED_NO_CORRECTION, "O-62": State.CLOSED_NO_FEE}.get(case.outcome, State.DELIVERED)
    return replace(case, state=back)


def _answered(case: Case, place: int, on: date) -> Case:
    letters = list(case.consultations)
    letters[place] = replace(letters[place], answered_on=on)
    return _consulting(replace(case, consultations=tuple(letters)))


def _consulting(case: Case) -> Case:
    """The state follows from what is still open: a third party, else an organ, else review."""
    kinds = {case.consultations[place].kind for place in case.open_letters}
    if ConsultationKind.THIRD_PARTY in kinds:
        return replace(case, state=State.CONSULT_THIRD)
    return replace(case, state=State.CONSULT_ORGAN if kinds else State.IN_REVIEW)
