"""How fast ``gongkai check`` is: the rules alone, a PDF of twelve pages cold and warm, a thousand web pages at once.

Reports come from the generator of the tests. Prints rows for the table that scripts/bench.py begins.

    python scripts/bench_check.py
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
GONGKAI = str(Path(sys.executable).with_name("gongkai"))
PAGES = 1000


def row(what: str, bound: str, found: str) -> None:
    print(f"| {what} | {bound} | {found} |", flush=True)


def rules() -> None:
    """All rules on recognised reports of towns, without reading."""
    from checks.report.generator import ALL, report
    from gongkai.checks.report.recognise import recognise
    from gongkai.checks.report.rules import Context, run
    from gongkai.papers.reading import read

    known = []
    for seed in range(20):
        name, content = ALL["html_spans"](report("2021", seed))
        known.append(recognise(read(content, name=name), name=name))
    for one in known:
        run(one, Context())
    start = time.process_time()
    for _ in range(20):
        for one in known:
            run(one, Context())
    row("rules alone, ms a report (CPU)", "≤ 1", f"{1000 * (time.process_time() - start) / (20 * len(known)):.2f}")


def paper(folder: Path) -> Path:
    """A PDF of twelve pages or so: a report with its text many times over."""
    from checks.report.generator import ALL, report
    from gongkai.papers.model import Paragraph
    from gongkai.papers.reading import read
    from gongkai.papers.writing import write

    name, content = ALL["html_spans"](report("2021", 1))
    long = read(content, name=name)
    filler = [
        Paragraph("镇人民政府按照职责办理各项工作，有关情况在政府网站公开，群众可以查阅和监督。" * 6) for _ in range(30)
    ]
    long.blocks[2:2] = filler
    path = folder / "report.pdf"
    path.write_bytes(write(long, "pdf"))
    return path


def one_pdf() -> None:
    from gongkai.checks.report.run import check_paper
    from gongkai.papers.reading import read

    with tempfile.TemporaryDirectory() as name:
        path = paper(Path(name))
        cold = []
        for _ in range(4):
            start = time.perf_counter()
            subprocess.run([GONGKAI, "check", str(path), "--json"], capture_output=True, check=False)
            cold.append(time.perf_counter() - start)
        pages = read(path).pages
        warm = []
        for _ in range(5):
            start = time.perf_counter()
            check_paper(read(path), name=path.name)
            warm.append(time.perf_counter() - start)
    row(f"check of a {pages}-page PDF, cold, s", "≤ 1.5", f"{statistics.median(cold[1:]):.2f}")
    row(f"check of a {pages}-page PDF, warm, s", "≤ 0.3", f"{statistics.median(warm):.2f}")


def many() -> None:
    from checks.report.generator import ALL, report

    with tempfile.TemporaryDirectory() as name:
        for seed in range(PAGES):
            _, content = ALL["html_spans"](report("2021", seed))
            (Path(name) / f"{seed:04d}.html").write_bytes(content)
        start = time.perf_counter()
        subprocess.run([GONGKAI, "check", name, "--json", "--quiet"], stdout=subprocess.DEVNULL, check=False)
        row(f"check of {PAGES} web pages, {os.cpu_count()} cores, s", "≤ 60", f"{time.perf_counter() - start:.1f}")


if __name__ == "__main__":
    rules()
    one_pdf()
    many()
