"""What a paragraph or run of a Word document looks like, through its chain of styles: only what rich text needs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off", "none")
_TOGGLES = {"b": "bold", "i": "italic", "strike": "struck", "dstrike": "struck", "vanish": "hidden"}


@dataclass(frozen=True, slots=True)
class Look:
    """Of a run; None is "not said here". ``size`` in half-points; ``font`` for Chinese text, ``latin`` for the rest."""

    bold: bool | None = None
    italic: bool | None = None
    underlined: bool | None = None
    struck: bool | None = None
    hidden: bool | None = None
    raised: str | None = None
    size: int | None = None
    font: str | None = None
    latin: str | None = None
    colour: str | None = None

    def over(self, below: Look) -> Look:
        """This look laid over another: what this one does not say is taken from below."""
        own = {name: getattr(self, name) for name in self.__dataclass_fields__ if getattr(self, name) is not None}
        return replace(below, **own) if own else below

    def marks(self) -> frozenset[str]:
        names = {
            "strong": self.bold,
            "em": self.italic,
            "u": self.underlined,
            "s": self.struck,
            "sub": self.raised == "subscript",
            "sup": self.raised == "superscript",
        }
        return frozenset(name for name, on in names.items() if on)


@dataclass(frozen=True, slots=True)
class Form:
    """Of a paragraph: ``level`` 1–9 of a heading, 0 none, −1 a title; ``indent`` in twentieths of a point."""

    align: str | None = None
    level: int | None = None
    indent: int | None = None
    number: Any = None
    number_level: int | None = None
    contents: bool = False


def value(element: Any, path: str) -> str | None:
    """The ``w:val`` of a child, None when there is no such child or value."""
    found = element.find(path) if element is not None else None
    return found.get(f"{W}val") if found is not None else None


def whole(text: str | None, default: int = 0) -> int:
    """An integer of the file, or the default: files hold anything."""
    return int(text) if text is not None and re.fullmatch(r"[+-]?\d{1,7}", text.strip()) else default


def read_look(properties: Any) -> Look:
    """The run properties (w:rPr) by themselves."""
    if properties is None:
        return Look()
    said: dict[str, Any] = {}
    for child in properties:
        tag = child.tag
        if not isinstance(tag, str) or not tag.startswith(W):
            continue
        name, val = tag[len(W) :], child.get(f"{W}val")
        if name in _TOGGLES:
            said[_TOGGLES[name]] = said.get(_TOGGLES[name], False) or val not in _OFF
        elif name == "u":
            said["underlined"] = val not in _OFF
        elif name == "vertAlign":
            said["raised"] = val
        elif name == "sz":
            said["size"] = whole(val) or None
        elif name == "color":
            said["colour"] = (val or "").lower()
        elif name == "rFonts":
            said["font"] = child.get(f"{W}eastAsia")
            said["latin"] = child.get(f"{W}ascii") or child.get(f"{W}hAnsi")
    return Look(**said)


def read_form(properties: Any) -> Form:
    """The paragraph properties (w:pPr) by themselves."""
    if properties is None:
        return Form()
    outline = value(properties, f"{W}outlineLvl")
    level = None if outline is None else (whole(outline, 9) + 1 if whole(outline, 9) < 6 else 0)
    indent = properties.find(f"{W}ind")
    left = None
    if indent is not None:
        characters = indent.get(f"{W}leftChars") or indent.get(f"{W}startChars")
        left = whole(indent.get(f"{W}left") or indent.get(f"{W}start"))
        if not left and characters:
            left = whole(characters) * 3  # hundredths of a character of about 15 points
    number = properties.find(f"{W}numPr")
    number_level = value(number, f"{W}ilvl") if number is not None else None
    return Form(
        align={"right": "right", "end": "right", "center": "center"}.get(value(properties, f"{W}jc") or "", "left")
        if properties.find(f"{W}jc") is not None
        else None,
        level=level,
        indent=left,
        number=value(number, f"{W}numId") if number is not None else None,
        number_level=whole(number_level) if number_level is not None else None,
    )


def _over(own: Form, below: Form) -> Form:
    return Form(
        align=own.align if own.align is not None else below.align,
        level=own.level if own.level is not None else below.level,
        indent=own.indent if own.indent is not None else below.indent,
        number=own.number if own.number is not None else below.number,
        number_level=own.number_level if own.number_level is not None else below.number_level,
        contents=own.contents or below.contents,
    )


class Styles:
    """The document's styles, asked by id; chains that loop end where they would come back."""

    def __init__(self, root: Any) -> None:
        self.raw: dict[str, Any] = {}
        self.default: str | None = None
        self.base = Look()
        self.base_form = Form()
        self._looks: dict[tuple[str | None, str | None], Look] = {}
        self._forms: dict[str | None, Form] = {}
        if root is None:
            return
        self.base = read_look(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        self.base_form = read_form(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"))
        for style in root.iter(f"{W}style"):
            style_id = style.get(f"{W}styleId") or ""
            self.raw[style_id] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self.default = style_id

    def name(self, style_id: str | None) -> str:
        return (value(self.raw.get(style_id or ""), f"{W}name") or "").lower().strip()

    def _chain(self, style_id: str | None) -> list[Any]:
        """The styles from the most basic to this one."""
        chain: list[Any] = []
        seen: set[str] = set()
        while style_id in self.raw and style_id not in seen and len(chain) < 20:
            assert style_id is not None
            seen.add(style_id)
            chain.append(self.raw[style_id])
            style_id = value(self.raw[style_id], f"{W}basedOn")
        return chain[::-1]

    def look(self, paragraph_style: str | None, run_style: str | None) -> Look:
        key = (paragraph_style, run_style)
        if key not in self._looks:
            look = self.base
            for style in self._chain(paragraph_style or self.default) + self._chain(run_style):
                look = read_look(style.find(f"{W}rPr")).over(look)
            self._looks[key] = look
        return self._looks[key]

    def form(self, style_id: str | None) -> Form:
        if style_id not in self._forms:
            form = self.base_form
            for style in self._chain(style_id or self.default):
                own = read_form(style.find(f"{W}pPr"))
                name = (value(style, f"{W}name") or "").lower().strip()
                match = re.fullmatch(r"(?:heading|标题)\s*([1-9])", name)
                if match and not own.level:
                    own = replace(own, level=int(match.group(1)))
                elif name in ("title", "标题", "公文标题", "文件标题"):
                    own = replace(own, level=-1)
                if re.fullmatch(r"(?:toc|目录)\s*(?:\d|heading|标题)", name):
                    own = replace(own, contents=True, level=0)
                form = _over(own, form)
            self._forms[style_id] = form
        return self._forms[style_id]

    def paragraph(self, properties: Any) -> tuple[str | None, Form]:
        """Style id and effective form of a paragraph with these properties."""
        style_id = value(properties, f"{W}pStyle") if properties is not None else None
        return style_id, _over(read_form(properties), self.form(style_id))
