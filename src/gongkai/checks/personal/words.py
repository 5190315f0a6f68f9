"""Personal data that is not a plain number: plates, mail addresses, home addresses, WeChat and QQ."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.checks.personal import masking
from gongkai.checks.personal.kinds import Hit
from gongkai.checks.personal.place import Place, hit

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# Found by its letter and digits (rare in Chinese text), then looked at from the province character.
PLATE = re.compile(
    r"[A-HJ-NP-Z][·•・.\- ]?(?=[A-HJ-NP-Z]*[0-9])[A-HJ-NP-Z0-9]{4,6}(?![A-Za-z0-9])[学警挂港澳领使试超]?"
)
_EMAIL_NAME = re.compile(r"[A-Za-z0-9._%+-]+\s?$")
_EMAIL_DOMAIN = re.compile(r"@\s?((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})")
_OFFICE_DOMAIN = re.compile(r"(?:^|\.)gov\.cn$", re.IGNORECASE)

_NUM = "0-9０-９一二三四五六七八九十百零〇"
DOOR = re.compile(rf"[{_NUM}](?:[号栋幢室户组队]|单元)")
_UNITS = ("号", "栋", "幢", "室", "户", "组", "队", "单元")
_FIGURES = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十百零〇")
_DOOR_END = re.compile(
    r"(?:号楼|号院|栋|幢|单元|室(?![内外])|号|户(?=[，。；、（）()\s]|$)|[组队](?=[，。；、（）()的\s]|[0-9０-９]|$))"
)
_WAY = re.compile(r"[镇乡村区路街巷弄同苑园寓道里屯庄寨院查]")
_CUT = re.compile(r"[，。；：:、\n\t,;“”《》| ]")
_WAY_BEFORE = re.compile(
    r"(?:(?:[\u4e00-\u9fff]{1,12}?(?:省|自治区|市|自治州|县|区|旗))*[\u4e00-\u9fff]{1,8}?"
    r"(?:街道|镇|乡|村|社区|小区|嘎查|路|街|巷|弄|胡同|苑|花园|家园|新村|公寓|大道|里|屯|庄|寨))"
    rf"[\u4e00-\u9fff{_NUM}\-－—A-Za-z（）()]{{0,16}}$"
)
_ADDRESS_TAIL = re.compile(
    rf"(?:[\-－—]?[{_NUM}A-Za-z]+(?:号楼|号院|号|栋|幢|单元|层|楼|室|户|组|队))*(?:附[{_NUM}]+号)?[{_NUM}]{{0,4}}"
)
_HOME = re.compile(r"住址|家住|现住|居住|户籍|住所|地址|暂住|住在|家庭|租住|住于|原住|常住")
_OFFICE_ADDRESS = re.compile(
    r"办公(?:地址|地点|室)|单位|受理|地点|邮寄|通[信讯]地址|邮编|接收|注册|经营|营业|服务|咨询|联系地址|机构|企业|公司|政府|[局厂院所]地址|地处|坐落|位于"
    r"|项目|工程|建设|门牌|网点|站点|场所|现场"
)
_OFFICE_AFTER = re.compile(
    r"[（(，,：: ]{0,2}[\u4e00-\u9fff]{0,10}?(?:政府|政务|大厅|办公|办事处|服务中心|委员会|村委|居委|[局院所厂]"
    r"|公司|学校|小学|中学|幼儿园|大楼|大厦|广场|超市|酒店|宾馆|餐|商|店)"
)
_OFFICE_INSIDE = re.compile(r"政府|政务|大厅|办事处|委员会|公司|学校|医院|法院|[^邮药]局")
_NOT_DOOR = re.compile(r"[〕\]】)）第令令字发办函通文公]\s*$|(?:公告|文件|批复|通知)\s*$")
_LIVES = re.compile(r"住(?![建房院户宅宿])")
_LEAD = re.compile(
    r"(?:家庭住址|户籍所在地|户籍地址|户籍地|居住地址|居住地|现居住在|居住在|居住于|现住址|现住在|现住|家住在|家住|住址|住在"
    r"|住所|住于|地址|租住|住)(?:为|在|是)?"
)
_SOCIAL = re.compile(
    r"(?:微信(?:号)?|WeChat|wechat|weixin)\s*[：:]\s*([A-Za-z][A-Za-z0-9_-]{5,19})|(?<![A-Za-z])[QＱ][QＱ](?:号码?)?\s*[：:]?\s*([1-9][0-9]{4,10})(?![0-9])",
    re.IGNORECASE,
)
_SOCIAL_WORDS = {
    "微": ("微信",),
    "Q": ("QQ",),
    "q": ("qq",),
    "Ｑ": ("ＱＱ",),
    "W": ("WeChat", "Wechat"),
    "w": ("wechat", "weixin"),
}
_SOCIAL_OFFICE = re.compile(r"群|公众|官方|客服|咨询")


def find_plates(place: Place) -> Iterator[Hit]:
    text = place.text
    for match in PLATE.finditer(text):
        start = match.start() - 1
        if text[start : start + 1] == " " and _VEHICLE.search(text, max(0, start - 9), start):
            start -= 1  # 车牌宁 A 12345
        if start < 0 or text[start] not in _PROVINCE:
            continue
        body = re.sub(r"[^A-Z0-9]", "", match.group()[1:])
        digits = sum(character.isdigit() for character in body)
        named = match.group()[1] in "·•・" or _VEHICLE.search(text, max(0, start - 8), start)
        if not _plate_body(body, match.group()[-1], digits, bool(named or text.startswith("号车", match.end()))):
            continue
        if place.allow.text(text[start : match.end()]):
            continue
        yield hit(place, start, match.end(), "P-PLATE", masking.plate)


_VEHICLE = re.compile(r"车牌|号牌|车号|牌照|车辆|驾驶|车主|车")


def _plate_body(body: str, last: str, digits: int, named: bool) -> bool:
    """``named``: words about a vehicle stand before it, or the dot that only plates have; then letters may be many."""
    if len(body) == 6:  # new energy: D or F first or last
        return (body[0] in "ABCDEFGHJK" or body[-1] in "ABCDEFGHJK") and digits >= 4
    if len(body) == 4:
        return last in "学警挂港澳领使试超" and digits >= 3
    return len(body) == 5 and digits >= (1 if named else 3)


def find_mails(place: Place, *, in_list: bool = False) -> Iterator[Hit]:
    text = place.text.replace("＠", "@")
    at = text.find("@")
    while at >= 0:
        name = _EMAIL_NAME.search(text, max(0, at - 64), at)
        domain = _EMAIL_DOMAIN.match(text, at)
        if name and domain:
            address = name.group().strip() + "@" + domain.group(1)
            if not _OFFICE_DOMAIN.search(domain.group(1)) and not place.allow.mail(address):
                rule = "P-EMAIL-LIST" if in_list else "P-EMAIL"
                yield hit(place, name.start(), domain.end(), rule, masking.email)
        at = text.find("@", at + 1)


def _doors(text: str) -> list[int]:
    """Where the last figure of a door stands. In a long text by single characters: faster."""
    if len(text) < 4000:
        return [match.start() for match in DOOR.finditer(text)]
    found = []
    for unit in _UNITS:
        at = text.find(unit, 1)
        while at > 0:
            if text[at - 1] in _FIGURES:
                found.append(at - 1)
            at = text.find(unit, at + 1)
    found.sort()
    return found


def find_addresses(place: Place, *, in_column: bool = False) -> Iterator[Hit]:
    """Home addresses down to a door. Addresses of offices, document numbers and village groups alone are none."""
    text = place.text
    done = 0
    for at in _doors(text):
        if at < done or not _WAY.search(text, max(done, at - 18), at) or not _DOOR_END.match(text, at + 1):
            continue
        if _NOT_DOOR.search(text, max(0, at - 6), at):
            continue
        window = text[max(done, at - 48) : at]
        base = at - len(window)
        for cut in _CUT.finditer(window):
            base = at - len(window) + cut.end()
        way = _WAY_BEFORE.search(text[base:at])
        if not way:
            continue
        start = base + way.start()
        tail = _ADDRESS_TAIL.match(text, at)
        end = tail.end() if tail else at + 2
        whole = text[start:end]
        before = place.before(start, 16)
        named = in_column or bool(_HOME.search(before[-14:])) or bool(_LIVES.match(whole) or _HOME.search(whole[:6]))
        if not _deep_enough(whole, named):
            continue
        if _OFFICE_ADDRESS.search(before) and not re.search(r"住址|家住|家庭|户籍|现住", before):
            continue
        if not in_column and (_OFFICE_AFTER.match(text, end) or _OFFICE_INSIDE.search(whole)):
            continue
        lead = _LEAD.match(whole)
        if lead:
            start += lead.end()
        if place.allow.text(text[start:end]):
            continue
        done = end
        if start < end:
            yield hit(place, start, end, "P-ADDRESS", masking.address)
    yield from _flats(place, in_column)


_ESTATE_BEFORE = re.compile(
    r"(?:小区|花园|家园|苑|公寓|新村|社区|新城|庭|府邸)(?:[0-9]{1,3}(?:号楼|[栋幢区]))?[0-9]{1,3}\Z"
)
_FLAT_AFTER = re.compile(r"[-－—#][0-9]{1,4}(?:[-－—][0-9]{2,4})?(?![0-9年-])")


def _flats(place: Place, in_column: bool) -> Iterator[Hit]:
    """“阳光花园小区5-2-301”: building, entrance and flat by figures alone, where a home is spoken of."""
    text = place.text
    for sign in "-－—#":
        at = text.find(sign, 1)
        while at > 0:
            if text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit():
                estate = _ESTATE_BEFORE.search(text, max(0, at - 14), at)
                door = _FLAT_AFTER.match(text, at) if estate else None
                if estate and door and (found := _flat(place, estate.start(), door.end(), in_column)):
                    yield found
            at = text.find(sign, at + 1)


#: Building, entrance and a flat of three or four figures: nothing else is written so.
_FLAT_ENDS = re.compile(r"[0-9]{1,3}[-－—#][0-9]{1,2}[-－—][0-9]{3,4}\Z")


def _flat(place: Place, estate: int, end: int, in_column: bool) -> Hit | None:
    """The address that ends in a flat, from the last sign before it; ``None`` when no home is spoken of."""
    text = place.text
    low = max(0, estate - 40)
    base = max((cut.end() for cut in _CUT.finditer(text, low, estate)), default=low)
    lead = _LEAD.match(text, base)
    named = in_column or lead or _HOME.search(text, max(0, base - 14), estate)
    if not named and not _FLAT_ENDS.search(text, estate, end):
        return None
    if _OFFICE_INSIDE.search(text, base, estate) or place.allow.text(text[base:end]):
        return None
    return hit(place, lead.end() if lead else base, end, "P-ADDRESS", masking.address)


def _deep_enough(address: str, named: bool) -> bool:
    """Down to a door: a number after a way or village, not a village group alone (unless a home is spoken of)."""
    if re.search(r"室|单元|[栋幢]|号楼", address) and re.search(rf"[{_NUM}]", address):
        return named or bool(re.search(r"室|单元.*(?:[号室户]|[0-9]{3})|[栋幢].*[号室]", address))
    if re.search(rf"[{_NUM}](?:组|队).{{0,4}}[{_NUM}](?:号|户)", address):
        return True
    if re.search(rf"(?:村|社区|屯|庄|路|街|巷|弄|胡同|小区|大道).{{0,8}}[{_NUM}]+号", address):
        return named or bool(re.search(rf"(?:村|社区|屯|庄|巷|弄|胡同).{{0,8}}[{_NUM}]+号", address))
    return named


def _accounts(text: str) -> Iterator[re.Match[str]]:
    """Matches of the pattern, tried only where one of its words begins."""
    for letter, words in _SOCIAL_WORDS.items():
        if letter not in text:
            continue
        for word in words:
            at = text.find(word)
            while at >= 0:
                if match := _SOCIAL.match(text, at):
                    yield match
                at = text.find(word, at + len(word))


def find_social(place: Place) -> Iterator[Hit]:
    for match in _accounts(place.text):
        group = 1 if match.group(1) else 2
        if _SOCIAL_OFFICE.search(place.text[max(0, match.start() - 8) : match.start()]):
            continue
        if not place.allow.text(match.group(group)) and not place.allow.number(match.group(group)):
            yield hit(place, match.start(group), match.end(group), "P-SOCIAL", lambda raw: raw[:1] + "***")
