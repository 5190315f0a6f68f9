"""Personal numbers, one at a time: an ID, a mobile, a landline, a bank card, a passport, by length and words around."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gongkai.checks.personal import masking
from gongkai.checks.personal.kinds import Hit
from gongkai.checks.personal.mobiles import PHONE_WORD, mobile
from gongkai.checks.personal.numerals import (
    PROVINCES,
    date_of,
    is_credit_code,
    is_disability_id,
    is_id15,
    is_id18,
    is_landline,
    is_luhn,
    looks_like_time,
)
from gongkai.checks.personal.place import Place, hit, named_otherwise

_HOME_PHONE = re.compile(r"家庭电话|家里电话|宅电|住宅电话|本人电话|家中电话|个人电话")
_OFFICE = re.compile(
    r"总机|咨询|监督|举报|投诉|办公|值班|热线|传真|服务|受理|单位|政府|[办局院站所厅部委]|中心|大厅|公司|客服|报名|预约|报警|招标|代理|采购"
)
_CONTACT_BLOCK = re.compile(r"邮\s*编|邮政编码|办公室|办公地|政府信息公开")
ID_WORD = re.compile(r"身\s*份|证件|公民|户口|学籍|ID\s*(?:card|no|number)", re.IGNORECASE)
BANK_WORD = re.compile(
    r"卡\s*号|[账帐]\s*[号户]|银行|一(?:卡折?|折)通|惠农卡|存折|开户|信用社|农商行|打卡|信合",
    re.IGNORECASE,
)
#: How cards issued in China begin: those of UnionPay, and older ones still in use.
BANKS = ("62", "9558", "9559", "436742", "456351", "524094", "552245")
_CARD_WORD = re.compile(r"卡\s*号|一(?:卡折?|折)通|存折|打卡|社保卡|惠农卡")
_ORG = re.compile(r"公司|政府|中心|[局厂院]|委员会|学校|财政|单位|国库|专户|合作社")
_PASSPORT = re.compile(r"护照|通行证|passport|回乡证|台胞证|旅行证", re.IGNORECASE)

# ------------------------------------------------------------------ a run without separators, by its length


def _eighteen(place: Place, number: str, start: int, end: int) -> Hit | None:
    before = place.before(start)
    named = bool(ID_WORD.search(before))
    letters = place.letter_before(start) or place.letter_after(end)
    if is_id18(number):
        known = number[:2] in PROVINCES
        company = number[:2] in ("91", "92", "93") and is_credit_code(number)
        if known or named or not (letters or company or number[:2] in ("19", "20")):
            return hit(place, start, end, "P-ID18", masking.id_card)
    if letters and not named:
        return None
    if is_credit_code(number):
        return None
    dated = number[6:8] in ("19", "20") and date_of(number[6:14]) is not None
    if dated and (named or (number[:2] in PROVINCES and int(number[6:10]) <= 2026 and not named_otherwise(before))):
        return hit(place, start, end, "P-ID18-CHECK", masking.id_card)
    return card(place, number, start, end) if number.isdigit() else None


def _fifteen(place: Place, number: str, start: int, end: int) -> Hit | None:
    if number.startswith("0086") and number[4:5] == "1":
        return mobile(place, number[4:], start, end)
    before = place.before(start)
    if (
        is_id15(number)
        and not place.letter_before(start)
        and not place.letter_after(end)
        and not place.decimal(start, end)
        and (ID_WORD.search(before) or not (named_otherwise(before) or BANK_WORD.search(before)))
    ):
        return hit(place, start, end, "P-ID15", masking.id_card)
    return card(place, number, start, end)


def _ten_to_twelve(place: Place, number: str, start: int, end: int) -> Hit | None:
    if number[0] == "0":
        if len(number) == 12 and number[1] == "1" and number[2] in "3456789":
            return mobile(place, number[1:], start, end)
        if is_landline(number) and not place.letter_before(start) and not place.letter_after(end):
            return landline(place, number, start, end)
        return None
    return mobile(place, number, start, end) if len(number) == 11 else None


def landline(place: Place, number: str, start: int, end: int) -> Hit | None:
    if place.allow.number(number) or place.decimal(start, end):
        return None
    before = place.before(start)
    if _HOME_PHONE.search(before):
        return hit(place, start, end, "P-LANDLINE", masking.landline)
    if _OFFICE.search(place.before(start, 40)) or named_otherwise(before) or _in_contact_block(place, start):
        return None
    return hit(place, start, end, "P-LANDLINE-TEXT", masking.landline)


def _in_contact_block(place: Place, start: int) -> bool:
    """After an office's address and postcode in one sentence: “（地址：…；邮编：…；联系电话：…”."""
    words = re.split(r"[。\n]", place.text[max(0, start - 80) : start])[-1]
    return bool(_CONTACT_BLOCK.search(words))


