"""Tables of requests and of the processing fees asked for them."""

from __future__ import annotations

from gongkai.information_requests.models import InformationRequest, ProcessingFee
from gongkai.intake.kinds import Column, Kind
from gongkai.intake.registry import register

REQUESTS = Kind(
    "requests",
    "依申请公开",
    InformationRequest,
    (
        Column("ref", aliases=("申请编号",)),
        Column("received_on", aliases=("收到日期", "申请日期")),
        Column("means", also={"当面提交": "in_person", "邮寄": "mail", "网上": "online", "互联网": "online"}),
        Column("applicant_kind", also={"公民": "np", "企业": "ent"}),
        Column("description", aliases=("内容描述",), help="要申请什么信息；不写申请人的姓名、证件号码和联系方式"),
        Column("corrected_on", aliases=("补正日期",)),
        Column("extended", aliases=("是否延期", "延期")),
        Column("due_on"),
        Column("decided_on", aliases=("答复日期", "办结日期")),
        Column("outcome", aliases=("办理结果", "答复结果")),
        Column("ground"),
        Column("remark"),
    ),
    aliases=("信息公开申请", "申请"),
    forward=(("received_on", "corrected_on"), ("received_on", "due_on"), ("received_on", "decided_on")),
    about="收到的政府信息公开申请，一件一行；还没答复的，答复日期和答复类型都不填。上年结转由台账推出，不另填。",
)


FEES = Kind(
    "fees",
    "信息处理费",
    ProcessingFee,
    (
        Column("request", aliases=("申请编号",), by=("ref",)),
        Column("noticed_on", aliases=("通知日期",)),
        Column("amount"),
        Column("paid_on"),
    ),
    key=("request", "noticed_on"),
    forward=(("noticed_on", "paid_on"),),
    about="按《政府信息公开信息处理费管理办法》发出的收费通知，一次一行；没有缴的不填缴费日期。",
)

register(REQUESTS, FEES)
