"""Reading the calendar files: one TOML file per year in ``law/calendar/``, or a local file handed in.

A file holds ``[[notice]]`` tables (title, number, when issued, whether the number was read in the text), each with
``[[notice.holiday]]`` tables: ``name``, ``first`` and ``last`` day off, and ``working``, the weekend days worked in
exchange. Where two notices speak of one day the later in the file governs. A local file (regional festivals) has the
same shape, with ``name`` in place of ``year``; ``number`` and ``issued`` may be left out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeGuard

from gongkai.findings import Failure, Refused, refuse

FOLDER = Path(__file__).with_name("calendar")
_LONGEST_HOLIDAY = 31


class DayKind(StrEnum):
    """What a day is; the values are what ``--json`` prints."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"

    @property
    def label(self) -> str:
        return {"working": "工作日", "weekend": "双休日", "holiday": "放假", "make_up": "调休上班"}[self.value]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that gives days off. ``verified`` is false where the number was not read in the notice itself."""

    title: str
    number: str = ""
    issued: date | None = None
    verified: bool = False

    def __str__(self) -> str:
        if not self.number:
            return f"《{self.title}》"
        return f"《{self.title}》（{self.number}{'' if self.verified else '，文号待核'}）"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not what its weekday says: off for ``name``, or worked in exchange for it."""

    kind: DayKind
    name: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """One file, read: the special days by date, and whether the year's notice is still to come."""

    source: str
    year: int | None
    provisional: bool
    days: dict[date, SpecialDay]


def national_years() -> list[int]:
    """The years there is a national file for, in order."""
    return sorted(int(path.stem) for path in FOLDER.glob("[0-9][0-9][0-9][0-9].toml"))


def read_year(year: int) -> CalendarFile:
    """The national file of a year."""
    return read_file(FOLDER / f"{year}.toml")


def read_file(path: Path) -> CalendarFile:
    """Read one calendar file; every fault in it is named in one Refused, with the file and the table's place."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise refuse("calendar-unreadable", _unreadable(error), str(path)) from None
    except UnicodeDecodeError:
        raise refuse("calendar-unreadable", "日历文件不是 UTF-8 编码，请另存为 UTF-8", str(path)) from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+), column (\d+)", str(error))
        where = f"，请看第{at[1]}行第{at[2]}列附近" if at else ""
        raise refuse("calendar-toml", f"日历文件不是正确的 TOML{where}", str(path)) from None
    failures: list[Failure] = []
    days: dict[date, SpecialDay] = {}
    for place, notice, holiday in _holidays(data, str(path), failures):
        days.update(_days_of(holiday, notice, place, failures))
    year = data.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        failures.append(Failure("calendar-year", "year 要写成四位数的年份", str(path)))
    if not data.get("notice"):
        failures.append(Failure("calendar-empty", "日历文件里没有 [[notice]]，看不出哪天放假", str(path)))
    if failures:
        raise Refused(failures)
    return CalendarFile(str(path), year, bool(data.get("provisional", False)), days)


def _holidays(data: dict[str, Any], path: str, failures: list[Failure]) -> Iterator[tuple[str, Notice, dict[str, Any]]]:
    """Each holiday table with its place and notice; malformed notices go to ``failures``."""
    notices = data.get("notice", [])
    if not isinstance(notices, list) or not all(isinstance(entry, dict) for entry in notices):
        failures.append(Failure("calendar-notice", "notice 要写成 [[notice]] 表", path))
        return
    for number, entry in enumerate(notices, start=1):
        place = f"{path} 第{number}个 [[notice]]"
        title, issued = entry.get("title"), entry.get("issued")
        if not isinstance(title, str) or not title.strip():
            failures.append(Failure("calendar-notice", "缺少 title（通知的标题）", place))
            continue
        if issued is not None and not _is_date(issued):
            failures.append(Failure("calendar-notice", "issued 要写成日期，例如 2024-10-25", place))
            issued = None
        notice = Notice(title, str(entry.get("number", "")), issued, bool(entry.get("verified", False)))
        holidays = entry.get("holiday", [])
        if not isinstance(holidays, list) or not all(isinstance(holiday, dict) for holiday in holidays):
            failures.append(Failure("calendar-holiday", "holiday 要写成 [[notice.holiday]] 表", place))
            continue
        for count, holiday in enumerate(holidays, start=1):
            yield f"{place} 第{count}个 holiday", notice, holiday


def _days_of(holiday: dict[str, Any], notice: Notice, place: str, failures: list[Failure]) -> dict[date, SpecialDay]:
    """The special days of one holiday table, or nothing and the reasons in ``failures``."""
    known = len(failures)
    unknown = sorted(set(holiday) - {"name", "first", "last", "working"})
    if unknown:
        failures.append(Failure("calendar-key", f"不认识的项：{'、'.join(unknown)}", place))
    name, first, working = holiday.get("name"), holiday.get("first"), holiday.get("working", [])
    last = holiday.get("last", first)
    if not isinstance(name, str) or not name.strip():
        failures.append(Failure("calendar-holiday", "缺少 name（节日名称）", place))
    if not isinstance(working, list) or not all(map(_is_date, working)):
        failures.append(Failure("calendar-holiday", "working 要写成日期的列表，例如 [2024-02-04]", place))
    if not _is_date(first) or not _is_date(last):
        failures.append(Failure("calendar-holiday", "first、last 要写成日期，例如 2024-02-10，不加引号", place))
    elif last < first:
        failures.append(Failure("calendar-holiday", f"last（{last}）早于 first（{first}）", place))
    elif (last - first).days >= _LONGEST_HOLIDAY:
        failures.append(Failure("calendar-holiday", f"{first} 至 {last} 超过{_LONGEST_HOLIDAY}天，请核对年份", place))
    elif len(failures) == known:
        both = sorted(day for day in working if first <= day <= last)
        if both:
            failures.append(Failure("calendar-holiday", f"{both[0]} 既写放假又写上班", place))
    if len(failures) > known or not _is_date(first) or not _is_date(last):
        return {}
    off = SpecialDay(DayKind.HOLIDAY, str(name), notice)
    on = SpecialDay(DayKind.MAKE_UP, str(name), notice)
    days = {first + timedelta(count): off for count in range((last - first).days + 1)}
    return days | dict.fromkeys(working, on)


def _unreadable(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "没有这个日历文件"
    if isinstance(error, IsADirectoryError):
        return "这是文件夹，要给出日历文件"
    return "日历文件读不了，请检查文件的权限"


def _is_date(value: object) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime)
