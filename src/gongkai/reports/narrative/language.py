"""A small template language for chapters, safe to give to anyone who may edit one.

``{{ S14.1.1 }}`` puts a bound value; ``{% 如果 S14.3.1 > 0 %}…{% 否则 %}…{% 结束 %}`` chooses by a condition;
``{% 逐个 项 于 渠道 隔以 ， %}{{ 项.名称 }}{{ 项.数量 }}条{% 结束 %}`` goes through a list. Conditions compare a
value with a number or a text (``= != > >= < <=``), or ask whether it is anything but zero or empty; ``且`` and ``或``
join them, ``非`` denies one. There are no calls, no attributes, no inclusion of other files. What a name means is
looked up in one flat table handed in; a name that is not in it is a failure with its place, never an empty gap.
"""

from __future__ import annotations

import html
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from gongkai.findings import Failure
from gongkai.law.forms import plain_number

Values = Mapping[str, Any]

MAX_LENGTH = 200_000
MAX_DEPTH = 8
MAX_TURNS = 500

_MARK = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_NAME = re.compile(r"[\w“”·]+(?:\.[\w]+)*")
_KEYWORDS = {"如果": "if", "否则": "else", "结束": "end", "逐个": "for", "if": "if", "else": "else", "endif": "end"}
_KEYWORDS |= {"for": "for", "endfor": "end"}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "!=": operator.ne,
    "=": operator.eq,
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
_COMPARISON = re.compile(r"(>=|<=|!=|==|=|>|<)")
_FOR = re.compile(r"(?P<item>\S+)\s+(?:于|in)\s+(?P<list>\S+)(?:\s+(?:隔以|sep)\s+(?P<sep>\S+))?")


@dataclass(slots=True)
class Node:
    """A piece of a template: ``text``, ``value``, ``if`` (parts: yes, no) or ``for`` (parts: body)."""

    kind: str
    what: str
    line: int = 1
    parts: tuple[list[Node], ...] = ()


@dataclass(slots=True)
class Rendered:
    """The text with its values, the names it used with what they stood for, and what was wrong."""

    text: str
    used: dict[str, str] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


def render(template: str, values: Values, *, place: str = "") -> Rendered:
    """Fill a template (HTML or plain text). Values are escaped for HTML. Failures name ``place`` and the line."""
    if len(template) > MAX_LENGTH:
        return Rendered("", failures=[Failure("too_long", f"正文超过{MAX_LENGTH}字，请分成几章", place)])
    writer = _Writer(values, place)
    nodes = writer.parse(template)
    text = "" if writer.failures else writer.write(nodes, {})
    return Rendered(text, writer.used, writer.failures)


def names_in(template: str) -> list[str]:
    """Every name a template puts into the text, in order; nothing is looked up."""
    return [_inner(mark) for mark in _MARK.findall(template) if mark.startswith("{{")]


