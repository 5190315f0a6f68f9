"""Charts as drawings: bars, columns and lines with their figures printed on them, in one accent colour.

:func:`draw` works out shapes; :func:`svg` prints them as a picture of fixed size for PDF and Word (colours inside) and
:func:`web_svg` as a drawing in per cent for a page, where the style sheet gives the colours (``c1 gl ax ln v``).
No pie, no legend for a single series, no axis figures where every value is printed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from gongkai.papers.model import Chart
from gongkai.papers.writing.layout import em, number_text, single_line

ACCENT, INK, INK_2, LINE, LINE_2, GROUND = "#0c5078", "#1b2228", "#46525c", "#d5dce1", "#75818b", "#e9edf0"
SHADES = (1.0, 0.5, 0.25, 0.75)
"""How strong the accent is in the first, second … series; the legend and the printed figures say which is which."""

USUAL_HEIGHT = 200.0
"""Height of a chart on a page, in CSS pixels."""

WIDTH = 442.0
"""Width of a printed chart in points: the 156 mm of the type area."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One stroke: ``kind`` is rect, line, dot or text; ``x`` and ``w`` in per cent, ``y`` and ``h`` in points.

    ``tone`` is the class of the style sheet: c1 (accent), c0 (ground), gl (grid), ax (axis), v (figure), t (label).
    """

    kind: str
    x: float
    y: float
    w: float = 0.0
    h: float = 0.0
    tone: str = "c1"
    text: str = ""
    anchor: str = "middle"
    shade: float = 1.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a ground ``height`` points high; ``lines`` are the courses of line charts (x per cent, y points)."""

    height: float
    shapes: tuple[Shape, ...]
    lines: tuple[tuple[float, tuple[tuple[float, float], ...]], ...] = ()


def has_data(chart: Chart) -> bool:
    """Whether there is at least one label with at least one figure."""
    return any(value is not None for _, values in series_of(chart) for value in values)


def series_of(chart: Chart) -> list[tuple[str, list[float | None]]]:
    """The series with one value per label; what is no finite number is no figure."""
    count = len(chart.labels)
    return [
        (
            single_line(series.name),
            [
                float(v) if v is not None and math.isfinite(float(v)) else None
                for v in (list(series.values) + [None] * count)[:count]
            ],
        )
        for series in chart.series
    ]


def _bounds(chart: Chart) -> tuple[float, float]:
    """Least and greatest of the scale; zero is always on it."""
    values = [v for _, line in series_of(chart) for v in line if v is not None] or [0.0]
    low, high = min(0.0, *values), max(0.0, *values)
    return low, high if high > low else low + 1


def draw(chart: Chart, *, width: float = WIDTH) -> Drawing:
    """The shapes of a chart, ``width`` points wide where texts have to be fitted."""
    if chart.kind == "bar":
        return _bars(chart, width)
    return _columns(chart, width)


def _legend(names: list[str], width: float) -> list[Shape]:
    if len(names) < 2:
        return []
    shapes, x = [], 0.0
    for i, name in enumerate(names):
        shapes.append(Shape("rect", 100 * x / width, 2, 100 * 10 / width, 10, "c1", shade=SHADES[i % len(SHADES)]))
        shapes.append(Shape("text", 100 * (x + 14) / width, 11.5, tone="t", text=name, anchor="start"))
        x += 14 + em(name) * 10.5 + 16
    return shapes


def _bars(chart: Chart, width: float) -> Drawing:
    """Horizontal bars: label left, bar, figure right of it; a label wider than a third of the room takes two lines."""
    series = series_of(chart)
    shapes = _legend([name for name, _ in series], width)
    top = 22.0 if shapes else 2.0
    labels = [single_line(label) for label in chart.labels]
    label_width = min(max((em(label) for label in labels), default=0) * 10.5 + 10, width * 0.36)
    low, high = _bounds(chart)
    room = width - label_width - 44
    bar = 15.0 if len(series) == 1 else 11.0
    y = top
    for i, label in enumerate(labels):
        wrapped = _wrap(label, (label_width - 8) / 10.5)
        height = max(bar * len(series) + 2 * (len(series) - 1), 13.0 * len(wrapped))
        for k, line in enumerate(wrapped):
            baseline = y + height / 2 + 4 + 13 * (k - (len(wrapped) - 1) / 2)
            shapes.append(Shape("text", 0, baseline, tone="t", text=line, anchor="start"))
        for k, (_, values) in enumerate(series):
            bar_y = y + (height - bar * len(series) - 2 * (len(series) - 1)) / 2 + k * (bar + 2)
            value = values[i]
            shapes.append(Shape("rect", 100 * label_width / width, bar_y, 100 * room / width, bar, "c0"))
            start, end = sorted((-low / (high - low), ((value or 0.0) - low) / (high - low)))
            if end > start:
                x, w = label_width + room * start, room * (end - start)
                shapes.append(Shape("rect", 100 * x / width, bar_y, 100 * w / width, bar, "c1", shade=_shade(k)))
            text = "无" if value is None else number_text(value)
            shapes.append(Shape("text", 100, bar_y + bar / 2 + 4, tone="v", text=text, anchor="end"))
        y += height + 9
    return Drawing(y - 9 + 3 if labels else top, tuple(shapes))


