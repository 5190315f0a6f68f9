"""The live parts of the public site: search, suggestions, QR codes."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.disclosures.models import Validity
from gongkai.portal import addresses, search
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
    return {**disclosure_line(hit.record), "marked": hit.title, "excerpt": hit.excerpt, "notice": state}


class Asked:
    """What the address asks for: the text and the filters, with the addresses that change one of them."""

    def __init__(self, request: HttpRequest) -> None:
        given = request.GET
        self.text = " ".join(given.get("q", "").replace("\0", "").split())[:LONGEST_QUERY]
        codes = [code for code in given.getlist("agency")[:20] if code]
        self.agencies = list(Agency.objects.filter(code__in=codes))
        self.lost = bool(codes) and not self.agencies
        self.section = given.get("section", "")[:60].replace("\0", "")
        self.years = [int(year) for year in given.getlist("year")[:20] if re.fullmatch("[0-9]{4}", year)]
        self.validities = [value for value in given.getlist("validity")[:5] if value in Validity.values]
        self.by_date = given.get("order") == "date" or not self.text
        page = given.get("page", "1")
        self.page = (
            min(max(int(page), 1), CAP // PAGE_SIZE) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        )

    def question(self) -> Question:
        return Question(
            text=self.text,
            agencies=tuple(one.pk for one in self.agencies) or ((0,) if self.lost else ()),
            sections=self._sections(),
            years=tuple(self.years),
            validities=tuple(self.validities),
            by_date=self.by_date,
            page=self.page,
        )

    def _sections(self) -> tuple[int, ...] | None:
        """All sections of that name and below them, in the agencies asked for."""
        if not self.section:
            return None
        with across_agencies():
            parts = Section.objects.filter(name=self.section).select_related("agency")
            if self.agencies:
                parts = parts.filter(agency__in=self.agencies)
            return tuple(sorted({key for part in parts[:200] for key in tree_of(part.agency).below(part)}))

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = [("q", self.text)] if self.text else []
        pairs += [("agency", one.code) for one in self.agencies]
        pairs += [("section", self.section)] if self.section else []
        pairs += [("year", str(year)) for year in self.years]
        pairs += [("validity", value) for value in self.validities]
        return pairs + ([("order", "date")] if self.by_date and self.text else [])

    def _without(self, *dropped: tuple[str, str]) -> str:
        return f"{addresses.SEARCH}?{urlencode([pair for pair in self._pairs() if pair not in dropped])}"

    @property
    def chips(self) -> list[tuple[str, str]]:
        """(words, address without this filter) of every filter in force."""
        chips = [(one.short_name, self._without(("agency", one.code))) for one in self.agencies]
        chips += [(self.section, self._without(("section", self.section)))] if self.section else []
        chips += [(f"{year}年", self._without(("year", str(year)))) for year in self.years]
        return chips + [(Validity(one).label, self._without(("validity", one))) for one in self.validities]

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


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """``["title", …]``: up to six titles that hold what has been typed."""
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY]
    return _answer(JsonResponse(search.suggest(text), safe=False, json_dumps_params={"ensure_ascii": False}))


@require_safe
def qr(request: HttpRequest, path: str) -> HttpResponse:
    """The QR code (SVG) of the page at ``/path``; made when someone unfolds it, kept by the browser."""
    base = current_site().base or f"{request.scheme}://{request.get_host()}"
    code = segno.make(f"{base}/{path}"[:500], error="m", micro=False)
    image = io.BytesIO()
    code.save(image, kind="svg", omitsize=True, xmldecl=False, border=2)
    response = HttpResponse(image.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return _answer(response)
