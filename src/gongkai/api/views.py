"""The interface and its endpoints. Every list is bounded in page and size; every number in an address is bounded."""

from __future__ import annotations

import os
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.api import schemas
from gongkai.api.problems import CONTENT_TYPE, Problem, problem, said
from gongkai.api.throttling import PerVisitor
from gongkai.catalogue.models import Catalogue, Section
from gongkai.channels.models import PublicNotice
from gongkai.disclosures.corrections import published_corrections
from gongkai.disclosures.models import Disclosure, ValidityChange
from gongkai.portal import addresses, search
from gongkai.portal.agency_pages import leaders
from gongkai.portal.disclosure_pages import public_body
from gongkai.portal.queries import its_disclosure_is_public, public
from gongkai.portal.site import current_site
from gongkai.portal.tree import tree_of

RATE = os.environ.get("GONGKAI_API_RATE", "600/m")
LARGEST_PAGE, LARGEST_SIZE = 500, 100


class ChineseJSON(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


class PublicAPI(NinjaAPI):
    """Declares errors under the content type they really have."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return "/api/v1/"

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {CONTENT_TYPE: answer["content"]["application/json"]}
        return schema


api = PublicAPI(
    title="政府信息公开接口",
    version="1",
    description="公开的政府信息、目录、公示和年度报告，只读。",
    renderer=ChineseJSON(),
    docs_url=None,
    throttle=[PerVisitor(RATE)],
    urls_namespace="api-v1",
)

ERRORS = {422: Problem, 429: Problem}
MISSING = {404: Problem, **ERRORS}
Code = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{1,62}$", description="单位代码")]
Year = Annotated[int, Path(ge=1949, le=2200, description="年度")]


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422, with the place of each mistake."""
    errors = [{"place": ".".join(map(str, one["loc"][1:])), **said(one)} for one in error.errors]
    places = "、".join(one["place"] for one in errors)
    return problem(422, f"参数不对：{places}", f"Invalid: {places}", errors)


def _throttled(request: HttpRequest, error: Any) -> HttpResponse:
    answer = problem(429)
    if error.wait:
        answer["Retry-After"] = str(int(error.wait) + 1)
    return answer


def _register_throttled() -> None:
    from ninja.errors import Throttled

    api.add_exception_handler(Throttled, _throttled)


_register_throttled()


class PageOf(Schema):
    """Which page of a list."""

    page: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 1
    size: Annotated[int, Query(ge=1, le=LARGEST_SIZE)] = 20


class DisclosureFilter(PageOf):
    """Which disclosures."""

    q: Annotated[str, Query(max_length=100)] = ""
    agency: Annotated[str, Query(max_length=64)] = ""
    section: Annotated[str, Query(max_length=60)] = ""
    year: Annotated[int | None, Query(ge=1949, le=2200)] = None
    validity: Literal["", "valid", "expired", "repealed", "amended"] = ""
    subject: Annotated[str, Query(max_length=60, description="主题分类，含它的下级")] = ""
    genre: Annotated[str, Query(max_length=30, description="体裁")] = ""


def listed(records: QuerySet | list[Any], asked: PageOf, show: Any) -> dict[str, Any]:
    """One page of ``records``, each as ``show`` gives it."""
    total = len(records) if isinstance(records, list) else records.count()
    start = (asked.page - 1) * asked.size
    items = [show(one) for one in records[start : start + asked.size]]
    return {"total": total, "page": asked.page, "size": asked.size, "items": items}


@api.get("/disclosures", response={200: schemas.DisclosureList, **ERRORS}, summary="公开的政府信息")
def disclosures(request: HttpRequest, asked: Query[DisclosureFilter]) -> Any:
    """Public disclosures, newest first; with ``q`` the best first."""
    records = filtered(asked)
    text = asked.q.replace("\0", "").strip()
    if not text:
        return listed(records, asked, disclosure_out)
    question = search.Question(
        text=text,
        agencies=_keys(Agency.objects.filter(code=asked.agency.replace("\0", "")), asked.agency),
        sections=_sections(asked) if asked.section else None,
        years=(asked.year,) if asked.year else (),
        validities=(asked.validity,) if asked.validity else (),
        subjects=(asked.subject.replace("\0", ""),) if asked.subject else (),
        genres=(asked.genre.replace("\0", ""),) if asked.genre else (),
        page=asked.page,
        size=asked.size,
    )
    answer = search.find(question)
    items = [disclosure_out(hit.record) for hit in answer.hits]
    return {"total": answer.total, "page": asked.page, "size": asked.size, "items": items}


def _keys(found: QuerySet, wanted: str) -> tuple[int, ...]:
    """The keys found; where one was asked for that does not exist, a key that nobody has."""
    return tuple(found.values_list("pk", flat=True)) or ((0,) if wanted else ())


def _sections(asked: DisclosureFilter) -> tuple[int, ...]:
    """The sections of that code (and below them), in the agency asked for or in all."""
    with across_agencies():
        parts = Section.objects.filter(code=asked.section.replace("\0", "")).select_related("agency")
        if asked.agency:
            parts = parts.filter(agency__code=asked.agency.replace("\0", ""))
        return tuple({key for part in parts[:200] for key in tree_of(part.agency).below(part)})


def filtered(asked: DisclosureFilter) -> QuerySet[Disclosure]:
    records = public()
    if asked.agency:
        records = records.filter(agency__code=asked.agency.replace("\0", ""))
    if asked.section:
        records = records.filter(section__in=_sections(asked))
    if asked.year:
        records = records.filter(published_at__year=asked.year)
    if asked.validity:
        records = records.filter(validity=asked.validity)
    if asked.subject:
        subject = asked.subject.replace("\0", "")
        records = records.filter(Q(subject=subject) | Q(subject__startswith=f"{subject}\\"))
    if asked.genre:
        records = records.filter(genre=asked.genre.replace("\0", ""))
    return records.defer("body")


def disclosure_out(record: Disclosure) -> dict[str, Any]:
    return {
        "title": record.title,
        "url": f"{current_base()}{addresses.address_of(record)}",
        "index_number": record.index_number,
        "document_number": record.document_number,
        "agency": record.agency.code,
        "section": record.section.code if record.section else None,
        "subject": record.subject,
        "genre": record.genre,
        "dated_on": record.dated_on,
        "published_at": record.published_at,
        "validity": record.validity,
        "summary": record.summary,
        "keywords": record.keywords,
    }


def current_base() -> str:
    return current_site().base


@api.get("/disclosures/{code}/{serial}", response={200: schemas.DisclosureText, **MISSING}, summary="一条政府信息")
def disclosure(request: HttpRequest, code: Code, serial: Annotated[str, Path(max_length=120)]) -> Any:
    """One disclosure with its text; ``serial`` as in the address of its page."""
    serial = serial.replace("\0", "")
    cuts = [at for at, char in enumerate(serial) if char == "-"]
    numbers = [f"{code.upper()}/{serial}", serial, *(f"{serial[:at]}/{serial[at + 1 :]}" for at in cuts)]
    found = list(public().filter(agency__code=code, index_number__in=numbers)[:5])
    if not found and serial.isascii() and serial.isdigit() and len(serial) < 15:
        found = list(public().filter(agency__code=code, pk=int(serial)))
    for record in found:
        if addresses.serial_of(record) == serial:
            return disclosure_out(record) | {
                "body": public_body(record),
                "text": search.text_of(record.body),
                "corrections": published_corrections(record),
                "validity_changes": _validity_changes(record),
            }
    return problem(404, "没有这条公开的信息", "No such public disclosure")


def _validity_changes(record: Disclosure) -> list[ValidityChange]:
    with across_agencies():
        return list(record.validity_changes.all())


@api.get("/agencies", response={200: list[schemas.AgencyOut], **ERRORS}, summary="单位")
def agencies(request: HttpRequest) -> Any:
    return [agency_out(one) for one in Agency.objects.select_related("parent").order_by("path")]


@api.get("/agencies/{code}", response={200: schemas.AgencyFull, **MISSING}, summary="一个单位")
def agency(request: HttpRequest, code: Code) -> Any:
    """An agency with its duties and the leaders in office today."""
    who = Agency.objects.select_related("parent").filter(code=code).first()
    if who is None:
        return problem(404, "没有这个单位", "No such agency")
    return agency_out(who) | {"duties": who.duties, "leaders": leaders(who, timezone.localdate())}


def agency_out(who: Agency) -> dict[str, Any]:
    names = "code name short_name level disclosure_office address postcode phone fax email office_hours".split()  # noqa: SIM905
    return {
        **{name: getattr(who, name) for name in names},
        "parent": who.parent.code if who.parent else None,
        "url": f"{current_base()}{addresses.agency(who.code)}",
    }


@api.get("/agencies/{code}/sections", response={200: list[schemas.SectionOut], **MISSING}, summary="一个单位的栏目")
def sections(request: HttpRequest, code: Code) -> Any:
    who = Agency.objects.filter(code=code).first()
    if who is None:
        return problem(404, "没有这个单位", "No such agency")
    parts = tree_of(who).sections
    codes = {part.pk: part.code for part in parts}
    return [
        {
            "code": part.code,
            "name": part.name,
            "kind": part.kind,
            "parent": codes.get(part.parent_id) if part.parent_id else None,
            "description": part.description,
            "url": f"{current_base()}{addresses.section(code, part.code)}",
        }
        for part in parts
    ]


class NoticeFilter(PageOf):
    running: bool = False


@api.get("/notices", response={200: schemas.NoticeList, **ERRORS}, summary="公示")
def notices(request: HttpRequest, asked: Query[NoticeFilter]) -> Any:
    """Public notices, the latest to end first; ``running=true`` only those whose period includes today."""
    today = timezone.localdate()
    with across_agencies():
        found = PublicNotice.objects.filter(its_disclosure_is_public())
        if asked.running:
            found = found.filter(starts_on__lte=today, ends_on__gte=today)
        found = found.select_related("disclosure__agency").order_by("-ends_on", "-pk")
        return listed(
            found,
            asked,
            lambda one: {
                "title": one.disclosure.title,
                "url": f"{current_base()}{addresses.address_of(one.disclosure)}",
                "agency": one.disclosure.agency.code,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
                "running": one.starts_on <= today <= one.ends_on,
            },
        )


def catalogue_out(one: Catalogue) -> dict[str, Any]:
    url = f"{current_base()}{addresses.catalogue(one.agency.code, one.year)}"
    return {"agency": one.agency.code, "year": one.year, "title": one.title, "url": url}


@api.get("/catalogues", response={200: schemas.CatalogueList, **ERRORS}, summary="公开目录")
def catalogues(request: HttpRequest, asked: Query[PageOf]) -> Any:
    with across_agencies():
        found = Catalogue.objects.select_related("agency").order_by("agency__path", "-year", "pk")
        return listed(found, asked, catalogue_out)


@api.get("/catalogues/{code}/{year}", response={200: schemas.CatalogueEntries, **MISSING}, summary="一份公开目录")
def catalogue(request: HttpRequest, code: Code, year: Year) -> Any:
    with across_agencies():
        found = Catalogue.objects.select_related("agency").filter(agency__code=code, year=year).first()
        if found is None:
            return problem(404, "没有这份目录", "No such catalogue")
        names = [name for name in schemas.EntryOut.model_fields if name not in ("section", "stages")]
        entries = [
            {
                **{name: getattr(one, name) for name in names},
                "stages": [str(stage) for stage in one.stages],
                "section": one.section.code if one.section else None,
            }
            for one in found.entries.select_related("section").order_by("serial", "pk")
        ]
        return {**catalogue_out(found), "entries": entries}
