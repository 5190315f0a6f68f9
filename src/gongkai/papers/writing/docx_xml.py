"""Small makers of WordprocessingML: an element, a run of text, a field, a paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from gongkai.papers.writing.layout import lines_of

P = qn("w:p")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(name: str, /, *children: Any, **attributes: str) -> Any:
    """``<w:name w:attribute="…">children</w:name>``; an attribute ``r_id`` is ``r:id``."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn("r:id" if key == "r_id" else f"w:{key}"), value)
    for child in children:
        element.append(child)
    return element


def text_runs(text: str) -> list[Any]:
    """The text as runs, a line break between its lines; quotes and dashes take their Chinese, full-width form."""
    runs: list[Any] = []
    for number, line in enumerate(lines_of(text)):
        run = w("r", w("rPr", w("rFonts", hint="eastAsia")))
        if number:
            run.append(w("br"))
        if line:
            words = w("t")
            words.text = line
            words.set(_SPACE, "preserve")
            run.append(words)
        if number or line:
            runs.append(run)
    return runs


def field_runs(instruction: str, result: str | None) -> list[Any]:
    """A complex field; without a result it stays open and the caller ends it further on."""
    words = w("instrText")
    words.text = instruction
    words.set(_SPACE, "preserve")
    runs = [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", words),
        w("r", w("fldChar", fldCharType="separate")),
    ]
    if result is not None:
        shown = w("t")
        shown.text = result
        runs += [w("r", shown), w("r", w("fldChar", fldCharType="end"))]
    return runs


def paragraph(style: str, runs: Iterable[Any] = (), *, properties: Iterable[Any] = ()) -> Any:
    """A paragraph of a style; further ``properties`` must follow the schema's order after the style."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *runs)
