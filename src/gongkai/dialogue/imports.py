"""Tables of concerns and their responses, interpretations, briefings, and deputies' proposals."""

from __future__ import annotations

from gongkai.dialogue.models import Briefing, ConcernResponse, Interpretation, Proposal, PublicConcern
from gongkai.intake.kinds import Column, Kind
from gongkai.intake.registry import register

_BY_DISCLOSURE = ("ref", "index_number")

CONCERNS = Kind(
    "concerns",
    "关注热点和舆情",
    PublicConcern,
    (
        Column("ref"),
        Column("title", aliases=("热点", "舆情")),
        Column("kind", also={"热点": "hot_topic", "舆情": "opinion"}),
        Column("raised_on", aliases=("日期",)),
        Column("remark"),
    ),
    aliases=("热点舆情", "舆情", "关注热点"),
    about="公众关注的热点或重大舆情，一件一行；怎样回应写在“回应”表。",
)

RESPONSES = Kind(
    "responses",
    "回应",
    ConcernResponse,
    (
        Column("concern", aliases=("事项编号",), by=("ref", "title")),
        Column("way", aliases=("方式",), also={"微博": "weibo", "微信": "wechat", "网站": "website", "媒体": "media"}),
        Column("responded_on", aliases=("日期",)),
        Column("url", aliases=("网址",)),
    ),
    key=("concern", "way", "responded_on"),
    aliases=("回应关切",),
    about="对热点、舆情的每一次回应一行；同一件事用几种方式回应写几行，报告里仍只计1次。",
)

INTERPRETATIONS = Kind(
    "interpretations",
    "政策解读",
    Interpretation,
    (
        Column("ref"),
        Column("title"),
        Column("published_on"),
        Column("policy", by=_BY_DISCLOSURE, help="被解读的文件在“政府信息”表里的编号"),
        Column("disclosure", by=_BY_DISCLOSURE, help="解读稿在“政府信息”表里的编号"),
        Column("remark"),
    ),
    aliases=("解读",),
    about="政策解读稿件，一篇一行。",
)

BRIEFINGS = Kind(
    "briefings",
    "新闻发布会和在线访谈",
    Briefing,
    (
        Column("ref"),
        Column("kind", also={"在线访谈": "interview"}),
        Column("title"),
        Column("held_on"),
        Column("by_principal"),
        Column("remark"),
    ),
    aliases=("新闻发布会", "在线访谈"),
    about="参加或举办的新闻发布会、政府网站在线访谈，一次一行。",
)

PROPOSALS = Kind(
    "proposals",
    "建议提案",
    Proposal,
    (
        Column("ref"),
        Column("kind", also={"建议": "NPC", "议案": "NPC", "人大建议": "NPC", "人大议案": "NPC", "提案": "CPPCC"}),
        Column("level", also={"区级": "county", "县级": "county", "镇级": "town", "乡级": "town"}),
        Column("title"),
        Column("received_on", aliases=("交办日期",)),
        Column("concluded_on"),
        Column("published_on"),
        Column("remark"),
    ),
    aliases=("建议和提案",),
    forward=(("received_on", "concluded_on"), ("received_on", "published_on")),
    about="承办的人大代表建议、政协提案，一件一行。",
)

register(CONCERNS, RESPONSES, INTERPRETATIONS, BRIEFINGS, PROPOSALS)
