"""Tables of channels, boards, releases and notices; and the channels of a disclosure in the disclosures' own table."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils import timezone

from gongkai.channels.models import Channel, ChannelKind, NoticeBoard, PublicNotice, Release
from gongkai.channels.receivers import website_channel
from gongkai.disclosures import imports as disclosures
from gongkai.intake.kinds import Column, Kind
from gongkai.intake.records import Batch, Row
from gongkai.intake.references import chunks
from gongkai.intake.registry import extend, register
from gongkai.intake.values import Choice, Words, fold

ALSO = {
    "网站": "website",
    "门户网站": "website",
    "微博": "weibo",
    "微信": "wechat",
    "微信公众号": "wechat",
    "公报": "gazette",
    "报纸": "press",
    "电视": "tv",
    "广播": "tv",
    "新闻网": "news_site",
    "宣传栏": "notice_board",
    "公开展板": "notice_board",
    "显示屏": "led_screen",
    "LED屏": "led_screen",
    "其它": "other",
}
_KINDS = Choice(tuple((code, str(label)) for code, label in ChannelKind.choices), ALSO)

CHANNELS = Kind(
    "channels",
    "公开渠道",
    Channel,
    (
        Column("ref", example="wechat"),
        Column("kind", also=ALSO),
        Column("name", aliases=("渠道名称",)),
        Column("account", aliases=("账号", "网址")),
        Column("started_on"),
        Column("ended_on"),
        Column("remark"),
    ),
    aliases=("渠道",),
    forward=(("started_on", "ended_on"),),
    about="本单位发布信息的每个网站、账号、报刊、电视节目、公示栏、电子屏，一个一行。",
)

BOARDS = Kind(
    "notice-boards",
    "公示栏",
    NoticeBoard,
    (
        Column("ref"),
        Column("name"),
        Column("community", aliases=("村", "社区")),
        Column("community_kind", aliases=("村或社区",)),
        Column("place"),
        Column("channel", aliases=("对应渠道",), by=("ref", "name")),
        Column("started_on"),
        Column("ended_on"),
        Column("remark"),
    ),
    aliases=("公开展板", "宣传栏"),
    forward=(("started_on", "ended_on"),),
    about="村、社区的公示栏，一块一行。",
)

RELEASES = Kind(
    "releases",
    "发布",
    Release,
    (
        Column("disclosure", aliases=("政府信息编号", "信息编号"), by=("ref", "index_number")),
        Column("channel", aliases=("公开渠道",), by=("ref", "name")),
        Column("released_on"),
        Column("url", aliases=("网址",)),
        Column("reads", aliases=("阅读量", "浏览量")),
        Column("likes", aliases=("点赞", "在看")),
        Column("shares", aliases=("转发", "分享数")),
    ),
    key=("disclosure", "channel"),
    aliases=("发布记录",),
    about="一条政府信息在一个渠道发布一次写一行；同一条信息在几个渠道发布写几行，报告里仍只计1条。",
)

NOTICES = Kind(
    "notices",
    "公示",
    PublicNotice,
    (
        Column("disclosure", aliases=("政府信息编号", "信息编号"), by=("ref", "index_number")),
        Column("starts_on", aliases=("公示开始日期",)),
        Column("ends_on", aliases=("公示结束日期",)),
    ),
    key=("disclosure",),
    about="要公示一段时间的政府信息（低保、补贴名单等不少于7天），首尾两天都算在内。",
)

register(CHANNELS, BOARDS, RELEASES, NOTICES)


# ── the channels of a disclosure, in the disclosures' own table ──────────────────────────────────────────────────────


def _prepare(batch: Batch) -> None:
    """Turn each row's channels into records' keys (``on_channels``), and say whether it went out elsewhere only."""
    if "channels" not in batch.columns:
        return
    by_agency: dict[Any, list[Row]] = defaultdict(list)
    for row in batch.good:
        words = row.values.get("channels") or []
        if words and row.values.get("published_at") is None:
            batch.wrong(row, "published_at", "填了发布渠道，就要填发布日期")
        elif words and row.agency is not None:
            by_agency[row.agency].append(row)
    for agency, rows in by_agency.items():
        names = _names(agency)
        for row in rows:
            chosen = [_channel(batch, row, word, names) for word in row.values["channels"]]
            row.values["released_on"] = timezone.localtime(row.values["published_at"]).date()
            row.values["on_channels"] = [channel.pk for channel in chosen if channel]
            on_site = any(channel and channel.kind == ChannelKind.WEBSITE for channel in chosen)
            row.values["elsewhere"] = not on_site


def _names(agency: Any) -> dict[str, list[Channel]]:
    """What each channel of the agency may be called: its number, its name, the label of its kind."""
    names: dict[str, list[Channel]] = defaultdict(list)
    for channel in Channel._base_manager.filter(agency=agency):
        kind_words = [word for word, code in _KINDS.words.items() if code == channel.kind]
        for word in {fold(channel.ref), fold(channel.name), *kind_words}:
            names[word].append(channel)
    for channel in Channel._base_manager.filter(agency=agency):
        names[fold(channel.ref)] = [channel]
    return names


def _channel(batch: Batch, row: Row, word: str, names: dict[str, list[Channel]]) -> Channel | None:
    found = names.get(fold(word), [])
    if len(found) == 1:
        return found[0]
    if found:
        batch.wrong(
            row, "channels", f"“{word}”有{len(found)}个：{'、'.join(one.name for one in found)}，请写清是哪一个"
        )
    else:
        batch.wrong(row, "channels", f"没有“{word}”这个渠道。要填已有渠道的编号、名称，或只有一个的种类")
    return None


def _finish(batch: Batch) -> None:
    """One release on each channel of each disclosure; on the website channel where no channel is named.

    A day that differs from the one noted before is put right; what else a release holds (reads, link) stays.
    """
    wanted: dict[tuple[int, int], Release] = {}
    sites: dict[int, Channel] = {}
    for row in batch.good:
        record = row.record
        if (on_channels := row.values.get("on_channels")) is None:
            if not (record.live and row.outcome in ("new", "changed")):
                continue
            if record.agency_id not in sites:
                sites[record.agency_id] = website_channel(record.agency)
            on_channels = [sites[record.agency_id].pk]
        day = row.values.get("released_on") or timezone.localtime(record.published_at).date()
        for channel in on_channels:
            wanted[record.pk, channel] = Release(
                agency_id=record.agency_id, disclosure_id=record.pk, channel_id=channel, released_on=day
            )
    touched = _write(wanted)
    for row in batch.good:
        if row.outcome == "same" and row.record.pk in touched:
            row.outcome = "changed"


def _write(wanted: dict[tuple[int, int], Release]) -> set[int]:
    """Make the releases that are missing, put right the days of the others; the keys of the disclosures concerned."""
    there: dict[tuple[int, int], Release] = {}
    for part in chunks({disclosure for disclosure, _ in wanted}):
        for release in Release._base_manager.filter(disclosure__in=part):
            there[release.disclosure_id, release.channel_id] = release
    new = [one for key, one in wanted.items() if key not in there]
    late = []
    for key, one in wanted.items():
        if key in there and there[key].released_on != one.released_on:
            there[key].released_on = one.released_on
            late.append(there[key])
    Release._base_manager.bulk_create(new, batch_size=500)
    Release._base_manager.bulk_update(late, ["released_on"], batch_size=200)
    return {one.disclosure_id for one in (*new, *late)}


CHANNELS_COLUMN = Column(
    "channels",
    "发布渠道",
    aliases=("公开渠道", "渠道"),
    parser=Words("渠道的编号、名称，或只有一个的种类（如：政府网站、政务微博、政务微信）"),
    required=False,
    help="在发布日期这天发布到哪些渠道；不填就是政府网站。只在别的渠道发布的，不在网站上显示。各渠道日期不同的，写在“发布”表里",
    example="政府网站、政务微信",
)

extend(disclosures.DISCLOSURES.name, columns=(CHANNELS_COLUMN,), prepare=_prepare, finish=_finish)
