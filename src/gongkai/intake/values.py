"""Parsers: from a cell as the file holds it to the value of a field. A cell that does not fit raises :class:`BadValue`.

Each parser says in Chinese what it allows (:meth:`Parser.allowed`); the template, the manual and the errors print it.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

FIRST_DAY, LAST_DAY = dt.date(1949, 10, 1), dt.date(2099, 12, 31)
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"'})


class BadValue(ValueError):
    """What is wrong with one cell, as a Chinese sentence."""


class Parser(Protocol):
    def parse(self, cell: Any) -> Any:
        """The value; only called for cells that are not blank."""

    def allowed(self) -> str:
        """What may stand here, in a few Chinese words."""


def fold(text: str) -> str:
    """A word in the form in which words are compared: widths, quotes, letters' case and spaces do not matter."""
    narrow = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).translate(_QUOTES)
    return re.sub(r"\s+", "", narrow).casefold()


def blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.translate(_INVISIBLE).strip())


def plain(cell: Any) -> str:
    """The cell as text, as the person typed it. Numbers and dates that a spreadsheet made of typed text are refused."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        raise BadValue("被表格软件当成了日期，原来的文字已经变了；请把这一格设为“文本”格式，重新填写")
    if isinstance(cell, int | float):
        if abs(cell) >= 1e15:
            raise BadValue("位数太多，被表格软件当成数字后末几位已经丢失；请把这一格设为“文本”格式，重新填写")
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    text = str(cell).translate(_INVISIBLE).replace("\r\n", "\n").replace("\r", "\n").strip()
    if _CONTROL.search(text):
        raise BadValue("含有看不见的控制字符，请重新输入这一格")
    return text


def narrow(cell: Any) -> str:
    """As :func:`plain`, with full-width digits, letters and signs made half-width and no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", plain(cell)))


def shown(cell: Any) -> str:
    """The cell as an error message quotes it."""
    text = cell.isoformat() if isinstance(cell, dt.date) else str(cell)
    return text if len(text) <= 30 else text[:29] + "…"


@dataclass(frozen=True, slots=True)
class Text:
    """Words; ``lines`` keeps line breaks, otherwise they become spaces."""

    longest: int | None = None
    lines: bool = False

    def parse(self, cell: Any) -> str:
        text = plain(cell)
        if not self.lines:
            text = re.sub(r"\s*\n\s*", " ", text)
        if self.longest is not None and len(text) > self.longest:
            raise BadValue(f"太长，有{len(text)}字，最多{self.longest}字")
        return text

    def allowed(self) -> str:
        return f"文字，最多{self.longest}字" if self.longest else "文字，可以换行"


@dataclass(frozen=True, slots=True)
class Key:
    """A number or code by which a record is found again: widths and spaces do not matter."""

    longest: int | None = None

    def parse(self, cell: Any) -> str:
        text = narrow(cell)
        if self.longest is not None and len(text) > self.longest:
            raise BadValue(f"太长，有{len(text)}字，最多{self.longest}字")
        return text

    def allowed(self) -> str:
        return "文字或数字" + (f"，最多{self.longest}字" if self.longest else "")


