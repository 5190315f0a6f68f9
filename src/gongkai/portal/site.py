"""What every page needs to know about the site and about who is speaking."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.portal import addresses
from gongkai.portal.models import PortalSite


@dataclass(frozen=True, slots=True)
class Site:
    """The site as templates read it; built from :class:`PortalSite`, or from the root agency while there is none."""

    name: str
    sponsor: str
    base: str = ""
    domain: str = ""
    site_code: str = ""
    operator: str = ""
    icp: str = ""
    police: str = ""
    contact: str = ""
    phone: str = ""
    fault_url: str = ""
    badge_url: str = ""
    notice: str = ""
    topics: tuple[str, ...] = ()
    root: Agency | None = None

    @property
    def name_pieces(self) -> list[tuple[str, bool]]:
        """The name in pieces; those marked True are left out on a phone: 示例市|示例区|人民|政府|门户|网站."""
        above = self.root.name.find(self.root.short_name) if self.root else 0
        start = above if above > 0 and self.root and self.name.startswith(self.root.name[:above]) else 0
        pieces = [(self.name[:start], True)] if start else []
        return pieces + [
            (piece, piece in ("人民", "门户")) for piece in re.split("(人民|门户)", self.name[start:]) if piece
        ]

    @property
    def police_url(self) -> str:
        """The record of 公安备案, by the figures of its number."""
        return f"https://beian.mps.gov.cn/#/query/webSearch?code={''.join(filter(str.isdigit, self.police))}"

    @property
    def labels(self) -> list[tuple[str, str]]:
        """网站标签, on every page (国办发〔2017〕47号)."""
        return [("SiteName", self.name), ("SiteDomain", self.domain), ("SiteIDCode", self.site_code)]


def current_site() -> Site:
    """The installation's site. Falls back to the topmost agency, so that a new installation has pages at once."""
    stored = PortalSite.objects.select_related("agency").first()
    root = stored.agency if stored else Agency.objects.order_by("path").first()
    if root is None:
        return Site(name="政府信息公开", sponsor="")
    contact = "　".join(
        part
        for part in (
            f"地址：{root.address}" if root.address else "",
            f"邮编：{root.postcode}" if root.postcode else "",
            f"联系电话：{root.phone}" if root.phone else "",
            f"（{root.office_hours}）" if root.office_hours else "",
        )
        if part
    )
    if stored is None:
        return Site(name=f"{root.name}门户网站", sponsor=root.name, contact=contact, phone=root.phone, root=root)
    return Site(
        name=stored.name,
        sponsor=root.name,
        base=f"https://{stored.domain}",
        domain=stored.domain,
        site_code=stored.site_code,
        operator=stored.operator,
        icp=stored.icp,
        police=stored.police,
        contact=contact,
        phone=root.phone,
        fault_url=stored.fault_url,
        badge_url=stored.badge_url,
        notice=stored.notice,
        topics=tuple(word for word in stored.open_topics.split("、") if word),
        root=root,
    )


@dataclass(frozen=True, slots=True)
class Crumb:
    name: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    name: str
    path: str
    current: bool = False


MAIN_NAV: tuple[tuple[str, str], ...] = (
    ("首页", addresses.HOME),
    ("各单位公开", addresses.AGENCIES),
    ("公示公告", addresses.NOTICES),
    ("公开目录", addresses.CATALOGUES),
    ("年度报告", addresses.REPORTS),
    ("依申请公开", addresses.REQUEST),
)


def structured(data: dict[str, Any]) -> str:
    """schema.org data as it stands in a page: without empty values, escaped so that no text can end the script."""
    text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("&", "\\u0026")


@dataclass
class Page:
    """One public page before it is rendered: its address, template, head and what the template reads."""

    path: str
    template: str
    title: str
    context: dict[str, Any] = field(default_factory=dict)
    description: str = ""
    agency: Agency | None = None
    place: str = ""
    crumbs: list[Crumb] = field(default_factory=list)
    column: tuple[str, str, str, str] | None = None
    article: list[tuple[str, str]] = field(default_factory=list)
    feed: str = ""
    schema: str = ""
    hero: bool = False
    status: int = 200
    site: Site | None = None

    @property
    def nav(self) -> list[NavItem]:
        return [NavItem(name, path, path == self.place) for name, path in MAIN_NAV]

    @property
    def home(self) -> str:
        return addresses.agency(self.agency.code) if self.agency else addresses.HOME

    @property
    def above(self) -> str:
        """The small line above the speaker's name: the agency that this one stands under, as the name begins."""
        speaker = self.speaker
        short = self.speaker_short
        return speaker.removesuffix(short) if speaker != short and speaker.endswith(short) else ""

    @property
    def speaker(self) -> str:
        who = self.agency or (self.site.root if self.site else None)
        return who.name if who else ""

    @property
    def speaker_short(self) -> str:
        """The bold name: the agency's own name without the names of the places above it."""
        who = self.agency or (self.site.root if self.site else None)
        if who is None:
            return "政府信息公开"
        start = who.name.find(who.short_name)
        return who.name[start:] if start > 0 else who.name

    @property
    def structured(self) -> str:
        """schema.org: what the page says of its own thing, or else what page it is and where it stands."""
        if self.schema or self.site is None or self.status != 200:
            return self.schema
        base = self.site.base
        line = [(crumb.name, crumb.path or self.path) for crumb in self.crumbs]
        steps = [
            {"@type": "ListItem", "position": place, "name": name, "item": f"{base}{path}"}
            for place, (name, path) in enumerate(line, 1)
        ]
        return structured(
            {
                "@context": "https://schema.org",
                "@type": "WebPage",
                "name": self.title,
                "description": self.description,
                "url": f"{base}{self.path}",
                "inLanguage": "zh-CN",
                "isPartOf": {"@type": "WebSite", "name": self.site.name, "url": f"{base}{addresses.HOME}"},
                "breadcrumb": {"@type": "BreadcrumbList", "itemListElement": steps} if steps else None,
            }
        )

    @property
    def labels(self) -> list[tuple[str, str]]:
        """All page labels in the order of the annex: site, column, article."""
        labels = list(self.site.labels) if self.site else []
        if self.column:
            labels += list(
                zip(("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"), self.column, strict=True)
            )
        return labels + self.article
