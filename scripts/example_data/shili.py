# ruff: noqa: E501
"""示例镇, wholly invented: 2023 and 2024 in the 2021 form, with a record for every kind of cell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from example_data.common import SHILI, write_agencies, write_boards, write_channels, write_people, write_sections
from example_data.shili_guides import write_guides
from example_data.shili_requests import write_requests
from example_data.tables import Folder, after, spread, workday

YEARS = (2023, 2024)
DISCLOSURE = "编号 标题 正文 文号 成文日期 发布日期 发布渠道 所属栏目 目录事项 公开属性 公开属性依据 公开类型 体裁分类 主题词 有效性"
_END = "（示例数据，内容为编写，不反映真实情况。）"
TOPICS = (
    ("jiuzhu", "农村低保对象公示", "结果", "公示", "社会救助", "政府网站、公示栏"),
    ("caizheng", "财政预算执行情况", "结果", "公告", "财政", "政府网站"),
    ("fupin", "衔接推进乡村振兴补助资金安排", "执行", "公告", "乡村振兴", "政府网站、政务微信"),
    ("anquan", "安全生产检查情况", "管理", "通报", "安全生产", "政府网站、政务微博"),
    ("zhengwu", "惠民政策办事指南", "服务", "其他", "政务服务", "政府网站、政务微信、电子屏"),
    ("huanbao", "人居环境整治情况", "管理", "通报", "环境", "政府网站、新闻网站"),
    ("huiyi", "镇政府会议研究事项", "决策", "通报", "会议", "政府网站"),
    ("zhongdian", "重点工程项目进展", "执行", "通报", "项目", "政府网站、报刊"),
)
CATALOGUE = (
    (
        "社会救助",
        "最低生活保障",
        "对象、标准、名单、金额",
        "《社会救助暂行办法》",
        "每月",
        "网站、公示栏",
        "结果",
        "jiuzhu",
    ),
    (
        "财政预决算",
        "部门预算、决算",
        "收支总表和说明",
        "《中华人民共和国预算法》",
        "信息形成之日起20个工作日内",
        "网站",
        "结果",
        "caizheng",
    ),
    (
        "乡村振兴",
        "衔接补助资金",
        "项目、资金、受益对象",
        "《乡村振兴促进法》",
        "信息形成之日起20个工作日内",
        "网站、公示栏",
        "执行",
        "fupin",
    ),
    (
        "安全生产",
        "检查和处罚",
        "检查对象、结果",
        "《安全生产法》",
        "信息形成之日起7个工作日内",
        "网站",
        "管理",
        "anquan",
    ),
    (
        "政务服务",
        "办事指南",
        "事项、条件、材料、流程",
        "《政府信息公开条例》",
        "长期公开",
        "网站、镇民生服务中心",
        "服务",
        "zhengwu",
    ),
    (
        "机构职能",
        "机构设置和领导分工",
        "机构、职能、联系方式",
        "《政府信息公开条例》第二十条",
        "长期公开",
        "网站",
        "管理",
        "jigou",
    ),
    ("重大决策", "会议研究事项", "议题、决定", "《重大行政决策程序暂行条例》", "每月", "网站", "决策", "huiyi"),
)
#: Number, title, document number, made, expires, repealed, article of its text. The stock follows made less repealed.
DOCUMENTS = (
    (
        "SL-W1",
        "示例镇临时救助备用金管理办法",
        "示政规发〔2021〕1号",
        dt.date(2021, 4, 12),
        "2026-12-31",
        "2023-06-20",
        "SL-2023-D1",
    ),
    (
        "SL-W2",
        "示例镇农村生活垃圾治理考核办法",
        "示政规发〔2021〕2号",
        dt.date(2021, 9, 6),
        "2026-12-31",
        "2024-05-15",
        "SL-2023-D2",
    ),
    ("SL-W3", "示例镇公益性岗位管理办法", "示政规发〔2022〕1号", dt.date(2022, 3, 15), "2027-12-31", "", "SL-2023-D3"),
    ("SL-W4", "示例镇临时救助实施细则", "示政规发〔2023〕1号", dt.date(2023, 6, 15), "2028-12-31", "", "SL-2023-D4"),
    ("SL-W5", "示例镇农村宅基地管理办法", "示政规发〔2023〕2号", dt.date(2023, 10, 18), "2028-12-31", "", "SL-2023-D5"),
    (
        "SL-W6",
        "示例镇农村人居环境整治办法",
        "示政规发〔2024〕1号",
        dt.date(2024, 5, 10),
        "2029-12-31",
        "",
        "SL-2024-D1",
    ),
)


def write(path: Path) -> None:
    folder = Folder(path)
    write_agencies(folder, SHILI)
    write_sections(folder)
    write_channels(folder, "示例镇", "2018-01-01")
    write_boards(folder, "2018-01-01")
    write_people(folder, "示例镇", "2022-01-10", "示政发〔2022〕1号（示例）")
    _catalogue(folder)
    _disclosures(folder)
    _dialogue(folder)
    _registers(folder)
    _duties(folder)
    _cases(folder)
    write_requests(folder)
    write_guides(folder)


def _catalogue(folder: Folder) -> None:
    heads = [(year, f"示例镇{year}年政务公开基本目录", "示例丙", "示例乙", "示例甲", f"{year}-01-16") for year in YEARS]
    folder.write("catalogues", "年度 名称 填表人 复核人 审签人 填表时间", heads)
    rows = [
        (year, serial, *entry[:4], "示例镇人民政府", "主动公开", *entry[4:])
        for year in YEARS
        for serial, entry in enumerate(CATALOGUE, start=1)
    ]
    columns = "年度 序号 信息类别 事项名称 公开内容 公开依据 责任主体 公开属性 公开时限 公开方式 公开类型 所属栏目"
    folder.write("catalogue", columns, rows)


def _disclosures(folder: Folder) -> None:
    """Ordinary ones in turn, regulatory documents, interpretations, and two that are not for publication."""
    rows: list[tuple[Any, ...]] = []
    entries = {entry[-1]: serial for serial, entry in enumerate(CATALOGUE, start=1)}
    for year in YEARS:
        for number, day in enumerate(spread(96, dt.date(year, 1, 4), dt.date(year, 12, 25)), start=1):
            section, subject, stage, genre, word, channels = TOPICS[number % len(TOPICS)]
            ref, title = f"SL-{year}-{number:03d}", f"示例镇{year}年{day.month}月{subject}（示例{number}）"
            entry = f"{year}-{entries[section]}" if section in entries else ""
            body = f"示例镇{subject}。\n有不清楚的，请向镇人民政府办公室（政务公开办公室）询问。\n{_END}"
            rows.append(
                (ref, title, body, "", day, day, channels, section, entry, "主动公开", "", stage, genre, word, "")
            )
        rows += _interpretations(year)
    rows += [_document(*document) for document in DOCUMENTS]
    rows += [
        (
            "SL-2024-Y1",
            "示例镇信访事项办理登记（示例）",
            "只登记，不公开。",
            "",
            "2024-03-05",
            "",
            "",
            "",
            "",
            "依申请公开",
            "涉及特定当事人，可以依申请提供",
            "管理",
            "其他",
            "",
            "",
        ),
        (
            "SL-2024-Y2",
            "示例镇会议讨论记录（示例）",
            "只登记，不公开。",
            "",
            "2024-04-09",
            "",
            "",
            "",
            "",
            "不予公开",
            "《政府信息公开条例》第十六条第二款：讨论记录",
            "决策",
            "纪要",
            "",
            "",
        ),
    ]
    folder.write("disclosures", DISCLOSURE, rows)
    notices = [(row[0], row[5], row[5] + dt.timedelta(days=7)) for row in rows if row[12] == "公示"]
    folder.write("notices", "政府信息 开始日期 结束日期", notices)
    reads = [(row[0], "wechat", row[5], 60 + 7 * n, n % 9, n % 4) for n, row in enumerate(rows) if "政务微信" in row[6]]
    folder.write("releases", "政府信息 渠道 发布日期 阅读数 点赞数 转发数", reads)
    kept = [(ref, "行政规范性文件", *rest) for ref, *rest in DOCUMENTS]
    folder.write("regulatory-documents", "编号 种类 标题 文号 制发日期 有效期至 废止日期 公开的政府信息", kept)


def _document(_: str, title: str, number: str, made: dt.date, expires: str, repealed: str, ref: str) -> tuple[Any, ...]:
    """The text of a regulatory document; those made before 2023 were put on the site in January 2023."""
    published = max(after(made, 3), dt.date(2023, 1, 10))
    body = f"{title}全文。\n第一条 为规范有关工作，制定本办法。\n第二条 本办法自印发之日起施行。\n{_END}"
    state = "废止" if repealed else "有效"
    return (
        ref,
        f"示例镇人民政府关于印发《{title}》的通知（示例）",
        body,
        number,
        made,
        published,
        "政府网站",
        "guifan",
        "",
        "主动公开",
        "",
        "决策",
        "通知",
        "规范性文件",
        state,
    )


def _interpretations(year: int) -> list[tuple[Any, ...]]:
    documents = [document for document in DOCUMENTS if document[3].year == year]
    rows = []
    for number, document in enumerate(documents, start=1):
        day = after(document[3], 4)
        body = f"解读《{document[1]}》：为什么制定、主要内容、怎样办理。\n{_END}"
        rows.append(
            (
                f"SL-{year}-J{number}",
                f"《{document[1]}》政策解读（示例）",
                body,
                "",
                day,
                day,
                "政府网站、政务微信",
                "jiedu",
                "",
                "主动公开",
                "",
                "服务",
                "其他",
                "解读",
                "",
            )
        )
    return rows


def _dialogue(folder: Folder) -> None:
    interpretations, concerns, responses, briefings, proposals = [], [], [], [], []
    for year in YEARS:
        documents = [document for document in DOCUMENTS if document[3].year == year]
        for number, document in enumerate(documents, start=1):
            ref, day = f"SL-{year}-J{number}", after(document[3], 4)
            interpretations.append((ref, f"《{document[1]}》政策解读（示例）", day, document[6], ref))
        for number, topic in enumerate(("供水管网改造", "农贸市场秩序", "校车站点"), start=1):
            day = workday(dt.date(year, 3 * number, 11))
            concerns.append((f"SL-{year}-G{number}", f"{topic}（示例）", "公众关注热点", day))
            for late, way in enumerate(("政务微信", "政府网站", "现场答复")[:number], start=1):
                responses.append((f"SL-{year}-G{number}", way, after(day, late)))
        briefings.append((f"SL-{year}-B1", "在线访谈", "惠民政策在线访谈（示例）", workday(dt.date(year, 9, 12)), "是"))
        for number in range(1, 7):
            kind, level = ("人大代表建议", "乡镇级") if number > 3 else ("政协提案", "区（县）级")
            title = f"关于示例事项{number}的{'建议' if number > 3 else '提案'}（示例）"
            proposals.append(
                (f"SL-{year}-T{number}", kind, level, title, f"{year}-02-20", f"{year}-07-2{number}", f"{year}-08-15")
            )
    folder.write("interpretations", "编号 标题 发布日期 被解读的政策 解读稿", interpretations)
    folder.write("concerns", "编号 事项 类型 发现日期", concerns)
    folder.write("responses", "事项 回应方式 回应日期", responses)
    folder.write("briefings", "编号 类型 主题 日期 主要负责同志参加", briefings)
    folder.write("proposals", "编号 种类 层级 标题 收到日期 办结日期 结果公开日期", proposals)


def _registers(folder: Folder) -> None:
    meetings, trainings, expenses, complaints = [], [], [], []
    for year in YEARS:
        for number, month in enumerate((2, 5, 8, 11), start=1):
            day = workday(dt.date(year, month, 16))
            meetings.append((f"SL-{year}-H{number}", f"{year}年第{number}次政务公开工作会议（示例）", day, 18 + number))
        for number, month in enumerate((4, 9), start=1):
            trainings.append(
                (
                    f"SL-{year}-P{number}",
                    f"{year}年第{number}期业务培训（示例）",
                    workday(dt.date(year, month, 18)),
                    20 + number,
                )
            )
        for number, month in enumerate((3, 6, 10), start=1):
            expenses.append(
                (
                    f"SL-{year}-F{number}",
                    "政务公开专区和公开栏（示例）",
                    workday(dt.date(year, month, 8)),
                    f"{4000 + 350 * number}.50",
                )
            )
        complaints.append(
            (f"SL-{year}-S1", "公示栏更新不及时（示例）", workday(dt.date(year, 7, 3)), workday(dt.date(year, 7, 14)))
        )
    folder.write("meetings", "编号 会议名称 召开日期 参会人数", meetings)
    folder.write("trainings", "编号 培训名称 举办日期 培训人次", trainings)
    folder.write("expenses", "编号 用途 支出日期 金额（元）", expenses)
    folder.write("complaints", "编号 事由 收到日期 办结日期", complaints)
    staff = [("SL-R1", "示例丙", "专职"), ("SL-R2", "示例壬", "兼职")]
    folder.write("staff", "编号 姓名 专职或兼职 开始日期", [(*one, "2021-01-04") for one in staff])
    folder.write("offices", "编号 机构名称 设立日期", [("SL-J1", "示例镇政务公开办公室", "2018-01-01")])
    point = ("SL-C1", "镇民生服务中心政府信息查阅点", "民生服务中心一楼", "2018-01-01")
    folder.write("reading-points", "编号 查阅点名称 地址 设立日期", [point])


def _duties(folder: Folder) -> None:
    """Quarterly figures of the deciding offices: items in force, decisions, money in yuan."""
    kinds = (
        ("permit", "行政许可", 12, 31, ""),
        ("other", "其他对外管理服务事项", 46, 210, ""),
        ("punish", "行政处罚", 58, 7, ""),
        ("force", "行政强制", 4, 1, ""),
        ("fee", "行政事业性收费", 2, "", 3125),
        ("buy", "政府集中采购", "", 2, 128_400),
    )
    quarters = ((1, 1, 3, 31), (4, 1, 6, 30), (7, 1, 9, 30), (10, 1, 12, 31))
    rows = []
    for year in (2022, *YEARS):
        for quarter, (m1, d1, m2, d2) in enumerate(quarters, start=1):
            grown = 4 * (year - 2022) + quarter
            for code, label, items, decisions, money in kinds:
                rows.append(
                    (
                        f"SL-{year}-{code}-{quarter}",
                        label,
                        dt.date(year, m1, d1),
                        dt.date(year, m2, d2),
                        items,
                        decisions + grown if decisions and code not in ("force", "buy") else decisions,
                        f"{money + 125 * grown}.00" if money else "",
                    )
                )
    folder.write("duty-figures", "编号 种类 起始日期 截止日期 期末项目数 处理决定（采购项目）数 金额（元）", rows)


def _cases(folder: Folder) -> None:
    """Each year one review, one direct suit and one suit after review of each result, and one of each open at its end."""
    reviews, suits = [], []
    results = ("结果维持", "结果纠正", "其他结果")
    for year in YEARS:
        for number, result in enumerate(results, start=1):
            filed, closed = workday(dt.date(year, 2 * number, 6)), workday(dt.date(year, 2 * number + 3, 8))
            reviews.append((f"SL-{year}-FY{number}", f"不服信息公开答复（示例{number}）", filed, closed, result))
            suits.append(
                (
                    f"SL-{year}-SD{number}",
                    f"不服信息公开答复（示例{number}）",
                    "未经复议直接起诉",
                    filed,
                    closed,
                    result,
                )
            )
            suits.append(
                (f"SL-{year}-SA{number}", f"不服复议决定（示例{number}）", "复议后起诉", filed, closed, result)
            )
        filed, closed = workday(dt.date(year, 12, 4)), workday(dt.date(year + 1, 2, 20))
        reviews.append((f"SL-{year}-FY4", "不服信息公开答复（示例4）", filed, closed, "结果维持"))
        suits.append((f"SL-{year}-SD4", "不服信息公开答复（示例4）", "未经复议直接起诉", filed, closed, "结果维持"))
        suits.append((f"SL-{year}-SA4", "不服复议决定（示例4）", "复议后起诉", filed, closed, "其他结果"))
    folder.write("reviews", "编号 案由 受理日期 审结日期 结果", reviews)
    folder.write("suits", "编号 案由 起诉方式 受理日期 审结日期 结果", suits)
