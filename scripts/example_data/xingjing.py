"""兴泾镇 2018: the figures of the town's published report as records, in our own words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from example_data.common import XINGJING, write_agencies, write_boards, write_channels, write_people, write_sections
from example_data.tables import Folder, spread

#: How many disclosures went out on each channel in 2018; 280 on press, television and news sites together.
CHANNELS = {"website": 200, "weibo": 27, "wechat": 171, "press": 100, "tv": 90, "news": 90}
FIRST, LAST = dt.date(2018, 1, 3), dt.date(2018, 12, 28)
DISCLOSURE = "编号 标题 正文 成文日期 发布日期 发布渠道 所属栏目 目录事项 公开类型 体裁分类 来源"
_END = "（示例数据，内容为编写，不反映真实情况。）"

#: Section, subject, stage, genre, a sentence on it. {month} is filled in.
ON_SITE = (
    ("jiuzhu", "农村低保金发放情况公示", "结果", "公示", "公示本月农村低保的户数、人数和保障标准，公示期不少于7天。"),
    ("jiuzhu", "城市低保金发放情况公示", "结果", "公示", "公示本月城市低保的户数、人数和保障标准，公示期不少于7天。"),
    ("fupin", "扶贫补贴发放情况公示", "结果", "公示", "公示本月发放的扶贫补贴项目、标准和到户情况，公示期不少于7天。"),
    ("huiyi", "政府常务会议研究事项", "决策", "通报", "公布本月常务会议研究的重大事项和决定。"),
    ("jiuzhu", "临时救助发放情况公示", "结果", "公示", "公示本月临时救助的户数和金额，公示期不少于7天。"),
    ("anquan", "安全生产检查情况通报", "管理", "通报", "通报本月检查的单位数、发现的隐患和整改情况。"),
    ("zhongdian", "重点项目进展情况", "执行", "通报", "公布镇上重点项目本月的进度和资金安排。"),
    ("huanbao", "环境卫生整治情况通报", "管理", "通报", "通报各村（社区）环境卫生评比的结果。"),
    ("shipin", "食品药品安全检查情况通报", "管理", "通报", "通报本月检查餐饮店、药店的情况。"),
    ("jiuzhu", "特困人员救助供养情况公示", "结果", "公示", "公示特困供养对象的人数和供养标准，公示期不少于7天。"),
    ("fupin", "脱贫攻坚项目资金安排公告", "执行", "公告", "公告项目的名称、地点、资金来源和受益户数。"),
    ("zhengwu", "劳动就业招聘信息", "服务", "公告", "发布用工单位的岗位、人数和报名办法。"),
    ("caizheng", "财政预算执行情况", "结果", "公告", "公布本月收支的主要数字。"),
    ("dongtai", "工作动态", "执行", "其他", "介绍镇上本月的主要工作。"),
    ("jiuzhu", "医疗救助情况公示", "结果", "公示", "公示医疗救助的人次和金额，公示期不少于7天。"),
    ("zhengwu", "社会保险缴费提醒", "服务", "通知", "提醒城乡居民按时缴纳医疗保险和养老保险。"),
)
SHORT = ("民生提示", "扶贫政策问答", "村（社区）活动", "办事指南", "党建动态", "安全提示", "天气和农事提醒", "便民信息")
NEWS = ("脱贫攻坚工作报道", "陆港小镇建设报道", "基层治理经验报道", "产业发展报道", "民族团结活动报道")

#: Posts whose readings the report shows: number, day, title, reads, likes, shares. Two are of January 2019.
POSTS = (
    ("XJ-2018-W171", dt.date(2018, 12, 31), "兴泾镇用“四学四导”开展党员冬季轮训", 190, 3, 1),
    ("XJ-2019-W001", dt.date(2019, 1, 7), "西夏区公布2019年10件民生实事", 189, 1, 1),
    ("XJ-2019-W002", dt.date(2019, 1, 11), "兴泾镇召开第三届人民代表大会第四次会议", 333, 11, 0),
)


def write(path: Path) -> None:
    folder = Folder(path)
    write_agencies(folder, XINGJING)
    write_sections(folder)
    write_channels(folder, "兴泾镇", "2016-01-01")
    write_boards(folder, "2016-01-01")
    write_people(folder, "兴泾镇", "2018-03-05", "兴政发〔2018〕示例1号")
    _catalogue(folder)
    rows = _disclosures()
    folder.write("disclosures", DISCLOSURE, rows)
    posts = [(ref, "wechat", day, reads, likes, shares) for ref, day, _, reads, likes, shares in POSTS]
    folder.write("releases", "政府信息 渠道 发布日期 阅读数 点赞数 转发数", posts)
    notices = [(row[0], row[4], row[4] + dt.timedelta(days=7)) for row in rows if row[9] == "公示"]
    folder.write("notices", "政府信息 开始日期 结束日期", notices)
    _concerns(folder)
    _registers(folder)
    _proposals(folder)


def _catalogue(folder: Folder) -> None:
    """The two rows that the report prints, with invented names where it had real ones."""
    head = "年度 名称 填表人 复核人 审签人 填表时间"
    title = "银川市西夏区兴泾镇政务公开基本目录"
    folder.write("catalogues", head, [(2018, title, "示例丙", "示例乙", "示例甲", "2018-12-04")])
    columns = "年度 序号 信息类别 事项名称 公开内容 公开依据 责任主体 公开属性 公开时限 公开方式 公开类型 所属栏目"
    ours = ("兴泾镇人民政府", "主动公开", "长期公开", "网站、宣传栏")
    reform = "关于印发《西夏区人民政府职能转变和机构改革方案》的通知（建党办发〔2014〕97号）"
    rules = "《中国共产党宁夏回族自治区委员会工作条例》"
    rows = [
        (2018, 1, "概况信息", "机构信息", "兴泾镇人民政府机构职能", reform, *ours, "管理", "jigou"),
        (2018, 2, "概况信息", "领导分工", "兴泾镇领导及其分工", rules, *ours, "执行", "jigou"),
    ]
    folder.write("catalogue", columns, rows)


def _disclosures() -> list[tuple[Any, ...]]:
    rows = [*_on_site(), *_on_others()]
    for ref, day, title, *_ in POSTS:
        body = f"{title}的图文消息。\n标题和阅读数取自公开的年度报告，正文为示例。"
        rows.append((ref, title, body, day, day, "wechat", "dongtai", "", "执行", "其他", "兴泾镇人民政府"))
    return rows


def _on_site() -> list[tuple[Any, ...]]:
    """200 on the website: two on the organisation itself, the rest on the subjects in turn."""
    days = spread(CHANNELS["website"], FIRST, LAST)
    rows: list[tuple[Any, ...]] = []
    seen: dict[str, int] = {}
    for number, day in enumerate(days, start=1):
        section, subject, stage, genre, text = ON_SITE[number % len(ON_SITE)]
        entry, title = "", f"兴泾镇2018年{day.month}月{subject}"
        if number <= 2:
            section, stage, genre, entry = "jigou", ("管理", "执行")[number - 1], "其他", f"2018-{number}"
            title = ("兴泾镇人民政府机构职能", "兴泾镇领导分工")[number - 1]
            text = ("介绍镇人民政府的职能和内设机构。", "介绍镇领导各自分管的工作。")[number - 1]
        seen[title] = seen.get(title, 0) + 1
        mark = "（示例）" if seen[title] == 1 else f"（示例{seen[title]}）"
        body = f"{text}\n有不清楚的，请到镇人民政府办公室（政务公开办公室）询问。\n{_END}"
        rows.append(
            (
                f"XJ-2018-S{number:03d}",
                title + mark,
                body,
                day,
                day,
                "website",
                section,
                entry,
                stage,
                genre,
                "兴泾镇人民政府",
            )
        )
    return rows


def _on_others() -> list[tuple[Any, ...]]:
    """Weibo, WeChat and the media. The last WeChat post of the year is the one the report shows."""
    rows = []
    for channel, count in CHANNELS.items():
        if channel == "website":
            continue
        count -= channel == "wechat"
        social = channel in ("weibo", "wechat")
        letter = {"weibo": "B", "wechat": "W", "press": "P", "tv": "T", "news": "N"}[channel]
        source = {"press": "示例日报", "tv": "示例电视台", "news": "示例新闻网"}.get(channel, "兴泾镇人民政府")
        for number, day in enumerate(spread(count, FIRST, LAST), start=1):
            subject = (SHORT if social else NEWS)[number % len(SHORT if social else NEWS)]
            title = f"兴泾镇{day.month}月{day.day}日{subject}（示例{letter}{number}）"
            body = f"关于兴泾镇{subject}的{'消息' if social else '报道'}。\n{_END}"
            section = "fupin" if "扶贫" in subject or "脱贫" in subject else "dongtai"
            rows.append(
                (f"XJ-2018-{letter}{number:03d}", title, body, day, day, channel, section, "", "执行", "其他", source)
            )
    return rows


def _concerns(folder: Folder) -> None:
    """Five events, each answered on Weibo and on WeChat."""
    topics = ("道路积水", "集中供水水压", "低保评议程序", "生活垃圾清运", "冬季取暖补贴")
    days = spread(len(topics), dt.date(2018, 2, 6), dt.date(2018, 11, 20))
    concerns = [
        (f"XJ-G{n}", f"群众关心的{topic}问题（示例）", "公众关注热点", day)
        for n, (topic, day) in enumerate(zip(topics, days, strict=True), 1)
    ]
    folder.write("concerns", "编号 事项 类型 发现日期", concerns)
    answers = [
        (ref, way, day + dt.timedelta(days=1 + late))
        for ref, _, _, day in concerns
        for late, way in enumerate(("政务微博", "政务微信"))
    ]
    folder.write("responses", "事项 回应方式 回应日期", answers)


def _registers(folder: Folder) -> None:
    meetings = [
        ("XJ-H1", "政务公开工作部署会（示例）", "2018-03-06", 24),
        ("XJ-H2", "基本目录编制专题会（示例）", "2018-05-15", 15),
        ("XJ-H3", "政务公开工作推进会（示例）", "2018-08-21", 22),
        ("XJ-H4", "政务公开年终总结会（示例）", "2018-12-11", 26),
    ]
    folder.write("meetings", "编号 会议名称 召开日期 参会人数", meetings)
    trainings = [
        ("XJ-P1", "政务公开业务培训班（示例）", "2018-04-17", 16),
        ("XJ-P2", "信息发布和保密培训班（示例）", "2018-10-16", 15),
    ]
    folder.write("trainings", "编号 培训名称 举办日期 培训人次", trainings)
    staff = [("XJ-R1", "示例丙", "专职"), ("XJ-R2", "示例庚", "兼职"), ("XJ-R3", "示例辛", "兼职")]
    folder.write("staff", "编号 姓名 专职或兼职 开始日期", [(*one, "2017-03-01") for one in staff])
    folder.write("offices", "编号 机构名称 设立日期", [("XJ-J1", "兴泾镇政务公开办公室", "2016-03-01")])
    point = ("XJ-C1", "镇民生服务中心政府信息查阅点", "民生服务中心一楼", "2016-03-01")
    folder.write("reading-points", "编号 查阅点名称 地址 设立日期", [point])
    expenses = [
        ("XJ-F1", "公开栏更新制作（示例）", "2018-04-10", "3200"),
        ("XJ-F2", "宣传活动材料印制（示例）", "2018-07-05", "2150.50"),
        ("XJ-F3", "业务培训资料（示例）", "2018-10-12", "1649.50"),
    ]
    folder.write("expenses", "编号 用途 支出日期 金额（元）", expenses)


def _proposals(folder: Folder) -> None:
    """Eight of the district (deputies' motions and suggestions, CPPCC proposals), twelve of the town's own congress."""
    topics = [
        "道路硬化",
        "农田水渠",
        "公交线路",
        "教育资源",
        "医疗服务",
        "环境整治",
        "饮水安全",
        "文化活动",
        "养老服务",
        "就业培训",
        "路灯安装",
        "村道养护",
    ]
    rows = []
    for number in range(8):
        kind = "人大代表建议" if number < 5 else "政协提案"
        rows.append(
            (
                f"XJ-Q{number + 1}",
                kind,
                "区（县）级",
                f"关于{topics[number]}的{kind[-2:]}（示例）",
                "2018-03-20",
                "2018-08-15",
                "2018-09-10",
            )
        )
    for number in range(12):
        rows.append(
            (
                f"XJ-Z{number + 1}",
                "人大代表建议",
                "乡镇级",
                f"关于{topics[number]}的建议（示例，镇）",
                "2018-01-25",
                "2018-09-20",
                "2018-10-15",
            )
        )
    folder.write("proposals", "编号 种类 层级 标题 收到日期 办结日期 结果公开日期", rows)
