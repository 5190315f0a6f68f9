"""The small language in which the form files write their identities.

::

    R21.3.1.np + R21.3.2.np = R21.3.3.7.np + R21.3.4.np
    S14.3.3.4 = sum(S14.3.3.4.[a..f])                 a list of cells: [a..f], [1..8], [keep,fix], R21.3.*
    if S14.2.2.4 + S14.2.2.5 > 0 then S14.2.1 >= 1    says nothing when the condition is false
    max(…)  positive(…)                               the largest; how many are above zero
    prev(…)  parts(…)                                 the same cell last year; the sum over the agencies below
    fact(name)  fact(name, 0)                         a figure from outside the sheet, with a default
    2 * sum(…) + 10                                   whole factors and constants

Cells that are blank stand for an unknown number (not below zero unless the cell is signed): a comparison that cannot
come right whatever they hold is false, one that cannot go wrong is true, otherwise the answer is open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import eq, ge, gt, itemgetter, le, lt, ne
from typing import Any

from gongkai.law.forms.values import plain_number

Numbers = Mapping[str, Decimal]
INFINITE = Decimal("Infinity")
SHOW_ALL = 8  # a longer sum prints without its zeros


@dataclass(slots=True)
class Scene:
    """The numbers an expression is asked about. ``open_cells`` are printed but hold no number (blank, dash)."""

    cells: Numbers
    previous: Numbers | None = None
    parts: Numbers | None = None
    facts: Numbers = field(default_factory=dict)
    open_cells: Mapping[str, str] = field(default_factory=dict)
    signed: frozenset[str] = frozenset()

    def source(self, name: str) -> Numbers | None:
        return self.cells if name == "cells" else self.previous if name == "previous" else self.parts


class Absent(Exception):
    """An operand is not in the file, last year's report or the facts at all."""


@dataclass(frozen=True, slots=True)
class Term:
    """Some cells of one source, put together one way, times a whole factor."""

    how: str  # sum, max, positive, constant, fact
    source: str = "cells"  # cells, previous, parts
    keys: tuple[str, ...] = ()
    factor: int = 1
    constant: Decimal | None = None  # the constant, or a fact's default

    def outside(self, scene: Scene) -> Decimal | None:
        """A constant, or a fact (else its default): what does not come from a sheet."""
        return scene.facts.get(self.keys[0], self.constant) if self.keys else self.constant

    def value(self, scene: Scene) -> Decimal:
        """Exact value; KeyError where an operand holds no number."""
        if self.how in ("constant", "fact"):
            number = self.outside(scene)
            if number is None:
                raise KeyError(self.keys)
            return self.factor * number
        numbers = scene.source(self.source)
        if numbers is None:
            raise KeyError(self.source)
        return self.factor * _together(self.how, [numbers[key] for key in self.keys])

    def bounds(self, scene: Scene) -> tuple[Decimal, Decimal]:
        """Least and greatest value when blanks may hold anything; Absent where an operand is not there at all."""
        try:
            exact = self.value(scene)
        except KeyError:
            low, high = self._open_bounds(scene)
            return (
                (self.factor * low, self.factor * high) if self.factor > 0 else (self.factor * high, self.factor * low)
            )
        return exact, exact

    def _open_bounds(self, scene: Scene) -> tuple[Decimal, Decimal]:
        numbers = scene.source(self.source)
        if self.how == "fact" or numbers is None or self.source != "cells":
            raise Absent
        missing = [key for key in self.keys if key not in numbers]
        if any(key not in scene.open_cells for key in missing):
            raise Absent
        known = _together(self.how, [numbers[key] for key in self.keys if key in numbers])
        if self.how == "positive":
            return known, known + len(missing)
        if any(key in scene.signed for key in missing):
            return -INFINITE, INFINITE
        return known, INFINITE

    def show(self, scene: Scene, *, without_zeros: bool = False) -> str:
        """The term with its numbers; 空 for a blank, 缺 for what is not in the file."""
        if self.how in ("constant", "fact"):
            number = self.outside(scene)
            return "缺" if number is None else plain_number(number)
        numbers = scene.source(self.source) or {}
        texts = [_shown(key, numbers, scene) for key in self.keys]
        if self.how == "max":
            return f"最大值({'、'.join(texts)})"
        if self.how == "positive":
            return f"大于 0 的个数({'、'.join(texts)})"
        if without_zeros:
            texts = [text for text in texts if text != "0"] or ["0"]
        return " + ".join(texts)


