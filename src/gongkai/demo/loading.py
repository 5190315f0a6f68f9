"""Loading the example towns from ``examples/``, each in one transaction; loading again changes nothing."""

from __future__ import annotations

import datetime as dt
import functools
import os
from pathlib import Path

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import across_agencies
from gongkai.findings import refuse
from gongkai.intake.folders import sources_in
from gongkai.intake.running import Progress, Report, run
from gongkai.portal.models import PortalSite
from gongkai.trail.imports import record_import

#: Folders under ``examples/``, named by the agency whose records they hold; the district first.
TOWNS = ("xixia", "xingjing", "shili")
_SITE = {
    "name": "银川市西夏区人民政府门户网站（示例）",
    "domain": "www.example.gov.cn",
    "site_code": "0000000000",
    "icp": "宁ICP备00000000号",
    "police": "宁公网安备00000000000000号",
    "operator": "西夏区政务公开办公室（示例）",
    "notice": "本站为演示系统，内容是示例数据，不代表任何真实单位。",
    "open_topics": "低保公示、惠农补贴、部门决算",
}


def examples_folder() -> Path:
    """``GONGKAI_EXAMPLES``, or ``examples/`` of the checkout this package runs from, or of the current folder.

    :raises Refused: when there is none.
    """
    named = os.environ.get("GONGKAI_EXAMPLES")
    places = [Path(named)] if named else [Path(__file__).resolve().parents[3] / "examples", Path("examples").resolve()]
    for place in places:
        if (place / TOWNS[0]).is_dir():
            return place
    raise refuse(
        "no-examples", f"没有找到示例数据（{places[0]}）。请在项目文件夹里运行，或用 GONGKAI_EXAMPLES 指明它在哪里"
    )


def refuse_beside_real_data() -> None:
    """Demo accounts have a common password; they must not appear in an installation that does real work."""
    real = Agency.objects.filter(is_demo=False).values_list("name", flat=True)[:3]
    if real:
        raise refuse("real-data", f"这里已有正式单位的数据（{'、'.join(real)}），不能再装入示例。请另设 GONGKAI_DATA")


def load(today: dt.date, *, progress: Progress = lambda stage, done, total: None) -> dict[str, Report]:
    """Load every example; folder → what happened."""
    folder, reports = examples_folder(), {}
    for code in TOWNS:
        sources = sources_in(folder / code)
        with across_agencies():
            reports[code] = run(
                sources,
                today=today,
                agency=code,
                record=functools.partial(_record, code),
                progress=progress,
            )
    PortalSite.objects.get_or_create(agency=Agency.objects.get(code=TOWNS[0]), defaults=_SITE)
    return reports


def _record(code: str, report: Report) -> None:
    """An entry in the trail for each load that wrote something."""
    if report.written:
        record_import(report, agency_code=code)
