"""An example district for tests of the public site: two agencies, a tree of sections, sixty-odd disclosures."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from dataclasses import dataclass, field
from typing import Any

import docx
import openpyxl

from gongkai.agencies.models import Agency, Leader, LeadingGroup, LeadingGroupMember, Person
from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.channels.models import PublicNotice
from gongkai.dialogue.models import Interpretation
from gongkai.disclosures.models import Attachment, Disclosure
from gongkai.disclosures.sealing import write_file
from gongkai.disclosures.services import allocate_index_numbers
from gongkai.portal import addresses
from gongkai.portal.models import PortalSite
from gongkai.registers.guides import contents
from gongkai.registers.models import RegulatoryDocument, ServiceGuide
from gongkai.reports.assembling import assemble_live
from gongkai.reports.freezing import all_lists, snapshot
from gongkai.reports.models import AnnualReport

TODAY = dt.date(2026, 10, 14)
NOON = dt.datetime(2026, 10, 13, 4, 0, tzinfo=dt.UTC)
LONG = "示例区示例镇人民政府关于印发《示例镇农村人居环境整治提升五年行动实施方案（2021—2025年）》和《示例镇农村生活垃圾治理考核办法（试行）》的通知"
BODY = (
    "<p>各村民委员会，镇属各单位：</p><h2>一、总体要求</h2><p>为做好惠农补贴发放工作，经镇人民政府研究同意，"
    "现将有关事项通知如下。补贴名单在村公示栏公示，公示期不少于7天。</p><h2>二、申请条件</h2><ul><li>本镇户籍</li>"
    "<li>年满十八周岁</li></ul><table><tbody><tr><th>村</th><th>户数</th></tr><tr><td>示例一村</td><td>12</td></tr></tbody>"
    '</table><p>办法自印发之日起施行。联系人：示例甲。</p><p class="sign">示例镇人民政府</p>'
)
#: A benefit list as it is published, and a table that cannot be read in records.
LIST = (
    "<table><tbody><tr><th>序号</th><th>村</th><th>姓名</th><th>身份证号</th><th>金额（元）</th></tr><tr><td>1</td>"
    "<td>示例一村</td><td>示*甲</td><td>640*************123</td><td>1200.00</td></tr></tbody></table><table><tbody><tr>"
    '<td colspan="4">合计</td><td>1200.00</td></tr></tbody></table>'
)


@dataclass
class Example:
    """What the tests reach for by name."""

    district: Agency
    town: Agency
    sections: dict[str, Section]
    records: list[Disclosure]
    notice: Disclosure
    policy: Disclosure
    withdrawn: Disclosure
    draft: Disclosure
    catalogue: Catalogue
    guide: ServiceGuide
    unfinished: ServiceGuide
    files: dict[str, Attachment] = field(default_factory=dict)


def build(count: int = 60) -> Example:
    """Make the example; ``count`` ordinary disclosures, two a section's worth of pages."""
    with across_agencies():
        district = Agency.objects.create(
            code="shiliqu", name="示例市示例区人民政府", short_name="示例区人民政府", level="county", org_code="000000010",
            disclosure_office="示例区政务公开办公室", phone="0951-0000000", address="示例路1号", postcode="750000",
            office_hours="工作日 9:00–12:00，14:00–18:00",
        )  # fmt: skip
        town = Agency.objects.create(
            code="shilizhen", name="示例市示例区示例镇人民政府", short_name="示例镇", level="town", parent=district,
            org_code="000000029", disclosure_office="示例镇人民政府办公室（政务公开办公室）", phone="0951-0000001",
            address="示例镇人民政府3楼", postcode="750001", email="shili@example.cn", office_hours="工作日 9:00–12:00",
        )  # fmt: skip
        PortalSite.objects.create(
            agency=district, name="示例市示例区人民政府门户网站", domain="www.example.gov.cn", site_code="6400000000",
            icp="宁ICP备00000000号", police="宁公网安备00000000000000号", operator="示例区人民政府办公室",
            open_topics="低保公示、惠农补贴、部门决算", notice="示例数据，不代表任何真实单位。",
        )  # fmt: skip
        sections = _sections(town)
        records = _records(town, sections, count)
        special = _special(town, sections)
        allocate_index_numbers(Disclosure.ever_published.select_related("agency").filter(index_number=""))
        for record in [*records, *special.values()]:
            record.refresh_from_db()
        return Example(
            district=district, town=town, sections=sections, records=records, catalogue=_catalogue(town, sections), **special,
            **_guides(town), **_regulatory(town, special["policy"], records[0]),
        )  # fmt: skip


