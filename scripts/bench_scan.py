"""Figures for the scan: plain text beside raw matching by the fastest engines, and a workbook of 50,000 rows.

Run: ``.venv/bin/python scripts/bench_scan.py`` (hyperscan and google-re2 are development dependencies).
"""

from __future__ import annotations

import io
import random
import re
import resource
import sys
import time
from collections.abc import Callable
from datetime import date

import xlsxwriter

from gongkai.checks.personal import find_personal
from gongkai.checks.personal.numerals import id_check_character
from gongkai.checks.scan import Options, scan

PARAGRAPH = (
    "根据《中华人民共和国政府信息公开条例》和2018年12月4日会议精神，兴泾镇人民政府主动公开信息678条，财政资金1234567.89元，"
    "宁政发〔2019〕61号文件要求各村（社区）于12月25日前完成低保复核工作，第三季度共走访1204户3567人，办结群众来信42件。\n"
)
PATTERN = r"[0-9][0-9Xx]{10,18}"


def id_number(rng: random.Random) -> str:
    first = f"640105{rng.randint(1940, 2005)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(1, 999):03d}"
    return first + id_check_character(first)


def corpus(megabytes: int) -> tuple[str, int]:
    """Official text with one ID and one mobile about every 6 KB; and how many were planted."""
    rng = random.Random(1)
    parts, size, planted = [], 0, 0
    while size < megabytes * 1_000_000:
        parts.append(
            PARAGRAPH * 18 + f"申请人{id_number(rng)}，电话1{rng.choice('3589')}{rng.randint(10**8, 10**9 - 1)}。\n"
        )
        size += len(parts[-1].encode())
        planted += 2
    return "".join(parts), planted


def best(work: Callable[[], int], repeat: int = 5) -> tuple[float, int]:
    times, result = [], 0
    for _ in range(repeat):
        started = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - started)
    return min(times), result


def plain_text() -> None:
    text, planted = corpus(20)
    data = text.encode()
    size = len(data) / 1e6
    rows: list[tuple[str, Callable[[], int]]] = [
        ("find_personal（全部种类，含校验）", lambda: len(find_personal(text))),
        ("re 只匹配数字串", lambda: sum(1 for _ in re.finditer(PATTERN, text))),
    ]
    try:
        import hyperscan

        database = hyperscan.Database()
        database.compile(expressions=[PATTERN.encode()], ids=[0], flags=[hyperscan.HS_FLAG_SOM_LEFTMOST])
        hits: list[int] = []

        def run() -> int:
            hits.clear()
            database.scan(data, match_event_handler=lambda *_: hits.append(1))
            return len(hits)

        rows.append(("hyperscan 只匹配", run))
    except ImportError:
        print("hyperscan 未安装")
    try:
        import re2

        compiled = re2.compile(PATTERN.encode())
        rows.append(("google-re2 只匹配", lambda: sum(1 for _ in compiled.finditer(data))))
    except ImportError:
        print("google-re2 未安装")
    print(f"纯文本 {size:.1f} MB，埋入 {planted} 个号码")
    for name, work in rows:
        seconds, found = best(work)
        print(f"  {name:<28}{size / seconds:9.1f} MB/s  {found} 处")


def workbook(rows: int) -> bytes:
    rng = random.Random(2)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("名单")
    sheet.write_row(0, 0, ["序号", "姓名", "身份证号码", "联系电话", "家庭住址", "银行卡号", "金额", "备注"])
    for i in range(rows):
        row = [i + 1, rng.choice(("张示例", "李示例")), id_number(rng), f"138{rng.randint(10**7, 10**8 - 1)}"]
        row += [f"兴泾镇泾河村{rng.randint(1, 9)}组{i}号", f"62{rng.randint(10**16, 10**17 - 1)}", 100, "按季发放"]
        sheet.write_row(i + 1, 0, row)
    book.close()
    return out.getvalue()


def workbooks() -> None:
    for rows in (12_500, 25_000, 50_000):
        data = workbook(rows)
        started = time.process_time()
        seconds, found = best(lambda d=data: scan(d, "名单.xlsx", Options(today=date(2026, 1, 1))).findings[0].count, 2)
        processor = (time.process_time() - started) / 2
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"xlsx {rows:>6} 行 × 8 列  {seconds:6.2f} s（处理器 {processor:.2f} s）  {found} 处  内存 {peak:.0f} MB")


if __name__ == "__main__":
    if "--text" not in sys.argv:
        workbooks()
    plain_text()
