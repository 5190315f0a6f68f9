"""What the text of a report says about itself: title, agency, year, period, date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from rapidfuzz import fuzz

from gongkai.checks.report.model import TextBlock
from gongkai.checks.report.recognise_chapters import CHAPTER, SECTION, heading_of, is_known_title
from gongkai.checks.report.recognise_words import narrow

_CHINESE_YEAR = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_TITLE = re.compile(
    r"政府信息(?:和政务)?公开.{0,8}(?:年度?报|年报|报告)|(?:年度?报告|年报).{0,6}政府信息公开|政务公开.{0,6}年度?报告?|信息公开(?:工作)?年度报告"
)
_YEAR = re.compile(r"((?:20\d\d)|(?:二[〇○零]\d\d)|(?:二[〇○零][一二][〇○零一二三四五六七八九]))\s*(?:年度?|年)")
_DATE = re.compile(r"(20\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_PERIOD = re.compile(
    r"(?:自|从|为|是|[:：])?\s*(?P<y0>20\d\d)\s*年\s*(?P<m0>\d{1,2})\s*月\s*(?P<d0>\d{1,2})\s*日\s*(?:起)?\s*"
    r"(?:至|到|—+|-+|–|~|～|－)\s*(?:(?P<y1>20\d\d|当|同)\s*年)?\s*(?P<m1>\d{1,2})\s*月\s*(?P<d1>\d{1,2})\s*日\s*(?:止)?"
)
_AGENCY_END = (
    r"(?:人民政府(?:办公室|办公厅)?|街道办事处|办事处|管理委员会|管委会|委员会|管理局|分局|局|厅|办公室|办公厅|中心|支队|镇|乡|街道|苏木"
    r"|区|县|市|旗|省|院|署|站)"
)


def year_in(text: str) -> int | None:
    """The first year in a text, in Arabic or Chinese digits."""
    match = _YEAR.search(text.translate({code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}))
    return int(match.group(1).translate(_CHINESE_YEAR)) if match else None


def find_title(blocks: Sequence[TextBlock], page_title: str = "") -> tuple[str, int]:
    """The report's title and the index of the paragraph that holds (the end of) it, or ("", −1).

    A title is often set on two or three lines: agency, year, and the rest; the lines are joined again. Of several
    (a menu names the column, a list names other years' reports) the one that is most of a title, or that the page
    itself bears; the first of equals.
    """
    best, found = -1, ("", -1)
    for title, index in _titles(blocks):
        worth = _worth(title, page_title)
        if worth > best:
            best, found = worth, (title, index)
    return found


def inner_title(blocks: Sequence[TextBlock], heading: int) -> str:
    """A second title between the page's own and the text, as pages of a site have it; "" when there is none."""
    for title, index in _titles(blocks[: heading + 12]):
        if index > heading >= 0 and len(title) > 10 and agency_in_title(title):
            return title
    return ""


def _worth(title: str, page_title: str) -> int:
    """How much of a title it is: the year, the kind of paper, an agency; and whether the page is called so."""
    named = bool(page_title) and fuzz.ratio(narrow(title), narrow(page_title)) >= 85
    agency = re.search(rf"{_AGENCY_END}$", agency_in_title(title))
    return 4 * named + 2 * bool(_YEAR.search(title)) + ("报告" in title) + bool(agency)


def _titles(blocks: Sequence[TextBlock]) -> Iterator[tuple[str, int]]:
    """Everything before the first chapter's text that may be the title, with the index of its last paragraph."""
    for index, block in enumerate(blocks[:60]):
        if index and heading_of(block) and len(block.text) < 40 and is_known_title(heading_of(block)[1]):  # type: ignore[index]
            break
        text = re.sub(r"\s+", "", block.text)
        if len(text) > 60 or not _is_title(text):
            continue
        parts = [text]
        k = index - 1
        while k >= 0 and len(parts) < 4 and not agency_in_title("".join(parts)):
            before = re.sub(r"\s+", "", blocks[k].text)
            if (
                not before
                or len(before) > 30
                or not re.search(rf"{_AGENCY_END}$|^(?:20\d\d|二.{{3}})年(?:度)?$", before)
            ):
                break
            parts.insert(0, before)
            k -= 1
        end = index
        if not re.search(r"报告|年报|告.?年度?报", text) and index + 1 < len(blocks):
            after = re.sub(r"\s+", "", blocks[index + 1].text)
            if re.fullmatch(r".{0,6}(?:年度)?报告|年报", after):
                parts.append(after)
                end = index + 1
        yield "".join(parts), end
    for index, block in enumerate(blocks[:40]):
        text = re.sub(r"\s+", "", block.text)
        if re.search(r"公开工作$|政府信息公开$", text) and len(text) < 40 and index + 1 < len(blocks):
            after = re.sub(r"\s+", "", blocks[index + 1].text)
            if re.fullmatch(r"(?:工作)?(?:年度报告|年报)(?:[（(].*[)）])?", after):
                yield text + after, index + 1


def _is_title(text: str) -> bool:
    if re.search(r"[>＞|]|当前位置|您的位置|首页|[。；]", text) or text.endswith(("情况", "：", ":", "统计表")):
        return False
    if CHAPTER.match(text) or SECTION.match(text):
        return False
    if _TITLE.search(text):
        return True
    return (
        "政府信息公开" in text
        and fuzz.partial_ratio("政府信息公开工作年度报告", text) >= 80
        and bool(_YEAR.search(text))
    )


def agency_in_title(title: str) -> str:
    """The agency a title names, without year and without the words of the title itself; "" when it names none."""
    text = re.sub(r"[（(].*?[)）]$", "", title)
    text = re.sub(r"关于(?:印发|公布|发布|报送)?", "", text)
    text = _YEAR.sub("", text)
    text = re.split(r"政府信息公开|政府信息和政务公开|政务公开|信息公开|年度报告", text)[0]
    text = text.strip("《》〈〉“”\"' -—_·:：")
    text = re.sub(r"(?:20\d\d|度)$", "", text)
    return text if 2 <= len(text) <= 40 else ""


def find_agency(title: str, blocks: Sequence[TextBlock], heading: int) -> str | None:
    """The fullest name of the agency: the title's own, or one from cover, head note or signature that contains it."""
    own = agency_in_title(title)
    texts = [block.text for block in blocks[: max(heading + 4, 6)]] + [block.text for block in blocks[-8:]]
    candidates: list[str] = []
    for text in texts:
        stripped = re.sub(r"\s+", "", text)
        if len(stripped) <= 30 and re.fullmatch(rf"[\u4e00-\u9fff]{{2,28}}{_AGENCY_END}", stripped):
            candidates.append(stripped)
        for match in re.finditer(
            r"(?:由|与|向|[，。、（(]|现公布|现将|^)([\u4e00-\u9fff]{2,24}?(?:人民政府|街道办事处|管理委员会|委员会|局))(?:办公室|办公厅)?(?:编制|联系|（|\(|地址|政务公开|信息公开|20\d\d)",
            stripped,
        ):
            candidates.append(match.group(1))
    core = _core(own)
    if own:
        fuller = [c for c in candidates if core and core in c and len(c) > len(own) and len(c) <= len(own) + 14]
        if re.search(r"(?:人民政府|办事处|局|委员会|厅|办公室|办公厅|管委会|中心)$", own):
            return own
        fuller = [c for c in fuller if re.search(r"(?:人民政府|办事处|局|委员会)$", c)]
        return max(fuller, key=len) if fuller else own
    return next((c for c in candidates if re.search(r"(?:人民政府|办事处|局|委员会)$", c)), None)


def _core(name: str) -> str:
    return re.sub(r"(?:人民政府|街道办事处|办事处)(?:办公室|办公厅)?$", "", name)[-6:]


def level_of_agency(name: str | None) -> str | None:
    """town, county, city or province, by the last administrative unit the name holds."""
    if not name:
        return None
    text = re.sub(r"(?:人民政府)?(?:办公室|办公厅)$", "", name)
    if re.search(r"(?:镇|乡|街道|苏木)(?:人民政府|办事处|党工委)?$|街道办事处$|(?:镇|乡|街道|苏木)人民政府", text):
        return "town"
    if re.search(r"(?:省|自治区)(?:人民政府)?[^市县区旗州]*$", text) or re.match(
        r"(?:北京|上海|天津|重庆)市(?:人民政府)?$", text
    ):
        return "province"
    unit = re.search(
        r"(市|区|县|旗|州|盟|地区)(?!.*(?:市|区|县|旗|州|盟))", re.sub(r"社区|小区|园区|片区|自治区", "", text)
    )
    if unit is None:
        return None
    if unit.group(1) in ("县", "区", "旗"):
        return "county"
    cities = re.findall(r"市", text)
    return "county" if len(cities) > 1 else "city"


def find_period(texts: Sequence[str], year: int | None) -> tuple[tuple[date, date] | None, str]:
    """The data period and the words that state it; None with the words when they are no dates."""
    best: tuple[tuple[date, date] | None, str] = (None, "")
    for text in texts:
        if not re.search(r"统计|数据|期限|起讫|截止|截至|时限", text):
            continue
        plain = text.translate({code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)})
        for match in _PERIOD.finditer(plain):
            first = int(match["y0"])
            last = int(match["y1"]) if match["y1"] and match["y1"].isdigit() else first
            try:
                span = (
                    date(first, int(match["m0"]), int(match["d0"])),
                    date(last, int(match["m1"]), int(match["d1"])),
                )
            except ValueError:
                best = best if best[1] else (None, match.group().strip())
                continue
            if best[0] is None:
                best = (span, match.group().strip("：: "))
            if year is not None and first == year:
                return span, match.group().strip("：: ")
    return best


def find_published(blocks: Sequence[TextBlock], heading: int) -> date | None:
    """The date of publication beside the title, or of the signature at the end."""
    for block in blocks[: max(heading, 0) + 8]:
        if len(block.text) >= 120 or _PERIOD.search(block.text) or re.search(r"统计|期限", block.text):
            continue
        if re.search(r"日期|时间|发布|来源|发文", block.text):
            found = _as_date(block.text)
            if found:
                return found
    for block in reversed(blocks[-12:]):
        if len(block.text.strip()) <= 24:
            found = _as_date(block.text)
            if found:
                return found
    return None


def _as_date(text: str) -> date | None:
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