def _thirteen(place: Place, number: str, start: int, end: int) -> Hit | None:
    if number.startswith("86") and number[2] == "1" and number[3] in "3456789":
        before = place.before(start)
        if place.text[start - 1 : start] in ("+", "＋") or PHONE_WORD.search(before) or not named_otherwise(before):
            return mobile(place, number[2:], start, end)
    return card(place, number, start, end)


def card(place: Place, number: str, start: int, end: int, *, grouped: bool = False) -> Hit | None:
    """A bank card: Luhn, with words about a bank, or with a typical beginning and length."""
    length = len(number)
    if not 13 <= length <= 19 or place.letter_before(start) or place.letter_after(end) or place.decimal(start, end):
        return None
    if place.allow.number(number) or len(set(number)) < 2:
        return None
    before = place.before(start)
    luhn = is_luhn(number)
    if BANK_WORD.search(before):
        of_people = luhn and (number[:2] == "62" or number[:3] == "955" or _CARD_WORD.search(before))
        if _ORG.search(place.before(start, 40)) and not of_people:
            return None
        if luhn:
            return hit(place, start, end, "P-BANK", masking.bank_card)
        return hit(place, start, end, "P-BANK-LIKE", masking.bank_card) if number[:2] == "62" and length >= 16 else None
    if not luhn or named_otherwise(before) or looks_like_time(number):
        return None
    issued = number.startswith(BANKS) and length >= 16
    foreign = grouped and length == 16 and number[0] in "45"
    return hit(place, start, end, "P-BANK-LIKE", masking.bank_card) if issued or foreign else None


def _short(place: Place, number: str, start: int, end: int) -> Hit | None:
    """Seven to ten digits: the number of a passport after its letters, or a local number after ``(0951)``."""
    text = place.text
    if start and text[start - 1] in ")）" and len(number) in (7, 8):
        area = re.search(r"[(（]\s*(0\d{2,3})\s*[)）]$", text[max(0, start - 8) : start])
        if area and is_landline(area.group(1) + number):
            return landline(place, area.group(1) + number, start - len(area.group(0)), end)
    if not place.letter_before(start):
        after_area = re.search(r"[0-9０-９]\s?[-－—–]\s?$", text[max(0, start - 4) : start])
        if (
            7 <= len(number) <= 8
            and number[0] in "2345678"
            and not after_area
            and _HOME_PHONE.search(place.before(start))
        ):
            return hit(place, start, end, "P-LANDLINE", masking.landline)
        if len(number) == 8 and _TAIWAN.search(place.before(start)):
            return hit(place, start, end, "P-PASSPORT", masking.passport)
        return None
    return _passport(place, number, start, end)


