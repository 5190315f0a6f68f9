"""Measures the public site: full bake, publish to visible, search, and the embedded server beside nginx.

Prints markdown. Works in a temporary folder with the example town blown up to each of the sizes asked for:

    python scripts/bench_portal.py --sizes 1000,10000,100000

The figures of the server need ``wrk`` and ``nginx`` on the path; without them that part says so.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TODAY = dt.date(2026, 10, 14)
WORDS = "低保 补贴 公示 预算 决算 耕地 人居环境 惠农 保护 方案 考核 通知 名单 资金 发放 执行 情况 示例 镇 政策".split()  # noqa: SIM905


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def fill(town: Any, section: Any, start: int, stop: int) -> None:
    """Published disclosures, a minute apart, oldest first."""
    import portal_example
    from gongkai.disclosures.models import Disclosure

    chance = random.Random(start)
    for first in range(start, stop, 2000):
        records = []
        for number in range(first, min(first + 2000, stop)):
            words = "".join(chance.choices(WORDS, k=6))
            when = portal_example.NOON - dt.timedelta(minutes=stop - number)
            body = f"<p>{'，'.join(''.join(chance.choices(WORDS, k=5)) for _ in range(30))}。</p>"
            records.append(
                portal_example.make(town, f"b{number}", f"示例镇{words}（第{number}号）", section, when, body=body)
            )
            records[-1].index_number = f"SHILIZHEN/{when.year}-{number:06d}"
        Disclosure.objects.bulk_create(records)


def bake(report: Callable[[str], None]) -> None:
    from gongkai.portal import baking

    began, used = time.perf_counter(), os.times()
    outcome = baking.bake_all(TODAY, processes=2)
    wall, now = time.perf_counter() - began, os.times()
    processor = sum(now[:4]) - sum(used[:4])
    memory = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    report(
        f"| 整站生成，{outcome.pages}页，两个进程 | {outcome.pages / wall:.0f} 页/秒"
        f"（按处理器时间：两核 {2 * outcome.pages / processor:.0f} 页/秒），内存 {memory:.0f} MB |"
    )


def publish(report: Callable[[str], None], town: Any, section: Any, size: int, times: int = 40) -> None:
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
    durations, counts = [], []
    for number in range(times):
        written.clear()
        began = time.perf_counter()
        with transaction.atomic():
            when = portal_example.NOON + dt.timedelta(minutes=size + number)
            record = portal_example.make(town, f"p{size}-{number}", f"新发布第{number}号", section, when)
            record.index_number = f"SHILIZHEN/2026-9{size + number:06d}"
            record.save()
            disclosure_published.send(sender=Disclosure, disclosure=record)
        baking.drain(TODAY)
        durations.append(time.perf_counter() - began)
        counts.append(len(written))
    SiteFolder.put = put  # type: ignore[method-assign]
    report(
        f"| 发布到可见，已有{size}条 | 中位 {statistics.median(durations) * 1000:.0f} ms，"
        f"p95 {percentile(durations, 0.95) * 1000:.0f} ms；每次写 {min(counts)}–{max(counts)} 个网页和订阅 |"
    )


def ask(report: Callable[[str], None], size: int) -> None:
    from gongkai.portal import search
    from gongkai.portal.search import Question

    chance = random.Random(1)
    for length in (1, 2, 4):
        durations = []
        for _ in range(60):
            text = " ".join(chance.sample([word for word in WORDS if len(word) > 1], length))
            began = time.perf_counter()
            search.find(Question(text=text))
            durations.append(time.perf_counter() - began)
        report(
            f"| 检索{length}个词，{size}条 | 中位 {statistics.median(durations) * 1000:.1f} ms，"
            f"p95 {percentile(durations, 0.95) * 1000:.1f} ms（含总数和20条摘要） |"
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, **options: Any) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def load(port: int, seconds: int) -> tuple[float, str]:
    """(requests per second, p99) of the home page, gzip, 200 connections."""
    command = [
        "wrk",
        "-t1",
        "-c200",
        f"-d{seconds}s",
        "--latency",
        "-H",
        "Accept-Encoding: gzip",
        f"http://127.0.0.1:{port}/",
    ]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s*([\d.]+)", out)
    slow = re.search(r"99%\s+(\S+)", out)
    if rate is None or slow is None:
        raise SystemExit(out)
    return float(rate.group(1)), slow.group(1)


def serve(report: Callable[[str], None], data: Path, seconds: int) -> None:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not (nginx and shutil.which("wrk")):
        report("| 内置服务器和 nginx 比较 | 没有测：机器上要有 nginx 和 wrk |")
        return
    from gongkai.portal.deployment import nginx_config

    plain_port, ours_port, granian_port = free_port(), free_port(), free_port()
    folder = data / "nginx"
    folder.mkdir()
    ours = nginx_config(
        site=data / "site", static=data / "static", application=f"127.0.0.1:{granian_port}",
        listen=f"127.0.0.1:{ours_port}", server_name="_",
    )  # fmt: skip
    plain = f'server {{ listen 127.0.0.1:{plain_port}; root "{data}/site"; gzip_static on; index index.html; }}'
    (folder / "nginx.conf").write_text(
        f"daemon off; user root; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log; "
        "events { worker_connections 1024; }\n"
        "http { include /etc/nginx/mime.types; access_log off; sendfile on; keepalive_requests 1000000;\n"
        f"{plain}\n{ours}\n}}\n"
    )
    server = [
        sys.executable, "-m", "granian", "gongkai.server.wsgi:application", "--interface", "wsgi",
        "--host", "127.0.0.1", "--port", str(granian_port), "--workers", "2", "--blocking-threads", "1",
        "--log-level", "critical",
    ]  # fmt: skip
    with running([nginx, "-c", str(folder / "nginx.conf")], plain_port), running(server, granian_port):
        load(granian_port, 1)
        base, base_slow = load(plain_port, seconds)
        for name, port in (("nginx，本系统生成的配置", ours_port), ("内置服务器", granian_port)):
            rate, slow = load(port, seconds)
            report(f"| {name}，200个连接 | {rate:.0f} 次/秒，p99 {slow}，是 nginx 的 {rate / base:.0%} |")
        report(f"| nginx 直接送同一个文件 | {base:.0f} 次/秒，p99 {base_slow} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000", help="numbers of disclosures online, rising")
    parser.add_argument("--bake", type=int, default=1000, help="the size at which the whole site is baked and served")
    parser.add_argument("--seconds", type=int, default=4, help="length of each run of wrk")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        os.environ.update(GONGKAI_DATA=folder, DJANGO_SETTINGS_MODULE="gongkai.settings")
        sys.path.insert(0, str(ROOT / "tests"))
        measure(Path(folder), [int(one) for one in options.sizes.split(",")], options.bake, options.seconds)


def measure(data: Path, sizes: list[int], bake_at: int, seconds: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    import portal_example
    from gongkai.agencies.scoping import across_agencies
    from gongkai.portal import search
    from gongkai.portal.models import StalePage

    def report(line: str) -> None:
        print(line, flush=True)

    call_command("migrate", verbosity=0)
    report("| 项目 | 结果 |\n|---|---|")
    with across_agencies():
        example = portal_example.build(0)
        online = 0
        for size in sizes:
            fill(example.town, example.sections["buzhu"], online, size)
            online = size
            StalePage.objects.all().delete()
            began = time.perf_counter()
            mended = search.sync()
            report(f"| 建立检索，{mended}条 | {mended / (time.perf_counter() - began):.0f} 条/秒 |")
            if size == bake_at:
                bake(report)
                serve(report, data, seconds)
            publish(report, example.town, example.sections["buzhu"], size)
            ask(report, size)


if __name__ == "__main__":
    main()
