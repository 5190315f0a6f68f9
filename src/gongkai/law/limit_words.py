"""The words of time limits: the pieces of patterns that :mod:`.time_limits` puts together."""

from __future__ import annotations

import re

from gongkai.law.limit_kinds import Unit

CHINESE = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
HAN = "零〇一二两三四五六七八九十百"
NUM = rf"(?<![\d{HAN}])(?![0零〇])(?:\d{{1,3}}|[{HAN}]{{1,5}})"
UNITS: dict[str, tuple[Unit, int]] = {
    "个工作日": (Unit.WORKING_DAYS, 1),
    "工作日": (Unit.WORKING_DAYS, 1),
    "个自然日": (Unit.DAYS, 1),
    "自然日": (Unit.DAYS, 1),
    "个日历天": (Unit.DAYS, 1),
    "日历天": (Unit.DAYS, 1),
    "日": (Unit.DAYS, 1),
    "天": (Unit.DAYS, 1),
    "个小时": (Unit.HOURS, 1),
    "小时": (Unit.HOURS, 1),
    "个月": (Unit.MONTHS, 1),
    "个星期": (Unit.DAYS, 7),
    "星期": (Unit.DAYS, 7),
    "周": (Unit.DAYS, 7),
    "年": (Unit.MONTHS, 12),
}
AMOUNT = rf"(?P<n>{NUM})(?P<u>{'|'.join(UNITS)})"
WORKDAYS = rf"(?P<n>{NUM})(?P<u>个?工作日)"
#: What an event is counted from; where the character begins the event's own name (自治区, 在建项目) it stays there.
FROM = r"(?:自从|自(?!治[区县州旗]|然灾|来水)|从(?![业事])|在(?!建[项工])|于|由)?"
#: What is done with the information, with what else may be said of the doing.
DO = (
    r"(?:公开|公布|公示|公告|发布|更新|告知|答复|回复|上网|上传|录入|挂网|张贴|张榜|刊登|报送|上报|披露|编制|调整|完成"
    r"|办结|维护|通报|推送|举行|举办|召开|保留|保存|展示|悬挂)"
)
HOW = r"(?:予以|向社会|对社会|向公众|对外|主动|进行|统一|集中|依法|通过[^\d,;]{2,12}?|在[^\d,;]{2,12}?|并|和|、|全文)"
OBJECT = r"(?:(?!实时|及时|即时|随时|动态|长期|常年|除外|或者?)[^\d,;:()内前后起每不]){0,16}"
DONE = rf"(?:的?(?:及时|全部|按时)?{HOW}*{DO}(?:{HOW}*{DO})*(?:一次|完毕|工作|出去)?{OBJECT})?"
#: Words before a limit that change nothing about it.
LEAD = (
    r"(?:并且|并|且|同时|其中|但|每次|再|应当|应该|应(?!急)|须|需要|需|必须|要|一般|原则上|最迟|最长|最晚|最多|至迟|应在|应于"
    r"|在|于|通常|时限为|时限|公开时限为?|期限为|为|均|都|即)"
)
#: What the limit is about, before it. No time, no condition and no other limit may stand in it.
ABOUT = (
    r"(?:(?:(?!每|除|视情|视实|酌情|实际情况|期间|期内|不少|不低|不得|不能|至少|超过|长期|常年|及时|实时|即时|随时"
    r"|工作日|或(?!者?变))[^\d,;:]){1,24}(?<![前后提至到]))"
)
#: The same, or an event and after it.
AFTER_OR_ABOUT = rf"(?:{ABOUT}后?)?"
NEGATED = re.compile(r"(?:不|未|非|无法|不能|暂不|难以|停止|不再|不予|不宜|不应|不得|无须|无需|不必)$")
EXCEPT = re.compile(
    r"^[(]?(?:除|但)?(?:国家|中央|自治区|省|市|上级|本级|有关|相关|现行)*"
    r"(?:法律|法规|行政法规|规章|有关规定|文件|国家|上级|条例|政策|[、和及或者以])*"
    r"(?:对[^,;]{0,30}?)?(?:另有|有其他|有特别|有特殊|有明确|作出其他)(?:的)?(?:规定|要求|约定)(?:期限)?的?"
    r"(?:,?(?:从其规定|依照其规定|按其规定执行|依其规定|按其规定|适用其规定|除外|之外|以外|外|以其规定为准))?[)]?$"
    r"|^(?:并|则)?(?:从其规定|依照其规定|按其规定执行|依其规定|按其规定)$"
    r"|^(?:如?遇|逢)?(?:法定)?(?:节假日|休息日|双休日|非工作日)[^\d]{0,8}?顺延$"
)

# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────
CIRCLED = re.compile(r"[①-⑳⑴-⒇⒈-⒛❶-❿㈠-㈩]")
NUMBERED = re.compile(
    rf"(?:^|(?<=[\s;;。]))(?:\d{{1,2}}(?:[、)]|[.．](?!\d))|[{HAN}]{{1,3}}、)(?=\s*\S)"
    rf"|(?<=[开示布告新内前外期\s]),?(?:\d[.、．])(?=[^\d\s])"
    rf"|[(](?:\d{{1,2}}|[{HAN}]{{1,3}})[)](?!个?工作日|[日天个周年])"
)
SPLIT = re.compile(r"[;。\n]")
LABEL = re.compile(r"^[^\d,;:]{1,24}:(?=.)")
BRACKETS = re.compile(r"[(]([^()]*)[)]")
#: In brackets, what the limit is about: nothing that limits or excepts.
ONLY_NAMES = re.compile(r"(?:(?![除外视按情如不期时日年月前后起内])[一-鿿、]){1,16}")
#: Other signs for the same.
SAME = str.maketrans({"內": "内", "個": "个", "○": "〇", "≥": "不少于", "≤": "不超过"})


AT_ONCE = r"(?:实时|及时|即时|立即|即刻|随时|随时随地|动态)"
FOR_GOOD = r"(?:长期|常年|永久|长久|固定)"
MIN = r"(?:不(?:得|能|应)?(?:少|低|短)于|至少|不少|满)"
TERM = r"(?:期限|时间|时长|期间|期|天数|时限)"
BY = r"(?:之前|以前|前|底前|前后)?"
AFTER = r"(?:之日|当日|之后|以后|之时|后|时|当天)"


def chinese_number(text: str) -> int:
    """``二十`` → 20, ``15`` → 15. Up to 999.

    :raises ValueError: for anything else.
    """
    if text.isdigit():
        return int(text)
    if len(text) > 1 and all(char in CHINESE for char in text):
        return int("".join(str(CHINESE[char]) for char in text))
    total, current = 0, 0
    for char in text:
        if char == "百":
            total, current = total + (current or 1) * 100, 0
        elif char == "十":
            total, current = total + (current or 1) * 10, 0
        elif char in CHINESE:
            current = CHINESE[char]
        else:
            raise ValueError(text)
    return total + current
