"""The page of a disclosure, and what stays of it when it is withdrawn."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import Q
from django.template.defaultfilters import filesizeformat

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures import rich_text
from gongkai.disclosures.attachments import public_attachments
from gongkai.disclosures.corrections import published_corrections
from gongkai.disclosures.inline_images import shown
from gongkai.disclosures.models import Attachment, Disclosure, Validity
from gongkai.portal import addresses
from gongkai.portal.body_tables import readable
from gongkai.portal.pages import column_of, disclosure_line, notice_line
from gongkai.portal.previews import may_preview
from gongkai.portal.queries import public
from gongkai.portal.site import Crumb, Page, Site, structured
from gongkai.portal.tree import Tree
from gongkai.registers.models import RegulatoryDocument
from gongkai.registers.validity import last_day

#: So long before its last day a text is said to expire soon.
SOON = dt.timedelta(days=90)


def disclosure(site: Site, record: Disclosure, tree: Tree, today: dt.date) -> Page:
    """A disclosure: metadata, validity, text, notice, what belongs to it."""
    part = record.section
    document = getattr(record, "regulatory_document", None)
    last = last_day(record, document)
    facts = [
        ("索引号", record.index_number),
        ("文号", record.document_number),
        ("发布机构", record.agency.name),
        ("来源", record.source if record.source != record.agency.name else ""),
        ("主题分类", record.subject),
        ("体裁", record.genre),
        ("成文日期", record.dated_on.isoformat() if record.dated_on else ""),
        ("发布日期", f"{_local(record.published_at):%Y-%m-%d %H:%M}" if record.published_at else ""),
        ("公开属性", record.get_attribute_display()),
        ("有效期至", last.isoformat() if last else ""),
    ]
    notice = getattr(record, "notice", None)
    with across_agencies():
        changes = list(record.validity_changes.all())
    page = Page(
        path=addresses.address_of(record),
        template="portal/disclosure.html",
        title=record.title,
        agency=record.agency,
        place=addresses.AGENCIES,
        description=record.summary or record.title,
        column=column_of(record.agency, part) if part else None,
        crumbs=[
            Crumb("首页", addresses.HOME),
            Crumb(record.agency.short_name, addresses.agency(record.agency.code)),
            *([Crumb(part.name, addresses.section(record.agency.code, part.code))] if part else []),
            Crumb("正文"),
        ],
        context={
            "record": record,
            "tree": tree,
            "current": part.code if part else "",
            "facts": [(name, value) for name, value in facts if value],
            "valid": record.validity == Validity.VALID,
            "ends_soon": ends_soon(record.validity, last, today),
            "ended": ended(record, document, last),
            "changes": changes,
            "by": changes and successor(record, changes[0].basis),
            "last_day": last,
            "corrections": published_corrections(record),
            "term": notice_line(notice, today) if notice else None,
            "related": related(record),
            "body": readable(public_body(record)),
            "files": attachment_lines(record),
        },
    )
    page.article = article_labels(site, record)
    page.schema = schema(site, record, page.path)
    return page


def ends_soon(validity: str, last: dt.date | None, today: dt.date) -> bool:
    """Whether a text in force expires within :data:`SOON`."""
    return validity == Validity.VALID and last is not None and today <= last <= today + SOON


#: A number of a document (〔year〕 serial), however its brackets are typed.
_NUMBER = re.compile(r"[〔\[［【(（](20\d\d)[〕\]］】)）]\s*(\d{1,4})\s*号")


def successor(record: Disclosure, basis: str) -> dict[str, Any] | None:
    """The public document by which this one ceased to hold: the one whose number its basis names.

    Looked for among the documents of its own agency and of those above it, whose word also counts here.
    """
    ends = {f"〔{year}〕{serial}号" for year, serial in _NUMBER.findall(basis)}
    if not ends:
        return None
    named = Q()
    for end in ends:
        named |= Q(document_number__endswith=end)
    words = _NUMBER.sub(r"〔\1〕\2号", basis)
    line = record.agency.path.strip("/").split("/")
    with across_agencies():
        found = public().filter(named, agency__code__in=line).exclude(pk=record.pk)
        fitting = [one for one in found if one.document_number in words]
    best = max(fitting, key=lambda one: len(one.document_number), default=None)
    return disclosure_line(best) if best else None


def ended(record: Disclosure, document: RegulatoryDocument | None, last: dt.date | None) -> dt.date | None:
    """Since when a text does not hold any more, where a record says so."""
    if record.validity == Validity.REPEALED:
        return document.repealed_on if document else None
    return last + dt.timedelta(days=1) if record.validity == Validity.EXPIRED and last else None


KINDS = {"docx": "Word", "doc": "Word", "xlsx": "Excel", "xls": "Excel", "csv": "表格", "pdf": "PDF", "text": "文本"}


def attachment_lines(record: Disclosure) -> list[dict[str, str]]:
    """The public attachments: name, kind and size, and where to have them. A batch has read them all at once."""
    if record.is_public and hasattr(record, "released"):
        found = [one for one in record.released if not one.inline]
    else:
        with across_agencies():
            found = list(public_attachments(record).filter(inline=False))
    return [file_line(one) for one in found]


def file_line(one: Attachment) -> dict[str, str]:
    """A file as lists show it; ``preview`` is empty where it has no page of its own."""
    return {
        "name": one.name.rpartition(".")[0] or one.name,
        "kind": KINDS.get(one.kind, one.kind.upper()),
        "size": filesizeformat(one.size),
        "path": addresses.attachment(one.pk, one.name),
        "preview": addresses.preview(one.pk) if may_preview(one) else "",
    }


def public_body(record: Disclosure) -> str:
    """The text with its images where anyone may have them; one that is not released is left out."""
    if not rich_text.numbers(record.body):
        return record.body
    with across_agencies():
        public = set(public_attachments(record).filter(inline=True).values_list("pk", flat=True))
        text = shown(
            record, record.body, lambda one: addresses.attachment(one.pk, one.name) if one.pk in public else ""
        )
    return rich_text.replace_images(text, lambda src: src or None)


def _local(moment: dt.datetime) -> dt.datetime:
    from django.utils import timezone

    return timezone.localtime(moment)


def article_labels(site: Site, record: Disclosure) -> list[tuple[str, str]]:
    """内容页标签, with exactly the values the page shows."""
    labels = [
        ("ArticleTitle", record.title),
        ("PubDate", f"{_local(record.published_at):%Y-%m-%d %H:%M}" if record.published_at else ""),
        ("ContentSource", record.source or record.agency.name),
        ("Keywords", record.keywords),
        ("Description", record.summary),
        ("Url", f"{site.base}{addresses.address_of(record)}"),
    ]
    return [(name, value) for name, value in labels if value]


def schema(site: Site, record: Disclosure, path: str) -> str:
    """schema.org for search engines."""
    data = {
        "@context": "https://schema.org",
        "@type": "GovernmentDocument" if record.document_number else "Article",
        "headline": record.title,
        "identifier": record.index_number,
        "datePublished": record.published_at.isoformat() if record.published_at else None,
        "inLanguage": "zh-CN",
        "url": f"{site.base}{path}",
        "publisher": {"@type": "GovernmentOrganization", "name": record.agency.name},
    }
    return structured(data)


def related(record: Disclosure) -> list[dict[str, Any]]:
    """Its interpretations, the policy it interprets, its catalogue entry."""
    lines: list[dict[str, Any]] = []
    with across_agencies():
        for one in record.interpretations.all():
            if one.disclosure and one.disclosure.is_public:
                lines.append({"label": "解读", **disclosure_line(one.disclosure)})
        explained = getattr(record, "interpretation_of", None)
        if explained and explained.policy and explained.policy.is_public:
            lines.append({"label": "被解读的政策", **disclosure_line(explained.policy)})
        if record.catalogue_entry:
            entry = record.catalogue_entry
            lines.append(
                {
                    "label": "目录事项",
                    "title": entry.matter,
                    "path": addresses.catalogue(record.agency.code, entry.catalogue.year),
                    "note": entry.time_limit,
                }
            )
    return lines


def tombstone(site: Site, record: Disclosure, tree: Tree) -> Page:
    """What stays when a disclosure is withdrawn: when, by whom, why, and how to ask. Answered with 410."""
    facts = [
        ("撤下日期", _local(record.withdrawn_at).date().isoformat() if record.withdrawn_at else ""),
        ("撤下单位", record.agency.name),
        ("曾经公开", f"{_local(record.published_at).date().isoformat()} 起" if record.published_at else ""),
        ("索引号", record.index_number),
        ("原因", record.withdrawal_reason),
    ]
    return Page(
        path=addresses.address_of(record),
        template="portal/tombstone.html",
        title="这条信息已经撤下",
        agency=record.agency,
        place=addresses.AGENCIES,
        status=410,
        crumbs=[
            Crumb("首页", addresses.HOME),
            Crumb(record.agency.short_name, addresses.agency(record.agency.code)),
            Crumb("已撤下"),
        ],
        context={"record": record, "facts": [(name, value) for name, value in facts if value]},
    )