def _sections(town: Agency) -> dict[str, Section]:
    plan = [
        ("zhinan", "政府信息公开指南", "guide", None), ("zhidu", "政府信息公开制度", "rules", None),
        ("fading", "法定主动公开内容", "statutory", None), ("jigou", "机构职能", "statutory", "fading"),
        ("yiju", "履职依据", "statutory", "fading"), ("guifan", "行政规范性文件", "statutory", "yiju"),
        ("caizheng", "财政预算决算", "statutory", "fading"), ("buzhu", "惠农补贴", "statutory", "fading"),
        ("jiuzhu", "社会救助", "statutory", "fading"), ("jiedu", "政策解读", "statutory", "fading"),
    ]  # fmt: skip
    made: dict[str, Section] = {}
    for position, (code, name, kind, above) in enumerate(plan):
        made[code] = Section.objects.create(
            agency=town, code=code, name=name, kind=kind, parent=made[above] if above else None, position=position,
            description="示例镇制定的、群众要遵守的文件。废止和失效的也留在这里。" if code == "guifan" else "",
        )  # fmt: skip
    return made


def make(town: Agency, ref: str, title: str, section: Section | None, when: dt.datetime, **values: Any) -> Disclosure:
    """A published disclosure as the importer leaves it (no signal, no index number yet)."""
    given = {"live": True, "body": BODY, "published_at": when, "dated_on": when.date(), "genre": "通知"}
    return Disclosure(agency=town, ref=ref, title=title, section=section, **(given | values))


def _records(town: Agency, sections: dict[str, Section], count: int) -> list[Disclosure]:
    kinds = [("buzhu", "惠农补贴发放公示"), ("caizheng", "预算执行情况"), ("buzhu", "耕地地力保护补贴名单")]
    records = []
    for number in range(count):
        code, name = kinds[number % 3]
        when = NOON - dt.timedelta(days=7 * (count - number))
        number_text = f"示政发〔{when.year}〕{number + 1}号" if number % 4 == 0 else ""
        title = f"示例镇{when.year}年{when.month}月{name}（第{number + 1}批）"
        records.append(make(town, f"n{number}", title, sections[code], when, document_number=number_text))
    Disclosure.objects.bulk_create(records)
    return records


def _special(town: Agency, sections: dict[str, Section]) -> dict[str, Disclosure]:
    day = dt.timedelta(days=1)
    policy = make(town, "p1", LONG, sections["guifan"], NOON - 5 * day, document_number="示政规发〔2026〕2号",
                  subject="农业、林业、水利\\农业、畜牧业、渔业", keywords="人居环境,考核", summary="人居环境整治的目标、措施和考核。")  # fmt: skip
    old = make(town, "p2", "示例镇临时救助备用金使用管理办法", sections["guifan"], NOON - 900 * day, validity="repealed",
               document_number="示政规发〔2021〕1号")  # fmt: skip
    notice = make(
        town, "g1", "示例镇2026年10月农村低保拟保障对象公示", sections["jiuzhu"], NOON - 3 * day, body=BODY + LIST
    )
    reading = make(town, "j1", "《农村人居环境整治提升五年行动实施方案》政策解读", sections["jiedu"], NOON - 4 * day)
    withdrawn = make(town, "w1", "示例镇临时救助名单（含个人信息）", sections["jiuzhu"], NOON - 40 * day, live=False,
                     withdrawn_at=NOON - day, withdrawal_reason="公示期满，名单含个人信息，不再需要继续公开")  # fmt: skip
    draft = make(town, "d1", "还没有审核的草稿机密字样", sections["jiuzhu"], NOON, live=False, published_at=None)
    Disclosure.objects.bulk_create([policy, old, notice, reading, withdrawn, draft])
    PublicNotice.objects.create(
        agency=town, disclosure=notice, starts_on=dt.date(2026, 10, 10), ends_on=dt.date(2026, 10, 17)
    )
    Interpretation.objects.create(
        agency=town, ref="j1", title=reading.title, published_on=dt.date(2026, 10, 9), policy=policy, disclosure=reading
    )
    group = LeadingGroup.objects.create(agency=town, ref="1", name="示例镇政务公开领导小组", started_on="2024-01-01")
    person = Person.objects.create(agency=town, ref="1", name="示例甲", title="镇长")
    LeadingGroupMember.objects.create(agency=town, group=group, person=person, role="head", started_on="2024-01-01")
    Leader.objects.create(
        agency=town, ref="0", person=person, post="镇长", duties="主持全面工作", position=9, started_on="2024-01-01"
    )
    return {"policy": policy, "notice": notice, "withdrawn": withdrawn, "draft": draft}


