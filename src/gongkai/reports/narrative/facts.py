"""What a chapter may name: the cells of the form, named figures, words about the agency, and lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Sum

from gongkai.agencies.models import Agency, AgencyKind, LeadingGroup, Level
from gongkai.catalogue.models import CatalogueEntry
from gongkai.channels.models import Channel, ChannelKind, CommunityKind, NoticeBoard, Release
from gongkai.dialogue.models import Proposal
from gongkai.disclosures.models import Disclosure
from gongkai.information_requests.models import ProcessingFee
from gongkai.law.forms import load
from gongkai.reports.computing import compute_many
from gongkai.reports.conditions import on_last_day, released
from gongkai.reports.registers_counted import BY_NAME, NAMED_CHANNELS
from gongkai.reports.tallies import Period

#: Named figures that are cells of the 2014 form; in a 2014 report they are what is printed there.
AS_IN_2014 = {
    "公开.总数": "S14.1.1",
    "回应.事项数": "S14.2.1",
    "回应.微博微信": "S14.2.2.4",
    "回应.其他方式": "S14.2.2.5",
    "发布会.数量": "S14.2.2.1",
    "访谈.数量": "S14.2.2.2",
    "解读.数量": "S14.2.2.3",
    "投诉.数量": "S14.6",
    "机构.数量": "S14.8.1",
    "查阅点.数量": "S14.8.2",
    "人员.总数": "S14.8.3",
    "人员.专职": "S14.8.3.1",
    "人员.兼职": "S14.8.3.2",
    "经费.万元": "S14.8.4",
    "会议.数量": "S14.9.1",
    "培训.数量": "S14.9.2",
    "培训.人次": "S14.9.3",
}
#: Named figures that are cells of the later forms (without their prefix); several are added up.
SINCE_2019 = {
    "申请.新收": "3.1.tot",
    "申请.上年结转": "3.2.tot",
    "申请.办结": "3.3.7.tot",
    "申请.结转下年": "3.4.tot",
    "申请.予以公开": "3.3.1.tot",
    "申请.部分公开": "3.3.2.tot",
    "申请.不予公开": "3.3.3.[1..8].tot",
    "申请.无法提供": "3.3.4.[1..3].tot",
    "申请.不予处理": "3.3.5.[1..5].tot",
    "申请.其他处理": "3.3.6.[1..3].tot",
    "规范性文件.制发": "2.1.norm.made",
    "复议.总数": "4.rev.tot",
    "诉讼.总数": "4.[dir,aft].tot",
}
SELF = {AgencyKind.STREET_OFFICE: "我街道", AgencyKind.DEPARTMENT: "本机关"}


@dataclass(slots=True)
class Facts:
    """``values``: everything a template may name. ``charts``: label → number, for the figures of the report."""

    values: dict[str, Any]
    charts: dict[str, dict[str, int]] = field(default_factory=dict)


def gather(agency: Agency, year: int, edition: str, printed: Mapping[str, Any]) -> Facts:
    """All facts of one agency's year; what is a cell of the report's form is taken as it will be printed."""
    period = Period(year)
    in_2014 = dict(printed) if edition == "2014" else compute_many([agency], year, edition="2014")[0].cells
    values: dict[str, Any] = {**_about(agency, period), **printed}
    values |= {name: in_2014[key] for name, key in AS_IN_2014.items()}
    if edition != "2014":
        values |= _since_2019(edition, printed)
        values["规范性文件.现行有效"] = printed.get("R21.2.1.norm.valid", printed.get("R19.2.1.norm.totpub", 0))
        values["规范性文件.废止"] = printed.get("R21.2.1.norm.repealed", 0)
    values |= {**_fees(agency, period), **_proposals(agency, period), **_places(agency, period)}
    charts = {"渠道": _by_channel(agency, period), **_by_month_and_section(agency, period)}
    if edition == "2014":
        charts["渠道"] |= _printed_channels(printed, charts["渠道"])
    for name, numbers in charts.items():
        values[f"{name}清单"] = [{"名称": label, "数量": number} for label, number in numbers.items()]
    open_before = BY_NAME["requests_carried_in"].counts([agency], period).get(agency.pk, {})
    values["申请.未结存量"] = sum(found.records for found in open_before.values())
    values["渠道数"] = (
        Channel.objects.filter(agency=agency, releases__released_on__range=period.days).distinct().count()
    )
    charts["年份"] = _by_year(agency, year, int(values["公开.总数"]))
    return Facts(values, charts)


def _since_2019(edition: str, printed: Mapping[str, Any]) -> dict[str, Decimal]:
    form, found = load(edition), {}
    for name, reference in SINCE_2019.items():
        if edition == "2019" and reference.startswith("3.3.6."):
            reference = "3.3.6.tot"
        keys = form.expand(f"{form.prefix}.{reference}")
        found[name] = sum((Decimal(printed[key]) for key in keys), Decimal(0))
    return found


def _about(agency: Agency, period: Period) -> dict[str, Any]:
    own = SELF.get(AgencyKind(agency.kind)) or {Level.TOWN: "我镇", Level.COUNTY: "我区"}.get(
        Level(agency.level), "本机关"
    )
    base = agency.name.removesuffix("人民政府")
    if own in ("我镇", "我区") and base[-1:] in "乡县市旗":
        own = f"我{base[-1]}"
    group = LeadingGroup.objects.filter(agency=agency, started_on__lte=period.last).order_by("-started_on").first()
    return {
        "年度": period.year,
        "下年": period.year + 1,
        "上年": period.year - 1,
        "自称": own,
        "单位.名称": agency.name,
        "单位.简称": agency.short_name,
        "单位.是政府": agency.kind == AgencyKind.GOVERNMENT,
        "单位.机构": agency.disclosure_office,
        "单位.地址": agency.address,
        "单位.邮编": agency.postcode,
        "单位.电话": agency.phone,
        "单位.邮箱": agency.email,
        "单位.网站": agency.website,
        "领导小组.名称": group.name if group else "",
        "目录.事项数": CatalogueEntry.objects.filter(agency=agency, catalogue__year=period.year).count(),
    }


def _fees(agency: Agency, period: Period) -> dict[str, Any]:
    """信息处理费: notices sent and yuan received in the year."""
    fees = ProcessingFee.objects.filter(agency=agency)
    paid = fees.filter(paid_on__range=period.days).aggregate(yuan=Sum("amount"), number=Count("pk"))
    return {
        "处理费.通知件数": fees.filter(noticed_on__range=period.days).values("request").distinct().count(),
        "处理费.缴费件数": paid["number"],
        "处理费.元": round(Decimal(paid["yuan"] or 0), 2),
    }


def _proposals(agency: Agency, period: Period) -> dict[str, int]:
    """Deputies' proposals received in the year, by level; how many of all were concluded, and published, in it."""
    own = Proposal.objects.filter(agency=agency)
    received = own.filter(received_on__range=period.days)
    by_level = Counter(received.values_list("level", flat=True))
    by_kind = Counter(received.values_list("kind", flat=True))
    return {
        "建议提案.收到": sum(by_level.values()),
        "建议提案.区级": by_level["county"],
        "建议提案.镇级": by_level["town"],
        "建议.收到": by_kind["NPC"],
        "提案.收到": by_kind["CPPCC"],
        "建议提案.办结": own.filter(concluded_on__range=period.days).count(),
        "建议提案.公开": own.filter(published_on__range=period.days).count(),
    }


