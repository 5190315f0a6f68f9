"""Cell styles of a workbook: which make their text unseen, which show a number as a date."""

from __future__ import annotations

import re
from datetime import date, timedelta

from lxml import etree

_DATE_IDS = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58})
_WHITE = "FFFFFF"
#: What hardly differs from white, and what stands for it and for black in themes and in the old table of colours.
_ALIKE = {"FEFEFE": _WHITE, "FDFDFD": _WHITE, "FCFCFC": _WHITE}
_THEME = {"0": _WHITE, "1": "000000"}
_INDEXED = {"1": _WHITE, "9": _WHITE, "65": _WHITE, "0": "000000", "8": "000000", "64": "000000"}


class Styles:
    """``unseen``: style number → rule (H-WHITE: text in the colour behind it; H-FORMAT); ``dates``: styles of dates."""

    def __init__(self, root: etree._Element | None) -> None:
        self.unseen: dict[str, str] = {}
        self.dates: set[str] = set()
        if root is None:
            return
        formats = {n.get("numFmtId"): n.get("formatCode") or "" for n in root.iter("{*}numFmt")}
        fonts = [_color(font.find("{*}color")) for font in _children(root, "fonts")]
        fills = [_ground(fill) for fill in _children(root, "fills")]
        for index, style in enumerate(_children(root, "cellXfs")):
            format_id = style.get("numFmtId") or "0"
            code = formats.get(format_id, "")
            if format_id.isdigit() and (int(format_id) in _DATE_IDS or _is_date(code)):
                self.dates.add(str(index))
            font, fill = int(style.get("fontId") or 0), int(style.get("fillId") or 0)
            ground = fills[fill] if fill < len(fills) else _WHITE
            if font < len(fonts) and fonts[font] and fonts[font] == ground:
                self.unseen[str(index)] = "H-WHITE"
            elif re.fullmatch(r";;;+", code.strip()):
                self.unseen[str(index)] = "H-FORMAT"

    def dated(self, style: str, text: str) -> str:
        """The text as ``YYYY-MM-DD`` when the style shows a date."""
        if style not in self.dates:
            return text
        try:
            value = float(text)
        except ValueError:
            return text
        return (date(1899, 12, 30) + timedelta(days=int(value))).isoformat() if 367 <= value < 73051 else text


def _color(color: etree._Element | None) -> str:
    """A colour by its six figures, or by its place in the theme; empty for none (text in its usual colour)."""
    if color is None:
        return ""
    if rgb := (color.get("rgb") or "").upper():
        return _ALIKE.get(rgb[-6:], rgb[-6:])
    theme, tint = color.get("theme") or "", color.get("tint") or ""
    if theme:
        return _THEME.get(theme, f"theme {theme}") if not tint else f"theme {theme} {tint}"
    return _INDEXED.get(color.get("indexed") or "", "")


def _ground(fill: etree._Element) -> str:
    """The colour behind a text: white without a fill; empty where it is not of one colour."""
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return "" if fill.find("{*}gradientFill") is not None else _WHITE
    kind = pattern.get("patternType") or "none"
    if kind == "none":
        return _WHITE
    return _color(pattern.find("{*}fgColor")) if kind == "solid" else ""


def _children(root: etree._Element, name: str) -> list[etree._Element]:
    parent = root.find(f"{{*}}{name}")
    return [child for child in parent if isinstance(child.tag, str)] if parent is not None else []


def _is_date(code: str) -> bool:
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code).lower()
    return ("y" in bare and "m" in bare) or ("m" in bare and "d" in bare)