def _inner(mark: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", mark[2:-2])).replace("\xa0", " ").strip()


class _Writer:
    """Parses and writes one template, collecting failures."""

    def __init__(self, values: Values, place: str) -> None:
        self.values, self.place = values, place
        self.used: dict[str, str] = {}
        self.failures: list[Failure] = []
        self.turns = 0

    def fail(self, code: str, message: str, line: int) -> None:
        place = f"{self.place}第{line}行" if self.place else f"第{line}行"
        failure = Failure(code, message, place)
        if failure not in self.failures:
            self.failures.append(failure)

    # ── reading ──

    def parse(self, template: str) -> list[Node]:
        """The template as a tree; an unclosed or stray mark is a failure."""
        root: list[Node] = []
        stack: list[tuple[Node | None, list[Node]]] = [(None, root)]
        line = 1
        for part in _MARK.split(template):
            if part.startswith("{{"):
                stack[-1][1].append(Node("value", _inner(part), line))
            elif part.startswith("{%"):
                self._statement(_inner(part), line, stack)
            elif part:
                if "{{" in part or "{%" in part:
                    self.fail("unclosed_mark", "有“{{”或“{%”没有写完，请补上“}}”或“%}”", line + part.count("\n"))
                stack[-1][1].append(Node("text", part, line))
            line += part.count("\n")
        for node, _ in stack[1:]:
            if node is not None:
                self.fail("unclosed_block", f"“{node.what}”没有写“结束”", node.line)
        return root

    def _statement(self, statement: str, line: int, stack: list[tuple[Node | None, list[Node]]]) -> None:
        word, _, rest = statement.partition(" ")
        keyword, open_node = _KEYWORDS.get(word), stack[-1][0]
        if keyword in ("if", "for"):
            node = Node(keyword, rest.strip(), line, ([], []))
            stack[-1][1].append(node)
            stack.append((node, node.parts[0]))
            if len(stack) > MAX_DEPTH:
                self.fail("too_deep", f"“如果”和“逐个”套得太深，最多{MAX_DEPTH - 1}层", line)
        elif keyword == "else" and open_node is not None and open_node.kind == "if":
            stack[-1] = (open_node, open_node.parts[1])
        elif keyword == "end" and open_node is not None:
            stack.pop()
        elif keyword is None:
            self.fail("unknown_word", f"不认识“{word}”，可用的有：如果、否则、逐个、结束", line)
        else:
            self.fail("stray_word", f"“{word}”前面没有对应的“如果”或“逐个”", line)

    # ── writing ──

    def write(self, nodes: Sequence[Node], local: Values) -> str:
        return "".join(getattr(self, f"_write_{node.kind}")(node, local) for node in nodes)

    def _write_text(self, node: Node, local: Values) -> str:
        return node.what

    def _write_value(self, node: Node, local: Values) -> str:
        value = self.look_up(node.what, node.line, local)
        if isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str)):
            self.fail("not_a_value", f"“{node.what}”是清单，要用“逐个”列出", node.line)
            return ""
        shown = as_text(value)
        if node.what not in local:
            self.used[node.what] = shown
        return html.escape(shown, quote=False)

    def _write_if(self, node: Node, local: Values) -> str:
        return self.write(node.parts[0 if self.holds(node.what, node.line, local) else 1], local)

    def _write_for(self, node: Node, local: Values) -> str:
        match = _FOR.fullmatch(node.what)
        if match is None:
            self.fail("bad_loop", "“逐个”的写法是：逐个 项 于 清单 隔以 、", node.line)
            return ""
        items = self.look_up(match["list"], node.line, local)
        if isinstance(items, str) or not isinstance(items, Sequence):
            if items is not None:
                self.fail("not_a_list", f"“{match['list']}”不是清单", node.line)
            return ""
        pieces = []
        for item in items:
            self.turns += 1
            if self.turns > MAX_TURNS:
                self.fail("too_many", f"列出的项目超过{MAX_TURNS}个，请改用附表", node.line)
                break
            inner = {f"{match['item']}.{name}": value for name, value in item.items()}
            pieces.append(self.write(node.parts[0], {**local, **inner}))
        return (match["sep"] or "").join(pieces)

    def look_up(self, name: str, line: int, local: Values) -> Any:
        if name in local:
            return local[name]
        if name in self.values:
            return self.values[name]
        if not _NAME.fullmatch(name):
            self.fail("bad_name", f"“{name}”不是一个名称，大括号里只能写数据的名称", line)
        else:
            self.fail("unknown_name", f"没有“{name}”这个数据，请核对名称或格的代码", line)
        return None

    # ── conditions ──

    def holds(self, condition: str, line: int, local: Values) -> bool:
        """``A 且 B 或 C``: 且 binds closer than 或, as in writing."""
        return any(
            all(self._simple(part.strip(), line, local) for part in re.split(r"\s+(?:且|and)\s+", either))
            for either in re.split(r"\s+(?:或|or)\s+", condition)
        )

    def _simple(self, condition: str, line: int, local: Values) -> bool:
        if match := re.match(r"(?:非|not)\s+(.+)", condition):
            return not self._simple(match[1], line, local)
        left, *rest = (part.strip() for part in _COMPARISON.split(condition, maxsplit=1))
        if not left:
            self.fail("bad_condition", "“如果”后面要写条件，如：如果 S14.3.1 > 0", line)
            return False
        value = self.look_up(left, line, local)
        if not rest:
            return bool(value)
        other = self._operand(rest[1], line, local)
        try:
            return _COMPARE[rest[0]](value, other)
        except TypeError:
            self.fail("bad_condition", f"“{condition}”两边不能比较", line)
            return False

    def _operand(self, text: str, line: int, local: Values) -> Any:
        if text[:1] in "\"'“" and text[-1:] in "\"'”" and len(text) > 1:
            return text[1:-1]
        try:
            return Decimal(text)
        except InvalidOperation:
            return self.look_up(text, line, local)


def as_text(value: Any) -> str:
    """A value as it is printed: plain digits for numbers, nothing for what is missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | Decimal):
        return plain_number(Decimal(value))
    return str(value)
