"""Measure what docs/benchmarks.md reports, in one run on one machine, and print it as Markdown.

    python scripts/bench.py              # everything (some minutes)
    python scripts/bench.py law command  # only these parts

A whole process is timed from outside: one run that is not counted, then several; the median is printed with its range.
Machines differ and are shared: the ratios are what to keep.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GONGKAI = str(Path(sys.executable).with_name("gongkai"))
SHARED = ROOT.parent / "shared"


def timed(command: list[str], *, runs: int = 5, environment: dict[str, str] | None = None) -> str:
    """Median (minimum–maximum) wall seconds of ``runs`` runs after one that is not counted."""
    seconds = []
    for number in range(runs + 1):
        start = time.perf_counter()
        done = subprocess.run(command, env=os.environ | (environment or {}), capture_output=True, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{command}: {done.stderr.decode()[-500:]}")
        if number:
            seconds.append(time.perf_counter() - start)
    return f"{statistics.median(seconds):.2f}（{min(seconds):.2f}–{max(seconds):.2f}）"


def row(what: str, bound: str, found: str) -> None:
    print(f"| {what} | {bound} | {found} |", flush=True)


def law() -> None:
    """Working days and fees, in one process."""
    from datetime import date, timedelta

    from gongkai.law.workdays import Calendar

    calendar, days = Calendar.load(), [date(2008, 1, 1) + timedelta(days=n) for n in range(6000)]
    start = time.perf_counter()
    for _ in range(20):
        for day in days:
            calendar.add_working_days(day, 20)
    row("due dates, one process, a second", "≥ 100,000", f"{20 * len(days) / (time.perf_counter() - start):,.0f}")


def command() -> None:
    """Commands that must answer at once."""
    row("gongkai --help, s", "≤ 0.4", timed([GONGKAI, "--help"]))
    row("gongkai workdays, s", "≤ 0.4", timed([GONGKAI, "workdays", "2024-02-02", "20", "--explain"]))
    row("gongkai fees, s", "≤ 0.4", timed([GONGKAI, "fees", "--items", "41"]))


def report() -> None:
    """The example town's report, whole processes on a filled database."""
    with tempfile.TemporaryDirectory() as folder:
        data = {"GONGKAI_DATA": folder, "DATABASE_URL": "", "GONGKAI_DEMO_PASSWORD": "bench-only-2026"}
        subprocess.run([GONGKAI, "demo"], env=os.environ | data, check=True, capture_output=True)
        base = [GONGKAI, "report", "xingjing", "2018", "--out", f"{folder}/out", "--format"]
        row("2018 report, five formats, cold, s", "≤ 10", timed([*base, "docx,pdf,xlsx,html,json"], environment=data))
        row("2018 report, PDF alone, cold, s", "≤ 2", timed([*base, "pdf"], environment=data))


def imports() -> None:
    """10,000 disclosures from a csv file into an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        data = {"GONGKAI_DATA": folder, "DATABASE_URL": "", "GONGKAI_DEMO_PASSWORD": "bench-only-2026"}
        subprocess.run([GONGKAI, "demo"], env=os.environ | data, check=True, capture_output=True)
        table = Path(folder) / "disclosures.csv"
        with (ROOT / "examples/xingjing/disclosures.csv").open(encoding="utf-8-sig", newline="") as stream:
            model = next(csv.DictReader(stream))
        with table.open("w", encoding="utf-8", newline="") as stream:
            lines = csv.DictWriter(stream, list(model))
            lines.writeheader()
            for n in range(10_000):
                lines.writerow(model | {"编号": f"B-{n:05d}", "标题": f"示例信息第{n}条"})
        start = time.perf_counter()
        done = subprocess.run(
            [GONGKAI, "import", "disclosures", str(table), "--agency", "xingjing"],
            env=os.environ | data,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr.decode()[-800:])
        row("import of 10,000 disclosures, s", "≤ 60", f"{time.perf_counter() - start:.1f}")


def check() -> None:
    """``gongkai check``: rules alone, one PDF cold and warm, a thousand web pages."""
    script = ROOT / "scripts" / "bench_check.py"
    if script.exists():
        subprocess.run([sys.executable, str(script)], check=True)


def other(name: str) -> Callable[[], None]:
    """A part that has a script of its own, which prints its own table."""

    def run() -> None:
        print()
        subprocess.run([sys.executable, str(ROOT / "scripts" / f"bench_{name}.py")], check=True)

    run.__doc__ = f"scripts/bench_{name}.py"
    return run


PARTS: dict[str, Callable[[], None]] = {
    "law": law,
    "command": command,
    "report": report,
    "imports": imports,
    "check": check,
    **{name: other(name) for name in ("reports", "scan", "portal", "desk")},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of: {', '.join(PARTS)}")
    wanted = parser.parse_args().parts or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| what | must reach | measured |\n|---|---|---|")
    for name in wanted:
        PARTS[name]()


if __name__ == "__main__":
    main()