def annual_report(town: Agency, year: int = 2025, state: str = "published") -> AnnualReport:
    """A report frozen from the records as they are."""
    with as_agency(town):
        report = AnnualReport(agency=town, year=year, state=state, report_date=dt.date(year + 1, 1, 20))
        report.published_at = dt.datetime(year + 1, 1, 20, 2, tzinfo=dt.UTC)
        assembled = assemble_live(report)
        report.snapshot = snapshot(assembled, all_lists(report, assembled.edition))
        report.frozen_at = report.published_at
        report.save()
        return report


def _catalogue(town: Agency, sections: dict[str, Section]) -> Catalogue:
    edition = Catalogue.objects.create(
        agency=town, year=2026, title="示例镇2026年政务公开基本目录", filled_by="示例甲", checked_by="示例乙",
        approved_by="示例丙", filled_on="2026-01-20",
    )  # fmt: skip
    for serial, (matter, code, category) in enumerate(
        [
            ("惠农补贴发放", "buzhu", "涉农补贴"),
            ("部门预算决算", "caizheng", "财政预决算"),
            ("临时救助", "jiuzhu", "社会救助"),
        ],
        1,
    ):
        CatalogueEntry.objects.create(
            agency=town, ref=f"2026-{serial}", catalogue=edition, serial=serial, category=category, matter=matter,
            content="对象、标准、名单、金额", legal_basis="《中华人民共和国政府信息公开条例》", responsible_agency="示例镇",
            time_limit="信息形成或者变更之日起20个工作日内", carriers="网站、公示栏", stages=["result"], section=sections[code],
            attribute="on_request" if serial == 3 else "proactive",
        )  # fmt: skip
    CatalogueEntry.objects.create(
        agency=town, ref="2026-4", catalogue=edition, serial=4, domain="养老服务", category="业务办理", matter="高龄津贴",
        content="对象、标准", responsible_agency="示例镇", carriers="■政府网站  ■公示栏", to_groups="高龄老人", levels=["town"],
    )  # fmt: skip
    CatalogueEntry.objects.create(
        agency=town, ref="2026-5", catalogue=edition, serial=5, domain="税收管理", category="征收", matter="税收征管",
        content="征管制度", responsible_agency="示例镇", to_everyone=True, not_concerned=True, not_concerned_note="本镇不征税",
    )  # fmt: skip
    edition.refresh_from_db()
    return edition


GUIDE = {
    "name": "临时救助申请",
    "legal_basis": "《社会救助暂行办法》第四十七条",
    "conditions": "因突发事件基本生活陷入困境的本镇居民家庭",
    "materials": "临时救助申请书\n居民身份证（交验原件）",
    "place": "示例镇便民服务大厅",
    "hours": "工作日 9:00—12:00，14:00—18:00",
    "phone": "0951-0000001",
    "process": "提出申请\n镇人民政府核实\n公示后发放",
}


