"""Tables out of ruled lines: from the strokes of a page to a grid of cells.

All coordinates are points with y running downwards. Nothing here knows PDF; it takes segments and gives rectangles.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Segment = tuple[float, float, float, float]
"""x0, y0, x1, y1 with x0 <= x1 and y0 <= y1; horizontal or vertical."""

SNAP = 2.5
GAP = 3.5


@dataclass(slots=True)
class Region:
    """One cell's rectangle; ``text`` is filled in by whoever has the characters."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str = ""


@dataclass(slots=True)
class Lattice:
    """One table's cells and outline."""

    x0: float
    y0: float
    x1: float
    y1: float
    regions: list[Region] = field(default_factory=list)


def lattices(horizontal: Iterable[Segment], vertical: Iterable[Segment]) -> list[Lattice]:
    """The tables of a page, from top to bottom. A frame round text is none."""
    rows = _merge([(y0, x0, x1) for x0, y0, x1, _ in horizontal])
    columns = _merge([(x0, y0, y1) for x0, y0, _, y1 in vertical])
    if len(rows) < 2 and len(columns) < 2:
        return []
    found = []
    for row_group, column_group in _components(rows, columns):
        if len(column_group) < 2 or len(row_group) < 2:
            continue
        lattice = _lattice(row_group, column_group)
        if len({round(region.x0) for region in lattice.regions}) > 1:  # shaded or underlined text is not a table
            found.append(lattice)
    return sorted(_outermost(found), key=lambda lattice: (lattice.y0, lattice.x0))


def _merge(lines: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Lines (position, from, to) with near positions snapped together and touching stretches joined."""
    if not lines:
        return []
    lines.sort()
    clusters: list[list[tuple[float, float, float]]] = [[lines[0]]]
    for line in lines[1:]:
        if line[0] - clusters[-1][-1][0] <= SNAP and line[0] - clusters[-1][0][0] <= 2 * SNAP:
            clusters[-1].append(line)
        else:
            clusters.append([line])
    merged = []
    for cluster in clusters:
        position = sum(line[0] for line in cluster) / len(cluster)
        stretches = sorted((start, end) for _, start, end in cluster)
        start, end = stretches[0]
        for next_start, next_end in stretches[1:]:
            if next_start <= end + GAP:
                end = max(end, next_end)
            else:
                merged.append((position, start, end))
                start, end = next_start, next_end
        merged.append((position, start, end))
    return [line for line in merged if line[2] - line[1] > 4]


def _components(
    rows: list[tuple[float, float, float]], columns: list[tuple[float, float, float]]
) -> list[tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]]:
    """Groups of lines that touch one another."""
    parent = list(range(len(rows) + len(columns)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, (y, x0, x1) in enumerate(rows):
        for j, (x, y0, y1) in enumerate(columns, start=len(rows)):
            if x0 - GAP <= x <= x1 + GAP and y0 - GAP <= y <= y1 + GAP:
                parent[find(i)] = find(j)
    groups: dict[int, tuple[list, list]] = {}
    for i, row in enumerate(rows):
        groups.setdefault(find(i), ([], []))[0].append(row)
    for j, column in enumerate(columns, start=len(rows)):
        groups.setdefault(find(j), ([], []))[1].append(column)
    return list(groups.values())


def _lattice(rows: list[tuple[float, float, float]], columns: list[tuple[float, float, float]]) -> Lattice:
    """Elementary boxes between all lines, joined wherever no wall stands between two of them."""
    ys = _positions([y for y, _, _ in rows] + [y for _, y0, y1 in columns for y in (y0, y1)])
    xs = _positions([x for x, _, _ in columns] + [x for _, x0, x1 in rows for x in (x0, x1)])
    width, height = len(xs) - 1, len(ys) - 1
    walls_v = [[False] * height for _ in xs]
    for x, y0, y1 in columns:
        i = _nearest(xs, x)
        for j in range(height):
            middle = (ys[j] + ys[j + 1]) / 2
            if y0 - GAP <= middle <= y1 + GAP:
                walls_v[i][j] = True
    walls_h = [[False] * width for _ in ys]
    for y, x0, x1 in rows:
        j = _nearest(ys, y)
        for i in range(width):
            middle = (xs[i] + xs[i + 1]) / 2
            if x0 - GAP <= middle <= x1 + GAP:
                walls_h[j][i] = True
    seen = [[False] * width for _ in range(height)]
    regions = []
    for j in range(height):
        for i in range(width):
            if seen[j][i]:
                continue
            right = i
            while right + 1 < width and not walls_v[right + 1][j] and not seen[j][right + 1]:
                right += 1
            down = j
            while down + 1 < height and not any(walls_h[down + 1][k] for k in range(i, right + 1)):
                if any(seen[down + 1][k] for k in range(i, right + 1)):
                    break
                if any(walls_v[k][down + 1] for k in range(i + 1, right + 1)):
                    break
                down += 1
            for b in range(j, down + 1):
                for a in range(i, right + 1):
                    seen[b][a] = True
            regions.append(Region(xs[i], ys[j], xs[right + 1], ys[down + 1]))
    return Lattice(xs[0], ys[0], xs[-1], ys[-1], regions)


def _positions(values: list[float]) -> list[float]:
    """Distinct positions; those closer than the snap distance fall together."""
    values = sorted(values)
    groups = [[values[0]]]
    for value in values[1:]:
        if value - groups[-1][-1] <= SNAP + 1:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _nearest(positions: list[float], value: float) -> int:
    return min(range(len(positions)), key=lambda i: abs(positions[i] - value))


def _outermost(found: list[Lattice]) -> list[Lattice]:
    """Drop a lattice that lies wholly inside a cell of another (a boxed figure in a cell)."""
    kept: list[Lattice] = []
    for lattice in sorted(found, key=lambda a: -(a.x1 - a.x0) * (a.y1 - a.y0)):
        if not any(
            k.x0 - 1 <= lattice.x0 and lattice.x1 <= k.x1 + 1 and k.y0 - 1 <= lattice.y0 and lattice.y1 <= k.y1 + 1
            for k in kept
        ):
            kept.append(lattice)
    return kept


def grid(regions: list[Region]) -> list[list[tuple[str, int, int]]]:
    """Rows of (text, rowspan, colspan), from rectangles that may come from several pages stacked downwards."""
    xs = _positions([r.x0 for r in regions] + [r.x1 for r in regions])
    ys = _positions([r.y0 for r in regions] + [r.y1 for r in regions])
    rows: list[list[tuple[int, str, int, int]]] = [[] for _ in range(len(ys) - 1)]
    for region in regions:
        left, right = _nearest(xs, region.x0), _nearest(xs, region.x1)
        top, bottom = _nearest(ys, region.y0), _nearest(ys, region.y1)
        if right > left and bottom > top:
            rows[top].append((left, region.text, bottom - top, right - left))
    return [[(text, rs, cs) for _, text, rs, cs in sorted(row)] for row in rows]
