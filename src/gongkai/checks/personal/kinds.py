"""What personal data may be found, how much each finding weighs, and what to do about it.

The rules are one table (:data:`RULES`); the severities follow the project's list of pre-publication text checks:
block is ``error``, confirm is ``warning``, hint is ``info``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from gongkai.findings import Severity


class Kind(StrEnum):
    """The kinds of findings of a scan; the values are what ``gongkai scan --json`` prints."""

    ID_CARD = "id_card"
    MOBILE = "mobile"
    LANDLINE = "landline"
    BANK_CARD = "bank_card"
    PASSPORT = "passport"
    PLATE = "plate"
    EMAIL = "email"
    ADDRESS = "address"
    HEALTH = "health"
    MINOR = "minor"
    HIDDEN = "hidden"
    METADATA = "metadata"
    WORDING = "wording"
    SUM = "sum"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS[self.value]


_LABELS = {
    "id_card": "身份证号码",
    "mobile": "手机号码",
    "landline": "固定电话",
    "bank_card": "银行卡（账）号",
    "passport": "护照或通行证号",
    "plate": "车牌号",
    "email": "电子邮箱",
    "address": "家庭住址",
    "health": "健康或残疾信息",
    "minor": "未成年人信息",
    "hidden": "隐藏内容",
    "metadata": "文件属性",
    "wording": "文字表述",
    "sum": "合计数",
    "other": "其他",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its kind, how much it weighs, and one Chinese sentence that says what to do."""

    id: str
    kind: Kind
    severity: Severity
    suggestion: str


def _rules(*rows: tuple[str, Kind, Severity, str]) -> dict[str, Rule]:
    return {row[0]: Rule(*row) for row in rows}


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_MASK = "请遮盖后再公开，例如只留前2位和后3位"

#: rule id → rule. P- personal data; H- hidden things; M- metadata; T- text and figures; F- the file itself.
RULES: dict[str, Rule] = _rules(
    ("P-ID18", Kind.ID_CARD, _E, f"这是完整的身份证号码。{_MASK}"),
    (
        "P-ID18-CHECK",
        Kind.ID_CARD,
        _W,
        f"像身份证号码但校验位不对，可能录错了一位。请核对；如确是身份证号码，{_MASK[1:]}",
    ),
    ("P-ID15", Kind.ID_CARD, _W, f"像15位的旧身份证号码。请核对；如是，{_MASK[1:]}"),
    ("P-ID-LOST", Kind.ID_CARD, _E, "身份证号码被存成了数字（末几位已丢失），仍能看出地区和出生日期。请删除或遮盖"),
    ("P-ID-COLUMN", Kind.ID_CARD, _W, "这一列是证件号码，这里的号码位数或校验位不对。请核对，并遮盖后再公开"),
    ("P-DISABILITY-ID", Kind.ID_CARD, _E, "这是残疾人证号（含完整身份证号码和残疾类别、等级）。请删除或遮盖"),
    ("P-MOBILE", Kind.MOBILE, _E, "这是手机号码。请遮盖中间四位（如138****1234）；单位对外公布的号码可加入允许名单"),
    ("P-MOBILE-LOST", Kind.MOBILE, _W, "手机号码被存成了科学记数法。请删除或遮盖这一列"),
    ("P-LANDLINE", Kind.LANDLINE, _W, "名单里的固定电话。请遮盖后四位；单位电话可加入允许名单"),
    ("P-LANDLINE-TEXT", Kind.LANDLINE, _I, "请确认这是单位对外公布的电话；如是个人电话，请遮盖后四位"),
    ("P-BANK", Kind.BANK_CARD, _E, "这是银行卡（账）号。最好删去这一项；确需公开的只留前6位和后4位"),
    ("P-BANK-LIKE", Kind.BANK_CARD, _W, "像银行卡号。请核对；如是，请删去或只留前6位和后4位"),
    ("P-BANK-LOST", Kind.BANK_CARD, _W, "银行卡号被存成了数字或科学记数法。请删除这一项"),
    ("P-PASSPORT", Kind.PASSPORT, _W, "这是护照或通行证号码。请遮盖后再公开"),
    ("P-PLATE", Kind.PLATE, _W, "请确认是否私人车辆；如是，请遮盖（如宁A·***12）"),
    ("P-EMAIL", Kind.EMAIL, _I, "请确认是单位邮箱；个人邮箱请遮盖。单位邮箱可加入允许名单"),
    ("P-EMAIL-LIST", Kind.EMAIL, _W, "名单里的电子邮箱。请遮盖（只留首字符和域名）"),
    ("P-ADDRESS", Kind.ADDRESS, _W, "这是具体到门牌的住址。请只公开到乡镇（街道）或村（社区）；单位地址可加入允许名单"),
    ("P-HEALTH", Kind.HEALTH, _E, "名单里有疾病、残疾等健康信息，不得公开。请删去这一列，只写救助类别"),
    ("P-MINOR", Kind.MINOR, _E, "名单涉及未成年人。请不要公开姓名、学校、班级和监护人，只公布人数或编号"),
    ("P-BIRTH", Kind.OTHER, _W, "名单里有完整的出生日期。请只公开到年份"),
    ("P-FAMILY", Kind.OTHER, _W, "名单里有家庭、收入或婚姻情况。请确认有公开依据；与事项无关的请删去"),
    ("P-SOCIAL", Kind.OTHER, _W, "这是个人的微信号或QQ号。请删去或遮盖"),
    ("P-NAME-FILE", Kind.OTHER, _E, "文件名里有个人信息。请改名后再公开"),
    ("P-RAW", Kind.OTHER, _E, "文件内部的数据里有个人信息，在正文里看不到。请另存为新文件或使用遮盖副本"),
)


class Hit(NamedTuple):
    """Personal data in a text: ``text[start:end]`` (characters). ``masked`` is the recommended published form."""

    start: int
    end: int
    kind: Kind
    masked: str
    severity: Severity
    rule: str
