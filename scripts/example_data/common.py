"""What both towns and the district have alike: agencies, sections, channels."""

from __future__ import annotations

from example_data.tables import Folder, demo_code

AGENCY = "代码 名称 简称 上级 层级 类型 机构代码 政务公开工作机构 地址 邮政编码 电话 办公时间 职能 示例数据"
HOURS = "工作日 9:00—12:00，14:00—18:00（示例）"
DISTRICT = (
    "xixia",
    "银川市西夏区人民政府",
    "西夏区",
    "",
    "县（区）级",
    "人民政府",
    demo_code("DM000001"),
    "西夏区政务公开办公室（示例）",
    "示例路1号",
    "750000",
    "0951-0000000",
    HOURS,
    "示例：领导本行政区域的经济、教育、科学、文化、卫生、体育事业和财政、民政、公安、司法行政等工作。",
    "是",
)
_TOWN_DUTIES = (
    "示例：执行本级人民代表大会的决议和上级国家行政机关的决定，管理本行政区域内的行政工作，办理上级交办的事项。"
)
XINGJING = (
    "xingjing",
    "银川市西夏区兴泾镇人民政府",
    "兴泾镇",
    "xixia",
    "乡镇（街道）",
    "人民政府",
    demo_code("DM000002"),
    "兴泾镇人民政府办公室（政务公开办公室）",
    "示例路2号",
    "750001",
    "0951-0000001",
    HOURS,
    _TOWN_DUTIES,
    "是",
)
SHILI = (
    "shili",
    "示例镇人民政府",
    "示例镇",
    "xixia",
    "乡镇（街道）",
    "人民政府",
    demo_code("DM000003"),
    "示例镇人民政府办公室（政务公开办公室）",
    "示例路3号",
    "750002",
    "0951-0000002",
    HOURS,
    _TOWN_DUTIES,
    "是",
)

SECTIONS = (
    ("zhinan", "政府信息公开指南", "政府信息公开指南", "", "怎样查、怎样申请政府信息"),
    ("zhidu", "政府信息公开制度", "政府信息公开制度", "", "政府信息公开的法规和本机关的制度"),
    ("fading", "法定主动公开内容", "法定主动公开内容", "", "依法应当主动公开的信息"),
    ("nianbao", "政府信息公开年报", "政府信息公开年报", "", "历年政府信息公开工作年度报告"),
    ("shenqing", "依申请公开", "依申请公开", "", "向本机关申请公开政府信息"),
    ("jigou", "机构职能", "", "fading", "机构设置、职能、领导分工和联系方式"),
    ("guifan", "行政规范性文件", "", "fading", "本机关制定的规范性文件，废止和失效的也留在这里"),
    ("huiyi", "重要会议", "", "fading", "政府常务会议、专题会议研究的事项"),
    ("zhongdian", "重点工作", "", "fading", "重大决策、重大项目的进展"),
    ("caizheng", "财政预决算", "", "fading", "预算、决算和“三公”经费"),
    ("fupin", "扶贫和乡村振兴", "", "fading", "扶贫政策、项目、资金和名单"),
    ("jiuzhu", "社会救助", "", "fading", "低保、特困供养、临时救助、医疗救助"),
    ("shipin", "食品药品安全", "", "fading", "食品、药品的监督检查"),
    ("huanbao", "环境保护", "", "fading", "环境整治和保护"),
    ("anquan", "安全生产", "", "fading", "安全生产检查和应急"),
    ("zhengwu", "政务服务", "", "fading", "劳动就业、社会保险等办事服务"),
    ("jianyi", "建议提案办理", "", "fading", "人大代表建议、政协提案的办理结果"),
    ("jiedu", "政策解读", "", "fading", "对政策文件的解读"),
    ("dongtai", "工作动态", "", "fading", "本机关的工作情况"),
)


def write_agencies(folder: Folder, *towns: tuple[str, ...]) -> None:
    folder.write("agencies", AGENCY, [DISTRICT, *towns])


def write_sections(folder: Folder) -> None:
    rows = [
        (code, name, kind, parent, place, about) for place, (code, name, kind, parent, about) in enumerate(SECTIONS)
    ]
    folder.write("sections", "代码 名称 所属大类 上级栏目 排序 栏目说明", rows)


def write_channels(folder: Folder, name: str, since: str) -> None:
    rows = [
        ("website", "政府网站", "西夏区政府门户网站"),
        ("weibo", "政务微博", f"{name}微博"),
        ("wechat", "政务微信", f"{name}微信公众号"),
        ("press", "报刊", "示例日报"),
        ("tv", "广播电视", "示例电视台"),
        ("news", "新闻网站", "示例新闻网"),
        ("board", "公示栏", "村（社区）公示栏"),
        ("led", "电子屏", f"{name}电子屏"),
    ]
    folder.write("channels", "编号 种类 名称 启用日期", [(*row, since) for row in rows])


def write_boards(folder: Folder, since: str) -> None:
    rows = []
    for kind, label, numbers in (("v", "村", "一二三四五六"), ("c", "社区", "一二三")):
        for place, number in enumerate(numbers, start=1):
            community = f"示例{number}{label}"
            rows.append(
                (
                    f"board-{kind}{place}",
                    f"{community}政务公开宣传栏",
                    community,
                    label,
                    f"{community}委员会门口",
                    since,
                )
            )
    folder.write("notice-boards", "编号 名称 村（社区） 类型 位置 设置日期", rows)


def write_people(folder: Folder, name: str, started: str, document: str) -> None:
    """The leading group: the mayor heads it, the leader in charge is its vice head, offices send members."""
    people = [
        ("p1", "示例甲", "镇长", "镇人民政府"),
        ("p2", "示例乙", "副镇长（分管）", "镇人民政府"),
        ("p3", "示例丙", "主任", "党政办公室"),
        ("p4", "示例丁", "站长", "财政经济服务中心"),
        ("p5", "示例戊", "站长", "民生服务中心"),
        ("p6", "示例己", "主任", "综合执法办公室"),
    ]
    folder.write("people", "编号 姓名 职务 科室", people)
    duties = ("负责镇人民政府全面工作。", "分管政务公开、便民服务、财政财务工作，协助镇长分管审计工作。")
    leaders = [
        (f"l{place}", person[0], post, duty, place, started)
        for place, (person, post, duty) in enumerate(zip(people[:2], ("镇长", "副镇长"), duties, strict=True), start=1)
    ]
    folder.write("leaders", "编号 人员 职务 分工 排序 任职日期", leaders)
    group = ("g1", f"{name}政务（政府信息）公开领导小组", document, "党政办公室", started)
    folder.write("leading-groups", "编号 名称 成立文件 办公室设在 成立日期", [group])
    roles = ["组长", "副组长", "办公室主任", "成员", "成员", "成员"]
    members = [("g1", person[0], role, started) for person, role in zip(people, roles, strict=True)]
    folder.write("leading-group-members", "领导小组 人员 职责 开始日期", members)
