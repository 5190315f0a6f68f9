"""Write ``src/gongkai/law/calendar/YYYY.toml`` from the ``chinesecalendar`` package (a development dependency).

    .venv/bin/python scripts/seed_calendar.py [--force] [YEAR …]

A file that exists is left alone unless ``--force`` is given: the files are ours to correct by hand, and a test holds
every day of them against ``chinesecalendar`` and ``holidays``. A year that ``chinesecalendar`` does not know yet gets
the statutory days alone (from ``holidays``, which reckons the lunar dates) and ``provisional = true``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import holidays
from chinese_calendar import constants

FOLDER = Path(__file__).resolve().parent.parent / "src" / "gongkai" / "law" / "calendar"
YEARS = range(2008, 2028)

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
}
STATUTORY = {
    "New Year's Day": "元旦",
    "Chinese New Year's Eve": "春节",
    "Chinese New Year (Spring Festival)": "春节",
    "Tomb-Sweeping Day": "清明节",
    "Labor Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-Autumn Festival": "中秋节",
    "National Day": "国庆节",
}


class Notice(NamedTuple):
    """``issued`` is empty where no text with the date was seen; ``verified``: the number was read in the text."""

    number: str
    issued: str
    verified: bool = True
    title: str = ""


#: The yearly notice of the State Council's general office.
YEARLY = {
    2008: Notice("国办发明电〔2007〕52号", "", verified=False),
    2009: Notice("国办发明电〔2008〕42号", ""),
    2010: Notice("国办发明电〔2009〕27号", "2009-12-07"),
    2011: Notice("国办发明电〔2010〕40号", "2010-12-09"),
    2012: Notice("国办发明电〔2011〕45号", "2011-12-05"),
    2013: Notice("国办发明电〔2012〕33号", "2012-12-08"),
    2014: Notice("国办发明电〔2013〕28号", "2013-12-11"),
    2015: Notice("国办发明电〔2014〕28号", "2014-12-16"),
    2016: Notice("国办发明电〔2015〕18号", "2015-12-10"),
    2017: Notice("国办发明电〔2016〕17号", "2016-12-01"),
    2018: Notice("国办发明电〔2017〕12号", "2017-11-30"),
    2019: Notice("国办发明电〔2018〕15号", "2018-12-04"),
    2020: Notice("国办发明电〔2019〕16号", "2019-11-21"),
    2021: Notice("国办发明电〔2020〕27号", "2020-11-25"),
    2022: Notice("国办发明电〔2021〕11号", "2021-10-25"),
    2023: Notice("国办发明电〔2022〕16号", "2022-12-08"),
    2024: Notice("国办发明电〔2023〕7号", "2023-10-25"),
    2025: Notice("国办发明电〔2024〕12号", "2024-11-12"),
    2026: Notice("国办发明电〔2025〕7号", "2025-11-04"),
}

#: Notices that changed one holiday later on: (year, holiday, first day it governs).
SPECIAL = {
    (2015, NAMES["Anti-Fascist 70th Day"], date(2015, 1, 1)): Notice(
        "国发明电〔2015〕1号",
        "2015-05-13",
        title="国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知",
    ),
    (2019, "劳动节", date(2019, 4, 1)): Notice(
        "国办发明电〔2019〕3号", "2019-03-22", title="国务院办公厅关于调整2019年劳动节假期安排的通知"
    ),
    (2020, "春节", date(2020, 1, 31)): Notice(
        "国办发明电〔2020〕1号", "2020-01-26", title="国务院办公厅关于延长2020年春节假期的通知"
    ),
}

#: Years whose notice joins the two holidays into one.
JOINED = {2009, 2017, 2020, 2025}

LAW = Notice("国务院令第795号", "2024-11-10", title="全国年节及纪念日放假办法（2024修订）")


def notice_for(year: int, name: str, day: date) -> Notice:
    for (special_year, special_name, since), notice in SPECIAL.items():
        if (special_year, special_name) == (year, name) and day >= since:
            return notice
    yearly = YEARLY[year]
    return yearly._replace(title=f"国务院办公厅关于{year}年部分节假日安排的通知")


def year_of(day: date, name: str) -> int:
    """New Year's days that fall in December belong to the next year's notice."""
    return day.year + 1 if name == "元旦" and day.month == 12 else day.year


def blocks(days: Iterable[date]) -> list[tuple[date, date]]:
    """Runs of days; a weekend alone does not break a run."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs:
            gap = [runs[-1][1] + timedelta(n) for n in range(1, (day - runs[-1][1]).days)]
            if all(between.weekday() >= 5 for between in gap):
                runs[-1][1] = day
                continue
        runs.append([day, day])
    return [(first, last) for first, last in runs]


def collect(year: int) -> dict[Notice, list[tuple[str, date, date, list[date]]]]:
    """notice → holidays (name, first day off, last day off, make-up working days)."""
    off: dict[tuple[Notice, str], list[date]] = {}
    working: dict[tuple[Notice, str], list[date]] = {}
    for target, source in ((off, constants.holidays), (working, constants.workdays)):
        for day, english in source.items():
            name = NAMES[english]
            if year_of(day, name) == year:
                target.setdefault((notice_for(year, name, day), name), []).append(day)
    result: dict[Notice, list[tuple[str, date, date, list[date]]]] = {}
    for notice, name in dict.fromkeys([*off, *working]):
        made_up = sorted(working.get((notice, name), []))
        for first, last in blocks(off[notice, name]):
            shown = "国庆节、中秋节" if name == "国庆节" and year in JOINED else name
            result.setdefault(notice, []).append((shown, first, last, made_up))
            made_up = []
    for entries in result.values():
        entries.sort(key=lambda entry: entry[1])
    return result


def statutory(year: int) -> dict[Notice, list[tuple[str, date, date, list[date]]]]:
    days: dict[str, list[date]] = {}
    for day, label in holidays.country_holidays("CN", years=year).items():
        for english in label.split("; "):
            if english in STATUTORY and day.year == year:
                days.setdefault(STATUTORY[english], []).append(day)
    entries = [(name, first, last, []) for name, all_days in days.items() for first, last in blocks(all_days)]
    return {LAW: sorted(entries, key=lambda entry: entry[1])}


def render(year: int) -> str:
    known = any(day.year == year for day in constants.holidays)
    lines = [f"# {year}年放假调休安排" if known else f"# {year}年：放假通知尚未发布，只列法定节假日，不含补休和调休"]
    lines += [f"year = {year}", f"provisional = {'false' if known else 'true'}"]
    for notice, entries in (collect(year) if known else statutory(year)).items():
        lines += ["", "[[notice]]", f'title = "{notice.title}"', f'number = "{notice.number}"']
        if notice.issued:
            lines.append(f"issued = {notice.issued}")
        lines.append(f"verified = {'true' if notice.verified else 'false'}")
        for name, first, last, made_up in entries:
            lines += ["", "  [[notice.holiday]]", f'  name = "{name}"', f"  first = {first}", f"  last = {last}"]
            if made_up:
                lines.append(f"  working = [{', '.join(map(str, made_up))}]")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    force = "--force" in arguments
    wanted = [int(argument) for argument in arguments if argument != "--force"] or list(YEARS)
    FOLDER.mkdir(exist_ok=True)
    for year in wanted:
        path = FOLDER / f"{year}.toml"
        if path.exists() and not force:
            print(f"kept {path.name}")
            continue
        path.write_text(render(year), encoding="utf-8")
        print(f"wrote {path.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
