"""Word pairs with guards, and fixed phrases one character off (W-01)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick

from gongkai.checks.phrases import Phrase, near_phrase
from gongkai.checks.wording.fault import SEVERITY, Fault, words_file
from gongkai.findings import Severity

_NEAR = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """A wrong form, the right one, and where the wrong form is no fault."""

    wrong: str
    right: str
    severity: Severity = Severity.WARNING
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    only_near: tuple[str, ...] = ()
    unless_ahead: tuple[str, ...] = ()

    def holds(self, text: str, start: int, end: int) -> bool:
        """True when no guard speaks for the form as it stands."""
        if self.not_before and text.startswith(self.not_before, end):
            return False
        if self.not_after and text.endswith(self.not_after, 0, start):
            return False
        if self.only_before and not text.startswith(self.only_before, end):
            return False
        if self.only_after and not text.endswith(self.only_after, 0, start):
            return False
        if self.only_near:
            around = text[max(0, start - _NEAR) : end + _NEAR]
            if not any(word in around for word in self.only_near):
                return False
        return not (self.unless_ahead and any(word in text[end : end + _NEAR] for word in self.unless_ahead))


@lru_cache(maxsize=1)
def pairs() -> tuple[Pair, ...]:
    """Every word pair of the lists, in their order."""
    found = []
    for name in ("frequent", "official"):
        for entry in words_file(name)["words"]:
            guards = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
            severity = SEVERITY[entry.get("severity", "confirm")]
            found.append(Pair(entry["wrong"], entry["right"], severity, **guards))
    return tuple(found)


@lru_cache(maxsize=1)
def _automaton() -> ahocorasick.Automaton:
    """All wrong forms, and both halves of every fixed phrase, to be found in one pass."""
    keys: dict[str, list[Pair | tuple[Phrase, int]]] = {}
    for pair in pairs():
        keys.setdefault(pair.wrong, []).append(pair)
    for entry in words_file("phrases")["phrases"]:
        phrase = Phrase(entry["text"], tuple(entry.get("allowed", ())), SEVERITY[entry.get("severity", "confirm")])
        for side, half in enumerate(phrase.halves):
            keys.setdefault(half, []).append((phrase, side))
    machine = ahocorasick.Automaton()
    for key, entries in keys.items():
        machine.add_word(key, (len(key), tuple(entries)))
    machine.make_automaton()
    return machine


def wrong_words(text: str) -> Iterator[Fault]:
    """Word pairs and fixed phrases one character off (W-01)."""
    for last, (length, entries) in _automaton().iter(text):
        start = last - length + 1
        for entry in entries:
            if isinstance(entry, Pair):
                if entry.holds(text, start, last + 1):
                    yield _misspelt(text, start, last + 1, entry.right, entry.severity)
                continue
            phrase, side = entry
            span = near_phrase(text, start, last + 1, phrase, side)
            if span:
                yield _misspelt(text, *span, phrase.text, phrase.severity)


def _misspelt(text: str, start: int, end: int, right: str, severity: Severity) -> Fault:
    found = text[start:end]
    what = (
        "应为" if severity is Severity.ERROR else "疑为错字，一般写作" if severity is Severity.WARNING else "一般写作"
    )
    return Fault("W-01", start, end, found, right, severity, f"“{found}”{what}“{right}”，请核对。")
