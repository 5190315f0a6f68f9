"""Made-up disclosures in any number for the benchmark of the public site: words by Zipf's law, dates over ten years."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from itertools import accumulate
from typing import Any

#: The commonest words, as they are in such texts.
FIELD = """
公开 通知 预算 决算 补贴 公示 工作 实施 方案 管理 办法 服务 资金 项目 农村 社会 救助 低保 名单 发放
政策 政府 单位 执行 情况 保护 耕地 环境 整治 考核 惠农 镇 村 建设 安全 生产 教育 卫生 健康 就业
养老 保障 规划 土地 征收 招标 采购 行政 处罚 许可 检查 监督 应急 防汛 统计 人事 任免 公告 意见 规定
年度 报告
""".split()  # noqa: SIM905
KINDS = ("通知", "公示", "公告", "方案", "办法", "意见", "报告", "决定")
SUBJECTS = ("财政、金融、审计", "农业、林业、水利", "民政、扶贫、救灾", "城乡建设、环境保护", "卫生、体育", "综合政务")
OTHERS, WORDS_A_TEXT = 20_000, 140
SEED = 20_261_014


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Words and their cumulative weights: the word of rank n stands in proportion to 1 / (n + 10)."""
    chance = random.Random(SEED)
    signs = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
    made = ["".join(chance.choices(signs, k=chance.choices((2, 3, 4), (75, 15, 10))[0])) for _ in range(OTHERS)]
    words = [*FIELD, *made]
    return words, list(accumulate(1 / (rank + 10) for rank in range(len(words))))


def text(chance: random.Random, count: int = WORDS_A_TEXT) -> list[str]:
    words, weights = vocabulary()
    return chance.choices(words, cum_weights=weights, k=count)


def agencies(town: Any, count: int) -> list[Any]:
    """``count`` more agencies beside the example's town."""
    from gongkai.agencies.models import Agency

    return [
        Agency.objects.create(
            code=f"shili-{number}", name=f"示例区第{number}局", short_name=f"第{number}局", level="county",
            parent=town.parent, org_code=f"1{number:08d}",
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def fill(town: Any, section: Any, start: int, stop: int, others: list[Any] | None = None) -> None:
    """Published disclosures number ``start`` to ``stop``, oldest first, spread over ten years and all agencies."""
    import portal_example
    from gongkai.disclosures.models import Disclosure

    chance = random.Random(start)
    owners = [town, *(others or [])]
    span = dt.timedelta(days=3650) / stop
    for first in range(start, stop, 2000):
        records = []
        for number in range(first, min(first + 2000, stop)):
            words = text(chance)
            owner = chance.choice(owners)
            body = "".join(f"<p>{''.join(words[at : at + 20])}。</p>" for at in range(0, len(words), 20))
            title = f"关于{''.join(words[:3])}的{chance.choice(KINDS)}（第{number}号）"
            when = portal_example.NOON - (stop - number) * span
            record = portal_example.make(
                owner, f"b{number}", title, section if owner is town else None, when, body=body
            )
            record.index_number = f"{owner.code.upper()}/{when.year}-{number:07d}"
            record.genre, record.subject = chance.choice(KINDS), chance.choice(SUBJECTS)
            if number % 3 == 0:
                record.document_number = f"示政发〔{when.year}〕{number}号"
            records.append(record)
        Disclosure.objects.bulk_create(records)


def questions(count: int, length: int) -> list[str]:
    """Queries of ``length`` words that stand together in one made-up text; so frequent words are asked for most."""
    chance = random.Random(length)
    return [" ".join(dict.fromkeys(chance.sample(text(chance), length))) for _ in range(count)]


def hot_questions(count: int, length: int) -> list[str]:
    """Queries of ``length`` of the fourteen commonest words, which stand in most texts."""
    chance = random.Random(-length)
    return [" ".join(chance.sample(FIELD[:14], length)) for _ in range(count)]