def _guides(town: Agency) -> dict[str, ServiceGuide]:
    """One that is public, with a change nobody has looked at yet; one that lacks most of its elements."""
    guide = ServiceGuide(agency=town, ref="b1", category="社会救助", fee="不收费", **GUIDE)
    guide.shown, guide.published_at = contents(guide), NOON
    guide.phone = "没有核对的号码"
    guide.save()
    unfinished = ServiceGuide.objects.create(agency=town, ref="b2", name="没有写完的指南")
    return {"guide": guide, "unfinished": unfinished}


def _regulatory(town: Agency, policy: Disclosure, other: Disclosure) -> dict[str, Any]:
    """One in force, one repealed, one whose text is not public."""
    common: dict[str, Any] = {"agency": town, "kind": "norm", "made_on": dt.date(2026, 1, 9)}
    RegulatoryDocument.objects.create(
        ref="w1", title="示例镇考核办法", document_number="示政规发〔2026〕2号", disclosure=policy, **common
    )
    RegulatoryDocument.objects.create(
        ref="w2", title="示例镇救助金办法", repealed_on=dt.date(2026, 5, 1), disclosure=other, **common
    )
    RegulatoryDocument.objects.create(ref="w3", title="没有公开的办法", **common)
    return {}


def word(*paragraphs: str) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


def workbook(rows: list[list[Any]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def pdf(text: str = "Hello") -> bytes:
    """A page with one line, by hand."""
    stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, part) for n, part in enumerate(parts, 1))
    return body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


def attachments(record: Disclosure) -> dict[str, Attachment]:
    """A file of each kind that has a page, released with ``record``; by kind."""
    contents_of = {
        "docx": ("通知.docx", word("各村民委员会：", "请于月底前报送名单。")),
        "xlsx": ("名单.xlsx", workbook([["村", "户数"], ["示例一村", 12]])),
        "csv": ("名单.csv", "村,户数,备注\n示例二村,3,\n".encode()),
        "pdf": ("办法.pdf", pdf()),
    }
    return {
        kind: Attachment.objects.create(
            agency=record.agency, disclosure=record, file=write_file(record.agency.code, data), name=name, kind=kind,
            size=len(data), sha256=hashlib.sha256(data).hexdigest(), uploaded_at=NOON, approved_at=NOON, released_at=NOON,
        )
        for kind, (name, data) in contents_of.items()
    }  # fmt: skip


def page_types(example: Example) -> dict[str, str]:
    """Every type of page, once: name → address. The example has its files and its annual report."""
    return {
        "home": "/",
        "agencies": "/agencies/",
        "agency": "/shilizhen/",
        "agency-without-content": "/shiliqu/",
        "section": "/shilizhen/guifan/",
        "section-long": "/shilizhen/buzhu/",
        "section-numbered": "/shilizhen/buzhu/p1/",
        "section-empty": "/shilizhen/jigou/",
        "disclosure": addresses.address_of(example.policy),
        "notice": addresses.address_of(example.notice),
        "tombstone": addresses.address_of(example.withdrawn),
        "notices": "/notices/",
        "catalogues": "/catalogues/",
        "catalogue": "/shilizhen/catalogue/2026/",
        "guides": "/guides/",
        "agency-guides": "/shilizhen/guides/",
        "agency-guides-empty": "/shiliqu/guides/",
        "guide": addresses.guide("shilizhen", example.guide.pk),
        "regulatory": "/shilizhen/regulatory/",
        "budgets": "/shilizhen/budgets/",
        "preview-word": addresses.preview(example.files["docx"].pk),
        "preview-table": addresses.preview(example.files["csv"].pk),
        "preview-pdf": addresses.preview(example.files["pdf"].pk),
        "reports": "/reports/",
        "agency-reports": "/shilizhen/reports/",
        "report": "/shilizhen/reports/2025/",
        "elder": "/elder/",
        "request": "/request/",
        "feedback": "/feedback/",
        "map": "/map/",
        "accessibility": "/accessibility/",
        "privacy": "/privacy/",
        "not-found": "/nowhere/",
    }
