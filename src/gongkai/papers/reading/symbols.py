"""Signs that a document draws with a symbol font (Wingdings and its kin), as the characters a reader sees.

A ticked box becomes ■ and an empty one □, the signs of the official catalogue and report forms; a tick becomes √.
"""

from __future__ import annotations

_CIRCLED = {0x80 + n: "⓪①②③④⑤⑥⑦⑧⑨⑩"[n] for n in range(11)} | {0x8B + n: "⓿❶❷❸❹❺❻❼❽❾❿"[n] for n in range(11)}

#: Font (lower case) to code in the font to character. Codes are those of the fonts' own tables, 0x20 to 0xFF.
_FONTS: dict[str, dict[int, str]] = {
    "wingdings": {
        0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x77: "◆", 0x9F: "•",
        0xA1: "○", 0xA2: "○", 0xA4: "◉", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→",
        0xE1: "↑", 0xE2: "↓", 0xEF: "⇦", 0xF0: "⇨", 0xFB: "×", 0xFC: "√", 0xFD: "■", 0xFE: "■",
        0x28: "☎", 0x2A: "✉",
    } | _CIRCLED,
    "wingdings 2": {
        0x4F: "×", 0x50: "√", 0x51: "■", 0x52: "■", 0x53: "■", 0x54: "■", 0x96: "●", 0x97: "●", 0x98: "●",
        0x99: "○", 0x9A: "○", 0xA2: "■", 0xA3: "□", 0xA4: "□", 0xA5: "□", 0xA6: "□",
    } | {0x69 + n: "⓪①②③④⑤⑥⑦⑧⑨⑩"[n] for n in range(11)},
    "wingdings 3": {0x9D: "▲", 0x70: "▲", 0x71: "▼", 0x74: "◀", 0x75: "▶", 0x7D: "▶"},
    "webdings": {0x61: "√", 0x63: "□", 0x67: "■", 0x72: "×", 0x6E: "●", 0x3D: "●"},
    "symbol": {
        0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x6C: "λ", 0x6D: "μ", 0x70: "π", 0x73: "σ", 0x77: "ω", 0x57: "Ω",
        0x44: "Δ", 0x53: "Σ", 0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±",
        0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xD6: "√", 0xD7: "·",
    },
}  # fmt: skip
#: Boxes that come as ordinary characters; ☒ is what Word draws in a ticked box of a form.
_BOXES = str.maketrans({"☑": "■", "☒": "■", "☐": "□", "🗹": "■", "🗷": "■", "✓": "√", "✔": "√"})


def symbol(font: str | None, code: str | None) -> str:
    """The character of ``<w:sym w:font="Wingdings" w:char="F0FE"/>``; an unknown sign is ``\\ufffd``, never lost."""
    try:
        value = int(code or "", 16)
    except ValueError:
        return ""
    table = _FONTS.get((font or "").strip().lower())
    if table is not None:
        return table.get(value - 0xF000 if 0xF000 <= value <= 0xF0FF else value, "\ufffd")
    if 0xE000 <= value <= 0xF8FF or value < 0x20 or value > 0x10FFFF or 0xD800 <= value <= 0xDFFF:
        return "\ufffd"
    return boxes(chr(value))


def in_font(text: str, font: str | None) -> str:
    """Ordinary text that is set in a symbol font: its characters mean signs; any other font leaves it as it is."""
    table = _FONTS.get((font or "").strip().lower())
    if table is None:
        return text
    return "".join(table.get(ord(sign) - 0xF000 if 0xF000 <= ord(sign) <= 0xF0FF else ord(sign), sign) for sign in text)


def boxes(text: str) -> str:
    """☑ ☒ ☐ ✓ as ■ ■ □ √, the signs of the official forms."""
    return text.translate(_BOXES)