def _together(how: str, numbers: Sequence[Decimal]) -> Decimal:
    if how == "sum":
        return sum(numbers, Decimal(0))
    if how == "max":
        return max(numbers, default=Decimal(0))
    return Decimal(sum(1 for number in numbers if number > 0))


def _shown(key: str, numbers: Numbers, scene: Scene) -> str:
    number = numbers.get(key)
    if number is not None:
        return plain_number(number)
    return "空" if key in scene.open_cells else "缺"


class Side:
    """A sum of terms: one side of a comparison."""

    __slots__ = ("_fast", "keys", "terms")

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.terms = terms
        self.keys = tuple(key for term in terms if term.source == "cells" and term.how != "fact" for key in term.keys)
        self._fast = self._plain_getter()

    def _plain_getter(self) -> Callable[[Any], tuple[Decimal, ...]] | None:
        """One fetch for the common case: cells of this sheet added up."""
        plain = all(term.how == "sum" and term.source == "cells" and term.factor == 1 for term in self.terms)
        if not plain:
            return None
        if len(self.keys) == 1:
            key = self.keys[0]
            return lambda numbers: (numbers[key],)
        return itemgetter(*self.keys)

    def value(self, scene: Scene) -> Decimal:
        if self._fast is not None:
            return sum(self._fast(scene.cells), Decimal(0))
        return sum((term.value(scene) for term in self.terms), Decimal(0))

    def bounds(self, scene: Scene) -> tuple[Decimal, Decimal]:
        pairs = [term.bounds(scene) for term in self.terms]
        return sum((low for low, _ in pairs), Decimal(0)), sum((high for _, high in pairs), Decimal(0))

    def show(self, scene: Scene) -> str:
        """“3 + 4 - 1”; a long sum drops its zeros, and is “0” when nothing is left."""
        pieces: list[str] = []
        short = len(self.keys) > SHOW_ALL
        for term in self.terms:
            text = term.show(scene, without_zeros=short)
            if short and text == "0" and len(self.terms) > 1:
                continue
            if abs(term.factor) != 1:
                text = f"{abs(term.factor)} × ({text})"
            if pieces or term.factor < 0:
                pieces.append("-" if term.factor < 0 else "+")
            pieces.append(text)
        return " ".join(pieces) or "0"


