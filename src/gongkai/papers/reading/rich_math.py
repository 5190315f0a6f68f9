"""Equations (OMML) as one line of text with raised and lowered parts."""

from __future__ import annotations

from typing import Any

Part = tuple[str, str | None]
_SKIPPED = frozenset(
    ("rPr", "ctrlPr", "fPr", "sSupPr", "sSubPr", "sSubSupPr", "radPr", "dPr", "naryPr", "funcPr", "oMathParaPr", "del")
)


def formula(node: Any) -> list[Part]:
    """The parts of an equation from left to right: text, and None, "superscript" or "subscript"."""
    parts: list[Part] = []
    for child in node:
        parts.extend(_part(child))
    return parts


def _name(node: Any) -> str:
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def _child(node: Any, name: str) -> list[Part]:
    return [part for child in node if _name(child) == name for part in formula(child)]


def _property(node: Any, group: str, name: str, default: str) -> str:
    for child in node:
        if _name(child) == group:
            for item in child:
                if _name(item) == name:
                    return next((str(text) for key, text in item.attrib.items() if key.endswith("}val")), default)
    return default


def _shifted(parts: list[Part], way: str) -> list[Part]:
    return [(text, way) for text, _ in parts]


def _grouped(parts: list[Part]) -> list[Part]:
    """In brackets when longer than one sign or number, so that a/b stays what it was."""
    text = "".join(text for text, _ in parts)
    return parts if len(text) <= 1 or text.isalnum() else [("(", None), *parts, (")", None)]


def _part(node: Any) -> list[Part]:
    name = _name(node)
    if name in _SKIPPED:
        return []
    if name == "t":
        return [(node.text or "", None)]
    if name == "f":
        return [*_grouped(_child(node, "num")), ("/", None), *_grouped(_child(node, "den"))]
    if name in ("sSup", "sSub", "sSubSup"):
        return [
            *_child(node, "e"),
            *_shifted(_child(node, "sub"), "subscript"),
            *_shifted(_child(node, "sup"), "superscript"),
        ]
    if name == "rad":
        return [*_shifted(_child(node, "deg"), "superscript"), ("√", None), *_grouped(_child(node, "e"))]
    if name == "nary":
        return [
            (_property(node, "naryPr", "chr", "∫"), None),
            *_shifted(_child(node, "sub"), "subscript"),
            *_shifted(_child(node, "sup"), "superscript"),
            *_child(node, "e"),
        ]
    if name == "d":
        inner: list[Part] = []
        for child in node:
            if _name(child) == "e":
                inner += [("|", None)] * bool(inner) + formula(child)
        return [
            (_property(node, "dPr", "begChr", "("), None),
            *inner,
            (_property(node, "dPr", "endChr", ")"), None),
        ]
    return formula(node)
