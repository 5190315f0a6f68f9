"""Full bake, publish to visible, search."""

from __future__ import annotations

import datetime as dt
import os
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

TODAY = dt.date(2026, 10, 14)
Report = Callable[[str, str, str], None]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def bake(report: Report) -> None:
    from gongkai.portal import baking

    began, used = time.perf_counter(), os.times()
    outcome = baking.bake_all(TODAY, processes=2)
    wall, now = time.perf_counter() - began, os.times()
    processor = sum(now[:4]) - sum(used[:4])
    memory = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    report(
        f"full bake of {outcome.pages} pages, two processes",
        "≥ 600 pages/s, ≤ 400 MB",
        f"{outcome.pages / wall:.0f} pages/s (by processor time {2 * outcome.pages / processor:.0f}); {memory:.0f} MB",
    )


def a_disclosure() -> str:
    """The address of the newest disclosure."""
    from gongkai.portal.addresses import address_of
    from gongkai.portal.queries import public

    return address_of(public()[0])


def publish(report: Report, town: Any, section: Any, size: int, times: int = 40) -> None:
    """From the start of the publishing transaction to the page on the disk, the task's work included."""
    from django.db import transaction

    import portal_example
    from gongkai.disclosures.models import Disclosure
    from gongkai.disclosures.signals import disclosure_published
    from gongkai.portal import baking
    from gongkai.portal.files import Baked, SiteFolder

    written: list[str] = []
    put = SiteFolder.put

    def counted(self: SiteFolder, baked: Baked) -> None:
        written.append(baked.path)
        put(self, baked)

    SiteFolder.put = counted  # type: ignore[method-assign]
    baking.drain(TODAY)
    durations, processor, counts = [], [], []
    for number in range(times):
        written.clear()
        began, used = time.perf_counter(), time.process_time()
        with transaction.atomic():
            when = portal_example.NOON + dt.timedelta(minutes=size + number)
            record = portal_example.make(town, f"p{size}-{number}", f"新发布第{number}号", section, when)
            record.index_number = f"SHILIZHEN/2026-9{size + number:07d}"
            record.save()
            disclosure_published.send(sender=Disclosure, disclosure=record)
        baking.drain(TODAY)
        durations.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
        counts.append(len(written))
    SiteFolder.put = put  # type: ignore[method-assign]
    report(
        f"publish to visible, {size:,} online",
        "p95 ≤ 1 s",
        f"median {statistics.median(durations) * 1000:.0f} ms, p95 {percentile(durations, 0.95) * 1000:.0f} ms "
        f"(processor {statistics.median(processor) * 1000:.0f} ms); {min(counts)}–{max(counts)} files rewritten",
    )


def ask(report: Report, size: int, count: int = 100) -> None:
    """Words of made-up texts as often as they stand there, and the commonest words alone."""
    import bench_portal_corpus as corpus

    must = "p95 ≤ 50 ms" if size <= 100_000 else "p95 ≤ 100 ms"
    for name, made in (("words", corpus.questions), ("of the commonest words", corpus.hot_questions)):
        for length in (1, 2, 4):
            report(f"search, {length} {name}, {size:,} documents", must, timed(made(count, length)))


def timed(questions: list[str]) -> str:
    """Wall and processor time of whole answers (total, 20 excerpts, what they can be narrowed to)."""
    from gongkai.portal import search
    from gongkai.portal.search import Question

    wall, processor, totals = [], [], []
    search.find(Question(text=questions[0]))
    for text in questions:
        began, used = time.perf_counter(), time.process_time()
        totals.append(search.find(Question(text=text)).total)
        wall.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - used) * 1000)
    return (
        f"median {statistics.median(wall):.1f} ms, p95 {percentile(wall, 0.95):.1f} ms "
        f"(processor {percentile(processor, 0.95):.1f}); {statistics.median(totals):,.0f} hits, at most {max(totals):,}"
    )
