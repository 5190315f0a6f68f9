"""Where each cell of each edition comes from: groups of a tally, or the sum of other cells.

A table, cell by cell; :mod:`gongkai.reports.registers_counted` says what the tallies count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from gongkai.information_requests.models import Ground
from gongkai.law.forms import Form, load
from gongkai.law.outcomes import outcomes
from gongkai.reports.registers_counted import BY_NAME
from gongkai.reports.tallies import Group

GROUNDS = ("", *Ground.values)


@dataclass(frozen=True, slots=True)
class Pick:
    """Groups of one tally: for each group name the values taken (not named: all). ``sign`` -1 takes them away."""

    tally: str
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sign: int = 1

    def takes(self, group: Group) -> bool:
        names = BY_NAME[self.tally].groups
        return all(value in self.groups[name] for name, value in zip(names, group, strict=True) if name in self.groups)


@dataclass(frozen=True, slots=True)
class Source:
    """How one cell is computed: ``picks`` from tallies, or ``parts``, the cells of the same form it adds up."""

    picks: tuple[Pick, ...] = ()
    parts: tuple[str, ...] = ()


def pick(tally: str, **groups: str | tuple[str, ...]) -> Pick:
    """``pick("released", row="weibo")``."""
    chosen = {name: frozenset((value,) if isinstance(value, str) else value) for name, value in groups.items()}
    return Pick(tally, chosen)


COLUMNS = ("np", "ent", "sci", "pub", "law", "oth")
RESULTS = ("keep", "fix", "other")


def _cells_2014() -> Iterator[tuple[str, Source | str]]:
    """Cell → picks, or (text) the cells it adds up in the notation of the forms."""
    single: dict[str, Pick] = {
        "S14.1.1": pick("disclosed"),
        "S14.1.1.a": pick("disclosed", document="norm"),
        "S14.1.1.b": pick("documents_made", kind="norm"),
        "S14.1.2.1": pick("released", row="gazette"),
        "S14.1.2.2": pick("released", row="website"),
        "S14.1.2.3": pick("released", row="weibo"),
        "S14.1.2.4": pick("released", row="wechat"),
        "S14.1.2.5": pick("released", row="other"),
        "S14.2.1": pick("concerns"),
        "S14.2.2.1": pick("briefings", kind="press_conference"),
        "S14.2.2.1.a": pick("briefings", kind="press_conference", principal="yes"),
        "S14.2.2.2": pick("briefings", kind="interview"),
        "S14.2.2.2.a": pick("briefings", kind="interview", principal="yes"),
        "S14.2.2.3": pick("interpretations"),
        "S14.2.2.4": pick("responses", way="microblog"),
        "S14.2.2.5": pick("responses", way="other"),
        "S14.3.1.1": pick("requests_received", means="in_person"),
        "S14.3.1.2": pick("requests_received", means="fax"),
        "S14.3.1.3": pick("requests_received", means="online"),
        "S14.3.1.4": pick("requests_received", means="mail"),
        "S14.3.2.1": pick("requests_decided", extended="in_time"),
        "S14.3.2.2": pick("requests_decided", extended="extended"),
        "S14.6": pick("complaints"),
        "S14.7": pick("fees_paid"),
        "S14.8.1": pick("offices"),
        "S14.8.2": pick("reading_points"),
        "S14.8.3.1": pick("staff", post="full_time"),
        "S14.8.3.2": pick("staff", post="part_time"),
        "S14.8.4": pick("expenses"),
        "S14.9.1": pick("meetings"),
        "S14.9.2": pick("trainings"),
        "S14.9.3": pick("trainees"),
    }
    for number, result in enumerate(RESULTS, start=1):
        single[f"S14.4.{number}"] = pick("reviews_concluded", result=result)
        single[f"S14.5.{number}"] = pick("suits_concluded", result=result)
    yield from ((key, Source((one,))) for key, one in single.items())
    for row in _outcomes("2014"):
        picks = _answers_2014(row)
        yield row, Source((*picks, pick("requests_corrected")) if row == "S14.3.3.7" else tuple(picks))
    yield from {
        "S14.3.1": "S14.3.1.[1..4]",
        "S14.3.2": "S14.3.2.[1..2]",
        "S14.3.3.4": "S14.3.3.4.[a..f]",
        "S14.3.3": "S14.3.3.[1..8]",
        "S14.4": "S14.4.[1..3]",
        "S14.5": "S14.5.[1..3]",
        "S14.8.3": "S14.8.3.[1..2]",
    }.items()


def _outcomes(edition: str) -> dict[str, tuple[str, ...]]:
    """Every row of answers of this edition with the outcomes that fall into it (none for some)."""
    prefix = f"{load(edition).prefix}.3.3."
    total = "" if edition == "2014" else f"{prefix}7"
    inner = {row.parent for row in load(edition).rows.values()}
    codes = (code for code in load(edition).rows if code.startswith(prefix) and code not in inner and code != total)
    rows: dict[str, tuple[str, ...]] = dict.fromkeys(codes, ())
    for rule in outcomes().values():
        if (row := rule.report_row(edition)) is not None:
            rows[row] = (*rows[row], rule.code)
    return rows


def _answers_2014(row: str) -> list[Pick]:
    """What falls into a row of answers of the 2014 form, which splits a refusal by whose rights it protects."""
    whole: list[str] = []
    split: dict[tuple[str, ...], list[str]] = {}
    for rule in outcomes().values():
        grounds = tuple(ground for ground in GROUNDS if rule.report_row("2014", ground=ground) == row)
        if grounds == GROUNDS:
            whole.append(rule.code)
        elif grounds:
            split.setdefault(grounds, []).append(rule.code)
    picks = [pick("requests_decided", outcome=tuple(whole))] if whole else []
    return picks + [pick("requests_decided", outcome=tuple(codes), ground=to) for to, codes in split.items()]


def _cells_of_requests(edition: str) -> Iterator[tuple[str, Source | str]]:
    """Chapters three and four, the same in the 2019 and the 2021 edition but for the rows of 其他处理."""
    prefix = f"R{edition[2:]}"
    rows = {
        f"{prefix}.3.1": pick("requests_received"),
        f"{prefix}.3.2": pick("requests_carried_in"),
        f"{prefix}.3.4": pick("requests_carried_out"),
    }
    answers = _outcomes(edition)
    rows |= {row: pick("requests_decided", outcome=codes) for row, codes in answers.items()}
    for row, one in rows.items():
        for column in COLUMNS:
            yield f"{row}.{column}", Source((Pick(one.tally, {**one.groups, "applicant": frozenset((column,))}),))
        yield f"{row}.tot", f"{row}.[{','.join(COLUMNS)}]"
    for column in COLUMNS:
        yield f"{prefix}.3.3.7.{column}", Source(parts=tuple(f"{row}.{column}" for row in answers))
    yield f"{prefix}.3.3.7.tot", f"{prefix}.3.3.7.[{','.join(COLUMNS)}]"
    kinds: dict[str, dict[str, str]] = {"rev": {}, "dir": {"kind": "dir"}, "aft": {"kind": "aft"}}
    for row, groups in kinds.items():
        cases = "reviews" if row == "rev" else "suits"
        for result in RESULTS:
            yield f"{prefix}.4.{row}.{result}", Source((pick(f"{cases}_concluded", result=result, **groups),))
        yield f"{prefix}.4.{row}.pend", Source((pick(f"{cases}_pending", **groups),))
        yield f"{prefix}.4.{row}.tot", f"{prefix}.4.{row}.[keep,fix,other,pend]"


def _cells_2019() -> Iterator[tuple[str, Source | str]]:
    for kind in ("rule", "norm"):
        yield f"R19.2.1.{kind}.made", Source((pick("documents_made", kind=kind),))
        yield f"R19.2.1.{kind}.newpub", Source((pick("documents_newly_published", kind=kind),))
        yield f"R19.2.1.{kind}.totpub", Source((pick("documents_published", kind=kind),))
    for row in ("5.permit", "5.other", "6.punish", "6.force", "8.fee"):
        kind = row.partition(".")[2]
        before = pick("duty_items_before", kind=kind)
        yield f"R19.2.{row}.prev", Source((before,))
        away = replace(before, sign=-1)
        yield f"R19.2.{row}.delta", Source((pick("duty_items", kind=kind), away))
        if row != "8.fee":
            yield f"R19.2.{row}.dec", Source((pick("duty_decisions", kind=kind),))
    yield "R19.2.9.buy.count", Source((pick("duty_decisions", kind="buy"),))
    yield "R19.2.9.buy.amount", Source((pick("duty_money", kind="buy"),))
    yield from _cells_of_requests("2019")


def _cells_2021() -> Iterator[tuple[str, Source | str]]:
    for kind in ("rule", "norm"):
        for column in ("made", "repealed", "valid"):
            yield f"R21.2.1.{kind}.{column}", Source((pick(f"documents_{column}", kind=kind),))
    for row in ("5.permit", "6.punish", "6.force"):
        yield f"R21.2.{row}.dec", Source((pick("duty_decisions", kind=row.partition(".")[2]),))
    yield "R21.2.8.fee.amount", Source((pick("duty_money_wan", kind="fee"),))
    yield from _cells_of_requests("2021")


_EDITIONS = {"2014": _cells_2014, "2019": _cells_2019, "2021": _cells_2021}


@lru_cache(maxsize=8)
def sources(edition: str) -> dict[str, Source]:
    """Every cell of the edition, in printing order, with its source. ValueError when the table has a hole."""
    form = load(edition)
    found = {key: _source(form, what) for key, what in _EDITIONS[edition]()}
    if odd := set(found) ^ set(form.cells):
        raise ValueError(f"cells without a source, or sources without a cell: {sorted(odd)}")
    return {key: found[key] for key in form.cells}


def _source(form: Form, what: Source | str) -> Source:
    return Source(parts=form.expand(what)) if isinstance(what, str) else what


@lru_cache(maxsize=8)
def leaves(edition: str) -> dict[str, tuple[str, ...]]:
    """For every cell the cells at the bottom of its sums (itself, when it is no sum)."""
    table = sources(edition)

    def down(key: str) -> Iterator[str]:
        if not table[key].parts:
            yield key
        for part in table[key].parts:
            yield from down(part)

    return {key: tuple(down(key)) for key in table}


@lru_cache(maxsize=8)
def tallies_of(edition: str) -> tuple[str, ...]:
    """The names of the tallies this edition needs."""
    return tuple(dict.fromkeys(one.tally for source in sources(edition).values() for one in source.picks))


@lru_cache(maxsize=4096)
def takers(edition: str, tally: str, group: Group) -> tuple[tuple[str, int], ...]:
    """The cells that take this group of this tally, each with its sign."""
    return tuple(
        (key, one.sign)
        for key, source in sources(edition).items()
        for one in source.picks
        if one.tally == tally and one.takes(group)
    )
