"""Masked copies of plain text and comma-separated lists, in their own encoding."""

from __future__ import annotations

import csv
import io

from gongkai.checks.mask.copy import Work
from gongkai.checks.scan.text import csv_rows, decode, table_rows


def encode(text: str, encoding: str) -> bytes:
    """As it came; characters that the encoding lacks cannot appear, because only stars are added."""
    if encoding == "utf-16":
        return text.encode("utf-16")
    return text.encode(encoding, "replace")


def mask_csv(data: bytes, name: str, work: Work) -> bytes:
    """Cells with personal data replaced; separator, line ends and encoding kept."""
    text, encoding = decode(data)
    rows, separator = csv_rows(text)
    for (row, column), masked in work.table([list(row) for row in rows], title=name).items():
        rows[row][column] = masked
    out = io.StringIO()
    end = "\r\n" if "\r\n" in text[:10_000] else "\n"
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return encode(out.getvalue(), encoding)


def mask_plain(data: bytes, name: str, work: Work) -> bytes:
    """Running text masked; lists with tabs or bars masked by their columns."""
    text, encoding = decode(data)
    rows = table_rows(text)
    if not rows:
        return encode(work.text(text), encoding)
    changes = work.table([list(cells) for _, cells in rows], title=name)
    lines = text.split("\n")
    in_table = {number - 1 for number, _ in rows}
    for index, (number, _) in enumerate(rows):
        lines[number - 1] = (
            _replace(lines[number - 1], {c: t for (r, c), t in changes.items() if r == index})
            if any(r == index for r, _ in changes)
            else lines[number - 1]
        )
    out: list[str] = []
    loose: list[str] = []
    for index, line in enumerate([*lines, None]):
        if line is None or index in in_table:
            if loose:
                out.append(work.text("\n".join(loose)))
                loose = []
            if line is not None:
                out.append(line)
        else:
            loose.append(line)
    return encode("\n".join(out), encoding)


def _replace(line: str, cells: dict[int, str]) -> str:
    tabs = "\t" in line
    parts = line.split("\t") if tabs else line.split("|")
    shift = 0 if tabs else int(line.strip().startswith("|"))
    for column, text in cells.items():
        at = column + shift
        old = parts[at]
        bare = old.strip()
        parts[at] = old.replace(bare, text, 1) if bare else text
    return ("\t" if tabs else "|").join(parts)