def _shade(k: int) -> float:
    return SHADES[k % len(SHADES)]


def _wrap(text: str, room: float) -> list[str]:
    """The text in at most two lines of ``room`` characters; what does not fit ends in an ellipsis."""
    lines, line = [], ""
    for char in text:
        if line and em(line + char) > room:
            lines.append(line)
            line = ""
        line += char
    lines.append(line)
    if len(lines) > 2:
        lines = [lines[0], lines[1][:-1] + "…"]
    return lines


def _columns(chart: Chart, width: float) -> Drawing:
    """Columns or lines over four grid lines, figures above, labels below the axis."""
    series = series_of(chart)
    shapes = _legend([name for name, _ in series], width)
    top = (24.0 if shapes else 0.0) + 24.0
    depth, labels = 136.0, [single_line(label) for label in chart.labels]
    low, high = _bounds(chart)
    step = 100 / max(len(labels), 1)

    def height_of(value: float) -> float:
        return top + depth * (1 - (value - low) / (high - low))

    zero = height_of(0.0)
    for k in range(4):
        y = top + depth * k / 4
        shapes.append(Shape("line", 0, y, 100, 0, "gl"))
    if low < 0:
        shapes.append(Shape("line", 0, top + depth, 100, 0, "gl"))
    shapes.append(Shape("line", 0, zero, 100, 0, "ax"))
    room = step * width / 100 / 10.5
    lines = []
    for k, (_, values) in enumerate(series):
        points = []
        for i, value in enumerate(values):
            if value is None:
                continue
            middle = step * (i + 0.5)
            y = height_of(value)
            if chart.kind == "line":
                points.append((middle, y))
                shapes.append(Shape("dot", middle, y, 3.5, tone="c1", shade=_shade(k)))
            else:
                each = step * 0.62 / len(series)
                middle = step * (i + 0.5) + each * (k - (len(series) - 1) / 2)
                if y != zero:
                    shapes.append(
                        Shape("rect", middle - each / 2, min(y, zero), each, abs(y - zero), "c1", shade=_shade(k))
                    )
            above = y - (9 if chart.kind == "line" else 6) if value >= 0 else y + 14
            if em(number_text(value)) <= room / (1 if chart.kind == "line" else len(series)) + 1:
                shapes.append(Shape("text", middle, above, tone="v", text=number_text(value)))
        if chart.kind == "line":
            lines.append((_shade(k), tuple(points)))
    bottom = top + depth + 18
    most = 1
    for i, label in enumerate(labels):
        wrapped = _wrap(label, max(room - 0.4, 1.0))
        most = max(most, len(wrapped))
        for n, text in enumerate(wrapped):
            shapes.append(Shape("text", step * (i + 0.5), bottom + 13 * n, tone="t", text=text))
    return Drawing(bottom + 13 * (most - 1) + 6, tuple(shapes), tuple(lines))


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _short(labels: list[str]) -> list[str]:
    """Twelve months fit a phone only as 1 … 12: the 月 that all of them end with is left to the table."""
    names = [single_line(label) for label in labels]
    shared = len(names) > 8 and all(len(name) > 1 and name.endswith("月") for name in names)
    return [name[:-1] for name in names] if shared else names


_COLOURS = {"c1": ACCENT, "c0": GROUND, "gl": LINE, "ax": LINE_2, "v": INK, "t": INK_2}


