"""The live parts of the public site: search, suggestions, QR codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.disclosures.models import Validity
from gongkai.portal import addresses, qr_codes, search
from gongkai.portal.pages import disclosure_line, notice_line
from gongkai.portal.rendering import render
from gongkai.portal.search import Question
from gongkai.portal.search.asking import CAP, PAGE_SIZE
from gongkai.portal.search.segment import LONGEST_QUERY
from gongkai.portal.serving import SECURITY
from gongkai.portal.site import Crumb, Page, current_site
from gongkai.portal.tree import tree_of


def _answer(response: HttpResponse) -> HttpResponse:
    """With the headers of the baked pages."""
    for name, value in SECURITY:
        response[name] = value
    response.setdefault("Cache-Control", "no-store")
    return response


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """The search page; works without script. Unknown filters narrow to nothing rather than being ignored."""
    asked = Asked(request)
    answer = search.find(asked.question())
    if asked.page > answer.last_page:
        asked.page = answer.last_page
        answer = search.find(asked.question())
    site = current_site()
    today = timezone.localdate()
    lines = [_line(hit, today) for hit in answer.hits]
    page = Page(
        path=addresses.SEARCH,
        template="portal/search.html",
        title=f"搜索：{asked.text}" if asked.text else "搜索",
        column=("搜索", "搜索公开信息", "搜索", "信息公开目录"),
        crumbs=[Crumb("首页", addresses.HOME), Crumb("搜索")],
        context={
            "q": asked.text,
            "asked": asked,
            "answer": answer,
            "choices": asked.choices(answer),
            "lines": lines,
            "cap": CAP,
            "first": (asked.page - 1) * PAGE_SIZE + 1,
            "last": (asked.page - 1) * PAGE_SIZE + len(lines),
        },
    )
    return _answer(HttpResponse(render(page, site)))


def _line(hit: search.Hit, today: Any) -> dict[str, Any]:
    notice = getattr(hit.record, "notice", None)
    state = notice_line(notice, today)["state"] if notice and notice.starts_on <= today <= notice.ends_on else ""
    found = {"marked": hit.title, "excerpt": hit.excerpt, "attachment": hit.attachment}
    return {**disclosure_line(hit.record), **found, "notice": state}


class Asked:
    """What the address asks for: the text and the filters, with the addresses that change one of them."""

    def __init__(self, request: HttpRequest) -> None:
        given = request.GET
        self.text = " ".join(given.get("q", "").replace("\0", "").split())[:LONGEST_QUERY]
        codes = [code for code in given.getlist("agency")[:20] if code]
        self.agencies = list(Agency.objects.filter(code__in=codes))
        self.sections = _words(given.getlist("section"), 60)
        self.subjects = _words(given.getlist("subject"), 60)
        self.genres = _words(given.getlist("genre"), 30)
        years = [year for year in given.getlist("year")[:20] if year]
        self.years = [int(year) for year in years if re.fullmatch("[0-9]{4}", year)]
        validities = [value for value in given.getlist("validity")[:5] if value]
        self.validities = [value for value in validities if value in Validity.values]
        known = ((codes, self.agencies), (years, self.years), (validities, self.validities))
        #: A filter was asked for of which there is no value at all: nothing is found.
        self.lost = any(asked and not found for asked, found in known)
        self.by_date = given.get("order") == "date" or not self.text
        page = given.get("page", "1")
        self.page = (
            min(max(int(page), 1), CAP // PAGE_SIZE) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        )

    def question(self) -> Question:
        return Question(
            text=self.text,
            agencies=tuple(one.pk for one in self.agencies) or ((0,) if self.lost else ()),
            sections=self._section_keys(),
            years=tuple(self.years),
            validities=tuple(self.validities),
            genres=tuple(self.genres),
            subjects=tuple(self.subjects),
            by_date=self.by_date,
            page=self.page,
        )

    def _section_keys(self) -> tuple[int, ...] | None:
        """All sections of these names and below them, in the agencies asked for."""
        if not self.sections:
            return None
        with across_agencies():
            parts = Section.objects.filter(name__in=self.sections).select_related("agency")
            if self.agencies:
                parts = parts.filter(agency__in=self.agencies)
            trees = {part.agency_id: tree_of(part.agency) for part in parts[:200]}
            return tuple(sorted({key for part in parts[:200] for key in trees[part.agency_id].below(part)}))

    def _filters(self) -> list[tuple[str, str, str]]:
        """(field of the form, value, words) of every filter in force."""
        found = [("agency", one.code, one.short_name) for one in self.agencies]
        found += [("section", name, name) for name in self.sections]
        found += [("subject", name, name) for name in self.subjects]
        found += [("genre", name, name) for name in self.genres]
        found += [("year", str(year), f"{year}年") for year in self.years]
        return found + [("validity", one, str(Validity(one).label)) for one in self.validities]

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name, value, _ in self._filters()]
        return pairs + ([("order", "date")] if self.by_date and self.text else [])

    def _without(self, *dropped: tuple[str, str]) -> str:
        return f"{addresses.SEARCH}?{urlencode([pair for pair in self._pairs() if pair not in dropped])}"

    @property
    def chips(self) -> list[tuple[str, str]]:
        """(words, address without this filter) of every filter in force."""
        return [(words, self._without((name, value))) for name, value, words in self._filters()]

    def choices(self, answer: search.Answer) -> list[Choice]:
        """What the hits can be narrowed to, field by field; what is chosen is always among it."""
        labels = dict(Validity.choices)
        offered: dict[str, list[tuple[str, str, int]]] = {
            "agency": [(one.code, one.short_name, count) for one, count in answer.agencies],
            "section": [(name, name, count) for name, count in answer.sections],
            "subject": [(name, name, count) for name, count in answer.subjects],
            "genre": [(name, name, count) for name, count in answer.genres],
            "year": [(str(year), f"{year}年", count) for year, count in answer.years],
            "validity": [(value, str(labels[value]), count) for value, count in answer.validities if value in labels],
        }
        chosen = self._filters()
        found = []
        for name, legend in FIELDS:
            held = {value: words for field, value, words in chosen if field == name}
            options = [Option(*one[:2], one[2] if answer.counted else None, one[0] in held) for one in offered[name]]
            known = {one.value for one in options}
            options += [Option(value, words, None, True) for value, words in held.items() if value not in known]
            if held or any(one.count is None or one.count < answer.total for one in options):
                found.append(Choice(name, legend, options))
        return found

    @property
    def other_order(self) -> str:
        pairs = [pair for pair in self._pairs() if pair[0] != "order"]
        return f"{addresses.SEARCH}?{urlencode([*pairs, *([] if self.by_date else [('order', 'date')])])}"

    def turn(self, page: int) -> str:
        return f"{addresses.SEARCH}?{urlencode([*self._pairs(), ('page', str(page))])}"

    @property
    def newer(self) -> str:
        return self.turn(self.page - 1) if self.page > 1 else ""

    @property
    def older(self) -> str:
        return self.turn(self.page + 1)


#: The fields by which one narrows, as the form shows them.
FIELDS = (
    ("agency", "单位"), ("section", "栏目"), ("subject", "主题分类"), ("genre", "体裁"), ("year", "年份"),
    ("validity", "有效性"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """One box to tick; ``count`` is None where it is not known exactly."""

    value: str
    words: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    legend: str
    options: list[Option]


def _words(given: list[str], longest: int) -> list[str]:
    return [word for one in given[:20] if (word := one[:longest].replace("\0", ""))]


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """``["title", …]``: up to six titles that hold what has been typed."""
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY]
    return _answer(JsonResponse(search.suggest(text), safe=False, json_dumps_params={"ensure_ascii": False}))


@require_safe
def qr(request: HttpRequest, path: str) -> HttpResponse:
    """The QR code (SVG) of the page at ``/path``; made when someone unfolds it, kept by the browser."""
    base = current_site().base or f"{request.scheme}://{request.get_host()}"
    image = qr_codes.image(f"{base}/{path.removesuffix(qr_codes.FILE)}")
    response = HttpResponse(image, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return _answer(response)