_PASSPORT_FORM = re.compile(
    r"(?:[EGDSPKFC]\d{8}|[EC][A-HJ-NP-Z]\d{7}|[HM]\d{8}(?:\d{2})?|(?:DE|SE|PE|MA|1[45])\d{7})", re.IGNORECASE
)
#: With words about a passport or permit: whatever letters it begins with.
_DOCUMENT_FORM = re.compile(r"[A-Z]\d{8,9}|[A-Z]{2}\d{7}", re.IGNORECASE)
#: The permit of residents of Taiwan: eight figures without a letter.
_TAIWAN = re.compile(r"(?:台胞证|台湾居民来往大陆通行证)(?:号码?|证号)?[为是]?\s*[:：]?\s*$")
_PASSPORT_AFTER = re.compile(r"号?的?(?:[\u4e00-\u9fff]{0,4}护照|[\u4e00-\u9fff]{0,6}通行证)")


def _passport(place: Place, number: str, start: int, end: int) -> Hit | None:
    text = place.text
    first = start - 1
    if first and text[first - 1].isascii() and text[first - 1].isalpha():
        first -= 1
    if first and text[first - 1].isascii() and (text[first - 1].isalnum() or text[first - 1] in "-_/"):
        return None
    if place.letter_after(end) or text[end : end + 1] in ("-", "_", "/"):
        return None
    form = text[first:start] + number
    before = place.before(first)
    named = _PASSPORT.search(before) or _PASSPORT_AFTER.match(text, end)
    if not (_PASSPORT_FORM.fullmatch(form) or (named and _DOCUMENT_FORM.fullmatch(form))):
        return None
    named = named or ID_WORD.search(before)
    if not named and (form[0] not in "EG" or named_otherwise(before) or looks_like_time(number)):
        return None
    return hit(place, first, end, "P-PASSPORT", masking.passport)


def _twenty_or_more(place: Place, number: str, start: int, end: int) -> Iterator[Hit]:
    if is_disability_id(number):
        yield hit(place, start, end, "P-DISABILITY-ID", masking.id_card)
        return
    # several personal numbers written without a gap (columns that touch): every part must be one, and one must be an ID
    parts: list[tuple[int, int, str]] = []
    at = 0
    while at < len(number):
        part = next(
            (part for part in _PARTS if len(number) - at >= part[0] and part[2](number[at : at + part[0]])), None
        )
        if part is None:
            return
        parts.append((at, part[0], part[1]))
        at += part[0]
    if any(rule == "P-ID18" for _, _, rule in parts):
        for at, width, rule in parts:
            yield hit(place, start + at, start + at + width, rule, _PART_MASKS[rule])


def _is_card(number: str) -> bool:
    return number[:2] == "62" and is_luhn(number)


_PARTS: tuple[tuple[int, str, Callable[[str], bool]], ...] = (
    (18, "P-ID18", lambda part: part[:2] in PROVINCES and is_id18(part)),
    (11, "P-MOBILE", lambda part: part[0] == "1" and part[1] in "3456789"),
    *((width, "P-BANK-LIKE", _is_card) for width in (19, 16, 17, 18)),
)
_PART_MASKS = {"P-ID18": masking.id_card, "P-MOBILE": masking.mobile, "P-BANK-LIKE": masking.bank_card}


_BY_LENGTH: dict[int, Callable[[Place, str, int, int], Hit | None]] = {
    **dict.fromkeys((7, 8, 9), _short),
    **dict.fromkeys((10, 11, 12), _ten_to_twelve),
    13: _thirteen,
    15: _fifteen,
    **dict.fromkeys((14, 16, 17, 19), card),
    18: _eighteen,
}


def one_number(place: Place, number: str, start: int, end: int) -> Iterator[Hit]:
    """Hits of one run without separators; ``number`` is its plain form."""
    length = len(number)
    if length >= 20:
        if number.isdigit():
            yield from _twenty_or_more(place, number, start, end)
        return
    if number[-1] == "X" and length != 18:
        number, end, length = number[:-1], end - 1, length - 1
    if (check := _BY_LENGTH.get(length)) and (found := check(place, number, start, end)):
        yield found
    if length == 10 and place.letter_before(start) and (found := _passport(place, number, start, end)):
        yield found
