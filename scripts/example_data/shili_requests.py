# ruff: noqa: E501
"""Requests of 示例镇: every outcome and every kind of applicant in each year, some carried over, some with fees."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from example_data.tables import Folder, after, spread
from gongkai.law.fees import processing_fee
from gongkai.law.outcomes import outcomes

KINDS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
MEANS = ("当面", "信函", "网络", "传真")
#: How often an outcome occurs in a year; those not named once. The shares are like those of published reports.
OFTEN = {"O-12": 9, "O-11": 5, "O-20": 3, "O-41a": 3, "O-41b": 2, "O-51": 2, "O-63": 2}
#: Received in December, decided in the next January: year of receipt → kind of applicant and outcome.
CARRIED = {
    2022: (("自然人", "O-12"), ("商业企业", "O-20"), ("法律服务机构", "O-41a")),
    2023: (("自然人", "O-12"), ("自然人", "O-51"), ("科研机构", "O-11"), ("其他", "O-12")),
    2024: (("自然人", "O-12"), ("社会公益组织", "O-20"), ("商业企业", "O-41b")),
}
#: Requests with a processing fee by pages, by serial in the year.
PAGES = {4: 45, 9: 120}


@dataclass
class Made:
    rows: list[tuple[Any, ...]]
    fees: list[tuple[Any, ...]]


def write_requests(folder: Folder) -> None:
    made = Made([], [])
    for year in (2023, 2024):
        _year(made, year)
    for year, cases in CARRIED.items():
        for number, (kind, outcome) in enumerate(cases, start=1):
            received = dt.date(year, 12, 11 + 4 * number)
            row = (
                f"SL-{year}-YJ{number}",
                received,
                "网络",
                kind,
                "",
                "",
                after(received, 20),
                after(received, 13 + number),
                outcome,
            )
            made.rows.append((*row[:4], "示例：申请公开某项资金的使用情况", *row[4:]))
    columns = "编号 收到申请日期 申请方式 申请人类型 申请内容 告知补正日期 延长了答复期限 应答复日期 答复（办结）日期 答复类型"
    folder.write("requests", columns, [_labelled(row) for row in sorted(made.rows, key=lambda row: (row[1], row[0]))])
    folder.write("fees", "申请 收费通知日期 金额（元） 缴费日期", made.fees)


def _labelled(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:-1], outcomes()[row[-1]].label)


def _year(made: Made, year: int) -> None:
    """The ordinary requests of a year, all decided in it."""
    codes = [code for code in outcomes() for _ in range(OFTEN.get(code, 1))]
    # Outcomes are dealt out so that neighbours differ; applicants: every second one a natural person, the rest in turn.
    codes = [codes[n * 7 % len(codes)] for n in range(len(codes))] if len(codes) % 7 else codes
    for number, received in enumerate(spread(len(codes), dt.date(year, 1, 9), dt.date(year, 10, 20)), start=1):
        code = codes[number - 1]
        kind = KINDS[0] if number % 2 else KINDS[1 + number // 2 % 5]
        ref = f"SL-{year}-{number:03d}"
        corrected = after(received, 4) if code in ("O-43", "O-61") else ""
        extended = "是" if number % 6 == 0 and not corrected else ""
        due: Any = after(received, 40 if extended else 20)
        decided = after(received, 26 + number % 9 if extended else 8 + number % 12)
        if code == "O-62":
            noticed = after(received, 10)
            decided, due, extended = after(noticed, 24), "", ""
            made.fees.append((ref, noticed, f"{processing_fee(pages=80).amount}.00", ""))
        elif number in PAGES:
            noticed = after(received, 3)
            made.fees.append((ref, noticed, f"{processing_fee(pages=PAGES[number]).amount}.00", after(noticed, 3)))
        elif corrected:
            due = ""
        text = f"示例：申请公开示例事项{number}的有关信息"
        made.rows.append((ref, received, MEANS[number % 4], kind, text, corrected, extended, due, decided, code))