def svg(chart: Chart, *, width: float = WIDTH, families: tuple[str, ...] = ("Noto Sans SC",)) -> tuple[str, float]:
    """The chart as an SVG picture ``width`` points wide with its colours inside; returns (svg, height in points)."""
    drawing = draw(chart, width=width)
    out = []

    def x_of(percent: float) -> str:
        return _figure(percent * width / 100)

    for shape in drawing.shapes:
        colour = _COLOURS[shape.tone]
        faint = f' fill-opacity="{shape.shade}"' if shape.shade != 1.0 else ""
        if shape.kind == "rect":
            out.append(
                f'<rect x="{x_of(shape.x)}" y="{_figure(shape.y)}" width="{x_of(shape.w)}" height="{_figure(shape.h)}"'
                f' fill="{colour}"{faint}/>'
            )
        elif shape.kind == "line":
            y = _figure(shape.y)
            weight = "0.9" if shape.tone == "ax" else "0.6"
            out.append(
                f'<path d="M{x_of(shape.x)} {y}H{x_of(shape.x + shape.w)}" stroke="{colour}" stroke-width="{weight}"/>'
            )
        elif shape.kind == "dot":
            out.append(
                f'<circle cx="{x_of(shape.x)}" cy="{_figure(shape.y)}" r="{_figure(shape.w)}" fill="{colour}"{faint}/>'
            )
        else:
            bold = f' stroke="{colour}" stroke-width="0.3"' if shape.tone == "v" else ""
            out.append(
                f'<text x="{x_of(shape.x)}" y="{_figure(shape.y)}" text-anchor="{shape.anchor}" fill="{colour}"{bold}>'
                f"{escape(shape.text)}</text>"
            )
    courses = [
        f'<polyline fill="none" stroke="{ACCENT}" stroke-opacity="{shade}" stroke-width="1.8" points="'
        + " ".join(f"{x_of(x)},{_figure(y)}" for x, y in points)
        + '"/>'
        for shade, points in drawing.lines
        if len(points) > 1
    ]
    family = quoteattr(", ".join(f"'{name}'" for name in families))
    height = _figure(drawing.height)
    body = "".join([*courses, *out])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_figure(width)}" height="{height}" '
        f'viewBox="0 0 {_figure(width)} {height}" font-family={family} font-size="10.5">{body}</svg>'
    ), drawing.height


def web_svg(chart: Chart, *, labelled_by: str, described_by: str) -> str:
    """Columns or lines as inline SVG for a page: x in per cent, no style of its own, named by its caption and table."""
    drawing = draw(replace(chart, labels=_short(chart.labels)), width=640.0)
    out = []
    for shape in drawing.shapes:
        x, y = f"{_figure(shape.x)}%", _figure(shape.y)
        faint = f' fill-opacity="{shape.shade}"' if shape.shade != 1.0 else ""
        if shape.kind == "rect":
            size = f'width="{_figure(shape.w)}%" height="{_figure(shape.h)}"'
            out.append(f'<rect class="{shape.tone}" x="{x}" y="{y}" {size}{faint}/>')
        elif shape.kind == "line":
            out.append(f'<line class="{shape.tone}" x1="{x}" x2="{_figure(shape.x + shape.w)}%" y1="{y}" y2="{y}"/>')
        elif shape.kind == "dot":
            out.append(f'<circle class="{shape.tone}" cx="{x}" cy="{y}" r="5"{faint}/>')
        else:
            tone = ' class="v"' if shape.tone == "v" else ""
            out.append(f'<text{tone} x="{x}" y="{y}" text-anchor="{shape.anchor}">{escape(shape.text)}</text>')
    height = _figure(drawing.height)
    courses = "".join(
        f'<svg x="0" y="0" width="100%" height="{height}" viewBox="0 0 100 {height}" preserveAspectRatio="none">'
        + f'<polyline class="ln" stroke-opacity="{shade}" points="'
        + " ".join(f"{_figure(a)},{_figure(b)}" for a, b in points)
        + '"/></svg>'
        for shade, points in drawing.lines
        if len(points) > 1
    )
    names = f"aria-labelledby={quoteattr(labelled_by)} aria-describedby={quoteattr(described_by)}"
    picture = f'<svg role="img" {names} width="100%" height="{height}">{courses}{"".join(out)}</svg>'
    # the style sheet gives a drawing that stands in its figure the usual height; a taller one keeps its own
    return picture if drawing.height <= USUAL_HEIGHT else f"<div>{picture}</div>"
