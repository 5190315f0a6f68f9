"""Measures the public site: full bake, publish to visible, search, the servers side by side, a slow phone.

Prints markdown. Works in a temporary folder with the example town blown up to each of the sizes asked for:

    python scripts/bench_portal.py --sizes 1000,10000,100000

A million documents (``--sizes 1000000 --bake 0``) take about half an hour to make and 8 GB of disk. The figures of
servers need ``wrk`` and ``nginx`` on the path, those of the phone a Chromium; without them that part says so.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def report(what: str, must: str, measured: str) -> None:
    print(f"| {what} | {must} | {measured} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000", help="numbers of disclosures online, rising")
    parser.add_argument("--bake", type=int, default=10_000, help="the size at which the whole site is baked and served")
    parser.add_argument("--seconds", type=int, default=4, help="length of each run of wrk")
    parser.add_argument("--data", type=Path, help="a folder to work in and keep, instead of a temporary one")
    options = parser.parse_args()
    sizes = [int(one) for one in options.sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        data = options.data or Path(folder)
        data.mkdir(parents=True, exist_ok=True)
        os.environ.update(GONGKAI_DATA=str(data), DJANGO_SETTINGS_MODULE="gongkai.settings")
        sys.path.insert(0, str(ROOT / "tests"))
        measure(data, sizes, options.bake, options.seconds)


def measure(data: Path, sizes: list[int], bake_at: int, seconds: int) -> None:
    import django

    django.setup()
    import bench_portal_corpus as corpus
    import bench_portal_phone as phone
    import bench_portal_servers as servers
    import bench_portal_work as work
    from django.core.management import call_command

    import portal_example
    from gongkai.agencies.models import Agency
    from gongkai.agencies.scoping import across_agencies
    from gongkai.catalogue.models import Section
    from gongkai.disclosures.models import Disclosure
    from gongkai.portal import search
    from gongkai.portal.models import StalePage

    call_command("migrate", verbosity=0)
    print("| what | must reach | measured |\n|---|---|---|")
    with across_agencies():
        if not Agency.objects.exists():
            corpus.agencies(portal_example.build(3).town, 20)
        town, section = Agency.objects.get(code="shilizhen"), Section.objects.get(code="buzhu")
        others = list(Agency.objects.filter(code__startswith="shili-").order_by("pk"))
        online = Disclosure.ever_published.filter(ref__startswith="b").count()
        for size in sizes:
            corpus.fill(town, section, online, size, others)
            online = max(size, online)
            StalePage.objects.all().delete()
            began = time.process_time()
            mended = search.sync()
            used = time.process_time() - began
            report(f"index of {mended:,} disclosures", "", f"{mended / used:,.0f} a second of processor time")
            if size == bake_at:
                work.bake(report)
                with servers.everything(report, data, seconds) as port:
                    phone.measure(report, port, work.a_disclosure())
            work.publish(report, town, section, size)
            work.ask(report, size)


if __name__ == "__main__":
    main()
