"""Measure how long the sheets of a district's year take, and how that grows with the number of records.

Each size runs in its own process on its own SQLite file; the table printed is Markdown, for docs/benchmarks.md.

    python scripts/bench_reports.py            # 1, 4 and 16 times a district of 30 agencies
    python scripts/bench_reports.py --sizes 1  # the district alone
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

AGENCIES, DISCLOSURES, RELEASES, REQUESTS = 30, 2000, 3, 200
YEARS = (2018, 2021)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1,4,16", help="multiples of the district, separated by commas")
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--compute", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        fill(options.fill)
    elif options.compute:
        print(json.dumps(compute()))
    else:
        print("| 区 | 发布 | 申请 | 2018年30张表 | 2021年30张表 | 每万条发布 | 内存峰值 |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for size in options.sizes.split(","):
            print(line(int(size)), flush=True)


def line(size: int) -> str:
    """One row of the table; the database is filled and read by two processes, so that memory is that of reading."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"GONGKAI_DATA": folder, "DATABASE_URL": ""}
        subprocess.run([sys.executable, __file__, "--fill", str(size)], env=environment, check=True)
        run = subprocess.run(
            [sys.executable, __file__, "--compute"], env=environment, check=True, capture_output=True, text=True
        )
    found = json.loads(run.stdout)
    releases = AGENCIES * DISCLOSURES * RELEASES * size
    return (
        f"| {size}× | {releases:,} | {AGENCIES * REQUESTS * size:,} | {found['2018']:.2f} s | {found['2021']:.2f} s"
        f" | {found['2018'] / releases * 1e7:.1f} ms | {found['megabytes']:.0f} MB |"
    )


def compute() -> dict[str, float]:
    """Seconds for all thirty sheets of each year, and the process's peak memory in MB."""
    from gongkai.server import bootstrap

    bootstrap.setup()
    from gongkai.agencies.models import Agency
    from gongkai.agencies.scoping import across_agencies
    from gongkai.reports.computing import compute_many

    found: dict[str, float] = {}
    with across_agencies():
        agencies = list(Agency.objects.all())
        for year in YEARS:
            start = time.perf_counter()
            sheets = [computed.sheet for computed in compute_many(agencies, year)]
            found[str(year)] = time.perf_counter() - start
            if len(sheets) != AGENCIES or not all(sheet.complete for sheet in sheets):
                raise SystemExit("the sheets are not complete")
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def fill(size: int) -> None:
    """Thirty agencies, each with its releases and requests spread over 2018 and 2021."""
    from gongkai.server import bootstrap

    bootstrap.migrate()
    from gongkai.agencies.models import Agency
    from gongkai.agencies.scoping import across_agencies
    from gongkai.channels.models import Channel, Release
    from gongkai.disclosures.models import Disclosure
    from gongkai.information_requests.models import ApplicantKind, InformationRequest, Outcome

    kinds = ("website", "weibo", "wechat", "press", "notice_board")
    body = "<p>" + "本镇按规定公开这一事项的办理结果。" * 40 + "</p>"
    with across_agencies():
        for n in range(AGENCIES):
            agency = Agency.objects.create(code=f"zhen{n}", name=f"第{n}镇", short_name=f"第{n}镇", level="town")
            channels = [Channel.objects.create(agency=agency, ref=kind, kind=kind, name=kind) for kind in kinds]
            disclosures = Disclosure.objects.bulk_create(
                (
                    Disclosure(agency=agency, ref=f"x{i}", title=f"示例信息{i}", body=body)
                    for i in range(DISCLOSURES * size)
                ),
                batch_size=2000,
            )
            Release.objects.bulk_create(
                (
                    Release(
                        agency=agency,
                        disclosure=disclosure,
                        channel=channels[(i + step) % len(channels)],
                        released_on=dt.date(YEARS[0], 1, 1) + dt.timedelta(days=i % 365),
                    )
                    for i, disclosure in enumerate(disclosures)
                    for step in range(RELEASES)
                ),
                batch_size=2000,
            )
            InformationRequest.objects.bulk_create(
                (
                    InformationRequest(
                        agency=agency,
                        ref=f"s{i}",
                        received_on=dt.date(YEARS[i % 2], 1, 1) + dt.timedelta(days=i % 340),
                        decided_on=None if i % 20 == 0 else dt.date(YEARS[i % 2], 1, 15) + dt.timedelta(days=i % 340),
                        outcome="" if i % 20 == 0 else Outcome.values[i % len(Outcome.values)],
                        applicant_kind=ApplicantKind.values[i % 6],
                        means="online",
                    )
                    for i in range(REQUESTS * size)
                ),
                batch_size=2000,
            )


if __name__ == "__main__":
    main()
