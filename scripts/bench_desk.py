"""Measure the desk under a hundred people at work, and print Markdown rows for docs/benchmarks.md.

    python scripts/bench_desk.py                 # 10,000 disclosures, 100 people, one minute
    python scripts/bench_desk.py --size 2000 --people 50 --seconds 30

A fresh data folder is filled with one town that has ``--size`` published disclosures (with revisions and the check of
the guard), sections and a catalogue, and the real server is started on it as ``gongkai serve`` does: its web
processes, the job workers, the schedule, all on the processors of this machine, together with the people.

The model of the people: each is a thread with a session of its own that was signed in before, thinks 5 to 10 seconds
(uniformly), then does one thing and waits for the answer. Nine of ten are editors: of their acts 35 % open the list,
15 % search it by a word, 35 % open the editing page of a disclosure, 5 % then save a draft there (the form of the page
sent back with another title), 10 % open the home. One of ten is a final reviewer: opens a page that waits
and approves it; the approval publishes. Times are those of the client, from sending the request to the last byte,
without the scripts and styles a browser keeps. "publish" is the approval alone; the page of the public site follows in
the background. What a request costs in processor time is that of the web processes divided by the requests.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parent.parent
GONGKAI = str(Path(sys.executable).with_name("gongkai"))
BOUNDS = {"list": 300, "edit": 500, "publish": 150}
NAMES = {
    "list": "打开列表",
    "search": "在列表里检索",
    "edit": "打开编辑页",
    "save": "保存草稿",
    "home": "打开待办",
    "review": "打开审核页",
    "publish": "终审通过（公开）",
}
TOKEN = "b" * 32
WORDS = "低保 补贴 公示 预算 决算 耕地 惠农 保护 方案 考核 通知 名单 资金 发放 执行 情况".split()  # noqa: SIM905


@dataclass
class Town:
    """What the people need to know: who they are, and what there is."""

    sessions: list[str] = field(default_factory=list)
    reviewer_sessions: list[str] = field(default_factory=list)
    disclosures: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)


def fill(size: int, people: int, waiting: int) -> Town:
    """One town with everything; done with models and services, before the server starts."""
    from django.utils import timezone

    from gongkai.agencies.models import Agency
    from gongkai.agencies.scoping import across_agencies
    from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
    from gongkai.disclosures.models.review import ReviewPolicy

    made = Town()
    with across_agencies():
        agency = Agency.objects.create(
            code="shilizhen", name="示例镇人民政府", short_name="示例镇", level="town", org_code="SHILI0000"
        )
        ReviewPolicy.objects.create(agency=agency, steps=["secrecy_review", "final_review"], days=5)
        sections = [
            Section.objects.create(agency=agency, code=f"s{number}", name=f"示例栏目{number}") for number in range(40)
        ]
        edition = Catalogue.objects.create(agency=agency, year=timezone.localdate().year, title="示例目录")
        CatalogueEntry.objects.bulk_create(
            CatalogueEntry(
                agency=agency, ref=f"e{number}", catalogue=edition, serial=number, category="示例",
                matter=f"事项{number}", content="内容", responsible_agency="示例镇", section=sections[number % 40],
                time_limit="自形成之日起20个工作日内",
            )
            for number in range(200)
        )  # fmt: skip
        made.disclosures = _publish(agency, sections, list(edition.entries.all()), size)
        editors = [_account(f"editor{number}", agency, "editor") for number in range(people - people // 10)]
        reviewers = [_account(f"final{number}", agency, "final_review") for number in range(people // 10)]
        made.waiting = _wait(agency, sections, editors, waiting)
    made.sessions = [_session(user) for user in editors]
    made.reviewer_sessions = [_session(user) for user in reviewers]
    return made


def _account(name: str, agency: Any, role: str) -> Any:
    from django.contrib.auth.models import User

    from gongkai.agencies.models import RoleAssignment

    user = User(username=name)
    user.set_unusable_password()
    user.save()
    RoleAssignment.objects.create(user=user, agency=agency, role=role)
    return user


def _session(user: Any) -> str:
    """A session as signing in leaves it."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from gongkai.server.security import NEVER, PASSWORD_UNTIL, SEEN

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "gongkai.agencies.permissions.RoleBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store[SEEN], store[PASSWORD_UNTIL] = int(time.time()), NEVER
    store.create()
    return str(store.session_key)


