"""The tallies: what the annual report counts, each by one query with a name.

The reasons behind each choice are in ``docs/decisions/0003-what-each-cell-counts.md``.
"""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, Min, Q

from gongkai.channels.models import ChannelKind, Release
from gongkai.dialogue.models import Briefing, ConcernResponse, Interpretation, ResponseWay
from gongkai.information_requests.models import InformationRequest, ProcessingFee
from gongkai.registers.models import (
    AdministrativeReview,
    Complaint,
    DisclosureOffice,
    DocumentKind,
    DutyFigure,
    Expense,
    Litigation,
    Meeting,
    ReadingPoint,
    RegulatoryDocument,
    StaffMember,
    Training,
)
from gongkai.reports.conditions import (
    group_of,
    in_force,
    latest_items,
    newly_published,
    on_last_day,
    open_at_end,
    pending,
    published_stock,
    released,
    with_value,
    within,
)
from gongkai.reports.tallies import Column, Tally

WAN = Decimal("0.0001")
NAMED_CHANNELS = (ChannelKind.GAZETTE, ChannelKind.WEBSITE, ChannelKind.WEIBO, ChannelKind.WECHAT)

REF, TITLE = Column("编号", "ref"), Column("标题", "title")


DISCLOSURE = (
    Column("编号", "disclosure__ref"),
    Column("标题", "disclosure__title"),
    Column("首次发布日期", Min("released_on")),
    Column("渠道数", Count("channel", distinct=True)),
)
DOCUMENT = (REF, TITLE, Column("文号", "document_number"), Column("制发日期", "made_on"))
REQUEST = (
    REF,
    Column("收到申请日期", "received_on"),
    Column("申请方式", "means"),
    Column("申请人类型", "applicant_kind"),
    Column("答复（办结）日期", "decided_on"),
    Column("答复类型", "outcome"),
)
CASE = (
    REF,
    Column("案由", "cause"),
    Column("受理日期", "filed_on"),
    Column("审结日期", "concluded_on"),
    Column("结果", "result"),
)
DUTY = (
    REF,
    Column("种类", "kind"),
    Column("起始日期", "period_start"),
    Column("截止日期", "period_end"),
    Column("期末项目数", "items"),
    Column("处理决定（采购项目）数", "decisions"),
    Column("金额（元）", "amount"),
)

#: By the documents' own small table, not by way of the disclosures with their long rows; the records it is asked of
#: are those of the agencies in question.
_DOCUMENTS = RegulatoryDocument._base_manager.filter(kind=DocumentKind.NORMATIVE, disclosure__isnull=False)
_NORMATIVE = Q(disclosure__in=_DOCUMENTS.values("disclosure"))
_MICROBLOGS = Q(way__in=(ResponseWay.WEIBO, ResponseWay.WECHAT))
_CONFERENCE = Q(way=ResponseWay.PRESS_CONFERENCE)
APPLICANT = {"applicant": "applicant_kind"}

