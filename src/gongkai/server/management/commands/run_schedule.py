"""The process that keeps the schedule; the supervisor starts it."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gongkai.server.schedule import run


class Command(BaseCommand):
    help = "按时执行定时任务，直到收到停止信号"

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        run(stop, timezone.now)
