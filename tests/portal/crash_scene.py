"""Publishes and bakes in processes that are killed outright, then says whether files and records agree.

Run by test_crash.py with GONGKAI_DATA pointing at a database of the example. Prints what ``verify`` finds, a line each.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.settings"
django.setup()

from django.db import connections, transaction  # noqa: E402

import portal_example  # noqa: E402
from gongkai.agencies.models import Agency  # noqa: E402
from gongkai.agencies.scoping import across_agencies  # noqa: E402
from gongkai.catalogue.models import Section  # noqa: E402
from gongkai.disclosures.models import Disclosure  # noqa: E402
from gongkai.disclosures.signals import disclosure_published, disclosure_withdrawn  # noqa: E402
from gongkai.portal import baking  # noqa: E402
from gongkai.portal.models import StalePage  # noqa: E402

TODAY = portal_example.TODAY


def publish(count: int) -> None:
    """Publish up to ``count`` in all, withdrawing every tenth; carries on where a killed one stopped."""
    town = Agency.objects.get(code="shilizhen")
    section = Section.objects.get(code="buzhu")
    while (done := Disclosure.ever_published.filter(ref__startswith="crash").count()) < count:
        with transaction.atomic():
            when = portal_example.NOON + dt.timedelta(minutes=done)
            record = portal_example.make(town, f"crash{done}", f"第{done}次发布", section, when)
            record.index_number = f"SHILIZHEN/2026-{done + 1:05d}"
            record.save()
            disclosure_published.send(sender=Disclosure, disclosure=record)
            if done % 10 == 9:
                record.live, record.withdrawn_at, record.withdrawal_reason = False, when, "内容需要更正"
                record.save()
                disclosure_withdrawn.send(sender=Disclosure, disclosure=record)


def bake() -> None:
    while True:
        if not baking.drain(TODAY):
            time.sleep(0.002)


class Child:
    """A forked process that does ``work``."""

    def __init__(self, work, *arguments) -> None:
        self.over = False
        self.pid = os.fork()
        if self.pid == 0:
            try:
                with across_agencies():
                    work(*arguments)
            finally:
                os._exit(0)

    def ended(self) -> bool:
        self.over = self.over or os.waitpid(self.pid, os.WNOHANG)[0] == self.pid
        return self.over

    def kill(self) -> None:
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.over = True


def main(count: int, seed: int) -> None:
    with across_agencies():
        baking.bake_all(TODAY)
    connections.close_all()
    kills = killing(count, random.Random(seed))
    waiting = StalePage.objects.count()
    baking.drain(TODAY)
    with across_agencies():
        problems = baking.bake_all(TODAY, verify=True).problems
    published = Disclosure.ever_published.filter(ref__startswith="crash").count()
    print(f"kills={kills} published={published} waiting={waiting}", file=sys.stderr)
    for problem in problems:
        print(problem)


def killing(count: int, chance: random.Random) -> int:
    """Kill the baker (and often the publisher) again and again until everything is published."""
    kills = 0
    publisher, baker = Child(publish, count), Child(bake)
    try:
        while not publisher.ended():
            time.sleep(chance.uniform(0.05, 0.6))
            baker.kill()
            kills += 1
            if chance.random() < 0.4 and not publisher.ended():
                publisher.kill()
                kills += 1
                publisher = Child(publish, count)
            baker = Child(bake)
    finally:
        publisher.kill()
        baker.kill()
    return kills


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
