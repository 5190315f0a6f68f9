"""The process that does queued work; the supervisor starts it. Jobs work across agencies, by name."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from gongkai.agencies.scoping import across_agencies


class Command(BaseCommand):
    help = "执行排队的后台任务，直到收到停止信号"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queue", default="default", help="做哪一队的任务")
        parser.add_argument("--interval", type=float, default=0.5, help="没有任务时隔多少秒看一次")

    def handle(self, *args: Any, **options: Any) -> None:
        from gongkai.portal import tasks

        with across_agencies():
            if options["queue"] == tasks.QUEUE:
                tasks.warm_up()
            queue, interval = options["queue"], options["interval"]
            call_command("db_worker", queue_name=queue, interval=interval, reload=False, startup_delay=False)
