"""Plain text and comma-separated lists: decoding, and handing in."""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right

from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.limits import LIMITS
from gongkai.findings import refuse

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 (with or without mark), UTF-16, else GB 18030. Raises Refused."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", "replace"), "utf-8-sig"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), "utf-16"
    sample = data[:4096]
    if sample.count(0) * 8 > len(sample) > 8:
        encoding = "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
        return data.decode(encoding, "replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        at = error.start
    if b"\x00" in sample:
        raise refuse("binary", "文件不是文本，也不是可检查的文档格式，没有检查。请另存为常用格式后再查")
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        # a few damaged bytes: whichever reading loses less
        utf8, gbk = data.decode("utf-8", "replace"), data.decode("gb18030", "replace")
        return (utf8, "utf-8") if at > 1000 or utf8.count("\ufffd") <= gbk.count("\ufffd") else (gbk, "gb18030")


def scan_text(data: bytes, collector: Collector) -> None:
    """Running text; places are lines. Lists with tabs or bars are read as tables too, for their heads."""
    text, _ = decode(data)
    breaks: list[int] = []

    def place(offset: int) -> str:
        if not breaks:
            breaks.append(-1)
            breaks.extend(match.start() for match in re.finditer("\n", text))
        return f"第{bisect_right(breaks, offset - 1)}行"

    rows = table_rows(text)
    if rows:
        collector.table("", [row for _, row in rows], row_numbers=[number for number, _ in rows])
        rest = "\n".join("" if _SEPARATED.search(line) else line for line in text.split("\n"))
        collector.text("", rest, lambda offset: f"第{rest.count(chr(10), 0, offset) + 1}行")
        return
    collector.text("", text, place)


_SEPARATED = re.compile(r"\t.*\t|^\s*\|.*\|\s*$")


def table_rows(text: str) -> list[tuple[int, list[str]]]:
    """Lines of a list written with tabs or bars, as (line, cells); empty when the text has no such list."""
    if "\t" not in text[:200_000] and "|" not in text[:200_000]:
        return []
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if _SEPARATED.search(line):
            cells = line.split("\t") if "\t" in line else line.strip().strip("|").split("|")
            rows.append((number, [cell.strip() for cell in cells]))
    return rows if len(rows) >= 2 else []


def csv_rows(text: str) -> tuple[list[list[str]], str]:
    """Rows of a comma-, semicolon- or tab-separated file, and the separator."""
    sample = text[:20_000]
    separator = max((",", "\t", ";", "，"), key=sample.count)
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=separator)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in reader:
            rows.append(row)
            cells += len(row)
            if cells > LIMITS.cells:
                raise refuse("too-many-cells", f"表格超过{LIMITS.cells // 10000}万个单元格，没有检查。请拆分后再查")
    except csv.Error as error:
        raise refuse("broken", "CSV文件的格式不正确，无法检查。请用原软件另存后再查") from error
    return rows, separator


def scan_csv(data: bytes, collector: Collector, title: str = "") -> None:
    text, _ = decode(data)
    rows, _ = csv_rows(text)
    collector.table("", rows, title=title)
