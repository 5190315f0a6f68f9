"""Records to count: small builders, and the facts of a town's year."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest

from gongkai.agencies.scoping import as_agency


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Clerk:
    """Writes records into one agency's registers, giving each a number."""

    def __init__(self, agency) -> None:
        self.agency = agency
        self._serial = count(1)
        self._channels: dict[str, object] = {}

    def add(self, model, **values):
        if any(field.name == "ref" for field in model._meta.fields):
            values.setdefault("ref", f"示例-{next(self._serial):04d}")
        values = {
            name: day(value) if name.endswith(("_on", "_start", "_end")) and isinstance(value, str) else value
            for name, value in values.items()
        }
        return model.objects.create(agency=self.agency, **values)

    def channel(self, kind: str):
        from gongkai.channels.models import Channel

        if kind not in self._channels:
            self._channels[kind] = self.add(Channel, kind=kind, name=kind)
        return self._channels[kind]

    def disclosure(self, **values):
        from gongkai.disclosures.models import Disclosure

        return self.add(Disclosure, **({"title": "示例信息"} | values))

    def release(self, disclosure, kind: str, on: str):
        from gongkai.channels.models import Release

        return self.add(Release, disclosure=disclosure, channel=self.channel(kind), released_on=on)

    def publish(self, *kinds: str, on: str, **values):
        disclosure = self.disclosure(**values)
        for kind in kinds:
            self.release(disclosure, kind, on)
        return disclosure

    def request(self, received: str, decided: str | None = None, outcome: str = "O-12", kind: str = "np", **values):
        from gongkai.information_requests.models import InformationRequest

        values.setdefault("means", "online")
        return self.add(
            InformationRequest,
            received_on=received,
            decided_on=decided,
            outcome=outcome if decided else "",
            applicant_kind=kind,
            **values,
        )

    def document(self, made: str, **values):
        from gongkai.registers.models import RegulatoryDocument

        return self.add(RegulatoryDocument, **({"kind": "norm", "title": "示例文件", "made_on": made} | values))


@pytest.fixture
def town(make_agency):
    """A town, with its scope open for the whole test."""
    agency = make_agency("shili", name="示例镇人民政府", short_name="示例镇")
    with as_agency(agency):
        yield agency


@pytest.fixture
def clerk(town) -> Clerk:
    return Clerk(town)


@pytest.fixture
def cells(town):
    """``cells(2018)``: the computed figures of the year."""
    from gongkai.reports.computing import compute

    return lambda year: compute(town, year).cells


@pytest.fixture
def xingjing(make_agency):
    """The facts of the founding document's year 2018, as records."""
    from gongkai.dialogue.models import ConcernResponse, PublicConcern
    from gongkai.registers.models import DisclosureOffice, Expense, Meeting, ReadingPoint, StaffMember, Training

    agency = make_agency("xingjing", name="银川市西夏区兴泾镇人民政府", short_name="兴泾镇")
    with as_agency(agency):
        clerk = Clerk(agency)
        kinds = (
            ["website"] * 200 + ["weibo"] * 27 + ["wechat"] * 171 + ["press"] * 100 + ["tv"] * 90 + ["news_site"] * 90
        )
        for n, kind in enumerate(kinds):
            clerk.publish(kind, on=f"2018-{n % 12 + 1:02d}-{n % 28 + 1:02d}")
        for n in range(5):
            concern = clerk.add(PublicConcern, title=f"示例事项{n}", raised_on="2018-03-01")
            for way in ("weibo", "wechat"):
                clerk.add(ConcernResponse, concern=concern, way=way, responded_on="2018-03-05")
        for n in range(4):
            clerk.add(Meeting, title=f"示例会议{n}", held_on=f"2018-0{n + 1}-10")
        clerk.add(Training, title="示例培训一", held_on="2018-05-10", trainees=16)
        clerk.add(Training, title="示例培训二", held_on="2018-09-10", trainees=15)
        for post in ("full_time", "part_time", "part_time"):
            clerk.add(StaffMember, name="示例人员", post=post, started_on="2017-01-01")
        clerk.add(DisclosureOffice, name="党政办公室", started_on="2016-01-01")
        clerk.add(ReadingPoint, name="便民服务大厅", started_on="2016-01-01")
        clerk.add(Expense, purpose="示例支出一", spent_on="2018-06-01", amount="4999.90")
        clerk.add(Expense, purpose="示例支出二", spent_on="2018-11-01", amount="2000.10")
        yield agency


@pytest.fixture
def now() -> dt.datetime:
    return dt.datetime(2019, 1, 15, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def act(now):
    """``act(user)``: the keyword arguments that say who acts and when."""
    from gongkai.trail.services import Actor

    return lambda user=None: {"actor": Actor(user, user.username if user else "系统"), "now": now}