def _places(agency: Agency, period: Period) -> dict[str, int]:
    """Villages and communities that had a notice board on 31 December."""
    boards = on_last_day(NoticeBoard.objects.filter(agency=agency), period) | NoticeBoard.objects.filter(
        agency=agency, started_on__isnull=True, ended_on__isnull=True
    )
    names = {kind: set() for kind in CommunityKind.values}
    for kind, community in boards.values_list("community_kind", "community"):
        names[kind].add(community)
    return {
        "公示栏.数量": boards.count(),
        "公示栏.村": len(names[CommunityKind.VILLAGE]),
        "公示栏.社区": len(names[CommunityKind.COMMUNITY]),
    }


def _released(agency: Agency, period: Period) -> Any:
    return released(Release.objects.filter(agency=agency), period).order_by()


def _by_channel(agency: Agency, period: Period) -> dict[str, int]:
    """Disclosures per kind of channel, in the order of the form; the kinds the form does not name are one."""
    found = Counter()
    counted = _released(agency, period).values_list("channel__kind").annotate(n=Count("disclosure", distinct=True))
    named = {str(kind): kind.label for kind in NAMED_CHANNELS}
    for kind, number in counted:
        if kind in named:
            found[named[kind]] = number
    others = _released(agency, period).exclude(channel__kind__in=NAMED_CHANNELS)
    found["其他方式"] = others.aggregate(n=Count("disclosure", distinct=True))["n"]
    kinds = [kind.label for kind in ChannelKind if kind in NAMED_CHANNELS]
    return {label: found[label] for label in (*kinds, "其他方式") if found[label]}


def _printed_channels(printed: Mapping[str, Any], counted: Mapping[str, int]) -> dict[str, int]:
    rows = {"政府公报": 1, "政府网站": 2, "政务微博": 3, "政务微信": 4, "其他方式": 5}
    return {label: int(printed[f"S14.1.2.{row}"]) for label, row in rows.items() if label in counted}


def _by_month_and_section(agency: Agency, period: Period) -> dict[str, dict[str, int]]:
    """Each disclosure in the month of its first release of the year; and by section, the ten largest and the rest."""
    firsts = _released(agency, period).values_list("disclosure").annotate(first=Min("released_on"))
    months = Counter(first.month for _, first in firsts)
    by_section = (
        Disclosure.objects.filter(pk__in=_released(agency, period).values("disclosure"), agency=agency)
        .order_by()
        .values_list("section__name")
        .annotate(n=Count("pk"))
    )
    sections = sorted(((name, n) for name, n in by_section if name), key=lambda pair: (-pair[1], pair[0]))
    rest = sum(n for name, n in by_section if not name) + sum(n for _, n in sections[10:])
    result = dict(sections[:10])
    if rest and result:
        result["其他"] = result.get("其他", 0) + rest
    return {"月份": {f"{month}月": months[month] for month in range(1, 13)} if months else {}, "栏目": result}


def _by_year(agency: Agency, year: int, printed: int) -> dict[str, int]:
    """Disclosures of this year and up to four before it, as far back as there are any without a gap."""
    found = {f"{year}年": printed}
    for earlier in range(year - 1, year - 5, -1):
        number = _released(agency, Period(earlier)).aggregate(n=Count("disclosure", distinct=True))["n"]
        if not number:
            break
        found = {f"{earlier}年": number, **found}
    return found if len(found) > 1 else {}
