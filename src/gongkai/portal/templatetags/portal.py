"""Small parts of the public pages: icons, headings that break at words, rulers."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache, lru_cache
from importlib.resources import files

import rjieba
from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

#: Words of the field that the segmenter would cut.
COMPOUNDS = (
    "政府信息公开", "政务公开", "领导小组", "依申请公开", "规范性文件", "年度报告", "基本目录", "保障对象", "人民政府",
)  # fmt: skip
_COMPOUND = re.compile("(" + "|".join(COMPOUNDS) + ")")
_NO_BREAK_BEFORE = re.compile(r"^[年月日条号件项次个，。：；！？、）》”’\d〕]")
_NO_BREAK_AFTER = re.compile(r"[\d（《“‘〔]$")


@cache
def _icons() -> dict[str, tuple[str, str]]:
    source = files("gongkai.portal").joinpath("static/portal/icons.svg").read_text(encoding="utf-8")
    found = re.findall(r'<symbol id="([^"]+)" viewBox="([^"]+)">(.*?)</symbol>', source, re.S)
    return {name: (box, body.strip()) for name, box, body in found}


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str, extra: str = "") -> SafeString:
    """An icon as inline SVG: a baked page asks for no second file."""
    box, body = _icons()[name]
    classes = f"icon {extra}".strip()
    return format_html('<svg class="{}" viewBox="{}" aria-hidden="true">{}</svg>', classes, box, mark_safe(body))


@register.simple_tag(takes_context=True)
def part(context: template.Context, name: str, *key: object, **values: object) -> SafeString:
    """A part that many pages share word for word: rendered once for each ``key`` in a batch of pages."""
    held = context.get("parts")
    kept: dict[tuple[object, ...], SafeString] = {} if held is None else held
    if (name, *key) not in kept:
        found = context.template.engine.get_template(f"portal/parts/{name}.html")  # type: ignore[union-attr]
        with context.push(**values):
            kept[name, *key] = found.render(context)
    return kept[name, *key]


@register.filter
def words(text: str) -> SafeString:
    """The text with ``<wbr>`` between its words, so that a heading breaks where a reader would."""
    pieces: list[str] = []
    for part in _COMPOUND.split(str(text)):
        pieces.extend([part] if part in COMPOUNDS else rjieba.cut(part))
    out = ""
    for piece in pieces:
        if out and not _NO_BREAK_BEFORE.match(piece) and not _NO_BREAK_AFTER.search(out):
            out += "<wbr>"
        out += str(conditional_escape(piece))
    return mark_safe(out)


@register.filter
def long_title(text: str) -> str:
    """The class of a heading over 36 characters."""
    return "long" if len(str(text)) > 36 else ""


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """``2026-10-09``: a date as lists and metadata print it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        from django.utils import timezone

        value = timezone.localtime(value).date()
    return value.isoformat()


@register.filter
def minute(value: dt.datetime | None) -> str:
    """``2026-10-09 10:20``: a time as pages and the PubDate label print it."""
    if value is None:
        return ""
    from django.utils import timezone

    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


@register.filter
def sentence_day(value: dt.date | None) -> str:
    """``2026年10月9日``: a date inside a sentence."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


@register.simple_tag
def ruler(total: int, passed: int, label: str, small: bool = False) -> SafeString:
    """尺: a cell a day, ``passed`` of them gone, the next one today. Widths in per cent: no inline style is needed."""
    width = 100 / max(total, 1)
    cells = []
    if total > 60:
        # A year of days: cells would be thinner than the gaps between them.
        done = max(min(passed, total), 0) * width
        cells.append('<rect x="0" y="22%" width="100%" height="56%"/>')
        cells.append(f'<rect x="0" y="22%" width="{done:.2f}%" height="56%" class="d"/>')
        if 0 <= passed < total:
            cells.append(f'<rect x="{done:.2f}%" y="0" width="1%" height="100%" class="n"/>')
    for number in range(total if total <= 60 else 0):
        now = number == passed
        kind = ' class="d"' if number < passed else ' class="n"' if now else ""
        y, height = ("0", "100%") if now else ("22%", "56%")
        cells.append(f'<rect x="{number * width:.2f}%" y="{y}" width="{width:.2f}%" height="{height}"{kind}/>')
    return format_html(
        '<svg class="rule{}" role="img" aria-label="{}">{}</svg>',
        " rule--s" if small else "",
        label,
        mark_safe("".join(cells)),
    )


@register.simple_tag
def qr(address: str, label: str) -> SafeString:
    """The QR code of an address inside the page itself: there on paper and without the application too."""
    from gongkai.portal import qr_codes

    drawing = qr_codes.inline(address)
    return mark_safe(drawing.replace("<svg ", f'<svg role="img" aria-label="{conditional_escape(label)}" ', 1))
