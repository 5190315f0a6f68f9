"""A phone far out: 1.6 Mbit/s, 150 ms each way and back, a quarter of the processor. First visit, nothing kept."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable
from typing import Any

Report = Callable[[str, str, str], None]
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
SLOWDOWN, RUNS = 4, 5
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
LARGEST = """() => new Promise(done => new PerformanceObserver(list => {
  const all = list.getEntries(); done(all[all.length - 1].startTime);
}).observe({type: 'largest-contentful-paint', buffered: true}))"""


def measure(report: Report, port: int, disclosure: str) -> None:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        report("largest contentful paint on a slow phone", "≤ 1 s", "not measured: needs Chromium")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        visit(browser, f"http://127.0.0.1:{port}/")
        for name, address in (("home", "/"), ("a disclosure", disclosure)):
            runs = [visit(browser, f"http://127.0.0.1:{port}{address}") for _ in range(RUNS)]
            paints = [paint for paint, _, _ in runs]
            foreign = {host for _, _, hosts in runs for host in hosts} - {f"127.0.0.1:{port}"}
            report(
                f"largest contentful paint on a slow phone, {name}",
                "≤ 1 s",
                f"median {statistics.median(paints):.0f} ms ({min(paints):.0f}–{max(paints):.0f})",
            )
            must = "< 60 kB, no third party" if name == "home" else ""
            size = statistics.median(size for _, size, _ in runs)
            report(f"transferred, {name}", must, f"{size / 1000:.1f} kB; third parties: {', '.join(foreign) or 'none'}")
        browser.close()


def visit(browser: Any, address: str) -> tuple[float, int, set[str]]:
    """(largest contentful paint in ms, bytes over the line with headers, hosts asked) of one first visit."""
    from urllib.parse import urlsplit

    context = browser.new_context(viewport={"width": 360, "height": 780}, device_scale_factor=2, is_mobile=True)
    page = context.new_page()
    line = context.new_cdp_session(page)
    received: list[int] = []
    hosts: set[str] = set()
    line.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(address, wait_until="networkidle")
    paint = float(page.evaluate(LARGEST))
    context.close()
    return paint, sum(received), hosts