_OPERATORS: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "=": (eq, "="),
    "!=": (ne, "≠"),
    "<=": (le, "≤"),
    ">=": (ge, "≥"),
    "<": (lt, "<"),
    ">": (gt, ">"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Left side, operator, right side."""

    left: Side
    operator: str
    right: Side

    @property
    def sign(self) -> str:
        return _OPERATORS[self.operator][1]

    def holds(self, scene: Scene) -> bool:
        """KeyError where an operand holds no number."""
        return _OPERATORS[self.operator][0](self.left.value(scene), self.right.value(scene))

    def holds_at_all(self, scene: Scene) -> bool | None:
        """True or false whatever the blanks hold; ``None`` when they decide. Absent where an operand is not there."""
        (low, high), (right_low, right_high) = self.left.bounds(scene), self.right.bounds(scene)
        apart = high < right_low or right_high < low
        exact = low == high == right_low == right_high
        answers: dict[str, tuple[bool, bool]] = {
            "=": (exact, apart),
            "!=": (apart, exact),
            "<=": (high <= right_low, low > right_high),
            "<": (high < right_low, low >= right_high),
            ">=": (low >= right_high, high < right_low),
            ">": (low > right_high, high <= right_low),
        }
        surely, never = answers[self.operator]
        return True if surely else False if never else None

    def show(self, scene: Scene) -> str:
        return f"{self.left.show(scene)} {self.sign} {self.right.show(scene)}"


@dataclass(frozen=True, slots=True)
class Clause:
    """``if condition then conclusion``, or the conclusion alone."""

    condition: Comparison | None
    conclusion: Comparison

    def holds(self, scene: Scene) -> bool:
        """KeyError where an operand holds no number."""
        if self.condition is not None and not self.condition.holds(scene):
            return True
        return self.conclusion.holds(scene)

    def holds_at_all(self, scene: Scene) -> bool | None:
        """Three-valued; Absent where a deciding operand is not there."""
        condition = True if self.condition is None else self.condition.holds_at_all(scene)
        if condition is False:
            return True
        conclusion = self.conclusion.holds_at_all(scene)
        if conclusion is True or condition is True:
            return conclusion
        return None

    def sides(self) -> tuple[Side, ...]:
        both = (self.conclusion.left, self.conclusion.right)
        return both if self.condition is None else (self.condition.left, self.condition.right, *both)

    def terms(self) -> tuple[Term, ...]:
        return tuple(term for side in self.sides() for term in side.terms)

    def show(self, scene: Scene) -> str:
        text = self.conclusion.show(scene)
        return text if self.condition is None else f"若 {self.condition.show(scene)}，则 {text}"


_TOKEN = re.compile(
    r"\s*(?:(?P<word>if|then|sum|max|positive|prev|parts|fact)\b"
    r"|(?P<reference>[RS]\d\d(?:\.(?:[\w]+|\[[^\]]+\]|\*))+)"
    r"|(?P<name>[a-z_]+)|(?P<number>\d+(?:\.\d+)?)|(?P<sign><=|>=|!=|[-+*=<>(),]))"
)


class _Reader:
    """A recursive-descent reader over the tokens of one expression."""

    def __init__(self, text: str, keys: Collection[str]) -> None:
        self.text, self.keys = text, keys
        self.tokens: list[str] = []
        position = 0
        while position < len(text.rstrip()):
            match = _TOKEN.match(text, position)
            if match is None:
                raise ValueError(f"勾稽关系写法不对：{text[position:]!r}，在“{text}”中")
            self.tokens.append(match[match.lastgroup])  # type: ignore[index]
            position = match.end()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise ValueError(f"勾稽关系写法不对：此处应为“{wanted or '一项'}”而是“{token}”，在“{self.text}”中")
        self.at += 1
        return token

    def clause(self) -> Clause:
        condition = None
        if self.peek() == "if":
            self.take()
            condition = self.comparison()
            self.take("then")
        clause = Clause(condition, self.comparison())
        if self.peek():
            self.take("（结束）")
        return clause

    def comparison(self) -> Comparison:
        left = self.side()
        operator = self.take()
        if operator not in _OPERATORS:
            raise ValueError(f"勾稽关系缺少比较符号：“{self.text}”")
        return Comparison(left, operator, self.side())

    def side(self) -> Side:
        terms = [self.term(1)]
        while self.peek() in ("+", "-"):
            terms.append(self.term(-1 if self.take() == "-" else 1))
        return Side(tuple(terms))

    def term(self, factor: int) -> Term:
        token = self.take()
        if token[0].isdigit():
            if self.peek() == "*":
                self.take()
                return self.term(factor * int(token))
            return Term("constant", factor=factor, constant=Decimal(token))
        if token == "fact":
            return self.fact(factor)
        how, source = "sum", "cells"
        if token in ("sum", "max", "positive"):
            how = token
        elif token in ("prev", "parts"):
            source = "previous" if token == "prev" else "parts"
        else:
            return Term(how, source, expand(token, self.keys), factor)
        self.take("(")
        keys = expand(self.take(), self.keys)
        self.take(")")
        return Term(how, source, keys, factor)

    def fact(self, factor: int) -> Term:
        self.take("(")
        name, default = self.take(), None
        if self.peek() == ",":
            self.take()
            default = Decimal(self.take())
        self.take(")")
        return Term("fact", keys=(name,), factor=factor, constant=default)


def read_clause(text: str, keys: Collection[str]) -> Clause:
    """An expression as a clause over the cells ``keys``; ValueError with the place when it cannot be read."""
    return _Reader(text, keys).clause()


_LIST = re.compile(r"\[([^\]]+)\]")


def expand(reference: str, keys: Collection[str]) -> tuple[str, ...]:
    """The cells a reference names, in order; ValueError when one of them is not in the form."""
    if reference.endswith(".*"):
        found = tuple(key for key in keys if key.startswith(reference[:-1]))
        if not found:
            raise ValueError(f"表中没有“{reference}”下的格")
        return found
    match = _LIST.search(reference)
    if match is None:
        if reference not in keys:
            raise ValueError(f"表中没有“{reference}”这一格")
        return (reference,)
    before, after = reference[: match.start()], reference[match.end() :]
    return tuple(key for item in _items(match[1]) for key in expand(f"{before}{item}{after}", keys))


def _items(text: str) -> list[str]:
    """``1..8`` and ``a..f`` counted out; ``keep,fix`` taken apart."""
    if ".." not in text:
        return [item.strip() for item in text.split(",")]
    first, _, last = text.partition("..")
    if first.isdigit():
        return [str(number) for number in range(int(first), int(last) + 1)]
    return [chr(code) for code in range(ord(first), ord(last) + 1)]
