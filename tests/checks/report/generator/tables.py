"""The official tables of a report as rows of pieces with spans, and the changes that layouts make to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from checks.report.generator.content import Report
from gongkai.law.forms import load


@dataclass(frozen=True)
class Piece:
    """One printed cell; ``key`` is set where it holds a figure."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    key: str = ""
    header: bool = False


Rows = list[list[Piece]]


def official(report: Report) -> dict[str, Rows]:
    """The printed tables: ``{"2": rows, "3": rows, "4": rows}`` or ``{"S14": rows}``."""
    form = load(report.edition)
    result: dict[str, Rows] = {}
    for printed in form.printed:
        rows: Rows = []
        for lines, header in ((printed.header, True), (printed.body, False)):
            for line in lines:
                rows.append(
                    [
                        Piece(
                            report.printed[cell.key] if cell.key else report.labels.get(cell.text, cell.text),
                            cell.rowspan,
                            cell.colspan,
                            cell.key,
                            header,
                        )
                        for cell in line
                    ]
                )
        result[printed.id] = rows
    return result


def grid(rows: Rows) -> list[list[Piece | None]]:
    """The rows as a rectangle; a covered place holds the piece that covers it."""
    lines: list[list[Piece | None]] = [[] for _ in rows]
    for r, row in enumerate(rows):
        c = 0
        for piece in row:
            while c < len(lines[r]) and lines[r][c] is not None:
                c += 1
            for dr in range(piece.rowspan):
                line = lines[r + dr]
                line.extend([None] * (c + piece.colspan - len(line)))
                for dc in range(piece.colspan):
                    line[c + dc] = piece
            c += piece.colspan
    width = max(len(line) for line in lines)
    for line in lines:
        line.extend([None] * (width - len(line)))
    return lines


def ungrid(lines: list[list[Piece | None]]) -> Rows:
    """Back to rows with spans; pieces are the same object wherever one covers several places."""
    seen: set[int] = set()
    rows: Rows = []
    for r, line in enumerate(lines):
        row = []
        for c, piece in enumerate(line):
            if piece is None:
                row.append(Piece(""))
                continue
            if id(piece) in seen:
                continue
            seen.add(id(piece))
            width = 1
            while c + width < len(line) and line[c + width] is piece:
                width += 1
            height = 1
            while r + height < len(lines) and lines[r + height][c] is piece:
                height += 1
            row.append(replace(piece, rowspan=height, colspan=width))
        rows.append(row)
    return rows


def transposed(rows: Rows) -> Rows:
    lines = grid(rows)
    return ungrid([list(line) for line in zip(*lines, strict=True)])


def with_texts(rows: Rows, change: Callable[[Piece], str]) -> Rows:
    return [[replace(piece, text=change(piece)) for piece in row] for row in rows]


def head_count(rows: Rows) -> int:
    return sum(1 for row in rows if (row and row[0].header) or (row and all(piece.header for piece in row)))


def with_subtotal_column(rows: Rows, report: Report) -> Rows:
    """Table three with a 小计 column before or after the six of 法人或其他组织."""
    lines = grid(rows)
    heads = head_count(rows)
    place = next(c for c, piece in enumerate(lines[heads - 1]) if piece and piece.text == "商业企业")
    after = report.seed % 2 == 0
    at = place + 5 if after else place
    fresh = []
    for r, line in enumerate(lines):
        if r < heads - 1:
            neighbour = line[place]
            extra = neighbour
        elif r == heads - 1:
            extra = Piece("小计", header=True)
        else:
            figures = [piece for piece in line[place : place + 5] if piece and piece.key]
            total = sum(int(report.cells[piece.key]) for piece in figures)
            extra = Piece(str(total) if figures else "")
        fresh.append([*line[:at], extra, *line[at:]])
    return ungrid(fresh)


def with_subtotal_rows(rows: Rows, report: Report) -> Rows:
    """Table three with a row 小计 under (三) to (六), as some local templates print it."""
    lines = grid(rows)
    prefix = load(report.edition).prefix
    fresh: list[list[Piece | None]] = []
    done: set[str] = set()
    for line in lines:
        key = next((piece.key for piece in line if piece and piece.key), "")
        parts = key.split(".")
        if len(parts) == 6 and parts[2] == "3" and parts[3] in "3456" and parts[3] not in done:
            done.add(parts[3])
            row: list[Piece | None] = []
            for piece in line:
                if piece is not None and piece.key:
                    suffix = piece.key.rsplit(".", 1)[1]
                    stem = f"{prefix}.3.3.{parts[3]}."
                    total = sum(
                        int(v) for k, v in report.cells.items() if k.startswith(stem) and k.endswith("." + suffix)
                    )
                    row.append(Piece(str(total)))
                elif piece is not None and piece.text[:2] in ("1.", "1、"):
                    row.append(Piece("小计"))
                else:
                    row.append(piece)
            fresh.append(row)
        fresh.append(line)
    return ungrid(fresh)


def halves(rows: Rows) -> Rows:
    """Table three in two halves side by side, each with its own head."""
    lines = grid(rows)
    heads = head_count(rows)
    body = lines[heads:]
    middle = (len(body) + 1) // 2
    left, right = body[:middle], body[middle:]
    copies: dict[int, Piece] = {}
    right = [[copies.setdefault(id(p), replace(p)) if p else None for p in line] for line in right]
    right += [[None] * len(lines[0])] * (len(left) - len(right))
    head = [[*line, *[replace(p) if p else None for p in line]] for line in lines[:heads]]
    for r, line in enumerate(head):  # one object per spanned cell on the right side too
        width = len(lines[0])
        for c, piece in enumerate(lines[r]):
            if piece is None:
                continue
            first = next((a, b) for a in range(heads) for b in range(width) if lines[a][b] is piece)
            if first != (r, c):
                line[width + c] = head[first[0]][width + first[1]]
    return ungrid([*head, *[[*a, *b] for a, b in zip(left, right, strict=True)]])
