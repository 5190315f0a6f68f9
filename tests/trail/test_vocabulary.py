"""Every act that the source writes to the trail has its Chinese words.

The source is read, not run: each call of ``record`` (and of a function that hands its own ``act`` on to it) names its
act as a text, a choice of texts, a text with known parts, or a name that is given such texts in the same function.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from gongkai.disclosures.models import Answer, ReassessmentResult, ReviewStep
from gongkai.reports.services import STEPS
from gongkai.trail.vocabulary import ACTS, act_words

SOURCE = Path(find_spec("gongkai").submodule_search_locations[0])
#: What may stand in the holes of an act made of parts.
PARTS = {
    "answer": [Answer.KEPT.value, Answer.BASIS.value],
    "verb": list(STEPS),
    "self.role": ReviewStep.values,
    "result.value": ReassessmentResult.values,
}
ACT = re.compile(r"[a-z_]+(\.[a-z_]+)*")


def _texts(node: ast.expr, function: ast.AST) -> Iterator[str]:
    """All texts an expression may be."""
    if (known := PARTS.get(ast.unparse(node))) is not None:
        yield from known
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, function)
        yield from _texts(node.orelse, function)
    elif isinstance(node, ast.JoinedStr):
        yield from _joined(node, function)
    elif isinstance(node, ast.Name):
        yield from _given(node.id, function)
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        yield from _given(node.value.id, function)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value, function)


def _joined(node: ast.JoinedStr, function: ast.AST) -> Iterator[str]:
    found = [""]
    for part in node.values:
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        ends = list(_texts(inner, function))
        found = [front + end for front in found for end in ends]
    yield from found


def _given(name: str, function: ast.AST) -> Iterator[str]:
    """What is assigned to a name in the function, or in the file above it."""
    for node in ast.walk(function):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(target, ast.Name) and target.id == name for target in targets) and node.value is not None:
            yield from _texts(node.value, function)


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _calls() -> Iterator[tuple[str, ast.expr, ast.AST]]:
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        own = path.name == "services.py" and path.parent.name == "trail"
        if not own and not any(
            one.module == "gongkai.trail.services" and any(name.name == "record" for name in one.names)
            for one in imports
        ):
            continue
        handed = {"record": 0} | _handing_on(tree)
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for function in functions:
            for node in ast.walk(function):
                name = _called(node)
                if name not in handed or (function.name in handed and name == "record"):
                    continue
                act = _argument(node, handed[name])
                if act is not None:
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", act, function


def _handing_on(tree: ast.Module) -> dict[str, int]:
    """Functions of a file that give one of their own arguments to ``record`` as the act → which one."""
    found = {}
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        names = [one.arg for one in function.args.args]
        for node in ast.walk(function):
            act = node.args[0] if _called(node) == "record" and node.args else None
            if isinstance(act, ast.Name) and act.id in names and not list(_given(act.id, function)):
                found[function.name] = names.index(act.id)
    return found


def _argument(call: ast.Call, position: int) -> ast.expr | None:
    named = next((one.value for one in call.keywords if one.arg == "act"), None)
    return named if named is not None else call.args[position] if len(call.args) > position else None


CALLS = list(_calls())


def test_the_walk_finds_the_acts_of_all_rooms():
    found = {text for _, act, function in CALLS for text in _texts(act, function)}
    assert {
        "disclosure.submit",
        "disclosure.first_review.return",
        "report.begin",
        "attribute.open",
        "role.give",
    } <= found
    assert {"disclosure.update", "disclosure.publish", "import", "trail.export", "interpretation.not_needed"} <= found


@pytest.mark.parametrize(("place", "act", "function"), CALLS, ids=[place for place, _, _ in CALLS])
def test_every_act_written_to_the_trail_has_chinese_words(place, act, function):
    texts = [text for text in _texts(act, function) if ACT.fullmatch(text)]
    assert texts, f"{place}: the act cannot be read from the source"
    assert [text for text in texts if text not in ACTS] == []


def test_words_are_chinese_and_no_two_acts_share_them():
    assert all(re.search("[\u4e00-\u9fff]", words) for words in ACTS.values())
    assert len(set(ACTS.values())) == len(ACTS)


def test_an_unknown_act_stands_as_it_is_written():
    assert act_words("something.else") == "something.else"
