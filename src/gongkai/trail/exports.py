"""The trail as a table for people: CSV with a byte order mark, so that office programs read the Chinese."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator

from django.utils import timezone

from gongkai.trail.models import TrailEntry
from gongkai.trail.vocabulary import act_words

COLUMNS = (
    "序号",
    "时间",
    "操作人",
    "来源地址",
    "单位代码",
    "操作",
    "操作代码",
    "对象类型",
    "对象编号",
    "对象",
    "理由",
    "详情",
    "上一条摘要",
    "摘要",
)
#: A cell that begins so would be computed by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    def write(self, text: str) -> str:
        return text


def csv_lines(entries: Iterable[TrailEntry]) -> Iterator[str]:
    """The lines of the file, one after the other, so that a long trail is never held whole."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(COLUMNS)  # type: ignore[operator]
    for entry in entries:
        yield writer.writerow([_plain(cell) for cell in _cells(entry)])  # type: ignore[misc]


def _cells(entry: TrailEntry) -> list[str]:
    return [
        str(entry.serial),
        timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds"),
        entry.actor_name,
        entry.address,
        entry.agency_code,
        act_words(entry.act),
        entry.act,
        entry.object_type,
        entry.object_id,
        entry.object_label,
        entry.reason,
        json.dumps(entry.data, ensure_ascii=False, sort_keys=True) if entry.data else "",
        entry.previous,
        entry.digest,
    ]


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
