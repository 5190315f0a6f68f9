"""Wrongly written words, repeated words, brackets, punctuation and foreign words in Chinese official text.

::

    for fault in find_wording(text):            # everything below, in order of place, overlaps removed
        fault.rule, fault.start, fault.end, fault.found, fault.right, fault.severity, fault.message

    wrong_words(text)   W-01   word pairs with guards, and fixed phrases one character off
    repeated(text)      W-02   工作工作, 透明度和透明度, 的的
    brackets(text)      W-03   （ without ）, 《 without 》, “ without ”
    punctuation(text)   W-04   half-width signs between Chinese characters, ，， and 。。
    foreign(text)       W-05   思想 and 精神
    redundant(text)     W-06   涉及到, 约…左右, 68余条
    placeholders(text)  W-07   XX镇, （填写单位名称）, #REF!
    numbering(text)     W-08   一是…三是

The word lists are the TOML files in ``words/``; severity block is an error, confirm a warning, hint an info. Nothing is
changed, only found. Positions are those of the text given.
"""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.checks.wording.fault import Fault, words_file
from gongkai.checks.wording.repeats import echoes, repeated
from gongkai.checks.wording.signs import OPENING, brackets, loose_sign, loose_signs, partner_of, punctuation
from gongkai.checks.wording.style import foreign, numbering, placeholders, redundant
from gongkai.checks.wording.words import Pair, pairs, wrong_words
from gongkai.findings import Severity

__all__ = [
    "OPENING",
    "Fault",
    "Pair",
    "brackets",
    "echoes",
    "find_wording",
    "foreign",
    "loose_sign",
    "loose_signs",
    "numbering",
    "pairs",
    "partner_of",
    "placeholders",
    "punctuation",
    "redundant",
    "repeated",
    "without_overlaps",
    "words_file",
    "wrong_words",
]


def find_wording(text: str) -> list[Fault]:
    """Every fault of a text in order of place; of two that overlap the graver, then the longer one is kept."""
    found: Iterable[Fault] = (
        fault
        for finder in (wrong_words, repeated, brackets, punctuation, foreign, redundant, placeholders)
        for fault in finder(text)
    )
    return without_overlaps(found)


def without_overlaps(faults: Iterable[Fault]) -> list[Fault]:
    """The faults in order of place, each piece of text reported once."""
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    kept: list[Fault] = []
    for fault in sorted(faults, key=lambda fault: (rank[fault.severity], fault.start - fault.end, fault.start)):
        if all(fault.end <= other.start or fault.start >= other.end for other in kept):
            kept.append(fault)
    return sorted(kept, key=lambda fault: fault.start)
