"""Background work of the public site. Each may run twice, or be killed and run again."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

import gongkai
from gongkai.portal import addresses, baking, outbox
from gongkai.portal.models import ShownDay, StalePage
from gongkai.portal.queries import public
from gongkai.portal.units import day_bound

#: A queue and a worker of its own: what was published or withdrawn never waits behind the reading of a large file.
QUEUE = "portal"


@task(queue_name=QUEUE)
def drain_outbox() -> None:
    """Bring the files up to date with the records.

    What was made across midnight may say yesterday's words over those of the new day: that day is then renewed again.
    """
    today = timezone.localdate()
    baking.drain(today)
    if timezone.localdate() != today:
        ShownDay.objects.filter(day__gt=today).update(day=today)


def warm_up() -> None:
    """For a worker that starts: make a page of each common kind and write none, so that the first one is not late."""
    newest = public().first()
    if newest is None:
        return
    wanted = {"site": "home", "disclosure": newest.pk, "agency": newest.agency_id, "section": newest.section_id}
    for kind, key in wanted.items():
        if key:
            for _ in baking.bake(kind, [str(key)], timezone.localdate()):
                pass


def keep_fresh() -> None:
    """For the schedule, every minute: what a killed task left, what speaks of days, a new release, a new site.

    Marked here and made by the task: a whole site takes minutes, and the schedule has other things to do.
    """
    marked = StalePage.objects.filter(kind=outbox.EVERYTHING).exists()
    if not marked and not baking.site_folder().file_of(addresses.HOME).exists():
        outbox.mark_everything()
    new_software()
    new_day()
    queued = DBTaskResult.objects.ready().filter(task_path=drain_outbox.module_path)
    if StalePage.objects.exists() and not queued.exists():
        drain_outbox.enqueue()


@cache
def software() -> str:
    """A digest of the whole package: pages are made of what many rooms hold."""
    here, digest = Path(gongkai.__file__).parent, hashlib.sha256()
    for path in sorted(here.rglob("*")):
        if path.suffix in {".py", ".html", ".css", ".js", ".svg", ".toml", ".xml", ".txt"}:
            digest.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def new_software() -> None:
    """Mark everything when pages were made by another release than this one."""
    shown = ShownDay.objects.first()
    if shown is not None and shown.made_by != software():
        outbox.mark_everything()
        ShownDay.objects.filter(pk=shown.pk).update(made_by=software())


def new_day() -> None:
    """Mark what says something else today than yesterday; once a day, also after days of standing still."""
    today = timezone.localdate()
    shown = ShownDay.objects.first()
    if shown is not None and shown.day == today:
        return
    for kind, keys in day_bound(shown.day if shown else today, today):
        outbox.mark(kind, keys)
    ShownDay.objects.update_or_create(pk=shown.pk if shown else 1, defaults={"day": today, "made_by": software()})
