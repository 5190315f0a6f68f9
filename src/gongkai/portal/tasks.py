"""Background work of the public site. Each may run twice, or be killed and run again."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from gongkai.portal import addresses, baking, outbox
from gongkai.portal.models import ShownDay
from gongkai.portal.units import day_bound

#: A queue and a worker of its own: what was published or withdrawn never waits behind the reading of a large file.
QUEUE = "portal"


@task(queue_name=QUEUE)
def drain_outbox() -> None:
    """Bring the files up to date with the records."""
    baking.drain(timezone.localdate())


def keep_fresh() -> None:
    """For the schedule, every minute: what a killed task left, pages that speak of days, a site never baked."""
    if not baking.site_folder().file_of(addresses.HOME).exists():
        outbox.mark_everything()
    new_day()
    baking.drain(timezone.localdate())


def new_day() -> None:
    """Mark what says something else today than yesterday; once a day, also after days of standing still."""
    today = timezone.localdate()
    shown = ShownDay.objects.first()
    if shown is not None and shown.day == today:
        return
    for kind, keys in day_bound(shown.day if shown else today, today):
        outbox.mark(kind, keys)
    ShownDay.objects.update_or_create(pk=shown.pk if shown else 1, defaults={"day": today})
