"""西夏区: the district above both towns, with little of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from example_data.common import write_agencies, write_channels, write_sections
from example_data.tables import Folder, spread

TOPICS = (
    ("zhidu", "政府信息公开工作制度汇编", "通知"),
    ("zhongdian", "政务公开工作要点", "通知"),
    ("zhongdian", "基层政务公开标准化规范化工作安排", "通知"),
    ("caizheng", "部门决算公开情况", "公告"),
    ("anquan", "安全生产检查情况通报", "通报"),
    ("zhengwu", "政务服务事项清单", "公告"),
)


def write(path: Path) -> None:
    folder = Folder(path)
    write_agencies(folder)
    write_sections(folder)
    write_channels(folder, "西夏区", "2016-01-01")
    rows = []
    for year in (2018, 2023, 2024):
        days = spread(len(TOPICS), dt.date(year, 2, 20), dt.date(year, 11, 10))
        for number, ((section, subject, genre), day) in enumerate(zip(TOPICS, days, strict=True), start=1):
            title = f"西夏区{year}年{subject}（示例）"
            body = f"{title}。\n（示例数据，内容为编写，不反映真实情况。）"
            rows.append((f"XX-{year}-{number:02d}", title, body, day, day, "website", section, genre))
    folder.write("disclosures", "编号 标题 正文 成文日期 发布日期 发布渠道 所属栏目 体裁分类", rows)
    folder.write("offices", "编号 机构名称 设立日期", [("XX-J1", "西夏区政务公开办公室（示例）", "2016-03-01")])
