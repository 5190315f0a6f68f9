"""Cell styles of a workbook: which make their text unseen, which show a number as a date."""

from __future__ import annotations

import re
from datetime import date, timedelta

from lxml import etree

_DATE_IDS = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58})
_WHITE = ("FFFFFFFF", "00FFFFFF", "FFFFFF", "FFFEFEFE", "FFFDFDFD")


class Styles:
    """``unseen``: style number → rule (H-WHITE, H-FORMAT); ``dates``: style numbers that show dates."""

    def __init__(self, root: etree._Element | None) -> None:
        self.unseen: dict[str, str] = {}
        self.dates: set[str] = set()
        if root is None:
            return
        formats = {n.get("numFmtId"): n.get("formatCode") or "" for n in root.iter("{*}numFmt")}
        fonts = [self._white_font(font) for font in _children(root, "fonts")]
        fills = [self._filled(fill) for fill in _children(root, "fills")]
        for index, style in enumerate(_children(root, "cellXfs")):
            format_id = style.get("numFmtId") or "0"
            code = formats.get(format_id, "")
            if format_id.isdigit() and (int(format_id) in _DATE_IDS or _is_date(code)):
                self.dates.add(str(index))
            font, fill = int(style.get("fontId") or 0), int(style.get("fillId") or 0)
            if font < len(fonts) and fonts[font] and not (fill < len(fills) and fills[fill]):
                self.unseen[str(index)] = "H-WHITE"
            elif re.fullmatch(r";;;+", code.strip()):
                self.unseen[str(index)] = "H-FORMAT"

    @staticmethod
    def _white_font(font: etree._Element) -> bool:
        color = font.find("{*}color")
        if color is None:
            return False
        return (
            (color.get("rgb") or "").upper() in _WHITE
            or (color.get("theme") == "0" and not color.get("tint"))
            or color.get("indexed") in ("1", "9")
        )

    @staticmethod
    def _filled(fill: etree._Element) -> bool:
        pattern = fill.find("{*}patternFill")
        if pattern is None:
            return fill.find("{*}gradientFill") is not None
        if pattern.get("patternType") in (None, "none"):
            return False
        color = pattern.find("{*}fgColor")
        return color is None or not (
            (color.get("rgb") or "").upper() in _WHITE or (color.get("theme") == "0" and not color.get("tint"))
        )

    def dated(self, style: str, text: str) -> str:
        """The text as ``YYYY-MM-DD`` when the style shows a date."""
        if style not in self.dates:
            return text
        try:
            value = float(text)
        except ValueError:
            return text
        return (date(1899, 12, 30) + timedelta(days=int(value))).isoformat() if 367 <= value < 73051 else text


def _children(root: etree._Element, name: str) -> list[etree._Element]:
    parent = root.find(f"{{*}}{name}")
    return [child for child in parent if isinstance(child.tag, str)] if parent is not None else []


def _is_date(code: str) -> bool:
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code).lower()
    return ("y" in bare and "m" in bare) or ("m" in bare and "d" in bare)
