"""Work under way in both example towns: a draft, a return with marked passages, a release in an emergency, a set date.

Every act is done by the service that does it at the desk, in the name of the demo account whose role it is. A record
that is there already is left as it is, whatever people have made of it since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from gongkai.agencies.models import Agency, Deputy, Role, RoleAssignment
from gongkai.agencies.scoping import as_agency
from gongkai.agencies.services import name_deputy
from gongkai.catalogue.models import Section
from gongkai.demo.accounts import PREFIXES
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.passages import Passage
from gongkai.disclosures.publishing import release_now, submit
from gongkai.trail.services import Actor, reset_actor, set_actor

AWAY_DAYS = 30
BASIS = "《政府信息公开条例》第十七条，不含国家秘密（示例）"
NOTE = "<p>（示例数据，内容为编写，不反映真实情况。）</p>"


@dataclass(frozen=True, slots=True)
class Work:
    """One text: where it belongs, what it says, how far it has come (``do`` takes it there),
    and how long it waits to be released, where a time is set.
    """

    ref: str
    section: str
    title: str
    body: str
    do: Callable[[Disclosure, Town], None]
    waits: dt.timedelta | None = None


@dataclass(frozen=True, slots=True)
class Town:
    """The people of a town by the ending of their account (``review1``), and the time it is."""

    agency: Agency
    people: dict[str, User]
    now: dt.datetime

    @contextmanager
    def acting(self, who: str) -> Iterator[User]:
        """What happens inside is in the trail under this person's name."""
        user = self.people[who]
        token = set_actor(Actor(user, user.get_full_name()))
        try:
            yield user
        finally:
            reset_actor(token)


def _keep(record: Disclosure, town: Town) -> None:
    """Stays a draft."""


def _send(record: Disclosure, town: Town) -> None:
    with town.acting("editor") as editor:
        submit(record, user=editor)


def _step(record: Disclosure, town: Town, who: str, action: str = "approve", **words: Any) -> None:
    state = Disclosure.objects.get(pk=record.pk).current_workflow_task_state
    assert state is not None
    with town.acting(who) as user:
        state.task.specific.on_action(state, user, action, **words)


def _send_back(record: Disclosure, town: Town) -> None:
    _send(record, town)
    passages = [
        Passage("近期", "写到哪一天为止"),
        Passage("有关部门", "写明是哪个部门、电话是多少"),
        Passage("请各村高度重视，抓好落实", "空话，删去，或者写明每个村做什么"),
    ]
    _step(record, town, "review1", "reject", comment="时间和责任单位没有写清，标了三处，改好再送", passages=passages)


def _stop_at_second(record: Disclosure, town: Town) -> None:
    _send(record, town)
    _step(record, town, "review1")


def _release(record: Disclosure, town: Town) -> None:
    with town.acting("final") as final:
        release_now(record, user=final, reason="暴雨预警已经发出，要马上让群众知道（示例）", now=town.now)


def _pass_all(record: Disclosure, town: Town) -> None:
    """Passed by all; the second step by the deputy of who is away."""
    _send(record, town)
    for who, words in (("review1", {}), ("report", {}), ("secrecy", {"basis": BASIS}), ("final", {})):
        _step(record, town, who, **words)


def _paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines) + NOTE


WORKS = (
    Work(
        "示例-在写",
        "zhengwu",
        "便民服务大厅午间值班安排（示例）",
        _paragraphs("为方便群众午间办事，便民服务大厅实行午间值班。", "值班时间和窗口："),
        _keep,
    ),
    Work(
        "示例-退回",
        "huanbao",
        "关于开展人居环境集中整治的通知（示例）",
        _paragraphs(
            "各村：为改善村容村貌，近期在全镇开展人居环境集中整治。",
            "一、清理房前屋后和道路两侧的垃圾、杂物，疏通排水沟渠。",
            "二、检查村级垃圾收集点，损坏的设施报有关部门维修。",
            "三、请各村高度重视，抓好落实。",
        ),
        _send_back,
    ),
    Work(
        "示例-待复审",
        "shipin",
        "农村集体聚餐食品安全提示（示例）",
        _paragraphs(
            "举办集体聚餐的，请提前三天向村委会登记。",
            "采购食品要留存票据，生熟分开，每样菜品留样，冷藏存放四十八小时。",
            "发现食物中毒，及时就医并向镇人民政府报告。",
        ),
        _stop_at_second,
    ),
    Work(
        "示例-应急",
        "anquan",
        "关于做好暴雨防范和避险的紧急通告（示例）",
        _paragraphs(
            "根据气象台发布的暴雨预警，低洼地带、沟道两侧的住户请按村委会通知转移。",
            "不要涉水过河，不要在危房、围墙和高压线下避雨。",
        ),
        _release,
    ),
    Work(
        "示例-定时",
        "huiyi",
        "镇人民政府常务会议研究事项公开（示例）",
        _paragraphs("会议研究了秋冬季农田水利建设安排和便民服务大厅搬迁事项。", "会议决定按程序办理，并向社会公开。"),
        _pass_all,
        waits=dt.timedelta(days=7),
    ),
)


def begin_work(*, now: dt.datetime) -> int:
    """Begin what is not there yet, in each town in one transaction; returns how many records were begun.

    Needs the demo accounts, since every act is somebody's.
    """
    return sum(_begin(Town(Agency.objects.get(code=code), _people(prefix), now)) for prefix, code in PREFIXES.items())


def _people(prefix: str) -> dict[str, User]:
    found = User.objects.filter(username__startswith=f"{prefix}-")
    return {user.username.removeprefix(f"{prefix}-"): user for user in found}


@transaction.atomic
def _begin(town: Town) -> int:
    with as_agency(town.agency):
        there = set(Disclosure.objects.filter(ref__in=[work.ref for work in WORKS]).values_list("ref", flat=True))
        missing = [work for work in WORKS if work.ref not in there]
        if missing:
            _name_deputy(town)
        for work in missing:
            work.do(_written(work, town), town)
    return len(missing)


def _name_deputy(town: Town) -> None:
    """The second reviewer is away; who keeps the annual report stands in."""
    today = timezone.localdate(town.now)
    assignment = RoleAssignment.objects.get(user=town.people["review2"], role=Role.SECOND_REVIEWER)
    if Deputy.objects.filter(assignment=assignment).exists():
        return
    with town.acting("review2") as holder:
        name_deputy(
            assignment,
            town.people["report"],
            by=holder,
            started_on=today,
            ended_on=today + dt.timedelta(days=AWAY_DAYS),
            today=today,
            reason="外出培训（示例）",
        )


def _written(work: Work, town: Town) -> Disclosure:
    record = Disclosure(
        agency=town.agency,
        ref=work.ref,
        title=work.title,
        body=work.body,
        section=Section.objects.get(agency=town.agency, code=work.section),
        dated_on=timezone.localdate(town.now),
        source=town.agency.name,
        live=False,
        go_live_at=_morning(town.now + work.waits) if work.waits else None,
    )
    with town.acting("editor") as editor:
        record.save()
        record.save_revision(user=editor)
    return record


def _morning(when: dt.datetime) -> dt.datetime:
    """Nine o'clock of that day."""
    return timezone.localtime(when).replace(hour=9, minute=0, second=0, microsecond=0)