TALLIES: tuple[Tally, ...] = (
    Tally(
        name="disclosed",
        label="本年在任一渠道发布过的主动公开信息，同一条信息在几个渠道发布只计1条",
        model=Release,
        records=released,
        groups={"document": group_of((_NORMATIVE, "norm"), otherwise="other")},
        key=("disclosure",),
        columns=DISCLOSURE,
        basis="指标注“不同渠道和方式公开相同信息计1条”",
    ),
    Tally(
        name="released",
        label="本年在这种渠道发布过的主动公开信息，同一条信息在同种渠道发布几次只计1条",
        model=Release,
        records=released,
        groups={
            "row": group_of(
                *((Q(channel__kind=kind), str(kind.value)) for kind in NAMED_CHANNELS),
                otherwise="other",
            )
        },
        key=("disclosure",),
        columns=DISCLOSURE,
    ),
    Tally(
        name="documents_made",
        label="本年制发的规章、规范性文件（按制发日期）",
        model=RegulatoryDocument,
        records=within("made_on"),
        groups={"kind": "kind"},
        columns=DOCUMENT,
    ),
    Tally(
        name="documents_repealed",
        label="本年废止的规章、规范性文件（按废止日期）",
        model=RegulatoryDocument,
        records=within("repealed_on"),
        groups={"kind": "kind"},
        columns=(*DOCUMENT, Column("废止日期", "repealed_on")),
    ),
    Tally(
        name="documents_valid",
        label="12月31日现行有效的规章、规范性文件（已制发，未废止，未到期）",
        model=RegulatoryDocument,
        records=lambda records, period: records.filter(in_force(period)),
        groups={"kind": "kind"},
        columns=(*DOCUMENT, Column("有效期至", "expires_on")),
    ),
    Tally(
        name="documents_newly_published",
        label="本年首次公开的规章、规范性文件（按第一次发布的日期）",
        model=RegulatoryDocument,
        records=newly_published,
        groups={"kind": "kind"},
        columns=(*DOCUMENT, Column("首次发布日期", "first_released")),
    ),
    Tally(
        name="documents_published",
        label="到12月31日已公开且现行有效的规章、规范性文件（本年首次公开的都计在内）",
        model=RegulatoryDocument,
        records=published_stock,
        groups={"kind": "kind"},
        columns=(*DOCUMENT, Column("首次发布日期", "first_released")),
    ),
    Tally(
        name="concerns",
        label="本年回应过的热点和舆情，同一件事用几种方式回应只计1次",
        model=ConcernResponse,
        records=within("responded_on"),
        key=("concern",),
        columns=(
            Column("编号", "concern__ref"),
            Column("事项", "concern__title"),
            Column("首次回应日期", Min("responded_on")),
            Column("回应方式数", Count("way", distinct=True)),
        ),
        basis="指标注“不同方式回应同一热点或舆情计1次”",
    ),
    Tally(
        name="responses",
        label="本年的回应，同一件事用同一种方式回应几次只计1次（新闻发布会另按发布会台账计）",
        model=ConcernResponse,
        records=within("responded_on"),
        groups={"way": group_of((_MICROBLOGS, "microblog"), (_CONFERENCE, "conference"), otherwise="other")},
        key=("concern", "way"),
        columns=(
            Column("编号", "concern__ref"),
            Column("事项", "concern__title"),
            Column("回应方式", "way"),
            Column("首次回应日期", Min("responded_on")),
        ),
    ),
    Tally(
        name="briefings",
        label="本年参加或举办的新闻发布会、政府网站在线访谈",
        model=Briefing,
        records=within("held_on"),
        groups={"kind": "kind", "principal": group_of((Q(by_principal=True), "yes"), otherwise="no")},
        columns=(REF, Column("主题", "title"), Column("日期", "held_on"), Column("主要负责同志参加", "by_principal")),
    ),
    Tally(
        name="interpretations",
        label="本年发布的政策解读稿件",
        model=Interpretation,
        records=within("published_on"),
        columns=(REF, TITLE, Column("发布日期", "published_on")),
    ),
    Tally(
        name="requests_received",
        label="本年收到的申请（按第一次收到的日期，补正不另计）",
        model=InformationRequest,
        records=within("received_on"),
        groups={"means": "means", **APPLICANT},
        columns=REQUEST,
    ),
    Tally(
        name="requests_decided",
        label="本年答复或办结的申请（按答复日期；一件只计一种结果）",
        model=InformationRequest,
        records=within("decided_on"),
        groups={
            "outcome": "outcome",
            "ground": "ground",
            "extended": group_of((Q(extended=True), "extended"), otherwise="in_time"),
            **APPLICANT,
        },
        columns=REQUEST,
    ),
    Tally(
        name="requests_carried_in",
        label="上年12月31日尚未办结的申请（由台账推出，等于上年的结转下年度）",
        model=InformationRequest,
        records=lambda records, period: open_at_end(records, period.previous),
        groups=APPLICANT,
        columns=REQUEST,
    ),
    Tally(
        name="requests_carried_out",
        label="12月31日尚未办结的申请",
        model=InformationRequest,
        records=open_at_end,
        groups=APPLICANT,
        columns=REQUEST,
    ),
    Tally(
        name="requests_corrected",
        label="本年告知申请人补正的申请（按告知补正的日期）",
        model=InformationRequest,
        records=within("corrected_on"),
        columns=(*REQUEST, Column("告知补正日期", "corrected_on")),
    ),
    Tally(
        name="fees_paid",
        label="本年收到的信息处理费（按缴费日期，折合万元）",
        model=ProcessingFee,
        records=within("paid_on"),
        amount="amount",
        scale=WAN,
        columns=(
            Column("申请编号", "request__ref"),
            Column("收费通知日期", "noticed_on"),
            Column("金额（元）", "amount"),
            Column("缴费日期", "paid_on"),
        ),
    ),
    Tally(
        name="reviews_concluded",
        label="本年审结的行政复议（按审结日期）",
        model=AdministrativeReview,
        records=within("concluded_on"),
        groups={"result": "result"},
        columns=CASE,
    ),
    Tally(
        name="reviews_pending",
        label="12月31日尚未审结的行政复议",
        model=AdministrativeReview,
        records=pending,
        columns=CASE,
    ),
    Tally(
        name="suits_concluded",
        label="本年审结的行政诉讼（按审结日期）",
        model=Litigation,
        records=within("concluded_on"),
        groups={"kind": "kind", "result": "result"},
        columns=(*CASE, Column("起诉方式", "kind")),
    ),
    Tally(
        name="suits_pending",
        label="12月31日尚未审结的行政诉讼",
        model=Litigation,
        records=pending,
        groups={"kind": "kind"},
        columns=(*CASE, Column("起诉方式", "kind")),
    ),
    Tally(
        name="complaints",
        label="本年收到的举报投诉（按收到日期）",
        model=Complaint,
        records=within("received_on"),
        columns=(REF, Column("事由", "subject"), Column("收到日期", "received_on"), Column("办结日期", "concluded_on")),
    ),
    Tally(
        name="offices",
        label="12月31日设有的政府信息公开工作专门机构",
        model=DisclosureOffice,
        records=on_last_day,
        columns=(REF, Column("机构名称", "name"), Column("设立日期", "started_on")),
    ),
    Tally(
        name="reading_points",
        label="12月31日设有的政府信息公开查阅点",
        model=ReadingPoint,
        records=on_last_day,
        columns=(REF, Column("查阅点名称", "name"), Column("地址", "place"), Column("设立日期", "started_on")),
    ),
    Tally(
        name="staff",
        label="12月31日从事政府信息公开工作的人员",
        model=StaffMember,
        records=on_last_day,
        groups={"post": "post"},
        columns=(REF, Column("姓名", "name"), Column("专职或兼职", "post"), Column("开始日期", "started_on")),
    ),
    Tally(
        name="expenses",
        label="本年支出的政府信息公开专项经费（按支出日期，折合万元）",
        model=Expense,
        records=within("spent_on"),
        amount="amount",
        scale=WAN,
        columns=(REF, Column("用途", "purpose"), Column("支出日期", "spent_on"), Column("金额（元）", "amount")),
    ),
    Tally(
        name="meetings",
        label="本年召开的政府信息与政务公开工作会议或专题会议",
        model=Meeting,
        records=within("held_on"),
        columns=(REF, Column("会议名称", "title"), Column("召开日期", "held_on"), Column("参会人数", "attendees")),
    ),
    Tally(
        name="trainings",
        label="本年举办的培训班",
        model=Training,
        records=within("held_on"),
        columns=(REF, Column("培训名称", "title"), Column("举办日期", "held_on"), Column("培训人次", "trainees")),
    ),
    Tally(
        name="trainees",
        label="本年各培训班的培训人次之和",
        model=Training,
        records=within("held_on"),
        amount="trainees",
        columns=(REF, Column("培训名称", "title"), Column("举办日期", "held_on"), Column("培训人次", "trainees")),
    ),
    Tally(
        name="duty_decisions",
        label="截止日期在本年的各期处理决定数（采购项目数）之和",
        model=DutyFigure,
        records=with_value("decisions"),
        groups={"kind": "kind"},
        amount="decisions",
        columns=DUTY,
    ),
    Tally(
        name="duty_money",
        label="截止日期在本年的各期金额之和（元）",
        model=DutyFigure,
        records=with_value("amount"),
        groups={"kind": "kind"},
        amount="amount",
        columns=DUTY,
    ),
    Tally(
        name="duty_money_wan",
        label="截止日期在本年的各期金额之和（折合万元）",
        model=DutyFigure,
        records=with_value("amount"),
        groups={"kind": "kind"},
        amount="amount",
        scale=WAN,
        columns=DUTY,
    ),
    Tally(
        name="duty_items",
        label="本年末的项目数（到12月31日最近一期所填）",
        model=DutyFigure,
        records=latest_items,
        groups={"kind": "kind"},
        amount="items",
        columns=DUTY,
    ),
    Tally(
        name="duty_items_before",
        label="上年末的项目数（到上年12月31日最近一期所填）",
        model=DutyFigure,
        records=lambda records, period: latest_items(records, period.previous),
        groups={"kind": "kind"},
        amount="items",
        columns=DUTY,
    ),
)

BY_NAME: dict[str, Tally] = {tally.name: tally for tally in TALLIES}
