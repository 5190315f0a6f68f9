"""The table of disclosures. A higher room adds the column for the channels on which each went out."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from gongkai.disclosures import rich_text
from gongkai.disclosures.guard_contents import MASK_OR_DRAFT, blocked_in_texts
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.old_files import finish_files, prepare_files
from gongkai.disclosures.services import allocate_index_numbers
from gongkai.disclosures.word_lists import OwnWords, words_of
from gongkai.intake.kinds import Column, Kind
from gongkai.intake.old_files import ALIASES as FILES_TOO
from gongkai.intake.old_files import HEADING as FILES
from gongkai.intake.old_files import FilesCell
from gongkai.intake.records import Batch
from gongkai.intake.registry import register
from gongkai.intake.values import plain

_HTML = re.compile(r"</(?:p|div|table|li|h[1-6])>", re.IGNORECASE)


class Body:
    """Plain text, a paragraph a line; or HTML, of which only what a text needs is kept."""

    def parse(self, cell: Any) -> str:
        text = plain(cell)
        if _HTML.search(text):
            return rich_text.replace_images(rich_text.clean(text), lambda src: None)
        return "".join(f"<p>{html.escape(line.strip())}</p>" for line in text.split("\n") if line.strip())

    def allowed(self) -> str:
        return "文字，一行一段；也可以是网页代码（HTML）"


def _complete(disclosure: Disclosure, values: Mapping[str, Any]) -> None:
    """With a day of publication it stands on the site from that day; without one it is a draft.

    What the desk has withdrawn stays withdrawn. ``elsewhere`` is set by a higher room: it went out, not on the site.
    """
    if "published_at" not in values:
        disclosure.live = disclosure.live and disclosure.published_at is not None
        return
    elsewhere = values.get("elsewhere", False)
    if elsewhere:
        disclosure.published_at = None
    disclosure.live = disclosure.published_at is not None and disclosure.withdrawn_at is None
    if disclosure.published_at is not None:
        disclosure.first_published_at = disclosure.first_published_at or disclosure.published_at
        disclosure.last_published_at = disclosure.last_published_at or disclosure.published_at


def _refuse(disclosure: Disclosure, changed: set[str]) -> str:
    """What people have written on at the desk, or took through review, is not overwritten by a table."""
    if disclosure.latest_revision_id is not None:
        return "这条信息已经在系统里编辑过，表格不能再改它；请在办公入口里改，或者从表里删去这一行"
    if "published_at" in changed and disclosure.index_number and disclosure.published_at is None:
        return "这条信息已经公开并有索引号，不能把发布日期去掉；要撤下请在办公入口里办理"
    return ""


def _prepare(batch: Batch) -> None:
    for row in batch.good:
        published = row.values.get("published_at")
        if published is not None and timezone.localtime(published).date() > batch.today:
            batch.wrong(row, "published_at", f"发布日期不能晚于今天（{batch.today}）；还没发布的请留空")


def _finish(batch: Batch) -> None:
    """Index numbers for what has been published."""
    allocate_index_numbers(row.record for row in batch.good if row.outcome in ("new", "changed") and row.record.live)


def _look_at_texts(batch: Batch) -> None:
    """What stands on the site from this moment has been through no review: no personal data in it."""
    words: dict[int, OwnWords] = {}
    for row in batch.good:
        record = row.record
        if row.outcome not in ("new", "changed") or not record.live:
            continue
        if record.agency_id not in words:
            words[record.agency_id] = words_of(record.agency)
        if found := blocked_in_texts(record, words[record.agency_id], today=batch.today):
            batch.wrong(row, "body", f"{found}。{MASK_OR_DRAFT}", "guard")


def _check(disclosure: Disclosure) -> list[tuple[str, str]]:
    found = []
    if disclosure.published_at is not None and disclosure.attribute != "proactive":
        label = disclosure.get_attribute_display()
        found.append(("attribute", f"公开属性是“{label}”的不能有发布日期；已经公开的要填“主动公开”"))
    if disclosure.attribute == "withheld" and not disclosure.attribute_basis:
        found.append(("attribute_basis", "不予公开的要写明依据"))
    day: dt.date | None = disclosure.dated_on
    if day and disclosure.published_at and day > timezone.localtime(disclosure.published_at).date():
        found.append(("dated_on", f"“成文日期”（{day}）不能晚于发布日期"))
    return found


DISCLOSURES = Kind(
    "disclosures",
    "政府信息",
    Disclosure,
    (
        Column("ref", example="2018-001"),
        Column("title", aliases=("名称", "信息标题")),
        Column("body", aliases=("内容",), parser=Body()),
        Column("summary", aliases=("概述",)),
        Column("document_number", aliases=("发文字号",)),
        Column("dated_on", aliases=("生成日期",)),
        Column(
            "published_at",
            aliases=("公开日期", "发布时间"),
            help="在网站上公开的日期；填了就在网站上显示并取得索引号，留空是草稿",
            example="2018-3-5",
        ),
        Column("section", aliases=("栏目",), by=("code", "name")),
        Column("catalogue_entry", by=("ref", "matter"), help="目录事项的编号（如 2018-1）或事项名称"),
        Column("attribute", also={"主动": "proactive", "不公开": "withheld", "依申请": "on_request"}),
        Column("attribute_basis"),
        Column("stage", also={"决策公开": "decision", "执行公开": "execution", "管理公开": "management"}),
        Column("subject"),
        Column("genre"),
        Column("keywords", aliases=("关键词",)),
        Column("source"),
        Column("validity"),
        Column("expires_on"),
        Column("remark"),
        Column("files", heading=FILES, aliases=FILES_TOO, parser=FilesCell()),
    ),
    aliases=("公开信息", "信息"),
    about="一条政府信息一行；同一条信息在几个渠道发布，也只写一行。",
    prepare=(_prepare, prepare_files),
    check=_check,
    complete=_complete,
    refuse=_refuse,
    finish=(_finish, _look_at_texts, finish_files),
)

register(DISCLOSURES)
