"""Characters in which numbers are written and broken: forms of figures, spaces, dashes, line ends, crosses for X."""

from __future__ import annotations

#: What parts a number without a gap to be seen: joiners, marks of direction, soft hyphens.
UNSEEN = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\ufe0e\ufe0f"
)
SPACES = " \u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000" + UNSEEN
DASHES = "-－—–‐‑‒−﹣﹘―⁃"
BREAKS = "\n\r\v\f\x85\u2028\u2029\x07"
CROSSES = "xXｘＸ×ХхΧχⅩⅹ✕✖"
#: Signs that join the groups of a number where no space or dash does: “138.1234.5678”.
JOINTS = "._·/．"
#: Figures for a class of a regular expression: plain and full width; and those of formulas (bold, double-struck …).
FIGURES = "0-9０-９"
FORMULA_FIGURES = "\U0001d7ce-\U0001d7ff"

#: To plain characters, one for one, so that offsets stay those of the text.
PLAIN: dict[int, str] = {ord("０") + i: str(i) for i in range(10)}
PLAIN |= {0x1D7CE + i: str(i % 10) for i in range(50)}
PLAIN |= {ord(c): " " for c in SPACES} | {ord(c): "-" for c in DASHES} | {ord(c): "\n" for c in BREAKS}
PLAIN |= {ord(c): "X" for c in CROSSES}

#: What may stand between two figures of one number in a plain run: a few spaces, dashes and line ends, or the end of a
#: line with the next one's indent.
GAP = r"(?:[ \n\t-]{0,6}|[ ]{0,2}\n[ \t]{6,24})"
