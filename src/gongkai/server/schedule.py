"""What happens by the clock, as one table."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from gongkai.agencies.scoping import across_agencies

logger = logging.getLogger("gongkai.schedule")


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that runs every ``seconds``; ``call`` is a function (or its dotted name), safe to run twice."""

    name: str
    seconds: int
    call: str | Callable[[], object]


def publish_scheduled() -> None:
    """Release what is due and take down what has expired (Wagtail's own command)."""
    with across_agencies():
        call_command("publish_scheduled", verbosity=0)


def keep_site_fresh() -> None:
    """Bring the baked pages up to date: what a killed task left behind, and what says something else each day."""
    from gongkai.portal.tasks import keep_fresh

    with across_agencies():
        keep_fresh()


def settle_validity() -> None:
    """Mark as 失效 or 废止 what ceased to hold by its dates."""
    from gongkai.registers.validity import settle_validity

    settle_validity(timezone.localdate())


def sweep_attachments() -> None:
    """Remove files that belong to no attachment (an upload that was cut off)."""
    from gongkai.disclosures.attachments import sweep_files

    with across_agencies():
        sweep_files(timezone.now())


def sweep_images() -> None:
    """Remove images that were put into a draft and taken out again long ago."""
    from gongkai.disclosures.image_sweep import sweep_images

    sweep_images(timezone.now())


def recheck_public() -> None:
    """Look again at what is public when the rules of the guard changed."""
    from gongkai.disclosures.guard import recheck_after_new_rules

    with across_agencies():
        recheck_after_new_rules()


def remind_reviewers() -> None:
    """Remind whoever a step of review waits for that is due; once per step and day."""
    from gongkai.disclosures.reminding import remind_reviewers

    with across_agencies():
        remind_reviewers(timezone.now())


def take_up_bulk_acts() -> None:
    """Go on with bulk acts whose worker was killed."""
    from gongkai.disclosures.bulk import take_up_again

    with across_agencies():
        take_up_again(timezone.now())


def prune_tasks() -> None:
    """Forget finished background tasks after a month."""
    call_command("prune_db_task_results", min_age_days=30, verbosity=0)


PERIODIC: tuple[Periodic, ...] = (
    Periodic("定时发布和到期下线", 60, publish_scheduled),
    Periodic("公开网站的文件跟上记录", 60, keep_site_fresh),
    Periodic("到期的标为失效、废止", 3600, settle_validity),
    Periodic("规则变了以后复查已公开的内容", 3600, recheck_public),
    Periodic("催办到期的审核", 600, remind_reviewers),
    Periodic("接着办停下的批量办理", 60, take_up_bulk_acts),
    Periodic("清理没有归属的上传文件", 24 * 3600, sweep_attachments),
    Periodic("清理正文和各稿都不用的图片", 24 * 3600, sweep_images),
    Periodic("清理已完成的后台任务", 24 * 3600, prune_tasks),
)


def run(stop: threading.Event, clock: Callable[[], dt.datetime], jobs: tuple[Periodic, ...] = PERIODIC) -> None:
    """Run every job when it is due until ``stop`` is set. A job that fails is logged and tried at its next turn."""
    due = {job.name: clock() for job in jobs}
    while not stop.is_set():
        for job in jobs:
            if clock() >= due[job.name]:
                due[job.name] = clock() + dt.timedelta(seconds=job.seconds)
                _attempt(job)
        pause = min((when - clock()).total_seconds() for when in due.values())
        stop.wait(max(pause, 0.05))


def _attempt(job: Periodic) -> None:
    close_old_connections()
    try:
        (import_string(job.call) if isinstance(job.call, str) else job.call)()
    except Exception:
        logger.exception("定时任务“%s”没有完成", job.name)
    finally:
        close_old_connections()
