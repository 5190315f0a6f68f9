"""Tables of the registers that the annual report counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from gongkai.intake.kinds import Column, Kind
from gongkai.intake.records import Batch
from gongkai.intake.registry import register
from gongkai.registers.guides import contents, label, release_failures
from gongkai.registers.models import (
    AdministrativeReview,
    Complaint,
    DisclosureOffice,
    DutyFigure,
    Expense,
    Litigation,
    Meeting,
    ReadingPoint,
    RegulatoryDocument,
    ServiceGuide,
    StaffMember,
    Training,
)

REF = Column("ref")
REMARK = Column("remark")
TERM = (Column("started_on"), Column("ended_on"))
TERM_FORWARD = (("started_on", "ended_on"),)

DOCUMENTS = Kind(
    "regulatory-documents",
    "规范性文件",
    RegulatoryDocument,
    (
        REF,
        Column("kind", also={"规范性文件": "norm", "政府规章": "rule"}),
        Column("title", aliases=("文件名称", "名称")),
        Column("document_number", aliases=("发文字号",)),
        Column("made_on", aliases=("印发日期", "成文日期")),
        Column("expires_on"),
        Column("repealed_on", aliases=("失效日期",)),
        Column("disclosure", aliases=("政府信息编号", "信息编号"), by=("ref", "index_number")),
        REMARK,
    ),
    aliases=("规章和规范性文件", "行政规范性文件"),
    forward=(("made_on", "expires_on"), ("made_on", "repealed_on")),
    about="规章、行政规范性文件，一件一行，废止的也留着并填废止日期。乡镇和区县没有规章。",
)

MEETINGS = Kind(
    "meetings",
    "工作会议",
    Meeting,
    (
        REF,
        Column("title", aliases=("会议主题", "名称")),
        Column("held_on", aliases=("日期", "会议日期")),
        Column("attendees"),
        REMARK,
    ),
    aliases=("会议",),
    about="召开的政府信息与政务公开工作会议或专题会议，一次一行。",
)

TRAININGS = Kind(
    "trainings",
    "业务培训",
    Training,
    (
        REF,
        Column("title", aliases=("培训主题", "培训班名称", "名称")),
        Column("held_on", aliases=("日期", "培训日期")),
        Column("trainees", aliases=("人次", "参训人数", "培训人数")),
        REMARK,
    ),
    aliases=("培训", "培训班"),
    about="举办的培训班，一期一行；人次是到场受训的人数。",
)

STAFF = Kind(
    "staff",
    "工作人员",
    StaffMember,
    (REF, Column("name"), Column("post", aliases=("专兼职", "专职兼职")), *TERM, REMARK),
    forward=TERM_FORWARD,
    about="从事政府信息公开工作的人员（不含政府公报和政府网站的人员），一人一段时间一行；离开的填结束日期。",
)

OFFICES = Kind(
    "offices",
    "工作机构",
    DisclosureOffice,
    (REF, Column("name", aliases=("名称",)), *TERM, REMARK),
    aliases=("专门机构",),
    forward=TERM_FORWARD,
    about="政府信息公开工作专门机构，一个一行。",
)

READING_POINTS = Kind(
    "reading-points",
    "查阅点",
    ReadingPoint,
    (REF, Column("name", aliases=("名称",)), Column("place", aliases=("位置",)), *TERM, REMARK),
    forward=TERM_FORWARD,
    about="设置的政府信息公开查阅点，一个一行。",
)

EXPENSES = Kind(
    "expenses",
    "专项经费",
    Expense,
    (REF, Column("purpose"), Column("spent_on", aliases=("日期",)), Column("amount"), REMARK),
    aliases=("经费",),
    about="政府信息公开专项经费的支出，一笔一行，单位元（不含政府公报编辑管理和政府网站建设维护的经费）。",
)

DUTIES = Kind(
    "duty-figures",
    "履职数据",
    DutyFigure,
    (
        REF,
        Column("kind", also={"许可": "permit", "处罚": "punish", "强制": "force", "收费": "fee", "采购": "buy"}),
        Column("period_start", aliases=("开始日期",)),
        Column("period_end", aliases=("结束日期",)),
        Column("items", aliases=("项目数量",)),
        Column("decisions", aliases=("处理决定数量", "处理决定数", "采购项目数")),
        Column("amount"),
        REMARK,
    ),
    forward=(("period_start", "period_end"),),
    about="行政许可、处罚、强制、收费、政府集中采购等由办理科室提供的数，一种一段时间（月、季、年）一行。",
)

_CASE = (
    REF,
    Column("cause", aliases=("事由",)),
    Column("filed_on", aliases=("立案日期",)),
    Column("concluded_on", aliases=("结案日期",)),
    Column("result", also={"维持": "keep", "纠正": "fix", "其他": "other", "驳回": "keep"}),
    Column("request_ref", aliases=("申请编号",)),
)
_CASE_FORWARD = (("filed_on", "concluded_on"),)

REVIEWS = Kind(
    "reviews",
    "行政复议",
    AdministrativeReview,
    (*_CASE, REMARK),
    forward=_CASE_FORWARD,
    about="因政府信息公开工作被申请行政复议的案件，一件一行；没有审结的，审结日期和结果都不填。",
)

SUITS = Kind(
    "suits",
    "行政诉讼",
    Litigation,
    (*_CASE, Column("kind", also={"直接起诉": "dir", "复议后": "aft"}), REMARK),
    aliases=("诉讼",),
    forward=_CASE_FORWARD,
    about="因政府信息公开工作被提起行政诉讼的案件，一件一行；没有审结的，审结日期和结果都不填。",
)

COMPLAINTS = Kind(
    "complaints",
    "举报投诉",
    Complaint,
    (REF, Column("subject"), Column("received_on"), Column("concluded_on"), REMARK),
    aliases=("举报", "投诉"),
    forward=(("received_on", "concluded_on"),),
    about="对政府信息公开工作的举报投诉，一件一行。",
)


def _guide_prepare(batch: Batch) -> None:
    for row in batch.good:
        published = row.values.get("published_at")
        if published is not None and timezone.localtime(published).date() > batch.today:
            batch.wrong(row, "published_at", f"公开日期不能晚于今天（{batch.today}）；还没公开的请留空")


def _guide_complete(guide: ServiceGuide, values: Mapping[str, Any]) -> None:
    """With a day of publication these words stand on the site; without one the guide waits for a reviewer."""
    if "published_at" in values:
        guide.shown = contents(guide) if guide.published_at is not None else None


def _guide_check(guide: ServiceGuide) -> list[tuple[str, str]]:
    """A guide that says it is public must have all eight elements."""
    if guide.published_at is None:
        return []
    names = {label(column.name): column.name for column in GUIDES.columns if column.name != "remark"}
    return [(names.get(one.place, "name"), one.message) for one in release_failures(guide)]


def _guide_refuse(guide: ServiceGuide, changed: set[str]) -> str:
    if guide.written_by_id is not None:
        return "这份指南已经在系统里编辑过，表格不能再改它；请在办公入口里改，或者从表里删去这一行"
    return ""


GUIDES = Kind(
    "service-guides",
    "办事指南",
    ServiceGuide,
    (
        REF,
        Column("name", aliases=("事项", "服务事项", "事项名"), example="临时救助申请"),
        Column("category", aliases=("类别", "分类")),
        Column("legal_basis", aliases=("办理依据", "法律依据")),
        Column("conditions", aliases=("受理条件", "办理条件")),
        Column("materials", aliases=("申请材料", "所需材料")),
        Column("place", aliases=("受理地点", "办事地点")),
        Column("hours", aliases=("办公时间", "受理时间")),
        Column("phone", aliases=("咨询电话", "电话")),
        Column("process", aliases=("办理程序", "流程")),
        Column("time_limit", aliases=("办理时限", "承诺时限")),
        Column("fee", aliases=("收费标准", "收费情况")),
        Column("online"),
        Column("forms", aliases=("表格",), by=("ref", "index_number")),
        Column(
            "published_at",
            "公开日期",
            aliases=("发布日期",),
            required=False,
            help="已经核对、在网站上公开的日期；填了就公开，八项要素要写齐；留空是待核对",
        ),
        REMARK,
    ),
    aliases=("指南", "服务指南", "guides"),
    about="办事指南，一个事项一行。事项名称、设定依据、申请条件、办理材料、办理地点、办理时间、联系电话、办理流程八项要写齐才能公开。",
    prepare=(_guide_prepare,),
    complete=_guide_complete,
    check=_guide_check,
    refuse=_guide_refuse,
)

register(
    GUIDES,
    DOCUMENTS,
    MEETINGS,
    TRAININGS,
    STAFF,
    OFFICES,
    READING_POINTS,
    EXPENSES,
    DUTIES,
    REVIEWS,
    SUITS,
    COMPLAINTS,
)
