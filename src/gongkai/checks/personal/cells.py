"""Forms of single cells of a table: which are worth a look, which are names, births, serial numbers, offices."""

from __future__ import annotations

import re

from gongkai.checks.personal.kinds import Kind
from gongkai.checks.personal.numerals import is_id18
from gongkai.checks.personal.signs import CROSSES, DASHES, FIGURES, FORMULA_FIGURES, JOINTS, SPACES

_ANY = FIGURES + FORMULA_FIGURES
# Worth a look in Python: a long number, a plate, a mail address, a door, a social account, a lost number.
LONG = (
    rf"[{_ANY}](?:[{_ANY}\s{SPACES}\-{DASHES[1:]}]{{5,}}|[0-9]{{2,5}}[{JOINTS}][0-9]{{4}}[{JOINTS}0-9]+)"
    rf"[{_ANY}{CROSSES}]|[@＠]|QQ|qq|微信"
)
NUMBERISH = re.compile(LONG)
INTERESTING = re.compile(
    LONG + r"|[\u4e00-\u9fff][A-HJ-NP-Z][·•・.\- ]?[A-HJ-NP-Z0-9]{4}|[A-Za-z][0-9]{7}|[eE][A-Z][0-9]{7}"
    r"|[0-9０-９一二三四五六七八九十](?:[号栋幢室户组队]|单元)"
)
NUMBER_CELL = re.compile(r"^['\"=\s]*(?:[0-9０-９]{1,17}[XxＸｘ]?|[XxＸｘ])\"?\s*$")
NAME = re.compile(r"^[\u3400-\u9fff·]{2,4}$|^[\u3400-\u9fff]{2,8}·[\u3400-\u9fff·]{2,12}$")
BIRTH = re.compile(
    r"^\s*((?:19|20)\d{2})[-./年]?\s*(1[0-2]|0?[1-9])[-./月]\s*([12]\d|3[01]|0?[1-9])(?:日|[ T]00:00(?::00)?)?\s*$"
    r"|^\s*((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\s*$"
)
EMPTY = re.compile(r"^[\s\-—－/／无*0×…]*$|^(?:健康|良好|正常|否|无疾病|未知|不详|一般)$")
BELOW_VILLAGE = re.compile(
    r"[0-9０-９一二三四五六七八九十百]+(?:组|队|号|栋|幢|单元|室|户|社)|[0-9]+(?:[\-－—#][0-9]+)+\s*$"
)
SERIAL = re.compile(r"^[\d.、\s]*$")
OFFICE_NAME = re.compile(
    r"(?:政府|中心|局|办公室|委员会|村委会?|居委会?|公司|所|站|院|学校|中学|小学|幼儿园|大厅|银行|支行|信用社|合作社|超市|药店|部|科|办|厂|店)$"
)
OFFICES_OWN = frozenset({Kind.LANDLINE, Kind.ADDRESS, Kind.EMAIL})
LOST_ENDS = frozenset('0123456789" ')
ACCOUNT = re.compile(r"^[\s'\"]*\d[\d\s\-]{8,24}\d[\s\"]*$")


def quick_hit(kind: str | None, text: str) -> tuple[str, Kind, str] | None:
    """Rule, kind and masked form of the two commonest cells: a whole ID or a whole mobile under its own head."""
    length = len(text)
    if kind == "id_card":
        if length == 18 and text.isascii() and is_id18(text) and not text.endswith("000"):
            return "P-ID18", Kind.ID_CARD, f"{text[:2]}*************{text[15:]}"
    elif kind == "mobile" and length == 11 and text.isascii() and text.isdigit() and text[0] == "1" and text[1] > "2":
        return "P-MOBILE", Kind.MOBILE, f"{text[:3]}****{text[7:]}"
    return None