def _publish(agency: Any, sections: list[Any], entries: list[Any], size: int) -> list[int]:
    """``size`` public disclosures, a minute apart, each with the revision it was published from."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Revision

    from gongkai.disclosures.guard_contents import rules_version
    from gongkai.disclosures.models import Disclosure, GuardRun

    chance, now = random.Random(1), timezone.now()
    kind = ContentType.objects.get_for_model(Disclosure)
    for first in range(0, size, 1000):
        records = []
        for number in range(first, min(first + 1000, size)):
            words = "".join(chance.choices(WORDS, k=6))
            when = now - dt.timedelta(minutes=size - number)
            body = f"<p>{'，'.join(''.join(chance.choices(WORDS, k=5)) for _ in range(30))}。</p>"
            entry = entries[number % len(entries)]
            records.append(
                Disclosure(
                    agency=agency, ref=f"b{number}", title=f"示例镇{words}（第{number}号）", body=body, live=True,
                    section=sections[number % len(sections)], catalogue_entry=entry, published_at=when,
                    first_published_at=when, last_published_at=when, dated_on=when.date(),
                    index_number=f"SHILI0000/{when.year}-{number:06d}",
                )
            )  # fmt: skip
        Disclosure.objects.bulk_create(records)
        revisions = [
            Revision(
                content_type=kind, base_content_type=kind, object_id=str(one.pk), created_at=one.published_at,
                content=one.serializable_data(), object_str=one.title,
            )
            for one in records
        ]  # fmt: skip
        Revision.objects.bulk_create(revisions)
        for one, revision in zip(records, revisions, strict=True):
            one.latest_revision = one.live_revision = revision
        GuardRun.objects.bulk_create(
            GuardRun(agency=agency, disclosure=one, of_public=True, digest="", rules=rules_version(), checked_at=now)
            for one in records
        )
        Disclosure.objects.bulk_update(records, ["latest_revision", "live_revision"], batch_size=200)
    return list(Disclosure.objects.filter(agency=agency).values_list("pk", flat=True))


def _wait(agency: Any, sections: list[Any], editors: list[Any], number: int) -> list[int]:
    """``number`` disclosures that have passed all steps but the last."""
    from gongkai.disclosures.models import Disclosure
    from gongkai.disclosures.publishing import submit

    secrecy, found = _account("secrecy", agency, "secrecy_review"), []
    for step in range(number):
        record = Disclosure(
            agency=agency, ref=f"w{step}", title=f"示例镇待审信息第{step}号", body="<p>示例正文，请审核。</p>" * 5,
            section=sections[step % len(sections)], live=False,
        )  # fmt: skip
        record.save()
        record.save_revision(user=editors[step % len(editors)])
        submit(record, user=editors[step % len(editors)])
        state = record.current_workflow_task_state
        state.task.specific.on_action(state, secrecy, "approve", basis="条例第十七条，不含国家秘密")
        found.append(record.pk)
    return found


def _bake() -> None:
    """The public site as it stands, so that no first bake takes the processors from the people."""
    from django.utils import timezone

    from gongkai.agencies.scoping import across_agencies
    from gongkai.portal import baking, search

    with across_agencies():
        search.sync()
        baking.bake_all(timezone.localdate(), processes=2)


@dataclass
class Crowd:
    """A hundred people and what they waited for, in seconds by kind of act."""

    port: int
    town: Town
    stop: float
    waited: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def work(self) -> None:
        people = [(key, self._editor) for key in self.town.sessions]
        people += [(key, self._reviewer) for key in self.town.reviewer_sessions]
        threads = [threading.Thread(target=self._person, args=one, daemon=True) for one in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _person(self, session: str, act: Any) -> None:
        chance = random.Random(session)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        time.sleep(chance.uniform(0, 7.5))
        while time.perf_counter() < self.stop:
            try:
                act(connection, session, chance)
            except (OSError, http.client.HTTPException, ValueError, LookupError) as error:
                self.failures.append(repr(error))
                connection.close()
            time.sleep(chance.uniform(5, 10))

    def _ask(self, kind: str, connection: Any, session: str, path: str, data: Any = None) -> str:
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}"}
        body = None
        if data is not None:
            body = urlencode(data)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": TOKEN}
        began = time.perf_counter()
        connection.request("GET" if data is None else "POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        waited = time.perf_counter() - began
        with self.lock:
            self.waited[kind].append(waited)
            if answer.status != (200 if data is None else 302):
                self.failures.append(f"{kind} {path}: {answer.status}")
        return str(content.decode(errors="replace"))

    def _editor(self, connection: Any, session: str, chance: random.Random) -> None:
        dice = chance.random()
        if dice < 0.35:
            self._ask("list", connection, session, f"/admin/disclosures/?p={chance.choice((1, 1, 1, 2, 5))}")
        elif dice < 0.5:
            words = quote("".join(chance.choices(WORDS, k=1)))
            self._ask("search", connection, session, f"/admin/disclosures/results/?q={words}")
        elif dice < 0.9:
            path = f"/admin/disclosures/edit/{chance.choice(self.town.disclosures)}/"
            page = self._ask("edit", connection, session, path)
            if dice > 0.85:
                self._ask("save", connection, session, path, _form(page, chance))
        else:
            self._ask("home", connection, session, "/admin/")

    def _reviewer(self, connection: Any, session: str, chance: random.Random) -> None:
        with self.lock:
            number = self.town.waiting.pop() if self.town.waiting else None
        if number is None:
            return
        path = f"/admin/reviews/{number}/"
        page = self._ask("review", connection, session, path)
        time.sleep(chance.uniform(2, 4))
        fields = _form(page, chance, "//main//form[@method='post']") | {"approve": "1"}
        self._ask("publish", connection, session, path, fields)


def _form(page: str, chance: random.Random, which: str = "//form[@id='w-editor-form']") -> dict[str, str]:
    """The fields of a page's form, as a browser sends them back."""
    from lxml import html

    forms = [form for form in html.fromstring(page).xpath(which) if form.fields]
    values = dict(max(forms, key=lambda form: len(form.fields)).form_values())
    if "title" in values:
        values["title"] = f"{values['title'][:60]}，改{chance.randrange(1000)}"
    return values


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def processor_seconds(parent: int) -> tuple[float, float]:
    """User and system time below ``parent`` with that of ended children: of the web processes, of the others."""
    ticks = os.sysconf("SC_CLK_TCK")
    lines: dict[int, tuple[int, int, str]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "stat").read_text().rpartition(")")[2].split()
                command = (folder / "cmdline").read_text()
            except OSError:
                continue
            lines[int(folder.name)] = (int(words[1]), sum(map(int, words[11:15])), command)
    family = {parent}
    while more := {pid for pid, (above, _, _) in lines.items() if above in family} - family:
        family |= more
    mine = [lines[pid] for pid in family if pid in lines]
    web = sum(spent for _, spent, command in mine if "granian" in command) / ticks
    return web, sum(spent for _, spent, _ in mine) / ticks - web


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(folder: Path, town: Town, seconds: int) -> tuple[Crowd, float, float]:
    """Serve, let the people work, stop; what they waited for, and processor seconds of web and other processes."""
    port = free_port()
    server = subprocess.Popen(
        [GONGKAI, "serve", "--port", str(port)],
        env=os.environ | {"GONGKAI_DATA": str(folder)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # its own group: stopping it ends nothing else
    )
    try:
        _until_answering(port, server)
        warm = Crowd(port, town, 0)
        for _ in range(12):  # on new connections, so that both processes have made every page before
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            for path in ("/admin/", "/admin/disclosures/", f"/admin/disclosures/edit/{town.disclosures[0]}/"):
                warm._ask("warm", connection, town.sessions[0], path)
            connection.close()
        if warm.failures:
            raise SystemExit("\n".join(warm.failures))
        before = processor_seconds(server.pid)
        crowd = Crowd(port, town, time.perf_counter() + seconds)
        crowd.work()
        after = processor_seconds(server.pid)
        return crowd, after[0] - before[0], after[1] - before[1]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _until_answering(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise SystemExit("gongkai serve ended")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("gongkai serve does not answer")


def report(crowd: Crowd, processor: float, others: float, size: int, seconds: int) -> None:
    number = sum(map(len, crowd.waited.values()))
    people = len(crowd.town.sessions) + len(crowd.town.reviewer_sessions)
    print(
        f"| {people}人同时办公，{size}条公开信息 | 必须达到（p95） | 中位 | p95 | 与要求之比 | 次数 |\n"
        "|---|---|---|---|---|---|"
    )
    for kind, name in NAMES.items():
        if not (waited := crowd.waited.get(kind)):
            continue
        middle, slow = statistics.median(waited) * 1000, percentile(waited, 0.95) * 1000
        bound = BOUNDS.get(kind)
        told, ratio = (f"≤ {bound} ms", f"{slow / bound:.2f}") if bound else ("", "")
        print(f"| {name} | {told} | {middle:.0f} ms | {slow:.0f} ms | {ratio} | {len(waited)} |")
    print(
        f"\n{number}次请求，{number / seconds:.1f} 次/秒；网站进程每次请求用处理器 {processor / number * 1000:.0f} ms，"
        f"占两核的 {processor / seconds / 2:.0%}，"
        f"后台任务占 {others / seconds / 2:.0%}；机器负载 {os.getloadavg()[0]:.1f}；失败 {len(crowd.failures)} 次"
    )
    for failure in crowd.failures[:10]:
        print(f"- {failure}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000, help="published disclosures of the town")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", type=Path, help="a folder with the filled data, made when it is missing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        os.environ.update(GONGKAI_DATA=str(data), DJANGO_SETTINGS_MODULE="gongkai.settings", GONGKAI_LOG="ERROR")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        began = time.perf_counter()
        waiting = options.people // 10 * (options.seconds // 9 + 2)
        town = fill(options.size, options.people, waiting)
        _bake()
        connection.close()
        print(f"filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        if options.keep:
            shutil.copytree(data, options.keep, dirs_exist_ok=True)
        crowd, processor, others = run(data, town, options.seconds)
        report(crowd, processor, others, options.size, options.seconds)
    if crowd.failures:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