_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./]|月)(\d{1,2})日?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_TIME = re.compile(r"[T ]?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
DATES = "日期，如 2018-3-5、2018年3月5日、2018.3.5"


def _day(cell: Any) -> tuple[dt.date, str]:
    """The date at the head of the cell, and what follows it."""
    if isinstance(cell, dt.date):
        day, rest = (cell.date(), cell.strftime("%H:%M:%S")) if isinstance(cell, dt.datetime) else (cell, "")
    else:
        text = unicodedata.normalize("NFKC", str(cell) if isinstance(cell, int | float) else plain(cell)).strip()
        text = re.sub(r"^(\d+)\.0$", r"\1", text)
        text = re.sub(
            r"\s*([-./年月])\s*|\s+(?=日)", r"\1", text.replace("—", "-").replace("–", "-").replace("。", ".")
        )
        match = _DAY.match(text) or _COMPACT.fullmatch(text)
        if match is None:
            if _SERIAL.fullmatch(text):
                raise BadValue(f"“{shown(cell)}”是表格软件的日期序号，请把这一格设为“日期”格式")
            raise BadValue(f"“{shown(cell)}”不是日期。要填{DATES}")
        parts = match.groups()
        year, month, number = int(parts[0]), int(parts[-2]), int(parts[-1])
        try:
            day = dt.date(year, month, number)
        except ValueError:
            raise BadValue(f"“{shown(cell)}”没有这一天") from None
        rest = text[match.end() :].strip()
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadValue(f"“{shown(cell)}”的年份不对，只接受{FIRST_DAY.year}年到{LAST_DAY.year}年")
    return day, rest


def _time(rest: str, cell: Any) -> dt.time:
    match = _TIME.fullmatch(rest)
    if match and int(match[1]) < 24 and int(match[2]) < 60 and int(match[3] or 0) < 60:
        return dt.time(int(match[1]), int(match[2]), int(match[3] or 0))
    raise BadValue(f"“{shown(cell)}”不是日期。要填{DATES}")


@dataclass(frozen=True, slots=True)
class Day:
    """A date; a time of day behind it is dropped."""

    def parse(self, cell: Any) -> dt.date:
        day, rest = _day(cell)
        if rest:
            _time(rest, cell)
        return day

    def allowed(self) -> str:
        return DATES


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with or without a time of day (midnight), in the agency's time zone."""

    def parse(self, cell: Any) -> dt.datetime:
        from django.utils import timezone

        day, rest = _day(cell)
        return timezone.make_aware(dt.datetime.combine(day, _time(rest, cell) if rest else dt.time()))

    def allowed(self) -> str:
        return f"{DATES}，后面可以带时间，如 2018-3-5 14:30"


_INTEGER = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+|[+-]?\d+")
_DECIMAL = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number that is not negative."""

    largest: int = 2_147_483_647

    def parse(self, cell: Any) -> int:
        if isinstance(cell, bool | dt.date):
            raise BadValue("要填整数")
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        text = re.sub(r"\.0+$", "", narrow(cell))
        if text.startswith("-") and _DECIMAL.fullmatch(text):
            raise BadValue(f"“{shown(cell)}”是负数，只能填0或正整数")
        if not _INTEGER.fullmatch(text):
            what = "不是整数" if _DECIMAL.fullmatch(text) else "不是数字"
            raise BadValue(f"“{shown(cell)}”{what}，只能填0或正整数（不写单位）")
        number = int(text.replace(",", ""))
        if number > self.largest:
            raise BadValue(f"“{shown(cell)}”太大，最多{self.largest}")
        return number

    def allowed(self) -> str:
        return "0或正整数，不写单位"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in yuan, exact to the fen; 万元 behind the number is understood."""

    digits: int = 14
    places: int = 2

    def parse(self, cell: Any) -> Decimal:
        if isinstance(cell, bool | dt.date):
            raise BadValue("要填金额（元）")
        if isinstance(cell, float):
            cell = repr(round(cell, 6))  # a formula's 0.30000000000000004 is 0.3
        text = narrow(cell).lstrip("¥￥")
        number, wan = (text[:-2], True) if text.endswith("万元") else (text.removesuffix("元"), False)
        match = _DECIMAL.fullmatch(number)
        if match is None:
            raise BadValue(f"“{shown(cell)}”不是金额，只能填数字，单位是元")
        if match[1] == "-":
            raise BadValue(f"“{shown(cell)}”是负数，金额不能是负数")
        amount = Decimal(number.replace(",", "")) * (10_000 if wan else 1)
        exact = amount.quantize(Decimal(1).scaleb(-self.places))
        if exact != amount:
            raise BadValue(f"“{shown(cell)}”的小数超过{self.places}位（单位是元，最小到分）")
        if exact.adjusted() >= self.digits - self.places:
            raise BadValue(f"“{shown(cell)}”太大")
        return exact

    def allowed(self) -> str:
        return f"金额，单位元，最多{self.places}位小数"


_YES = frozenset({"是", "有", "√", "✓", "✔", "1", "y", "yes", "true", "对", "■", "☑"})
_NO = frozenset({"否", "无", "没有", "×", "✗", "0", "n", "no", "false", "不是", "□", "☐", "-", "—"})


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    def parse(self, cell: Any) -> bool:
        word = fold(plain(cell))
        if word not in _YES | _NO:
            raise BadValue(f"“{shown(cell)}”看不懂，只能填：是、否")
        return word in _YES

    def allowed(self) -> str:
        return "是、否"


def ticked(cell: Any) -> bool:
    """Whether a cell of a column that is ticked (√, ■, or its own heading written again) is ticked."""
    return not blank(cell) and fold(plain(cell)) not in _NO


@dataclass(frozen=True)
class Choice:
    """One of the values of an enumeration, by its label, its code or another word for it."""

    choices: tuple[tuple[str, str], ...]
    also: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        words: dict[str, str] = {}
        for code, label in self.choices:
            words |= {fold(code): code, fold(label): code}
        tails = [(fold(label.partition("：")[2]), code) for code, label in self.choices if "：" in label]
        for tail, code in tails:
            if sum(tail == other for other, _ in tails) == 1:
                words.setdefault(tail, code)
        words |= {fold(word): code for word, code in self.also.items()}
        object.__setattr__(self, "words", words)

    def parse(self, cell: Any) -> str:
        word = fold(plain(cell))
        if word not in self.words:
            raise BadValue(f"“{shown(cell)}”不在可填的值里。可填：{self.allowed()}")
        return self.words[word]

    def allowed(self) -> str:
        return "、".join(label for _, label in self.choices)


@dataclass(frozen=True)
class Choices:
    """Any number of values of an enumeration, parted by 、 , ; / or line breaks; a list of codes, each once."""

    one: Choice

    def parse(self, cell: Any) -> list[str]:
        parts = [part for part in re.split(r"[、,，;；/|\n\s]+", plain(cell)) if part]
        found = {self.one.parse(part) for part in parts}
        return [code for code, _ in self.one.choices if code in found]

    def allowed(self) -> str:
        return f"{self.one.allowed()}；几个都有的用顿号分开"


@dataclass(frozen=True, slots=True)
class Words:
    """Several words parted by 、 , ; or line breaks, in order, each once."""

    what: str

    def parse(self, cell: Any) -> list[str]:
        parts = [part.strip() for part in re.split(r"[、,，;；\n]+", plain(cell))]
        return list(dict.fromkeys(part for part in parts if part))

    def allowed(self) -> str:
        return f"{self.what}；有几个的用顿号分开"


@dataclass(frozen=True, slots=True)
class Reference:
    """Another record, by one of the fields that name it; looked up later, many at a time."""

    model: Any
    by: tuple[str, ...]
    what: str

    def parse(self, cell: Any) -> str:
        return plain(cell).replace("\n", " ").strip()

    def allowed(self) -> str:
        return self.what
